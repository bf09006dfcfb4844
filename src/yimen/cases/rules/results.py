"""办理结果: what a certificate or notice says, from the item's definition and the form."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from yimen.catalogue.api import ItemDefinition, Row
from yimen.documents.api import CertificateContent, Line
from yimen.vocabulary.api import ElementDefinition

REMEDIES = (
    "如不服本决定，可以自知道本决定之日起六十日内申请行政复议，"
    "或者自知道或者应当知道本决定之日起六个月内向人民法院提起行政诉讼。"
)
"""行政复议法 2017 第九条；行政诉讼法 2017 第四十六条。"""

REFUSAL_DOCUMENT = "refusal-notice"


def certificate_content(
    item: ItemDefinition,
    *,
    case_id: UUID,
    case_number: str,
    holder: UUID,
    holder_name: str,
    values: Mapping[str, Any],
    elements: Mapping[str, ElementDefinition],
    granted: bool,
    accepted: bool = True,
    reason: str = "",
) -> CertificateContent:
    """证照内容: the granted result of the item, or the notice that refuses it."""
    common: dict[str, Any] = {
        "case": case_id,
        "case_number": case_number,
        "issuer": item.unit,
        "holder": holder,
        "holder_name": holder_name,
    }
    if not granted:
        title = "不予许可决定书" if accepted else "不予受理决定书"
        return _refusal(item, title, reason, common)
    result = item.result
    if result is None:
        raise ValueError(f"item {item.code} ends without a certificate")
    lines = [_line(row, elements.get(row.element or ""), values) for row in result.rows]
    return CertificateContent(
        document=result.document,
        lines=[line for line in lines if line.text],
        values={row.element: values.get(row.element, "") for row in result.rows if row.element},
        paragraphs=list(result.paragraphs),
        valid_years=result.valid_years,
        number_prefix=result.number_prefix,
        **common,
    )


def _refusal(
    item: ItemDefinition, title: str, reason: str, common: dict[str, Any]
) -> CertificateContent:
    return CertificateContent(
        document=REFUSAL_DOCUMENT,
        name=title,
        lines=[
            Line("申请人", common["holder_name"]),
            Line("申请事项", item.name.zh_hans),
            Line("办件编号", common["case_number"]),
        ],
        paragraphs=[f"理由：{reason}", REMEDIES],
        **common,
    )


def _line(row: Row, element: ElementDefinition | None, values: Mapping[str, Any]) -> Line:
    """A row of the certificate; templates with fixed places take dates as stored (ISO)."""
    text = row.text or shown(element, values)
    if row.field and element is not None and element.type == "date":
        text = str(values.get(element.code, ""))
    return Line(row.label.zh_hans, text, row.field)


def shown(element: ElementDefinition | None, values: Mapping[str, Any]) -> str:
    """显示: an element's value in words for a document (choices by name, money in yuan)."""
    value = values.get(element.code) if element else None
    if element is None or value is None or value in ("", []):
        return ""
    return _WORDS.get(element.type, _plain)(element, value)


def _plain(element: ElementDefinition, value: Any) -> str:
    return str(value)


def _named(element: ElementDefinition, value: Any) -> str:
    names = {choice.value: choice.name.zh_hans for choice in element.choices}
    chosen = value if isinstance(value, list) else [value]
    return "、".join(names.get(str(one), str(one)) for one in chosen)


def _yuan(element: ElementDefinition, value: Any) -> str:
    whole, _, cents = str(value).partition(".")
    return f"{int(whole):,}" + (f".{cents}" if cents.strip("0") else "") + " 元"


def _day(element: ElementDefinition, value: Any) -> str:
    year, month, day = str(value).split("-")
    return f"{year}年{int(month)}月{int(day)}日"


_WORDS: Mapping[str, Callable[[ElementDefinition, Any], str]] = {
    "boolean": lambda _, value: "是" if value else "否",
    "choice": _named,
    "choices": _named,
    "money": _yuan,
    "date": _day,
    "table": lambda _, rows: "；".join("、".join(str(v) for v in row.values()) for row in rows),
}
