"""入口: `python -m bench.scale [--quick]`: JSON lines on standard output."""

import argparse
import json
import os
import platform
import signal
import statistics
import subprocess
import sys
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.kernel.cluster import Cluster
from bench.kernel.measure import timer
from bench.running import ROOT, folder, machine, say, tell
from bench.scale.partitioned import compare

LIMIT = 1.3
"""What the large city may cost, the small one being 1."""
NOT_FLAT = {"supervisors' counts, by a job each minute"}
"""What nobody waits for: it is told, not judged."""


@dataclass(frozen=True)
class Plan:
    """计划: cases of the small and of the large city, rounds, and times an operation a round."""

    small: int
    large: int
    rounds: int
    times: int


QUICK = Plan(small=10_000, large=100_000, rounds=11, times=3)
FULL = Plan(small=10_000, large=1_000_000, rounds=41, times=5)


class Size:
    """一座城市: its worker process and what its operations spent, by operation."""

    def __init__(self, name: str, cases: int, stack: ExitStack) -> None:
        self.name, self.cases = name, cases
        self.spent: dict[str, Spent] = {}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "bench.scale.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
        )
        stack.callback(self._end)

    def prepare(self, url: str) -> dict[str, Any]:
        """准备: the city, filled."""
        said = self.ask(do="prepare", url=url, cases=self.cases)
        self.spent = {name: Spent() for name in said["operations"]}
        return dict(said["rows"])

    def ask(self, **command: Any) -> dict[str, Any]:
        """命令: to the worker; ends the run if it has ended."""
        process = self._process
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            print(json.dumps(command), file=process.stdin, flush=True)
            line = process.stdout.readline()
        except BrokenPipeError:
            line = ""
        if not line:
            sys.exit(f"{self.name} 的进程在“{command['do']}”时结束，原因见上文。")
        said: dict[str, Any] = json.loads(line)
        return said

    def _end(self) -> None:
        self._process.stdin.close()  # type: ignore[union-attr]
        self._process.terminate()
        self._process.wait()


@dataclass
class Spent:
    """花费: of one operation; milliseconds each time, one number a round."""

    cpu: list[float] = field(default_factory=list)
    wall: list[float] = field(default_factory=list)
    statements: float = 0


def main() -> None:
    """主程序: one line an operation and size, then one with ratios, rows and the machine."""
    parser = argparse.ArgumentParser(prog="python -m bench.scale", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="两分钟之内，大的一座只有十万件")
    parser.add_argument(
        "--partitioned", action="store_true", help="另测：办件表若按季度分区，各语句要多少时间"
    )
    arguments = parser.parse_args()
    plan = QUICK if arguments.quick else FULL
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # the cluster is removed also then
    with folder() as place:
        _bench(place, plan, compares=arguments.partitioned)


def _bench(place: Path, plan: Plan, *, compares: bool) -> None:
    seconds, cluster = timer(), Cluster(place)
    with ExitStack() as stack:
        stack.callback(cluster.stop)
        cluster.start()
        sizes = [Size("small", plan.small, stack), Size("large", plan.large, stack)]
        rows, urls = {}, [cluster.new_database(size.name) for size in sizes]
        for size, url in zip(sizes, urls, strict=True):
            say(f"装填 {size.cases} 件")
            rows[size.name] = size.prepare(url)
        say(f"装填用了 {seconds():.0f} 秒")
        _count_statements(cluster, sizes)
        cluster.calm()
        _rounds(cluster, sizes, plan)
        last = {
            "ratios": _ratios(sizes),
            "rows": rows,
            "machine": {**machine(), "python": platform.python_version()},
        }
        for size in sizes:
            for operation, spent in size.spent.items():
                tell(_line(size, operation, spent))
        if compares:
            say("对照：办件表分区")
            tell({"partitioned": compare(urls[1])})
        tell({**last, "postgresql": cluster.version(), "seconds": round(seconds(), 1)})
    judged = {name: one for name, one in last["ratios"].items() if name not in NOT_FLAT}
    over = {name: one for name, one in judged.items() if one["cpu"] > LIMIT}
    if over:
        sys.exit(f"超过 {LIMIT} 倍：{'、'.join(over)}")


def _rounds(cluster: Cluster, sizes: list[Size], plan: Plan) -> None:
    """Both cities side by side, now the one first and now the other."""
    for number in range(plan.rounds):
        if number % 5 == 0:
            say(f"第 {number + 1}/{plan.rounds} 轮")
        for operation in sizes[0].spent:
            for size in sizes if number % 2 else sizes[::-1]:
                _measure(cluster, size, operation, plan.times)


def _count_statements(cluster: Cluster, sizes: list[Size]) -> None:
    """Once to warm up, then counted."""
    for size in sizes:
        for operation, spent in size.spent.items():
            for times in (6, 1):
                size.ask(do="ready", operation=operation, times=times)
                cluster.forget_statements()
                size.ask(do="go")
            spent.statements = cluster.statements(size.name)


def _measure(cluster: Cluster, size: Size, operation: str, times: int) -> None:
    size.ask(do="ready", operation=operation, times=times)
    before = cluster.cpu_ns()
    said = size.ask(do="go")
    database = cluster.cpu_ns() - before
    spent = size.spent[operation]
    spent.cpu.append((said["cpu_ns"] + database) / times / 1e6)
    spent.wall.append(said["wall_ns"] / times / 1e6)


def _line(size: Size, operation: str, spent: Spent) -> dict[str, Any]:
    return {
        "operation": operation,
        "cases": size.cases,
        "cpu_ms": round(statistics.median(spent.cpu), 3),
        "wall_ms": round(statistics.median(spent.wall), 3),
        "statements": spent.statements,
    }


def _ratios(sizes: list[Size]) -> dict[str, dict[str, float]]:
    """Large to small: medians of the ratios in each round, as each round has its own weather."""
    small, large = sizes
    return {
        operation: {
            "cpu": _median_ratio(large.spent[operation].cpu, spent.cpu),
            "wall": _median_ratio(large.spent[operation].wall, spent.wall),
        }
        for operation, spent in small.spent.items()
    }


def _median_ratio(above: list[float], below: list[float]) -> float:
    return round(statistics.median(a / b for a, b in zip(above, below, strict=True)), 2)


if __name__ == "__main__":
    main()
