"""Every citation of a pack stands in the text of law that was in force on the day."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from pack_files import Pack, models, read

from yimen.kernel.packs import Source

pytestmark = pytest.mark.published


def citations(pack: Pack) -> Iterator[tuple[Source, date]]:
    first = min(bundle.effective_from for bundle in pack.bundles.values())
    for root in pack.all:
        for source in models(root):
            if isinstance(source, Source) and source.law:
                yield source, getattr(root, "effective_from", first)


def editions(laws: Path, title: str) -> dict[str, Path]:
    """The texts of a law by the date of their version."""
    pattern = re.compile(re.escape(title) + r"\((\d{4}-\d{2}-\d{2})\)\.md")
    found = {}
    for path in laws.glob(f"**/{title}(*).md"):
        version = pattern.fullmatch(path.name)
        if version:
            found[version[1]] = path
    return found


def test_citations_stand_in_the_text_in_force(pack: Pack, shared_dir: Path):
    for source, day in citations(pack):
        texts = editions(shared_dir / "law", source.law)
        if source.unverified:
            assert source.version not in texts, f"{source} can be verified now"
            continue
        assert source.version in texts, source
        assert source.version == max(v for v in texts if v <= day.isoformat()), source
        lines = texts[source.version].read_text("utf-8").splitlines()
        assert any(re.match(rf"{source.article}(?!之)[\s、　]", line) for line in lines), source


def test_dongguan_cites_the_laws_it_stands_on(shared_dir: Path):
    verified = {s.law for s, _ in citations(read("dongguan")) if not s.unverified}
    assert verified >= {
        "公司法",
        "公司登记管理条例",
        "优化营商环境条例",
        "发票管理办法",
        "社会保险法",
        "住房公积金管理条例",
        "行政许可法",
        "食品安全法实施条例",
        "国务院关于在线政务服务的若干规定",
    }
