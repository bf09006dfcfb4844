"""受影响的在办件: how many run under the items that a change of the catalogue concerns."""

from collections.abc import Collection

from django.db.models import Count

from yimen.cases.models import Case
from yimen.cases.rules.states import RUNNING


def running_by_item(codes: Collection[str]) -> dict[str, int]:
    """各事项在办数: running cases by item code, whatever version they go by; none are left out."""
    rows = (
        Case.objects.filter(state__in=RUNNING, item__code__in=codes)
        .values("item__code")
        .annotate(cases=Count("id"))
    )
    found = {row["item__code"]: row["cases"] for row in rows}
    return {code: found.get(code, 0) for code in codes}
