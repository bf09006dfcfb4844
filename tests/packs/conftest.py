"""The packs of the repository as fixtures."""

import pytest
from pack_files import PACKS, Pack, read


@pytest.fixture(scope="session", params=PACKS)
def pack(request: pytest.FixtureRequest) -> Pack:
    """Every pack of the repository in turn."""
    return read(request.param)


@pytest.fixture(scope="session")
def demo_city() -> Pack:
    """The fictional city."""
    return read("demo")
