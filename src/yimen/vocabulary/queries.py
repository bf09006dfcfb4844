"""词汇查询: elements, document types, the city and its calendar, as loaded."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from functools import lru_cache
from typing import Any

from yimen.kernel import clock, statements
from yimen.kernel.problems import Unavailable
from yimen.kernel.worktime import WorkCalendar
from yimen.vocabulary.models import Area, PackLoad, Term
from yimen.vocabulary.rules import (
    AreaDefinition,
    CityDefinition,
    DocumentDefinition,
    ElementDefinition,
)

_kept: ContextVar[list[int] | None] = ContextVar("revision", default=None)
"""The loading of the running `one_revision` (empty until it is asked for); None outside."""


def newest_load() -> PackLoad:
    """最新装载: the loading in force; `Unavailable` before the first."""
    load = PackLoad.objects.order_by("-id").first()
    if load is None:
        raise Unavailable("还没有装载城市包，请运行 yimen up。")
    return load


def loaded_digest() -> str:
    """已装载摘要: digest of the pack in force, or empty."""
    load = PackLoad.objects.order_by("-id").first()
    return load.digest if load else ""


def city() -> CityDefinition:
    """城市: what the city is called and how it shows itself."""
    return _city(revision())


def elements() -> dict[str, ElementDefinition]:
    """数据元表: all elements by code."""
    return _elements(revision())


def documents() -> dict[str, DocumentDefinition]:
    """材料/证照类型表: all document types by code."""
    return _documents(revision())


def calendar() -> WorkCalendar:
    """工作日历: the calendar that deadlines are counted on."""
    return _calendar(revision())


def today() -> date:
    """今天: the date that it is in the city."""
    return clock.now().astimezone(calendar().zone).date()


def areas() -> list[Area]:
    """区划表: all areas in the order of their codes."""
    return list(Area.objects.order_by("code"))


def area_definitions() -> list[AreaDefinition]:
    """区划定义: all areas as a pack says them."""
    return [
        AreaDefinition.model_validate(
            {
                "code": area.code,
                "name": area.name,
                "kind": area.kind,
                "parent": area.parent_id,
                "own": area.own,
            }
        )
        for area in areas()
    ]


def revision() -> int:
    """词汇版本: the newest loading's id; one indexed read keeps every process on the same words.

    Within `one_revision` it is read once. Raises `Unavailable` before the first loading.
    """
    kept = _kept.get()
    if kept:
        return kept[0]
    found = statements.run("select max(id) from vocabulary_packload").fetchone()
    newest: int | None = found[0] if found else None
    if newest is None:
        raise Unavailable("还没有装载城市包，请运行 yimen up。")
    if kept is not None:
        kept.append(newest)
    return newest


@contextmanager
def one_revision() -> Iterator[None]:
    """同一词汇版本: within the block all words are of one loading, which is looked up once.

    For a request: it asks for words dozens of times, and must not see two sets of them.
    """
    token = _kept.set([])
    try:
        yield
    finally:
        _kept.reset(token)


@lru_cache(maxsize=4)
def _city(revision: int) -> CityDefinition:
    return CityDefinition.model_validate(PackLoad.objects.get(pk=revision).city)


@lru_cache(maxsize=4)
def _calendar(revision: int) -> WorkCalendar:
    return WorkCalendar.from_data(PackLoad.objects.get(pk=revision).calendar)


def _terms(kind: str) -> list[dict[str, Any]]:
    return list(Term.objects.filter(kind=kind).values_list("definition", flat=True))


@lru_cache(maxsize=4)
def _elements(revision: int) -> dict[str, ElementDefinition]:
    read = (ElementDefinition.model_validate(d) for d in _terms(Term.Kind.ELEMENT))
    return {element.code: element for element in read}


@lru_cache(maxsize=4)
def _documents(revision: int) -> dict[str, DocumentDefinition]:
    read = (DocumentDefinition.model_validate(d) for d in _terms(Term.Kind.DOCUMENT))
    return {document.code: document for document in read}
