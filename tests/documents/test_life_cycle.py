import pytest

from yimen.documents.rules import EDGES, State, Verb, possible_verbs, transition
from yimen.kernel.problems import Conflict


def test_every_edge_has_a_reason_and_no_verb_leads_two_ways() -> None:
    assert all(edge.reason for edge in EDGES)
    assert len({(edge.source, edge.verb) for edge in EDGES}) == len(EDGES)


def test_only_these_ways_exist() -> None:
    assert {(e.source, e.verb.value, e.target) for e in EDGES} == {
        (State.VALID, "suspend", State.SUSPENDED),
        (State.SUSPENDED, "resume", State.VALID),
        (State.VALID, "replace", State.REPLACED),
        *(
            (state, verb, State.REVOKED)
            for state in (State.VALID, State.SUSPENDED)
            for verb in ("withdraw", "rescind", "penalise", "cancel")
        ),
    }


@pytest.mark.parametrize("verb", Verb)
@pytest.mark.parametrize("state", State)
def test_a_way_exists_or_the_answer_says_what_does(state: State, verb: Verb) -> None:
    if verb in possible_verbs(state):
        assert transition(state, verb).source == state
        return
    with pytest.raises(Conflict) as caught:
        transition(state, verb)
    assert f"处于“{state.word}”状态，不能{verb.word}" in caught.value.detail


@pytest.mark.parametrize("state", [State.REVOKED, State.REPLACED])
def test_what_has_ended_stays_ended(state: State) -> None:
    assert possible_verbs(state) == ()


def test_a_suspended_certificate_is_not_replaced_before_the_doubt_is_settled() -> None:
    with pytest.raises(Conflict, match="现在可以恢复、撤回、撤销、吊销、注销"):
        transition(State.SUSPENDED, Verb.REPLACE)
