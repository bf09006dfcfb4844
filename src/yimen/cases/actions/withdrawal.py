"""撤回动作: taking an application back before the decision, and beginning it again."""

from uuid import UUID

from yimen.cases.actions import _flow, _sources
from yimen.cases.actions._answers import answers_to
from yimen.cases.actions._turn import locked
from yimen.cases.events import DraftStarted
from yimen.cases.models import Case, Draft, Paper
from yimen.cases.queries import draft_view, root_of
from yimen.cases.rules import marking
from yimen.cases.rules.permissions import Owned
from yimen.catalogue.api import offered_bundle, offered_item
from yimen.kernel import clock
from yimen.kernel.actions import action
from yimen.kernel.actors import Actor
from yimen.kernel.events import publish
from yimen.kernel.permissions import require
from yimen.kernel.problems import Conflict, Unknown


@action
def withdraw(by: Actor, case_id: UUID, reason: str = "") -> Case:
    """撤回申请: the applicant takes one item's application back, before the decision.

    A bundle is withdrawn item by item, each in a transaction of its own (`withdraw_all`). Raises
    `Conflict` when the decision was made.
    """
    turn = locked(by, case_id)
    require(by, "cases.withdraw", Owned(str(turn.case.party_id)))
    being_issued = [
        code
        for code in turn.marking.codes(marking.OPEN) | turn.marking.codes(marking.DONE)
        if turn.flow.by_code[code].kind == "issue"
    ]
    if being_issued:
        raise Conflict("决定已经作出，正在颁发结果，不能撤回申请了。")
    _flow.end(turn, "withdraw", reason.strip() or "申请人撤回申请。")
    return turn.case


@action
def start_again(by: Actor, case_id: UUID) -> Draft:
    """重新申请: a new draft of what has ended without a grant, with what was typed and the files
    that were handed in; what is asked now is what the version in force asks.

    Raises `Conflict` while it runs or when it was granted, and for what takes no applications
    online any more; `Invalid` when the scenario has to be answered anew.
    """
    case = Case.objects.filter(pk=case_id).first()
    if case is None:
        raise Unknown("没有找到这个办件。请从“我的办件”进入。")
    root = root_of(case)
    require(by, "cases.fill", Owned(str(root.party_id)))
    if root.ended_at is None or root.state == Case.State.GRANTED:
        raise Conflict("这个办件还在办理或者已经办成，不用重新申请。")
    bundle = offered_bundle(root.bundle.code) if root.bundle else None
    item = offered_item(root.item.code) if root.item else None
    draft = Draft(
        bundle=bundle,
        item=item,
        party_id=root.party_id,
        started_by=by.id,
        form=dict(root.form),
        started_at=clock.now(),
        changed_at=clock.now(),
    )
    draft.scenario = answers_to(draft, root.scenario)
    draft.save()
    _sources.gather(by, draft)
    _hand_in_again(root, draft)
    codes = (bundle.code if bundle else "", item.code if item else "")
    publish(by, DraftStarted(str(draft.id), *codes))
    return draft


def _hand_in_again(root: Case, draft: Draft) -> None:
    asked = {p.view.document for p in draft_view(draft).papers if p.status == "asked"}
    files = root.papers.filter(origin=Paper.Origin.UPLOADED, document__in=asked)
    Paper.objects.bulk_create(
        Paper(
            draft=draft,
            document=one.document,
            name=one.name,
            file_id=one.file_id,
            added_at=draft.started_at,
        )
        for one in files.order_by("added_at")
    )
