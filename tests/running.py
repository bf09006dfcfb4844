"""The whole platform as a user starts it, with the fictional city, for tests over HTTP."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import psycopg
import pytest

_READY_SECONDS = 60


@pytest.fixture(scope="session")
def platform(database_url: str) -> Iterator[str]:
    """The address of a running platform: web server, worker, a database of its own."""
    name = f"platform_{os.getpid()}"
    with psycopg.connect(_named(database_url, "postgres"), autocommit=True) as maintenance:
        maintenance.execute(f'create database "{name}"')
    port = _free_port()
    with tempfile.TemporaryDirectory() as home, open(Path(home) / "up.txt", "wb") as told:
        process = subprocess.Popen(
            [sys.executable, "-m", "yimen.cli", "up", "--port", str(port)],
            env={
                **os.environ,
                "YIMEN_HOME": home,
                "YIMEN_PACK": "demo",
                "DATABASE_URL": _named(database_url, name),
            },
            stdout=told,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            _wait(process, f"http://127.0.0.1:{port}", Path(told.name))
            yield f"http://127.0.0.1:{port}"
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(30)
    with psycopg.connect(_named(database_url, "postgres"), autocommit=True) as maintenance:
        maintenance.execute(f'drop database "{name}" with (force)')


def _named(url: str, name: str) -> str:
    """The same server, another database."""
    parts = urlsplit(url)
    return parts._replace(path=f"/{name}").geturl().replace("://@/", ":///")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(process: subprocess.Popen[bytes], address: str, told: Path) -> None:
    """Returns once the platform says that it is ready, which it does after its first answer."""
    transport = httpx.HTTPTransport(retries=0)
    with httpx.Client(transport=transport) as client:
        for _ in range(_READY_SECONDS * 10):
            if process.poll() is not None:
                break
            if "已就绪" in told.read_text("utf-8", errors="replace"):
                client.get(f"{address}/healthz").raise_for_status()
                return
            try:
                process.wait(0.1)
            except subprocess.TimeoutExpired:
                continue
    raise AssertionError(
        f"the platform did not start:\n{told.read_text('utf-8', errors='replace')}"
    )
