"""语言标签: text that stays in the language it was written in, marked as such."""

import re
from typing import Any

from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()

_CHINESE = re.compile("[\u4e00-\u9fff]")


@register.simple_tag
def lang_of(text: Any) -> SafeString:
    """语言属性: ` lang="zh-Hans"` for an element whose text the page's language is not.

    For data, names and law, never for interface text. Screen readers and fonts change over for it
    (WCAG 2.2, 3.1.2).
    """
    is_own = get_language() in {None, "zh-hans"} or not _CHINESE.search(str(text or ""))
    return SafeString("" if is_own else ' lang="zh-Hans"')


@register.filter
def original(value: Any) -> SafeString:
    """原文: data, names or law within a line, as written and marked with its language."""
    text = conditional_escape("" if value is None else value)
    mark = lang_of(text)
    return format_html("<span{}>{}</span>", mark, text) if mark else SafeString(text)
