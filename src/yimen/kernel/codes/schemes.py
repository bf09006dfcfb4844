"""编码规则: named rules for the codes of items, cases and receipts.

The lengths in use for item and case codes contradict each other between places and standards,
so no code is checked by length alone: a pack names the scheme its codes follow.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from yimen.kernel.codes import credit_code, receipt_number
from yimen.kernel.codes.text import plain
from yimen.kernel.problems import Invalid, Unknown


@dataclass(frozen=True)
class CodeScheme:
    """编码规则: how one kind of code looks, is made and is checked.

    `pattern` is for forms and documentation; `make` takes the keyword parts the scheme documents;
    `verify` returns the code in its plain form or raises Invalid.
    """

    name: str
    title: str
    pattern: str
    make: Callable[..., str]
    verify: Callable[[str], str]


_SCHEMES: dict[str, CodeScheme] = {}


def register(scheme: CodeScheme) -> CodeScheme:
    """登记规则: adds a scheme under its name. Raises ValueError when the name is taken."""
    if scheme.name in _SCHEMES:
        raise ValueError(f"code scheme {scheme.name} is registered already")
    _SCHEMES[scheme.name] = scheme
    return scheme


def scheme(name: str) -> CodeScheme:
    """取规则: the scheme of that name. Raises Unknown, listing the names there are."""
    try:
        return _SCHEMES[name]
    except KeyError:
        known = "、".join(sorted(_SCHEMES))
        raise Unknown(f"没有名为“{name}”的编码规则。可用的有：{known}。") from None


def schemes() -> tuple[CodeScheme, ...]:
    """全部规则: every scheme, by name."""
    return tuple(_SCHEMES[name] for name in sorted(_SCHEMES))


def _matched(pattern: str, code: str, wanted: str) -> str:
    text = plain(code)
    if not re.fullmatch(pattern, text):
        raise Invalid(f"{wanted}，现在是“{text}”（{len(text)} 位）。请核对后重新填写。")
    return text


# 实施编码 as Guangdong's platforms exchange it: credit code 18 + level 1 + basic code 12.
_IMPLEMENTATION = r"[0-9A-HJ-NPQRTUWXY]{18}[1-7][0-9]{12}"


def _make_implementation(unit: str, level: int, basic: str) -> str:
    return _verify_implementation(f"{credit_code.verify(unit).code}{level}{basic}")


def _verify_implementation(code: str) -> str:
    text = _matched(
        _IMPLEMENTATION,
        code,
        "实施编码应为 31 位：实施机关统一社会信用代码 18 位、"
        "行使层级 1 位（1 至 7）、基本编码 12 位",
    )
    credit_code.verify(text[:18])
    return text


# 办件编号 of the same platforms: implementation code 31 + date 8 + serial 4.
_CASE = _IMPLEMENTATION + r"[0-9]{12}"


def _make_case(implementation: str, on: date, serial: int) -> str:
    if not 0 < serial < 10_000:
        raise Invalid(f"当天办件流水号应在 1 至 9999 之间，现在是 {serial}。请改用更长的编码规则。")
    return f"{_verify_implementation(implementation)}{on:%Y%m%d}{serial:04d}"


def _verify_case(code: str) -> str:
    text = _matched(_CASE, code, "办件编号应为 43 位：实施编码 31 位、日期 8 位、流水号 4 位")
    _verify_implementation(text[:31])
    try:
        datetime.strptime(text[31:39], "%Y%m%d")  # noqa: DTZ007  (a calendar day has no zone)
    except ValueError:
        raise Invalid(f"办件编号第 32 至 39 位应是日期，现在是“{text[31:39]}”。") from None
    return text


# 实施编码 of GB/T 39046-2020 table 4: up to 24 digits and letters, no inner structure stated.
_NATIONAL = r"[0-9A-Z]{1,24}"


def _verify_national(code: str) -> str:
    return _matched(_NATIONAL, code, "实施编码应为 1 至 24 位数字或大写字母（GB/T 39046）")


def _make_national(code: str) -> str:
    return _verify_national(code)


GUANGDONG_IMPLEMENTATION = register(
    CodeScheme(
        "guangdong-implementation-31",
        "广东事项实施编码（31 位）",
        _IMPLEMENTATION,
        _make_implementation,
        _verify_implementation,
    )
)
GUANGDONG_CASE = register(
    CodeScheme("guangdong-case-43", "广东办件编号（43 位）", _CASE, _make_case, _verify_case)
)
NATIONAL_IMPLEMENTATION = register(
    CodeScheme(
        "gbt39046-24",
        "国家标准实施编码（GB/T 39046，至多 24 位）",
        _NATIONAL,
        _make_national,
        _verify_national,
    )
)
YIMEN_RECEIPT = register(
    CodeScheme(
        "yimen-receipt",
        "受理回执号",
        r"[0-9A-HJ-NPQRTUWXY]{4}(-[0-9A-HJ-NPQRTUWXY]{4}){3}",
        receipt_number.make,
        receipt_number.verify,
    )
)
