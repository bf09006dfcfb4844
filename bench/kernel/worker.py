"""工作进程: runs one variant on commands that come as JSON lines, and answers in JSON lines.

`python -m bench.kernel.worker VARIANT`, then on standard input one of
`{"do": "prepare", "url": …}` `{"do": "run", "cases": n}` `{"do": "check", "cases": n}`.
An answer is `{"ok": true, …}`; `run` adds wall and CPU nanoseconds (user and system, all threads
of this process). Whatever the variant prints goes to standard error.
"""

import json
import os
import platform
import sys
import time
from typing import Any

from bench.kernel.variants import VARIANTS
from bench.kernel.workload import Variant


def answer(variant: Variant, command: dict[str, Any]) -> dict[str, Any]:
    """应答: does one command; unknown ones raise `KeyError`."""
    if command["do"] == "run":
        wall, cpu = time.perf_counter_ns(), time.process_time_ns()
        variant.run(command["cases"])
        cpu, wall = time.process_time_ns() - cpu, time.perf_counter_ns() - wall
        return {"wall_ns": wall, "cpu_ns": cpu}
    if command["do"] == "prepare":
        variant.prepare(command["url"])
        return {"versions": {"python": platform.python_version(), **variant.versions()}}
    if command["do"] == "check":
        variant.check(command["cases"])
        return {}
    raise KeyError(command["do"])


def main(name: str) -> None:
    """主循环: until standard input ends; an error ends the process, with its trace."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    variant = VARIANTS[name].make()
    for line in sys.stdin:
        said = answer(variant, json.loads(line))
        print(json.dumps({"ok": True, **said}), file=answers, flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
