"""The SPARQL test suites of the W3C community (https://github.com/w3c/rdf-tests), asked of the engines of a release.

Read from an archive beside the project, which never holds a copy.
"""

from __future__ import annotations

import re
import tarfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pyoxigraph as ox

from kg.errors import ImrError
from kg.namespaces import XSD
from kg.sparql.answers import Failure, Task, Triples, Wire, bindings, decode
from kg.sparql.guard import examine
from kg.sparql.number_forms import shortest

__all__ = ["ARCHIVE", "Case", "cases", "failing", "in_triples", "unpacked"]

ARCHIVE = Path(__file__).parents[4] / "shared" / "w3c" / "sparql-tests.tar.gz"
SUITES = ("sparql10/manifest.ttl", "sparql11/manifest-sparql11-query.ttl", "sparql12/manifest.ttl")
MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
QT = "http://www.w3.org/2001/sw/DataAccess/tests/test-query#"
RS = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
FORMATS = {".srx": ox.QueryResultsFormat.XML, ".srj": ox.QueryResultsFormat.JSON, ".tsv": ox.QueryResultsFormat.TSV}
NUMBERS = {f"{XSD}{name}": name for name in ("integer", "decimal", "double", "float")}
OBJECT = re.compile(rb'"([0-9eE+.-]+)"\^\^<' + re.escape(XSD.encode()) + rb"(integer|decimal|double|float)>")


def in_triples(lines: bytes) -> bytes:
    """N-Triples with their numbers as Oxigraph keeps them, and as a release has them."""
    return OBJECT.sub(
        lambda found: found[0].replace(found[1], shortest(found[1].decode(), found[2].decode()).encode(), 1), lines
    )


@dataclass(frozen=True, slots=True)
class Case:
    """A test: its name (folder and name), its kind, and the files of query, data and result."""

    name: str
    kind: str
    query: Path
    data: tuple[Path, ...]
    graphs: tuple[Path, ...]
    result: Path | None


def unpacked(folder: Path) -> Path:
    """The suites, unpacked into `folder`."""
    with tarfile.open(ARCHIVE) as archive:
        archive.extractall(folder, filter="data")
    return folder / "sparql"


def cases(suites: Path) -> list[Case]:
    """Every test of queries: evaluation and syntax."""
    return [case for suite in SUITES for case in _of(suites / suite) if "Update" not in case.kind]


def _of(manifest: Path) -> Iterator[Case]:
    graph = ox.Store()
    graph.load(path=str(manifest), format=ox.RdfFormat.TURTLE, base_iri=manifest.as_uri())

    def value(subject: ox.NamedNode | ox.BlankNode, predicate: str) -> list[ox.NamedNode]:
        quads = graph.quads_for_pattern(subject, ox.NamedNode(predicate), None)
        return [quad.object for quad in quads if not isinstance(quad.object, ox.Triple)]  # type: ignore[misc]

    def members(node: ox.NamedNode) -> Iterator[ox.NamedNode]:
        while node.value != f"{RDF}nil":
            yield value(node, f"{RDF}first")[0]
            node = value(node, f"{RDF}rest")[0]

    for quad in graph.quads_for_pattern(None, ox.NamedNode(f"{MF}include"), None):
        for included in members(quad.object):  # type: ignore[arg-type]
            yield from _of(_path(included))
    for quad in graph.quads_for_pattern(None, ox.NamedNode(f"{MF}entries"), None):
        for entry in members(quad.object):  # type: ignore[arg-type]
            kinds, actions = value(entry, f"{RDF}type"), value(entry, f"{MF}action")
            if not kinds or not actions:
                continue
            action, results = actions[0], value(entry, f"{MF}result")
            asked = value(action, f"{QT}query") or [action]
            if not isinstance(asked[0], ox.NamedNode) or (results and not isinstance(results[0], ox.NamedNode)):
                continue
            yield Case(
                f"{manifest.parent.parent.name}/{manifest.parent.name}/{value(entry, f'{MF}name')[0].value}",
                kinds[0].value.rsplit("#")[-1],
                _path(asked[0]),
                tuple(map(_path, value(action, f"{QT}data"))),
                tuple(_path(each) for each in value(action, f"{QT}graphData") if isinstance(each, ox.NamedNode)),
                _path(results[0]) if results else None,
            )


def _path(node: ox.NamedNode) -> Path:
    return Path(unquote(urlsplit(node.value).path))


def failing(case: Case, opened: Callable[[list[ox.Quad]], Callable[[Task], Wire | Failure]]) -> str | None:
    """Why the engine that `opened` gives over quads fails `case`; ``None`` where it passes."""
    quads = [quad for path in case.data for quad in _parsed(path)]
    for path in case.graphs:
        graph = ox.NamedNode(path.as_uri())
        quads += [ox.Quad(quad.subject, quad.predicate, quad.object, graph) for quad in _parsed(path)]
    query = f"BASE <{case.query.as_uri()}>\n{case.query.read_text(encoding='utf-8')}"
    reply = opened(quads)(Task(query, _form(query), 60.0, 1_000_000, 1 << 30))
    if "Syntax" in case.kind:
        refused = isinstance(reply, Failure) and reply.kind == "syntax"
        return None if refused == ("Negative" in case.kind) else f"read: {reply}"
    if isinstance(reply, Failure):
        return f"{reply.kind}: {reply.message}"
    wanted, got = _wanted(case), _told(decode(reply), ordered="/sort/" in case.name)
    return None if wanted is None or _same(wanted, got) else f"{got!r:.300} for {wanted!r:.300}"


def _form(query: str) -> str:
    """Its form. What the guard refuses, the engine is to see all the same."""
    try:
        return str(examine(query).form)
    except ImrError:
        return next((each for each in ("CONSTRUCT", "DESCRIBE", "ASK") if each in query.upper()), "SELECT")


def _parsed(path: Path) -> Iterator[ox.Quad]:
    return iter(ox.parse(path=str(path), base_iri=path.as_uri(), format=_format(path)))


def _format(path: Path) -> ox.RdfFormat:
    return ox.RdfFormat.from_extension(path.suffix[1:]) or ox.RdfFormat.TURTLE


def _wanted(case: Case) -> object:
    """The expected answer, in the form of `_told`; ``None`` where the file's form is not read here."""
    if case.result is None:
        return None
    if case.result.suffix in FORMATS:
        read = ox.parse_query_results(path=str(case.result), format=FORMATS[case.result.suffix])
        return _told(bindings(read), ordered="/sort/" in case.name)
    if case.result.suffix not in {".ttl", ".nt", ".rdf"}:
        return None
    quads = ox.parse(path=str(case.result), base_iri=case.result.as_uri(), format=_format(case.result))
    triples = [quad.triple for quad in quads]
    if any(triple.object == ox.NamedNode(f"{RS}ResultSet") for triple in triples):
        return _result_set(triples, ordered="/sort/" in case.name)
    return _told(Triples(triples), ordered=False)


def _result_set(triples: list[ox.Triple], *, ordered: bool) -> object:
    """A table (or a truth value) that is written as a graph."""
    for triple in triples:
        if triple.predicate.value == f"{RS}boolean":
            return triple.object.value in {"1", "true"}  # type: ignore[union-attr]
    about: dict[str, dict[str, list[ox.Term]]] = {}  # type: ignore[name-defined]
    for triple in triples:
        about.setdefault(str(triple.subject), {}).setdefault(triple.predicate.value, []).append(triple.object)
    table = next((each for each in about.values() if f"{RS}resultVariable" in each), None)
    if table is None:
        return None
    names = sorted(term.value for term in table[f"{RS}resultVariable"])
    rows = []
    for solution in table.get(f"{RS}solution", ()):
        bound = {
            about[str(cell)][f"{RS}variable"][0].value: about[str(cell)][f"{RS}value"][0]
            for cell in about[str(solution)].get(f"{RS}binding", ())
        }
        index = about[str(solution)].get(f"{RS}index", [ox.Literal("0")])[0].value
        rows.append((int(index), [_cell(bound.get(name)) for name in names]))
    by_index = [row for _, row in sorted(rows, key=lambda row: row[0])]
    return names, by_index if ordered else sorted(by_index)


def _told(answer: object, *, ordered: bool) -> object:
    """Truth, or names and rows, or a graph, with blank nodes alike and numbers in one form."""
    if isinstance(answer, Triples):
        graph = ox.Dataset(ox.Quad(each.subject, each.predicate, each.object) for each in answer.triples)
        graph.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
        return sorted(" ".join(_cell(term) for term in quad.triple) for quad in graph)
    if not hasattr(answer, "rows"):
        return answer.value  # type: ignore[attr-defined]
    order = sorted(range(len(answer.variables)), key=lambda at: answer.variables[at])
    rows = [[_cell(row[at]) for at in order] for row in answer.rows]
    return sorted(answer.variables), rows if ordered else sorted(rows)


def _same(wanted: object, got: object) -> bool:
    if isinstance(wanted, tuple) and isinstance(got, tuple):
        return wanted == got or (wanted[0] == got[0] and wanted[1] == got[1])
    return wanted == got


def _cell(term: object) -> str:
    if term is None:
        return ""
    if isinstance(term, ox.BlankNode):
        return "_:"
    if isinstance(term, ox.Triple):
        return f"<<{' '.join(map(_cell, term))}>>"
    if isinstance(term, ox.Literal) and term.datatype.value in NUMBERS:
        return f"{shortest(term.value, NUMBERS[term.datatype.value])}^^{NUMBERS[term.datatype.value]}"
    return str(term)
