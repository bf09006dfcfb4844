"""延续结果: the new certificate takes the place of the renewed one."""

from yimen.cases.actions._turn import Turn
from yimen.documents.api import Certificate, replace


def issued(turn: Turn, certificate: Certificate) -> None:
    """换发: the certificate that was to be renewed is replaced, if it still is in force and of
    the same kind."""
    if turn.item.renewal is None or turn.case.renews is None:
        return
    old = Certificate.objects.filter(pk=turn.case.renews, status=Certificate.Status.VALID).first()
    if old is not None and old.document == certificate.document:
        replace(turn.by, old.id, certificate.id, "准予延续，换发新证照")
