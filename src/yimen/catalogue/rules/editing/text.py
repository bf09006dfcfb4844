"""YAML 文字编辑: one value changed in a text, every other character left as it is.

A general YAML writer gives a text a new layout. Here the place of each value is known, and only
what stands there is written anew: comments, order, quotes and line breaks elsewhere stay. Every
edit is read back; one that would not give exactly the value wanted is refused (`NotEditable`).
"""

from collections.abc import Callable, Sequence
from copy import deepcopy
from functools import lru_cache
from typing import Any

import yaml

from yimen.catalogue.rules.editing.emitting import Value, block, entry, inline, scalar
from yimen.catalogue.rules.editing.spans import Nodes
from yimen.kernel.packs.yaml_marks import Path, read
from yimen.kernel.problems import Conflict

Order = Callable[[Path], Sequence[str]]
"""Of a mapping the order in which its keys are written; new keys go to their place in it."""


class NotEditable(Conflict):
    """不能用表单修改: the text says it in a way that a form cannot rewrite without loss."""


def value_of(text: str) -> Value:
    """取值: the plain value of a text; raises `NotEditable` for what is no YAML.

    Not to be changed: it is kept for the next who asks.
    """
    try:
        return _value(text)
    except yaml.YAMLError as error:
        raise NotEditable("“原文”的写法有误，改好之后才能用表单。") from error


def at(value: Value, path: Path, default: Value = None) -> Value:
    """按路径取值: what stands at a path, or `default` where nothing does."""
    for part in path:
        is_entry = isinstance(value, list) and isinstance(part, int) and 0 <= part < len(value)
        if not is_entry and not (isinstance(value, dict) and part in value):
            return default
        value = value[part]
    return value


def put(text: str, path: Path, value: Value, order: Order = lambda _: ()) -> str:
    """写入: the text with `value` at `path`; what is equal already is not touched.

    The last key of the path may be new; all before it must be there.
    """
    wanted = deepcopy(value_of(text))
    if path:
        parent = at(wanted, path[:-1])
        if not isinstance(parent, dict | list):
            raise NotEditable(_REFUSAL)
        parent[path[-1]] = value  # type: ignore[index]
    elif isinstance(wanted, dict) and isinstance(value, dict) and value:
        wanted = value
    else:
        raise NotEditable(_REFUSAL)
    return _proved(_Writer(text, order).put(path, value), wanted)


def drop(text: str, path: Path) -> str:
    """删除: the text without the key or entry at `path`, its own comment gone with it."""
    wanted = deepcopy(value_of(text))
    parent = at(wanted, path[:-1])
    if at(wanted, path, _NOTHING) is _NOTHING:
        raise NotEditable(_REFUSAL)
    del parent[path[-1]]
    return _proved(_Writer(text).drop(path), wanted)


def insert(text: str, path: Path, value: Value, order: Order = lambda _: ()) -> str:
    """加一项: the text with `value` as the new last entry of the list at `path`."""
    known = at(value_of(text), path)
    if known is None or known == []:
        return put(text, path, [value], order)
    if not isinstance(known, list):
        raise NotEditable(_REFUSAL)
    wanted = deepcopy(value_of(text))
    at(wanted, path).append(value)
    return _proved(_Writer(text, order).insert(path, len(known), value), wanted)


def move(text: str, path: Path, by: int) -> str:
    """移动: the text with an entry exchanged with its neighbour before (-1) or after (+1) it.

    At the end of the list nothing happens.
    """
    wanted = deepcopy(value_of(text))
    entries, place = at(wanted, path[:-1]), path[-1]
    if not isinstance(entries, list) or not isinstance(place, int):
        raise NotEditable(_REFUSAL)
    first = min(place, place + by)
    if first < 0 or first + 1 >= len(entries):
        return text
    entries[first], entries[first + 1] = entries[first + 1], entries[first]
    return _proved(_Writer(text).swap((*path[:-1], first)), wanted)


_nodes = lru_cache(maxsize=16)(Nodes)


@lru_cache(maxsize=16)
def _value(text: str) -> Value:
    return read(text).value


_NOTHING = object()
_REFUSAL = "这一处的写法比较特别，表单改不了。请在“原文”里改。"


def _proved(text: str, wanted: Value) -> str:
    try:
        is_wanted = _value(text) == wanted
    except yaml.YAMLError:
        is_wanted = False
    if not is_wanted:
        raise NotEditable(_REFUSAL)
    return text


class _Writer:
    """Writes into a text, one place after the other; places are looked up anew after each."""

    def __init__(self, text: str, order: Order = lambda _: ()) -> None:
        self.text = text
        self.order = order

    @property
    def nodes(self) -> Nodes:
        return _nodes(self.text)

    def put(self, path: Path, value: Value) -> str:
        known = at(value_of(self.text), path, _NOTHING)
        if known is _NOTHING:
            self._add_key(path, value)
        elif _same(known, value):
            pass
        elif isinstance(known, dict) and isinstance(value, dict) and known and value:
            self._put_keys(path, known, value)
        elif isinstance(known, list) and isinstance(value, list) and known and value:
            self._put_entries(path, known, value)
        else:
            self._replace(path, value)
        return self.text

    def _put_keys(self, path: Path, known: dict[str, Any], value: dict[str, Any]) -> None:
        for key, one in value.items():
            self.put((*path, key), one)
        for key in known:
            if key not in value:
                self.drop((*path, key))

    def _put_entries(self, path: Path, known: list[Any], value: list[Any]) -> None:
        """What is equal at both ends stays; between, entries are rewritten, added and dropped."""
        most = min(len(known), len(value))
        start = 0
        while start < most and _same(known[start], value[start]):
            start += 1
        end = 0
        while end < most - start and _same(known[-1 - end], value[-1 - end]):
            end += 1
        old, new = known[start : len(known) - end], value[start : len(value) - end]
        for n, one in enumerate(new[: len(old)]):
            self.put((*path, start + n), one)
        for n in reversed(range(len(new), len(old))):
            self.drop((*path, start + n))
        for n in range(len(old), len(new)):
            self.insert(path, start + n, new[n])

    def _replace(self, path: Path, value: Value) -> None:
        nodes = self.nodes
        node = nodes.at(path)
        if _is_line(node) and not isinstance(value, dict | list) and "\n" not in str(value):
            start, end = nodes.span(node)
            gap = " " if start and self.text[start - 1] == ":" else ""
            self._splice(start, end, gap + scalar(value, node.style or ""))
        elif nodes.in_flow(path):
            start, end = nodes.span(node)
            self._splice(start, end, inline(value))
        elif isinstance(path[-1], int):
            start, end = nodes.entry_content(path)
            self._splice(start, end, entry(value, nodes.dash_column(path)))
        else:
            start, end = nodes.pair_content(path)
            self._splice(start, end, block(value, nodes.key_column(path) + 2))

    def _add_key(self, path: Path, value: Value) -> None:
        nodes, key = self.nodes, str(path[-1])
        parent = nodes.at(path[:-1])
        if not isinstance(parent, yaml.MappingNode) or not parent.value:
            raise NotEditable(_REFUSAL)
        before = self._key_before(path)
        if nodes.is_flow(parent):
            end = nodes.span(nodes.at((*path[:-1], before)))[1]
            self._splice(end, end, f", {scalar(key)}: {inline(value)}")
            return
        column = nodes.key_column((*path[:-1], before))
        end = nodes.line_end(nodes.span(nodes.at((*path[:-1], before)))[1])
        written = block(value, column + 2)
        gap = "\n" if len(path) == 1 and written.startswith("\n") and "\n\n" in self.text else ""
        self._splice(end, end, f"{gap}\n{' ' * column}{scalar(key)}:{written}")

    def _key_before(self, path: Path) -> str:
        """The key behind which a new one is written: the last that the order puts before it."""
        known = list(at(value_of(self.text), path[:-1]))
        order = list(self.order(path[:-1]))
        if path[-1] not in order:
            return str(known[-1])
        earlier = set(order[: order.index(str(path[-1]))])
        behind = [key for key in known if key in earlier]
        return str(behind[-1] if behind else known[0])

    def insert(self, path: Path, place: int, value: Value) -> str:
        nodes = self.nodes
        parent = nodes.at(path)
        last = place >= len(parent.value)
        if nodes.is_flow(parent):
            if last:
                end = nodes.span(parent.value[-1])[1]
                return self._splice(end, end, f", {inline(value)}")
            start = nodes.span(parent.value[place])[0]
            return self._splice(start, start, f"{inline(value)}, ")
        column = nodes.dash_column((*path, 0))
        line = f"{' ' * column}-{entry(value, column)}"
        if last:
            end = nodes.line_end(nodes.span(parent.value[-1])[1])
            return self._splice(end, end, "\n" + line)
        start = nodes.lines_of((*path, place))[0]
        return self._splice(start, start, line + "\n")

    def drop(self, path: Path) -> str:
        nodes = self.nodes
        parent = nodes.at(path[:-1])
        if len(parent.value) == 1:
            empty: Value = {} if isinstance(parent, yaml.MappingNode) else []
            if not path[:-1]:
                raise NotEditable(_REFUSAL)
            self._replace(path[:-1], empty)
            return self.text
        if nodes.is_flow(parent):
            return self._splice(*nodes.flow_part(path), "")
        start, end = nodes.lines_of(path)
        if isinstance(path[-1], str) and nodes.shares_line(path):
            after = nodes.key_start(nodes.next_key(path))
            return self._splice(nodes.key_start(path), after, "")
        return self._splice(start, end, "")

    def swap(self, path: Path) -> str:
        """Exchanges the entry with the one behind it, each with its own comment."""
        nodes, place = self.nodes, int(path[-1])
        behind = (*path[:-1], place + 1)
        if nodes.is_flow(nodes.at(path[:-1])):
            first, second = nodes.span(nodes.at(path)), nodes.span(nodes.at(behind))
        else:
            self._end_with_newline()
            nodes = self.nodes
            first, second = nodes.lines_of(path), nodes.lines_of(behind)
        text = self.text
        return self._splice(
            first[0],
            second[1],
            text[slice(*second)] + text[first[1] : second[0]] + text[slice(*first)],
        )

    def _end_with_newline(self) -> None:
        if not self.text.endswith("\n"):
            self.text += "\n"

    def _splice(self, start: int, end: int, written: str) -> str:
        self.text = self.text[:start] + written + self.text[end:]
        return self.text


def _is_line(node: yaml.Node) -> bool:
    """Whether a node is a text or figure that does not stand in a block of lines."""
    return isinstance(node, yaml.ScalarNode) and node.style not in ("|", ">")


def _same(left: Value, right: Value) -> bool:
    """Equal as YAML values: `true` is not 1."""
    return type(left) is type(right) and bool(left == right)
