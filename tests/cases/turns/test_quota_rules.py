"""Places in the order of acceptance: the rule against a slow, obvious oracle."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yimen.cases.rules.quota import standing


def ends(count: int, order: list[str]) -> list[str]:
    """How a queue ends when each case would be granted or not on its merits, and only `count` can
    be: the obvious way, one after the other."""
    left, told = count, []
    for merits in order:
        if merits == "no":
            told.append("refused")
        elif left:
            left -= 1
            told.append("granted")
        else:
            told.append("full")
    return told


@given(
    st.integers(1, 4),
    st.lists(st.sampled_from(["yes", "no"]), max_size=7),
    st.randoms(use_true_random=False),
)
def test_whatever_the_order_of_the_work_the_order_of_acceptance_decides(
    count: int, merits: list[str], chance
) -> None:
    """Cases are decided in any order as far as their holds let them; the end is the oracle's."""
    state = ["waiting"] * len(merits)
    while "waiting" in state:
        movable = []
        for n, stands in enumerate(state):
            if stands != "waiting":
                continue
            taken = state.count("granted")
            before = sum(s == "waiting" for s in state[:n])
            found = standing(count, taken, before)
            if merits[n] == "no":
                movable.append((n, "refused"))  # a refusal waits for no place
            elif found != "wait":
                movable.append((n, "granted" if found == "free" else "full"))
        assert movable, "nobody can go on"
        n, end = chance.choice(movable)
        state[n] = end
    assert state == ends(count, merits)


@pytest.mark.parametrize(("count", "taken"), list(itertools.product([1, 3], [0, 1, 3, 4])))
def test_no_place_is_free_beyond_the_count(count: int, taken: int) -> None:
    assert (standing(count, taken, 0) == "free") == (taken < count)
    assert (standing(count, taken, 99) == "full") == (taken >= count)
