"""共享规则: the pack's model of data resources."""

from dataclasses import dataclass
from typing import Literal

from yimen.kernel import permissions
from yimen.kernel.actors import Actor
from yimen.kernel.packs.model import Code, Named, PackModel, Source


class ResourceDefinition(PackModel):
    """数据资源: a catalogued data set of one provider.

    Asked by the value of `key` it answers `elements`, and stands in for the papers of
    `documents`. `adapter` names how it is reached.
    """

    code: Code
    name: Named
    provider: Code
    sharing: Literal["unconditional", "conditional", "none"]
    key: Code
    elements: list[Code] = []
    documents: list[Code] = []
    adapter: Literal["local-register"] = "local-register"
    basis: list[Source] = []


class ResourceFile(PackModel):
    """资源文件: the content of `resources.yaml`."""

    resources: list[ResourceDefinition]


@dataclass(frozen=True)
class Purpose:
    """查询目的: why a resource is asked: what is being applied for, and by whom.

    `kind` is `draft` or `case`, `id` its id, `party` the party whose business it is. There is no
    query without one.
    """

    kind: str
    id: str
    party: str
    words: str


def may_ask(by: Actor, subject: Purpose) -> bool:
    """可查询: the party concerned or its agent, for its own application; or the platform."""
    return by.has("system") or (by.party is not None and by.party == subject.party)


permissions.register(
    "exchange.load", "装载数据资源", "系统管理员", permissions.is_platform_or_administrator
)
permissions.register("exchange.ask", "查询他人的数据", "办理本人事项的申请人", may_ask)
