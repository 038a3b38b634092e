from __future__ import annotations

import pyoxigraph as ox
import pytest

from kg.errors import AmbiguousName, ParameterError
from kg.sparql.parameters import Parameter, Type, term_of

XSD = "http://www.w3.org/2001/XMLSchema#"
SCHEME = "https://example.org/id/drug/"


def parameter(kind: Type) -> Parameter:
    return Parameter("it", kind, "It", scheme=SCHEME, choices={"upheld": "Upheld", "https://example.org/x": "X"})


@pytest.mark.parametrize(
    ("kind", "text", "term"),
    [
        (Type.IRI, " https://example.org/a ", ox.NamedNode("https://example.org/a")),
        (Type.IRI, "urn:isbn:1", ox.NamedNode("urn:isbn:1")),
        (Type.STRING, 'a "b"', ox.Literal('a "b"')),
        (Type.INTEGER, "-12", ox.Literal(-12)),
        (Type.DECIMAL, "2.50", ox.Literal("2.50", datatype=ox.NamedNode(f"{XSD}decimal"))),
        (Type.DATE, "2016-02-29", ox.Literal("2016-02-29", datatype=ox.NamedNode(f"{XSD}date"))),
        (Type.YEAR, "2016", ox.Literal(2016)),
        (Type.BOOLEAN, "Yes", ox.Literal(True)),
        (Type.ENUM, "upheld", ox.Literal("upheld")),
        (Type.ENUM, "https://example.org/x", ox.NamedNode("https://example.org/x")),
        (Type.CONCEPT, "hydrocodone", ox.NamedNode(f"{SCHEME}hydrocodone")),
        (Type.CONCEPT, "kits/one", ox.NamedNode(f"{SCHEME}kits/one")),
        (Type.CONCEPT, f"{SCHEME}a", ox.NamedNode(f"{SCHEME}a")),
    ],
)
def test_text_becomes_the_term_of_its_type(kind: Type, text: str, term: ox.NamedNode | ox.Literal) -> None:
    assert term_of(parameter(kind), text) == term


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (Type.IRI, "no iri"),
        (Type.IRI, "http://x/<y>"),
        (Type.IRI, "javascript"),
        (Type.INTEGER, "1e3"),
        (Type.INTEGER, "٣"),
        (Type.INTEGER, ""),
        (Type.DECIMAL, "1,5"),
        (Type.DATE, "2015-02-29"),
        (Type.DATE, "31.3.2016"),
        (Type.YEAR, "16"),
        (Type.BOOLEAN, "maybe"),
        (Type.ENUM, "overturned"),
        (Type.CONCEPT, "Two Words"),
        (Type.CONCEPT, "https://example.org/id/treatment/mri"),
        (Type.STRING, "x" * 1001),
        (Type.STRING, "half \ud800"),
    ],
)
def test_what_does_not_fit_is_refused_by_name(kind: Type, text: str) -> None:
    with pytest.raises(ParameterError, match="it: "):
        term_of(parameter(kind), text)


@pytest.mark.parametrize(
    ("kind", "text", "said"),
    [
        (Type.IRI, "no iri", r"'no iri'.* an IRI \(https://"),
        (Type.CONCEPT, "Two Words", "'Two Words'"),
        (Type.INTEGER, "1e3", "'1e3'.* a whole number"),
        (Type.DECIMAL, "1,5", "'1,5'.* a number such as 2.5"),
        (Type.DATE, "31.3.2016", "'31.3.2016'.* a date such as 2016-03-31"),
        (Type.YEAR, "16", "'16'.* a year such as 2016"),
        (Type.BOOLEAN, "maybe", "'maybe'.* yes or no"),
        (Type.ENUM, "overturned", "'overturned' is none of upheld, https://example.org/x"),
        (Type.STRING, "x" * 1001, "longer than 1000 characters"),
        (Type.STRING, "half \ud800", "is it UTF-8"),
        (Type.IRI, "urn:half:\udfff", "is it UTF-8"),
    ],
)
def test_a_refusal_says_what_would_fit(kind: Type, text: str, said: str) -> None:
    with pytest.raises(ParameterError, match=f"^it: .*{said}"):
        term_of(parameter(kind), text)


def test_a_parameter_needs_a_name_a_type_and_a_label_only() -> None:
    plain = Parameter("it", Type.STRING, "It")
    assert (plain.summary, plain.default, plain.required, plain.scheme, plain.menu) == ("", None, False, "", "")
    assert plain.options == ()
    assert parameter(Type.ENUM).options == ("upheld", "https://example.org/x")


def test_the_limits_themselves_fit() -> None:
    assert term_of(parameter(Type.STRING), "x" * 1000) == ox.Literal("x" * 1000)
    assert term_of(parameter(Type.STRING), "\ud7ff\ue000") == ox.Literal("\ud7ff\ue000")
    assert term_of(parameter(Type.INTEGER), "9" * 18) == ox.Literal(int("9" * 18))
    with pytest.raises(ParameterError):
        term_of(parameter(Type.INTEGER), "9" * 19)


def test_a_finder_decides_which_concepts_there_are() -> None:
    known = {"percocet": ox.NamedNode(f"{SCHEME}percocet")}

    def find(scheme: str, text: str) -> list[tuple[str, str]]:
        assert scheme == SCHEME
        return [(each.value, name) for name, each in known.items() if text.lower() in {name, "any"}]

    assert term_of(parameter(Type.CONCEPT), "Percocet", find) == known["percocet"]
    with pytest.raises(ParameterError, match="no concept 'aspirin'"):
        term_of(parameter(Type.CONCEPT), "aspirin", find)
    known["roxicet"] = ox.NamedNode(f"{SCHEME}roxicet")
    with pytest.raises(AmbiguousName, match="'any' is a name of 2 concepts"):
        term_of(parameter(Type.CONCEPT), "any", find)
