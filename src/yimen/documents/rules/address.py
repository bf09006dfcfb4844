"""内容地址: files are kept under the digest of their content, so that one content is kept once."""

import hashlib
import re
from pathlib import PurePosixPath

_DIGEST = re.compile(r"[0-9a-f]{64}")


def digest(content: bytes) -> str:
    """摘要: SHA-256 of the content, 64 lower-case hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def path(content_digest: str) -> PurePosixPath:
    """存放路径: two folders of 256, then the digest: `ab/cd/abcd…`.

    Raises ValueError on anything but a digest, so that no name from outside becomes a path.
    """
    if not _DIGEST.fullmatch(content_digest):
        raise ValueError("not a SHA-256 digest in lower-case hexadecimal")
    return PurePosixPath(content_digest[:2], content_digest[2:4], content_digest)
