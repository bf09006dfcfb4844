"""待您办理: what a case waits for from its applicant, as rows of its page."""

from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils.dateformat import format as formatted
from django.utils.translation import gettext, gettext_noop

from yimen.cases.http import following
from yimen.cases.models import Case, Clock
from yimen.cases.queries.cases import Progress
from yimen.cases.queries.dues import Due, dues_of
from yimen.cases.rules.renewal import is_late
from yimen.cases.rules.states import FINAL
from yimen.catalogue.api import may_apply_alone
from yimen.vocabulary.api import calendar

_ROADS = {"supplement": "cases:supplement", "deferral": "cases:deferred", "later": "cases:deferred"}

_TITLES = {
    "supplement": gettext_noop("补正材料"),
    "deferral": gettext_noop("补交容缺材料"),
    "later": gettext_noop("延期后补材料"),
}


def context(progress: Progress, *, own: bool) -> dict[str, Any]:
    """申请人须知: what a case's page says to its applicant beside the progress."""
    if not own:
        return {}
    return {
        "dues": _rows(progress),
        "notes": _notes(progress),
        "may_withdraw": any(child.case.state not in FINAL for child in progress.children),
        "may_start_again": _may_start_again(progress.case),
    }


def _rows(progress: Progress) -> list[dict[str, Any]]:
    """Each with what is owed, by when, and where it is handed in."""
    return [_row(due) for due in dues_of([child.case for child in progress.children])]


def _notes(progress: Progress) -> list[str]:
    """Until when a renewal is decided, and that it came late, where it did."""
    running = Clock.objects.filter(
        case__in=[child.case for child in progress.children],
        kind=Clock.Kind.RENEWAL,
        stopped_at=None,
    )
    days, found = calendar(), []
    for clock in running:
        last = days.localise(clock.due_at).date() - timedelta(days=1)
        told = {"day": formatted(last, gettext("Y年n月j日"))}
        found.append(gettext("原证照有效期至%(day)s；届满前没有决定的，视为准予延续。") % told)
        if is_late(last, days.localise(clock.started_at).date()):
            found.append(gettext("延续应当在有效期届满三十日前申请，这次申请晚了，请留意结果。"))
    return found


def _may_start_again(root: Case) -> bool:
    """Whether it has ended without being granted as a whole, and takes applications online."""
    if root.ended_at is None or root.state == Case.State.GRANTED:
        return False
    return root.item_id is None or may_apply_alone(root.item_id)


def _row(due: Due) -> dict[str, Any]:
    name = following.item_name(due.case)
    title = gettext(_TITLES[due.kind])
    return {
        "title": f"{title} · {name}",
        "what": list(due.what),
        "due": due.due_at,
        "url": reverse(_ROADS[due.kind], args=[due.subject]),
    }
