"""默克尔树: hashes and proofs of RFC 6962 §2 and RFC 9162 §2.1, pure.

A node is named by `(level, index)` and stands for the complete subtree over the leaves
`index << level` up to `(index + 1) << level`; level 0 are the leaves. The hash of a complete
subtree never changes, so proofs of any size are made from stored nodes alone: each proof names
the nodes that it `needs`, and is put together once they have been read.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence

from cryptography.hazmat.primitives import hashes

Hash = Callable[[bytes], bytes]
Node = tuple[int, int]
"""A complete subtree: its level and its index on that level."""
Span = tuple[int, int]
"""Leaves from the first up to, not including, the second."""

DIGEST_BYTES = 32


def _sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def _sm3(data: bytes) -> bytes:
    digest = hashes.Hash(hashes.SM3())
    digest.update(data)
    return digest.finalize()


ALGORITHMS: dict[str, Hash] = {"sha256": _sha256, "sm3": _sm3}
"""The hash functions that a log may use: SHA-256, or SM3 (GB/T 32905)."""


def leaf_hash(algorithm: Hash, data: bytes) -> bytes:
    """叶哈希: of one entry; the prefix keeps leaves and inner nodes apart."""
    return algorithm(b"\x00" + data)


def node_hash(algorithm: Hash, left: bytes, right: bytes) -> bytes:
    """节点哈希: of an inner node."""
    return algorithm(b"\x01" + left + right)


def empty_root(algorithm: Hash) -> bytes:
    """空树根: the root of a tree without leaves."""
    return algorithm(b"")


# -- growing -------------------------------------------------------------------------------------


class Growth:
    """生长: a tree to which leaves are added; holds only the subtrees of its right edge.

    `peaks` are the hashes of `peaks_of(size)`, the largest subtree first.
    """

    def __init__(self, algorithm: Hash, size: int = 0, peaks: Sequence[bytes] = ()) -> None:
        if len(peaks) != size.bit_count():
            raise ValueError(f"a tree of {size} leaves has {size.bit_count()} complete subtrees")
        self._algorithm, self.size, self._peaks = algorithm, size, list(peaks)

    def add(self, leaf: bytes) -> list[tuple[Node, bytes]]:
        """加叶: append one leaf hash; the inner nodes which it completed, lowest first."""
        made: list[tuple[Node, bytes]] = []
        level, index, value = 0, self.size, leaf
        while index & 1:
            level, index = level + 1, index >> 1
            value = node_hash(self._algorithm, self._peaks.pop(), value)
            made.append(((level, index), value))
        self._peaks.append(value)
        self.size += 1
        return made

    def root(self) -> bytes:
        """树根: of the tree as it is now."""
        return _fold(self._algorithm, self._peaks) if self.size else empty_root(self._algorithm)


def peaks_of(size: int) -> list[Node]:
    """右缘子树: the complete subtrees that make up a tree of `size` leaves, largest first."""
    return nodes_of((0, size))


def nodes_of(span: Span) -> list[Node]:
    """区间子树: the complete subtrees that make up a subtree of some proof, largest first.

    The span's start is a multiple of the largest power of two in its width, as it is for every
    subtree that the RFC's recursion meets.
    """
    start, end = span
    found = []
    while start < end:
        level = (end - start).bit_length() - 1
        found.append((level, start >> level))
        start += 1 << level
    return found


def _fold(algorithm: Hash, parts: Sequence[bytes]) -> bytes:
    value = parts[-1]
    for part in reversed(parts[:-1]):
        value = node_hash(algorithm, part, value)
    return value


def root(algorithm: Hash, size: int, nodes: Mapping[Node, bytes]) -> bytes:
    """树根: of the tree of `size` leaves; reads the nodes `peaks_of(size)`."""
    if size == 0:
        return empty_root(algorithm)
    return _fold(algorithm, [nodes[node] for node in peaks_of(size)])


# -- making proofs -------------------------------------------------------------------------------


def _split(width: int) -> int:
    """The largest power of two smaller than `width` (RFC 9162 §2.1.1)."""
    return 1 << ((width - 1).bit_length() - 1)


def inclusion_spans(index: int, size: int) -> list[Span]:
    """包含证明的子树: what the proof of leaf `index` in a tree of `size` is made of, leaf first.

    Raises ValueError where there is no such leaf.
    """
    if not 0 <= index < size:
        raise ValueError(f"no leaf {index} in a tree of {size}")
    start, end, spans = 0, size, list[Span]()
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            spans.append((middle, end))
            end = middle
        else:
            spans.append((start, middle))
            start = middle
    return spans[::-1]


def consistency_spans(first: int, second: int) -> list[Span]:
    """一致性证明的子树: what proves that the tree of `second` leaves begins with that of `first`.

    RFC 9162 §2.1.4.1. Raises ValueError unless 0 < first ≤ second.
    """
    if not 0 < first <= second:
        raise ValueError(f"no consistency from {first} to {second} leaves")
    start, end, spans = 0, second, list[Span]()
    while first < end:
        middle = start + _split(end - start)
        if first <= middle:
            spans.append((middle, end))
            end = middle
        else:
            spans.append((start, middle))
            start = middle
    if start:  # else the verifier knows this subtree: it is the whole first tree
        spans.append((start, end))
    return spans[::-1]


def needs(spans: Iterable[Span]) -> set[Node]:
    """所需节点: the stored nodes from which a proof of these spans is made."""
    return {node for span in spans for node in nodes_of(span)}


def proof(algorithm: Hash, spans: Iterable[Span], nodes: Mapping[Node, bytes]) -> list[bytes]:
    """证明: the hashes of the spans; raises KeyError when a needed node is missing."""
    return [_fold(algorithm, [nodes[node] for node in nodes_of(span)]) for span in spans]


# -- checking proofs -----------------------------------------------------------------------------


def includes(
    algorithm: Hash, leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes
) -> bool:
    """验证包含: whether `leaf` is number `index` of the tree with this root (RFC 9162 §2.1.3.2)."""
    if not 0 <= index < size:
        return False
    at, last, value = index, size - 1, leaf
    for step in path:
        if last == 0:
            return False
        if at & 1 or at == last:
            value = node_hash(algorithm, step, value)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            value = node_hash(algorithm, value, step)
        at, last = at >> 1, last >> 1
    return last == 0 and value == root


def extends(
    algorithm: Hash,
    first: int,
    first_root: bytes,
    second: int,
    second_root: bytes,
    path: Sequence[bytes],
) -> bool:
    """验证一致: whether the second tree begins with the whole first (RFC 9162 §2.1.4.2).

    An empty tree is the beginning of every tree, and equal trees need no path.
    """
    if first in {0, second}:
        known = empty_root(algorithm) if first == 0 else second_root
        return not path and first <= second and first_root == known
    steps = list(path)
    if first & (first - 1) == 0:
        steps.insert(0, first_root)
    if not 0 < first < second or not steps:
        return False
    at, last = first - 1, second - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    older = newer = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if at & 1 or at == last:
            older, newer = node_hash(algorithm, step, older), node_hash(algorithm, step, newer)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            newer = node_hash(algorithm, newer, step)
        at, last = at >> 1, last >> 1
    return last == 0 and older == first_root and newer == second_root
