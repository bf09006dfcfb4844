"""督查总览: what runs in the city, what is late, and whether promises are kept."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from yimen.cases.api import climbed, running
from yimen.kernel.http import Audience, actor_of, endpoint
from yimen.kernel.problems import Unknown
from yimen.oversight.queries import PlanSummary, plan_summary


@endpoint(Audience.SUPERVISOR)
def overview(request: HttpRequest) -> HttpResponse:
    """督查总览: units by their open tasks, what escalated, the late tasks, the plan."""
    by = actor_of(request)
    found = running(by)
    told = {
        "running": found,
        "climbed": climbed(by),
        "loads": [[load.unit, load.green, load.yellow, load.red] for load in found.loads],
        "loads_head": [gettext("部门"), gettext("正常"), gettext("临期"), gettext("超期")],
        "plan": _plan(),
    }
    return render(request, "plan/overview.html", told)


def _plan() -> PlanSummary | None:
    try:
        return plan_summary()
    except Unknown:  # before a plan is loaded
        return None
