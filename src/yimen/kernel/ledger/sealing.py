"""封存: writing events into the log, and signing checkpoints.

Publishing knows nothing of this: sealing reads the event table afterwards. One process seals at
a time; a process that is killed leaves whole batches, and the next goes on from them.
"""

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import transaction

from yimen.kernel import clock
from yimen.kernel.ledger import frontier, key_file, leaves, sql, tree
from yimen.kernel.ledger.models import LedgerCheckpoint, LedgerFrontier
from yimen.kernel.ledger.notes import Checkpoint, Verifier, opened
from yimen.kernel.problems import Invalid, Problem

BATCH = 1000
"""Events written in one transaction, at most."""


class LedgerBroken(Problem):
    """存证日志受损: the stored tree is not the one that was signed, or lacks a part."""

    status = 500
    kind = "ledger-broken"
    title = "存证日志受损"


@dataclass(frozen=True)
class Sealed:
    """封存结果: entries added, entries in all, and the checkpoint's note if one was signed."""

    added: int
    size: int
    checkpoint: str | None


def seal() -> Sealed | None:
    """封存: take every visible event that is not in the log yet, then sign what the log has become.

    None when another process is sealing. To be called outside of transactions. Raises
    LedgerBroken rather than sign a tree that does not begin with the one signed last, Unavailable
    when the signing key cannot be used.
    """
    with sql.only_sealer() as alone:
        if not alone:
            return None
        with transaction.atomic(durable=True):
            seen = frontier.look()
        row = begun()
        if row._state.adding:
            row.save()  # before the first leaf: from now on the log has its algorithm
        hashing = tree.ALGORITHMS[row.algorithm]
        added = _pass(hashing, row.settled)
        if frontier.advance(row, seen):
            row.save()
        note = _sign(hashing)
        return Sealed(added, sql.size(), note)


def begun() -> LedgerFrontier:
    """日志进度: the frontier as stored, or the one with which this log will begin (not saved).

    The setting decides the hash algorithm only when the log begins. Raises Invalid when the
    setting names none.
    """
    row = LedgerFrontier.objects.first()
    if row:
        return row
    name = str(settings.YIMEN_LEDGER_HASH)
    if name not in tree.ALGORITHMS:
        raise Invalid(f"YIMEN_LEDGER_HASH 写的是“{name}”，只能是 {'、'.join(tree.ALGORITHMS)}。")
    return LedgerFrontier(algorithm=name)


def _pass(hashing: tree.Hash, settled: int) -> int:
    """Goes once through all events above what is settled; how many were added."""
    cursor, added = settled, 0
    while True:
        with transaction.atomic(durable=True):
            found = sql.candidates(cursor, BATCH)
            added += _append(hashing, [event for event, sealed in found if not sealed])
        if len(found) < BATCH:
            return added
        cursor = found[-1][0]


def _append(hashing: tree.Hash, event_ids: list[int]) -> int:
    if not event_ids:
        return 0
    start = sql.size()
    growth = tree.Growth(hashing, start, _peaks(start))
    added, made = [], []
    for index, row in enumerate(sql.events(event_ids), start):
        leaf = tree.leaf_hash(hashing, leaves.entry(row))
        added.append((index, row[0], leaf))
        made += growth.add(leaf)
    sql.add(added, made)
    return len(added)


def _peaks(size: int) -> list[bytes]:
    wanted = tree.peaks_of(size)
    stored = sql.nodes(wanted)
    return [_stored(stored, node) for node in wanted]


def _stored(stored: dict[tree.Node, bytes], node: tree.Node) -> bytes:
    if node not in stored:
        raise LedgerBroken(
            f"存证日志缺第 {node[0]} 层第 {node[1]} 个节点，不能继续写入。"
            "请运行 yimen ledger audit 查明原因。"
        )
    return stored[node]


def _sign(hashing: tree.Hash) -> str | None:
    """Signs the log as it is, if it has grown since the last checkpoint."""
    size = sql.size()
    last = LedgerCheckpoint.objects.order_by("-size").first()
    if size == (last.size if last else 0):
        return None
    root = tree.root(hashing, size, dict(zip(tree.peaks_of(size), _peaks(size), strict=True)))
    if last:
        _insist_on_growth(hashing, last, size, root)
    signer = key_file.signer(Path(settings.YIMEN_KEYS), settings.YIMEN_LEDGER_ORIGIN)
    note = signer.sign(Checkpoint(signer.verifier.name, size, root).text)
    LedgerCheckpoint.objects.create(
        size=size, root=root, at=clock.now(), note=note, verifier=str(signer.verifier)
    )
    return note


def _insist_on_growth(hashing: tree.Hash, last: LedgerCheckpoint, size: int, root: bytes) -> None:
    """A log must not sign a checkpoint that is inconsistent with one it signed before."""
    text, _ = opened(last.note, [Verifier.parse(last.verifier)])
    signed = Checkpoint.parse(text)
    path: list[bytes] = []
    if 0 < signed.size < size:
        spans = tree.consistency_spans(signed.size, size)
        stored = sql.nodes(tree.needs(spans))
        for node in tree.needs(spans):
            _stored(stored, node)
        path = tree.proof(hashing, spans, stored)
    if not tree.extends(hashing, signed.size, signed.root, size, root, path):
        raise LedgerBroken(
            f"存证日志现在的 {size} 条不是上一个检查点（{signed.size} 条）的延续，不予签名。"
            "请运行 yimen ledger audit 查明原因。"
        )
