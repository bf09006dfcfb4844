"""The code keeps its shape: rooms, sizes, names, declared actions and endpoints."""

from pathlib import Path

import pytest
from django.apps import apps
from django.urls import URLPattern, URLResolver, get_resolver
from rules import (
    CONTEXTS,
    RANK,
    SOURCE,
    city_words,
    python_files,
    strange_rooms,
    too_long,
    undeclared_actions,
    upward_keys,
    without_chinese_name,
)

from yimen.kernel import actions, events, permissions
from yimen.kernel.http import declared

FILES = list(python_files(SOURCE))
THE_DEFAULT_PACK = ("paths.py",)


@pytest.mark.parametrize("context", CONTEXTS)
def test_a_context_has_only_the_rooms_of_the_house(context: str) -> None:
    assert strange_rooms(SOURCE / context) == []


def test_files_and_functions_stay_small() -> None:
    assert [breach for path in FILES for breach in too_long(path)] == []


def test_public_things_begin_with_their_chinese_name() -> None:
    assert [breach for path in FILES for breach in without_chinese_name(path)] == []


def test_every_verb_is_an_action() -> None:
    rooms = [
        path
        for context in CONTEXTS
        for path in [SOURCE / context / "actions.py", *(SOURCE / context / "actions").glob("*.py")]
        if path.exists() and not path.name.startswith("_")
    ]
    assert len(rooms) >= len(CONTEXTS)
    assert [breach for path in rooms for breach in undeclared_actions(path)] == []


def test_the_engine_knows_no_city() -> None:
    engine = [path for path in FILES if path.name not in THE_DEFAULT_PACK]
    assert [breach for path in engine for breach in city_words(path)] == []


def test_engine_tests_know_no_city() -> None:
    tests = SOURCE.parents[1] / "tests"
    engine = [
        path
        for path in python_files(tests)
        if path.parent.name not in {"packs", "architecture"} and "published" not in path.name
    ]
    assert [b for path in engine for b in city_words(path, codes=False)] == []


def test_foreign_keys_point_down() -> None:
    models = [model for name in RANK for model in apps.get_app_config(name).get_models()]
    assert upward_keys(models) == []


def test_every_endpoint_declares_its_audience() -> None:
    undeclared = [name for name, view in endpoints(get_resolver()) if declared(view) is None]
    assert undeclared == []


def endpoints(resolver: URLResolver, prefix: str = "") -> list[tuple[str, object]]:
    found: list[tuple[str, object]] = []
    for entry in resolver.url_patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLPattern):
            if not route.startswith("api/"):
                found.append((route, entry.callback))
        else:
            found += endpoints(entry, route)
    return found


def test_every_permission_that_is_asked_is_registered() -> None:
    import re

    asked = {
        name
        for path in FILES
        for name in re.findall(
            r'(?:require|allowed)\(\s*by,\s*"([a-z._]+)"', path.read_text("utf-8")
        )
    }
    known = {name for name in permissions.registered() if name.split(".")[0] in RANK}
    assert asked == known


def test_events_have_titles_and_subjects() -> None:
    assert [
        name for name, kind in events.types().items() if not kind.title or not kind.subject_kind
    ] == []
    assert len(actions.registered()) > 20


def test_templates_have_no_inline_style_or_script() -> None:
    import re

    pages = sorted((SOURCE / "web" / "templates").rglob("*.html"))
    inline = re.compile(
        r"<script(?![^>]*\bsrc=)(?![^>]*application/(?:ld\+)?json)|\sstyle=|\son[a-z]+=\""
    )
    assert [str(p.name) for p in pages if inline.search(p.read_text("utf-8"))] == []


def test_lock_files_name_no_address() -> None:
    root = SOURCE.parents[1]
    locks: list[Path] = [*root.glob("requirements/*.txt"), root / "package-lock.json"]
    assert [path.name for path in locks if "://" in path.read_text("utf-8")] == []
