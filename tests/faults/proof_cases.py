"""Checks of cases: counters, marks, clocks, results, and that nothing is stuck."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

from proof import Scene, check


@check
def counters_are_exact(scene: Scene) -> Iterator[str]:
    """The counters on a case's row say how many rows there are of what they count."""
    from yimen.cases.models import Pause

    pauses = Counter(Pause.objects.filter(ended_at=None).values_list("case_id", flat=True))
    for key, case in scene.cases.items():
        open_tasks = [t for t in scene.tasks_of[key] if t.state == "open" and not t.asked_by_id]
        children = [c for c in scene.children[key] if not c.ended_at and not c.for_task]
        for name, counted in (
            ("open_tasks", len(open_tasks)),
            ("open_children", len(children)),
            ("open_pauses", pauses[case.id]),
        ):
            if getattr(case, name) != counted:
                yield f"case {case.number}: {name} {getattr(case, name)}, and there are {counted}"
    requests = Counter(t.asked_by_id for t in scene.tasks.values() if t.state == "open")
    for task in scene.tasks.values():
        if task.open_requests != requests[task.id]:
            yield f"task {task.id}: open_requests {task.open_requests}, not {requests[task.id]}"


@check
def marks_are_right(scene: Scene) -> Iterator[str]:
    """A case's marks say how its steps stand: open where a task is open, done where it passed."""
    for key, case in scene.cases.items():
        latest = {task.step: task for task in scene.tasks_of[key] if not task.asked_by_id}
        for step, mark in case.marks.items():
            task = latest.get(step)
            stands = {
                "open": task is not None and task.state == "open",
                "done": task is not None and task.state == "done" and task.passed is not False,
                "failed": task is not None and task.state == "done" and task.passed is False,
                "skipped": task is None or task.state == "superseded",
            }[mark]
            if not stands:
                yield f"case {case.number}: step {step} is marked {mark}, its task says otherwise"
        for step, task in latest.items():
            if task.state == "open" and case.marks.get(step) != "open":
                yield f"case {case.number}: a task of step {step} is open, the step is not"


@check
def ends_are_whole(scene: Scene) -> Iterator[str]:
    """What has ended has nothing open; a parent ends with its children, no sooner, no later."""
    from yimen.cases.rules.states import of_parent

    for key, case in scene.cases.items():
        if case.ended_at and any(task.state == "open" for task in scene.tasks_of[key]):
            yield f"case {case.number} has ended, and has open tasks"
        if not case.bundle_id:
            continue
        children = [child for child in scene.children[key] if not child.for_task]
        over = all(child.ended_at for child in children)
        if over != bool(case.ended_at):
            yield f"case {case.number}: its children {'have' if over else 'have not'} all ended"
        elif over and case.state != of_parent(child.state for child in children):
            yield f"case {case.number} is {case.state}, its children are otherwise"


@check
def no_case_is_stuck(scene: Scene) -> Iterator[str]:
    """A case that has not ended has an open task, or waits for something that can be named."""
    from yimen.cases.queries import facts_of, item_definition

    for case in scene.cases.values():
        if case.ended_at or case.item_id is None or case.open_tasks or case.holds:
            continue
        if case.state == "supplementing" or case.open_pauses:
            continue
        root = scene.cases[str(case.parent_id)] if case.parent_id else case
        facts = facts_of(root)
        coming = {
            element
            for sibling in scene.children[str(root.id)]
            if not sibling.ended_at and sibling is not case
            for element in item_definition(sibling).produces
        }
        needs = {need for step in item_definition(case).steps for need in step.needs}
        if not (needs - facts.known) & coming:
            yield f"case {case.number} waits for nothing and has nothing to do"


@check
def one_result_for_each_end(scene: Scene) -> Iterator[str]:
    """A granted case has its certificate once; a refused one its sealed refusal once."""
    from yimen.cases.queries import item_definition
    from yimen.documents.models import Certificate

    made: dict[str, Counter[str]] = defaultdict(Counter)
    for certificate in Certificate.objects.filter(status="valid"):
        made[str(certificate.case or "")][certificate.document] += 1
    results = scene.of_type("cases.ResultIssued", "case")
    for key, case in scene.cases.items():
        if case.item_id is None:
            continue
        result = item_definition(case).result
        wanted = int(case.state == "granted" and result is not None)
        if result is not None and made[key][result.document] != wanted:
            yield f"case {case.number} is {case.state}: {made[key][result.document]} results"
        told = int(case.state in {"refused", "not_accepted"}) + wanted
        if len(results.get(key, ())) != told:
            yield f"case {case.number} is {case.state}: told {len(results.get(key, ()))} times"


@check
def automatic_steps_ran_once(scene: Scene) -> Iterator[str]:
    """Each automatic step had its effect once, and what it produced stands on the parent."""
    from yimen.enterprise.models import Enterprise

    produced = scene.of_type("cases.ElementsProduced", "case")
    entered = Counter(str(one) for one in Enterprise.objects.values_list("case", flat=True))
    codes = {str(one.case): one.credit_code for one in Enterprise.objects.all()}
    for key, case in scene.cases.items():
        ran = [t for t in scene.tasks_of[key] if t.kind == "automatic" and t.state == "done"]
        passed = sum(bool(task.passed) for task in ran)
        if len(produced.get(key, ())) != passed or entered[key] != passed:
            yield f"case {case.number}: {passed} automatic steps, {entered[key]} companies"
        root = scene.cases.get(str(case.parent_id), case)
        if passed and root.produced.get("enterprise.credit_code") != codes.get(key):
            yield f"case {root.number} does not hold what its automatic step produced"


@check
def deadlines_are_right(scene: Scene) -> Iterator[str]:
    """Every deadline, of clocks and of tasks, is what counting it anew from its start gives."""
    from yimen.cases.models import Clock

    for clock in Clock.objects.all():
        due = _due_of_clock(scene, clock)
        if due is not None and due != clock.due_at:
            yield f"clock {clock.id} ({clock.kind} {clock.period}) is due {clock.due_at}, not {due}"
    for task in scene.tasks.values():
        pauses = _pauses(task.case_id, task.id)
        if pauses and task.state != "open":
            continue  # it ended on the calendar and the pauses of its day
        due = _counted(task.opened_at, task.period, pauses)
        if due != task.due_at:
            yield f"task {task.id} ({task.step} {task.period}) is due {task.due_at}, not {due}"


@check
def clocks_run_as_the_law_has_it(scene: Scene) -> Iterator[str]:
    """Clocks stop with the case, stand still while it is paused, and run otherwise."""
    from yimen.cases.actions._turn import LASTING
    from yimen.cases.models import Clock

    clocks = defaultdict(list)
    for clock in Clock.objects.all():
        clocks[str(clock.case_id)].append(clock)
        if clock.stopped_at and clock.alarm_at:
            yield f"clock {clock.id} is stopped and would ring"
    for key, case in scene.cases.items():
        running = {clock.kind for clock in clocks[key] if not clock.stopped_at}
        wrong = running ^ _should_run(case, scene) if not case.ended_at else running - LASTING
        if wrong & (_MAIN if not case.ended_at else wrong):
            yield f"case {case.number} is {case.state}, and these clocks are wrong: {sorted(wrong)}"
        for clock in clocks[key]:
            legal = clock.kind in {Clock.Kind.PROMISED, Clock.Kind.STATUTORY}
            if legal and not clock.stopped_at and clock.paused != bool(case.open_pauses):
                yield f"clock {clock.id} is {'' if clock.paused else 'not '}paused, its case is not"
            if legal and clock.stopped_at and case.ended_at and clock.stopped_at != case.ended_at:
                yield f"clock {clock.id} stopped at another time than its case ended"


_MAIN = {"promised", "statutory", "acceptance"}


def _should_run(case: Any, scene: Scene) -> set[str]:
    from yimen.cases.queries import item_definition

    if case.bundle_id:
        return {"promised"}
    item = item_definition(case)
    if case.state == "received":
        return {"acceptance"} if any(step.kind == "accept" for step in item.steps) else set()
    if case.state == "accepted":
        return {"promised"} | ({"statutory"} if item.limits.statutory else set())
    return {"supplement"}


def _due_of_clock(scene: Scene, clock: Any) -> Any:
    """The deadline counted anew; None where it moves with the clock on the wall."""
    from yimen.cases.actions._pauses import LEGAL
    from yimen.cases.rules.acceptance import end_of_day
    from yimen.vocabulary.api import calendar

    if clock.paused:
        return None
    if not clock.derivation:  # a day that was set, not counted
        on_the_spot = clock.kind == "acceptance"
        return end_of_day(clock.started_at, calendar()) if on_the_spot else None
    pauses = _pauses(clock.case_id) if clock.kind in LEGAL else []
    return _counted(clock.started_at, clock.period, pauses)


def _counted(start: Any, period: str, pauses: list[Any]) -> Any:
    from yimen.kernel import worktime
    from yimen.vocabulary.api import calendar

    return worktime.deadline(start, worktime.Period.parse(period), calendar(), pauses).due


def _pauses(case_id: Any, but_of: Any = None) -> list[Any]:
    from yimen.cases.models import Pause
    from yimen.cases.rules.procedures import title
    from yimen.kernel import worktime

    return [
        worktime.Pause(row.started_at, row.ended_at, title(row.procedure))
        for row in Pause.objects.filter(case_id=case_id)
        if but_of is None or row.task != but_of
    ]
