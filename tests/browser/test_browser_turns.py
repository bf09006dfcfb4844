"""Every further way of handling a case, once each in a real browser: opened, refused, done."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from axe import OpenPage
from own_site import Site, looks_right, says_what_is_wrong, served
from playwright.sync_api import Page, expect
from test_browser_road import fill_field

import busking
import workshop
from city import actor, run_jobs
from stage import (
    HALL,
    HEALTH,
    LOGINS,
    PLATFORM,
    applied,
    do,
    moment,
    open_task,
    ring,
    step,
    variant,
)
from stall import paper
from yimen.cases.actions import (
    ask_supplement,
    choose_delivery,
    consult,
    offer_hearing,
    request_hearing,
    schedule_hearing,
    start_procedure,
)
from yimen.cases.models import Case, Promise, Task
from yimen.catalogue.api import ItemDefinition, item_in_force, item_of, publish_item
from yimen.kernel import clock
from yimen.parties.api import Account

MONDAY = moment(1)


@pytest.fixture(scope="module")
def site(django_db_setup: None, django_db_blocker: Any) -> Iterator[Site]:
    """The fictional city, really committed, on the first of March 2027 at eleven."""
    with served(django_db_blocker, MONDAY) as one:
        yield one


@dataclass
class Form:
    """A form: where it is and for whom, what is typed, what is pressed, what is told then."""

    login: str
    path: str
    button: str
    done: str
    typed: dict[str, Any] = field(default_factory=dict)
    empty: bool = True
    """Whether sending it with nothing typed is refused."""
    files: tuple[str, ...] = ()


def deep() -> tuple[Case, Task]:
    """A case at the second of two reviews in the market office."""
    case = applied(variant(step("base", within="2wd"), step("deep", "base", within="2wd")))
    do(case, "base")
    return case, open_task(case, "deep")


def turn(task: Task, slug: str, button: str, done: str, **typed: Any) -> Form:
    empty = typed.pop("empty", True)
    login = typed.pop("login", LOGINS[task.unit_id, task.role])
    return Form(login, f"/desk/tasks/{task.id}/turns/{slug}", button, done, typed, empty)


def returned() -> Form:
    typed = {"to": ["base"], "reason": "照片看不清楚"}
    return turn(deep()[1], "return", "退回", "重办之后会再到您这里", **typed)


_ASKED = {"unit": HEALTH, "question": "请看消防通道", "within": "2"}


def reviewed() -> Form:
    return turn(deep()[1], "review", "发出", "已请该部门审查", **_ASKED)


def consulted() -> Form:
    return turn(deep()[1], "consult", "发出", "已征求该部门意见", **_ASKED)


def transferred() -> Form:
    typed = {"unit": HALL, "reason": "街面归综合窗口管理"}
    return turn(deep()[1], "transfer", "移交", "已移交", **typed)


def cancelled() -> Form:
    _, task = deep()
    asked = consult(actor("market-reviewer"), task.id, HEALTH, "请看消防通道", "1wd")
    typed = {"request": str(asked.id), "reason": "现场已经核实"}
    return turn(task, "cancel", "撤销协办", "已撤销协办", **typed)


def extended() -> Form:
    return turn(deep()[1], "extension", "报请批准", "已报请负责人批准", reason="专家意见还没有收齐")


def stopped() -> Form:
    typed = {"procedure": "testing", "expected": "5", "reason": "需要检测板材"}
    return turn(deep()[1], "procedure", "启动并告知申请人", "特别程序已启动", **typed)


def went_on() -> Form:
    case, task = deep()
    start_procedure(actor("market-reviewer"), case.id, "testing", "5wd", "需要检测板材")
    typed = {"procedure": "testing", "result": "检测合格了"}
    return turn(task, "procedure-end", "结束并告知申请人", "特别程序已结束", **typed)


def offered() -> Form:
    return turn(deep()[1], "hearing-offer", "告知", "已告知听证权利", empty=False)


def heard(*, scheduled: bool) -> tuple[Case, Task, str]:
    """A case whose applicant wants to be heard; and the account that presides."""
    case, task = deep()
    chair = str(Account.objects.get(login="market-head").id)
    offer_hearing(actor("market-reviewer"), case.id)
    request_hearing(actor("applicant"), case.id)
    if scheduled:
        by = actor("market-reviewer")
        schedule_hearing(by, case.id, moment(15, 9), "听证室", chair)
    return case, task, chair


def set_down() -> Form:
    _, task, chair = heard(scheduled=False)
    typed = {"at": "2027-03-15", "hour": "9:30", "place": "听证室", "chair": chair}
    return turn(task, "hearing-time", "通知申请人", "已通知听证时间", **typed)


def recorded() -> Form:
    _, task, _ = heard(scheduled=True)
    typed = {"record": "各方没有异议。"}
    return turn(task, "hearing-record", "登记", "听证笔录已登记", **typed)


def forced() -> Form:
    case = applied()
    do(case, "accept")
    task = open_task(case, "power")
    typed = {"passed": "yes", "reason": "经协调会研究同意", "login": "supervisor"}
    return turn(task, "force", "强制办结", "已强制办结", **typed)


def to_supplement() -> Form:
    task = workshop.open_task(workshop_case())
    path = f"/desk/tasks/{task.id}/supplement"
    typed = {"why-goods-list": "第二页没有签名"}
    return Form(workshop.REVIEWER, path, "发出补正通知", "已告知申请人需要补正的全部内容", typed)


def not_required() -> Form:
    task = workshop.open_task(workshop_case())
    path = f"/desk/tasks/{task.id}/not-required"
    typed = {"reason": "自己吃的，不用许可"}
    return Form(workshop.REVIEWER, path, "告知不受理", "已告知申请人不需要办理", typed)


def workshop_case(**more: Any) -> Case:
    return workshop.applied(**more)


def corrected() -> Form:
    case = busking.granted()
    typed = {"stall.goods": "二胡独奏", "why": "曲目名称写错了"}
    path = f"/desk/decisions/{case.id}"
    return Form("market-approver", path, "换发更正后的证照", "已更正，新证照编号", typed)


def undone() -> Form:
    case = busking.granted("applicant-2")
    typed = {"verb": "revoke", "law": "行政许可法第六十九条", "reason": "场地证明是假的"}
    return Form("market-head", f"/desk/decisions/{case.id}", "作出决定", "决定已经作出", typed)


def waits_for_the_post() -> Case:
    case = workshop_case(item=workshop.variant(delivery=["electronic", "mail"]))
    choose_delivery(actor("applicant"), case.id, "mail", "示范街 1 号 甲小明")
    for _ in range(3):
        workshop.do(case)
    run_jobs()
    return case


def handed_over() -> Form:
    typed = {"received_by": "甲小明", "reference": "SF1234567890"}
    path = f"/desk/handovers/{waits_for_the_post().id}"
    return Form("clerk", path, "登记送达", "已登记送达", typed)


def migrated() -> Form:
    item = workshop.variant()
    case = workshop_case(item=item)
    old = item_in_force(item).id
    made = {**item_of(old).model_dump(mode="json"), "visits": 3}
    with clock.at(moment(1, 12)):
        publish_item(PLATFORM, ItemDefinition.model_validate(made))
    typed = {"case": [str(case.id)], "reason": "按新规定办理", "consent": "申请人书面同意"}
    path = f"/desk/migrations/{old}"
    return Form("admin", path, "把勾选的办件改按新版本办理", "改按新版本", typed)


def checked() -> Form:
    case = workshop_case(committed=["fire-photo"])
    for _ in range(3):
        workshop.do(case)
    run_jobs()
    promise = Promise.objects.get(case=case)
    typed = {"reason": "上门看过，炉具合格"}
    path = f"/desk/promises/{promise.id}"
    return Form(workshop.REVIEWER, path, "承诺属实", "已记下核查结果", typed)


def accepted_together() -> Form:
    tasks = [workshop.open_task(workshop_case(login=one)) for one in ("applicant", "applicant-2")]
    point = "材料齐全、属于本机关职权范围"
    path = f"/desk/acceptance?tasks={tasks[0].id}&tasks={tasks[1].id}"
    typed = {"checks": [point]}
    return Form(workshop.REVIEWER, path, "受理这 2 件", "已受理 2 件", typed, empty=False)


def answered() -> Form:
    case = workshop_case()
    ask_supplement(actor(workshop.REVIEWER), case.id, {"goods-list": "缺页", "stall.goods": "写清"})
    typed = {"stall.goods": "豆花"}
    path = f"/cases/{case.id}/supplement"
    return Form("applicant", path, "提交补正", "补正材料已提交", typed, files=("goods-list",))


def withdrawn() -> Form:
    path = f"/cases/{workshop_case().id}/withdrawal"
    return Form("applicant", path, "撤回申请", "已撤回", {"reason": "不做了"}, empty=False)


def wants_a_hearing() -> Form:
    case, _ = deep()
    offer_hearing(actor("market-reviewer"), case.id)
    return Form("applicant", f"/cases/{case.id}/hearing", "要求听证", "听证", empty=False)


def handed_in() -> Form:
    case = workshop_case(deferred={"health-check": moment(4).date()})
    promise = Promise.objects.get(case=case)
    path = f"/promises/{promise.id}"
    return Form("applicant", path, "补交", "材料已补交", files=("health-check",))


def begun_alone() -> Form:
    path = "/items/hygiene-card/start"
    return Form("applicant", path, "开始办理", "我的情形", {"kitchen": "brought"})


FORMS: list[Callable[[], Form]] = [
    returned,
    reviewed,
    consulted,
    transferred,
    cancelled,
    extended,
    stopped,
    went_on,
    offered,
    set_down,
    recorded,
    forced,
    to_supplement,
    not_required,
    corrected,
    undone,
    handed_over,
    migrated,
    checked,
    accepted_together,
    answered,
    withdrawn,
    wants_a_hearing,
    handed_in,
    begun_alone,
]
LATER = {"recorded": moment(15, 12), "forced": moment(3, 21), "migrated": moment(2)}
"""Forms that come some time after what led to them."""


@pytest.mark.parametrize("make", FORMS, ids=lambda make: make.__name__)
def test_form(make: Callable[[], Form], site: Site, open_page: OpenPage) -> None:
    form = site.do(make)
    with site.at(LATER.get(make.__name__, MONDAY)):
        if make is forced:
            site.do(lambda: ring(Task.objects.get(pk=form.path.split("/")[3])))
        page = site.log_in(open_page(), form.login)
        page.goto(site.address + form.path)
        looks_right(page)
        if form.empty:
            press(page, form.button)
            says_what_is_wrong(page)
        for name, value in form.typed.items():
            fill_field(page, name, value)
        for name in form.files:
            chooser = page.locator(f'input[type=file][name="{name}"]')
            chooser.set_input_files(
                {"name": "材料.pdf", "mimeType": "application/pdf", "buffer": paper()}
            )
        press(page, form.button)
        expect(page.locator(".govuk-error-summary")).to_have_count(0)
        expect(page.locator("body")).to_contain_text(form.done)


def press(page: Page, button: str) -> None:
    page.get_by_role("button", name=button, exact=True).click()
    page.wait_for_load_state()


LISTS = [
    ("market-reviewer", "/desk/decisions"),
    ("clerk", "/desk/handovers"),
    ("admin", "/desk/migrations"),
    (workshop.REVIEWER, "/desk/promises"),
    ("applicant", "/cases"),
]


@pytest.mark.parametrize(("login", "path"), LISTS)
def test_the_lists_that_lead_there(login: str, path: str, site: Site, open_page: OpenPage) -> None:
    page = site.log_in(open_page(), login)
    page.goto(site.address + path)
    looks_right(page)
