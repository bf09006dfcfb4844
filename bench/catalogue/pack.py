"""人造城市包: the demo city's items and bundles, many times over, each with its own codes."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

from bench.running import ROOT
from yimen.kernel.packs import yaml_marks

DEMO = ROOT / "packs" / "demo"
ITEMS, BUNDLES = 300, 20

Rename = Callable[[str], str]


def synthetic(folder: Path, items: int = ITEMS, bundles: int = BUNDLES) -> Path:
    """造包: a pack of at least so many items, and so many bundles with their situations."""
    shutil.copytree(DEMO, folder)
    originals = [_read(path) for path in sorted((DEMO / "items").rglob("*.yaml"))]
    documents = _read(DEMO / "documents.yaml")
    issued = [one for one in documents["documents"] if "issued_by_item" in one]
    joined = [(path.name, _read(path)) for path in sorted((DEMO / "bundles").glob("*.yaml"))]
    tests = [(path.name, _read(path)) for path in sorted((DEMO / "tests").glob("*.yaml"))]
    codes = {one["code"] for one in (*originals, *issued, *(one for _, one in joined))}
    bound = {one["item"] for _, bundle in joined for one in bundle["members"]}
    count, n = len(originals), 0
    while count < items:
        n += 1
        rename, complete = _renaming(codes, n), n * len(joined) < bundles
        # Items that ask the questions of a bundle are copied with it alone.
        copied = [one for one in originals if complete or one["code"] not in bound]
        count += len(copied)
        for item in copied:
            _write(folder / "items" / f"copy{n}" / f"{item['code']}.yaml", _renamed(item, rename))
        there = {one["code"] for one in copied}
        documents["documents"] += [
            _renamed(one, rename) for one in issued if one["issued_by_item"] in there
        ]
        for name, bundle in joined if complete else ():
            _write(folder / "bundles" / f"copy{n}-{name}", _renamed(bundle, rename))
        for name, test in tests:
            if complete or test.get("item") in there:
                _write(folder / "tests" / f"copy{n}-{name}", _renamed(test, rename))
    _write(folder / "documents.yaml", documents)
    return folder


def _renaming(codes: set[str], n: int) -> Rename:
    """Codes of the copy, also within `item/step`, `defer:document` and the like."""

    def rename(text: str) -> str:
        for mark in ("/", ":"):
            head, found, rest = text.partition(mark)
            if found and " " not in text:
                return f"{rename(head)}{found}{rename(rest)}"
        return f"{text}-copy{n}" if text in codes else text

    return rename


def _renamed(value: Any, rename: Rename) -> Any:
    if isinstance(value, dict):
        return {_renamed(key, rename): _renamed(one, rename) for key, one in value.items()}
    if isinstance(value, list):
        return [_renamed(one, rename) for one in value]
    return rename(value) if isinstance(value, str) else value


def _read(path: Path) -> Any:
    return yaml_marks.read(path.read_text("utf-8")).value


def _write(path: Path, value: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(yaml.safe_dump(value, allow_unicode=True, sort_keys=False), "utf-8")
