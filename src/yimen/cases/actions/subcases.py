"""子办件动作: a step that is a case of another item, for the same applicant.

The sub-case stands by itself: its own number, clocks and decision. Only its end moves the step
that waits for it, in a transaction of its own, so that no two cases are locked against each other.
"""

import secrets
from uuid import UUID

from yimen.cases.actions import _flow
from yimen.cases.actions._receipt import begin
from yimen.cases.actions._turn import Turn, locked_task, require_open
from yimen.cases.models import Case, Paper, Task
from yimen.cases.queries import full_form, root_of
from yimen.cases.queries.delegation import unit_of_case
from yimen.catalogue.api import ItemDefinition, item_id_in_force, item_of
from yimen.kernel.actions import action
from yimen.kernel.actors import Actor
from yimen.kernel.codes import receipt_number
from yimen.kernel.permissions import require
from yimen.kernel.problems import Conflict


@action
def open_subcase(by: Actor, task_id: UUID) -> Case:
    """开子办件: the case that a `subcase` step waits for, from the data and papers that are there.

    What its item asks and the first application does not hold is asked of the applicant by its own
    acceptance. Raises `Conflict` when the step is not open any more or has its case already.
    """
    require(by, "cases.run")
    turn, task = locked_task(by, task_id)
    require_open(turn, task)
    item = turn.flow.by_code[task.step].item
    if task.kind != "subcase" or item is None:
        raise Conflict("这个环节不开子办件。")
    if Case.objects.filter(for_task=task.id).exists():
        raise Conflict("这个环节的子办件已经开了。")
    version = item_id_in_force(item)
    definition, root = item_of(version), root_of(turn.case)
    wanted = {use.element for use in definition.fields}
    case = Case(
        number=receipt_number.make(secrets.token_bytes(16)),
        item_id=version,
        party_id=turn.case.party_id,
        for_task=task.id,
        submitted_by=by.id,
        channel=root.channel,
        subject=root.subject,
        unit_id=unit_of_case(definition, full_form(root)),
        form={code: value for code, value in full_form(root).items() if code in wanted},
        received_at=turn.now,
    )
    begin(by, case)
    _keep_papers(turn, root, case, definition)
    return case


@action
def settle_subcase(by: Actor, case_id: UUID) -> Task:
    """子办件办结: the step that waited passes when the sub-case was granted, else it fails.

    Raises `Conflict` when the step has ended without waiting.
    """
    require(by, "cases.run")
    ended = Case.objects.get(pk=case_id)  # it has ended, so it does not change any more
    if ended.for_task is None or ended.item_id is None or ended.ended_at is None:
        raise Conflict("这个办件不是已经办结的子办件。")
    turn, task = locked_task(by, ended.for_task)
    require_open(turn, task)
    granted = ended.state == Case.State.GRANTED
    name = item_of(ended.item_id).name.zh_hans
    reason = f"：{ended.reason}" if ended.reason else "。"
    told = f"“{name}”已经办成。" if granted else f"“{name}”没有办成{reason}"
    _flow.finish(turn, task, granted, told)
    return task


def _keep_papers(turn: Turn, root: Case, case: Case, item: ItemDefinition) -> None:
    """What the first application handed in and the sub-case's item asks for, too."""
    wanted = {use.document for use in item.papers}
    found = Paper.objects.filter(case_id__in={root.id, turn.case.id}, document__in=wanted)
    Paper.objects.bulk_create(
        Paper(
            case_id=case.id,
            document=one.document,
            name=one.name,
            origin=one.origin,
            file_id=one.file_id,
            reference=one.reference,
            added_at=turn.now,
        )
        for one in found.order_by("added_at")
    )
