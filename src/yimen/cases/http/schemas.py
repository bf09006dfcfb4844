"""办件接口形状: how drafts look to programs."""

from datetime import datetime
from typing import Any, Self
from uuid import UUID

from yimen.cases.models import Paper
from yimen.cases.queries.drafts import DraftView, FilledField, PaperState, SectionState
from yimen.catalogue.api import ScenarioQuestion
from yimen.catalogue.http.schemas import Member, Question, SavingsAnswer, Term
from yimen.kernel.http.operations import Answer
from yimen.kernel.packs import Names
from yimen.vocabulary.api import Choice, DocumentDefinition, ElementDefinition


class Column(Answer):
    """表格列: one column of a table element."""

    element: str
    name: Names
    type: str
    choices: list[Choice]


class Field(Answer):
    """字段: one element of the form, its value, and who supplied it (empty: the applicant)."""

    element: str
    name: Names
    hint: Names | None
    type: str
    required: bool
    choices: list[Choice]
    columns: list[Column]
    value: Any
    supplied_by: str
    missing: bool
    used_by: list[str]

    @classmethod
    def of(cls, field: FilledField, words: dict[str, ElementDefinition]) -> Self:
        """由视图"""
        element, view = field.element, field.view
        columns = [words[code] for code in element.columns]
        return cls(
            element=element.code,
            name=view.name,
            hint=view.hint,
            type=element.type,
            required=view.required,
            choices=element.choices,
            columns=[
                Column(element=c.code, name=c.name, type=c.type, choices=c.choices) for c in columns
            ],
            value=field.value,
            supplied_by=field.supplied_by,
            missing=field.missing,
            used_by=list(view.used_by),
        )


class Section(Answer):
    """分区: one task of the task list; `status` is done, started or empty."""

    code: str
    name: Names
    hint: Names | None
    status: str
    fields: list[Field]

    @classmethod
    def of(cls, section: SectionState, words: dict[str, ElementDefinition]) -> Self:
        """由视图"""
        return cls(
            code=section.code,
            name=section.name,
            hint=section.hint,
            status=section.status,
            fields=[Field.of(field, words) for field in section.fields],
        )


class PaperFile(Answer):
    """材料文件: a file handed in, or a paper that a source or a result supplied."""

    id: UUID
    document: str
    name: str
    origin: str
    added_at: datetime

    @classmethod
    def of(cls, paper: Paper) -> Self:
        """由材料"""
        return cls.model_validate(paper)


class PaperOfDraft(Answer):
    """材料: `status` is asked, done, promised, or supplied (by `supplier`).

    `promised` is the day by which a deferred paper follows; empty for a promise in its place.
    """

    document: str
    name: Names
    hint: Names | None
    essential: bool
    formats: list[str]
    max_megabytes: int
    status: str
    supplier: str
    promised: str
    files: list[PaperFile]

    @classmethod
    def of(cls, paper: PaperState, known: dict[str, DocumentDefinition]) -> Self:
        """由视图"""
        definition = known[paper.view.document]
        return cls(
            document=paper.view.document,
            name=paper.view.name,
            hint=definition.hint,
            essential=paper.view.essential,
            formats=list(definition.formats),
            max_megabytes=definition.max_megabytes,
            status=paper.status,
            supplier=paper.supplier,
            promised=paper.promised,
            files=[PaperFile.of(one) for one in paper.files],
        )


class DraftAnswer(Answer):
    """填报: what is asked, what is there, and what is missing before it can be submitted.

    `bundle` or `item` is the code of what is applied for; the other is empty.
    """

    id: UUID
    bundle: str
    item: str
    name: Names
    started_at: datetime
    changed_at: datetime
    promised: Term
    scenario: list[Question]
    members: list[Member]
    sections: list[Section]
    papers: list[PaperOfDraft]
    savings: SavingsAnswer
    done: int
    total: int
    complete: bool

    @classmethod
    def of(
        cls,
        view: DraftView,
        questions: list[ScenarioQuestion],
        words: dict[str, ElementDefinition],
        known: dict[str, DocumentDefinition],
    ) -> Self:
        """由视图"""
        answers = view.draft.scenario
        return cls(
            id=view.draft.id,
            bundle="" if view.offer.single else view.bundle.code,
            item=view.bundle.code if view.offer.single else "",
            name=view.bundle.name,
            started_at=view.draft.started_at,
            changed_at=view.draft.changed_at,
            promised=Term.of(view.bundle.promised, view.bundle.promised_basis),
            scenario=[Question.of(q, answers.get(q.code)) for q in questions],
            members=[Member.model_validate(member) for member in view.view.members],
            sections=[Section.of(section, words) for section in view.sections],
            papers=[PaperOfDraft.of(paper, known) for paper in view.papers],
            savings=SavingsAnswer.model_validate(view.savings),
            done=view.done,
            total=view.total,
            complete=view.complete,
        )
