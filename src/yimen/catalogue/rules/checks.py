"""城市包检查: everything that must be true of a pack before it can hurt anyone."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from yimen.catalogue.rules.asking import check_held, check_sections
from yimen.catalogue.rules.certainty import check_certainty
from yimen.catalogue.rules.contents import PackContents
from yimen.catalogue.rules.findings import Finding
from yimen.catalogue.rules.references import check_duplicates, check_references, check_relations
from yimen.catalogue.rules.reforms import check_directory, check_lists, check_reforms
from yimen.catalogue.rules.search.checking import check_search
from yimen.catalogue.rules.situations.coverage import check_situations
from yimen.catalogue.rules.soundness import (
    check_bundles,
    check_conditions,
    check_flows,
    check_limits,
)
from yimen.catalogue.rules.wording import check_names, check_sources, sources

_CHECKS: tuple[Callable[[PackContents], Iterable[Finding]], ...] = (
    check_references,
    check_duplicates,
    check_relations,
    check_conditions,
    check_certainty,
    check_flows,
    check_limits,
    check_bundles,
    check_sections,
    check_held,
    check_directory,
    check_lists,
    check_reforms,
    check_names,
    check_sources,
    check_search,
)


@dataclass(frozen=True)
class PackReport:
    """检查报告: what was found, by file and line, and how much was looked at.

    `counts` has `items`, `bundles`, `units`, `kiosk_items` (which a kiosk takes), `lists`,
    `elements`, `documents`; `citations` (every law or
    note that the definitions cite), of which `unverified` say so and `verified` do not;
    `errors` and `warnings`.
    """

    findings: tuple[Finding, ...]
    counts: dict[str, int]

    @property
    def errors(self) -> tuple[Finding, ...]:
        """错误: the findings that keep the pack from being loaded."""
        return tuple(one for one in self.findings if one.level == "error")

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """警告: the findings that do not."""
        return tuple(one for one in self.findings if one.level == "warning")

    def joined(self, more: Iterable[Finding]) -> "PackReport":
        """合并: this report with what another check has found."""
        return PackReport(*_summed([*self.findings, *more], self.counts))

    def as_json(self) -> dict[str, Any]:
        """可序列化: findings and counts as JSON values."""
        return {"findings": [one.as_json() for one in self.findings], "counts": self.counts}


def check_pack(pack: PackContents) -> PackReport:
    """检查城市包: run every check over a pack that has been read; never raises for its faults."""
    found = [Finding(f.file, f.line, f.message, f.remedy) for f in pack.faults]
    for check in _CHECKS:
        found.extend(check(pack))
    if not any(one.level == "error" for one in found):  # nothing follows from unsound definitions
        found.extend(check_situations(pack))
    return PackReport(*_summed(found, _counts(pack)))


def _summed(
    found: list[Finding], counts: dict[str, int]
) -> tuple[tuple[Finding, ...], dict[str, int]]:
    found.sort(key=lambda one: (one.level, one.file, one.line))
    errors = sum(one.level == "error" for one in found)
    return tuple(found), {**counts, "errors": errors, "warnings": len(found) - errors}


def _counts(pack: PackContents) -> dict[str, int]:
    cited = list(sources(pack))
    unverified = sum(source.unverified for source in cited)
    return {
        "items": len(pack.items),
        "bundles": len(pack.bundles),
        "units": len(pack.units.value.units) if pack.units else 0,
        "kiosk_items": sum("kiosk" in item.value.channels for item in pack.items),
        "lists": len(pack.lists),
        "elements": len(pack.element_of),
        "documents": len(pack.document_of),
        "citations": len(cited),
        "verified": len(cited) - unverified,
        "unverified": unverified,
    }
