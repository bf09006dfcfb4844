"""变更单动作: drafting a change, submitting it, reviewing it, publishing it.

    drafting → submitted → approved → published
       ↑___________|___________|          (given back; edited anew)
    any of the first three → withdrawn

A change is reviewed by people who wrote nothing in it; what is published is exactly what was
reviewed, for a change that was submitted cannot be edited.
"""

from uuid import UUID

from yimen.catalogue.actions._versions import publish_all
from yimen.catalogue.events import (
    ChangeOpened,
    ChangePartDropped,
    ChangePartSaved,
    ChangePublished,
    ChangeRemarked,
    ChangeRemarkSettled,
    ChangeReviewed,
    ChangeSubmitted,
    ChangeWithdrawn,
)
from yimen.catalogue.models import Change, ChangePart, Remark, Review
from yimen.catalogue.queries.changes import (
    VERSIONS,
    ChangeView,
    drafted,
    version_before,
    view_of_change,
)
from yimen.catalogue.queries.digests import unpublished
from yimen.catalogue.rules import changes
from yimen.kernel import clock
from yimen.kernel.actions import action
from yimen.kernel.actors import Actor
from yimen.kernel.events import publish
from yimen.kernel.permissions import require
from yimen.kernel.problems import Conflict, FieldError, Invalid, Unknown

LONGEST_TEXT = 200_000
"""Characters of one definition: many times what the longest has."""


@action
def open_change(by: Actor, title: str, reason: str) -> Change:
    """新建变更单: an empty draft. `reason` tells reviewers and, later, the public why."""
    require(by, "catalogue.draft")
    wanted = {"title": title.strip(), "reason": reason.strip()}
    errors = [FieldError(name, "请填写") for name, said in wanted.items() if not said]
    if len(wanted["title"]) > 120:
        errors.append(FieldError("title", "标题最多 120 个字"))
    if errors:
        raise Invalid(errors=errors)
    change: Change = Change.objects.create(
        **wanted, author=by.id, author_name=by.name, opened_at=clock.now()
    )
    publish(by, ChangeOpened(str(change.id), change.title))
    return change


@action
def save_part(
    by: Actor, change_id: UUID, kind: str, code: str, text: str, revision: int = 0
) -> ChangePart:
    """保存变更内容: the YAML text of one definition; faulty text is kept, and told.

    `revision` is the one that the editor read (0 for a part that is new to the change): raises
    `Conflict` when somebody saved another meanwhile. Raises `Invalid` for an unknown kind, a code
    that is none, or a text that is too long.
    """
    require(by, "catalogue.draft")
    change = _locked(change_id, Change.State.DRAFTING)
    _check_part(kind, code, text)
    part = change.parts.filter(kind=kind, code=code).first()
    if (part.revision if part else 0) != revision:
        raise Conflict("这份内容刚被别人改过。请看一下现在的内容，再把您的改动写进去。")
    if part is None:
        version = version_before(kind, code)
        based_on = version.digest if version else ""
        part = ChangePart(change=change, kind=kind, code=code, based_on=based_on, revision=0)
    part.text = text
    part.editors = sorted({*part.editors, by.id})
    part.edited_at = clock.now()
    part.revision += 1
    part.save()
    publish(by, ChangePartSaved(str(change.id), kind, code, part.based_on, part.revision))
    return part


@action
def drop_part(by: Actor, change_id: UUID, kind: str, code: str) -> Change:
    """移除变更内容: the change leaves this definition as it is in force."""
    require(by, "catalogue.draft")
    change = _locked(change_id, Change.State.DRAFTING)
    _part(change, kind, code).delete()
    publish(by, ChangePartDropped(str(change.id), kind, code))
    return change


@action
def renew_part(by: Actor, change_id: UUID, kind: str, code: str) -> ChangePart:
    """认可新版本: the editor has seen the version published meanwhile; the draft stands on it."""
    require(by, "catalogue.draft")
    change = _locked(change_id, Change.State.DRAFTING)
    part = _part(change, kind, code)
    version = version_before(kind, code)
    part.based_on = version.digest if version else ""
    part.save(update_fields=["based_on"])
    publish(by, ChangePartSaved(str(change.id), kind, code, part.based_on, part.revision))
    return part


@action
def remark(by: Actor, change_id: UUID, kind: str, code: str, path: str, text: str) -> Remark:
    """批注: a comment on a place of a part (`path` as `steps/2/within`, "" for the whole)."""
    require(by, "catalogue.see_changes")
    change = _locked(change_id, Change.State.DRAFTING, Change.State.SUBMITTED)
    said = text.strip()
    if not said:
        raise Invalid(errors=[FieldError("text", "请写下批注")])
    made: Remark = Remark.objects.create(
        part=_part(change, kind, code),
        path=path[:200],
        text=said,
        writer=by.id,
        writer_name=by.name,
        at=clock.now(),
    )
    publish(by, ChangeRemarked(str(change.id), kind, code, made.path, said))
    return made


@action
def settle_remark(by: Actor, remark_id: UUID) -> Remark:
    """处理批注: it was dealt with; it stays readable."""
    require(by, "catalogue.see_changes")
    found = Remark.objects.select_for_update().filter(pk=remark_id).first()
    if found is None:
        raise Unknown("没有这条批注。")
    if found.settled_at is None:
        found.settled_at, found.settled_by = clock.now(), by.name
        found.save(update_fields=["settled_at", "settled_by"])
    publish(by, ChangeRemarkSettled(str(found.part.change_id), str(found.id)))
    return found


@action
def submit_change(by: Actor, change_id: UUID) -> Change:
    """送审: the change is checked as a whole and handed to the offices that have to agree.

    Raises `Invalid` with every error that the checks find, `Conflict` for an empty change or one
    that stands on a version which is not in force any more.
    """
    require(by, "catalogue.draft")
    change = _locked(change_id, Change.State.DRAFTING)
    view = view_of_change(change)
    _require_sound(view)
    change.state = Change.State.SUBMITTED
    change.submitted_at = clock.now()
    change.save(update_fields=["state", "submitted_at"])
    publish(by, ChangeSubmitted(str(change.id), change.round, list(view.offices)))
    return change


@action
def review_change(
    by: Actor, change_id: UUID, office: str, approved: bool, opinion: str = ""
) -> Review:
    """审核: one office approves or gives the change back with its reasons.

    Given back, the change is drafted anew and every office reviews the next round. Nobody reviews
    what they wrote in (`Denied`); each office speaks once a round (`Conflict`).
    """
    change = _locked(change_id, Change.State.SUBMITTED)
    if office not in Review.Office.values:
        raise Invalid(errors=[FieldError("office", "没有这个审核部门")])
    if office == Review.Office.LEGAL:
        require(by, "catalogue.review_legal", drafted(change))
    else:
        require(by, "catalogue.review_staffing", drafted(change))
    view = view_of_change(change)
    if office not in view.offices:
        raise Conflict("这次变更不需要这个部门审核。")
    if office in view.reviews:
        raise Conflict("这个部门这一轮已经审核过了。")
    if not approved and not opinion.strip():
        raise Invalid(errors=[FieldError("opinion", "退回要写明理由")])
    review: Review = Review.objects.create(
        change=change,
        round=change.round,
        office=office,
        approved=approved,
        opinion=opinion.strip(),
        reviewer=by.id,
        reviewer_name=by.name,
        at=clock.now(),
    )
    _settle(change, {office, *(o for o, row in view.reviews.items() if row.approved)}, view, review)
    publish(
        by,
        ChangeReviewed(str(change.id), review.round, office, approved, review.opinion),
    )
    return review


@action
def publish_change(by: Actor, change_id: UUID) -> Change:
    """发布变更单: its definitions become versions, each in force from its own day.

    Raises `Conflict` when not every office has agreed, and when the catalogue has changed since:
    the change then has to be looked at again (`reopen_change`).
    """
    require(by, "catalogue.publish_change")
    change = _locked(change_id, Change.State.APPROVED)
    view = view_of_change(change)
    _require_sound(view)
    publish_all(by, unpublished(view.definitions), change)
    change.state, change.ended_at = Change.State.PUBLISHED, clock.now()
    change.save(update_fields=["state", "ended_at"])
    natures = {f"{one.part.kind}/{one.part.code}": sorted(one.natures) for one in view.parts}
    publish(by, ChangePublished(str(change.id), natures))
    return change


@action
def reopen_change(by: Actor, change_id: UUID) -> Change:
    """重新编制: a submitted or approved change is taken back to be edited; reviews begin anew."""
    require(by, "catalogue.draft")
    change = _locked(change_id, Change.State.SUBMITTED, Change.State.APPROVED)
    _draft_anew(change)
    publish(by, ChangeOpened(str(change.id), change.title))
    return change


@action
def withdraw_change(by: Actor, change_id: UUID, reason: str) -> Change:
    """撤下变更单: it will not be published; it stays readable."""
    require(by, "catalogue.draft")
    live = (Change.State.DRAFTING, Change.State.SUBMITTED, Change.State.APPROVED)
    change = _locked(change_id, *live)
    if not reason.strip():
        raise Invalid(errors=[FieldError("reason", "请写明为什么撤下")])
    change.state, change.ended_at = Change.State.WITHDRAWN, clock.now()
    change.save(update_fields=["state", "ended_at"])
    publish(by, ChangeWithdrawn(str(change.id), reason.strip()))
    return change


def _locked(change_id: UUID, *states: str) -> Change:
    found: Change | None = Change.objects.select_for_update().filter(pk=change_id).first()
    if found is None:
        raise Unknown("没有这张变更单。")
    if found.state not in states:
        raise Conflict(f"变更单现在是“{Change.State(found.state).label}”，不能这样做。")
    return found


def _part(change: Change, kind: str, code: str) -> ChangePart:
    part: ChangePart | None = change.parts.filter(kind=kind, code=code).first()
    if part is None:
        raise Unknown("变更单里没有这份内容。")
    return part


def _check_part(kind: str, code: str, text: str) -> None:
    errors = []
    if kind not in VERSIONS:
        errors.append(FieldError("kind", "没有这种定义"))
    if not changes.is_code(code):
        errors.append(FieldError("code", "编码用小写英文字母开头，词之间用 - 或 .，最多 80 个字"))
    if len(text) > LONGEST_TEXT:
        errors.append(FieldError("text", f"内容太长，最多 {LONGEST_TEXT} 个字"))
    if errors:
        raise Invalid(errors=errors)


def _require_sound(view: ChangeView) -> None:
    if not view.parts:
        raise Conflict("变更单还是空的：先放进要改的事项、一件事或清单。")
    outdated = [one.part.code for one in view.parts if one.is_outdated]
    if outdated:
        raise Conflict(
            f"{'、'.join(outdated)} 在编制期间发布了新版本。"
            "请对照新版本改好，再确认以新版本为基础。"
        )
    if view.errors:
        faults = [FieldError(f"{one.file}:{one.line}", one.message) for one in view.errors]
        raise Invalid("变更还有错误，改好才能继续。", errors=faults)


def _settle(change: Change, agreed: set[str], view: ChangeView, review: Review) -> None:
    if not review.approved:
        _draft_anew(change)
    elif agreed >= set(view.offices):
        change.state = Change.State.APPROVED
        change.save(update_fields=["state"])


def _draft_anew(change: Change) -> None:
    change.state, change.round = Change.State.DRAFTING, change.round + 1
    change.save(update_fields=["state", "round"])
