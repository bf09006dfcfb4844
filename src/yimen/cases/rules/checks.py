"""取值复核: checks of element values that contexts above offer, by element code.

A name that is taken, a code that is not in the register: the rule lives with its register, the
form only asks. A check returns what is wrong and what to do, or None.
"""

from collections.abc import Callable
from typing import Any

ElementCheck = Callable[[Any], str | None]
_checks: dict[str, list[ElementCheck]] = {}


def checks_element(code: str) -> Callable[[ElementCheck], ElementCheck]:
    """登记取值复核: decorator of a function that looks at values of one element."""

    def offer(check: ElementCheck) -> ElementCheck:
        _checks.setdefault(code, []).append(check)
        return check

    return offer


def complaint(code: str, value: Any) -> str | None:
    """复核: the first complaint about a value, or None."""
    for check in _checks.get(code, []):
        words = check(value)
        if words:
            return words
    return None
