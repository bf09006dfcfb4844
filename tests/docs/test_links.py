"""Every page that a page points to is there, and so is the heading it names."""

import re
from pathlib import Path

import pytest
from markdown_pages import PAGES, ROOT, links, name_of, text_of


def heading_marks(page: Path) -> set[str]:
    """The anchors of a page's headings, as hosts of repositories make them."""
    titles = re.findall(r"^#+ (.+)$", text_of(page), re.M)
    plain = (re.sub(r"[^\w\- ]", "", title.lower()) for title in titles)
    return {title.strip().replace(" ", "-") for title in plain}


def is_broken(page: Path, link: str, root: Path) -> bool:
    if re.match(r"[a-z]+:", link):
        return False
    place, _, mark = link.partition("#")
    target = (page.parent / place).resolve() if place else page
    if not (target.exists() and target.is_relative_to(root)):
        return True
    return bool(mark) and target.suffix == ".md" and mark not in heading_marks(target)


def broken(page: Path, root: Path = ROOT) -> list[str]:
    return [link for link in links(page) if is_broken(page, link, root)]


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_links_lead_somewhere(page: Path) -> None:
    assert broken(page) == []


def test_a_broken_link_is_found(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    text = "# One\n[a](gone.md) [b](#one) [c](#two) [d](https://example.org) [f](../..) `[e](x)`\n"
    page.write_text(text)
    assert broken(page, tmp_path) == ["gone.md", "#two", "../.."]


def test_every_record_of_a_decision_is_in_the_index() -> None:
    folder = ROOT / "docs" / "adr"
    records = {path.name for path in folder.glob("[0-9]*.md")}
    assert records <= set(links(folder / "README.md"))
