"""比较城市包: `yimen pack diff A B`, what changed, in words a law officer understands."""

import json
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import click

from yimen.cli.pack_check import know_the_tables

if TYPE_CHECKING:
    from yimen.catalogue.rules.differences.comparing import Difference

_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
_SEVERITIES = {
    "burdens": ("加重", "red"),
    "eases": ("减轻", "green"),
    "legal_basis": ("依据", "yellow"),
    "neutral": ("其他", None),
}
_CHANGES = {"added": "增加", "removed": "去掉", "reordered": "调整顺序：", "changed": ""}


@click.command("diff")
@click.argument("before", metavar="A", type=_FOLDER)
@click.argument("after", metavar="B", type=_FOLDER)
@click.option("--json", "as_json", is_flag=True, help="输出 JSON：differences、counts")
@click.option("--markdown", is_flag=True, help="输出 Markdown，可以贴进审批单")
def command(before: Path, after: Path, as_json: bool, markdown: bool) -> None:
    """比较城市包 A（现行）和 B（草案）：改了什么，对办事的人意味着什么。

    逐个事项、一件事、材料、数据元、部门说明：从什么改为什么，后果，以及是加重、减轻还是依据变化。
    两个包里有读不懂的文件时退出码为 2。
    """
    found = _differences(before, after)
    counts = {key: sum(one.severity == key for one in found) for key in _SEVERITIES}
    if as_json:
        answer = {
            "before": str(before),
            "after": str(after),
            "counts": {"differences": len(found), **counts},
            "differences": [one.as_json() for one in found],
        }
        click.echo(json.dumps(answer, ensure_ascii=False, indent=1))
    elif markdown:
        click.echo("\n".join(_markdown(found)))
    else:
        _print(found)
        summary = "，".join(f"{word} {counts[key]}" for key, (word, _) in _SEVERITIES.items())
        click.secho(f"{len(found)} 处不同：{summary}", bold=True)


def _differences(before: Path, after: Path) -> "list[Difference]":
    know_the_tables()
    from yimen.catalogue.rules.contents import read_pack
    from yimen.catalogue.rules.differences.comparing import differences
    from yimen.kernel.problems import PackFaults

    packs = [read_pack(folder) for folder in (before, after)]
    faults = [fault for pack in packs for fault in pack.faults]
    if faults:  # what cannot be read would be told as if it had been taken away
        raise PackFaults(faults)
    return differences(*packs)


def _grouped(found: "list[Difference]") -> "Iterator[tuple[str, list[Difference]]]":
    from yimen.catalogue.rules.differences.comparing import KINDS

    for (kind, code), group in groupby(found, key=lambda one: (one.kind, one.code)):
        those = list(group)
        yield f"{KINDS[kind]}“{those[0].name}”（{code}）", those


def _print(found: "list[Difference]") -> None:
    for heading, group in _grouped(found):
        click.secho(heading, bold=True)
        for one in group:
            word, colour = _SEVERITIES[one.severity]
            click.echo(f"  {click.style(word, fg=colour)} {one.sentence}")
            if one.consequence:
                click.echo(f"       → {one.consequence}")


def _markdown(found: "list[Difference]") -> Iterator[str]:
    if not found:
        yield "没有不同。"
    for heading, group in _grouped(found):
        yield f"## {heading}\n"
        yield "| | 改了什么 | 从 | 到 | 后果 |\n|---|---|---|---|---|"
        for one in group:
            word = _SEVERITIES[one.severity][0]
            what = {"added": "增加", "removed": "去掉", "reordered": "调整顺序："}.get(
                one.change, ""
            )
            cells = (word, what + one.what, one.before, one.after, one.consequence)
            yield "| " + " | ".join(map(_cell, cells)) + " |"
        yield ""


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
