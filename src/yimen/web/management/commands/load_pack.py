"""装载城市包: `yimen manage load_pack NAME`: all of a checked pack, in one transaction."""

import hashlib
from argparse import ArgumentParser
from importlib.metadata import version
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from yimen.catalogue.api import (
    PackContents,
    check_pack,
    load_synonyms,
    publish_definitions,
    read_pack,
    unpublished,
)
from yimen.config import paths
from yimen.exchange.api import load_resources
from yimen.kernel import actors
from yimen.kernel.actors import Actor
from yimen.kernel.packs import yaml_marks
from yimen.kernel.problems import PackFaults
from yimen.oversight.api import load_plan
from yimen.parties.api import load_units
from yimen.vocabulary.api import load_words, loaded_digest


class Command(BaseCommand):
    """装载城市包"""

    help = "装载一个城市包：词汇、部门、数据资源、事项、一件事、工作要点。内容没变则什么也不做。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """参数"""
        parser.add_argument("name", help="城市包的名称")

    def handle(self, *args: Any, **options: Any) -> None:
        """执行: raises `PackFaults` naming every error; nothing is loaded then."""
        root = paths.packs() / options["name"]
        digest = _digest(root) if root.is_dir() else ""
        if digest and digest == loaded_digest():
            return
        pack = read_pack(root)
        errors = check_pack(pack).errors
        if errors:
            raise PackFaults(list(errors))
        with transaction.atomic():
            load(actors.clock("load_pack"), pack, digest)
        self.stdout.write(f"城市包 {options['name']} 已装载。")


def load(by: Actor, pack: PackContents, digest: str) -> None:
    """装载: the parts of a pack, each by the context that owns it."""
    if not (pack.city and pack.areas and pack.units and pack.elements):
        raise PackFaults(list(pack.faults))
    if not (pack.documents and pack.resources):
        raise PackFaults(list(pack.faults))
    calendar = yaml_marks.read((pack.root / "calendar.yaml").read_text("utf-8")).value
    load_words(
        by,
        pack.city.value,
        digest,
        calendar,
        pack.elements.value.elements,
        pack.documents.value.documents,
        pack.areas.value.areas,
    )
    load_units(by, pack.city.value.code, pack.units.value.units)
    load_resources(by, pack.city.value.code, pack.resources.value.resources)
    if fresh := unpublished(pack.definitions):
        publish_definitions(by, fresh)
    if pack.search:
        load_synonyms(by, pack.city.value.code, pack.search.value.synonyms)
    for plan in pack.plans:
        load_plan(by, Path(plan.file).stem, plan.value.root)


def _digest(root: Path) -> str:
    """SHA-256 of the pack's files, and of the holiday table that its calendar may rest on."""
    whole = hashlib.sha256(version("chinesecalendar").encode())
    for path in sorted(root.rglob("*.yaml")):
        whole.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    return whole.hexdigest()
