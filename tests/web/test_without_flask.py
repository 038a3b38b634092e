"""Pages are made of arguments: no app, no request, no global of Flask."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from urllib.parse import urlencode

import pytest
from jinja2 import Environment, PackageLoader, StrictUndefined

from kg.errors import LimitExceeded
from kg.query import Answer
from kg.questions.catalog import Catalog
from tests.web.conftest import BASE, SampleDoor
from web.memory import Memory
from web.pages.contexts import CasePage, Site, ThingPage
from web.pages.first_page import home_page
from web.pages.page_queries import PAGES, PageQueries
from web.pages.panels import STOPPED, Panels
from web.pages.terms import Ontology
from web.pages.thing import ThingPages
from web.urls import Urls

WEB = Path(__file__).parents[2] / "web"
KG = WEB.parent / "kg"
PURE = [*sorted((WEB / "pages").glob("*.py")), *sorted((WEB / "reconcile").glob("*.py"))]
PURE += [WEB / f"{name}.py" for name in ("lookup", "memory", "word_tables", "urls", "settings")]
EDGE = {"web.state", "web.render", "web.negotiate", "web.errors", "web.headers", "web.app", "web.views"}


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (node.module or "", *(f"{node.module}.{alias.name}" for alias in node.names))


@pytest.mark.parametrize("path", PURE, ids=lambda path: str(path.relative_to(WEB)))
def test_what_makes_pages_knows_neither_flask_nor_the_edge(path: Path) -> None:
    known = set(imports(path))
    assert {name for name in known if name.split(".")[0] == "flask"} == set()
    assert known & EDGE == set()


@pytest.mark.parametrize("path", sorted((WEB / "views").glob("[a-z]*.py")), ids=lambda path: path.stem)
def test_a_view_takes_the_state_once(path: Path) -> None:
    """Only functions that answer a request do; what they call is handed what it needs."""
    for function in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(function, ast.FunctionDef):
            calls = [node for node in ast.walk(function) if isinstance(node, ast.Call)]
            taken = [node for node in calls if isinstance(node.func, ast.Name) and node.func.id == "state"]
            assert len(taken) <= (1 if function.decorator_list else 0), function.name


# --- pages, assembled and written ---------------------------------------------------------------------------------


def plain(view: str, _anchor: str | None = None, _external: bool = False, **values: object) -> str:
    """A URL as `flask.url_for` might make one."""
    given = urlencode({name: value for name, value in values.items() if value is not None})
    return f"/{view}?{given}" + (f"#{_anchor}" if _anchor else "")


URLS = Urls(BASE, plain)


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return Catalog.load()


def things(door: SampleDoor, catalog: Catalog) -> ThingPages:
    panels = Panels(PageQueries(door, catalog, Memory()), URLS, page_rows=25)
    return ThingPages(panels, Ontology(f"{BASE}ontology", ()))


def written(template: str, context: object) -> str:
    """The page by a bare template engine, in which every name that is missing is an error."""
    engine = Environment(loader=PackageLoader("web"), autoescape=True, undefined=StrictUndefined)
    values = {field.name: getattr(context, field.name) for field in fields(context)}  # type: ignore[arg-type]
    site = Site("imr-kg", BASE, "sample-1", "2026-01-02", (), "/")
    return engine.get_template(template).render(site=site, urls=URLS, **values)


def test_a_case_without_an_app(sample: str, catalog: Catalog) -> None:
    template, page = things(SampleDoor(sample), catalog).page_of(f"{BASE}id/case/CM99-0000001", ())
    assert isinstance(page, CasePage)
    assert (page.title, len(page.decisions)) == ("CM99-0000001", 2)
    first = page.decisions[0]
    assert (first.verdict.slug, first.heading.text) == ("upheld", first.heading.text)
    assert page.letter is not None
    assert "CM99-0000001" in written(template, page)


def test_a_drug_without_an_app(sample: str, catalog: Catalog) -> None:
    template, page = things(SampleDoor(sample), catalog).page_of(f"{BASE}id/drug/oxycodone", ())
    assert isinstance(page, ThingPage)
    assert page.kind == "Drug"
    assert "outcomes" in {panel.name for panel in page.panels}
    assert page.panels[0].csv == "/queries.query?name=drug_outcomes?" + urlencode(
        {"this": f"{BASE}id/drug/oxycodone", "format": "csv"}
    )
    assert page.title in written(template, page)


def test_the_first_page_without_an_app(sample: str, catalog: Catalog) -> None:
    door = SampleDoor(sample)
    page = home_page(things(door, catalog).panels, door.release, "https://example.org/license")
    assert page.outcomes is not None
    assert page.outcomes.kind == "outcomes"
    assert [each.note for each in page.counts] == ["2", "3", f"{door.release.counts['triples']:,}"]
    assert "What reviewers decide" in written("home.html", page)


class Stopping(SampleDoor):
    """A door that a limit stops at every query that counts years."""

    def run(self, query: str) -> Answer:
        if "dimension:year" in query and "GROUP BY" in query:
            raise LimitExceeded("the query was stopped after 10 s")
        return super().run(query)


def test_a_panel_that_a_limit_stopped_says_so_and_the_others_stand(sample: str, catalog: Catalog) -> None:
    _, page = things(Stopping(sample), catalog).page_of(f"{BASE}id/drug/oxycodone", ())
    assert isinstance(page, ThingPage)
    kinds = {panel.name: panel.kind for panel in page.panels}
    assert kinds["years"] == STOPPED
    assert kinds["outcomes"] == "outcomes"
    stopped = next(panel for panel in page.panels if panel.kind == STOPPED)
    assert stopped.note == "Not shown: the query was stopped after 10 s"


# --- which panels, and where ---------------------------------------------------------------------------------------


def test_a_panel_is_a_query_with_a_place(sample: str, catalog: Catalog) -> None:
    queries = PageQueries(SampleDoor(sample), catalog, Memory())
    names = [query.name for query in queries.panels_of("drug", has_thing=True)]
    assert names[0] == "drug_outcomes"
    assert names[-1] == "drug_decisions"
    assert queries.panels_of("thing", has_thing=True) == []
    assert queries.panels_of("home", has_thing=True) == []
    assert queries.panels_of("home", has_thing=False)[0].name == "home_outcomes"


def test_no_two_panels_of_a_page_have_one_place(catalog: Catalog) -> None:
    places = [
        (query.name.partition("_")[0], query.header.place)
        for query in catalog.values()
        if query.header.place is not None
    ]
    assert len(set(places)) == len(places)


def test_every_query_of_a_page_is_asked_somewhere(sample: str, catalog: Catalog) -> None:
    """A panel has a place, a total stands beside a panel that is cut; any other query is named in the program."""
    pages = {query.name: query for query in catalog.values() if query.group == PAGES}
    cut = {name.partition("_")[0] for name, query in pages.items() if query.header.place and query.template.paged}
    queries = PageQueries(SampleDoor(sample), catalog, Memory())
    totals = {total.name for aspect in cut if (total := queries.total_of(aspect))}
    rest = {name for name, query in pages.items() if query.header.place is None} - totals
    program = source(WEB), source(KG)
    assert [name for name in sorted(rest) if not is_named(name, *program)] == []


def source(room: Path) -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted(room.rglob("*.py")))


def is_named(query: str, web: str, kg: str) -> bool:
    """Pages name a query of theirs by its own name, the rest of the program by its folder too."""
    return f'"{query}"' in web or f'"{PAGES}/{query}"' in kg
