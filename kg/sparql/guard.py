r"""What a query is and whether a public door may run it.

Oxigraph follows ``SERVICE`` and has no switch against it, so it is refused here, by reading the tokens: inside a
string, a comment or an IRI the word is harmless, anywhere else it is refused, however deep it stands. Where this
tokenizer and an engine's could disagree (``SERVICE:x`` is one name by the standard, two tokens for a lenient parser),
it fails closed.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from kg.errors import LimitExceeded, QueryRefused, QuerySyntaxError
from kg.sparql.tokens import Token, TokenKind, significant

__all__ = ["BoundQuery", "Form", "QueryOutline", "examine"]

LONGEST = 200_000
"""Characters of a query; a longer one is no question but a load."""

DEEPEST = 128
"""Brackets inside brackets; parsers recurse on them."""

_UPDATES = frozenset(["INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH"])
_CHANGING = frozenset(["NOW", "RAND", "UUID", "STRUUID"])
"""Functions that give another value each time: https://www.w3.org/TR/sparql11-query/#SparqlOps"""

_FROM_SCHEMES = ("http://", "https://", "urn:")


class Form(StrEnum):
    """The four query forms, https://www.w3.org/TR/sparql11-query/#QueryForms"""

    SELECT = "SELECT"
    CONSTRUCT = "CONSTRUCT"
    ASK = "ASK"
    DESCRIBE = "DESCRIBE"

    @property
    def is_graph(self) -> bool:
        """Whether the answer is triples."""
        return self in {Form.CONSTRUCT, Form.DESCRIBE}


@dataclass(frozen=True, slots=True)
class QueryOutline:
    """What reading the tokens told: the form, the prefixes declared, the addresses that SERVICE names.

    `is_lasting` says whether one graph gives one answer: a query that asks for the time, for chance or for another
    endpoint may be answered differently a minute later.
    """

    form: Form
    prefixes: Mapping[str, str]
    services: tuple[str, ...]
    is_lasting: bool = True


class BoundQuery(str):
    """A query that a template made: nobody has to read its tokens again.

    Whatever is done to it as a string gives a plain string, which is read like a stranger's.
    """

    __slots__ = ("outline",)
    outline: QueryOutline

    @classmethod
    def of(cls, text: str, outline: QueryOutline) -> Self:
        """`text`, whose tokens are known to say `outline`."""
        made = cls(text)
        made.outline = outline
        return made


def examine(query: str, services: Collection[str] = frozenset()) -> QueryOutline:
    """Read `query` and refuse what a public door does not serve.

    `services` are the only addresses SERVICE may name. Raises `QueryRefused` (update, LOAD, SERVICE, FROM a file),
    `QuerySyntaxError` (not SPARQL as far as tokens tell) or `LimitExceeded` (too long, too deep). The engine still
    parses the query; this does not replace its grammar.
    """
    if len(query) > LONGEST:
        raise LimitExceeded(f"the query has {len(query):,} characters; at most {LONGEST:,} are read")
    if isinstance(query, BoundQuery):
        return _allowed(query.outline, services)
    marks = significant(query)
    _check_depth(marks)
    prefixes, body = _prologue(marks)
    form = _form(body)
    _check_names(body, prefixes)
    _check_sources(body, prefixes)
    asked = _check_services(body, prefixes, services)
    is_lasting = not asked and all(token.word not in _CHANGING for token in body)
    return QueryOutline(form, prefixes, asked, is_lasting)


def _allowed(outline: QueryOutline, services: Collection[str]) -> QueryOutline:
    for address in outline.services:
        if address not in services:
            raise QueryRefused(_service_message(address, services))
    return outline


def _check_depth(marks: Sequence[Token]) -> None:
    depth = 0
    for token in marks:
        if token.kind is TokenKind.MARK:
            depth += (token.text in "{([") - (token.text in "})]")
            if depth > DEEPEST:
                raise LimitExceeded(f"more than {DEEPEST} brackets inside each other")


def _prologue(marks: Sequence[Token]) -> tuple[dict[str, str], Sequence[Token]]:
    """The prefixes declared, and the tokens after BASE, PREFIX and VERSION."""
    prefixes: dict[str, str] = {}
    at = 0
    while at < len(marks):
        following = marks[at + 1 : at + 3]
        match marks[at].word, [token.kind for token in following]:
            case "BASE", [TokenKind.IRI, *_]:
                at += 2
            case "VERSION", [TokenKind.STRING, *_]:
                at += 2
            case "PREFIX", [TokenKind.NAME, TokenKind.IRI] if following[0].text.endswith(":"):
                _declare(prefixes, following[0].text[:-1], following[1].text[1:-1])
                at += 3
            case _:
                break
    return prefixes, marks[at:]


def _declare(prefixes: dict[str, str], prefix: str, iri: str) -> None:
    if prefixes.get(prefix, iri) != iri:
        raise QuerySyntaxError(f"prefix {prefix}: is declared twice, for <{prefixes[prefix]}> and <{iri}>; keep one")
    prefixes[prefix] = iri


def _form(body: Sequence[Token]) -> Form:
    word = body[0].word if body else ""
    if word in _UPDATES:
        raise QueryRefused(f"{word} changes data; only SELECT, CONSTRUCT, ASK and DESCRIBE are answered here")
    if word not in set(Form):
        found = f"{body[0].text!r}" if body else "nothing"
        raise QuerySyntaxError(
            f"a query begins with SELECT, CONSTRUCT, ASK or DESCRIBE, after its prefixes; found {found}"
        )
    return Form(word)


def _check_names(body: Sequence[Token], prefixes: Mapping[str, str]) -> None:
    for token in body:
        if token.kind is TokenKind.NAME:
            prefix = token.text.partition(":")[0]
            if prefix not in prefixes:
                raise QuerySyntaxError(f"prefix {prefix}: is not declared; write PREFIX {prefix}: <...> at the top")


def _check_sources(body: Sequence[Token], prefixes: Mapping[str, str]) -> None:
    for at, token in enumerate(body):
        if token.word != "FROM":
            continue
        source = _address(body, at + 1, "NAMED", prefixes)
        if source is None or not source.lower().startswith(_FROM_SCHEMES):
            raise QueryRefused(
                f"FROM <{source or '...'}>: only graphs of this store can be named, by http, https or urn"
            )


def _check_services(body: Sequence[Token], prefixes: Mapping[str, str], allowed: Collection[str]) -> tuple[str, ...]:
    named = []
    for at, token in enumerate(body):
        if token.word == "SERVICE":
            address = _address(body, at + 1, "SILENT", prefixes)
            if address is None or address not in allowed:
                raise QueryRefused(_service_message(address, allowed))
            named.append(address)
        elif _hides_service(token):
            raise QueryRefused(
                f"{token.text!r} could be read as SERVICE; choose another prefix or put blanks around it"
            )
    return tuple(named)


def _hides_service(token: Token) -> bool:
    head = token.text.partition(":")[0] if token.kind is TokenKind.NAME else token.word
    return "SERVICE" in head.upper()


def _service_message(address: str | None, allowed: Collection[str]) -> str:
    known = ", ".join(f"<{each}>" for each in sorted(allowed)) or "none"
    return (
        f"SERVICE <{address or '...'}> is not asked from here; allowed addresses: {known} "
        "(who runs the site can allow more: imr serve --allow-service ADDRESS)"
    )


def _address(body: Sequence[Token], at: int, filler: str, prefixes: Mapping[str, str]) -> str | None:
    """The IRI at `at`, after an optional word `filler`; ``None`` for a variable, an escape or a relative IRI."""
    if at < len(body) and body[at].word == filler:
        at += 1
    token = body[at] if at < len(body) else None
    iri: str | None = None
    if token is not None and token.kind is TokenKind.IRI:
        iri = token.text[1:-1]
    elif token is not None and token.kind is TokenKind.NAME:
        prefix, _, local = token.text.partition(":")
        iri = prefixes.get(prefix, "") + local
    return iri if iri and ":" in iri and "\\" not in iri else None
