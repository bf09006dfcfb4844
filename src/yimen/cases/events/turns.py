"""审查事件: returns, requests, procedures, hearings, warnings."""

from dataclasses import dataclass

from django.utils.translation import gettext_noop

from yimen.kernel.events import Fact, declared


@declared
@dataclass(frozen=True)
class TaskReturned(Fact):
    """已退回环节: earlier steps are to be done again, then this one."""

    subject_kind = "case"
    title = gettext_noop("退回前面环节")
    case: str
    task: str
    step: str
    name: str
    unit: str
    to: list[str]
    reason: str


@declared
@dataclass(frozen=True)
class TaskTransferred(Fact):
    """已移交: another unit does the step from now."""

    subject_kind = "case"
    title = gettext_noop("移交")
    case: str
    task: str
    step: str
    name: str
    unit: str
    to: str
    reason: str


@declared
@dataclass(frozen=True)
class RequestMade(Fact):
    """已请他人办理: a further review, another unit's opinion, or an approval was asked for."""

    subject_kind = "case"
    title = gettext_noop("请求协办")
    case: str
    task: str
    asked_by: str
    kind: str
    unit: str
    question: str


@declared
@dataclass(frozen=True)
class RequestCancelled(Fact):
    """协办已撤销: the opinion is not needed any more."""

    subject_kind = "case"
    title = gettext_noop("协办撤销")
    case: str
    task: str
    kind: str
    unit: str
    reason: str


@declared
@dataclass(frozen=True)
class SilenceConsented(Fact):
    """逾期视为同意: the step passed because its time was over and a rule says so."""

    subject_kind = "case"
    title = gettext_noop("逾期视为同意")
    case: str
    task: str
    step: str
    name: str
    unit: str
    basis: str


@declared
@dataclass(frozen=True)
class TaskEscalated(Fact):
    """已提请协调: the step's time was over; the supervisors may force a resolution."""

    subject_kind = "case"
    title = gettext_noop("逾期未答复，提请督查协调")
    case: str
    task: str
    step: str
    name: str
    unit: str


@declared
@dataclass(frozen=True)
class TaskForced(Fact):
    """已强制办结: a supervisor settled a step that did not come."""

    subject_kind = "case"
    title = gettext_noop("督查强制办结")
    case: str
    task: str
    step: str
    name: str
    unit: str
    passed: bool
    reason: str


@declared
@dataclass(frozen=True)
class WarningRaised(Fact):
    """时限预警: level 1 tells the handler, 2 the unit, 3 the supervising office."""

    subject_kind = "case"
    title = gettext_noop("时限预警")
    case: str
    about: str
    name: str
    unit: str
    light: str
    level: int
    due: str


@declared
@dataclass(frozen=True)
class ProcedureStarted(Fact):
    """特别程序已开始: the legal clocks stand still; the applicant is told in writing."""

    subject_kind = "case"
    title = gettext_noop("特别程序开始，期限停止计算")
    case: str
    pause: str
    procedure: str
    name: str
    expected: str
    reason: str
    law: str
    unit: str


@declared
@dataclass(frozen=True)
class ProcedureEnded(Fact):
    """特别程序已结束: the clocks run again; `due` is the new promised day."""

    subject_kind = "case"
    title = gettext_noop("特别程序结束，期限继续计算")
    case: str
    pause: str
    procedure: str
    name: str
    result: str
    due: str
    unit: str


@declared
@dataclass(frozen=True)
class ExtensionDecided(Fact):
    """延长期限已决定: by the head of the agency, once; the applicant is told the reasons."""

    subject_kind = "case"
    title = gettext_noop("延长办理期限")
    case: str
    task: str
    unit: str
    by_period: str
    reason: str
    granted: bool
    due: str


@declared
@dataclass(frozen=True)
class HearingOffered(Fact):
    """已告知听证权利: the applicant may ask for a hearing within five working days."""

    subject_kind = "case"
    title = gettext_noop("告知听证权利")
    case: str
    hearing: str
    unit: str
    due: str


@declared
@dataclass(frozen=True)
class HearingRequested(Fact):
    """已申请听证"""

    subject_kind = "case"
    title = gettext_noop("申请听证")
    case: str
    hearing: str
    unit: str
    due: str


@declared
@dataclass(frozen=True)
class HearingWaived(Fact):
    """未申请听证: given up, or not asked for in time."""

    subject_kind = "case"
    title = gettext_noop("放弃听证")
    case: str
    hearing: str
    unit: str
    reason: str


@declared
@dataclass(frozen=True)
class HearingScheduled(Fact):
    """已通知听证: told at least seven days before."""

    subject_kind = "case"
    title = gettext_noop("听证通知")
    case: str
    hearing: str
    unit: str
    at: str
    place: str
    chair: str


@declared
@dataclass(frozen=True)
class HearingHeld(Fact):
    """已举行听证: the decision follows the record."""

    subject_kind = "case"
    title = gettext_noop("听证举行")
    case: str
    hearing: str
    unit: str
    record: str
