"""Whatever is changed behind the platform's back is found, and named."""

import re
from typing import Any

import psycopg
import pytest
from committed import Write
from django.conf import settings as configured

from yimen.kernel.ledger import key_file, sealing, sql, tree
from yimen.kernel.ledger.audit import Report, audit
from yimen.kernel.ledger.models import LedgerCheckpoint, LedgerLeaf
from yimen.kernel.ledger.notes import Checkpoint, Signer, Verifier
from yimen.kernel.models import Event

Behind = psycopg.Connection[Any]


def trusted() -> list[Verifier]:
    return [key_file.signer(configured.YIMEN_KEYS, "city.example/log").verifier]


def audited(*kept: tuple[str, str]) -> Report:
    return audit(trusted(), kept)


def found(report: Report) -> set[tuple[str, int | None]]:
    return {(fault.kind, fault.event) for fault in report.faults}


def kinds(report: Report) -> set[str]:
    return {fault.kind for fault in report.faults}


@pytest.fixture
def sealed(write: Write) -> list[int]:
    """Ids of events that were sealed under three checkpoints, the last seven of them."""
    ids: list[int] = []
    for count in (3, 4, 7):
        ids = write(count, reason="不予许可", amount=12)
        sealing.seal()
    return ids


@pytest.mark.django_db
def test_an_empty_log_is_sound() -> None:
    report = audit([])
    assert (report.entries, report.checkpoints, report.faults) == (0, 0, [])
    assert report.waiting == Event.objects.count()


def test_an_untouched_log_is_sound(sealed: list[int], write: Write) -> None:
    write(2)
    report = audited()
    assert report.faults == []
    assert report.is_sound
    assert (report.entries, report.checkpoints, report.waiting) == (
        LedgerLeaf.objects.count(),
        3,
        2,
    )


CHANGES = {
    "type": "'test.Other'",
    "at": "at - interval '1 microsecond'",
    "actor_kind": "'staff'",
    "actor_id": "'p2'",
    "actor_name": "'另一个人'",
    "for_party": "'x'",
    "subject_kind": "'case'",
    "subject_id": "'t'",
    "unit": "'tax'",
    "request": "''",
    "uid": "uuidv7()",
    "data": 'data || \'{"reason": "准予许可"}\'',
}


@pytest.mark.parametrize("column", CHANGES)
def test_a_changed_row_is_named(sealed: list[int], behind: Behind, column: str) -> None:
    change = f"update kernel_event set {column} = {CHANGES[column]} where id = %s"
    behind.execute(change, [sealed[3]])
    assert found(audited()) == {("changed", sealed[3])}


@pytest.mark.parametrize("value", ["'infinity'", "'0044-03-15 BC'", "'20000-01-01'"])
def test_a_time_beyond_all_calendars_is_found_too(
    sealed: list[int], behind: Behind, value: str
) -> None:
    behind.execute(f"update kernel_event set at = {value} where id = %s", [sealed[0]])
    assert found(audited()) == {("changed", sealed[0])}


def test_a_change_that_means_the_same_is_none(sealed: list[int], behind: Behind) -> None:
    behind.execute("""update kernel_event set data = '{"amount": 12.00, "reason":"不予许可"}'
        where data->>'amount' = '12'""")
    assert audited().faults == []


def test_a_removed_row_is_named(sealed: list[int], behind: Behind) -> None:
    behind.execute("delete from kernel_event where id in (%s, %s)", [sealed[0], sealed[6]])
    assert found(audited()) == {("removed", sealed[0]), ("removed", sealed[6])}


def test_an_inserted_row_is_named(sealed: list[int], behind: Behind) -> None:
    behind.execute("delete from kernel_event where id = %s", [sealed[2]])
    copied = """insert into kernel_event
        select (jsonb_populate_record(e, jsonb_build_object('id', %s::bigint, 'uid', uuidv7()))).*
        from kernel_event e where id = %s"""
    behind.execute(copied, [-5, sealed[4]])
    behind.execute(copied, [sealed[2], sealed[4]])
    assert found(audited()) == {("changed", sealed[2]), ("inserted", -5)}
    behind.execute("delete from kernel_event where id = -5")
    gap = sealed[-1] + 10
    behind.execute("select setval(pg_get_serial_sequence('kernel_event', 'id'), %s)", [gap + 5])
    behind.execute(copied, [gap + 5, sealed[4]])
    sealing.seal()  # it came by the front door, if late; but this one does not:
    behind.execute(copied, [gap, sealed[4]])
    assert found(audited()) == {("changed", sealed[2]), ("inserted", gap)}
    sealing.seal()
    assert ("inserted", gap) in found(audited())


def test_a_renumbered_row_is_named_twice(sealed: list[int], behind: Behind) -> None:
    behind.execute("delete from kernel_event where id = %s", [sealed[0]])
    behind.execute("update kernel_event set id = %s where id = %s", [sealed[0], sealed[1]])
    assert found(audited()) == {("changed", sealed[0]), ("removed", sealed[1])}


def test_a_row_changed_with_its_leaf_is_found_by_the_tree(
    sealed: list[int], behind: Behind
) -> None:
    change_with_leaf(behind, sealed[3])
    report = audited()
    assert kinds(report) == {"node", "checkpoint"}
    assert any(str(sealed[3]) in fault.message for fault in report.faults)


def test_a_whole_tree_made_anew_is_found_by_the_signed_roots(
    sealed: list[int], behind: Behind
) -> None:
    """All of it is consistent but for the checkpoints, which only the key can make."""
    change_with_leaf(behind, sealed[3])
    rebuild(behind)
    report = audited()
    assert kinds(report) == {"checkpoint"}
    assert len(report.faults) == 1  # the first two checkpoints are older than the change
    last, before = LedgerCheckpoint.objects.order_by("-size")[:2]
    assert f"第 {before.size} 条到第 {last.size - 1} 条" in report.faults[0].message


def test_a_log_signed_anew_with_the_key_is_found_by_who_kept_a_checkpoint(
    sealed: list[int], behind: Behind
) -> None:
    last = LedgerCheckpoint.objects.latest("size")
    change_with_leaf(behind, sealed[3])
    rebuild(behind)
    signer = key_file.signer(configured.YIMEN_KEYS, "city.example/log")
    root = tree.root(tree.ALGORITHMS["sha256"], last.size, _stored(last.size))
    note = signer.sign(Checkpoint("city.example/log", last.size, root).text)
    behind.execute(
        "update kernel_ledgercheckpoint set root = %s, note = %s where size = %s",
        [root, note, last.size],
    )
    assert audited().is_sound
    report = audited(("市民保存的.txt", last.note))
    assert kinds(report) == {"checkpoint"}
    assert "市民保存的.txt" in report.faults[0].message


def test_a_log_that_was_cut_off_is_found(sealed: list[int], behind: Behind) -> None:
    kept = LedgerCheckpoint.objects.latest("size")
    behind.execute("delete from kernel_ledgerleaf where index >= %s", [kept.size - 2])
    report = audited()
    assert {("inserted", sealed[5]), ("inserted", sealed[6])} < found(report)
    assert any("日志却只有" in fault.message for fault in report.faults)
    behind.execute("delete from kernel_ledgercheckpoint where size = %s", [kept.size])
    behind.execute("delete from kernel_event where id >= %s", [sealed[5]])
    assert audited().is_sound  # nothing here remembers: whoever kept the checkpoint does
    assert kinds(audited(("kept", kept.note))) == {"checkpoint"}


def test_a_missing_leaf_is_found(sealed: list[int], behind: Behind) -> None:
    place = sql.places([sealed[3]])[sealed[3]][0]
    behind.execute("delete from kernel_ledgerleaf where index = %s", [place])
    report = audited()
    assert ("inserted", sealed[3]) in found(report)
    assert any(f"缺第 {place} 条" in fault.message for fault in report.faults)


@pytest.mark.parametrize("change", ["update {} set hash = sha256('x')", "delete from {}"])
def test_a_changed_or_missing_node_is_found(sealed: list[int], behind: Behind, change: str) -> None:
    behind.execute(change.format("kernel_ledgernode") + " where level = 1 and index = 1")
    report = audited()
    assert kinds(report) == {"node"}
    two = LedgerLeaf.objects.filter(index__in=[2, 3]).values_list("event_id", flat=True)
    assert all(str(event) in report.faults[0].message for event in two)


def test_nodes_that_proofs_need_are_found_missing(sealed: list[int], behind: Behind) -> None:
    behind.execute("delete from kernel_ledgernode where level > 1")
    report = audited()
    assert kinds(report) == {"node", "checkpoint"}
    assert any("一致性证明不成立" in fault.message for fault in report.faults)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("note = replace(note, 'city', 'town')", "签名不成立|没有由给定的公钥签名"),
        ("note = 'x'", "格式不对"),
        ("root = sha256('x')", "与签名的正文不符"),
        ("size = size - 1", "与签名的正文不符"),
    ],
)
def test_a_changed_checkpoint_is_found(
    sealed: list[int], behind: Behind, change: str, words: str
) -> None:
    last = LedgerCheckpoint.objects.latest("size").size
    behind.execute(f"update kernel_ledgercheckpoint set {change} where size = %s", [last])
    report = audited()
    assert kinds(report) == {"checkpoint"}
    assert re.search(words, report.faults[0].message)


def test_checkpoints_of_an_unknown_key_count_for_nothing(sealed: list[int]) -> None:
    stranger = Signer.make("city.example/log").verifier
    report = audit([stranger])
    assert len(report.faults) == report.checkpoints == 3
    assert audit([stranger, *trusted()]).is_sound


def test_a_checkpoint_of_another_log_is_refused(sealed: list[int]) -> None:
    other = Signer.make("town.example/log")
    text = Checkpoint("city.example/log", 1, b"r" * 32).text
    report = audit([*trusted(), other.verifier], [("their.txt", other.sign(text))])
    assert [fault.message for fault in report.faults] == [
        "their.txt 属于另一个日志“city.example/log”"
    ]


def test_kept_checkpoints_of_a_sound_log_hold(sealed: list[int]) -> None:
    notes = [(f"kept {row.size}", row.note) for row in LedgerCheckpoint.objects.order_by("-size")]
    report = audited(*notes)
    assert report.is_sound
    assert report.checkpoints == 6


def test_an_event_that_stands_in_the_log_twice_is_named(sealed: list[int], behind: Behind) -> None:
    """For that the attacker had to drop the constraint and to append as the sealer does."""
    behind.execute("alter table kernel_ledgerleaf drop constraint kernel_ledgerleaf_event_id_key")
    _, leaf = sql.places([sealed[0]])[sealed[0]]
    behind.execute(
        "insert into kernel_ledgerleaf select max(index) + 1, %s, %s from kernel_ledgerleaf",
        [sealed[0], leaf],
    )
    rebuild(behind)
    assert found(audited()) == {("twice", sealed[0])}


def test_many_faults_are_cut_off(sealed: list[int], behind: Behind, write: Write) -> None:
    write(1500)
    sealing.seal()
    behind.execute("update kernel_event set request = request || '!'")
    report = audited()
    assert report.is_cut
    assert len(report.faults) == 1000


def change_with_leaf(behind: Behind, event: int) -> None:
    """Changes a row, and its leaf so that the two agree."""
    from yimen.kernel.ledger import leaves

    behind.execute("update kernel_event set actor_id = 'p9' where id = %s", [event])
    (row,) = sql.events([event])
    leaf = tree.leaf_hash(tree.ALGORITHMS["sha256"], leaves.entry(row))
    behind.execute("update kernel_ledgerleaf set hash = %s where event_id = %s", [leaf, event])


def rebuild(behind: Behind) -> None:
    """Makes all inner nodes anew from the leaves."""
    growth = tree.Growth(tree.ALGORITHMS["sha256"])
    behind.execute("delete from kernel_ledgernode")
    for leaf in LedgerLeaf.objects.order_by("index"):
        for (level, index), value in growth.add(bytes(leaf.hash)):
            behind.execute(
                "insert into kernel_ledgernode (level, index, hash) values (%s, %s, %s)",
                [level, index, value],
            )


def _stored(size: int) -> dict[tree.Node, bytes]:
    return sql.nodes(tree.peaks_of(size))
