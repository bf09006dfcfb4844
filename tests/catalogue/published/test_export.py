"""`yimen pack export DIR`: what is in force as a pack's folder, and read again as the same."""

from datetime import timedelta
from pathlib import Path

import yaml

from rich_items import SINCE, Run, publish_alone, publish_rich
from yimen.catalogue.api import check_pack, item_of, item_on, read_pack, unpublished
from yimen.catalogue.queries.contents import contents_in_force
from yimen.config import paths
from yimen.kernel.packs import yaml_marks
from yimen.vocabulary.api import today

DEMO = paths.packs() / "demo"


def texts(pack: Path) -> dict[str, bytes]:
    """The files of items, bundles and lists by the codes of what they define."""
    return {
        f"{folder}/{yaml.safe_load(path.read_bytes())['code']}": path.read_bytes()
        for folder in ("items", "bundles", "lists")
        for path in (pack / folder).rglob("*.yaml")
    }


def test_a_freshly_loaded_pack_comes_back_byte_for_byte(run: Run, tmp_path: Path) -> None:
    result = run("pack", "export", str(tmp_path / "out"))
    assert result.exit_code == 0, result.output
    assert texts(tmp_path / "out") == texts(DEMO)
    report = check_pack(read_pack(tmp_path / "out"))
    assert report.errors == ()


def test_the_other_files_say_what_was_loaded(run: Run, tmp_path: Path) -> None:
    run("pack", "export", str(tmp_path))
    exported, pack = read_pack(tmp_path), read_pack(DEMO)
    assert exported.faults == ()
    assert exported.element_of == pack.element_of
    assert exported.document_of == pack.document_of
    assert exported.resource_of == pack.resource_of
    assert exported.city
    assert pack.city
    assert exported.city.value == pack.city.value
    for name in ("calendar.yaml", "plan/2026.yaml"):
        there, here = (yaml_marks.read((p / name).read_text("utf-8")) for p in (tmp_path, DEMO))
        assert there.value == here.value, name


def test_what_came_by_other_ways_is_written_anew(run: Run, tmp_path: Path) -> None:
    """The rich item has no text, and lists have put things into it that its file must not say."""
    publish_rich()
    run("pack", "export", str(tmp_path))
    pack = read_pack(tmp_path)
    assert check_pack(pack).errors == ()
    assert not unpublished(pack.definitions)
    assert "papers-later" not in (tmp_path / "items/enterprise/hygiene-card.yaml").read_text()
    sign = (tmp_path / "items/enterprise/sign-filing.yaml").read_text("utf-8")
    assert sign == (DEMO / "items/stall/sign-filing.yaml").read_text("utf-8")


def test_every_definition_written_anew_reads_as_itself(run: Run, tmp_path: Path) -> None:
    publish_rich()
    run("pack", "export", str(tmp_path))
    before, after = contents_in_force(), read_pack(tmp_path)
    assert after.listed_items == before.item_of
    assert [b.value for b in after.bundles] == [b.value for b in before.bundles]
    assert [one.value for one in after.lists] == [one.value for one in before.lists]


def test_another_day_exports_what_was_in_force_then(run: Run, tmp_path: Path) -> None:
    publish_rich()
    result = run("pack", "export", str(tmp_path), "--as-of", "2026-02-28")
    assert result.exit_code == 0, result.output
    assert texts(tmp_path) == texts(DEMO)
    assert item_of(item_on("hygiene-card").pk).effective_from == SINCE


def test_what_has_ended_and_what_is_to_come_is_exported_with_its_dates(
    run: Run, tmp_path: Path
) -> None:
    """Other definitions may name it, and a pack that lacks it could not be checked."""
    ended = {"code": "old-card", "effective_to": today() - timedelta(days=1)}
    publish_alone(**ended)
    publish_alone(today() + timedelta(days=9), code="new-card", replaces=["old-card"])
    run("pack", "export", str(tmp_path / "now"))
    pack = read_pack(tmp_path / "now")
    assert {"old-card", "new-card", "hygiene-card"} <= set(pack.item_of)
    assert not unpublished(pack.definitions)
    assert [one for one in check_pack(pack).errors if "card" in one.message] == []
    run("pack", "export", str(tmp_path / "then"), "--as-of", str(today() - timedelta(days=1)))
    assert "new-card" not in read_pack(tmp_path / "then").item_of


def test_a_day_before_everything_has_nothing_to_export(run: Run, tmp_path: Path) -> None:
    result = run("pack", "export", str(tmp_path / "out"), "--as-of", "2020-01-01")
    assert result.exit_code == 2
    assert "没有施行的事项" in result.output
    assert not (tmp_path / "out").exists()


def test_a_folder_with_files_is_left_alone(run: Run, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    result = run("pack", "export", str(tmp_path))
    assert result.exit_code == 2
    assert "不是空文件夹" in result.output
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]
