"""Answers as documents: the media types of `kg.formats.media`, and a table for terminals.

Solutions travel as SPARQL TSV and triples as N-Triples (`kg.sparql.answers`), which Oxigraph turns into the other
formats. What Oxigraph does not fix (the order of prefixes, of subjects, of properties) is fixed here, so that one
answer always gives the same bytes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from itertools import groupby

import pyoxigraph as ox

from kg.errors import QueryError
from kg.formats.media import FORMATS, AnswerKind, Format, format_of
from kg.namespaces import PREFIXES
from kg.sparql.answers import Answer, Bindings, Boolean, Serialized, Term, Triples, Wire, bindings

__all__ = ["kind_of", "serialize", "serialize_wire", "shorten", "text_table", "used_prefixes"]

_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_XSD = "http://www.w3.org/2001/XMLSchema#"
_RESULTS = {
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
}


def kind_of(answer: Answer) -> AnswerKind:
    """Which formats can write `answer`."""
    return AnswerKind.GRAPH if isinstance(answer, Triples) else AnswerKind.RESULTS


def serialize(answer: Answer, media_type: str, prefixes: Mapping[str, str] = PREFIXES) -> bytes:
    """`answer` as a document of `media_type`, UTF-8. Raises `QueryError` where the type can't hold such an answer."""
    written = _format(media_type, kind_of(answer))
    if isinstance(answer, Triples):
        return _graph(answer.triples, written, prefixes)
    body = b"true" if isinstance(answer, Boolean) and answer.value else b"false"
    if isinstance(answer, Bindings):
        body = _tsv(answer)
    return _results(body, written)


def serialize_wire(wire: Wire, media_type: str, prefixes: Mapping[str, str] = PREFIXES) -> Serialized:
    """As `serialize`, for an answer that comes from another process."""
    kind = AnswerKind.GRAPH if wire.kind == "triples" else AnswerKind.RESULTS
    written = _format(media_type, kind)
    if kind is AnswerKind.GRAPH:
        quads = ox.parse(wire.body, format=ox.RdfFormat.N_TRIPLES)
        return Serialized(_graph((quad.triple for quad in quads), written, prefixes), media_type, wire.truncated)
    body = wire.body if wire.kind == "bindings" else (b"true" if wire.body == b"1" else b"false")
    return Serialized(_results(body, written), media_type, wire.truncated)


def _format(media_type: str, kind: AnswerKind) -> Format:
    written = format_of(media_type, kind)
    if written is None:
        known = ", ".join(each.media_type for each in FORMATS if each.kind is kind)
        what = "triples" if kind is AnswerKind.GRAPH else "a table or yes/no"
        raise QueryError(f"{media_type} can't hold {what}; ask for one of {known}")
    return written


def _tsv(answer: Bindings) -> bytes:
    head = "\t".join(f"?{name}" for name in answer.variables)
    lines = ["\t".join("" if term is None else str(term) for term in row) for row in answer.rows]
    return "\n".join([head, *lines, ""]).encode()


def _results(tsv: bytes, written: Format) -> bytes:
    if written.name == "tsv":
        return tsv
    if written.name == "txt":
        return text_table(bindings(ox.parse_query_results(tsv, format=ox.QueryResultsFormat.TSV))).encode()
    results = ox.parse_query_results(tsv, format=ox.QueryResultsFormat.TSV)
    return results.serialize(format=_RESULTS[written.name]) or b""


def _graph(triples: Iterable[ox.Triple], written: Format, prefixes: Mapping[str, str]) -> bytes:
    ordered = sorted(set(triples), key=_order)
    used = used_prefixes(ordered, prefixes)
    match written.name:
        case "nt":
            return b"".join(sorted(f"{triple} .\n".encode() for triple in ordered))
        case "jsonld":
            return _jsonld(ordered, used)
        case "rdf":
            return _fixed_xml(_written(ordered, ox.RdfFormat.RDF_XML, used))
        case _:
            return _fixed_turtle(_written(ordered, ox.RdfFormat.TURTLE, used))


def _written(triples: Iterable[ox.Triple], written: ox.RdfFormat, prefixes: Mapping[str, str]) -> str:
    return (ox.serialize(triples, format=written, prefixes=dict(prefixes)) or b"").decode()


def _order(triple: ox.Triple) -> tuple[str, bool, str, str]:
    predicate = triple.predicate.value
    return str(triple.subject), predicate != _TYPE, predicate, str(triple.object)


def _iris(triples: Iterable[ox.Triple]) -> Iterable[str]:
    for triple in triples:
        for term in (triple.subject, triple.predicate, triple.object):
            if isinstance(term, ox.NamedNode):
                yield term.value
            elif isinstance(term, ox.Literal):
                yield term.datatype.value


def used_prefixes(triples: Iterable[ox.Triple], prefixes: Mapping[str, str]) -> dict[str, str]:
    """The part of `prefixes` that the IRIs of `triples` begin with, in alphabetical order."""
    starts = {iri[: max(iri.rfind("#"), iri.rfind("/"), iri.rfind(":")) + 1] for iri in _iris(triples)}
    return {prefix: iri for prefix, iri in sorted(prefixes.items()) if any(start.startswith(iri) for start in starts)}


def _fixed_turtle(text: str) -> bytes:
    """Sort the prefix lines, and put an empty line before each subject."""
    lines = text.rstrip("\n").split("\n") if text.strip() else []
    heads = sorted(line for line in lines if line.startswith("@prefix"))
    body = [line if line.startswith("\t") else f"\n{line}" for line in lines if not line.startswith("@prefix")]
    return "".join(f"{line}\n" for line in [*heads, *body]).lstrip("\n").encode()


def _fixed_xml(text: str) -> bytes:
    """Sort the namespaces of the root element."""

    def in_order(match: re.Match[str]) -> str:
        return "<rdf:RDF " + " ".join(sorted(match.group(1).split())) + ">"

    return re.sub(r"<rdf:RDF ([^>]*)>", in_order, text, count=1).encode()


def shorten(iri: str, prefixes: Mapping[str, str]) -> str:
    """`iri` as a prefixed name where one of `prefixes` allows a plain one, else as it is."""
    best = max(
        (item for item in prefixes.items() if iri.startswith(item[1])), key=lambda item: len(item[1]), default=None
    )
    if best is None:
        return iri
    local = iri[len(best[1]) :]
    return f"{best[0]}:{local}" if re.fullmatch(r"[\w-][\w.-]*(?<!\.)|", local) else iri


def _jsonld(triples: Iterable[ox.Triple], used: Mapping[str, str]) -> bytes:
    """JSON-LD 1.1, compacted with prefixes only: https://www.w3.org/TR/json-ld11/"""
    graph = []
    for subject, about in groupby(triples, key=lambda triple: triple.subject):
        node: dict[str, object] = {"@id": _node_id(subject, used)}
        for predicate, same in groupby(about, key=lambda triple: triple.predicate.value):
            values = [_jsonld_value(triple.object, predicate == _TYPE, used) for triple in same]
            node["@type" if predicate == _TYPE else shorten(predicate, used)] = (
                values[0] if len(values) == 1 else values
            )
        graph.append(node)
    document = {"@context": dict(used), "@graph": graph}
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def _node_id(term: Term, used: Mapping[str, str]) -> str:
    return shorten(term.value, used) if isinstance(term, ox.NamedNode) else str(term)


def _jsonld_value(term: Term, is_type: bool, used: Mapping[str, str]) -> object:
    if not isinstance(term, ox.Literal):
        return _node_id(term, used) if is_type else {"@id": _node_id(term, used)}
    if term.language:
        direction = {"@direction": term.direction.value} if term.direction else {}
        return {"@value": term.value, "@language": term.language, **direction}
    name = term.datatype.value.removeprefix(_XSD)
    if name == "string":
        return term.value
    if name == "boolean" and term.value in {"true", "false"}:
        return term.value == "true"
    if name == "integer" and re.fullmatch(r"0|-?[1-9][0-9]{0,14}", term.value):
        return int(term.value)
    return {"@value": term.value, "@type": shorten(term.datatype.value, used)}


def text_table(answer: Answer, width: int = 60, prefixes: Mapping[str, str] = PREFIXES) -> str:
    """`answer` for a terminal: columns in line, IRIs shortened, cells cut at `width` characters.

    The last line says how many rows there are and whether a limit cut them.
    """
    if isinstance(answer, Boolean):
        return "yes\n" if answer.value else "no\n"
    if isinstance(answer, Triples):
        return serialize(answer, "text/turtle", prefixes).decode()
    cells = [[_cell(term, width, prefixes) for term in row] for row in answer.rows]
    right = [_is_numeric(column) for column in zip(*answer.rows, strict=True)] or [False] * len(answer.variables)
    widths = [max(map(len, column)) for column in zip(answer.variables, *cells, strict=True)]
    lines = [_line(row, widths, right) for row in [list(answer.variables), ["-" * each for each in widths], *cells]]
    note = " (cut by a limit)" if answer.truncated else ""
    return "\n".join([*lines, f"{len(cells):,} row{'' if len(cells) == 1 else 's'}{note}", ""])


def _line(cells: Iterable[str], widths: Iterable[int], right: Iterable[bool]) -> str:
    parts = [c.rjust(w) if r else c.ljust(w) for c, w, r in zip(cells, widths, right, strict=True)]
    return "  ".join(parts).rstrip()


def _cell(term: Term | None, width: int, prefixes: Mapping[str, str]) -> str:
    if term is None:
        return ""
    text = shorten(term.value, prefixes) if isinstance(term, ox.NamedNode) else _plain(term)
    text = " ".join(text.split())
    return text if len(text) <= width else text[: width - 1] + "…"


def _plain(term: Term) -> str:
    return term.value if isinstance(term, ox.Literal) else str(term)


def _is_numeric(column: Iterable[Term | None]) -> bool:
    names = {term.datatype.value if isinstance(term, ox.Literal) else "" for term in column if term is not None}
    return bool(names) and names <= {f"{_XSD}{name}" for name in ("integer", "decimal", "double")}
