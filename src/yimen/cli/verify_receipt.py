"""核验回执: `yimen verify receipt FILE`, for anyone who was given a receipt.

Needs no database, no settings and no network. Exit codes: 0 proved; 1 the receipt proves
nothing; 2 wrong use, such as a file that is not there or a key that is no key.
"""

import json
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from yimen.kernel.ledger.notes import encoded
from yimen.kernel.ledger.receipts import Proved, Verified, verify

_NAMES = {"sha256": "SHA-256", "sm3": "SM3"}
_BEIJING = ZoneInfo("Asia/Shanghai")


@click.command("receipt")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--key", default="", metavar="VERIFIER", help="平台公布的公钥（名称+标识+密钥），应从别处得到"
)
@click.option("--json", "as_json", is_flag=True, help="输出 JSON")
def command(file: Path, key: str, as_json: bool) -> None:
    """核验回执 FILE：其中的事件是否写入了存证日志，并且没有改动过。不需要数据库。

    退出码：0 核验通过；1 回执无效；2 用法有误。
    """
    verified = verify(file.read_bytes(), key)
    if as_json:
        click.echo(json.dumps(_as_json(verified), ensure_ascii=False, indent=2, default=str))
    else:
        _print(verified)


def _as_json(verified: Verified) -> dict[str, object]:
    checkpoint = verified.checkpoint
    return {
        "ok": True,
        "origin": checkpoint.origin,
        "size": checkpoint.size,
        "root": encoded(checkpoint.root),
        "algorithm": verified.algorithm,
        "verifier": str(verified.verifier),
        "known_key": verified.is_known_key,
        "events": [
            {"index": proved.index, **{name: proved.event.get(name) for name in _SHOWN}}
            for proved in verified.events
        ],
    }


_SHOWN = ("id", "type", "at", "actor_name", "subject_kind", "subject_id")


def _print(verified: Verified) -> None:
    checkpoint = verified.checkpoint
    click.secho(f"回执有效：证明了 {len(verified.events)} 条事件", fg="green", bold=True)
    for proved in verified.events:
        click.echo(f"  {_told(proved)}")
    click.echo(
        f"每一条都在日志“{checkpoint.origin}”的前 {checkpoint.size} 条里，位置和内容都没有改动"
        f"（{_NAMES[verified.algorithm]}）。"
    )
    click.echo(f"签名公钥：{verified.verifier}")
    if not verified.is_known_key:
        click.secho(
            "注意：这个公钥取自回执本身。请与平台公布的公钥核对，或用 --key 给出公布的公钥。",
            fg="yellow",
        )


def _told(proved: Proved) -> str:
    event = proved.event
    parts = [
        f"第 {proved.index} 条",
        _moment(str(event.get("at", ""))),
        f"事件 {event.get('id')} {event.get('type', '')}",
        f"对象 {event.get('subject_kind', '')}:{event.get('subject_id', '')}",
        f"操作者 {event.get('actor_name') or event.get('actor_id', '')}",
    ]
    # Whoever made the receipt must not write to the reader's terminal.
    return "".join(one if one.isprintable() else "·" for one in "  ".join(parts))


def _moment(text: str) -> str:
    """In Beijing's time; a moment that cannot be read is shown as it was sealed."""
    try:
        moment = datetime.fromisoformat(text)
        return f"{moment.astimezone(_BEIJING):%Y-%m-%d %H:%M:%S}"
    except (ValueError, OverflowError):
        return text
