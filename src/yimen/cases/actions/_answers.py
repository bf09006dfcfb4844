"""情形回答: checking the answers to a bundle's scenario questions."""

from collections.abc import Mapping
from typing import Any

from yimen.cases.models import Draft
from yimen.cases.queries import open_questions
from yimen.cases.rules.filling import check_scenario
from yimen.kernel.problems import Invalid


def answers_to(draft: Draft, given: Mapping[str, Any]) -> dict[str, Any]:
    """情形回答: answers in stored form, in order: each may decide whether the next is asked at all.

    Raises `Invalid` with the questions that are not answered, or with none of the options.
    """
    answers: dict[str, Any] = {}
    errors = []
    asked: set[str] = set()
    while True:
        questions = [q for q in open_questions(draft.bundle_id, answers) if q.code not in asked]
        if not questions:
            break
        stored, wrong = check_scenario(questions[:1], given)
        asked.add(questions[0].code)
        answers.update(stored)
        errors += wrong
    if errors:
        raise Invalid("还有问题没有回答。", errors=errors)
    return answers
