"""The signing key: made once, kept from others, never replaced."""

import stat
import threading
from pathlib import Path

import pytest

from yimen.kernel.ledger import key_file
from yimen.kernel.ledger.notes import NoteInvalid
from yimen.kernel.problems import Unavailable


def test_a_key_is_made_on_first_use_and_kept(tmp_path: Path) -> None:
    folder = tmp_path / "keys"
    assert key_file.verifier(folder) is None
    made = key_file.signer(folder, "city.example/log").verifier
    assert key_file.signer(folder, "another").verifier == made
    assert key_file.verifier(folder) == made
    (file,) = folder.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_many_at_once_make_one_key(tmp_path: Path) -> None:
    start, made = threading.Barrier(8), list[str]()

    def make() -> None:
        start.wait()
        made.append(str(key_file.signer(tmp_path, "city.example/log").verifier))

    threads = [threading.Thread(target=make) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 8
    assert len(set(made)) == 1
    assert [file.name for file in tmp_path.iterdir()] == ["ledger.key"]


def test_a_key_that_cannot_be_read_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "ledger.key").write_bytes(b"\xff")
    with pytest.raises(Unavailable, match="从备份恢复"):
        key_file.signer(tmp_path, "city.example/log")
    (tmp_path / "ledger.key").write_text("PRIVATE+KEY+x+00000000+AAAA")
    with pytest.raises(Unavailable, match="不能使用"):
        key_file.verifier(tmp_path)


def test_a_name_that_cannot_stand_in_a_note_makes_no_key(tmp_path: Path) -> None:
    with pytest.raises(NoteInvalid):
        key_file.signer(tmp_path, "city log")
    assert list(tmp_path.iterdir()) == []
