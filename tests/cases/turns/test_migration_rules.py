"""The rules of going on under another version: against a slow, obvious oracle over random flows."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yimen.cases.rules.marking import Marking, look
from yimen.cases.rules.migration import Standing, plan, takes_new_limit
from yimen.catalogue.api import Flow, ItemDefinition

NAMES = "abcdef"


def item(steps: list[dict[str, Any]], **other: Any) -> ItemDefinition:
    return ItemDefinition.model_validate(
        {
            "code": "x",
            "name": {"zh_hans": "事项"},
            "unit": "u",
            "context": "c",
            "kind": "licence",
            "handling": "commitment",
            "applicants": ["person"],
            "channels": ["online"],
            "effective_from": "2025-01-01",
            "basis": [{"note": "虚构"}],
            "limits": {"promised": "5wd", "promised_basis": {"note": "虚构"}},
            "visits": 1,
            "fields": [],
            "papers": [],
            "steps": steps,
            **other,
        }
    )


def step(code: str, after: list[str] | None = None, **other: Any) -> dict[str, Any]:
    named = {"code": code, "name": {"zh_hans": code}, "kind": "review", "within": "1wd"}
    return {**named, "after": after or [], **other}


@st.composite
def flows(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Flows over some of the six names: each step after some of those before it."""
    names = draw(st.permutations(NAMES))[: draw(st.integers(1, 6))]
    return [
        step(name, draw(st.lists(st.sampled_from(names[:n]), unique=True)) if n else [])
        for n, name in enumerate(names)
    ]


def running(definition: ItemDefinition, choose: Any) -> Marking:
    """A marking that a case can really have: steps done one after the other, in some order."""
    flow, marking = Flow.of(definition.steps), Marking()
    for _ in range(choose(st.integers(0, 6))):
        state = look(flow, marking, None, held=False)
        marking = Marking({**marking.steps, **dict.fromkeys((s.code for s in state.open), "open")})
        open_now = sorted(marking.codes("open"))
        if not open_now:
            break
        marking = marking.marked(choose(st.sampled_from(open_now)), "done")
    state = look(flow, marking, None, held=False)
    return Marking({**marking.steps, **dict.fromkeys((s.code for s in state.open), "open")})


def leads_to(definition: ItemDefinition, start: str, end: str) -> bool:
    followers = [s.code for s in definition.steps if start in s.after]
    return end in followers or any(leads_to(definition, one, end) for one in followers)


@given(flows(), flows(), st.data())
def test_what_was_done_stays_done_and_nothing_is_done_twice(
    before: list[dict[str, Any]], after: list[dict[str, Any]], data: st.DataObject
) -> None:
    old, new = item(before), item(after)
    marking = running(old, data.draw)
    found = plan(old, new, Standing(marking, accepted=True))
    codes = {one["code"] for one in after}
    open_now = marking.codes("open")
    assert set(found.kept) == open_now & codes
    assert bool(found.barred) == bool(open_now - codes)
    assert set(found.gone) == marking.codes("done") - codes
    for code in marking.codes("done") & codes:
        assert found.marking.steps[code] == "done"
    fresh = codes - {one["code"] for one in before}
    reached = set(marking.steps) & codes
    passed = {one for one in fresh if any(leads_to(new, one, code) for code in reached)}
    assert set(found.passed) == passed
    assert set(found.coming) == fresh - passed


@given(flows(), flows(), st.data())
def test_a_migrated_case_always_comes_to_its_end(
    before: list[dict[str, Any]], after: list[dict[str, Any]], data: st.DataObject
) -> None:
    old, new = item(before), item(after)
    found = plan(old, new, Standing(running(old, data.draw), accepted=True))
    if found.barred:
        return
    flow, marking = Flow.of(new.steps), found.marking
    for _ in range(len(after) + 1):
        state = look(flow, marking, None, held=False)
        assert not {s.code for s in state.open} & set(marking.steps)
        todo = {s.code for s in state.open} | marking.codes("open")
        if state.finished:
            break
        assert todo, "the case stands still"
        marking = Marking({**marking.steps, **dict.fromkeys(todo, "done")})
    assert look(flow, marking, None, held=False).finished


@given(flows(), st.data())
def test_the_same_definition_changes_nothing(
    steps: list[dict[str, Any]], data: st.DataObject
) -> None:
    same = item(steps)
    marking = running(same, data.draw)
    found = plan(same, same, Standing(marking, accepted=True))
    assert found.marking == marking
    assert found.gone == found.coming == found.passed == found.barred == found.worse == ()
    assert not found.moved


def test_an_open_step_goes_on_only_as_the_same_kind_of_step() -> None:
    old = item([step("a")])
    marking = Marking({"a": "open"})
    for other in ({"kind": "inspect"}, {"procedure": "testing"}):
        found = plan(old, item([step("a", **other)]), Standing(marking, accepted=True))
        assert found.kept == ()
        assert "没有对应的环节" in found.barred[0]


def test_an_open_step_may_go_to_another_unit_or_role() -> None:
    old = item([step("a")])
    for other in ({"unit": "v"}, {"role": "approver"}, {"name": {"zh_hans": "甲"}}):
        found = plan(
            old, item([step("a", **other)]), Standing(Marking({"a": "open"}), accepted=True)
        )
        assert list(found.moved) == ["a"]
        assert not found.barred


def test_a_vote_against_does_not_become_nothing() -> None:
    old = item([step("a"), step("b"), step("c"), step("d", ["a", "b", "c"], quorum=2)])
    new = item([step("a"), step("b"), step("c"), step("d", ["a", "b", "c"])])
    marking = Marking({"a": "failed", "b": "open", "c": "open"})
    assert "票决" in plan(old, new, Standing(marking, accepted=True)).barred[0]
    assert not plan(old, old, Standing(marking, accepted=True)).barred


def test_a_result_that_is_being_made_is_left_alone() -> None:
    flow = [step("a"), step("z", ["a"], kind="issue")]
    marking = Marking({"a": "done", "z": "open"})
    assert "正在制发" in plan(item(flow), item(flow), Standing(marking, accepted=True)).barred[0]


def test_another_item_or_a_quota_on_the_way_is_barred() -> None:
    one, other = item([step("a")]), item([step("a")], code="y")
    standing = Standing(Marking({"a": "open"}), accepted=True)
    assert "另一个事项" in plan(one, other, standing).barred[0]
    limited = item([step("a")], quota={"count": 1, "basis": {"note": "虚构"}})
    assert "名额" in plan(one, limited, standing).barred[0]
    assert "名额" in plan(limited, one, standing).barred[0]
    early = plan(one, limited, Standing(Marking({"a": "open"}), accepted=False))
    assert (early.barred, early.worse) == ((), ("有了数量限制",))


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ({"visits": 1}, {"visits": 2}, "跑动由 1 次增加到 2 次"),
        ({"handling": "immediate"}, {"handling": "commitment"}, "不再当场办结"),
        ({"hearing": True}, {"hearing": False}, "听证"),
        ({"acceptance": {"mode": "supplement"}}, {"acceptance": {"mode": "resubmit"}}, "更严"),
        (
            {},
            {"fees": [{"name": {"zh_hans": "费"}, "yuan": "5.00", "basis": {"note": "虚构"}}]},
            "收费由 0 元增加到 5.00 元",
        ),
        (
            {"result": {"document": "d", "valid_years": 3}},
            {"result": {"document": "d", "valid_years": 1}},
            "有效期缩短",
        ),
        ({"result": {"document": "d"}}, {}, "不再颁发证照"),
    ],
)
def test_what_is_worse_for_the_applicant_is_named_and_its_reverse_is_not(
    before: dict[str, Any], after: dict[str, Any], words: str
) -> None:
    old, new = item([step("a")], **before), item([step("a")], **after)
    standing = Standing(Marking({"a": "open"}), accepted=False)
    (worse,) = plan(old, new, standing).worse
    assert words in worse
    assert plan(new, old, standing).worse == ()


def test_new_papers_fields_and_lost_promises_are_worse() -> None:
    old = item([step("a")], papers=[{"document": "p", "essential": False, "may_defer": True}])
    new = item([step("a")], papers=[{"document": "p", "essential": False}])
    standing = Standing(
        Marking({"a": "open"}),
        accepted=True,
        renews=True,
        promised={"p"},
        new_papers=["保险单"],
        new_fields=["面积"],
    )
    assert plan(old, new, standing).worse == (
        "要补交“保险单”",
        "要补填“面积”",
        "不再按延续办理",
        "已经容缺的材料不能再容缺",
    )


@given(st.integers(-5, 30), st.integers(-5, 30))
def test_a_new_limit_only_betters_a_promise_and_makes_nobody_late(before: int, after: int) -> None:
    now = datetime(2026, 3, 2, tzinfo=UTC)
    old, new = now + timedelta(days=before), now + timedelta(days=after)
    assert takes_new_limit(now, old, new) == (0 < after < before)
