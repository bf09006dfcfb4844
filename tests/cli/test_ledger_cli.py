"""`yimen ledger …` and `yimen verify receipt`: the evidence at the command line."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from click.testing import CliRunner, Result
from django.db import connection

from yimen.cli import main
from yimen.kernel.ledger import queries, sql
from yimen.kernel.ledger.models import LedgerCheckpoint
from yimen.kernel.ledger.notes import Signer
from yimen.kernel.models import Event


@pytest.fixture(autouse=True)
def in_the_test_database(
    demo_city: None, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The commands' own database is the test's, with keys of its own."""
    from yimen.cli import runtime

    @contextmanager
    def answered() -> Iterator[None]:
        yield

    monkeypatch.setattr(runtime, "database", answered)
    monkeypatch.setattr(runtime, "close_connections", lambda: None)
    settings.YIMEN_KEYS = tmp_path / "keys"
    settings.YIMEN_LEDGER_ORIGIN = "city.example/log"


def run(*words: str) -> Result:
    return CliRunner(env={"COLUMNS": "120"}).invoke(main, list(words))


def receipt_file(folder: Path, **changes: Any) -> Path:
    """A receipt for the first three events, as a file."""
    ids = list(Event.objects.order_by("id").values_list("id", flat=True)[:3])
    file = folder / "receipt.json"
    file.write_text(json.dumps({**queries.receipt(ids), **changes}, ensure_ascii=False), "utf-8")
    return file


def tamper(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("set session_replication_role = replica")
        cursor.execute(statement)
        cursor.execute("set session_replication_role = origin")


def test_sealing_tells_what_was_added_and_signed() -> None:
    count = Event.objects.count()
    result = run("ledger", "seal")
    assert result.exit_code == 0, result.output
    assert f"写入 {count} 个事件，日志共 {count} 条。" in result.output
    assert LedgerCheckpoint.objects.get().note in result.output
    again = run("ledger", "seal")
    assert again.output == f"写入 0 个事件，日志共 {count} 条。\n"


def test_sealing_while_another_seals(monkeypatch: pytest.MonkeyPatch) -> None:
    @contextmanager
    def busy() -> Iterator[bool]:
        yield False

    monkeypatch.setattr(sql, "only_sealer", busy)
    result = run("ledger", "seal")
    assert (result.exit_code, result.output) == (0, "另一个进程正在封存，不必重复。\n")


def test_the_key_is_shown_once_there_is_one() -> None:
    before = run("ledger", "key")
    assert before.exit_code == 4
    assert "第一次封存时生成" in before.output
    run("ledger", "seal")
    assert run("ledger", "key").output.strip() == LedgerCheckpoint.objects.get().verifier


def test_a_sound_log() -> None:
    run("ledger", "seal")
    result = run("ledger", "audit")
    assert result.exit_code == 0, result.output
    assert f"日志 {Event.objects.count()} 条，检查点 1 个，待写入 0 个事件" in result.output
    assert "存证日志完好" in result.output


def test_a_changed_row_is_named() -> None:
    run("ledger", "seal")
    event = Event.objects.order_by("id")[1].id
    tamper(f"update kernel_event set actor_name = '别人' where id = {event}")
    result = run("ledger", "audit")
    assert result.exit_code == 1
    assert f"被改动 事件 {event}：" in result.output
    assert "发现 1 处问题" in result.output
    told = json.loads(run("ledger", "audit", "--json").output)
    assert (told["ok"], told["algorithm"]) == (False, "sha256")
    assert [(fault["kind"], fault["event"]) for fault in told["faults"]] == [("changed", event)]


def test_a_kept_checkpoint_and_a_former_key(tmp_path: Path) -> None:
    run("ledger", "seal")
    row = LedgerCheckpoint.objects.get()
    kept = tmp_path / "kept.txt"
    kept.write_text(row.note, "utf-8")
    assert run("ledger", "audit", "--checkpoint", str(kept)).exit_code == 0
    kept.write_text(row.note.replace("city", "town", 1), "utf-8")
    result = run("ledger", "audit", "--checkpoint", str(kept))
    assert result.exit_code == 1
    assert "检查点 kept.txt：签名不成立" in result.output
    (tmp_path / "keys" / "ledger.key").unlink()
    assert run("ledger", "audit").exit_code == 1
    assert run("ledger", "audit", "--key", row.verifier).exit_code == 0
    assert run("ledger", "audit", "--key", "nonsense").exit_code == 2


def test_a_receipt_is_verified(tmp_path: Path) -> None:
    run("ledger", "seal")
    file = receipt_file(tmp_path)
    key = LedgerCheckpoint.objects.get().verifier
    result = run("verify", "receipt", str(file), "--key", key)
    assert result.exit_code == 0, result.output
    assert "回执有效：证明了 3 条事件" in result.output
    first = Event.objects.order_by("id")[0]
    at = first.at.astimezone(ZoneInfo("Asia/Shanghai"))
    assert f"第 0 条  {at:%Y-%m-%d %H:%M:%S}" in result.output
    assert f"事件 {first.id} {first.type}" in result.output
    assert "city.example/log" in result.output
    assert "取自回执本身" not in result.output
    assert "取自回执本身" in run("verify", "receipt", str(file)).output
    told = json.loads(run("verify", "receipt", str(file), "--json").output)
    assert (told["ok"], told["known_key"], told["verifier"]) == (True, False, key)
    assert told["events"][0]["id"] == first.id


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"algorithm": "sm3"}, "证明不成立"),
        ({"checkpoint": "x"}, "格式不对"),
        ({"verifier": str(Signer.make("city.example/log").verifier)}, "没有由给定的公钥签名"),
        ({"format": "x"}, "不是一门的回执"),
    ],
)
def test_a_receipt_that_proves_nothing(tmp_path: Path, changes: Any, words: str) -> None:
    run("ledger", "seal")
    result = run("verify", "receipt", str(receipt_file(tmp_path, **changes)))
    assert result.exit_code == 1
    assert "错误：回执无效" in result.output
    assert words in result.output


def test_another_key_than_the_published_one(tmp_path: Path) -> None:
    run("ledger", "seal")
    file = receipt_file(tmp_path)
    stranger = str(Signer.make("city.example/log").verifier)
    result = run("verify", "receipt", str(file), "--key", stranger)
    assert result.exit_code == 1
    assert "没有由给定的公钥签名" in result.output
    assert run("verify", "receipt", str(file), "--key", "nonsense").exit_code == 2
    assert run("verify", "receipt", str(tmp_path / "none.json")).exit_code == 2


def test_a_receipt_cannot_write_to_the_terminal(tmp_path: Path) -> None:
    Event.objects.create(
        type="test.Noted",
        at=Event.objects.latest("id").at,
        actor_kind="person",
        actor_id="p",
        actor_name="\x1b[2J某人",
    )
    run("ledger", "seal")
    file = tmp_path / "receipt.json"
    file.write_text(json.dumps(queries.receipt([Event.objects.latest("id").id])), "utf-8")
    result = run("verify", "receipt", str(file))
    assert "\x1b[2J" not in result.output
    assert "·[2J某人" in result.output


def test_a_receipt_needs_neither_database_nor_settings(tmp_path: Path) -> None:
    run("ledger", "seal")
    file = receipt_file(tmp_path)
    code = (
        "import sys; from yimen.cli import main\n"
        "try: main()\n"
        "finally: assert not {'django', 'psycopg', 'yimen.config.settings'} & set(sys.modules)\n"
    )
    bare = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": os.environ.get("PYTHONPATH", ""),
        "HOME": str(tmp_path / "nowhere"),
        "DATABASE_URL": "nonsense",
        "DJANGO_SETTINGS_MODULE": "nonsense",
    }
    done = subprocess.run(
        [sys.executable, "-c", code, "verify", "receipt", str(file)],
        capture_output=True,
        text=True,
        check=False,
        env=bare,
    )
    assert done.returncode == 0, done.stderr
    assert "回执有效" in done.stdout
