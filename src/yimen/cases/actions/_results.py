"""结果归档: a certificate, refusal or notice that belongs to a case, kept among its papers."""

from yimen.cases.events import NoticeIssued, ResultIssued
from yimen.cases.models import Case, Paper
from yimen.documents.api import Certificate
from yimen.kernel import clock
from yimen.kernel.actors import Actor
from yimen.kernel.events import publish


def keep(by: Actor, case: Case, certificate: Certificate) -> None:
    """归入办件: a result or refusal among the case's papers, told in its history."""
    _file(by, case, certificate, ResultIssued)


def keep_notice(by: Actor, case: Case, certificate: Certificate) -> None:
    """归入文书: a sealed notice among the case's papers, told in its history."""
    _file(by, case, certificate, NoticeIssued)


def _file(
    by: Actor, case: Case, certificate: Certificate, told: type[ResultIssued] | type[NoticeIssued]
) -> None:
    Paper.objects.create(
        case_id=case.id,
        document=certificate.document,
        name=certificate.name,
        origin=Paper.Origin.RESULT,
        file_id=certificate.file_id,
        reference=str(certificate.id),
        added_at=clock.now(),
    )
    publish(
        by,
        told(
            str(case.id),
            str(case.parent_id or ""),
            str(certificate.id),
            certificate.identifier,
            certificate.name,
        ),
    )
