"""收件规则: whether an application to a single item is complete as it is handed in."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from yimen.cases.rules.filling import check_section
from yimen.catalogue.api import Facts, ItemDefinition
from yimen.kernel.problems import FieldError
from yimen.vocabulary.api import ElementDefinition


def check_form(
    item: ItemDefinition,
    form: Mapping[str, Any],
    words: Mapping[str, ElementDefinition],
    today: date,
) -> tuple[dict[str, Any], list[FieldError]]:
    """核对表单: the values in stored form, and what is wrong with them or does not belong here."""
    wanted = {use.element: use for use in item.fields}
    strange = [FieldError(code, "这个事项不需要这一项") for code in form if code not in wanted]
    fields = [
        (words[code], (use.name or words[code].name).zh_hans, False)
        for code, use in wanted.items()
        if code in form
    ]
    stored, wrong = check_section(fields, words, form, today=today, partial=True)
    return stored, [*strange, *wrong]


def missing_fields(
    item: ItemDefinition,
    stored: Mapping[str, Any],
    words: Mapping[str, ElementDefinition],
    facts: Facts | None,
) -> list[FieldError]:
    """缺少的字段: required fields that apply and have no value."""
    return [
        FieldError(use.element, f"请填写{(use.name or words[use.element].name).zh_hans}")
        for use in item.fields
        if use.required
        and stored.get(use.element) in (None, "", [])
        and use.element not in item.produces
        and _applies(use.when, facts)
    ]


def missing_papers(item: ItemDefinition, given: Collection[str], facts: Facts | None) -> list[str]:
    """缺少的材料: the document types of papers that apply and were not handed in."""
    return [
        use.document
        for use in item.papers
        if use.document not in given and _applies(use.when, facts)
    ]


def _applies(when: str, facts: Facts | None) -> bool:
    """A condition that is not known yet does not ask for anything."""
    return not when or (facts is not None and facts.applies(when) is True)
