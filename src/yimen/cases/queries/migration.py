"""改版查询: what it would do to running cases to go on under another version of their item."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q

from yimen.cases.models import Case, Clock, Paper, Promise, Task
from yimen.cases.queries.definitions import facts_of, full_form, item_definition, root_of
from yimen.cases.queries.pauses import counted, pause_rows
from yimen.cases.rules import intake, migration
from yimen.cases.rules.marking import Marking
from yimen.cases.rules.migration import Migration, Standing
from yimen.cases.rules.states import RUNNING
from yimen.catalogue.api import Facts, ItemDefinition, ItemVersion, item_of
from yimen.kernel import clock, permissions, worktime
from yimen.kernel.actors import Actor
from yimen.kernel.problems import Unknown
from yimen.kernel.worktime import Period
from yimen.vocabulary.api import calendar, documents, elements

_LIMITS = {Clock.Kind.PROMISED: "promised", Clock.Kind.STATUTORY: "statutory"}


@dataclass(frozen=True)
class ClockChange:
    """时限变化: a running clock that would follow the new version's limit."""

    clock: Clock
    period: Period
    due_at: datetime


@dataclass(frozen=True)
class MigrationView:
    """改版预览: a case, what would become of it, and which open tasks and clocks would change."""

    case: Case
    plan: Migration
    tasks: list[Task]
    clocks: list[ClockChange]


@dataclass(frozen=True)
class OldVersion:
    """旧版在办: how many running cases go by a version of an item that is not its newest."""

    item: ItemDefinition
    version: ItemVersion
    newest: ItemVersion
    cases: int


def preview_migration(by: Actor, case_ids: Sequence[UUID], version: UUID) -> list[MigrationView]:
    """改版预览: of each running case; nothing is changed. `Denied` to all but administrators."""
    permissions.require(by, "cases.migrate")
    if not ItemVersion.objects.filter(pk=version).exists():
        raise Unknown("没有这个事项版本，请返回重新选择。")
    cases = Case.objects.filter(pk__in=case_ids, state__in=RUNNING, item__isnull=False)
    found = cases.exclude(item_id=version).order_by("received_at", "id")
    return [migration_of(case, version) for case in found]


def migration_of(case: Case, version: UUID) -> MigrationView:
    """改版方案: of one case as it stands; the caller holds its lock if it means to do it."""
    before, after = item_definition(case), item_of(version)
    root = root_of(case)
    promised = case.promises.filter(state=Promise.State.OPEN)
    papers, fields = _new_demands(case, root, version)
    plan = migration.plan(
        before,
        after,
        Standing(
            Marking(case.marks, case.rework),
            accepted=case.accepted_at is not None,
            renews=case.renews is not None,
            promised=set(promised.values_list("document", flat=True)),
            new_papers=papers,
            new_fields=fields,
        ),
    )
    tasks = case.tasks.filter(state=Task.State.OPEN).select_related("unit").order_by("opened_at")
    return MigrationView(case, plan, list(tasks), _clocks(case, before, after))


def old_versions() -> list[OldVersion]:
    """旧版在办: items whose running cases go by versions older than the one published last."""
    newest = ItemVersion.objects.order_by("code", "-effective_from", "-published_at")
    latest = {one.code: one for one in newest.distinct("code").defer("definition")}
    rows = (
        Case.objects.filter(state__in=RUNNING, item__isnull=False)
        .exclude(item_id__in=[one.pk for one in latest.values()])
        .values("item_id")
        .annotate(cases=Count("id"))
    )
    counted = {row["item_id"]: row["cases"] for row in rows}
    found = ItemVersion.objects.filter(pk__in=counted).defer("definition").order_by("code", "id")
    return [OldVersion(item_of(one.pk), one, latest[one.code], counted[one.pk]) for one in found]


def cases_of_version(version: UUID, most: int = 200) -> list[UUID]:
    """某版本在办: ids of the running cases that go by a version, the oldest first."""
    found = Case.objects.filter(item_id=version, state__in=RUNNING).order_by("received_at", "id")
    return list(found.values_list("id", flat=True)[:most])


def _new_demands(case: Case, root: Case, version: UUID) -> tuple[list[str], list[str]]:
    """Names of papers and of fields that only the other version asks for and the case lacks."""
    before, after = item_definition(case), item_of(version)
    conditional = any(use.when for use in after.fields) or any(use.when for use in after.papers)
    facts = facts_of(root) if conditional else None
    return _new_papers(case, root, before, after, facts), _new_fields(root, before, after, facts)


def _new_papers(
    case: Case, root: Case, before: ItemDefinition, after: ItemDefinition, facts: Facts | None
) -> list[str]:
    family = Q(case_id=root.id) | Q(case__parent_id=root.id)
    given = set(Paper.objects.filter(family).values_list("document", flat=True))
    given |= set(case.promises.values_list("document", flat=True))
    asked, names = {use.document for use in before.papers}, documents()
    missing = intake.missing_papers(after, given, facts)
    return [names[code].name.zh_hans for code in missing if code not in asked]


def _new_fields(
    root: Case, before: ItemDefinition, after: ItemDefinition, facts: Facts | None
) -> list[str]:
    asked, words = {use.element for use in before.fields if use.required}, elements()
    missing = intake.missing_fields(after, full_form(root), words, facts)
    return [words[one.field].name.zh_hans for one in missing if one.field not in asked]


def _clocks(case: Case, before: ItemDefinition, after: ItemDefinition) -> list[ClockChange]:
    """Clocks that follow the new limit; one that was extended keeps its own."""
    pauses = counted(pause_rows(case.id))
    changes = []
    for one in Clock.objects.filter(case_id=case.id, stopped_at=None, kind__in=_LIMITS):
        was = getattr(before.limits, _LIMITS[Clock.Kind(one.kind)])
        period = getattr(after.limits, _LIMITS[Clock.Kind(one.kind)])
        if period is None or period == was or one.period != str(was):
            continue
        due = worktime.deadline(one.started_at, period, calendar(), pauses)
        if migration.takes_new_limit(clock.now(), one.due_at, due.due):
            changes.append(ClockChange(one, period, due.due))
    return changes
