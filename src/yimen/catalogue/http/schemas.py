"""目录接口形状: how bundles and items look to programs."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Self

from yimen.catalogue.rules import (
    BundleDefinition,
    FieldUse,
    ItemDefinition,
    PaperUse,
    ScenarioQuestion,
    Step,
)
from yimen.catalogue.rules.open_data.tables import cited
from yimen.catalogue.rules.views import BundleView, PaperView, Savings
from yimen.kernel.http.operations import Answer
from yimen.kernel.packs import Names, Period, Source
from yimen.vocabulary.api import (
    Choice,
    DocumentDefinition,
    ElementDefinition,
    documents,
    elements,
)


class Term(Answer):
    """期限: as packs write it (`2wd`) and in words, with its basis."""

    period: str
    words: str
    basis: str = ""

    @classmethod
    def of(cls, period: Period, basis: Source | None = None) -> Self:
        """由期限"""
        return cls(period=str(period), words=period.words, basis=cited(basis) if basis else "")


class Question(Answer):
    """情形问题: asked before anything is filled in; `answer` where one is known."""

    code: str
    question: Names
    hint: Names | None
    type: str
    options: list[Choice]
    when: str
    answer: bool | str | None = None

    @classmethod
    def of(cls, question: ScenarioQuestion, answer: bool | str | None = None) -> Self:
        """由定义"""
        return cls(
            code=question.code,
            question=question.question,
            hint=question.hint,
            type=question.type,
            options=question.options,
            when=question.when,
            answer=answer,
        )


class Member(Answer):
    """联办事项: an item of a bundle; `applies` is None while the answers leave it open."""

    item: str
    name: Names
    applies: bool | None
    when: str


class PaperAsked(Answer):
    """材料: a paper that a bundle needs, and who supplies it (`asked`: the applicant)."""

    document: str
    name: Names
    essential: bool
    may_defer: bool
    applies: bool | None
    when: str
    disposition: str
    supplier: str

    @classmethod
    def of(cls, paper: PaperView) -> Self:
        """由视图"""
        return cls.model_validate(paper)


class SavingsAnswer(Answer):
    """节省: the bundle against its items applied for one by one; days are working days."""

    fields_separately: int
    fields_once: int
    fields_supplied: int
    papers_separately: int
    papers_asked: int
    visits_separately: int
    visits: int
    days_separately: Decimal
    days: Decimal


class Preview(Answer):
    """预览: what a bundle asks and saves in a scenario, before anything is filled in."""

    members: list[Member]
    papers: list[PaperAsked]
    fields: int
    savings: SavingsAnswer

    @classmethod
    def of(cls, view: BundleView, savings: Savings) -> Self:
        """由视图"""
        return cls(
            members=[Member.model_validate(member) for member in view.members],
            papers=[PaperAsked.of(paper) for paper in view.papers],
            fields=len(view.fields),
            savings=SavingsAnswer.model_validate(savings),
        )


class BundleRow(Answer):
    """一件事条目"""

    code: str
    name: Names
    summary: Names
    unit: str
    unit_name: str
    promised: Term
    items: list[str]

    @classmethod
    def of(cls, bundle: BundleDefinition, units: Mapping[str, str]) -> Self:
        """由定义"""
        return cls(
            code=bundle.code,
            name=bundle.name,
            summary=bundle.summary,
            unit=bundle.unit,
            unit_name=units.get(bundle.unit, ""),
            promised=Term.of(bundle.promised, bundle.promised_basis),
            items=[member.item for member in bundle.members],
        )


class SectionAnswer(Answer):
    """填报分区: elements that are filled in together."""

    code: str
    name: Names
    hint: Names | None
    elements: list[str]


class BundleAnswer(Answer):
    """一件事: a bundle in force, with a preview for the scenario that was asked about."""

    code: str
    name: Names
    summary: Names
    unit: str
    unit_name: str
    applicants: list[str]
    effective_from: date
    promised: Term
    basis: list[str]
    visits: int
    scenario: list[Question]
    sections: list[SectionAnswer]
    preview: Preview

    @classmethod
    def of(cls, bundle: BundleDefinition, units: Mapping[str, str], preview: Preview) -> Self:
        """由定义"""
        return cls(
            code=bundle.code,
            name=bundle.name,
            summary=bundle.summary,
            unit=bundle.unit,
            unit_name=units.get(bundle.unit, ""),
            applicants=list(bundle.applicants),
            effective_from=bundle.effective_from,
            promised=Term.of(bundle.promised, bundle.promised_basis),
            basis=[cited(one) for one in bundle.basis],
            visits=bundle.visits,
            scenario=[Question.of(question) for question in bundle.scenario],
            sections=[SectionAnswer.model_validate(section) for section in bundle.sections],
            preview=preview,
        )


class FieldOfItem(Answer):
    """表单字段"""

    element: str
    name: Names
    type: str
    required: bool
    when: str
    source: str


class PaperOfItem(Answer):
    """申请材料"""

    document: str
    name: Names
    essential: bool
    may_defer: bool
    may_promise: bool
    when: str
    source: str
    issued_by_item: str
    originals: int
    copies: int
    made_by: str
    in_person: bool
    note: Names | None
    standard: Names | None
    defer_list: str
    later_list: str
    basis: list[str]


class StepOfItem(Answer):
    """环节"""

    code: str
    name: Names
    kind: str
    unit: str
    unit_name: str
    role: str
    after: list[str]
    needs: list[str]
    when: str
    within: Term
    quorum: int | None
    on_silence: str
    procedure: str
    item: str
    checks: list[Names]

    @classmethod
    def of(cls, step: Step, item: ItemDefinition, units: Mapping[str, str]) -> Self:
        """由定义"""
        unit = step.unit or item.unit
        return cls(
            code=step.code,
            name=step.name,
            kind=step.kind,
            unit=unit,
            unit_name=units.get(unit, ""),
            role="" if step.kind in {"automatic", "issue"} else step.role,
            after=step.after,
            needs=step.needs,
            when=step.when,
            within=Term.of(step.within, step.silence_basis),
            quorum=step.quorum,
            on_silence=step.on_silence,
            procedure=step.procedure or "",
            item=step.item or "",
            checks=step.checks,
        )


class FeeAnswer(Answer):
    """收费: in yuan."""

    name: Names
    yuan: str
    basis: str


class ItemAnswer(Answer):
    """事项: an item in force; `digest` is the published version's."""

    code: str
    digest: str
    name: Names
    unit: str
    unit_name: str
    kind: str
    handling: str
    applicants: list[str]
    channels: list[str]
    effective_from: date
    basis: list[str]
    promised: Term
    statutory: Term | None
    visits: int
    fees: list[FeeAnswer]
    fields: list[FieldOfItem]
    papers: list[PaperOfItem]
    steps: list[StepOfItem]
    result: str
    result_name: Names | None
    produces: list[str]

    @classmethod
    def of(cls, item: ItemDefinition, digest: str, units: Mapping[str, str]) -> Self:
        """由定义"""
        limits = item.limits
        result = documents().get(item.result.document) if item.result else None
        return cls(
            code=item.code,
            digest=digest,
            name=item.name,
            unit=item.unit,
            unit_name=units.get(item.unit, ""),
            kind=item.kind,
            handling=item.handling,
            applicants=list(item.applicants),
            channels=list(item.channels),
            effective_from=item.effective_from,
            basis=[cited(one) for one in item.basis],
            promised=Term.of(limits.promised, limits.promised_basis),
            statutory=Term.of(limits.statutory, limits.statutory_basis)
            if limits.statutory
            else None,
            visits=item.visits,
            fees=[
                FeeAnswer(name=fee.name, yuan=fee.yuan, basis=cited(fee.basis)) for fee in item.fees
            ],
            fields=_fields(item),
            papers=_papers(item),
            steps=[StepOfItem.of(step, item, units) for step in item.steps],
            result=item.result_document,
            result_name=result.name if result else None,
            produces=item.produces,
        )


def _fields(item: ItemDefinition) -> list[FieldOfItem]:
    """The words are today's: what has gone since an old version is called by its code."""
    return [_field(use, elements().get(use.element)) for use in item.fields]


def _field(use: FieldUse, element: ElementDefinition | None) -> FieldOfItem:
    own = element.name if element else Names(zh_hans=use.element)
    return FieldOfItem(
        element=use.element,
        name=use.name or own,
        type=element.type if element else "text",
        required=use.required,
        when=use.when,
        source=_resource(element.source if element else None),
    )


def _papers(item: ItemDefinition) -> list[PaperOfItem]:
    return [_paper(use, documents().get(use.document)) for use in item.papers]


def _paper(use: PaperUse, document: DocumentDefinition | None) -> PaperOfItem:
    return PaperOfItem(
        document=use.document,
        name=document.name if document else Names(zh_hans=use.document),
        essential=use.essential,
        may_defer=use.may_defer,
        may_promise=use.may_promise,
        when=use.when,
        source=_resource(document.source if document else None),
        issued_by_item=(document.issued_by_item if document else None) or "",
        originals=use.originals,
        copies=use.copies,
        made_by=use.made_by,
        in_person=use.in_person,
        note=use.note,
        standard=use.standard,
        defer_list=use.defer_list or "",
        later_list=use.later_list or "",
        basis=[cited(one) for one in use.basis],
    )


def _resource(source: object) -> str:
    return str(getattr(source, "resource", ""))
