"""情形问题页: which scenario questions are shown, and what was answered."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Self

from django.http import QueryDict

from yimen.cases.http.fields import errors_by_field, options_of, yes_no
from yimen.cases.http.wording import named
from yimen.catalogue.api import BundleDefinition, Offer, ScenarioQuestion
from yimen.kernel.problems import FieldError

_YES_NO = {"true": True, "false": False}


@dataclass(frozen=True)
class Questions:
    """情形问题: those that apply to the answers so far, in order.

    A question that depends on another is shown when the other is answered.
    """

    bundle: BundleDefinition
    answers: dict[str, Any]
    shown: list[ScenarioQuestion]

    @classmethod
    def of(cls, offer: Offer, given: Mapping[str, Any]) -> Self:
        """取问题: for answers from a form, an address or a draft; what is no answer is left out."""
        bundle = offer.bundle
        answers = {}
        for question in bundle.scenario:
            answer = _answer(question, given.get(question.code))
            if answer is not None:
                answers[question.code] = answer
        facts = offer.conditions.given(answers, {})
        return cls(bundle, answers, [q for q in bundle.scenario if facts.applies(q.when) is True])

    def seen(self, post: QueryDict) -> set[str]:
        """问过的: the questions that stood on the page from which the answers come."""
        return set(post.getlist("_shown"))

    def fresh(self, post: QueryDict) -> list[ScenarioQuestion]:
        """新问题: those that the answers have brought up, once all that was asked is answered."""
        seen = self.seen(post)
        if any(q.code in seen and q.code not in self.answers for q in self.shown):
            return []
        return [q for q in self.shown if q.code not in seen and q.code not in self.answers]

    @property
    def first_fresh(self) -> str:
        """第一个没答的问题: its code, or nothing."""
        return next((q.code for q in self.shown if q.code not in self.answers), "")

    def answers_as_text(self) -> dict[str, str]:
        """答案文本: the answers as an address carries them."""
        return {code: _text(answer) for code, answer in self.answers.items()}

    def fields(self, errors: Iterable[FieldError]) -> list[dict[str, Any]]:
        """问题字段: each question for the field component."""
        by_field = errors_by_field(errors)
        return [
            {
                "kind": "radios",
                "name": question.code,
                "id": question.code,
                "label": named(question.question),
                "hint": named(question.hint),
                "error": by_field.get(question.code, ""),
                "value": _text(self.answers.get(question.code, "")),
                "options": options_of(question.options) or yes_no(),
                "inline": question.type == "boolean",
            }
            for question in self.shown
        ]


def _answer(question: ScenarioQuestion, given: Any) -> Any:
    if question.type == "boolean":
        return given if isinstance(given, bool) else _YES_NO.get(str(given))
    return given if given in {option.value for option in question.options} else None


def _text(answer: Any) -> str:
    return str(answer).lower() if isinstance(answer, bool) else str(answer)
