"""签名密钥: the log's signer key as a file, made on first use."""

import os
from pathlib import Path
from tempfile import mkstemp

from yimen.kernel.ledger.notes import NoteInvalid, Signer, Verifier
from yimen.kernel.problems import Unavailable

_NAME = "ledger.key"


def signer(folder: Path, origin: str) -> Signer:
    """签名者: of this folder; where it has no key yet, one is made for the log named `origin`.

    The key's name is the log's, so an origin that changes later changes nothing. Raises
    Unavailable when the file cannot be used, NoteInvalid when `origin` cannot name a key.
    """
    file = folder / _NAME
    if not file.exists():
        _make(file, Signer.make(origin).secret())
    return _read(file)


def verifier(folder: Path) -> Verifier | None:
    """公钥: of this folder's key; None where there is none yet."""
    file = folder / _NAME
    return _read(file).verifier if file.exists() else None


def _make(file: Path, secret: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, draft = mkstemp(dir=file.parent)  # readable by its owner alone
    try:
        with os.fdopen(handle, "w") as out:
            out.write(secret + "\n")
            out.flush()
            os.fsync(out.fileno())
        # Unlike a rename, a link never replaces the key of a process that was quicker.
        os.link(draft, file)
    except FileExistsError:
        pass
    finally:
        os.unlink(draft)


def _read(file: Path) -> Signer:
    try:
        return Signer.parse(file.read_text("utf-8"))
    except (OSError, ValueError, NoteInvalid) as error:
        raise Unavailable(
            f"存证日志的签名密钥 {file} 不能使用：{error} 请从备份恢复；若无备份，"
            "移走它会生成新密钥，以前的检查点仍可用旧公钥查验。"
        ) from error
