"""版本历史行: the versions of a definition as its page lists them."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext

from yimen.catalogue.queries.history import Edition, differences_of
from yimen.catalogue.rules.changes import NATURES

SHORT = 6
"""Differences of a version that are shown without being asked for."""


def edition_rows(kind: str, editions: Sequence[Edition], day: date) -> list[dict[str, Any]]:
    """版本历史行: each with its days, what it is (`natures`), why, and what became different.

    `shown` marks the version that counts on the day of the page.
    """
    differences = differences_of(kind, editions)
    return [
        {
            "since": one.since,
            "until": one.until,
            "shown": one.counts_on(day),
            "natures": nature_words(one),
            "title": one.change.title if one.change else "",
            "reason": one.change.reason if one.change else "",
            "differences": differences.get(one.version.digest, []),
            "is_short": len(differences.get(one.version.digest, [])) <= SHORT,
        }
        for one in editions
        if one.counted
    ]


def nature_words(edition: Edition) -> str:
    """变动性质: 新增, 变更, 委托下放 … in the page's language."""
    if edition.before is None and edition.change is None:
        return gettext("首次公布")
    named = [gettext(words) for key, words in NATURES.items() if key in edition.natures]
    return gettext("、").join(named)


def shown_and_next(editions: list[Edition], day: date) -> tuple[Edition | None, Edition | None]:
    """所示版本与下一版: the version that counts on a day, and the one that follows it."""
    counted = [one for one in editions if one.counted][::-1]
    shown = next((one for one in counted if one.counts_on(day)), None)
    following = next((one for one in counted if one.since > day), None)
    return shown, following
