"""SPARQL cut into tokens, every character accounted for.

The terminals are those of https://www.w3.org/TR/sparql11-query/#sparqlGrammar (productions 139 to 173) and the language
direction of SPARQL 1.2. A prefix has at most 256 characters, so that the time stays linear. A character that begins no
token is an error, so that nothing slips by unread.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from kg.errors import QuerySyntaxError

__all__ = ["Token", "TokenKind", "significant", "tokens"]


class TokenKind(StrEnum):
    """What a token is. A `WORD` is a keyword or the name of a built-in function."""

    SPACE = "space"
    COMMENT = "comment"
    IRI = "iri"
    STRING = "string"
    NAME = "name"
    BLANK = "blank"
    VARIABLE = "variable"
    LANGUAGE = "language"
    NUMBER = "number"
    WORD = "word"
    MARK = "mark"


@dataclass(frozen=True, slots=True)
class Token:
    """A token and the offset of its first character."""

    kind: TokenKind
    text: str
    start: int

    @property
    def word(self) -> str:
        """The keyword in capitals, or an empty string where this is no `WORD`."""
        return self.text.upper() if self.kind is TokenKind.WORD else ""


_BASE = (
    r"A-Za-z\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u02FF\u0370-\u037D\u037F-\u1FFF\u200C-\u200D\u2070-\u218F\u2C00-\u2FEF"
    r"\u3001-\uD7FF\uF900-\uFDCF\uFDF0-\uFFFD\U00010000-\U000EFFFF"
)
_CHARS = _BASE + r"_\-0-9\u00B7\u0300-\u036F\u203F-\u2040"
_UCHAR = r"\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}"
_ESCAPE = rf"\\[tbnrf\"'\\]|{_UCHAR}"
_PLX = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%]"
_LOCAL = rf"(?:[{_BASE}_:0-9]|{_PLX})(?:(?:[{_CHARS}.:]|{_PLX})*(?:[{_CHARS}:]|{_PLX}))?"

_TERMINALS = (
    (TokenKind.SPACE, r"[ \t\r\n]+"),
    (TokenKind.COMMENT, r"#[^\r\n]*"),
    (TokenKind.IRI, rf"<(?:[^<>\"{{}}|^`\\\x00-\x20]|{_UCHAR})*>"),
    (TokenKind.STRING, rf"'''(?>(?:''?(?!'))?(?:[^'\\]|{_ESCAPE}))*'''"),
    (TokenKind.STRING, rf'"""(?>(?:""?(?!"))?(?:[^"\\]|{_ESCAPE}))*"""'),
    (TokenKind.STRING, rf"'(?!'')(?:[^'\\\r\n]|{_ESCAPE})*'"),
    (TokenKind.STRING, rf'"(?!"")(?:[^"\\\r\n]|{_ESCAPE})*"'),
    (TokenKind.BLANK, rf"_:[{_BASE}_0-9](?:[{_CHARS}.]*[{_CHARS}])?"),
    (TokenKind.NAME, rf"(?:[{_BASE}][{_CHARS}.]{{0,255}}+(?<!\.))?:(?:{_LOCAL})?"),
    (TokenKind.VARIABLE, rf"[?$][{_BASE}_0-9][{_BASE}_0-9\u00B7\u0300-\u036F\u203F-\u2040]*"),
    (TokenKind.LANGUAGE, r"@[A-Za-z]+(?:-[A-Za-z0-9]+)*(?:--(?:ltr|rtl))?"),
    (
        TokenKind.NUMBER,
        r"(?:[0-9]+\.[0-9]*[eE][+-]?[0-9]+|[0-9]*\.[0-9]+(?:[eE][+-]?[0-9]+)?|[0-9]+(?:[eE][+-]?[0-9]+)?)",
    ),
    (TokenKind.WORD, r"[A-Za-z][A-Za-z0-9_]*"),
    (TokenKind.MARK, r"\^\^|[{}()\[\];,.=<>!+\-*/|^?&~]"),
)
_TOKEN = re.compile("|".join(f"({pattern})" for _, pattern in _TERMINALS))
_KINDS = tuple(kind for kind, _ in _TERMINALS)


def tokens(query: str) -> Iterator[Token]:
    """Yield the tokens of `query`; their texts, joined, are `query` again.

    Raises `QuerySyntaxError` naming line and column where no token begins (a string that never ends, a stray sign).
    """
    at = 0
    while at < len(query):
        match = _TOKEN.match(query, at)
        if match is None:
            raise QuerySyntaxError(f"{_place(query, at)}: {_complaint(query[at])}")
        yield Token(_KINDS[(match.lastindex or 1) - 1], match.group(), at)
        at = match.end()


def significant(query: str) -> list[Token]:
    """The tokens of `query` without blanks and comments. Raises as `tokens` does."""
    return [token for token in tokens(query) if token.kind not in {TokenKind.SPACE, TokenKind.COMMENT}]


def _place(query: str, at: int) -> str:
    line = query.count("\n", 0, at) + 1
    column = at - (query.rfind("\n", 0, at) + 1) + 1
    return f"line {line}, column {column}"


def _complaint(char: str) -> str:
    if char in "'\"":
        return "a string begins here that does not end, or holds an escape that SPARQL does not know"
    return f"{char!r} begins nothing that SPARQL knows"
