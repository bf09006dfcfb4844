"""词汇动作: taking over the words of a pack."""

from collections.abc import Mapping, Sequence
from typing import Any

from yimen.kernel import clock
from yimen.kernel.actions import action
from yimen.kernel.actors import Actor
from yimen.kernel.events import publish
from yimen.kernel.packs import Names
from yimen.kernel.permissions import require
from yimen.kernel.worktime import WorkCalendar
from yimen.vocabulary.events import CalendarChanged, CalendarPublished, PackLoaded
from yimen.vocabulary.models import Area, PackLoad, Term
from yimen.vocabulary.rules import (
    AreaDefinition,
    CityDefinition,
    DocumentDefinition,
    ElementDefinition,
    days_to_come,
)


@action
def load_words(
    by: Actor,
    city: CityDefinition,
    digest: str,
    calendar: Mapping[str, Any],
    elements: Sequence[ElementDefinition],
    documents: Sequence[DocumentDefinition],
    areas: Sequence[AreaDefinition],
) -> PackLoad:
    """装载词汇: put the city, its calendar, elements, document types and areas in force.

    Publishes `PackLoaded`, `CalendarPublished` for years that were not settled before, and
    `CalendarChanged` when days that are still to come were settled and are now others.
    """
    require(by, "vocabulary.load")
    before = PackLoad.objects.filter(pack=city.code).order_by("-id").first()
    years = sorted(WorkCalendar.from_data(calendar).published)
    load = PackLoad.objects.create(
        pack=city.code,
        digest=digest,
        city=city.model_dump(mode="json"),
        calendar=dict(calendar),
        years=years,
        at=clock.now(),
    )
    _replace(Term.Kind.ELEMENT, {e.code: e.model_dump(mode="json") for e in elements})
    _replace(Term.Kind.DOCUMENT, {d.code: d.model_dump(mode="json") for d in documents})
    for area in areas:
        Area.objects.update_or_create(
            code=area.code,
            defaults={
                "name": _names(area.name),
                "kind": area.kind,
                "parent_id": area.parent,
                "own": area.own,
            },
        )
    publish(by, PackLoaded(city.code, digest, len(elements), len(documents), len(areas)))
    new = [year for year in years if before and year not in before.years]
    if new:
        publish(by, CalendarPublished(city.code, new))
    if before:
        _tell_changes(by, city.code, WorkCalendar.from_data(before.calendar), calendar)
    return load


def _tell_changes(by: Actor, pack: str, old: WorkCalendar, content: Mapping[str, Any]) -> None:
    """Days that have passed stay as they were counted, whatever a later reading says of them."""
    new = WorkCalendar.from_data(content)
    today = clock.now().astimezone(new.zone).date()
    changed = [day for day in days_to_come(old, new, today) if old.spans(day) != new.spans(day)]
    if changed:
        publish(by, CalendarChanged(pack, min(changed).isoformat(), max(changed).isoformat()))


def _replace(kind: str, definitions: dict[str, dict[str, Any]]) -> None:
    Term.objects.filter(kind=kind).exclude(code__in=definitions).delete()
    Term.objects.bulk_create(
        [Term(kind=kind, code=code, definition=d) for code, d in definitions.items()],
        update_conflicts=True,
        unique_fields=["kind", "code"],
        update_fields=["definition"],
    )


def _names(names: Names) -> dict[str, str]:
    return names.model_dump()
