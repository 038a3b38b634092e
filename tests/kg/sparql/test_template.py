from __future__ import annotations

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import LimitExceeded, ParameterError, QueryRefused, QuerySyntaxError
from kg.sparql.guard import LONGEST, examine
from kg.sparql.parameters import Parameter, Type, term_of
from kg.sparql.template import Template, Window, rebase, variables
from kg.sparql.tokens import TokenKind, significant

EX = "https://example.org/"
QUERY = f"""PREFIX ex: <{EX}>
# what ?value means
SELECT ?s WHERE {{
  ?s ex:is ?value ; ex:note "?value" ; ex:see <{EX}?value> .
  FILTER(?value = $value || ?s<?value)
}}"""


def test_only_variables_are_replaced() -> None:
    bound = Template.read(QUERY).bind({"value": ox.Literal("x")})
    assert bound.count('"x"') == 4
    for kept in ("# what ?value means", '"?value"', f"<{EX}?value>"):
        assert kept in bound
    assert variables(bound) == {"s"}


def test_what_has_no_value_stays_free() -> None:
    assert Template.read(QUERY).bind({}) == QUERY


def test_a_value_beside_an_operator_stays_itself() -> None:
    bound = Template.read("ASK { FILTER(1<?x && ?y-?z>2) }").bind({"x": ox.NamedNode("http://x/"), "z": ox.Literal(-1)})
    kinds = [token.kind for token in significant(bound)]
    assert kinds.count(TokenKind.IRI) == 2  # the value, and the datatype of the negative number


def test_a_variable_that_is_selected_can_not_be_a_constant() -> None:
    with pytest.raises(ParameterError, match=r"\?s: can't be constants"):
        Template.read(QUERY).bind({"s": ox.NamedNode(EX)})
    with pytest.raises(ParameterError, match="constants"):
        Template.read("SELECT ?y { BIND(1 AS ?x) ?y ?p ?x }").bind({"x": ox.Literal(1)})


def test_another_base_takes_the_place_of_ours() -> None:
    text = f'PREFIX a: <{EX}ontology#> SELECT * {{ ?s a:b <{EX}c>, "<{EX}c>" }} # <{EX}'
    moved = rebase(text, EX, "http://localhost/kg/")
    assert (
        moved
        == f'PREFIX a: <http://localhost/kg/ontology#> SELECT * {{ ?s a:b <http://localhost/kg/c>, "<{EX}c>" }} # <{EX}'
    )


# --- lines, lists and windows -----------------------------------------------------------------------------------------

LINES = """SELECT ?s WHERE {
  ?s ?p "#? year" .   # stays

  ?s <urn:year> ?year . #? year
  ?s <urn:kind> ?kind . #? kind
}
"""


@pytest.mark.parametrize(
    ("given", "left_out"),
    [
        ({}, ("urn:year", "urn:kind")),
        ({"year": ox.Literal(2016)}, ("urn:kind",)),
        ({"kind": ox.Literal("x")}, ("urn:year",)),
        ({"year": ox.Literal(2016), "kind": ox.Literal("x")}, ()),
    ],
)
def test_a_line_goes_where_its_variable_is_not_given(given: dict[str, ox.Literal], left_out: tuple[str, ...]) -> None:
    template = Template.read(LINES)
    assert template.conditions == {"year", "kind"}
    bound = template.bind(given)
    assert {name for name in ("urn:year", "urn:kind") if name not in bound} == set(left_out)
    assert '"#? year" .   # stays' in bound


def test_a_line_that_begins_in_a_string_can_not_be_left_out() -> None:
    with pytest.raises(QuerySyntaxError, match="begins inside of a string"):
        Template.read('ASK { ?s ?p """a\n  b""" , ?x . #? x\n}')


LIST = "SELECT ?s WHERE { VALUES ?s { UNDEF } VALUES (?a) { (UNDEF) } ?s ?p ?a }"


def test_a_list_takes_the_place_of_undef() -> None:
    template = Template.read(LIST)
    assert template.lists == {"s"}
    assert "VALUES ?s { <http://x/1> 2 }" in template.bind({}, {"s": [ox.NamedNode("http://x/1"), ox.Literal(2)]})
    assert "VALUES ?s {  }" in template.bind({}, {"s": []})
    assert template.bind({}) == LIST
    with pytest.raises(ParameterError, match=r"no VALUES \?a \{ UNDEF \}"):
        template.bind({}, {"a": []})


def test_a_window_takes_the_place_of_the_one_limit_with_an_offset() -> None:
    inner = "SELECT ?s { { SELECT ?s { { SELECT ?s { ?s ?p 1 } LIMIT 7 } } ORDER BY ?s LIMIT 100 # no\n OFFSET 0 } }"
    template = Template.read(inner)
    assert template.paged
    bound = template.bind({}, window=Window(26, 50))
    assert [token.text for token in significant(bound) if token.kind is TokenKind.NUMBER] == ["1", "7", "26", "50"]
    assert template.bind({}) == inner


@pytest.mark.parametrize("query", ["ASK {}", "SELECT * { ?s ?p ?o } LIMIT 5", f"{LIST} OFFSET 5"])
def test_a_query_without_one_has_no_window(query: str) -> None:
    assert not Template.read(query).paged
    with pytest.raises(ParameterError, match="LIMIT with an OFFSET"):
        Template.read(query).bind({}, window=Window(1))


def test_a_window_is_of_whole_numbers_from_0_up() -> None:
    for numbers in ((-1, 0), (5, -5)):
        with pytest.raises(ParameterError):
            Window(*numbers)


# --- what is known of a bound query -----------------------------------------------------------------------------------


def test_a_bound_query_is_not_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    template = Template.read(QUERY)
    bound = template.bind({"value": ox.Literal("x")})
    monkeypatch.setattr("kg.sparql.guard.significant", lambda _: pytest.fail("its tokens were read again"))
    assert examine(bound) is template.outline
    with pytest.raises(pytest.fail.Exception):
        examine(f"{bound} ")


def test_a_query_of_the_same_places_is_parsed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    template = Template.read(QUERY)
    template.bind({"value": ox.Literal("x")})
    monkeypatch.setattr("kg.sparql.template.check", lambda _: pytest.fail("it was parsed again"))
    assert '"y"' in template.bind({"value": ox.Literal("y")})
    with pytest.raises(pytest.fail.Exception):  # an IRI is another matter: it may stand where a string may not
        template.bind({"value": ox.NamedNode(EX)})


def test_a_place_that_takes_an_iri_need_not_take_a_string() -> None:
    template = Template.read("ASK { ?s ?p ?o }")
    assert template.bind({"p": ox.NamedNode(EX)})
    for _ in range(2):
        with pytest.raises(ParameterError, match=r"\?p: can't be constants"):
            template.bind({"p": ox.Literal("x")})


def test_a_bound_query_asks_the_endpoints_of_its_template_and_the_door_decides() -> None:
    template = Template.read("ASK { SERVICE <http://a/> { ?s ?p ?x } }", {"http://a/"})
    bound = template.bind({"x": ox.Literal("SERVICE <http://evil/>")})
    assert examine(bound, {"http://a/"}).services == ("http://a/",)
    with pytest.raises(QueryRefused, match="http://a/"):
        examine(bound)


def test_a_term_too_long_for_a_query_is_refused_as_a_query_is() -> None:
    bound = Template.read(QUERY).bind({"value": ox.Literal("x" * LONGEST)})
    with pytest.raises(LimitExceeded):
        examine(bound)


# --- hostile values ---------------------------------------------------------------------------------------------------

HOSTILE = st.sampled_from(
    [
        "'",
        '"',
        '"""',
        "\\",
        "\\u0022",
        "\n",
        ">",
        "<",
        "}",
        "{",
        "#",
        " ",
        ";",
        ".",
        "?s",
        "SERVICE <http://evil/> {}",
        "a",
        "1",
        ":",
        "/",
        "%",
        "\x00",
        "\ud800",
        "é",
        "-",
        "+",
        "e",
    ]
)
TEXTS = st.lists(HOSTILE, max_size=12).map("".join) | st.text(max_size=30)
FIXED = {"scheme": f"{EX}id/", "choices": {"a": "A", "b": "B"}}
STARTS = {
    "iri": "http://x/",
    "concept": "http://x/",
    "date": "2016-01-01",
    "integer": "1",
    "year": "2016",
    "decimal": "1.5",
}
TEMPLATE = f"SELECT ?s WHERE {{ ?s <{EX}is> ?value . FILTER(?value != ?s) }}"


@pytest.mark.parametrize("kind", list(Type))
@given(text=TEXTS, whole=st.booleans())
def test_nothing_gets_out_of_its_term(kind: Type, text: str, whole: bool) -> None:
    """Whatever a user types, the bound query is the template with one term in two places."""
    parameter = Parameter("value", kind, "Value", scheme=FIXED["scheme"], choices=FIXED["choices"])  # type: ignore[arg-type]
    try:
        term = term_of(parameter, text if whole else STARTS.get(kind.value, "") + text)
    except ParameterError:
        return
    bound = Template.read(TEMPLATE).bind({"value": term})
    (solved,) = _solve(bound, term)
    assert solved == f"{EX}subject"
    assert [t for t in significant(bound) if t.kind is TokenKind.VARIABLE] == [
        t for t in significant(bound) if t.text == "?s"
    ]


@given(text=TEXTS, number=st.integers(0, 10**9))
def test_a_bound_query_is_its_template_with_tokens_exchanged(text: str, number: int) -> None:
    """What reading the bound query again would tell is what was known of it without reading."""
    try:
        term = ox.Literal(text)
    except ValueError:  # half of a character
        return
    template = Template.read(f"SELECT ?s {{ VALUES ?v {{ UNDEF }} ?s <{EX}is> ?value, ?v }} LIMIT 9 OFFSET 0")
    bound = template.bind({"value": term}, {"v": [term, ox.NamedNode(EX)]}, Window(number, number))
    exchanged = {"?value": [str(term)], "UNDEF": [str(term), f"<{EX}>"], "9": [str(number)], "0": [str(number)]}
    wanted = [each for token in significant(template.text) for each in exchanged.get(token.text, [token.text])]
    assert [token.text for token in significant(bound)] == wanted
    assert examine(str(bound)) == examine(bound)


def _solve(bound: str, term: ox.NamedNode | ox.Literal) -> list[str]:
    store = ox.Store()
    store.add(ox.Quad(ox.NamedNode(f"{EX}subject"), ox.NamedNode(f"{EX}is"), term))
    store.add(ox.Quad(ox.NamedNode(f"{EX}other"), ox.NamedNode(f"{EX}is"), ox.NamedNode(f"{EX}else")))
    found = store.query(bound)
    assert isinstance(found, ox.QuerySolutions)
    return [row[0].value for row in found]
