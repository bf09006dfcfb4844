"""检索: `yimen search WORDS`: what the portal's search finds, at the command line.

Exit codes: 0 searched, whether something was found or not; 2 wrong use, or no pack in DIR;
4 the database does not answer.
"""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from yimen.cli.pack_check import know_the_tables
from yimen.cli.runtime import with_django
from yimen.kernel.problems import Invalid

if TYPE_CHECKING:
    from yimen.catalogue.rules.search.index import Hit

_KINDS = {"bundle": "一件事", "item": "事项"}


@click.command("search")
@click.argument("words")
@click.option("--limit", type=click.IntRange(1, 50), default=10, show_default=True, help="最多几条")
@click.option(
    "--pack",
    "folder",
    metavar="DIR",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="在 DIR 里的城市包中查找，不用数据库",
)
@click.option("--json", "as_json", is_flag=True, help="输出 JSON：results、semantic")
def command(words: str, limit: int, folder: Path | None, as_json: bool) -> None:
    """用自己的话查找事项和“一件事”：WORDS 怎么说都行，例如“我想开个奶茶店”。"""
    if not words.strip():
        raise Invalid("写上要找什么，例如：yimen search 我想开个奶茶店")
    hits, semantic = _in_pack(folder, words, limit) if folder else _in_force(words, limit)
    if as_json:
        results = [_as_json(hit) for hit in hits]
        answer = {"words": words, "semantic": semantic, "results": results}
        click.echo(json.dumps(answer, ensure_ascii=False, indent=1))
        return
    for hit in hits:
        click.echo(f"{hit.score:.3f}  {_KINDS[hit.kind]}  {hit.title.zh_hans}（{hit.code}）")
    if not hits:
        click.echo("没有找到。换个说法试试，例如证照或部门常用的名称。")
    if not semantic:
        click.echo("（没有语义模型，只按字词查找）", err=True)


def _as_json(hit: "Hit") -> dict[str, Any]:
    return {
        "code": hit.code,
        "title": hit.title.zh_hans,
        "kind": hit.kind,
        "score": round(hit.score, 4),
    }


def _in_pack(folder: Path, words: str, limit: int) -> "tuple[tuple[Hit, ...], bool]":
    know_the_tables()
    from yimen.catalogue.rules.contents import read_pack
    from yimen.catalogue.rules.search.meaning import embedder
    from yimen.catalogue.rules.search.packs import index_of

    model = embedder()
    index = index_of(read_pack(folder), model)
    near = model.of_query(words) if model else None
    return index.search(words, near, limit).hits, model is not None


@with_django
def _in_force(words: str, limit: int) -> "tuple[tuple[Hit, ...], bool]":
    from yimen.catalogue.api import embed_passages, find_services, unembedded
    from yimen.kernel.actors import clock

    while unembedded():  # no worker has come to it yet
        embed_passages(clock("yimen search"))
    sought = find_services(words, limit)
    return sought.hits, sought.semantic
