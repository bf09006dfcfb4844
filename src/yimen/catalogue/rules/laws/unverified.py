"""未核实依据: what a pack cites without having read it, for the public list."""

from dataclasses import dataclass
from typing import Any

from yimen.catalogue.rules.contents import PackContents
from yimen.catalogue.rules.laws.citing_days import entry_at
from yimen.catalogue.rules.wording import cited
from yimen.kernel.packs import Loaded, Names, Source
from yimen.kernel.packs.yaml_marks import Path


@dataclass(frozen=True)
class Unverified:
    """未核实的依据: a citation that says so itself, with what rests on it.

    `code` and `name` are those of the item, bundle, document type … that it stands in; `key` is
    where in it (`limits.promised_basis`).
    """

    file: str
    line: int
    code: str
    name: Names | None
    key: str
    source: Source


def unverified_citations(pack: PackContents) -> tuple[Unverified, ...]:
    """未核实依据清单: every citation marked `unverified`, in the order of files and lines."""
    return tuple(
        _listed(loaded, path, source) for loaded, path, source in cited(pack) if source.unverified
    )


def _listed(loaded: Loaded[Any], path: Path, source: Source) -> Unverified:
    entry = entry_at(loaded.value, path)
    holder, within = (entry, path[2:]) if entry else (loaded.value, path)
    return Unverified(
        loaded.file,
        loaded.marks.line(path),
        getattr(holder, "code", ""),
        getattr(holder, "name", None),
        ".".join(str(part) for part in within if isinstance(part, str)),
        source,
    )
