"""撤销, 撤回 and 注销 are three things: different certificates' ends, different consequences."""

import pytest

from yimen.cases.rules import states, undoing
from yimen.cases.rules.undoing import FRAUD, UNDOINGS
from yimen.documents.rules import State, transition
from yimen.kernel.problems import Conflict, Invalid

REASON, LAW = "伪造了场地证明", FRAUD


def test_the_three_ways_end_the_case_and_its_certificate_each_in_its_own_state() -> None:
    ends = {verb: states.after("granted", verb) for verb in UNDOINGS}
    assert ends == {"revoke": "revoked", "retract": "retracted", "annul": "annulled"}
    words = {verb: way.certificate.word for verb, way in UNDOINGS.items()}
    assert words == {"revoke": "撤销", "retract": "撤回", "annul": "注销"}
    for way in UNDOINGS.values():
        assert transition(State.VALID, way.certificate).target is State.REVOKED
        assert transition(State.SUSPENDED, way.certificate).target is State.REVOKED


@pytest.mark.parametrize("state", sorted({*states.FINAL, *states.RUNNING}))
@pytest.mark.parametrize("verb", UNDOINGS)
def test_only_what_was_granted_can_be_undone(state: str, verb: str) -> None:
    if state == "granted":
        assert states.after(state, verb)
        return
    with pytest.raises(Conflict, match="不能"):
        states.after(state, verb)


@pytest.mark.parametrize(
    ("verb", "reason", "law", "fraud", "fields"),
    [
        ("cancel", REASON, LAW, False, {"verb"}),
        ("retract", REASON, LAW, True, {"verb"}),
        ("annul", REASON, LAW, True, {"verb"}),
        ("revoke", "  短 ", LAW, False, {"reason"}),
        ("revoke", REASON, " ", False, {"law"}),
        ("", "", "", True, {"verb", "reason", "law"}),
    ],
)
def test_what_is_missing_is_named(
    verb: str, reason: str, law: str, fraud: bool, fields: set[str]
) -> None:
    with pytest.raises(Invalid) as problem:
        undoing.check(verb, reason, law, fraud=fraud)
    assert {error.field for error in problem.value.errors} == fields


def test_the_loss_is_made_good_by_the_law_of_each_way() -> None:
    first = UNDOINGS["revoke"].grounds[0]
    assert "赔偿" in undoing.consequence("revoke", first)
    assert "不受保护" in undoing.consequence("revoke", FRAUD)
    assert "补偿" in undoing.consequence("retract", UNDOINGS["retract"].grounds[0])
    assert undoing.consequence("annul", UNDOINGS["annul"].grounds[0]) == ""


@pytest.mark.published
def test_the_grounds_are_those_of_the_law(shared_dir) -> None:
    (text,) = (shared_dir / "law" / "行政法").glob("行政许可法*.md")
    law = text.read_text("utf-8")
    for start, items in (("第六十九条 ", 5), ("第七十条 ", 6)):
        article = law[law.index(start) :]
        article = article[: article.index("\n\n第", 5)]
        assert article.count("\n（") == items
    assert sum("第一款第" in ground for ground in UNDOINGS["revoke"].grounds) == 5
    assert len(UNDOINGS["annul"].grounds) == 6
    assert "以欺骗、贿赂等不正当手段取得行政许可的，应当予以撤销" in law
