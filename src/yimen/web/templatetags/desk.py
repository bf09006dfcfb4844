"""工作台标签: how much time is left, and limits, in words."""

from decimal import Decimal

from django import template
from django.utils.translation import gettext

from yimen.cases.http import wording
from yimen.kernel.worktime import Light, Period
from yimen.web.templatetags.yimen import working_days

register = template.Library()

_LEAST = Decimal("0.005")


@register.filter
def left_words(left: Decimal, light: Light) -> str:
    """剩余时限: “剩 0.5 个工作日”, “超期 1.2 个工作日”, from working days and the light.

    What is over for less than shows in two decimals (a night, a weekend) is just over.
    """
    if light is Light.STOPPED:
        return gettext("已停止计时")
    late = light is Light.RED
    if abs(left) < _LEAST:
        return gettext("已超期") if late else gettext("即将到期")
    shown = {"days": working_days(abs(left))}
    return gettext("超期 %(days)s") % shown if late else gettext("剩 %(days)s") % shown


@register.filter
def period_words(period: object) -> str:
    """期限写法: a period, or its code (`0.5wd`), as people say it (“0.5 个工作日”)."""
    return wording.period_words(period if isinstance(period, Period) else Period.parse(str(period)))
