"""收件动作: an application to a single item, handed in complete at a counter or by a system."""

import secrets
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from yimen.cases.actions._receipt import begin
from yimen.cases.models import Case, Paper
from yimen.cases.queries.bans import refuse_barred
from yimen.cases.queries.delegation import unit_of_case
from yimen.cases.queries.exemption import refuse_exempt
from yimen.cases.queries.promises import has_broken
from yimen.cases.queries.renewals import renewable
from yimen.cases.rules.intake import (
    answers_of,
    check_form,
    depends,
    missing_fields,
    missing_papers,
)
from yimen.cases.rules.permissions import Owned
from yimen.cases.rules.promising import Promised, complaints
from yimen.catalogue.api import (
    Facts,
    ItemDefinition,
    conditions_of_item,
    flow_of,
    item_id_in_force,
    item_of,
    require_alone,
)
from yimen.kernel import clock
from yimen.kernel.actions import action
from yimen.kernel.actors import Actor
from yimen.kernel.codes import receipt_number
from yimen.kernel.permissions import require
from yimen.kernel.problems import FieldError, Invalid
from yimen.vocabulary.api import calendar, documents, elements, today


@action
def receive(
    by: Actor,
    item: str,
    party: UUID,
    form: Mapping[str, Any],
    *,
    subject: str = "",
    papers: Mapping[str, Sequence[str]] | None = None,
    channel: str = Case.Channel.COUNTER,
    deferred: Mapping[str, date] | None = None,
    committed: Collection[str] = (),
    renews: UUID | None = None,
    scenario: Mapping[str, Any] | None = None,
) -> Case:
    """收件: one case for one item in force, from a form and papers that are there.

    `form` by element code, `papers` stored files (SHA-256) by document type; `deferred` papers
    follow by a day, `committed` ones are replaced by a promise; `renews` is the certificate to be
    renewed; `scenario` answers the item's own questions. Work begins at once. Raises `Invalid`
    with everything that is wrong or missing, `Unknown` for an item not in force, `Conflict` for
    one that is stopped, part of bundles only or exempted, and for a party that may not apply now.
    """
    require(by, "cases.receive", Owned(str(party)))
    version = item_id_in_force(item)
    require_alone(version)
    definition = item_of(version)
    refuse_barred(party, [definition])
    promised = _chosen(deferred or {}, committed)
    given = {*(papers or ()), *(one.document for one in promised)}
    answers, stored, facts = _checked(version, scenario or {}, form, given)
    _require_promisable(definition, party, promised, facts)
    expires = renewable(party, definition, renews) if renews else None
    case = Case(
        number=receipt_number.make(secrets.token_bytes(16)),
        item_id=version,
        party_id=party,
        submitted_by=by.id,
        channel=channel,
        subject=subject or definition.name.zh_hans,
        unit_id=unit_of_case(definition, stored),
        scenario=answers,
        form=stored,
        received_at=clock.now(),
        renews=renews,
    )
    begin(by, case, promised, expires)
    _keep(case, papers or {})
    return case


def _chosen(deferred: Mapping[str, date], committed: Collection[str]) -> list[Promised]:
    follow = [Promised(document, due) for document, due in deferred.items()]
    return follow + [Promised(document) for document in committed]


def _checked(
    version: UUID,
    scenario: Mapping[str, Any],
    form: Mapping[str, Any],
    papers: Collection[str],
) -> tuple[dict[str, Any], dict[str, Any], Facts | None]:
    """The answers and the form as they are stored, and what is known by them where it matters."""
    item, words = item_of(version), elements()
    answers, errors = answers_of(item.scenario, scenario, conditions_of_item(version))
    stored, wrong = check_form(item, form, words, today())
    conditional = flow_of(version).conditional or depends(item)
    facts = conditions_of_item(version).given(answers, stored) if conditional else None
    refuse_exempt(item, facts)
    errors += [*wrong, *missing_fields(item, stored, words, facts)]
    names = documents()
    errors += [
        FieldError("papers", f"还没有提交“{names[code].name.zh_hans}”")
        for code in missing_papers(item, papers, facts)
    ]
    if errors:
        raise Invalid("材料不齐或有误，没有收件。", errors=errors)
    return answers, stored, facts


def _require_promisable(
    item: ItemDefinition, party: UUID, promised: Collection[Promised], facts: Facts | None
) -> None:
    """What is promised with the application, if the item and the party's record let it."""
    if not promised:
        return
    errors = complaints(
        item,
        promised,
        broke=has_broken(party),
        received=clock.now(),
        days=calendar(),
        facts=facts,
    )
    if errors:
        raise Invalid("有的材料不能容缺或以承诺代替，没有收件。", errors=errors)


def _keep(case: Case, papers: Mapping[str, Sequence[str]]) -> None:
    names = documents()
    Paper.objects.bulk_create(
        Paper(
            case_id=case.id,
            document=document,
            name=names[document].name.zh_hans,
            file_id=file,
            added_at=case.received_at,
        )
        for document, files in papers.items()
        for file in files
    )
