"""Publishing into Virtuoso: its digest, its way to take triples, copies, and the limits that it is silent about."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.errors import EndpointError, LimitExceeded
from kg.namespaces import Iris
from kg.publication import store_writer
from kg.publication.publisher import publish
from kg.publication.store_writer import StoreWriter
from kg.publication.upload_journal import UploadJournal
from kg.query import Bindings, Door, QueryLimits, Triples, open_door
from kg.store.remote import RemoteDoor
from kg.store.store_credentials import Credentials
from tests.kg.publication.conftest import QUICK, release_of
from tests.kg.store.conftest import EX
from tests.kg.store.conftest import publish as publish_blocks
from tests.queries.virtuoso import PASSWORD, USER, installed, virtuoso

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not installed() and not os.environ.get("IMR_REQUIRE_VIRTUOSO"), reason="virtuoso-opensource-7 is not installed"
    ),
]
ALL = "SELECT ?s ?p ?o { ?s ?p ?o } ORDER BY ?s ?p ?o"
MOST = 2000
NOBODY = Credentials()


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with virtuoso(tmp_path_factory.mktemp("virtuoso"), most_rows=MOST) as found:
        yield found


@pytest.fixture
def writer(address: str) -> Iterator[StoreWriter]:
    with closing(StoreWriter(address, Credentials(USER, PASSWORD), limits=QUICK)) as made:
        journal = UploadJournal(made, Iris())
        for graph in journal.entries():
            made.drop(graph)
        made.drop(Iris().pointer_graph())
        yield made


def rows(door: Door) -> list[object]:
    answer = door.run(ALL)
    assert isinstance(answer, Bindings)
    assert not answer.truncated
    return list(answer.rows)


def test_the_difference_is_sent_and_the_rest_copied(
    tmp_path: Path, writer: StoreWriter, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store_writer, "_MOST_REMOVED", 2)
    store = tmp_path / "store"
    release_of(store, 100)
    assert publish(store, writer).sent == 400
    release_of(store, 105)
    done = publish(store, writer)
    assert (done.triples, done.sent) == (420, 20)
    assert done.way == "the store copied its current graph; 0 triples went, 20 came"
    release_of(store, 95)
    done = publish(store, writer)
    assert (done.triples, done.sent) == (380, 40)
    with RemoteDoor(address, QueryLimits(), NOBODY) as far, open_door(store, workers=1) as near:
        assert rows(far) == rows(near)


def test_a_release_that_is_mostly_new_is_sent_whole(tmp_path: Path, writer: StoreWriter) -> None:
    release_of(tmp_path, 20)
    publish(tmp_path, writer)
    release_of(tmp_path, 100)
    done = publish(tmp_path, writer)
    assert (done.sent, done.way) == (400, "all was sent: most of it is new")


def test_a_release_whose_forerunner_is_not_here_is_sent_whole(tmp_path: Path, writer: StoreWriter) -> None:
    release_of(tmp_path / "a", 20)
    publish(tmp_path / "a", writer)
    release_of(tmp_path / "b", 21)
    done = publish(tmp_path / "b", writer)
    assert (done.sent, done.way) == (
        84,
        "all was sent: the release that the store shows is not in this folder any more",
    )


def test_who_may_not_write_is_told(tmp_path: Path, address: str) -> None:
    release_of(tmp_path, 3)
    for credentials, words in ((NOBODY, "asks for a user"), (Credentials("dba", "wr0ng"), "does not accept")):
        stranger = StoreWriter(address, credentials, limits=QUICK)
        with closing(stranger), pytest.raises(EndpointError, match=words) as told:
            publish(tmp_path, stranger)
        assert "wr0ng" not in str(told.value)


def test_cuts_that_virtuoso_makes_are_told(tmp_path: Path, writer: StoreWriter, address: str) -> None:
    release_of(tmp_path, 600)  # 2,400 triples
    publish(tmp_path, writer)
    with RemoteDoor(address, QueryLimits(), NOBODY) as door:
        selected, built = door.run("SELECT * { ?s ?p ?o }"), door.run("CONSTRUCT WHERE { ?s ?p ?o }")
        merged = door.run(f"CONSTRUCT {{ <{EX}x> a ?o }} {{ ?s a ?o ; ?p ?q }}")
        fewer = door.run("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o } LIMIT 50")
    assert isinstance(selected, Bindings)
    assert isinstance(built, Triples)
    assert isinstance(merged, Triples)
    assert isinstance(fewer, Triples)
    assert (len(selected.rows), selected.truncated) == (MOST, True)
    assert (len(built.triples) // MOST, built.truncated) == (1, True)  # of one solution more than it says
    assert (len(merged.triples), merged.truncated) == (2, True)
    assert (len(fewer.triples), fewer.truncated) == (50, False)


def test_an_answer_that_virtuosos_time_limit_ended_is_none(tmp_path: Path, writer: StoreWriter, address: str) -> None:
    release_of(tmp_path, 3000)
    publish(tmp_path, writer)
    with RemoteDoor(address, QueryLimits(seconds=3), NOBODY) as door:
        with pytest.raises(LimitExceeded):
            door.run("SELECT (COUNT(*) AS ?n) { ?a ?p ?x . ?b ?q ?x . ?c ?r ?y . ?d ?t ?y . ?e a ?x }")
        assert rows_counted(door) == 12_000


def rows_counted(door: Door) -> int:
    answer = door.run("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    assert isinstance(answer, Bindings)
    term = answer.rows[0][0]
    assert isinstance(term, ox.Literal)
    return int(term.value)


def test_words_arrive_as_they_are(tmp_path: Path, writer: StoreWriter, address: str) -> None:
    words = 'a "b" \\ C:\\user\\u0041 \t\n é \u2028 \U0001f600 } # <x>'
    publish_blocks(tmp_path, [[f"<{EX}a> <{EX}b> {ox.Literal(words)} ."]])
    publish(tmp_path, writer)
    with RemoteDoor(address, QueryLimits(), NOBODY) as door:
        answer = door.run("SELECT ?o { ?s ?p ?o }")
    assert isinstance(answer, Bindings)
    assert answer.rows == [(ox.Literal(words),)]
