"""Each check is proved by a deliberate breach that it must find."""

import configparser
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import models
from rules import (
    SOURCE,
    city_words,
    strange_rooms,
    too_long,
    undeclared_actions,
    upward_keys,
    without_chinese_name,
)

ROOT = SOURCE.parents[1]


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the source in which breaches can be made."""
    folder = tmp_path_factory.mktemp("breach")
    ignored = shutil.ignore_patterns("__pycache__", "static", "node_modules")
    shutil.copytree(SOURCE, folder / "yimen", ignore=ignored)
    shutil.copy(ROOT / ".importlinter", folder)
    return folder


def lint(folder: Path) -> str:
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]
    path = {"PYTHONPATH": str(folder)}
    done = subprocess.run(
        command,
        cwd=folder,
        check=False,
        capture_output=True,
        text=True,
        env=path,
    )
    return "" if done.returncode == 0 else done.stdout + done.stderr


def test_the_contracts_hold_in_the_copy(copy: Path) -> None:
    assert lint(copy) == ""


@pytest.mark.parametrize(
    ("file", "line", "contract"),
    [
        ("parties/queries.py", "import yimen.cases.api", "Contexts depend downwards only"),
        ("documents/queries.py", "import yimen.catalogue.api", "Contexts depend downwards only"),
        ("cases/queries/inbox.py", "import yimen.parties.models", "Others see of parties only"),
        ("cases/rules/states.py", "import django.db", "Rules touch no database"),
    ],
)
def test_a_breach_of_the_contracts_is_found(
    copy: Path, file: str, line: str, contract: str
) -> None:
    path = copy / "yimen" / file
    kept = path.read_text("utf-8")
    path.write_text(f"{line}\n{kept}", "utf-8")
    try:
        assert f"{contract}" in lint(copy)
    finally:
        path.write_text(kept, "utf-8")


def test_a_context_that_no_layer_names_is_found(copy: Path) -> None:
    (copy / "yimen" / "secrets").mkdir()
    (copy / "yimen" / "secrets" / "__init__.py").touch()
    assert "exhaustive" in lint(copy).lower() or "secrets" in lint(copy)
    shutil.rmtree(copy / "yimen" / "secrets")


def test_the_contracts_name_every_room_there_is() -> None:
    parser = configparser.ConfigParser()
    parser.read(ROOT / ".importlinter")
    protected = {
        module
        for section in parser.sections()
        if section.startswith("importlinter:contract:face-of-")
        for module in parser[section]["protected_modules"].split()
    }
    hidden = ("models", "rules", "actions", "queries", "sql", "handlers", "jobs", "adapters")
    contexts = [s.rsplit("-", 1)[1] for s in parser.sections() if "face-of-" in s]
    there = {
        f"yimen.{context}.{room}"
        for context in contexts
        for room in hidden
        if (SOURCE / context / room).is_dir() or (SOURCE / context / f"{room}.py").exists()
    }
    assert there == protected


def test_a_strange_room_is_found(tmp_path: Path) -> None:
    (tmp_path / "service.py").touch()
    assert strange_rooms(tmp_path) == [f"{tmp_path.name}/service.py"]


def test_long_files_and_functions_are_found(tmp_path: Path) -> None:
    file = tmp_path / "long.py"
    file.write_text("def f():\n" + "    x = 1\n" * 401)
    assert len(list(too_long(file))) == 2


def test_a_docstring_without_chinese_is_found(tmp_path: Path) -> None:
    file = tmp_path / "plain.py"
    file.write_text('"""模块"""\ndef f():\n    """English only."""\nclass C:\n    pass\n')
    assert list(without_chinese_name(file)) == ["plain.py: f", "plain.py: C"]


def test_a_verb_without_action_is_found(tmp_path: Path) -> None:
    file = tmp_path / "actions.py"
    file.write_text("def save(by): ...\n@action\ndef drop(who): ...\n@action\ndef ok(by): ...\n")
    assert [b.split(": ")[1] for b in undeclared_actions(file)] == ["save", "drop"]


def test_a_city_in_the_engine_is_found(tmp_path: Path) -> None:
    file = tmp_path / "city.py"
    file.write_text('name = "\u4e1c\u839e"\n')
    assert len(list(city_words(file))) == 1


def test_a_key_that_points_up_is_found() -> None:
    class Breach(models.Model):
        case = models.ForeignKey("cases.Case", models.PROTECT)

        class Meta:
            app_label = "parties"
            managed = False

    try:
        assert upward_keys([Breach]) == ["parties.Breach.case → cases"]
    finally:
        from django.apps import apps

        apps.all_models["parties"].pop("breach")
        apps.clear_cache()
