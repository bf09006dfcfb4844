"""带行号的 YAML: plain values plus the line of every key and entry."""

from dataclasses import dataclass, field
from typing import Any

import yaml

Path = tuple[str | int, ...]


class DuplicateKey(yaml.MarkedYAMLError):
    """重复的键: the same key twice in one mapping, which YAML would silently overwrite."""


@dataclass
class Marked:
    """值与行号: the plain value of a document and, by path, the line (from 1) it stands on."""

    value: Any
    lines: dict[Path, int] = field(default_factory=dict)

    def line(self, path: Path) -> int:
        """行号: the line of `path`, or of its nearest ancestor that stands in the file."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


# The parser in C where there is one: the same nodes and marks in a fraction of the time.
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Dates(_Loader):  # type: ignore[misc]  # its base is known at run time alone
    """Dates and times stay text: their meaning is the model's, not the parser's."""


_Dates.yaml_implicit_resolvers = {
    first: [pair for pair in pairs if pair[0] != "tag:yaml.org,2002:timestamp"]
    for first, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def read(text: str) -> Marked:
    """读取: parse one YAML document.

    Raises `yaml.MarkedYAMLError` (with a mark) for broken YAML and for duplicate keys.
    """
    loader = _Dates(text)
    try:
        node = loader.get_single_node()
        marked = Marked(None)
        if node is not None:
            marked.value = _build(loader, node, (), marked.lines)
        return marked
    finally:
        loader.dispose()


def _build(loader: _Dates, node: yaml.Node, path: Path, lines: dict[Path, int]) -> Any:
    lines.setdefault(path, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        return _mapping(loader, node, path, lines)
    if isinstance(node, yaml.SequenceNode):
        return [_build(loader, child, (*path, n), lines) for n, child in enumerate(node.value)]
    return loader.construct_object(node)


def _mapping(
    loader: _Dates, node: yaml.MappingNode, path: Path, lines: dict[Path, int]
) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key_node, value_node in node.value:
        key = str(key_node.value)
        if key in found:
            raise DuplicateKey(problem=f"键“{key}”重复", problem_mark=key_node.start_mark)
        lines[(*path, key)] = key_node.start_mark.line + 1
        found[key] = _build(loader, value_node, (*path, key), lines)
    return found
