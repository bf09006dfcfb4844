"""办件反应: what follows from events of cases and of the calendar."""

from uuid import UUID

from yimen.cases import jobs, queries
from yimen.cases.actions import issue_refusal, recount_clock
from yimen.cases.events import CaseEnded, ElementsProduced
from yimen.cases.models import Case
from yimen.kernel import actors
from yimen.kernel.events import on
from yimen.kernel.models import Event
from yimen.vocabulary.events import CalendarPublished


@on(ElementsProduced)
def start_those_that_waited(fact: ElementsProduced, event: Event) -> None:
    """启动等待的事项: siblings that needed the new elements go on, each in its own job."""
    for case_id in queries.unfinished_children(fact.parent):
        jobs.advance.defer(case_id=str(case_id))


@on(CaseEnded)
def end_those_that_can_never_go_on(fact: CaseEnded, event: Event) -> None:
    """终止搁浅的事项: siblings that waited for what this case can no longer give."""
    if not fact.parent or fact.state == Case.State.GRANTED:
        return
    for case in queries.stranded(fact.parent):
        jobs.terminate.defer(case_id=str(case.id), cause=fact.case)


@on(CaseEnded)
def tell_the_refused(fact: CaseEnded, event: Event) -> None:
    """书面告知: a refusal is made out as a sealed notice with reasons and remedies."""
    if fact.state in {Case.State.REFUSED, Case.State.NOT_ACCEPTED}:
        issue_refusal(actors.clock("cases.tell_the_refused"), UUID(fact.case))


@on(CalendarPublished)
def recount_provisional(fact: CalendarPublished, event: Event) -> None:
    """重算暂定时限: running deadlines that rested on a year not yet published."""
    for clock_id in queries.provisional_clocks():
        recount_clock(actors.clock("cases.recount_provisional"), clock_id)
