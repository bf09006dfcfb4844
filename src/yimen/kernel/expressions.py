"""条件表达式: a safe, typed expression language (CEL) in which "not yet known" is an answer.

Names are dotted (`form.premises.ownership`) and every one is declared with its type, so that a
misspelt name or a comparison of unlike things is found when the text is compiled and not when
someone's application is decided. A dotted name is one variable to CEL, not a chain of selects:
that is what makes it typed and lets `a.b` and `a.b.c` stand side by side. CEL identifiers know
no hyphen (it is the minus sign), so names are declared and written with `_` for `-`: see `spell`.

`has()` is refused: over dotted variables it would answer the value and not whether there is one,
and it is not needed, since whatever rests on a missing value is "not yet known" by itself.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from enum import Enum
from functools import lru_cache
from typing import Any

from cel_expr_python import cel

MAX_LENGTH = 2_000
"""Characters of an expression. CEL itself stops at 32 levels of nesting."""
MAX_TEXT = 10_000
"""Characters of one text value. CEL itself stops at 10,000 steps of all loops together."""
MAX_ENTRIES = 1_000
"""Entries of one list or of one row."""

_INT64 = range(-(2**63), 2**63)


class CelType(Enum):
    """表达式类型: the types that a name may have; the value is CEL's own word for it.

    INT is a 64-bit integer (money in fen); STRING also carries dates ("2020-05-19", which
    compare rightly as text) and codes; ROWS is a table, `row['shareholder.name']` a cell of it.
    """

    BOOL = "bool"
    INT = "int"
    STRING = "string"
    STRINGS = "list(string)"
    ROWS = "list(map(string, dyn))"


class BadExpression(ValueError):
    """条件写法有误: an expression that does not compile.

    `line` and `column` count from 1 within the expression; `reason` is Chinese and says what to
    write instead where that is known.
    """

    def __init__(self, reason: str, line: int = 1, column: int = 1) -> None:
        super().__init__(f"第 {line} 行第 {column} 个字符：{reason}")
        self.reason = reason
        self.line = line
        self.column = column

    @classmethod
    def at(cls, text: str, position: int, reason: str) -> "BadExpression":
        """在某处: a fault at `position` (from 0) of an expression's text."""
        before = text[:position]
        return cls(reason, before.count("\n") + 1, position - before.rfind("\n"))


@dataclass(frozen=True)
class Expression:
    """条件: a compiled condition; `names` are the declared names that its text uses."""

    text: str
    names: frozenset[str]
    _kinds: tuple[tuple[str, CelType], ...] = field(repr=False)
    _used: tuple[str, ...] = field(repr=False)
    _program: Any = field(repr=False, compare=False)

    @staticmethod
    def compile(text: str, variables: Mapping[str, CelType]) -> "Expression":
        """编译: check `text` against the names and types of `variables`; its value must be bool.

        Compiled expressions are cached by text and variables. Raises `BadExpression`, and
        `ValueError` for a variable whose name cannot be written in CEL (see `spell`).
        """
        return _compile(text, tuple(sorted(variables.items(), key=lambda pair: pair[0])))

    def evaluate(self, values: Mapping[str, Any]) -> bool | None:
        """求值: True, False, or None while it cannot be known.

        `values` are by full name (`"form.premises.ownership"`). A value that is missing, or that
        does not fit its declared type and the limits of this module, is not known, and neither
        is what rests on it; but `known || …` and `!known && …` are decided all the same. An error
        (division by zero, a key that a row lacks, too many iterations) is None as well, never
        true.
        """
        return self.decide(fitting(values, dict(self._kinds)))

    def decide(self, known: Mapping[str, Any]) -> bool | None:
        """判定: as `evaluate`, of values that `fitting` has let through: for many conditions over
        the same values, which are then looked at once."""
        given = {name: known[name] for name in self._used if name in known}
        try:
            # CEL hands errors back as texts, which Python would take for true.
            answer = self._program.eval(data=given)
            decided = answer.value() if answer.type() == cel.Type.BOOL else None
        except (RuntimeError, TypeError, ValueError, OverflowError):
            return None
        return decided if isinstance(decided, bool) else None


def fitting(values: Mapping[str, Any], variables: Mapping[str, CelType]) -> dict[str, Any]:
    """合用的值: those of `values` that fit the declared type and the limits of this module."""
    return {
        name: value
        for name, value in values.items()
        if name in variables and _FITS[variables[name]](value)
    }


def spell(code: str) -> str:
    """写法: how a code is written in an expression: `_` for `-`; other characters stay."""
    return code.replace("-", "_")


def is_name(text: str) -> bool:
    """能否作名称: whether CEL can read `text` as a dotted name."""
    return all(_SEGMENT.fullmatch(part) and part not in _KEYWORDS for part in text.split("."))


# Values


def _is_bool(value: Any) -> bool:
    return isinstance(value, bool)


def _is_int(value: Any) -> bool:
    # Python's True is an int too, and CEL would take it for 1.
    return isinstance(value, int) and not isinstance(value, bool) and value in _INT64


def _is_string(value: Any) -> bool:
    if not isinstance(value, str) or len(value) > MAX_TEXT:
        return False
    # A lone surrogate is no text: CEL's binding throws on it in the middle of a conversion.
    return value.isascii() or not _SURROGATE.search(value)


def _is_strings(value: Any) -> bool:
    return isinstance(value, list) and len(value) <= MAX_ENTRIES and all(map(_is_string, value))


def _is_rows(value: Any) -> bool:
    return isinstance(value, list) and len(value) <= MAX_ENTRIES and all(map(_is_row, value))


def _is_row(row: Any) -> bool:
    return (
        isinstance(row, dict)
        and len(row) <= MAX_ENTRIES
        and all(_is_string(key) and _is_cell(cell) for key, cell in row.items())
    )


def _is_cell(value: Any) -> bool:
    return _is_bool(value) or _is_int(value) or _is_string(value) or _is_strings(value)


_FITS: dict[CelType, Callable[[Any], bool]] = {
    CelType.BOOL: _is_bool,
    CelType.INT: _is_int,
    CelType.STRING: _is_string,
    CelType.STRINGS: _is_strings,
    CelType.ROWS: _is_rows,
}

# Compiling

_CEL_TYPES = {
    CelType.BOOL: cel.Type.BOOL,
    CelType.INT: cel.Type.INT,
    CelType.STRING: cel.Type.STRING,
    CelType.STRINGS: cel.Type.List(cel.Type.STRING),
    CelType.ROWS: cel.Type.List(cel.Type.Map(cel.Type.STRING, cel.Type.DYN)),
}
_Variables = tuple[tuple[str, CelType], ...]

_KEYWORDS = {"true", "false", "null", "in"}
_SURROGATE = re.compile("[\ud800-\udfff]")
_SEGMENT = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_DOTTED = re.compile(r"(?<![\w.])[A-Za-z_]\w*(?:\s*\.\s*[A-Za-z_]\w*)*", re.ASCII)
# What is not code: texts (raw ones know no escapes) and comments.
_LITERALS = re.compile(
    r"""(?:[bB]?[rR])(?:'[^'\n]*'|"[^"\n]*")"""
    r"""|'''.*?'''|\"\"\".*?\"\"\""""
    r"""|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|//[^\n]*""",
    re.DOTALL,
)
_HAS = re.compile(r"(?<!\w)has\s*\(")
_WRITTEN = "相等写 ==，不等写 !=，并且写 &&，或者写 ||，取反写 !，文字加英文引号"


@lru_cache(maxsize=4096)
def _compile(text: str, variables: _Variables) -> Expression:
    if _SURROGATE.search(text):
        raise BadExpression("条件里有不成字的字符，请重新输入")
    if len(text) > MAX_LENGTH:
        raise BadExpression(f"条件太长：最多 {MAX_LENGTH} 个字符，请拆成几个字段或环节的条件")
    kinds = dict(variables)
    environment = _environment(variables)
    code = _LITERALS.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), text)
    _refuse_unreadable(code)
    names = frozenset(_names(code, kinds))
    try:
        program = environment.compile(text)
    except (RuntimeError, TypeError) as error:
        raise _explained(str(error), kinds) from None
    if program.return_type() != cel.Type.BOOL:
        raise BadExpression(
            f"条件的结果要是“是否”，这里是{_type_words(program.return_type().name().lower())}；"
            "请写成比较，例如 x == 'a'"
        )
    used = tuple(sorted(names))
    return Expression(text, names, tuple((name, kinds[name]) for name in used), used, program)


@lru_cache(maxsize=256)
def _environment(variables: _Variables) -> Any:
    for name, _ in variables:
        if not is_name(name):
            raise ValueError(f"“{name}”不能作条件里的名称：每段以字母开头，只含字母、数字、下划线")
    return cel.NewEnv(variables={name: _CEL_TYPES[kind] for name, kind in variables})


def _refuse_unreadable(code: str) -> None:
    for position, character in enumerate(code):
        if not character.isascii():
            raise BadExpression.at(
                code,
                position,
                f"引号外不能写 {character} ：运算符和引号用英文半角，文字放在英文引号里",
            )
    found = _HAS.search(code)
    if found:
        reason = "不用 has()：没有填的内容本来就算“尚不知道”，直接比较即可"
        raise BadExpression.at(code, found.start(), reason)


def _names(code: str, kinds: Mapping[str, CelType]) -> Iterator[str]:
    """The declared names in `code`; `BadExpression` for one that only looks like them."""
    roots = {name.split(".")[0] for name in kinds}
    for found in _DOTTED.finditer(code):
        parts = re.split(r"\s*\.\s*", found[0])
        heads = (".".join(parts[:length]) for length in range(len(parts), 0, -1))
        declared = next((head for head in heads if head in kinds), None)
        if declared:
            yield declared
        elif parts[0] in roots and len(parts) > 1:
            raise BadExpression.at(code, found.start(), _unknown(".".join(parts), kinds))


def _unknown(name: str, kinds: Mapping[str, CelType]) -> str:
    close = get_close_matches(name, kinds, n=1)
    hint = f"，是不是“{close[0]}”？" if close else "；请核对编码（编码里的 - 在条件里写成 _）"
    return f"没有“{name}”这个名称{hint}"


# CEL's messages in Chinese

_PLACED = re.compile(r"ERROR: <input>:(\d+):(\d+): ([^\n]*)")
_UNDECLARED = re.compile(r"undeclared reference to '([^']*)'")
_OVERLOAD = re.compile(r"found no matching overload for '([^']*)' applied to '\((.*)\)'")
_SELECT = re.compile(r"expression of type '([^']*)' cannot be the operand of a select")
_TYPE_WORDS = {
    "bool": "是否",
    "int": "整数",
    "uint": "无符号整数",
    "double": "小数",
    "string": "文字",
    "list(string)": "多选",
    "list(map(string, dyn))": "表格",
    "list": "列表",
    "map": "一组键值",
    "null": "空值",
    "dyn": "不确定的类型",
}


def _explained(message: str, kinds: Mapping[str, CelType]) -> BadExpression:
    placed = _PLACED.search(message)
    if placed is None:
        if "recursion" in message or "codepoint" in message:
            return BadExpression("条件嵌套太深或太长，请拆开")
        return BadExpression(f"写法有误（{message.splitlines()[0]}）；{_WRITTEN}")
    return BadExpression(_reason(placed[3], kinds), int(placed[1]), int(placed[2]))


def _reason(message: str, kinds: Mapping[str, CelType]) -> str:
    if found := _UNDECLARED.search(message):
        return _unknown(found[1], kinds)
    if found := _OVERLOAD.search(message):
        return (
            f"“{found[1].strip('_@')}”不能用于（{_type_words(found[2])}）：类型不合，"
            "文字加引号，整数不加引号（金额以分计）"
        )
    if found := _SELECT.search(message):
        return f"{_type_words(found[1])}后面不能再接“.”"
    if "Syntax error" in message:
        return f"写法有误；{_WRITTEN}"
    return f"写法有误（{message}）"


def _type_words(types: str) -> str:
    """Chinese for one CEL type, or for several separated by commas."""
    if types in _TYPE_WORDS:
        return _TYPE_WORDS[types]
    longest = sorted(_TYPE_WORDS, key=len, reverse=True)
    pattern = "|".join(re.escape(word) for word in longest)
    words = re.sub(rf"\b(?:{pattern})(?!\w)", lambda found: _TYPE_WORDS[found[0]], types)
    return words.replace(", ", "、")
