"""词汇规则: the pack's models of elements, document types and areas, and how values are checked."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any, Literal

from pydantic import Field, model_validator

from yimen.kernel import permissions
from yimen.kernel.codes import contact, credit_code, identity_number
from yimen.kernel.packs.model import Code, Named, PackModel, Source
from yimen.kernel.problems import FieldError, Problem
from yimen.kernel.worktime import WorkCalendar

_FIRST_YEAR = 1900
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")

ElementType = Literal[
    "text",
    "long_text",
    "integer",
    "money",
    "date",
    "boolean",
    "choice",
    "choices",
    "id_number",
    "credit_code",
    "phone",
    "table",
]
Sensitivity = Literal["public", "internal", "personal", "sensitive"]


class Choice(PackModel):
    """选项: one value of a choice, with the words shown."""

    value: str
    name: Named
    hint: Named | None = None


class ElementSource(PackModel):
    """数据来源: the one authoritative resource of an element (一数一源)."""

    resource: Code
    key: Code
    """The element by which the resource is asked (`person.id_number`)."""


class ElementDefinition(PackModel):
    """数据元: one item of data in the city's vocabulary.

    `money` is in yuan (Decimal, two places); `table` is a list of rows whose columns are
    elements; lengths are characters. `sensitivity` decides masking: `personal` and `sensitive`
    values are shown masked unless a reason is on record.
    """

    code: Code
    name: Named
    hint: Named | None = None
    type: ElementType = "text"
    choices: list[Choice] = []
    columns: list[Code] = []
    min_rows: int = Field(default=1, ge=0)
    max_rows: int = Field(default=10, ge=1, le=50)
    min_length: int = Field(default=0, ge=0)
    max_length: int = Field(default=200, ge=1, le=5000)
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    pattern: str = ""
    pattern_hint: str = ""
    sensitivity: Sensitivity = "internal"
    source: ElementSource | None = None
    basis: list[Source] = []

    @model_validator(mode="after")
    def _complete(self) -> "ElementDefinition":
        if self.type in {"choice", "choices"} and not self.choices:
            raise ValueError("类型为 choice 时要列出 choices")
        if (self.type == "table") != bool(self.columns):
            raise ValueError("columns 与类型 table 要同时出现")
        return self


class ElementFile(PackModel):
    """数据元文件: the content of `elements.yaml`."""

    elements: list[ElementDefinition]


class DocumentDefinition(PackModel):
    """材料/证照类型: a kind of paper or certificate.

    `source` names the resource that can supply it instead of the applicant; `issued_by_item`
    the item whose result it is. `type_code` is the 21-character certificate type code
    (definer's credit code and 3 digits) where one is known.
    """

    code: Code
    name: Named
    issuer: Code | None = None
    elements: list[Code] = []
    source: ElementSource | None = None
    issued_by_item: Code | None = None
    formats: list[Literal["pdf", "jpeg", "png"]] = ["pdf", "jpeg", "png"]
    max_megabytes: int = Field(default=10, ge=1, le=50)
    hint: Named | None = None
    template: Literal["business_licence", "permit", "notice", ""] = ""
    type_code: str = ""
    basis: list[Source] = []


class DocumentFile(PackModel):
    """材料文件: the content of `documents.yaml`."""

    documents: list[DocumentDefinition]


def check_value(element: ElementDefinition, value: Any, today: date) -> Any:
    """核对取值: the value in its stored form (JSON), or `ValueError` with what is wrong.

    Stored forms: text for text, money ("1000000.00"), date ("2020-05-19"), codes; int; bool;
    list of values for `choices`; list of mappings for `table` (checked by `check_table`). `today`
    is the day on which birth dates are judged.
    """
    if element.type == "boolean":
        return _boolean(value)
    if element.type == "choices":
        chosen = [str(v) for v in (value if isinstance(value, list) else [value])]
        return [_choice(element, one) for one in chosen]
    if isinstance(value, list | dict):
        raise ValueError(f"{element.name.zh_hans}只能填一个值")
    text = str(value).strip()
    if _CONTROL.search(text):
        raise ValueError(f"{element.name.zh_hans}里有看不见的控制字符，请删去后重新填写")
    if element.type == "id_number":
        return _by_code(lambda number: identity_number.parse(number, today))(element, text)
    return _CHECKS[element.type](element, text)


def check_table(
    element: ElementDefinition, columns: list[ElementDefinition], value: Any, today: date
) -> tuple[list[dict[str, Any]], list[FieldError]]:
    """核对表格: the rows in stored form and the errors, each field as `code/row/column`."""
    rows = [r for r in (value if isinstance(value, list) else []) if isinstance(r, dict)]
    rows = [r for r in rows if any(str(v).strip() for v in r.values())]
    errors = []
    if not element.min_rows <= len(rows) <= element.max_rows:
        errors.append(
            FieldError(element.code, f"请填写 {element.min_rows} 至 {element.max_rows} 行")
        )
    stored: list[dict[str, Any]] = []
    for number, row in enumerate(rows):
        stored.append({})
        for column in columns:
            given = row.get(column.code, "")
            try:
                if not str(given).strip():
                    raise ValueError(f"请填写{column.name.zh_hans}")
                stored[-1][column.code] = check_value(column, given, today)
            except ValueError as error:
                errors.append(FieldError(f"{element.code}/{number}/{column.code}", str(error)))
    return stored, errors


def _boolean(value: Any) -> bool:
    known = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}
    answer = known.get(str(value).strip().lower())
    if answer is None:
        raise ValueError("请选择“是”或“否”")
    return answer


def _text(element: ElementDefinition, text: str) -> str:
    if len(text) < element.min_length:
        raise ValueError(f"{element.name.zh_hans}至少 {element.min_length} 个字")
    if len(text) > element.max_length:
        raise ValueError(
            f"{element.name.zh_hans}最多 {element.max_length} 个字，现在是 {len(text)} 个"
        )
    if element.pattern and not re.fullmatch(element.pattern, text):
        raise ValueError(element.pattern_hint or f"{element.name.zh_hans}的格式不对")
    return text


def _choice(element: ElementDefinition, text: str) -> str:
    if text not in {choice.value for choice in element.choices}:
        raise ValueError(f"请选择{element.name.zh_hans}")
    return text


def _number(element: ElementDefinition, text: str) -> Decimal:
    try:
        number = Decimal(text.replace(",", "").replace("，", ""))
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        raise ValueError(f"{element.name.zh_hans}要填数字")
    if element.minimum is not None and number < element.minimum:
        raise ValueError(f"{element.name.zh_hans}不能小于 {element.minimum}")
    if element.maximum is not None and number > element.maximum:
        raise ValueError(f"{element.name.zh_hans}不能大于 {element.maximum}")
    return number


def _integer(element: ElementDefinition, text: str) -> int:
    number = _number(element, text)
    if number != number.to_integral_value():
        raise ValueError(f"{element.name.zh_hans}要填整数")
    return int(number)


def _money(element: ElementDefinition, text: str) -> str:
    number = _number(element, text)
    if number != number.quantize(Decimal("0.01")):
        raise ValueError(f"{element.name.zh_hans}最多到分（两位小数）")
    return str(number.quantize(Decimal("0.01")))


def _date(element: ElementDefinition, text: str) -> str:
    try:
        day = date.fromisoformat(text)
        if day.year < _FIRST_YEAR:
            raise ValueError
        return day.isoformat()
    except ValueError:
        raise ValueError(
            f"{element.name.zh_hans}不是一个真实的日期，例如 2026 年 3 月 15 日"
        ) from None


def _by_code(check: Any) -> Any:
    def checked(element: ElementDefinition, text: str) -> str:
        try:
            return str(check(text))
        except Problem as problem:
            raise ValueError(problem.detail) from problem

    return checked


_CHECKS: dict[str, Any] = {
    "text": _text,
    "long_text": _text,
    "choice": _choice,
    "integer": _integer,
    "money": _money,
    "date": _date,
    "credit_code": _by_code(lambda text: credit_code.verify(text).code),
    "phone": _by_code(contact.mobile_number),
}


def days_to_come(old: WorkCalendar, new: WorkCalendar, today: date) -> Iterator[date]:
    """来日: the days from `today` to the end of the years that both calendars have settled."""
    years = sorted(year for year in old.published & new.published if year >= today.year)
    for year in years:
        day = max(today, date(year, 1, 1))
        while day.year == year:
            yield day
            day += timedelta(days=1)


class CityDefinition(PackModel):
    """城市: the content of `pack.yaml`: what the pack is called and how the city shows itself."""

    code: Code
    name: Named
    short: Named
    portal_name: Named
    slogan: Named
    hotline: str
    area: str
    languages: list[Literal["zh-hans", "zh-hant", "en"]] = ["zh-hans"]
    lead_unit: Code
    area_prefix: str = Field(pattern=r"^\d{6}$")
    """The six digits of GB/T 2260 that credit codes of this city carry."""


class AreaDefinition(PackModel):
    """区划: a city, street, town, park or area; `own` marks codes that are not official."""

    code: str = Field(pattern=r"^[0-9A-Z-]{2,12}$")
    name: Named
    kind: Literal["city", "street", "town", "park", "area"]
    parent: str | None = None
    own: bool = False
    source: str = ""


class AreaFile(PackModel):
    """区划文件: the content of `areas.yaml`."""

    areas: list[AreaDefinition]


permissions.register(
    "vocabulary.load", "装载城市包", "系统管理员", permissions.is_platform_or_administrator
)
