"""规范 JSON: one text for one value, whatever wrote it (RFC 8785, JCS).

Keys in the order of their UTF-16 code units, no blanks, the shortest escapes, UTF-8. Numbers are
written as RFC 8785 does where a double holds their exact value. Where none does, JCS has no
answer; here the digits are written in full, so that two different values never share a text.
PostgreSQL's jsonb orders keys by length and writes `1e2` as `100`: both are undone by this form.
"""

import json
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from json.encoder import encode_basestring  # in C, and escapes as JCS does
from typing import Any

_SAFE = 2**53
_PLAIN = 10**21  # below it ECMAScript writes integers without an exponent


class NotJson(ValueError):
    """不是 JSON: the text cannot be read, or says one thing twice."""


def parse(text: str | bytes) -> Any:
    """读取: the value of a JSON text (UTF-8), with exact numbers (int or Decimal).

    Raises NotJson: not JSON, a key given twice, NaN or infinity, nested too deeply.
    """
    try:
        return _DECODER.decode(text if isinstance(text, str) else text.decode())
    except (ValueError, RecursionError, InvalidOperation) as error:
        raise NotJson(str(error) or type(error).__name__) from error


def _integer(digits: str) -> int | Decimal:
    # Python refuses to read very long integers; a Decimal holds them.
    return int(digits) if len(digits) < 19 else Decimal(digits)


def _refuse(word: str) -> Any:
    raise NotJson(f"{word} is not JSON")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) < len(pairs):
        raise NotJson("a key stands twice in one object")
    return value


_DECODER = json.JSONDecoder(
    parse_int=_integer,
    parse_float=Decimal,
    parse_constant=_refuse,
    object_pairs_hook=_object,
)


def encode(value: Any) -> bytes:
    """规范编码: the canonical text of a JSON value; its numbers are int, float or Decimal.

    Raises NotJson for what JSON cannot hold: NaN, half a surrogate pair, other types.
    """
    try:
        return _text(value).encode()
    except (UnicodeEncodeError, RecursionError) as error:
        raise NotJson(str(error)) from error


def _text(value: Any) -> str:
    if isinstance(value, str):
        return encode_basestring(value)
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, int | float | Decimal):
        return number(value)
    if isinstance(value, dict):
        members = [f"{encode_basestring(key)}:{_text(value[key])}" for key in _ordered(value)]
        return "{" + ",".join(members) + "}"
    if isinstance(value, list | tuple):
        return "[" + ",".join([_text(item) for item in value]) + "]"
    raise NotJson(f"JSON holds no {type(value).__name__}")


def _ordered(keys: Iterable[str]) -> list[str]:
    """By UTF-16 code units: for ASCII the order that strings have anyway."""
    if all(key.isascii() for key in keys):
        return sorted(keys)
    return sorted(keys, key=lambda key: key.encode("utf-16-be", "surrogatepass"))


def number(value: int | float | Decimal) -> str:
    """数字: as ECMAScript writes a double of exactly this value; else its digits and exponent."""
    if isinstance(value, int) and -_SAFE <= value <= _SAFE:
        return str(value)
    exact = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    if not exact.is_finite():
        raise NotJson(f"JSON holds no {value}")
    nearest = float(exact)
    if nearest == 0 == exact:
        return "0"
    if abs(nearest) != float("inf") and Decimal(repr(nearest)) == exact:
        return _as_ecmascript(Decimal(repr(nearest)))
    sign, digits, exponent = _stripped(exact)
    return f"{sign}{digits}" + (f"e{exponent}" if exponent else "")


def _stripped(value: Decimal) -> tuple[str, str, int]:
    """Sign, digits without zeros at the end, and the exponent of the last digit."""
    parts = value.as_tuple()
    digits = "".join(map(str, parts.digits))
    kept = digits.rstrip("0")
    exponent = int(parts.exponent) + len(digits) - len(kept)
    return "-" if parts.sign else "", kept.lstrip("0"), exponent


def _as_ecmascript(value: Decimal) -> str:
    """Number::toString of ECMA-262, for the shortest digits of a double."""
    sign, digits, exponent = _stripped(value)
    point = len(digits) + exponent  # where the decimal point stands, counted from the first digit
    if abs(value) < _PLAIN and exponent >= 0:
        return sign + digits + "0" * exponent
    if 0 < point <= 21:
        return f"{sign}{digits[:point]}.{digits[point:]}"
    if -6 < point <= 0:
        return f"{sign}0.{'0' * -point}{digits}"
    mantissa = digits[0] + (f".{digits[1:]}" if digits[1:] else "")
    return f"{sign}{mantissa}e{point - 1:+d}"
