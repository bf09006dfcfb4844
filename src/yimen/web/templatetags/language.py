"""语言标签: text that stays in the language it was written in, marked as such."""

import re
from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

register = template.Library()

_CHINESE = re.compile("[\u4e00-\u9fff]")


@register.filter
def original(value: Any) -> SafeString:
    """原文: data, names or law as written; marked `lang="zh-Hans"` where the page speaks otherwise.

    Screen readers and fonts change over for it (WCAG 2.2, 3.1.2). Not for interface text.
    """
    text = conditional_escape("" if value is None else value)
    if get_language() in {None, "zh-hans"} or not _CHINESE.search(text):
        return SafeString(text)
    return format_html('<span lang="zh-Hans">{}</span>', text)


@register.filter
def originals(values: Iterable[Any]) -> SafeString:
    """原文并列: several names as written, one after the other."""
    return format_html_join(gettext("、"), "{}", ((original(value),) for value in values))
