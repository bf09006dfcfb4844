"""任务的其他办法页: return, requests, transfer, extension, procedures, hearings, forced ends.

Each is one form on a page of its own, told by the table `_TURNS`; what is wrong shows the form
again with what was typed.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext, gettext_noop

from yimen.cases import actions, queries
from yimen.cases.http import turn_fields as fields
from yimen.cases.http.repeats import key_of
from yimen.cases.http.turn_fields import Field
from yimen.cases.models import Task
from yimen.cases.queries.turns import TurnsView, turns_of
from yimen.kernel.actors import Actor
from yimen.kernel.http import Audience, actor_of, endpoint
from yimen.kernel.problems import FieldError, Invalid, Unknown
from yimen.vocabulary.api import calendar

_PARTS = ("year", "month", "day")
Act = Callable[[Actor, Task, QueryDict, str], object]


@dataclass(frozen=True)
class TurnForm:
    """办法表单: title, what it brings about, its fields, whether it may be taken, the deed."""

    title: str
    about: str
    button: str
    fields: Callable[[TurnsView], list[Field]]
    may: Callable[[TurnsView], bool]
    act: Act
    done: str


@endpoint(Audience.STAFF, "GET", "POST")
def turn(request: HttpRequest, task: UUID, turn: str) -> HttpResponse:
    """任务的一种办法: its form; with POST it is done. `Unknown` for one that cannot be taken."""
    by = actor_of(request)
    shown = queries.task_view(by, task)
    form = _TURNS.get(turn)
    if form is None:
        raise Unknown("没有这种办理方式，请返回任务页面。")
    if request.method == "GET":
        view = turns_of(by, shown.task, may_work=shown.may_work)
        return _page(request, shown, form, form.fields(view), may=form.may(view))
    try:
        form.act(by, shown.task, request.POST, key_of(request))
    except Invalid as problem:
        view = turns_of(by, shown.task, may_work=shown.may_work)
        again = [_refilled(field, request.POST, problem) for field in form.fields(view)]
        return _page(request, shown, form, again, may=True, problem=problem)
    messages.success(request, gettext(form.done))
    still_open = Task.objects.filter(pk=task, state=Task.State.OPEN).exists()
    return redirect("cases:task", task) if still_open else redirect("cases:desk")


def links(view: TurnsView) -> list[tuple[str, str]]:
    """可用办法: slug and title of the turns that may be taken from a task."""
    return [(slug, gettext(form.title)) for slug, form in _TURNS.items() if form.may(view)]


def _page(
    request: HttpRequest,
    shown: queries.TaskView,
    form: TurnForm,
    asked: list[Field],
    *,
    may: bool,
    problem: Invalid | None = None,
) -> HttpResponse:
    context = {
        "shown": shown,
        "title": gettext(form.title),
        "about": gettext(form.about),
        "button": gettext(form.button),
        "fields": asked,
        "may": may,
        "errors": problem.errors if problem else (),
    }
    return render(request, "desk/turn.html", context, status=422 if problem else 200)


def _refilled(field: Field, given: QueryDict, problem: Invalid) -> Field:
    name = field["name"]
    value: str | list[str] | dict[str, str] = given.get(name, "")
    if field["kind"] == "checkboxes":
        value = given.getlist(name)
    elif field["kind"] == "date":
        value = {part: given.get(f"{name}-{part}", "") for part in _PARTS}
    error = next((one.message for one in problem.errors if one.field == name), "")
    return {**field, "value": value, "error": error}


# --- deeds -------------------------------------------------------------------------------------


def _text(given: QueryDict, name: str) -> str:
    return given.get(name, "").replace("\x00", "").strip()[:2000]


def _period(given: QueryDict, name: str) -> str:
    days = _text(given, name)
    return f"{days}wd" if days else ""


def _moment(given: QueryDict) -> datetime:
    words = gettext("请写真实的日期和时间，例如 2026 年 3 月 5 日 9:30")
    try:
        year, month, day = (int(_text(given, f"at-{part}")) for part in _PARTS)
        hour, _, minute = _text(given, "hour").partition(":")
        return datetime(year, month, day, int(hour), int(minute or 0), tzinfo=calendar().zone)
    except ValueError:
        raise Invalid(errors=[FieldError("at", words)]) from None


def _passed(given: QueryDict) -> bool:
    if given.get("passed") not in {"yes", "no"}:
        raise Invalid(errors=[FieldError("passed", gettext("请选择“通过”或“不予通过”"))])
    return given["passed"] == "yes"


def _cancel(by: Actor, task: Task, given: QueryDict, key: str) -> object:
    asked = task.requests.filter(state=Task.State.OPEN)
    chosen = next((one for one in asked if str(one.id) == given.get("request")), None)
    if chosen is None:
        raise Invalid(errors=[FieldError("request", gettext("请选择要撤销的协办"))])
    return actions.cancel_request(by, chosen.id, _text(given, "reason"), key=key)


def _end_procedure(by: Actor, task: Task, given: QueryDict, key: str) -> object:
    procedure = _text(given, "procedure")
    if not procedure:
        raise Invalid(errors=[FieldError("procedure", gettext("请选择要结束的程序"))])
    return actions.end_procedure(by, task.case_id, procedure, _text(given, "result"), key=key)


def _schedule(by: Actor, task: Task, given: QueryDict, key: str) -> object:
    at, place, chair = _moment(given), _text(given, "place"), _text(given, "chair")
    return actions.schedule_hearing(by, task.case_id, at, place, chair, key=key)


_TURNS: dict[str, TurnForm] = {
    "return": TurnForm(
        gettext_noop("退回前面的环节"),
        gettext_noop("选中的环节按自己的时限重办；承诺时限和法定时限不停。"),
        gettext_noop("退回"),
        fields.of_return,
        lambda view: bool(view.returnable),
        lambda by, task, given, key: actions.send_back(
            by, task.id, given.getlist("to"), _text(given, "reason"), key=key
        ),
        gettext_noop("已退回，重办之后会再到您这里。"),
    ),
    "review": TurnForm(
        gettext_noop("加请别的部门审查"),
        gettext_noop("审查意见回来之前本环节不能办结；意见是不通过的，本环节不能通过。时限不停。"),
        gettext_noop("发出"),
        fields.of_request,
        lambda view: view.may_ask,
        lambda by, task, given, key: actions.add_review(
            by,
            task.id,
            _text(given, "unit"),
            _text(given, "question"),
            _period(given, "within"),
            key=key,
        ),
        gettext_noop("已请该部门审查。"),
    ),
    "consult": TurnForm(
        gettext_noop("征求别的部门意见"),
        gettext_noop("意见供您参考；到期没有答复的，不再等候。时限不停。"),
        gettext_noop("发出"),
        fields.of_request,
        lambda view: view.may_ask,
        lambda by, task, given, key: actions.consult(
            by,
            task.id,
            _text(given, "unit"),
            _text(given, "question"),
            _period(given, "within"),
            key=key,
        ),
        gettext_noop("已征求该部门意见。"),
    ),
    "transfer": TurnForm(
        gettext_noop("移交别的部门"),
        gettext_noop("由别的部门办这个任务，到期日不变。您请别人办而没有回来的随之撤销。"),
        gettext_noop("移交"),
        fields.of_transfer,
        lambda view: bool(view.others),
        lambda by, task, given, key: actions.transfer(
            by, task.id, _text(given, "unit"), _text(given, "reason"), key=key
        ),
        gettext_noop("已移交。"),
    ),
    "cancel": TurnForm(
        gettext_noop("撤销协办"),
        gettext_noop("不再等候这个部门的答复。"),
        gettext_noop("撤销协办"),
        fields.of_cancelling,
        lambda view: view.may_ask and bool(fields.outstanding(view)),
        _cancel,
        gettext_noop("已撤销协办。"),
    ),
    "extension": TurnForm(
        gettext_noop("报请延长办理期限"),
        gettext_noop("由本机关负责人批准，只能延长一次；批准后理由书面告知申请人。"),
        gettext_noop("报请批准"),
        lambda view: [
            fields.words("reason", gettext_noop("延期的理由"), gettext_noop("申请人会看到。"))
        ],
        lambda view: view.may_extend,
        lambda by, task, given, key: actions.ask_extension(
            by, task.id, _text(given, "reason"), key=key
        ),
        gettext_noop("已报请负责人批准。"),
    ),
    "procedure": TurnForm(
        gettext_noop("启动特别程序"),
        gettext_noop("只有法律列出的程序可以停止计算期限。所需时间书面告知申请人。"),
        gettext_noop("启动并告知申请人"),
        fields.of_procedure,
        lambda view: view.may_direct and bool(view.procedures),
        lambda by, task, given, key: actions.start_procedure(
            by,
            task.case_id,
            _text(given, "procedure"),
            _period(given, "expected"),
            _text(given, "reason"),
            key=key,
        ),
        gettext_noop("特别程序已启动，期限停止计算。"),
    ),
    "procedure-end": TurnForm(
        gettext_noop("结束特别程序"),
        gettext_noop("期限从现在起继续计算。"),
        gettext_noop("结束并告知申请人"),
        fields.of_ending,
        lambda view: view.may_direct and bool(fields.by_hand(view)),
        _end_procedure,
        gettext_noop("特别程序已结束，期限继续计算。"),
    ),
    "hearing-offer": TurnForm(
        gettext_noop("告知听证权利"),
        gettext_noop("申请人在五个工作日内可以要求听证；在此之前不能作出决定。"),
        gettext_noop("告知"),
        lambda view: [],
        lambda view: view.hearing.may_offer,
        lambda by, task, given, key: actions.offer_hearing(by, task.case_id, key=key),
        gettext_noop("已告知听证权利。"),
    ),
    "hearing-time": TurnForm(
        gettext_noop("通知听证时间"),
        gettext_noop("审查过这个申请的人员不能主持。"),
        gettext_noop("通知申请人"),
        fields.of_time,
        lambda view: view.hearing.may_schedule,
        _schedule,
        gettext_noop("已通知听证时间。"),
    ),
    "hearing-record": TurnForm(
        gettext_noop("登记听证笔录"),
        gettext_noop("登记后期限继续计算，决定根据笔录作出。"),
        gettext_noop("登记"),
        lambda view: [fields.words("record", gettext_noop("听证笔录"))],
        lambda view: view.hearing.may_hold,
        lambda by, task, given, key: actions.hold_hearing(
            by, task.case_id, _text(given, "record"), key=key
        ),
        gettext_noop("听证笔录已登记。"),
    ),
    "force": TurnForm(
        gettext_noop("强制办结"),
        gettext_noop("这个环节到期没有答复。由督查人员协调后作出处理，记入办件经过。"),
        gettext_noop("强制办结"),
        fields.of_force,
        lambda view: view.may_force,
        lambda by, task, given, key: actions.force(
            by, task.id, _passed(given), _text(given, "reason"), key=key
        ),
        gettext_noop("已强制办结。"),
    ),
}
