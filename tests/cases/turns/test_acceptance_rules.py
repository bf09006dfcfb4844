"""The pure rules between receipt and acceptance, against slow and obvious ones."""

from datetime import date, datetime, timedelta
from pathlib import Path
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from yimen.cases.rules import bans, commitment, deferral, renewal, states
from yimen.cases.rules.notices import NOTICES, About, notice_content
from yimen.cases.rules.promising import Promised, complaints
from yimen.cases.rules.results import REMEDIES
from yimen.cases.rules.supplement import check_missing, listed, unanswered
from yimen.catalogue.api import ItemDefinition
from yimen.kernel.worktime import WorkCalendar, deadline

PACK = Path(__file__).parents[3] / "packs" / "demo"
ZONE = ZoneInfo("Asia/Shanghai")
DAYS = WorkCalendar.from_data(yaml.safe_load((PACK / "calendar.yaml").read_text("utf-8")))
RAW = yaml.safe_load((PACK / "items" / "kernel" / "workshop-permit.yaml").read_text("utf-8"))
BASIS = {"note": "示范市虚构规定"}

moments = st.builds(
    datetime.combine, st.dates(date(2025, 1, 6), date(2027, 6, 1)), st.times(), st.just(ZONE)
)
days_of_life = st.dates(date(2025, 1, 1), date(2032, 12, 31))


def item(**changes: object) -> ItemDefinition:
    return ItemDefinition.model_validate({**RAW, **changes})


def limit(promised: str) -> dict[str, object]:
    return {"limits": {**RAW["limits"], "promised": promised}}


def plus_workdays(day: date, count: int) -> date:
    """The working day that many working days later or earlier, counted one by one."""
    step = timedelta(days=1 if count > 0 else -1)
    for _ in range(abs(count)):
        day += step
        while not DAYS.is_workday(day):
            day += step
    return day


# --- deferral ----------------------------------------------------------------------------------


@given(moments, st.sampled_from(["1wd", "3wd", "5wd", "10wd", "30wd", "15d", "2mo"]))
def test_the_last_day_leaves_two_working_days_and_is_no_more_than_twenty_away(
    received: datetime, promised: str
) -> None:
    definition = item(**limit(promised))
    end = deadline(received, definition.limits.promised, DAYS).due.astimezone(ZONE).date()
    expected = min(plus_workdays(end, -2), plus_workdays(received.date(), 20))
    found = deferral.latest_day(definition, received, DAYS)
    assert found == (expected if expected > received.date() else None)


@given(moments, st.integers(-3, 45))
def test_a_day_will_do_exactly_when_it_is_a_working_day_in_the_window(
    received: datetime, offset: int
) -> None:
    chosen = received.date() + timedelta(days=offset)
    latest = deferral.latest_day(item(), received, DAYS)
    assert latest is not None
    allowed = DAYS.is_workday(chosen) and received.date() < chosen <= latest
    assert (deferral.complaint(chosen, latest, received.date(), DAYS) == "") is allowed


@pytest.mark.parametrize(
    ("document", "changes", "broke", "words"),
    [
        ("health-check", {}, False, ""),
        ("goods-list", {}, False, "主审材料"),
        ("no-such", {}, False, "不要这份材料"),
        ("health-check", {"handling": "immediate"}, False, "即办件"),
        ("health-check", {}, True, "没有兑现"),
        ("health-check", {"steps": RAW["steps"][:-1], "result": None}, False, "没有颁发结果"),
        (
            "health-check",
            {"papers": [{"document": "health-check", "essential": False}]},
            False,
            "清单",
        ),
    ],
)
def test_who_and_what_is_barred_from_following_later(
    document: str, changes: dict[str, object], broke: bool, words: str
) -> None:
    found = deferral.bars(item(**changes), document, broke_promise=broke)
    assert (words in "；".join(found)) if words else found == []


# --- commitment --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("document", "changes", "broke", "words"),
    [
        ("fire-photo", {}, False, ""),
        ("goods-list", {}, False, "不能以承诺代替"),
        ("fire-photo", {"commitment": None}, False, "不能以承诺代替"),
        ("fire-photo", {"concerns": ["ecology"]}, False, "生态环境"),
        ("fire-photo", {}, True, "没有兑现"),
    ],
)
def test_what_a_promise_may_not_replace(
    document: str, changes: dict[str, object], broke: bool, words: str
) -> None:
    found = commitment.bars(item(**changes), document, broke_promise=broke)
    assert (words in "；".join(found)) if words else found == []


@pytest.mark.parametrize("concern", sorted(commitment.CONCERNS))
def test_an_exclusion_gives_way_to_an_exception_with_its_basis(concern: str) -> None:
    rule = {"check_within": "2mo", "basis": BASIS}
    barred = item(concerns=[concern], commitment=rule)
    excepted = item(concerns=[concern], commitment={**rule, "exception": BASIS})
    assert commitment.bars(barred, "fire-photo", broke_promise=False)
    assert not commitment.bars(excepted, "fire-photo", broke_promise=False)


def test_promises_are_checked_together() -> None:
    received = datetime(2026, 3, 2, 11, tzinfo=ZONE)
    promised = [
        Promised("health-check", date(2026, 3, 4)),
        Promised("goods-list", date(2026, 3, 4)),
        Promised("fire-photo"),
        Promised("health-check", date(2026, 3, 8)),
        Promised("health-check", date(2026, 5, 4)),
    ]
    found = complaints(item(), promised, broke=False, received=received, days=DAYS)
    assert [error.field for error in found] == ["goods-list", "health-check", "health-check"]
    assert "不办公" in found[1].message
    assert "不迟于" in found[2].message


# --- bans --------------------------------------------------------------------------------------


@given(
    st.booleans(),
    st.booleans(),
    st.sets(st.sampled_from(sorted(commitment.CONCERNS))),
    days_of_life,
)
def test_the_ban_ends_on_the_day_of_the_same_date(
    fraud: bool, false_material: bool, concerns: set[str], day: date
) -> None:
    until = bans.ban_until(fraud, false_material, concerns, day)
    years = 3 if fraud else 1 if false_material else 0
    if not years or not concerns & {"public_safety", "health_and_life"}:
        assert until is None
        return
    assert until is not None
    assert (until.year, until.month) == (day.year + years, day.month)
    assert until.day == day.day or (day.month, day.day, until.day) == (2, 29, 28)
    assert bans.is_barred(until, until)
    assert not bans.is_barred(until, until + timedelta(days=1))


# --- renewal -----------------------------------------------------------------------------------


@given(days_of_life, st.integers(-40, 60))
def test_a_certificate_is_renewed_until_its_last_day(valid_until: date, offset: int) -> None:
    day = valid_until + timedelta(days=offset)
    found = renewal.refusals(
        is_own=True, is_valid=True, document="a", wanted="a", valid_until=valid_until, day=day
    )
    assert bool(found) is (offset > 0)
    if offset <= 0:
        assert renewal.is_late(valid_until, day) is (-offset < 30)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"wanted": ""}, "不是延续事项"),
        ({"is_own": False}, "不是申请人持有"),
        ({"document": "b"}, "不是申请人持有"),
        ({"is_valid": False}, "已经失效"),
        ({"valid_until": None}, "长期有效"),
    ],
)
def test_what_cannot_be_renewed(changes: dict[str, object], words: str) -> None:
    known: dict[str, object] = {
        "is_own": True,
        "is_valid": True,
        "document": "a",
        "wanted": "a",
        "valid_until": date(2026, 5, 1),
        "day": date(2026, 3, 1),
    }
    (found,) = renewal.refusals(**{**known, **changes})  # type: ignore[arg-type]
    assert words in found


def test_a_certificate_expires_when_its_last_day_is_over() -> None:
    assert renewal.expiry(date(2026, 2, 28), DAYS) == datetime(2026, 3, 1, tzinfo=ZONE)


# --- supplement --------------------------------------------------------------------------------


codes = st.sampled_from(["goods-list", "health-check", "stall.goods", "person.phone"])


@given(st.lists(codes, unique=True), st.sets(codes), st.sets(codes))
def test_an_answer_is_complete_when_each_entry_has_something(
    asked: list[str], papers: set[str], filled: set[str]
) -> None:
    entries = [{"code": code, "words": "请补"} for code in asked]
    values = {code: "有" if code in filled else "" for code in asked}
    expected = [code for code in asked if code not in papers and code not in filled]
    assert [entry["code"] for entry in unanswered(entries, papers, values)] == expected


@given(st.dictionaries(codes | st.just("strange"), st.sampled_from(["", " 缺 ", "没有签名"])))
def test_a_notice_names_what_the_item_takes_in_words(missing: dict[str, str]) -> None:
    wrong = {e.field for e in check_missing(item(), missing)}
    bad = {code for code, words in missing.items() if len(words.strip()) < 2}
    expected = bad | ({"strange"} & set(missing)) if missing else {"missing"}
    assert wrong == expected
    assert len(listed(missing, {"goods-list": "货品清单"})) == len(missing)


# --- notices -----------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", sorted(NOTICES))
def test_each_notice_is_filled_in_and_says_what_can_be_done(kind: str) -> None:
    about = About(uuid4(), "B-1", "小作坊许可", "health", uuid4(), "甲小明")
    form = NOTICES[kind]
    text = "".join([*form.paragraphs, form.law])
    names = {part.split("}")[0] for part in text.split("{")[1:]}
    told: dict[str, str | list[str]] = {name: f"某{name}" for name in names}
    if "missing" in told:
        told["missing"] = ["货品清单：没有签名", "卖什么：写清"]
    full = notice_content(kind, about, told, {"notice"})
    assert full.document == "notice"
    words = [*full.paragraphs, *(line.text for line in full.lines)]
    assert not [one for one in words if "{" in one or "}" in one]
    assert (full.paragraphs[-1] == REMEDIES) is form.remedies
    bare = notice_content(kind, about, {}, set())
    assert bare.document == "refusal-notice"
    assert not [one for one in bare.paragraphs if "{" in one]
    if "missing" in told:
        assert "1．货品清单：没有签名" in full.paragraphs


# --- the end of a bundle -----------------------------------------------------------------------


@given(st.lists(st.sampled_from(sorted(states.FINAL - {"partly"})), min_size=1))
def test_a_bundle_ends_as_its_items_did(ends: list[str]) -> None:
    found = states.of_parent(ends)
    assert found in states.FINAL
    assert (found == "granted") is (set(ends) == {"granted"})
    assert (found == "partly") is ("granted" in ends and set(ends) != {"granted"})
    if set(ends) <= {"withdrawn", "terminated"}:
        assert found == ("withdrawn" if "withdrawn" in ends else "terminated")
    if "refused" in ends and "granted" not in ends:
        assert found == "refused"
