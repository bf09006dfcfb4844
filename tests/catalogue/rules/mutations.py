"""Every way to change a definition in one place, from its model: new keys come by themselves."""

import typing
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel

from yimen.kernel.packs import Names, Source
from yimen.kernel.worktime import Period


@dataclass(frozen=True)
class Mutation:
    """A definition changed at one place; `path` are the keys that lead there."""

    path: tuple[str, ...]
    value: Any


def mutations(model: BaseModel) -> Iterator[Mutation]:
    """Every key of a model changed in every way that there is for its type."""
    for name, field in type(model).model_fields.items():
        for path, value in _changed(getattr(model, name), field.annotation):
            yield Mutation((name, *path), model.model_copy(update={name: value}))


def _changed(value: Any, annotation: Any) -> Iterator[tuple[tuple[str, ...], Any]]:
    if value is None:
        yield (), sample(annotation)
    elif isinstance(value, list):
        yield from _lists(value, annotation)
    elif isinstance(value, Names):
        yield (), value.model_copy(update={"zh_hans": value.zh_hans + "改"})
        yield (), value.model_copy(update={"zh_hant": value.zh_hant + "改"})
        yield (), value.model_copy(update={"en": value.en + " changed"})
    elif isinstance(value, Source):
        for mutation in mutations(value):
            yield (), mutation.value
    elif isinstance(value, BaseModel):
        for mutation in mutations(value):
            yield mutation.path, mutation.value
    else:
        yield (), _other(value, annotation)
        if None in _parts(annotation):
            yield (), None


def _lists(value: list[Any], annotation: Any) -> Iterator[tuple[tuple[str, ...], Any]]:
    inner = next(get_args(part)[0] for part in _parts(annotation) if get_origin(part) is list)
    new = sample(inner)
    if new not in value:
        yield (), [*value, new]
    if value:
        yield (), value[1:]
    if len(value) > 1 and value[0] != value[1]:
        yield (), [value[1], value[0], *value[2:]]
    for n, one in enumerate(value):
        if isinstance(one, BaseModel):
            for path, other in _changed(one, inner):
                yield path, [*value[:n], other, *value[n + 1 :]]


def _other(value: Any, annotation: Any) -> Any:
    options = [part for one in _parts(annotation) if get_origin(one) is Literal
               for part in get_args(one)]  # fmt: skip
    if options:
        return next((one for one in options if one != value), f"{value}-other")
    if isinstance(value, bool):
        return not value
    if isinstance(value, int | Decimal):
        return value + 1
    if isinstance(value, date):
        return value + timedelta(days=1)
    if isinstance(value, Period):
        return Period(value.amount + 1, value.unit)
    assert isinstance(value, str), (value, annotation)
    return f"{value}-other" if value else "other"


def sample(annotation: Any) -> Any:
    """Some value of a type that is not what stands there by default."""
    part = next(one for one in _parts(annotation) if one is not None)
    if get_origin(part) is Literal:
        return get_args(part)[-1]
    if get_origin(part) is list:
        return [sample(get_args(part)[0])]
    if isinstance(part, type) and issubclass(part, BaseModel):
        required = {
            name: sample(field.annotation)
            for name, field in part.model_fields.items()
            if field.is_required() or (part is Source and name in {"law", "note"})
        }
        return part.model_construct(**required)
    plain = {
        bool: True,
        int: 7,
        str: "sample",
        date: date(2031, 1, 1),
        Decimal: Decimal(7),
        Period: Period.parse("7wd"),
    }
    return plain[part]


def _parts(annotation: Any) -> list[Any]:
    """The types of which a value may be, `None` for none, without what only decorates them."""
    if annotation is type(None):
        return [None]
    origin = get_origin(annotation)
    if origin is typing.Annotated:
        return _parts(get_args(annotation)[0])
    if origin in (typing.Union, type(int | str)):
        return [part for one in get_args(annotation) for part in _parts(one)]
    return [annotation]
