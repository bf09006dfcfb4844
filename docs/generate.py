"""参考文档: writes `docs/reference` from what the code registers: permissions and events.

`python docs/generate.py` writes the pages, `--check` only says which are stale (exit code 1).
Nothing is written by hand there, so that the pages cannot say what the code does not do.
"""

import ast
import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from pathlib import Path

DOCS = Path(__file__).resolve().parent
FOLDER = DOCS / "reference"
SOURCE = DOCS.parent / "src" / "yimen"
_ASKING = {"require", "allowed"}
_NOTE = "Written by `make docs` from the code; do not edit.\n"


def pages() -> dict[str, str]:
    """全部页面: the text of every reference page by its file name."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yimen.config.settings")
    import django

    django.setup()
    return {"permissions.md": _permissions(), "events.md": _events()}


def main(arguments: list[str]) -> int:
    """执行: write the pages, or with `--check` compare them; the exit code."""
    texts = pages()
    stale = [name for name, text in texts.items() if _stored(name) != text]
    if "--check" in arguments:
        for name in stale:
            print(f"docs/reference/{name} 已过时，请运行 make docs。")
        return 1 if stale else 0
    FOLDER.mkdir(exist_ok=True)
    for name in stale:
        (FOLDER / name).write_text(texts[name], "utf-8")
    print(f"docs/reference：更新 {len(stale)} 页，共 {len(texts)} 页。")
    return 0


def _stored(name: str) -> str:
    path = FOLDER / name
    return path.read_text("utf-8") if path.is_file() else ""


def _permissions() -> str:
    from yimen.kernel import permissions

    asked = _asked(set(permissions.registered()))
    rows: list[tuple[str, ...]] = [
        (f"`{p.name}`", p.title, p.granted_to, "<br>".join(map(_source, asked.get(p.name, ()))))
        for p in permissions.registered().values()
    ]
    return _page(
        "Permissions 权限",
        "Every right the platform knows, with who has it. A context registers each once, with a "
        "pure rule; an action asks for it with `require`, a page with `allowed`. Whoever is "
        "refused reads “您不能…：只有…可以”, made of the second and third column, and the refusal "
        "is an event (`kernel.ActionDenied`).",
        {"": _table(("permission", "allows", "who has it", "asked in"), _by_name(rows))},
    )


def _events() -> str:
    from yimen.kernel import events

    found: dict[str, list[tuple[str, ...]]] = {}
    for name, kind in events.types().items():
        row = (
            f"`{name.partition('.')[2]}`",
            kind.title,
            _words(kind.__doc__),
            kind.subject_kind,
            " ".join(f"`{field.name}`" for field in fields(kind)),
            "<br>".join(f"`{handler}`" for handler in sorted(events.handlers_of(name))),
        )
        found.setdefault(name.partition(".")[0], []).append(row)
    head = ("event", "title", "meaning", "about", "data", "handlers")
    return _page(
        "Events 事件",
        "Everything the platform does leaves one of these in the append-only table "
        "`kernel_event`, in the transaction that did it, with who did it, for whom, when and in "
        "which request. “About” is the kind of subject, and the first of the data is its id. "
        "The title is what people read in a case's history. Handlers run after the commit, each "
        "in a job of its own; no handler means that the event is only kept.",
        {context: _table(head, _by_name(rows)) for context, rows in sorted(found.items())},
    )


def _asked(names: set[str]) -> Mapping[str, list[Path]]:
    """By permission, the files in which it is asked for by name, in order."""
    found: dict[str, list[Path]] = {}
    for path in sorted(SOURCE.rglob("*.py")):
        for name in dict.fromkeys(_names_asked(ast.parse(path.read_text("utf-8")))):
            if name in names:
                found.setdefault(name, []).append(path.relative_to(SOURCE))
    return found


def _names_asked(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if called in _ASKING:
                given = [a.value for a in node.args if isinstance(a, ast.Constant)]
                yield from (value for value in given if isinstance(value, str))


def _source(path: Path) -> str:
    return f"[{path.as_posix()}](../../src/yimen/{path.as_posix()})"


def _words(docstring: str | None) -> str:
    """The first paragraph of a docstring, without the Chinese name before the colon."""
    paragraph = " ".join((docstring or "").split("\n\n")[0].split())
    return paragraph.partition(": ")[2]


def _by_name(rows: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    return sorted(rows, key=lambda row: row[0])


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "".join(f"| {' | '.join(cell or ' ' for cell in line)} |\n" for line in lines)


def _page(title: str, about: str, sections: Mapping[str, str]) -> str:
    body = "\n".join(f"## {name}\n\n{text}" if name else text for name, text in sections.items())
    return f"# {title}\n\n{_NOTE}\n{about}\n\n{body}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
