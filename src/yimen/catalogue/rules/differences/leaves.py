"""逐项比较: two definitions of one kind, key by key, whatever keys their models have.

Nothing here knows what a key means: that is why a key that a model gains is compared too.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import BaseModel

from yimen.kernel.packs import Names, Source

Kind = Literal["added", "removed", "changed", "reordered"]
_IDENTITIES = ("code", "element", "document", "item", "value", "list", "scheme", "purpose", "kind")


@dataclass(frozen=True)
class Key:
    """键: one step of the way to a value: a key, and of a list the entry's identity."""

    name: str
    entry: str = ""


@dataclass(frozen=True)
class Leaf:
    """一处不同: the way to it, and the values before and after (None where there is none)."""

    path: tuple[Key, ...]
    kind: Kind
    before: Any
    after: Any

    @property
    def pattern(self) -> str:
        """通式: the way without identities: `papers.*.essential`."""
        parts = (f"{key.name}.*" if key.entry else key.name for key in self.path)
        return ".".join(parts)

    @property
    def key(self) -> str:
        """位置: the way with identities: `papers[plan].essential`."""
        parts = (f"{key.name}[{key.entry}]" if key.entry else key.name for key in self.path)
        return ".".join(parts)


def leaves(before: BaseModel, after: BaseModel, path: tuple[Key, ...] = ()) -> Iterator[Leaf]:
    """逐项比较: every difference between two models of one kind, in the order of their keys.

    A citation and a name are one value each. What stands in a list is followed by its identity
    (`code`, `element`, `document` …, else its name), so that an entry that was moved is no change
    of all that lie between.
    """
    for name in type(before).model_fields:
        yield from _values(getattr(before, name), getattr(after, name), (*path, Key(name)))


def _values(before: Any, after: Any, path: tuple[Key, ...]) -> Iterator[Leaf]:
    if before == after:
        return
    if _is_deep(before) and _is_deep(after) and type(before) is type(after):
        yield from leaves(before, after, path)
    elif isinstance(before, list) and isinstance(after, list):
        yield from _lists(before, after, path)
    else:
        yield Leaf(path, _kind(before, after), before, after)


def _is_deep(value: Any) -> bool:
    return isinstance(value, BaseModel) and not isinstance(value, Names | Source)


def _kind(before: Any, after: Any) -> Kind:
    if _is_absent(before):
        return "added"
    return "removed" if _is_absent(after) else "changed"


def _is_absent(value: Any) -> bool:
    return value is None or value in ("", [], {})


def _lists(before: list[Any], after: list[Any], path: tuple[Key, ...]) -> Iterator[Leaf]:
    old, new = _identified(before), _identified(after)
    last = path[-1].name
    for identity, value in old.items():
        entry = (*path[:-1], Key(last, identity))
        if identity in new:
            yield from _values(value, new[identity], entry)
        else:
            yield Leaf(entry, "removed", value, None)
    for identity, value in new.items():
        if identity not in old:
            yield Leaf((*path[:-1], Key(last, identity)), "added", None, value)
    kept = [one for one in old if one in new]
    if kept != [one for one in new if one in old]:
        yield Leaf(path, "reordered", list(old), list(new))


def _identified(values: Sequence[Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for value in values:
        identity, n = identity_of(value), 2
        while identity in found:  # the same label twice on one certificate
            identity, n = f"{identity_of(value)}#{n}", n + 1
        found[identity] = value
    return found


def identity_of(value: Any) -> str:
    """身份: by what an entry of a list is known again in the other version."""
    if isinstance(value, Names):
        return value.zh_hans
    if isinstance(value, Source):
        return f"{value.law}{value.article}" or value.note
    if not isinstance(value, BaseModel):
        return str(value)
    for key in _IDENTITIES:
        found = getattr(value, key, None)
        if isinstance(found, str) and found:
            document = getattr(value, "document", None)
            return f"{found}/{document}" if key == "item" and document else found
    for key in ("name", "label"):
        found = getattr(value, key, None)
        if isinstance(found, Names):
            return found.zh_hans
    return str(value)
