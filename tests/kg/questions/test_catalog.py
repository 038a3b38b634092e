from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.errors import ParameterError, QueryError, QueryHeaderError
from kg.query import Bindings, Door, open_door
from kg.questions.catalog import Catalog, Query, Type, menu, read_query
from kg.questions.named_choices import concept_finder
from kg.resources import resource
from kg.store.releases import new_release
from kg.store.segments import Part

EX = "https://w3id.org/imr-kg/"
SKOS = "http://www.w3.org/2004/02/skos/core#"
HEADER = """#+ title: Rate by colour
#+ summary: How many are red.
#+ for: [researcher, lawyer]
#+ parameters:
#+   - name: drug
#+     type: concept
#+     scheme: drug
#+     label: Drug
#+     menu: "SELECT ?value ?label { ?value skos:prefLabel ?label } ORDER BY ?label"
#+   - {name: year, type: year, default: 2016}
#+ columns: {colour: Colour}
#+ rate: {numerator: red, denominator: all}
#+ chart: {kind: forest, x: colour, y: percent}
"""
BODY = f"""PREFIX imr: <{EX}ontology#>
PREFIX skos: <{SKOS}>
SELECT ?colour (SUM(?is) AS ?red) (COUNT(*) AS ?all) WHERE {{
  ?d imr:colour ?colour ; imr:drug ?drug ; imr:year ?year .
  BIND(IF(?colour = "red", 1, 0) AS ?is)
}} GROUP BY ?colour ORDER BY ?colour
"""


@pytest.fixture
def query() -> Query:
    return read_query(HEADER + BODY, "outcomes/rate.rq")


@pytest.fixture
def door(tmp_path: Path) -> Iterator[Door]:
    lines = [
        f'<{EX}id/drug/hydrocodone> <{SKOS}{name}> "{label}"@en .'
        for name, label in [("prefLabel", "Hydrocodone"), ("altLabel", "Norco")]
    ]
    for number, colour in enumerate(["red", "red", "blue"]):
        thing = f"<{EX}id/d/{number}> <{EX}ontology#"
        lines += [
            f'{thing}colour> "{colour}" .',
            f"{thing}drug> <{EX}id/drug/hydrocodone> .",
            f'{thing}year> "2016"^^<http://www.w3.org/2001/XMLSchema#integer> .',
        ]
    with new_release(tmp_path, "1") as draft:
        draft.load([Part.of("", lines)])
        draft.publish()
    with open_door(tmp_path, workers=1) as opened:
        yield opened


def test_the_header_says_what_the_query_is(query: Query) -> None:
    assert (query.name, query.group, query.title) == ("rate", "outcomes", "Rate by colour")
    assert query.description == "How many are red."
    assert query.header.audience == ("researcher", "lawyer")
    drug, year = query.parameters
    assert (drug.type, drug.scheme, drug.label) == (Type.CONCEPT, f"{EX}id/drug/", "Drug")
    assert (year.default, year.label) == ("2016", "Year")
    assert query.body.startswith("PREFIX")


def test_a_header_written_for_grlc_reads_as_it_is() -> None:
    text = "#+ summary: All\n#+ description: Every one.\n#+ tags: [a]\n"
    text += "#+ parameters:\n#+   s: {type: iri, summary: A thing}\n"
    query = read_query(text + "SELECT * { ?s ?p ?o }", "x.rq")
    assert (query.title, query.description, query.header.tags) == ("All", "Every one.", ("a",))
    assert query.parameters[0].summary == "A thing"


def test_values_and_defaults_are_bound(query: Query) -> None:
    bound = query.bind({"drug": "hydrocodone", "year": ""})
    assert f"imr:drug  <{EX}id/drug/hydrocodone>" in bound
    assert "imr:year  2016 " in bound
    assert "?drug" in query.bind({})
    with pytest.raises(ParameterError, match="no parameter 'colour'; it has drug, year"):
        query.bind({"colour": "red"})
    with pytest.raises(ParameterError, match="year"):
        query.bind({"year": "last"})


CONDITIONAL = """#+ title: T
#+ summary: S
#+ parameters:
#+   - {name: year, type: year}
SELECT ?s WHERE {
  ?s ?p "#? year" .
  ?s <urn:year> ?year . #? year
}
"""


def test_a_line_for_a_parameter_goes_where_it_is_not_set() -> None:
    query = read_query(CONDITIONAL, "x.rq")
    assert query.bind({}) == 'SELECT ?s WHERE {\n  ?s ?p "#? year" .\n}\n'
    assert "?s <urn:year>  2016  . #? year" in query.bind({"year": "2016"})
    with pytest.raises(QueryHeaderError, match="`#\\? month` names no parameter"):
        read_query(CONDITIONAL.replace("#? year\n", "#? month\n"), "x.rq")


def test_a_required_parameter_is_asked_for() -> None:
    text = "#+ title: T\n#+ summary: S\n#+ parameters:\n#+   - {name: s, type: iri, required: true}\nASK { ?s ?p ?o }"
    with pytest.raises(ParameterError, match="needs a value for 's'"):
        read_query(text, "x.rq").bind({})


def test_running_gives_rates(query: Query, door: Door) -> None:
    answer = query.run(door, {"drug": "Norco"}, concept_finder(door))
    assert isinstance(answer, Bindings)
    assert answer.variables == ("colour", "red", "all", "percent", "low", "high")
    assert [term.value for term in answer.rows[1] if term] == ["red", "2", "2", "100.0", "34.2", "100.0"]
    assert [query.label_of(name) for name in answer.variables[:4]] == ["Colour", "Red", "All", "Rate, %"]


def test_concepts_are_found_by_id_and_by_any_label(door: Door) -> None:
    find = concept_finder(door)
    expected = [(f"{EX}id/drug/hydrocodone", "Hydrocodone")]
    assert [find(f"{EX}id/drug/", text) for text in ("hydrocodone", "HYDROCODONE", "norco")] == [expected] * 3
    with pytest.raises(ParameterError, match="no concept 'aspirin' here"):
        find(f"{EX}id/drug/", "aspirin")
    with pytest.raises(ParameterError, match="no concept 'norco' here"):
        find(f"{EX}id/section/", "norco")


def test_a_menu_comes_from_its_query_or_its_choices(query: Query, door: Door) -> None:
    assert menu(query, query.parameters[0], door) == [(f"{EX}id/drug/hydrocodone", "Hydrocodone")]
    assert menu(query, query.parameters[1], door) == []


def test_another_base_moves_queries_and_schemes(tmp_path: Path) -> None:
    (tmp_path / "rate.rq").write_text(HEADER + BODY)
    query = Catalog.load(tmp_path, "http://localhost/kg/")["rate"]
    assert "PREFIX imr: <http://localhost/kg/ontology#>" in query.text
    assert query.parameters[0].scheme == "http://localhost/kg/id/drug/"


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("#+ title: Rate by colour\n#+ summary: How many are red.\n", "", 1, "title"),
        ("#+ for:", "#+ four:", 3, "unknown key 'four'"),
        ("type: concept", "type: drug", 6, "unknown type 'drug'"),
        ("#+     scheme: drug\n", "", 5, "'scheme' is missing"),
        ("#+   - name: drug", "#+\t- name: drug", 5, "cannot start any token"),
        ("[researcher, lawyer]", "[researcher, lawyer", 4, "expected"),
        ("{name: year, type: year, default: 2016}", "{name: drug, type: year}", 10, "declared twice"),
        ("numerator: red, ", "", 12, "'numerator' is missing"),
        ("#+ columns: {colour: Colour}", "#+ columns: [a]", 11, "column: label"),
        ("#+ columns", "#+ title", 11, "given twice"),
    ],
)
def test_a_broken_header_names_file_and_line(old: str, new: str, line: int, words: str) -> None:
    text = HEADER.replace(old, new)
    assert text != HEADER
    with pytest.raises(QueryHeaderError, match=rf"outcomes/rate\.rq:{line}: .*{words}"):
        read_query(text + BODY, "outcomes/rate.rq")


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("colour: Colour", "shade: Shade", "'shade'"),
        ("numerator: red", "numerator: crimson", "'crimson'"),
        ("imr:year ?year .", ".", "parameter 'year' does not occur"),
        ("GROUP BY ?colour", "GROUP ?colour", "rate.rq: not SPARQL 1.1: line 19"),
        ("SELECT ?colour (", "SELECT ?colour ?drug (", "rate.rq: "),
        ("default: 2016", "default: last", "year: 'last' is not a year"),
        (f"PREFIX imr: <{EX}ontology#>\n", "", "prefix imr: is not declared"),
        ("SELECT ?colour", "DELETE ?colour", "changes data"),
    ],
)
def test_a_header_and_a_query_that_do_not_fit_are_refused(old: str, new: str, words: str) -> None:
    text = (HEADER + BODY).replace(old, new)
    assert text != HEADER + BODY
    with pytest.raises(QueryHeaderError, match=words):
        read_query(text, "outcomes/rate.rq")


def test_no_header_is_an_error_too(tmp_path: Path) -> None:
    (tmp_path / "bare.rq").write_text("ASK {}")
    with pytest.raises(QueryHeaderError, match=r"bare\.rq:1: no header"):
        Catalog.load(tmp_path)


def test_names_are_unique_and_nearly_right_ones_are_helped(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
    (tmp_path / "a" / "rate.rq").write_text(HEADER + BODY)
    catalog = Catalog.load(tmp_path)
    assert list(catalog) == ["rate"]
    assert catalog.find("a/rate") is catalog.find("rate") is catalog["rate"]
    with pytest.raises(QueryError, match="did you mean rate"):
        catalog.find("rates")
    with pytest.raises(QueryError, match="imr queries"):
        catalog.find("b/zzz")
    (tmp_path / "b" / "rate.rq").write_text(HEADER + BODY)
    with pytest.raises(QueryHeaderError, match="of this name too"):
        Catalog.load(tmp_path)


def test_the_library_of_the_project_is_sound() -> None:
    catalog = Catalog.load(resource("queries"))
    assert {"overturn-rate-by-category", "unresolved-citations"} <= set(catalog)
    assert all(query.title and query.group for query in catalog.values())
