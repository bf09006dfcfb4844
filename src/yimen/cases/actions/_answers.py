"""情形回答: checking the answers to the scenario questions of what is applied for."""

from collections.abc import Mapping
from typing import Any

from yimen.cases.models import Draft
from yimen.cases.queries import offer_of
from yimen.cases.rules.intake import answers_of
from yimen.kernel.problems import Invalid


def answers_to(draft: Draft, given: Mapping[str, Any]) -> dict[str, Any]:
    """情形回答: answers in stored form.

    Raises `Invalid` with the questions that are not answered, or with none of the options.
    """
    offer = offer_of(draft)
    answers, errors = answers_of(offer.bundle.scenario, given, offer.conditions)
    if errors:
        raise Invalid("还有问题没有回答。", errors=errors)
    return answers
