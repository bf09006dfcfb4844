"""测试城市包: `yimen pack test DIR`, its situations and a walk through all of them; no database."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from yimen.cli.pack_check import know_the_tables

if TYPE_CHECKING:
    from yimen.catalogue.rules.situations.judging import SituationReport, Verdict
    from yimen.catalogue.rules.situations.walking import WalkReport


@click.command("test")
@click.argument(
    "folder", metavar="DIR", type=click.Path(exists=True, file_okay=False, path_type=Path)
)
@click.option("--walk", is_flag=True, help="另外自动走遍每个事项和一件事的全部情形")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON：situations、counts、walk、ok")
def command(folder: Path, walk: bool, as_json: bool) -> None:
    """测试 DIR 里的城市包：tests/ 里的每个情形是不是得出应当得出的结果。

    有不符合的、看不懂的，或走不到头的，退出码为 1；包本身有错误时也是，请先用 pack check 改好。
    """
    report, walked, errors = _test(folder, walk)
    ok = not errors and report.ok and (walked is None or walked.ok)
    if as_json:
        answer: dict[str, Any] = {"pack": folder.resolve().name, "ok": ok, **report.as_json()}
        if walked:
            answer["walk"] = walked.as_json()
        click.echo(json.dumps({**answer, "errors": errors}, ensure_ascii=False, indent=1))
    else:
        _print(report, walked, errors)
    if not ok:
        raise click.exceptions.Exit(1)


def _test(folder: Path, walk: bool) -> "tuple[SituationReport, WalkReport | None, list[str]]":
    know_the_tables()
    from yimen.catalogue.rules.checks import check_pack
    from yimen.catalogue.rules.contents import read_pack
    from yimen.catalogue.rules.situations.judging import SituationReport, judge
    from yimen.catalogue.rules.situations.walking import walk_pack

    pack = read_pack(folder)
    errors = [str(one) for one in check_pack(pack).errors if not one.file.startswith("tests/")]
    if errors:  # on unsound definitions nothing can be derived
        return SituationReport((), ()), None, errors
    return judge(pack), walk_pack(pack) if walk else None, []


def _print(report: "SituationReport", walked: "WalkReport | None", errors: list[str]) -> None:
    for fault in errors:
        click.echo(f"{click.style('错误', fg='red', bold=True)} {fault}")
    if errors:
        click.secho("城市包有错误，没有测试：请先改好", fg="red", bold=True)
        return
    for finding in report.findings:
        click.echo(f"{click.style('错误', fg='red', bold=True)} {finding}")
    for verdict in report.verdicts:
        _print_verdict(verdict)
    if walked:
        _print_walk(walked)
    counts = report.counts
    bad = counts["failed"] + counts["findings"]
    click.secho(
        f"{counts['situations']} 个情形，{counts['passed']} 个符合，{counts['failed']} 个不符合"
        + (f"，{counts['findings']} 处写法有误" if counts["findings"] else ""),
        fg="red" if bad else "green",
        bold=True,
    )


def _print_verdict(verdict: "Verdict") -> None:
    mark = click.style("✗", fg="red") if verdict.misses else click.style("✓", fg="green")
    click.echo(f"{mark} {verdict.file}:{verdict.line} {verdict.name}")
    for miss in verdict.misses:
        click.echo(f"     {miss.what}：应当{miss.expected}，实际{miss.came}")
        click.echo(f"       → {miss.why}")
    if verdict.misses and verdict.because:
        click.secho(f"     依据：{verdict.because}", dim=True)


def _print_walk(walked: "WalkReport") -> None:
    from yimen.catalogue.rules.situations.walking import REMARKS

    for trouble in walked.troubles:
        remark = trouble.kind in REMARKS
        word = click.style(
            "请看" if remark else "走不通", fg="yellow" if remark else "red", bold=True
        )
        click.echo(f"{word} {trouble}")
    counts = walked.counts
    click.secho(
        f"走遍 {counts['subjects']} 个事项和一件事的 {counts['scenarios']} 种情形、"
        f"{counts['runs']} 次办理：{len(walked.troubles)} 处问题",
        fg="green" if walked.ok else "red",
    )
