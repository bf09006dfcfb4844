"""测试城市: forty units, two items each, one bundle, and the people who work there.

A permit goes to four units side by side, is decided and issued; a filing is looked at once.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from yimen.catalogue.api import BundleDefinition, ItemDefinition, publish_bundle, publish_item
from yimen.kernel import actors
from yimen.kernel.actors import Actor, ActorKind
from yimen.kernel.packs import yaml_marks
from yimen.parties.api import UnitDefinition, load_units
from yimen.vocabulary.api import CityDefinition, ElementDefinition, load_words

UNITS = tuple(f"unit-{number:02}" for number in range(1, 41))
FEW = UNITS[4:9]
"""The units of a reviewer who works for a department and its four offices, and sees no more."""
MANY = UNITS[:32]
"""The units of a reviewer who sits in a joint centre."""
CODE = "enterprise.credit_code"
FORM = {
    "enterprise.name": "",
    CODE: "",
    "project.address": "滨江路 18 号",
    "project.area": "12840.5",
    "agent.name": "张三",
    "agent.phone": "15400010001",
    "planned.start": "2026-03-01",
}
_CALENDAR = Path(__file__).resolve().parents[2] / "packs" / "demo" / "calendar.yaml"
_NOTE = {"note": "示范市虚构规定"}


@dataclass(frozen=True)
class Item:
    """测试事项: its stored version, and its steps as `(code, unit)`, side by side but the last."""

    id: UUID
    code: str
    unit: str
    reviews: tuple[tuple[str, str], ...]
    has_decision: bool


@dataclass(frozen=True)
class City:
    """测试城市: what the rows refer to."""

    permits: list[Item]
    filings: list[Item]
    bundle: UUID


def load() -> City:
    """装载: words, units and definitions, published as packs are."""
    by = actors.clock("bench")
    names = dict.fromkeys(("name", "short", "portal_name", "slogan"), "测试市")
    city = {"code": "bench", "hotline": "12345", "area": "9999", "area_prefix": "999900"}
    words = [ElementDefinition.model_validate({"code": code, "name": code}) for code in FORM]
    calendar = yaml_marks.read(_CALENDAR.read_text("utf-8")).value
    definition = CityDefinition.model_validate({**city, **names, "lead_unit": UNITS[0]})
    load_words(by, definition, "bench", calendar, words, [], [])
    load_units(by, "bench", [_unit(code) for code in UNITS])
    permits = [_published(by, _permit(number)) for number in range(len(UNITS))]
    filings = [_published(by, _filing(number)) for number in range(len(UNITS))]
    members = [filings[3].code, filings[6].code, permits[9].code]
    bundle = publish_bundle(by, BundleDefinition.model_validate(_bundle(members)))
    return City(permits, filings, bundle.id)


def reviewer(*units: str) -> Actor:
    """审查人员: of these units."""
    roles = {unit: frozenset({"reviewer"}) for unit in units}
    return Actor(ActorKind.STAFF, "reviewer", "审查岗", roles, request="bench")


def clerk() -> Actor:
    """窗口人员"""
    roles = {UNITS[0]: frozenset({"clerk"})}
    return Actor(ActorKind.STAFF, "clerk", "综合窗口", roles, request="bench")


def supervisor() -> Actor:
    """督查人员"""
    roles = {UNITS[0]: frozenset({"supervisor"})}
    return Actor(ActorKind.STAFF, "supervisor", "督查岗", roles, request="bench")


def applicant(party: str) -> Actor:
    """申请人"""
    roles = {"": frozenset({"applicant"})}
    return Actor(ActorKind.PERSON, f"of-{party}", "申请人", roles, party, request="bench")


def _published(by: Actor, content: dict[str, Any]) -> Item:
    version = publish_item(by, ItemDefinition.model_validate(content))
    steps = content["steps"]
    reviews = tuple((step["code"], step["unit"]) for step in steps if step["kind"] == "review")
    return Item(version.id, content["code"], content["unit"], reviews, len(steps) > 2)


def _unit(code: str) -> UnitDefinition:
    return UnitDefinition.model_validate(
        {
            "code": code, "name": code, "short": code, "kind": "department", "level": "city",
            "area": "9999", "source": "虚构",
        }
    )  # fmt: skip


def _permit(number: int) -> dict[str, Any]:
    reviewing = [UNITS[(number + step * 10) % len(UNITS)] for step in range(4)]
    reviews = [_step(f"review-{n}", "review", unit) for n, unit in enumerate(reviewing, 1)]
    after = [step["code"] for step in reviews]
    decision = _step("decision", "sign", UNITS[number], after)
    steps = [*reviews, decision, _step("issue", "issue", UNITS[number], ["decision"])]
    return _item(f"permit-{number + 1:02}", UNITS[number], steps)


def _filing(number: int) -> dict[str, Any]:
    unit = UNITS[number]
    steps = [_step("review", "review", unit), _step("issue", "issue", unit, ["review"])]
    return _item(f"filing-{number + 1:02}", unit, steps)


def _item(code: str, unit: str, steps: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "code": code, "name": f"事项 {code}", "unit": unit, "context": "bench",
        "kind": "licence", "handling": "commitment", "applicants": ["organisation"],
        "channels": ["counter"], "effective_from": "2020-01-01", "basis": [_NOTE],
        "limits": {
            "promised": "12wd", "promised_basis": _NOTE,
            "statutory": "20wd", "statutory_basis": _NOTE,
        },
        "visits": 1, "fields": [{"element": code} for code in FORM], "papers": [],
        "steps": steps,
    }  # fmt: skip


def _step(code: str, kind: str, unit: str, after: list[str] | None = None) -> dict[str, Any]:
    content = {"code": code, "name": code, "kind": kind, "unit": unit, "within": "5wd"}
    return {**content, "after": after or []}


def _bundle(members: list[str]) -> dict[str, Any]:
    return {
        "code": "open-a-shop", "name": "我要开店", "summary": "三个事项一次办", "unit": UNITS[0],
        "effective_from": "2020-01-01", "applicants": ["organisation"], "basis": [_NOTE],
        "promised": "12wd", "promised_basis": _NOTE, "subject_name": "enterprise.name",
        "members": [{"item": code} for code in members],
        "sections": [{"code": "all", "name": "全部", "elements": list(FORM)}],
    }  # fmt: skip
