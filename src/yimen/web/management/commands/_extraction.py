"""提取文字: the interface texts of the package, from Python by syntax and from templates by tokens.

A text is what stands in `gettext(…)` and its relatives, in `{% translate %}`,
`{% blocktranslate %}` and in `_("…")` within a tag. Message contexts (`pgettext`) are not used.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from django.template.base import Lexer, Token, TokenType
from django.utils.translation import trim_whitespace
from django.utils.translation.template import (
    block_re,
    constant_re,
    endblock_re,
    inline_re,
    plural_re,
)

_SINGLE = frozenset({"gettext", "gettext_lazy", "gettext_noop"})
_PLURAL = frozenset({"ngettext", "ngettext_lazy"})
_CHINESE = re.compile("[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
_NOT_SHOWN = frozenset({"patterns.html"})  # every component once, for the tests: no page


class Message(NamedTuple):
    """文字: as written in the source, with its plural where it counts something."""

    text: str
    plural: str = ""


class Found(NamedTuple):
    """一处: a message, or Chinese that nobody marked (`is_marked` false), and where it stands."""

    message: Message
    place: str
    is_marked: bool = True


def messages_of(package: Path) -> Iterator[Found]:
    """全部文字: of every module and template below a package, file by file in order of names."""
    for path in sorted(package.rglob("*.py")):
        if "migrations" not in path.parts:
            place = path.relative_to(package).as_posix()
            for message in in_python(path.read_text("utf-8")):
                yield Found(message, place)
    for path in sorted(package.rglob("templates/**/*.html")):
        if path.name not in _NOT_SHOWN:
            yield from in_template(path.read_text("utf-8"), path.relative_to(package).as_posix())


def in_python(source: str) -> Iterator[Message]:
    """模块里的文字: in order of lines; `ValueError` for a text that is put together at run time."""
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    for call in sorted(calls, key=lambda node: (node.lineno, node.col_offset)):
        name = call.func.id if isinstance(call.func, ast.Name) else ""
        if name in _SINGLE and isinstance(call.args[0], ast.Constant):
            yield Message(str(call.args[0].value))
        elif name in _PLURAL:
            yield Message(*(str(ast.literal_eval(given)) for given in call.args[:2]))
        elif name in _SINGLE and isinstance(call.args[0], ast.JoinedStr):
            raise ValueError(f"第 {call.lineno} 行：f 字符串不能翻译，请改用 %(名称)s。")


def in_template(source: str, place: str) -> Iterator[Found]:
    """模板里的文字: the marked ones, and Chinese that is not marked and so would never change."""
    block: list[Token] | None = None
    for token in Lexer(source).tokenize():
        if block is not None:
            block.append(token)
            if token.token_type is TokenType.BLOCK and endblock_re.match(token.contents):
                yield Found(_block(block), place)
                block = None
        elif token.token_type is TokenType.BLOCK and block_re.match(token.contents):
            block = [token]
        elif token.token_type in {TokenType.BLOCK, TokenType.VAR}:
            yield from _in_tag(token.contents, place)
        elif token.token_type is TokenType.TEXT and _CHINESE.search(token.contents):
            yield Found(Message(token.contents.strip()), place, is_marked=False)


def _in_tag(contents: str, place: str) -> Iterator[Found]:
    inline = inline_re.match(contents)
    marked = [inline[1]] if inline else constant_re.findall(contents)
    rest = contents
    for quoted in marked:
        rest = rest.replace(quoted, "")
        yield Found(Message(quoted[1:-1].replace("%", "%%")), place)
    if _CHINESE.search(rest):
        yield Found(Message(rest.strip()), place, is_marked=False)


def _block(tokens: list[Token]) -> Message:
    """What `{% blocktranslate %}` looks up: variables as %(name)s, signs of percent doubled."""
    parts, here = (["", ""], 0)
    for token in tokens[1:-1]:
        if token.token_type is TokenType.BLOCK and plural_re.match(token.contents):
            here = 1
        elif token.token_type is TokenType.VAR:
            parts[here] += f"%({token.contents})s"
        else:
            parts[here] += token.contents.replace("%", "%%")
    if "trimmed" in tokens[0].contents.split():
        parts = [trim_whitespace(part) for part in parts]
    return Message(*parts)
