from __future__ import annotations

import contextlib
import time

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import QuerySyntaxError
from kg.sparql.tokens import TokenKind, significant, tokens


def kinds(query: str) -> list[tuple[str, str]]:
    return [(token.kind.value, token.text) for token in significant(query)]


def test_strings_comments_and_iris_are_each_one_token() -> None:
    query = """SELECT * { ?s <http://x/#a> 'it''s' . # ?no "token"\n $t ex:b.c \"\"\"a "quoted" ?x\"\"\"@en-GB }"""
    assert kinds(query) == [
        ("word", "SELECT"),
        ("mark", "*"),
        ("mark", "{"),
        ("variable", "?s"),
        ("iri", "<http://x/#a>"),
        ("string", "'it'"),
        ("string", "'s'"),
        ("mark", "."),
        ("variable", "$t"),
        ("name", "ex:b.c"),
        ("string", '"""a "quoted" ?x"""'),
        ("language", "@en-GB"),
        ("mark", "}"),
    ]


def test_less_than_is_no_iri() -> None:
    assert kinds("?a < ?b") == [("variable", "?a"), ("mark", "<"), ("variable", "?b")]


def test_a_name_does_not_take_the_full_stop_after_it() -> None:
    assert kinds("ex:a. ex:.") == [("name", "ex:a"), ("mark", "."), ("name", "ex:"), ("mark", ".")]


@pytest.mark.parametrize(
    "name",
    [
        "a1:b2",
        "a-b:c-9_x",
        "a.b:c.d",
        ":",
        ":x",
        "a:",
        "a:%41",
        r"a:\-x\~",
        "é:ñ",
        "a:b:c",
        "a:9",
        "a:b\u00b7",
        "a\u0301:x",
    ],
)
def test_a_name_is_one_token(name: str) -> None:
    assert kinds(f" {name} ") == [("name", name)]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("12", "number"),
        ("1.5", "number"),
        (".5", "number"),
        ("1e6", "number"),
        ("1.0E-6", "number"),
        ("?x", "variable"),
        ("$x_1", "variable"),
        ("?9", "variable"),
        ("?x\u0301", "variable"),
        ("_:b1", "blank"),
        ("_:b.c-d", "blank"),
        ("@en", "language"),
        ("@de-CH-1996", "language"),
        ("@ar--rtl", "language"),
        (r"<http://x/\u00e9>", "iri"),
        ("<>", "iri"),
        ("^^", "mark"),
        ("true", "word"),
        ("GROUP_CONCAT", "word"),
        ("'''a'b''c'''", "string"),
        (r"'a\'b'", "string"),
        (r'"\u00e9\U0001F600"', "string"),
        ("''", "string"),
    ],
)
def test_a_terminal_is_one_token(text: str, kind: str) -> None:
    assert kinds(text) == [(kind, text)]


@pytest.mark.parametrize("query", ["SELECT 'open", 'ASK { "a\nb" }', "ASK { 'a\\q' }", "\\u0041SK {}", "ASK { \x00 }"])
def test_what_begins_no_token_is_named_with_its_place(query: str) -> None:
    with pytest.raises(QuerySyntaxError, match=r"line \d+, column \d+"):
        list(tokens(query))


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("SELECT 'open", "line 1, column 8: a string begins here that does not end"),
        ('ASK {\n  "a\nb" }', "line 2, column 3: a string begins here that does not end"),
        ("ASK {\n\x00 }", r"line 2, column 1: '.x00' begins nothing that SPARQL knows"),
    ],
)
def test_the_place_and_the_reason_are_told(query: str, said: str) -> None:
    with pytest.raises(QuerySyntaxError, match=f"^{said}"):
        list(tokens(query))


@given(st.text())
def test_no_character_is_lost(text: str) -> None:
    try:
        found = list(tokens(text))
    except QuerySyntaxError:
        return
    assert "".join(token.text for token in found) == text


@given(st.text())
def test_a_string_as_oxigraph_writes_it_is_one_token(text: str) -> None:
    try:
        written = str(ox.Literal(text))
    except ValueError:  # half of a surrogate pair
        return
    assert [token.kind for token in tokens(written)] == [TokenKind.STRING]


@pytest.mark.parametrize("piece", ["a.", "<a", "'", '"""""\\t', "a:.", "<a<a'", ":", "_:a.", "?", "@a-", "1e", "\\"])
def test_time_grows_no_faster_than_length(piece: str) -> None:
    start = time.monotonic()
    with contextlib.suppress(QuerySyntaxError):
        list(tokens(piece * 20_000))
    assert time.monotonic() - start < 5
