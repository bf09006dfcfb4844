"""Operators' words and failed searches, on a real database: exact rows and events."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from city import actor
from yimen.catalogue.actions import (
    add_synonym,
    load_synonyms,
    note_miss,
    settle_miss,
    withdraw_synonym,
)
from yimen.catalogue.models import SearchMiss, Synonym
from yimen.catalogue.queries.search import find_services, search_desk
from yimen.catalogue.rules.search.synonyms import SynonymEntry
from yimen.kernel.actors import clock
from yimen.kernel.models import Event
from yimen.kernel.problems import Conflict, Denied, Invalid, Unknown

pytestmark = pytest.mark.usefixtures("demo_city")
PLATFORM = clock("test")
WHY = "夜市的人这样叫"


def codes(words: str) -> list[str]:
    return [hit.code for hit in find_services(words).hits]


def told(kind: str) -> list[Any]:
    return [event.data for event in Event.objects.filter(type=f"catalogue.{kind}").order_by("id")]


def test_a_word_finds_what_it_means_from_now_on() -> None:
    assert codes("开个宵夜档") == []
    added = add_synonym(actor("designer"), "宵夜档", ["摊位登记", "食品卫生卡"], WHY)
    assert set(codes("开个宵夜档")) == {"stall-registration", "hygiene-card"}
    assert set(codes("開個宵夜檔")) == {"stall-registration", "hygiene-card"}
    assert (added.origin, added.added_by, added.why) == ("desk", "事项编制员", WHY)
    assert told("SynonymAdded")[-1] == {
        "synonym": str(added.id),
        "say": "宵夜档",
        "means": ["摊位登记", "食品卫生卡"],
        "both": False,
        "why": WHY,
    }


def test_a_word_is_withdrawn_and_stays_on_record() -> None:
    added = add_synonym(actor("designer"), "宵夜档", ["摊位登记"], WHY)
    with pytest.raises(Invalid):
        withdraw_synonym(actor("designer"), added.id, " ")
    row = withdraw_synonym(actor("admin"), added.id, "另有专项")
    assert codes("开个宵夜档") == []
    assert (row.withdrawn_by, row.withdrawn_why) == ("管理员", "另有专项")
    assert told("SynonymWithdrawn")[-1]["why"] == "另有专项"
    with pytest.raises(Conflict):
        withdraw_synonym(actor("designer"), added.id, "再撤一次")
    again = add_synonym(actor("designer"), "宵夜档", ["摊位登记"], WHY)
    assert again.id != added.id


def test_a_word_that_finds_nothing_is_refused() -> None:
    with pytest.raises(Invalid) as refused:
        add_synonym(actor("designer"), "宵夜档", ["点灯证"], "")
    assert [error.field for error in refused.value.errors] == ["means", "why"]


def test_one_word_has_one_entry() -> None:
    add_synonym(actor("designer"), "宵夜档", ["摊位登记"], WHY)
    with pytest.raises(Conflict):
        add_synonym(actor("designer"), "宵夜檔", ["食品卫生卡"], WHY)
    row = Synonym.objects.get(folded="宵夜档")
    row.pk, row.say = Synonym._meta.pk.get_default(), "又一个"
    row._state.adding = True
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


@pytest.mark.parametrize("login", ["clerk", "applicant", "supervisor", "law-officer"])
def test_others_may_not_keep_words(login: str) -> None:
    by = actor(login)
    with pytest.raises(Denied):
        search_desk(by)
    with pytest.raises(Denied):
        add_synonym(by, "宵夜档", ["摊位登记"], WHY)
    with pytest.raises(Denied):
        note_miss(by, "宵夜档")
    assert not Synonym.objects.filter(say="宵夜档").exists()


def test_misses_are_counted_and_settled_by_a_word() -> None:
    for _ in range(3):
        note_miss(PLATFORM, "开个宵夜档")
    note_miss(PLATFORM, "开个宵夜档", opened_nothing=True)
    note_miss(PLATFORM, "造飞船")
    desk = search_desk(actor("designer"))
    assert [(v.miss.words, v.miss.count, v.miss.unopened) for v in desk.misses] == [
        ("开个宵夜档", 4, 1),
        ("造飞船", 1, 0),
    ]
    add_synonym(actor("designer"), "宵夜档", ["摊位登记"], WHY)
    assert [view.miss.words for view in search_desk(actor("designer")).misses] == ["造飞船"]
    assert told("SearchMissHandled") == [{"words": "开个宵夜档", "count": 4}]


def test_a_settled_miss_comes_back_when_it_happens_again() -> None:
    note_miss(PLATFORM, "造飞船")
    note_miss(PLATFORM, "造飞船")
    row = settle_miss(actor("designer"), SearchMiss.objects.get().id)
    assert row.handled_by == "事项编制员"
    assert search_desk(actor("designer")).misses == []
    note_miss(PLATFORM, "造飞船")
    assert [view.miss.count for view in search_desk(actor("designer")).misses] == [1]
    with pytest.raises(Unknown):
        settle_miss(actor("designer"), row.id.__class__(int=1))


def test_events_of_misses_name_nobody() -> None:
    note_miss(PLATFORM, "造飞船")
    event = Event.objects.filter(type="catalogue.SearchMissed").latest("id")
    assert (event.actor_kind, event.for_party) == ("clock", "")
    assert event.data == {"words": "造飞船", "opened_nothing": False}


def entries(**words: str) -> list[SynonymEntry]:
    return [SynonymEntry(say=say, means=[means]) for say, means in words.items()]


def in_force() -> dict[str, str]:
    return {row.say: row.origin for row in Synonym.objects.filter(withdrawn_at=None)}


def test_a_pack_that_is_loaded_again_leaves_operators_words_alone() -> None:
    load_synonyms(PLATFORM, "demo", entries(宵夜档="摊位登记", 烧烤档="摊位登记", 早市="摊位登记"))
    assert set(in_force()) == {"宵夜档", "烧烤档", "早市"}, "what the pack no longer has is gone"
    withdraw_synonym(actor("designer"), Synonym.objects.get(say="烧烤档").id, "查错了")
    withdraw_synonym(actor("designer"), Synonym.objects.get(say="早市").id, "换一个")
    add_synonym(actor("designer"), "早市", ["招牌备案"], "这里说的是招牌")
    load_synonyms(PLATFORM, "demo", entries(宵夜档="摊位登记", 烧烤档="摊位登记", 早市="摊位登记"))
    assert in_force() == {"宵夜档": "pack", "早市": "desk"}
    load_synonyms(PLATFORM, "demo", entries(宵夜档="食品卫生卡"))
    assert in_force() == {"宵夜档": "pack", "早市": "desk"}
    assert Synonym.objects.get(say="宵夜档", withdrawn_at=None).means == ["食品卫生卡"]


def test_the_packs_own_words_are_in_force() -> None:
    assert codes("想卖唱") == ["busking-place"]
    assert set(in_force().values()) == {"pack"}
