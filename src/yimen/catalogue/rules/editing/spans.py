"""YAML 位置: where each value of a text begins and ends, with the lines that belong to it."""

import re
from typing import Any

import yaml

from yimen.kernel.packs.yaml_marks import Path

Span = tuple[int, int]
"""First character, and the one behind the last."""

_COMMENT = re.compile(r"[ \t]*#")


class Nodes:
    """节点: the values of a text by path, with their places.

    Raises `yaml.YAMLError` for a text that is none, `KeyError` for a path that is not there.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        loader = yaml.SafeLoader(text)
        try:
            self.root = loader.get_single_node()
        finally:
            loader.dispose()

    def at(self, path: Path) -> Any:
        """节点: the node at a path."""
        node: Any = self.root
        for part in path:
            node = self._pair(node, part)[1] if isinstance(part, str) else node.value[part]
        return node

    def span(self, node: yaml.Node) -> Span:
        """范围: of a value itself, without the comments and blank lines behind it."""
        start = node.start_mark.index
        if isinstance(node, yaml.ScalarNode):
            end = node.end_mark.index
            return start, start + len(self.text[start:end].rstrip())
        if self.is_flow(node):
            return start, node.end_mark.index
        last = node.value[-1]
        return start, self.span(last[1] if isinstance(last, tuple) else last)[1]

    @staticmethod
    def is_flow(node: yaml.Node) -> bool:
        """是否单行写法: whether a mapping or list stands in braces or brackets."""
        return bool(getattr(node, "flow_style", False))

    def in_flow(self, path: Path) -> bool:
        """是否在括号里: whether what holds the value stands in braces or brackets."""
        return any(self.is_flow(self.at(path[:n])) for n in range(len(path)))

    # Pairs of block mappings

    def key_start(self, path: Path) -> int:
        """键的位置: where the key of a pair begins."""
        return int(self._pair(self.at(path[:-1]), str(path[-1]))[0].start_mark.index)

    def key_column(self, path: Path) -> int:
        """键的缩进: the column of a pair's key."""
        return int(self._pair(self.at(path[:-1]), str(path[-1]))[0].start_mark.column)

    def pair_content(self, path: Path) -> Span:
        """键后的内容: from behind the colon to the end of the value."""
        key, node = self._pair(self.at(path[:-1]), str(path[-1]))
        start = self.text.index(":", key.end_mark.index) + 1
        return start, max(start, self.span(node)[1])

    def next_key(self, path: Path) -> Path:
        """下一个键: the path of the pair behind this one."""
        keys = [key.value for key, _ in self.at(path[:-1]).value]
        return (*path[:-1], keys[keys.index(path[-1]) + 1])

    def shares_line(self, path: Path) -> bool:
        """是否与短横同行: whether a pair is the first of an entry, on the line of its dash."""
        start = self.key_start(path)
        before = self.text[self.line_start(start) : start]
        return before.strip() != "" and self.at(path[:-1]).value[0][0].value == path[-1]

    # Entries of block lists

    def dash(self, path: Path) -> int:
        """短横的位置: of an entry of a list."""
        start = self.at(path).start_mark.index
        found = self.text.rfind("-", 0, start)
        while found >= 0 and self._in_comment(found):
            found = self.text.rfind("-", 0, found)
        return found

    def dash_column(self, path: Path) -> int:
        """短横的缩进: the column of an entry's dash."""
        dash = self.dash(path)
        return dash - self.line_start(dash)

    def entry_content(self, path: Path) -> Span:
        """列表项内容: from behind the dash to the end of the value."""
        start = self.dash(path) + 1
        return start, max(start, self.span(self.at(path))[1])

    # Lines

    def lines_of(self, path: Path) -> Span:
        """所占的行: whole lines of a pair or an entry, with the comment directly above it."""
        start = self.dash(path) if isinstance(path[-1], int) else self.key_start(path)
        first = self.line_start(start)
        column = start - first
        while first > 0:
            above = self.line_start(first - 1)
            line = self.text[above:first]
            is_own = _COMMENT.match(line) and len(line) - len(line.lstrip()) == column
            if not is_own or (above == 0 and len(path) == 1):
                break  # a comment on the first line is about the file
            first = above
        end = self.line_end(max(start, self.span(self.at(path))[1]))
        return first, min(end + 1, len(self.text))

    def line_start(self, place: int) -> int:
        """行首: of the line in which a place lies."""
        return self.text.rfind("\n", 0, place) + 1

    def line_end(self, place: int) -> int:
        """行尾: of the line in which a place lies: its line break or the end of the text."""
        found = self.text.find("\n", place)
        return len(self.text) if found < 0 else found

    def flow_part(self, path: Path) -> Span:
        """括号里的一段: a pair or an entry with the comma that parts it from its neighbour."""
        node, part = self.at(path[:-1]), path[-1]
        if isinstance(part, int):
            spans = [self.span(one) for one in node.value]
            place = part
        else:
            spans = [(key.start_mark.index, self.span(one)[1]) for key, one in node.value]
            place = next(n for n, (key, _) in enumerate(node.value) if key.value == part)
        if place:
            return spans[place - 1][1], spans[place][1]
        return spans[0][0], spans[1][0]

    def _in_comment(self, place: int) -> bool:
        line = self.text[self.line_start(place) : place + 1]
        return bool(re.search(r"(^|\s)#", line))

    @staticmethod
    def _pair(node: yaml.Node, key: str) -> tuple[yaml.Node, yaml.Node]:
        for pair in node.value:
            if pair[0].value == key:
                return pair  # type: ignore[no-any-return]
        raise KeyError(key)
