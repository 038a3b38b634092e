"""Answers as documents: the media types of `kg.formats.media`, and a table for terminals.

Solutions travel as SPARQL TSV and triples as N-Triples (`kg.sparql.answers`). The order of prefixes, subjects and
properties is fixed, so that one answer always gives the same bytes; and every document is well-formed, or refused with
the reason (`kg.formats.rdf_xml`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import pyoxigraph as ox

from kg.errors import QueryError
from kg.formats.json_ld import plain_json_ld
from kg.formats.media import FORMATS, AnswerKind, Format, format_of
from kg.formats.prefixed_names import shorten, used_prefixes
from kg.formats.rdf_xml import check_xml, rdf_xml, sound_xml
from kg.formats.remarks import Remarks, remarked
from kg.formats.turtle_writer import turtle
from kg.namespaces import PREFIXES
from kg.sparql.answers import Answer, Bindings, Boolean, Serialized, Term, Triples, Wire, bindings, cut_of

__all__ = ["kind_of", "serialize", "serialize_wire", "text_table", "written_graph"]

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


def serialize(
    answer: Answer, media_type: str, prefixes: Mapping[str, str] = PREFIXES, remarks: Remarks | None = None
) -> bytes:
    """`answer` as a document of `media_type`, UTF-8, with `remarks` where the type takes any.

    Without `remarks` it is only said that a limit cut it. Raises `QueryError` where the type can't hold such an answer.
    """
    written = _format(media_type, kind_of(answer))
    if remarks is None:
        remarks = Remarks.of(cut_of(answer))
    return remarked(_document(answer, written, prefixes), written, remarks)


def _document(answer: Answer, written: Format, prefixes: Mapping[str, str]) -> bytes:
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
        body = _graph((quad.triple for quad in quads), written, prefixes)
    else:
        said = wire.body if wire.kind == "bindings" else (b"true" if wire.body == b"1" else b"false")
        body = _results(said, written)
    return Serialized(remarked(body, written, Remarks.of(wire.cut)), media_type, wire.cut)


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
    body = results.serialize(format=_RESULTS[written.name]) or b""
    if written.name == "xml":
        check_xml(body.decode(), "ask for JSON, CSV or TSV")
        return sound_xml(body)
    return body


def _graph(triples: Iterable[ox.Triple], written: Format, prefixes: Mapping[str, str]) -> bytes:
    return written_graph(sorted(set(triples), key=_order), written, prefixes)


def written_graph(ordered: Sequence[ox.Triple], written: Format, prefixes: Mapping[str, str], base: str = "") -> bytes:
    """Distinct triples, those of one subject together, as a document in that order; N-Triples are sorted anyway.

    Turtle writes IRIs below `base` relative to it. Raises `UnwritableAnswer`.
    """
    match written.name:
        case "nt":
            return b"".join(sorted(f"{triple} .\n".encode() for triple in ordered))
        case "jsonld":
            return plain_json_ld(ordered, used_prefixes(ordered, prefixes))
        case "rdf":
            return rdf_xml(ordered, used_prefixes(ordered, prefixes))
        case _:
            return turtle(ordered, prefixes, base)


def _order(triple: ox.Triple) -> tuple[str, bool, str, str]:
    predicate = triple.predicate.value
    return str(triple.subject), predicate != _TYPE, predicate, str(triple.object)


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
