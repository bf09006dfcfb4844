"""The tree against the RFC's recursion written plainly, pymerkle, and known vectors."""

from collections.abc import Callable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pymerkle import InmemoryTree, verify_consistency, verify_inclusion

from yimen.kernel.ledger import tree
from yimen.kernel.ledger.tree import ALGORITHMS, Growth, Hash, Node

SHA256 = ALGORITHMS["sha256"]
ENTRIES = st.lists(st.binary(max_size=40), max_size=70)
ALGORITHM = st.sampled_from(sorted(ALGORITHMS)).map(ALGORITHMS.__getitem__)


def grown(algorithm: Hash, entries: Sequence[bytes]) -> dict[Node, bytes]:
    """All the nodes of a tree, leaves included."""
    growth, nodes = Growth(algorithm), dict[Node, bytes]()
    for index, entry in enumerate(entries):
        nodes[0, index] = tree.leaf_hash(algorithm, entry)
        nodes.update(growth.add(nodes[0, index]))
    assert growth.root() == tree.root(algorithm, len(entries), nodes)
    return nodes


def plain_root(algorithm: Hash, entries: Sequence[bytes]) -> bytes:
    """MTH of RFC 9162 §2.1.1, word for word."""
    if not entries:
        return algorithm(b"")
    if len(entries) == 1:
        return algorithm(b"\x00" + entries[0])
    k = 1
    while k * 2 < len(entries):
        k *= 2
    left, right = plain_root(algorithm, entries[:k]), plain_root(algorithm, entries[k:])
    return algorithm(b"\x01" + left + right)


def inclusion(algorithm: Hash, entries: Sequence[bytes], index: int, size: int) -> list[bytes]:
    spans = tree.inclusion_spans(index, size)
    nodes = grown(algorithm, entries)
    return tree.proof(algorithm, spans, {node: nodes[node] for node in tree.needs(spans)})


def consistency(algorithm: Hash, entries: Sequence[bytes], first: int, second: int) -> list[bytes]:
    spans = tree.consistency_spans(first, second)
    nodes = grown(algorithm, entries)
    return tree.proof(algorithm, spans, {node: nodes[node] for node in tree.needs(spans)})


def oracle(entries: Sequence[bytes]) -> InmemoryTree:
    made = InmemoryTree(algorithm="sha256")
    made.append_entries(entries)
    return made


VECTOR = [
    "", "00", "10", "2021", "3031", "40414243", "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
]  # fmt: skip
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


@pytest.mark.parametrize("size", range(9))
def test_the_roots_of_the_reference_implementation(size: int) -> None:
    entries = [bytes.fromhex(entry) for entry in VECTOR[:size]]
    assert tree.root(SHA256, size, grown(SHA256, entries)).hex() == ROOTS[size]


def test_sm3_is_that_of_the_standard() -> None:
    digest = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    assert ALGORITHMS["sm3"](b"abc").hex() == digest


@given(ENTRIES, ALGORITHM)
def test_roots_are_those_of_the_plain_recursion(entries: list[bytes], algorithm: Hash) -> None:
    nodes = grown(algorithm, entries)
    for size in range(len(entries) + 1):
        assert tree.root(algorithm, size, nodes) == plain_root(algorithm, entries[:size])


@given(ENTRIES.filter(bool), st.data())
def test_inclusion_proofs_are_those_of_pymerkle(entries: list[bytes], data: st.DataObject) -> None:
    size = data.draw(st.integers(1, len(entries)))
    index = data.draw(st.integers(0, size - 1))
    theirs = oracle(entries)
    path = inclusion(SHA256, entries, index, size)
    # Theirs begins with the leaf itself, and counts leaves from one.
    assert [theirs.get_leaf(index + 1), *path] == theirs.prove_inclusion(index + 1, size).path
    leaf, root = tree.leaf_hash(SHA256, entries[index]), theirs.get_root(size)
    assert tree.includes(SHA256, leaf, index, size, path, root)
    verify_inclusion(
        leaf,
        tree.root(SHA256, size, grown(SHA256, entries)),
        theirs.prove_inclusion(index + 1, size),
    )


def plain_consistency(
    algorithm: Hash, entries: Sequence[bytes], first: int, is_whole: bool
) -> list[bytes]:
    """SUBPROOF of RFC 9162 §2.1.4.1, word for word."""
    if first == len(entries):
        return [] if is_whole else [plain_root(algorithm, entries)]
    k = 1
    while k * 2 < len(entries):
        k *= 2
    left, right = entries[:k], entries[k:]
    if first <= k:
        path = plain_consistency(algorithm, left, first, is_whole)
        return [*path, plain_root(algorithm, right)]
    path = plain_consistency(algorithm, right, first - k, False)
    return [*path, plain_root(algorithm, left)]


@given(ENTRIES.filter(bool), ALGORITHM, st.data())
def test_consistency_proofs_are_those_of_the_rfc(
    entries: list[bytes], algorithm: Hash, data: st.DataObject
) -> None:
    second = data.draw(st.integers(1, len(entries)))
    first = data.draw(st.integers(1, second))
    path = consistency(algorithm, entries, first, second)
    assert path == plain_consistency(algorithm, entries[:second], first, True)
    older, newer = plain_root(algorithm, entries[:first]), plain_root(algorithm, entries[:second])
    assert tree.extends(algorithm, first, older, second, newer, path)


@given(ENTRIES.filter(bool), st.data())
def test_pymerkle_finds_our_roots_consistent(entries: list[bytes], data: st.DataObject) -> None:
    """Its proofs of consistency have a form of their own: they are checked against our roots."""
    second = data.draw(st.integers(1, len(entries)))
    first = data.draw(st.integers(1, second))
    nodes = grown(SHA256, entries)
    older, newer = tree.root(SHA256, first, nodes), tree.root(SHA256, second, nodes)
    verify_consistency(older, newer, oracle(entries).prove_consistency(first, second))


@given(ENTRIES.filter(bool), ALGORITHM, st.data())
def test_a_proof_proves_nothing_else(
    entries: list[bytes], algorithm: Hash, data: st.DataObject
) -> None:
    size = len(entries)
    index = data.draw(st.integers(0, size - 1))
    path = inclusion(algorithm, entries, index, size)
    leaf, root = tree.leaf_hash(algorithm, entries[index]), plain_root(algorithm, entries)
    assert tree.includes(algorithm, leaf, index, size, path, root)
    other = tree.leaf_hash(algorithm, entries[index] + b"!")
    assert not tree.includes(algorithm, other, index, size, path, root)
    assert not tree.includes(algorithm, leaf, index, size, [*path, leaf], root)
    assert not tree.includes(algorithm, leaf, size, size, path, root)
    assert not tree.includes(algorithm, leaf, index, size, path, other)
    if path:
        at = data.draw(st.integers(0, len(path) - 1))
        for broken in (path[:-1], [*path[:at], other, *path[at + 1 :]]):
            assert not tree.includes(algorithm, leaf, index, size, broken, root)


@given(ENTRIES.filter(bool), ALGORITHM, st.data())
def test_a_tree_that_was_changed_is_not_extended(
    entries: list[bytes], algorithm: Hash, data: st.DataObject
) -> None:
    second = len(entries)
    first = data.draw(st.integers(1, second))
    changed = data.draw(st.integers(0, first - 1))
    others = [entry + b"!" * (at == changed) for at, entry in enumerate(entries)]
    older, newer = plain_root(algorithm, entries[:first]), plain_root(algorithm, others)
    for given_path in (
        consistency(algorithm, entries, first, second),
        consistency(algorithm, others, first, second),
        [],
    ):
        assert not tree.extends(algorithm, first, older, second, newer, given_path)


def test_the_ends_of_consistency() -> None:
    root, none = plain_root(SHA256, [b"a"]), SHA256(b"")
    assert tree.extends(SHA256, 0, none, 1, root, [])
    assert tree.extends(SHA256, 1, root, 1, root, [])
    assert not tree.extends(SHA256, 0, root, 1, root, [])
    assert not tree.extends(SHA256, 1, none, 1, root, [])
    assert not tree.extends(SHA256, 1, root, 0, none, [])
    assert not tree.extends(SHA256, 2, root, 1, root, [root])
    assert not tree.extends(SHA256, 0, none, 1, root, [root])


@given(st.integers(1, 10**12), st.data())
def test_proofs_need_few_nodes(size: int, data: st.DataObject) -> None:
    """A proof reads stored nodes by the square of the tree's height at worst, far below it."""
    index = data.draw(st.integers(0, size - 1))
    first = data.draw(st.integers(1, size))
    height = size.bit_length()
    for spans in (tree.inclusion_spans(index, size), tree.consistency_spans(first, size)):
        assert len(spans) <= height + 1
        assert len(tree.needs(spans)) <= 2 * height + 1


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: tree.inclusion_spans(3, 3),
        lambda: tree.inclusion_spans(-1, 3),
        lambda: tree.consistency_spans(0, 3),
        lambda: tree.consistency_spans(4, 3),
        lambda: Growth(SHA256, 3, [b""]),
    ],
)
def test_what_is_not_in_the_tree_is_refused(wrong: Callable[[], object]) -> None:
    with pytest.raises(ValueError, match=r"leaves|leaf"):
        wrong()
