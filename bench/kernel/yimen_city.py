"""本产品的测试城市: the units, words and one item of the approval, loaded as packs are."""

from pathlib import Path
from typing import Any
from uuid import UUID

from bench.kernel.workload import DECISION, FORM, ISSUE, ITEM, REVIEWS, UNITS, Step
from yimen.catalogue.api import ItemDefinition, publish_item
from yimen.kernel import actors
from yimen.kernel.actors import Actor, ActorKind
from yimen.kernel.packs import yaml_marks
from yimen.parties.api import Party, UnitDefinition, load_units
from yimen.vocabulary.api import CityDefinition, ElementDefinition, load_words

_CALENDAR = Path(__file__).resolve().parents[2] / "packs" / "demo" / "calendar.yaml"
_NOTE = {"note": "示范市虚构规定"}


def load() -> UUID:
    """装载: the city in force, and the company that applies; its id."""
    by = actors.clock("bench")
    names = dict.fromkeys(("name", "short", "portal_name", "slogan"), "测试市")
    city = {"code": "bench", "hotline": "12345", "area": "9999", "area_prefix": "999900"}
    words = [ElementDefinition.model_validate({"code": code, "name": code}) for code in FORM]
    calendar = yaml_marks.read(_CALENDAR.read_text("utf-8")).value
    definition = CityDefinition.model_validate({**city, **names, "lead_unit": DECISION.unit})
    load_words(by, definition, "bench", calendar, words, [], [])
    load_units(by, "bench", [_unit(code) for code in UNITS])
    publish_item(by, ItemDefinition.model_validate(_item()))
    party = Party.objects.create(
        kind=Party.Kind.ORGANISATION, name="示范建设有限公司", since=_now()
    )
    return party.pk


def officer(unit: str) -> Actor:
    """审查人员: of one unit."""
    roles = {unit: frozenset({"reviewer"})}
    return Actor(ActorKind.STAFF, f"officer-{unit}", "审查岗", roles, request="bench")


def clerk() -> Actor:
    """窗口人员"""
    roles = {DECISION.unit: frozenset({"clerk"})}
    return Actor(ActorKind.STAFF, "clerk", "综合窗口", roles, request="bench")


def _unit(code: str) -> UnitDefinition:
    return UnitDefinition.model_validate(
        {
            "code": code, "name": code, "short": code, "kind": "department", "level": "city",
            "area": "9999", "source": "虚构",
        }
    )  # fmt: skip


def _item() -> dict[str, Any]:
    return {
        "code": ITEM,
        "name": "建设工程许可",
        "unit": DECISION.unit,
        "context": "bench",
        "kind": "licence",
        "handling": "commitment",
        "applicants": ["organisation"],
        "channels": ["counter"],
        "effective_from": "2020-01-01",
        "basis": [_NOTE],
        "limits": {
            "promised": "12wd",
            "promised_basis": _NOTE,
            "statutory": "20wd",
            "statutory_basis": _NOTE,
        },
        "visits": 1,
        "fields": [{"element": code} for code in FORM],
        "papers": [],
        "steps": [
            *(_step(step, "review") for step in REVIEWS),
            _step(DECISION, "sign", after=[step.code for step in REVIEWS]),
            _step(ISSUE, "issue", after=[DECISION.code]),
        ],
    }


def _step(step: Step, kind: str, **more: Any) -> dict[str, Any]:
    code = step.code.replace("_", "-")
    after = [one.replace("_", "-") for one in more.get("after", [])]
    content = {"code": code, "name": code, "kind": kind, "unit": step.unit, "within": "5wd"}
    return {**content, "after": after}


def _now() -> Any:
    from yimen.kernel import clock

    return clock.now()
