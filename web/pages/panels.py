"""A page is a stack of panels; a panel is one named query of ``queries/pages`` and what came of it.

A query's name says its place: ``section_outcomes`` is the panel `outcomes` of section pages. Columns decide how it is
shown: ``outcome`` and ``decisions`` give bars, a `rate` in the header gives rates with their interval, a single column
a list, all else a table. A panel with nothing to say is not shown; one that a limit stopped says so and the rest of
the page stands.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial

import pyoxigraph as ox

from kg.errors import LimitExceeded
from kg.query import Answer, Bindings, Boolean, Window
from kg.questions.catalog import Query
from kg.questions.rates import Rate as Columns
from kg.questions.rates import wilson
from web.pages.case import meaning
from web.pages.cells import table
from web.pages.pieces import Hyperlink, Panel, Proportion, Share, Table
from web.state import PAGES, state

__all__ = ["ask", "exists", "page_query", "panel", "panels_of", "rates", "shares", "source"]

_ORDER = (
    "outcomes",
    "administrator",
    "ingredients",
    "classes",
    "narrower",
    "members",
    "subcategories",
    "concepts",
    "years",
    "strengths",
    "quantities",
    "categories",
    "sections",
    "denials",
    "drugs",
    "instead",
    "together",
    "names",
    "cases",
    "decisions",
)


def page_query(name: str) -> Query:
    """The query of a page by its own name. Raises `QueryError` where the installation lacks it."""
    return state().catalog.find(f"{PAGES}/{name}")


def ask(name: str, values: Mapping[str, str]) -> Answer:
    """The answer of a named query. Raises what the door raises."""
    current = state()
    return current.door.run(page_query(name).bind(values))


def exists(iri: str) -> bool:
    """Whether the graph says anything of `iri`."""
    answer = ask("thing_exists", {"this": iri})
    return isinstance(answer, Boolean) and answer.value


def panels_of(aspect: str, this: str | None, pages: Mapping[str, int] | None = None) -> list[Panel]:
    """The panels of one kind of page that have something to say. `pages` tells which page of a long panel is shown."""
    start = f"{aspect}_"
    own = (query.name for query in state().catalog.values() if query.group == PAGES)
    names = [name.removeprefix(start) for name in own if name.startswith(start)]
    ordered = sorted(names, key=lambda name: (_ORDER.index(name) if name in _ORDER else len(_ORDER), name))
    values = {"this": this} if this else {}
    made = (panel(start + name, values, (pages or {}).get(name, 1)) for name in ordered)
    return [one for one in made if one is not None]


def panel(name: str, values: Mapping[str, str], page: int = 1) -> Panel | None:
    """The panel of a named query; ``None`` where it has no row. Of a query with a window it is one `page`."""
    current = state()
    query = page_query(name)
    blank = partial(
        Panel,
        name=name.partition("_")[2],
        title=query.title,
        edit=current.urls.edit(query.bind(values)),
        csv=current.urls.query(query.name, values, "csv"),
        json=current.urls.query(query.name, values, "json"),
    )
    rows = current.settings.page_rows
    # One row more than is shown tells whether there is another page.
    window = Window(rows + 1, rows * (page - 1)) if query.template.paged else None
    try:
        answer = _remembered(query.bind(values, window=window))
    except LimitExceeded as stopped:
        return blank(note=f"Not shown: {stopped}", kind="stopped", table=Table((), ()))
    if not isinstance(answer, Bindings) or not answer.rows:
        return None
    if {"outcome", "decisions"} <= set(answer.variables):
        return blank(note=query.description, kind="outcomes", table=Table((), ()), shares=shares(answer))
    made = table(answer, current.urls, query.label_of)
    if window is None:
        kind = "list" if len(made.columns) == 1 else "table"
        return blank(note=query.description, kind=kind, table=replace(made, rates=rates(answer, query.header.rate)))
    shown = Table(made.columns, made.rows[:rows], made.truncated and len(made.rows) <= rows)
    older = _turned(values, name, page + 1) if len(made.rows) > rows else None
    newer = _turned(values, name, page - 1) if page > 1 else None
    return blank(note=query.description, kind="table", table=shown, older=older, newer=newer)


def source(name: str, values: Mapping[str, str]) -> Panel:
    """A named query without its rows: what its links lead to is the same query."""
    current = state()
    query = page_query(name)
    return Panel(
        name=name.partition("_")[2],
        title=query.title,
        note=query.description,
        kind="source",
        table=Table((), ()),
        edit=current.urls.edit(query.bind(values)),
        csv=current.urls.query(query.name, values, "csv"),
        json=current.urls.query(query.name, values, "json"),
    )


def _turned(values: Mapping[str, str], name: str, page: int) -> str:
    return state().urls.page(values["this"], name.partition("_")[2], page)


def _remembered(text: str) -> Answer:
    """The answer of `text`, kept for as long as the release stays and the panel is small."""
    current = state()
    return current.memory.answer(current.door, text)


def rates(answer: Bindings, counted: Columns | None) -> Sequence[Proportion | None]:
    """The rate of each row of an answer whose query counts k of n; empty for any other answer."""
    if counted is None:
        return ()
    n, k = answer.variables.index(counted.denominator), answer.variables.index(counted.numerator)
    return [_rate(_whole(row[n]), _whole(row[k])) for row in answer.rows]


def _rate(n: int | None, k: int | None) -> Proportion | None:
    if n is None or k is None or not 0 <= k <= n or n == 0:
        return None
    return Proportion(n, k, *wilson(k, n))


def _whole(term: object) -> int | None:
    return int(term.value) if isinstance(term, ox.Literal) and term.value.isdecimal() else None


def shares(answer: Bindings) -> list[Share]:
    """Outcomes of one set of decisions, each with its share of all."""
    counted = [_whole(row[answer.variables.index("decisions")]) or 0 for row in answer.rows]
    links = [row[0] for row in table(answer, state().urls).rows]
    iris = [row[answer.variables.index("outcome")] for row in answer.rows]
    total, offset, made = sum(counted), 0.0, []
    for cell, iri, count in zip(links, iris, counted, strict=True):
        rate = _rate(total, count)
        if rate is None:
            continue
        slug = iri.value.rpartition("/")[2] if isinstance(iri, ox.NamedNode) else "not-stated"
        width = 100 * rate.share
        made.append(Share(Hyperlink(cell.text, cell.href), meaning(slug), slug, rate, offset, width))
        offset += width
    return made
