"""显示工作要点: `yimen plan show N`: one promise of the plan in the light of what was measured.

Exit codes: 0 shown; 2 there is no such item, or no plan yet; 4 the database does not answer.
"""

import json
from decimal import Decimal
from typing import TYPE_CHECKING

import click
from rich.console import Console, Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from yimen.cli.runtime import with_django

if TYPE_CHECKING:
    from yimen.oversight.http.schemas import IndicatorAnswer, PlanItemAnswer

_COLOURS = {"kept": "green", "missed": "red", "observed": "cyan"}
_KINDS = {"bundles": "一件事", "items": "事项", "code": "程序", "tests": "测试"}
_STATISTICS = {
    "mean": "平均",
    "p90": "九成件不超过",
    "median": "中位数",
    "count": "数量",
    "max": "最大",
    "share": "占比",
}
_COMPARED = {"<=": "不超过", ">=": "不少于", "=": "等于"}
_UNITS = {"working_day": "个工作日", "hour": "小时", "item": "项", "step": "个环节", "percent": "%"}
_console = Console(highlight=False)


@click.command("show")
@click.argument("number", type=click.IntRange(min=1))
@click.option("--plan", "code", default="", help="哪一份工作要点（年份）；默认为最新的。")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON，与接口 plan/items/N 相同。")
def command(number: int, code: str, as_json: bool) -> None:
    """显示工作要点第 NUMBER 项：原文、责任部门、数字、由什么落实、实测结果。

    原文要先用 yimen plan import 导入。退出码：0 完成；2 没有这一项；4 数据库没有应答。
    """
    item = _item(number, code)
    if as_json:
        click.echo(json.dumps(item.model_dump(mode="json"), ensure_ascii=False, indent=2))
        return
    _console.print(_shown(item))


@with_django
def _item(number: int, code: str) -> "PlanItemAnswer":
    from yimen.oversight.api import plan_item_view
    from yimen.oversight.http.schemas import PlanItemAnswer, called

    return PlanItemAnswer.of(plan_item_view(number, code), called())


def _shown(item: "PlanItemAnswer") -> RenderableType:
    parts: list[RenderableType] = [Text(item.part, style="dim")]
    parts.append(Text(item.text or "（还没有导入原文：yimen plan import 文件）"))
    parts += ["", _facts(item)]
    if item.figures:
        figures = Table("数字", "说的是", box=None, padding=(0, 3, 0, 0), title_justify="left")
        for figure in item.figures:
            figures.add_row(figure.text, figure.subject)
        parts += ["", figures]
    parts += ["", Text("由什么落实", style="bold"), _delivered(item)]
    parts += ["", Text("用什么衡量", style="bold")]
    parts += [_measured(one) for one in item.indicators] or [Text("还没有指标", style="dim")]
    colour = _COLOURS.get(item.status, "white")
    title = f"[bold]{item.number}. {item.title}[/]  [{colour}]● {item.status_name}[/]"
    return Panel(Group(*parts), title=title, title_align="left", expand=False, padding=(1, 2))


def _facts(item: "PlanItemAnswer") -> Table:
    facts = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    facts.add_column(style="dim", no_wrap=True)
    facts.add_column(overflow="fold")
    facts.add_row("牵头", "、".join(item.leads))
    if item.assists or item.groups:
        facts.add_row("配合", "、".join([*item.assists, *item.groups]))
    return facts


def _delivered(item: "PlanItemAnswer") -> RenderableType:
    if not item.delivers:
        return Text("尚未落实", style="dim")
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    for kind, name in _KINDS.items():
        words = "、".join(one.name or one.code for one in item.delivers if one.kind == kind)
        if words:
            table.add_row(name, words)
    return table


def _measured(indicator: "IndicatorAnswer") -> RenderableType:
    unit = _unit(indicator)
    target = indicator.target
    wanted = (
        f"目标{_COMPARED[target.comparator]} {_plain(target.value)} {unit}"
        if target
        else "没有目标"
    )
    value = "尚无数据" if indicator.value is None else f"{_plain(indicator.value)} {unit}"
    colour = _COLOURS.get(indicator.status, "white")
    head = Text.from_markup(
        f"[{colour}]●[/] {indicator.name.zh_hans}：[bold]{value}[/]"
        f"  [dim]{_STATISTICS.get(indicator.statistic, indicator.statistic)}，"
        f"{indicator.count} 件，{wanted}[/]  [{colour}]{indicator.status_name}[/]"
    )
    if not indicator.parts or not indicator.count:
        return head
    table = Table("", "平均", "九成件不超过", "件数", box=None, padding=(0, 2, 0, 2))
    for part in indicator.parts:
        table.add_row(part.name, _plain(part.mean), _plain(part.p90), str(part.count))
    return Group(head, table)


def _unit(indicator: "IndicatorAnswer") -> str:
    if indicator.target:
        return _UNITS.get(indicator.target.unit, indicator.target.unit)
    return {"count": "件", "share": "%"}.get(indicator.statistic, "个工作日")


def _plain(value: Decimal | None) -> str:
    return "" if value is None else format(value.normalize(), "f")
