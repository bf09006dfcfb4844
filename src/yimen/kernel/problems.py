"""问题: errors that people and machines can act on (RFC 9457 problem details)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


def gettext_noop(text: str) -> str:
    """待译文字: marks a text for translation where it is shown.

    Django's own asks for settings, which some commands do without.
    """
    return text


@dataclass(frozen=True)
class FieldError:
    """字段错误: what is wrong with one field, and how to put it right.

    `field` is the field's name (an element code, a form field, or a path such as `steps/2/unit`).
    """

    field: str
    message: str


class Problem(Exception):
    """问题: base of every error the platform raises on purpose.

    `title` is the same for every occurrence, `detail` says what happened this time and what to
    do; both are in the user's language. `status` is the HTTP status that carries it.
    """

    status = 400
    kind = "problem"
    title = gettext_noop("请求无法处理")

    def __init__(
        self,
        detail: str = "",
        *,
        errors: Sequence[FieldError] = (),
        **extra: Any,
    ) -> None:
        super().__init__(detail or self.title)
        self.detail = detail or self.title
        self.errors = tuple(errors)
        self.extra: Mapping[str, Any] = extra

    def as_json(self) -> dict[str, Any]:
        """问题详情: the body of an `application/problem+json` answer (RFC 9457 §3)."""
        body: dict[str, Any] = {
            "type": f"urn:yimen:problem:{self.kind}",
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
        }
        if self.errors:
            body["errors"] = [{"field": e.field, "message": e.message} for e in self.errors]
        return {**body, **self.extra}


class Invalid(Problem):
    """输入有误: one or more fields cannot be taken as they are."""

    status = 422
    kind = "invalid"
    title = gettext_noop("填写的内容有误")


class Denied(Problem):
    """无权操作: the actor may not do this to this object."""

    status = 403
    kind = "denied"
    title = gettext_noop("没有权限")


class Unknown(Problem):
    """查无此项: there is nothing here that the actor may see."""

    status = 404
    kind = "unknown"
    title = gettext_noop("没有找到")


class Conflict(Problem):
    """状态冲突: the object is in a state in which this cannot be done."""

    status = 409
    kind = "conflict"
    title = gettext_noop("当前状态不能这样办理")


class TooLarge(Problem):
    """文件过大: more bytes than the platform takes."""

    status = 413
    kind = "too-large"
    title = gettext_noop("文件过大")


class Unavailable(Problem):
    """暂时不可用: something the platform stands on does not answer."""

    status = 503
    kind = "unavailable"
    title = gettext_noop("服务暂时不可用")


@dataclass
class PackFault:
    """城市包缺陷: one fault of a pack, named so that its author can mend it.

    `file` is relative to the pack's folder; `line` counts from 1 (0: the whole file).
    """

    file: str
    line: int
    message: str
    remedy: str = ""

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place} {self.message}" + (f" → {self.remedy}" if self.remedy else "")


@dataclass
class PackFaults(Problem):
    """城市包不能装载: every fault found, none of the pack loaded."""

    faults: list[PackFault] = field(default_factory=list)
    status = 422
    kind = "pack"
    title = gettext_noop("城市包有误，未作任何改动")

    def __post_init__(self) -> None:
        Problem.__init__(self, "\n".join(str(fault) for fault in self.faults))
