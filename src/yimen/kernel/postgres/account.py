"""运行身份: as whom the server runs, since PostgreSQL refuses to run as root.

An ordinary user runs it directly. Root runs it inside a user namespace, where root's own files
belong to "nobody" and no account, no file mode and no owner on the machine has to change. Where
namespaces are forbidden (many containers), or where the data already belong to somebody else,
root runs it through `setpriv` as the owner of the data.
"""

import os
import shutil
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_NOBODY = 65534
_NAMESPACE = ("unshare", "--user", f"--map-user={_NOBODY}", "--")


@dataclass(frozen=True)
class Account:
    """运行身份: a prefix for commands, and the owner that the server's files must have."""

    prefix: tuple[str, ...]
    uid: int
    gid: int

    def own(self, folder: Path) -> None:
        """移交: gives the folder and all below it to this account, where it is not so already."""
        if folder.stat().st_uid == self.uid:
            return
        for place, _, files in os.walk(folder):
            for path in (place, *(os.path.join(place, name) for name in files)):
                os.chown(path, self.uid, self.gid, follow_symlinks=False)


def account_for(data: Path, binary: Path) -> Account:
    """选择身份: the account that can run `binary` on the cluster folder `data` (may be absent)."""
    if os.geteuid() != 0:
        return Account((), os.geteuid(), os.getegid())
    found = data.stat() if data.exists() else None
    owner = found.st_uid if found else 0
    if owner == 0 and _works((*_NAMESPACE, "test", "-x", str(binary), "-a", "-w", data.parent)):
        return Account(_NAMESPACE, 0, 0)
    uid, gid = (found.st_uid, found.st_gid) if found and owner else (_NOBODY, _NOBODY)
    return Account(_setpriv(uid, gid), uid, gid)


def _setpriv(uid: int, gid: int) -> tuple[str, ...]:
    """Root's power to pass closed folders is kept where it may be: data may lie below /root."""
    plain = ("setpriv", f"--reuid={uid}", f"--regid={gid}", "--clear-groups")
    strong = (*plain, "--inh-caps=+dac_override", "--ambient-caps=+dac_override")
    return strong if _works((*strong, "true")) else plain


@cache
def _works(command: tuple[str | Path, ...]) -> bool:
    if shutil.which(str(command[0])) is None:
        return False
    return subprocess.run(command, capture_output=True, check=False).returncode == 0
