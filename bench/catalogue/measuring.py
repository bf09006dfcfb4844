"""测速: what `make bench-catalogue` measures, in CPU seconds of this process."""

import platform
import subprocess
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from bench.catalogue.elements import ELEMENTS, named, spelt
from bench.catalogue.pack import BUNDLES, DEMO, ITEMS, synthetic
from bench.catalogue.policies import measure_policies
from bench.catalogue.workload import applicant, rules
from bench.running import ROOT, folder, machine, say, tell
from yimen.catalogue.rules.checks import check_pack
from yimen.catalogue.rules.conditions import Conditions
from yimen.catalogue.rules.contents import read_pack
from yimen.catalogue.rules.situations.walking import walk_pack

LOAD_LIMIT, APPLY_LIMIT = 5.0, 20.0
"""Seconds of reading and checking a pack; milliseconds for a thousand conditions."""


def measure(peers: str | None, *, is_quick: bool) -> list[str]:
    """测量: one line a figure; the names of those over their limit."""
    rounds, over = (5, 1)[is_quick], list[str]()
    with folder() as place:
        over += _packs(place, rounds)
        over += _applying(rounds * 5)
        if peers:
            say("对照引擎")
            command = [peers, "-m", "bench.catalogue.peers", str(rounds * 5)]
            subprocess.run(command, cwd=ROOT, check=True)
        over += measure_policies(place, (100_000, 20_000)[is_quick])
    tell({"figure": "machine", **machine(), "python": platform.python_version()})
    return over


def _packs(place: Path, rounds: int) -> list[str]:
    say(f"造一个 {ITEMS} 个事项、{BUNDLES} 件一件事的包")
    made = synthetic(place / "pack")
    over = []
    for pack in (DEMO, ROOT / "packs" / "dongguan", made):
        say(f"读取并检查 {pack.name}")
        contents = read_pack(pack)
        report = check_pack(contents)
        reading = _median(partial(read_pack, pack), rounds)
        checking = _median(partial(check_pack, contents), rounds)
        walking = _once(partial(walk_pack, contents))
        line = {
            "figure": "pack",
            "pack": pack.name if pack != made else "synthetic",
            "items": report.counts["items"],
            "bundles": report.counts["bundles"],
            "errors": report.counts["errors"],
            "read_s": round(reading, 2),
            "check_s": round(checking, 2),
            "cpu_s": round(reading + checking, 2),
            "walk_s": round(walking, 2),
        }
        tell(line)
        if reading + checking > LOAD_LIMIT:
            over.append(f"检查 {line['pack']}")
    return over


def _applying(rounds: int) -> list[str]:
    given, values = rules(), applicant()
    whens = [spelt(rule) for rule in given]
    started = time.process_time()
    conditions = Conditions.of([], ELEMENTS)
    for when in whens:
        conditions.compile(when)
    compiling = time.process_time() - started
    form = named(values)

    def applies() -> list[bool | None]:
        facts = conditions.given({}, form)
        return [facts.applies(when) for when in whens]

    assert applies() == [rule.decide(values) for rule in given]
    spent = _median(applies, rounds)
    tell(
        {
            "figure": "apply",
            "engine": "yimen",
            "conditions": len(whens),
            "compile_ms": round(compiling * 1e3, 1),
            "cpu_ms": round(spent * 1e3, 2),
            "evaluations_per_second": round(len(whens) / spent),
        }
    )
    return ["一千个条件"] if spent * 1e3 > APPLY_LIMIT else []


def _median(work: Callable[[], Any], rounds: int) -> float:
    """CPU seconds; a first time besides is not counted."""
    work()
    spent = sorted(_once(work) for _ in range(rounds))
    return spent[len(spent) // 2]


def _once(work: Callable[[], Any]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started
