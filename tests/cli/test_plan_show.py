"""`yimen plan show N`: one promise of the plan at the command line."""

import json
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from click.testing import CliRunner, Result

from yimen.cli import main
from yimen.oversight.models import PlanItem


@pytest.fixture(autouse=True)
def in_the_test_database(demo_city: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command's own database is the test's; its connections are left open."""
    from yimen.cli import runtime

    @contextmanager
    def answered() -> Iterator[None]:
        yield

    monkeypatch.setattr(runtime, "database", answered)
    monkeypatch.setattr(runtime, "close_connections", lambda: None)


def show(*options: str) -> Result:
    return CliRunner(env={"COLUMNS": "120"}).invoke(main, ["plan", "show", *options])


def give(number: int, **content: object) -> None:
    item = PlanItem.objects.get(number=number)
    item.content = {**item.content, **content}
    item.text = "公布的原文。"
    item.save()


MEASURED = {
    "code": "stall-mean",
    "name": {"zh_hans": "摆摊平均用时"},
    "measure": "bundle_duration",
    "params": {"bundle": "open-a-stall", "children": ["stall-registration"]},
    "statistic": "mean",
    "target": {"comparator": "<=", "value": "2", "unit": "working_day"},
}


def test_an_item_with_what_delivers_and_what_measures_it() -> None:
    give(
        3,
        delivers={"bundles": ["open-a-stall"], "code": ["yimen.cases"]},
        indicators=[MEASURED],
    )
    result = show("3")
    assert result.exit_code == 0, result.output
    for words in (
        "3. 进一步方便企业开办",
        "公布的原文。",
        "市市场监管局",
        "平均不超2个工作日",
        "我要摆个摊",
        "yimen.cases",
        "摆摊平均用时：尚无数据",
        "目标不超过 2 个工作日",
    ):
        assert words in result.output


def test_measured_values_are_shown_by_part() -> None:
    from stall import submitted, work_through

    give(3, delivers={"items": ["stall-registration"]}, indicators=[MEASURED])
    work_through(submitted())
    result = show("3")
    assert "● 已达标" in result.output
    assert "1 件" in result.output
    assert result.output.count("摊位登记") == 2  # delivers it, and is a part of the measure


def test_nothing_delivered_is_said() -> None:
    result = show("1")
    assert "尚未落实" in result.output
    assert "还没有指标" in result.output
    assert "yimen plan import" in result.output


def test_json_is_that_of_the_api() -> None:
    from django.test import Client

    told = json.loads(show("3", "--json").stdout)
    assert told == Client().get("/api/v1/plan/items/3").json()


def test_an_item_that_there_is_not() -> None:
    result = show("99")
    assert result.exit_code == 2
    assert "共有 11 项" in result.stderr
    assert show("0").exit_code == 2
    assert show("3", "--plan", "1900").exit_code == 2
