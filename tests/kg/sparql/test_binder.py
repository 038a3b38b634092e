from __future__ import annotations

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import ParameterError
from kg.sparql.binder import bind, rebase, variables
from kg.sparql.parameters import Parameter, Type, term_of
from kg.sparql.tokens import TokenKind, significant

EX = "https://example.org/"
QUERY = f"""PREFIX ex: <{EX}>
# what ?value means
SELECT ?s WHERE {{
  ?s ex:is ?value ; ex:note "?value" ; ex:see <{EX}?value> .
  FILTER(?value = $value || ?s<?value)
}}"""


def test_only_variables_are_replaced() -> None:
    bound = bind(QUERY, {"value": ox.Literal("x")})
    assert bound.count('"x"') == 4
    for kept in ("# what ?value means", '"?value"', f"<{EX}?value>"):
        assert kept in bound
    assert variables(bound) == {"s"}


def test_what_has_no_value_stays_free() -> None:
    assert bind(QUERY, {}) == QUERY


def test_a_value_beside_an_operator_stays_itself() -> None:
    bound = bind("ASK { FILTER(1<?x && ?y-?z>2) }", {"x": ox.NamedNode("http://x/"), "z": ox.Literal(-1)})
    kinds = [token.kind for token in significant(bound)]
    assert kinds.count(TokenKind.IRI) == 2  # the value, and the datatype of the negative number


def test_a_variable_that_is_selected_can_not_be_a_constant() -> None:
    with pytest.raises(ParameterError, match=r"\?s: can't be constants"):
        bind(QUERY, {"s": ox.NamedNode(EX)})
    with pytest.raises(ParameterError, match="constants"):
        bind("SELECT ?y { BIND(1 AS ?x) ?y ?p ?x }", {"x": ox.Literal(1)})


def test_another_base_takes_the_place_of_ours() -> None:
    text = f'PREFIX a: <{EX}ontology#> SELECT * {{ ?s a:b <{EX}c>, "<{EX}c>" }} # <{EX}'
    moved = rebase(text, EX, "http://localhost/kg/")
    assert (
        moved
        == f'PREFIX a: <http://localhost/kg/ontology#> SELECT * {{ ?s a:b <http://localhost/kg/c>, "<{EX}c>" }} # <{EX}'
    )


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
    bound = bind(TEMPLATE, {"value": term})
    (solved,) = _solve(bound, term)
    assert solved == f"{EX}subject"
    assert [t for t in significant(bound) if t.kind is TokenKind.VARIABLE] == [
        t for t in significant(bound) if t.text == "?s"
    ]


def _solve(bound: str, term: ox.NamedNode | ox.Literal) -> list[str]:
    store = ox.Store()
    store.add(ox.Quad(ox.NamedNode(f"{EX}subject"), ox.NamedNode(f"{EX}is"), term))
    store.add(ox.Quad(ox.NamedNode(f"{EX}other"), ox.NamedNode(f"{EX}is"), ox.NamedNode(f"{EX}else")))
    found = store.query(bound)
    assert isinstance(found, ox.QuerySolutions)
    return [row[0].value for row in found]
