"""文字检查: names in every language of the pack, and where its figures and rules come from."""

from collections.abc import Iterator
from typing import Any, TypeVar

from pydantic import BaseModel

from yimen.catalogue.rules.contents import PackContents
from yimen.catalogue.rules.findings import Finding, error, warning
from yimen.kernel.packs import Loaded, Names, Source
from yimen.kernel.packs.yaml_marks import Path

M = TypeVar("M")
_LANGUAGES = {"zh-hans": "简体中文", "zh-hant": "繁体中文", "en": "英文"}


def check_names(pack: PackContents) -> Iterator[Finding]:
    """检查名称: names that lack one of the languages in which the city shows itself."""
    if pack.city is None:
        return
    languages = pack.city.value.languages
    for loaded in files(pack):
        for path, names in _within(loaded.value, Names):
            missing = [one for one in languages if not getattr(names, one.replace("-", "_"))]
            if missing:
                words = "、".join(_LANGUAGES[one] for one in missing)
                keys = "、".join(one.replace("-", "_") for one in missing)
                yield warning(loaded, path, f"“{names.zh_hans}”缺{words}", f"补上 {keys}")


def check_sources(pack: PackContents) -> Iterator[Finding]:
    """检查依据: citations that say nothing, or name a law without its text or article."""
    for loaded in files(pack):
        for path, source in _within(loaded.value, Source):
            if not source.law and not source.note:
                yield error(loaded, path, "依据是空的", "写 law、version、article，或写 note")
            elif source.law and not (source.version and source.article):
                lacking = "版本（version）" if not source.version else "条款（article）"
                message = f"引用《{source.law}》没有写{lacking}"
                yield warning(loaded, path, message, "补上，找不到的写 unverified: true")


def sources(pack: PackContents) -> Iterator[Source]:
    """全部依据: every citation of the pack's definitions."""
    for _, _, source in cited(pack):
        yield source


def cited(pack: PackContents) -> Iterator[tuple[Loaded[Any], Path, Source]]:
    """全部依据及位置: every citation with its file and its place there."""
    for loaded in files(pack):
        for path, source in _within(loaded.value, Source):
            yield loaded, path, source


def files(pack: PackContents) -> Iterator[Loaded[Any]]:
    """全部文件: every file that was read into a model."""
    single = (pack.city, pack.areas, pack.units, pack.elements, pack.documents, pack.resources)
    yield from (loaded for loaded in single if loaded)
    yield from pack.items
    yield from pack.bundles
    yield from pack.lists
    if pack.directory:
        yield pack.directory


def _within(value: Any, model: type[M], path: Path = ()) -> Iterator[tuple[Path, M]]:
    if isinstance(value, model):
        yield path, value
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from _within(getattr(value, name), model, (*path, name))
    elif isinstance(value, list):
        for n, one in enumerate(value):
            yield from _within(one, model, (*path, n))
