"""延续查询: whether a certificate may be renewed by an application to an item."""

from datetime import date
from uuid import UUID

from yimen.cases.rules.renewal import refusals
from yimen.catalogue.api import ItemDefinition
from yimen.documents.api import Certificate
from yimen.kernel.problems import FieldError, Invalid
from yimen.vocabulary.api import today


def renewable(party: UUID, item: ItemDefinition, certificate_id: UUID) -> date:
    """可延续证照的届满日: the last day of the certificate's validity.

    Raises `Invalid` with the reason where the item does not renew it for this party today.
    """
    found = Certificate.objects.filter(pk=certificate_id).first()
    reasons = refusals(
        is_own=found is not None and found.holder_id == party,
        is_valid=found is not None and found.status == Certificate.Status.VALID,
        document=found.document if found else "",
        wanted=item.renewal.document if item.renewal else "",
        valid_until=found.valid_until if found else None,
        day=today(),
    )
    if reasons or found is None or found.valid_until is None:
        raise Invalid("没有收件。", errors=[FieldError("renews", words) for words in reasons])
    until: date = found.valid_until
    return until


def last_day_of(certificate_id: str | UUID) -> date | None:
    """有效期止: the last day on which a certificate is valid; None for one that does not end."""
    found = Certificate.objects.filter(pk=certificate_id)
    return found.values_list("valid_until", flat=True).first()
