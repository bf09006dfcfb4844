"""受理事件: supplements, promises, bans, and what silence brings about."""

from dataclasses import dataclass

from django.utils.translation import gettext_noop

from yimen.kernel.events import Fact, declared


@declared
@dataclass(frozen=True)
class SupplementAsked(Fact):
    """已要求补正: the one notice of everything missing; `due` is empty without a time set."""

    subject_kind = "case"
    title = gettext_noop("要求补正")
    case: str
    item: str
    unit: str
    missing: list[str]
    due: str


@declared
@dataclass(frozen=True)
class SupplementAnswered(Fact):
    """已补正: the applicant handed in what was asked."""

    subject_kind = "case"
    title = gettext_noop("补正材料已提交")
    case: str
    item: str
    unit: str
    documents: list[str]


@declared
@dataclass(frozen=True)
class AcceptanceDeemed(Fact):
    """视为受理: silence on incomplete papers is acceptance, from the day of receipt."""

    subject_kind = "case"
    title = gettext_noop("逾期未告知，自收件之日起视为受理")
    case: str
    item: str
    unit: str
    since: str


@declared
@dataclass(frozen=True)
class PaperDeferred(Fact):
    """已容缺受理: accepted with a paper that is promised by a day."""

    subject_kind = "case"
    title = gettext_noop("容缺受理")
    case: str
    promise: str
    document: str
    name: str
    due: str
    unit: str


@declared
@dataclass(frozen=True)
class CommitmentMade(Fact):
    """已作承诺: a promise in place of a proof."""

    subject_kind = "case"
    title = gettext_noop("告知承诺")
    case: str
    promise: str
    document: str
    name: str
    unit: str


@declared
@dataclass(frozen=True)
class PromiseKept(Fact):
    """承诺已履行: the paper came, or the check found the promise true."""

    subject_kind = "case"
    title = gettext_noop("承诺已履行")
    case: str
    promise: str
    kind: str
    name: str
    unit: str


@declared
@dataclass(frozen=True)
class PromiseBroken(Fact):
    """承诺未履行: bars the party from promising again until it is repaired."""

    subject_kind = "case"
    title = gettext_noop("承诺未履行")
    case: str
    promise: str
    party: str
    kind: str
    name: str
    reason: str
    unit: str


@declared
@dataclass(frozen=True)
class PromiseRepaired(Fact):
    """信用已修复: the party may promise again."""

    subject_kind = "case"
    title = gettext_noop("信用已修复")
    case: str
    promise: str
    party: str
    reason: str


@declared
@dataclass(frozen=True)
class BanMade(Fact):
    """已限制申请: the party may not apply for the item until a day."""

    subject_kind = "case"
    title = gettext_noop("限制再次申请")
    case: str
    party: str
    item: str
    until: str
    reason: str
    unit: str


@declared
@dataclass(frozen=True)
class RenewalDeemed(Fact):
    """视为准予延续: not decided before the certificate expired."""

    subject_kind = "case"
    title = gettext_noop("逾期未决定，视为准予延续")
    case: str
    item: str
    unit: str
    certificate: str
    expired: str


@declared
@dataclass(frozen=True)
class NoticeIssued(Fact):
    """已制发文书: a sealed notice to the applicant."""

    subject_kind = "case"
    title = gettext_noop("文书已制发")
    case: str
    parent: str
    certificate: str
    identifier: str
    name: str
