"""证照接口操作: whether a certificate is genuine."""

from ninja import Router

from yimen.documents import queries
from yimen.documents.http.schemas import VerificationAnswer
from yimen.kernel.http import Audience
from yimen.kernel.http.operations import ApiRequest, operation

router = Router(tags=["证照核验"])


@operation(
    router,
    "GET",
    "verifications/{identifier}",
    audience=Audience.PUBLIC,
    summary="核验证照",
    answer=VerificationAnswer,
    about="按证照上印的电子证照标识，对照登记和签章：是否由本平台签发、是否被改动、今天是否有效。",
)
def verify(request: ApiRequest, identifier: str) -> VerificationAnswer:
    """核验证照: by its identifier, as printed or scanned."""
    return VerificationAnswer.of(queries.verify(identifier))
