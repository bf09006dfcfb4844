"""模拟查询: versions as the wind tunnel takes them, and simulations that were asked for."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils import translation

from yimen.catalogue.models import Change, Simulation
from yimen.catalogue.queries.changes import changes_visible_to, view_of_change
from yimen.catalogue.queries.contents import contents_in_force
from yimen.catalogue.rules.simulation.axis import WorkAxis
from yimen.catalogue.rules.simulation.comparing import Prepared, prepare
from yimen.catalogue.rules.simulation.compiling import Compiler, Subject, subject_in
from yimen.catalogue.rules.simulation.experiment import Experiment, checked
from yimen.kernel import permissions
from yimen.kernel.actors import Actor
from yimen.kernel.problems import Unknown
from yimen.parties.api import unit_names
from yimen.vocabulary.api import calendar, today


def simulations_visible_to(by: Actor) -> "QuerySet[Simulation]":
    """模拟: those that an actor may see, the newest first; none for outsiders."""
    if not permissions.allowed(by, "catalogue.simulate"):
        return Simulation.objects.none()
    return Simulation.objects.order_by("-asked_at", "-id")


def simulation_of(by: Actor, simulation: UUID) -> Simulation:
    """取模拟: raises `Unknown` when there is none that the actor may see."""
    found = simulations_visible_to(by).select_related("change").filter(pk=simulation).first()
    if found is None:
        raise Unknown("没有这次模拟。")
    return found


def changes_to_simulate(by: Actor) -> "QuerySet[Change]":
    """可模拟的变更单: drafts not published yet that an actor may see, the newest first."""
    ended = [Change.State.PUBLISHED, Change.State.WITHDRAWN]
    return changes_visible_to(by).exclude(state__in=ended)


def subjects_of(code: str, change: Change | None) -> list[Subject]:
    """两个版本: what is in force today and, with a change, what it would become.

    Raises `Unknown` where nothing in force has the code.
    """
    if change is None:
        return [subject_in(contents_in_force(), code)]
    view = view_of_change(change)
    return [subject_in(view.before, code), subject_in(view.after, code)]


def stations_of(subjects: list[Subject]) -> list[tuple[str, str]]:
    """办理岗: the units and roles that do the work of these versions, in the order of the steps."""
    compiler = Compiler(Experiment(), WorkAxis(calendar(), today()))
    for subject in subjects:
        compiler.network(subject)
    return list(compiler.stations)


def prepared(code: str, change: Change | None, values: Mapping[str, Any]) -> Prepared:
    """待模拟: checked and ready to run; raises `Invalid` naming every key that does not fit."""
    versions = subjects_of(code, change)
    with translation.override("zh-hans"):  # the sentences are kept, and are Chinese
        units = unit_names()
    return prepare(
        versions[0],
        versions[1] if change else None,
        checked(values),
        calendar(),
        start=today(),
        units=units,
    )
