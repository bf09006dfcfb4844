"""事项定义: what a pack's item and bundle files may say.

Conditions (`when`) are CEL expressions over two names: `scenario` (answers of the scenario
questions, by their code) and `form` (element values, by element code with dots as in
`form.premises.ownership`). An expression that cannot be decided yet counts as "not yet known".
"""

from datetime import date
from typing import Literal

from pydantic import Field, model_validator

from yimen.catalogue.rules.guide import CodeUse, Guide
from yimen.catalogue.rules.steps import Step
from yimen.catalogue.rules.terms import (
    Acceptance,
    CommitmentRule,
    Concern,
    Delegation,
    Limits,
    Listing,
    Quota,
    Reform,
    Renewal,
)
from yimen.kernel.packs.model import Code, Named, PackModel, Period, Source
from yimen.vocabulary.api import Choice


class FieldUse(PackModel):
    """表单字段: the use of an element in an item's form."""

    element: Code
    required: bool = True
    when: str = ""
    name: Named | None = None
    hint: Named | None = None


class PaperUse(PackModel):
    """申请材料: the use of a document type among an item's papers.

    `essential` papers (主审材料) can never be deferred; `may_defer` is for the others (容缺).
    `originals` and `copies` are wanted on paper where the application is handed in on paper.
    """

    document: Code
    essential: bool = True
    may_defer: bool = False
    may_promise: bool = False
    when: str = ""
    originals: int = Field(default=0, ge=0)
    copies: int = Field(default=0, ge=0)
    made_by: Literal["applicant", "government", "third_party"] = "applicant"
    in_person: bool = False
    note: Named | None = None
    """填报须知: what to mind when filling it in."""
    standard: Named | None = None
    """受理标准: what the counter looks for."""
    defer_list: Code | None = None
    later_list: Code | None = None
    """The published lists by which it may be deferred or promised; publishing puts them there."""
    basis: list[Source] = []

    @model_validator(mode="after")
    def _not_both(self) -> "PaperUse":
        if self.essential and self.may_defer:
            raise ValueError("主审材料（essential）不能容缺（may_defer）")
        return self


class Row(PackModel):
    """证照栏目: one line on the certificate: a label and the element or text it shows.

    Templates with fixed places (business_licence, permit) take each line by its `field`, the
    template's name for the place; notices print the lines as they stand.
    """

    label: Named
    field: str = ""
    element: Code | None = None
    text: str = ""


class Result(PackModel):
    """审批结果: the certificate or notice that a granted application ends in."""

    document: Code
    rows: list[Row] = []
    paragraphs: list[str] = []
    valid_years: int | None = None
    number_prefix: str = ""


class Fee(PackModel):
    """收费: a fee in yuan with its basis; no entry means no fee."""

    name: Named
    yuan: str = Field(pattern=r"^\d+(\.\d{2})?$")
    basis: Source


class ScenarioQuestion(PackModel):
    """办理情形问题: a question whose answer decides which items, fields and papers apply."""

    code: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    question: Named
    hint: Named | None = None
    type: Literal["boolean", "choice"] = "boolean"
    options: list[Choice] = []
    when: str = ""
    element: Code | None = None
    """The element that the answer fills, so that the form does not ask it again."""

    @model_validator(mode="after")
    def _options_if_choice(self) -> "ScenarioQuestion":
        if (self.type == "choice") != bool(self.options):
            raise ValueError("type 为 choice 时要列出 options，boolean 时不能列")
        return self


class ItemDefinition(PackModel):
    """事项: something that can be applied for, with everything its handling follows."""

    code: Code
    name: Named
    aliases: list[Named] = []
    """Other names under which people know it; search finds it by them."""
    entry: Code | None = None
    """The entry of the basic directory that it implements."""
    codes: list[CodeUse] = []
    status: Literal["open", "suspended", "cancelled"] = "open"
    status_note: Named | None = None
    replaces: list[Code] = []
    """Items that this one takes the place of: several when merged, one when that was split."""
    unit: Code
    context: Code
    kind: Literal[
        "licence", "filing", "registration", "confirmation", "public_service", "other_power"
    ]
    handling: Literal["immediate", "commitment"]
    applicants: list[Literal["person", "organisation"]]
    channels: list[Literal["online", "counter", "kiosk", "mail", "mobile"]]
    effective_from: date
    effective_to: date | None = None
    basis: list[Source] = Field(min_length=1)
    limits: Limits
    visits: int = Field(ge=0)
    visits_in_bundle: int = Field(default=0, ge=0)
    fees: list[Fee] = []
    fields: list[FieldUse]
    papers: list[PaperUse]
    acceptance: Acceptance = Acceptance()
    commitment: CommitmentRule | None = None
    concerns: list[Concern] = []
    hearing: bool = False
    """Whether the law gives a right to a hearing before the decision (行政许可法第四十七条)."""
    quota: Quota | None = None
    renewal: Renewal | None = None
    delivery: list[Literal["electronic", "counter", "mail", "kiosk", "other_city"]] = ["electronic"]
    delegation: Delegation | None = None
    enterprise_permit: bool = False
    """Whether it is a permit for doing business (涉企经营许可); see `reform`."""
    reform: Reform | None = None
    exempt: list[Listing] = []
    key: list[Listing] = []
    scenario: list[ScenarioQuestion] = []
    """Asked when it is applied for by itself; a bundle asks its own questions."""
    guide: Guide = Guide()
    steps: list[Step] = Field(min_length=1)
    result: Result | None = None
    """None: the item ends without a certificate (a filing, of which the receipt is the proof)."""
    produces: list[Code] = []
    description: Named | None = None
    theme: Named | None = None

    @property
    def needed(self) -> str:
        """适用条件: the condition under which no exemption holds; "" when there is none."""
        return " && ".join(f"!({one.when or 'true'})" for one in self.exempt)

    @property
    def offered(self) -> bool:
        """可申请: whether it can be applied for: open, and no approval that was cancelled."""
        return self.status == "open" and not (self.reform and self.reform.mode == "cancelled")

    @property
    def result_document(self) -> str:
        """结果种类: the document type of the result, or empty when there is none."""
        return self.result.document if self.result else ""


class BundleMember(PackModel):
    """联办事项: an item of the bundle, perhaps only in some scenarios."""

    item: Code
    when: str = ""


class Section(PackModel):
    """填报分区: one task of the task list: the elements that are filled together."""

    code: Code
    name: Named
    hint: Named | None = None
    elements: list[Code] = Field(min_length=1)


class BundleDefinition(PackModel):
    """一件事: several items behind one form, one set of papers, one receipt."""

    code: Code
    name: Named
    summary: Named
    unit: Code
    effective_from: date
    effective_to: date | None = None
    applicants: list[Literal["person", "organisation"]]
    status: Literal["open", "suspended", "cancelled"] = "open"
    status_note: Named | None = None
    aliases: list[Named] = []
    basis: list[Source] = Field(min_length=1)
    promised: Period
    promised_basis: Source
    visits: int = Field(default=0, ge=0)
    scenario: list[ScenarioQuestion] = []
    members: list[BundleMember] = Field(min_length=1)
    sections: list[Section] = Field(min_length=1)
    subject_name: Code
    """The element that names what the application is about (`enterprise.name`)."""
    icon: str = "building"
