"""计算期限: `yimen deadline`, the city's counting of days at the command line."""

import json
import re
from datetime import datetime
from zoneinfo import ZoneInfo

import click
import yaml

from yimen.config import paths
from yimen.kernel.packs import yaml_marks
from yimen.kernel.problems import Invalid
from yimen.kernel.worktime import Pause, Period, WorkCalendar, deadline

_PACK = re.compile(r"[a-z0-9][a-z0-9_-]*", re.ASCII)


@click.command("deadline")
@click.argument("start")
@click.option("--within", required=True, metavar="期限", help="20wd、0.5wd、15d、4wh、24h、6mo、1y")
@click.option(
    "--pause",
    "pauses",
    multiple=True,
    metavar="FROM..TO",
    help="依法不计入的时间，可以写多次；只写 FROM.. 表示尚未恢复，计算到此刻",
)
@click.option(
    "--calendar",
    "pack",
    metavar="NAME",
    default=paths.default_pack,
    help="用哪个城市包的工作日历；默认为 YIMEN_PACK 所指的城市包",
)
@click.option("--json", "as_json", is_flag=True, help="输出 JSON")
def command(start: str, within: str, pauses: tuple[str, ...], pack: str, as_json: bool) -> None:
    """计算期限：从 START 发生的事起，WITHIN 到哪一天、哪一刻为止，以及怎样算出来的。

    START 写成 2026-02-03 或 2026-02-03T09:30；没有写时区的，是城市当地时间，只写日期的，
    是当日零时。暂停的起止也这样写。
    """
    period = Period.parse(within)
    calendar = read_calendar(pack)
    stops = [_pause(text, calendar.zone) for text in pauses]
    now = datetime.now(calendar.zone)
    answer = deadline(_moment(start, calendar.zone), period, calendar, stops, now=now)
    if as_json:
        click.echo(json.dumps({**answer.as_json(), "calendar": pack}, ensure_ascii=False))
        return
    for line in answer.derivation:
        click.echo(line)
    if answer.stopped:
        click.echo("期限现在停止计算，截止时间要等恢复后才能确定。")


def read_calendar(pack: str) -> WorkCalendar:
    """城市日历: the working calendar of the pack named `pack`; raises `Invalid`."""
    file = paths.packs() / pack / "calendar.yaml"
    if not _PACK.fullmatch(pack) or not file.is_file():
        raise Invalid(f"没有城市包“{pack}”的工作日历。现有：{'、'.join(_packs()) or '无'}")
    try:
        content = yaml_marks.read(file.read_text("utf-8")).value
    except (UnicodeDecodeError, yaml.YAMLError) as error:
        raise Invalid(f"{pack}/calendar.yaml 读不懂：{error}") from error
    return WorkCalendar.from_data(content)


def _packs() -> list[str]:
    return sorted(file.parent.name for file in paths.packs().glob("*/calendar.yaml"))


def _moment(text: str, zone: ZoneInfo) -> datetime:
    try:
        at = datetime.fromisoformat(text.strip())
    except ValueError:
        raise Invalid(f"看不懂时间“{text}”，写成 2026-02-03 或 2026-02-03T09:30") from None
    return at if at.tzinfo else at.replace(tzinfo=zone)


def _pause(text: str, zone: ZoneInfo) -> Pause:
    start, dots, end = text.partition("..")
    if not dots:
        raise Invalid(f"看不懂暂停“{text}”，写成 2026-02-05..2026-02-10")
    return Pause(_moment(start, zone), _moment(end, zone) if end.strip() else None)
