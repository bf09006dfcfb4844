import os
from pathlib import Path

import pytest
from sample_papers import PAPERS, UNIT

from yimen.documents.adapters import fonts
from yimen.documents.adapters.layout_typst import Sheet, render
from yimen.documents.adapters.signer_test_authority import TestAuthority


@pytest.fixture(scope="session")
def pdf_fonts() -> Path:
    """The built fonts (or those YIMEN_PDF_FONTS names); says what to run when they are missing."""
    named = os.environ.get("YIMEN_PDF_FONTS")
    return fonts.folder(Path(named) if named else None)


@pytest.fixture(scope="session")
def papers(pdf_fonts: Path) -> dict[str, Sheet]:
    return {
        name: render(name, data, seal=UNIT, qr="https://example.org/v/1", fonts=pdf_fonts)
        for name, data in PAPERS.items()
    }


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> TestAuthority:
    return TestAuthority(tmp_path_factory.mktemp("keys"))
