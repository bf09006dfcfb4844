"""版式: from a text as it came (scan, web page, office export) to one clean run of characters.

What is undone: page breaks and page numbers, Traditional characters, full-width letters and
digits, half-width brackets and commas, stray spaces, bold marks. What is kept: for each character
the line it stood on, so that a fault can be shown to the person who has to mend it.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import opencc

from yimen.kernel.problems import Invalid

LARGEST = 4 * 1024 * 1024
"""Bytes; a plan of hundreds of items is below one tenth of it."""

_SIGNATURES = {
    b"%PDF": "这是 PDF 文件",
    b"PK\x03\x04": "这是 Word 或压缩文件",
    b"\xd0\xcf\x11\xe0": "这是旧版 Word 文件",
    b"{\\rtf": "这是 RTF 文件",
}
_REMEDY = "请在原软件中另存为纯文本（编码 UTF-8）再导入"
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ufffd]")


@dataclass(frozen=True)
class Manuscript:
    """文稿: the clean text in one run, with the place each character came from.

    `lines[i]` is the line (from 1) of `text[i]` in the file; `starts` are the indexes of
    characters that began a line there.
    """

    text: str
    lines: tuple[int, ...]
    starts: frozenset[int]

    def line(self, index: int) -> int:
        """行号: the line of the file on which `text[index]` stands (the last line at the end)."""
        return self.lines[min(index, len(self.lines) - 1)] if self.lines else 1


def decode(content: bytes) -> str:
    """解码: the text of a file in UTF-8 (with or without mark) or GB 18030.

    Raises `Invalid` for empty, oversized and binary files and for other encodings.
    """
    if not content.strip():
        raise Invalid("文件是空的。请选择含有工作要点全文的文本文件。")
    if len(content) > LARGEST:
        raise Invalid(f"文件超过 {LARGEST // 1024 // 1024} MB，不像一份工作要点。{_REMEDY}。")
    for signature, what in _SIGNATURES.items():
        if content.startswith(signature):
            raise Invalid(f"{what}，不能直接读取。{_REMEDY}。")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        broken = _CONTROL.search(text)
        if not broken:
            return text
        line = text.count("\n", 0, broken.start()) + 1
        raise Invalid(f"第 {line} 行有不可读的字符，文件不是纯文本或已损坏。{_REMEDY}。")
    raise Invalid(f"文件的编码既不是 UTF-8 也不是 GB 18030。{_REMEDY}。")


def manuscript(text: str) -> Manuscript:
    """整理成文稿: the clean, Simplified, unbroken text of `text`."""
    pieces: list[str] = []
    lines: list[int] = []
    starts: set[int] = set()
    for number, line in _lines(text):
        starts.add(len(lines))
        pieces.append(line)
        lines.extend([number] * len(line))
    joined = _simplified(_full_width_marks("".join(pieces)))
    return Manuscript(joined, tuple(lines), frozenset(starts))


# Forms of one character that mean the same: full-width letters, digits and signs, the radicals
# that PDF exports put in place of characters, and brackets, which become full-width.
_SAME = {
    **{code: code - 0xFEE0 for code in range(0xFF10, 0xFF1A)},
    **{code: code - 0xFEE0 for code in (*range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))},
    **{ord(wide): narrow for wide, narrow in zip("％＋－．／＊", "%+-./*", strict=True)},
    **{ord(narrow): wide for narrow, wide in zip("()﹙﹚", "（）（）", strict=True)},
    **{
        code: unicodedata.normalize("NFKC", chr(code))
        for code in (*range(0x2F00, 0x2FD6), *range(0xF900, 0xFB00))
    },
}
_INVISIBLE = re.compile(r"[*\u200b-\u200d\u2060\ufeff\u00ad]")
_SPACE = re.compile(r"(?<![A-Za-z])\s+|\s+(?![A-Za-z])")
_PAGE_NUMBER = re.compile(r"[-—–]+\d{1,3}[-—–]+|第\d{1,3}页(?:，?共\d{1,3}页)?")
_WIDE = {",": "，", ";": "；", ":": "：", "?": "？", "!": "！"}


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """Each line that says something, cleaned, with its number in the file."""
    for number, physical in enumerate(re.split(r"\r\n|\n|\r", text), start=1):
        # A form feed or another page mark breaks a line without counting as one.
        for piece in physical.splitlines() or [""]:
            clean = _SPACE.sub("", _INVISIBLE.sub("", piece.translate(_SAME)))
            if clean and not _PAGE_NUMBER.fullmatch(clean):
                yield number, clean


def _full_width_marks(text: str) -> str:
    """Half-width commas and colons beside Chinese become full-width; `1,000` and `9:00` stay."""

    def wide(found: re.Match[str]) -> str:
        beside = text[max(found.start() - 1, 0) : found.end() + 1]
        return found.group() if beside.isascii() else _WIDE[found.group()]

    while (widened := re.sub("[,;:?!]", wide, text)) != text:
        text = widened  # one that was made wide is Chinese to its neighbour
    return text


@cache
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


def _simplified(text: str) -> str:
    """Simplified characters, as many as came in, so that every one keeps its line."""
    converted: str = _converter().convert(text)
    if len(converted) == len(text):
        return converted
    # A phrase of another length would shift all places after it: go character by character.
    return "".join(_converter().convert(character)[:1] or character for character in text)
