"""密钥目录: keys and certificates kept as files, made once even when many processes start."""

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from yimen.documents.adapters.certificate_making import Identity
from yimen.kernel.problems import Unavailable


class KeyFolder:
    """密钥目录: named identities in one folder that only its owner may read (0700, keys 0600)."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    def identity(self, name: str, make: Callable[[], Identity]) -> Identity:
        """取密钥: the identity of that name, made and kept when it is not there yet.

        Raises Unavailable when its files are there but cannot be read.
        """
        found = self._load(name)
        if found:
            return found
        with self._alone():
            found = self._load(name)  # another process may have made it meanwhile
            if found:
                return found
            made = make()
            key = made.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
            self._write(f"{name}.key.pem", key)
            self._write(f"{name}.pem", made.certificate.public_bytes(Encoding.PEM))
            return made

    def _load(self, name: str) -> Identity | None:
        # The certificate is written last: where it is, its key is.
        file = self.folder / f"{name}.pem"
        if not file.exists():
            return None
        try:
            certificate = x509.load_pem_x509_certificate(file.read_bytes())
            key = load_pem_private_key((self.folder / f"{name}.key.pem").read_bytes(), None)
        except (OSError, ValueError) as error:
            raise self._unreadable(file) from error
        if not isinstance(key, ec.EllipticCurvePrivateKey):
            raise self._unreadable(file)
        if key.public_key() != certificate.public_key():
            raise self._unreadable(file)
        return Identity(key, certificate)

    def _unreadable(self, file: Path) -> Unavailable:
        return Unavailable(
            f"签章密钥文件 {file} 或它的私钥不能使用。请从备份恢复；"
            "若无备份，删除这两个文件会生成新密钥，以前的签章仍可查验，但今后的签章用新证书。"
        )

    def _write(self, name: str, content: bytes) -> None:
        target = self.folder / name
        draft = self.folder / f".{name}.{os.getpid()}"
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(target)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with (self.folder / ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
