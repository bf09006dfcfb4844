"""受理前后的接口操作: supplements, promises, taking back, beginning again, accepting many."""

import datetime
from typing import Any
from uuid import UUID

import msgspec
from django.http import HttpResponse
from ninja import File, Form, Router
from ninja.files import UploadedFile
from pydantic import Field

from yimen.cases import actions, queries
from yimen.cases.http.api_decided import CaseState
from yimen.cases.http.schemas import DraftAnswer
from yimen.cases.models import Draft, Promise
from yimen.kernel.http import Audience, idempotency_key
from yimen.kernel.http.operations import Answer, ApiRequest, Given, operation
from yimen.kernel.problems import FieldError, Invalid, TooLarge
from yimen.vocabulary.api import documents, elements

router = Router(tags=["受理"])
MOST_BYTES = 50 * 1024 * 1024
"""No document type takes more; each has a limit of its own below."""


class PromiseAnswer(Answer):
    """承诺: a deferred paper (deferral) or a promise in place of a proof (commitment)."""

    id: UUID
    kind: str
    document: str
    name: str
    due_on: datetime.date | None
    state: str
    note: str


class Outcome(Answer):
    """逐件结果: `problem` says why it was not done; empty when it was."""

    subject: UUID
    name: str
    problem: str


class Missing(Given):
    """补正内容: everything that is missing, by document or element code, in words."""

    missing: dict[str, str] = Field(max_length=200)


class Reason(Given):
    """理由"""

    reason: str = Field("", max_length=2000)


class Chosen(Given):
    """选择的任务: and the points that were checked for each of them, in their own words."""

    tasks: list[UUID] = Field(min_length=1, max_length=100)
    checks: list[str] = []


class Promised(Given):
    """所作承诺: `due_on` for a paper that follows; none for a promise in its place."""

    due_on: datetime.date | None = None


class Checked(Given):
    """核查结果: whether the promise is true, and what was found."""

    kept: bool
    reason: str = Field(max_length=2000)


@operation(
    router,
    "POST",
    "cases/{uuid:case}/supplement",
    audience=Audience.ACCOUNT,
    summary="提交补正",
    answer=CaseState,
    about=(
        "multipart/form-data：documents 材料编码与 files 文件按次序一一对应，values 是数据元取值的 "
        "JSON 对象。要求补正的内容一次交齐，缺一项就都不收，errors 里逐项指出。"
    ),
)
def supplement(
    request: ApiRequest,
    case: UUID,
    documents: Form[list[str]] = [],  # noqa: B006 (ninja reads the default, nobody changes it)
    values: Form[str] = "{}",
    files: File[list[UploadedFile]] = [],  # noqa: B006
) -> CaseState:
    """提交补正: all that was asked, at once."""
    if len(documents) != len(files):
        raise Invalid("每个文件要写明是哪份材料：documents 和 files 的个数要相同。")
    papers = [_upload(document, file) for document, file in zip(documents, files, strict=True)]
    key = idempotency_key(request)
    found = actions.answer_supplement(request.actor, case, papers, _values(values), key=key)
    return CaseState.of(found)


@operation(
    router,
    "POST",
    "promises/{uuid:promise}/paper",
    audience=Audience.ACCOUNT,
    summary="补交容缺材料",
    answer=PromiseAnswer,
    about="multipart/form-data：file 文件。最后一份补交后，结果即可发出。",
)
def hand_in(request: ApiRequest, promise: UUID, file: File[UploadedFile]) -> PromiseAnswer:
    """补交容缺材料: the paper that was promised by a day."""
    document = queries.readable_promise(request.actor, promise).document
    kept = actions.hand_in_deferred(
        request.actor, promise, _upload(document, file), key=idempotency_key(request)
    )
    return PromiseAnswer.model_validate(kept)


@operation(
    router,
    "POST",
    "cases/{uuid:case}/withdrawal",
    audience=Audience.APPLICANT,
    summary="撤回申请：整件或单个事项",
    answer=list[Outcome],
    about="总办件逐个事项撤回，已经作出决定的不受影响；problem 说明没有撤回的原因。",
)
def withdraw(request: ApiRequest, case: UUID, given: Reason) -> list[Outcome]:
    """撤回申请: every running item of a bundle, or one item."""
    found = queries.readable_case(request.actor, case)
    key = idempotency_key(request)
    if found.parent_id is not None:
        done = actions.withdraw(request.actor, found.id, given.reason, key=key)
        name = queries.item_definition(done).name.zh_hans
        return [Outcome(subject=done.id, name=name, problem="")]
    outcomes = actions.withdraw_all(request.actor, found.id, given.reason, key=key)
    return [Outcome.model_validate(one) for one in outcomes]


@operation(
    router,
    "POST",
    "cases/{uuid:case}/again",
    audience=Audience.APPLICANT,
    summary="重新申请：按上次填写的内容建立新的填报",
    answer=DraftAnswer,
    status=201,
)
def again(request: ApiRequest, case: UUID, response: HttpResponse) -> DraftAnswer:
    """重新申请: a new draft; its address is in `Location`."""
    draft = actions.start_again(request.actor, case, key=idempotency_key(request))
    response.headers["Location"] = f"/api/v1/drafts/{draft.id}"
    return _draft(draft)


@operation(
    router,
    "PUT",
    "drafts/{uuid:draft}/papers/{document}/promise",
    audience=Audience.APPLICANT,
    summary="容缺或以承诺代替一份材料",
    answer=DraftAnswer,
    about="写 due_on 是容缺：这一天前补交；不写是告知承诺：以书面承诺代替。提交申请时生效。",
)
def promise(request: ApiRequest, draft: UUID, document: str, given: Promised) -> DraftAnswer:
    """容缺或承诺: about one paper of a draft."""
    key = idempotency_key(request)
    return _draft(actions.promise_paper(request.actor, draft, document, given.due_on, key=key))


@operation(
    router,
    "DELETE",
    "drafts/{uuid:draft}/papers/{document}/promise",
    audience=Audience.APPLICANT,
    summary="取消对一份材料的承诺",
    status=204,
)
def unpromise(request: ApiRequest, draft: UUID, document: str) -> None:
    """取消承诺: the paper is handed in after all."""
    actions.unpromise_paper(request.actor, draft, document, key=idempotency_key(request))


@operation(
    router,
    "POST",
    "desk/cases/{uuid:case}/supplement-request",
    audience=Audience.STAFF,
    summary="要求补正：一次列出全部内容",
    answer=CaseState,
    about="按事项的受理方式：要求补正、退回重新申报，或者当场不予受理。",
)
def ask_supplement(request: ApiRequest, case: UUID, given: Missing) -> CaseState:
    """要求补正: once, within the time for acceptance."""
    key = idempotency_key(request)
    return CaseState.of(actions.ask_supplement(request.actor, case, given.missing, key=key))


@operation(
    router,
    "POST",
    "desk/cases/{uuid:case}/no-permit-needed",
    audience=Audience.STAFF,
    summary="告知不受理：依法不需要办理",
    answer=CaseState,
)
def not_require(request: ApiRequest, case: UUID, given: Reason) -> CaseState:
    """告知不受理: the matter needs no permit."""
    key = idempotency_key(request)
    return CaseState.of(actions.not_require(request.actor, case, given.reason, key=key))


@operation(
    router,
    "POST",
    "desk/acceptances",
    audience=Audience.STAFF,
    summary="批量受理",
    answer=list[Outcome],
    about="逐件受理，互不影响；problem 说明没有受理的原因。一次最多 100 件。",
)
def accept_many(request: ApiRequest, given: Chosen) -> list[Outcome]:
    """批量受理: each in a transaction of its own."""
    key = idempotency_key(request)
    outcomes = actions.accept_many(request.actor, given.tasks, given.checks, key=key)
    return [Outcome.model_validate(one) for one in outcomes]


@operation(
    router,
    "POST",
    "desk/promises/{uuid:promise}/check",
    audience=Audience.STAFF,
    summary="核查告知承诺",
    answer=PromiseAnswer,
    about="不实的撤销决定，只有承办部门负责人可以作出。",
)
def check(request: ApiRequest, promise: UUID, given: Checked) -> PromiseAnswer:
    """核查告知承诺: after the decision."""
    key = idempotency_key(request)
    found = actions.check_commitment(request.actor, promise, given.kept, given.reason, key=key)
    return PromiseAnswer.model_validate(found)


@operation(
    router,
    "POST",
    "desk/promises/{uuid:promise}/repair",
    audience=Audience.STAFF,
    summary="修复承诺信用",
    answer=PromiseAnswer,
)
def repair(request: ApiRequest, promise: UUID, given: Reason) -> PromiseAnswer:
    """修复信用: the party may promise again."""
    found: Promise = actions.repair_promise(
        request.actor, promise, given.reason, key=idempotency_key(request)
    )
    return PromiseAnswer.model_validate(found)


def _upload(document: str, file: UploadedFile) -> actions.Upload:
    if (file.size or 0) > MOST_BYTES:
        raise TooLarge(f"文件超过 {MOST_BYTES // 1024 // 1024} 兆字节，请压缩后重新上传。")
    return actions.Upload(document, file.name or document, file.read(), file.content_type or "")


def _values(text: str) -> dict[str, Any]:
    try:
        return msgspec.json.decode(text, type=dict[str, Any])
    except msgspec.DecodeError:
        error = FieldError("values", "要写成 JSON 对象：数据元编码和取值")
        raise Invalid("补正没有提交。", errors=[error]) from None


def _draft(draft: Draft) -> DraftAnswer:
    view = queries.draft_view(draft)
    questions = queries.open_questions(view.offer, draft.scenario)
    return DraftAnswer.of(view, questions, elements(), documents())
