"""提交动作: a complete draft becomes a case; that of a bundle with its children."""

import secrets
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from yimen.cases.actions._receipt import begin
from yimen.cases.actions._turn import first_alarm
from yimen.cases.events import CaseSubmitted
from yimen.cases.models import Case, Clock, Draft, Paper
from yimen.cases.queries import DraftView, draft_form, draft_view
from yimen.cases.queries.bans import refuse_barred
from yimen.cases.queries.delegation import unit_of_case
from yimen.cases.queries.exemption import refuse_needless
from yimen.cases.queries.promises import choices_of, promised_in
from yimen.cases.rules.permissions import Owned
from yimen.cases.rules.promising import Promised
from yimen.catalogue.api import offered_item
from yimen.kernel import clock, worktime
from yimen.kernel.actions import action
from yimen.kernel.actors import Actor
from yimen.kernel.codes import receipt_number
from yimen.kernel.events import publish
from yimen.kernel.permissions import require
from yimen.kernel.problems import Conflict, FieldError, Invalid, Unknown
from yimen.vocabulary.api import calendar


@action
def submit(by: Actor, draft_id: UUID) -> Case:
    """提交申请: work begins at once. A bundle gets one receipt, a parent case, and one child for
    each item; an item by itself gets a case without a parent.

    Raises `Invalid` with every task of the task list that is not complete, and `Conflict` when
    the draft was submitted before, or the item takes no applications any more.
    """
    draft = Draft.objects.select_for_update().filter(pk=draft_id).first()
    if draft is None:
        raise Unknown("没有找到这份填报，请从“我的办件”进入。")
    require(by, "cases.submit", Owned(str(draft.party_id)))
    if draft.ended_at is not None:
        raise Conflict("这份申请已经提交过了，不用再次提交。进度请在“我的办件”查看。")
    refuse_needless(draft)
    view = draft_view(draft)
    _refuse_incomplete(view)
    joined = view.offer.items
    refuse_barred(draft.party_id, [joined[m.item][1] for m in view.view.members if m.applies])
    promised = _promised(draft, view)
    root = (
        _single(by, draft, view, promised) if draft.item_id else _bundle(by, draft, view, promised)
    )
    draft.ended_at = clock.now()
    draft.save()
    return root


def _bundle(
    by: Actor, draft: Draft, view: DraftView, promised: Mapping[str, list[Promised]]
) -> Case:
    root = _root(by, draft, view)
    _papers(draft, root, view)
    children = _children(by, root, view)
    codes_of = [child.item.code for child in children if child.item]
    publish(by, CaseSubmitted(str(root.id), root.number, view.bundle.code, codes_of))
    for child in children:
        begin(by, child, promised.get(child.item.code, ()) if child.item else ())
    return root


def _single(
    by: Actor, draft: Draft, view: DraftView, promised: Mapping[str, list[Promised]]
) -> Case:
    """As handed in at a counter (`receive`), with the scenario that was answered."""
    offered_item(view.bundle.code)
    form = draft_form(draft)
    case = Case(
        number=receipt_number.make(secrets.token_bytes(16)),
        item_id=draft.item_id,
        party_id=draft.party_id,
        submitted_by=by.id,
        subject=_subject(form, view),
        unit_id=unit_of_case(view.offer.items[view.bundle.code][1], form),
        scenario=draft.scenario,
        form=form,
        received_at=clock.now(),
    )
    begin(by, case, promised.get(view.bundle.code, ()))
    _papers(draft, case, view)
    return case


def _subject(form: Mapping[str, Any], view: DraftView) -> str:
    return str(form.get(view.bundle.subject_name) or view.bundle.name.zh_hans)


def _promised(draft: Draft, view: DraftView) -> dict[str, list[Promised]]:
    """What was promised, for each item that takes the paper, judged by the day of submission."""
    promised = promised_in(draft)
    choices = choices_of(draft) if promised else {}
    errors = [
        FieldError("papers", f"“{choices[one.document].name}”：{words}")
        for one in promised
        for words in choices[one.document].complaints(one.due)
    ]
    if errors:
        raise Invalid("有的承诺现在不能接受了，请改一下再提交。", errors=errors)
    return {
        member.item: [one for one in promised if one.document in member.papers]
        for member in view.view.members
        if member.applies
    }


def _refuse_incomplete(view: DraftView) -> None:
    errors = [
        FieldError(section.code, f"“{section.name.zh_hans}”还没有填完")
        for section in view.sections
        if section.status != "done"
    ]
    errors += [
        FieldError("papers", f"还没有提交“{paper.view.name.zh_hans}”")
        for paper in view.papers
        if paper.status == "asked"
    ]
    if errors:
        raise Invalid("还有任务没有完成，暂时不能提交。", errors=errors)
    if not view.complete:
        raise Invalid("办理情形还没有答完，请返回第一步。")


def _root(by: Actor, draft: Draft, view: DraftView) -> Case:
    form = draft_form(draft)
    root = Case.objects.create(
        number=receipt_number.make(secrets.token_bytes(16)),
        bundle=draft.bundle,
        party=draft.party,
        submitted_by=by.id,
        subject=_subject(form, view),
        unit_id=view.bundle.unit,
        scenario=draft.scenario,
        form=form,
        savings=view.savings.as_json(),
        received_at=clock.now(),
        open_children=sum(bool(member.applies) for member in view.view.members),
    )
    due = worktime.deadline(root.received_at, view.bundle.promised, calendar())
    Clock.objects.create(
        case=root,
        kind=Clock.Kind.PROMISED,
        period=str(view.bundle.promised),
        started_at=root.received_at,
        due_at=due.due,
        alarm_at=first_alarm(Clock.Kind.PROMISED, root.received_at, due.due),
        provisional=due.provisional,
        derivation=list(due.derivation),
    )
    return root


def _children(by: Actor, root: Case, view: DraftView) -> list[Case]:
    joined = view.offer.items
    children = []
    for number, member in enumerate((m for m in view.view.members if m.applies), start=1):
        version, item = joined[member.item]
        children.append(
            Case(
                number=f"{root.number}-{number:02}",
                parent=root,
                item_id=version,
                party_id=root.party_id,
                submitted_by=by.id,
                subject=root.subject,
                unit_id=unit_of_case(item, root.form),
                received_at=root.received_at,
            )
        )
    return children


def _papers(draft: Draft, root: Case, view: DraftView) -> None:
    Paper.objects.filter(draft=draft).update(case=root)
    for paper in view.papers:
        if paper.status == "supplied" and paper.view.disposition == "from_source":
            Paper.objects.create(
                case=root,
                document=paper.view.document,
                name=paper.view.name.zh_hans,
                origin=Paper.Origin.RESOURCE,
                reference=paper.supplier,
                added_at=root.received_at,
            )
