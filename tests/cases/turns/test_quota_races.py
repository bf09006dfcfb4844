"""Accepted and decided at the same moment: places are exact, and nobody is forgotten."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from busking import applied, do
from city import run_jobs
from yimen.cases.models import Case, QuotaCount, QuotaPlace
from yimen.kernel.problems import Conflict

pytestmark = pytest.mark.usefixtures("committed_city")
AT_ONCE = 6


def together(deeds) -> None:
    barrier = Barrier(len(deeds))

    def run(deed) -> None:
        try:
            barrier.wait()
            deed()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as pool:
        list(pool.map(run, deeds))


@pytest.mark.parametrize("attempt", range(3))
def test_places_are_given_out_one_by_one(attempt: int) -> None:
    cases = [applied() for _ in range(AT_ONCE)]
    together([lambda c=case: do(c, "accept") for case in cases])
    taken = QuotaPlace.objects.order_by("place").values_list("place", "case__holds")
    assert list(taken) == [(n, [] if n <= 2 else ["quota"]) for n in range(1, AT_ONCE + 1)]
    assert QuotaCount.objects.get().places == AT_ONCE


@pytest.mark.parametrize("attempt", range(3))
def test_an_end_and_an_acceptance_at_once_leave_nobody_waiting(attempt: int) -> None:
    """Whoever is accepted while a place is being left either sees it or is looked at again."""
    one, two, three = (applied() for _ in range(3))
    do(one, "accept")
    do(two, "accept")
    together(
        [
            lambda: do(one, "noise", False, "夜间太吵，扰民"),
            lambda: do(three, "accept"),
        ]
    )
    run_jobs()
    assert Case.objects.get(pk=three.pk).holds == []


def test_never_more_grants_than_places_whoever_is_quicker() -> None:
    cases = [applied() for _ in range(4)]
    for case in cases:
        do(case, "accept")
        do(case, "noise")
    together([lambda c=case: do(c, "decide") for case in cases])
    for _ in range(3):
        run_jobs()
    states = [Case.objects.get(pk=case.pk).state for case in cases]
    assert states == ["granted", "granted", "refused", "refused"]
    with pytest.raises(Conflict):
        do(cases[0], "decide")
