"""共享事件"""

from dataclasses import dataclass

from yimen.kernel.events import Fact, declared


@declared
@dataclass(frozen=True)
class ResourcesLoaded(Fact):
    """数据资源已装载"""

    subject_kind = "pack"
    title = "数据资源已装载"
    pack: str
    resources: int
    records: int


@declared
@dataclass(frozen=True)
class ResourceAsked(Fact):
    """数据已查询: who looked at whose data, for what; the person concerned can see it.

    The value of the key is not kept, only which elements came back.
    """

    subject_kind = "party"
    title = "查询了您的数据"
    party: str
    resource: str
    purpose_kind: str
    purpose_id: str
    words: str
    elements: list[str]
    found: bool
