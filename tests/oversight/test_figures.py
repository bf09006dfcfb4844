"""Measurable figures: what is one, what it says, and what only looks like one."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yimen.oversight.rules import find_figures

# sentence → (text, comparator, value, to, unit)
FIGURES = {
    "平均不超2个工作日": ("平均不超2个工作日", "<=", "2", None, "working_day"),
    "不超过3个工作日": ("不超过3个工作日", "<=", "3", None, "working_day"),
    "办理时限压缩至3个工作日内。": ("压缩至3个工作日内", "<=", "3", None, "working_day"),
    "实现半个工作日办结": ("半个工作日办结", "<=", "0.5", None, "working_day"),
    "在三个工作日内答复": ("三个工作日内", "<=", "3", None, "working_day"),
    "二十个工作日以内": ("二十个工作日以内", "<=", "20", None, "working_day"),
    "2个半小时办完": ("2个半小时办完", "<=", "2.5", None, "hour"),
    "最快1个小时办结": ("最快1个小时办结", "<=", "1", None, "hour"),
    "24小时响应": ("24小时", "=", "24", None, "hour"),
    "公示期为10日。": ("10日", "=", "10", None, "day"),
    "3个月内完成": ("3个月内完成", "<=", "3", None, "month"),
    "保存5年以上": ("5年以上", ">=", "5", None, "year"),
    "服务事项不少于200项": ("不少于200项", ">=", "200", None, "item"),
    "不低于1,200项": ("不低于1,200项", ">=", "1200", None, "item"),
    "设立15家以上维权工作站": ("15家以上", ">=", "15", None, "station"),
    "新增20台自助终端": ("20台", "=", "20", None, "count"),
    "建设20个项目": ("20个", "=", "20", None, "count"),
    "包括登记、刻章、领票3个环节": ("3个环节", "=", "3", None, "step"),
    "网办率达到95%": ("达到95%", ">=", "95", None, "percent"),
    "提高5个百分点": ("5个百分点", "=", "5", None, "percentage_point"),
    "减免费用2.5万元": ("2.5万元", "=", "25000", None, "yuan"),
    "周边15公里内的患者": ("15公里内", "<=", "15", None, "kilometre"),
    "20kV及以下线路": ("20kV及以下", "<=", "20", None, "kilovolt"),
    "从300平方米扩大到500平方米": (
        "从300平方米扩大到500平方米",
        "from_to",
        "300",
        "500",
        "square_metre",
    ),
    "由180个工作日缩短为90个工作日": (
        "由180个工作日缩短为90个工作日",
        "from_to",
        "180",
        "90",
        "working_day",
    ),
    "从10压减至5个工作日": ("从10压减至5个工作日", "from_to", "10", "5", "working_day"),
    "3至5个工作日办结": ("3至5个工作日办结", "between", "3", "5", "working_day"),
    "需要3-5日": ("3-5日", "between", "3", "5", "day"),
    "市、镇、村三级中心全覆盖": ("三级", "=", "3", None, "level"),
}


@pytest.mark.parametrize(("sentence", "expected"), FIGURES.items())
def test_one_figure(sentence: str, expected: tuple[str | None, ...]) -> None:
    (figure,) = find_figures(sentence)
    found = (figure.text, figure.comparator, figure.value, figure.to, figure.unit)
    assert found == expected


@pytest.mark.parametrize(
    "sentence",
    [
        "2020年设立服务站",
        "落实《建设项目名录（2020年版）》要求",
        "自2020年5月19日起施行",
        "截至5月19日",
        "五月十九日起",
        "（国办发〔2019〕39号）",
        "拨打12345热线",
        "建设三级代办服务网络",
        "在市镇村三级政务服务中心推广",
        "深化“一件事”一次办改革",
        "按照取消、备案等四种方式推进",
        "在五大平台推行",
        "第3项任务",
        "税务UKey",
        "穗深莞惠四地通办",
        "提供“一站式”服务",
        "三三个工作日",
        "",
    ],
)
def test_no_figure(sentence: str) -> None:
    assert find_figures(sentence) == ()


def test_two_voltages_share_their_subject() -> None:
    figures = find_figures("对低压（220V/380V）接入免于许可")
    assert [(f.value, f.unit, f.subject) for f in figures] == [
        ("220", "volt", "低压"),
        ("380", "volt", "低压"),
    ]


@pytest.mark.parametrize(
    ("sentence", "subjects"),
    [
        (
            "企业开办全流程（包括登记、刻章3个环节）平均不超2个工作日",
            ["登记、刻章", "企业开办全流程"],
        ),
        ("争取审批总时限不超5个工作日", ["审批总时限"]),
        ("窗口实现1个工作日内（最快1个小时内）办结", ["窗口", "窗口"]),
        ("提高容差面积上限，从300平方米扩大到500平方米", ["容差面积上限"]),
        ("力争2020年设立15家以上维权工作站", ["维权工作站"]),
        ("改革见成效。3个工作日内办结", [None]),
    ],
)
def test_subjects(sentence: str, subjects: list[str | None]) -> None:
    assert [figure.subject for figure in find_figures(sentence)] == subjects


def test_a_rate_names_its_period() -> None:
    first, second = find_figures("守信企业每年检查不超过1次，失信企业每季度不少于2次")
    assert (first.per, second.per) == ("year", "quarter")


def test_json_leaves_out_what_is_not_said() -> None:
    (figure,) = find_figures("3个工作日内")
    assert figure.as_json() == {
        "text": "3个工作日内",
        "comparator": "<=",
        "value": "3",
        "unit": "working_day",
    }


@given(
    number=st.decimals("0.1", "99999", places=1).map(lambda n: n.normalize()),
    bound=st.sampled_from([("不超过", "<="), ("不少于", ">="), ("", "=")]),
    unit=st.sampled_from([("个工作日", "working_day"), ("公里", "kilometre"), ("项", "item")]),
)
def test_any_number_comes_back(
    number: Decimal, bound: tuple[str, str], unit: tuple[str, str]
) -> None:
    (figure,) = find_figures(f"事项{bound[0]}{number:f}{unit[0]}。")
    assert (Decimal(figure.value), figure.comparator, figure.unit) == (number, bound[1], unit[1])


@given(
    st.text(
        alphabet="0123456789半三十百两个工作日小时项家站年月从由至到缩短为，。（）《》\0",
        max_size=40,
    )
)
def test_any_text_is_read_without_error(text: str) -> None:
    for figure in find_figures(text):
        assert figure.text in text
        assert Decimal(figure.value) >= 0
