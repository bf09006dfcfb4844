"""测量: interleaved rounds, and the figures that come of them."""

import os
import statistics
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.kernel.client import Worker
from bench.kernel.cluster import Cluster

_WARM_UP = 12  # cases: statements are prepared, caches are filled
_COUNTED = 5  # cases whose statements are counted
_RATIOS = (
    ("yimen", "floor_a"),
    ("spiff_cheapest", "yimen"),
    ("bamboo", "yimen"),
    ("django_orm", "yimen"),
    ("floor_a", "floor_b"),
    ("django_orm", "floor_a"),
    ("spiff_cheapest", "floor_a"),
    ("bamboo", "floor_a"),
)


@dataclass(frozen=True)
class Plan:
    """计划: how many rounds, and how long (seconds, about) each variant runs in a round.

    Many short rounds rather than few long ones: what else the machine does comes and goes within
    seconds, and has to meet all variants of a round alike. A variant runs at least one case.
    """

    rounds: int
    seconds: float


QUICK = Plan(rounds=25, seconds=0.2)
FULL = Plan(rounds=121, seconds=0.25)


@dataclass
class Figures:
    """数字: what one variant spent; milliseconds a case, one number a round."""

    variant: str
    statements: float
    block: int  # cases in a round
    client: list[float] = field(default_factory=list)
    database: list[float] = field(default_factory=list)
    wall: list[float] = field(default_factory=list)

    @property
    def cpu(self) -> list[float]:
        """处理器时间: of client and database together."""
        return [sum(pair) for pair in zip(self.client, self.database, strict=True)]

    @property
    def cpu_seconds(self) -> float:
        """合计: of all rounds."""
        return sum(self.cpu) * self.block / 1e3

    def line(self) -> dict[str, Any]:
        """输出行: medians over the rounds, with the least and the most."""
        cpu = self.cpu
        return {
            "variant": self.variant,
            "cpu_ms_per_case": _round(statistics.median(cpu)),
            "cpu_ms_client": _round(statistics.median(self.client)),
            "cpu_ms_database": _round(statistics.median(self.database)),
            "cpu_ms_min": _round(min(cpu)),
            "cpu_ms_max": _round(max(cpu)),
            "wall_ms_per_case": _round(statistics.median(self.wall)),
            "wall_ms_min": _round(min(self.wall)),
            "wall_ms_max": _round(max(self.wall)),
            "statements_per_case": round(self.statements, 1),
            "cases": self.block * len(cpu),
            "rounds": len(cpu),
        }


def measure(
    workers: list[Worker], cluster: Cluster, plan: Plan, say: Callable[[str], None]
) -> tuple[list[Figures], float]:
    """测量: warms up, counts statements, then runs the rounds; each variant's work is checked.

    Gives the figures, and how many cores other programs kept busy during the rounds.
    """
    figures = []
    for worker in workers:
        say(f"预热 {worker.name}")
        figures.append(_warmed_up(worker, cluster, plan))
    cluster.calm()
    pairs = list(zip(workers, figures, strict=True))
    seconds, busy = timer(), _machine_busy_seconds()
    for number in range(plan.rounds):
        if number % 5 == 0:
            say(f"第 {number + 1}/{plan.rounds} 轮")
        first = number % len(pairs)
        for worker, of_worker in pairs[first:] + pairs[:first]:
            _block(worker, of_worker, cluster)
    others = _machine_busy_seconds() - busy - sum(f.cpu_seconds for f in figures)
    others_busy = max(0.0, others / seconds())
    for worker in workers:
        worker.check()
    return figures, others_busy


def _warmed_up(worker: Worker, cluster: Cluster, plan: Plan) -> Figures:
    worker.run(_WARM_UP)
    cluster.forget_statements()
    wall, _ = worker.run(_COUNTED)
    statements = cluster.statements(worker.name) / _COUNTED
    worker.check()
    block = max(1, round(plan.seconds * 1e9 * _COUNTED / wall))
    return Figures(worker.name, statements, block)


def _block(worker: Worker, figures: Figures, cluster: Cluster) -> None:
    before = cluster.cpu_ns()
    wall, client = worker.run(figures.block)
    database = cluster.cpu_ns() - before
    for series, spent in (
        (figures.client, client),
        (figures.database, database),
        (figures.wall, wall),
    ):
        series.append(spent / figures.block / 1e6)


def ratios(figures: Iterable[Figures]) -> dict[str, float]:
    """比值: of CPU per case, "a/b"; the median over the rounds, as each round has its own weather.

    `spiff_cheapest` is the cheaper one of SpiffWorkflow's two variants. What was not run is absent.
    """
    cpu = {f.variant: f.cpu for f in figures}
    spiffs = [cpu[name] for name in ("spiff", "spiff_cached") if name in cpu]
    if spiffs:
        cpu["spiff_cheapest"] = min(spiffs, key=statistics.median)
    return {
        f"{above}/{below}": round(_median_ratio(cpu[above], cpu[below]), 2)
        for above, below in _RATIOS
        if above in cpu and below in cpu
    }


def _median_ratio(above: list[float], below: list[float]) -> float:
    return statistics.median(a / b for a, b in zip(above, below, strict=True))


def _machine_busy_seconds() -> float:
    """CPU seconds that all cores have worked, for us or others, or were taken by the host."""
    total = Path("/proc/stat").read_text("utf-8").split("\n", 1)[0].split()[1:9]
    user, nice, system, _idle, _iowait, irq, softirq, steal = map(int, total)
    ticks = user + nice + system + irq + softirq + steal
    return ticks / os.sysconf("SC_CLK_TCK")


def _round(value: float) -> float:
    return round(value, 3)


def timer() -> Callable[[], float]:
    """秒表: seconds since it was made."""
    start = time.monotonic()
    return lambda: time.monotonic() - start
