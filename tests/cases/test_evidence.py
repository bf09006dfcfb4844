"""The applicant's receipt: proof that can be checked without the platform, for nobody else."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.test import Client

from city import PASSWORD
from stall import submitted
from yimen.cases.queries import evidence_of
from yimen.cli import main
from yimen.kernel.ledger.queries import NotSealedYet
from yimen.kernel.ledger.sealing import seal

committed = pytest.mark.usefixtures("committed_city")


def client(login: str) -> Client:
    web = Client()
    web.post("/login", {"login": login, "password": PASSWORD})
    return web


@pytest.mark.usefixtures("demo_city")
def test_what_is_not_sealed_yet_has_no_receipt() -> None:
    with pytest.raises(NotSealedYet):
        evidence_of(submitted())


@committed
def test_a_receipt_is_checked_offline_and_a_changed_one_is_not_believed(tmp_path: Path) -> None:
    root = submitted()
    mine = client("applicant")
    assert mine.get(f"/cases/{root.id}/evidence").status_code == 409
    seal()
    answer = mine.get(f"/cases/{root.id}/evidence")
    assert answer.status_code == 200
    assert "attachment" in answer.headers["Content-Disposition"]
    kept = tmp_path / "receipt.json"
    kept.write_bytes(answer.content)
    good = CliRunner().invoke(main, ["verify", "receipt", str(kept)])
    assert good.exit_code == 0, good.output
    assert root.number in answer.content.decode()
    kept.write_text(kept.read_text("utf-8").replace(root.number, "AAAA-AAAA-AAAA-AAAA"), "utf-8")
    bad = CliRunner().invoke(main, ["verify", "receipt", str(kept)])
    assert bad.exit_code == 1, bad.output


@committed
def test_a_receipt_says_nothing_of_what_was_said_inside() -> None:
    root = submitted()
    seal()
    answer = client("applicant").get(f"/cases/{root.id}/evidence")
    entries = json.loads(answer.content)["events"]
    told = {json.loads(one["entry"])["type"] for one in entries}
    assert "cases.CaseSubmitted" in told
    assert not told & {"cases.TaskDone", "cases.TaskOpened"}


@committed
def test_a_strangers_receipt_is_unknown() -> None:
    root = submitted()
    seal()
    assert client("applicant-2").get(f"/cases/{root.id}/evidence").status_code == 404
