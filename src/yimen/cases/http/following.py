"""办件进度页: clocks, steps, results and history of a case, in words for the applicant."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Self
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.dateformat import format as formatted
from django.utils.translation import gettext, ngettext

from yimen.cases.http.wording import listed, named, period_words
from yimen.cases.models import Case
from yimen.cases.queries import item_definition
from yimen.cases.queries.cases import ChildView, Progress, StepView
from yimen.cases.rules.states import FINAL
from yimen.documents.api import Certificate
from yimen.kernel import clock, events
from yimen.kernel.worktime import Light, WorkCalendar, elapsed, light, remaining
from yimen.parties.api import unit_names
from yimen.vocabulary.api import calendar, documents

Row = dict[str, Any]

WARNING_SHARE = 3
"""A case's light turns yellow in the last third of its time, as those of its tasks do."""

_COLOURS = {
    "received": "grey",
    "granted": "green",
    "partly": "yellow",
    "refused": "red",
    "not_accepted": "red",
    "withdrawn": "grey",
    "terminated": "grey",
    "supplementing": "yellow",
    "not_required": "grey",
    "returned": "yellow",
    "revoked": "red",
    "retracted": "red",
    "annulled": "grey",
}


def days_words(days: Decimal) -> str:
    """工作日数: `0.5 个工作日`; so little that it rounds to nothing is “不到 0.01”."""
    if 0 < days < Decimal("0.01"):
        return gettext("不到 0.01 个工作日")
    number = format(round(days, 2).normalize(), "f")
    count = 1 if number == "1" else 2
    return ngettext("%(n)s 个工作日", "%(n)s 个工作日", count) % {"n": number}


@dataclass(frozen=True)
class Lamps:
    """时限灯: colour and words of clocks, all seen at one moment."""

    calendar: WorkCalendar
    now: datetime

    @classmethod
    def lit(cls) -> Self:
        """此刻: on the calendar in force."""
        return cls(calendar(), clock.now())

    def of(self, start: datetime, due: datetime, ended: datetime | None = None) -> tuple[str, str]:
        """灯色: of a clock that runs, or that has stopped with the case's end."""
        if ended is not None:
            return self._stopped(start, due, ended)
        left = remaining(self.now, due, self.calendar)
        yellow = remaining(start, due, self.calendar) / WARNING_SHARE
        colour = light(self.now, due, self.calendar, yellow)
        if colour is Light.RED:
            return "red", gettext("超期 %(left)s") % {"left": days_words(-left)}
        return colour.name.lower(), gettext("剩 %(left)s") % {"left": days_words(left)}

    def _stopped(self, start: datetime, due: datetime, ended: datetime) -> tuple[str, str]:
        worked = elapsed(start, ended, self.calendar).working_days
        used = {"used": days_words(worked)}
        if ended > due:
            return "red", gettext("超期办结，用时 %(used)s") % used
        if not worked:  # done outside of office hours
            return "green", gettext("按时办结")
        return "green", gettext("按时办结，用时 %(used)s") % used


def state_tag(case: Case) -> Row:
    """状态标签: the state in words with the colour of its tag.

    A bundle as a whole is neither received nor accepted: its items are, each by its unit.
    """
    if case.state == "accepted" or (case.bundle_id and case.ended_at is None):
        return {"text": gettext("办理中"), "colour": ""}
    return {"text": gettext(case.get_state_display()), "colour": _COLOURS[case.state]}


def item_name(case: Case) -> str:
    """事项名称: of a child case, in the page's language."""
    return named(item_definition(case).name)


def children(progress: Progress, lamps: Lamps) -> list[Row]:
    """各事项: each item of the bundle with its light, steps and results."""
    return [_child(child, lamps) for child in progress.children]


def version(progress: Progress, colours: list[str]) -> str:
    """页面版本: changes when there is anything new to see."""
    newest = max((event.id for event in progress.history), default=0)
    return f"{newest}-{'-'.join(colours)}"


def stage(progress: Progress) -> int:
    """所处步骤: 4 while it is handled, 5 when there are results to take, 6 when all is over."""
    if progress.case.ended_at is None:
        return 4
    return 5 if any(child.certificates for child in progress.children) else 6


def history(progress: Progress) -> list[Row]:
    """经过: what happened, the newest first, with the item and the unit concerned."""
    names = {child.case.id: item_name(child.case) for child in progress.children}
    units, words = unit_names(), _stored_names(progress)
    return [_happened(event, names, units, words) for event in reversed(progress.history)]


def _stored_names(progress: Progress) -> dict[str, str]:
    """Names of steps and results as events keep them, and in the page's language."""
    items = [item_definition(child.case) for child in progress.children]
    known = documents()
    names = [step.name for item in items for step in item.steps]
    names += [known[item.result.document].name for item in items if item.result]
    return {name.zh_hans: named(name) for name in names}


def _child(child: ChildView, lamps: Lamps) -> Row:
    case = child.case
    colour, words = "", ""
    if case.accepted_at and child.due_at and (case.ended_at is None or case.state == "granted"):
        colour, words = lamps.of(case.accepted_at, child.due_at, case.ended_at)
    return {
        "id": case.id,
        "name": item_name(case),
        "unit": child.unit,
        "tag": state_tag(case),
        "light": colour,
        "light_text": words,
        "due": child.due_at,
        "limit": period_words(item_definition(case).limits.promised),
        "reason": case.reason,
        "steps": [row for step in child.steps if (row := _step(step, lamps)) is not None],
        "certificates": [certificate(one) for one in child.certificates],
        "over": case.state in FINAL,
        "delivery": _delivery_url(case),
        "waits_for": _waits_for(child),
    }


def _delivery_url(case: Case) -> str:
    """Where the applicant chooses how the result comes; empty where there is no choice."""
    item = item_definition(case)
    open_to_choice = case.state not in FINAL or case.state == "granted"
    if item.result is None or item.delivery == ["electronic"] or not open_to_choice:
        return ""
    return reverse("cases:delivery", args=[case.id])


def _waits_for(child: ChildView) -> str:
    """What an item that has not begun waits for; empty when it has begun or waits for nothing."""
    if any(step.state != "waiting" for step in child.steps):
        return ""
    return listed(list(dict.fromkeys(name for step in child.steps for name in step.waiting_for)))


def _step(step: StepView, lamps: Lamps) -> Row | None:
    """One line of the timeline; steps that do not apply in this case are left out."""
    row: Row = {"title": f"{step.name} · {step.unit}" if step.unit else step.name}
    if step.state in {"skipped", "never"}:
        return None
    if step.state == "waiting":
        waits = {"what": listed(list(step.waiting_for))}
        text = (
            gettext("等待%(what)s") % waits if step.waiting_for else gettext("前面的环节办完后开始")
        )
        return {**row, "state": "todo", "text": text}
    if step.state == "open" and step.opened_at and step.due_at:
        colour, words = lamps.of(step.opened_at, step.due_at)
        state = "late" if colour == "red" else "current"
        return {
            **row,
            "state": state,
            "light": colour,
            "light_text": words,
            "when": gettext("%(at)s 开始") % {"at": _moment(step.opened_at)},
        }
    when = _moment(step.done_at) if step.done_at else ""
    if step.state == "refused":
        told = gettext("意见：%(opinion)s") % {"opinion": step.opinion}
        return {**row, "state": "stopped", "when": when, "text": told}
    if step.state in {"cancelled", "superseded", "returned"}:
        text = gettext("不再办理")
        if step.state == "returned":
            text = gettext("退回前面的环节重办：%(reason)s") % {"reason": step.opinion}
        return {**row, "state": "todo", "when": when, "text": text}
    return {**row, "state": "done", "when": when}


def certificate(one: Certificate) -> Row:
    """证照: a result or notice as a line of a list; `ended` says how it lost its force."""
    known = documents().get(one.document)
    is_plain = known is not None and one.name == known.name.zh_hans
    return {
        "name": named(known.name) if known and is_plain else one.name,
        "number": one.number,
        "identifier": one.identifier,
        "issued_at": one.issued_at,
        "demo": one.demo_seal,
        "ended": "" if one.status == "valid" else gettext(one.get_status_display()),
        "url": reverse("cases:certificate", args=[one.id]),
        "verify_url": reverse("documents:verified", args=[one.identifier]),
    }


def _happened(
    event: Any, names: Mapping[UUID, str], units: Mapping[str, str], words: Mapping[str, str]
) -> Row:
    data = event.data
    about = names.get(UUID(event.subject_id), "")
    against = data.get("passed") is False
    title = gettext("环节未通过") if against else gettext(events.types()[event.type].title)
    if name := data.get("name", ""):
        title = gettext("%(title)s：%(name)s") % {"title": title, "name": words.get(name, name)}
    unit = units.get(data.get("unit", ""), "")
    opinion = (data.get("opinion") if against else "") or data.get("reason") or ""
    return {
        "at": event.at,
        "title": title,
        "where": " · ".join(filter(None, [about, unit])),
        "text": gettext("意见：%(opinion)s") % {"opinion": opinion} if opinion else "",
    }


def _moment(at: datetime) -> str:
    return formatted(timezone.localtime(at), gettext("n月j日 H:i"))
