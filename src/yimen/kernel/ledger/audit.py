"""存证审计: proves that events, tree and checkpoints are still what they were.

The tree is computed anew from the stored leaves, entry by entry, and every event is hashed again:
so whoever changed a row would have to change its leaf, all nodes above it and every later
checkpoint, and would need the signing key for these. Against that too helps a checkpoint that
somebody else has kept: an audit can be given such.
"""

import heapq
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from yimen.kernel.ledger import canonical, leaves, sql, tree
from yimen.kernel.ledger.models import LedgerCheckpoint
from yimen.kernel.ledger.notes import Checkpoint, NoteInvalid, Verifier, opened
from yimen.kernel.ledger.sealing import begun

_CHUNK, _PAIRS = 2000, 500
"""Rows read at once, and pairs of checkpoints proved at once."""
_MOST_FAULTS = 1000


@dataclass(frozen=True)
class Fault:
    """审计发现: one thing that is not as it was sealed.

    `kind` is one of changed, removed, inserted, twice (an event's row or leaf), leaf, node
    (the stored tree), checkpoint (signature, root or continuity). `event` is its id, where it is
    about one event.
    """

    kind: str
    message: str
    event: int | None = None


@dataclass
class Report:
    """审计报告: what was gone through and what was found; `waiting` events are not sealed yet."""

    algorithm: str
    entries: int = 0
    checkpoints: int = 0
    waiting: int = 0
    seconds: float = 0.0
    faults: list[Fault] = field(default_factory=list)
    is_cut: bool = False

    @property
    def is_sound(self) -> bool:
        """是否完好"""
        return not self.faults

    def blame(self, kind: str, message: str, event: int | None = None) -> None:
        """记录发现: up to a thousand; then only that there are more."""
        if len(self.faults) < _MOST_FAULTS:
            self.faults.append(Fault(kind, message, event))
        else:
            self.is_cut = True


@dataclass(frozen=True, order=True)
class _Signed:
    """A checkpoint to be compared: whose root must be that of the tree at this size."""

    size: int
    label: str
    root: bytes = field(compare=False)


def audit(trusted: Sequence[Verifier], kept: Iterable[tuple[str, str]] = ()) -> Report:
    """审计: go through the whole log.

    `trusted` are the public keys that may have signed checkpoints; `kept` are checkpoints that
    others have kept: `(name, note)`. Reads only, and may run while events are sealed: what is
    appended meanwhile is left to the next audit.
    """
    began = time.monotonic()
    # In this order: what is read later can only contain more.
    frontier = begun()
    settled, report = frontier.settled, Report(frontier.algorithm)
    last = LedgerCheckpoint.objects.order_by("-size").values_list("size", flat=True).first() or 0
    outside = sorted(one for name, note in kept for one in _opened(report, trusted, name, note))
    report.entries = sql.size()
    signed = heapq.merge(_checkpoints(report, trusted, last), outside)
    _walk(report, signed)
    for event in _unsealed(settled):
        report.blame("inserted", "不在存证日志里：绕过平台添加的，或在封存之后改了编号", event)
    for event in sql.sealed_twice():
        report.blame("twice", "在存证日志里不止一条", event)
    report.waiting = sql.count_unsealed(settled)
    report.seconds = round(time.monotonic() - began, 3)
    return report


# -- the walk through the leaves -----------------------------------------------------------------


def _walk(report: Report, signed: Iterator[_Signed]) -> None:
    """Compares every event with its leaf, every leaf with the tree, and roots with checkpoints."""
    hashing = tree.ALGORITHMS[report.algorithm]
    growth: tree.Growth | None = tree.Growth(hashing)
    comparing = _Comparing(report, hashing, signed)
    comparing.reached(tree.Growth(hashing))
    for rows in _leaf_rows(report.entries):
        made: list[tuple[tree.Node, bytes]] = []
        for index, event, stored, *row in rows:
            _compare_event(report, hashing, event, bytes(stored), row)
            if growth and index == growth.size:
                made += growth.add(bytes(stored))
                comparing.reached(growth)
            elif growth:
                report.blame("leaf", f"日志缺第 {growth.size} 条，此后的树无法核对")
                growth = None
        _compare_nodes(report, made)
    if growth and growth.size < report.entries:
        report.blame("leaf", f"日志缺第 {growth.size} 条，此后的树无法核对")
    comparing.end(growth.size if growth else None)


def _leaf_rows(end: int) -> Iterator[list[sql.Row]]:
    start = 0
    while rows := sql.leaves_with_events(start, end, _CHUNK):
        yield rows
        start = rows[-1][0] + 1


def _compare_event(
    report: Report, hashing: tree.Hash, event: int, stored: bytes, row: Sequence[Any]
) -> None:
    if row[0] is None:
        report.blame("removed", "在存证日志里，但它的行没有了", event)
        return
    try:
        leaf = tree.leaf_hash(hashing, leaves.entry(row))
    except canonical.NotJson:
        leaf = b""
    if leaf != stored:
        report.blame("changed", "它的行与存证日志不符：封存之后被改动过", event)


def _compare_nodes(report: Report, made: list[tuple[tree.Node, bytes]]) -> None:
    stored = sql.nodes([node for node, _ in made])
    for node, value in made:
        if stored.get(node) != value:
            level, index = node
            first, end = index << level, (index + 1) << level
            state = "没有了" if node not in stored else "与它下面的叶不符"
            report.blame(
                "node",
                f"第 {level} 层第 {index} 个节点{state}（日志第 {first} 条到第 {end - 1} 条"
                f"{_events_between(first, end) if level == 1 else ''}）",
            )


def _events_between(first: int, end: int) -> str:
    events = [str(row[1]) for row in sql.leaves_with_events(first, end, end - first)]
    return f"，即事件 {'、'.join(events)}"


def _unsealed(settled: int) -> Iterator[int]:
    after = -(2**63)  # a row that was put in may have any number
    while events := sql.unsealed(after, settled, _CHUNK):
        yield from events
        after = events[-1]


# -- checkpoints ---------------------------------------------------------------------------------


def _checkpoints(report: Report, trusted: Sequence[Verifier], last: int) -> Iterator[_Signed]:
    """Our own checkpoints by size, as far as their signatures hold."""
    after = -1
    while True:
        found = LedgerCheckpoint.objects.filter(size__gt=after, size__lte=last)
        rows = list(found.order_by("size")[:_CHUNK])
        if not rows:
            return
        for row in rows:
            for signed in _opened(report, trusted, f"检查点 {row.size}", row.note):
                if (signed.size, signed.root) == (row.size, bytes(row.root)):
                    yield signed
                else:
                    report.blame("checkpoint", f"检查点 {row.size} 的条数或树根与签名的正文不符")
        after = rows[-1].size


def _opened(
    report: Report, trusted: Sequence[Verifier], label: str, note: str
) -> Iterator[_Signed]:
    report.checkpoints += 1
    try:
        text, verifier = opened(note, trusted)
        checkpoint = Checkpoint.parse(text)
    except NoteInvalid as error:
        report.blame("checkpoint", f"{label}：{error.detail}")
        return
    if checkpoint.origin != verifier.name:
        report.blame("checkpoint", f"{label} 属于另一个日志“{checkpoint.origin}”")
        return
    yield _Signed(checkpoint.size, label, checkpoint.root)


class _Comparing:
    """Compares checkpoints with the growing tree, each as its size is reached."""

    def __init__(self, report: Report, hashing: tree.Hash, signed: Iterator[_Signed]) -> None:
        self._report, self._hashing, self._signed = report, hashing, signed
        self._next = next(signed, None)
        self._before: _Signed | None = None
        self._pairs: list[tuple[_Signed, _Signed]] = []

    def reached(self, growth: tree.Growth) -> None:
        """The tree has come to this size."""
        while self._next and self._next.size == growth.size:
            if self._next.root != growth.root():
                since = self._before.size if self._before else 0
                self._report.blame(
                    "checkpoint",
                    f"{self._next.label}：树根与日志不符。第 {since} 条到第 {growth.size - 1} 条"
                    "之间的叶被改动过，或日志被整个换过",
                )
            elif self._before and self._before.size < self._next.size:
                self._pairs.append((self._before, self._next))
                if len(self._pairs) == _PAIRS:
                    self._prove()
            if self._next.root == growth.root():
                self._before = self._next
            self._next = next(self._signed, None)

    def _prove(self) -> None:
        """The proofs that outsiders would be given, from the stored nodes, must hold."""
        spans = {
            pair: tree.consistency_spans(pair[0].size, pair[1].size)
            for pair in self._pairs
            if pair[0].size
        }
        stored = sql.nodes({node for one in spans.values() for node in tree.needs(one)})
        for (earlier, later), one in spans.items():
            sizes = earlier.size, earlier.root, later.size, later.root
            if not tree.needs(one) <= stored.keys() or not tree.extends(
                self._hashing, *sizes, tree.proof(self._hashing, one, stored)
            ):
                words = f"{earlier.label} 到 {later.label} 的一致性证明不成立"
                self._report.blame("checkpoint", words)
        self._pairs = []

    def end(self, size: int | None) -> None:
        """The log ends here; None: it could not be gone through to its end."""
        self._prove()
        while self._next:
            if size is not None:
                self._report.blame(
                    "checkpoint",
                    f"{self._next.label} 有 {self._next.size} 条，日志却只有 {size} 条",
                )
            self._next = next(self._signed, None)
