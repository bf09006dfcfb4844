"""The way of a change: drafted, reviewed by others, published as what was reviewed."""

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError

from city import actor
from yimen.catalogue.actions import (
    drop_part,
    open_change,
    publish_change,
    remark,
    renew_part,
    reopen_change,
    review_change,
    save_part,
    settle_remark,
    submit_change,
    withdraw_change,
)
from yimen.catalogue.api import (
    ItemDefinition,
    bundle_in_force,
    item_in_force,
    item_of,
    items_of_bundle,
    publish_item,
)
from yimen.catalogue.models import BundleVersion, Change, ItemVersion, ListVersion
from yimen.catalogue.queries.changes import change_of, changes_visible_to, view_of_change
from yimen.config import paths
from yimen.kernel import actors
from yimen.kernel.models import Event
from yimen.kernel.problems import Conflict, Denied, Invalid, Unknown
from yimen.vocabulary.api import today

pytestmark = pytest.mark.usefixtures("demo_city")
CARD = (paths.packs() / "demo/items/stall/hygiene-card.yaml").read_text("utf-8")


def text(since: date, old: str = "", new: str = "") -> str:
    dated = CARD.replace('effective_from: "2025-01-01"', f'effective_from: "{since}"')
    assert not old or old in dated
    return dated.replace(old, new) if old else dated


def begun(by: str = "designer") -> Change:
    return open_change(actor(by), "食品卫生卡少跑一次", "材料已能共享")


def drafted(since: date | None = None, old: str = "visits: 2", new: str = "visits: 1") -> Change:
    change = begun()
    save_part(
        actor("designer"), change.id, "item", "hygiene-card", text(since or today(), old, new)
    )
    return change


def reviewed(change: Change, *offices: str) -> None:
    submit_change(actor("designer"), change.id)
    for office in offices:
        officer = {"legal": "law-officer", "staffing": "staffing-officer"}[office]
        review_change(actor(officer), change.id, office, True, "依据充分")


def of(change: Change) -> list[str]:
    rows = Event.objects.filter(subject_kind="change", subject_id=str(change.id)).order_by("id")
    return [row.type.removeprefix("catalogue.Change") for row in rows]


def test_a_change_is_drafted_reviewed_and_published() -> None:
    before = item_in_force("hygiene-card")
    change = drafted()
    reviewed(change, "legal")
    change.refresh_from_db()
    assert change.state == Change.State.APPROVED
    publish_change(actor("designer"), change.id)
    after = item_in_force("hygiene-card")
    assert after.pk != before.pk
    assert item_of(after.pk).visits == 1
    assert after.change_id == change.id
    assert after.source.startswith("#")
    assert of(change) == ["Opened", "PartSaved", "Submitted", "Reviewed", "Published"]
    assert ItemVersion.objects.get(pk=before.pk).definition["visits"] == 2


def test_the_bundle_follows_its_item_from_the_day_it_takes_effect() -> None:
    later = today() + timedelta(days=30)
    old = item_in_force("hygiene-card").pk
    change = drafted(later)
    reviewed(change, "legal")
    publish_change(actor("admin"), change.id)
    now, then = bundle_in_force("open-a-stall"), bundle_in_force("open-a-stall", later)
    assert item_in_force("hygiene-card").pk == old
    assert items_of_bundle(now.pk)["hygiene-card"][0] == old
    assert items_of_bundle(then.pk)["hygiene-card"][1].visits == 1
    assert bundle_in_force("open-a-stall", later - timedelta(days=1)).pk == now.pk


def test_two_changes_that_take_effect_on_different_days_do_not_undo_each_other() -> None:
    soon, later = today() + timedelta(days=10), today() + timedelta(days=30)
    for since, old, new in ((later, "visits: 2", "visits: 1"), (soon, "years: 3", "years: 4")):
        change = drafted(since, old, new)
        reviewed(change, "legal")
        publish_change(actor("designer"), change.id)
    between = items_of_bundle(bundle_in_force("open-a-stall", soon).pk)["hygiene-card"][1]
    assert (between.visits, between.result and between.result.valid_years) == (2, 4)
    after = items_of_bundle(bundle_in_force("open-a-stall", later).pk)["hygiene-card"][1]
    assert (after.visits, after.result and after.result.valid_years) == (1, 3)


def test_nobody_reviews_what_they_wrote() -> None:
    change = drafted()
    submit_change(actor("designer"), change.id)
    for login in ("designer", "admin", "staffing-officer", "clerk", "applicant"):
        with pytest.raises(Denied):
            review_change(actor(login), change.id, "legal", True)
    officer = actor("law-officer")
    change.parts.update(editors=[officer.id])
    with pytest.raises(Denied):
        review_change(officer, change.id, "legal", True)
    assert of(change)[-1] == "Submitted"


def test_a_change_that_moves_powers_needs_both_offices() -> None:
    change = drafted(None, "visits: 2", "status: suspended\nstatus_note: 检修\nvisits: 2")
    loose = (paths.packs() / "demo/bundles/open-a-stall.yaml").read_text("utf-8")
    stopped = loose.replace('effective_from: "2025-01-01"', f'effective_from: "{today()}"')
    stopped = stopped.replace("unit:", "status: suspended\nstatus_note: 检修\nunit:", 1)
    save_part(actor("designer"), change.id, "bundle", "open-a-stall", stopped)
    reviewed(change, "legal")
    with pytest.raises(Conflict, match="审核中"):
        publish_change(actor("designer"), change.id)
    review_change(actor("staffing-officer"), change.id, "staffing", True)
    publish_change(actor("designer"), change.id)
    with pytest.raises(Unknown):
        item_in_force("hygiene-card")
    with pytest.raises(Unknown):
        bundle_in_force("open-a-stall")


def test_what_a_change_breaks_elsewhere_keeps_it_back() -> None:
    change = drafted(None, "visits: 2", "status: cancelled\nstatus_note: 不再办\nvisits: 2")
    with pytest.raises(Invalid) as problem:
        submit_change(actor("designer"), change.id)
    assert any("bundle/open-a-stall" in one.field for one in problem.value.errors)


def test_faulty_text_is_kept_and_cannot_be_submitted() -> None:
    change = drafted(None, "visits: 2", "visits: often")
    view = view_of_change(change)
    assert [one.file for one in view.errors] == ["item/hygiene-card"]
    assert view.errors[0].line
    with pytest.raises(Invalid):
        submit_change(actor("designer"), change.id)
    assert change.parts.get().text.count("visits: often") == 1


def test_given_back_it_is_reviewed_anew() -> None:
    change = drafted()
    submit_change(actor("designer"), change.id)
    with pytest.raises(Invalid):
        review_change(actor("law-officer"), change.id, "legal", False, " ")
    review_change(actor("law-officer"), change.id, "legal", False, "依据的条款不对")
    change.refresh_from_db()
    assert (change.state, change.round) == (Change.State.DRAFTING, 2)
    reviewed(change, "legal")
    reopen_change(actor("designer"), change.id)
    with pytest.raises(Conflict):
        publish_change(actor("designer"), change.id)
    reviewed(change, "legal")
    with pytest.raises(Conflict, match="审核通过"):
        review_change(actor("law-officer"), change.id, "legal", True)
    with pytest.raises(Denied):
        publish_change(actor("law-officer"), change.id)


def test_the_later_of_two_editors_is_told() -> None:
    change = drafted()
    part = change.parts.get()
    save_part(actor("admin"), change.id, "item", "hygiene-card", CARD, part.revision)
    with pytest.raises(Conflict, match="刚被别人改过"):
        save_part(actor("designer"), change.id, "item", "hygiene-card", CARD, part.revision)
    part.refresh_from_db()
    assert part.revision == 2
    assert len(part.editors) == 2


def test_a_version_published_meanwhile_is_noticed() -> None:
    change = drafted()
    item = item_of(item_in_force("hygiene-card").pk)
    newer = ItemDefinition.model_validate({**item.model_dump(mode="json"), "visits": 3})
    publish_item(actors.clock("test"), newer)
    with pytest.raises(Conflict, match="新版本"):
        submit_change(actor("designer"), change.id)
    renew_part(actor("designer"), change.id, "item", "hygiene-card")
    submit_change(actor("designer"), change.id)


def test_a_list_is_published_with_the_items_it_changes() -> None:
    change = begun()
    body = (
        "code: card-key\nname: 重点清单\nkind: key\nsummary: 示范\nunit: health\n"
        f'effective_from: "{today()}"\nbasis: [{{note: 示范市虚构规定}}]\n'
        "entries: [{item: hygiene-card}]\n"
    )
    save_part(actor("designer"), change.id, "list", "card-key", body)
    reviewed(change, "legal")
    publish_change(actor("designer"), change.id)
    assert ListVersion.objects.get().code == "card-key"
    item = item_of(item_in_force("hygiene-card").pk)
    assert [one.list for one in item.key] == ["card-key"]
    assert items_of_bundle(bundle_in_force("open-a-stall").pk)["hygiene-card"][1] == item


def test_remarks_are_made_and_settled() -> None:
    change = drafted()
    made = remark(actor("law-officer"), change.id, "item", "hygiene-card", "visits", "为什么？")
    settle_remark(actor("designer"), made.id)
    made.refresh_from_db()
    assert made.settled_by
    assert made.settled_at
    with pytest.raises(Invalid):
        remark(actor("law-officer"), change.id, "item", "hygiene-card", "", "  ")
    with pytest.raises(Unknown):
        settle_remark(actor("designer"), uuid4())


def test_a_withdrawn_change_stays_readable() -> None:
    change = drafted()
    with pytest.raises(Invalid):
        withdraw_change(actor("designer"), change.id, "")
    withdraw_change(actor("designer"), change.id, "改由市里统一调整")
    for act in (submit_change, publish_change, reopen_change):
        with pytest.raises(Conflict):
            act(actor("designer"), change.id)
    with pytest.raises(Conflict):
        drop_part(actor("designer"), change.id, "item", "hygiene-card")
    assert change_of(actor("law-officer"), change.id).state == Change.State.WITHDRAWN


@pytest.mark.parametrize("login", ["clerk", "market-approver", "supervisor", "applicant"])
def test_outsiders_neither_see_nor_draft(login: str) -> None:
    change = drafted()
    count = Event.objects.count()
    with pytest.raises(Denied):
        open_change(actor(login), "标题", "理由")
    with pytest.raises(Denied):
        save_part(actor(login), change.id, "item", "hygiene-card", CARD, 1)
    with pytest.raises(Denied):
        publish_change(actor(login), change.id)
    assert Event.objects.count() == count + 3  # the denials, and nothing else
    assert not changes_visible_to(actor(login)).exists()
    with pytest.raises(Unknown):
        change_of(actor(login), change.id)


@pytest.mark.parametrize(
    ("kind", "code", "body"),
    [
        ("unit", "hygiene-card", CARD),
        ("item", "Hygiene Card", CARD),
        ("item", "hygiene-card", "x" * 200_001),
    ],
)
def test_what_is_no_part_is_refused(kind: str, code: str, body: str) -> None:
    change = begun()
    with pytest.raises(Invalid):
        save_part(actor("designer"), change.id, kind, code, body)
    with pytest.raises(Conflict, match="空的"):
        submit_change(actor("designer"), change.id)


def test_what_was_published_and_reviewed_cannot_be_changed_in_the_database() -> None:
    change = drafted()
    reviewed(change, "legal")
    publish_change(actor("designer"), change.id)
    for table in ("itemversion", "bundleversion", "review"):
        for statement in (
            f"update catalogue_{table} set id = id",
            f"delete from catalogue_{table}",
        ):
            with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement)


def test_what_ended_does_not_bring_back_what_it_replaced() -> None:
    item = item_of(item_in_force("hygiene-card").pk)
    ends = ItemDefinition.model_validate(
        {**item.model_dump(mode="json"), "effective_to": str(today() - timedelta(days=1))}
    )
    publish_item(actors.clock("test"), ends)
    with pytest.raises(Unknown):
        item_in_force("hygiene-card")
    assert BundleVersion.objects.filter(code="open-a-stall").count() == 1


def test_unknown_changes_are_told_as_such() -> None:
    with pytest.raises(Unknown):
        submit_change(actor("designer"), UUID(int=0))
