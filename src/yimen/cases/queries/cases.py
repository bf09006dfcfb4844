"""办件查询: cases and their progress."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from yimen.cases.models import Case, Clock, Paper, Task
from yimen.cases.queries.definitions import facts_of, item_definition
from yimen.cases.rules.permissions import Owned
from yimen.cases.rules.states import FINAL
from yimen.catalogue.api import ItemDefinition, Step, bundle_of
from yimen.documents.api import Certificate, certificates_of_cases
from yimen.kernel import clock, events, permissions
from yimen.kernel.actors import Actor
from yimen.kernel.codes import receipt_number
from yimen.kernel.problems import Problem, Unknown
from yimen.kernel.worktime import Elapsed, WorkCalendar, elapsed
from yimen.parties.api import unit_names
from yimen.vocabulary.api import ElementDefinition, calendar, elements


@dataclass(frozen=True)
class StepView:
    """环节进度: a step of a child case as people see it."""

    name: str
    unit: str
    state: str
    opened_at: datetime | None = None
    done_at: datetime | None = None
    due_at: datetime | None = None
    warn_at: datetime | None = None
    opinion: str = ""
    waiting_for: tuple[str, ...] = ()
    code: str = ""
    unit_code: str = ""
    role: str = ""


@dataclass(frozen=True)
class ChildView:
    """事项进度: one item of the bundle on its way."""

    case: Case
    name: str
    unit: str
    state: str
    due_at: datetime | None
    derivation: tuple[str, ...]
    steps: list[StepView]
    certificates: list[Certificate]
    elapsed: Elapsed | None


@dataclass(frozen=True)
class Progress:
    """办件进度: a bundle's case with all its items, papers and what happened."""

    case: Case
    name: str
    due_at: datetime | None
    derivation: tuple[str, ...]
    elapsed: Elapsed
    children: list[ChildView]
    papers: list[Paper]
    history: list[Any] = field(default_factory=list)

    @property
    def done(self) -> int:
        """已办结事项数"""
        return sum(child.state in FINAL for child in self.children)


def readable_case(by: Actor, case_id: UUID) -> Case:
    """可见办件: the case if the actor may see it; otherwise `Unknown`, as if it did not exist."""
    case = Case.objects.filter(pk=case_id).first()
    if case is None or not _may_read(by, case):
        raise Unknown("没有找到这个办件。请核对链接或从“我的办件”进入。")
    return case


def case_of_number(by: Actor, number: str) -> Case:
    """按回执号查办件: `Unknown` for a number that is wrong, strange or somebody else's."""
    try:
        wanted = receipt_number.verify(number)
    except Problem:
        wanted = number.strip()
    case = Case.objects.filter(number=wanted).first()
    if case is None or not _may_read(by, case):
        raise Unknown("没有找到这个回执号的办件。请对照受理回执核对，或用提交时的账号登录。")
    return case


def cases_of(by: Actor) -> "QuerySet[Case]":
    """我的办件: the bundles that the actor's party applied for, newest first."""
    if by.party is None:
        return Case.objects.none()
    found = Case.objects.filter(party_id=by.party, parent=None)
    return found.select_related("bundle").order_by("-received_at")


def case_progress(by: Actor, case: Case) -> Progress:
    """办件进度: everything about a bundle's case that its applicant may see.

    An application to a single item is shown like a bundle of one.
    """
    root = case.parent or case
    family = root.children if root.bundle_id else Case.objects.filter(pk=root.pk)
    children = list(
        family.select_related("unit", "item")
        .defer("item__definition")  # kept in memory by `item_of`
        .prefetch_related("tasks__unit", "clocks")
        .order_by("number")
    )
    issued: dict[UUID, list[Certificate]] = {}
    for certificate in certificates_of_cases([c.id for c in children]):
        issued.setdefault(certificate.case, []).append(certificate)  # type: ignore[arg-type]
    promised = root.clocks.filter(kind=Clock.Kind.PROMISED).first()
    scene = _Scene(unit_names(), elements(), facts_of(root).known, calendar())
    return Progress(
        case=root,
        name=(bundle_of(root.bundle_id) if root.bundle_id else item_definition(root)).name.shown,
        due_at=promised.due_at if promised else None,
        derivation=tuple(promised.derivation) if promised else (),
        elapsed=elapsed(root.received_at, root.ended_at or clock.now(), scene.calendar),
        children=[_child(child, scene, issued.get(child.id, [])) for child in children],
        papers=list(root.papers.order_by("added_at")),
        history=events.history("case", {root.id, *(c.id for c in children)}),
    )


def unfinished_children(parent_id: str | UUID) -> list[UUID]:
    """未办结事项: ids of the parent's children that have not ended."""
    found = Case.objects.filter(parent_id=UUID(str(parent_id))).exclude(state__in=FINAL)
    return list(found.values_list("id", flat=True))


def cases_with_provisional_limits() -> list[UUID]:
    """暂定时限的办件: those with a running deadline that rests on a year not published then."""
    clocks = Clock.objects.filter(provisional=True, stopped_at=None)
    tasks = Task.objects.filter(provisional=True, state=Task.State.OPEN)
    return _cases_of(clocks, tasks)


def cases_with_limits_over(first: date, last: date) -> list[UUID]:
    """时限跨越这些日子的办件: running deadlines counted over days from `first` to `last`."""
    zone = calendar().zone
    begin = datetime.combine(first, time.min, zone)
    end = datetime.combine(last + timedelta(days=1), time.min, zone)
    clocks = Clock.objects.filter(stopped_at=None, due_at__gte=begin, started_at__lt=end)
    tasks = Task.objects.filter(state=Task.State.OPEN, due_at__gte=begin, opened_at__lt=end)
    return _cases_of(clocks, tasks)


def _cases_of(clocks: "QuerySet[Clock]", tasks: "QuerySet[Task]") -> list[UUID]:
    found = clocks.values_list("case_id", flat=True).union(tasks.values_list("case_id", flat=True))
    return list(found)


def stranded(parent_id: str | UUID) -> list[Case]:
    """搁浅办件: unfinished children that need an element which nobody will produce any more."""
    parent = Case.objects.get(pk=parent_id)
    if parent.bundle_id is None:
        return []
    children = list(parent.children.all())
    alive = [item_definition(child) for child in children if child.state not in FINAL]
    known = facts_of(parent).known
    found = []
    for case in children:
        if case.state in FINAL:
            continue
        needs = {need for step in item_definition(case).steps for need in step.needs}
        for need in needs - known:
            if not any(need in item.produces for item in alive):
                found.append(case)
                break
    return found


def _may_read(by: Actor, case: Case) -> bool:
    root_id = case.parent_id or case.id
    family = Case.objects.filter(pk=root_id) | Case.objects.filter(parent_id=root_id)
    units = set(Task.objects.filter(case__in=family).values_list("unit_id", flat=True))
    units |= set(family.values_list("unit_id", flat=True))
    return permissions.allowed(by, "cases.read", Owned(str(case.party_id), frozenset(units)))


@dataclass(frozen=True)
class _Scene:
    """What all children of a case share; read once."""

    units: dict[str, str]
    words: dict[str, ElementDefinition]
    known: frozenset[str]
    calendar: WorkCalendar


def _child(case: Case, scene: _Scene, certificates: list[Certificate]) -> ChildView:
    item = item_definition(case)
    promised = next((c for c in case.clocks.all() if c.kind == Clock.Kind.PROMISED), None)
    return ChildView(
        case=case,
        name=item.name.shown,
        unit=case.unit.shown,
        state=case.state,
        due_at=promised.due_at if promised else None,
        derivation=tuple(promised.derivation) if promised else (),
        steps=_steps(case, scene),
        certificates=certificates,
        elapsed=elapsed(case.accepted_at, case.ended_at or clock.now(), scene.calendar)
        if case.accepted_at
        else None,
    )


def _steps(case: Case, scene: _Scene) -> list[StepView]:
    item = item_definition(case)
    own = [task for task in case.tasks.all() if task.asked_by_id is None]
    tasks = {task.step: task for task in sorted(own, key=lambda t: t.id)}  # ids grow with time
    return [_step(case, item, step, tasks.get(step.code), scene) for step in item.steps]


def _step(
    case: Case, item: ItemDefinition, step: Step, task: Task | None, scene: _Scene
) -> StepView:
    if task is None:
        unit = case.unit_id if step.unit in (None, item.unit) else step.unit
        skipped = case.marks.get(step.code) == "skipped"
        return StepView(
            step.name.shown,
            scene.units.get(unit, ""),
            "skipped" if skipped else ("never" if case.state in FINAL else "waiting"),
            waiting_for=tuple(
                scene.words[need].name.shown for need in step.needs if need not in scene.known
            ),
            code=step.code,
            unit_code=unit,
        )
    return StepView(
        step.name.shown,
        task.unit.shown,
        "refused" if task.passed is False else task.state,
        task.opened_at,
        task.done_at,
        task.due_at,
        task.warn_at,
        task.opinion,
        code=step.code,
        unit_code=task.unit_id,
        role=task.role,
    )
