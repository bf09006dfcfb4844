"""Small fictional items and bundles to be simulated, on a plain week of eight-hour days."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from yimen.catalogue.rules import ItemDefinition
from yimen.catalogue.rules.definitions import BundleDefinition
from yimen.catalogue.rules.simulation.comparing import simulate
from yimen.catalogue.rules.simulation.compiling import Subject
from yimen.catalogue.rules.simulation.experiment import checked
from yimen.catalogue.rules.simulation.outcomes import Simulation, StationOutcome, StepOutcome
from yimen.kernel.worktime import WorkCalendar
from yimen.vocabulary.api import ElementDefinition

NOTE = {"note": "虚构规定"}
MONDAY = date(2026, 3, 2)
WEEK = ("mon", "tue", "wed", "thu", "fri")
HOURS = ["09:00-12:00", "13:00-18:00"]
PLAIN = WorkCalendar.from_data(
    {"zone": "Asia/Shanghai", "base": "none", "office_hours": dict.fromkeys(WEEK, HOURS)}
)


def step(code: str, *after: str, kind: str = "review", **more: Any) -> dict[str, Any]:
    """A review in the office `desk` unless said otherwise."""
    like = {"kind": kind, "within": "1wd", "unit": "desk"}
    action = {"action": "x"} if kind == "automatic" else {}
    return {"code": code, "name": code, "after": list(after), **like, **action, **more}


def item(*steps: dict[str, Any], code: str = "lamp", **more: Any) -> ItemDefinition:
    """An item whose steps are these, with an end that follows those that nothing else follows."""
    followed = {code for one in steps for code in one["after"]}
    loose = [one["code"] for one in steps if one["code"] not in followed]
    content = {
        "code": code,
        "name": code,
        "unit": "desk",
        "context": "enterprise",
        "kind": "licence",
        "handling": "commitment",
        "applicants": ["person"],
        "channels": ["online"],
        "effective_from": "2025-01-01",
        "basis": [NOTE],
        "limits": {"promised": "10wd", "promised_basis": NOTE},
        "visits": 0,
        "fields": [],
        "papers": [],
        **more,
        "steps": [*steps, step("issue", *loose, kind="issue")],
    }
    return ItemDefinition.model_validate(content)


def bundle(*members: Any, code: str = "lantern-shop", **more: Any) -> BundleDefinition:
    """A bundle of items, named by their codes or as mappings with a condition."""
    content = {
        "code": code,
        "name": code,
        "summary": "开灯铺",
        "unit": "desk",
        "effective_from": "2025-01-01",
        "applicants": ["person"],
        "basis": [NOTE],
        "promised": "10wd",
        "promised_basis": NOTE,
        "members": [{"item": one} if isinstance(one, str) else one for one in members],
        "sections": [{"code": "all", "name": "全部", "elements": ["lamp.name"]}],
        "subject_name": "lamp.name",
        **more,
    }
    return BundleDefinition.model_validate(content)


def elements(*codes: str, **kinds: str) -> dict[str, ElementDefinition]:
    """Elements of text, or of the kinds named (`open_flame="boolean"` is `lamp.open_flame`)."""
    found = {code: ElementDefinition(code=code, name=code) for code in codes}
    for name, kind in kinds.items():
        code = f"lamp.{name}"
        found[code] = ElementDefinition.model_validate({"code": code, "name": code, "type": kind})
    return found


def subject(
    *items: ItemDefinition,
    bundle: BundleDefinition | None = None,
    elements: Mapping[str, ElementDefinition] | None = None,
) -> Subject:
    """The bundle of these items, or the first of them."""
    of = {one.code: one for one in items}
    return Subject(bundle.code if bundle else items[0].code, bundle, of, elements or {})


def exactly(**hours: float) -> dict[str, Any]:
    """Steps that always take the same time, by code."""
    return {"steps": {code: {"mean": f"{mean:g}wh", "cv": 0} for code, mean in hours.items()}}


def run(
    today: Subject,
    draft: Subject | None = None,
    calendar: WorkCalendar = PLAIN,
    **values: Any,
) -> Simulation:
    """A simulation of few quiet days unless said otherwise: cases come one by one."""
    quiet = {"arrivals": "0.05/wd", "pattern": "fixed", "days": 400, "warm_up": 0}
    plain = {**quiet, "replications": 1, **values}
    return simulate(today, draft, checked(plain), calendar, start=MONDAY, units={})


def stepping(told: Simulation, code: str) -> StepOutcome:
    return next(one for one in told.today.steps if one.key.endswith(f"/{code}"))


def station(told: Simulation, unit: str = "desk", role: str = "reviewer") -> StationOutcome:
    return next(one for one in told.today.stations if (one.unit, one.role) == (unit, role))
