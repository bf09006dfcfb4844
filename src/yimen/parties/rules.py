"""主体规则: the pack's models of units and demo people; who may act for whom."""

from dataclasses import dataclass
from typing import Literal

from pydantic import Field

from yimen.kernel import permissions
from yimen.kernel.actors import Actor, ActorKind
from yimen.kernel.packs.model import Code, Named, PackModel


class UnitDefinition(PackModel):
    """部门/镇街: a body that does or supervises work.

    `short` is the name by which documents of the city call it; `credit_code` only where a
    source confirms it.
    """

    code: Code
    name: Named
    short: str
    aliases: list[str] = []
    kind: Literal[
        "department",
        "court",
        "vertical",
        "enterprise",
        "media",
        "committee",
        "institution",
        "town",
        "street",
        "park",
        "group",
    ]
    level: Literal["province", "city", "town", "vertical"]
    area: str
    parent: Code | None = None
    credit_code: str | None = None
    source: str = ""


class UnitFile(PackModel):
    """部门文件: the content of `units.yaml`."""

    units: list[UnitDefinition]


Role = Literal[
    "applicant",
    "agent",
    "clerk",
    "reviewer",
    "approver",
    "head",
    "supervisor",
    "administrator",
    "designer",
    "law_officer",
    "staffing_officer",
]


class DemoPerson(PackModel):
    """演示人员: an invented person; the ID number is well-formed and belongs to nobody."""

    name: str
    id_number: str
    phone: str
    address: str = ""


class DemoAccount(PackModel):
    """演示账号: a log-in for trying the platform out."""

    login: str = Field(pattern=r"^[a-z][a-z0-9-]{2,30}$")
    name: str
    roles: list[Role] = Field(min_length=1)
    unit: Code | None = None
    person: str | None = None
    acts_for: list[str] = []
    """Log-ins of the applicants that have authorised this agent."""
    note: str = ""


class DemoRecord(PackModel):
    """演示登记记录: one record of a register: the key's value and what the register answers."""

    resource: Code
    key: str
    values: dict[str, str]


class DemoFile(PackModel):
    """演示数据: the content of `demo.yaml`."""

    people: list[DemoPerson]
    accounts: list[DemoAccount]
    records: list[DemoRecord] = []


@dataclass(frozen=True)
class Principal:
    """委托人: for whom an actor may act: the party's id and the ids of agents with a mandate."""

    party: str
    agents: frozenset[str] = frozenset()


def may_authorise(by: Actor, subject: Principal) -> bool:
    """可委托: a party gives mandates for itself only."""
    return by.kind is ActorKind.PERSON and by.has("applicant") and by.party == subject.party


permissions.register(
    "parties.load", "装载部门和账号", "系统管理员", permissions.is_platform_or_administrator
)
permissions.register("parties.authorise", "为他人委托代办", "本人", may_authorise)
permissions.register("parties.register", "登记新的主体", "登记机关的系统", permissions.is_platform)
permissions.register(
    "parties.log_in",
    "取得接口令牌",
    "已登录的账号",
    lambda by, _: by.kind is not ActorKind.STRANGER,
)
