from __future__ import annotations

import os
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.errors import LimitExceeded, QueryError, QueryRefused, QuerySyntaxError, StoreError, StoreMissing
from kg.query import Bindings, Boolean, Door, QueryLimits, Triples, open_door
from kg.store.reading_files import engine_of_manifest
from tests.kg.store.conftest import case, publish

EX = "https://example.org/"
NUMBERS = " ".join(map(str, range(3000)))
ENDLESS = f"""SELECT (COUNT(*) AS ?n) {{ VALUES ?a {{ {NUMBERS} }} VALUES ?b {{ {NUMBERS} }}
  FILTER(SHA512(CONCAT(STR(?a), SHA512(CONCAT(STR(?b), SHA512(STR(?a)))))) = "") }}"""
GREEDY = f"SELECT ?a ?b {{ VALUES ?a {{ {NUMBERS} }} VALUES ?b {{ {NUMBERS} }} }} ORDER BY ?b ?a"


needs_sparq = pytest.mark.skipif(find_spec("sparq") is None, reason="sparq-rdf is not installed")


@pytest.fixture(params=["oxigraph", pytest.param("sparq", marks=needs_sparq)])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Three cases, answered by each of the engines: what a door does is the same."""
    path = tmp_path / "store"
    release = publish(path, [case(number) for number in range(1, 4)], engine=request.param)
    assert engine_of_manifest(release.manifest) == request.param
    return path


def workers_of(pid: int) -> set[int]:
    """Query processes that `pid` has started and that live."""
    children = [
        each for task in Path(f"/proc/{pid}/task").iterdir() for each in (task / "children").read_text().split()
    ]
    return {int(each) for each in children if b"kg.store.worker" in Path(f"/proc/{each}/cmdline").read_bytes()}


def test_select_gives_terms(door: Door) -> None:
    answer = door.run(f"SELECT ?w ?none {{ <{EX}case/1> <{EX}words> ?w }}")
    assert answer == Bindings(("w", "none"), [(ox.Literal("first"), None)])


def test_a_single_unbound_variable_is_a_row(door: Door) -> None:
    assert door.run("SELECT ?x { VALUES ?x { UNDEF 1 UNDEF } }") == Bindings(
        ("x",), [(None,), (ox.Literal(1),), (None,)]
    )


def test_words_with_tabs_and_line_ends_come_back_whole(door: Door) -> None:
    answer = door.run('SELECT ?x { VALUES ?x { "a\\tb\\nc\\r\\\\\\"" "" "é\\u0001"@en } }')
    assert isinstance(answer, Bindings)
    assert [row[0] for row in answer.rows] == [
        ox.Literal('a\tb\nc\r\\"'),
        ox.Literal(""),
        ox.Literal("é\x01", language="en"),
    ]


@pytest.mark.parametrize(("pattern", "truth"), [("FILTER(false)", False), ("FILTER(true)", True), ("?s ?p ?o", True)])
def test_ask_is_right(door: Door, pattern: str, truth: bool) -> None:
    assert door.run(f"ASK {{ {pattern} }}") == Boolean(truth)


def test_construct_and_describe_give_triples(door: Door) -> None:
    built = door.run(f"CONSTRUCT {{ ?s <{EX}said> ?w }} WHERE {{ ?s <{EX}words> ?w }}")
    assert isinstance(built, Triples)
    assert len(built.triples) == 3
    described = door.run(f"DESCRIBE <{EX}case/1>")
    assert isinstance(described, Triples)
    assert {triple.subject.value for triple in described.triples} == {f"{EX}case/1"}


def test_a_syntax_error_carries_the_parsers_message(door: Door) -> None:
    with pytest.raises(QuerySyntaxError, match=r"line 2, column 3: can't be read from here on: \?x \?y \} .*error at"):
        door.run("SELECT ?x WHERE {\n  ?x ?y }")
    assert door.run("ASK {}") == Boolean(True)


def test_the_door_refuses_what_the_guard_refuses(door: Door) -> None:
    with pytest.raises(QueryRefused):
        door.run("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }")
    with pytest.raises(QueryRefused):
        door.serialize("DROP ALL", "text/csv")


def test_rows_are_cut_and_the_cut_is_said(store: Path) -> None:
    with open_door(store, QueryLimits(rows=2), workers=1) as door:
        for query in (f"SELECT ?s {{ ?s <{EX}words> ?w }}", "CONSTRUCT WHERE { ?s ?p ?o }"):
            answer = door.run(query)
            assert not isinstance(answer, Boolean)
            assert answer.truncated
            assert len(answer.rows if isinstance(answer, Bindings) else answer.triples) == 2
        assert door.serialize(f"SELECT ?s {{ ?s <{EX}words> ?w }}", "text/csv").truncated
        exact = door.run(f"SELECT ?s {{ ?s <{EX}words> ?w }} LIMIT 2")
        assert isinstance(exact, Bindings)
        assert not exact.truncated


def test_bytes_are_cut_at_a_row(store: Path) -> None:
    with open_door(store, QueryLimits(size=20_000), workers=1) as door:
        answer = door.run(f"SELECT ?a {{ VALUES ?a {{ {NUMBERS} {NUMBERS} }} }}")
        assert isinstance(answer, Bindings)
        assert answer.truncated
        assert 2000 < len(answer.rows) < 6000
        with pytest.raises(LimitExceeded, match="one row alone"):
            door.run(f'SELECT ?x {{ VALUES ?x {{ "{"x" * 30_000}" }} }}')


def test_time_really_stops_the_work(store: Path) -> None:
    with open_door(store, QueryLimits(seconds=2), workers=1) as door:
        door.run("ASK {}")
        before = workers_of(os.getpid())
        start = time.monotonic()
        with pytest.raises(LimitExceeded, match="2 s"):
            door.run(ENDLESS)
        assert time.monotonic() - start < 20
        assert door.run("ASK {}") == Boolean(True)
        assert not before & workers_of(os.getpid())


def test_memory_is_bounded(store: Path) -> None:
    with open_door(store, QueryLimits(seconds=30, memory=800 << 20), workers=1) as door:
        with pytest.raises(LimitExceeded, match="memory"):
            door.run(GREEDY)
        assert door.run("ASK {}") == Boolean(True)


def test_a_worker_that_dies_is_replaced(store: Path) -> None:
    with open_door(store, QueryLimits(seconds=5), workers=1) as door:
        door.run("ASK {}")
        (worker,) = workers_of(os.getpid())
        os.kill(worker, signal.SIGKILL)
        assert door.run("ASK {}") == Boolean(True)
        assert worker not in workers_of(os.getpid())


def test_many_threads_share_a_door(store: Path) -> None:
    with open_door(store, QueryLimits(seconds=10), workers=2) as door, ThreadPoolExecutor(8) as threads:
        queries = [f"SELECT (STR({number}) AS ?x) {{}}" for number in range(60)]
        for number, answer in enumerate(threads.map(door.run, queries)):
            assert answer == Bindings(("x",), [(ox.Literal(str(number)),)])


def test_who_finds_no_free_worker_is_told(store: Path) -> None:
    with open_door(store, QueryLimits(seconds=2), workers=1) as door:
        door.run("ASK {}")
        said: list[str] = []

        def ask() -> None:
            try:
                door.run(ENDLESS)
            except LimitExceeded as error:
                said.append(str(error))

        threads = [threading.Thread(target=ask) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(said) == 4
        assert any("too many queries" in each for each in said)


def test_closing_ends_the_processes(store: Path) -> None:
    door = open_door(store, workers=2)
    door.run("ASK {}")
    assert workers_of(os.getpid())
    door.close()
    door.close()
    assert not workers_of(os.getpid())
    with pytest.raises(StoreError):
        door.run("ASK {}")


def test_a_folder_without_a_release_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(StoreMissing, match="imr build"):
        open_door(tmp_path)


def test_the_release_is_known(door: Door) -> None:
    assert len(door.release.id) == 16
    assert door.release.made
    assert door.release.counts == {"triples": 12, "subjects": 6}


def test_documents_name_their_type(door: Door) -> None:
    body, media_type, cut = door.serialize(f"SELECT ?w {{ <{EX}case/1> <{EX}words> ?w }}", "text/csv")
    assert (body, media_type, cut) == (b"w\r\nfirst\r\n", "text/csv", None)
    assert door.serialize("ASK {}", "application/sparql-results+json").body == b'{"head":{},"boolean":true}'
    with pytest.raises(QueryError, match="text/csv"):
        door.serialize("SELECT * {}", "text/turtle")
