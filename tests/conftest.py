"""Fixtures shared by all tests: the real public files when they are present, and the sample."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("kit", deadline=None)  # speed is measured in benchmarks/, never here
settings.load_profile("kit")

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real public files; tests that need it are skipped where it is absent."""
    folder = Path(os.environ.get("RAR_SHARED_DATA", ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(
            "the real public state files are not here; put them beside the checkout as "
            "shared/data, or name their folder in RAR_SHARED_DATA"
        )
    return folder


@pytest.fixture(scope="session")
def sample() -> Path:
    """The invented state that ships with the project."""
    return ROOT / "data_samples"


@pytest.fixture(scope="session")
def shared(tmp_path_factory) -> Path:
    """A folder for what is made once for all processes that test at the same time."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
