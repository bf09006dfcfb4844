"""What the code must look like, as functions that name every breach; each is proved by a test."""

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2] / "src" / "yimen"
CONTEXTS = (
    "vocabulary",
    "parties",
    "exchange",
    "catalogue",
    "documents",
    "cases",
    "enterprise",
    "oversight",
)
RANK = {name: rank for rank, name in enumerate(("kernel", *CONTEXTS))} | {"catalogue": 4}
ROOMS = {
    "models", "rules", "actions", "queries", "sql", "events", "handlers", "jobs", "api", "http",
    "migrations", "adapters", "apps", "templates_pdf", "__init__", "__pycache__",
}  # fmt: skip
CITY_WORDS = re.compile("东莞|東莞|dongguan|Dongguan|莞家|441900")
_CHINESE = re.compile("[\u4e00-\u9fff]")
MOST_LINES, MOST_OF_A_FUNCTION = 400, 40


def python_files(root: Path) -> Iterator[Path]:
    for path in sorted(root.rglob("*.py")):
        if "migrations" not in path.parts:
            yield path


def strange_rooms(context: Path) -> list[str]:
    return sorted(
        f"{context.name}/{entry.name}"
        for entry in context.iterdir()
        if entry.name.removesuffix(".py") not in ROOMS
    )


def too_long(path: Path) -> Iterator[str]:
    text = path.read_text("utf-8")
    if text.count("\n") > MOST_LINES:
        yield f"{path.name}: {text.count(chr(10))} lines"
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or 0) - node.lineno + 1 - _docstring_lines(node)
            if length > MOST_OF_A_FUNCTION:
                yield f"{path.name}:{node.lineno} {node.name}: {length} lines"


def without_chinese_name(path: Path) -> Iterator[str]:
    """Public modules, classes and functions whose docstring does not begin in Chinese."""
    tree = ast.parse(path.read_text("utf-8"))
    for node in _public(tree):
        words = ast.get_docstring(node)
        name = getattr(node, "name", path.name)
        if not words or not _CHINESE.search(words[:10]):
            yield f"{path.name}: {name}"


def undeclared_actions(path: Path) -> Iterator[str]:
    """Public functions of an actions room without `@action`, or whose first parameter is not by."""
    tree = ast.parse(path.read_text("utf-8"))
    for node in tree.body:
        if not isinstance(node, ast.FunctionDef) or node.name.startswith("_"):
            continue
        decorated = any(getattr(d, "id", "") == "action" for d in node.decorator_list)
        first = node.args.args[0].arg if node.args.args else ""
        helper = node.name in PURE_HELPERS.get(path.parent.name + "/" + path.name, ())
        if not helper and (not decorated or first != "by"):
            yield f"{path.parent.name}/{path.name}: {node.name}"


PURE_HELPERS = {
    "documents/actions.py": ("verification_url",),
}
"""Functions that stand beside actions and change nothing."""


def city_words(path: Path, *, codes: bool = True) -> Iterator[str]:
    """Lines that name the first city; `codes` includes its area code, which vectors may carry."""
    for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
        found = CITY_WORDS.search(line)
        if found and (codes or found[0] != "441900"):
            yield f"{path.name}:{number} {line.strip()}"


def upward_keys(models: Iterable[type]) -> list[str]:
    """Foreign keys from a context to one above it, or beside it."""
    found = []
    for model in models:
        here = model._meta.app_label  # type: ignore[attr-defined]
        for field in model._meta.get_fields():  # type: ignore[attr-defined]
            target = getattr(field, "related_model", None)
            if target is None or field.auto_created:
                continue
            there = target._meta.app_label
            if there != here and RANK.get(there, 99) >= RANK[here]:
                found.append(f"{here}.{model.__name__}.{field.name} → {there}")
    return found


def _public(tree: ast.Module) -> Iterator[ast.Module | ast.ClassDef | ast.FunctionDef]:
    yield tree
    for node in tree.body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef) and not node.name.startswith("_"):
            yield node
            if isinstance(node, ast.ClassDef):
                for inner in node.body:
                    if isinstance(inner, ast.FunctionDef) and not inner.name.startswith("_"):
                        yield inner


def _docstring_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    first = node.body[0]
    if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
        return (first.end_lineno or 0) - first.lineno + 1
    return 0
