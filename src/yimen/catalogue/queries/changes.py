"""变更单查询: changes and their parts, what checks say of them, and who still has to agree."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from yimen.catalogue.models import (
    BundleVersion,
    Change,
    ChangePart,
    EntryVersion,
    ItemVersion,
    ListVersion,
    Review,
    Version,
)
from yimen.catalogue.queries.contents import contents_in_force
from yimen.catalogue.queries.definitions import in_force
from yimen.catalogue.rules import changes
from yimen.catalogue.rules.checks import check_pack
from yimen.catalogue.rules.contents import Definition, Definitions, PackContents
from yimen.catalogue.rules.findings import Finding
from yimen.catalogue.rules.permissions import Drafted
from yimen.kernel import permissions
from yimen.kernel.actors import Actor
from yimen.kernel.packs import Loaded
from yimen.kernel.problems import Unknown
from yimen.vocabulary.api import today

VERSIONS: dict[str, type[Version]] = {
    "item": ItemVersion,
    "bundle": BundleVersion,
    "list": ListVersion,
    "entry": EntryVersion,
}
"""The table of versions of each kind of part."""


def changes_visible_to(by: Actor) -> "QuerySet[Change]":
    """变更单: those that an actor may see, the newest first; none for outsiders."""
    if not permissions.allowed(by, "catalogue.see_changes"):
        return Change.objects.none()
    return Change.objects.order_by("-opened_at")


def change_of(by: Actor, change_id: UUID) -> Change:
    """取变更单: raises `Unknown` when there is none that the actor may see."""
    found = changes_visible_to(by).filter(pk=change_id).first()
    if found is None:
        raise Unknown("没有这张变更单。")
    return found


def drafted(change: Change) -> Drafted:
    """编制人: the accounts that wrote in a change, as permissions ask for them."""
    writers = {change.author}
    for part in change.parts.all():
        writers |= set(part.editors)
    return Drafted(frozenset(writers))


def version_before(kind: str, code: str) -> Version | None:
    """现行版本: the version in force today of what a part would change, stopped ones too."""
    return in_force(VERSIONS[kind]._base_manager.filter(code=code), stopped=True).first()


@dataclass(frozen=True)
class PartView:
    """变更内容视图: a part with what it was, what it would be, and what it does."""

    part: ChangePart
    before: Definition | None
    loaded: Loaded[Any] | None
    natures: frozenset[str]
    is_outdated: bool
    """Whether another version was published since it was drafted."""

    @property
    def after(self) -> Definition | None:
        """改后: the definition as drafted; None while its text cannot be read."""
        return self.loaded.value if self.loaded else None


@dataclass(frozen=True)
class ChangeView:
    """变更单视图: a change worked out against the catalogue in force."""

    change: Change
    parts: tuple[PartView, ...]
    before: PackContents
    after: PackContents
    findings: tuple[Finding, ...]
    """What keeps it from being submitted (errors) and what to look at (warnings)."""

    @property
    def errors(self) -> tuple[Finding, ...]:
        """错误: findings that keep the change from being submitted."""
        return tuple(one for one in self.findings if one.level == "error")

    @cached_property
    def offices(self) -> tuple[str, ...]:
        """应审部门: which offices have to agree."""
        return changes.offices(view.natures for view in self.parts)

    @cached_property
    def reviews(self) -> dict[str, Review]:
        """本轮意见: the reviews of the running round, by office."""
        rows = self.change.reviews.filter(round=self.change.round)
        return {row.office: row for row in rows}

    @property
    def definitions(self) -> Definitions:
        """应发布的定义: the parts, and the items that its lists touch."""
        texts = {(view.part.kind, view.part.code): view.part.text for view in self.parts}
        return changes.to_publish(self.before, self.after, texts)


def view_of_change(
    change: Change, texts: Mapping[tuple[str, str], str] | None = None
) -> ChangeView:
    """变更单: what it would do to the catalogue in force, checked as a whole.

    Findings about what the change does not touch are left out, unless the change is their cause
    (an error that was not there before). `texts` stand for those of parts, by (kind, code), that
    are not saved yet.
    """
    before = contents_in_force()
    faults: list[Finding] = []
    views = []
    for part in change.parts.all():
        text = (texts or {}).get((part.kind, part.code), part.text)
        loaded, told = changes.read_part(part.kind, part.code, text)
        faults += [Finding(f.file, f.line, f.message, f.remedy, "error") for f in told]
        views.append(part_view(part, loaded, change))
    parts = [(view.part.kind, view.loaded) for view in views if view.loaded]
    after = changes.with_parts(before, parts)
    if change.state == Change.State.PUBLISHED:
        return ChangeView(change, tuple(views), before, after, ())
    early = (changes.too_early(kind, loaded, today()) for kind, loaded in parts)
    faults += [one for one in early if one]
    return ChangeView(change, tuple(views), before, after, (*faults, *_found(before, after, parts)))


def part_view(part: ChangePart, loaded: Loaded[Any] | None, change: Change) -> PartView:
    """变更内容: one part against what is in force.

    A published change is told as what it was: against the version it was drafted from.
    """
    version = version_before(part.kind, part.code)
    newest = version.digest if version else ""
    if change.state == Change.State.PUBLISHED:
        newest = part.based_on
        versions = VERSIONS[part.kind]._base_manager
        version = versions.filter(code=part.code, digest=part.based_on).first()
    before = changes.MODELS[part.kind].model_validate(version.definition) if version else None
    found = changes.natures(before, loaded.value) if loaded else frozenset[str]()
    return PartView(part, before, loaded, found, newest != part.based_on)


def _found(
    before: PackContents, after: PackContents, parts: Sequence[tuple[str, Loaded[Any]]]
) -> list[Finding]:
    names = frozenset(loaded.file for _, loaded in parts)
    told = check_pack(after).findings
    known = {(one.file, one.message) for one in check_pack(before).findings}
    return [
        one
        for one in told
        if one.file in names or (one.level == "error" and (one.file, one.message) not in known)
    ]
