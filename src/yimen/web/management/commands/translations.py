"""界面译文: `yimen manage translations [--check]`: the interface in Traditional Chinese, English.

The source is Simplified Chinese. Traditional Chinese is made from it; English is written by hand in
`web/locale/en/LC_MESSAGES/django.po`, and only its missing texts are added here.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ._catalogue import Translations, forms, mo, po, read_po
from ._extraction import Found, Message, messages_of
from ._traditional import traditional

_PACKAGE = Path(__file__).resolve().parents[3]
_LOCALES = Path("web/locale")
_HELD = re.compile(r"%\(\w+\)[sd]|\{\w*\}|%%|%[sd]")
_CHINESE = re.compile("[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")


class Command(BaseCommand):
    """界面译文"""

    help = "提取界面文字，更新繁体和英文译文目录并编译；--check 只检查，有缺漏则失败。"
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """参数"""
        parser.add_argument("--check", action="store_true", help="只检查，不改文件")

    def handle(self, *args: Any, **options: Any) -> None:
        """执行: writes the catalogues, or tells what is wrong with them."""
        found = list(messages_of(_PACKAGE))
        places = _places(found)
        files = dict(_catalogues(_PACKAGE, places))
        if not options["check"]:
            for path, content in files.items():
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
        faults = [*_unmarked(found), *_faults(_PACKAGE, places), *_stale(files)]
        if faults:
            raise CommandError("\n".join([*faults, f"译文目录有 {len(faults)} 处要改。"]))
        self.stdout.write(f"{len(places)} 条界面文字，繁体和英文译文齐全。")


def _places(found: list[Found]) -> dict[Message, list[str]]:
    places: dict[Message, list[str]] = {}
    for one in found:
        where = places.setdefault(one.message, []) if one.is_marked else []
        if one.place not in where:
            where.append(one.place)
    return places


def _file(package: Path, locale: str, kind: str) -> Path:
    return package / _LOCALES / locale / "LC_MESSAGES" / f"django.{kind}"


def _catalogues(package: Path, places: dict[Message, list[str]]) -> Iterator[tuple[Path, bytes]]:
    """What the files should hold: English as it was, without texts that are gone."""
    english, fuzzy = read_po(_file(package, "en", "po"))
    kept = {message: told for message, told in english.items() if message not in fuzzy}
    converted: Translations = {message: (traditional(message.text),) for message in places}
    for locale, told in (("en", kept), ("zh_Hant", converted)):
        current = {message: told[message] for message in places if message in told}
        yield _file(package, locale, "po"), po(locale, current, places).encode()
        yield _file(package, locale, "mo"), mo(locale, current)


def _unmarked(found: list[Found]) -> Iterator[str]:
    for one in found:
        if not one.is_marked:
            yield f"{one.place}：“{one.message.text}”没有标记，请用 translate。"


def _faults(package: Path, places: dict[Message, list[str]]) -> Iterator[str]:
    """What is wrong with the English: missing, in doubt, still Chinese, other placeholders."""
    english, fuzzy = read_po(_file(package, "en", "po"))
    for message, where in places.items():
        told = english.get(message, ())
        if message in fuzzy:
            yield f"{where[0]}：“{message.text}”的英文标着 fuzzy，请核对后去掉标记。"
        elif not told or not all(told):
            yield f"{where[0]}：“{message.text}”没有英文，请在 django.po 里补上。"
        elif len(told) != (forms("en") if message.plural else 1):
            yield f"{where[0]}：“{message.text}”的英文要有 {forms('en')} 个复数形式。"
        elif any(_held(text) != _held(message.text) for text in told):
            yield f"{where[0]}：“{message.text}”的英文里，变量与原文不同。"
        elif any(map(_CHINESE.search, told)):
            yield f"{where[0]}：“{message.text}”的英文里还有中文。"


def _held(text: str) -> set[str]:
    return set(_HELD.findall(text))


def _stale(files: dict[Path, bytes]) -> Iterator[str]:
    for path, content in files.items():
        if not path.exists() or path.read_bytes() != content:
            where = f"{path.parent.parent.name} 的 {path.name} "
            yield f"{where}过期，请运行 yimen manage translations。"
