"""草稿查询: the task list of an application that is being filled in."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from yimen.cases.models import Draft, Paper
from yimen.cases.queries.definitions import offer_of
from yimen.cases.rules.permissions import Owned
from yimen.catalogue.api import (
    BundleDefinition,
    BundleView,
    FieldView,
    Offer,
    PaperView,
    Savings,
    ScenarioQuestion,
    form_name,
)
from yimen.kernel import permissions
from yimen.kernel.actors import Actor
from yimen.kernel.problems import Unknown
from yimen.vocabulary.api import ElementDefinition, elements


@dataclass(frozen=True)
class FilledField:
    """已填字段: a field of the form with its value and, where one gave it, its source."""

    view: FieldView
    element: ElementDefinition
    value: Any
    supplied_by: str

    @property
    def missing(self) -> bool:
        """是否缺填: required and without a value."""
        return self.view.required and _blank(self.value)


@dataclass(frozen=True)
class SectionState:
    """分区进度: one task of the task list. `status`: done, started or empty."""

    code: str
    name: Any
    hint: Any
    fields: list[FilledField]
    status: str


@dataclass(frozen=True)
class PaperState:
    """材料进度: a paper of the application. `status`: done, asked, promised or supplied.

    A promised paper follows by the day `promised` (ISO); empty where a promise stands in for it.
    """

    view: PaperView
    files: list[Paper]
    status: str
    supplier: str
    promised: str = ""


@dataclass(frozen=True)
class DraftView:
    """填报进度: what is asked, what is there, and what is still missing.

    `bundle` is the item as a bundle of one where it is applied for by itself.
    """

    draft: Draft
    offer: Offer
    bundle: BundleDefinition
    view: BundleView
    sections: list[SectionState]
    papers: list[PaperState]
    savings: Savings

    @property
    def papers_done(self) -> bool:
        """材料是否齐"""
        return all(paper.status != "asked" for paper in self.papers)

    @property
    def done(self) -> int:
        """已完成任务数: sections and the papers' task that are complete."""
        return sum(s.status == "done" for s in self.sections) + self.papers_done

    @property
    def total(self) -> int:
        """任务总数"""
        return len(self.sections) + 1

    @property
    def complete(self) -> bool:
        """是否可以提交"""
        known = all(m.applies is not None for m in self.view.members)
        return self.done == self.total and known and bool(self.view.members)


def readable_draft(by: Actor, draft_id: UUID, *, ended: bool = False) -> Draft:
    """可见草稿: the actor's own open draft (`ended`: or ended one); otherwise `Unknown`."""
    found = Draft.objects.filter(pk=draft_id)
    draft = (found if ended else found.filter(ended_at=None)).first()
    if draft is None or not permissions.allowed(by, "cases.fill", Owned(str(draft.party_id))):
        raise Unknown("没有找到这份填报。它可能已经提交或放弃，请从“我的办件”进入。")
    return draft


def drafts_of(by: Actor) -> "QuerySet[Draft]":
    """我的草稿: open drafts of the actor's party, newest first."""
    if by.party is None:
        return Draft.objects.none()
    found = Draft.objects.filter(party_id=by.party, ended_at=None)
    return found.order_by("-changed_at")


def draft_form(draft: Draft) -> dict[str, Any]:
    """草稿数据: what was typed, what the scenario told, what sources gave; these count first."""
    given = {code: entry["value"] for code, entry in draft.supplied.get("elements", {}).items()}
    return {**draft.form, **_told(draft), **given}


def _told(draft: Draft) -> dict[str, Any]:
    """Elements that answers to scenario questions fill."""
    return {
        q.element: draft.scenario[q.code]
        for q in offer_of(draft).bundle.scenario
        if q.element and q.code in draft.scenario
    }


def draft_view(draft: Draft) -> DraftView:
    """填报进度: the draft's task list and papers, derived afresh from what is known."""
    form = draft_form(draft)
    offer = offer_of(draft)
    view = offer.view(draft.scenario, form)
    words = elements()
    suppliers = dict.fromkeys(_told(draft), "scenario") | {
        code: entry["resource"] for code, entry in draft.supplied.get("elements", {}).items()
    }
    deciding = _deciding(offer, view, draft.scenario, form)
    sections = []
    for section in view.sections:
        fields = [
            FilledField(
                field,
                words[field.element],
                form.get(field.element),
                suppliers.get(field.element, ""),
            )
            for field in section.fields
            if field.disposition != "from_result"
            and (field.applies is True or field.element in deciding)
        ]
        if fields:
            sections.append(
                SectionState(section.code, section.name, section.hint, fields, _status(fields))
            )
    return DraftView(
        draft=draft,
        offer=offer,
        bundle=offer.bundle,
        view=view,
        sections=sections,
        papers=_papers(draft, view),
        savings=offer.savings(view),
    )


def _deciding(
    offer: Offer, view: BundleView, scenario: Mapping[str, Any], form: Mapping[str, Any]
) -> set[str]:
    """Elements that decide whether an item applies at all: asked, though it is not yet known."""
    whens = [member.when for member in view.members if member.applies is None]
    if not whens:
        return set()
    facts = offer.conditions.given(scenario, form)
    names = {name for when in whens for name in facts.missing(when)}
    return {field.element for field in view.fields if form_name(field.element) in names}


def open_questions(offer: Offer, scenario: Mapping[str, Any]) -> list[ScenarioQuestion]:
    """情形问题: the scenario questions that apply to the answers so far, in order."""
    facts = offer.conditions.given(scenario, {})
    return [q for q in offer.bundle.scenario if facts.applies(q.when) is not False]


def preview(offer: Offer, scenario: Mapping[str, Any]) -> tuple[BundleView, Savings]:
    """预览: what would be asked and saved in a scenario, before anything is filled in."""
    view = offer.view(scenario, {})
    return view, offer.savings(view)


def _status(fields: list[FilledField]) -> str:
    if not any(f.missing for f in fields):
        return "done"
    typed = any(not _blank(f.value) and not f.supplied_by for f in fields)
    return "started" if typed else "empty"


def _papers(draft: Draft, view: BundleView) -> list[PaperState]:
    files: dict[str, list[Paper]] = {}
    for paper in draft.papers.select_related("file").order_by("added_at"):
        files.setdefault(paper.document, []).append(paper)
    found = draft.supplied.get("papers", {})
    promised = draft.supplied.get("promised", {})
    states = []
    for wanted in view.papers:
        if wanted.applies is not True:
            continue
        mine = files.get(wanted.document, [])
        if wanted.disposition == "from_result" or wanted.document in found:
            supplier = found.get(wanted.document, wanted.supplier)
            states.append(PaperState(wanted, mine, "supplied", supplier))
        elif not mine and wanted.document in promised:
            due = promised[wanted.document]["due"]
            states.append(PaperState(wanted, mine, "promised", "", due))
        else:
            states.append(PaperState(wanted, mine, "done" if mine else "asked", ""))
    return states


def _blank(value: Any) -> bool:
    return value is None or value in ("", [])
