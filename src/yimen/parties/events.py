"""主体事件"""

from dataclasses import dataclass

from yimen.kernel.events import Fact, declared


@declared
@dataclass(frozen=True)
class UnitsLoaded(Fact):
    """部门已装载"""

    subject_kind = "pack"
    title = "部门已装载"
    pack: str
    units: int


@declared
@dataclass(frozen=True)
class DemoPeopleLoaded(Fact):
    """演示人员已装载: invented people and log-ins for trying the platform out."""

    subject_kind = "pack"
    title = "演示人员已装载"
    pack: str
    accounts: int


@declared
@dataclass(frozen=True)
class OrganisationRegistered(Fact):
    """组织已登记: a new organisation is a party from now on."""

    subject_kind = "party"
    title = "组织已登记"
    party: str
    name: str


@declared
@dataclass(frozen=True)
class MandateGiven(Fact):
    """委托已授予"""

    subject_kind = "party"
    title = "已委托代办"
    party: str
    agent: str
    until: str


@declared
@dataclass(frozen=True)
class TokenIssued(Fact):
    """接口令牌已发放"""

    subject_kind = "account"
    title = "接口令牌已发放"
    account: str
