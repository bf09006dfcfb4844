"""办法表单字段: what the forms of `turns` ask, with what there is to choose from."""

from typing import Any

from django.utils.translation import gettext, gettext_noop

from yimen.cases.http.wording import named
from yimen.cases.models import Task
from yimen.cases.queries.turns import TurnsView, earliest_hearing
from yimen.cases.rules.procedures import title

Field = dict[str, Any]


def words(name: str, label: str, hint: str = "") -> Field:
    """文字: a few lines of text; texts are marked for translation where they are written."""
    return {
        "name": name,
        "label": gettext(label),
        "hint": gettext(hint) if hint else "",
        "kind": "textarea",
        "maxlength": 1000,
    }


def _choice(name: str, label: str, options: list[tuple[str, str]]) -> Field:
    return {"name": name, "label": gettext(label), "kind": "select", "options": options}


def _days(name: str, label: str, value: str, hint: str = "") -> Field:
    return {
        "name": name,
        "label": gettext(label),
        "hint": gettext(hint) if hint else "",
        "kind": "text",
        "width": "4",
        "inputmode": "decimal",
        "suffix": gettext("个工作日"),
        "value": value,
    }


def _verdicts(name: str, label: str) -> Field:
    options = [("yes", gettext("通过")), ("no", gettext("不予通过"))]
    return {"name": name, "label": gettext(label), "kind": "radios", "options": options}


def of_return(view: TurnsView) -> list[Field]:
    """退回: the steps before this one that people did."""
    options = [(step.code, named(step.name)) for step in view.returnable]
    steps = {
        "name": "to",
        "label": gettext("退回哪些环节"),
        "hint": gettext("只有选中的环节重办，办完后回到本环节；其他环节不受影响。"),
        "kind": "checkboxes",
        "options": options,
    }
    return [steps, words("reason", gettext_noop("退回的理由"))]


def of_request(view: TurnsView) -> list[Field]:
    """协办: a unit, a question, and how long it may take."""
    return [
        _choice("unit", gettext_noop("请哪个部门"), view.units),
        words("question", gettext_noop("要请教的问题")),
        _days("within", gettext_noop("多久之内答复"), "1"),
    ]


def of_cancelling(view: TurnsView) -> list[Field]:
    """撤销协办: the requests that are not back."""
    options = [(str(one.id), f"{one.unit.shown} · {one.name}") for one in outstanding(view)]
    return [
        _choice("request", gettext_noop("撤销哪个协办"), options),
        words("reason", gettext_noop("撤销的理由")),
    ]


def outstanding(view: TurnsView) -> list[Task]:
    """未回来的协办"""
    return [one for one in view.asked if one.state == Task.State.OPEN]


def of_transfer(view: TurnsView) -> list[Field]:
    """移交: the units where somebody has the role."""
    return [
        _choice("unit", gettext_noop("移交给哪个部门"), view.others),
        words("reason", gettext_noop("移交的理由")),
    ]


def of_procedure(view: TurnsView) -> list[Field]:
    """启动特别程序: those of the law that do not run yet."""
    return [
        _choice(
            "procedure", gettext_noop("特别程序"), [(k, gettext(v)) for k, v in view.procedures]
        ),
        _days("expected", gettext_noop("预计需要"), "", gettext_noop("书面告知申请人。")),
        words("reason", gettext_noop("启动的理由"), gettext_noop("申请人会看到。")),
    ]


def of_ending(view: TurnsView) -> list[Field]:
    """结束特别程序: those that were begun by hand."""
    open_ = [(one.procedure, gettext(title(one.procedure))) for one in by_hand(view)]
    return [
        _choice("procedure", gettext_noop("结束哪个程序"), open_),
        words("result", gettext_noop("程序的结果"), gettext_noop("申请人会看到。")),
    ]


def of_time(view: TurnsView) -> list[Field]:
    """听证时间: day, hour, place and who presides."""
    hint = gettext("至少提前七个工作日通知，最早是 %(day)s。") % {"day": earliest_hearing()}
    return [
        {"name": "at", "label": gettext("听证日期"), "hint": hint, "kind": "date"},
        {
            "name": "hour",
            "label": gettext("几点开始"),
            "hint": gettext("例如 9:30"),
            "kind": "text",
            "width": "5",
        },
        {"name": "place", "label": gettext("听证地点"), "kind": "text", "maxlength": "200"},
        _choice("chair", gettext_noop("主持人"), view.hearing.chairs),
    ]


def of_force(view: TurnsView) -> list[Field]:
    """强制办结: for or against, and why."""
    return [
        _verdicts("passed", gettext_noop("处理结果")),
        words("reason", gettext_noop("强制办结的理由"), gettext_noop("申请人会看到。")),
    ]


def by_hand(view: TurnsView) -> list[Any]:
    """可手动结束的程序: those that end neither with a step nor with the record of a hearing."""
    own = view.hearing.row
    hears = own is not None and own.state in {"requested", "scheduled"}
    return [
        one
        for one in view.running
        if one.task is None and not (hears and one.procedure == "hearing")
    ]
