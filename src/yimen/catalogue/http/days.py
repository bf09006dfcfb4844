"""查询日期: the day for which a page or table of the catalogue is asked."""

from datetime import date

from django.http import HttpRequest
from django.utils.translation import gettext

from yimen.kernel.problems import FieldError, Invalid

_PARTS = ("on-year", "on-month", "on-day")


def day_asked(request: HttpRequest) -> date | None:
    """所问日期: `?on=2026-03-15`, or the three fields of a form; None for today.

    Raises `Invalid` for what is no day.
    """
    text = request.GET.get("on", "").strip()
    parts = [request.GET.get(name, "").strip() for name in _PARTS]
    if not text and not any(parts):
        return None
    try:
        return date.fromisoformat(text) if text else date(*(int(part) for part in parts))
    except ValueError:
        message = gettext("没有这一天。请写成年、月、日，例如 2026-03-15。")
        raise Invalid(message, errors=[FieldError("on", message)]) from None
