"""填报动作: starting, filling in and giving up an application."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from yimen.cases.actions import _sources
from yimen.cases.actions._answers import answers_to
from yimen.cases.events import (
    DraftDiscarded,
    DraftFilled,
    DraftStarted,
    PaperAttached,
    PaperRemoved,
)
from yimen.cases.models import Draft, Paper
from yimen.cases.queries import draft_view
from yimen.cases.queries.exemption import refuse_needless
from yimen.cases.rules.filling import check_section
from yimen.cases.rules.permissions import Owned
from yimen.catalogue.api import offered_bundle, offered_item
from yimen.documents.api import store_file
from yimen.kernel import clock
from yimen.kernel.actions import action
from yimen.kernel.actors import Actor
from yimen.kernel.events import publish
from yimen.kernel.permissions import require
from yimen.kernel.problems import Invalid, Unknown
from yimen.vocabulary.api import ElementDefinition, documents, elements, today

MEGABYTE = 1024 * 1024
FILES_PER_PAPER = 20


@action
def start_draft(by: Actor, bundle: str, scenario: Mapping[str, Any]) -> Draft:
    """开始填报: a draft of a bundle in the scenario that the answers describe.

    What sources hold about the applicant is fetched at once, for this draft and no other
    purpose. Raises `Invalid` for answers that are missing or none of the options, `Conflict`
    with the reason for a bundle that is stopped.
    """
    require(by, "cases.start")
    version = offered_bundle(bundle)
    draft = _begin(by, scenario, bundle=version)
    publish(by, DraftStarted(str(draft.id), version.code))
    return draft


@action
def start_single(by: Actor, item: str, scenario: Mapping[str, Any]) -> Draft:
    """单独申请: a draft of one item by itself, in the scenario of its own questions.

    Raises `Conflict` with the reason for an item that is stopped, that takes no applications
    online, that is part of bundles only, or that a list exempts in this scenario.
    """
    require(by, "cases.start")
    version = offered_item(item)
    draft = _begin(by, scenario, item=version)
    publish(by, DraftStarted(str(draft.id), "", version.code))
    return draft


def _begin(by: Actor, scenario: Mapping[str, Any], **of: Any) -> Draft:
    draft = Draft(
        party_id=UUID(str(by.party)),
        started_by=by.id,
        started_at=clock.now(),
        changed_at=clock.now(),
        **of,
    )
    draft.scenario = answers_to(draft, scenario)
    refuse_needless(draft)
    draft.save()
    _sources.gather(by, draft)
    return draft


@action
def change_scenario(by: Actor, draft_id: UUID, scenario: Mapping[str, Any]) -> Draft:
    """更改情形: other answers to the scenario questions; what was typed stays."""
    draft = _own(by, draft_id)
    draft.scenario = answers_to(draft, scenario)
    refuse_needless(draft)
    draft.changed_at = clock.now()
    draft.save()
    _sources.gather(by, draft)
    publish(by, DraftFilled(str(draft.id), "scenario", sorted(draft.scenario)))
    return draft


@action
def fill_section(
    by: Actor, draft_id: UUID, section: str, values: Mapping[str, Any], partial: bool = False
) -> Draft:
    """填写分区: keep the values of one section, all of them or none.

    `values` by element code; elements of other sections are refused, those that a source
    supplied are left as they are. `partial` saves what is there to come back to. Raises
    `Invalid` with every field's error.
    """
    draft = _own(by, draft_id)
    view = draft_view(draft)
    state = next((s for s in view.sections if s.code == section), None)
    if state is None:
        raise Unknown("这份申请里没有这个部分，请返回任务清单。")
    strange = sorted(set(values) - {f.element.code for f in state.fields})
    if strange:
        raise Invalid(f"“{state.name.zh_hans}”里没有这些数据元：{'、'.join(strange)}。")
    fields = [
        (
            f.element,
            f.view.name.zh_hans,
            f.view.required and not _will_be_asked(f.element, draft, values),
        )
        for f in state.fields
        if not f.supplied_by
    ]
    stored, errors = check_section(fields, elements(), values, today=today(), partial=partial)
    if errors:
        raise Invalid("有几处需要更正，内容还没有保存。", errors=errors)
    draft.form = {**draft.form, **stored}
    draft.changed_at = clock.now()
    draft.save()
    _sources.gather(by, draft)
    publish(by, DraftFilled(str(draft.id), section, sorted(stored)))
    return draft


@action
def attach_paper(
    by: Actor, draft_id: UUID, document: str, name: str, content: bytes, media_type: str = ""
) -> Paper:
    """提交材料: a file for one of the papers that the application asks for.

    The file is what its content is found to be, not what its name says. Raises `Invalid` for a
    file that is not what it claims, is too large, or is of a kind the paper does not take.
    """
    draft = _own(by, draft_id)
    wanted = {p.view.document: p for p in draft_view(draft).papers}
    if document not in wanted or wanted[document].status == "supplied":
        raise Invalid("这份申请不需要您提交这份材料。")
    if len(wanted[document].files) >= FILES_PER_PAPER:
        raise Invalid(f"一份材料最多 {FILES_PER_PAPER} 个文件，请合并成一个 PDF 再上传。")
    definition = documents()[document]
    file = store_file(
        by,
        content,
        name=name,
        claimed_type=media_type,
        formats=frozenset(definition.formats),
        max_bytes=definition.max_megabytes * MEGABYTE,
    )
    paper = Paper.objects.create(
        draft=draft, document=document, name=name[:200], file=file, added_at=clock.now()
    )
    publish(by, PaperAttached(str(draft.id), str(paper.id), document, file.sha256))
    return paper


@action
def remove_paper(by: Actor, draft_id: UUID, paper_id: UUID) -> Draft:
    """撤下材料: take a file out of a draft."""
    draft = _own(by, draft_id)
    paper = draft.papers.filter(pk=paper_id).first()
    if paper is None:
        raise Unknown("这份材料已经不在申请里了。")
    publish(by, PaperRemoved(str(draft.id), str(paper.id), paper.document))
    paper.delete()
    return draft


@action
def discard_draft(by: Actor, draft_id: UUID) -> Draft:
    """放弃填报: the draft ends, nothing was applied for."""
    draft = _own(by, draft_id)
    draft.ended_at = clock.now()
    draft.save()
    publish(by, DraftDiscarded(str(draft.id)))
    return draft


def _will_be_asked(element: ElementDefinition, draft: Draft, values: Mapping[str, Any]) -> bool:
    """Whether a source is about to be asked for the element, because its key is new: then the
    field may stay empty now, and is missed only if the source does not know it either."""
    if element.source is None:
        return False
    key = values.get(element.source.key)
    return bool(key) and key != draft.form.get(element.source.key)


def _own(by: Actor, draft_id: UUID) -> Draft:
    """The draft, locked, if it is open; asks for the permission to fill it."""
    draft = Draft.objects.select_for_update().filter(pk=draft_id).first()
    if draft is None:
        raise Unknown("没有找到这份填报，请从“我的办件”进入。")
    require(by, "cases.fill", Owned(str(draft.party_id)))
    if draft.ended_at is not None:
        raise Unknown("这份填报已经提交或放弃，请从“我的办件”查看。")
    return draft
