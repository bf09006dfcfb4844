"""The road of a bundle by hand: a real browser, a running platform, its several users."""

import re
from typing import Any

import pytest
from axe import OpenPage, assert_accessible, assert_fits
from playwright.sync_api import Page, expect

from city import PASSWORD
from stall import STAFF, paper, picture, values

SCENARIO = {"sells_food": "true", "has_sign": "true", "has_helpers": "true", "kitchen": "brought"}


def log_in(page: Page, platform: str, login: str) -> None:
    page.goto(f"{platform}/login")
    page.locator("main input[type=text]").first.fill(login)
    page.locator("main input[type=password]").fill(PASSWORD)
    page.locator("main form:has(input[type=password]) button[type=submit]").click()
    page.wait_for_url(re.compile(r"/(cases|desk|supervision|administration)?(\?.*)?$"))


def fill_field(page: Page, name: str, value: Any) -> None:
    """Types or chooses a value the way a person would."""
    if isinstance(value, list) and value and isinstance(value[0], dict):
        for number, row in enumerate(value):
            for column, cell in row.items():
                page.locator(f'[name="{name}/{number}/{column}"]').fill(cell)
        return
    if page.locator(f'[name="{name}-year"]').count():
        for part, text in zip(("year", "month", "day"), value.split("-"), strict=True):
            page.locator(f'[name="{name}-{part}"]').fill(text)
        return
    control = page.locator(f'[name="{name}"]').first
    kind = control.evaluate("e => e.tagName + ':' + (e.type || '')")
    if kind.startswith(("INPUT:radio", "INPUT:checkbox")):
        for one in value if isinstance(value, list) else [value]:
            page.locator(f'[name="{name}"][value="{one}"]').check()
    elif kind.startswith("SELECT"):
        control.select_option(value)
    else:
        control.fill(value)


def names_on(page: Page) -> set[str]:
    """The elements that the open section asks for."""
    names = page.locator("main [name]").evaluate_all("all => all.map(one => one.name)")
    return {re.sub(r"(-(year|month|day)|/\d+/.*)$", "", name) for name in names}


def fill_in(page: Page, given: dict[str, Any]) -> None:
    """From the task list: every section, every paper."""
    tasks = page.url.split("#")[0]
    sections = page.locator('main a[href*="/sections/"]').evaluate_all(
        "all => all.map(a => a.href)"
    )
    for address in sections:
        page.goto(address)
        assert_accessible(page)
        for name in names_on(page) & set(given):
            fill_field(page, name, given[name])
        page.get_by_role("button", name="保存并继续").click()
        page.wait_for_load_state()
        expect(page.locator(".govuk-error-summary")).to_have_count(0)
    page.goto(f"{tasks}/papers")
    assert_accessible(page)
    for chooser in page.locator("main input[type=file]").all():
        takes_pdf = "pdf" in (chooser.get_attribute("accept") or "")
        name, content = ("材料.pdf", paper()) if takes_pdf else ("照片.png", picture())
        kind = "application/pdf" if takes_pdf else "image/png"
        chooser.set_input_files({"name": name, "mimeType": kind, "buffer": content})
    page.get_by_role("button", name="上传并继续").click()
    page.wait_for_load_state()
    page.goto(tasks)


def apply(page: Page, platform: str) -> str:
    """From the home page to the receipt; the receipt's number."""
    log_in(page, platform, "applicant")
    page.goto(platform)
    page.get_by_role("link", name="我要摆个摊").first.click()
    assert_accessible(page)
    page.locator("main a[href$='/start']").first.click()
    for name, value in SCENARIO.items():
        option = page.locator(f'input[name="{name}"][value="{value}"]')
        if not option.count():  # asked only once the answers before it are known
            page.locator("main form button[type=submit]").first.click()
        option.check()
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url("**/drafts/*")
    fill_in(page, values())
    page.locator("main a[href$='/check']").first.click()
    assert_accessible(page)
    assert_fits(page)
    page.locator("main input[type=checkbox]").check()
    page.get_by_role("button", name="提交申请").click()
    page.wait_for_url("**/receipt")
    assert_accessible(page)
    return str(
        page.locator(
            "main .govuk-panel strong, main [class*=confirmation] strong"
        ).first.inner_text()
    )


def work(desk: Page, platform: str) -> int:
    """Passes every task on a member of staff's desk; how many there were."""
    done = 0
    desk.goto(f"{platform}/desk")
    while desk.locator("main tbody th a").count():
        desk.locator("main tbody th a").first.click()
        for point in desk.locator('input[name="checks"]').all():
            point.check()
        desk.get_by_role("button", name="通过", exact=True).click()
        expect(desk.locator(".govuk-error-summary")).to_have_count(0)
        done += 1
        desk.goto(f"{platform}/desk")
    return done


def test_from_the_home_page_to_verified_certificates(open_page: OpenPage, platform: str) -> None:
    applicant = open_page()
    receipt = apply(applicant, platform)
    assert re.fullmatch(r"(\w{4}-){3}\w{4}", receipt)
    applicant.get_by_text("查看办理进度").click()
    progress = applicant.url
    assert_accessible(applicant)
    desks = {login: open_page() for login in STAFF}
    for login, desk in desks.items():
        log_in(desk, platform, login)
        assert_accessible(desk)
    certificates = applicant.locator("a[href*='/certificates/']")
    for _ in range(20):  # each round waits for pages, and so for the jobs between the tasks
        for desk in desks.values():
            work(desk, platform)
        applicant.goto(progress)
        if certificates.count() >= 3:
            break
    assert_accessible(applicant)
    link = str(certificates.first.get_attribute("href"))
    assert applicant.request.get(platform + link).body().startswith(b"%PDF")
    applicant.locator("a[href*='/verify/']").first.click()
    expect(applicant.get_by_text("真实有效").first).to_be_visible()
    assert_accessible(applicant)


PUBLIC = ["/", "/bundles", "/bundles/open-a-stall", "/items/stall-registration", "/login", "/plan"]
PUBLIC += ["/plan/1", "/verify", "/receipts"]


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("path", PUBLIC)
def test_public_pages_are_accessible_and_fit(
    open_page: OpenPage, platform: str, path: str, width: int
) -> None:
    page = open_page(width)
    page.goto(platform + path)
    assert_accessible(page)
    assert_fits(page)


@pytest.mark.parametrize(
    ("login", "paths"),
    [
        ("applicant", ["/cases", "/my-data"]),
        ("agent", ["/acting-for"]),
        ("hall-reviewer", ["/desk", "/desk/done"]),
        ("supervisor", ["/supervision"]),
        ("admin", ["/administration"]),
    ],
)
def test_pages_behind_the_log_in_are_accessible(
    open_page: OpenPage, platform: str, login: str, paths: list[str]
) -> None:
    for width in (1280, 390):
        page = open_page(width)
        log_in(page, platform, login)
        for path in paths:
            page.goto(platform + path)
            assert_accessible(page)
            assert_fits(page)


def test_large_type_is_accessible(open_page: OpenPage, platform: str) -> None:
    page = open_page(390)
    page.goto(platform)
    page.context.add_cookies([{"name": "elder", "value": "1", "url": platform}])
    for path in PUBLIC:
        page.goto(platform + path)
        assert_accessible(page)
        assert_fits(page)


def test_a_strangers_receipt_number_tells_nothing(open_page: OpenPage, platform: str) -> None:
    page = open_page()
    log_in(page, platform, "applicant-2")
    page.goto(f"{platform}/receipts")
    page.locator("main input[type=text]").first.fill("7K3M-9XQF-2RTW-8HDC")
    page.locator("main form button[type=submit]").first.click()
    expect(page.locator(".govuk-error-summary")).to_be_visible()
    assert_accessible(page)


def test_errors_lead_to_their_fields(open_page: OpenPage, platform: str) -> None:
    page = open_page()
    log_in(page, platform, "applicant-2")
    page.goto(f"{platform}/bundles/open-a-stall/start")
    page.locator("main form button[type=submit]").first.click()
    summary = page.locator(".govuk-error-summary")
    expect(summary).to_be_visible()
    for link in summary.locator("a").all():
        target = str(link.get_attribute("href"))
        assert page.locator(f'[id="{target.removeprefix("#")}"]').count() == 1
    assert_accessible(page)


def test_it_works_without_scripts(open_page: OpenPage, platform: str) -> None:
    page = open_page(scripts=False)
    log_in(page, platform, "applicant-2")
    page.goto(f"{platform}/bundles/open-a-stall/start")
    for name, value in {"sells_food": "false", "has_sign": "false", "has_helpers": "false"}.items():
        page.locator(f'input[name="{name}"][value="{value}"]').check()
    page.locator("main form button[type=submit]").first.click()
    expect(page.locator('.govuk-task-list a[href*="/sections/"]')).to_have_count(2)
