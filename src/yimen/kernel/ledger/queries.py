"""日志查询: receipts for events, and proofs between checkpoints."""

from collections.abc import Iterable
from typing import Any

from yimen.kernel.ledger import leaves, receipts, sql, tree
from yimen.kernel.ledger.models import LedgerCheckpoint
from yimen.kernel.ledger.notes import encoded
from yimen.kernel.ledger.sealing import LedgerBroken, begun
from yimen.kernel.problems import Conflict, Unknown


class NotSealedYet(Conflict):
    """尚未存证: the event is not covered by a signed checkpoint yet."""

    kind = "not-sealed-yet"
    title = "尚未写入存证日志"


def receipt(event_ids: Iterable[int]) -> dict[str, Any]:
    """回执: evidence that these events are in the log, to be checked without us; see `receipts`.

    Five statements, whatever the size of the log. Raises Unknown for no events, NotSealedYet
    when one of them is newer than the latest checkpoint (or was never an event), LedgerBroken
    when a row is no longer what was sealed.
    """
    ids = sorted(set(event_ids))
    if not ids:
        raise Unknown("没有可以出具回执的事件。")
    checkpoint, places = _covered(ids)
    if len(places) < len(ids):
        raise NotSealedYet("最近一分钟内的操作还没有写入存证日志，请稍后再下载回执。")
    return _receipt(checkpoint, places)


def receipt_of(subject_kind: str, subject_ids: Iterable[object]) -> dict[str, Any]:
    """对象回执: evidence for all events about some subjects that the latest checkpoint covers.

    Events of the last minute may not be in it yet; there is always one later. Raises Unknown when
    there is no such event, NotSealedYet when none is covered, LedgerBroken as `receipt` does.
    """
    ids = sql.events_of(subject_kind, [str(one) for one in subject_ids])
    if not ids:
        raise Unknown("没有可以出具回执的事件。")
    checkpoint, places = _covered(ids)
    if not places:
        raise NotSealedYet("这些操作还没有写入存证日志，请一分钟后再下载回执。")
    return _receipt(checkpoint, places)


def checkpoint() -> LedgerCheckpoint | None:
    """最新检查点: the latest signed checkpoint; None before the first."""
    return LedgerCheckpoint.objects.order_by("-size").first()


def consistency(first: int, second: int) -> list[bytes]:
    """一致性证明: that the log of `second` entries begins with the log of `first` (RFC 9162).

    Empty for equal sizes and for the empty log. Raises Unknown for a size that the log does not
    have, LedgerBroken when a stored node is missing.
    """
    if not 0 <= first <= second <= sql.size():
        raise Unknown(f"存证日志没有从 {first} 条到 {second} 条的这一段。")
    if first in {0, second}:
        return []
    hashing = tree.ALGORITHMS[begun().algorithm]
    return _proofs(hashing, [tree.consistency_spans(first, second)])[0]


def _covered(ids: list[int]) -> tuple[LedgerCheckpoint | None, dict[int, tuple[int, bytes]]]:
    """The latest checkpoint, and the places of those events that it covers."""
    latest = checkpoint()
    size = latest.size if latest else 0
    places = {event: place for event, place in sql.places(ids).items() if place[0] < size}
    return latest, places


def _receipt(
    checkpoint: LedgerCheckpoint | None, places: dict[int, tuple[int, bytes]]
) -> dict[str, Any]:
    assert checkpoint is not None  # no place is covered without one
    name = begun().algorithm
    hashing = tree.ALGORITHMS[name]
    entries = {row[0]: leaves.entry(row) for row in sql.events(places)}
    ordered = sorted(places, key=lambda event: places[event][0])
    spans = [tree.inclusion_spans(places[event][0], checkpoint.size) for event in ordered]
    given = []
    for event, proof in zip(ordered, _proofs(hashing, spans), strict=True):
        index, leaf = places[event]
        entry = entries.get(event, b"")
        if tree.leaf_hash(hashing, entry) != leaf or not tree.includes(
            hashing, leaf, index, checkpoint.size, proof, bytes(checkpoint.root)
        ):
            raise LedgerBroken(f"事件 {event} 与存证日志不符，不能出具回执。请联系平台管理员。")
        path = [encoded(step) for step in proof]
        given.append({"entry": entry.decode(), "index": index, "proof": path})
    return {
        "format": receipts.FORMAT,
        "algorithm": name,
        "verifier": checkpoint.verifier,
        "checkpoint": checkpoint.note,
        "events": given,
    }


def _proofs(hashing: tree.Hash, spans_of: list[list[tree.Span]]) -> list[list[bytes]]:
    """Several proofs with one reading of nodes."""
    wanted = {node for spans in spans_of for node in tree.needs(spans)}
    stored = sql.nodes(wanted)
    if len(stored) < len(wanted):
        raise LedgerBroken("存证日志缺少节点，不能给出证明。请运行 yimen ledger audit 查明原因。")
    return [tree.proof(hashing, spans, stored) for spans in spans_of]
