"""The page about the data: what is in the release, and how well it was read."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence

import pyoxigraph as ox

from kg.namespaces import DCAT, DCTERMS, FOAF, VOID
from kg.query import Release, Triples
from web.pages.cells import shortened, show
from web.pages.contexts import AboutPage
from web.pages.held_out import heldout_sections
from web.pages.markup import dataset
from web.pages.measured import Measured
from web.pages.pieces import Cell, Fact, Hyperlink, Section, Table
from web.pages.quality import accuracy_table, release_sections
from web.urls import Urls

__all__ = ["about_page"]

_FACTS = (
    ("Release", DCTERMS + "identifier"),
    ("Made", DCTERMS + "issued"),
    ("Version", DCAT + "version"),
    ("Licence", DCTERMS + "license"),
    ("Publisher", DCTERMS + "publisher"),
    ("Triples", VOID + "triples"),
    ("Things", VOID + "entities"),
    ("IRIs begin with", VOID + "uriSpace"),
    ("SPARQL endpoint", VOID + "sparqlEndpoint"),
    ("Everything in one file", VOID + "dataDump"),
    ("Links to", VOID + "target"),
)


def about_page(
    described: Triples,
    release: Release,
    measured: Measured,
    urls: Urls,
    formats: Sequence[Hyperlink],
    license_url: str,
) -> AboutPage:
    """The page of the dataset that `described` describes in VoID and DCAT."""
    triples = described.triples
    targets = {t.object for t in triples if t.predicate.value == VOID + "objectsTarget"}
    typed = {t.subject for t in triples if _value(t.object) == VOID + "Dataset"}
    subjects = typed - targets
    names = {_value(t.subject): _value(t.object) for t in triples if t.predicate.value == FOAF + "name"}
    facts = [
        Fact(label, [_cell(term, urls, names) for term in found])
        for label, name in _FACTS
        if (found := list(_objects(triples, subjects, name)))
    ]
    return AboutPage(
        title=_first(triples, subjects, DCTERMS + "title") or "The data",
        description=_first(triples, subjects, DCTERMS + "description"),
        facts=facts,
        accuracy=_accuracy(measured, urls),
        sections=list(release_sections(release, measured)) if release.manifest else [],
        classes=_classes(triples, subjects, urls),
        formats=formats,
        markup=dataset(urls, release, license_url),
    )


def _accuracy(measured: Measured, urls: Urls) -> list[Section]:
    """How well letters are read: those that the authors never saw first, then those that were at hand."""
    unseen = list(heldout_sections(measured.heldout, measured.heldout_caption))
    better = " These figures are better than those of letters that the authors never saw, above." if unseen else ""
    title, note = "Letters that were at hand while the program was written", measured.caption + better
    at_hand = Section("accuracy", title, note, accuracy_table(measured, urls))
    return [*unseen, *([at_hand] if measured.fields else [])]


def _objects(
    triples: Iterable[ox.Triple], subjects: Container[object], name: str
) -> Iterator[ox.NamedNode | ox.Literal]:
    for triple in triples:
        known = triple.subject in subjects and triple.predicate.value == name
        if known and isinstance(triple.object, ox.NamedNode | ox.Literal):
            yield triple.object


def _first(triples: Iterable[ox.Triple], subjects: Container[object], name: str) -> str:
    return next((term.value for term in _objects(triples, subjects, name)), "")


def _classes(triples: Sequence[ox.Triple], subjects: Container[object], urls: Urls) -> Table:
    """The classes of the dataset with how many things are of each, the most first."""
    rows = []
    for node in _objects(triples, subjects, VOID + "classPartition"):
        kind = _first(triples, {node}, VOID + "class")
        count = _first(triples, {node}, VOID + "entities")
        if kind and count.isdecimal():
            rows.append((int(count), kind))
    cells = [
        (Cell(shortened(kind, urls), urls.link(kind)), Cell(f"{count:,}", kind="number"))
        for count, kind in sorted(rows, key=lambda row: (-row[0], row[1]))
    ]
    return Table(("Class", "Things"), cells)


def _cell(term: ox.NamedNode | ox.Literal, urls: Urls, names: Mapping[str, str]) -> Cell:
    if term.value in names:  # somebody, whom a reader knows by name
        return Cell(names[term.value])
    cell = show(term, urls, term.value if isinstance(term, ox.NamedNode) else None)
    return Cell(f"{int(cell.text):,}") if cell.kind == "number" else Cell(cell.text, cell.href)


def _value(term: object) -> str:
    return term.value if isinstance(term, ox.NamedNode | ox.Literal) else ""
