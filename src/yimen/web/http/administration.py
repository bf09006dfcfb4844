"""平台管理: what is loaded, who may log in, and how the platform itself is doing."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from yimen.catalogue.api import bundles_in_force, items_in_force
from yimen.kernel import clock, events, jobs, permissions
from yimen.kernel.actions import ActionDenied
from yimen.kernel.http import Audience, endpoint
from yimen.kernel.models import Event
from yimen.parties.api import account_counts
from yimen.vocabulary.api import newest_load

DENIALS_SINCE = timedelta(days=7)
_STATES = ("todo", "doing", "succeeded", "failed")


@endpoint(Audience.ADMINISTRATOR)
def overview(request: HttpRequest) -> HttpResponse:
    """平台管理: the pack, versions in force, accounts, jobs, and what was denied lately."""
    denied = events.latest(ActionDenied, clock.now() - DENIALS_SINCE)
    counted = jobs.counts()
    told = {
        "load": newest_load(),
        "items": items_in_force(),
        "bundles": bundles_in_force(),
        "accounts": account_counts(),
        "jobs": {state: counted.get(state, 0) for state in _STATES},
        "denied": [_denial(event) for event in denied],
        "denials": len(denied),
        "days": DENIALS_SINCE.days,
    }
    return render(request, "web/administration.html", told)


def _denial(event: Event) -> dict[str, object]:
    known = permissions.registered().get(event.data["permission"])
    return {
        "at": event.at,
        "who": event.actor_name,
        "what": known.title if known else event.data["action"],
        "action": event.data["action"],
    }
