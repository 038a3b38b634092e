"""What a store notes of the releases that are put into it, in one small graph beside theirs.

The graph names the current release, and tells of each other graph how far its upload got or since when it is not
current any more. It travels with the data: whoever restores a store's backup finds notes that fit what is there. Every
change of what is current is one update, which does nothing unless the new graph was checked.

| property of a release's graph | value |
| --- | --- |
| `dcterms:identifier` | the plan of its upload: what is sent, and in which pieces |
| `dcterms:extent` | pieces that are done; the largest of several counts |
| `dcterms:dateAccepted` | when its counts were found to be right |
| `prov:value` | its manifest, as JSON, in numbered parts |
| `prov:invalidatedAtTime` | when another one became current |
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

import pyoxigraph as ox

from kg.namespaces import DCTERMS, PROV, XSD, Iris
from kg.ntriples import string
from kg.publication.store_writer import StoreWriter
from kg.store.current_release import CURRENT, MANIFEST, joined_manifest, manifest_parts

__all__ = ["UploadEntry", "UploadJournal"]

_PLAN = f"{DCTERMS}identifier"
_DONE = f"{DCTERMS}extent"
_CHECKED = f"{DCTERMS}dateAccepted"
_ENDED = f"{PROV}invalidatedAtTime"
_PATIENCE = 120.0


@dataclass(frozen=True, slots=True)
class UploadEntry:
    """What is noted of one graph. `ended` is when it ceased to be current, ``None`` where it never did."""

    plan: str
    done: int
    checked: bool
    ended: dt.datetime | None


class UploadJournal:
    """The notes in the store of `writer` on the releases whose IRIs `iris` mints."""

    def __init__(self, writer: StoreWriter, iris: Iris) -> None:
        self._writer = writer
        self._graph = iris.pointer_graph()
        self._work = f"{iris.base}id/dataset/imr-kg"

    def entries(self) -> dict[str, UploadEntry]:
        """What is noted, by graph."""
        said: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        names = ", ".join(f"<{name}>" for name in (_PLAN, _DONE, _CHECKED, _ENDED))
        query = f"SELECT ?graph ?of ?is {{ GRAPH <{self._graph}> {{ ?graph ?of ?is }} FILTER(?of IN ({names})) }}"
        for graph, of, value in self._writer.client.select(query, ("graph", "of", "is"), _PATIENCE):
            said[_text(graph)][_text(of)].add(_text(value))
        return {graph: _entry(told) for graph, told in said.items()}

    def current(self) -> str | None:
        """The graph of the current release."""
        query = f"SELECT ?graph {{ GRAPH <{self._graph}> {{ <{self._work}> <{CURRENT}> ?graph }} }}"
        rows = self._writer.client.select(query, ("graph",), _PATIENCE)
        return _text(rows[0][0]) if len(rows) == 1 else None

    def manifest(self, graph: str) -> Mapping[str, object]:
        """The manifest of the release in `graph`; empty where it has none that can be read."""
        query = f"SELECT ?manifest {{ GRAPH <{self._graph}> {{ <{graph}> <{MANIFEST}> ?manifest }} }}"
        return joined_manifest(_text(row[0]) for row in self._writer.client.select(query, ("manifest",), _PATIENCE))

    def begin(self, graph: str, plan: str, manifest: Mapping[str, object]) -> None:
        """Note that `graph` is filled by `plan` from now on, with the `manifest` of what it will hold."""
        self.forget(graph)
        for part in manifest_parts(manifest):
            self._note(graph, MANIFEST, string(part))
        self._note(graph, _PLAN, string(plan))  # last: where there is a plan, there is all of the above

    def done(self, graph: str, pieces: int) -> None:
        """Note that so many pieces of `graph` are in."""
        self._note(graph, _DONE, f'"{pieces}"^^<{XSD}integer>')

    def checked(self, graph: str) -> None:
        """Note that `graph` holds what it should."""
        self._note(graph, _CHECKED, string(_now()))

    def unchecked(self, graph: str) -> None:
        """Take that back: from here on `graph` can't become current."""
        self._writer.update(f"DELETE WHERE {{ GRAPH <{self._graph}> {{ <{graph}> <{_CHECKED}> ?when }} }}")

    def forget(self, graph: str) -> None:
        """Remove what is noted of `graph`."""
        self._writer.update(f"DELETE WHERE {{ GRAPH <{self._graph}> {{ <{graph}> ?of ?is }} }}")

    def switch(self, graph: str, old: str | None) -> bool:
        """Make `graph` the current one in place of `old`, in one update; return whether it is now.

        The update does nothing where `graph` was not checked, or where something else than `old` is current.
        """
        new = f"<{self._work}> <{CURRENT}> <{graph}>"
        was_checked = f"<{graph}> <{_CHECKED}> ?when"
        if old is None:
            told, where = new, f"{was_checked} FILTER NOT EXISTS {{ <{self._work}> <{CURRENT}> ?other }}"
            self._writer.update(f"INSERT {{ {self._in(told)} }} WHERE {{ {self._in(where)} }}")
        else:
            was = f"<{self._work}> <{CURRENT}> <{old}>"
            told = f"{new} . <{old}> <{_ENDED}> {string(_now())}"
            where = f"{was} . {was_checked}"
            self._writer.update(
                f"DELETE {{ {self._in(was)} }} INSERT {{ {self._in(told)} }} WHERE {{ {self._in(where)} }}"
            )
        return self.current() == graph

    def _in(self, pattern: str) -> str:
        return f"GRAPH <{self._graph}> {{ {pattern} }}"

    def _note(self, graph: str, of: str, value: str) -> None:
        self._writer.update(f"INSERT DATA {{ GRAPH <{self._graph}> {{ <{graph}> <{of}> {value} }} }}")


def _entry(told: Mapping[str, set[str]]) -> UploadEntry:
    done = [int(each) for each in told.get(_DONE, ()) if each.isdecimal()]
    ended = max(told.get(_ENDED, ()), default=None)
    return UploadEntry(
        max(told.get(_PLAN, ()), default=""),
        max(done, default=0),
        bool(told.get(_CHECKED)),
        _time(ended) if ended else None,
    )


def _now() -> str:
    return f"{dt.datetime.now(dt.UTC):%Y-%m-%dT%H:%M:%S.%fZ}"


def _time(text: str) -> dt.datetime:
    """The time that a note tells; long ago where it tells none."""
    try:
        return dt.datetime.fromisoformat(text).astimezone(dt.UTC)
    except ValueError:
        return dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


def _text(term: object) -> str:
    return term.value if isinstance(term, ox.NamedNode | ox.Literal) else ""
