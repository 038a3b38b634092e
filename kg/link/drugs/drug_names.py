"""Finding the drug vocabulary's names in a text: one look-up a word, then the longest name that starts there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from string import ascii_lowercase

from kg.schemes.drugs import DrugName, DrugVocabulary

__all__ = ["DrugHit", "DrugNameIndex", "Entry", "lowered", "words_of"]

_TOKEN = re.compile(r"[a-z]+|\d+")
_GAP = re.compile(r"[ ()\-'’.#®™&/+]{0,3}")
SHORTEST_TAIL = 7
_LETTERS_OF_NAMES = frozenset("bdekmptuz")  # vitamin B, E-Z-HD, K-Phos, P-Care, T3, Z-Pak; other letters are left out
_UNIT_AFTER = re.compile(r"\d|[.,]\d|\s?(?:mg|mcg|gm?|ml|%|units?)(?![a-z])|\s?[/-]\s?\d")
_SALT_GAP = re.compile(r"[ -]")


@dataclass(frozen=True, slots=True)
class Entry:
    """What a written name stands for.

    `short` names count only beside another ingredient, `heading` names only in titles, `dose` names only with a
    strength, a quantity or a form beside them, `strict` names only with a strength; `no_drug` are phrases that hold a
    name and mean none ("versed in"); an ambiguous name has `choices`, the ids of all combinations of ingredients that
    it can mean.
    """

    id: str
    ingredients: tuple[str, ...]
    how: str
    name: DrugName | None = None
    short: bool = False
    heading: bool = False
    dose: bool = False
    strict: bool = False
    choices: tuple[str, ...] = ()
    no_drug: bool = False

    @property
    def plain(self) -> bool:
        """Whether the name is an ingredient's own or a combination of such, not a product's."""
        return self.name is None or self.name.kind == "combination"


@dataclass(frozen=True, slots=True)
class DrugHit:
    """A name found at `start` up to `end` of the text; `word_end` leaves out the salt after it."""

    start: int
    end: int
    entry: Entry


def lowered(text: str) -> str:
    """Lower case without moving any character (some letters' lower case is two characters)."""
    low = text.lower()
    if len(low) == len(text):
        return low
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


_LETTERS = bytes(code if chr(code) in ascii_lowercase else ord(" ") for code in range(256))


def words_of(low: str) -> list[str]:
    """The words of a lower-case text: runs of the letters a to z, whatever stands between them."""
    return low.encode("ascii", "replace").translate(_LETTERS).decode("ascii").split()


class DrugNameIndex:
    """All names of a vocabulary, by their first word."""

    def __init__(self, vocabulary: DrugVocabulary) -> None:
        self._by_first: dict[str, list[tuple[tuple[str, ...], Entry]]] = {}
        self.by_text: dict[str, Entry] = {}
        for text, entry in _entries(vocabulary):
            self._add(text, entry)
        for names in self._by_first.values():
            names.sort(key=lambda pair: -len(pair[0]))
        self.firsts = frozenset(self._by_first)
        self.words = frozenset(word for text in self.by_text for word in words_of(text))
        long = {first for first, names in self._by_first.items() if any(_in_prose(entry) for _, entry in names)}
        self.prose_firsts = frozenset(long)
        self._read_in_prose = frozenset(
            first for first, names in self._by_first.items() if not all(entry.heading for _, entry in names)
        )
        self._salts = frozenset(vocabulary.words_of("salt"))

    def _add(self, text: str, entry: Entry) -> None:
        tokens = tuple(_TOKEN.findall(lowered(text)))
        if not tokens[0].isalpha() or (len(tokens[0]) < 2 and tokens[0] not in _LETTERS_OF_NAMES):
            tokens = tokens[1:]
            if not tokens or not tokens[0].isalpha() or len(tokens[0]) < SHORTEST_TAIL:
                return
        if " ".join(tokens) not in self.by_text:
            self.by_text[" ".join(tokens)] = entry
            self._by_first.setdefault(tokens[0], []).append((tokens[1:], entry))

    def find(self, low: str, heading: bool, words: Sequence[str] | None = None) -> list[DrugHit]:
        """Names in a lower-case text, longest first where they overlap, in the order of the text.

        `words` are the text's words, for a caller that has them already.
        """
        firsts = (self.firsts if heading else self._read_in_prose).intersection(
            words_of(low) if words is None else words
        )
        if not firsts or not (heading or firsts & self.prose_firsts):
            return []
        found: list[DrugHit] = []
        after = 0
        for start, word in sorted(_places(low, firsts)):
            if start < after:
                continue
            hit = self._longest(low, start, word, heading)
            if hit:
                after = hit.end
                if not hit.entry.no_drug:
                    found.append(hit)
        return found

    def _longest(self, low: str, start: int, word: str, heading: bool) -> DrugHit | None:
        for rest, entry in self._by_first[word]:
            end = _follow(low, start + len(word), rest)
            if end is not None and (heading or not entry.heading):
                return DrugHit(start, self._with_salt(low, end) if entry.plain else end, entry)
        return None

    def _with_salt(self, low: str, end: int) -> int:
        """End of the name with the salt words after it ("tramadol HCl", "morphine sulfate")."""
        while end < len(low) and _SALT_GAP.match(low, end):
            token = _TOKEN.match(low, end + 1)
            if not token or token.group() not in self._salts:
                break
            end = token.end()
        return end


def _in_prose(entry: Entry) -> bool:
    return not entry.short and not entry.heading


def _entries(vocabulary: DrugVocabulary) -> Iterator[tuple[str, Entry]]:
    """The names of a vocabulary with their entries; of names written alike the first counts."""
    yield from ((word, Entry(word, (), "none", no_drug=True)) for word in vocabulary.words_of("no_drug"))
    heading, dose, strict = (vocabulary.words_of(kind) for kind in ("heading", "dose", "strict"))

    def guarded(text: str, entry: Entry) -> Entry:
        """The entry, with the guards that the words of the text have."""
        low = text.lower()
        if not (low in heading or low in dose or low in strict):
            return entry
        return replace(
            entry, heading=entry.heading or low in heading, dose=entry.dose or low in dose, strict=low in strict
        )

    usual = vocabulary.usual()
    for word, ids in vocabulary.choices().items():
        parts = vocabulary.ingredients_of(usual[word]) if word in usual else ()
        yield word, guarded(word, Entry(word, parts, "ambiguous", choices=ids))
    for ingredient in vocabulary.ingredients.values():
        for at, text in enumerate((ingredient.label, *ingredient.synonyms)):
            yield text, guarded(text, Entry(ingredient.id, (ingredient.id,), "alias" if at else "exact"))
    for name in vocabulary.names.values():
        how, context = _HOW.get(name.kind, "exact"), name.context
        entry = Entry(name.id, name.ingredients, how, name, heading="title" in context, dose="dose" in context)
        for written in (name.name, *name.aliases):
            yield from ((text, guarded(written, entry)) for text in _spellings(written))
    for word, meant in vocabulary.words_of("misspelling").items():
        right = vocabulary.names.get(meant)
        yield word, Entry(meant, right.ingredients if right else (meant,), "misspelling", right)
    for word, ingredient_id in vocabulary.words_of("short").items():
        yield word, Entry(ingredient_id, (ingredient_id,), "alias", short=True)


_HOW = {"kit": "kit", "medical_food": "medical_food", "combination": "combination"}


def _spellings(name: str) -> Iterable[str]:
    """The name, and closed up where it is hyphenated ("Depo-Medrol", "DepoMedrol")."""
    joined = name.replace("-", "")
    return (name,) if joined == name or len(joined) < 6 else (name, joined)


def _places(low: str, words: Iterable[str]) -> Iterator[tuple[int, str]]:
    """Start of each of the words, where it stands as a word."""
    for word in words:
        at = low.find(word)
        while at >= 0:
            end = at + len(word)
            if not (at and low[at - 1].isalpha()) and not (end < len(low) and low[end].isalpha()):
                yield at, word
            at = low.find(word, end)


def _follow(low: str, end: int, rest: tuple[str, ...]) -> int | None:
    """End of the tokens `rest` if they follow at `end`, else ``None``."""
    last = len(rest) - 1
    for at, token in enumerate(rest):
        gap = _GAP.match(low, end)
        start = gap.end() if gap else end
        if not low.startswith(token, start):
            return None
        end = start + len(token)
        if at < last and token.isdigit() and rest[at + 1].isdigit():
            continue  # "Mix 75/25": the next number belongs to the name too
        if _UNIT_AFTER.match(low, end) if token.isdigit() else low[end : end + 1].isalpha():
            return None
    return end
