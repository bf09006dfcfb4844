"""决定之后的事件: correction, revocation, migration, quota, delivery."""

from dataclasses import dataclass

from django.utils.translation import gettext_noop

from yimen.kernel.events import Fact, declared


@declared
@dataclass(frozen=True)
class DecisionUndone(Fact):
    """决定已撤销、撤回或注销: `verb` is revoke, retract or annul."""

    subject_kind = "case"
    title = gettext_noop("决定被撤销、撤回或注销")
    case: str
    parent: str
    item: str
    unit: str
    verb: str
    reason: str
    law: str


@declared
@dataclass(frozen=True)
class ResultCorrected(Fact):
    """结果已更正: a slip of the pen was put right; a new certificate replaces the old."""

    subject_kind = "case"
    title = gettext_noop("结果更正")
    case: str
    certificate: str
    replaced: str
    unit: str
    reason: str


@declared
@dataclass(frozen=True)
class CaseMigrated(Fact):
    """已改按新版本办理: a running case goes on under another version of its item."""

    subject_kind = "case"
    title = gettext_noop("改按新版本办理")
    case: str
    item: str
    unit: str
    before: str
    after: str
    reason: str


@declared
@dataclass(frozen=True)
class PlaceFreed(Fact):
    """轮到名额: the case's turn under a quota has come."""

    subject_kind = "case"
    title = gettext_noop("名额轮到")
    case: str
    item: str
    unit: str
    place: int


@declared
@dataclass(frozen=True)
class HandoverChosen(Fact):
    """已选择送达方式"""

    subject_kind = "case"
    title = gettext_noop("选择送达方式")
    case: str
    handover: str
    method: str
    place: str


@declared
@dataclass(frozen=True)
class ResultHanded(Fact):
    """已送达"""

    subject_kind = "case"
    title = gettext_noop("结果送达")
    case: str
    handover: str
    method: str
    received_by: str
    unit: str
