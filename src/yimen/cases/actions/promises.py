"""承诺动作: papers that may follow later, promises in place of proofs, and what becomes of them."""

from datetime import date
from uuid import UUID

from yimen.cases.actions import _flow, _promises
from yimen.cases.actions._alarms import rings
from yimen.cases.actions._turn import Turn, locked
from yimen.cases.actions._uploads import Upload
from yimen.cases.actions._uploads import keep as keep_file
from yimen.cases.actions.decided import undo
from yimen.cases.events import DraftFilled, PromiseBroken, PromiseRepaired
from yimen.cases.models import Case, Clock, Draft, Promise
from yimen.cases.queries.promises import choices_of
from yimen.cases.rules.commitment import follows
from yimen.cases.rules.permissions import Owned, Work
from yimen.kernel import clock as time
from yimen.kernel.actions import action
from yimen.kernel.actors import Actor
from yimen.kernel.events import publish
from yimen.kernel.permissions import require
from yimen.kernel.problems import Conflict, FieldError, Invalid, Unknown

REVOCATION = "行政许可法（2019）第六十九条"
SHORTEST_REASON = 5


@action
def promise_paper(by: Actor, draft_id: UUID, document: str, due: date | None = None) -> Draft:
    """承诺材料: in a draft, a paper that follows by the day `due`, or a promise in its place.

    Voluntary; a file handed in later counts before the promise. Raises `Invalid` with the reason
    where the paper cannot be promised so.
    """
    draft = _own_draft(by, draft_id)
    choice = choices_of(draft).get(document)
    if choice is None:
        raise Invalid("这份申请不需要您提交这份材料。")
    errors = choice.complaints(due)
    if errors:
        raise Invalid("没有记下承诺。", errors=[FieldError(document, words) for words in errors])
    promised = dict(draft.supplied.get("promised", {}))
    promised[document] = {"due": due.isoformat() if due else ""}
    return _kept(by, draft, promised, document)


@action
def unpromise_paper(by: Actor, draft_id: UUID, document: str) -> Draft:
    """取消承诺: the paper is handed in after all; `Unknown` for one that was not promised."""
    draft = _own_draft(by, draft_id)
    promised = dict(draft.supplied.get("promised", {}))
    if promised.pop(document, None) is None:
        raise Unknown("这份材料没有承诺，不用取消。")
    return _kept(by, draft, promised, document)


@action
def hand_in_deferred(by: Actor, promise_id: UUID, upload: Upload) -> Promise:
    """补交材料: the promised paper is there; when it was the last deferred one, the result can go
    out. A paper that a list lets come later settles the promise that stood for it.

    Raises `Conflict` when nothing is owed any more, `Invalid` for a file that the paper does not
    take or that is meant for another paper.
    """
    turn, promise = _locked_promise(by, promise_id)
    require(by, "cases.hand_in", Owned(str(turn.case.party_id)))
    owed = promise.kind == Promise.Kind.DEFERRAL or follows(turn.item, promise.document)
    if not owed or promise.state != Promise.State.OPEN:
        raise Conflict("这份材料已经不用补交了，请刷新页面查看最新进度。")
    if upload.document != promise.document:
        raise Invalid(f"这里只收“{promise.name}”，其他材料请在各自的位置提交。")
    keep_file(by, turn.case, upload)
    _promises.keep(turn, promise)
    return promise


@action
def settle_deferred(by: Actor, promise_id: UUID) -> Promise:
    """同步兑现: a paper that was handed in for another item of the bundle serves here too."""
    require(by, "cases.run")
    turn, promise = _locked_promise(by, promise_id)
    if promise.kind != Promise.Kind.DEFERRAL or promise.state != Promise.State.OPEN:
        raise Conflict("这项承诺已经了结。")
    _promises.keep(turn, promise, "同一申请的其他事项已经收到这份材料")
    return promise


@action
def check_commitment(by: Actor, promise_id: UUID, kept: bool, reason: str) -> Promise:
    """核查承诺: after the decision, whether what was promised in place of a proof is true.

    If not, the promise is broken, the party may promise no more until it is repaired, and the
    decision is revoked (行政许可法 2019 第六十九条), which only the head of the unit may do.
    Raises `Conflict` before the decision or after the check, `Invalid` without a reason.
    """
    turn, promise = _locked_promise(by, promise_id)
    require(by, "cases.check", Work(turn.case.unit_id, "reviewer"))
    is_due = turn.case.state == Case.State.GRANTED and promise.state == Promise.State.OPEN
    if promise.kind != Promise.Kind.COMMITMENT or not is_due:
        raise Conflict("这项承诺现在不用核查：办件还没有准予办结，或者已经核查过了。")
    if len(reason.strip()) < SHORTEST_REASON:
        words = "请写明怎样核查、查到了什么（至少 5 个字）"
        raise Invalid("没有记下核查结果。", errors=[FieldError("reason", words)])
    if kept:
        _promises.keep(turn, promise, reason.strip())
        return promise
    _break(turn, promise, reason.strip())
    undo(by, turn.case.id, "revoke", f"承诺不实：{reason.strip()}", REVOCATION)
    return promise


@action
def repair_promise(by: Actor, promise_id: UUID, reason: str) -> Promise:
    """修复信用: a broken promise bars no longer.

    Raises `Conflict` for one that is not broken, `Invalid` without a reason.
    """
    turn, promise = _locked_promise(by, promise_id)
    require(by, "cases.repair", Work(turn.case.unit_id, "head"))
    if promise.state != Promise.State.BROKEN:
        raise Conflict("这项承诺没有失信记录，或者已经修复。")
    if len(reason.strip()) < SHORTEST_REASON:
        words = "请写明怎样改正、为什么准予修复（至少 5 个字）"
        raise Invalid("没有修复。", errors=[FieldError("reason", words)])
    promise.state, promise.note = Promise.State.REPAIRED, reason.strip()
    promise.save(update_fields=["state", "note"])
    told = (str(turn.case.id), str(promise.id), str(promise.party_id), promise.note)
    publish(by, PromiseRepaired(*told))
    return promise


@rings(Clock.Kind.DEFERRAL)
def _deferral_is_over(turn: Turn, clock: Clock) -> None:
    """容缺逾期: the paper did not come, so the case is terminated; the loss is the applicant's."""
    promise = Promise.objects.get(pk=str(clock.subject))
    if promise.state != Promise.State.OPEN:
        raise Conflict("这项承诺已经了结。")
    _break(turn, promise, "逾期没有补交")
    words = f"承诺补交的“{promise.name}”逾期没有交来，办件终止。材料齐全后可以重新申请。"
    _flow.end(turn, "terminate", words)


def _break(turn: Turn, promise: Promise, reason: str) -> None:
    _promises.settle(turn, promise, Promise.State.BROKEN, reason)
    publish(
        turn.by,
        PromiseBroken(
            str(turn.case.id),
            str(promise.id),
            str(promise.party_id),
            promise.kind,
            promise.name,
            reason,
            turn.case.unit_id,
        ),
    )


def _locked_promise(by: Actor, promise_id: UUID) -> tuple[Turn, Promise]:
    """The promise as it is now, its case locked first."""
    found = Promise.objects.filter(pk=promise_id)
    case_id = found.values_list("case_id", flat=True).first()
    if case_id is None:
        raise Unknown("没有这项承诺，请从办件进度页进入。")
    turn = locked(by, case_id)
    return turn, found.get()


def _own_draft(by: Actor, draft_id: UUID) -> Draft:
    draft = Draft.objects.select_for_update().filter(pk=draft_id).first()
    if draft is None:
        raise Unknown("没有找到这份填报，请从“我的办件”进入。")
    require(by, "cases.fill", Owned(str(draft.party_id)))
    if draft.ended_at is not None:
        raise Unknown("这份填报已经提交或放弃，请从“我的办件”查看。")
    return draft


def _kept(by: Actor, draft: Draft, promised: dict[str, dict[str, str]], document: str) -> Draft:
    draft.supplied = {**draft.supplied, "promised": promised}
    draft.changed_at = time.now()
    draft.save()
    publish(by, DraftFilled(str(draft.id), "promises", [document]))
    return draft
