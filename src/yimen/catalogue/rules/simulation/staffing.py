"""配备人手: how many people each station has; where nobody said it, as many as are needed."""

from collections.abc import Iterator, Mapping, Sequence
from math import ceil

from yimen.catalogue.rules.simulation.axis import WorkAxis
from yimen.catalogue.rules.simulation.experiment import Experiment
from yimen.catalogue.rules.simulation.network import Network, Node, Station
from yimen.kernel.problems import FieldError, Invalid

FULLEST = 0.8
"""How busy people are at most where their number is assumed; beyond, queues grow quickly."""
_WEEKDAYS = {"mon": 0, "tue": 1, "wed": 2, "thu": 3, "fri": 4, "sat": 5, "sun": 6}


def staffed(
    keys: Mapping[tuple[str, str], int],
    networks: Sequence[Network],
    experiment: Experiment,
    axis: WorkAxis,
    per_hour: float,
) -> tuple[Station, ...]:
    """配备人手: a station for each unit and role, the same in all versions.

    `per_hour` are the cases that arrive. A number that is not given is the smallest with which
    nobody is busy for more than `FULLEST` of the time, in the first network that has the station:
    a draft is judged with the people of today. Raises `Invalid` for weekdays on which the city
    never works.
    """
    faults = list(_never_there(experiment, axis))
    if faults:
        raise Invalid("模拟方案有误，请改好再试。", errors=faults)
    loads = [load(network, len(keys)) for network in networks]
    return tuple(
        _station(unit, role, experiment, per_hour * next((w[n] for w in loads if w[n]), 0.0))
        for (unit, role), n in keys.items()
    )


def load(network: Network, stations: int) -> list[float]:
    """工作量: hours of work that one case brings to each station, refusals left out of account."""
    hours = [0.0] * stations
    for template in network.templates:
        again = _times_done(template.nodes)
        for place, node in enumerate(template.nodes):
            if node.station >= 0:
                hours[node.station] += template.share * node.mean * again[place]
    return hours


def _times_done(nodes: Sequence[Node]) -> list[float]:
    """How often a step is done on average, with what is sent back."""
    times = [1.0] * len(nodes)
    for place, node in enumerate(nodes):
        again = node.send_back / (1 - node.send_back)
        if again:
            times[place] += again
            for earlier in node.to:
                times[earlier] += again
    return [time if node.applies else 0.0 for time, node in zip(times, nodes, strict=True)]


def _station(unit: str, role: str, experiment: Experiment, work: float) -> Station:
    given = experiment.staff.get(f"{unit}:{role}")
    if given is None:
        return Station(unit, role, max(1, ceil(work / FULLEST - 1e-9)), assumed=True)
    days = frozenset(_WEEKDAYS[day] for day in given.weekdays)
    return Station(unit, role, given.people, given.share, days)


def _never_there(experiment: Experiment, axis: WorkAxis) -> Iterator[FieldError]:
    week = axis.calendar.hours.week
    for key, staff in experiment.staff.items():
        if staff.weekdays and not any(week[_WEEKDAYS[day]] for day in staff.weekdays):
            words = "这些天都不办公，请改成办公的星期，或删去 weekdays"
            yield FieldError(f"staff/{key}/weekdays", words)
