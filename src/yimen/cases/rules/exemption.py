"""豁免规则: what a published list exempts need not be applied for."""

from collections.abc import Iterable, Mapping

from yimen.catalogue.api import Facts, ItemDefinition
from yimen.kernel.packs import Names, Source
from yimen.kernel.problems import Conflict, gettext_noop


class NotNeeded(Conflict):
    """不用办理: a list exempts the item in this case; nothing has to be applied for."""

    kind = "not-needed"
    title = gettext_noop("这个事项不用办")


def exempting(item: ItemDefinition, facts: Facts) -> bool:
    """是否豁免: whether an entry of a list certainly exempts; what is not yet known does not."""
    return any(facts.applies(one.when) is True for one in item.exempt)


def told(item: ItemDefinition, facts: Facts, names: Mapping[str, Names]) -> str:
    """豁免告知: that it is not needed, by which lists, and on what basis."""
    held = [one for one in item.exempt if facts.applies(one.when) is True]
    lists = "、".join(_list(names[one.list]) for one in held if one.list in names)
    by = f"列入{lists}，" if lists else ""
    basis = "；".join(_once(cited(one.basis) for one in held))
    return f"“{item.name.zh_hans}”在您的情形下{by}不用办理，没有建立申请。依据：{basis}。"


def cited(source: Source) -> str:
    """依据: a citation in words."""
    if not source.law:
        return source.note
    version = f"（{source.version} 版）" if source.version else ""
    note = f"：{source.note}" if source.note else ""
    return f"《{source.law}》{source.article}{version}{note}"


def _list(name: Names) -> str:
    return f"《{name.zh_hans}》"


def _once(words: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(words))
