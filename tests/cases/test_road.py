"""The road of a bundle, from draft to certificates, on a real database: exact rows and events."""

from collections import Counter
from uuid import uuid4

import pytest

from city import actor, run_jobs
from stall import (
    PLACE,
    SCENARIO,
    do,
    fill,
    open_draft,
    paper,
    submitted,
    task_of,
    values,
    work_through,
)
from yimen.cases import queries
from yimen.cases.actions import (
    attach_paper,
    complete_task,
    discard_draft,
    fill_section,
    remove_paper,
    start_draft,
    submit,
)
from yimen.cases.models import Case, Clock, Draft, Task
from yimen.documents.api import Certificate, verify
from yimen.kernel.codes import credit_code
from yimen.kernel.models import Delivery, Event
from yimen.kernel.problems import Conflict, Denied, Invalid, Unknown

pytestmark = pytest.mark.usefixtures("demo_city")


def states(root: Case) -> dict[str, str]:
    return {case.item.code: case.state for case in root.children.select_related("item")}


def test_a_draft_knows_what_the_registers_know_and_asks_for_it_no_more() -> None:
    draft = open_draft()
    person = queries.draft_view(draft).sections[0]
    supplied = {f.element.code: (f.value, f.supplied_by) for f in person.fields}
    assert supplied["person.name"] == ("甲小明", "population-register")
    fill_section(actor("applicant"), draft.id, "person", {"person.phone": "15400010001"})
    given = values()
    asked = queries.draft_view(Draft.objects.get()).sections[1].fields
    fill_section(
        actor("applicant"),
        draft.id,
        "stall",
        {f.element.code: given[f.element.code] for f in asked},
    )
    draft.refresh_from_db()
    assert queries.draft_form(draft)["stall.place"] == PLACE
    asked_events = Event.objects.filter(type="exchange.ResourceAsked")
    assert [e.data["resource"] for e in asked_events] == ["population-register", "pitch-register"]
    assert {e.data["purpose_id"] for e in asked_events} == {str(draft.id)}
    assert "P-07" not in str([e.data for e in asked_events])


def test_the_whole_road_ends_in_valid_certificates() -> None:
    root = work_through(submitted())
    assert root.state == "granted"
    assert root.open_children == 0
    assert states(root) == dict.fromkeys(
        ["stall-registration", "sign-filing", "hygiene-card"], "granted"
    )
    code = root.produced["enterprise.credit_code"]
    assert credit_code.verify(code).ok
    certificates = list(Certificate.objects.all())
    assert len(certificates) == 3
    assert all(verify(c.identifier).genuine for c in certificates)
    assert not Clock.objects.filter(stopped_at=None).exists()
    assert not Task.objects.filter(state="open").exists()


def test_every_move_left_exactly_one_event() -> None:
    root = work_through(submitted())
    ids = [str(root.id), *(str(c.id) for c in root.children.all())]
    events = Counter(Event.objects.filter(subject_id__in=ids).values_list("type", flat=True))
    tasks = Task.objects.filter(case__parent=root)
    assert events == {
        "cases.CaseSubmitted": 1,
        "cases.CaseReceived": 3,
        "cases.CaseAccepted": 3,
        "cases.TaskOpened": tasks.count(),
        "cases.TaskDone": tasks.count(),
        "cases.ElementsProduced": 1,
        "cases.ResultIssued": 3,
        "cases.CaseEnded": 3,
        "cases.BundleEnded": 1,
    }


def test_what_needs_the_credit_code_waits_and_then_runs_side_by_side() -> None:
    root = submitted()
    assert set(Task.objects.filter(case__parent=root).values_list("step", flat=True)) == {
        "accept",
        "review",
    }
    do("market-reviewer", task_of(root, "stall-registration", "accept"))
    open_now = Task.objects.filter(case__item__code="stall-registration", state="open")
    assert set(open_now.values_list("step", flat=True)) == {"documents", "neighbours"}
    do("market-reviewer", task_of(root, "stall-registration", "documents"))
    assert not open_now.filter(step="decide").exists()
    do("hall-reviewer", task_of(root, "stall-registration", "neighbours"))
    do("market-approver", open_now.get(step="decide"))
    assert states(root)["sign-filing"] == "received"
    run_jobs()
    assert task_of(root, "sign-filing", "file").state == "open"
    assert states(root) == {
        "stall-registration": "granted",
        "sign-filing": "accepted",
        "hygiene-card": "accepted",
    }


def test_a_condition_opens_its_step() -> None:
    root = submitted(**{"stall.open_flame": "true"})
    do("market-reviewer", task_of(root, "stall-registration", "accept"))
    assert task_of(root, "stall-registration", "flame").unit_id == "health"


def test_a_refusal_tells_why_and_ends_what_depended_on_it() -> None:
    root = submitted()
    do("market-reviewer", task_of(root, "stall-registration", "accept"))
    do(
        "market-reviewer",
        task_of(root, "stall-registration", "documents"),
        passed=False,
        opinion="货品清单里有禁卖的东西",
    )
    run_jobs()
    root.refresh_from_db()
    assert states(root) == {
        "stall-registration": "refused",
        "sign-filing": "terminated",
        "hygiene-card": "terminated",
    }
    assert (root.state, root.open_children) == ("refused", 0)
    notice = Certificate.objects.get()
    assert notice.name == "不予许可决定书"
    assert not Task.objects.filter(state="open").exists()
    assert not Clock.objects.filter(stopped_at=None).exists()
    assert "没有办成" in root.children.get(item__code="sign-filing").reason


def test_turned_away_at_the_door_is_not_refused() -> None:
    root = submitted(scenario={"sells_food": "false", "has_sign": "false"})
    accept = task_of(root, "stall-registration", "accept")
    do("market-reviewer", accept, passed=False, opinion="不是本机关管的事")
    run_jobs()
    assert states(root) == {"stall-registration": "not_accepted"}
    assert Certificate.objects.get().name == "不予受理决定书"


def test_one_refused_child_does_not_sink_the_others() -> None:
    root = submitted()
    do("health-reviewer", task_of(root, "hygiene-card", "review"), False, "货品与卫生条件不相称")
    root = work_through(root)
    assert root.state == "partly"
    assert states(root)["stall-registration"] == "granted"


def test_a_repeated_submit_is_one_case() -> None:
    draft = fill(open_draft())
    by, key = actor("applicant"), str(uuid4())
    first = submit(by, draft.id, key=key)
    assert submit(by, draft.id, key=key) == first
    assert Case.objects.filter(parent=None).count() == 1
    with pytest.raises(Conflict, match="已经提交过"):
        submit(by, draft.id, key=str(uuid4()))


def test_a_key_is_good_for_one_request_only() -> None:
    by, key = actor("applicant"), str(uuid4())
    start_draft(by, "open-a-stall", SCENARIO, key=key)
    with pytest.raises(Conflict, match="请求号"):
        start_draft(by, "open-a-stall", {**SCENARIO, "has_sign": "false"}, key=key)


def test_an_incomplete_draft_is_not_submitted_and_says_what_is_missing() -> None:
    draft = open_draft()
    with pytest.raises(Invalid) as problem:
        submit(actor("applicant"), draft.id)
    assert {e.field for e in problem.value.errors} == {"person", "stall", "sign", "papers"}
    assert not Case.objects.exists()


@pytest.mark.parametrize(
    ("element", "given", "words"),
    [
        ("stall.width", "60", "不能小于 80"),
        ("stall.capital", "12.345", "最多到分"),
        ("stall.opening_day", "2026-02-30", "不是一个真实的日期"),
        ("stall.landlord_code", "91440101MA5XXXXX0X", ""),
        ("stall.kind", "gold", "请选择"),
        ("enterprise.name", "摊", ""),
        ("stall.goods", "", "请填写"),
    ],
)
def test_a_wrong_value_keeps_the_whole_section_out(element: str, given: str, words: str) -> None:
    draft = open_draft()
    asked = queries.draft_view(draft).sections[1].fields
    typed = values(**{element: given})
    with pytest.raises(Invalid) as problem:
        fill_section(
            actor("applicant"),
            draft.id,
            "stall",
            {f.element.code: typed[f.element.code] for f in asked},
        )
    (error,) = problem.value.errors
    assert error.field == element
    assert words in error.message
    draft.refresh_from_db()
    assert draft.form == {}


def test_a_table_names_row_and_column() -> None:
    draft = open_draft(has_helpers="true")
    rows = [{"helper.name": "甲", "helper.phone": "154"}, {"helper.name": "", "helper.phone": ""}]
    with pytest.raises(Invalid) as problem:
        fill_section(
            actor("applicant"),
            draft.id,
            "person",
            {"person.phone": "15400010001", "helpers": rows},
        )
    assert [e.field for e in problem.value.errors] == ["helpers/0/helper.phone"]


def test_saving_for_later_takes_what_is_there() -> None:
    draft = open_draft()
    fill_section(actor("applicant"), draft.id, "stall", {"stall.goods": "凉茶"}, partial=True)
    view = queries.draft_view(Draft.objects.get())
    assert view.sections[1].status == "started"
    with pytest.raises(Invalid):
        fill_section(actor("applicant"), draft.id, "stall", {"stall.width": "x"}, partial=True)


def test_a_file_that_is_not_what_it_says_is_refused() -> None:
    draft = open_draft()
    wanted = next(p for p in queries.draft_view(draft).papers if p.status == "asked")
    with pytest.raises(Invalid):
        attach_paper(
            actor("applicant"), draft.id, wanted.view.document, "照片.pdf", b"MZ\x90 not a pdf"
        )
    kept = attach_paper(actor("applicant"), draft.id, wanted.view.document, "a.pdf", paper())
    remove_paper(actor("applicant"), draft.id, kept.id)
    assert not draft.papers.exists()


def test_a_strangers_draft_and_case_do_not_exist() -> None:
    draft = open_draft()
    with pytest.raises(Unknown):
        queries.readable_draft(actor("applicant-2"), draft.id)
    root = submitted()
    with pytest.raises(Unknown):
        queries.case_of_number(actor("applicant-2"), root.number)
    assert queries.case_of_number(actor("applicant"), root.number.lower()) == root


def test_a_denied_action_leaves_no_trace_but_the_denial() -> None:
    draft = open_draft()
    before = Event.objects.count()
    with pytest.raises(Denied, match="申请人本人"):
        discard_draft(actor("applicant-2"), draft.id)
    draft.refresh_from_db()
    assert draft.ended_at is None
    (denial,) = Event.objects.order_by("id")[before:]
    assert (denial.type, denial.data["permission"]) == ("kernel.ActionDenied", "cases.fill")


def test_only_the_owning_unit_and_role_may_work() -> None:
    root = submitted()
    task = task_of(root, "hygiene-card", "review")
    for login in ("health-approver", "market-reviewer", "supervisor", "admin", "applicant"):
        with pytest.raises(Denied):
            complete_task(actor(login), task.id, True, "", ["货品清单与卫生条件相称"])
    task.refresh_from_db()
    assert task.state == "open"


def test_passing_needs_every_check_and_refusing_a_reason() -> None:
    root = submitted()
    task = task_of(root, "hygiene-card", "review")
    by = actor("health-reviewer")
    with pytest.raises(Invalid) as missing:
        complete_task(by, task.id, True, "", [])
    assert missing.value.errors[0].field == "checks"
    with pytest.raises(Invalid) as why:
        complete_task(by, task.id, False, "不行", [])
    assert why.value.errors[0].field == "opinion"


def test_a_task_is_done_once() -> None:
    root = submitted()
    task = task_of(root, "hygiene-card", "review")
    do("health-reviewer", task)
    with pytest.raises(Conflict, match="已经办过"):
        do("health-reviewer", task)


def test_an_agent_acts_for_whom_it_has_a_mandate() -> None:
    principal = actor("applicant")
    by = actor("agent", acting_for=principal.party or "")
    draft = start_draft(by, "open-a-stall", SCENARIO)
    assert str(draft.party_id) == principal.party
    with pytest.raises(Denied):
        actor("agent", acting_for=actor("applicant-2").party or "")


def test_a_taken_name_is_told_in_the_form() -> None:
    root = work_through(submitted())
    draft = open_draft("applicant-2")
    asked = queries.draft_view(draft).sections[1].fields
    typed = values(**{"enterprise.name": root.subject})
    with pytest.raises(Invalid) as problem:
        fill_section(
            actor("applicant-2"),
            draft.id,
            "stall",
            {f.element.code: typed[f.element.code] for f in asked},
        )
    assert [e.field for e in problem.value.errors] == ["enterprise.name"]


def test_a_name_taken_meanwhile_refuses_the_registration_with_its_reason() -> None:
    name = values()["enterprise.name"]
    first = submitted(**{"enterprise.name": name})
    second = submitted("applicant-2", **{"enterprise.name": name})
    work_through(first)
    second = work_through(second)
    child = second.children.get(item__code="stall-registration")
    assert child.state == "refused"
    assert "已经登记给另一家" in child.reason


def test_each_handler_took_effect_once() -> None:
    work_through(submitted())
    assert Delivery.objects.count() == Delivery.objects.values("event", "handler").count()
    handled = Event.objects.filter(type="cases.ElementsProduced").get()
    assert handled.delivery_set.count() == 1
