"""ClamAV 扫描器: speaks the clamd daemon's INSTREAM command over a socket."""

import socket
import struct
from urllib.parse import SplitResult

from yimen.documents.adapters import scanner_base
from yimen.documents.adapters.scanner_base import Finding, Outcome
from yimen.kernel.problems import Unavailable

_CHUNK = 64 * 1024
_SECONDS = 30.0
_PORT = 3310
_LONGEST_ANSWER = 4096


class Clamd:
    """ClamAV 守护进程: one connection a file. `place` is a socket's path, or host and port."""

    def __init__(self, place: str | tuple[str, int], seconds: float = _SECONDS) -> None:
        self._place = place
        self._seconds = seconds

    def scan(self, content: bytes) -> Finding:
        """扫描: the daemon's finding. Raises Unavailable when it is away or answers nonsense."""
        try:
            with self._connected() as connection:
                connection.sendall(b"zINSTREAM\0")
                for start in range(0, len(content), _CHUNK):
                    chunk = content[start : start + _CHUNK]
                    connection.sendall(struct.pack("!I", len(chunk)) + chunk)
                connection.sendall(struct.pack("!I", 0))
                answer = _answer(connection)
        except OSError as error:
            raise Unavailable("病毒扫描服务没有应答，文件暂时不能接收。请稍后再试。") from error
        return _understood(answer)

    def _connected(self) -> socket.socket:
        if isinstance(self._place, tuple):
            return socket.create_connection(self._place, self._seconds)
        connection = socket.socket(socket.AF_UNIX)
        connection.settimeout(self._seconds)
        connection.connect(self._place)
        return connection


def _answer(connection: socket.socket) -> str:
    received = b""
    while not received.endswith(b"\0") and len(received) < _LONGEST_ANSWER:
        block = connection.recv(1024)
        if not block:
            break
        received += block
    return received.rstrip(b"\0").decode("utf-8", "replace").strip()


def _understood(answer: str) -> Finding:
    result = answer.removeprefix("stream:").strip()
    if result == "OK":
        return Finding(Outcome.CLEAN)
    if result.endswith(" FOUND"):
        return Finding(Outcome.INFECTED, result.removesuffix(" FOUND"))
    raise Unavailable(f"病毒扫描服务未能完成扫描（{answer or '没有结果'}）。请联系管理员。")


def _from_address(parts: SplitResult) -> Clamd:
    if parts.hostname:
        return Clamd((parts.hostname, parts.port or _PORT))
    return Clamd(parts.path)


scanner_base.register("clamd", _from_address)
