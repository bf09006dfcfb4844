"""工作进程: one city in a process of its own, on commands that come as JSON lines.

`python -m bench.scale.worker`, then `{"do": "prepare", "url": …, "cases": n}`, and as often as
wanted `{"do": "ready", "operation": …, "times": n}` and `{"do": "go"}`. An answer to the last has
wall and CPU nanoseconds; what makes ready is not in them.
"""

import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bench.scale.operations import Operations


class Served:
    """应答: does one command after the other; unknown ones raise `KeyError`."""

    _operations: "Operations"

    def __init__(self) -> None:
        self._run: Callable[[], object] = lambda: None

    def answer(self, command: dict[str, Any]) -> dict[str, Any]:
        """应答: to one command."""
        if command["do"] == "prepare":
            rows = self._prepare(command["url"], command["cases"])
            return {"rows": rows, "operations": self._operations.names()}
        if command["do"] == "ready":
            self._run = self._operations.ready(command["operation"], command["times"])
            return {}
        if command["do"] == "go":
            wall, cpu = time.perf_counter_ns(), time.process_time_ns()
            self._run()
            cpu, wall = time.process_time_ns() - cpu, time.perf_counter_ns() - wall
            return {"wall_ns": wall, "cpu_ns": cpu}
        raise KeyError(command["do"])

    def _prepare(self, url: str, cases: int) -> dict[str, int]:
        self._home = tempfile.TemporaryDirectory()
        os.environ |= {
            "DATABASE_URL": url,
            "YIMEN_HOME": self._home.name,
            "DJANGO_SETTINGS_MODULE": "yimen.config.settings",
        }
        import django

        django.setup()
        from bench.scale.operations import Operations  # needs its settings

        self._operations = Operations()
        return self._operations.prepare(url, cases)


def main() -> None:
    """主循环: until standard input ends; an error ends the process, with its trace."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    served = Served()
    for line in sys.stdin:
        print(json.dumps(served.answer(json.loads(line))), file=answers, flush=True)


if __name__ == "__main__":
    main()
