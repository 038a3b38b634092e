from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.errors import EndpointError, StoreMissing
from kg.namespaces import Iris
from kg.publication import publisher, store_writer
from kg.publication.publisher import Published, publish
from kg.publication.store_writer import StoreWriter
from kg.publication.upload_journal import UploadJournal
from kg.query import Bindings, Door, QueryLimits, open_door
from kg.store.remote import RemoteDoor
from tests.kg.publication.conftest import NOBODY, release_of
from tests.kg.store.conftest import EX
from tests.kg.store.conftest import publish as publish_blocks

ALL = "SELECT * { ?s ?p ?o } ORDER BY ?s ?p ?o"
IRIS = Iris()


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """Some five pieces a release, each of which is noted."""
    monkeypatch.setattr(publisher, "MOST_LINES", 25)
    monkeypatch.setattr(publisher, "_NOTED", 0.0)


def rows(door: Door) -> list[object]:
    answer = door.run(ALL)
    assert isinstance(answer, Bindings)
    assert not answer.truncated
    return list(answer.rows)


def graphs(writer: StoreWriter) -> dict[str, int]:
    """How many triples each graph of the store has, but for the one of notes."""
    query = "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"
    found = writer.client.select(query, ("g", "n"), 20)
    return {g.value: int(n.value) for g, n in found if g.value != IRIS.pointer_graph()}  # type: ignore[union-attr]


def put(store: Path, writer: StoreWriter, keep: int = 2) -> Published:
    return publish(store, writer, keep, noted=0)


def test_the_site_over_the_store_shows_what_the_folder_does(store: Path, writer: StoreWriter, endpoint: str) -> None:
    done = put(store, writer)
    with RemoteDoor(endpoint, QueryLimits(), NOBODY) as far, open_door(store, workers=1) as near:
        assert (far.release.id, far.release.made) == (near.release.id, near.release.made)
        assert far.release.counts == near.release.counts
        assert far.release.pins_content
        assert rows(far) == rows(near)
    assert done.triples == done.sent == 120
    assert graphs(writer) == {done.graph: 120}


def test_publishing_again_sends_nothing(store: Path, writer: StoreWriter) -> None:
    first = put(store, writer)
    again = put(store, writer)
    assert (again.graph, again.sent, again.way) == (first.graph, 0, "it was there already")


def test_a_new_release_takes_a_graph_of_its_own(store: Path, writer: StoreWriter, endpoint: str) -> None:
    old = put(store, writer)
    with RemoteDoor(endpoint, QueryLimits(), NOBODY) as door:
        assert len(rows(door)) == 120
        release = release_of(store, 31)
        new = put(store, writer)
        assert len(rows(door)) == 120  # until it asks again, the door shows the old one, whole
        door._next = 0
        assert door.refresh()
        assert door.release.id == release.id
        assert len(rows(door)) == 124
    assert new.kept == (old.graph,)
    assert graphs(writer) == {old.graph: 120, new.graph: 124}


def test_old_graphs_go_when_no_site_asks_them_any_more(
    store: Path, writer: StoreWriter, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = [put(store, writer).graph]
    for number in (31, 32, 33):
        release_of(store, number)
        made.append(put(store, writer).graph)
    assert set(graphs(writer)) == set(made)  # all of them were current a moment ago
    monkeypatch.setattr(publisher, "_GRACE", dt.timedelta(0))
    release_of(store, 34)
    made.append(put(store, writer).graph)
    assert set(graphs(writer)) == set(made[-2:])
    release_of(store, 35)
    last = put(store, writer, keep=1)
    assert set(graphs(writer)) == {last.graph}


def test_a_release_that_was_current_before_gets_another_graph(store: Path, writer: StoreWriter) -> None:
    first = put(store, writer)
    release_of(store, 31)
    second = put(store, writer)
    release_of(store, 30)
    third = put(store, writer)
    assert third.graph == f"{first.graph}/2"
    assert set(third.kept) == {first.graph, second.graph}


def test_a_damaged_current_graph_is_replaced_and_not_mended(store: Path, writer: StoreWriter) -> None:
    first = put(store, writer)
    writer.update(f"DELETE WHERE {{ GRAPH <{first.graph}> {{ <{EX}case/7> ?p ?o }} }}")
    second = put(store, writer)
    assert second.graph == f"{first.graph}/2"
    assert graphs(writer)[second.graph] == 120


def test_words_arrive_as_they_are(tmp_path: Path, writer: StoreWriter, endpoint: str) -> None:
    words = 'a "b" \\ C:\\user\\u0041 \\\\U0001F600 \t\n\r é \u0085 \u2028 \U0001f600 } # <x>'
    literal = str(ox.Literal(words))
    publish_blocks(tmp_path / "s", [[f"<{EX}a> <{EX}b> {literal} ."]])
    put(tmp_path / "s", writer)
    with RemoteDoor(endpoint, QueryLimits(), NOBODY) as door:
        answer = door.run("SELECT ?o { ?s ?p ?o }")
    assert isinstance(answer, Bindings)
    assert answer.rows == [(ox.Literal(words),)]


def test_a_folder_without_a_release_is_told(tmp_path: Path, writer: StoreWriter) -> None:
    with pytest.raises(StoreMissing):
        put(tmp_path, writer)


# --- what goes wrong on the way ---


class Forgetful(StoreWriter):
    """A store that loses a triple of each piece."""

    def add(self, graph: str, lines: Sequence[bytes]) -> None:
        super().add(graph, lines[1:])


def test_a_store_that_loses_triples_is_found_out(store: Path, writer: StoreWriter, endpoint: str) -> None:
    old = put(store, writer)
    release_of(store, 31)
    forgetful = Forgetful(endpoint, NOBODY)
    with pytest.raises(EndpointError, match=r"119 triples in place of 124; nothing changed"):
        put(store, forgetful)
    forgetful.close()
    assert graphs(writer) == {old.graph: 120}
    assert UploadJournal(writer, IRIS).current() == old.graph


class Swapping(StoreWriter):
    """A store that keeps the number of triples and changes a property."""

    def add(self, graph: str, lines: Sequence[bytes]) -> None:
        super().add(graph, [line.replace(b"/words>", b"/wordz>") for line in lines])


def test_each_property_is_counted(store: Path, endpoint: str) -> None:
    swapping = Swapping(endpoint, NOBODY)
    with pytest.raises(EndpointError, match=r"0 triples with <https://example.org/words> in place of 30"):
        put(store, swapping)
    swapping.close()


def test_of_two_runs_that_overlap_one_is_told(store: Path, writer: StoreWriter, endpoint: str) -> None:
    class Overtaken(StoreWriter):
        def count(self, graph: str, predicate: str = "") -> int:
            found = super().count(graph, predicate)
            if not predicate:
                journal.begin("urn:other", "other", {})
                journal.checked("urn:other")
                journal.switch("urn:other", journal.current())
            return found

    journal = UploadJournal(writer, IRIS)
    overtaken = Overtaken(endpoint, NOBODY)
    with pytest.raises(EndpointError, match="another run published at the same time"):
        put(store, overtaken)
    overtaken.close()
    assert journal.current() == "urn:other"


def test_what_was_not_checked_never_becomes_current(store: Path, writer: StoreWriter) -> None:
    old = put(store, writer)
    journal = UploadJournal(writer, IRIS)
    journal.begin("urn:half", "half", {})
    assert not journal.switch("urn:half", old.graph)
    journal.checked("urn:half")
    journal.unchecked("urn:half")
    assert not journal.switch("urn:half", old.graph)
    assert journal.current() == old.graph


class Killed(Exception):
    """What ends a run between two requests."""


class Dying(StoreWriter):
    """Dies at its write number `last`: before the store hears of it, or before we hear of the store."""

    last = 0
    heard = False
    done = 0

    def _send(self, *told: object, **more: object) -> None:
        self.done += 1
        if self.done < self.last:
            return super()._send(*told, **more)  # type: ignore[arg-type]
        if self.done == self.last and self.heard:
            super()._send(*told, **more)  # type: ignore[arg-type]
        raise Killed


def deaths(endpoint: str, heard: bool) -> Iterator[Dying]:
    """A writer for each write that there is, which dies there."""
    for last in range(1, 1000):
        dying = Dying(endpoint, NOBODY)
        dying.last, dying.heard = last, heard
        yield dying
        dying.close()
        if dying.done < last:
            return


@pytest.mark.parametrize("heard", [False, True], ids=["before", "after"])
def test_a_run_that_dies_at_any_write_leaves_what_is_current_whole(
    heard: bool, store: Path, tmp_path: Path, writer: StoreWriter, endpoint: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(publisher, "_GRACE", dt.timedelta(0))
    newer, died = tmp_path / "newer", 0
    release_of(newer, 31)
    for dying in deaths(endpoint, heard):
        writer.update("DROP ALL")
        put(store, writer)
        try:
            put(newer, dying)
        except Killed:
            died += 1
        current = UploadJournal(writer, IRIS).current()
        assert current is not None
        assert writer.count(current) in {120, 124}
        done = put(newer, writer, keep=1)
        assert graphs(writer) == {done.graph: 124}
        assert set(UploadJournal(writer, IRIS).entries()) == {done.graph}
    assert died > 10


def test_a_run_goes_on_where_the_last_one_stopped(store: Path, writer: StoreWriter, endpoint: str) -> None:
    dying = Dying(endpoint, NOBODY)
    dying.last = 8
    with pytest.raises(Killed):
        put(store, dying)
    dying.close()
    assert put(store, writer).sent < 120


def test_notes_of_another_plan_are_not_gone_on_with(
    store: Path, writer: StoreWriter, endpoint: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal, graph = UploadJournal(writer, IRIS), IRIS.release_graph(release_of(store, 30).id)
    journal.begin(graph, "another one", {})
    journal.done(graph, 5)
    writer.add(graph, [b"<urn:stray> <urn:b> <urn:c> .\n"])
    assert put(store, writer).sent == 120
    assert graphs(writer) == {graph: 120}


def test_the_module_knows_how_much_is_sent_at_once() -> None:
    assert store_writer.MOST_LINES == 10_000
