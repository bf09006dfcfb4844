"""病毒扫描接口: what every virus scanner must do, and the list of those there are.

Which scanner is used is a setting of the installation, as an address: `clamd:///run/clamd.sock`,
`clamd://127.0.0.1:3310`; `none:` says openly that files are not scanned.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol
from urllib.parse import SplitResult, urlsplit

from yimen.kernel.problems import Unknown


class Outcome(StrEnum):
    """扫描结论: clean, infected, or not scanned because no scanner is set."""

    CLEAN = "clean"
    INFECTED = "infected"
    NOT_SCANNED = "not-scanned"


@dataclass(frozen=True)
class Finding:
    """扫描结果: the outcome, and the name of what was found."""

    outcome: Outcome
    name: str = ""


class Scanner(Protocol):
    """病毒扫描: looks through one file."""

    def scan(self, content: bytes) -> Finding:
        """扫描: the finding. Raises Unavailable when the scanner does not answer: a file that
        should be scanned is never taken unscanned."""


class NoScanner:
    """不扫描: for installations without a scanner; says so of every file."""

    def scan(self, content: bytes) -> Finding:
        """扫描: always `NOT_SCANNED`."""
        return Finding(Outcome.NOT_SCANNED)


_MAKERS: dict[str, Callable[[SplitResult], Scanner]] = {"none": lambda _: NoScanner()}


def register(scheme: str, maker: Callable[[SplitResult], Scanner]) -> None:
    """登记扫描器: makes a scanner available for addresses of that scheme."""
    _MAKERS[scheme] = maker


def scanner(address: str) -> Scanner:
    """取扫描器: the scanner at an address. Raises Unknown for a scheme there is not."""
    parts = urlsplit(address)
    if parts.scheme not in _MAKERS:
        raise Unknown(
            f"没有“{parts.scheme}”这种病毒扫描器。可用的有：{'、'.join(sorted(_MAKERS))}。"
        )
    return _MAKERS[parts.scheme](parts)
