"""决定之后的动作: a grant is revoked, retracted or annulled, or a slip in its result put right.

A decided case changes in no other way; how the application of a bundle ended stays what it was.
"""

from collections.abc import Mapping
from dataclasses import replace as but
from typing import Any
from uuid import UUID

from yimen.cases.actions._results import keep
from yimen.cases.actions._turn import LASTING, Turn, locked
from yimen.cases.events import BanMade, DecisionUndone, ResultCorrected
from yimen.cases.models import Ban, Case
from yimen.cases.queries import full_form, root_of
from yimen.cases.queries.delegation import answering_for, in_its_name
from yimen.cases.rules import states, undoing
from yimen.cases.rules.bans import ban_until
from yimen.cases.rules.filling import check_section
from yimen.cases.rules.permissions import Decided
from yimen.cases.rules.results import certificate_content
from yimen.catalogue.api import ItemDefinition
from yimen.documents.api import (
    Certificate,
    CertificateContent,
    certificates_of_cases,
    change_status,
    issue,
    replace,
)
from yimen.kernel import actors
from yimen.kernel.actions import action
from yimen.kernel.actors import Actor
from yimen.kernel.events import publish
from yimen.kernel.permissions import require
from yimen.kernel.problems import Conflict, FieldError, Invalid
from yimen.vocabulary.api import elements, today


@action
def undo(by: Actor, case_id: UUID, verb: str, reason: str, law: str, fraud: bool = False) -> Case:
    """撤销、撤回、注销: end a grant by `verb`: revoke, retract or annul (`rules/undoing.py`).

    The certificate loses its force at once; the sealed decision with reasons and remedies
    follows (行政许可法 2019 第八条、第六十九条、第七十条). After deceit (`fraud`) in matters of
    public safety the party may not apply again for three years (第七十九条). Raises `Invalid`
    without a reason or basis, `Conflict` for a case that is not granted (any more).
    """
    turn = locked(by, case_id)
    case = turn.case
    require(by, "cases.undo", Decided(case.unit_id, answering_for(case, turn.item)))
    way = undoing.check(verb, reason, law, fraud=fraud)
    case.state = states.after(case.state, verb)
    case.reason = reason.strip()
    turn.stop(*LASTING)
    turn.save()
    for certificate in _in_force(turn):
        change_status(by, certificate.id, way.certificate, case.reason)
    publish(
        by,
        DecisionUndone(
            str(case.id),
            str(case.parent_id or ""),
            turn.item.code,
            case.unit_id,
            verb,
            case.reason,
            law.strip(),
        ),
    )
    if fraud:
        _ban(turn)
    return case


@action
def correct(by: Actor, case_id: UUID, reason: str, values: Mapping[str, Any]) -> Certificate:
    """更正: put a slip in the result right: a new certificate with `values` (by element code) in
    place of the wrong ones; it replaces the old one and keeps its last day.

    Only what the certificate shows can be corrected; case and form stay as they were decided.
    Raises `Invalid` for values that are wrong, unchanged or not on the certificate, `Conflict`
    without a valid certificate.
    """
    turn = locked(by, case_id)
    case = turn.case
    require(by, "cases.correct", Decided(case.unit_id))
    if case.state != Case.State.GRANTED:
        raise Conflict("办件没有准予办结，或者许可已经撤销，没有可以更正的结果。")
    old = next(iter(_in_force(turn)), None)
    if old is None or old.status != Certificate.Status.VALID:
        raise Conflict("没有有效的结果证照可以更正。暂停使用的证照请先恢复。")
    shown = {**full_form(root_of(case)), **old.data["values"]}
    right = _right_values(turn.item, reason, values, shown)
    platform = actors.clock("cases.correct")  # it seals what the unit has decided
    new = issue(platform, but(_content(turn, {**shown, **right}), valid_until=old.valid_until))
    keep(by, case, new)
    replace(platform, old.id, new.id, f"更正：{reason.strip()}")
    publish(
        by, ResultCorrected(str(case.id), str(new.id), str(old.id), case.unit_id, reason.strip())
    )
    return new


def _in_force(turn: Turn) -> list[Certificate]:
    """The result's certificates that still have or may regain force; notices left out."""
    ended = {Certificate.Status.REVOKED, Certificate.Status.REPLACED}
    found = certificates_of_cases([turn.case.id]).filter(document=turn.item.result_document)
    return list(found.exclude(status__in=ended))


def _ban(turn: Turn) -> None:
    case = turn.case
    until = ban_until(True, False, turn.item.concerns, today())
    if until is None:
        return
    Ban.objects.create(
        party_id=case.party_id,
        item=turn.item.code,
        case_id=case.id,
        until=until,
        reason=case.reason,
        made_at=turn.now,
    )
    told = (str(case.id), str(case.party_id), turn.item.code, until.isoformat())
    publish(turn.by, BanMade(*told, case.reason, case.unit_id))


def _right_values(
    item: ItemDefinition, reason: str, values: Mapping[str, Any], shown: Mapping[str, Any]
) -> dict[str, Any]:
    words = elements()
    on_it = [row.element for row in item.result.rows if row.element] if item.result else []
    errors = [FieldError(code, "证照上没有这一项") for code in values if code not in on_it]
    fields = [(words[code], words[code].name.zh_hans, True) for code in on_it if code in values]
    stored, wrong = check_section(fields, words, values, today=today(), partial=False)
    errors += wrong
    if len(reason.strip()) < 5:
        errors.append(FieldError("reason", "请写明更正说明（至少 5 个字）"))
    if not errors and all(shown.get(code) == value for code, value in stored.items()):
        errors.append(FieldError("values", "填写的内容与原证照一样，没有需要更正的"))
    if errors:
        raise Invalid("没有更正。", errors=errors)
    return stored


def _content(turn: Turn, values: Mapping[str, Any]) -> CertificateContent:
    root = root_of(turn.case)
    content = certificate_content(
        turn.item,
        case_id=turn.case.id,
        case_number=turn.case.number,
        holder=root.party_id,
        holder_name=root.subject,
        values=values,
        elements=elements(),
        granted=True,
    )
    return in_its_name(content, turn.case, turn.item)
