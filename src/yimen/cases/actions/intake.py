"""收件动作: an application to a single item, handed in complete at a counter or by a system."""

import secrets
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from yimen.cases.actions._receipt import begin
from yimen.cases.models import Case, Paper
from yimen.cases.queries.bans import refuse_barred
from yimen.cases.queries.promises import has_broken
from yimen.cases.queries.renewals import renewable
from yimen.cases.rules.intake import check_form, missing_fields, missing_papers
from yimen.cases.rules.permissions import Owned
from yimen.cases.rules.promising import Promised, complaints
from yimen.catalogue.api import (
    ItemDefinition,
    conditions_of_items,
    flow_of,
    item_id_in_force,
    item_of,
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
) -> Case:
    """收件: one case for one item in force, from a form and papers that are there.

    `form` by element code, `papers` stored files (SHA-256) by document type; `deferred` papers
    follow by a day, `committed` ones are replaced by a promise; `renews` is the certificate to be
    renewed. Work begins at once. Raises `Invalid` with everything that is wrong or missing,
    `Unknown` for an item not in force, `Conflict` for a party that may not apply for it now.
    """
    require(by, "cases.receive", Owned(str(party)))
    version = item_id_in_force(item)
    definition = item_of(version)
    refuse_barred(party, [definition])
    promised = _promised(definition, party, deferred or {}, committed)
    given = {*(papers or ()), *(one.document for one in promised)}
    stored = _checked(definition, flow_of(version).conditional, form, given)
    expires = renewable(party, definition, renews) if renews else None
    case = Case(
        number=receipt_number.make(secrets.token_bytes(16)),
        item_id=version,
        party_id=party,
        submitted_by=by.id,
        channel=channel,
        subject=subject or definition.name.zh_hans,
        unit_id=definition.unit,
        form=stored,
        received_at=clock.now(),
        renews=renews,
    )
    begin(by, case, promised, expires)
    _keep(case, papers or {})
    return case


def _checked(
    item: ItemDefinition,
    conditional: bool,
    form: Mapping[str, Any],
    papers: Collection[str],
) -> dict[str, Any]:
    words = elements()
    stored, errors = check_form(item, form, words, today())
    whens = [*(use.when for use in item.fields), *(use.when for use in item.papers)]
    asks = conditional or any(whens)
    facts = conditions_of_items().given({}, stored) if asks else None
    errors += missing_fields(item, stored, words, facts)
    names = documents()
    errors += [
        FieldError("papers", f"还没有提交“{names[code].name.zh_hans}”")
        for code in missing_papers(item, papers, facts)
    ]
    if errors:
        raise Invalid("材料不齐或有误，没有收件。", errors=errors)
    return stored


def _promised(
    item: ItemDefinition, party: UUID, deferred: Mapping[str, date], committed: Collection[str]
) -> list[Promised]:
    """What is promised with the application, if the item and the party's record let it."""
    promised = [Promised(document, due) for document, due in deferred.items()]
    promised += [Promised(document) for document in committed]
    if not promised:
        return []
    errors = complaints(
        item, promised, broke=has_broken(party), received=clock.now(), days=calendar()
    )
    if errors:
        raise Invalid("有的材料不能容缺或以承诺代替，没有收件。", errors=errors)
    return promised


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
