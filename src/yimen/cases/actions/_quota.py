"""名额: places under a quota, given out in the order of acceptance.

行政许可法 2019 第五十七条: where the number is limited, the order of acceptance decides. A case
holds back its grant until every case accepted before it is settled or the quota surely reaches
it. The row of the count is locked (after the case's own) whenever a place is taken, settled or
looked at, so that no two looks miss each other.
"""

from datetime import datetime

from django.db.models import Q

from yimen.cases.actions._turn import Turn
from yimen.cases.models import Case, QuotaCount, QuotaPlace
from yimen.cases.rules.quota import HOLD, standing
from yimen.catalogue.api import Quota
from yimen.kernel import queueing
from yimen.vocabulary.api import calendar


def take_place(turn: Turn, quota: Quota) -> None:
    """排位: the next place; the case is held unless the quota surely reaches it."""
    accepted = turn.case.accepted_at or turn.now
    year = calendar().localise(accepted).year if quota.per == "year" else 0
    QuotaCount.objects.get_or_create(item=turn.item.code, year=year)
    count = QuotaCount.objects.select_for_update().get(item=turn.item.code, year=year)
    count.places += 1
    count.save()
    place = QuotaPlace(case_id=turn.case.id, count=count, place=count.places)
    found = _standing(place, accepted, quota)
    if found != "free":
        turn.case.holds = [*turn.case.holds, HOLD]
    turn.afterwards.append(place.save)
    if found == "full":
        turn.afterwards.append(lambda: _look_again(count))


def settle(case: Case, *, granted: bool) -> None:
    """落位: the case took its place or left it to those behind, who are looked at again.

    A case that is undone later keeps its place: what was granted was granted.
    """
    own = QuotaPlace.objects.filter(case_id=case.id).first()
    if own is None:
        return
    QuotaCount.objects.select_for_update().get(pk=own.count_id)
    own.state = QuotaPlace.State.TAKEN if granted else QuotaPlace.State.FREED
    own.save(update_fields=["state"])
    _look_again(own.count)


def verdict(case: Case, quota: Quota) -> tuple[str, QuotaPlace]:
    """名额情况: `free`, `wait` or `full` for a held case, with its place; locks the count."""
    own = QuotaPlace.objects.get(case_id=case.id)
    QuotaCount.objects.select_for_update().get(pk=own.count_id)
    return _standing(own, case.accepted_at or case.received_at, quota), own


def _standing(own: QuotaPlace, accepted: datetime, quota: Quota) -> str:
    """Acceptance that the law dates back goes before later ones that still wait, but never takes
    back what another was already assured of."""
    others = QuotaPlace.objects.filter(count_id=own.count_id).exclude(place=own.place)
    taken = others.filter(state=QuotaPlace.State.TAKEN).count()
    waiting = others.filter(state=QuotaPlace.State.WAITING)
    held = Q(case__holds__contains=[HOLD])
    sooner = Q(case__accepted_at__lt=accepted)
    sooner |= Q(case__accepted_at=accepted, place__lt=own.place)
    return standing(quota.count, taken, waiting.filter(~held | sooner).count())


def _look_again(count: QuotaCount) -> None:
    from yimen.cases.jobs import review_places  # the job calls back into the actions

    queueing.defer(review_places, count_id=count.pk)
