"""导出流程: `yimen flow export DIR CODE`: an item or bundle of a pack as a BPMN 2.0 file.

Needs neither settings nor a database.
"""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from yimen.cli.pack_check import know_the_tables
from yimen.kernel.problems import Invalid, Unknown

if TYPE_CHECKING:
    from yimen.catalogue.api import Drawing, PackContents


@click.command("export")
@click.argument(
    "folder", metavar="DIR", type=click.Path(exists=True, file_okay=False, path_type=Path)
)
@click.argument("code")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="写到这个文件。")
@click.option("--portable", is_flag=True, help="不用复杂网关，给不支持它的引擎执行。")
def command(folder: Path, code: str, out: Path | None, portable: bool) -> None:
    """把 DIR 里城市包的一个事项或一件事（CODE）的流程写成 BPMN 2.0，带布局。

    没有 --out 时写到标准输出。退出码：0 完成；2 没有这个编码，或流程有误。
    """
    know_the_tables()
    from yimen.catalogue.api import read_pack, to_bpmn

    text = to_bpmn(_drawing(read_pack(folder), code, portable=portable))
    if out is None:
        click.echo(text)
        return
    try:
        out.write_text(text + "\n", "utf-8")
    except OSError as error:
        raise Invalid(f"写不了文件 {out}：{error.strerror}。请核对路径和权限。") from error
    click.echo(f"已写入 {out}")


def _drawing(pack: "PackContents", code: str, *, portable: bool) -> "Drawing":
    from yimen.catalogue.api import bundle_drawing, item_drawing, wording_of

    bundles = {loaded.value.code: loaded.value for loaded in pack.bundles}
    if code in bundles:
        missing = [m.item for m in bundles[code].members if m.item not in pack.item_of]
        if missing:
            raise Invalid(
                f"“{code}”的事项读不到：{'、'.join(missing)}。请先运行 yimen pack check。"
            )
        return bundle_drawing(bundles[code], pack.item_of, wording_of(pack), portable=portable)
    if code in pack.item_of:
        return item_drawing(pack.item_of[code], wording_of(pack), portable=portable)
    known = "、".join([*bundles, *pack.item_of])
    raise Unknown(f"城市包里没有事项或一件事“{code}”。可用的编码：{known}")
