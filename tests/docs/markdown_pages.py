"""The pages of the repository: every Markdown file that people read, and the code in them."""

import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
_FENCED = re.compile(r"^```(\w*)\n(.*?)^```$", re.M | re.S)
_INLINE = re.compile(r"`([^`\n]+)`")
_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")


def name_of(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def text_of(page: Path) -> str:
    return page.read_text("utf-8")


def links(page: Path) -> Iterator[str]:
    """The targets of links and images, outside of code."""
    prose = _INLINE.sub("", _FENCED.sub("", text_of(page)))
    yield from _LINK.findall(prose)
    yield from re.findall(r'(?:src|href)="([^"]+)"', prose)


def shown_commands(page: Path) -> Iterator[list[str]]:
    """The commands that a page shows, in words: `make …` and `yimen …`, without comments."""
    text = text_of(page)
    lines = [line for _, block in _FENCED.findall(text) for line in block.splitlines()]
    lines += _INLINE.findall(_FENCED.sub("", text))
    for line in lines:
        words = re.split(r"\s#|[|>;]", line)[0].split()
        while words and (words[0] == "$" or re.fullmatch(r"[A-Z_]+=\S*", words[0])):
            del words[0]
        if words and words[0].removeprefix(".venv/bin/") in {"make", "yimen"}:
            yield [words[0].removeprefix(".venv/bin/"), *words[1:]]
