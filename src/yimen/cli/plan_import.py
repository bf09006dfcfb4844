"""导入工作要点: `yimen plan import FILE`: a published reform plan into the platform.

A dry run reads, checks and prints; it needs neither a database nor settings. Exit codes: 0 done,
2 the file or a name in it cannot be taken (what and where is said).
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click
import yaml
from rich.console import Console
from rich.table import Table

from yimen.cli.runtime import with_django
from yimen.config import paths
from yimen.kernel.problems import Invalid
from yimen.oversight.rules import (
    PlanText,
    UnitNames,
    decode,
    parse_plan,
    resolve_plan,
    to_pack_yaml,
)


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="只读取、核对和显示，不写入数据库。")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。")
@click.option("--yaml", "as_yaml", is_flag=True, help="输出城市包的 plan/<年>.yaml，不写入数据库。")
@click.option(
    "--pack",
    default=paths.default_pack,
    help="按哪个城市包的部门名称核对（默认：环境变量 YIMEN_PACK）。",
)
def command(file: Path, dry_run: bool, as_json: bool, as_yaml: bool, pack: str) -> None:
    """读取公布的工作要点文本 FILE（UTF-8 或 GB 18030 纯文本），核对部门，写入平台。

    文本按公布的样子导入即可：繁体字、断页、全角半角括号都会整理。

    退出码：0 完成；2 文件或部门名称有误，会指出行号和改法，什么也不写入。
    """
    plan = parse_plan(_content(file))
    units = resolve_plan(plan, _pack_units(pack))
    if as_yaml:
        click.echo(to_pack_yaml(plan, units, _pack_plan(pack, plan)), nl=False)
        return
    if not dry_run:
        _store(plan, units)
    if as_json:
        click.echo(json.dumps(plan_as_json(plan, units), ensure_ascii=False, indent=2))
    else:
        _show(plan, units, stored=not dry_run)


def plan_as_json(plan: PlanText, units: Mapping[str, UnitNames]) -> dict[str, Any]:
    """工作要点的 JSON: head, parts, and items whose units stand by short name and by code."""
    body = plan.as_json()
    for shown, item in zip(body["items"], plan.items, strict=True):
        for key, codes, names in (
            ("leads", "lead_codes", item.leads),
            ("assists", "assist_codes", item.assists),
        ):
            shown[key] = [units[name].short for name in names]
            shown[codes] = [units[name].code for name in names]
    return body


def _content(file: Path) -> str:
    try:
        return decode(file.read_bytes())
    except OSError as error:
        raise Invalid(f"读不到文件 {file}：{error.strerror}。请核对路径和权限。") from error


def _pack_units(pack: str) -> list[UnitNames]:
    content = _pack_file(pack, "units.yaml")
    if content is None:
        raise Invalid(f"城市包“{pack}”没有 units.yaml。请用 --pack 指定城市包的名称。")
    try:
        return [UnitNames.of(entry) for entry in content["units"]]
    except (KeyError, TypeError) as error:
        raise Invalid(
            f"城市包“{pack}”的 units.yaml 缺少 {error}。请运行 yimen pack check 查看详情。"
        ) from error


def _pack_plan(pack: str, plan: PlanText) -> Any:
    """The plan file of that year as it is, whose entries made by hand are kept."""
    return _pack_file(pack, f"plan/{plan.date.year}.yaml")


def _pack_file(pack: str, name: str) -> Any:
    path = paths.packs() / pack / name
    if not path.is_file():
        return None
    try:
        return yaml.safe_load(path.read_text("utf-8"))
    except (UnicodeDecodeError, yaml.YAMLError) as error:
        raise Invalid(
            f"城市包“{pack}”的 {name} 不能读取。请运行 yimen pack check 查看详情。"
        ) from error


@with_django
def _store(plan: PlanText, units: Mapping[str, UnitNames]) -> None:
    from yimen.kernel.actors import clock
    from yimen.oversight.api import import_plan

    import_plan(clock("plan-import"), plan, units)


def _show(plan: PlanText, units: Mapping[str, UnitNames], *, stored: bool) -> None:
    console = Console()
    titles = {part.number: part.title for part in plan.parts}
    table = Table(title=f"{plan.title}\n{plan.number} · {plan.date} · {plan.issuer}")
    table.add_column("序号", justify="right")
    for heading in ("条目", "牵头", "配合", "数字"):
        table.add_column(heading, overflow="fold")
    part = 0
    for item in plan.items:
        if item.part != part:
            part = item.part
            table.add_section()
            table.add_row("", f"[bold]{titles[part]}[/bold]", "", "", "")
        table.add_row(
            str(item.number),
            item.title,
            "、".join(units[name].short for name in item.leads),
            "、".join([*(units[name].short for name in item.assists), *item.groups]),
            "；".join(figure.text for figure in item.figures),
        )
    console.print(table)
    done = "已写入平台" if stored else "核对无误，没有写入"
    console.print(f"{len(plan.parts)} 个部分，{len(plan.items)} 项，部门全部对上：{done}。")
    if plan.tail:
        console.print(f"最后一项之后还有文字，没有当作条目：{plan.tail[:60]}")
