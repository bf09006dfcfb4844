"""名额查询: who waits for a place under a quota."""

from uuid import UUID

from yimen.cases.models import QuotaPlace
from yimen.cases.rules.quota import HOLD


def waiting_for_places(count_id: int) -> list[UUID]:
    """等名额的办件: cases held back under a count, in the order of their acceptance."""
    waiting = QuotaPlace.objects.filter(
        count_id=count_id, state=QuotaPlace.State.WAITING, case__holds__contains=[HOLD]
    )
    return list(waiting.order_by("case__accepted_at", "place").values_list("case_id", flat=True))
