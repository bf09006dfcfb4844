"""变更单用语: states, kinds, natures and places of changes in the page's language."""

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext, gettext_noop

from yimen.catalogue.api import NATURES
from yimen.kernel.packs import Names

STATES = {
    "drafting": (gettext_noop("编制中"), "blue"),
    "submitted": (gettext_noop("审核中"), "yellow"),
    "approved": (gettext_noop("审核通过"), "green"),
    "published": (gettext_noop("已发布"), "green"),
    "withdrawn": (gettext_noop("已撤下"), "grey"),
}
KINDS = {
    "item": gettext_noop("事项"),
    "bundle": gettext_noop("一件事"),
    "list": gettext_noop("清单"),
    "entry": gettext_noop("基本目录条目"),
}
OFFICES = {"legal": gettext_noop("法制审核"), "staffing": gettext_noop("编制审核")}
SEVERITIES = {
    "burdens": (gettext_noop("增加负担"), "red"),
    "eases": (gettext_noop("减轻负担"), "green"),
    "neutral": (gettext_noop("一般"), "grey"),
    "legal_basis": (gettext_noop("依据"), "blue"),
}
_NATURES = {
    "new": gettext_noop("新增"),
    "amend": gettext_noop("变更"),
    "delegate": gettext_noop("委托下放"),
    "take_back": gettext_noop("收回"),
    "merge": gettext_noop("合并"),
    "split": gettext_noop("拆分"),
    "suspend": gettext_noop("暂停"),
    "resume": gettext_noop("恢复"),
    "cancel": gettext_noop("取消"),
    "mode": gettext_noop("调整改革方式"),
    "list": gettext_noop("调整清单"),
    "directory": gettext_noop("调整基本目录"),
}


def natures_words(natures: Iterable[str]) -> list[str]:
    """变更性质: in words, in the order of the public list."""
    found = set(natures)
    return [gettext(_NATURES[code]) for code in NATURES if code in found]


def names_of(parts: Sequence[tuple[str, str, Names | None]]) -> list[str]:
    """内容名称: of (kind, code, name), the code where there is no name."""
    return [name.shown if name else code for _, code, name in parts]


def listed_words(words: Iterable[str]) -> str:
    """位置: words from outside in."""
    return " › ".join(words)
