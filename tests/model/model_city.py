"""The two items that the machine applies for, and who works on them."""

from typing import Any

from yimen.catalogue.api import ItemDefinition, publish_item
from yimen.kernel import actors

ITEMS = ["model-plain", "model-votes"]
PROMISED, STATUTORY, EXTENSION = 15, 20, 5
"""Working days."""
STAFF = [
    "applicant",
    "applicant-2",
    "market-reviewer",
    "market-approver",
    "health-reviewer",
    "health-approver",
    "hall-reviewer",
    "supervisor",
]
OF_STEP = {
    "accept": "market-reviewer",
    "a": "market-reviewer",
    "b": "health-reviewer",
    "c": "hall-reviewer",
    "decide": "market-approver",
}
_UNITS = {"b": "health", "c": "government-services"}
_NOTE = {"note": "示范市虚构规定"}


def publish_items() -> None:
    for code in ITEMS:
        publish_item(actors.clock("model"), ItemDefinition.model_validate(_item(code)))


def _item(code: str) -> dict[str, Any]:
    votes = code == "model-votes"
    return {
        "code": code,
        "name": code,
        "unit": "market-regulation",
        "context": "model",
        "kind": "licence",
        "handling": "commitment",
        "applicants": ["person"],
        "channels": ["online"],
        "effective_from": "2020-01-01",
        "basis": [_NOTE],
        "limits": {
            "promised": f"{PROMISED}wd",
            "promised_basis": _NOTE,
            "statutory": f"{STATUTORY}wd",
            "statutory_basis": _NOTE,
            "extension": f"{EXTENSION}wd",
            "extension_basis": _NOTE,
        },
        "visits": 0,
        "fields": [{"element": "person.phone", "required": False}],
        "papers": [],
        "steps": [
            _step("accept", kind="accept"),
            _step("a", "accept"),
            _step("b", "accept"),
            _step("c", "accept" if votes else "a"),
            _step(
                "decide",
                *(("a", "b", "c") if votes else ("b", "c")),
                kind="sign",
                role="approver",
                **({"quorum": 2} if votes else {}),
            ),
            _step("issue", "decide", kind="issue"),
        ],
    }


def _step(code: str, *after: str, kind: str = "review", **more: Any) -> dict[str, Any]:
    unit = _UNITS.get(code, "market-regulation")
    content = {"code": code, "name": code, "kind": kind, "unit": unit, "within": "2wd"}
    return {**content, "after": list(after), **more}
