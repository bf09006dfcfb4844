"""模拟方案: what is assumed about people and applications when a version is simulated.

Times are office time. What is not said is assumed, and every assumption is told with the result.
"""

import re
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal

import yaml
from pydantic import BeforeValidator, Field, PlainSerializer, ValidationError, model_validator

from yimen.kernel.packs import Code, PackModel, Period, yaml_marks
from yimen.kernel.problems import FieldError, Invalid

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
_RATE = re.compile(r"(?P<rate>\d{1,6}(?:\.\d{1,4})?)\s*(?:/\s*wd)?", re.ASCII)
MOST_ARRIVALS = 400_000
"""Cases that one run of a simulation may see; more would not change any figure."""


def _as_rate(value: Any) -> Any:
    if isinstance(value, int | float):
        return float(value)
    found = _RATE.fullmatch(str(value).strip())
    if found is None:
        raise ValueError(f"看不懂到件量“{value}”，写每个工作日多少件，例如 12/wd")
    return float(found["rate"])


Rate = Annotated[
    float, BeforeValidator(_as_rate), Field(gt=0, le=20_000), PlainSerializer(lambda r: f"{r:g}/wd")
]


class Staffing(PackModel):
    """人手: how many people of a unit and role do this work.

    `share` is the part of their time that they have for it (other items take the rest): their
    work takes `1 / share` times as long. `weekdays` are those on which they do it, all where none
    is named.
    """

    people: int = Field(ge=1, le=1000)
    share: float = Field(default=1, gt=0, le=1)
    weekdays: list[Weekday] = []


class ServiceTime(PackModel):
    """办理用时: the office time that one case takes of one person (or an answer from outside).

    `cv` is the coefficient of variation: 0 always the same, 1 as irregular as chance itself.
    """

    mean: Period
    cv: float | None = Field(default=None, ge=0, le=5)


class Service(PackModel):
    """用时假设: `steps` by `item/step` or `step`; of all others `factor` times their limit."""

    factor: float = Field(default=0.25, gt=0, le=5)
    cv: float = Field(default=1, ge=0, le=5)
    steps: dict[str, ServiceTime] = {}


class Outcome(PackModel):
    """不顺利的情况: chances that a step finds against a case, or sends it back to steps `to`.

    A step that was sent back is done again, and then this one, with the same chances.
    """

    refuse: float = Field(default=0, ge=0, le=1)
    send_back: float = Field(default=0, ge=0, le=0.9)
    to: list[Code] = []

    @model_validator(mode="after")
    def _fits_together(self) -> "Outcome":
        if self.refuse + self.send_back > 1:
            raise ValueError("refuse 和 send_back 加起来不能超过 1")
        if bool(self.send_back) != bool(self.to):
            raise ValueError("send_back（退回的可能）和 to（退回到哪些环节）要一起写")
        return self


class Situation(PackModel):
    """情形: answers that decide what applies, and how many of the cases are like this.

    `share` is relative to the others. A condition that these answers leave open counts as true.
    """

    name: str = ""
    share: float = Field(default=1, gt=0)
    scenario: dict[str, Any] = {}
    form: dict[str, Any] = {}


class Experiment(PackModel):
    """模拟方案: arrivals, people, times and luck of a simulation of `days` working days.

    `warm_up` working days before them are simulated but not counted, because a city does not
    start with empty desks. Each of `replications` runs is another stretch of luck drawn from
    `seed`, the same for every version that is compared.
    """

    arrivals: Rate | None = None
    pattern: Literal["poisson", "fixed"] = "poisson"
    situations: list[Situation] = []
    staff: dict[str, Staffing] = {}
    service: Service = Service()
    outcomes: dict[str, Outcome] = {}
    start: date | None = None
    days: int = Field(default=120, ge=1, le=2500)
    warm_up: int = Field(default=20, ge=0, le=500)
    replications: int = Field(default=10, ge=1, le=200)
    seed: int = Field(default=1, ge=0)

    @model_validator(mode="after")
    def _not_too_many(self) -> "Experiment":
        if (self.arrivals or 0) * (self.days + self.warm_up) > MOST_ARRIVALS:
            raise ValueError(f"件数太多：每轮最多 {MOST_ARRIVALS} 件，请减少到件量或天数")
        return self


def read_experiment(text: str) -> yaml_marks.Marked:
    """读取方案: the values of a YAML file with their lines; raises `Invalid` for what is none."""
    try:
        marks = yaml_marks.read(text)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        raise Invalid(f"模拟方案第 {line} 行不是 YAML：{error.problem}。请检查缩进。") from error
    if marks.value is None:
        marks.value = {}
    if not isinstance(marks.value, dict):
        raise Invalid("模拟方案应是一组键值，例如 arrivals: 12/wd")
    return marks


def checked(values: Mapping[str, Any], marks: yaml_marks.Marked | None = None) -> Experiment:
    """核对方案: values as a checked experiment; raises `Invalid` naming every fault by its key."""
    try:
        return Experiment.model_validate(values)
    except ValidationError as error:
        faults = [_fault(one, marks) for one in error.errors()]
        raise Invalid("模拟方案有误，请改好再试。", errors=faults) from None


def join_experiments(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """合并方案: values where `above` has precedence, key by key."""
    merged = dict(below)
    for key, value in above.items():
        under = merged.get(key)
        is_deep = isinstance(value, Mapping) and isinstance(under, Mapping)
        merged[key] = join_experiments(under or {}, value) if is_deep else value
    return merged


_WORDS = {
    "extra_forbidden": "没有这个键，请删去或改成正确的键名",
    "missing": "缺少这个键，请补上",
    "int_parsing": "应是整数",
    "int_from_float": "应是整数",
    "float_parsing": "应是数字",
    "string_type": "应是文字",
    "list_type": "应是列表，每一项前加 -",
    "dict_type": "应是一组键值，请检查缩进",
    "model_type": "应是一组键值，请检查缩进",
    "date_parsing": "不是日期，写成 2026-03-02",
    "date_from_datetime_parsing": "不是日期，写成 2026-03-02",
    "string_pattern_mismatch": "不合编码格式：小写英文字母开头，词之间用 - 或 .",
}
_LIMITS = {
    "greater_than": "要大于 {gt:g}",
    "greater_than_equal": "不能小于 {ge:g}",
    "less_than_equal": "不能大于 {le:g}",
}


def _fault(one: Mapping[str, Any], marks: yaml_marks.Marked | None) -> FieldError:
    path = tuple(part for part in one["loc"] if not str(part).startswith("function-"))
    given, context = one.get("input"), one.get("ctx", {})
    kind = str(one["type"])
    if kind == "literal_error":
        words = f"“{given}”不在可选范围：{context.get('expected', '')}"
    elif kind in _LIMITS:
        words = f"是 {given}，{_LIMITS[kind].format(**context)}"
    elif kind == "value_error":
        words = str(context.get("error", one["msg"]))
    else:
        words = _WORDS.get(kind, str(one["msg"]))
    stands = marks is not None and path[:1] in marks.lines
    where = f"（第 {marks.line(path)} 行）" if marks and stands else ""
    return FieldError("/".join(map(str, path)) or "方案", f"{words}{where}")
