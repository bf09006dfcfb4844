"""检查点: signed notes and checkpoints in the forms of C2SP (signed-note, tlog-checkpoint), pure.

A checkpoint says how many entries a log has and the root of its tree. It is signed with Ed25519,
so who keeps one can hold the log to it. Keys are text, as in Go's `sumdb/note`: a verifier key
`name+id+base64` may be published; a signer key begins with `PRIVATE+KEY+` and may not.
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from yimen.kernel.problems import Problem

_ED25519 = b"\x01"  # the signature type that signed-note assigns to Ed25519
_ID_BYTES, _KEY_BYTES = 4, 32
_PRIVATE = "PRIVATE+KEY+"
_MOST_BYTES = 1_000_000
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")
_DECIMAL = re.compile(r"0|[1-9][0-9]{0,17}", re.ASCII)


class NoteInvalid(Problem):
    """检查点无效: a note, key or checkpoint that is malformed or not signed by the right key."""

    status = 422
    kind = "note-invalid"
    title = "检查点或公钥无效"


def encoded(data: bytes) -> str:
    """Base64 编码: RFC 4648 §4."""
    return base64.b64encode(data).decode("ascii")


def decoded(text: str) -> bytes:
    """Base64 解码: strict; raises NoteInvalid."""
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise NoteInvalid("Base64 编码有误。") from error
    if encoded(data) != text:  # spare bits that are not zero: a second text for the same bytes
        raise NoteInvalid("Base64 编码有误。")
    return data


def is_name(name: str) -> bool:
    """名称可用: a key's name is not empty and has no blank, plus or control character."""
    return bool(name) and name.isprintable() and "+" not in name and not re.search(r"\s", name)


@dataclass(frozen=True)
class Verifier:
    """公钥: the name of a signer and its Ed25519 key (32 bytes); `str` gives its published form."""

    name: str
    key: bytes

    def __post_init__(self) -> None:
        if not is_name(self.name) or len(self.key) != _KEY_BYTES:
            raise NoteInvalid(f"公钥有误：名称“{self.name}”或密钥长度不对。")

    @property
    def id(self) -> bytes:
        """密钥标识: four bytes that tell keys of one name apart; no protection by themselves."""
        named = self.name.encode() + b"\n" + _ED25519 + self.key
        return hashlib.sha256(named).digest()[:_ID_BYTES]

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{encoded(_ED25519 + self.key)}"

    @classmethod
    def parse(cls, text: str) -> "Verifier":
        """读公钥: from its published form; raises NoteInvalid."""
        parts = text.strip().split("+", 2)
        if len(parts) != 3:
            raise NoteInvalid("公钥的写法应为“名称+标识+密钥”。")
        data = decoded(parts[2])
        if data[:1] != _ED25519:
            raise NoteInvalid("公钥不是 Ed25519 公钥。")
        verifier = cls(parts[0], data[1:])
        if verifier.id.hex() != parts[1]:
            raise NoteInvalid("公钥的标识与名称、密钥不符：可能抄写有误。")
        return verifier

    def confirms(self, text: str, signature: bytes) -> bool:
        """验签: whether this key signed the text."""
        try:
            Ed25519PublicKey.from_public_bytes(self.key).verify(signature, text.encode())
        except (InvalidSignature, ValueError):  # ValueError: the key is no point of the curve
            return False
        return True


class Signer:
    """签名者: a name and an Ed25519 private key."""

    def __init__(self, name: str, seed: bytes) -> None:
        self._seed = seed
        self._key = Ed25519PrivateKey.from_private_bytes(seed)
        self.verifier = Verifier(name, self._key.public_key().public_bytes_raw())

    @classmethod
    def make(cls, name: str) -> "Signer":
        """新密钥: with a fresh random key."""
        return cls(name, Ed25519PrivateKey.generate().private_bytes_raw())

    @classmethod
    def parse(cls, text: str) -> "Signer":
        """读私钥: from its secret form; raises NoteInvalid."""
        parts = text.strip().removeprefix(_PRIVATE).split("+", 2)
        data = decoded(parts[2]) if text.startswith(_PRIVATE) and len(parts) == 3 else b""
        if data[:1] != _ED25519 or len(data) != 1 + _KEY_BYTES:
            raise NoteInvalid("私钥文件的内容不是 Ed25519 签名私钥。")
        signer = cls(parts[0], data[1:])
        if signer.verifier.id.hex() != parts[1]:
            raise NoteInvalid("私钥的标识与名称、密钥不符。")
        return signer

    def secret(self) -> str:
        """私钥文本: the form in which the key is kept; whoever has it can sign."""
        verifier = self.verifier
        return f"{_PRIVATE}{verifier.name}+{verifier.id.hex()}+{encoded(_ED25519 + self._seed)}"

    def sign(self, text: str) -> str:
        """签名: the note of this text, which ends with a newline."""
        signature = self.verifier.id + self._key.sign(text.encode())
        return f"{text}\n— {self.verifier.name} {encoded(signature)}\n"


def opened(note: str, verifiers: Iterable[Verifier]) -> tuple[str, Verifier]:
    """验证签名: the text of a note and the first of the known keys that signed it.

    Signatures of unknown keys are passed over, as signed-note demands. Raises NoteInvalid: not a
    note, signed by none of these keys, or one of their signatures does not hold.
    """
    text, signatures = _divided(note)
    known = {(verifier.name, verifier.id): verifier for verifier in verifiers}
    confirmed = []
    for name, signature in signatures:
        verifier = known.get((name, signature[:_ID_BYTES]))
        if verifier is None:
            continue
        if not verifier.confirms(text, signature[_ID_BYTES:]):
            raise NoteInvalid(f"签名不成立：检查点不是“{name}”签的，或签后被改动过。")
        confirmed.append(verifier)
    if not confirmed:
        signers = "、".join(sorted({f"{n}（{s[:_ID_BYTES].hex()}）" for n, s in signatures}))
        raise NoteInvalid(f"检查点没有由给定的公钥签名；签名的是：{signers}。")
    return text, confirmed[0]


def _divided(note: str) -> tuple[str, list[tuple[str, bytes]]]:
    """A note's text, with its last newline, and its signatures by name."""
    text, blank, rest = note.rpartition("\n\n")
    lines = rest.split("\n")
    if not blank or lines.pop() or not lines or _CONTROL.search(note) or len(note) > _MOST_BYTES:
        raise NoteInvalid("检查点的格式不对：应为正文、空行和签名行，每行以换行结尾。")
    return text + "\n", [_signature(line) for line in lines]


def _signature(line: str) -> tuple[str, bytes]:
    dash, _, rest = line.partition(" ")
    name, _, data = rest.partition(" ")
    signature = decoded(data)
    if dash != "—" or not is_name(name) or len(signature) <= _ID_BYTES:
        raise NoteInvalid("检查点的签名行格式不对。")
    return name, signature


@dataclass(frozen=True)
class Checkpoint:
    """检查点: the log `origin` has `size` entries (number of leaves), and `root` is its tree's."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        """正文: what is signed."""
        return f"{self.origin}\n{self.size}\n{encoded(self.root)}\n"

    @classmethod
    def parse(cls, text: str) -> "Checkpoint":
        """读检查点: from a note's text, extension lines passed over; raises NoteInvalid."""
        lines = text.split("\n")
        if len(lines) < 4 or lines.pop() or not all(lines) or not _DECIMAL.fullmatch(lines[1]):
            raise NoteInvalid("检查点的正文不对：应为日志名称、条数、树根各一行。")
        return cls(lines[0], int(lines[1]), decoded(lines[2]))
