"""The named queries that pages are made of: those of ``queries/pages``.

A query's name says its place: ``section_outcomes`` is the panel `outcomes` of section pages. One whose header has a
`place` is a panel; the others answer what a page must know.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kg.query import Answer, Boolean, BoundQuery, Door
from kg.questions.catalog import Catalog, Query
from web.memory import Memory

__all__ = ["PAGES", "PageQueries"]

PAGES = "pages"
"""The folder of them in the library."""


@dataclass(frozen=True, slots=True)
class PageQueries:
    """The queries in `catalog` that pages ask `door`; small answers are kept in `memory`."""

    door: Door
    catalog: Catalog
    memory: Memory

    def find(self, name: str) -> Query:
        """The query of a page by its own name. Raises `QueryError` where the installation lacks it."""
        return self.catalog.find(f"{PAGES}/{name}")

    def panels_of(self, aspect: str, has_thing: bool) -> list[Query]:
        """The panels of one kind of page, in the order in which they stand there.

        Where the page is of a thing (`has_thing`) those that are asked of one (``?this``), else those that are not.
        """
        placed = [
            (query.header.place, query.name, query)
            for query in self.catalog.values()
            if query.group == PAGES and query.name.startswith(f"{aspect}_") and query.header.place is not None
        ]
        asked = [query for _, _, query in sorted(placed, key=lambda each: each[:2])]
        return [query for query in asked if any(each.name == "this" for each in query.parameters) is has_thing]

    def total_of(self, aspect: str) -> Query | None:
        """The query that counts all decisions of one kind of page, where no panel there does."""
        return self.catalog.get(f"{aspect}_total")

    def ask(self, name: str, values: Mapping[str, str]) -> Answer:
        """The answer of a named query. Raises what the door raises."""
        return self.door.run(self.find(name).bind(values))

    def remembered(self, query: BoundQuery) -> Answer:
        """The answer of `query`, kept for as long as the release stays where it is small."""
        return self.memory.answer(self.door, query)

    def knows(self, iri: str) -> bool:
        """Whether the graph says anything of `iri`."""
        answer = self.ask("thing_exists", {"this": iri})
        return isinstance(answer, Boolean) and answer.value
