"""显示事项: `yimen item show CODE`: an item as it stands on a day, for people or as JSON.

Exit codes: 0 shown; 2 there is no such item, or not on that day; 4 the database does not answer.
"""

import json
from datetime import date, datetime
from typing import TYPE_CHECKING

import click
from rich.console import Console, Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from yimen.cli.runtime import with_django

if TYPE_CHECKING:
    from yimen.catalogue.http.item_schemas import FullItemAnswer
    from yimen.catalogue.http.published_schemas import EditionAnswer

_console = Console(highlight=False)


@click.command("show")
@click.argument("code")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="哪一天的内容；默认今天。")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON，与接口 items/CODE 相同。")
def command(code: str, as_of: datetime | None, as_json: bool) -> None:
    """显示事项 CODE 在某一天施行的内容：依据、时限、材料、环节、结果，和它的各个版本。

    暂停和取消的也显示。退出码：0 完成；2 没有这个事项，或那天没有；4 数据库没有应答。
    """
    item, versions = _item(code, as_of.date() if as_of else None)
    if as_json:
        told = {
            **item.model_dump(mode="json"),
            "versions": [v.model_dump(mode="json") for v in versions],
        }
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    _console.print(_shown(item, versions))


@with_django
def _item(code: str, on: date | None) -> "tuple[FullItemAnswer, list[EditionAnswer]]":
    from yimen.catalogue.api import bundles_with, history_of, item_of, item_on
    from yimen.catalogue.http.item_schemas import FullItemAnswer
    from yimen.catalogue.http.published_schemas import EditionAnswer
    from yimen.parties.api import unit_names

    version = item_on(code, on)
    bundles = [bundle.code for bundle in bundles_with(code, on)]
    item = FullItemAnswer.of_version(item_of(version.pk), version, unit_names(), bundles)
    return item, [EditionAnswer.of(one) for one in history_of("item", code)]


def _shown(item: "FullItemAnswer", versions: "list[EditionAnswer]") -> RenderableType:
    parts: list[RenderableType] = [_facts(item)]
    parts += ["", Text("设定依据", style="bold"), *(Text(f"  {one}") for one in item.basis)]
    if item.papers:
        parts += ["", Text("申请材料", style="bold"), _papers(item)]
    parts += ["", Text("办理环节", style="bold"), _steps(item)]
    parts += ["", Text("版本", style="bold"), _versions(versions)]
    title = f"[bold]{item.name.zh_hans}[/]  [dim]{item.code}[/]"
    return Panel(Group(*parts), title=title, title_align="left", expand=False, padding=(1, 2))


def _facts(item: "FullItemAnswer") -> Table:
    from yimen.catalogue.rules.open_data import words

    facts = _plain()
    status = words.STATUSES[item.status]
    note = f"：{item.status_note.zh_hans}" if item.status_note else ""
    rows = {
        "实施机关": item.unit_name or item.unit,
        "类型": f"{words.KINDS[item.kind]}，{words.HANDLING[item.handling]}",
        "状态": f"{status}{note}" if item.status != "open" else "",
        "施行": f"{item.effective_from} 起",
        "承诺时限": f"{item.promised.words}（{item.promised.basis}）",
        "法定时限": f"{item.statutory.words}（{item.statutory.basis}）" if item.statutory else "",
        "办理渠道": words.words(item.channels, words.CHANNELS),
        "跑动次数": f"单独办 {item.visits} 次，联办 {item.visits_in_bundle} 次",
        "收费": "；".join(f"{fee.name.zh_hans} {fee.yuan} 元" for fee in item.fees) or "不收费",
        "改革方式": words.MODES[item.reform.mode] if item.reform else "",
        "委托下放": "、".join(item.delegation.to) if item.delegation else "",
        "办理结果": item.result_name.zh_hans if item.result_name else "以受理回执为准",
        "所在一件事": "、".join(item.bundles),
    }
    for key, value in rows.items():
        if value:
            facts.add_row(key, value)
    return facts


def _papers(item: "FullItemAnswer") -> Table:
    table = _plain()
    for paper in item.papers:
        told = [
            word
            for word, holds in (
                ("免交", bool(paper.source or paper.issued_by_item)),
                ("可容缺", paper.may_defer),
                ("可承诺代替", paper.may_promise),
                ("按情形", bool(paper.when)),
            )
            if holds
        ]
        table.add_row(paper.name.zh_hans, "、".join(told))
    return table


def _steps(item: "FullItemAnswer") -> Table:
    table = _plain()
    for step in item.steps:
        after = f"在 {'、'.join(step.after)} 之后" if step.after else ""
        table.add_row(step.code, step.name.zh_hans, step.unit_name, step.within.words, after)
    return table


def _versions(versions: "list[EditionAnswer]") -> Table:
    table = _plain()
    for one in versions:
        days = f"{one.since} 至 {one.until}" if one.until else f"{one.since} 起"
        table.add_row(days, "、".join(one.nature_names), one.title)
    return table


def _plain() -> Table:
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    table.add_column(style="dim", no_wrap=True)
    for _ in range(4):
        table.add_column(overflow="fold")
    return table
