"""密钥: the web secret, from the environment or made once for this home."""

import os
import secrets
from pathlib import Path


def secret_key(home: Path) -> str:
    """会话密钥: `YIMEN_SECRET_KEY`, else a random key kept in the home folder (mode 600)."""
    named = os.environ.get("YIMEN_SECRET_KEY")
    if named:
        return named
    file = home / "keys" / "web-secret"
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        try:
            handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            pass  # another process was quicker: its key counts
        else:
            with os.fdopen(handle, "w") as out:
                out.write(secrets.token_urlsafe(48))
    return file.read_text()
