"""YAML 写法: plain values as the text in which packs write them.

Names and citations stand on one line in braces, lists of codes in brackets, all else in lines of
its own; texts are quoted only where YAML would read them otherwise.
"""

import json
import re
from typing import Any

import yaml

from yimen.kernel.packs.yaml_marks import read

Value = Any
"""A plain value: text, number, bool, list or mapping with text keys."""

WIDEST = 96
"""Characters of a line before braces give way to lines of their own."""

_ONE_LINE = frozenset(
    ["zh_hans", "zh_hant", "en", "law", "version", "article", "note", "unverified", "resource"]
)
"""Keys of the small mappings that packs write in braces (`resource` with its `key`)."""
_FIGURES = re.compile(r"[+-]?[\d.]+$|\d{4}-\d\d")
_PLAIN_FIGURES = re.compile(r"\d+(\.\d+)?(wd|wh|mo|d|h|y)", re.ASCII)


def scalar(value: Value, quote: str = "") -> str:
    """标量: a text, number, bool or null as it stands in YAML, plain where it can.

    `quote` is the quotation mark that stood there before; it is kept.
    """
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, str):
        return str(value)
    if quote == "'" and "\n" not in value and value.isprintable():
        return "'" + value.replace("'", "''") + "'"
    if not quote and _is_plain(value):
        return value
    return json.dumps(value, ensure_ascii=False)


def inline(value: Value) -> str:
    """单行写法: a value on one line, in braces and brackets."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{scalar(k)}: {inline(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(inline(one) for one in value) + "]"
    return scalar(value)


def block(value: Value, indent: int) -> str:
    """分行写法: what comes behind `key:` or `-`, lines of its own indented by `indent`.

    Begins with a blank where it stays on the line, else with a line break.
    """
    if isinstance(value, str) and "\n" in value:
        return _literal(value, indent)
    if _fits_a_line(value, indent):
        return f" {inline(value)}"
    pad = " " * indent
    if isinstance(value, dict):
        lines = [f"{pad}{scalar(k)}:{block(v, indent + 2)}" for k, v in value.items()]
    else:
        lines = [f"{pad}-{entry(one, indent)}" for one in value]
    return "\n" + "\n".join(lines)


def entry(value: Value, indent: int) -> str:
    """列表项写法: what comes behind the dash of an entry that is indented by `indent`."""
    if isinstance(value, dict) and not _fits_a_line(value, indent + 2):
        return " " + block(value, indent + 2).lstrip("\n").lstrip(" ")
    return block(value, indent + 2)


def _fits_a_line(value: Value, indent: int) -> bool:
    if not value or not isinstance(value, dict | list):
        return True
    if isinstance(value, dict):
        small = _ONE_LINE.issuperset(value) or set(value) == {"resource", "key"}
        if not small or any(isinstance(one, dict | list) for one in value.values()):
            return False
    elif any(isinstance(one, dict | list) for one in value):
        return False
    return indent + len(inline(value)) <= WIDEST


def _literal(value: str, indent: int) -> str:
    """A text of several lines; where a literal block would change it, in quotes."""
    pad = " " * indent
    lines = "\n".join(pad + line if line else "" for line in value.split("\n"))
    text = f" |-\n{lines}"
    try:
        kept = bool(read(f"{' ' * (indent - 2)}k:{text}\n").value == {"k": value})
    except yaml.YAMLError:
        kept = False
    return text if kept else f" {json.dumps(value, ensure_ascii=False)}"


def _is_plain(text: str) -> bool:
    """Whether YAML reads a text without quotes as that text, in lines and in braces.

    Dates and figures are quoted although our reader would keep them: other tools would not.
    """
    if not text or not text.isprintable() or "\n" in text:
        return False
    if _PLAIN_FIGURES.fullmatch(text):
        return True
    if _FIGURES.match(text):
        return False
    try:
        return bool(
            read(f"k: {text}\n").value == {"k": text}
            and read(f"[{text}, {text}]").value == [text, text]
            and read(f"{{k: {text}}}").value == {"k": text}
        )
    except yaml.YAMLError:
        return False
