"""听证页: where the applicant asks to be heard, or does without."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext

from yimen.cases import actions
from yimen.cases.http import following
from yimen.cases.http.repeats import key_of
from yimen.cases.queries import readable_case
from yimen.cases.queries.cases import Progress
from yimen.cases.queries.turns import hearings_of
from yimen.kernel.actors import Actor
from yimen.kernel.http import Audience, actor_of, endpoint
from yimen.kernel.problems import FieldError, Invalid, Unknown


@endpoint(Audience.APPLICANT, "GET", "POST")
def hearing(request: HttpRequest, case: UUID) -> HttpResponse:
    """听证: how it stands; with POST it is asked for (`verb=ask`) or given up (`verb=waive`)."""
    by = actor_of(request)
    found = readable_case(by, case)
    view = hearings_of(by, [found]).get(found.id)
    if view is None:
        raise Unknown("这个办件没有告知过听证权利。")
    errors: list[FieldError] = []
    if request.method == "POST":
        verb = request.POST.get("verb")
        if verb == "ask":
            actions.request_hearing(by, found.id, key=key_of(request))
            messages.success(request, gettext("已要求听证，时间地点会书面通知您。"))
            return redirect("cases:hearing", found.id)
        if verb == "waive":
            actions.waive_hearing(by, found.id, key=key_of(request))
            messages.success(request, gettext("已放弃听证，继续办理。"))
            return redirect("cases:progress", found.parent_id or found.id)
        words = gettext("请选择要求听证还是放弃听证")
        errors = list(Invalid(errors=[FieldError("verb", words)]).errors)
    context = {
        "case": found,
        "back": reverse("cases:progress", args=[found.parent_id or found.id]),
        "name": following.item_name(found),
        "shown": view,
        "errors": errors,
    }
    return render(request, "cases/hearing.html", context, status=422 if errors else 200)


def links(by: Actor, progress: Progress) -> dict[UUID, dict[str, str]]:
    """听证链接: by case, where its hearing is shown and how it stands."""
    return {
        case: {
            "url": reverse("cases:hearing", args=[case]),
            "state": gettext(view.row.get_state_display()),
        }
        for case, view in hearings_of(by, [child.case for child in progress.children]).items()
    }
