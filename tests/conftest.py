"""What every test may ask for: the project's example letters, and the State's own letters where they are at hand."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import settings

from kg.documents import Document, find_sources, read_source

# Wall time tells nothing on a machine that others use as well; what may take how long has tests of its own.
settings.register_profile("imr", deadline=None)
settings.load_profile("imr")

PROJECT = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def project() -> Path:
    """The top of the checkout."""
    return PROJECT


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real letters and gold readings beside the checkout."""
    folder = PROJECT.parent / "shared"
    if not (folder / "letters").is_dir():
        pytest.skip("needs the real letters: no folder ../shared/letters beside the checkout")
    return folder


@pytest.fixture(scope="session")
def examples(project: Path) -> Path:
    """The folder of letters written for this project."""
    return project / "examples" / "letters"


def _texts(folder: Path) -> dict[str, str]:
    results = [result for source in find_sources([folder]) for result in read_source(source)]
    assert all(isinstance(result, Document) for result in results), results
    return {result.source: result.text for result in results if isinstance(result, Document)}


@pytest.fixture(scope="session")
def example_texts(examples: Path) -> Mapping[str, str]:
    """Text of each example letter by its file's name."""
    return _texts(examples)


@pytest.fixture(scope="session")
def real_texts(shared: Path) -> Mapping[str, str]:
    """Text of each real letter by its file's name."""
    return _texts(shared / "letters")
