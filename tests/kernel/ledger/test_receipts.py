"""Receipts: what the platform gives out can be checked without it, and nothing else passes."""

import base64
import copy
import json
from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from committed import Write
from django.db import connection
from django.test.utils import CaptureQueriesContext

from yimen.kernel.ledger import queries, sealing
from yimen.kernel.ledger.audit import audit
from yimen.kernel.ledger.models import LedgerCheckpoint
from yimen.kernel.ledger.notes import Checkpoint, NoteInvalid, Signer, Verifier, encoded
from yimen.kernel.ledger.receipts import ReceiptInvalid, verify
from yimen.kernel.ledger.tree import ALGORITHMS, Growth, extends, inclusion_spans, leaf_hash, proof
from yimen.kernel.models import Event
from yimen.kernel.problems import Unknown

Receipt = dict[str, Any]
SIGNER = Signer.make("city.example/log")
KEY = str(SIGNER.verifier)


def made(algorithm: str = "sha256", size: int = 9) -> Receipt:
    """A receipt for two events of a log, made with nothing but the tree and a key."""
    hashing = ALGORITHMS[algorithm]
    entries = [f'{{"at":"2026-03-01T01:02:03.000004Z","id":{100 + n}}}' for n in range(size)]
    growth, nodes = Growth(hashing), {}
    for index, entry in enumerate(entries):
        nodes[0, index] = leaf_hash(hashing, entry.encode())
        nodes.update(growth.add(nodes[0, index]))
    return {
        "format": "yimen-receipt/1",
        "algorithm": algorithm,
        "verifier": KEY,
        "checkpoint": SIGNER.sign(Checkpoint("city.example/log", size, growth.root()).text),
        "events": [
            {
                "entry": entries[index],
                "index": index,
                "proof": [encoded(step) for step in proof(hashing, spans, nodes)],
            }
            for index, spans in ((n, inclusion_spans(n, size)) for n in (2, 8))
        ],
    }


@pytest.mark.parametrize("algorithm", ["sha256", "sm3"])
def test_a_receipt_is_checked_without_the_platform(algorithm: str) -> None:
    verified = verify(json.dumps(made(algorithm)), KEY)
    assert [(one.index, one.event["id"]) for one in verified.events] == [(2, 102), (8, 108)]
    assert (verified.checkpoint.size, verified.algorithm) == (9, algorithm)
    assert verified.is_known_key
    assert not verify(json.dumps(made(algorithm))).is_known_key


def test_how_the_receipt_is_laid_out_does_not_matter() -> None:
    text = json.dumps(made(), indent=4, sort_keys=True, ensure_ascii=False)
    assert len(verify("\n" + text, KEY).events) == 2


def changed(change: Callable[[Receipt], object]) -> str:
    receipt = copy.deepcopy(made())
    change(receipt)
    return json.dumps(receipt)


def _swap(receipt: Receipt) -> None:
    first, second = receipt["events"]
    first["entry"], second["entry"] = second["entry"], first["entry"]


def _sign_as(name: str) -> Callable[[Receipt], object]:
    def sign(receipt: Receipt) -> None:
        stranger = Signer.make(name)
        text = receipt["checkpoint"].rpartition("\n\n")[0] + "\n"
        receipt.update(checkpoint=stranger.sign(text), verifier=str(stranger.verifier))

    return sign


def _other_signature(receipt: Receipt) -> None:
    other = SIGNER.sign("city.example/log\n9\nAAAA\n")
    text = receipt["checkpoint"].rpartition("\n\n")[0]
    receipt["checkpoint"] = f"{text}\n\n{other.rpartition(chr(10) * 2)[2]}"


def _event(**content: Any) -> Callable[[Receipt], object]:
    return lambda receipt: receipt["events"][0].update(content)


SHORT = base64.b64encode(b"short").decode()
TAMPERED: dict[str, tuple[Callable[[Receipt], object], str]] = {
    "entry": (_event(entry='{"id":103}'), "事件 103 的证明不成立"),
    "blank": (_event(entry='{"at":"2026-03-01T01:02:03.000004Z", "id":102}'), "证明不成立"),
    "index": (_event(index=3), "证明不成立"),
    "negative": (_event(index=-1), "证明不成立"),
    "beyond": (_event(index=9), "证明不成立"),
    "proof": (lambda r: r["events"][0]["proof"].reverse(), "证明不成立"),
    "shorter": (lambda r: r["events"][0]["proof"].pop(), "证明不成立"),
    "swapped": (_swap, "证明不成立"),
    "algorithm": (lambda r: r.update(algorithm="sm3"), "证明不成立"),
    "size": (
        lambda r: r.update(checkpoint=r["checkpoint"].replace("\n9\n", "\n8\n")),
        "签名不成立",
    ),
    "signature": (_other_signature, "签名不成立"),
    "key": (lambda r: r.update(verifier=str(Signer.make("city.example/log").verifier)), "没有由"),
    "origin": (_sign_as("town.example/log"), "属于日志“city.example/log”"),
    "no key": (lambda r: r.update(verifier="x"), "公钥的写法"),
    "no note": (lambda r: r.update(checkpoint="x"), "格式不对"),
    "unknown algorithm": (lambda r: r.update(algorithm="md5"), "摘要算法：md5"),
    "odd algorithm": (lambda r: r.update(algorithm=["sha256"]), "摘要算法"),
    "format": (lambda r: r.update(format="other"), "不是一门的回执"),
    "no checkpoint": (lambda r: r.pop("checkpoint"), "没有检查点"),
    "no events": (lambda r: r.update(events=[]), "没有事件"),
    "no entry": (lambda r: r["events"][1].pop("entry"), "缺少 entry"),
    "true index": (_event(index=True), "类型不对"),
    "fraction": (_event(index=2.0), "类型不对"),
    "text for proof": (_event(proof="x"), "类型不对"),
    "odd event": (lambda r: r["events"].append("x"), "类型不对"),
    "odd base64": (_event(proof=["?"]), "不是 Base64"),
    "short hash": (_event(proof=[SHORT]), "不是 32 字节"),
    "entry no json": (_event(entry="x"), "不是 JSON"),
    "entry no object": (_event(entry="[1]"), "不是 JSON 对象"),
}


@pytest.mark.parametrize("name", TAMPERED)
def test_a_receipt_that_was_tampered_with_is_refused(name: str) -> None:
    change, words = TAMPERED[name]
    with pytest.raises(ReceiptInvalid, match=words):
        verify(changed(change))


@pytest.mark.parametrize(
    "content", ["", "回执", b"\xff\xfe", '{"format":1,"format":2}', "[" * 99_999, "[]", "null"]
)
def test_what_is_no_receipt_is_refused(content: str | bytes) -> None:
    with pytest.raises(ReceiptInvalid, match=r"不是 JSON|不是一门的回执"):
        verify(content)


def test_a_forger_with_a_key_of_his_own_is_refused_by_who_knows_ours() -> None:
    forged = changed(_sign_as("city.example/log"))
    assert not verify(forged).is_known_key
    with pytest.raises(ReceiptInvalid, match="没有由给定的公钥签名"):
        verify(forged, KEY)


def test_a_key_that_is_no_key_is_refused() -> None:
    with pytest.raises(NoteInvalid):
        verify(json.dumps(made()), "my key")


# -- as the platform gives them out --------------------------------------------------------------


def published() -> str:
    row = queries.checkpoint()
    assert row is not None
    return row.verifier


@pytest.mark.django_db
def test_there_is_no_receipt_for_nothing() -> None:
    with pytest.raises(Unknown):
        queries.receipt([])
    with pytest.raises(Unknown):
        queries.receipt_of("note", ["nobody"])
    assert queries.checkpoint() is None


@pytest.mark.parametrize("algorithm", ["sha256", "sm3"])
def test_every_event_has_a_receipt(write: Write, settings: Any, algorithm: str) -> None:
    settings.YIMEN_LEDGER_HASH = algorithm
    write(4, text="“引号”\n", amount=1e22, large=2**60 + 1)
    sealing.seal()
    write(3)
    sealing.seal()
    ids = list(Event.objects.order_by("id").values_list("id", flat=True))
    verified = verify(json.dumps(queries.receipt(ids), ensure_ascii=False), published())
    assert [one.event["id"] for one in verified.events] == ids
    assert verified.checkpoint.size == len(ids)
    for event in ids[-8:]:
        (one,) = verify(json.dumps(queries.receipt([event])), published()).events
        assert one.event["id"] == event


def test_a_receipt_tells_the_whole_event(write: Write) -> None:
    (event,) = write(1, subject="case-1", decision="准予", days=3)
    sealing.seal()
    (one,) = verify(json.dumps(queries.receipt([event])), published()).events
    assert one.event["data"] == {"decision": "准予", "days": 3}
    row = Event.objects.get(id=event)
    assert one.event["uid"] == str(row.uid)
    assert one.event["at"] == row.at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def test_a_receipt_takes_few_statements(write: Write) -> None:
    ids = write(300)
    sealing.seal()
    with CaptureQueriesContext(connection) as captured:
        queries.receipt(ids)
    assert len(captured) == 5


def test_an_event_of_the_last_minute_is_not_sealed_yet(write: Write) -> None:
    old = write(1, subject="a")
    with pytest.raises(queries.NotSealedYet):
        queries.receipt(old)
    with pytest.raises(queries.NotSealedYet):
        queries.receipt_of("note", ["a"])
    sealing.seal()
    new = write(1, subject="a")
    with pytest.raises(queries.NotSealedYet):
        queries.receipt([*old, *new])
    told = verify(json.dumps(queries.receipt_of("note", ["a"])), published())
    assert [one.event["id"] for one in told.events] == old


def test_a_receipt_of_subjects_has_their_events_and_no_others(write: Write) -> None:
    mine, child, other = write(2, subject="a"), write(3, subject="b"), write(2, subject="c")
    sealing.seal()
    told = verify(json.dumps(queries.receipt_of("note", ["a", "b"])), published())
    assert [one.event["id"] for one in told.events] == [*mine, *child]
    assert other
    with pytest.raises(Unknown):
        queries.receipt_of("case", ["a"])


def test_a_receipt_stays_good_while_the_log_grows(write: Write) -> None:
    ids = write(3)
    sealing.seal()
    old = json.dumps(queries.receipt(ids))
    key = published()
    for _ in range(3):
        write(5)
        sealing.seal()
    verified = verify(old, key)
    assert published() == key
    assert audit([verified.verifier], [("回执", json.loads(old)["checkpoint"])]).is_sound


@pytest.mark.parametrize(
    "change",
    [
        "update kernel_event set actor_id = 'p9' where id = {}",
        "delete from kernel_event where id = {}",
        "update kernel_ledgerleaf set hash = sha256('x') where event_id = {}",
        "update kernel_ledgernode set hash = sha256('x')",
        "delete from kernel_ledgernode",
    ],
)
def test_no_receipt_is_given_for_what_was_changed(
    write: Write, behind: psycopg.Connection[Any], change: str
) -> None:
    (event, *_) = write(3)
    sealing.seal()
    behind.execute(change.format(event))
    with pytest.raises(sealing.LedgerBroken):
        queries.receipt([event])


def test_any_two_checkpoints_are_consistent(write: Write) -> None:
    for count in (1, 2, 5, 9):
        write(count)
        sealing.seal()
    rows = list(LedgerCheckpoint.objects.order_by("size"))
    hashing = ALGORITHMS["sha256"]
    for at, older in enumerate(rows):
        for newer in rows[at:]:
            path = queries.consistency(older.size, newer.size)
            told = (older.size, bytes(older.root), newer.size, bytes(newer.root))
            assert extends(hashing, *told, path)
    assert queries.consistency(0, rows[-1].size) == []
    with pytest.raises(Unknown):
        queries.consistency(1, rows[-1].size + 1)


def test_consistency_needs_its_nodes(write: Write, behind: psycopg.Connection[Any]) -> None:
    write(5)
    sealing.seal()
    behind.execute("delete from kernel_ledgernode")
    with pytest.raises(sealing.LedgerBroken, match="缺少节点"):
        queries.consistency(3, queries.checkpoint().size)  # type: ignore[union-attr]


def test_the_key_is_made_once_and_named_for_the_log(write: Write, settings: Any) -> None:
    write(1)
    sealing.seal()
    first = published()
    assert Verifier.parse(first).name == "city.example/log"
    settings.YIMEN_LEDGER_ORIGIN = "town.example/log"
    write(1)
    sealing.seal()
    assert published() == first
