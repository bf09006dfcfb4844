"""办件接口操作: progress, receipts and certificates."""

from uuid import UUID

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from ninja import Router

from yimen.cases import queries
from yimen.cases.http.progress_schemas import CaseAnswer, CaseRowAnswer
from yimen.documents.api import content_of
from yimen.documents.http.schemas import CertificateAnswer
from yimen.kernel.http import Audience
from yimen.kernel.http.operations import ApiRequest, PageNumber, PageOf, operation

router = Router(tags=["办件"])


@operation(
    router,
    "GET",
    "cases",
    audience=Audience.APPLICANT,
    summary="我的办件",
    answer=PageOf[CaseRowAnswer],
)
def cases(request: ApiRequest, page: PageNumber = 1) -> PageOf[CaseRowAnswer]:
    """我的办件: the applicant's bundles, newest first."""
    found, rows = queries.case_rows(request.actor, page)
    return PageOf[CaseRowAnswer].of(found, [CaseRowAnswer.of(row) for row in rows])


@operation(
    router,
    "GET",
    "cases/{uuid:case}",
    audience=Audience.ACCOUNT,
    summary="办件进度：各事项的环节、时限及其推算、证照",
    answer=CaseAnswer,
)
def case(request: ApiRequest, case: UUID) -> CaseAnswer:
    """办件进度: for its applicant, the units that work on it, and supervisors."""
    found = queries.readable_case(request.actor, case)
    return CaseAnswer.of(queries.case_progress(request.actor, found))


@operation(
    router,
    "GET",
    "receipts/{number}",
    audience=Audience.ACCOUNT,
    summary="按回执号查办件",
    answer=CaseAnswer,
)
def receipt(request: ApiRequest, number: str) -> CaseAnswer:
    """按回执号查办件: as `cases/{id}`; a stranger's number is unknown."""
    found = queries.case_of_number(request.actor, number)
    return CaseAnswer.of(queries.case_progress(request.actor, found))


@operation(
    router,
    "GET",
    "certificates/{uuid:certificate}",
    audience=Audience.ACCOUNT,
    summary="证照信息",
    answer=CertificateAnswer,
)
def certificate(request: ApiRequest, certificate: UUID) -> CertificateAnswer:
    """证照信息: for its holder and the units that issued or use it."""
    return CertificateAnswer.of(queries.certificate_of_case(request.actor, certificate))


@operation(
    router,
    "GET",
    "certificates/{uuid:certificate}/file",
    audience=Audience.ACCOUNT,
    summary="下载证照（签章的 PDF）",
    extra={
        "responses": {
            200: {
                "content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}}
            }
        }
    },
)
def certificate_file(request: ApiRequest, certificate: UUID) -> HttpResponse:
    """下载证照: the signed PDF, byte for byte as it was issued."""
    found = queries.certificate_of_case(request.actor, certificate)
    response = HttpResponse(content_of(found.file), content_type="application/pdf")
    name = f"{found.name}-{found.number}.pdf"
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or ""
    return response
