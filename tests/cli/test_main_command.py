"""The outermost command: help without imports, problems as text, exit codes."""

import subprocess
import sys
from itertools import pairwise

import click
import pytest
from click.testing import CliRunner

from yimen.cli import LazyGroup, exit_code, main
from yimen.kernel.problems import FieldError, Invalid, Problem, Unavailable


class Refused(Problem):
    exit_code = 7


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch):
    """Runs `yimen fail` with a command that raises the given problem."""

    def run_raising(problem: Problem):
        @click.command()
        def fail() -> None:
            raise problem

        monkeypatch.setitem(main.commands, "fail", fail)
        return CliRunner().invoke(main, ["fail"])

    return run_raising


def test_a_problem_is_clean_text(run) -> None:
    result = run(Invalid("请改正下列内容。", errors=[FieldError("name", "没有填写")]))
    assert result.exit_code == 2
    assert result.stderr == "错误：填写的内容有误\n请改正下列内容。\n  name：没有填写\n"
    assert result.stdout == ""


def test_a_problem_without_detail_is_said_once(run) -> None:
    assert run(Unavailable()).stderr == "错误：服务暂时不可用\n"


@pytest.mark.parametrize(
    ("problem", "code"), [(Problem(), 2), (Invalid(), 2), (Unavailable(), 4), (Refused(), 7)]
)
def test_exit_codes(run, problem: Problem, code: int) -> None:
    assert exit_code(problem) == code
    assert run(problem).exit_code == code


def test_every_command_has_help() -> None:
    """Walks the whole tree; each command is imported and shows its own help."""

    def paths(group: click.Group, above: tuple[str, ...]):
        context = click.Context(group)
        for name in group.list_commands(context):
            yield (*above, name)
            command = group.get_command(context, name)
            if isinstance(command, click.Group):
                yield from paths(command, (*above, name))

    found = list(paths(main, ()))
    assert ("up",) in found
    assert ("plan", "import") in found
    for path in found:
        result = CliRunner().invoke(main, [*path, "--help"])
        assert result.exit_code == 0, (path, result.output)
        assert result.output.startswith("Usage: "), path


def test_help_needs_neither_django_nor_the_commands() -> None:
    code = (
        "import sys; from yimen.cli import main\n"
        "try: main(['--help'])\n"
        "except SystemExit: pass\n"
        "print(sorted(m for m in sys.modules if m.partition('.')[0] in"
        " {'django', 'psycopg', 'rich', 'pydantic'} or m.startswith('yimen.cli.')))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "Usage:" in done.stdout
    assert done.stdout.splitlines()[-1] == "[]"


def test_an_unknown_command_is_wrong_use() -> None:
    result = CliRunner().invoke(main, ["fly"])
    assert result.exit_code == 2
    assert "fly" in result.stderr


def test_the_list_of_commands_keeps_its_order() -> None:
    names = main.list_commands(click.Context(main))
    assert names[0] == "up"
    places = [names.index(name) for name in ("manage", "deadline", "plan", "demo", "pack")]
    assert all(one < other for one, other in pairwise(places))


def test_a_lazy_group_imports_only_what_is_used() -> None:
    group = LazyGroup("g", lazy={"gone": ("no.such.module:command", "a line of help")})
    result = CliRunner().invoke(group, ["--help"])
    assert result.exit_code == 0
    assert "a line of help" in result.output
