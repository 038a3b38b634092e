"""Small changes to a SPARQL query, each of which expected rows should notice.

Works on the tokens of `kg.sparql.tokens`, so that strings, comments and the ``#+`` header are never touched. A change
that leaves no SPARQL behind is not given.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from kg.errors import QuerySyntaxError
from kg.sparql.syntax import check
from kg.sparql.tokens import Token, TokenKind, significant

__all__ = ["Mutant", "mutants"]

Edit = tuple[int, int, str]
"""Characters from, to, and what stands there instead."""

SWAPPED = {
    "outcome:overturned": "outcome:upheld",
    "outcome:upheld": "outcome:overturned",
    "side:reviewer": "side:claims-administrator",
    "side:claims-administrator": "side:reviewer",
}
_OPEN, _CLOSE = frozenset("({["), frozenset(")}]")
_AFTER_THE_PATTERN = frozenset(["GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET"])


@dataclass(frozen=True, slots=True)
class Mutant:
    """A changed query: what kind of change, at which line of the file, which words went, and the text."""

    kind: str
    line: int
    words: str
    text: str


def mutants(text: str) -> Iterator[Mutant]:
    """Every change of `text` that is still SPARQL, each one once."""
    marks = significant(text)
    seen = {text}
    for kind, edits in [*_swaps(marks), *_words(marks), *_orders(marks), *_groups(marks), *_triples(marks)]:
        changed = _edited(text, edits)
        if changed not in seen and _parses(changed):
            seen.add(changed)
            start, end, _ = edits[0]
            end = end if end > start else edits[-1][1]  # a key turned round gets words before and behind it
            yield Mutant(kind, text.count("\n", 0, start) + 1, " ".join(text[start:end].split())[:60], changed)


def _edited(text: str, edits: list[Edit]) -> str:
    for start, end, instead in sorted(edits, reverse=True):
        text = text[:start] + instead + text[end:]
    return text


def _parses(text: str) -> bool:
    try:
        check(text)
    except QuerySyntaxError:
        return False
    return True


def _end(token: Token) -> int:
    return token.start + len(token.text)


def _closing(marks: list[Token], at: int) -> int:
    """Where the bracket that opens at `at` closes."""
    depth = 0
    for index in range(at, len(marks)):
        depth += (marks[index].text in _OPEN) - (marks[index].text in _CLOSE)
        if depth == 0:
            return index
    raise AssertionError("brackets don't match")


def _swaps(marks: list[Token]) -> Iterator[tuple[str, list[Edit]]]:
    """Overturned for upheld everywhere, and one side for the other."""
    for names in ("outcome:", "side:"):
        edits = [
            (token.start, _end(token), SWAPPED[token.text])
            for token in marks
            if token.text in SWAPPED and token.text.startswith(names)
        ]
        if edits:
            yield "swap " + names[:-1], edits


def _words(marks: list[Token]) -> Iterator[tuple[str, list[Edit]]]:
    """DISTINCT away, inside COUNT too; LIMIT smaller and larger by one."""
    for before, token in pairwise(marks):
        if token.word == "DISTINCT":
            yield "drop DISTINCT", [(token.start, _end(token), "")]
        if before.word == "LIMIT":
            for number in (int(token.text) - 1, int(token.text) + 1):
                yield "change LIMIT", [(token.start, _end(token), str(number))]


def _orders(marks: list[Token]) -> Iterator[tuple[str, list[Edit]]]:
    """Each key of an ORDER BY the other way round."""
    for start, token in enumerate(marks):
        at = start + 2
        while token.word == "ORDER" and at < len(marks) and not _ends_order(marks[at]):
            edits, at = _flipped(marks, at)
            yield "flip ORDER", edits


def _ends_order(token: Token) -> bool:
    return token.text == "}" or token.word in _AFTER_THE_PATTERN


def _flipped(marks: list[Token], at: int) -> tuple[list[Edit], int]:
    """The key that begins at `at` turned round, and where the next one begins."""
    key = marks[at]
    if key.word in {"ASC", "DESC"}:
        return [(key.start, _end(key), "ASC" if key.word == "DESC" else "DESC")], _closing(marks, at + 1) + 1
    last = at if key.kind is TokenKind.VARIABLE else _closing(marks, at if key.text == "(" else at + 1)
    return [(key.start, key.start, "DESC("), (_end(marks[last]), _end(marks[last]), ")")], last + 1


def _groups(marks: list[Token]) -> Iterator[tuple[str, list[Edit]]]:
    """FILTER, MINUS, HAVING and OPTIONAL away, OPTIONAL made binding, each branch of a UNION away."""
    for at, token in enumerate(marks):
        if token.word in {"FILTER", "HAVING", "MINUS"}:
            bracket = next(index for index in range(at, len(marks)) if marks[index].text in _OPEN)
            yield f"drop {token.word}", [(token.start, _end(marks[_closing(marks, bracket)]), "")]
        elif token.word == "OPTIONAL":
            yield "drop OPTIONAL", [(token.start, _end(marks[_closing(marks, at + 1)]), "")]
            yield "bind OPTIONAL", [(token.start, _end(token), "")]
        elif token.word == "UNION":
            first = _opening(marks, at - 1)
            yield "drop UNION", [(marks[first].start, _end(token), "")]
            yield "drop UNION", [(token.start, _end(marks[_closing(marks, at + 1)]), "")]


def _opening(marks: list[Token], at: int) -> int:
    depth = 0
    for index in range(at, -1, -1):
        depth += (marks[index].text in _CLOSE) - (marks[index].text in _OPEN)
        if depth == 0:
            return index
    raise AssertionError("brackets don't match")


def _triples(marks: list[Token]) -> Iterator[tuple[str, list[Edit]]]:
    """Each triple pattern away, of a subject with several only the predicate and its object."""
    for block in _blocks(marks):
        for sentence in _split(block, "."):
            behind = block.index(sentence[-1]) + 1
            dot = _end(block[behind]) if behind < len(block) else _end(sentence[-1])
            if ";" not in {token.text for token in sentence}:
                yield "drop triple", [(sentence[0].start, dot, "")]
            parts = _split(sentence, ";")
            for number, part in enumerate(parts):
                yield from _dropped(parts, number, part)


def _dropped(parts: list[list[Token]], number: int, part: list[Token]) -> Iterator[tuple[str, list[Edit]]]:
    if number == 0 and len(parts) > 1:
        yield "drop triple", [(_end(part[0]), parts[1][0].start, " ")]
    elif number:
        yield "drop triple", [(_end(parts[number - 1][-1]), _end(part[-1]), "")]
    objects = _split(part, ",")
    for index, several in enumerate(objects[1:], 1):
        yield "drop triple", [(_end(objects[index - 1][-1]), _end(several[-1]), "")]


def _split(marks: list[Token], sign: str) -> list[list[Token]]:
    """`marks` cut at `sign` outside of brackets; empty pieces left out."""
    pieces: list[list[Token]] = [[]]
    depth = 0
    for token in marks:
        depth += (token.text in _OPEN) - (token.text in _CLOSE)
        if token.text == sign and depth == 0:
            pieces.append([])
        else:
            pieces[-1].append(token)
    return [piece for piece in pieces if piece]


def _blocks(marks: list[Token]) -> Iterator[list[Token]]:
    """Runs of tokens that are triple patterns: inside braces, not of a clause that a word begins."""
    block: list[Token] = []
    at = next((index for index, token in enumerate(marks) if token.text == "{"), len(marks))
    while at < len(marks):
        skip = _SKIPS.get(marks[at].word)
        if skip is None and marks[at].text not in {"{", "}"}:
            block.append(marks[at])
            at += 1
            continue
        if block:
            yield block
        block = []
        at = skip(marks, at) if skip else at + 1


def _to_the_brace(marks: list[Token], at: int) -> int:
    """Behind SELECT and its columns, or a word before a group: at the next brace, whichever way it points."""
    return next((index for index in range(at, len(marks)) if marks[index].text in {"{", "}"}), len(marks))


def _past_the_bracket(marks: list[Token], at: int) -> int:
    bracket = next(index for index in range(at, len(marks)) if marks[index].text in _OPEN)
    return bracket if marks[bracket].text == "{" else _closing(marks, bracket) + 1


def _past_the_values(marks: list[Token], at: int) -> int:
    brace = next(index for index in range(at, len(marks)) if marks[index].text == "{")
    return _closing(marks, brace) + 1


_SKIPS: dict[str, Callable[[list[Token], int], int]] = {
    **dict.fromkeys(["SELECT", "OPTIONAL", "UNION", "MINUS", "SERVICE", *_AFTER_THE_PATTERN], _to_the_brace),
    **dict.fromkeys(["FILTER", "BIND"], _past_the_bracket),
    "VALUES": _past_the_values,
}
