"""A law officer's day: a change drafted, checked, given back, mended, agreed to, seen live."""

import re

import pytest
from axe import OpenPage, assert_accessible, assert_fits
from playwright.sync_api import Page, expect
from test_browser_road import log_in


@pytest.fixture
def designer(open_page: OpenPage, platform: str) -> Page:
    """A designer at the list of changes."""
    page = open_page(1400)
    log_in(page, platform, "designer")
    page.goto(f"{platform}/desk/changes")
    return page


def begin(page: Page, title: str, code: str = "hygiene-card", name: str = "食品卫生卡") -> None:
    """Opens a change and puts an item into it."""
    page.get_by_label("标题").fill(title)
    page.get_by_label("为什么改").fill("健康检查证明已经能共享。")
    page.locator("aside").get_by_role("button", name="新建").click()
    page.get_by_role("link", name="加内容").first.click()
    page.get_by_label("名称或编码").fill(name)
    page.get_by_role("button", name="查找").click()
    page.locator(f"button[value='item/{code}']").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(name)


def sheet(page: Page, name: str) -> None:
    page.get_by_role("navigation", name="编辑页").get_by_role("link", name=name).click()


def save(page: Page) -> None:
    page.locator(".y-saving").get_by_role("button", name="保存").click()
    expect(page.get_by_text("已保存。")).to_be_visible()


def officer(open_page: OpenPage, platform: str, login: str, title: str) -> Page:
    """An officer who opens the change that waits."""
    page = open_page(1400)
    log_in(page, platform, login)
    page.goto(f"{platform}/desk/changes")
    row = page.get_by_role("row", name=re.compile(title))
    expect(row).to_contain_text("等我处理")
    row.get_by_role("link").first.click()
    return page


def test_a_day_of_designer_and_officers(designer: Page, open_page: OpenPage, platform: str) -> None:
    page, title, name = designer, "小作坊许可不用跑", "小作坊许可"
    assert_accessible(page)
    begin(page, title, "workshop-permit", name)
    _drafts(page)
    page.get_by_role("link", name=title).click()
    page.get_by_role("button", name="送审").click()
    expect(page.get_by_text("已送审")).to_be_visible()
    _gives_back(officer(open_page, platform, "law-officer", title), name, title)
    page.goto(page.url)
    _mends(page)
    page.get_by_role("link", name=title).click()
    expect(page.get_by_role("cell", name="委托下放")).to_be_visible()
    page.get_by_role("button", name="送审").click()
    for login in ("law-officer", "staffing-officer"):
        agreeing = officer(open_page, platform, login, title)
        agreeing.get_by_role("button", name="同意").click()
        expect(agreeing.get_by_text("审核意见已记录")).to_be_visible()
    page.goto(page.url)
    page.get_by_role("button", name="发布").click()
    page.get_by_role("link", name="看公开页").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(name)
    expect(page.locator("main")).to_contain_text("8 个工作日")
    expect(page.locator("main")).to_contain_text("现场核验")


def _drafts(page: Page) -> None:
    """The checks follow what is typed, and so do the picture and the applicant's view."""
    sheet(page, "时限与受理")
    amount = page.locator("[name='limits/promised/amount']")
    amount.fill("5")
    expect(page.locator("#checked")).to_contain_text("承诺 5 个工作日办不到")
    assert_accessible(page)
    amount.fill("8")
    expect(page.locator("#checked")).to_contain_text("没有发现问题")
    save(page)
    sheet(page, "流程")
    page.get_by_role("link", name="现场审查").click()
    expect(page.locator("[data-canvas] svg .djs-shape").first).to_be_visible()
    page.locator("[name='steps/1/name/zh_hans']").fill("现场核验")
    expect(page.locator("#picture [data-canvas]")).to_contain_text("现场核验")
    assert_accessible(page)
    save(page)
    expect(page.locator("#checked .y-preview")).to_contain_text("做什么")
    expect(page.locator("#checked")).to_contain_text("承诺时限从“10 个工作日”改为“8 个工作日”")


def _gives_back(law: Page, name: str, title: str) -> None:
    """The law officer reads what differs, comments at a place and gives the change back."""
    expect(law.get_by_text("承诺时限从“10 个工作日”改为“8 个工作日”")).to_be_visible()
    assert_accessible(law)
    law.get_by_role("link", name=name, exact=True).click()
    sheet(law, "基本")
    law.locator("details:has([name='text:visits']) summary").click()
    law.locator("[name='text:visits']").fill("还要跑吗？")
    law.locator("button[name=path][value=visits]").click()
    expect(law.get_by_text("还要跑吗？")).to_be_visible()
    assert_accessible(law)
    law.get_by_role("link", name=title).click()
    law.get_by_label("法制审核").fill("补上不用跑的依据")
    law.get_by_role("button", name="退回").click()
    expect(law.get_by_text("审核意见已记录")).to_be_visible()


def _mends(page: Page) -> None:
    """The designer answers the comment by a form, mends the rest as text, and moves the power."""
    expect(page.get_by_text("补上不用跑的依据")).to_be_visible()
    page.get_by_role("link", name=re.compile("单独办要跑几次")).click()
    page.locator("#visits").fill("0")
    save(page)
    page.get_by_role("button", name="处理好了").click()
    expect(page.get_by_text("批注已处理")).to_be_visible()
    sheet(page, "原文")
    text = page.locator("#text")
    mended = text.input_value().replace(
        "basis:\n  - {note: 示范市虚构规定}",
        "basis:\n  - {note: 示范市虚构规定}\n  - {note: 示范市少跑一次规定}",
        1,
    )
    text.fill(mended.replace("unit: health", "unit: market-regulation", 1))
    expect(page.locator("#checked")).to_contain_text("示范市少跑一次规定")
    assert_accessible(page)
    save(page)


def test_every_sheet_is_accessible_and_fits_a_phone(
    designer: Page, open_page: OpenPage, platform: str
) -> None:
    begin(designer, "手机上看一看")
    part = designer.url.partition("?")[0]
    phone = open_page(390)
    log_in(phone, platform, "designer")
    places = ["basics", "fields", "papers&at=papers/3", "steps", "guide", "powers", "text"]
    for place in places:
        for page in (designer, phone):
            page.goto(f"{part}?sheet={place}")
            assert_accessible(page)
            assert_fits(page)
    for path in ("", "/parts"):
        phone.goto(part.partition("/item/")[0] + path)
        assert_accessible(phone)
        assert_fits(phone)


def test_all_of_it_works_without_scripts(open_page: OpenPage, platform: str) -> None:
    page = open_page(1400, scripts=False)
    log_in(page, platform, "designer")
    page.goto(f"{platform}/desk/changes")
    begin(page, "没有脚本也能改")
    sheet(page, "时限与受理")
    page.locator("[name='limits/promised/amount']").fill("1")
    page.locator(".y-saving").get_by_role("button", name="检查").click()
    expect(page.locator("#checked")).to_contain_text("承诺 1 个工作日办不到")
    expect(page.get_by_role("heading", level=1)).to_contain_text("还没有保存")
    save(page)
    page.get_by_role("link", name="第 14 行").click()
    expect(page.locator("#line-14")).to_be_in_viewport()
    sheet(page, "材料")
    page.locator("[name='p.scenario.kitchen']").select_option("brought")
    page.get_by_role("button", name="看看").click()
    expect(page.locator("#checked .y-rows").last).not_to_contain_text("健康检查证明")
    sheet(page, "表单")
    page.get_by_role("button", name="删除 卖什么").click()
    expect(page.get_by_text("已保存。")).to_be_visible()


def test_of_two_who_edit_the_later_sees_both(
    designer: Page, open_page: OpenPage, platform: str
) -> None:
    begin(designer, "两个人同时改")
    other = open_page(1400)
    log_in(other, platform, "admin")
    other.goto(f"{designer.url.partition('?')[0]}?sheet=text")
    sheet(designer, "基本")
    designer.locator("#visits").fill("1")
    save(designer)
    text = other.locator("#text")
    text.fill(text.input_value() + "# 另一个人的话\n")
    other.locator(".y-saving").get_by_role("button", name="保存").click()
    expect(other.get_by_text("对照：别人保存的")).to_be_visible()
    expect(other.locator(".y-compared")).to_contain_text("- visits: 1")
    expect(other.locator("#text")).to_have_value(re.compile("另一个人的话"))
    assert_accessible(other)
    save(other)
