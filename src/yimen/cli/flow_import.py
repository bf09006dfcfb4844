"""导入流程: `yimen flow import FILE`: a BPMN drawing as draft steps, and what was not taken.

The draft goes to the standard output, so that it can be sent to a file; what was not taken goes
to the standard error. Needs neither settings nor a database.
"""

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from yimen.cli.pack_check import know_the_tables
from yimen.kernel.problems import Invalid

if TYPE_CHECKING:
    from yimen.catalogue.api import Imported, Untaken


@click.command("import")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--pack",
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="城市包的文件夹：泳道名按它的部门名称对照。",
)
@click.option("--json", "as_json", is_flag=True, help="输出 JSON：drafts、untaken。")
def command(file: Path, folder: Path | None, as_json: bool) -> None:
    """读取 BPMN 2.0 文件 FILE，输出可以放进事项文件的 steps 草稿，并列出没有导入的内容。

    草稿写到标准输出，清单写到标准错误。草稿要由人补全，再用 yimen pack check 检查。
    退出码：0 完成；2 不是 BPMN 2.0 文件。
    """
    know_the_tables()
    imported = _read(file, folder)
    if as_json:
        drafts = [{**asdict(one), "untaken": _listed(one.untaken)} for one in imported.drafts]
        answer = {"drafts": drafts, "untaken": _listed(imported.untaken)}
        click.echo(json.dumps(answer, ensure_ascii=False, indent=1))
        return
    for draft in imported.drafts:
        click.echo(f"--- # {draft.code} {draft.name}")
        click.echo(draft.to_yaml(), nl=False)
        _tell(f"{draft.name}（{draft.code}）", draft.untaken)
    if imported.untaken:
        _tell("文件", imported.untaken)


def _read(file: Path, folder: Path | None) -> "Imported":
    from yimen.catalogue.api import read_bpmn, read_pack

    try:
        data = file.read_bytes()
    except OSError as error:
        raise Invalid(f"读不到文件 {file}：{error.strerror}。请核对路径和权限。") from error
    units: dict[str, str] = {}
    if folder is not None:
        pack = read_pack(folder)
        for unit in pack.units.value.units if pack.units else []:
            units |= dict.fromkeys(filter(None, [unit.name.zh_hans, unit.short]), unit.code)
    return read_bpmn(data, units)


def _listed(untaken: "tuple[Untaken, ...]") -> list[dict[str, str]]:
    return [asdict(one) for one in untaken]


def _tell(title: str, untaken: "tuple[Untaken, ...]") -> None:
    if not untaken:
        click.secho(f"{title}：全部导入", fg="green", err=True)
        return
    click.secho(f"{title}：{len(untaken)} 处要看", fg="yellow", bold=True, err=True)
    for one in untaken:
        called = f"{one.element}“{one.name}”" if one.name else one.element
        click.echo(f"  {called}：{one.reason}", err=True)
        click.echo(f"     → {one.instead}", err=True)
