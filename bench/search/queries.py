"""检索用语: the sentences that search is measured with, in two halves that never mix.

A digest of the words decides the half, so that a new sentence falls where chance puts it, and
nobody chooses what tuning sees.
"""

import hashlib
from collections.abc import Container
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

import yaml

from bench.running import ROOT

Half = Literal["tuning", "test"]

FILE = ROOT / "tests" / "catalogue" / "search" / "queries.yaml"
PACK = ROOT / "packs" / "dongguan"
DAY = date(2026, 11, 24)
"""The day whose services are searched: rules that are over by then are not offered."""


@dataclass(frozen=True)
class Query:
    """检索用语: what somebody says, and the codes of which any is right (none: finds nothing)."""

    words: str
    codes: frozenset[str]
    style: str


def half_of(words: str) -> Half:
    """属于哪一半: by the first bit of the words' SHA-256."""
    return "test" if hashlib.sha256(words.encode()).digest()[0] & 0x80 else "tuning"


def queries(half: Half, known: Container[str], file: Path = FILE) -> list[Query]:
    """一半用语: those whose codes the pack has; the other half is not looked at."""
    rows = yaml.safe_load(file.read_text("utf-8"))["queries"]
    found = []
    for row in rows:
        if half_of(row["q"]) != half:
            continue
        codes = frozenset(code for code in row["codes"] if code in known)
        if codes or not row["codes"]:
            found.append(Query(row["q"], codes, row["style"]))
    return found
