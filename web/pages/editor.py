"""The editor of the SPARQL endpoint, and under it an answer or what is wrong with a query."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from kg.formats import FORMATS, AnswerKind, serialize
from kg.namespaces import DEFAULT_BASE
from kg.query import Answer, Bindings, Boolean, cut_of, rebase
from kg.questions.catalog import Query
from web.pages.cells import table
from web.pages.contexts import SparqlPage
from web.pages.pieces import Hyperlink
from web.urls import Urls

__all__ = ["Editor"]

_EXAMPLES_OF_A_GROUP = 3
_START = f"""PREFIX imr: <{DEFAULT_BASE}ontology#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

# The first decisions, with what was asked for and how it came out
SELECT ?decision ?heading ?outcome ?outcomeLabel WHERE {{
  ?decision a imr:Decision ; imr:heading ?heading ; imr:outcome ?outcome .
  ?outcome skos:prefLabel ?outcomeLabel .
}}
LIMIT 20
"""


@dataclass(frozen=True, slots=True)
class Editor:
    """The editor of a site: the `questions` it offers as examples, the endpoints that SERVICE may name, and how many
    rows are shown."""

    urls: Urls
    questions: Sequence[Query]
    services: Iterable[str]
    shown_rows: int

    def start(self) -> str:
        """A query to begin with."""
        return rebase(_START, DEFAULT_BASE, self.urls.base)

    def unasked(self, query: str) -> SparqlPage:
        """The editor with `query` in it, not run."""
        limits = [
            f"Read-only SPARQL 1.1: no update; SERVICE to {', '.join(sorted(self.services)) or 'no other endpoint'}.",
            f"At most {self.shown_rows} rows are shown; downloads have all up to the limit of the service.",
        ]
        examples = [Hyperlink(each.title, self.urls.example(each.name)) for each in self._examples()]
        return SparqlPage(query, None, None, "", (), examples, limits)

    def answered(self, query: str, answer: Answer, elapsed: str) -> SparqlPage:
        """The editor, and under it what `query` gave."""
        cut = cut_of(answer)
        page = replace(
            self.unasked(query),
            elapsed=elapsed,
            downloads=self._downloads(query, answer),
            cut=f"Cut by a limit of this service: {cut.words} only, here and in the downloads." if cut else "",
        )
        if isinstance(answer, Bindings):
            return replace(page, table=table(answer, self.urls, most=self.shown_rows))
        if isinstance(answer, Boolean):
            return replace(page, boolean=answer.value)
        return replace(page, triples=serialize(answer, "text/turtle").decode() or "# no triple")

    def _downloads(self, query: str, answer: Answer) -> list[Hyperlink]:
        kind = AnswerKind.RESULTS if isinstance(answer, Bindings | Boolean) else AnswerKind.GRAPH
        formats = [each for each in FORMATS if each.kind is kind]
        links = [Hyperlink(each.label, self.urls.result(query, each.name), each.media_type) for each in formats]
        return [link for link in links if link.href]

    def _examples(self) -> list[Query]:
        """The first questions of each group that can be asked without a value."""
        groups: dict[str, list[Query]] = {}
        for query in self.questions:
            if not any(parameter.required for parameter in query.parameters):
                groups.setdefault(query.group, []).append(query)
        return [query for group in groups.values() for query in group[:_EXAMPLES_OF_A_GROUP]]
