"""检查城市包: `yimen pack check DIR`, for those who write packs; needs no database."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from yimen.catalogue.rules.checks import PackReport
    from yimen.catalogue.rules.findings import Finding
    from yimen.catalogue.rules.laws.citing import Checked, LawReport

_LEVELS = {"error": ("错误", "red"), "warning": ("警告", "yellow")}


@click.command("check")
@click.argument(
    "folder", metavar="DIR", type=click.Path(exists=True, file_okay=False, path_type=Path)
)
@click.option("--json", "as_json", is_flag=True, help="输出 JSON：findings、counts、ok")
@click.option(
    "--laws",
    metavar="LAWDIR",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="法规文本库：逐条核对依据在不在当时施行的文本里",
)
@click.option("--show", is_flag=True, help="连同 --laws：印出每条依据的原文，供审核人对照")
def command(folder: Path, as_json: bool, laws: Path | None, show: bool) -> None:
    """检查 DIR 里的城市包：逐条指出文件、行号和改法。

    有错误时退出码为 1（这样的包不能装载）；只有警告时为 0；DIR 里没有城市包时为 2。
    """
    if show and laws is None:
        raise click.UsageError("--show 印的是法规原文，要同时写 --laws LAWDIR")
    report, cited = _check(folder, laws)
    if as_json:
        answer = {"pack": folder.resolve().name, "ok": not report.errors, **report.as_json()}
        if cited:
            answer["laws"] = cited.as_json(words=show)
        click.echo(json.dumps(answer, ensure_ascii=False, indent=1))
    else:
        if cited and show:
            _print_words(cited)
        _print(report)
        if cited:
            _print_laws(cited)
    if report.errors:
        raise click.exceptions.Exit(1)


def _check(folder: Path, laws: Path | None) -> "tuple[PackReport, LawReport | None]":
    know_the_tables()
    from yimen.catalogue.rules.checks import check_pack
    from yimen.catalogue.rules.contents import read_pack
    from yimen.catalogue.rules.laws.citing import check_laws
    from yimen.catalogue.rules.laws.collection import Collection

    pack = read_pack(folder)
    report = check_pack(pack)
    if laws is None:
        return report, None
    cited = check_laws(pack, Collection.read(laws))
    return report.joined(cited.findings), cited


def know_the_tables() -> None:
    """准备读包: Django must know the apps whose models the contexts' faces name.

    Only those are set up, with no database: the platform's own settings would want a home folder
    and a readable `DATABASE_URL`, and a pack is checked where there is neither.
    """
    import django
    from django.apps import apps
    from django.conf import settings

    if not settings.configured:
        contexts = ("kernel", "vocabulary", "parties", "exchange", "catalogue")
        settings.configure(
            INSTALLED_APPS=[
                "django.contrib.contenttypes",
                "django.contrib.auth",
                *(f"yimen.{context}" for context in contexts),
            ],
            AUTH_USER_MODEL="parties.Account",
        )
    if not apps.ready:
        django.setup()


def _print(report: "PackReport") -> None:
    for finding in report.findings:
        _print_finding(finding)
    counts = report.counts
    click.echo(
        f"{counts['items']} 个事项，{counts['bundles']} 件“一件事”，{counts['units']} 个部门，"
        f"{counts['elements']} 个数据元，{counts['documents']} 种材料；"
        f"{counts['citations']} 处依据，其中 {counts['unverified']} 处未核实"
    )
    colour = "red" if report.errors else "green"
    verdict = "不能装载" if report.errors else "可以装载"
    click.secho(
        f"{counts['errors']} 个错误，{counts['warnings']} 个警告：{verdict}", fg=colour, bold=True
    )


def _print_finding(finding: "Finding") -> None:
    word, colour = _LEVELS[finding.level]
    place = f"{finding.file}:{finding.line}" if finding.line else finding.file
    click.echo(f"{click.style(word, fg=colour, bold=True)} {place} {finding.message}")
    if finding.remedy:
        click.echo(f"     → {finding.remedy}")


def _print_laws(cited: "LawReport") -> None:
    counts = cited.counts
    wrong = sum(counts[one] for one in ("missing", "no_version", "no_article", "not_in_force"))
    click.echo(
        f"{counts['citations']} 处法规条款对照 {counts['texts']} 个文本："
        f"{counts['found']} 处在当时施行的文本里，{wrong} 处不在，"
        f"{counts['unverified'] + counts['verifiable']} 处标为未核实"
        f"（其中 {counts['verifiable']} 处现在可以核对）"
    )


def _print_words(cited: "LawReport") -> None:
    for one in cited.checked:
        _print_checked(one)


def _print_checked(one: "Checked") -> None:
    good = one.status == "found"
    mark = click.style("✓" if good else "✗", fg="green" if good else "red")
    named = f"《{one.source.law}》{one.source.version} {one.source.article}"
    click.echo(f"{mark} {one.file}:{one.line} {named}")
    for line in (one.words or one.message or "没有核到原文").splitlines():
        click.echo(f"     {line}")
    if one.place:
        click.secho(f"     —— {one.place}", dim=True)
