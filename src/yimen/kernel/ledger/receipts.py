"""回执: evidence for events that anyone can check, without the platform; pure.

A receipt is a JSON object:

- `format`: `yimen-receipt/1`; `algorithm`: `sha256` or `sm3`;
- `checkpoint`: a signed note in the C2SP form; `verifier`: the public key that signed it;
- `events`: for each one its `entry`, its `index` in the log and its `proof`.

An `entry` is canonical JSON as text, the very bytes that were hashed: whoever checks a receipt
needs no canonical encoder. `proof` is the path of RFC 9162 §2.1.3, each hash in Base64.
"""

from dataclasses import dataclass
from typing import Any

from yimen.kernel.ledger import canonical, tree
from yimen.kernel.ledger.notes import Checkpoint, NoteInvalid, Verifier, decoded, opened
from yimen.kernel.problems import Problem

FORMAT = "yimen-receipt/1"


class ReceiptInvalid(Problem):
    """回执无效: the receipt proves nothing; its text says why."""

    status = 422
    kind = "receipt-invalid"
    title = "回执无效"
    exit_code = 1


@dataclass(frozen=True)
class Proved:
    """已证明: one event that is in the log: its place, and the row as it was sealed."""

    index: int
    event: dict[str, Any]


@dataclass(frozen=True)
class Verified:
    """核验结果: what a receipt proves.

    `is_known_key` says whether the key was the caller's; else it came with the receipt, and the
    proof is worth as much as the key's owner is known.
    """

    checkpoint: Checkpoint
    algorithm: str
    verifier: Verifier
    is_known_key: bool
    events: tuple[Proved, ...]


def verify(content: str | bytes, key: str = "") -> Verified:
    """核验回执: check signature and every proof of a receipt's text.

    `key` is the log's public key as published; without it the key in the receipt is used. Raises
    ReceiptInvalid: not a receipt, a signature that does not hold, a log of another key, an entry
    that was changed, a proof that does not lead to the signed root; NoteInvalid for a `key` that
    is no key.
    """
    trusted = Verifier.parse(key) if key else None
    given = _read(content)
    try:
        verifier = trusted or Verifier.parse(given["verifier"])
        text, verifier = opened(given["checkpoint"], [verifier])
        checkpoint = Checkpoint.parse(text)
    except NoteInvalid as error:
        raise ReceiptInvalid(error.detail) from error
    if checkpoint.origin != verifier.name:
        raise ReceiptInvalid(
            f"检查点属于日志“{checkpoint.origin}”，签名的却是“{verifier.name}”的密钥。"
        )
    hashing = tree.ALGORITHMS[given["algorithm"]]
    proved = tuple(_proved(hashing, checkpoint, one) for one in given["events"])
    return Verified(checkpoint, given["algorithm"], verifier, trusted is not None, proved)


def _read(content: str | bytes) -> dict[str, Any]:
    try:
        given = canonical.parse(content)
    except canonical.NotJson as error:
        raise ReceiptInvalid(f"文件不是 JSON：{error}") from error
    if not isinstance(given, dict) or given.get("format") != FORMAT:
        raise ReceiptInvalid(f"文件不是一门的回执（format 应为 {FORMAT}）。")
    if not all(isinstance(given.get(name), str) for name in ("verifier", "checkpoint")):
        raise ReceiptInvalid("回执里没有检查点（checkpoint）或公钥（verifier）。")
    if given.get("algorithm") not in tuple(tree.ALGORITHMS):
        raise ReceiptInvalid(f"不认识回执的摘要算法：{given.get('algorithm')}")
    events = given.get("events")
    if not isinstance(events, list) or not events:
        raise ReceiptInvalid("回执里没有事件（events）。")
    return given


def _proved(hashing: tree.Hash, checkpoint: Checkpoint, given: Any) -> Proved:
    entry, index, path = _parts(given)
    event = _event(entry)
    leaf = tree.leaf_hash(hashing, entry.encode("utf-8", "surrogatepass"))
    if not tree.includes(hashing, leaf, index, checkpoint.size, path, checkpoint.root):
        raise ReceiptInvalid(
            f"事件 {event.get('id')} 的证明不成立：事件内容、位置或证明被改动过，"
            f"它不是日志“{checkpoint.origin}”的第 {index} 条。"
        )
    return Proved(index, event)


def _parts(given: Any) -> tuple[str, int, list[bytes]]:
    """Entry, index and proof of one event of a receipt."""
    if isinstance(given, dict):
        entry, index, proof = given.get("entry"), given.get("index"), given.get("proof")
        steps = isinstance(proof, list) and all(isinstance(step, str) for step in proof)
        if isinstance(entry, str) and type(index) is int and steps:
            return entry, index, [_digest(step) for step in proof or ()]
    raise ReceiptInvalid("回执里有一条事件缺少 entry、index 或 proof，或类型不对。")


def _digest(text: str) -> bytes:
    try:
        value = decoded(text)
    except NoteInvalid as error:
        raise ReceiptInvalid(f"证明（proof）里的“{text[:60]}”不是 Base64。") from error
    if len(value) != tree.DIGEST_BYTES:
        raise ReceiptInvalid(f"证明（proof）里的“{text[:60]}”不是 {tree.DIGEST_BYTES} 字节的哈希。")
    return value


def _event(entry: str) -> dict[str, Any]:
    try:
        event = canonical.parse(entry)
    except canonical.NotJson as error:
        raise ReceiptInvalid(f"事件内容（entry）不是 JSON：{error}") from error
    if not isinstance(event, dict):
        raise ReceiptInvalid("事件内容（entry）不是 JSON 对象。")
    return event
