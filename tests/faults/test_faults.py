"""One blow of each kind against a real platform under load, and the whole proof after it.

`make test-faults` does the same for longer, at random.
"""

import shutil
from collections.abc import Iterator

import pytest
from storm import Manner, storm
from victim import KINDS, Victim, new_home

ORDER = ("job-worker", "web-worker", "backend", "web-master", "database", "platform")
"""The worker first: it takes the longest until its silence is noticed."""


@pytest.fixture
def victim() -> Iterator[Victim]:
    one = Victim(new_home())
    yield one
    one.stop()
    shutil.rmtree(one.home.parent, ignore_errors=True)


def test_one_kill_of_each_kind_loses_nothing(victim: Victim) -> None:
    said: list[str] = []
    outcome = storm(
        victim, 1, lambda _: ORDER, Manner(applicants=3, pace=(5, 5), mercy=1), said.append
    )
    print(outcome, *said, sep="\n")
    assert outcome.findings == []
    assert sorted(outcome.kills) == sorted(KINDS)
    assert victim.ends == [], "a part that is killed is started again, all others live on"
    assert victim.starts == 2
    assert outcome.cases >= 3
