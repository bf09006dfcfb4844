"""城市包检查: a sound pack has no finding, and each fault is found with its line and remedy."""

import json
from pathlib import Path

import pytest
from small_pack import FILES, SmallPack, shown

from yimen.catalogue.rules.checks import check_pack
from yimen.catalogue.rules.contents import read_pack
from yimen.config import paths
from yimen.kernel.problems import PackFaults

OPEN, OIL, BUNDLE = "items/open-shop.yaml", "items/store-oil.yaml", "bundles/new-shop.yaml"


@pytest.fixture
def pack(tmp_path: Path) -> SmallPack:
    return SmallPack(tmp_path)


def test_a_sound_pack_has_no_findings(pack: SmallPack) -> None:
    report = pack.check()
    assert not report.findings, shown(report.findings)
    assert report.counts == {
        "items": 2,
        "bundles": 1,
        "kiosk_items": 0,
        "lists": 0,
        "units": 2,
        "elements": 10,
        "documents": 4,
        "citations": 7,
        "verified": 6,
        "unverified": 1,
        "errors": 0,
        "warnings": 0,
    }


ERRORS = [
    # references
    ("pack.yaml", "lead_unit: town-hall", "lead_unit: town-hal", "没有部门“town-hal”", "town-hall"),
    ("pack.yaml", 'area: "990000000"', 'area: "88"', "没有区划“88”", "areas.yaml"),
    ("areas.yaml", 'parent: "990000000"', 'parent: "77"', "没有区划“77”", "areas.yaml"),
    ("units.yaml", "parent: town-hall", "parent: toun-hall", "没有部门“toun-hall”", "town-hall"),
    ("elements.yaml", "resource: people", "resource: peple", "没有数据资源“peple”", "people"),
    ("elements.yaml", "key: person.number", "key: person.numbr", "没有数据元", "person.number"),
    ("elements.yaml", "[partner.name,", "[partner.nme,", "没有数据元", "partner.name"),
    ("documents.yaml", "issuer: town-hall", "issuer: nobody", "没有部门“nobody”", "units.yaml"),
    ("documents.yaml", "by_item: open-shop", "by_item: open-shp", "没有事项", "open-shop"),
    ("documents.yaml", "elements: [shop.area]", "elements: [shop.aera]", "没有数据元", "shop.area"),
    ("resources.yaml", "provider: town-hall", "provider: wick-ofice", "没有部门", "wick-office"),
    ("resources.yaml", "[name-card]", "[name-car]", "没有材料类型“name-car”", "name-card"),
    (OPEN, "unit: town-hall", "unit: town-hill", "没有部门“town-hill”", "town-hall"),
    (OPEN, "element: shop.kind", "element: shop.kindd", "没有数据元“shop.kindd”", "shop.kind"),
    (OPEN, "document: plan", "document: plann", "没有材料类型“plann”", "plan"),
    (OPEN, "document: shop-licence", "document: shop-license", "没有材料类型", "shop-licence"),
    (OPEN, "produces: [shop.number]", "produces: [shop.numbr]", "没有数据元", "shop.number"),
    (OPEN, "element: person.name}]", "element: person.nam}]", "没有数据元", "person.name"),
    (OIL, "needs: [shop.number]", "needs: [shop.numbers]", "没有数据元", "shop.number"),
    (BUNDLE, "item: store-oil", "item: store-oill", "没有事项“store-oill”", "store-oil"),
    (BUNDLE, "subject_name: person.name", "subject_name: x", "没有数据元“x”", "elements.yaml"),
    # duplicates
    ("units.yaml", "code: wick-office", "code: town-hall", "部门“town-hall”重复", "换一个"),
    ("elements.yaml", "code: shop.note", "code: shop.area", "数据元“shop.area”重复", "换一个"),
    ("elements.yaml", "value: oil", "value: lamp", "选项“lamp”重复", "换一个"),
    ("documents.yaml", "code: plan", "code: name-card", "材料类型“name-card”重复", "换一个"),
    (OPEN, "element: shop.area", "element: shop.kind", "字段“shop.kind”重复", "换一个"),
    (OPEN, "document: plan", "document: name-card", "材料“name-card”重复", "换一个"),
    (OIL, "code: store-oil", "code: open-shop", "事项“open-shop”在 items/open-shop.yaml", "换一个"),
    (BUNDLE, "code: sells_oil", "code: big_shop", "情形问题“big_shop”重复", "换一个"),
    (BUNDLE, "[shop.kind,", "[person.name, shop.kind,", "分区里的数据元“person.name”重复", "删去"),
    ("elements.yaml", "code: shop.note", "code: shop_area", "没有数据元“shop.note”", ""),
    # relations
    ("resources.yaml", "sharing: unconditional", "sharing: none", "不予共享", "source"),
    ("resources.yaml", "elements: [person.name]", "elements: []", "没有登记能提供", "person.name"),
    ("resources.yaml", "[name-card]", "[]", "没有登记能提供“名牌”", "name-card"),
    ("documents.yaml", "item: store-oil", "item: open-shop", "结果是“shop-licence”", "result"),
    ("elements.yaml", "[partner.name, ", "[shop.partners, ", "又是表格", "单项"),
    (BUNDLE, "subject_name: person.name", "subject_name: shop.number", "不在任何填报分区", "放进"),
    # conditions
    (
        OPEN,
        "when: form.shop.kind == 'lamp' ||",
        "when: form.shop.knid == 'lamp' ||",
        "没有“form.shop.knid”",
        "",
    ),
    (OPEN, "scenario.big_shop", "scenario.big_shp", "是不是“scenario.big_shop”", "改写"),
    (OPEN, "when: form.shop.kind == 'oil'\n", "when: form.shop.kind > 5\n", "类型不合", "改写"),
    (OPEN, "when: form.shop.kind == 'oil'\n", "when: form.shop.kind = 'oil'\n", "相等写 ==", ""),
    (OPEN, "== 'oil'}", "== 'oill'}", "没有选项“oill”，可用的是：oil", "改写"),
    (BUNDLE, "when: scenario.sells_oil", "when: form.shop.area", "这里是整数", "改写"),
    (BUNDLE, "en: Big}}", "en: Big}, when: scenario.sells_oil}", "没有“scenario.sells_oil”", ""),
    # flows and limits
    (OPEN, "after: [accept], within", "after: [acept], within", "没有环节“acept”", "accept"),
    (OPEN, "unit: town-hall, within: 0.5wd", "after: [issue], within: 0.5wd", "环节循环", "after"),
    (OPEN, "after: [review, inspect]", "after: [review]", "不通向发证环节", "inspect"),
    (OPEN, "kind: issue", "kind: sign", "没有发证环节", "kind: issue"),
    (OPEN, "code: review", "code: accept", "环节“accept”重复", "不同"),
    (OPEN, "promised: 2wd", "promised: 1.9wd", "最长路径要 2 个工作日", "within"),
    (OPEN, "promised: 2wd", "promised: 11wd", "承诺比法定的长", "更短"),
    (OPEN, "promised: 2wd", "promised: 2d", "不是工作时间", "工作日"),
    (OPEN, "within: 1wd", "within: 1d", "不是工作时间", "工作日"),
    (OPEN, "statutory: 10wd", "statutory: 1d", "承诺比法定的长", "更短"),
    (OPEN, "visits: 2", "visits: 0\nvisits_in_bundle: 1", "比单办的 0 次还多", "不能"),
    (OPEN, "visits: 2", "effective_to: 2024-01-01\nvisits: 2", "早于生效日", "核对"),
    (OIL, "promised_basis: {note: 镇规}}", "promised_basis: {}}", "依据是空的", "note"),
    (
        OIL,
        "promised_basis: {note: 镇规}}",
        "promised_basis: {note: a}, statutory: 9wd}",
        "没有写依据",
        "",
    ),
    # bundles
    (OPEN, "produces: [shop.number]", "produces: []", "没有谁填写或产生它", "produces"),
    (BUNDLE, "promised: 3wd", "promised: 2wd", "关键路径要 2.5 个工作日", "within"),
    (BUNDLE, "promised: 3wd", "promised: 3d", "不是工作时间", "工作日"),
    (BUNDLE, "shop.note]", "shop.note, partner.name]", "没有联办事项用到“partner.name”", ""),
    (BUNDLE, "shop.capital, ", "", "“shop.capital”没有放进任何填报分区", "sections"),
]


@pytest.mark.parametrize(("file", "old", "new", "message", "remedy"), ERRORS)
def test_every_fault_is_an_error_with_a_remedy(
    pack: SmallPack, file: str, old: str, new: str, message: str, remedy: str
) -> None:
    report = pack.change(file, old, new).check()
    found = [one for one in report.errors if message in one.message]
    assert found, shown(report.findings)
    assert found[0].line >= 1
    assert found[0].remedy
    assert remedy in found[0].remedy
    assert report.counts["errors"] == len(report.errors)


WARNINGS = [
    ("documents.yaml", ", issued_by_item: store-oil", "", "", ""),
    (
        "documents.yaml",
        ", issued_by_item: open-shop",
        "",
        "1 个事项各可少交 1 份",
        "issued_by_item",
    ),
    (
        "documents.yaml",
        "    source: {resource: people, key: person.number}\n",
        "",
        "“名牌”可由“名册”提供，仍要申请人交（2 个事项各可少交 1 份）",
        "source",
    ),
    (
        "elements.yaml",
        "    source: {resource: people, key: person.number}\n",
        "",
        "“姓名”可由“名册”提供，仍要申请人填（2 个事项",
        "source",
    ),
    ("documents.yaml", "{zh_hans: 平面图, en: Plan}", "平面图", "“平面图”缺英文", "补上 en"),
    (OPEN, "{zh_hans: 审查, en: Review}", "审查", "“审查”缺英文", "补上 en"),
    (OPEN, ", article: 第一条", "", "没有写条款", "unverified"),
    (OPEN, "version: 2024-01-01, ", "", "没有写版本", "unverified"),
    (OPEN, "statutory: 10wd", "statutory: 2d", "承诺可能比法定的长", "缩短"),
    (
        OPEN,
        "visits: 2",
        "visits: 2\nfees: [{name: {zh_hans: 费, en: Fee}, yuan: '0.00', basis: {note: a}}]",
        "是 0 元",
        "fees",
    ),
    (BUNDLE, "shop.note]", "shop.note, shop.number]", "不用申请人填", "删去"),
    (BUNDLE, "effective_from: 2025-01-01", "effective_from: 2024-12-31", "才生效", "推迟"),
    (
        BUNDLE,
        "{item: open-shop}",
        "{item: open-shop, when: scenario.big_shop}",
        "只在部分情形下办理",
        "when",
    ),
    (
        OPEN,
        "== 'lamp' || scenario.big_shop",
        "== 'lamp' || form.shop.note == 'x'",
        "没有哪个事项必填它",
        "必填",
    ),
    (
        OPEN,
        "form.shop.kind == 'lamp' || scenario.big_shop",
        "form.shop.area > 5",
        "只在“form.shop.kind == 'oil'”时才有",
        "&&",
    ),
    (
        OPEN,
        "form.shop.kind == 'lamp' || scenario.big_shop",
        "form.shop.capital > 5",
        "只在“scenario.sells_oil”时才有",
        "&&",
    ),
]


@pytest.mark.parametrize(("file", "old", "new", "message", "remedy"), WARNINGS)
def test_what_could_be_better_is_a_warning(
    pack: SmallPack, file: str, old: str, new: str, message: str, remedy: str
) -> None:
    report = pack.change(file, old, new).check()
    assert not report.errors, shown(report.findings)
    if not message:  # nobody hands that paper in: there is nothing to save
        assert not report.warnings, shown(report.findings)
        return
    found = [one for one in report.warnings if message in one.message]
    assert found, shown(report.findings)
    assert remedy in found[0].remedy


@pytest.mark.parametrize(
    ("file", "old", "new", "standing"),
    [
        (OIL, "needs: [shop.number]", "needs: [shop.numbers]", "needs: [shop.numbers]"),
        (OPEN, "document: plan", "document: plann", "document: plann"),
        (BUNDLE, "promised: 3wd", "promised: 2wd", "promised: 2wd"),
        (OPEN, "== 'oil'\n", "== 'oyl'\n", "== 'oyl'"),
    ],
)
def test_a_finding_names_the_line(
    pack: SmallPack, file: str, old: str, new: str, standing: str
) -> None:
    report = pack.change(file, old, new).check()
    assert (file, pack.line_of(file, standing)) in {(f.file, f.line) for f in report.errors}


def test_a_condition_may_rest_on_what_it_guards_itself(pack: SmallPack) -> None:
    old = "form.shop.kind == 'lamp' || scenario.big_shop"
    guarded = 'form.shop.kind == "oil" && form.shop.area > 5'
    assert not pack.change(OPEN, old, guarded).check().findings


def test_members_that_wait_for_each_other_are_found(pack: SmallPack) -> None:
    pack.change(
        OIL,
        "result: {document: oil-permit}",
        "result: {document: oil-permit}\nproduces: [shop.note]",
    )
    pack.change(OPEN, "  - {element: shop.note, required: false}\n", "")
    pack.change(BUNDLE, ", shop.note]", "]")
    pack.change(OPEN, "kind: review, after", "kind: review, needs: [shop.note], after")
    report = pack.check()
    assert any("互相等待" in one.message for one in report.errors), shown(report.findings)


def test_an_own_product_that_is_needed_before_it_is_made_is_found(pack: SmallPack) -> None:
    pack.change(OPEN, "kind: review, after", "kind: review, needs: [shop.number], after")
    assert any("永远等不到" in one.message for one in pack.check().errors)


def test_two_codes_that_are_written_alike_in_conditions_are_refused(pack: SmallPack) -> None:
    pack.change(
        "elements.yaml",
        "  - {code: shop.note,",
        "  - {code: shop-x, name: {zh_hans: 甲, en: A}}\n"
        "  - {code: shop_x, name: {zh_hans: 乙, en: B}}\n"
        "  - {code: shop.note,",
    )
    assert any("写法相同" in one.message for one in pack.check().errors)


def test_an_item_outside_every_bundle_knows_no_scenario(pack: SmallPack) -> None:
    del pack.files[BUNDLE]
    messages = [one.message for one in pack.check().errors]
    assert any("没有“scenario.big_shop”" in one for one in messages)
    assert any("这个事项里没有谁填写或产生它" in one for one in messages)


# Files that cannot be read


def test_an_unreadable_file_is_told_without_blaming_its_users(pack: SmallPack) -> None:
    report = pack.change("units.yaml", "short: 镇公所", "shrot: 镇公所").check()
    assert {one.file for one in report.errors} == {"units.yaml"}
    assert any("没有“shrot”这个键" in one.message for one in report.errors)


def test_an_unreadable_item_does_not_make_its_bundle_wrong(pack: SmallPack) -> None:
    report = pack.change(OIL, "visits: 1", "visit: 1").check()
    assert {one.file for one in report.errors} == {OIL}, shown(report.findings)


@pytest.mark.parametrize(
    "file", sorted(one for one in FILES if "/" not in one and one != "pack.yaml")
)
def test_a_missing_file_is_told(pack: SmallPack, file: str) -> None:
    del pack.files[file]
    report = pack.check()
    assert [(one.file, one.message) for one in report.errors] == [(file, "缺少这个文件")]


def test_a_faulty_calendar_is_told_at_its_line(pack: SmallPack) -> None:
    years = "years: {2027: {source: x, holidays: [{date: 2027-13-01, name: 灯节}]}}\n"
    pack.files["calendar.yaml"] += years
    report = pack.check()
    expected = pack.line_of("calendar.yaml", "years:")
    assert ("calendar.yaml", expected) in {(f.file, f.line) for f in report.errors}


def test_a_demo_file_is_checked_where_there_is_one(pack: SmallPack) -> None:
    pack.files["demo.yaml"] = """
people: [{name: 甲, id_number: "1", phone: "1"}]
accounts: [{login: keeper, name: 甲, roles: [applicant], unit: town-hal, person: 乙}]
records: [{resource: people, key: "1", values: {person.nam: 甲}}]
"""
    messages = " ".join(one.message for one in pack.check().errors)
    for expected in ("没有部门“town-hal”", "没有演示人员“乙”", "没有数据元“person.nam”"):
        assert expected in messages


def test_a_folder_without_a_pack_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PackFaults, match="这里没有城市包"):
        read_pack(tmp_path)


def test_a_report_is_json(pack: SmallPack) -> None:
    report = pack.change(BUNDLE, "promised: 3wd", "promised: 2wd").check()
    content = json.loads(json.dumps(report.as_json()))
    assert content["counts"]["errors"] == 1
    assert set(content["findings"][0]) == {"level", "file", "line", "message", "remedy"}


def test_the_day_is_as_long_as_the_office_hours(pack: SmallPack) -> None:
    assert pack.read().day_hours == 7
    pack.change(OPEN, "within: 3.5wh", "within: 7wh")  # a day of these offices, like the review
    assert not pack.check().errors


@pytest.mark.parametrize("name", sorted(p.name for p in paths.packs().iterdir() if p.is_dir()))
def test_the_packs_of_this_repository_have_no_errors(name: str) -> None:
    report = check_pack(read_pack(paths.packs() / name))
    assert not report.errors, shown(report.errors)


@pytest.mark.parametrize(
    ("code", "level", "message"),
    [
        ("11990000MB0000001X", "warning", "校验位是 X"),
        ("119900", "error", "应为 18 位"),
    ],
)
def test_a_wrong_credit_code_of_a_unit_is_found(
    pack: SmallPack, code: str, level: str, message: str
) -> None:
    pack.change("units.yaml", "short: 镇公所", f"short: 镇公所\n    credit_code: {code!r}")
    found = [(one.level, one.file) for one in pack.check().findings if message in one.message]
    assert found == [(level, "units.yaml")]


@pytest.mark.parametrize(
    ("question", "message"),
    [
        ("element: shop.kinds", "没有数据元“shop.kinds”"),
        ("element: shop.kind", "问题的类型是 boolean，“店铺类型”的类型是 choice"),
        (
            "element: shop.kind, type: choice, options: [{value: gas, name: {zh_hans: 气, en: G}}]",
            "没有选项“gas”",
        ),
    ],
)
def test_an_answer_must_fit_the_element_it_fills(
    pack: SmallPack, question: str, message: str
) -> None:
    added = f"{{code: fills, question: {{zh_hans: 甲, en: A}}, {question}}}"
    pack.change(BUNDLE, "{code: sells_oil,", f"{added}\n  - {{code: sells_oil,")
    found = [one for one in pack.check().errors if message in one.message]
    assert [one.file for one in found] == [BUNDLE]
    assert found[0].line == pack.line_of(BUNDLE, "code: fills")
