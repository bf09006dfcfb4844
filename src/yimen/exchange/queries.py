"""共享查询: the catalogue of resources."""

from yimen.exchange.models import Resource
from yimen.exchange.rules import ResourceDefinition
from yimen.kernel.problems import Unknown


def definition_of(code: str) -> ResourceDefinition:
    """资源定义: raises `Unknown` for a code that is not in the catalogue."""
    row = Resource.objects.filter(code=code).first()
    if row is None:
        raise Unknown(f"数据资源目录里没有“{code}”。")
    return ResourceDefinition.model_validate(row.definition)


def resources() -> dict[str, ResourceDefinition]:
    """资源目录: all resources by code."""
    rows = Resource.objects.order_by("code")
    return {row.code: ResourceDefinition.model_validate(row.definition) for row in rows}
