"""What the data is, for people and for machines, and small documents that machines look for at known places."""

from __future__ import annotations

import json
from collections.abc import Container, Iterable, Iterator

import pyoxigraph as ox
from flask import Blueprint, Response, current_app

from kg.descriptions.dataset import void_description
from kg.formats import AnswerKind, serialize
from kg.namespaces import DCAT, DCTERMS, DEFAULT_BASE, RDF, VOID
from kg.query import Triples
from web.errors import NoSuchThing
from web.negotiate import chosen, graph_formats
from web.pages.cells import shortened, show
from web.pages.contexts import AboutPage
from web.pages.pieces import Cell, Fact, Hyperlink, Section, Table
from web.pages.quality import accuracy_table, release_sections
from web.render import dataset_markup, render
from web.state import state

__all__ = ["blueprint"]

blueprint = Blueprint("documents", __name__)

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


@blueprint.route("/.well-known/void")
def void() -> Response:
    """What is in the data: VoID (https://www.w3.org/TR/void/#well-known) and DCAT, or a page about it."""
    current = state()
    addresses = [(each, current.urls.to("documents.void", each.name)) for each in graph_formats()]
    written = chosen(AnswerKind.GRAPH, html=True, offers=[(each.media_type, url) for each, url in addresses])
    described = void_description(current.door, current.urls.absolute("sparql.endpoint"))
    if written is not None:
        return Response(serialize(described, written.media_type), content_type=written.content_type)
    formats = [Hyperlink(each.label, url, each.media_type) for each, url in addresses]
    return Response(render("about.html", _about(described, formats)), mimetype="text/html")


def _about(described: Triples, formats: list[Hyperlink]) -> AboutPage:
    triples = described.triples
    subjects = {
        t.subject for t in triples if t.predicate.value == RDF + "type" and _value(t.object) == VOID + "Dataset"
    }
    facts = [
        Fact(label, [_cell(term) for term in found])
        for label, name in _FACTS
        if (found := list(_objects(triples, subjects, name)))
    ]
    return AboutPage(
        title=_first(triples, subjects, DCTERMS + "title") or "The data",
        description=_first(triples, subjects, DCTERMS + "description"),
        facts=facts,
        sections=_sections(),
        classes=_classes(triples, subjects),
        formats=formats,
        markup=dataset_markup(),
    )


def _sections() -> list[Section]:
    """How well letters are read, and what happened while this release was made."""
    current = state()
    measured = current.measured
    accuracy = Section(
        "accuracy", "How well letters are read", measured.caption, accuracy_table(measured, current.urls)
    )
    made = release_sections(current.door.release, measured) if current.door.release.manifest else ()
    return [*([accuracy] if measured.fields else ()), *made]


def _objects(
    triples: Iterable[ox.Triple], subjects: Container[object], name: str
) -> Iterator[ox.NamedNode | ox.Literal]:
    for triple in triples:
        known = triple.subject in subjects and triple.predicate.value == name
        if known and isinstance(triple.object, ox.NamedNode | ox.Literal):
            yield triple.object


def _first(triples: Iterable[ox.Triple], subjects: Container[object], name: str) -> str:
    return next((term.value for term in _objects(triples, subjects, name)), "")


def _classes(triples: list[ox.Triple], subjects: Container[object]) -> Table:
    """The classes of the dataset with how many things are of each, the most first."""
    rows = []
    for node in _objects(triples, subjects, VOID + "classPartition"):
        kind = _first(triples, {node}, VOID + "class")
        count = _first(triples, {node}, VOID + "entities")
        if kind and count.isdecimal():
            rows.append((int(count), kind))
    urls = state().urls
    cells = [
        (Cell(shortened(kind, urls), urls.link(kind)), Cell(f"{count:,}", kind="number"))
        for count, kind in sorted(rows, key=lambda row: (-row[0], row[1]))
    ]
    return Table(("Class", "Things"), cells)


def _cell(term: ox.NamedNode | ox.Literal) -> Cell:
    cell = show(term, state().urls, term.value if isinstance(term, ox.NamedNode) else None)
    return Cell(f"{int(cell.text):,}") if cell.kind == "number" else Cell(cell.text, cell.href)


def _value(term: object) -> str:
    return term.value if isinstance(term, ox.NamedNode | ox.Literal) else ""


@blueprint.route("/context.jsonld")
def context() -> Response:
    """The JSON-LD context of the ontology's terms."""
    folder = state().settings.ontology
    path = folder / "context.jsonld" if folder else None
    if path is None or not path.is_file():
        raise NoSuchThing("this site was started without context.jsonld", "Tell whoever runs this site.")
    text = path.read_text(encoding="utf-8").replace(DEFAULT_BASE, state().urls.base)
    return Response(text, content_type="application/ld+json")


@blueprint.route("/robots.txt")
def robots() -> Response:
    """Pages may be indexed; the endpoint's endless answers may not."""
    return Response("User-agent: *\nDisallow: /sparql\nDisallow: /queries/\nDisallow: /search\n", mimetype="text/plain")


@blueprint.route("/healthz")
def healthz() -> Response:
    """Whether the graph answers: 200 with the release, or the error that stops it."""
    current = state()
    current.door.run("ASK { ?s ?p ?o }")
    body = {"ok": True, "release": current.door.release.id, "made": current.door.release.made}
    return Response(json.dumps(body) + "\n", mimetype="application/json", headers={"Cache-Control": "no-store"})


@blueprint.route("/favicon.ico")
@blueprint.route("/favicon.svg")
def favicon() -> Response:
    """The site's mark."""
    return current_app.send_static_file("favicon.svg")
