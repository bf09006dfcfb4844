"""一件事视图: what a bundle looks like for one application, as immutable values.

`applies` is True, False or None ("not yet known") throughout; what does not apply is left out,
what is not yet known is kept and marked.
"""

import dataclasses
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from yimen.kernel.packs import Names

Disposition = Literal["asked", "from_source", "from_result"]
"""Asked of the applicant; or supplied by a data resource; or by another member's result."""


class View:
    """视图: base of the values below: each can be written as JSON."""

    def as_json(self) -> dict[str, Any]:
        """可序列化: the fields by name, as JSON values; working days are numbers."""
        shown = dataclasses.fields(self)  # type: ignore[arg-type]  # every view is a dataclass
        return {field.name: _json(getattr(self, field.name)) for field in shown}


def _json(value: Any) -> Any:
    if isinstance(value, View):
        return value.as_json()
    if isinstance(value, Names):
        return value.model_dump()
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, tuple):
        return [_json(one) for one in value]
    return value


@dataclass(frozen=True)
class MemberView(View):
    """联办事项: one member; `fields` and `papers` are those of its own that certainly apply."""

    item: str
    name: Names
    applies: bool | None
    when: str
    fields: tuple[str, ...]
    papers: tuple[str, ...]


@dataclass(frozen=True)
class FieldView(View):
    """合并字段: one element of the joined form, asked once for all members that use it.

    It is required if one use that applies or may still apply requires it. `when` is the
    condition that one use applies, its member's own condition included. `disposition` says where
    the value comes from and `supplier` names the resource, or the item whose product it is.
    """

    element: str
    name: Names
    hint: Names | None
    required: bool
    applies: bool | None
    when: str
    used_by: tuple[str, ...]
    disposition: Disposition
    supplier: str


@dataclass(frozen=True)
class SectionView(View):
    """填报分区: one task of the task list with the fields that apply or may still apply."""

    code: str
    name: Names
    hint: Names | None
    fields: tuple[FieldView, ...]


@dataclass(frozen=True)
class PaperView(View):
    """合并材料: one document type, handed in once for all members that want it.

    The strictest use counts: essential if one use is, deferrable (容缺) and promisable (告知承诺)
    only if every use allows it. `disposition` and `supplier` as for fields.
    """

    document: str
    name: Names
    essential: bool
    may_defer: bool
    may_promise: bool
    applies: bool | None
    when: str
    used_by: tuple[str, ...]
    disposition: Disposition
    supplier: str


@dataclass(frozen=True)
class CriticalPath(View):
    """关键路径: the working days of the slowest way through all members, and that way.

    `steps` are pairs of item and step; the next waits for the one before it.
    """

    days: Decimal
    steps: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Conflict(View):
    """冲突: what keeps the members from fitting together.

    `naming`: items call one element by different names; `unplaced`: a field that must be asked
    stands in no section; `waiting`: a step needs what neither the form nor a member gives;
    `deadlock`: members wait for each other; `limits`: a step is not limited in working time.
    When a bundle is composed also: `question`: two questions under one code; `applicants`: nobody
    can apply for all of it; `result`: a paper that another member issues, with no step waiting.
    """

    kind: Literal[
        "naming", "unplaced", "waiting", "deadlock", "limits", "question", "applicants", "result"
    ]
    subject: str
    items: tuple[str, ...]
    message: str


@dataclass(frozen=True)
class BundleView(View):
    """一件事视图: a bundle as it stands for one application.

    `critical` is over all members that apply or may still apply; None when a conflict
    (`deadlock`, `limits`) leaves no path.
    """

    bundle: str
    members: tuple[MemberView, ...]
    left_out: tuple[str, ...]
    sections: tuple[SectionView, ...]
    papers: tuple[PaperView, ...]
    critical: CriticalPath | None
    conflicts: tuple[Conflict, ...]

    @property
    def fields(self) -> tuple[FieldView, ...]:
        """全部字段: the fields of all sections in their order."""
        return tuple(one for section in self.sections for one in section.fields)


@dataclass(frozen=True)
class Savings(View):
    """节省: a bundle against its members applied for one by one.

    Only members, fields and papers that certainly apply are counted, on both sides; a table
    counts as one field.

    - `fields_separately`: the fields of each member's own form, added up;
    - `fields_once`: the different elements among them;
    - `fields_supplied`: of `fields_once`, those that a source or a member's result supplies, so
      that the applicant only looks them over or never sees them;
    - `papers_separately`: the papers of each member, added up;
    - `papers_asked`: the document types that the applicant must hand in: neither a source nor a
      member's result gives them;
    - `visits_separately`: the members' `visits` added up;
    - `visits`: the bundle's own `visits` and the members' `visits_in_bundle` added up;
    - `days_separately`: the promised limits one after another, in working days;
    - `days`: the critical path over these members, in working days.
    """

    fields_separately: int
    fields_once: int
    fields_supplied: int
    papers_separately: int
    papers_asked: int
    visits_separately: int
    visits: int
    days_separately: Decimal
    days: Decimal
