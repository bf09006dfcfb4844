"""Events stand in partitions: none lost, none changed, and old ones can be taken off."""

from typing import Any

import pytest
from django.db import IntegrityError, connection
from django.db.migrations.executor import MigrationExecutor

from yimen.kernel import actors, events
from yimen.kernel.actions import ActionDenied
from yimen.kernel.models import Event
from yimen.kernel.partitions import SIZE, make_partitions

in_the_city = pytest.mark.usefixtures("demo_city")

COPY = """
insert into kernel_event (id, uid, type, at, actor_kind, actor_id, actor_name, for_party,
    subject_kind, subject_id, unit, request, data)
select %s, uuidv7(), type, at, actor_kind, actor_id, actor_name, for_party, subject_kind,
    subject_id, unit, request, data
from kernel_event order by id limit 1
"""


def asked(question: str, *values: Any) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(question, values)
        return list(cursor.fetchall()) if cursor.description else []


def partitions() -> dict[str, str]:
    """Every partition with its bounds."""
    return dict(
        asked(
            "select c.relname, pg_get_expr(c.relpartbound, c.oid) from pg_inherits i"
            " join pg_class c on c.oid = i.inhrelid where i.inhparent = 'kernel_event'::regclass"
        )
    )


def place_of(event: int) -> str:
    ((table,),) = asked("select tableoid::regclass::text from kernel_event where id = %s", event)
    return str(table)


@in_the_city
def test_there_is_one_for_now_one_ahead_and_one_for_the_rest() -> None:
    assert partitions() == {
        f"kernel_event_before_{SIZE}": f"FOR VALUES FROM (MINVALUE) TO ('{SIZE}')",
        f"kernel_event_before_{2 * SIZE}": f"FOR VALUES FROM ('{SIZE}') TO ('{2 * SIZE}')",
        "kernel_event_rest": "DEFAULT",
    }
    assert make_partitions() == 0, "what is there is not made again"


@in_the_city
def test_the_next_is_made_when_events_have_come_to_the_last() -> None:
    asked(COPY, SIZE + 5)
    assert place_of(SIZE + 5) == f"kernel_event_before_{2 * SIZE}"
    assert make_partitions() == 1
    assert f"kernel_event_before_{3 * SIZE}" in partitions()


@in_the_city
def test_what_found_no_partition_gets_one_of_its_own() -> None:
    stray = 4 * SIZE + 7
    asked(COPY, stray)
    assert place_of(stray) == "kernel_event_rest"
    before = asked("select * from kernel_event where id = %s", stray)
    assert make_partitions() == 2
    assert place_of(stray) == f"kernel_event_before_{5 * SIZE}"
    assert asked("select * from kernel_event where id = %s", stray) == before
    asked(COPY, 3 * SIZE)  # what comes late finds its place too
    assert place_of(3 * SIZE) == f"kernel_event_before_{5 * SIZE}"
    asked(COPY, 5 * SIZE + 1)
    assert place_of(5 * SIZE + 1) == f"kernel_event_before_{6 * SIZE}"


@pytest.mark.parametrize(
    "statement",
    [
        "update {} set actor_id = 'x'",
        "delete from {}",
        "truncate {}",
    ],
)
@pytest.mark.parametrize("partition", [0, 1, 2, 3])
@in_the_city
def test_no_partition_lets_a_row_be_changed(statement: str, partition: int) -> None:
    for event in (SIZE + 5, 4 * SIZE + 7):
        asked(COPY, event)
    make_partitions()
    names = ["kernel_event", *sorted(name for name in partitions() if name != "kernel_event_rest")]
    with pytest.raises(IntegrityError, match="never changed"):
        asked(statement.format(names[partition]))


@in_the_city
def test_an_old_partition_can_be_taken_off_and_put_back() -> None:
    last = Event.objects.order_by("-id")[0]
    old = f"kernel_event_before_{SIZE}"
    asked(f"alter table kernel_event detach partition {old}")
    assert not Event.objects.filter(id=last.id).exists()
    asked(f"alter table kernel_event attach partition {old} for values from (minvalue) to ({SIZE})")
    assert Event.objects.get(id=last.id) == last


@in_the_city
def test_ids_go_on_one_by_one() -> None:
    ((cache,),) = asked(
        "select seqcache from pg_sequence"
        " where seqrelid = pg_get_serial_sequence('kernel_event', 'id')::regclass"
    )
    assert cache == 1
    by = actors.clock("test")
    events.publish(by, ActionDenied("a.b", "c.d", ""))
    events.publish(by, ActionDenied("a.b", "c.d", ""))
    second, first = Event.objects.order_by("-id").values_list("id", flat=True)[:2]
    assert second == first + 1


def test_the_migration_carries_every_event_over_and_back(committed_city: str) -> None:
    question = "select * from kernel_event order by id"
    before, newest = asked(question), Event.objects.order_by("-id")[0].id
    assert before
    MigrationExecutor(connection).migrate([("kernel", "0004_fewer_event_indexes")])
    assert asked(question) == before
    assert asked("select relkind from pg_class where relname = 'kernel_event'") == [("r",)]
    with pytest.raises(IntegrityError, match="never changed"):
        asked("delete from kernel_event")
    asked(COPY.replace("(id, uid", "(uid").replace("select %s, uuidv7()", "select uuidv7()"))
    MigrationExecutor(connection).migrate([("kernel", "0005_event_partitions")])
    assert asked(question)[: len(before)] == before
    assert Event.objects.order_by("-id")[0].id > newest
    assert len(partitions()) == 3
