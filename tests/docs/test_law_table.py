"""The table of rules of law names only code and tests that are there, and a test for each rule."""

import ast
import re
from functools import lru_cache

from markdown_pages import ROOT, text_of

PAGE = ROOT / "docs" / "law.md"
_NAMED = re.compile(r"`([\w/]+\.py)(?::(\w+))?`")


def rows() -> list[list[str]]:
    """The cells of every rule: rule, law, code, tests."""
    lines = [line for line in text_of(PAGE).splitlines() if line.startswith("| ")]
    cells = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]
    return [row for row in cells if row[0].strip() != "rule"]


@lru_cache
def names_in(path: str) -> set[str]:
    """Functions, classes and constants that a file defines; methods of its classes too."""
    found: set[str] = set()
    for node in ast.walk(ast.parse((ROOT / path).read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            found.add(node.name)
        elif isinstance(node, ast.Assign):
            found |= {target.id for target in node.targets if isinstance(target, ast.Name)}
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            found.add(node.target.id)
    return found


def missing(cell: str, folder: str) -> list[str]:
    return [
        f"{folder}/{path}:{name}"
        for path, name in _NAMED.findall(cell)
        if not (ROOT / folder / path).is_file()
        or (name and name not in names_in(f"{folder}/{path}"))
    ]


def test_all_code_and_tests_that_it_names_exist() -> None:
    gone = [one for _, _, code, _ in rows() for one in missing(code, "src/yimen")]
    gone += [one for _, _, _, tests in rows() for one in missing(tests, "tests")]
    assert gone == []


def test_each_rule_has_its_law_its_place_and_a_test() -> None:
    told = rows()
    assert len(told) > 20
    for rule, law, code, tests in told:
        assert law, rule
        assert _NAMED.findall(code), rule
        found = _NAMED.findall(tests)
        assert found, rule
        assert all(name.startswith("test_") for _, name in found), rule


def test_what_is_not_there_is_found() -> None:
    assert missing("`cases/rules/quota.py:standing`", "src/yimen") == []
    assert missing("`cases/rules/quota.py:sitting`, `cases/no.py`", "src/yimen") == [
        "src/yimen/cases/rules/quota.py:sitting",
        "src/yimen/cases/no.py:",
    ]
