"""Random sound flows, and items and words around them, for the tests of BPMN."""

from typing import Any

from hypothesis import strategies as st

from yimen.catalogue.rules import ItemDefinition, Step
from yimen.catalogue.rules.bpmn.drawing import Wording
from yimen.catalogue.rules.flow import check_flow
from yimen.catalogue.rules.steps import BY_PLATFORM

ELEMENTS = ["shop.number", "seal.number"]
LATE = "form.late_answer"
"""A condition over an element that is not in the form: unknown until it arrives."""
CONDITIONS = ["scenario.one", "scenario.two", LATE]
UNITS = ["town-hall", "wick-office"]
WORDING = Wording(
    {"town-hall": "镇公所", "wick-office": "灯芯所"},
    {"shop.number": "店号", "seal.number": "章号"},
)
PEOPLE = ["accept", "review", "consult", "inspect", "survey", "sign", "external"]
_BASIS = {"note": "镇规"}


def step(code: str, *after: str, kind: str = "review", **more: Any) -> Step:
    """A step with what its kind asks for."""
    own = {"automatic": {"action": "shop.number"}, "subcase": {"item": "store-oil"}}
    content = {"code": code, "name": f"环节{code}", "kind": kind, "within": "1wd"}
    return Step.model_validate({**content, "after": list(after), **own.get(kind, {}), **more})


def item(steps: list[Step], code: str = "open-shop", **more: Any) -> ItemDefinition:
    """An item of which only the flow matters."""
    return ItemDefinition.model_validate(
        {
            "code": code,
            "name": {"zh_hans": "开店登记", "en": "Opening a shop"},
            "unit": "town-hall",
            "context": "enterprise",
            "kind": "registration",
            "handling": "commitment",
            "applicants": ["person"],
            "channels": ["online"],
            "effective_from": "2025-01-01",
            "basis": [_BASIS],
            "limits": {"promised": "90wd", "promised_basis": _BASIS},
            "visits": 0,
            "fields": [],
            "papers": [],
            "steps": [one.model_dump(mode="json") for one in steps],
            **more,
        }
    )


@st.composite
def flows(draw: st.DrawFn, most: int = 7) -> list[Step]:
    """A sound flow of up to `most` steps and its end, of every kind there is."""
    drawn: list[dict[str, Any]] = []
    for number in range(draw(st.integers(1, most))):
        drawn.append(_step(draw, f"s{number}", _some(draw, drawn)))
    return _ended(draw, drawn)


@st.composite
def voting_flows(draw: st.DrawFn) -> list[Step]:
    """A sound flow with one or two joins of some among its steps."""
    drawn: list[dict[str, Any]] = []
    votes: set[str] = set()
    for turn in range(draw(st.integers(1, 2))):
        for number in range(draw(st.integers(0, 2))):
            free = [one for one in drawn if one["code"] not in votes]
            drawn.append(_step(draw, f"s{turn}{number}", _some(draw, free)))
        free = [one for one in drawn if one["code"] not in votes]
        pool = [f"v{turn}{number}" for number in range(draw(st.integers(2, 4)))]
        drawn += [_step(draw, code, _some(draw, free), draw(_VOTERS)) for code in pool]
        join = _step(draw, f"join{turn}", pool, draw(st.sampled_from(["review", "automatic"])))
        drawn.append({**join, "quorum": draw(st.integers(1, len(pool)))})
        votes.update(pool)
    return _ended(draw, drawn)


_VOTERS = st.sampled_from(["review", "consult", "external"])


def _some(draw: st.DrawFn, earlier: list[dict[str, Any]]) -> list[str]:
    codes = [one["code"] for one in earlier]
    return draw(st.lists(st.sampled_from(codes), unique=True, max_size=3)) if codes else []


def _ended(draw: st.DrawFn, drawn: list[dict[str, Any]]) -> list[Step]:
    """With the step that issues, after all that nothing follows yet; in any order."""
    followed = {code for one in drawn for code in one["after"]}
    ends = [one["code"] for one in drawn if one["code"] not in followed]
    drawn.append({**_step(draw, "end", ends, kind="issue"), "when": ""})
    steps = [Step.model_validate(one) for one in draw(st.permutations(drawn))]
    assert check_flow(steps) == []
    return steps


def _step(draw: st.DrawFn, code: str, after: list[str], kind: str = "") -> dict[str, Any]:
    kind = kind or draw(st.sampled_from([*PEOPLE, "review", "automatic", "timer", "subcase"]))
    more: dict[str, Any] = {}
    if kind not in BY_PLATFORM:
        silence = draw(st.sampled_from(["", "", "consent", "escalate"]))
        more = {"on_silence": silence, "role": draw(st.sampled_from(["reviewer", "approver"]))}
        if silence == "consent":
            more["silence_basis"] = {"law": "灯镇店铺条例", "article": "第三条", "unverified": True}
        if draw(st.booleans()):
            more["checks"] = ["材料齐全", {"zh_hans": "字迹清楚", "en": "Legible"}]
        more["procedure"] = draw(st.sampled_from([None, None, "expert_review"]))
    return step(
        code,
        *after,
        kind=kind,
        unit=draw(st.sampled_from([None, *UNITS])),
        within=draw(st.sampled_from(["0.5wd", "3wd", "4wh"])),
        when=draw(st.sampled_from(["", "", *CONDITIONS])),
        needs=draw(st.sampled_from([[], [], ELEMENTS[:1], ELEMENTS])),
        **more,
    ).model_dump(mode="json")
