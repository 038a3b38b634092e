"""Expected rows: files that somebody has looked at, and how an answer is written to be compared with them.

A file is ``NAME.csv``, or ``NAME.WORD.csv`` for a question asked with values: its first line gives them then, as
``# drug=oxycodone year=2016``. IRIs are shortened, in the values too (``# this=…/drug/oxycodone``).
In ``NAME.first-two.csv`` the question is asked with every LIMIT that follows an ORDER BY made two, which shows what
it keeps where there is more than it shows; in ``NAME.last-two.csv`` only the last of them is two.
"""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pyoxigraph as ox

from kg.formats import shorten
from kg.namespaces import PREFIXES
from kg.query import Bindings, Boolean, Door, Term
from kg.questions.catalog import Query, read_query
from kg.questions.named_choices import concept_finder
from kg.sparql.tokens import significant

SHORT, LONG = "…/", "https://w3id.org/imr-kg/id/"


@dataclass(frozen=True, slots=True)
class Expected:
    """One file: the question's name, the values it is asked with, the file's text."""

    path: Path
    name: str
    note: str
    text: str

    @property
    def values(self) -> dict[str, str]:
        return dict(pair.replace(SHORT, LONG).split("=", 1) for pair in self.note.removeprefix("# ").split())


def expected(path: Path) -> Expected:
    """What the file at `path` says; nothing where there is none yet."""
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    note = text.splitlines(keepends=True)[0] if text.startswith("# ") else ""
    return Expected(path, path.name.split(".")[0], note, text)


SERVICE = re.compile(r"SERVICE <[^>]*>")
FEW = re.compile(r"(ORDER BY [^{}]*?LIMIT) [0-9]+")
LAST_FEW = re.compile(r"(.*ORDER BY [^{}]*?LIMIT) [0-9]+", re.DOTALL)


def asked(query: Query, of: Expected, door: Door) -> str:
    """The answer of `query` to the values that `of` gives, as its file would have it.

    What a query asks of an endpoint elsewhere, it asks of `door`.
    """
    text = SERVICE.sub("", query.text)
    if of.path.stem.endswith(".first-two"):
        text = FEW.sub(r"\1 2", text)
    elif of.path.stem.endswith(".last-two"):
        text = LAST_FEW.sub(r"\1 2", text, count=1)
    if text != query.text:
        query = read_query(text, f"{query.group}/{query.name}.rq")
    return written(query.run(door, of.values, concept_finder(door)), of.note, is_ordered(query))


def written(answer: object, note: str, ordered: bool) -> str:
    if isinstance(answer, Boolean):
        return f"{note}{str(answer.value).lower()}\n"
    assert isinstance(answer, Bindings)
    text = io.StringIO()
    text.write(note)
    table = csv.writer(text, lineterminator="\n")
    table.writerow(answer.variables)
    cells = [[_cell(term) for term in row] for row in answer.rows]
    table.writerows(cells if ordered else sorted(cells))
    return text.getvalue()


def _cell(term: Term | None) -> str:
    if term is None:
        return ""
    if not isinstance(term, ox.NamedNode):
        return getattr(term, "value", str(term))
    return shorten(term.value, PREFIXES).replace(LONG, SHORT)


def is_ordered(query: Query) -> bool:
    """Whether the query itself says in which order its rows come."""
    return "ORDER BY" in query.text[query.text.rindex("}") :]


def limits(text: str) -> list[int]:
    """How many rows a query lets pass, at each LIMIT in the order of the text."""
    marks = significant(text)
    return [int(number.text) for word, number in pairwise(marks) if word.word == "LIMIT"]


def known_limits() -> dict[str, list[int]]:
    """The limits of `limits.tsv`, by question."""
    lines = (Path(__file__).parent / "limits.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")][1:]
    return {name: [int(number) for number in numbers.split()] for name, numbers in rows}
