"""存证回执下载: the file that `yimen verify receipt` checks, from a page and over the API."""

import json
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from ninja import Router

from yimen.cases.models import Case
from yimen.cases.queries import evidence_of, readable_case
from yimen.kernel.http import Audience, actor_of, endpoint
from yimen.kernel.http.operations import ApiRequest, operation

router = Router(tags=["办件"])


@endpoint(Audience.APPLICANT)
def evidence(request: HttpRequest, case: UUID) -> HttpResponse:
    """存证回执: for the applicant and its agent, as a file."""
    return _file(readable_case(actor_of(request), case))


@operation(
    router,
    "GET",
    "cases/{uuid:case}/evidence",
    audience=Audience.APPLICANT,
    summary="存证回执：可离线核验办件经过的文件",
    extra={
        "responses": {
            200: {"content": {"application/json": {"schema": {"type": "object"}}}},
        }
    },
)
def evidence_file(request: ApiRequest, case: UUID) -> HttpResponse:
    """存证回执: what `yimen verify receipt FILE` checks, without asking us."""
    return _file(readable_case(request.actor, case))


def _file(case: Case) -> HttpResponse:
    text = json.dumps(evidence_of(case), ensure_ascii=False, indent=1)
    response = HttpResponse(text, content_type="application/json; charset=utf-8")
    number = (case.parent or case).number
    name = content_disposition_header(True, f"存证回执-{number}.json")
    response.headers["Content-Disposition"] = name or ""
    return response
