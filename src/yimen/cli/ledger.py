"""存证日志: `yimen ledger audit`, `seal` and `key`.

Exit codes: 0 sound, or done; 1 the audit found something; 2 wrong use; 4 the database does not
answer.
"""

import dataclasses
import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from yimen.cli.runtime import with_django
from yimen.kernel.ledger.notes import Verifier
from yimen.kernel.problems import Unavailable

if TYPE_CHECKING:
    from yimen.kernel.ledger.audit import Fault, Report
    from yimen.kernel.ledger.sealing import Sealed

_KINDS = {
    "changed": "被改动",
    "removed": "被删除",
    "inserted": "被插入",
    "twice": "重复",
    "leaf": "叶",
    "node": "节点",
    "checkpoint": "检查点",
}


@click.command("audit")
@click.option(
    "--checkpoint",
    "kept",
    multiple=True,
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="另外保存的检查点，日志必须是它的延续；可以写多次",
)
@click.option(
    "--key", "keys", multiple=True, metavar="VERIFIER", help="也信任这个公钥，如换过的旧密钥"
)
@click.option("--json", "as_json", is_flag=True, help="输出 JSON")
def audit(kept: tuple[Path, ...], keys: tuple[str, ...], as_json: bool) -> None:
    """审计存证日志：每个事件都在日志里且只有一次、没有改动，树和全部检查点前后一致。

    退出码：0 完好；1 发现问题，逐条指出；4 数据库没有应答。
    """
    notes = [(file.name, file.read_text("utf-8", errors="replace")) for file in kept]
    report = _audited([Verifier.parse(key) for key in keys], notes)
    if as_json:
        answer = {"ok": report.is_sound, **dataclasses.asdict(report)}
        click.echo(json.dumps(answer, ensure_ascii=False, indent=2))
    else:
        _print(report)
    if not report.is_sound:
        raise click.exceptions.Exit(1)


@with_django
def _audited(trusted: list[Verifier], notes: list[tuple[str, str]]) -> "Report":
    from django.conf import settings

    from yimen.kernel.ledger import audit, key_file

    own = key_file.verifier(Path(settings.YIMEN_KEYS))
    return audit.audit([*([own] if own else []), *trusted], notes)


def _print(report: "Report") -> None:
    for fault in report.faults:
        click.echo(_told(fault))
    if report.is_cut:
        click.echo("……还有更多，没有列出。")
    click.echo(
        f"日志 {report.entries} 条，检查点 {report.checkpoints} 个，"
        f"待写入 {report.waiting} 个事件；摘要算法 {report.algorithm}，用时 {report.seconds:.1f} 秒"
    )
    if report.is_sound:
        click.secho("存证日志完好", fg="green", bold=True)
    else:
        click.secho(f"发现 {len(report.faults)} 处问题", fg="red", bold=True)


def _told(fault: "Fault") -> str:
    kind = click.style(_KINDS[fault.kind], fg="red", bold=True)
    return (
        f"{kind} 事件 {fault.event}：{fault.message}" if fault.event else f"{kind} {fault.message}"
    )


@click.command("seal")
def seal() -> None:
    """立即封存：把还没有写入的事件写入存证日志，并签发检查点；后台任务每分钟做一次。"""
    done = _sealed()
    if done is None:
        click.echo("另一个进程正在封存，不必重复。")
        return
    click.echo(f"写入 {done.added} 个事件，日志共 {done.size} 条。")
    if done.checkpoint:
        click.echo(f"\n{done.checkpoint}", nl=False)


@with_django
def _sealed() -> "Sealed | None":
    from yimen.kernel.ledger import sealing

    return sealing.seal()


@click.command("key")
def key() -> None:
    """显示公钥：供公布，核验回执的人用它（yimen verify receipt FILE --key …）。"""
    from yimen.cli import runtime

    runtime.set_up_django()
    from django.conf import settings

    from yimen.kernel.ledger import key_file

    own = key_file.verifier(Path(settings.YIMEN_KEYS))
    if own is None:
        raise Unavailable("还没有签名密钥：第一次封存时生成，也可以运行 yimen ledger seal。")
    click.echo(str(own))
