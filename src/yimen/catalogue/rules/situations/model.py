"""情形测试文件: `tests/*.yaml`: named situations and what should come of each."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, model_validator
from pydantic.functional_validators import BeforeValidator

from yimen.kernel.packs.model import Code, PackModel

LISTS = (
    "items",
    "fields",
    "fields_supplied",
    "papers",
    "papers_supplied",
    "may_defer",
    "may_promise",
    "steps",
    "units",
    "results",
    "refusals",
    "undecided",
)
"""The expectations that are lists of codes."""


class Listed(PackModel):
    """应有之列: exactly these codes, in any order; or at least some and none of others."""

    exactly: list[str] | None = None
    includes: list[str] = []
    excludes: list[str] = []

    @model_validator(mode="after")
    def _says_something(self) -> "Listed":
        if self.exactly is None and not (self.includes or self.excludes):
            raise ValueError("写成 [甲, 乙]，或 {includes: [甲], excludes: [乙]}")
        return self

    @property
    def codes(self) -> list[str]:
        """所提编码: every code that is named."""
        return [*(self.exactly or []), *self.includes, *self.excludes]


def _as_listed(value: Any) -> Any:
    return {"exactly": value} if isinstance(value, list) else value


def _is_moment(text: str) -> str:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"“{text}”不是日期：写成 2026-03-09 或 2026-03-09T09:30") from None
    return text


Codes = Annotated[Listed | None, BeforeValidator(_as_listed)]
Moment = Annotated[str, AfterValidator(_is_moment)]
"""A day, or a day with the time, of the city's clock."""


class Expectation(PackModel):
    """应当: what should come of a situation; what is left out is not looked at."""

    items: Codes = None
    fields: Codes = None
    fields_supplied: Codes = None
    papers: Codes = None
    papers_supplied: Codes = None
    may_defer: Codes = None
    may_promise: Codes = None
    steps: Codes = None
    units: Codes = None
    results: Codes = None
    due: dict[str, Moment] = {}
    days: Decimal | None = None
    fees: Decimal | None = None
    visits: int | None = Field(default=None, ge=0)
    refusals: Codes = Listed(exactly=[])
    undecided: Codes = None

    @model_validator(mode="after")
    def _expects_something(self) -> "Expectation":
        if not self.model_fields_set:
            raise ValueError("expect 至少写一样应当得出的结果")
        return self


class Interruption(PackModel):
    """暂停: time that the law does not count."""

    since: Moment
    until: Moment
    reason: str


class Situation(PackModel):
    """情形: who applies with which answers on which day, and what should come of it."""

    name: str = Field(min_length=1)
    because: str = ""
    applicant: Literal["person", "organisation"] | None = None
    channel: Literal["online", "counter", "kiosk", "mail", "mobile"] | None = None
    submitted: Moment | None = None
    pauses: list[Interruption] = []
    scenario: dict[str, Any] = {}
    form: dict[Code, Any] = {}
    defers: list[Code] = []
    promises: list[Code] = []
    found_against: list[str] = []
    expect: Expectation

    @model_validator(mode="after")
    def _days_need_a_day(self) -> "Situation":
        if self.expect.due and self.submitted is None:
            raise ValueError("写了 due，要同时写 submitted（哪天提交）")
        return self

    @property
    def day(self) -> date | None:
        """提交日: the day on which it is handed in, where one is given."""
        return datetime.fromisoformat(self.submitted).date() if self.submitted else None


class SituationFile(PackModel):
    """情形测试文件: the situations of one bundle, or of one item applied for by itself."""

    bundle: Code | None = None
    item: Code | None = None
    situations: list[Situation] = Field(min_length=1)

    @model_validator(mode="after")
    def _one_subject(self) -> "SituationFile":
        if (self.bundle is None) == (self.item is None):
            raise ValueError("写 bundle（一件事）或 item（单独申请的事项）之一")
        return self
