"""演示企业开办: `yimen demo startup`, a whole start-up over HTTP against the running server.

Exit codes: 0 every case ended well; 1 one did not; 2 wrong use; 4 the server is not reachable.
"""

import dataclasses
import json
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from statistics import median
from typing import Any

import click
from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.panel import Panel
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.spinner import Spinner
from rich.table import Table
from rich.text import Text

from yimen.cli.demo_client import PARTS, Api, Outcome, Tell, Walk
from yimen.cli.demo_road import read_road
from yimen.config import paths

AT_ONCE = 4
"""Cases that are walked at the same time; the server has two workers by default."""
_TICK, _CROSS = "[green]✓[/]", "[red]✗[/]"
_console = Console(highlight=False)


@click.command("startup")
@click.option(
    "--url",
    default="http://127.0.0.1:8000",
    show_default=True,
    help="平台的地址（yimen up 打印的那个）。",
)
@click.option(
    "--count", type=click.IntRange(1, 1000), default=1, show_default=True, help="办几件。"
)
@click.option("--json", "as_json", is_flag=True, help="每件输出一行 JSON。")
@click.option("--bundle", default="company-startup", show_default=True, help="哪个“一件事”。")
@click.option(
    "--pack",
    default=paths.default_pack,
    help="演示人员和填写内容取自哪个城市包；默认为 YIMEN_PACK 所指的城市包。",
)
@click.option(
    "--password",
    default="yimen-demo",
    show_default=True,
    envvar="YIMEN_DEMO_PASSWORD",
    help="演示账号的密码。",
)
@click.pass_context
def command(
    context: click.Context,
    url: str,
    count: int,
    as_json: bool,
    bundle: str,
    pack: str,
    password: str,
) -> None:
    """走完一次企业开办：以申请人、各部门人员的身份，通过接口从填报办到领证、核验。

    先在另一个终端运行 yimen up。每件用一个新的企业名称，所有证照逐一核验。

    退出码：0 全部办成；1 有没办成的；2 用法或密码有误；4 连不上平台。
    """
    road, staff = read_road(pack, bundle)
    api = Api(url, password)
    try:
        title = str(api.get(f"bundles/{bundle}")["name"]["zh_hans"])
        api.log_in(road.applicant)

        def walk(tell: Tell = lambda part, detail: None) -> Outcome:
            return Walk(api, bundle, road, staff, tell).run()

        outcomes = _run(walk, count, title, as_json=as_json)
    finally:
        api.close()
    if not all(outcome.ok for outcome in outcomes):
        context.exit(1)


def _run(walk: Callable[..., Outcome], count: int, title: str, *, as_json: bool) -> list[Outcome]:
    if as_json:
        outcomes = []
        for outcome in _many(walk, count):
            outcomes.append(outcome)
            click.echo(json.dumps(dataclasses.asdict(outcome), ensure_ascii=False))
        return outcomes
    if count == 1:
        return [_shown(walk, title)]
    with _progress(title, count) as tick:
        outcomes = [tick(outcome) for outcome in _many(walk, count)]
    _console.print(_summary(outcomes))
    return outcomes


def _many(walk: Callable[..., Outcome], count: int) -> Iterator[Outcome]:
    """The outcomes as they come; an unreachable server ends it all."""
    with ThreadPoolExecutor(max_workers=min(count, AT_ONCE)) as pool:
        waiting = [pool.submit(walk) for _ in range(count)]
        try:
            for done in as_completed(waiting):
                yield done.result()
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise


# -- one case, step by step ----------------------------------------------------------------------


class Course:
    """进程显示: the parts of one case with ticks, and its items while they are worked on."""

    def __init__(self, title: str) -> None:
        self._title = title
        self._seconds: dict[str, float | None] = {}
        self._items: list[Mapping[str, Any]] = []

    def tell(self, part: str, detail: Any) -> None:
        """告知: as `demo_client.Tell`."""
        if part == "progress":
            self._items = detail["children"]
        else:
            self._seconds[part] = detail

    def __rich__(self) -> RenderableType:
        lines: list[RenderableType] = [Text(self._title, style="bold")]
        for part, name in PARTS.items():
            if part not in self._seconds:
                lines.append(Text(f"  · {name}", style="dim"))
            elif (seconds := self._seconds[part]) is None:
                lines.append(Spinner("dots", f" {name}"))
            else:
                lines.append(Text.from_markup(f"  {_TICK} {name}  [dim]{seconds:.1f} 秒[/]"))
            if part == "work":
                lines += [_item_line(item) for item in self._items]
        return Group(*lines)


def _item_line(item: Mapping[str, Any]) -> Text:
    if item["ended_at"]:
        mark = _TICK if item["state"] == "granted" else _CROSS
        number = "、".join(one["number"] for one in item["certificates"])
        return Text.from_markup(f"      {mark} {item['name']}  {item['state_name']}  {number}")
    steps = [step["name"] for step in item["steps"] if step["state"] == "open"]
    waits = [need for step in item["steps"] for need in step["waiting_for"]]
    words = "、".join(steps) or (f"等待{waits[0]}" if waits else "等待")
    return Text.from_markup(f"      [dim]· {item['name']}  {words}[/]")


def _shown(walk: Callable[..., Outcome], title: str) -> Outcome:
    course = Course(title)
    with Live(course, console=_console, refresh_per_second=8):
        outcome = walk(course.tell)
    _console.print()
    _console.print(_report(outcome))
    for one in outcome.certificates:  # whole lines, so that a terminal makes links of them
        _console.print(f"[dim]核验[/] {one['verify_url']}", soft_wrap=True)
    return outcome


def _report(outcome: Outcome) -> RenderableType:
    if not outcome.ok:
        return Panel(
            f"{_CROSS} {outcome.problem}\n回执号：{outcome.receipt or '没有取得'}",
            title="没有办成",
            expand=False,
        )
    table = Table("证照", "编号", "办理（秒）", "", box=None, padding=(0, 3, 0, 0))
    spent = {child["item"]: child["seconds"] for child in outcome.children}
    for one in outcome.certificates:
        seconds = f"{spent[one['item']]:.1f}"
        table.add_row(one["name"], one["number"], seconds, f"{_TICK} 核验真实有效")
    parts = "，".join(f"{name} {outcome.seconds[part]:.1f}" for part, name in PARTS.items())
    facts = [
        f"名称      {outcome.subject}",
        f"回执号    {outcome.receipt}",
        f"信用代码  {outcome.credit_code}（校验位正确）",
        f"用时      {outcome.seconds['total']:.1f} 秒（{parts}）",
        f"          {outcome.working_days} 个工作日（只计办公时间）",
    ]
    return Panel(Group(*facts, "", table), title="全部办成", expand=False, padding=(1, 2))


# -- many cases ----------------------------------------------------------------------------------


@contextmanager
def _progress(title: str, count: int) -> Iterator[Callable[[Outcome], Outcome]]:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, TimeElapsedColumn(), console=_console) as progress:
        task = progress.add_task(title, total=count)

        def tick(outcome: Outcome) -> Outcome:
            mark = _TICK if outcome.ok else _CROSS
            words = outcome.problem or f"{outcome.receipt}  {outcome.credit_code}"
            seconds = outcome.seconds["total"]
            progress.console.print(f"{mark} {outcome.subject}  {words}  [dim]{seconds:.1f} 秒[/]")
            progress.advance(task)
            return outcome

        yield tick


def _summary(outcomes: list[Outcome]) -> Table:
    table = Table("部分", "中位数（秒）", "最长（秒）", title="用时")
    for part, name in {**PARTS, "total": "合计"}.items():
        spent = [o.seconds[part] for o in outcomes if part in o.seconds]
        if spent:
            table.add_row(name, f"{median(spent):.2f}", f"{max(spent):.2f}")
    good = sum(outcome.ok for outcome in outcomes)
    issued = sum(len(outcome.certificates) for outcome in outcomes)
    table.caption = f"{len(outcomes)} 件中办成 {good} 件，核验证照 {issued} 份"
    return table
