"""Import: drawings from elsewhere as drafts, and the list of what cannot be taken."""

from graphlib import TopologicalSorter
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from yimen.catalogue.rules import Step
from yimen.catalogue.rules.bpmn.imports import Draft, read_bpmn
from yimen.kernel.problems import Invalid, TooLarge

_HEAD = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="x">'
    '<process id="p" name="流程">'
)
_TAIL = "</process></definitions>"


def drawn(*elements: str, flows: str = "") -> Draft:
    """The draft of a process; `flows` as `a>b a>c:condition`."""
    lines = []
    for n, flow in enumerate(flows.split()):
        ends, _, condition = flow.partition(":")
        source, target = ends.split(">")
        inside = f"<conditionExpression>{condition}</conditionExpression>" if condition else ""
        lines.append(
            f'<sequenceFlow id="f{n}" sourceRef="{source}" targetRef="{target}">{inside}'
            "</sequenceFlow>"
        )
    xml = _HEAD + "".join([*elements, *lines]) + _TAIL
    return read_bpmn(xml.encode()).drafts[0]


def task(code: str, tag: str = "userTask", inside: str = "", more: str = "") -> str:
    return f'<{tag} id="{code}" name="任务{code}" {more}>{inside}</{tag}>'


START, END = '<startEvent id="start"/>', '<endEvent id="end"/>'


def gate(code: str, kind: str = "exclusive", more: str = "") -> str:
    return f'<{kind}Gateway id="{code}" {more}/>'


def after(draft: Draft) -> dict[str, list[str]]:
    return {one["code"]: one.get("after", []) for one in draft.steps}


def whens(draft: Draft) -> dict[str, str]:
    return {one["code"]: one["when"] for one in draft.steps if "when" in one}


def told(draft: Draft) -> str:
    return "\n".join(str(one) for one in draft.untaken)


# Roads


def test_sequence_and_parallel_become_after() -> None:
    draft = drawn(
        *[START, task("a"), gate("split", "parallel"), task("b"), task("c")],
        *[gate("join", "parallel"), task("d"), END],
        flows="start>a a>split split>b split>c b>join c>join join>d d>end",
    )
    assert after(draft) == {"a": [], "b": ["a"], "c": ["a"], "d": ["b", "c"]}
    assert whens(draft) == {}


def test_a_choice_becomes_conditions_and_all_its_outcomes_none() -> None:
    draft = drawn(
        *[START, task("a"), gate("g", more='default="f3"'), task("b"), task("c")],
        *[gate("m"), task("d"), END],
        flows="start>a a>g g>b:${x} g>c b>m c>m m>d d>end".replace("g>b:${x}", "g>b:x"),
    )
    assert after(draft) == {"a": [], "b": ["a"], "c": ["a"], "d": ["b", "c"]}
    assert whens(draft) == {"b": "x", "c": "!(x)"}
    assert "条件“x”照抄在 when" in told(draft)


def test_a_way_round_a_step_is_its_condition_only() -> None:
    draft = drawn(
        *[START, task("a"), gate("g", more='default="f3"'), task("b"), gate("m"), task("c"), END],
        flows="start>a a>g g>b:x g>m b>m m>c c>end",
    )
    assert after(draft) == {"a": [], "b": ["a"], "c": ["b"]}
    assert whens(draft) == {"b": "x"}


def test_nested_choices_add_up() -> None:
    draft = drawn(
        *[START, gate("g"), task("a"), gate("h"), task("b"), task("c"), gate("m"), task("z"), END],
        flows="start>g g>a:x g>m:y a>h h>b:u h>c:v b>m c>m m>z z>end",
    )
    assert whens(draft) == {"a": "x", "b": "(x) && (u)", "c": "(x) && (v)"}
    assert after(draft) == {"a": [], "b": ["a"], "c": ["a"], "z": ["b", "c"]}


def test_inclusive_branches_are_each_under_their_own_condition() -> None:
    draft = drawn(
        *[START, gate("g", "inclusive"), task("a"), task("b"), gate("m", "inclusive"), task("z")],
        flows="start>g g>a:x g>b:y a>m b>m m>z",
    )
    assert whens(draft) == {"a": "x", "b": "y"}
    assert after(draft)["z"] == ["a", "b"]


def test_tasks_may_split_and_meet_without_gateways() -> None:
    draft = drawn(
        *[START, task("a"), task("b"), task("c"), task("d"), END],
        flows="start>a a>b a>c b>d c>d d>end",
    )
    assert after(draft) == {"a": [], "b": ["a"], "c": ["a"], "d": ["b", "c"]}


def test_a_way_back_is_told_and_left_out() -> None:
    draft = drawn(
        *[START, task("a"), task("b"), gate("g"), task("c"), END],
        flows="start>a a>b b>g g>a:again g>c:fine c>end",
    )
    assert after(draft) == {"a": [], "b": ["a"], "c": ["b"]}
    assert whens(draft) == {}
    assert "退回“任务a”的连线成了循环" in told(draft)


def test_a_refusal_is_built_in() -> None:
    draft = drawn(
        *[START, task("a"), gate("g"), '<endEvent id="no" name="不予"/>', task("b"), END],
        flows="start>a a>g g>no:bad g>b:good b>end",
    )
    assert (after(draft), whens(draft)) == ({"a": [], "b": ["a"]}, {})
    assert "g：直通结束的出口不导入" in told(draft)


# Steps


def test_each_element_becomes_its_kind() -> None:
    timer = "<timerEventDefinition><timeDuration>P5D</timeDuration></timerEventDefinition>"
    draft = drawn(
        *[START, task("Task_1"), task("b", "serviceTask"), task("c", "receiveTask")],
        task("d", "intermediateCatchEvent", timer),
        task("e", "callActivity", more='calledElement="Process_fire-permit"'),
        task("f", "scriptTask", "<script>print(1)</script>"),
        flows="start>Task_1 Task_1>b b>c c>d d>e e>f",
    )
    kinds = {one["code"]: one["kind"] for one in draft.steps}
    assert kinds == {
        "task-1": "review",
        "b": "automatic",
        "c": "external",
        "d": "timer",
        "e": "subcase",
        "f": "automatic",
    }
    by_code = {one["code"]: one for one in draft.steps}
    assert by_code["e"]["item"] == "fire-permit"
    assert by_code["d"]["within"] == "5wd"
    assert "within" not in by_code["task-1"]
    words = told(draft)
    for part in (
        "Task_1“任务Task_1”：图上没有 within",
        "b“任务b”：图上没有 action",
        "f“任务f”：脚本不导入也不执行",
        "时长 P5D 写成 5wd",
        "图上看不出哪一步出结果",
    ):
        assert part in words


@pytest.mark.parametrize(
    ("text", "within"),
    [
        ("P2D", "2wd"),
        ("P1W", "5wd"),
        ("PT4H", "4wh"),
        ("PT90M", "1.5wh"),
        ("P1M", None),
        ("R3", None),
    ],
)
def test_durations_become_working_time(text: str, within: str | None) -> None:
    timer = f"<timerEventDefinition><timeDuration>{text}</timeDuration></timerEventDefinition>"
    draft = drawn(START, task("a", "intermediateCatchEvent", timer), flows="start>a")
    assert draft.steps[0].get("within") == within
    assert text in told(draft)


def boundary(target: str, interrupting: str = "true") -> list[str]:
    timer = "<timerEventDefinition><timeDuration>P5D</timeDuration></timerEventDefinition>"
    more = f'attachedToRef="a" cancelActivity="{interrupting}"'
    return [task("t", "boundaryEvent", timer, more), f"t>{target}"]


@pytest.mark.parametrize(
    ("target", "interrupting", "silence", "reason"),
    [
        ("b", "true", "consent", "silence_basis"),
        ("end", "false", "escalate", ""),
        ("c", "true", None, "逾期后走另一条路"),
        ("c", "false", "escalate", "逾期后另开的环节不导入"),
    ],
)
def test_a_limit_on_a_task_is_its_silence(
    target: str, interrupting: str, silence: str | None, reason: str
) -> None:
    event, flow = boundary(target, interrupting)
    draft = drawn(
        *[START, task("a"), event, task("b"), task("c"), END],
        flows=f"start>a a>b {flow} b>end c>end",
    )
    first = draft.steps[0]
    assert first.get("on_silence") == silence
    assert first["within"] == "5wd"
    assert reason in told(draft)
    assert set(after(draft)) == {"a", "b"}
    assert "c“任务c”：从开始走不到这里" in told(draft)


def test_a_join_of_some_is_a_quorum() -> None:
    draft = drawn(
        *[START, gate("s", "parallel"), task("a"), task("b"), task("c")],
        '<complexGateway id="m"><activationCondition>n &gt;= 2</activationCondition>'
        "</complexGateway>",
        task("z"),
        flows="start>s s>a s>b s>c a>m b>m c>m m>z",
    )
    assert draft.steps[-1]["quorum"] == 2
    assert draft.steps[-1]["after"] == ["a", "b", "c"]


def test_a_join_of_some_without_a_number_is_told() -> None:
    draft = drawn(*[START, task("a"), gate("m", "complex"), task("z")], flows="start>a a>m m>z")
    assert "看不懂复杂网关的激活条件" in told(draft)


# What cannot be taken


@pytest.mark.parametrize(
    ("element", "reason"),
    [
        (task("x", "subProcess", '<startEvent id="i"/>'), "子流程里的内容不导入"),
        (task("x", inside="<standardLoopCharacteristics/>"), "循环标记不导入"),
        (task("x", inside="<multiInstanceLoopCharacteristics/>"), "多实例标记不导入"),
        (task("x", "subProcess", more='triggeredByEvent="true"'), "事件子流程不导入"),
        (task("x", "dataObject"), "数据对象不导入"),
        (task("x", "intermediateThrowEvent"), "发出的事件不导入"),
        (task("x", "intermediateCatchEvent", "<signalEventDefinition/>"), "信号不导入"),
        (
            task("x", "intermediateCatchEvent", "<conditionalEventDefinition/>"),
            "条件事件不导入",
        ),
        (gate("x", "eventBased"), "先发生的事件决定走哪边"),
        (task("x", "startEvent", "<timerEventDefinition/>"), "别的触发不导入"),
        (task("x", "choreographyTask"), "不认识这种元素"),
        (
            task("x", "boundaryEvent", "<errorEventDefinition/>", 'attachedToRef="a"'),
            "任务上的这种事件不导入",
        ),
    ],
)
def test_what_cannot_be_taken_is_told_with_the_way_instead(element: str, reason: str) -> None:
    draft = drawn(START, task("a"), element, flows="start>a a>x")
    found = [one for one in draft.untaken if one.element == "x" and reason in one.reason]
    assert len(found) == 1
    assert found[0].instead


def test_lanes_are_units_where_their_names_are_known() -> None:
    lanes = (
        '<laneSet><lane id="l" name="镇公所"><flowNodeRef>a</flowNodeRef></lane>'
        '<lane id="m" name="老街坊"><flowNodeRef>b</flowNodeRef></lane></laneSet>'
    )
    xml = _HEAD + lanes + START + task("a") + task("b") + _TAIL
    flows = '<sequenceFlow id="f" sourceRef="start" targetRef="a"/>'
    flows += '<sequenceFlow id="g" sourceRef="a" targetRef="b"/>'
    data = xml.replace(_TAIL, flows + _TAIL).encode()
    (draft,) = read_bpmn(data, {"镇公所": "town-hall"}).drafts
    assert [one.get("unit") for one in draft.steps] == ["town-hall", None]
    assert "泳道“老街坊”没有对上部门" in told(draft)


def test_a_completed_draft_is_a_flow() -> None:
    draft = drawn(
        *[START, task("a"), task("issue", "serviceTask"), END], flows="start>a a>issue issue>end"
    )
    steps: list[dict[str, Any]] = yaml.safe_load(draft.to_yaml())["steps"]
    steps[0]["within"] = "1wd"
    steps[1] |= {"kind": "issue", "within": "1wd"}
    assert [Step.model_validate(one).code for one in steps] == ["a", "issue"]


# Strangers' files


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"not xml", "不是完整的 XML"),
        (b"<html/>", "这不是 BPMN 2.0"),
        (_HEAD.encode(), "不是完整的 XML"),
        (_HEAD.split("<process", maxsplit=1)[0].encode() + b"</definitions>", "没有流程"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "DOCTYPE"),
        (b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>', "DOCTYPE"),
        (b"<a>" * 200, "太深"),
        (b"<a>" + b"<b/>" * 60_000, "太多"),
        (b"<?xml version='1.0' encoding='nonsense'?><a/>", "不是完整的 XML"),
    ],
)
def test_what_is_no_drawing_is_refused(data: bytes, reason: str) -> None:
    with pytest.raises(Invalid, match=reason):
        read_bpmn(data)


def test_a_file_that_is_too_large_is_refused() -> None:
    with pytest.raises(TooLarge):
        read_bpmn(b" " * 2_000_001)


_TAGS = [
    *["userTask", "serviceTask", "exclusiveGateway", "parallelGateway", "inclusiveGateway"],
    *["complexGateway", "intermediateCatchEvent", "boundaryEvent", "endEvent", "subProcess"],
]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(_TAGS), max_size=9), st.data())
def test_any_drawing_gives_a_draft_without_circles(tags: list[str], data: st.DataObject) -> None:
    codes = [f"n{n}" for n in range(len(tags))]
    ends = st.sampled_from(["start", *codes])
    flow = st.tuples(ends, ends, st.sampled_from(["", ":x"]))
    links = data.draw(st.lists(flow, max_size=16))
    nodes = [
        task(code, tag, more=f'attachedToRef="{data.draw(ends)}"' if tag == "boundaryEvent" else "")
        for code, tag in zip(codes, tags, strict=True)
    ]
    flows = " ".join(f"{source}>{target}{text}" for source, target, text in links)
    draft = drawn(START, *nodes, flows=flows)
    TopologicalSorter(after(draft)).prepare()
    named = {one["code"] for one in draft.steps}
    assert all(set(codes) <= named for codes in after(draft).values())
    assert all(one.reason and one.instead for one in draft.untaken)
