"""Sealing on real PostgreSQL: nothing is left out, whatever the order of commits."""

import random
import threading
from typing import Any

import psycopg
import pytest
from committed import Write, insert, open_link
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from pymerkle import InmemoryTree

from yimen.kernel.ledger import leaves, sealing, sql, tree
from yimen.kernel.ledger.audit import audit
from yimen.kernel.ledger.models import (
    LedgerCheckpoint,
    LedgerFrontier,
    LedgerLeaf,
    LedgerNode,
)
from yimen.kernel.ledger.notes import Checkpoint, Verifier, opened
from yimen.kernel.models import Event
from yimen.kernel.problems import Invalid


def seal() -> sealing.Sealed:
    done = sealing.seal()
    assert done is not None
    return done


def signed() -> LedgerCheckpoint:
    row = LedgerCheckpoint.objects.order_by("-size").first()
    assert row is not None
    return row


def sealed_ids() -> list[int]:
    return list(LedgerLeaf.objects.order_by("index").values_list("event_id", flat=True))


def entries() -> list[bytes]:
    rows = {row[0]: row for row in sql.events(sealed_ids())}
    return [leaves.entry(rows[event]) for event in sealed_ids()]


def insist_on_soundness() -> None:
    report = audit([Verifier.parse(signed().verifier)])
    assert report.faults == []
    assert report.entries == len(sealed_ids())


def test_every_event_is_sealed_once(write: Write) -> None:
    write(7)
    total = Event.objects.count()
    done = seal()
    assert (done.added, done.size) == (total, total)
    assert sealed_ids() == list(Event.objects.order_by("id").values_list("id", flat=True))
    assert seal() == sealing.Sealed(0, total, None)
    insist_on_soundness()


def test_the_signed_root_is_that_of_pymerkle(write: Write) -> None:
    write(5, text="第一")
    seal()
    write(6, number=1.50)
    seal()
    oracle = InmemoryTree(algorithm="sha256")
    oracle.append_entries(entries())
    for row in LedgerCheckpoint.objects.all():
        text, _ = opened(row.note, [Verifier.parse(row.verifier)])
        assert Checkpoint.parse(text).root == oracle.get_root(row.size) == bytes(row.root)


def test_the_tree_may_be_of_sm3(write: Write, settings: Any) -> None:
    settings.YIMEN_LEDGER_HASH = "sm3"
    write(9)
    seal()
    settings.YIMEN_LEDGER_HASH = "sha256"  # counts for a new log only
    write(4)
    seal()
    sm3 = tree.ALGORITHMS["sm3"]
    growth = tree.Growth(sm3)
    for entry in entries():
        growth.add(tree.leaf_hash(sm3, entry))
    assert bytes(signed().root) == growth.root()
    insist_on_soundness()


def test_an_unknown_hash_is_refused(log: None, settings: Any) -> None:
    settings.YIMEN_LEDGER_HASH = "md5"
    with pytest.raises(Invalid, match="sha256、sm3"):
        sealing.seal()


def test_many_events_go_in_batches_of_few_statements(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealing, "BATCH", 50)
    seal()
    write(230)
    with CaptureQueriesContext(connection) as captured:
        assert seal().added == 230
    read = [query for query in captured if query["sql"].startswith("\nselect n.level")]
    assert len(read) == 5 + 2  # the right edge for five batches; signed root, its continuity
    assert len(captured) < 55  # of which eight a batch, its begin and commit included
    insist_on_soundness()


def test_a_late_commit_with_an_early_id_is_sealed_by_the_next_run(write: Write) -> None:
    seal()
    with open_link() as slow:
        (early,) = insert(slow)
        later = write(3)
        assert early < later[0]
        assert seal().added == 3
        settled = LedgerFrontier.objects.get().settled
        assert settled < early
        assert seal().added == 0
        slow.commit()
        assert seal().added == 1
    assert sealed_ids()[-4:] == [*later, early]
    insist_on_soundness()
    assert LedgerFrontier.objects.get().settled == later[-1]


def test_ids_of_a_transaction_that_is_rolled_back_hold_nothing_up(write: Write) -> None:
    with open_link() as slow:
        insert(slow, 5)
        last = write(1)[-1]
        seal()
        assert LedgerFrontier.objects.get().settled < last
        slow.rollback()
    seal()
    assert LedgerFrontier.objects.get().settled == last


def test_an_id_drawn_before_the_first_write_is_waited_for(write: Write) -> None:
    """A transaction that has drawn an id but written nothing may have no transaction id yet."""
    seal()
    with open_link() as slow:
        ((early,),) = slow.execute(
            "select nextval(pg_get_serial_sequence('kernel_event', 'id'))"
        ).fetchall()
        later = write(2)
        seal()
        seal()
        assert LedgerFrontier.objects.get().settled < early
        slow.execute(
            "insert into kernel_event select (jsonb_populate_record(e,"
            " jsonb_build_object('id', %s::bigint, 'uid', uuidv7()))).*"
            " from kernel_event e where id = %s",
            [early, later[0]],
        )
        slow.commit()
    assert seal().added == 1
    assert early in sealed_ids()
    insist_on_soundness()


def test_the_frontier_moves_on_under_load_that_never_rests(write: Write) -> None:
    """There is always a writer: the frontier follows as soon as those it waits for have ended."""
    writers = [open_link() for _ in range(2)]
    try:
        for turn in range(6):
            insert(writers[turn % 2])  # opened before the other one ends
            if turn:
                writers[1 - turn % 2].commit()
            write(1)
            seal()
        assert LedgerFrontier.objects.get().settled >= sealed_ids()[-6]
    finally:
        for link in writers:
            link.commit()
            link.close()
    seal()
    assert sorted(sealed_ids()) == list(Event.objects.order_by("id").values_list("id", flat=True))


@pytest.mark.django_db
def test_ids_are_given_out_one_by_one() -> None:
    """The frontier stands on this: a cached id would be drawn without the sequence's lock."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select seqcache from pg_sequence"
            " where seqrelid = pg_get_serial_sequence('kernel_event', 'id')::regclass"
        )
        assert cursor.fetchone() == (1,)


def _scribble(stop: threading.Event, seed: int, failures: list[BaseException]) -> None:
    """Writes in transactions of all lengths, some rolled back, until told to stop."""
    dice = random.Random(seed)
    try:
        with open_link() as link:
            while not stop.is_set():
                for _ in range(dice.randrange(1, 5)):
                    insert(link, dice.randrange(1, 20))
                    if dice.random() < 0.3:
                        stop.wait(dice.random() * 0.03)
                link.rollback() if dice.random() < 0.2 else link.commit()
    except psycopg.Error as error:
        failures.append(error)


def test_nothing_is_left_out_while_many_write(log: None) -> None:
    stop, failures = threading.Event(), list[BaseException]()
    writers = [threading.Thread(target=_scribble, args=(stop, seed, failures)) for seed in range(6)]
    for writer in writers:
        writer.start()
    try:
        for _ in range(25):
            seal()
    finally:
        stop.set()
        for writer in writers:
            writer.join()
    assert failures == []
    disorder = sealed_ids()
    seal()
    assert sorted(sealed_ids()) == list(Event.objects.order_by("id").values_list("id", flat=True))
    assert disorder != sorted(disorder)  # or the test has proved nothing
    assert LedgerFrontier.objects.get().settled == max(sealed_ids())
    insist_on_soundness()


def test_only_one_seals_at_a_time(write: Write) -> None:
    write(2)
    with open_link() as other:
        other.execute("select pg_advisory_lock(%s)", [sql._LOCK])
        assert sealing.seal() is None
    assert seal().added > 0


def test_a_run_that_breaks_off_is_taken_up_by_the_next(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealing, "BATCH", 10)
    write(35)
    add, calls = sql.add, []

    def dies(*given: Any) -> None:
        calls.append(given)
        if len(calls) == 3:
            add(*given)
            raise KeyboardInterrupt
        add(*given)

    monkeypatch.setattr(sql, "add", dies)
    with pytest.raises(KeyboardInterrupt):
        sealing.seal()
    assert len(sealed_ids()) == 20
    seal()
    assert sorted(sealed_ids()) == list(Event.objects.order_by("id").values_list("id", flat=True))
    insist_on_soundness()


@pytest.mark.parametrize("model", [LedgerLeaf, LedgerNode, LedgerCheckpoint])
@pytest.mark.parametrize("change", ["update {} set {} = {}", "delete from {}", "truncate {}"])
def test_the_log_is_only_added_to(write: Write, model: Any, change: str) -> None:
    write(2)
    seal()
    table, column = model._meta.db_table, "root" if model is LedgerCheckpoint else "hash"
    with (
        pytest.raises(DatabaseError, match="never changed"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(change.format(table, column, column))


def test_sealing_inside_a_transaction_is_refused(log: None) -> None:
    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        sealing.seal()


def test_a_tree_that_does_not_continue_the_signed_one_is_not_signed(
    write: Write, behind: psycopg.Connection[Any]
) -> None:
    write(6)
    seal()
    behind.execute(
        "update kernel_ledgernode set hash = sha256('x')"
        " where level = (select max(level) from kernel_ledgernode)"
    )
    before = LedgerCheckpoint.objects.count()
    write(1)
    with pytest.raises(sealing.LedgerBroken, match="不予签名"):
        sealing.seal()
    assert LedgerCheckpoint.objects.count() == before


def test_a_tree_that_lacks_a_node_is_not_built_upon(
    write: Write, behind: psycopg.Connection[Any]
) -> None:
    write(6)
    seal()
    behind.execute("delete from kernel_ledgernode")
    write(1)
    with pytest.raises(sealing.LedgerBroken, match="缺第"):
        sealing.seal()


def test_the_job_seals_every_minute(write: Write) -> None:
    from procrastinate.contrib.django import app

    write(1)
    app.tasks["kernel.seal"](timestamp=0)
    assert sealed_ids()[-1] == Event.objects.latest("id").id
    periodic = {task.task.name: task.cron for task in app.periodic_registry.periodic_tasks.values()}
    assert periodic["kernel.seal"] == "* * * * *"


def test_an_entry_has_every_column_of_an_event() -> None:
    """A new column must be thought of: see `leaves`."""
    assert set(leaves.FIELDS) == {field.column for field in Event._meta.concrete_fields}


def test_an_entry_is_canonical_json_of_the_row(write: Write) -> None:
    (event,) = write(1, subject="主体", zeta=1.50, alpha=[1e2, True, None], 名="值")
    row = Event.objects.get(id=event)
    at = row.at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    (found,) = sql.events([event])
    assert leaves.entry(found).decode() == (
        '{"actor_id":"p1","actor_kind":"person","actor_name":"某人","at":"' + at + '",'
        '"data":{"alpha":[100,true,null],"zeta":1.5,"名":"值"},"for_party":"",'
        f'"id":{event},"request":"test","subject_id":"主体","subject_kind":"note",'
        f'"type":"test.Noted","uid":"{row.uid}","unit":""}}'
    )
