from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import LimitExceeded, QueryError, QueryRefused, QuerySyntaxError
from kg.sparql.guard import Form, examine

INSIDE = "{ ?s ?p ?o }"


@pytest.mark.parametrize("form", list(Form))
def test_the_four_forms_are_told_apart(form: Form) -> None:
    body = {"SELECT": "* {}", "ASK": "{}", "CONSTRUCT": "WHERE {}", "DESCRIBE": "<http://x/>"}[form.value]
    query = f"BASE <http://x/> PREFIX a: <http://a/> # INSERT\n {form.value.lower()} {body}"
    assert examine(query).form is form


def test_triples_are_the_answer_of_two_forms() -> None:
    assert [form for form in Form if form.is_graph] == [Form.CONSTRUCT, Form.DESCRIBE]


@pytest.mark.parametrize(
    "prologue", ["BASE <http://b/>", 'VERSION "1.2"', "PREFIX a: <http://a/> PREFIX : <http://b/>"]
)
def test_what_stands_before_a_query_is_read_over(prologue: str) -> None:
    outline = examine(f"{prologue} {prologue} ASK {{}}")
    assert outline.form is Form.ASK
    assert outline.prefixes == ({"a": "http://a/", "": "http://b/"} if "PREFIX" in prologue else {})


@pytest.mark.parametrize("call", ["NOW()", "rand()", "UUID()", "StrUUID()"])
def test_time_and_chance_make_an_answer_that_does_not_last(call: str) -> None:
    assert not examine(f"SELECT ({call} AS ?x) {{}}").is_lasting
    assert examine(f"SELECT ('{call}' AS ?x) {{}} # {call}").is_lasting


def test_another_endpoint_makes_an_answer_that_does_not_last() -> None:
    assert not examine(f"ASK {{ SERVICE <http://x/> {INSIDE} }}", {"http://x/"}).is_lasting
    assert examine(f"ASK {INSIDE}").is_lasting


@pytest.mark.parametrize(
    "update",
    [
        "INSERT DATA { <a:a> <a:b> <a:c> }",
        "delete where { ?s ?p ?o }",
        "LOAD <file:///etc/hostname>",
        "PREFIX a: <http://a/> CLEAR ALL",
        "WITH <http://g/> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
        "drop all",
    ],
)
def test_updates_are_refused_by_name(update: str) -> None:
    with pytest.raises(QueryRefused, match="changes data"):
        examine(update)


@pytest.mark.parametrize(
    "query",
    [
        f"SELECT * {{ SERVICE <http://x/> {INSIDE} }}",
        f"SELECT * {{ service silent ?where {INSIDE} }}",
        f"SELECT * {{ {{ {{ OPTIONAL {{ SeRvIcE<http://x/>{INSIDE} }} }} }} }}",
        f"SELECT * {{ FILTER EXISTS {{ SERVICE <http://x/> {INSIDE} }} }}",
        f"PREFIX e: <http://x/> SELECT * {{ {{ SELECT * {{ SERVICE e:sparql {INSIDE} }} }} }}",
        f"SELECT * {{ # a comment\n SERVICE # another\n <http://x/> {INSIDE} }}",
        f"PREFIX : <http://x/> ASK {{ SERVICE:y {INSIDE} }}",
        f"PREFIX : <http://x/> PREFIX SERVICE: <http://y/> ASK {{ SERVICE:y {INSIDE} }}",
        f"PREFIX trueSERVICE: <http://y/> PREFIX : <http://x/> ASK {{ ?s ?p trueSERVICE:x {INSIDE} }}",
        f"ASK {{ ?s ?p 'a'SERVICE<http://x/>{INSIDE} }}",
        f"SELECT (?a<?b)SERVICE<http://x/>{INSIDE}",
    ],
)
def test_service_is_refused_wherever_it_stands(query: str) -> None:
    with pytest.raises(QueryError):
        examine(query)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { ?s ?p 'SERVICE <http://x/> { }' }",
        'SELECT * { ?s ?p """\nSERVICE <http://x/> { } LOAD""" }',
        "SELECT * { ?s ?p ?o } # SERVICE <http://x/> { }",
        "SELECT * { ?s <http://x/SERVICE> ?service }",
        "PREFIX ex: <http://x/> SELECT * { ?s ex:service ?o }",
    ],
)
def test_the_word_alone_does_no_harm(query: str) -> None:
    assert examine(query).form is Form.SELECT


def test_an_allowed_address_may_be_asked() -> None:
    allowed = {"http://x/sparql"}
    assert examine(f"ASK {{ SERVICE <http://x/sparql> {INSIDE} }}", allowed).services == ("http://x/sparql",)
    assert examine(f"PREFIX e: <http://x/> ASK {{ SERVICE SILENT e:sparql {INSIDE} }}", allowed).services
    for other in ("<http://x/sparql2>", "<http://x/spar\\u0071l>", "?x", "<sparql>"):
        with pytest.raises(QueryRefused, match="http://x/sparql>"):
            examine(f"BASE <http://x/> ASK {{ SERVICE {other} {INSIDE} }}", allowed)


@pytest.mark.parametrize("source", ["<file:///etc/hostname>", "NAMED <file:///x>", "<ftp://x/y>", "<x.ttl>", "f:x"])
def test_from_names_no_files(source: str) -> None:
    with pytest.raises(QueryRefused, match="FROM"):
        examine(f"PREFIX f: <file:///> SELECT * FROM {source} {INSIDE}")


def test_from_may_name_graphs() -> None:
    assert examine(f"SELECT * FROM <http://x/g> FROM NAMED <urn:g> {INSIDE}").form is Form.SELECT


def test_a_prefix_that_is_not_declared_is_named() -> None:
    with pytest.raises(QuerySyntaxError, match="PREFIX imr: <"):
        examine("SELECT * { ?s imr:outcome ?o }")


def test_a_prefix_declared_twice_is_refused() -> None:
    with pytest.raises(QuerySyntaxError, match="twice"):
        examine("PREFIX a: <http://a/> PREFIX a: <http://b/> ASK {}")


@pytest.mark.parametrize("query", ["", "# nothing", "HELLO", "{}", "PREFIX"])
def test_what_is_no_query_is_a_syntax_error(query: str) -> None:
    with pytest.raises(QuerySyntaxError, match="begins with SELECT"):
        examine(query)


def test_depth_and_length_are_bounded() -> None:
    examine("ASK " + "{" * 128 + "}" * 128 + "{}" * 10)
    with pytest.raises(LimitExceeded, match="more than 128 brackets inside each other"):
        examine("ASK " + "{([" * 43)
    examine("ASK {} #" + "x" * 199_992)
    with pytest.raises(LimitExceeded, match="the query has 200,001 characters; at most 200,000 are read"):
        examine("ASK {} #" + "x" * 199_993)


PIECES = st.sampled_from(
    [
        "SERVICE",
        "service:x",
        "SILENT",
        "<http://evil/>",
        "?v",
        "{",
        "}",
        "'",
        '"',
        '"""',
        "#",
        "\n",
        " ",
        "\\",
        "<",
        ">",
        "a:b",
        "ASK",
        "(",
        ")",
        "@en",
        "1",
    ]
)


@given(st.lists(PIECES, max_size=25))
def test_what_passes_never_fetches(pieces: list[str]) -> None:
    """Oxigraph is asked for a service that no-one may name: it either refuses the text or finds no SERVICE in it."""
    import pyoxigraph as ox

    query = "PREFIX : <http://127.0.0.1:1/> PREFIX a: <http://a/> ASK " + "".join(pieces)
    try:
        examine(query)
    except QueryError:
        return
    try:
        ox.Store().query(query)
    except SyntaxError:
        return
