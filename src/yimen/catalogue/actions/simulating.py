"""模拟动作: asking for a simulation, and keeping what it found."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from yimen.catalogue.events import SimulationAsked, SimulationEnded
from yimen.catalogue.models import Simulation
from yimen.catalogue.queries.changes import change_of
from yimen.catalogue.queries.simulations import prepared, subjects_of
from yimen.kernel import clock, queueing
from yimen.kernel.actions import action
from yimen.kernel.actors import Actor
from yimen.kernel.events import publish
from yimen.kernel.permissions import require
from yimen.kernel.problems import Conflict, FieldError, Invalid

MOST_CASES = 200_000
"""Cases of all replications together: half a minute of a worker's time."""


@action
def ask_simulation(
    by: Actor, code: str, values: Mapping[str, Any], change: UUID | None = None
) -> Simulation:
    """发起模拟: of what is in force and, with `change`, of a draft beside it; a job runs it.

    `values` are those of an experiment. Raises `Invalid` naming every key that does not fit or a
    simulation that is too large, `Unknown` for an item that is not in force.
    """
    require(by, "catalogue.simulate")
    draft = change_of(by, change) if change else None
    experiment = prepared(code, draft, values).experiment
    cases = (experiment.arrivals or 0) * (experiment.days + experiment.warm_up)
    if cases * experiment.replications > MOST_CASES:
        words = f"太大：全部轮次最多 {MOST_CASES} 件，请减少到件量、天数或轮数"
        raise Invalid("模拟方案有误，请改好再试。", errors=[FieldError("arrivals", words)])
    subject = subjects_of(code, None)[0]
    named = subject.bundle or subject.items[code]
    asked: Simulation = Simulation.objects.create(
        code=code,
        name=named.name.model_dump(),
        change=draft,
        experiment=experiment.model_dump(mode="json"),
        whole=experiment.replications,
        asked_by=by.id,
        asked_by_name=by.name,
        asked_at=clock.now(),
    )
    from yimen.catalogue.jobs import simulate  # the job calls back into the actions

    queueing.defer(simulate, simulation=str(asked.id))
    publish(by, SimulationAsked(str(asked.id), code, str(change or ""), experiment.seed))
    return asked


@action
def keep_simulation(
    by: Actor, simulation: UUID, result: Mapping[str, Any] | None, trouble: str = ""
) -> Simulation:
    """保存模拟结果: what the job found, or why nothing. Raises `Conflict` after the end."""
    require(by, "catalogue.keep_simulation")
    row = Simulation.objects.select_for_update().get(pk=simulation)
    if row.ended_at is not None:
        raise Conflict("这次模拟已经有结果了。")
    row.state = Simulation.State.FAILED if result is None else Simulation.State.DONE
    row.result, row.trouble, row.ended_at = result, trouble, clock.now()
    row.save(update_fields=["state", "result", "trouble", "ended_at"])
    publish(by, SimulationEnded(str(row.id), row.code, result is not None))
    return row
