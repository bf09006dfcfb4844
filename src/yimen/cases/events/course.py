"""办件经过事件: drafts, cases, tasks and clocks on the main road."""

from dataclasses import dataclass

from django.utils.translation import gettext_noop

from yimen.kernel.events import Fact, declared


@declared
@dataclass(frozen=True)
class DraftStarted(Fact):
    """已开始填报: of a bundle, or of one item by itself."""

    subject_kind = "draft"
    title = gettext_noop("开始填报")
    draft: str
    bundle: str
    item: str = ""


@declared
@dataclass(frozen=True)
class DraftFilled(Fact):
    """已保存填报: which elements were written; the values stay in the draft."""

    subject_kind = "draft"
    title = gettext_noop("保存填报")
    draft: str
    section: str
    elements: list[str]


@declared
@dataclass(frozen=True)
class DraftDiscarded(Fact):
    """已放弃填报"""

    subject_kind = "draft"
    title = gettext_noop("放弃填报")
    draft: str


@declared
@dataclass(frozen=True)
class PaperAttached(Fact):
    """已提交材料"""

    subject_kind = "draft"
    title = gettext_noop("提交材料")
    draft: str
    paper: str
    document: str
    sha256: str


@declared
@dataclass(frozen=True)
class PaperRemoved(Fact):
    """已撤下材料"""

    subject_kind = "draft"
    title = gettext_noop("撤下材料")
    draft: str
    paper: str
    document: str


@declared
@dataclass(frozen=True)
class CaseSubmitted(Fact):
    """已提交申请: the parent case with its receipt number."""

    subject_kind = "case"
    title = gettext_noop("申请已提交")
    case: str
    number: str
    bundle: str
    children: list[str]


@declared
@dataclass(frozen=True)
class CaseReceived(Fact):
    """已收件: a case came in at its unit; not yet accepted."""

    subject_kind = "case"
    title = gettext_noop("已收件")
    case: str
    parent: str
    item: str
    unit: str
    channel: str = "online"


@declared
@dataclass(frozen=True)
class CaseAccepted(Fact):
    """已受理: the promised and the statutory clock run from now."""

    subject_kind = "case"
    title = gettext_noop("已受理")
    case: str
    parent: str
    item: str
    unit: str
    due: str


@declared
@dataclass(frozen=True)
class TaskOpened(Fact):
    """任务已派发"""

    subject_kind = "case"
    title = gettext_noop("进入环节")
    case: str
    task: str
    step: str
    name: str
    unit: str
    due: str


@declared
@dataclass(frozen=True)
class TaskDone(Fact):
    """任务已办"""

    subject_kind = "case"
    title = gettext_noop("环节办理完毕")
    case: str
    task: str
    step: str
    name: str
    unit: str
    passed: bool
    opinion: str


@declared
@dataclass(frozen=True)
class ElementsProduced(Fact):
    """已产生数据: an automatic step gave elements to the whole bundle (a credit code…)."""

    subject_kind = "case"
    title = gettext_noop("产生新数据")
    case: str
    parent: str
    elements: list[str]


@declared
@dataclass(frozen=True)
class ResultIssued(Fact):
    """已颁发结果"""

    subject_kind = "case"
    title = gettext_noop("结果已颁发")
    case: str
    parent: str
    certificate: str
    identifier: str
    name: str


@declared
@dataclass(frozen=True)
class CaseEnded(Fact):
    """已办结: a child case reached its end."""

    subject_kind = "case"
    title = gettext_noop("办结")
    case: str
    parent: str
    item: str
    unit: str
    state: str
    reason: str
    for_task: str = ""


@declared
@dataclass(frozen=True)
class BundleEnded(Fact):
    """一件事已办结: every child of the parent case has ended."""

    subject_kind = "case"
    title = gettext_noop("整件事办结")
    case: str
    bundle: str
    state: str


@declared
@dataclass(frozen=True)
class ClockRecounted(Fact):
    """时限已重算: a provisional deadline was counted again with the published calendar."""

    subject_kind = "case"
    title = gettext_noop("时限重新计算")
    case: str
    clock: str
    before: str
    due: str
