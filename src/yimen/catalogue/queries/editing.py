"""编制查询: what designers and reviewers need beside a change: whom it waits for, what to start
from, and what a text that is not saved yet would come to."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from yimen.catalogue.models import Change, ChangePart, Remark
from yimen.catalogue.queries.changes import (
    VERSIONS,
    ChangeView,
    PartView,
    changes_visible_to,
    drafted,
    part_view,
    version_before,
    view_of_change,
)
from yimen.catalogue.queries.definitions import in_force
from yimen.catalogue.rules import changes
from yimen.catalogue.rules.contents import Definition
from yimen.catalogue.rules.definitions import ItemDefinition
from yimen.catalogue.rules.editing.skeletons import as_new, from_day, skeleton, written
from yimen.catalogue.rules.lists import with_lists
from yimen.catalogue.rules.permissions import OFFICERS
from yimen.kernel import permissions
from yimen.kernel.actors import Actor
from yimen.kernel.packs import Names
from yimen.kernel.problems import Unknown
from yimen.vocabulary.api import today

LIVE = (Change.State.DRAFTING, Change.State.SUBMITTED, Change.State.APPROVED)


@dataclass(frozen=True)
class ChangeRow:
    """变更单一行: a change in the list, with its parts, open comments and whom it waits for."""

    change: Change
    parts: list[tuple[str, str, Names | None]]
    """Kind, code and name; no name while neither text nor version says one."""
    natures: frozenset[str]
    remarks: int
    is_mine: bool
    """Whether the one who looks has something to do: draft, review or publish it."""


@dataclass(frozen=True)
class Found:
    """查到的定义: one in force, stopped ones too, from which a part can begin."""

    kind: str
    code: str
    name: Names
    status: str


def change_rows(by: Actor) -> list[ChangeRow]:
    """变更单列表: those that an actor may see, what waits for them first, then the newest."""
    rows = changes_visible_to(by).prefetch_related("parts")
    open_remarks = Count("parts__remarks", filter=Q(parts__remarks__settled_at=None))
    found = []
    for row in rows.annotate(open_remarks=open_remarks):
        views = [_part_view(row, part) for part in row.parts.all()]
        parts = [(one.part.kind, one.part.code, _name(one)) for one in views]
        natures = frozenset().union(*(one.natures for one in views))
        found.append(ChangeRow(row, parts, natures, row.open_remarks, _waits_for(by, row)))
    return sorted(found, key=lambda one: not one.is_mine)


def _part_view(change: Change, part: ChangePart) -> PartView:
    return part_view(part, changes.read_part(part.kind, part.code, part.text)[0], change)


def _name(view: PartView) -> Names | None:
    definition = view.after or view.before
    return definition.name if definition else None


def verbs(by: Actor, view: ChangeView) -> set[str]:
    """可做的事: what an actor may do to a change as it stands.

    Of `edit`, `submit`, `reopen`, `withdraw`, `publish`, and `review:legal`, `review:staffing`.
    """
    change, found = view.change, set[str]()
    if permissions.allowed(by, "catalogue.draft"):
        found |= {"withdraw"} if change.state in LIVE else set()
        found |= {"edit", "submit"} if change.state == Change.State.DRAFTING else set()
        found |= {"reopen"} if change.state in LIVE[1:] else set()
    if change.state == Change.State.APPROVED:
        found |= {"publish"} if permissions.allowed(by, "catalogue.publish_change") else set()
    if change.state == Change.State.SUBMITTED:
        subject = drafted(change)
        for office in view.offices:
            may = permissions.allowed(by, f"catalogue.review_{office}", subject)
            if may and office not in view.reviews:
                found.add(f"review:{office}")
    return found


def remarks_of(change: Change) -> "QuerySet[Remark]":
    """全部批注: of a change's parts, the oldest first."""
    return Remark.objects.filter(part__change=change).select_related("part")


def part_of(by: Actor, change_id: UUID, kind: str, code: str) -> ChangePart:
    """取变更内容: raises `Unknown` when there is none that the actor may see."""
    found = ChangePart.objects.filter(
        change__in=changes_visible_to(by), change_id=change_id, kind=kind, code=code
    ).select_related("change")
    part = found.first()
    if part is None:
        raise Unknown("变更单里没有这份内容。")
    return part


def view_with_text(part: ChangePart, text: str) -> ChangeView:
    """未保存的变更: the change as it would be with another text in one of its parts."""
    return view_of_change(part.change, texts={(part.kind, part.code): text})


def text_to_start(kind: str, code: str) -> str:
    """起始文本: the text of a definition in force, to take effect from today; `Unknown` for none.

    It is the text that was published; where only a list has changed the version since, the one
    before it. A definition without any text is written out.
    """
    text = _text_of(kind, code)
    return text if kind == "entry" else from_day(text, today())


def text_like(kind: str, like: str, code: str, name: str) -> str:
    """以此为样: the text of another definition in force, under a new code and name."""
    return as_new(_text_of(kind, like), kind, code, name, today())


def empty_text(kind: str, code: str, name: str) -> str:
    """空白文本: the commented skeleton of a new definition."""
    return skeleton(kind, code, name, today())


def _text_of(kind: str, code: str) -> str:
    version = version_before(kind, code) if kind in VERSIONS else None
    if version is None:
        raise Unknown("没有正在生效的这一项，请重新查找。")
    definition = changes.MODELS[kind].model_validate(version.definition)
    earlier = VERSIONS[kind]._base_manager.filter(code=code, effective_from__lte=today())
    texts = earlier.exclude(source="").order_by("-effective_from", "-published_at")
    for source in texts.values_list("source", flat=True)[:1]:
        loaded, _ = changes.read_part(kind, code, source)
        if loaded and _own(loaded.value) == _own(definition):
            return str(source)
    return written(_own(definition))


def _own(definition: Definition) -> Definition:
    """What the definition says itself, without its day and without what lists have put there."""
    if isinstance(definition, ItemDefinition):
        definition = with_lists(definition, ())
    if hasattr(definition, "effective_from"):
        return definition.model_copy(update={"effective_from": date.min})
    return definition


def found_definitions(words: str, most: int = 20) -> list[Found]:
    """查找定义: items, bundles, lists and entries whose code or name all words stand in."""
    wanted = words.casefold().split()
    found = []
    for kind, model in VERSIONS.items():
        for row in in_force(model._base_manager.all(), stopped=True).values("code", "definition"):
            name = Names.model_validate(row["definition"]["name"])
            said = f"{row['code']} {name.zh_hans} {name.zh_hant} {name.en}".casefold()
            if wanted and all(word in said for word in wanted):
                status = row["definition"].get("status", "open")
                found.append(Found(kind, row["code"], name, status))
    return sorted(found, key=lambda one: len(one.name.zh_hans))[:most]


def _waits_for(by: Actor, change: Change) -> bool:
    if change.state == Change.State.SUBMITTED:
        return any(by.has(role) for role in OFFICERS.values()) and any(
            verb.startswith("review:") for verb in verbs(by, view_of_change(change))
        )
    if change.state == Change.State.APPROVED:
        return permissions.allowed(by, "catalogue.publish_change")
    return change.state == Change.State.DRAFTING and by.id in drafted(change).writers
