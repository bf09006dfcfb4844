"""The proof: what must be true of the tables after anything whatever has happened.

Each check is a function with a name and an explanation; it reads rows and events and says what is
wrong. `python tests/faults/proof.py ANSWERS.json` runs them all on the home of the environment,
whose platform is not running, and prints the findings as JSON; exit code 1 when there are any.
The checks stand in `proof_answers` (what clients were told), `proof_events` (rows and events),
`proof_cases` (flow, counters, clocks) and `proof_outbox` (deliveries, jobs, ledger).
"""

import json
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True)
class Finding:
    """One thing that is not as it must be."""

    check: str
    message: str


class Scene:
    """What the checks look at: the answers that clients got, and each table read once."""

    def __init__(self, answers: Sequence[Json] = ()) -> None:
        self.answers = answers

    @cached_property
    def events(self) -> dict[str, list[Any]]:
        """Every event by its type, in the order of ids."""
        from yimen.kernel.models import Event

        found = defaultdict(list)
        for event in Event.objects.order_by("id"):
            found[event.type].append(event)
        return found

    @cached_property
    def cases(self) -> dict[str, Any]:
        from yimen.cases.models import Case

        return {str(case.id): case for case in Case.objects.all()}

    @cached_property
    def children(self) -> dict[str, list[Any]]:
        """Cases by their parent."""
        found = defaultdict(list)
        for case in self.cases.values():
            found[str(case.parent_id or "")].append(case)
        return found

    @cached_property
    def tasks(self) -> dict[str, Any]:
        from yimen.cases.models import Task

        return {str(task.id): task for task in Task.objects.order_by("opened_at", "id")}

    @cached_property
    def tasks_of(self) -> dict[str, list[Any]]:
        """Tasks by their case, in the order in which they were opened."""
        found = defaultdict(list)
        for task in self.tasks.values():
            found[str(task.case_id)].append(task)
        return found

    def of_type(self, name: str, key: str) -> dict[str, list[Any]]:
        """Events of one type by one of their data."""
        found = defaultdict(list)
        for event in self.events.get(name, ()):
            found[str(event.data[key])].append(event)
        return found


_MODULES = ("proof_answers", "proof_events", "proof_cases", "proof_outbox")
Check = Callable[[Scene], Iterator[str]]
CHECKS: dict[str, Check] = {}


def check(function: Check) -> Check:
    """Decorator: makes a function one of the checks, under its name."""
    CHECKS[function.__name__] = function
    return function


def findings(scene: Scene, names: Sequence[str] = ()) -> list[Finding]:
    """Runs the checks (all, or those named) and gives everything they find."""
    for module in _MODULES:
        import_module(module)  # it adds its checks
    chosen = names or list(CHECKS)
    return [Finding(name, words) for name in chosen for words in CHECKS[name](scene)]


def main(arguments: list[str]) -> int:
    from yimen.cli.runtime import with_django

    @with_django
    def found() -> list[Finding]:
        from yimen.kernel.ledger import sealing

        sealing.seal()
        answers = json.loads(Path(arguments[0]).read_text("utf-8")) if arguments else []
        return findings(Scene(answers))

    everything = found()
    print(json.dumps([asdict(one) for one in everything], ensure_ascii=False, indent=2))
    return 1 if everything else 0


if __name__ == "__main__":
    sys.modules["proof"] = sys.modules["__main__"]  # the checks add themselves to this very module
    sys.exit(main(sys.argv[1:]))
