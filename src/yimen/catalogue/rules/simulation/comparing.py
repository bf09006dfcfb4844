"""并排模拟: today's version and a draft, with the same people and under the same luck."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from yimen.catalogue.rules.flow import NotWorkingTime
from yimen.catalogue.rules.simulation import words
from yimen.catalogue.rules.simulation.axis import WorkAxis
from yimen.catalogue.rules.simulation.compiling import Compiler, Subject
from yimen.catalogue.rules.simulation.draws import Draws
from yimen.catalogue.rules.simulation.experiment import Experiment
from yimen.catalogue.rules.simulation.figures import Figures, measure, per_hour
from yimen.catalogue.rules.simulation.network import Network
from yimen.catalogue.rules.simulation.outcomes import Simulation, difference, outcome_of
from yimen.catalogue.rules.simulation.staffing import staffed
from yimen.kernel.problems import FieldError, Invalid
from yimen.kernel.worktime import WorkCalendar

Progress = Callable[[int, int], None]
"""Told after each replication: how many are done, of how many."""


@dataclass(frozen=True)
class Prepared:
    """待模拟: versions with their people on one calendar, checked and ready to run."""

    experiment: Experiment
    axis: WorkAxis
    networks: tuple[Network, ...]
    assumptions: tuple[str, ...]
    units: Mapping[str, str]

    def run(self, progress: Progress | None = None) -> Simulation:
        """模拟: every replication of every version. Raises `Invalid` for limits of no working time.

        Luck is drawn anew for each version, and is equal: none uses up the luck of the other.
        """
        experiment = self.experiment
        runs: list[list[Figures]] = [[] for _ in self.networks]
        for number in range(experiment.replications):
            for network, found in zip(self.networks, runs, strict=True):
                draws = Draws(experiment.seed, number)
                try:
                    found.append(measure(network, self.axis, experiment, draws))
                except NotWorkingTime as error:
                    raise Invalid(f"“{network.name}”的时限不能模拟：{error}") from None
            if progress is not None:
                progress(number + 1, experiment.replications)
        pairs = zip(self.networks, runs, strict=True)
        today, *drafts = [outcome_of(network, found) for network, found in pairs]
        told = Simulation(
            code=self.networks[0].code,
            arrivals=experiment.arrivals or 0.0,
            days=experiment.days,
            warm_up=experiment.warm_up,
            replications=experiment.replications,
            seed=experiment.seed,
            start=self.axis.date_of(experiment.warm_up).isoformat(),
            today=today,
            draft=drafts[0] if drafts else None,
            difference=difference(*runs) if drafts else None,
            assumptions=self.assumptions,
        )
        return replace(told, sentences=tuple(words.sentences(told, self.units)))


def prepare(
    today: Subject,
    draft: Subject | None,
    experiment: Experiment,
    calendar: WorkCalendar,
    *,
    start: date,
    units: Mapping[str, str],
) -> Prepared:
    """准备模拟: one version, or two side by side, from `start` unless the experiment says another.

    `units` are the names of units by code, for the sentences. Raises `Invalid` naming every key
    of the experiment that does not fit, and for flows that cannot be run.
    """
    if experiment.arrivals is None:
        told = "没有给到件量，写每个工作日多少件，例如 12/wd"
        raise Invalid("模拟方案有误，请改好再试。", errors=[FieldError("arrivals", told)])
    axis = WorkAxis(calendar, experiment.start or start)
    compiler = Compiler(experiment, axis)
    networks = [compiler.network(one) for one in (today, draft) if one is not None]
    strange = compiler.strange()
    if strange:
        raise Invalid("模拟方案有误，请改好再试。", errors=strange)
    rate = per_hour(experiment, axis)
    stations = staffed(compiler.stations, networks, experiment, axis, rate)
    networks = [replace(network, stations=stations) for network in networks]
    assumed = words.assumptions(experiment, compiler, networks, units)
    return Prepared(experiment, axis, tuple(networks), tuple(assumed), units)


def simulate(
    today: Subject,
    draft: Subject | None,
    experiment: Experiment,
    calendar: WorkCalendar,
    *,
    start: date,
    units: Mapping[str, str],
    progress: Progress | None = None,
) -> Simulation:
    """模拟: prepared and run; see `prepare`."""
    return prepare(today, draft, experiment, calendar, start=start, units=units).run(progress)
