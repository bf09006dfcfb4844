"""导出城市包: `yimen pack export DIR`: the catalogue in force back into a folder of files.

Exit codes: 0 done; 2 the folder is not empty, or there was nothing on that day; 4 the database does
not answer.
"""

from datetime import date, datetime
from pathlib import Path

import click

from yimen.cli.runtime import with_django
from yimen.kernel.problems import Invalid


@click.command("export")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="导出哪一天施行的内容；默认今天。")
def command(folder: Path, as_of: datetime | None) -> None:
    """把施行中的目录写成 DIR 里的城市包：事项、一件事、清单、基本目录和全市词汇。

    事项、一件事和清单有原文的，写原文，一字不差；词汇、部门和日历是最近装载的。
    演示人员和情形测试不在数据库里，不导出。退出码：0 完成；2 DIR 不是空的，或那天没有内容。
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Invalid(f"{folder} 不是空文件夹。请换一个文件夹，免得盖掉里面的文件。")
    files = _files(as_of.date() if as_of else None)
    try:
        for name, text in sorted(files.items()):
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode())
    except OSError as error:
        raise Invalid(f"写不了 {folder}：{error.strerror}。请核对路径和权限。") from error
    click.echo(f"已写入 {folder}：{len(files)} 个文件。检查：yimen pack check {folder}")


@with_django
def _files(on: date | None) -> dict[str, str]:
    from yimen.catalogue.api import files_on
    from yimen.oversight.api import plan_files

    return {**files_on(on), **plan_files()}
