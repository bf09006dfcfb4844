"""The demo city's plan, rough as published: what is read, and what is refused."""

import re
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import opencc
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from yimen.kernel.problems import Invalid
from yimen.oversight.rules import (
    UnitNames,
    parse_plan,
    plan_as_data,
    resolve_plan,
    to_pack_yaml,
)

# item → (part, title, leads, assists, groups, figures as (comparator, value, to, unit))
ITEMS: dict[int, tuple[int, str, str, str, str, list[tuple[str, str, str | None, str]]]] = {
    1: (1, "统一全市办事指南", "市政务服务局", "", "市有关部门", []),
    2: (
        1,
        "推行许可事项告知承诺",
        "市政府办公室 市市场监管局",
        "市公安局 市水务局",
        "等有关部门",
        [],
    ),
    3: (
        1,
        "进一步方便企业开办",
        "市市场监管局",
        "市公安局 市人力资源和社会保障局 市政务服务局 示范市税务局 市住房公积金管理中心",
        "等有关部门",
        [
            ("=", "3", None, "step"),
            ("<=", "2", None, "working_day"),
            ("<=", "0.5", None, "working_day"),
        ],
    ),
    4: (
        1,
        "放宽工业用地改扩建条件",
        "市自然资源局",
        "东湖园区管委会",
        "等有关部门",
        [
            ("from_to", "120", "200", "square_metre"),
            ("from_to", "10", "5", "working_day"),
            ("between", "3", "4", "working_day"),
        ],
    ),
    5: (
        1,
        "简化用水用电接入",
        "市水务局 市自然资源局",
        "示范供电公司 各通信运营商 青山街道",
        "等有关单位",
        [
            ("<=", "10", None, "kilovolt"),
            ("<=", "4", None, "working_day"),
            ("=", "220", None, "volt"),
            ("=", "380", None, "volt"),
        ],
    ),
    6: (
        2,
        "完善信用监管",
        "市市场监管局 市政务服务局",
        "",
        "市各有关部门 各园区、镇街",
        [
            ("<=", "1", None, "count"),
            (">=", "2", None, "count"),
            ("<=", "5", None, "working_day"),
        ],
    ),
    7: (
        2,
        "加强知识产权保护",
        "示范海关",
        "市市场监管局 市中级人民法院",
        "等部门",
        [(">=", "12", None, "station"), ("=", "24", None, "hour")],
    ),
    8: (3, "推行网上办税", "示范市税务局", "", "", []),
    9: (
        3,
        "整合服务热线",
        "市政务服务局",
        "",
        "市有关部门 各园区、镇街",
        [
            ("<=", "15", None, "second"),
            (">=", "95", None, "percent"),
            ("<=", "24", None, "hour"),
        ],
    ),
    10: (
        3,
        "推广自助服务终端",
        "市政务服务局 市人力资源和社会保障局",
        "市卫生健康局 白河镇",
        "等有关部门",
        [
            (">=", "1200", None, "item"),
            ("=", "3", None, "level"),
            ("<=", "1.5", None, "kilometre"),
        ],
    ),
    11: (3, "做好宣传解读", "市政府办公室", "示范日报社", "等有关单位", []),
}


def test_head_and_parts(demo_text: str) -> None:
    plan = parse_plan(demo_text)
    assert plan.title == "示范市深化“放管服”改革优化营商环境2026年工作要点"
    assert plan.number == "示府函〔2026〕8号"
    assert plan.date == date(2026, 3, 10)
    assert plan.issuer == "示范市人民政府"
    assert plan.source == "http://www.shifan.example/plan/2026.html#top"
    assert [(part.number, part.title) for part in plan.parts] == [
        (1, "简化审批，放出活力"),
        (2, "公正监管，管出公平"),
        (3, "优化服务，服出便利"),
    ]
    assert plan.tail == ""


def test_items(demo_text: str) -> None:
    read = {
        item.number: (
            item.part,
            item.title,
            " ".join(item.leads),
            " ".join(item.assists),
            " ".join(item.groups),
            [(f.comparator, f.value, f.to, f.unit) for f in item.figures],
        )
        for item in parse_plan(demo_text).items
    }
    assert read == ITEMS


def test_texts_are_clean_and_whole(demo_text: str) -> None:
    items = {item.number: item for item in parse_plan(demo_text).items}
    assert (
        items[1].text
        == "按照《示范市政务服务事项目录（2025年版）》梳理事项，同一事项在各镇街同样办理。"
    )
    assert items[2].text.endswith("在条件成熟的领域扩大告知承诺的范围，及时公布事项目录。")
    assert items[9].text.endswith("热线15秒内接通率达到95%，诉求24小时内回应。")
    line = demo_text.split("\n")[items[9].line - 1]
    assert line.startswith("（九）")


def test_the_import_reproduces_the_pack_file(
    demo_text: str, demo_units: list[UnitNames], demo_plan_file: Path, demo_plan_data: Any
) -> None:
    plan = parse_plan(demo_text)
    units = resolve_plan(plan, demo_units)
    assert plan_as_data(plan, units, demo_plan_data) == demo_plan_data
    assert to_pack_yaml(plan, units, demo_plan_data) == demo_plan_file.read_text("utf-8")


def test_what_was_added_by_hand_is_kept(demo_text: str, demo_units: list[UnitNames]) -> None:
    plan = parse_plan(demo_text)
    by_hand = {"delivers": {"bundles": ["b"]}, "indicators": [{"code": "c"}]}
    earlier = {"items": [{"number": 3, "title": "旧题", **by_hand}, {"number": 99}]}
    third, fourth = plan_as_data(plan, resolve_plan(plan, demo_units), earlier)["items"][2:4]
    assert third["title"] == "进一步方便企业开办"
    assert {key: third[key] for key in by_hand} == by_hand
    assert (fourth["delivers"], fourth["indicators"]) == ({}, [])


def _without_page_numbers(text: str) -> str:
    return re.sub("(?m)^— .* —$", "", text)


_BREAKS = ["\n", "\n\n", "\r\n\r\n", "\n\f", "\n— 7 —\n", "\n 第 8 页 \n", " ", "\u3000", "\u200b"]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_page_breaks_anywhere_change_nothing(data: st.DataObject, demo_text: str) -> None:
    text = _without_page_numbers(demo_text)
    body = text.index("一、")
    places = data.draw(
        st.lists(st.tuples(st.integers(body, len(text)), st.sampled_from(_BREAKS)), max_size=40)
    )
    broken = text
    for place, mark in sorted(places, reverse=True):
        # Between two letters a space is a space (`k V` is not `kV`); only a line may break there.
        in_word = re.fullmatch("[A-Za-z]{2}", text[place - 1 : place + 1])
        broken = broken[:place] + ("\n" if in_word else mark) + broken[place:]
    assert parse_plan(broken).as_json() == parse_plan(demo_text).as_json()


_OTHER_WIDTH = {
    **{chr(n): chr(n + 0xFEE0) for n in (*range(48, 58), *range(65, 91), *range(97, 123))},
    **dict(zip("（）(),，；：", "()（），,;:", strict=True)),
    "%": "％",
}
del _OTHER_WIDTH[","]  # inside 1,200 a full-width comma would be another sentence


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 2**32), share=st.floats(0, 1))
def test_widths_change_nothing(seed: int, share: float, demo_text: str) -> None:
    random = Random(seed)
    changed = "".join(
        _OTHER_WIDTH.get(character, character) if random.random() < share else character
        for character in demo_text
    )
    assert parse_plan(changed).as_json() == parse_plan(demo_text).as_json()


def test_all_in_traditional_characters(demo_text: str) -> None:
    traditional = opencc.OpenCC("s2t").convert(demo_text)
    assert traditional != demo_text
    assert parse_plan(traditional).as_json() == parse_plan(demo_text).as_json()


def test_what_follows_the_last_item_is_kept_apart(demo_text: str) -> None:
    plan = parse_plan(demo_text + "。\n\n公开方式：主动公开\n")
    assert plan.tail == "公开方式：主动公开"
    assert plan.as_json() == parse_plan(demo_text).as_json()


def _line_of(text: str, piece: str) -> str:
    return f"第 {text.count(chr(10), 0, text.index(piece)) + 1} 行"


@pytest.mark.parametrize(
    ("old", "new", "at", "says"),
    [
        ("（四）放宽", "（六）放宽", "（六）放宽", "编号不连续，这里应是第 4 个"),
        ("（四）放宽", "（三）放宽", "（三）放宽", "编号重复，这里应是第 4 个"),
        ("三、优化服务", "四、优化服务", "四、优化服务", "编号不连续，这里应是第 3 个"),
        ("(责任单位：示范市税务局负责)", "", "(八) 推行", "（八）没有责任单位"),
        ("示范市税务局负责)", "示范市税务局负责", "(责任单位：示范市税务局", "没有右括号"),
        ("责任单位：示范市税务局负责", "责任单位：", "(责任单位：)", "责任单位是空的"),
        ("税务局负责)", "税务局负责)另行通知", "税务局负责)另行", "还有文字“另行通知”"),
        ("示府函〔2026〕8 號", "", None, "没有文号"),
        ("\n2026 年 3 月 10 日", "", None, "没有成文日期"),
        ("2026 年 3 月 10 日", "2026 年 3 月 40 日", "2026 年 3 月 40 日", "真实的日期"),
        ("現將《", "現將", None, "没有文件标题"),
        ("一、簡化審批，放出活力", "", "（一）**統一", "没有“一、”这样的部分标题"),
    ],
)
def test_a_fault_names_its_line_and_remedy(
    demo_text: str, old: str, new: str, at: str | None, says: str
) -> None:
    assert old in demo_text
    text = demo_text.replace(old, new, 1)
    with pytest.raises(Invalid) as raised:
        parse_plan(text)
    faults = [fault for fault in raised.value.errors if says in fault.message]
    assert len(faults) == 1
    assert "请" in faults[0].message
    if at is not None:
        assert faults[0].field == _line_of(text, at)
    assert faults[0].field in raised.value.detail


def test_all_faults_are_shown_at_once(demo_text: str) -> None:
    text = demo_text.replace("（四）", "（六）", 1).replace("示范市税务局负责)", "", 1)
    with pytest.raises(Invalid) as raised:
        parse_plan(text)
    assert len(raised.value.errors) >= 3


@pytest.mark.parametrize("text", ["", "\n \n\f", "今天天气很好。", "（百百）不是编号"])
def test_a_text_without_items_is_refused(text: str) -> None:
    with pytest.raises(Invalid, match="请"):
        parse_plan(text)


@settings(max_examples=60, deadline=None)
@given(
    st.text(
        alphabet="一二三、（）()。责任单位：负牵头，和等有关部门\n*〔〕2026年月日号", max_size=80
    )
)
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        plan = parse_plan(text)
    except Invalid:
        return
    assert plan.items
