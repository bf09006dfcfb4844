"""入口: `python -m bench.kernel [--quick] [--variants a,b]`: JSON lines on standard output."""

import argparse
import os
import re
import signal
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from bench.kernel.client import Worker, WorkerError
from bench.kernel.cluster import Cluster
from bench.kernel.measure import FULL, QUICK, Plan, measure, ratios, timer
from bench.kernel.variants import VARIANTS, present
from bench.running import folder, machine, say, tell

_DISTURBED = 0.2  # cores busy with something else, from which on a run says so


def main() -> None:
    """主程序: one line a variant, then one with ratios, versions and the machine."""
    arguments = _arguments()
    plan = QUICK if arguments.quick else FULL
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # the cluster is removed also then
    about = _machine()
    try:
        with folder() as place:
            _bench(place, arguments.variants, plan, about)
    except WorkerError as error:
        sys.exit(str(error))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.kernel", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="两分钟之内，数字粗一些")
    parser.add_argument(
        "--variants",
        type=_names,
        default=list(present()),
        help=f"逗号分隔，默认全部：{','.join(present())}",
    )
    return parser.parse_args()


def _names(text: str) -> list[str]:
    names = [name for name in re.split(r"[,\s]+", text) if name]
    unknown = [name for name in names if name not in present()]
    if unknown or not names:
        known = ",".join(present())
        raise argparse.ArgumentTypeError(f"没有方案 {','.join(unknown)}，现有：{known}")
    return [name for name in VARIANTS if name in names]


def _bench(place: Path, names: list[str], plan: Plan, about: dict[str, Any]) -> None:
    seconds = timer()
    cluster = Cluster(place)
    with ExitStack() as stack:
        stack.callback(cluster.stop)
        say("建立数据库")
        cluster.start()
        workers = []
        for name in names:
            say(f"准备 {name}")
            worker = stack.enter_context(Worker(name))
            worker.prepare(cluster.new_database(name))
            workers.append(worker)
        figures, others_busy = measure(workers, cluster, plan, say)
        for one in figures:
            tell(one.line())
        versions = _versions(cluster, workers)
    about["others_busy"] = round(others_busy, 2)
    last = {"ratios": ratios(figures), "versions": versions, "machine": about}
    tell({**last, "seconds": round(seconds(), 1)})
    if others_busy > _DISTURBED:
        say(
            f"测量期间其他程序占用了 {others_busy:.2f} 个核：数字偏高，比值也不可靠，请空闲时重测。"
        )


def _versions(cluster: Cluster, workers: list[Worker]) -> dict[str, str]:
    """By name; where a variant has another version than those before it: by variant/name."""
    versions = {"postgresql": cluster.version()}
    for worker in workers:
        for name, version in worker.versions.items():
            if versions.setdefault(name, version) != version:
                versions[f"{worker.name}/{name}"] = version
    return versions


def _machine() -> dict[str, Any]:
    """Pins this process, and all that it will start, to one core; says what the machine is."""
    core = max(os.sched_getaffinity(0))
    os.sched_setaffinity(0, {core})
    return {**machine(), "pinned_to": core}


if __name__ == "__main__":
    main()
