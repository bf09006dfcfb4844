"""驱动端: a worker process seen from the one that measures."""

import json
import os
import subprocess
from types import TracebackType
from typing import Any

from bench.kernel.variants import ROOT, VARIANTS


class WorkerError(Exception):
    """工作进程失败: the variant's process ended; its trace is on standard error."""


class Worker:
    """工作进程: one variant in its own environment and process; use as a context manager."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.versions: dict[str, str] = {}
        self.cases = 0  # run so far
        python = VARIANTS[name].python
        self._process = subprocess.Popen(
            [str(python), "-m", "bench.kernel.worker", name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
        )

    def __enter__(self) -> "Worker":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._process.stdin.close()  # type: ignore[union-attr]
        if error:
            self._process.terminate()
        self._process.wait()

    def prepare(self, url: str) -> None:
        """准备: on the empty database at `url`."""
        self.versions = self._ask(do="prepare", url=url)["versions"]

    def run(self, cases: int) -> tuple[int, int]:
        """运行: wall and CPU time of the process, in nanoseconds."""
        said = self._ask(do="run", cases=cases)
        self.cases += cases
        return said["wall_ns"], said["cpu_ns"]

    def check(self) -> None:
        """核对: that all cases run so far ended as they should; `WorkerError` otherwise."""
        self._ask(do="check", cases=self.cases)

    def _ask(self, **command: Any) -> dict[str, Any]:
        process = self._process
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            print(json.dumps(command), file=process.stdin, flush=True)
            line = process.stdout.readline()
        except BrokenPipeError:
            line = ""
        if not line:
            raise WorkerError(f"方案 {self.name} 的进程在“{command['do']}”时结束，原因见上文。")
        said: dict[str, Any] = json.loads(line)
        return said
