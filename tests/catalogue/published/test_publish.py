"""`yimen pack publish DIR`: what a folder says anew goes the way of every change."""

import shutil
from pathlib import Path

import pytest

from city import actor
from rich_items import Run
from yimen.catalogue.actions import publish_change, review_change
from yimen.catalogue.api import bundle_in_force, item_in_force, item_of, items_of_bundle
from yimen.catalogue.models import Change
from yimen.catalogue.queries.published import lists_on
from yimen.config import paths
from yimen.vocabulary.api import today

LIST = """\
code: papers-later
name: {{zh_hans: 容缺材料清单, zh_hant: 容缺材料清單, en: Papers that may come later}}
kind: defer_papers
summary: {{zh_hans: 可以后补, zh_hant: 可以後補, en: May come later}}
unit: government-services
effective_from: "{day}"
basis:
  - {{note: 示范市虚构规定}}
entries:
  - {{item: hygiene-card, document: health-check}}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the fictional city's pack."""
    return Path(shutil.copytree(paths.packs() / "demo", tmp_path / "demo"))


def put(folder: Path, *swaps: tuple[str, str], name: str = "items/stall/hygiene-card.yaml") -> None:
    file = folder / name
    text = file.read_text("utf-8")
    for old, new in (('effective_from: "2025-01-01"', f'effective_from: "{today()}"'), *swaps):
        assert old in text
        text = text.replace(old, new)
    file.write_text(text, "utf-8")


def publish(run: Run, folder: Path, by: str = "designer") -> tuple[int, str]:
    words = ("--by", by, "--title", "食品卫生卡少跑一次", "--reason", "材料已能共享")
    result = run("pack", "publish", str(folder), *words)
    return result.exit_code, result.output


def test_a_changed_folder_is_submitted_reviewed_published_and_in_force(
    run: Run, folder: Path
) -> None:
    put(folder, ("visits: 2", "visits: 1"))
    status, said = publish(run, folder)
    assert status == 0, said
    change = Change.objects.get()
    assert change.state == Change.State.SUBMITTED
    assert [(part.kind, part.code) for part in change.parts.all()] == [("item", "hygiene-card")]
    for words in (str(change.id), f"/desk/changes/{change.id}", "法制审核", "变更  hygiene-card"):
        assert words in said, words
    assert item_of(item_in_force("hygiene-card").pk).visits == 2, "not published by the command"
    review_change(actor("law-officer"), change.id, "legal", True, "依据充分")
    publish_change(actor("designer"), change.id)
    assert item_of(item_in_force("hygiene-card").pk).visits == 1
    joined = items_of_bundle(bundle_in_force("open-a-stall").pk)
    assert joined["hygiene-card"][1].visits == 1
    assert "没有要送审的" in publish(run, folder)[1]


def test_a_changed_list_is_a_part_and_its_items_follow_it(run: Run, folder: Path) -> None:
    put(folder, ("    may_defer: true\n", ""))
    (folder / "lists").mkdir()
    (folder / "lists/later.yaml").write_text(LIST.format(day=today()), "utf-8")
    assert publish(run, folder)[0] == 0
    change = Change.objects.get()
    assert [part.kind for part in change.parts.all()] == ["item", "list"]
    review_change(actor("law-officer"), change.id, "legal", True)
    publish_change(actor("designer"), change.id)
    shutil.rmtree(folder / "lists")
    (folder / "lists").mkdir()
    text = LIST.format(day=today()).replace("可以后补", "可以以后再补")
    (folder / "lists/later.yaml").write_text(text, "utf-8")
    assert publish(run, folder)[0] == 0
    second = Change.objects.order_by("-opened_at").first()
    assert second is not None
    assert [part.kind for part in second.parts.all()] == ["list"]
    assert len(lists_on()) == 1


def test_a_power_that_moves_needs_the_staffing_office_too(run: Run, folder: Path) -> None:
    put(folder, ("unit: health\ncontext", "unit: market-regulation\ncontext"))
    assert "法制审核、编制审核" in publish(run, folder)[1]


def test_nothing_new_makes_no_change(run: Run, folder: Path) -> None:
    assert publish(run, folder) == (0, "文件夹里的内容都已经发布过，没有要送审的。\n")
    assert not Change.objects.exists()


def test_errors_leave_a_draft_and_say_where(run: Run, folder: Path) -> None:
    put(folder, ("document: goods-list", "document: no-such-paper"))
    status, said = publish(run, folder)
    assert status == 1
    assert "错误 item/hygiene-card:" in said
    assert Change.objects.get().state == Change.State.DRAFTING


def test_who_may_not_draft_is_refused(run: Run, folder: Path) -> None:
    put(folder, ("visits: 2", "visits: 1"))
    assert publish(run, folder, "clerk")[0] == 2
    assert "没有登录名为“nobody”的账号" in publish(run, folder, "nobody")[1]
    assert not Change.objects.exists()
