"""情形覆盖检查: every bundle and item has a situation that shows what should come of it."""

from collections.abc import Iterator
from typing import Any

from yimen.catalogue.rules.contents import PackContents
from yimen.catalogue.rules.findings import Finding, called, warning
from yimen.catalogue.rules.situations.judging import judge
from yimen.kernel.packs import Loaded


def check_situations(pack: PackContents) -> Iterator[Finding]:
    """检查情形测试: situations that speak of what is not there, and definitions without any.

    An item counts as shown where a situation of a bundle applies for it too. Only for a pack
    whose definitions are sound; not for one that was read without its tests.
    """
    if pack.situations is None:
        return
    report = judge(pack)
    yield from report.findings
    shown = {code for verdict in report.verdicts for code in verdict.items}
    shown |= {verdict.subject for verdict in report.verdicts}
    remedy = "在 tests/ 里写一个情形：办什么、交什么、哪天办完"
    definitions: tuple[Loaded[Any], ...] = (*pack.items, *pack.bundles)
    for loaded in definitions:
        if loaded.value.code not in shown:
            message = f"{called(loaded.value)}没有情形测试"
            yield warning(loaded, ("code",), message, remedy)
