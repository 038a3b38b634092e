"""A page is a stack of panels; a panel is one named query (`web.pages.page_queries`) and what came of it.

Columns decide how it is shown: ``outcome`` and ``decisions`` give bars, a `rate` in the header gives rates with their
interval, a single column a list, all else a table. A panel with nothing to say is not shown; one that a limit stopped
says so and the rest of the page stands.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import pyoxigraph as ox

from kg.errors import LimitExceeded
from kg.query import Answer, BindableTerm, Bindings, Cut, Window
from kg.questions.asking import cut_answer
from kg.questions.catalog import Query
from kg.questions.newest import newest_days
from kg.questions.rates import Rate, wilson
from web.pages.cells import table
from web.pages.outcomes import NOT_STATED, meaning
from web.pages.page_queries import PageQueries
from web.pages.pieces import Hyperlink, Panel, Proportion, Share, Table
from web.urls import Urls

__all__ = ["STOPPED", "Panels", "counts_overturned", "overturned", "rates", "shares"]

_WHOLE = "home_outcomes"
STOPPED = "stopped"
"""Kind of a panel that a limit stopped; asked again it may have rows."""


@dataclass(frozen=True, slots=True)
class Panels:
    """Panels of the answers to `queries`; `page_rows` rows make one page of a long one."""

    queries: PageQueries
    urls: Urls
    page_rows: int

    def of(self, aspect: str, this: str | None = None, page: int = 1) -> list[Panel]:
        """The panels of one kind of page that have something to say. `page` of a long panel is shown."""
        values = {"this": this} if this else {}
        made = [self.one(query, values, page) for query in self.queries.panels_of(aspect, this is not None)]
        shown = [panel for panel in made if panel is not None]
        total = self._total(aspect, values, shown) if any(panel.extent for panel in shown) else None
        return [replace(panel, extent=_of(panel.extent, total)) for panel in shown]

    def one(self, query: Query, values: Mapping[str, str], page: int = 1) -> Panel | None:
        """The panel of a query; ``None`` where it has no row. Of a query with a window it is one `page`."""
        whole = query.bind(values)
        blank = self._blank(query, values, whole)
        # One row more than is shown tells whether there is another page.
        window = Window(self.page_rows + 1, self.page_rows * (page - 1)) if query.template.paged else None
        cut = None
        try:
            if window is None:
                answer, cut = self._whole_answer(query, query.terms(values))
            else:
                answer = self._window(query, query.terms(values), window)
        except LimitExceeded as stopped:
            return replace(blank, note=f"Not shown: {stopped}", kind=STOPPED)
        if not isinstance(answer, Bindings) or not answer.rows:
            return None
        if {"outcome", "decisions"} <= set(answer.variables):
            return replace(blank, kind="outcomes", shares=shares(answer, self.urls))
        made = table(answer, self.urls, query.label_of)
        if window is None:
            kind = "list" if len(made.columns) == 1 else "table"
            compared = replace(made, rates=rates(answer, query.header.rate), overall=self.overall(query))
            return replace(blank, kind=kind, table=replace(compared, cut=cut.words if cut else ""))
        return self._page(blank, made, values["this"], page)

    def _whole_answer(self, query: Query, terms: Mapping[str, BindableTerm]) -> tuple[Answer, Cut | None]:
        ask, most = self.queries.remembered, query.template.most
        days = newest_days(query, terms, most, self.queries.door, ask) if most else {}
        return cut_answer(query, terms, ask, days)

    def _window(self, query: Query, terms: Mapping[str, BindableTerm], window: Window) -> Answer:
        wanted = window.offset + window.limit
        days = newest_days(query, terms, wanted, self.queries.door, self.queries.remembered)
        return self.queries.remembered(query.template.bind(terms, days, window))

    def overall(self, query: Query) -> Proportion | None:
        """How many decisions of the whole release are overturned, for a query that counts how many of its own are."""
        if not counts_overturned(query):
            return None
        answer = self._aside(self.queries.find(_WHOLE), {})
        return overturned(answer) if answer else None

    def _aside(self, query: Query, values: Mapping[str, str]) -> Bindings | None:
        """The answer to what a page tells beside its panels; ``None`` where a limit stopped it: the page stands."""
        try:
            answer = self.queries.remembered(query.bind(values))
        except LimitExceeded:
            return None
        return answer if isinstance(answer, Bindings) and answer.rows else None

    def _total(self, aspect: str, values: Mapping[str, str], shown: Sequence[Panel]) -> int | None:
        """How many decisions the page of a thing is about: the sum of its outcomes, or what a query counts."""
        for panel in shown:
            if panel.shares:
                return panel.shares[0].rate.n
        counting = self.queries.total_of(aspect)
        answer = self._aside(counting, values) if counting else None
        return _whole(answer.rows[0][0]) if answer else None

    def source(self, query: Query, values: Mapping[str, str]) -> Panel:
        """A query without its rows: what its links lead to is the same query."""
        return self._blank(query, values, query.bind(values))

    def _blank(self, query: Query, values: Mapping[str, str], whole: str) -> Panel:
        return Panel(
            name=query.name.partition("_")[2],
            title=query.title,
            note=query.description,
            kind="source",
            table=Table((), ()),
            edit=self.urls.edit(whole),
            csv=self.urls.query(query.name, values, "csv"),
            json=self.urls.query(query.name, values, "json"),
        )

    def _page(self, blank: Panel, made: Table, this: str, page: int) -> Panel:
        more = len(made.rows) > self.page_rows
        before = self.page_rows * (page - 1)
        shown = min(len(made.rows), self.page_rows)
        return replace(
            blank,
            kind="table",
            table=Table(made.columns, made.rows[: self.page_rows], made.truncated and not more),
            extent=f"{before + 1:,} to {before + shown:,}",
            older=self.urls.page(this, blank.name, page + 1) if more else None,
            newer=self.urls.page(this, blank.name, page - 1) if page > 1 else None,
        )


def _of(extent: str, total: int | None) -> str:
    return f"{extent} of {total:,}" if extent and total is not None else extent


def counts_overturned(query: Query) -> bool:
    """Whether the rates of a query are shares of decisions that were overturned."""
    counted = query.header.rate
    return (
        counted is not None
        and query.label_of(counted.numerator).startswith("Overturned")
        and query.label_of(counted.denominator).startswith("Decisions")
    )


def overturned(answer: Bindings) -> Proportion | None:
    """The rate of the outcome overturned among the stated ones of an answer that counts decisions by outcome."""
    outcome, decisions = answer.variables.index("outcome"), answer.variables.index("decisions")
    counted = {
        getattr(row[outcome], "value", "").rpartition("/")[2]: _whole(row[decisions]) or 0 for row in answer.rows
    }
    stated = sum(count for slug, count in counted.items() if slug != NOT_STATED)
    return _proportion(stated, counted.get("overturned", 0))


def rates(answer: Bindings, counted: Rate | None) -> Sequence[Proportion | None]:
    """The rate of each row of an answer whose query counts k of n; empty for any other answer."""
    if counted is None:
        return ()
    n, k = answer.variables.index(counted.denominator), answer.variables.index(counted.numerator)
    return [_proportion(_whole(row[n]), _whole(row[k])) for row in answer.rows]


def _proportion(n: int | None, k: int | None) -> Proportion | None:
    if n is None or k is None or not 0 <= k <= n or n == 0:
        return None
    return Proportion(n, k, *wilson(k, n))


def _whole(term: object) -> int | None:
    return int(term.value) if isinstance(term, ox.Literal) and term.value.isdecimal() else None


def shares(answer: Bindings, urls: Urls) -> list[Share]:
    """Outcomes of one set of decisions, each with its share of all."""
    counted = [_whole(row[answer.variables.index("decisions")]) or 0 for row in answer.rows]
    links = [row[0] for row in table(answer, urls).rows]
    iris = [row[answer.variables.index("outcome")] for row in answer.rows]
    total, offset, made = sum(counted), 0.0, []
    for cell, iri, count in zip(links, iris, counted, strict=True):
        rate = _proportion(total, count)
        if rate is None:
            continue
        slug = iri.value.rpartition("/")[2] if isinstance(iri, ox.NamedNode) else "not-stated"
        width = 100 * rate.share
        made.append(Share(Hyperlink(cell.text, cell.href), meaning(slug), slug, rate, offset, width))
        offset += width
    return made
