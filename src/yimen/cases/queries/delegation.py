"""委托下放查询: which unit handles an application, by its form; nothing is read for other items."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from yimen.cases.models import Case
from yimen.cases.queries.definitions import full_form, root_of
from yimen.cases.rules import delegation
from yimen.catalogue.api import ItemDefinition, Step
from yimen.documents.api import CertificateContent, Line
from yimen.parties.api import Unit, unit_and_above


def town_of(item: ItemDefinition, form: Mapping[str, Any]) -> str:
    """承接镇街: see `rules.delegation.town_of`."""
    if item.delegation is None:
        return ""
    units = Unit.objects.filter(pk__in=item.delegation.to)
    return delegation.town_of(item, form, dict(units.values_list("code", "area")))


def unit_of_case(item: ItemDefinition, form: Mapping[str, Any]) -> str:
    """承办机关: the unit to which an application with this form belongs."""
    if item.delegation is None:
        return item.unit
    return delegation.unit_of_case(item, town_of(item, form))


def unit_of_step(case: Case, item: ItemDefinition, step: Step) -> str:
    """环节机关: the unit that works on a step of the case."""
    if item.delegation is None:
        return step.unit or item.unit
    return delegation.unit_of_step(item, step, town_of(item, full_form(root_of(case))))


def answering_for(case: Case, item: ItemDefinition) -> frozenset[str]:
    """可撤销的机关: who decided, those above, and whoever entrusted them with it."""
    return unit_and_above(case.unit_id) | {delegation.sealing(item, case.unit_id).issuer}


def in_its_name(
    content: CertificateContent, case: Case, item: ItemDefinition
) -> CertificateContent:
    """署名: the certificate or notice in the name of whoever answers for it."""
    seal = delegation.sealing(item, case.unit_id)
    if not seal.entrusted:
        return replace(content, issuer=seal.issuer)
    name = Unit.objects.get(pk=seal.entrusted).name["zh_hans"]
    note = f"本件由{name}受委托办理，法律责任由署名机关承担。"
    return replace(
        content,
        issuer=seal.issuer,
        lines=[*content.lines, Line("受托机关", name)],
        paragraphs=[*content.paragraphs, note],
    )
