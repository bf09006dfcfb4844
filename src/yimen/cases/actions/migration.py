"""改版动作: a running case goes on under another version of its item (ADR 0013)."""

from uuid import UUID

from yimen.cases.actions import _flow, _pauses
from yimen.cases.actions._turn import Turn, locked
from yimen.cases.events import CaseMigrated
from yimen.cases.models import Case, Task
from yimen.cases.queries import full_form, root_of
from yimen.cases.queries.delegation import unit_of_case, unit_of_step
from yimen.cases.queries.migration import ClockChange, MigrationView, migration_of
from yimen.cases.queries.pauses import counted, pause_rows
from yimen.cases.rules import hearings
from yimen.cases.rules.states import RUNNING
from yimen.catalogue.api import ItemDefinition, ItemVersion, item_of
from yimen.kernel.actions import action
from yimen.kernel.actors import Actor
from yimen.kernel.events import publish
from yimen.kernel.permissions import require
from yimen.kernel.problems import Conflict, FieldError, Invalid, Unknown


@action
def migrate(by: Actor, case_id: UUID, version: UUID, reason: str, consent: str = "") -> Case:
    """改版: let one running case follow another version of its item, as `preview_migration` showed.

    `consent` says how the applicant agreed, where anything becomes harder for them. Raises
    `Conflict` with the reasons when the case cannot go on under that version, `Invalid` without a
    reason or a consent that is needed.
    """
    require(by, "cases.migrate")
    turn = locked(by, case_id)
    _check(turn, version)
    view = migration_of(turn.case, version)
    if view.plan.barred:
        raise Conflict("不能改按新版本办理：" + "；".join(view.plan.barred) + "。")
    _refuse(reason, consent, view)
    before = str(turn.case.item_id)
    after = _switch(turn.case, version)
    _follow(view, after)
    told = f"{reason.strip()}（申请人同意：{consent.strip()}）" if consent else reason.strip()
    publish(
        by,
        CaseMigrated(str(case_id), after.code, turn.case.unit_id, before, str(version), told),
    )
    for change in view.clocks:
        _count_anew(change)
    fresh = Turn(by, turn.case)
    fresh.marking = view.plan.marking
    if view.plan.hears:
        fresh.case.holds = [*fresh.case.holds, hearings.HOLD]
    if not _flow.advance(fresh):
        fresh.save()
    return fresh.case


def _check(turn: Turn, version: UUID) -> None:
    if not ItemVersion.objects.filter(pk=version).exists():
        raise Unknown("没有这个事项版本，请返回重新选择。")
    if turn.case.state not in RUNNING:
        raise Conflict("办件已经办结，不再改版。")
    if turn.case.item_id == version:
        raise Conflict("办件已经按这个版本办理。")


def _refuse(reason: str, consent: str, view: MigrationView) -> None:
    errors = []
    if len(reason.strip()) < 5:
        errors.append(FieldError("reason", "请写明改版的理由（至少 5 个字）"))
    if view.plan.worse and len(consent.strip()) < 5:
        worse = "；".join(view.plan.worse)
        told = f"对申请人更不利（{worse}），要征得同意，并写明何时、怎样同意的"
        errors.append(FieldError("consent", told))
    if errors:
        raise Invalid("没有改版。", errors=errors)


def _switch(case: Case, version: UUID) -> ItemDefinition:
    """The case points to the version and belongs to the unit that the version names."""
    after = item_of(version)
    unit = unit_of_case(after, full_form(root_of(case)))
    case.item_id, case.unit_id = version, unit
    Case.objects.filter(pk=case.pk).update(item_id=version, unit_id=unit)
    return after


def _follow(view: MigrationView, after: ItemDefinition) -> None:
    """Open tasks go to the unit and role that the new version names, with their own limits."""
    for code, step in view.plan.moved.items():
        Task.objects.filter(
            case_id=view.case.id, step=code, state=Task.State.OPEN, asked_by=None
        ).update(
            unit_id=unit_of_step(view.case, after, step),
            role=step.role,
            name=step.name.zh_hans,
        )


def _count_anew(change: ClockChange) -> None:
    rows = pause_rows(change.clock.case_id)
    pauses = counted(rows)
    change.clock.period = str(change.period)
    _pauses.count(change.clock, pauses, paused=any(one.ended_at is None for one in rows))
    change.clock.save()
