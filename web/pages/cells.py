"""Answers as cells of a table: what a term is called, where it leads, which column is a number."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

import pyoxigraph as ox

from kg.namespaces import PREFIXES, XSD
from kg.query import Bindings, Term
from web.pages.pieces import Cell, Table
from web.urls import Urls

__all__ = ["local_name", "show", "table"]

_NUMBERS = frozenset(XSD + name for name in ("integer", "decimal", "double", "float", "int", "long", "gYear"))
_QUIET = frozenset({XSD + "string", XSD + "date", XSD + "boolean", *_NUMBERS})
_LANGUAGE_STRING = "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"
_OUTSIDE = {
    "http://purl.bioontology.org/ontology/RXNORM/": "RxNorm",
    "http://id.nlm.nih.gov/mesh/": "MeSH",
    "https://precision.fda.gov/uniisearch/srs/unii/": "UNII",
    "http://purl.obolibrary.org/obo/CHEBI_": "ChEBI",
}
_WORDS = re.compile(r"text#char=(\d+),(\d+)")
_PART = re.compile(r"case/(?P<case>[^/]+)(?:/(?P<letter>[^/]+)(?:/decision/(?P<item>\d+))?(?:/(?P<rest>.+))?)?")
_LABEL, _NOTE = "Label", "Note"
_MARKS = frozenset({"contradiction"})
"""Columns that say "yes" where something should catch the eye."""
_LONGEST = 2000


def show(term: Term | None, urls: Urls, label: str | None = None, source: str | None = None) -> Cell:
    """The cell of one term. `label` is shown for an IRI or for nothing, `source` anchors the words that say it."""
    match term:
        case None:
            return Cell(label or "", kind="text" if label else "empty")
        case ox.NamedNode():
            href = urls.link(term.value)
            return Cell(label or shortened(term.value, urls), href, "text" if label else "iri", source=source)
        case ox.Literal():
            return _literal(term, source)
        case _:
            return Cell(str(term), kind="iri", source=source)


def _literal(term: ox.Literal, source: str | None) -> Cell:
    datatype = term.datatype.value
    text = term.value if len(term.value) <= _LONGEST else term.value[:_LONGEST] + " …"
    if term.language and term.language != "en":
        return Cell(text, note=term.language, source=source)
    note = "" if datatype in _QUIET or datatype == _LANGUAGE_STRING else local_name(datatype)
    return Cell(text, kind="number" if datatype in _NUMBERS else "text", note=note, source=source)


def shortened(iri: str, urls: Urls) -> str:
    """An IRI as people write it: by prefix where one fits, by its path under ``id/`` where it is ours.

    A part of a letter is told by its place (``CM16-0000042 item 2 request``), a code of another vocabulary by that
    vocabulary's name (``RxNorm 7804``).
    """
    path = urls.path(iri)
    if path is not None:
        return _place(path)
    for start, name in _OUTSIDE.items():
        if iri.startswith(start):
            return f"{name} {iri[len(start) :]}"
    if iri.startswith(f"{urls.base}ontology#"):
        return f"imr:{iri.partition('#')[2]}"
    for prefix, start in PREFIXES.items():
        if iri.startswith(start) and len(iri) > len(start) and "/" not in iri[len(start) :]:
            return f"{prefix}:{iri[len(start) :]}"
    return iri


def _place(path: str) -> str:
    """Path of a thing as words: for a part of a letter its case, its item and what is left of the path."""
    found = _PART.fullmatch(path)
    if not found:
        return path
    item = f"item {found['item']}" if found["item"] else f"letter of {found['letter']}" if found["letter"] else ""
    rest = _WORDS.sub(r"text \1-\2", found["rest"] or "").replace("/", " ")
    return " ".join(filter(None, (found["case"], item, rest)))


def local_name(iri: str) -> str:
    """The last part of an IRI, after ``#`` or the last ``/``."""
    return iri.rstrip("/#").replace("#", "/").rpartition("/")[2] or iri


def table(answer: Bindings, urls: Urls, titles: Callable[[str], str] | None = None, most: int | None = None) -> Table:
    """An answer as a table of at most `most` rows.

    The variables ``xLabel`` and ``xNote`` give the words for the IRIs of ``x`` and a remark on them; they are no
    columns of their own. `titles` names columns.
    """
    columns = [name for name in answer.variables if not _speaks_of_another(name, answer.variables)]
    readers = [_reader(name, answer.variables, urls) for name in columns]
    shown = answer.rows[:most]
    rows = tuple(tuple(read(row) for read in readers) for row in shown)
    named = tuple((titles or _title)(name) for name in columns)
    return Table(named, rows, truncated=answer.truncated or len(shown) < len(answer.rows))


def _speaks_of_another(name: str, variables: Sequence[str]) -> bool:
    return any(name.endswith(ending) and name.removesuffix(ending) in variables for ending in (_LABEL, _NOTE))


_Reader = Callable[[Sequence[Term | None]], Cell]


def _reader(name: str, variables: Sequence[str], urls: Urls) -> _Reader:
    at = variables.index(name)
    label_at = variables.index(name + _LABEL) if name + _LABEL in variables else None
    note_at = variables.index(name + _NOTE) if name + _NOTE in variables else None
    read = partial(_cell, at, label_at, note_at, urls)
    return partial(_marked, read) if name in _MARKS else read


def _cell(at: int, label_at: int | None, note_at: int | None, urls: Urls, row: Sequence[Term | None]) -> Cell:
    cell = show(row[at], urls, _words(row, label_at) or None)
    note = _words(row, note_at)
    return replace(cell, note=note) if note else cell


def _marked(read: _Reader, row: Sequence[Term | None]) -> Cell:
    cell = read(row)
    return cell if cell.kind == "empty" else replace(cell, kind="mark")


def _words(row: Sequence[Term | None], at: int | None) -> str:
    term = row[at] if at is not None else None
    return term.value if isinstance(term, ox.Literal) else ""


def _title(name: str) -> str:
    words = "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in name).replace("_", " ").strip()
    return words[:1].upper() + words[1:]
