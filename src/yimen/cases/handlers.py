"""办件反应: what follows from events of cases and of the calendar."""

from contextlib import suppress
from datetime import date, datetime
from uuid import UUID

from yimen.cases import jobs, queries
from yimen.cases.actions import issue_notice, issue_refusal, settle_subcase
from yimen.cases.actions._notices import day_words
from yimen.cases.events import (
    AcceptanceDeemed,
    CaseEnded,
    CommitmentMade,
    DecisionUndone,
    ElementsProduced,
    ExtensionDecided,
    HearingOffered,
    HearingScheduled,
    PaperDeferred,
    ProcedureEnded,
    ProcedureStarted,
    PromiseBroken,
    PromiseKept,
    RenewalDeemed,
    ResultCorrected,
    SupplementAsked,
)
from yimen.cases.models import Case, Clock, Promise
from yimen.cases.rules import undoing
from yimen.cases.rules.procedures import LAW
from yimen.kernel import actors, queueing
from yimen.kernel.events import on
from yimen.kernel.models import Event
from yimen.kernel.problems import Conflict
from yimen.kernel.worktime import Period
from yimen.vocabulary.api import calendar
from yimen.vocabulary.events import CalendarChanged, CalendarPublished

_NOTICE_OF_END = {
    Case.State.NOT_REQUIRED: "not_required",
    Case.State.RETURNED: "returned",
    Case.State.WITHDRAWN: "withdrawn",
}
_TOLD = {Case.State.REFUSED, Case.State.NOT_ACCEPTED}


@on(ElementsProduced)
def start_those_that_waited(fact: ElementsProduced, event: Event) -> None:
    """启动等待的事项: siblings that needed the new elements go on, each in its own job."""
    for case_id in queries.unfinished_children(fact.parent):
        jobs.advance.defer(case_id=str(case_id))


@on(CaseEnded, when=lambda fact: fact.parent and fact.state != Case.State.GRANTED)
def end_those_that_can_never_go_on(fact: CaseEnded, event: Event) -> None:
    """终止搁浅的事项: siblings that waited for what this case can no longer give."""
    for case in queries.stranded(fact.parent):
        jobs.terminate.defer(case_id=str(case.id), cause=fact.case)


@on(CaseEnded, when=lambda fact: fact.state in _TOLD)
def tell_the_refused(fact: CaseEnded, event: Event) -> None:
    """书面告知: a refusal is made out as a sealed notice with reasons and remedies."""
    issue_refusal(actors.clock("cases.tell_the_refused"), UUID(fact.case))


@on(CalendarPublished, CalendarChanged)
def recount_running(fact: CalendarPublished | CalendarChanged, event: Event) -> None:
    """重算在办时限: deadlines that rest on days which are settled only now, or changed."""
    if isinstance(fact, CalendarPublished):
        found = queries.cases_with_provisional_limits()
    else:
        first, last = date.fromisoformat(fact.first), date.fromisoformat(fact.last)
        found = queries.cases_with_limits_over(first, last)
    queueing.write([queueing.Job(jobs.recount, {"case_id": str(one)}) for one in found])


@on(DecisionUndone)
def tell_that_it_is_undone(fact: DecisionUndone, event: Event) -> None:
    """告知撤销、撤回、注销: the sealed decision with reasons, basis, consequences and remedies."""
    told = {
        "reason": fact.reason,
        "law": fact.law,
        "consequence": undoing.consequence(fact.verb, fact.law),
    }
    by = actors.clock("cases.tell_that_it_is_undone")
    issue_notice(by, UUID(fact.case), fact.verb, told)


@on(ResultCorrected)
def tell_of_the_correction(fact: ResultCorrected, event: Event) -> None:
    """告知更正: what was wrong, with the new certificate beside it."""
    by = actors.clock("cases.tell_of_the_correction")
    issue_notice(by, UUID(fact.case), "correction", {"reason": fact.reason})


@on(CaseEnded, when=lambda fact: fact.state in _NOTICE_OF_END)
def tell_of_the_end(fact: CaseEnded, event: Event) -> None:
    """告知办结: no permit needed, returned to apply again, or withdrawn: each its own notice."""
    kind = _NOTICE_OF_END[Case.State(fact.state)]
    listed = {"missing": fact.reason.splitlines()[1:]}
    told = listed if kind == "returned" else {"reason": fact.reason}
    issue_notice(actors.clock("cases.tell_of_the_end"), UUID(fact.case), kind, told)


@on(SupplementAsked)
def tell_what_is_missing(fact: SupplementAsked, event: Event) -> None:
    """告知补正: the one notice of everything missing."""
    told = {"missing": fact.missing, "due": day_words(fact.due)}
    issue_notice(actors.clock("cases.tell_what_is_missing"), UUID(fact.case), "supplement", told)


@on(AcceptanceDeemed)
def tell_of_acceptance(fact: AcceptanceDeemed, event: Event) -> None:
    """告知视为受理: from which day, and by when it will be decided."""
    due = Clock.objects.get(case_id=fact.case, kind=Clock.Kind.PROMISED).due_at
    told = {
        "since": day_words(fact.since),
        "reason": "本机关没有在规定期限内一次告知需要补正的全部内容。",
        "due": day_words(due),
    }
    issue_notice(actors.clock("cases.tell_of_acceptance"), UUID(fact.case), "accepted", told)


@on(PaperDeferred)
def tell_of_the_deferral(fact: PaperDeferred, event: Event) -> None:
    """告知容缺: which paper, by when, and what follows if it does not come."""
    told = {"paper": fact.name, "due": day_words(fact.due)}
    issue_notice(actors.clock("cases.tell_of_the_deferral"), UUID(fact.case), "deferral", told)


@on(CommitmentMade)
def tell_of_the_commitment(fact: CommitmentMade, event: Event) -> None:
    """告知承诺: what was promised, and the liability for it."""
    by = actors.clock("cases.tell_of_the_commitment")
    issue_notice(by, UUID(fact.case), "commitment", {"paper": fact.name})


@on(PromiseBroken, when=lambda fact: fact.kind == Promise.Kind.DEFERRAL)
def tell_of_the_gap(fact: PromiseBroken, event: Event) -> None:
    """告知终止: the promised paper did not come."""
    due = Promise.objects.values_list("due_on", flat=True).get(pk=fact.promise)
    told = {"paper": fact.name, "due": day_words(due or "")}
    issue_notice(actors.clock("cases.tell_of_the_gap"), UUID(fact.case), "deferral_broken", told)


@on(PromiseKept, when=lambda fact: fact.kind == Promise.Kind.DEFERRAL)
def serve_the_siblings(fact: PromiseKept, event: Event) -> None:
    """一份材料多处用: the same paper promised to other items of the bundle has come too."""
    for promise_id in queries.same_promises(fact.promise):
        jobs.settle_promise.defer(promise_id=str(promise_id))


@on(RenewalDeemed)
def tell_of_the_renewal(fact: RenewalDeemed, event: Event) -> None:
    """告知视为延续: the old certificate's last day passed without a decision."""
    told = {"expired": day_words(queries.last_day_of(fact.certificate) or "")}
    issue_notice(actors.clock("cases.tell_of_the_renewal"), UUID(fact.case), "renewal", told)


@on(ProcedureStarted)
def tell_of_the_procedure(fact: ProcedureStarted, event: Event) -> None:
    """告知特别程序: what stops the clocks, since when, and how long it is expected to take."""
    told = {
        "name": fact.name,
        "since": day_words(event.at),
        "expected": Period.parse(fact.expected).words if fact.expected else "",
        "reason": fact.reason,
        "law": fact.law,
    }
    issue_notice(actors.clock("cases.tell_of_the_procedure"), UUID(fact.case), "procedure", told)


@on(ProcedureEnded)
def tell_that_the_clock_runs(fact: ProcedureEnded, event: Event) -> None:
    """告知恢复计时: the clocks run again, and the day to which the promise has moved."""
    told = {"name": fact.name, "reason": fact.result, "due": day_words(fact.due), "law": LAW}
    by = actors.clock("cases.tell_that_the_clock_runs")
    issue_notice(by, UUID(fact.case), "procedure_ended", told)


@on(ExtensionDecided, when=lambda fact: fact.granted)
def tell_of_the_extension(fact: ExtensionDecided, event: Event) -> None:
    """告知延期: by how much and why, and the new last day."""
    told = {
        "by_period": Period.parse(fact.by_period).words,
        "reason": fact.reason,
        "due": day_words(fact.due),
    }
    issue_notice(actors.clock("cases.tell_of_the_extension"), UUID(fact.case), "extension", told)


@on(HearingOffered)
def tell_of_the_right(fact: HearingOffered, event: Event) -> None:
    """告知听证权利: until when the applicant may ask to be heard."""
    told = {"due": day_words(fact.due)}
    issue_notice(actors.clock("cases.tell_of_the_right"), UUID(fact.case), "hearing_offer", told)


@on(HearingScheduled)
def tell_of_the_hearing(fact: HearingScheduled, event: Event) -> None:
    """通知听证: when, where, and who presides."""
    at = calendar().localise(datetime.fromisoformat(fact.at))
    told = {"at": f"{day_words(at)}{at:%H:%M}", "place": fact.place, "chair": fact.chair}
    issue_notice(actors.clock("cases.tell_of_the_hearing"), UUID(fact.case), "hearing_time", told)


@on(CaseEnded, when=lambda fact: bool(fact.for_task))
def let_the_step_go_on(fact: CaseEnded, event: Event) -> None:
    """子办件办结: the step that waited for it is done, or has failed."""
    with suppress(Conflict):  # the step has ended without waiting
        settle_subcase(actors.clock("cases.let_the_step_go_on"), UUID(fact.case))
