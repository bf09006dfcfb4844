"""`yimen item show CODE`: an item as it stands on a day, as text and as JSON."""

import json
from datetime import timedelta

from rich_items import SINCE, Run, publish_alone, publish_rich


def test_an_item_is_told_with_its_versions(run: Run) -> None:
    publish_rich()
    result = run("item", "show", "hygiene-card")
    assert result.exit_code == 0, result.output
    for part in (
        *("食品卫生卡", "hygiene-card", "市卫生健康局", "行政许可，承诺件", "2026-03-01 起"),
        *("2 个工作日（示范市虚构规定）", "工本费 5.00 元", "实行告知承诺", "open-a-stall"),
        *("健康检查证明", "可容缺、可承诺代替、按情形", "卫生审查", "在 review 之后"),
        "2025-01-01 至 2026-02-28",
    ):
        assert part in result.output, part


def test_a_day_gives_what_was_in_force_then(run: Run) -> None:
    publish_rich()
    before = str(SINCE - timedelta(days=1))
    told = json.loads(run("item", "show", "hygiene-card", "--as-of", before, "--json").output)
    assert (told["effective_from"], told["fees"]) == ("2025-01-01", [])
    now = json.loads(run("item", "show", "hygiene-card", "--json").output)
    assert now["fees"][0]["yuan"] == "5.00"
    assert now["guide"]["places"][0]["phone"] == "000-1234567"
    assert [one["since"] for one in now["versions"]] == ["2026-03-01", "2025-01-01"]
    assert now["papers"][3]["defer_list"] == "papers-later"


def test_a_stopped_item_is_shown_too(run: Run) -> None:
    publish_alone(status="suspended", status_note="检修")
    assert "暂停办理：检修" in run("item", "show", "hygiene-card").output


def test_unknown_codes_and_days_are_told(run: Run) -> None:
    unknown = run("item", "show", "no-such-item")
    assert (unknown.exit_code, "没有编码为“no-such-item”的事项" in unknown.output) == (2, True)
    early = run("item", "show", "hygiene-card", "--as-of", "2024-01-01")
    assert early.exit_code == 2
    assert "从 2025-01-01 起施行，2024-01-01 还没有" in early.output
    assert run("item", "show", "hygiene-card", "--as-of", "2026-02-30").exit_code == 2
