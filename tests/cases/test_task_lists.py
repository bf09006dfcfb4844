"""Lists of tasks: every page by position, what words find, counts that stop."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from city import actor
from pages import browser, text_of
from stall import submitted, task_of, work_through
from yimen.cases import queries
from yimen.cases.models import Case, Task
from yimen.cases.queries import Position, UpTo, positions
from yimen.kernel import clock
from yimen.kernel.actors import Actor, ActorKind
from yimen.kernel.ids import new_id
from yimen.kernel.problems import Invalid

pytestmark = pytest.mark.usefixtures("demo_city")

UNIT, OTHER = "market-regulation", "health"


def reviewer(*units: str, role: str = "reviewer") -> Actor:
    return Actor(ActorKind.STAFF, "r", "审查岗", {unit: frozenset({role}) for unit in units})


def many(case: Case, number: int, **columns: Any) -> list[Task]:
    """Further tasks of a case, one an hour; every third is due at the same moment as the next."""
    now, first = clock.now(), Task.objects.order_by("id")[0]
    made = [
        Task(
            **{
                "id": new_id(),
                "case": case,
                "step": "accept",
                "asked_by": first,
                "name": "更多",
                "kind": "review",
                "unit_id": (UNIT, OTHER)[n % 2],
                "role": "reviewer",
                "opened_at": now,
                "period": "5wd",
                "warn_at": now + timedelta(hours=n - 20),
                "due_at": now + timedelta(hours=n - n % 3),
                **columns,
            }
        )
        for n in range(number)
    ]
    return list(Task.objects.bulk_create(made))


def forward(by: Actor, **wanted: Any) -> Iterator[queries.TaskPage]:
    page = queries.inbox(by, **wanted)
    yield page
    while page.next:
        page = queries.inbox(by, **wanted, position=page.next)
        yield page


def ids(page: queries.TaskPage) -> list[UUID]:
    return [row.task.id for row in page.rows]


@pytest.fixture
def child() -> Case:
    return task_of(submitted(), "stall-registration", "accept").case


# --- pages -------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["open", "done"])
def test_pages_give_every_task_once_and_in_order(child: Case, state: str) -> None:
    done = {"state": "done", "done_at": clock.now() - timedelta(days=1), "passed": True}
    many(child, 120, **(done if state == "done" else {}))
    if state == "done":
        many(child, 40, **{**done, "done_at": clock.now()})
    by = reviewer(UNIT, OTHER)
    of_mine = Task.objects.filter(unit__in=[UNIT, OTHER], role="reviewer", state=state)
    order = ("due_at", "id") if state == "open" else ("-done_at", "-id")
    expected = list(of_mine.order_by(*order).values_list("id", flat=True))
    pages = list(forward(by, state=state))
    assert [task for page in pages for task in ids(page)] == expected
    assert [len(page.rows) for page in pages[:-1]] == [positions.PAGE_SIZE] * (len(pages) - 1)
    assert pages[0].previous is None
    back = pages[-1]
    for earlier in reversed(pages[:-1]):
        back = queries.inbox(by, state=state, position=back.previous)
        assert ids(back) == ids(earlier)
    assert back.previous is None
    assert ids(queries.inbox(by, state=state, position=back.next)) == ids(pages[1])


def test_a_list_that_ends_with_its_page_has_no_next_one(child: Case) -> None:
    many(child, positions.PAGE_SIZE, unit_id=OTHER, role="head")
    page = queries.inbox(reviewer(OTHER, role="head"))
    assert (len(page.rows), page.next, page.previous) == (positions.PAGE_SIZE, None, None)


def test_what_was_done_meanwhile_moves_no_page(child: Case) -> None:
    """Offsets would skip a task for each that was done before the page is turned."""
    many(child, 120)
    by = reviewer(UNIT, OTHER)
    first, second = list(forward(by))[:2]
    Task.objects.filter(id__in=ids(first)).update(state="done", done_at=clock.now())
    assert ids(queries.inbox(by, position=first.next)) == ids(second)


def test_a_task_of_another_unit_or_role_is_in_no_list(child: Case) -> None:
    many(child, 8)
    rows = queries.inbox(reviewer(OTHER)).rows
    assert rows
    assert {(row.task.unit_id, row.task.role) for row in rows} == {(OTHER, "reviewer")}
    assert queries.inbox(reviewer(UNIT, role="approver")).rows == []
    assert queries.inbox(Actor(ActorKind.PERSON, "nobody")).rows == []


# --- filters -----------------------------------------------------------------------------------


def test_each_light_shows_its_tasks_and_all_together_everything(child: Case) -> None:
    many(child, 30)
    Task.objects.filter(name="更多").update(due_at=clock.now() + timedelta(days=9))
    late = many(child, 6, due_at=clock.now() - timedelta(hours=1), warn_at=clock.now())
    by = reviewer(UNIT, OTHER)
    shown = {light: queries.inbox(by, light=light).rows for light in ("red", "yellow", "green")}
    for light, rows in shown.items():
        assert {row.light.name.lower() for row in rows} == {light}
    assert {row.task.id for row in shown["red"]} == {task.id for task in late}
    assert sum(map(len, shown.values())) == len(queries.inbox(by).rows)
    figures = queries.desk_figures(by)
    assert (figures["red"], figures["yellow"]) == (len(shown["red"]), len(shown["yellow"]))
    assert figures["open"] == sum(map(len, shown.values()))


def test_what_was_done_has_the_light_of_its_deadline(child: Case) -> None:
    now, soon = clock.now(), clock.now() + timedelta(days=1)
    done = {"state": "done", "done_at": now - timedelta(hours=2), "passed": True}
    red = many(child, 2, **done, due_at=now - timedelta(days=1), warn_at=now - timedelta(days=2))
    yellow = many(child, 3, **done, due_at=soon, warn_at=now - timedelta(days=1))
    green = many(child, 4, **done, due_at=soon, warn_at=soon)
    by = reviewer(UNIT, OTHER)
    for light, tasks in (("red", red), ("yellow", yellow), ("green", green)):
        rows = queries.inbox(by, state="done", light=light).rows
        assert {row.task.id for row in rows} == {task.id for task in tasks}, light
        assert {row.light.name.lower() for row in rows} == {light}
        assert queries.inbox_count(by, state="done", light=light) == len(tasks)


def test_a_filter_looks_through_a_stretch_and_goes_on_from_there(
    child: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The one task wanted is the last of many: pages without a row lead to it."""
    monkeypatch.setattr(positions, "STRETCH", 20)
    other = Case.objects.get(parent=submitted("applicant-2"), item__code="sign-filing")
    many(child, 90)
    (wanted,) = many(other, 1, due_at=clock.now() + timedelta(days=30))
    pages = list(forward(reviewer(UNIT), item="sign-filing"))
    assert [task for page in pages for task in ids(page)] == [wanted.id]
    assert [len(page.rows) for page in pages[:2]] == [0, 0]
    back = queries.inbox(reviewer(UNIT), item="sign-filing", position=pages[-1].previous)
    assert back.rows == []
    assert back.previous is not None
    assert queries.inbox_count(reviewer(UNIT), item="sign-filing").is_more


def test_the_choices_of_items_are_those_whose_steps_are_mine() -> None:
    codes = [code for code, _ in queries.items_in_inbox(actor("health-reviewer"))]
    assert "hygiene-card" in codes
    assert "sign-filing" not in codes


# --- words -------------------------------------------------------------------------------------


def found(words: str, by: Actor | None = None, **wanted: Any) -> set[UUID | None]:
    page = queries.inbox(by or reviewer(UNIT, OTHER, "government-services"), words=words, **wanted)
    return {row.task.case.parent_id for row in page.rows}


def test_number_name_and_part_of_a_name_find_the_case() -> None:
    one = submitted(**{"enterprise.name": "示范市明辉糖水摊"})
    two = submitted("applicant-2", **{"enterprise.name": "示范市永盛糖水摊"})
    for words in (one.number, one.number[:9], one.number.lower(), "明辉", "范市明辉糖", "辉糖水"):
        assert found(words) == {one.id}, words
    assert found("糖水摊") == {one.id, two.id}
    assert found("摊") == {one.id, two.id}, "one sign is asked of each task"
    assert found("明水") == set()
    assert found(f"{one.number}-01", reviewer(UNIT)) <= {one.id}


@pytest.mark.parametrize("words", ["%", "_辉", "\\", "'", "明%", "𠮷野", "\U0010ffff"])
def test_signs_that_mean_something_to_the_database_mean_nothing_here(words: str) -> None:
    submitted(**{"enterprise.name": "示范市明辉糖水摊"})
    assert found(words) == set()


def test_a_credit_code_that_was_produced_or_given_finds_the_case() -> None:
    one, two = submitted(), submitted("applicant-2")
    Case.objects.filter(pk=one.id).update(produced={"enterprise.credit_code": "91999900MA0000001X"})
    two.form["enterprise.credit_code"] = "91999900MA0000002X"
    two.save(update_fields=["form"])
    assert found("91999900ma0000001x") == {one.id}
    assert found("91999900MA0000002X") == {two.id}
    assert found("91999900MA000000") == set(), "a part of a code is none"


def test_what_was_done_is_found_by_name() -> None:
    root = submitted(**{"enterprise.name": "示范市明辉糖水摊"})
    work_through(root)
    assert found("明辉", state="done") == {root.id}
    assert found("永盛", state="done") == set()


def test_words_that_too_many_share_are_asked_of_each_task(
    child: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    from yimen.cases.queries import search

    monkeypatch.setattr(search, "STRETCH", 1)
    assert search.cases_meant(child.subject) is None
    assert found(child.subject) == {child.parent_id}


NAMES = st.text(alphabet="明辉嘉和AbＢ 0%_", min_size=1, max_size=6)


@settings(max_examples=60, deadline=None)
@given(name=NAMES, start=st.integers(0, 5), length=st.integers(2, 4))
def test_every_part_of_a_name_of_two_signs_or_more_is_in_its_pairs(
    name: str, start: int, length: int
) -> None:
    part = name[start : start + length]
    with connection.cursor() as cursor:
        cursor.execute(
            "select coalesce(cases_bigrams(%s) @> cases_bigrams(%s), length(%s) < 2)",
            [name, part, part],
        )
        assert cursor.fetchone()[0]


# --- counts and positions ----------------------------------------------------------------------


def test_counts_stop_and_say_so(child: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    assert str(UpTo(1000)) == "1000"
    assert str(UpTo(1001)) == "1000+"
    assert not UpTo(0)
    many(child, 1010, unit_id=OTHER)
    assert queries.inbox_count(reviewer(OTHER)).is_more
    assert "1000+" in text_of(browser("health-reviewer").get("/desk"))


@given(
    at=st.datetimes(timezones=st.just(UTC)),
    key=st.uuids(),
    back=st.booleans(),
)
def test_a_position_reads_as_it_was_written(at: datetime, key: UUID, back: bool) -> None:
    position = Position(at, key, back)
    assert Position.parse(str(position)) == position


@pytest.mark.parametrize("text", ["x", "%", "号", "PD", "AAAA", "PjIwMjYtMDEtMDEg"])
def test_what_is_no_position_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        Position.parse(text)


def test_pages_are_turned_by_links(child: Case) -> None:
    many(child, 130, unit_id=UNIT)
    me = browser("market-reviewer")
    page = me.get("/desk", {"light": "", "item": "stall-registration"})
    shown = [row.task.id for row in page.context["rows"]]
    link = f"position={page.context['pages'].next}"
    assert link in page.content.decode()
    assert "上一页" not in text_of(page)
    second = me.get("/desk", {"item": "stall-registration", "position": link[9:]})
    assert not {row.task.id for row in second.context["rows"]} & set(shown)
    assert "上一页" in text_of(second)
    assert "下一页" in text_of(second)
