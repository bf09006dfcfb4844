"""OFD 检查: packages of the national fixed-layout format (GB/T 33190-2016)."""

import io
import zipfile
import zlib
from dataclasses import replace
from xml.etree import ElementTree

from yimen.documents.rules.kinds import OFD, FileKind, Limits, looks_like_a_program
from yimen.kernel.problems import Invalid, TooLarge

_ENTRY = "OFD.xml"
_ENTRY_BYTES = 1024 * 1024
_NAMESPACE = "{http://www.ofdspec.org/2016}"
_DAMAGE = (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, RuntimeError)


def open_ofd(content: bytes, limits: Limits) -> FileKind:
    """打开 OFD: the kind, when the package is whole, its entry document is there and nothing runs.

    Raises TooLarge or Invalid.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            _refuse_bombs(package, limits)
            for entry in package.infolist():
                _read_through(package, entry, limits)
            root = package.read(_ENTRY) if _size(package, _ENTRY) <= _ENTRY_BYTES else b""
    except _DAMAGE:
        raise _damaged() from None
    if b"<!DOCTYPE" in root or b"<!ENTITY" in root:  # nothing may be expanded while parsing
        raise _damaged()
    try:
        tag = ElementTree.fromstring(root).tag  # noqa: S314  (no DTD, bounded: see above)
    except ElementTree.ParseError:
        raise _damaged() from None
    if tag != f"{_NAMESPACE}OFD":
        raise _damaged()
    return replace(OFD)


def _size(package: zipfile.ZipFile, name: str) -> int:
    try:
        return package.getinfo(name).file_size
    except KeyError:
        raise _damaged() from None


def _refuse_bombs(package: zipfile.ZipFile, limits: Limits) -> None:
    entries = package.infolist()
    if len(entries) > limits.entries or sum(e.file_size for e in entries) > limits.unpacked_bytes:
        raise TooLarge("这个 OFD 文件展开后过大，无法安全打开。请用 OFD 阅读器另存为较小的文件。")
    if any(e.flag_bits & 1 for e in entries):
        raise Invalid("这个 OFD 文件加了密。请取消密码后重新上传。")
    if any(e.filename.startswith("/") or ".." in e.filename.split("/") for e in entries):
        raise _damaged()


def _read_through(package: zipfile.ZipFile, entry: zipfile.ZipInfo, limits: Limits) -> None:
    """Reads one entry to its end (which checks its CRC), never more than it may hold."""
    with package.open(entry) as stream:
        start = stream.read(16)
        if looks_like_a_program(entry.filename, start):
            raise Invalid("这个 OFD 文件里夹带了可执行程序。请去掉附件后重新上传。")
        read = len(start)
        while block := stream.read(1024 * 1024):
            read += len(block)
            if read > limits.unpacked_bytes:
                raise TooLarge("这个 OFD 文件展开后过大，无法安全打开。")


def _damaged() -> Invalid:
    return Invalid(
        "这个文件不是完整的 OFD 文件，打不开。请用 OFD 阅读器确认能打开，或另存为 PDF 后上传。"
    )
