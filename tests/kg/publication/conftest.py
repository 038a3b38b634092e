"""A store to publish into, and releases to publish."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.publication.store_writer import StoreWriter, WriteLimits
from kg.store.door import Release
from kg.store.store_credentials import Credentials
from tests.kg.store.conftest import case, publish
from tests.queries.oxigraph_server import oxigraph_server

QUICK = WriteLimits(piece=20, counting=20, tries=3, wait=0.05)
NOBODY = Credentials()


@pytest.fixture(scope="session")
def oxigraph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an Oxigraph server; what is in it is removed by `endpoint`."""
    with oxigraph_server(tmp_path_factory.mktemp("oxigraph") / "db") as address:
        yield address


@pytest.fixture
def endpoint(oxigraph: str) -> str:
    """The address of a store that is empty."""
    writer = StoreWriter(oxigraph, NOBODY, limits=QUICK)
    writer.update("DROP ALL")
    writer.close()
    return oxigraph


@pytest.fixture
def writer(endpoint: str) -> Iterator[StoreWriter]:
    made = StoreWriter(endpoint, NOBODY, limits=QUICK)
    yield made
    made.close()


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """A folder with a release of thirty cases."""
    path = tmp_path / "store"
    release_of(path, 30)
    return path


def release_of(store: Path, cases: int, words: str = "first") -> Release:
    return publish(store, [case(number, words) for number in range(1, cases + 1)])
