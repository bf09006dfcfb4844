import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from yimen.documents.adapters import scanner_base, scanner_clamd
from yimen.documents.adapters.scanner_base import Finding, Outcome
from yimen.kernel.problems import Unavailable, Unknown

EICAR_LIKE = b"X5O!P%@AP test pattern"


def _serve_once(listener: socket.socket, answer: bytes | None, seen: list[bytes]) -> None:
    connection, _ = listener.accept()
    with connection, connection.makefile("rb") as stream:
        assert stream.read(10) == b"zINSTREAM\0"
        content = b""
        while size := struct.unpack("!I", stream.read(4))[0]:
            content += stream.read(size)
        seen.append(content)
        if answer is None:
            found = EICAR_LIKE in content
            answer = b"stream: Test.Pattern FOUND\0" if found else b"stream: OK\0"
        connection.sendall(answer)


@contextmanager
def daemon(listener: socket.socket, answer: bytes | None = None) -> Iterator[list[bytes]]:
    """A loopback daemon that speaks clamd's INSTREAM for one file."""
    listener.listen(1)
    seen: list[bytes] = []
    thread = threading.Thread(target=_serve_once, args=(listener, answer, seen))
    thread.start()
    try:
        yield seen
    finally:
        thread.join(10)
        listener.close()


def on_tcp() -> tuple[socket.socket, str]:
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    return listener, f"clamd://127.0.0.1:{listener.getsockname()[1]}"


@pytest.mark.parametrize(
    ("content", "finding"),
    [
        (b"clean" * 50_000, Finding(Outcome.CLEAN)),
        (b"a" * 70_000 + EICAR_LIKE, Finding(Outcome.INFECTED, "Test.Pattern")),
        (b"", Finding(Outcome.CLEAN)),
    ],
)
def test_files_are_scanned_whole(content: bytes, finding: Finding) -> None:
    listener, address = on_tcp()
    with daemon(listener) as seen:
        assert scanner_base.scanner(address).scan(content) == finding
    assert seen == [content]


def test_a_unix_socket_is_spoken_to(tmp_path: Path) -> None:
    place = tmp_path / "clamd.sock"
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(place))
    with daemon(listener):
        assert scanner_base.scanner(f"clamd://{place}").scan(b"x").outcome == Outcome.CLEAN


@pytest.mark.parametrize("answer", [b"INSTREAM size limit exceeded. ERROR\0", b"\0"])
def test_an_answer_that_is_no_finding_takes_no_file(answer: bytes) -> None:
    listener, address = on_tcp()
    with daemon(listener, answer), pytest.raises(Unavailable, match="未能完成扫描"):
        scanner_base.scanner(address).scan(b"x")


def test_a_silent_scanner_takes_no_file(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="没有应答"):
        scanner_clamd.Clamd(str(tmp_path / "none.sock")).scan(b"x")


def test_no_scanner_says_so() -> None:
    assert scanner_base.scanner("none:").scan(b"x") == Finding(Outcome.NOT_SCANNED)
    with pytest.raises(Unknown, match="clamd、none"):
        scanner_base.scanner("other://x")
