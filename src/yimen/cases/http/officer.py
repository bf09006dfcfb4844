"""工作台页面: what members of staff have to do, one task, and what they have done."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext

from yimen.cases import queries
from yimen.cases.actions import complete_task
from yimen.cases.http import following, turns
from yimen.cases.http.wording import named
from yimen.cases.models import Clock, Task
from yimen.cases.queries.turns import turns_of
from yimen.cases.rules.procedures import title
from yimen.kernel.actors import Actor
from yimen.kernel.http import Audience, actor_of, endpoint, idempotency_key, uuid_of
from yimen.kernel.problems import FieldError, Invalid

_FILTERS = ("q", "item", "light")


@endpoint(Audience.STAFF)
def inbox(request: HttpRequest) -> HttpResponse:
    """待办: the open tasks by urgency, and beside them the chosen one (`?task=`) or the first."""
    by = actor_of(request)
    wanted = _wanted(request.GET)
    page = _listed(by, wanted, _position(request.GET.get("position")))
    chosen = request.GET.get("task")
    task = uuid_of(chosen) if chosen else page.rows[0].task.id if page.rows else None
    told: dict[str, Any] = {
        "q": wanted.get("q", ""),
        "pages": page,
        "rows": page.rows,
        "accepting": any(row.task.kind == "accept" for row in page.rows),
        "figures": queries.desk_figures(by),
        "items": queries.items_in_inbox(by),
        "item": wanted.get("item", ""),
        "lights": [
            ("red", gettext("超期")),
            ("yellow", gettext("临期")),
            ("green", gettext("正常")),
        ],
        "light": wanted.get("light", ""),
        "is_filtered": bool(wanted),
    }
    if task:
        told |= _pane(by, task, wanted)
    return render(request, "desk/inbox.html", told)


@endpoint(Audience.STAFF)
def done(request: HttpRequest) -> HttpResponse:
    """已办: the tasks done in the actor's roles, the newest first."""
    words = _wanted(request.GET).get("q", "")
    page = queries.inbox(
        actor_of(request),
        state=Task.State.DONE,
        words=words,
        position=_position(request.GET.get("position")),
    )
    return render(request, "desk/done.html", {"q": words, "pages": page, "rows": page.rows})


@endpoint(Audience.STAFF, "GET", "POST")
def task(request: HttpRequest, task: UUID) -> HttpResponse:
    """办理任务: all about one task; with POST it is passed or found against, and the next comes.

    What is missing shows the page again (422) with what was typed.
    """
    by = actor_of(request)
    if request.method != "POST":
        return render(request, "desk/task.html", _page(by, task, _wanted(request.GET)))
    given = request.POST
    wanted = _wanted(QueryDict(given.get("back", "")))
    try:
        finished = complete_task(
            by,
            task,
            _verdict(given.get("passed")),
            given.get("opinion", ""),
            given.getlist("checks"),
            key=idempotency_key(request),
        )
    except Invalid as problem:
        told = _page(by, task, wanted) | {
            "errors": problem.errors,
            "told": {error.field: error.message for error in reversed(problem.errors)},
            "opinion": given.get("opinion", ""),
            "checks": given.getlist("checks"),
        }
        return render(request, "desk/task.html", told, status=problem.status)
    follower = _next(by, finished, wanted)
    messages.success(request, _report(finished, follower))
    return redirect(_way_on(follower, wanted, given.get("view", "")))


def _page(by: Actor, task: UUID, wanted: dict[str, str]) -> dict[str, Any]:
    """What the page of a task shows beside what the pane shows."""
    told = _pane(by, task, wanted)
    progress = told["shown"].progress
    possible = turns_of(by, told["shown"].task, may_work=told["shown"].may_work)
    return told | {
        "turns": possible,
        "ways": turns.links(possible),
        "stops": [
            {
                "name": gettext(title(one.procedure)),
                "reason": one.reason,
                "since": one.started_at,
            }
            for one in possible.running
        ],
        "clocks": [_clock(one) for one in _clocks(told["shown"])],
        "family": following.children(progress, following.Lamps.lit()),
        "history": following.history(progress),
        "view": "page",
    }


def _pane(by: Actor, task: UUID, wanted: dict[str, str]) -> dict[str, Any]:
    """What is needed to decide a task: its case in brief, data, papers and check list."""
    shown = queries.task_view(by, task)
    return {
        "shown": shown,
        "checklist": [(check.zh_hans, named(check)) for check in shown.step.checks],
        "facts": [
            {"key": gettext("申请主体"), "value": shown.row.subject},
            {"key": gettext("事项环节"), "value": f"{shown.row.item} · {shown.row.step}"},
            {"key": gettext("承办"), "value": shown.task.unit.shown},
        ],
        "data": [{"key": name, "value": value} for _, name, value in shown.data],
        "back": _query(wanted),
        "view": "pane",
    }


def _clocks(shown: queries.TaskView) -> list[Clock]:
    """The step's own clock, then those of the case, which run from its acceptance."""
    return [queries.clock_of_task(shown.task), *shown.clocks]


def _clock(one: Clock) -> dict[str, Any]:
    """A clock of the case, with how its deadline was counted."""
    return {
        "kind": gettext(one.get_kind_display()),
        "period": one.period,
        "due_at": one.due_at,
        "provisional": one.provisional,
        "derivation": one.derivation,
        "summary": gettext("%(kind)s是怎样算出来的") % {"kind": gettext(one.get_kind_display())},
    }


def _verdict(passed: str | None) -> bool:
    if passed not in {"yes", "no"}:
        raise Invalid(errors=[FieldError("opinion", gettext("请选择“通过”或“不予通过”"))])
    return passed == "yes"


def _next(by: Actor, finished: Task, wanted: dict[str, str]) -> queries.InboxRow | None:
    """The task that stood after the finished one in the list; from its end back to its top."""
    here = queries.Position(finished.due_at, finished.id)
    rows = _listed(by, wanted, here).rows or _listed(by, wanted).rows
    return rows[0] if rows else None


def _report(finished: Task, follower: queries.InboxRow | None) -> str:
    words = {
        "verdict": gettext("已通过") if finished.passed else gettext("已作出不予通过"),
        "task": f"{finished.case.subject} · {queries.step_name(finished)}",
    }
    if follower is None:
        return gettext("%(verdict)s：%(task)s。没有其他待办了。") % words
    return gettext("%(verdict)s：%(task)s。接着办下一件。") % words


def _way_on(follower: queries.InboxRow | None, wanted: dict[str, str], view: str) -> str:
    desk = reverse("cases:desk")
    if follower is None:
        return f"{desk}?{_query(wanted)}"
    if view == "page":
        return reverse("cases:task", args=[follower.task.id]) + f"?{_query(wanted)}"
    return f"{desk}?{_query({**wanted, 'task': str(follower.task.id)})}"


def _wanted(given: QueryDict) -> dict[str, str]:
    """The filters of the list, by name; those that are empty left out."""
    cleaned = {name: given.get(name, "").replace("\x00", "").strip() for name in _FILTERS}
    return {name: value for name, value in cleaned.items() if value}


def _listed(
    by: Actor, wanted: dict[str, str], position: queries.Position | None = None
) -> queries.TaskPage:
    """A page of the open tasks that the filters leave."""
    return queries.inbox(
        by,
        words=wanted.get("q", ""),
        item=wanted.get("item", ""),
        light=wanted.get("light", ""),
        position=position,
    )


def _query(wanted: dict[str, str]) -> str:
    query = QueryDict(mutable=True)
    query.update(wanted)
    return query.urlencode()


def _position(given: str | None) -> queries.Position | None:
    """Where the page begins; what is no position leads to the first page."""
    try:
        return queries.Position.parse(given) if given else None
    except Invalid:
        return None
