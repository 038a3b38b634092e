"""The one table of media types. Which of them a client asked for is found by `web.negotiate`.

Registered types only: https://www.w3.org/TR/sparql11-results-json/, /rdf-sparql-XMLres/, /sparql11-results-csv-tsv/,
/turtle/, /n-triples/, /json-ld/, /rdf-syntax-grammar/.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["FORMATS", "HTML", "AnswerKind", "Format", "by_suffix", "called", "format_of", "offered"]

HTML = "text/html"


class AnswerKind(StrEnum):
    """What a format can write: solutions and booleans, or triples."""

    RESULTS = "results"
    GRAPH = "graph"


@dataclass(frozen=True, slots=True)
class Format:
    """A way to write an answer.

    `name` is short and serves as ``?format=`` and as file suffix; `media_type` is the registered one; `aliases` are
    other types under which clients ask for the same bytes; `quiet` aliases are understood where a client insists on
    them but are not offered to one that takes anything; `called` are names that are no suffix and that clients send as
    ``?format=``, as SPARQLWrapper does with each query; `label` is for people.
    """

    name: str
    media_type: str
    kind: AnswerKind
    label: str
    aliases: tuple[str, ...] = ()
    quiet: tuple[str, ...] = ()
    text: bool = True
    called: tuple[str, ...] = ()

    @property
    def content_type(self) -> str:
        """Value of the Content-Type header."""
        return f"{self.media_type}; charset=utf-8" if self.text else self.media_type


FORMATS: tuple[Format, ...] = (
    Format(
        "json", "application/sparql-results+json", AnswerKind.RESULTS, "JSON", aliases=("application/json",), text=False
    ),
    Format(
        "xml",
        "application/sparql-results+xml",
        AnswerKind.RESULTS,
        "XML",
        ("application/xml",),
        ("text/xml",),
        text=False,
    ),
    Format("csv", "text/csv", AnswerKind.RESULTS, "CSV"),
    Format("tsv", "text/tab-separated-values", AnswerKind.RESULTS, "TSV"),
    Format("txt", "text/plain", AnswerKind.RESULTS, "Text"),
    Format(
        "ttl",
        "text/turtle",
        AnswerKind.GRAPH,
        "Turtle",
        ("application/x-turtle",),
        ("text/n3", "text/rdf+n3"),
        called=("turtle", "n3"),
    ),
    Format(
        "jsonld",
        "application/ld+json",
        AnswerKind.GRAPH,
        "JSON-LD",
        quiet=("application/json",),
        text=False,
        called=("json-ld", "json"),
    ),
    Format(
        "rdf",
        "application/rdf+xml",
        AnswerKind.GRAPH,
        "RDF/XML",
        quiet=("application/xml", "text/xml"),
        text=False,
        called=("rdf+xml", "xml"),
    ),
    Format(
        "nt",
        "application/n-triples",
        AnswerKind.GRAPH,
        "N-Triples",
        quiet=("text/plain",),
        called=("n-triples", "ntriples"),
    ),
)
"""In the order of our own preference, within each kind."""


def format_of(media_type: str, kind: AnswerKind) -> Format | None:
    """The format of `kind` that writes `media_type` (parameters such as charset are left aside)."""
    bare = media_type.partition(";")[0].strip().lower()
    for each in FORMATS:
        if each.kind is kind and bare in {each.media_type, *each.aliases, *each.quiet}:
            return each
    return None


def by_suffix(suffix: str, kind: AnswerKind) -> Format | None:
    """The format of `kind` whose name is `suffix`, with or without the dot; ``srj`` and ``srx`` are known too."""
    name = {"srj": "json", "srx": "xml"}.get(suffix.lstrip(".").lower(), suffix.lstrip(".").lower())
    return next((each for each in FORMATS if each.kind is kind and each.name == name), None)


def called(name: str, kind: AnswerKind) -> Format | None:
    """The format of `kind` that ``?format=`` asks for: by a suffix, a media type or another name that clients send."""
    found = by_suffix(name, kind) or format_of(name, kind)
    return found or next((each for each in FORMATS if each.kind is kind and name.lower() in each.called), None)


def offered(kind: AnswerKind, html: bool = False) -> tuple[str, ...]:
    """Media types to offer for answers of `kind`, best first: ours, then HTML if `html`, then aliases."""
    formats = [each for each in FORMATS if each.kind is kind]
    own = [each.media_type for each in formats]
    others = [alias for each in formats for alias in (*each.aliases, *each.quiet)]
    return (*own, *([HTML] if html else []), *others)
