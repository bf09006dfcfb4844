"""情形推导: what the rules make of a situation, each result with what decided it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from yimen.catalogue.rules.bundles import critical, derive
from yimen.catalogue.rules.conditions import Facts, both
from yimen.catalogue.rules.contents import PackContents
from yimen.catalogue.rules.definitions import ItemDefinition
from yimen.catalogue.rules.situations.model import Interruption, Situation
from yimen.catalogue.rules.situations.running import Ending, run
from yimen.catalogue.rules.situations.subjects import Subject
from yimen.catalogue.rules.views import BundleView, PaperView
from yimen.kernel.worktime import Pause, Period, WorkCalendar, deadline


@dataclass(frozen=True)
class Outlook:
    """推导结果: by the names of `model.Expectation`, each code with the reason in words.

    `undecided` are codes whose condition is not yet known, with what is missing; `ruled_out`
    those whose condition does not hold; `kinds` says of both which list they might stand in.
    `due` is by the names of limits, times of the city.
    """

    lists: dict[str, dict[str, str]]
    undecided: dict[str, str]
    ruled_out: dict[str, str]
    kinds: dict[str, str]
    due: dict[str, datetime]
    days: Decimal
    fees: Decimal
    visits: int
    endings: dict[str, Ending] = field(default_factory=dict)


def look(pack: PackContents, subject: Subject, situation: Situation) -> Outlook:
    """推导: what comes of a situation. The pack has passed its check, and so has the situation
    (`references`)."""
    return _Look(pack, subject, situation).outlook()


class _Look:
    def __init__(self, pack: PackContents, subject: Subject, situation: Situation) -> None:
        self.pack, self.subject, self.situation = pack, subject, situation
        self.answered = {
            question.element: situation.scenario[question.code]
            for question in subject.bundle.scenario
            if question.element and question.code in situation.scenario
        }
        form = {**self.answered, **situation.form}
        self.facts: Facts = subject.conditions.given(situation.scenario, form)
        self.view: BundleView = derive(
            subject.bundle,
            subject.items,
            pack.element_of,
            pack.document_of,
            scenario=situation.scenario,
            form=form,
            day_hours=pack.day_hours,
            conditions=subject.conditions,
        )
        self.applying = {one: self.facts.applies(when) for one, when in subject.whens.items()}
        self.certain = [subject.items[one] for one, applies in self.applying.items() if applies]
        self.ruled: dict[bool | None, dict[str, str]] = {True: {}, False: {}, None: {}}
        self.kinds: dict[str, str] = {}

    def outlook(self) -> Outlook:
        lists: dict[str, dict[str, str]] = {"items": self._items()}
        lists |= self._fields() | self._papers()
        lists["steps"] = self._steps()
        lists["units"] = dict(self._units())
        endings = self._endings()
        lists["results"] = {
            item.result_document: f"“{item.name.zh_hans}”的结果"
            for item in self.certain
            if item.result_document and endings[item.code].fate == "granted"
        }
        lists["refusals"] = dict([*self._barred(), *self._ended(endings)])
        items = self.certain
        return Outlook(
            lists,
            self.ruled[None],
            self.ruled[False],
            self.kinds,
            dict(self._due()),
            critical(items, self.pack.day_hours).days,
            sum((Decimal(fee.yuan) for item in items for fee in item.fees), Decimal(0)),
            self.subject.visits
            + (0 if self.subject.alone else sum(item.visits_in_bundle for item in items)),
            endings,
        )

    # What applies

    def _judged(self, kind: str, code: str, applies: bool | None, when: str) -> str:
        reason = self._reason(applies, when)
        self.ruled[applies][code] = reason
        self.kinds[code] = kind
        return reason

    def _reason(self, applies: bool | None, when: str) -> str:
        if not when.strip():
            return "总是要"
        if applies is None:
            names = "、".join(self.facts.missing(when))
            return f"条件“{when}”还不能判定" + (f"：没有 {names}" if names else "")
        return f"条件“{when}”{'成立' if applies else '不成立'}"

    def _items(self) -> dict[str, str]:
        found = {}
        for code, when in self.subject.whens.items():
            reason = self._judged("items", code, self.applying[code], when)
            if self.applying[code]:
                found[code] = reason
        return found

    def _fields(self) -> dict[str, dict[str, str]]:
        found: dict[str, dict[str, str]] = {"fields": {}, "fields_supplied": {}}
        for view in self.view.fields:
            reason = self._judged("fields", view.element, view.applies, view.when)
            if not view.applies:
                continue
            if view.element in self.answered:
                found["fields_supplied"][view.element] = "由情形问题的回答填入"
            elif view.disposition == "asked":
                found["fields"][view.element] = reason
            else:
                found["fields_supplied"][view.element] = f"由“{view.supplier}”提供"
        for item in self.certain:  # a produced element stands in no section of the form
            for code in item.produces:
                if any(use.element == code for one in self.certain for use in one.fields):
                    found["fields_supplied"].setdefault(code, f"由“{item.code}”产生")
        self._left_out("fields", "element")
        return found

    def _papers(self) -> dict[str, dict[str, str]]:
        keys = ("papers", "papers_supplied", "may_defer", "may_promise")
        found: dict[str, dict[str, str]] = {key: {} for key in keys}
        for view in self.view.papers:
            reason = self._judged("papers", view.document, view.applies, view.when)
            if not view.applies:
                continue
            if view.disposition != "asked":
                found["papers_supplied"][view.document] = f"由“{view.supplier}”提供"
                continue
            found["papers"][view.document] = reason
            for key, allowed in (("may_defer", self._defers), ("may_promise", self._promises)):
                if allowed(view):
                    found[key][view.document] = "事项的规定"
        self._left_out("papers", "document")
        return found

    def _left_out(self, key: str, name: str) -> None:
        """The reasons why a field or paper that the view leaves out does not apply."""
        for code, item in self.subject.items.items():
            for use in getattr(item, key):
                one = getattr(use, name)
                if not any(one in known for known in self.ruled.values()):
                    off = self.applying[code] is False
                    self._judged(key, one, False, self.subject.whens[code] if off else use.when)

    def _defers(self, view: PaperView) -> bool:
        items = [self.subject.items[code] for code in view.used_by]
        return view.may_defer and all(item.handling != "immediate" for item in items)

    def _promises(self, view: PaperView) -> bool:
        return view.may_promise and all(
            self._may_promise(self.subject.items[code]) for code in view.used_by
        )

    def _may_promise(self, item: ItemDefinition) -> bool:
        if item.commitment is None or (item.concerns and item.commitment.exception is None):
            return False
        return all(self.facts.applies(one.when) is False for one in item.key)

    def _steps(self) -> dict[str, str]:
        found = {}
        for code, item in self.subject.items.items():
            for step in item.steps:
                applies = both(self.applying[code], self.facts.applies(step.when))
                off = self.applying[code] is False
                when = self.subject.whens[code] if off else step.when
                name = self.subject.called(code, step.code)
                reason = self._judged("steps", name, applies, when)
                if applies:
                    found[name] = reason
        return found

    def _units(self) -> Iterator[tuple[str, str]]:
        for item in self.certain:
            for step in item.steps:
                if self.facts.applies(step.when):
                    name = self.subject.called(item.code, step.code)
                    yield step.unit or item.unit, f"办“{name}”"

    # What comes of it

    def _endings(self) -> dict[str, Ending]:
        known = {view.element for view in self.view.fields if view.applies and view.required}
        against = set()
        for name in self.situation.found_against:
            item, _, step = name.rpartition("/")
            against.add((item or self.subject.bundle.code, step))
        return run(
            self.certain, known=known | self.facts.known, holds=self.facts.applies, against=against
        )

    def _barred(self) -> Iterator[tuple[str, str]]:
        given, bundle = self.situation, self.subject.bundle
        for item in self.certain:
            able = {*item.applicants} & {*bundle.applicants}
            if given.applicant and given.applicant not in able:
                yield "applicant", f"“{item.name.zh_hans}”不由{given.applicant}申请"
            if given.channel and given.channel not in item.channels:
                yield "channel", f"“{item.name.zh_hans}”不从 {given.channel} 受理"
            if not item.offered or bundle.status != "open":
                yield "not_in_force", f"“{item.name.zh_hans}”已经停办"
            for one in (item, bundle):
                day = given.day
                if day and not one.effective_from <= day <= (one.effective_to or day):
                    yield "not_in_force", f"“{one.name.zh_hans}”{day} 没有施行"
        papers = {view.document: view for view in self.view.papers if view.applies}
        for verb, codes, allowed in (
            ("defer", given.defers, self._defers),
            ("promise", given.promises, self._promises),
        ):
            for code in codes:
                if code not in papers or not allowed(papers[code]):
                    yield f"{verb}:{code}", "事项的规定不许" if code in papers else "不要这份材料"

    def _ended(self, endings: Mapping[str, Ending]) -> Iterator[tuple[str, str]]:
        for code, ending in endings.items():
            waits = "、".join(ending.waits)
            if ending.fate == "refused":
                yield f"step:{self.subject.called(code, ending.at)}", "这个环节不予通过"
            elif ending.fate == "ended":
                yield f"ended:{code}", f"等不到 {waits}：产生它的事项没有办成"
            elif ending.fate == "stuck":
                yield f"stuck:{code}", f"一直等 {waits}"

    # Days

    def _due(self) -> Iterator[tuple[str, datetime]]:
        calendar, given = self.pack.calendar, self.situation
        if given.submitted is None or calendar is None:
            return
        start = accepted(given.submitted, calendar)
        pauses = [_pause(one, calendar) for one in given.pauses]

        def due(period: Period) -> datetime:
            return deadline(start, period, calendar, pauses).due

        if not self.subject.alone:
            yield "promised", due(self.subject.bundle.promised)
        for item in self.certain:
            named = "" if self.subject.alone else f"{item.code}/"
            yield f"{named}promised", due(item.limits.promised)
            if item.limits.statutory:
                yield f"{named}statutory", due(item.limits.statutory)
            if item.acceptance.mode == "on_the_spot":
                yield f"{named}notice", calendar.closes(start.date())
            else:
                yield f"{named}notice", deadline(start, item.acceptance.within, calendar).due


def accepted(submitted: str, calendar: WorkCalendar) -> datetime:
    """受理时间: the moment itself on a working day (its opening, where only the day is given),
    else the opening of the next."""
    at = datetime.fromisoformat(submitted)
    local = (at if at.tzinfo else at.replace(tzinfo=calendar.zone)).astimezone(calendar.zone)
    timed = "T" in submitted or " " in submitted
    works = calendar.is_workday(local.date())
    return local if timed and works else calendar.into_hours(local)


def _pause(one: Interruption, calendar: WorkCalendar) -> Pause:
    since, until = (datetime.fromisoformat(text) for text in (one.since, one.until))
    zone = calendar.zone
    return Pause(
        since if since.tzinfo else since.replace(tzinfo=zone),
        until if until.tzinfo else until.replace(tzinfo=zone),
        one.reason,
    )
