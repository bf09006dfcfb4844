"""A platform of its own on disk, and the ways to kill it: `yimen up` with everything it starts."""

import contextlib
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import httpx

from yimen.kernel.postgres import EmbeddedServer

_READY_SECONDS = 120.0
_PACK = "demo"

KINDS = {
    "web-worker": "a process that answers requests",
    "web-master": "the web server's first process",
    "job-worker": "the worker of jobs",
    "backend": "a database session, at whose death PostgreSQL ends all others",
    "database": "PostgreSQL's first process",
    "platform": "`yimen up` itself",
}
"""What is killed. All come back by themselves but the last, which whoever runs it starts again."""


class NotReady(Exception):
    """The platform did not come back."""


class Victim:
    """One home folder, one port, and the `yimen up` that works on them."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.port = _free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.server = EmbeddedServer(home / "postgres", log=home / "logs" / "postgres.log")
        self._http = httpx.Client(base_url=self.address, timeout=5, trust_env=False, verify=False)
        self.starts = 0
        self.ends: list[str] = []
        """How `yimen up` ended when it was not killed: it gave up."""
        self._up: subprocess.Popen[bytes] | None = None
        self._told = home.with_name(f"{home.name}.told.txt")

    # -- start and end ---------------------------------------------------------------------------

    def environment(self) -> dict[str, str]:
        """What a process needs to work on this home, and nothing of the session around us."""
        unwanted = ("DATABASE_URL", "YIMEN_TEST_DATABASE_URL", "YIMEN_PUBLIC_URL", "YIMEN_HOSTS")
        kept = {key: value for key, value in os.environ.items() if key not in unwanted}
        path = os.pathsep.join(entry for entry in sys.path if entry)
        given = {"YIMEN_HOME": str(self.home), "YIMEN_PACK": _PACK, "PYTHONPATH": path}
        return {**kept, **given, "DJANGO_SETTINGS_MODULE": "yimen.config.settings"}

    def start(self) -> None:
        """Starts `yimen up` unless it runs; does not wait for it."""
        if self._up is not None:
            code = self._up.poll()
            if code is None:
                return
            if code != -signal.SIGKILL:
                self.ends.append(f"exit code {code}: {self.said(600)}")
        self.starts += 1
        with self._told.open("ab") as told:
            self._up = subprocess.Popen(
                [sys.executable, "-m", "yimen.cli", "up", "--port", str(self.port)],
                stdin=subprocess.DEVNULL,
                stdout=told,
                stderr=subprocess.STDOUT,
                cwd="/",
                env=self.environment(),
                start_new_session=True,
            )

    def wait_ready(self) -> None:
        """Waits until the site answers and a worker lives; starts `yimen up` where it has ended."""
        until = time.monotonic() + _READY_SECONDS
        self.start()
        while not self.is_ready():
            if time.monotonic() > until:
                raise NotReady(f"not back after {_READY_SECONDS:.0f} s:\n{self.said()}")
            assert self._up is not None
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._up.wait(0.1)
                self.start()

    def is_ready(self) -> bool:
        """Whether every part is there and the site says that it is well."""
        try:
            is_well = self._http.get("/healthz").is_success
        except httpx.TransportError:
            return False
        return is_well and all(self.pids(kind) for kind in ("web-worker", "job-worker"))

    def stop(self) -> None:
        """Ends it as a user does, for good."""
        self._http.close()
        if self._up is not None and self._up.poll() is None:
            self._up.send_signal(signal.SIGINT)
            self._up.wait(60)

    def said(self, most: int = 3000) -> str:
        """The last words of `yimen up`."""
        return self._told.read_text("utf-8", errors="replace")[-most:] if self.starts else ""

    # -- killing ---------------------------------------------------------------------------------

    def pids(self, kind: str) -> list[int]:
        """The processes of a kind that live now."""
        if self._up is None or self._up.poll() is not None:
            return []
        processes = _children()
        below = processes.get(self._up.pid, [])
        masters = [pid for pid, words in below if "yimen.cli.web" in words]
        servers = [pid for pid, words in below if "bin/postgres" in words]
        return {
            "platform": [self._up.pid],
            "web-master": masters,
            "web-worker": [pid for one in masters for pid, _ in processes.get(one, [])],
            "job-worker": [pid for pid, words in below if "yimen.cli.worker" in words],
            "database": servers,
            "backend": [
                pid
                for one in servers
                for pid, words in processes.get(one, [])
                if words.startswith("postgres: yimen yimen")
            ],
        }[kind]

    def kill(self, kind: str, chance: random.Random) -> bool:
        """Kill -9 of one process of the kind; False if there is none at the moment."""
        pids = sorted(self.pids(kind))
        if not pids:
            return False
        try:
            os.kill(chance.choice(pids), signal.SIGKILL)
        except ProcessLookupError:
            return False
        if kind == "platform" and self._up is not None:
            self._up.wait()
        return True


def _children() -> dict[int, list[tuple[int, str]]]:
    """Living processes by parent: pid and command."""
    found: dict[int, list[tuple[int, str]]] = {}
    for pid in _pids():
        try:
            state = Path(f"/proc/{pid}/stat").read_text("utf-8", "replace").rpartition(")")[2]
            words = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ")
        except OSError:
            continue
        fields = state.split()
        if fields[0] not in {"Z", "X"}:
            found.setdefault(int(fields[1]), []).append((pid, words.decode("utf-8", "replace")))
    return found


def _pids() -> Iterator[int]:
    yield from (int(name) for name in os.listdir("/proc") if name.isdigit())


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def new_home() -> Path:
    """A folder on disk, where `fsync` means something."""
    return Path(tempfile.mkdtemp(prefix="yimen-faults-")) / "home"
