"""模拟方案: what may be written, and what is said of what may not."""

from typing import Any

import pytest
from small_queues import bundle, elements, item, run, step, subject

from yimen.catalogue.rules.simulation.experiment import checked, join_experiments, read_experiment
from yimen.kernel.problems import FieldError, Invalid

WHOLE = """
arrivals: 12/wd
pattern: fixed
days: 60
warm_up: 10
replications: 4
seed: 3
start: 2026-03-02
situations:
  - {name: 点灯, share: 3, scenario: {lit: true}, form: {lamp.flame: true}}
staff:
  desk:reviewer: {people: 2, share: 0.5, weekdays: [mon, tue]}
service:
  factor: 0.5
  steps:
    lamp/a: {mean: 1.5wh, cv: 0.3}
outcomes:
  b: {refuse: 0.1, send_back: 0.2, to: [a]}
"""


def faults(**values: Any) -> list[FieldError]:
    with pytest.raises(Invalid) as caught:
        checked(values)
    return list(caught.value.errors)


def test_everything_may_be_said() -> None:
    marks = read_experiment(WHOLE)
    experiment = checked(marks.value, marks)
    assert experiment.arrivals == 12
    assert experiment.staff["desk:reviewer"].share == 0.5
    assert str(experiment.service.steps["lamp/a"].mean) == "1.5wh"
    assert experiment.outcomes["b"].to == ["a"]
    again = checked(experiment.model_dump(mode="json"))
    assert again == experiment


@pytest.mark.parametrize(
    ("values", "field", "words"),
    [
        ({"arrivals": "dozens"}, "arrivals", "例如 12/wd"),
        ({"arrivals": 0}, "arrivals", "要大于 0"),
        ({"dayz": 3}, "dayz", "没有这个键"),
        ({"days": 0}, "days", "不能小于 1"),
        ({"days": "many"}, "days", "应是整数"),
        ({"pattern": "sometimes"}, "pattern", "不在可选范围"),
        ({"start": "spring"}, "start", "2026-03-02"),
        ({"staff": {"desk:reviewer": {"people": 0}}}, "staff/desk:reviewer/people", "不能小于 1"),
        ({"staff": {"desk:reviewer": {}}}, "staff/desk:reviewer/people", "缺少这个键"),
        ({"service": {"steps": {"a": {"mean": "soon"}}}}, "service/steps/a/mean", "20wd"),
        ({"outcomes": {"a": {"send_back": 0.5}}}, "outcomes/a", "要一起写"),
        (
            {"outcomes": {"a": {"refuse": 0.9, "send_back": 0.5, "to": ["b"]}}},
            "outcomes/a",
            "超过 1",
        ),
        ({"arrivals": 10_000, "days": 2000}, "方案", "件数太多"),
        ({"situations": {}}, "situations", "应是列表"),
    ],
)
def test_what_is_wrong_is_told_by_its_key(values: dict[str, Any], field: str, words: str) -> None:
    (fault,) = faults(**values)
    assert fault.field == field
    assert words in fault.message


def test_a_fault_in_a_file_is_told_with_its_line() -> None:
    marks = read_experiment("arrivals: 12\nstaff:\n  desk:reviewer: {people: none}\n")
    with pytest.raises(Invalid) as caught:
        checked(marks.value, marks)
    assert "第 3 行" in caught.value.errors[0].message


@pytest.mark.parametrize("text", ["arrivals: [", "- 1", "a: 1\na: 2"])
def test_what_is_no_experiment_is_told(text: str) -> None:
    with pytest.raises(Invalid):
        read_experiment(text)


def test_an_empty_file_says_nothing() -> None:
    assert read_experiment("# nothing\n").value == {}


def test_values_above_have_precedence() -> None:
    below = {"arrivals": 3, "staff": {"a:b": {"people": 1, "share": 0.5}, "c:d": {"people": 2}}}
    above = {"staff": {"a:b": {"people": 4}}, "days": 7}
    assert join_experiments(below, above) == {
        "arrivals": 3,
        "days": 7,
        "staff": {"a:b": {"people": 4, "share": 0.5}, "c:d": {"people": 2}},
    }


# What fits the version


QUESTION = {"code": "lit", "question": "点灯吗？", "type": "boolean"}
COLOURS = [{"value": "red", "name": "红"}, {"value": "green", "name": "绿"}]
COLOUR = {"code": "colour", "question": "什么颜色？", "type": "choice", "options": COLOURS}


def strange(**values: Any) -> FieldError:
    lamp = item(step("a"), step("b", "a", kind="sign"), fields=[{"element": "lamp.name"}])
    whole = subject(
        lamp,
        bundle=bundle("lamp", scenario=[QUESTION, COLOUR]),
        elements=elements("lamp.name"),
    )
    with pytest.raises(Invalid) as caught:
        run(whole, **values)
    return caught.value.errors[0]


@pytest.mark.parametrize(
    ("values", "field", "words"),
    [
        ({"staff": {"moon:reviewer": {"people": 1}}}, "staff/moon:reviewer", "desk:reviewer"),
        ({"service": {"steps": {"z": {"mean": "1wh"}}}}, "service/steps/z", "没有环节“z”"),
        ({"outcomes": {"lamp/z": {"refuse": 1}}}, "outcomes/lamp/z", "没有环节“lamp/z”"),
        (
            {"outcomes": {"a": {"send_back": 0.1, "to": ["b"]}}},
            "outcomes/lamp/a/to",
            "不能退回",
        ),
        (
            {"situations": [{"scenario": {"lid": True}}]},
            "situations/0/scenario/lid",
            "没有情形问题",
        ),
        (
            {"situations": [{"scenario": {"lit": "yes"}}]},
            "situations/0/scenario/lit",
            "true 或 false",
        ),
        (
            {"situations": [{"scenario": {"colour": "blue"}}]},
            "situations/0/scenario/colour",
            "red、green",
        ),
        ({"situations": [{"form": {"lamp.nome": 1}}]}, "situations/0/form/lamp.nome", "没有数据元"),
    ],
)
def test_what_no_version_has_is_told(values: dict[str, Any], field: str, words: str) -> None:
    fault = strange(**values)
    assert fault.field == field
    assert words in fault.message


def test_time_that_is_no_working_time_is_told() -> None:
    with pytest.raises(Invalid, match="不是工作时间"):
        run(subject(item(step("a", within="15d"))))


def test_an_unsound_flow_is_told() -> None:
    with pytest.raises(Invalid, match="流程有误"):
        run(subject(item(step("a", "b"), step("b", "a"))))
