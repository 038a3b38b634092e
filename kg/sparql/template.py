"""Queries of our own, cut into tokens once, into which RDF terms are put in the place of variables.

A `Template` is read when a query is loaded: its tokens, its form, the endpoints it names, and whether it is SPARQL at
all. `Template.bind` then only joins its pieces. What may be put in is a term that is its own tokens (one IRI, one
string with its language or datatype, one number, true or false) or a whole number in the place of a number, so the
bound query is the template with tokens exchanged and nothing else. No text is ever put into a query.

Four kinds of places can be filled:

- a variable, by a term, wherever the variable stands (strings, comments and IRIs are not looked at);
- a line that ends with the comment ``#? name`` stays only where the variable ``name`` is given a term or a list;
- ``VALUES ?name { UNDEF }``, by a list of terms in the place of ``UNDEF``;
- the one ``LIMIT n OFFSET m`` of a query that has one: its `Window`;
- the ``LIMIT n`` that bounds its rows (`Template.most`): the outermost one, if one alone is outermost.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import accumulate
from typing import Self

import pyoxigraph as ox

from kg.errors import ParameterError, QuerySyntaxError
from kg.sparql.guard import BoundQuery, QueryOutline, examine
from kg.sparql.syntax import check
from kg.sparql.tokens import Token, TokenKind, tokens

__all__ = ["BindableTerm", "Template", "Window", "rebase", "variables", "written"]

BindableTerm = ox.NamedNode | ox.Literal
"""What may take the place of a variable; a blank node would be one more variable."""

_XSD = "http://www.w3.org/2001/XMLSchema#"
_BARE = {
    f"{_XSD}integer": re.compile(r"0|[1-9][0-9]*"),
    f"{_XSD}decimal": re.compile(r"(?:0|[1-9][0-9]*)\.[0-9]+"),
    f"{_XSD}boolean": re.compile(r"true|false"),
}
_NO_MARK = frozenset({TokenKind.SPACE, TokenKind.COMMENT})
_ONE_TERM = frozenset(
    {
        (TokenKind.IRI,),
        (TokenKind.STRING,),
        (TokenKind.STRING, TokenKind.LANGUAGE),
        (TokenKind.STRING, TokenKind.MARK, TokenKind.IRI),
        (TokenKind.NUMBER,),
        (TokenKind.WORD,),
    }
)
"""Tokens that one term can be: https://www.w3.org/TR/sparql11-query/#rGraphTerm without blank nodes and prefixes."""


@dataclass(frozen=True, slots=True)
class Window:
    """Which rows of an answer: `limit` of them after the first `offset`. Raises `ParameterError` on negative ones."""

    limit: int
    offset: int = 0

    def __post_init__(self) -> None:
        if self.limit < 0 or self.offset < 0:
            raise ParameterError(f"rows {self.offset} and the {self.limit} after them can't be asked for")


class _Place(StrEnum):
    """What a piece is filled with."""

    FIXED = "fixed"
    VARIABLE = "variable"
    LIST = "list"
    LIMIT = "limit"
    OFFSET = "offset"
    MOST = "most"


@dataclass(frozen=True, slots=True)
class _Piece:
    """A run of a query: its text as it stands, what it is filled with, and the variable without which it is left out.

    `name` is that of the variable, for a `VARIABLE` or a `LIST`.
    """

    place: _Place
    text: str
    name: str = ""
    condition: str = ""


_Shape = tuple[tuple[tuple[str, tuple[TokenKind, ...]], ...], tuple[str, ...]]
"""Which variables are given, each with its kinds of tokens, and which lists: all that the grammar can depend on."""


@dataclass(frozen=True, slots=True)
class Template:
    """A query with places to fill. Immutable but for the memory of what was found to be SPARQL; share it freely.

    `text` is the query as it stands, `outline` what its tokens tell, `variables` the names of all its variables,
    `conditions` those that a comment ``#? name`` mentions, `lists` those of ``VALUES ?name { UNDEF }``; `paged` says
    whether it has a window. `most` is the number of the LIMIT that bounds its rows, ``None`` without one;
    `most_is_last` says that it stands at the query's end, so that it counts rows and not what rows are made of.
    """

    text: str
    outline: QueryOutline
    variables: frozenset[str]
    conditions: frozenset[str]
    lists: frozenset[str]
    paged: bool
    most: int | None
    most_is_last: bool
    _pieces: tuple[_Piece, ...] = field(repr=False)
    _sound: set[_Shape] = field(default_factory=set, repr=False, compare=False)

    @classmethod
    def read(cls, query: str, services: Collection[str] = frozenset()) -> Self:
        """The template that `query`, which is SPARQL as it stands, is. `services` may be named by SERVICE.

        Raises `QuerySyntaxError` where it is no SPARQL, and what `kg.sparql.guard.examine` raises.
        """
        outline = examine(query, services)
        check(query)
        cut = list(tokens(query))
        most, depth = _most_place(cut)
        marked = list(_marked(cut, most))
        pieces = tuple(_joined(marked))
        return cls(
            query,
            outline,
            frozenset(variables(query)),
            frozenset(piece.condition for piece in marked if piece.condition),
            frozenset(piece.name for piece in pieces if piece.place is _Place.LIST),
            any(piece.place is _Place.LIMIT for piece in pieces),
            int(cut[most].text) if most else None,
            depth == 0,
            pieces,
        )

    def bind(
        self,
        terms: Mapping[str, BindableTerm],
        lists: Mapping[str, Sequence[BindableTerm]] | None = None,
        window: Window | None = None,
        most: int | None = None,
    ) -> BoundQuery:
        """The query with `terms` in the place of variables (named without ``?``), `lists` in that of ``UNDEF``.

        Variables that are not named stay free, a list or a `window` that is not given stays as the query has it;
        `most` takes the place of the number of its LIMIT.
        Raises `ParameterError` where a variable can't be a constant (it is selected or assigned to), and for a list or
        a window that the query has no place for.
        """
        given = {name: _exact(name, term) for name, term in terms.items()}
        listed = {name: _exactly(name, each) for name, each in (lists or {}).items()}
        self._check_places(listed, window)
        text = "".join(self._filled(given, listed, window, most))
        shape = (tuple(sorted((name, kinds) for name, (_, kinds) in given.items())), tuple(sorted(listed)))
        return self._sound_query(text, shape, given)

    def count(
        self, terms: Mapping[str, BindableTerm], lists: Mapping[str, Sequence[BindableTerm]] | None = None
    ) -> BoundQuery:
        """A query whose one row says, as ``?rows``, how many rows there are where the LIMIT of `most` stands.

        Raises `ParameterError` as `bind`, and for a query without such a LIMIT.
        """
        given = {name: _exact(name, term) for name, term in terms.items()}
        listed = {name: _exactly(name, each) for name, each in (lists or {}).items()}
        self._check_places(listed, None)
        whole = "".join(self._filled(given, listed, None))
        cut = list(tokens(whole))
        prologue = whole[: next(token.start for token in cut if token.word == "SELECT")]
        text = f"{prologue}SELECT (COUNT(*) AS ?rows) WHERE {{ {_uncut(cut, whole)}\n}}"
        shape = (tuple(sorted((name, kinds) for name, (_, kinds) in given.items())), ("?rows", *sorted(listed)))
        return self._sound_query(text, shape, given)

    def _sound_query(self, text: str, shape: _Shape, given: Collection[str]) -> BoundQuery:
        bound = BoundQuery.of(text, self.outline)
        if shape not in self._sound:
            self._check_shape(bound, given)
            self._sound.add(shape)
        return bound

    def _filled(
        self,
        given: Mapping[str, tuple[str, tuple[TokenKind, ...]]],
        listed: Mapping[str, str],
        window: Window | None,
        most: int | None = None,
    ) -> Iterator[str]:
        for piece in self._pieces:
            if piece.condition and piece.condition not in given and piece.condition not in listed:
                continue
            match piece.place:
                # Blanks keep a term apart from its neighbors: `?a<?b` must not become `?a<<http...`.
                case _Place.VARIABLE if piece.name in given:
                    yield f" {given[piece.name][0]} "
                case _Place.LIST if piece.name in listed:
                    yield listed[piece.name]
                case _Place.LIMIT if window is not None:
                    yield f"{window.limit:d}"
                case _Place.OFFSET if window is not None:
                    yield f"{window.offset:d}"
                case _Place.MOST | _Place.LIMIT if most is not None:
                    yield f"{most:d}"
                case _:
                    yield piece.text

    def _check_places(self, listed: Collection[str], window: Window | None) -> None:
        for name in listed:
            if name not in self.lists:
                raise ParameterError(f"?{name}: the query has no VALUES ?{name} {{ UNDEF }} that a list could go into")
        if window is not None and not self.paged:
            raise ParameterError("the query has no LIMIT with an OFFSET, or several; one says where its rows are cut")

    def _check_shape(self, bound: str, given: Collection[str]) -> None:
        """Parse what has places filled that were never filled so before; afterwards only the terms differ."""
        try:
            check(bound)
        except QuerySyntaxError as error:
            names = ", ".join(f"?{name}" for name in sorted(given))
            raise ParameterError(f"{names}: can't be constants where they stand in the query: {error}") from error


# --- reading -------------------------------------------------------------------------------------------------------


def _marked(cut: Sequence[Token], most: int | None) -> Iterator[_Piece]:
    """Each token as a piece of its own; `most` is the place of the number that bounds its rows.

    Raises `QuerySyntaxError` where a line begins inside of a string.
    """
    lists = dict(_list_places(cut))
    rows = {**_window_places(cut)}
    if most is not None:
        rows.setdefault(most, _Place.MOST)
    conditions = list(_conditions(cut))
    for at, token in enumerate(cut):
        if at in lists:
            yield _Piece(_Place.LIST, token.text, lists[at], conditions[at])
        elif at in rows:
            yield _Piece(rows[at], token.text, "", conditions[at])
        elif token.kind is TokenKind.VARIABLE:
            yield _Piece(_Place.VARIABLE, token.text, token.text[1:], conditions[at])
        elif token.kind is TokenKind.SPACE and "\n" in token.text:
            # The end of a line belongs to that line, what follows to the next one.
            line, end, rest = token.text.partition("\n")
            yield _Piece(_Place.FIXED, line + end, "", conditions[at])
            yield _Piece(_Place.FIXED, rest, "", conditions[at + 1] if at + 1 < len(cut) and "\n" not in rest else "")
        else:
            yield _Piece(_Place.FIXED, token.text, "", conditions[at])


def _conditions(cut: Sequence[Token]) -> Iterator[str]:
    """For each token the variable that its line stands for, empty where it stands always."""
    found = [""] * len(cut)
    for at, token in enumerate(cut):
        if token.kind is TokenKind.COMMENT and token.text.startswith("#?"):
            name = token.text[2:].strip()
            first = next((at_ + 1 for at_ in range(at, -1, -1) if "\n" in cut[at_].text), 0)
            if first and cut[first - 1].kind is not TokenKind.SPACE:
                raise QuerySyntaxError(f"`{token.text}`: its line begins inside of a string; end the string before it")
            end = at + 2 if at + 1 < len(cut) else at + 1
            found[first:end] = [name] * (end - first)
    yield from found


def _list_places(cut: Sequence[Token]) -> Iterator[tuple[int, str]]:
    """(place of UNDEF, variable) of each ``VALUES ?name { UNDEF }``."""
    for (_, values), (_, name), (_, opening), (at, undef), (_, closing) in _neighbors(cut, 5):
        named = values.word == "VALUES" and name.kind is TokenKind.VARIABLE
        if named and (opening.text, undef.word, closing.text) == ("{", "UNDEF", "}"):
            yield at, name.text[1:]


def _window_places(cut: Sequence[Token]) -> Mapping[int, _Place]:
    """The places of the two numbers of ``LIMIT n OFFSET m``; none where a query has several of it."""
    found = [
        {first: _Place.LIMIT, second: _Place.OFFSET}
        for (_, limit), (first, _), (_, offset), (second, _) in _neighbors(cut, 4)
        if (limit.word, offset.word) == ("LIMIT", "OFFSET")
    ]
    return found[0] if len(found) == 1 else {}


def _most_place(cut: Sequence[Token]) -> tuple[int | None, int]:
    """The place of the number of the outermost LIMIT, and how many braces are open there.

    ``None`` where two stand equally far out: neither bounds the rows alone.
    """
    depths = list(accumulate((token.text == "{") - (token.text == "}") for token in cut))
    found = sorted((depths[number], number) for (_, limit), (number, _) in _neighbors(cut, 2) if limit.word == "LIMIT")
    if not found or (len(found) > 1 and found[0][0] == found[1][0]):
        return None, -1
    return found[0][1], found[0][0]


def _uncut(cut: Sequence[Token], text: str) -> str:
    """The SELECT that the LIMIT of `_most_place` stands in, without that LIMIT. Raises `ParameterError` without one."""
    number, _ = _most_place(cut)
    if number is None:
        raise ParameterError("the query has no LIMIT that bounds its rows")
    word = next(at for at in range(number, -1, -1) if cut[at].word == "LIMIT")
    depths = list(accumulate((token.text == "{") - (token.text == "}") for token in cut))
    opening = next((at for at in range(word, -1, -1) if depths[at] < depths[word]), -1)
    closing = next((at for at in range(number, len(cut)) if depths[at] < depths[word]), len(cut))
    inside = [(at, token) for at, token in enumerate(cut) if opening < at < closing]
    first = next(token.start for _, token in inside if token.word == "SELECT")
    offsets = [second for second, place in _window_places(cut).items() if place is _Place.OFFSET and second > number]
    last = cut[min([second for second in offsets if second < closing], default=number)]
    end = cut[closing].start if closing < len(cut) else len(text)
    return text[first : cut[word].start] + text[last.start + len(last.text) : end]


def _neighbors(cut: Sequence[Token], number: int) -> Iterator[tuple[tuple[int, Token], ...]]:
    """Every `number` tokens that follow each other, each with its place; blanks and comments do not count."""
    marks = [(at, token) for at, token in enumerate(cut) if token.kind not in _NO_MARK]
    return zip(*(marks[start:] for start in range(number)), strict=False)


def _joined(pieces: Iterable[_Piece]) -> Iterator[_Piece]:
    """Neighbors that are never filled, and stay or go together, as one piece."""
    text, condition = "", ""
    for piece in pieces:
        if piece.place is _Place.FIXED and (piece.condition == condition or not text):
            text, condition = text + piece.text, piece.condition
            continue
        if text:
            yield _Piece(_Place.FIXED, text, "", condition)
        text = piece.text if piece.place is _Place.FIXED else ""
        condition = piece.condition
        if piece.place is not _Place.FIXED:
            yield piece
    if text:
        yield _Piece(_Place.FIXED, text, "", condition)


# --- terms ---------------------------------------------------------------------------------------------------------


def _exact(name: str, term: BindableTerm) -> tuple[str, tuple[TokenKind, ...]]:
    """`term` as SPARQL and the kinds of its tokens. Raises `ParameterError` where it is more than one term."""
    text = written(term)
    kinds = tuple(token.kind for token in tokens(text))
    if kinds not in _ONE_TERM:
        raise ParameterError(f"{name}: a value would change the query around it; it was not put in")
    return text, kinds


def _exactly(name: str, terms: Iterable[BindableTerm]) -> str:
    return " ".join(_exact(name, term)[0] for term in terms)


def written(term: BindableTerm) -> str:
    """`term` in SPARQL: plain numbers and booleans bare, all else as N-Triples writes it."""
    if isinstance(term, ox.Literal):
        bare = _BARE.get(term.datatype.value)
        if bare is not None and bare.fullmatch(term.value):
            return term.value
    return str(term)


# --- texts ---------------------------------------------------------------------------------------------------------


def variables(query: str) -> set[str]:
    """Names of all variables in `query`, without ``?``."""
    return {token.text[1:] for token in tokens(query) if token.kind is TokenKind.VARIABLE}


def rebase(query: str, old: str, new: str) -> str:
    """`query` with the IRIs that begin with `old` beginning with `new` instead."""
    if old == new:
        return query
    start = f"<{old}"

    def moved(token: Token) -> str:
        is_ours = token.kind is TokenKind.IRI and token.text.startswith(start)
        return f"<{new}{token.text[len(start) :]}" if is_ours else token.text

    return "".join(map(moved, tokens(query)))
