"""送审城市包: `yimen pack publish DIR`: what a folder says anew becomes one change, to be reviewed.

Nothing is published by this command: the offices that have to agree do so on the desk. Exit codes:
0 submitted, or nothing to do; 1 a draft was made that has errors; 2 wrong use; 4 no database.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from yimen.cli.runtime import with_django
from yimen.kernel.problems import PackFaults, Unknown

if TYPE_CHECKING:
    from yimen.catalogue.api import ChangeView

_OFFICES = {"legal": "法制审核", "staffing": "编制审核"}


@dataclass(frozen=True)
class _Told:
    """What became of the folder: the change's id and address, or none when nothing is new."""

    change: str
    link: str
    parts: list[tuple[str, str]]
    offices: list[str]
    errors: list[str]


@click.command("publish")
@click.argument(
    "folder", metavar="DIR", type=click.Path(exists=True, file_okay=False, path_type=Path)
)
@click.option("--by", "login", required=True, help="以哪个账号编制（登录名）。")
@click.option("--title", required=True, help="变更单的标题。")
@click.option("--reason", required=True, help="为什么改；审核人员和公众都看得到。")
def command(folder: Path, login: str, title: str, reason: str) -> None:
    """把 DIR 里与施行中的不同的事项、一件事、清单、基本目录条目放进一张变更单，送审。

    没有错误就送审，由法制（和编制）部门审核同意后发布；本命令自己不发布。DIR 里没有的，不动。
    退出码：0 已送审，或没有不同；1 有错误，变更单留在编制中；2 用法或账号有误。
    """
    told = _submit(folder, login, title, reason)
    if told is None:
        click.echo("文件夹里的内容都已经发布过，没有要送审的。")
        return
    for nature, name in told.parts:
        click.echo(f"  {nature}  {name}")
    if told.errors:
        for line in told.errors:
            click.secho(f"错误 {line}", fg="red", err=True)
        click.echo(f"变更单 {told.change} 有错误，还在编制中：{told.link}", err=True)
        raise click.exceptions.Exit(1)
    click.echo(f"变更单 {told.change} 已送审，要 {'、'.join(told.offices)} 同意：{told.link}")


@with_django
def _submit(folder: Path, login: str, title: str, reason: str) -> "_Told | None":
    from django.conf import settings

    from yimen.catalogue.api import (
        folder_parts,
        open_change,
        read_pack,
        save_part,
        submit_change,
        view_of_change,
    )
    from yimen.parties.api import Account, actor_of

    account = Account.objects.filter(login=login, is_active=True).first()
    if account is None:
        raise Unknown(f"没有登录名为“{login}”的账号。")
    by, pack = actor_of(account), read_pack(folder)
    if pack.faults:
        raise PackFaults(list(pack.faults))
    parts = folder_parts(pack)
    if not parts:
        return None
    change = open_change(by, title, reason)
    for kind, code, text in parts:
        save_part(by, change.id, kind, code, text)
    view = view_of_change(change)
    if not view.errors:
        submit_change(by, change.id)
    link = f"{settings.YIMEN_PUBLIC_URL}/desk/changes/{view.change.id}"
    return _told(view, link)


def _told(view: "ChangeView", link: str) -> _Told:
    from yimen.catalogue.api import NATURES

    parts = [
        ("、".join(NATURES[one] for one in NATURES if one in part.natures), part.part.code)
        for part in view.parts
    ]
    errors = [f"{one.file}:{one.line} {one.message} → {one.remedy}" for one in view.errors]
    offices = [_OFFICES[one] for one in view.offices]
    return _Told(str(view.change.id), link, parts, offices, errors)
