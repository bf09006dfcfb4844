"""Every action of cases × every kind of actor: who is not meant is denied, and a denial leaves
nothing but its own event. Whether the deed itself is possible then is not asked here."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from django.apps import apps
from django.db import connection, transaction

from city import actor
from stall import BUNDLE, SCENARIO, open_draft
from yimen.cases import actions
from yimen.cases.actions import Upload
from yimen.cases.models import Case, Clock, Draft, Hearing, Pause, Promise, Task
from yimen.catalogue.api import ItemDefinition, publish_item
from yimen.kernel import actors, clock
from yimen.kernel.actions import registered
from yimen.kernel.actors import STRANGER, Actor, ActorKind
from yimen.kernel.models import Event
from yimen.kernel.problems import Denied, Problem

pytestmark = pytest.mark.usefixtures("demo_city")
UNIT, OTHER = "market-regulation", "health"
WORDS = "按照规定应当这样办理"
NOTE = {"note": "示范市虚构规定"}


def _staff(role: str, unit: str) -> Actor:
    return Actor(ActorKind.STAFF, f"{role}-{unit}", "", {unit: frozenset({role})})


WHO: dict[str, Callable[[], Actor]] = {
    "owner": lambda: actor("applicant"),
    "other applicant": lambda: actor("applicant-2"),
    "clerk": lambda: actor("clerk"),
    "reviewer": lambda: actor("market-reviewer"),
    "approver": lambda: actor("market-approver"),
    "head": lambda: _staff("head", UNIT),
    "other reviewer": lambda: actor("health-reviewer"),
    "other approver": lambda: actor("health-approver"),
    "other head": lambda: _staff("head", OTHER),
    "supervisor": lambda: actor("supervisor"),
    "administrator": lambda: actor("admin"),
    "platform": lambda: actors.clock("tests"),
    "client": lambda: Actor(ActorKind.CLIENT, "client", "", {UNIT: frozenset({"client"})}),
    "stranger": lambda: STRANGER,
}

OWNER = {"owner"}
APPLICANTS = {"owner", "other applicant"}
COUNTER = {"owner", "clerk", "client"}
WORKER = {"reviewer"}
CHECKERS = {"reviewer", "approver", "head"}
PLATFORM = {"platform"}
HEADS = {"head", "platform"}
MAY: dict[str, set[str]] = {
    "start_draft": APPLICANTS,
    "start_single": APPLICANTS,
    "change_scenario": OWNER,
    "fill_section": OWNER,
    "attach_paper": OWNER,
    "remove_paper": OWNER,
    "promise_paper": OWNER,
    "unpromise_paper": OWNER,
    "discard_draft": OWNER,
    "submit": OWNER,
    "start_again": OWNER,
    "withdraw": OWNER,
    "receive": COUNTER,
    "receive_and_decide": set(),  # who takes this one in may not decide it
    "answer_supplement": COUNTER,
    "hand_in_deferred": COUNTER,
    "choose_delivery": {"owner", "clerk"},
    "hand_over": {"clerk", "client", "reviewer", "approver", "head"},
    "request_hearing": OWNER | CHECKERS,
    "waive_hearing": OWNER | CHECKERS,
    "ask_supplement": WORKER,
    "not_require": WORKER,
    "complete_task": WORKER,
    "decide_at_once": WORKER,
    "send_back": WORKER,
    "transfer": WORKER,
    "add_review": WORKER,
    "consult": WORKER,
    "cancel_request": WORKER,
    "ask_extension": WORKER,
    "answer_external": WORKER | {"client"},
    "force": {"supervisor"},
    "start_procedure": CHECKERS,
    "end_procedure": CHECKERS,
    "offer_hearing": CHECKERS,
    "schedule_hearing": CHECKERS,
    "hold_hearing": CHECKERS,
    "check_commitment": CHECKERS,
    "repair_promise": {"head", "supervisor"},
    "undo": HEADS,
    "correct": {"approver", "head"},
    "migrate": {"administrator", "platform"},
    "advance_case": PLATFORM,
    "issue_notice": PLATFORM,
    "issue_refusal": PLATFORM,
    "issue_result": PLATFORM,
    "open_subcase": PLATFORM,
    "recount_case": PLATFORM,
    "review_place": PLATFORM,
    "ring_clock": PLATFORM,
    "ring_task": PLATFORM,
    "run_automatic_step": PLATFORM,
    "settle_deferred": PLATFORM,
    "settle_subcase": PLATFORM,
    "terminate_case": PLATFORM,
}


class Scene:
    """A draft and a running case of the applicant, with everything that an action may be about."""

    def __init__(self) -> None:
        step = {"kind": "accept", "unit": UNIT, "within": "2wd", "code": "accept", "name": "受理"}
        issue = {"kind": "issue", "within": "1wd", "code": "issue", "name": "办结"}
        steps = [step, {**issue, "after": ["accept"]}]
        publish_item(actors.clock("tests"), ItemDefinition.model_validate(_item(steps)))
        self.owner = actor("applicant")
        self.party = UUID(str(self.owner.party))
        self.draft: Draft = open_draft()
        self.case: Case = actions.receive(self.owner, "matrix", self.party, {})
        self.task = Task.objects.get(case=self.case)
        self.request = actions.consult(actor("market-reviewer"), self.task.id, OTHER, WORDS)
        self.clock = Clock.objects.filter(case=self.case).first()
        self.promise = Promise.objects.create(
            case=self.case,
            party_id=self.party,
            kind=Promise.Kind.DEFERRAL,
            document="id-card",
            name="身份证件",
            made_at=clock.now(),
        )
        Clock.objects.create(
            case=self.case,
            subject=self.promise.id,
            kind=Clock.Kind.DEFERRAL,
            period="5wd",
            started_at=clock.now(),
            due_at=clock.now(),
        )
        Pause.objects.create(case=self.case, procedure="testing", started_at=clock.now())
        Case.objects.filter(pk=self.case.pk).update(open_pauses=1)
        Hearing.objects.create(case=self.case, offered_at=clock.now())
        self.at = datetime(2027, 3, 1, 10, tzinfo=ZoneInfo("Asia/Shanghai"))

    def about(self, name: str) -> tuple[Any, ...]:
        """The arguments of an action after the actor."""
        case, task, draft, promise = self.case.id, self.task.id, self.draft.id, self.promise.id
        form: dict[str, Any] = {}
        special: dict[str, tuple[Any, ...]] = {
            "start_draft": (BUNDLE, SCENARIO),
            "start_single": ("workshop-permit", {}),
            "change_scenario": (draft, SCENARIO),
            "fill_section": (draft, "stall", {}),
            "attach_paper": (draft, "goods-list", "a.pdf", b"%PDF-"),
            "remove_paper": (draft, promise),
            "promise_paper": (draft, "health-check"),
            "unpromise_paper": (draft, "health-check"),
            "discard_draft": (draft,),
            "submit": (draft,),
            "receive": ("matrix", self.party, form),
            "receive_and_decide": ("matrix", self.party, form),
            "hand_in_deferred": (promise, Upload("id-card", "a.pdf", b"%PDF-")),
            "settle_deferred": (promise,),
            "check_commitment": (promise, True, WORDS),
            "repair_promise": (promise, WORDS),
            "choose_delivery": (case, "electronic"),
            "hand_over": (case, "甲小明"),
            "ask_supplement": (case, {"person.phone": "请填写手机号码"}),
            "complete_task": (task, True),
            "answer_external": (task, True),
            "force": (task, True, WORDS),
            "send_back": (task, ["accept"], WORDS),
            "transfer": (task, OTHER, WORDS),
            "add_review": (task, OTHER, WORDS),
            "consult": (task, OTHER, WORDS),
            "cancel_request": (self.request.id, WORDS),
            "ask_extension": (task, WORDS),
            "start_procedure": (case, "expert_review", "5wd", WORDS),
            "end_procedure": (case, "testing", WORDS),
            "schedule_hearing": (case, self.at, "一楼", "某某"),
            "hold_hearing": (case, WORDS),
            "undo": (case, "revoke", WORDS, "示范法第一条"),
            "correct": (case, WORDS, {}),
            "migrate": (case, self.case.item_id, WORDS),
            "issue_notice": (case, "supplement", {}),
            "ring_clock": (self.clock.id if self.clock else None,),
            "terminate_case": (case, WORDS),
            "withdraw": (case, WORDS),
            "not_require": (case, WORDS),
        }
        if name in special:
            return special[name]
        by_task = {"issue_result", "open_subcase", "ring_task", "run_automatic_step"}
        return (task,) if name in by_task else (case,)


def _item(steps: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "code": "matrix",
        "name": "权限矩阵",
        "unit": UNIT,
        "context": "tests",
        "kind": "licence",
        "handling": "commitment",
        "applicants": ["person"],
        "channels": ["online"],
        "effective_from": "2020-01-01",
        "basis": [NOTE],
        "limits": {"promised": "5wd", "promised_basis": NOTE},
        "visits": 0,
        "hearing": True,
        "fields": [],
        "papers": [],
        "steps": steps,
    }


@pytest.fixture(scope="module")
def verbs() -> dict[str, Callable[..., Any]]:
    found = registered().items()
    return {name.split(".")[1]: verb for name, verb in found if name.startswith("cases.")}


def test_every_action_is_in_the_table(verbs: dict[str, Callable[..., Any]]) -> None:
    assert set(verbs) == set(MAY)


def rows() -> dict[str, str]:
    """A digest of every table of cases and documents, to see that nothing moved."""
    found = {}
    models = [
        m for label in ("cases", "documents") for m in apps.get_app_config(label).get_models()
    ]
    with connection.cursor() as cursor:
        for model in models:
            table = model._meta.db_table
            cursor.execute(f"select md5(string_agg(t::text, '|' order by t::text)) from {table} t")
            found[table] = cursor.fetchone()[0]
    return found


def undone(deed: Callable[[], Any]) -> Problem | None:
    """Does a deed and takes it back; the problem that it met."""
    with transaction.atomic():
        try:
            deed()
        except Problem as problem:
            return problem
        finally:
            transaction.set_rollback(True)
    return None


def _met(deed: Callable[[], Any]) -> Problem | None:
    try:
        deed()
    except Problem as problem:
        return problem
    return None


def _tries() -> Iterator[Any]:
    for name in sorted(MAY):
        yield pytest.param(name, id=name)


@pytest.mark.parametrize("name", _tries())
def test_who_may_and_who_is_denied(name: str, verbs: dict[str, Callable[..., Any]]) -> None:
    scene = Scene()
    given = scene.about(name)
    for who, make in WHO.items():
        by = make()
        if who in MAY[name]:
            problem = undone(lambda by=by: verbs[name](by, *given))  # type: ignore[misc]
            assert not isinstance(problem, Denied), f"{who} may {name}"
            continue
        before, events = rows(), Event.objects.count()
        problem = _met(lambda by=by: verbs[name](by, *given))  # type: ignore[misc]
        assert isinstance(problem, Denied), f"{who} was not denied {name}: {problem}"
        assert rows() == before, f"{who} left a trace by {name}"
        added = Event.objects.order_by("id")[events:]
        assert [event.type for event in added] == ["kernel.ActionDenied"]
        assert added[0].actor_id == by.id
