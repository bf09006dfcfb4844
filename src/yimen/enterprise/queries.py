"""企业查询: what the register of companies holds."""

from yimen.enterprise.models import Enterprise


def is_name_taken(name: str) -> bool:
    """名称是否已登记: whether a company of exactly this name is in the register."""
    return Enterprise.objects.filter(name=name).exists()
