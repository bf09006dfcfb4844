"""模板标签: how figures, dates, lights, icons and names look, in one place.

A builtin of every template. What takes text escapes it; nothing here trusts data as markup.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from enum import Enum
from functools import lru_cache
from pathlib import Path
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms.utils import flatatt
from django.template.context import Context
from django.templatetags.static import static
from django.utils import timezone
from django.utils.dateformat import format as formatted
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, gettext_noop, ngettext

from yimen.kernel.problems import Unavailable

register = template.Library()

_MANIFEST = Path(__file__).resolve().parent.parent / "static/built/manifest.json"
_LIGHTS = {
    "green": ("circle-check", gettext_noop("正常")),
    "yellow": ("alert-triangle", gettext_noop("临期")),
    "red": ("alert-circle", gettext_noop("超期")),
    "paused": ("player-pause", gettext_noop("已暂停")),
    "grey": ("circle-dot", gettext_noop("未知")),
}
_STEPS = (
    gettext_noop("情形选择"),
    gettext_noop("填写材料"),
    gettext_noop("核对提交"),
    gettext_noop("办理进度"),
    gettext_noop("领取证照"),
)
# How many signs stay readable at the start and at the end.
_MASKS = {"name": (1, 0), "id": (3, 4), "phone": (3, 4), "account": (0, 4), "address": (6, 0)}


# --- assets and icons ------------------------------------------------------------------------


@lru_cache(maxsize=2)
def _manifest(changed: int) -> dict[str, str]:
    names: dict[str, str] = json.loads(_MANIFEST.read_text("utf-8"))
    return names


@register.simple_tag
def asset(name: str) -> str:
    """资源地址: the address of a built file by its plain name (`app.css`).

    Raises `Unavailable` where the assets have not been built.
    """
    try:
        built = _manifest(_MANIFEST.stat().st_mtime_ns)
    except FileNotFoundError as error:
        raise Unavailable("页面资源尚未生成，请先运行 npm ci 和 npm run build") from error
    return static(f"built/{built[name]}")


@register.simple_tag
def icon(name: str, label: str = "", css: str = "") -> SafeString:
    """图标: one icon of the sprite; decoration unless it has a `label`."""
    address = f"{asset('icons.svg')}#{name}"
    css = f"y-icon {css}".strip()
    if label:
        return format_html(
            '<svg class="{}" role="img" aria-label="{}"><use href="{}"/></svg>', css, label, address
        )
    return format_html(
        '<svg class="{}" aria-hidden="true" focusable="false"><use href="{}"/></svg>', css, address
    )


@register.simple_tag
def light(state: object, text: str = "") -> SafeString:
    """时限灯: green, yellow, red, paused or grey, always with an icon and words.

    `state` is one of those words or the kernel's `Light`; `text` says more than the colour
    (“剩 0.5 个工作日”), and stands alone when given.
    """
    key = (state.name if isinstance(state, Enum) else str(state)).lower()
    key = "paused" if key == "stopped" else key if key in _LIGHTS else "grey"
    sign, words = _LIGHTS[key]
    return format_html(
        '<span class="y-light y-light--{}">{}{}</span>', key, icon(sign), text or gettext(words)
    )


# --- words, figures, dates -------------------------------------------------------------------


@register.filter
def named(value: Any) -> str:
    """名称: a name in the language of the page; takes `Names`, the same as a mapping, or text."""
    language = get_language() or "zh-hans"
    if isinstance(value, Mapping):
        return str(value.get(language.replace("-", "_")) or value.get("zh_hans", ""))
    if hasattr(value, "in_language"):
        return str(value.in_language(language))
    return "" if value is None else str(value)


def _decimal(value: Any) -> Decimal | None:
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


@register.filter
def figure(value: Any, places: int = 2) -> str:
    """数值: grouped, at most `places` decimals, no empty zeros; “—” for nothing measured."""
    number = _decimal(value)
    if number is None:
        return "—"
    rounded = number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    text = f"{rounded:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


@register.filter
def working_days(value: Any) -> str:
    """工作日数: a number of working days with its unit (“0.5 个工作日”)."""
    number = _decimal(value)
    if number is None:
        return "—"
    count = 1 if number == 1 else 2
    return ngettext("%(n)s 个工作日", "%(n)s 个工作日", count) % {"n": figure(number)}


@register.filter
def money(value: Any) -> str:
    """金额: an amount in yuan (`Decimal`), grouped, with 分 only where there are any."""
    number = _decimal(value)
    if number is None:
        return "—"
    fen = number.quantize(Decimal("0.01"), ROUND_HALF_UP)
    text = f"{fen:,.0f}" if fen == fen.to_integral_value() else f"{fen:,.2f}"
    return gettext("%(amount)s 元") % {"amount": text}


@register.filter
def day(value: date | datetime | None) -> str:
    """日期: year, month and day of the city's calendar."""
    if value is None:
        return "—"
    local = timezone.localtime(value) if isinstance(value, datetime) else value
    return formatted(local, gettext("Y年n月j日"))


@register.filter
def moment(value: datetime | None, form: str = "full") -> str:
    """时刻: date and time on the city's clock; `short` leaves out the year, for dense lists."""
    if value is None:
        return "—"
    local = timezone.localtime(value)
    if form == "short":
        return f"{local:%m-%d %H:%M}"
    return f"{day(local)} {local:%H:%M}"


@register.filter
def masked(value: Any, kind: str = "id") -> str:
    """脱敏: hides the middle of a `name`, `id`, `phone`, `account`, `address` or `email`."""
    text = "" if value is None else str(value)
    if kind == "email":
        user, at, host = text.partition("@")
        return f"{user[:1]}***{at}{host}"
    head, tail = _MASKS[kind]
    if len(text) <= head + tail:
        return "*" * len(text)
    return f"{text[:head]}{'*' * (len(text) - head - tail)}{text[len(text) - tail :]}"


@register.filter
def lang_tag(value: str) -> str:
    """语言标记: Django's language code as BCP 47 writes it (`zh-Hans`)."""
    language, _, script = value.partition("-")
    return f"{language}-{script.title()}" if script else language


# --- addresses -------------------------------------------------------------------------------


@register.simple_tag(takes_context=True)
def query(context: Context, **changes: Any) -> str:
    """查询串: this page's query with some parameters changed; None removes one."""
    request = context.get("request")
    params = request.GET.copy() if request is not None else _empty_query()
    for key, value in changes.items():
        if value is None:
            params.pop(key, None)
        else:
            params[key] = value
    return f"?{params.urlencode()}"


def _empty_query() -> Any:
    from django.http import QueryDict

    return QueryDict(mutable=True)


@register.simple_tag
def page_numbers(page: Page[Any]) -> list[int | None]:
    """页码: numbers to show around this page; None stands for the ones left out."""
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return [number if isinstance(number, int) else None for number in numbers]


# --- parts of components ---------------------------------------------------------------------


@register.filter
def extra(attrs: Any) -> SafeString:
    """附加属性: attributes that a component did not name itself, escaped.

    Django-cotton's own `{{ attrs }}` does not escape: components must use this filter.
    """
    rest = {k: v for k, v in attrs.attrs_dict().items() if v is not None and v is not False}
    return flatatt(rest)


@register.simple_tag
def describedby(field_id: str, hint: str = "", error: str = "", more: str = "") -> SafeString:
    """说明关联: the attribute that ties a control to its hint, its error and what more."""
    ids = [f"{field_id}-hint"] if hint else []
    ids += [f"{field_id}-error"] if error else []
    ids += [more] if more else []
    return flatatt({"aria-describedby": " ".join(ids)}) if ids else SafeString()


@register.simple_tag
def choices(options: Iterable[Any], value: Any, field_id: str) -> list[dict[str, Any]]:
    """选项: what radios, checkboxes and selects show, with ids and what is chosen.

    An option is text, a pair (value, label), or has `value`, `label` and perhaps `hint` and
    `field` (asked only when this option is chosen). The first has the field's own id, so that
    the error summary's link lands on it.
    """
    several = isinstance(value, (list, tuple, set, frozenset))
    chosen = {str(v) for v in (value if several else [value])}
    found = [_choice(option) for option in options or ()]
    for number, one in enumerate(found, start=1):
        one["id"] = field_id if number == 1 else f"{field_id}-{number}"
        one["checked"] = one["value"] in chosen
    return found


def _choice(option: Any) -> dict[str, Any]:
    if isinstance(option, str):
        return {"value": option, "label": option}
    if isinstance(option, Mapping):
        return {**option, "value": str(option["value"])}
    if isinstance(option, Sequence):
        return {"value": str(option[0]), "label": option[1]}
    names = ("label", "hint", "field")
    return {"value": str(option.value), **{n: getattr(option, n, None) for n in names}}


@register.filter
def date_part(value: Any, part: str) -> str:
    """年月日: one part (`year`, `month`, `day`) of a date, an ISO text, or what was typed.

    What was typed is a mapping of the three parts, shown again as it came.
    """
    if isinstance(value, Mapping):
        return str(value.get(part) or "")
    if isinstance(value, str):
        try:
            value = date.fromisoformat(value)
        except ValueError:
            return ""
    return str(getattr(value, part, ""))


@register.simple_tag
def error_list(errors: Any) -> list[dict[str, str]]:
    """错误清单: `field` and `message` of each error.

    Takes `FieldError`s, pairs, or a mapping from field to message or messages.
    """
    if isinstance(errors, Mapping):
        errors = [
            (name, message)
            for name, messages in errors.items()
            for message in ([messages] if isinstance(messages, str) else messages)
        ]
    return [_error(error) for error in errors or ()]


def _error(error: Any) -> dict[str, str]:
    if isinstance(error, Mapping):
        return {"field": error["field"], "message": error["message"]}
    if hasattr(error, "message"):
        return {"field": error.field, "message": error.message}
    return {"field": str(error[0] or ""), "message": str(error[1])}


@register.simple_tag
def steps(titles: Sequence[str], current: int | str) -> list[dict[str, Any]]:
    """步骤: number, title and state (`done`, `current`, `todo`) of each; counts from 1.

    Without titles: the five steps of every matter. `current` beyond the last: all done.
    """
    here = int(current or 1)
    return [
        {
            "number": n,
            "title": title,
            "state": "done" if n < here else "current" if n == here else "todo",
        }
        for n, title in enumerate(titles or [gettext(step) for step in _STEPS], start=1)
    ]


@register.filter
def at(mapping: Any, key: Any) -> Any:
    """取值: the value under a key that is itself a variable; None when there is none."""
    return mapping.get(key) if isinstance(mapping, Mapping) else None
