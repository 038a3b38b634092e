"""The app over two invented letters, held in memory."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Self
from urllib.parse import urlencode

import pyoxigraph as ox
import pytest
from flask import Flask
from flask.testing import FlaskClient

from kg.build.statistics import load_cubes
from kg.errors import QuerySyntaxError
from kg.formats import serialize
from kg.query import Answer, Bindings, Boolean, Release, Serialized, Triples, open_door, outline_of
from kg.store.cubes import cube_lines
from tests.queries.graphs import build_examples
from web.app import create_app
from web.settings import SiteSettings

HERE = Path(__file__).parent
ONTOLOGY = HERE.parents[1] / "ontology"
BASE = "https://w3id.org/imr-kg/"


def named(view: str, _anchor: str | None = None, _external: bool = False, **values: object) -> str:
    """A URL that says of which view it is and what it was made with."""
    given = urlencode({name: value for name, value in values.items() if value is not None})
    start = "http://localhost" if _external else ""
    return f"{start}/{view}" + (f"?{given}" if given else "") + (f"#{_anchor}" if _anchor else "")


class SampleDoor:
    """A door to triples in memory, without limits; statistics are counted as a build does."""

    def __init__(self, *turtle: str, base: str = BASE) -> None:
        self.store = ox.Store()
        for text in turtle:
            self.store.load(text.encode(), format=ox.RdfFormat.TURTLE)
        self.count(base)
        self.release = Release(
            "sample-1", "2026-01-02T03:04:05Z", {"cases": 2, "decisions": 3, "triples": len(self.store)}
        )

    def count(self, base: str) -> None:
        lines = sorted(f"{quad.triple} .\n".encode() for quad in self.store)
        cubes = load_cubes(base)
        for each in cubes:
            each.count(lines, 1)
        self.store.load("\n".join(cube_lines(cubes)).encode(), format=ox.RdfFormat.N_TRIPLES)

    def run(self, query: str) -> Answer:
        outline_of(query)
        try:
            result = self.store.query(query)
        except SyntaxError as error:
            raise QuerySyntaxError(str(error)) from error
        if isinstance(result, ox.QueryBoolean):
            return Boolean(bool(result))
        if isinstance(result, ox.QueryTriples):
            return Triples(list(result))
        return Bindings(tuple(v.value for v in result.variables), [tuple(row) for row in result])

    def serialize(self, query: str, media_type: str) -> Serialized:
        return Serialized(serialize(self.run(query), media_type), media_type)

    def refresh(self) -> bool:
        return False

    def close(self) -> None:
        pass

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass


@pytest.fixture(scope="session")
def sample() -> str:
    return (HERE / "sample.ttl").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def app(sample: str) -> Flask:
    return create_app(SampleDoor(sample))


@pytest.fixture
def client(app: Flask) -> Iterator[FlaskClient]:
    with app.test_client() as client:
        yield client


@pytest.fixture(scope="session")
def example_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with the release of the example letters."""
    folder = tmp_path_factory.mktemp("examples")
    build_examples(folder)
    return folder


@pytest.fixture(scope="session")
def example_site(example_store: Path) -> Iterator[FlaskClient]:
    """The whole site over the example letters."""
    with open_door(example_store, workers=1) as door:
        yield create_app(door, settings=SiteSettings(ontology=ONTOLOGY)).test_client()
