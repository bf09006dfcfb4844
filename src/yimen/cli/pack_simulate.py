"""模拟城市包: `yimen pack simulate DIR CODE`: the queues of every unit, before people feel them.

Needs no database, except for `--from-cases`, which measures the cases of the running platform.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from yimen.cli.pack_check import know_the_tables
from yimen.cli.runtime import with_django
from yimen.kernel import clock
from yimen.kernel.problems import FieldError, Invalid

if TYPE_CHECKING:
    from yimen.catalogue.rules.simulation.compiling import Subject
    from yimen.catalogue.rules.simulation.estimates import Estimate
    from yimen.catalogue.rules.simulation.outcomes import Simulation, VersionOutcome

_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_console = Console(highlight=False)
_FIGURES = (
    ("mean", "平均（工作日）", ""),
    ("p50", "半数不超过", ""),
    ("p90", "九成不超过", ""),
    ("within", "承诺时限内", "%"),
)


@click.command("simulate")
@click.argument("folder", metavar="DIR", type=_FOLDER)
@click.argument("code")
@click.option("--draft", metavar="DIR2", type=_FOLDER, help="草稿所在的城市包，与 DIR 并排模拟。")
@click.option("--plan", "file", type=_FILE, help="模拟方案（YAML）；下面的选项优先于它。")
@click.option("--from-cases", is_flag=True, help="到件量、人手和用时从平台以往的办件里量。")
@click.option("--arrivals", metavar="N/wd", help="每个工作日多少件，例如 12/wd。")
@click.option("--staff", metavar="UNIT:ROLE=N", multiple=True, help="一个岗位几个人，可以写几次。")
@click.option("--start", metavar="DATE", help="从哪天起模拟；默认今天。")
@click.option("--days", type=int, help="统计多少个工作日（默认 120，之前另有预热）。")
@click.option("--replications", type=int, help="模拟多少轮（默认 10）。")
@click.option("--seed", type=int, help="随机数种子（默认 1）：同样的种子，同样的结果。")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。")
def command(
    folder: Path,
    code: str,
    draft: Path | None,
    file: Path | None,
    from_cases: bool,
    as_json: bool,
    **options: Any,
) -> None:
    """在工作日历上模拟 DIR 里的事项或一件事 CODE：各岗位排多久的队，多久办完，多少按期。

    有 --draft 时，今天的版本和草稿用同样的到件、同样的人手、同样的运气并排模拟。
    退出码：0 完成；2 输入有误；4 数据库没有应答（只在 --from-cases 时）。
    """
    run = with_django(_simulated) if from_cases else _simulated
    told, units = run(folder, code, draft, (file, options), from_cases)
    if as_json:
        click.echo(json.dumps(told.as_json(), ensure_ascii=False, indent=1))
    else:
        _print(told, units)


def _given(file: Path | None, options: Mapping[str, Any]) -> dict[str, Any]:
    """The values of the experiment that the file and, above it, the options give."""
    from yimen.catalogue.rules.simulation.experiment import (
        checked,
        join_experiments,
        read_experiment,
    )

    values: dict[str, Any] = {}
    if file is not None:
        try:
            marks = read_experiment(file.read_text("utf-8"))
        except UnicodeDecodeError:
            raise Invalid(f"{file} 不是 UTF-8 文字，请另存为 UTF-8。") from None
        checked(marks.value, marks)  # told with the lines of the file
        values = marks.value
    above = {key: value for key, value in options.items() if value is not None and key != "staff"}
    staff = dict(_staff(text) for text in options["staff"])
    return join_experiments(values, {**above, "staff": staff} if staff else above)


def _staff(text: str) -> tuple[str, dict[str, int]]:
    key, _, people = text.partition("=")
    if not people.isdecimal() or ":" not in key:
        words = f"看不懂“{text}”，写成 部门:岗位=人数，例如 health:reviewer=3"
        raise Invalid("输入有误，请改好再试。", errors=[FieldError("--staff", words)])
    return key.strip(), {"people": int(people)}


def _simulated(
    folder: Path,
    code: str,
    draft: Path | None,
    assumed: tuple[Path | None, Mapping[str, Any]],
    from_cases: bool,
) -> tuple["Simulation", dict[str, str]]:
    """The result, and the names of units by code."""
    know_the_tables()
    from yimen.catalogue.rules.contents import read_pack
    from yimen.catalogue.rules.simulation.comparing import simulate
    from yimen.catalogue.rules.simulation.compiling import subject_in
    from yimen.catalogue.rules.simulation.experiment import checked

    given = _given(*assumed)
    packs = [read_pack(one) for one in (folder, draft) if one]
    subjects = [subject_in(pack, code) for pack in packs]
    experiment = checked(_above_past_cases(subjects, given) if from_cases else given)
    calendar = packs[0].calendar
    if calendar is None:
        raise Invalid("城市包的工作日历读不到，请先运行 yimen pack check。")
    units = {
        unit.code: unit.short or unit.name.zh_hans
        for pack in reversed(packs)
        for unit in (pack.units.value.units if pack.units else ())
    }
    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("模拟", total=None)
        told = simulate(
            subjects[0],
            subjects[1] if draft else None,
            experiment,
            calendar,
            start=calendar.localise(clock.now()).date(),
            units=units,
            progress=lambda done, whole: progress.update(task, completed=done, total=whole),
        )
    return told, units


def _above_past_cases(subjects: list["Subject"], given: Mapping[str, Any]) -> dict[str, Any]:
    """What is given, above what the cases of the platform were measured to be."""
    from yimen.cases.api import past_cases
    from yimen.catalogue.rules.simulation.compiling import fitting_values, items_of_subject
    from yimen.catalogue.rules.simulation.experiment import join_experiments

    items = {code for subject in subjects for code in items_of_subject(subject)}
    return join_experiments(
        fitting_values(past_cases(subjects[0].code, items).as_values(), subjects), given
    )


# What is shown


def _print(told: "Simulation", units: Mapping[str, str]) -> None:
    versions = [one for one in (told.today, told.draft) if one is not None]
    about = (
        f"{told.today.name}：每个工作日 {told.arrivals:g} 件，从 {told.start} 起 {told.days} 个"
        f"工作日，{told.replications} 轮，种子 {told.seed}"
    )
    click.secho(f"{about}\n", bold=True)
    for sentence in told.sentences:
        click.echo(f"· {sentence}")
    for table in (_figures(told), _stations(versions, units), _steps(versions)):
        click.echo()
        _console.print(table)
    click.secho("\n假设", bold=True)
    for assumption in told.assumptions:
        click.secho(f"· {assumption}", dim=True)


def _figures(told: "Simulation") -> Table:
    table = _table("", "今天", *(["草稿", "草稿 − 今天"] if told.draft else []))
    for name, label, form in _FIGURES:
        cells = [_estimate(getattr(told.today, name), form)]
        if told.draft is not None:
            cells.append(_estimate(getattr(told.draft, name), form))
            cells.append(_estimate(getattr(told.difference, name), form, signed=True))
        table.add_row(label, *cells)
    return table


def _stations(versions: Sequence["VersionOutcome"], units: Mapping[str, str]) -> Table:
    from yimen.catalogue.rules.simulation.words import called

    table = _table("岗位", "人手", "忙碌", "排队（件）")
    for row in zip(*(version.stations for version in versions), strict=True):
        first = row[0]
        people = f"{first.people} 人" + (f" × {first.share:.0%}" if first.share < 1 else "")
        table.add_row(
            called(first.unit, first.role, units),
            people + ("（假设）" if first.assumed else ""),
            _change([f"{one.busy.mean:.0%}" for one in row]),
            _change([f"{one.queue.mean:.1f}" for one in row]),
        )
    return table


def _steps(versions: Sequence["VersionOutcome"]) -> Table:
    table = _table("环节", "等待（小时）", "办理（小时）", "占全程")
    by_key = [{step.key: step for step in version.steps} for version in versions]
    for key in dict.fromkeys(key for steps in by_key for key in steps):
        found = [steps.get(key) for steps in by_key]
        table.add_row(
            next(step.name for step in found if step),
            _change([f"{one.waits:.1f}" if one else "—" for one in found]),
            _change([f"{one.works:.1f}" if one else "—" for one in found]),
            _change([f"{one.decides:.0%}" if one else "—" for one in found]),
        )
    return table


def _change(cells: Sequence[str]) -> str:
    """Of two versions, what it was and what it becomes; once where that is the same."""
    return " → ".join(dict.fromkeys(cells))


def _table(*heads: str) -> Table:
    table = Table(box=None, padding=(0, 3, 0, 0), header_style="dim")
    for number, head in enumerate(heads):
        table.add_column(head, justify="right" if number else "left", no_wrap=True)
    return table


def _estimate(found: "Estimate | None", form: str, *, signed: bool = False) -> str:
    if found is None:
        return "—"
    scale = 100 if form == "%" else 1
    unit = "%" if form == "%" else " 天"
    mean = f"{found.mean * scale:{'+' if signed else ''}.1f}"
    if found.low is None or found.high is None:
        return f"{mean}{unit}"
    return f"{mean}{unit} [dim]±{(found.high - found.low) / 2 * scale:.1f}[/]"
