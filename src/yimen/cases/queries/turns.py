"""审查查询: what whoever works on a task may do beside passing it or finding against it."""

from dataclasses import dataclass
from uuid import UUID

from yimen.cases.models import Case, Hearing, Pause, Task
from yimen.cases.queries.definitions import item_definition
from yimen.cases.rules import hearings, marking, requests
from yimen.cases.rules.permissions import Heard, Work
from yimen.cases.rules.procedures import PROCEDURES
from yimen.catalogue.api import Flow, Step, flow_of
from yimen.kernel import clock, permissions
from yimen.kernel.actors import Actor
from yimen.parties.api import staff_of, unit_names, units_with
from yimen.vocabulary.api import calendar


@dataclass(frozen=True)
class HearingView:
    """听证详情: how the hearing stands and what can be done; `chair` and `chairs` are names."""

    row: Hearing | None
    chair: str
    chairs: list[tuple[str, str]]
    may_offer: bool
    may_schedule: bool
    may_hold: bool
    must_offer: bool


@dataclass(frozen=True)
class TurnsView:
    """任务可办: the turns that the actor may take from a task, and what they choose from.

    `asked` are the task's own requests, `objecting` the units that stand against the step,
    `may_force` whether the actor may settle it as a supervisor.
    """

    returnable: list[Step]
    units: list[tuple[str, str]]
    others: list[tuple[str, str]]
    asked: list[Task]
    objecting: list[str]
    running: list[Pause]
    procedures: list[tuple[str, str]]
    may_ask: bool
    may_direct: bool
    may_extend: bool
    may_force: bool
    hearing: HearingView

    @property
    def is_empty(self) -> bool:
        """没有可办: whether there is nothing to show beside the verdict."""
        return not (self.may_ask or self.may_direct or self.may_force or self.asked)


def turns_of(by: Actor, task: Task, *, may_work: bool) -> TurnsView:
    """任务可办: for an actor who may see the task; `may_work` is whether it is theirs to do."""
    case = task.case
    flow = flow_of(case.item_id) if case.item_id else Flow.of([])
    own = may_work and task.asked_by_id is None
    accepted = case.state == Case.State.ACCEPTED
    directs = accepted and permissions.allowed(by, "cases.direct", Work(case.unit_id, ""))
    stands = marking.Marking(case.marks, case.rework)
    codes = marking.returnable(flow, stands, task.step) if own else []
    names = unit_names()
    running = list(Pause.objects.filter(case=case, of_child=None, ended_at=None))
    return TurnsView(
        returnable=[flow.by_code[code] for code in codes],
        units=_named(units_with("reviewer"), task, names) if own else [],
        others=_named(units_with(task.role), task, names) if may_work else [],
        asked=list(task.requests.select_related("unit").order_by("opened_at", "id")),
        objecting=[names[code] for code in requests.objectors(case.holds, task.step)],
        running=running,
        procedures=_procedures(running),
        may_ask=own,
        may_direct=directs and task.state == Task.State.OPEN,
        may_extend=own and accepted and _may_extend(case),
        may_force=_may_force(by, task, flow),
        hearing=_hearing(case, directs=directs and task.state == Task.State.OPEN),
    )


@dataclass(frozen=True)
class HearingOfApplicant:
    """申请人的听证: what the applicant may do about the hearing of one of their cases."""

    row: Hearing
    chair: str
    may_ask: bool
    may_waive: bool


def hearings_of(by: Actor, cases: list[Case]) -> dict[UUID, HearingOfApplicant]:
    """听证: by case, of those that were told of their right to one."""
    found = Hearing.objects.filter(case__in=[case.id for case in cases]).select_related("case")
    now = clock.now()
    views = {}
    for row in found:
        case = row.case
        mine = case.party_id is not None and str(case.party_id) == by.party
        may = mine and permissions.allowed(
            by, "cases.be_heard", Heard(str(case.party_id), case.unit_id)
        )
        open_ = may and case.ended_at is None and row.state not in hearings.LAST_STATES
        asks = open_ and row.state == Hearing.State.OFFERED
        due = case.clocks.filter(subject=row.id, stopped_at=None).values_list("due_at").first()
        in_time = bool(due and now <= due[0])
        views[case.id] = HearingOfApplicant(row, _chair(row, case), asks and in_time, open_)
    return views


def reviewers_of(case_id: UUID) -> set[str]:
    """审查人员: ids of the accounts that have done a task of the case."""
    done = Task.objects.filter(case_id=case_id, done_at__isnull=False).exclude(done_by="")
    return set(done.values_list("done_by", flat=True))


def _named(codes: list[str], task: Task, names: dict[str, str]) -> list[tuple[str, str]]:
    return [(code, names[code]) for code in codes if code != task.unit_id]


def _procedures(running: list[Pause]) -> list[tuple[str, str]]:
    open_ = {pause.procedure for pause in running}
    return [(code, name) for code, name in PROCEDURES.items() if code not in open_]


def _may_extend(case: Case) -> bool:
    if item_definition(case).limits.extension is None:
        return False
    asked = Task.objects.filter(case=case, kind=requests.EXTENSION)
    return not asked.filter(state="open").exists() and not asked.filter(passed=True).exists()


def _may_force(by: Actor, task: Task, flow: Flow) -> bool:
    step = flow.by_code.get(task.step)
    return (
        step is not None
        and task.state == Task.State.OPEN
        and task.asked_by_id is None
        and task.due_at <= clock.now()
        and requests.may_be_forced(step)
        and permissions.allowed(by, "cases.force", Work(task.unit_id, task.role))
    )


def _hearing(case: Case, *, directs: bool) -> HearingView:
    row = Hearing.objects.filter(case=case).first()
    state = row.state if row else ""
    schedules = directs and state in {Hearing.State.REQUESTED, Hearing.State.SCHEDULED}
    reviewers = reviewers_of(case.id) if schedules else set()
    staff = staff_of(case.unit_id) if schedules else []
    takes_place = row.takes_place_at if row else None
    return HearingView(
        row=row,
        chair=_chair(row, case) if row else "",
        chairs=[(key, name) for key, name in staff if key not in reviewers],
        may_offer=directs and row is None,
        may_schedule=schedules,
        may_hold=directs
        and state == Hearing.State.SCHEDULED
        and takes_place is not None
        and takes_place <= clock.now(),
        must_offer=hearings.HOLD in case.holds and row is None,
    )


def _chair(row: Hearing, case: Case) -> str:
    return dict(staff_of(case.unit_id)).get(row.chair, "") if row.chair else ""


def earliest_hearing() -> str:
    """最早听证日期: the first day for which a hearing told now may be set, as `2026-03-05`."""
    return hearings.earliest(clock.now(), calendar()).date().isoformat()
