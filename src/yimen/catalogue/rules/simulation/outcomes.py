"""模拟结果: what a simulation says of one version, and of two side by side."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from yimen.catalogue.rules.simulation.estimates import Estimate, estimate
from yimen.catalogue.rules.simulation.figures import Figures
from yimen.catalogue.rules.simulation.network import Network

_MOST_POINTS = 120
"""Days of a queue that are kept for a chart; of more, means of neighbours."""


@dataclass(frozen=True)
class StepOutcome:
    """环节结果: office hours that a step waits and works each time, and its part of the whole.

    `decides` is the share of all time to the end that lay in this step, on the way that decided
    each case; the steps of a version come to 1.
    """

    key: str
    name: str
    item: str
    kind: str
    station: str
    visits: float
    waits: float
    works: float
    decides: float


@dataclass(frozen=True)
class StationOutcome:
    """岗位结果: how busy its people are, how many cases wait for them, and on each working day."""

    unit: str
    role: str
    people: int
    share: float
    assumed: bool
    busy: Estimate
    queue: Estimate
    queue_by_day: tuple[float, ...]


@dataclass(frozen=True)
class ItemOutcome:
    """事项结果: of one member of a bundle."""

    item: str
    mean: Estimate | None
    within: Estimate | None


@dataclass(frozen=True)
class VersionOutcome:
    """版本结果: times from submission to end in working days, of one replication on average.

    `within` is the share that ended within the promise. None where no case counted.
    """

    name: str
    promised: str
    cases: float
    unfinished: float
    refused: float
    mean: Estimate | None
    p50: Estimate | None
    p90: Estimate | None
    within: Estimate | None
    items: tuple[ItemOutcome, ...]
    steps: tuple[StepOutcome, ...]
    stations: tuple[StationOutcome, ...]

    @property
    def deciding(self) -> StepOutcome | None:
        """决定快慢的环节: where most of the time to the end is spent."""
        found = max(self.steps, key=lambda step: step.decides, default=None)
        return found if found and found.decides > 0 else None


@dataclass(frozen=True)
class Difference:
    """差别: draft − today, replication by replication, under the same luck."""

    mean: Estimate | None
    p50: Estimate | None
    p90: Estimate | None
    within: Estimate | None


@dataclass(frozen=True)
class Simulation:
    """模拟结果: of today's version and, where there is one, of the draft beside it.

    `sentences` say it in words; `assumptions` are what nobody gave and was therefore assumed.
    """

    code: str
    arrivals: float
    days: int
    warm_up: int
    replications: int
    seed: int
    start: str
    today: VersionOutcome
    draft: VersionOutcome | None
    difference: Difference | None
    sentences: tuple[str, ...] = ()
    assumptions: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """机器可读: everything, with the step that decides named."""
        answer = asdict(self)
        for key, version in (("today", self.today), ("draft", self.draft)):
            if version is not None:
                answer[key]["deciding"] = version.deciding.key if version.deciding else None
        return answer


def outcome_of(network: Network, runs: Sequence[Figures]) -> VersionOutcome:
    """汇总: the replications of one version together."""
    return VersionOutcome(
        name=network.name,
        promised=str(network.promised),
        cases=_average([run.cases for run in runs]),
        unfinished=_average([run.unfinished for run in runs]),
        refused=_average([run.refused for run in runs]),
        mean=estimate([run.mean for run in runs]),
        p50=estimate([run.p50 for run in runs]),
        p90=estimate([run.p90 for run in runs]),
        within=estimate([run.within for run in runs]),
        items=tuple(
            ItemOutcome(
                code,
                estimate([run.item_means[code] for run in runs]),
                estimate([run.item_within[code] for run in runs]),
            )
            for code in network.members
        ),
        steps=tuple(_steps(network, runs)),
        stations=tuple(_stations(network, runs)),
    )


def difference(today: Sequence[Figures], draft: Sequence[Figures]) -> Difference:
    """差别: pair by pair, so that the luck which both had falls out of it."""
    pairs = list(zip(today, draft, strict=True))
    return Difference(
        estimate([b.mean - a.mean for a, b in pairs]),
        estimate([b.p50 - a.p50 for a, b in pairs]),
        estimate([b.p90 - a.p90 for a, b in pairs]),
        estimate([b.within - a.within for a, b in pairs]),
    )


def _steps(network: Network, runs: Sequence[Figures]) -> list[StepOutcome]:
    whole = sum(sums.decides for run in runs for sums in run.steps.values())
    found = []
    for key, words in network.steps.items():
        each = [run.steps[key] for run in runs]
        visits = sum(sums.visits for sums in each)
        found.append(
            StepOutcome(
                key=key,
                name=words.name,
                item=words.item,
                kind=words.kind,
                station=words.station,
                visits=visits / len(runs),
                waits=sum(sums.waited for sums in each) / visits if visits else 0.0,
                works=sum(sums.worked for sums in each) / visits if visits else 0.0,
                decides=sum(sums.decides for sums in each) / whole if whole else 0.0,
            )
        )
    return found


def _stations(network: Network, runs: Sequence[Figures]) -> list[StationOutcome]:
    found = []
    for n, station in enumerate(network.stations):
        days = [_average([run.queues[n][d] for run in runs]) for d in range(len(runs[0].queues[n]))]
        busy = estimate([run.busy[n] for run in runs])
        queue = estimate([_average(run.queues[n]) for run in runs])
        assert busy is not None
        assert queue is not None
        found.append(
            StationOutcome(
                station.unit,
                station.role,
                station.people,
                station.share,
                station.assumed,
                busy,
                queue,
                tuple(_thinned(days)),
            )
        )
    return found


def _thinned(days: Sequence[float]) -> list[float]:
    step = -(-len(days) // _MOST_POINTS)
    return [_average(days[n : n + step]) for n in range(0, len(days), step)]


def _average(values: Sequence[float]) -> float:
    return sum(values) / len(values)
