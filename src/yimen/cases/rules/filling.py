"""填报规则: checking what was typed into a section, and a scenario's answers."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from yimen.cases.rules.checks import complaint
from yimen.catalogue.api import ScenarioQuestion
from yimen.kernel.problems import FieldError
from yimen.vocabulary.api import ElementDefinition, check_table, check_value


def check_section(
    fields: Sequence[tuple[ElementDefinition, str, bool]],
    words: Mapping[str, ElementDefinition],
    values: Mapping[str, Any],
    *,
    today: date,
    partial: bool,
) -> tuple[dict[str, Any], list[FieldError]]:
    """核对分区: the values in stored form, and what is wrong with the others.

    `fields` are the section's elements with the name shown and whether a value is required;
    `today` is the day on which dates are judged; `partial` (saving to come back later) lets
    required fields stay empty, never wrong ones pass.
    """
    stored: dict[str, Any] = {}
    errors: list[FieldError] = []
    for element, name, required in fields:
        given = values.get(element.code)
        if _empty(given):
            if required and not partial:
                errors.append(FieldError(element.code, _ask(element, name)))
            else:
                stored[element.code] = [] if element.type in {"table", "choices"} else ""
            continue
        value, found = _checked(element, words, given, today)
        if not found and (words_against := complaint(element.code, value)):
            found = [FieldError(element.code, words_against)]
        errors += found
        if not found:
            stored[element.code] = value
    return stored, errors


def check_scenario(
    questions: Sequence[ScenarioQuestion], answers: Mapping[str, Any]
) -> tuple[dict[str, Any], list[FieldError]]:
    """核对情形: the answers in stored form (bool or option), and what is missing or wrong."""
    stored: dict[str, Any] = {}
    errors: list[FieldError] = []
    for question in questions:
        given = answers.get(question.code)
        if question.type == "boolean":
            known = {"true": True, "false": False}.get(str(given).lower())
            allowed = known is not None
            value: Any = known
        else:
            value = str(given)
            allowed = value in {option.value for option in question.options}
        if allowed:
            stored[question.code] = value
        else:
            errors.append(FieldError(question.code, f"请回答：{question.question.zh_hans}"))
    return stored, errors


def _checked(
    element: ElementDefinition, words: Mapping[str, ElementDefinition], given: Any, today: date
) -> tuple[Any, list[FieldError]]:
    if element.type == "table":
        return check_table(element, [words[c] for c in element.columns], given, today)
    try:
        return check_value(element, given, today), []
    except ValueError as error:
        return None, [FieldError(element.code, str(error))]


def _empty(value: Any) -> bool:
    if isinstance(value, list):
        return all(_empty(v) for v in value)
    if isinstance(value, dict):
        return all(_empty(v) for v in value.values())
    return value is None or not str(value).strip()


def _ask(element: ElementDefinition, name: str) -> str:
    chosen = element.type in {"choice", "choices", "boolean"}
    return f"请选择{name}" if chosen else f"请填写{name}"
