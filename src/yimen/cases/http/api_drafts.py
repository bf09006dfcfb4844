"""填报接口操作: from the first answer to the receipt."""

from typing import Any, Self
from uuid import UUID

from django.http import HttpResponse
from ninja import File, Form, Router
from ninja.files import UploadedFile
from pydantic import Field, model_validator

from yimen.cases import actions, queries
from yimen.cases.http.progress_schemas import Receipt
from yimen.cases.http.schemas import DraftAnswer, PaperFile
from yimen.cases.models import Draft
from yimen.kernel.http import Audience, idempotency_key
from yimen.kernel.http.operations import ApiRequest, Given, operation
from yimen.kernel.problems import TooLarge
from yimen.vocabulary.api import documents, elements

router = Router(tags=["填报"])
MOST_BYTES = 50 * 1024 * 1024
"""No document type takes more; each has a limit of its own below."""

Scenario = dict[str, bool | str]


class DraftGiven(Given):
    """新填报: a bundle or one item by itself, and the answers to its scenario questions."""

    bundle: str = Field("", max_length=80)
    item: str = Field("", max_length=80)
    scenario: Scenario

    @model_validator(mode="after")
    def _either(self) -> Self:
        if bool(self.bundle) == bool(self.item):
            raise ValueError("bundle 和 item 写一个，也只写一个")
        return self


class ScenarioGiven(Given):
    """情形: all answers anew."""

    scenario: Scenario


class SectionGiven(Given):
    """分区内容: values by element code; `partial` keeps what is there to come back to."""

    values: dict[str, Any]
    partial: bool = False


@operation(
    router,
    "POST",
    "drafts",
    audience=Audience.APPLICANT,
    summary="开始填报",
    answer=DraftAnswer,
    status=201,
    about=(
        "bundle 一件事，或 item 单个事项。按情形问题的回答建立一份填报，"
        "登记簿里已有的数据自动带入。"
    ),
)
def start(request: ApiRequest, given: DraftGiven, response: HttpResponse) -> DraftAnswer:
    """开始填报: a draft of a bundle or an item in a scenario; its address is in `Location`."""
    key = idempotency_key(request)
    begin = actions.start_single if given.item else actions.start_draft
    draft = begin(request.actor, given.item or given.bundle, given.scenario, key=key)
    response.headers["Location"] = f"/api/v1/drafts/{draft.id}"
    return _answer(draft)


@operation(
    router,
    "GET",
    "drafts/{uuid:draft}",
    audience=Audience.APPLICANT,
    summary="填报进度：各分区、材料、节省、还缺什么",
    answer=DraftAnswer,
)
def draft(request: ApiRequest, draft: UUID) -> DraftAnswer:
    """填报进度: the task list with every field and value, and the papers."""
    return _answer(queries.readable_draft(request.actor, draft))


@operation(
    router,
    "PUT",
    "drafts/{uuid:draft}/scenario",
    audience=Audience.APPLICANT,
    summary="更改情形",
    answer=DraftAnswer,
    about="情形问题全部重新回答；已填的内容保留。",
)
def scenario(request: ApiRequest, draft: UUID, given: ScenarioGiven) -> DraftAnswer:
    """更改情形: other answers; what was typed stays."""
    key = idempotency_key(request)
    return _answer(actions.change_scenario(request.actor, draft, given.scenario, key=key))


@operation(
    router,
    "PUT",
    "drafts/{uuid:draft}/sections/{section}",
    audience=Audience.APPLICANT,
    summary="填写一个分区",
    answer=DraftAnswer,
    about="要么全部保存，要么一处也不保存；有误的字段在 errors 里逐项指出。",
)
def section(request: ApiRequest, draft: UUID, section: str, given: SectionGiven) -> DraftAnswer:
    """填写分区: the values of one section, all of them or none."""
    key = idempotency_key(request)
    return _answer(
        actions.fill_section(
            request.actor, draft, section, given.values, partial=given.partial, key=key
        )
    )


@operation(
    router,
    "POST",
    "drafts/{uuid:draft}/papers",
    audience=Audience.APPLICANT,
    summary="提交一份材料",
    answer=PaperFile,
    status=201,
    about="multipart/form-data：document 材料编码，file 文件。按内容识别，与名称不符的不收。",
)
def attach(
    request: ApiRequest,
    draft: UUID,
    document: Form[str],
    file: File[UploadedFile],
) -> PaperFile:
    """提交材料: a file for one of the papers that are asked."""
    if (file.size or 0) > MOST_BYTES:
        raise TooLarge(f"文件超过 {MOST_BYTES // 1024 // 1024} 兆字节，请压缩后重新上传。")
    paper = actions.attach_paper(
        request.actor,
        draft,
        document,
        file.name or "",
        file.read(),
        file.content_type or "",
        key=idempotency_key(request),
    )
    return PaperFile.of(paper)


@operation(
    router,
    "DELETE",
    "drafts/{uuid:draft}/papers/{uuid:paper}",
    audience=Audience.APPLICANT,
    summary="撤下一份材料",
    status=204,
)
def remove(request: ApiRequest, draft: UUID, paper: UUID) -> None:
    """撤下材料: take a file out of a draft."""
    actions.remove_paper(request.actor, draft, paper, key=idempotency_key(request))


@operation(
    router,
    "POST",
    "drafts/{uuid:draft}/submission",
    audience=Audience.APPLICANT,
    summary="提交申请，取得受理回执",
    answer=Receipt,
    status=201,
)
def submit(request: ApiRequest, draft: UUID, response: HttpResponse) -> Receipt:
    """提交申请: one receipt; the case's address is in `Location`."""
    root = actions.submit(request.actor, draft, key=idempotency_key(request))
    response.headers["Location"] = f"/api/v1/cases/{root.id}"
    return Receipt.of(queries.case_progress(request.actor, root))


@operation(
    router,
    "DELETE",
    "drafts/{uuid:draft}",
    audience=Audience.APPLICANT,
    summary="放弃填报",
    status=204,
)
def discard(request: ApiRequest, draft: UUID) -> None:
    """放弃填报: the draft ends, nothing was applied for."""
    actions.discard_draft(request.actor, draft, key=idempotency_key(request))


def _answer(draft: Draft) -> DraftAnswer:
    view = queries.draft_view(draft)
    questions = queries.open_questions(view.offer, draft.scenario)
    return DraftAnswer.of(view, questions, elements(), documents())
