"""企业事件"""

from dataclasses import dataclass

from yimen.kernel.events import Fact, declared


@declared
@dataclass(frozen=True)
class EnterpriseRegistered(Fact):
    """企业已登记: a company is in the register, with its credit code."""

    subject_kind = "enterprise"
    title = "企业已登记"
    enterprise: str
    name: str
    credit_code: str
    founded_on: str
    unit: str
