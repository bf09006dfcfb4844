"""The register of companies: numbers given out once, companies entered once."""

from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yimen.enterprise.actions import register_enterprise
from yimen.enterprise.models import BodyNumber, Enterprise
from yimen.enterprise.rules import body_number, kind_of
from yimen.kernel import actors
from yimen.kernel.actors import Actor, ActorKind
from yimen.kernel.codes import credit_code, organisation_code
from yimen.kernel.models import Event
from yimen.kernel.problems import Conflict, Denied
from yimen.parties.api import Party
from yimen.vocabulary.api import city

BY = actors.clock("test")
MOST = len(credit_code.ALPHABET) ** 6


@given(st.integers(0, MOST - 1), st.integers(0, MOST - 1))
def test_body_numbers_are_well_formed_and_never_the_same(one: int, other: int) -> None:
    first, second = body_number(one), body_number(other)
    assert organisation_code.verify(first)
    assert first.startswith("MA")
    assert (first == second) == (one == other)


@pytest.mark.parametrize("serial", [-1, MOST])
def test_a_used_up_prefix_is_told(serial: int) -> None:
    with pytest.raises(ValueError, match="已用完"):
        body_number(serial)


@pytest.mark.usefixtures("demo_city")
def test_a_company_is_entered_with_a_valid_code() -> None:
    case = uuid4()
    made = register_enterprise(BY, "示范市甲记糖水摊", "market-regulation", case)
    assert credit_code.verify(made.credit_code).ok
    assert made.credit_code.startswith(f"91{city().area_prefix}MA")
    assert (made.registrar_id, made.case) == ("market-regulation", case)
    assert Party.objects.get(pk=made.party_id).kind == "organisation"
    events = Event.objects.filter(subject_id=made.party_id).order_by("id")
    assert [e.type for e in events] == [
        "parties.OrganisationRegistered",
        "enterprise.EnterpriseRegistered",
    ]


@pytest.mark.usefixtures("demo_city")
def test_the_code_tells_an_individual_business_from_an_enterprise() -> None:
    made = register_enterprise(BY, "示范市丁记糖水摊", "market-regulation", uuid4(), "individual")
    assert credit_code.verify(made.credit_code).ok
    assert made.credit_code.startswith(f"92{city().area_prefix}MA")
    assert {kind_of("limited"), kind_of("")} == {"1"}


@pytest.mark.usefixtures("demo_city")
def test_codes_run_on_and_names_stand_once() -> None:
    first = register_enterprise(BY, "示范市乙记糖水摊", "market-regulation", uuid4())
    second = register_enterprise(BY, "示范市丙记糖水摊", "market-regulation", uuid4())
    assert first.credit_code != second.credit_code
    before = BodyNumber.objects.get().last
    with pytest.raises(Conflict, match="已经登记给另一家"):
        register_enterprise(BY, "示范市乙记糖水摊", "market-regulation", uuid4())
    assert BodyNumber.objects.get().last == before
    assert Enterprise.objects.count() == 2


@pytest.mark.usefixtures("demo_city")
def test_nobody_but_the_platform_enters_companies() -> None:
    reviewer = Actor(ActorKind.STAFF, "r", roles={"market-regulation": frozenset({"reviewer"})})
    with pytest.raises(Denied):
        register_enterprise(reviewer, "示范市丁记糖水摊", "market-regulation", uuid4())
    assert not Enterprise.objects.exists()
