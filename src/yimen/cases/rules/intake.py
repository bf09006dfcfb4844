"""收件规则: whether an application to a single item is complete as it is handed in."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from yimen.cases.rules.filling import check_scenario, check_section
from yimen.catalogue.api import Conditions, Facts, ItemDefinition, ScenarioQuestion
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


def depends(item: ItemDefinition) -> bool:
    """是否看情形: whether anything asked of the applicant, or whether at all, depends on facts."""
    whens = [*(use.when for use in item.fields), *(use.when for use in item.papers)]
    return any(whens) or bool(item.exempt) or bool(item.key)


def answers_of(
    questions: Sequence[ScenarioQuestion], given: Mapping[str, Any], conditions: Conditions
) -> tuple[dict[str, Any], list[FieldError]]:
    """情形回答: in order, as each may decide whether the next is asked; and what is wrong."""
    answers: dict[str, Any] = {}
    errors: list[FieldError] = []
    for question in questions:
        if conditions.given(answers, {}).applies(question.when) is False:
            continue
        stored, wrong = check_scenario([question], given)
        answers.update(stored)
        errors += wrong
    return answers, errors


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
