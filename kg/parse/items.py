"""The disputed items of the standard form."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import islice

from kg.model import DisputedItem, Finding, FlatText, Outcome, Passage, Said
from kg.parse.blocks import ADMINISTRATOR, RATIONALE, REVIEWER, Block, blocks
from kg.parse.disputed import MOST_ITEMS, Fields, disputed_item
from kg.parse.findings import found
from kg.parse.layout import Layout, concluded, title_start
from kg.text.confusions import LikelyWords

__all__ = ["read_items"]

_OUTCOMES = {
    "upheld": Outcome.UPHELD,
    "overturned": Outcome.OVERTURNED,
    "partially overturned": Outcome.PARTLY_OVERTURNED,
    "partly overturned": Outcome.PARTLY_OVERTURNED,
    "partial overturn": Outcome.PARTLY_OVERTURNED,
    "overturned in part": Outcome.PARTLY_OVERTURNED,
}
_KNOWN = re.compile(
    rf"""
    (?P<mark>[ ]?(?:[:;=(]|[-–—]{{1,2}})[ ]?)?      # "Cane: Upheld", "Cane - Upheld", "Cane (Upheld)"
    \b(?P<word>{"|".join(map(re.escape, sorted(_OUTCOMES, key=len, reverse=True)))})\b
    [ ]?[).]{{0,2}}$
    """,
    re.VERBOSE | re.IGNORECASE,
)
_OTHER = re.compile(r" ?[:;] ?(?P<word>[A-Z][A-Za-z]*(?:[ -][A-Za-z]+){0,2}) ?[.]?$")
_AFTER_COLON = re.compile(r"(?:[:;]|(?<= )[-=]) ?(?P<word>[^\s:;]{1,14}(?: [^\s:;]{1,14}){0,2}?) ?[.]?$")
_LAST_WORDS = re.compile(r"(?<!\S)(?P<word>[A-Z0-9]\S{1,7}(?: \S{1,8})?) ?[.]?$")
_LIKELY = LikelyWords(["Upheld", "Overturned"], tolerance=3, most=2)
_TITLED = re.compile(r"(?:(?<=\ )|^)(?:is|Decision|Determination|Outcome)[ ]?$")
_NUMBERED = re.compile(r"(?:#|No\.? )?(?P<number>\d{1,3})[.)]+ (?=\S)|[•▪●◦*] ?(?=\S)")
_STRAY = re.compile(r": ?(?:Upheld|Overturned)\b")
_WORD_WIDTH = 60


def read_items(issues: Passage, lines: FlatText, lined: str, notes: list[Finding]) -> tuple[DisputedItem, ...]:
    """Every disputed item of the issues' section, in the letter's order.

    `lined` is the letter's text with its line ends, `lines` the letter's flat text with places in `lined`.
    """
    found_blocks = list(islice(blocks(issues), MOST_ITEMS + 1))
    if not found_blocks:
        notes.append(found("no-items", issues.part(0, 0)))
        return ()
    layout = Layout.of(lined)
    titles = [_title(issues, block, (lines, lined, layout), notes) for block in found_blocks]
    ends = [*(title.start - issues.start for title, _ in titles[1:]), len(issues.text)]
    read = []
    for position, (block, (title, outcome), end) in enumerate(zip(found_blocks, titles, ends, strict=True), 1):
        if position > MOST_ITEMS:
            notes.append(found("too-many-items", title.span, f"more than {MOST_ITEMS}"))
            break
        heading = _numbered(title, position)
        fields = _fields(issues, block, end, notes)
        if heading.text:
            read.append(disputed_item(position, heading, outcome, fields, notes))
    return tuple(read)


def _numbered(title: Passage, position: int) -> Passage:
    """The title without a bullet, or the number under which a list gives it."""
    match = _NUMBERED.match(title.text)
    if match and match["number"] in (None, str(position)):
        return title.passage(match.end(), len(title.text))
    return title


_Title = tuple[Passage, Said[Outcome] | None]
_Lines = tuple[FlatText, str, Layout]


def _title(issues: Passage, block: Block, lines: _Lines, notes: list[Finding]) -> _Title:
    """The title before a block's labels, and its decision word."""
    before = issues.passage(block.before, block.start)
    heading_end, outcome = _decision(before, notes)
    flat = issues.flat
    places, lined, layout = lines
    if outcome and concluded(lined, places.original(before.start), _next(before, places, heading_end)):
        start = before.start + heading_end
    elif block.before == 0 or heading_end == 0:
        start = before.start
    else:
        high = places.original(before.start + heading_end - 1) + 1
        low = places.original(before.start)
        at, certain = title_start(lined, low, high, layout)
        start = before.start + _offset(before, places, at)
        if not certain:
            notes.append(found("title-start-uncertain", before.part(start - before.start, heading_end)))
    heading = flat.passage(start, before.start + heading_end)
    if heading.text:
        return heading, outcome
    # Where the words of the title are lost, its decision word is all of the title that is printed.
    printed = before.passage(heading_end, len(before.text)) if outcome else heading
    notes.append(found("title-missing", issues.part(block.start, block.end)))
    return printed, outcome


def _next(before: Passage, places: FlatText, end: int) -> int:
    """Where the first word after a passage's first `end` characters stands in the lined text."""
    rest = before.text[end:]
    return places.original(before.start + end + len(rest) - len(rest.lstrip()))


def _offset(before: Passage, places: FlatText, at: int) -> int:
    """Where in a passage's text the character `at` of the lined text stands."""
    low, high = 0, len(before.text)
    while low < high:
        middle = (low + high) // 2
        if places.original(before.start + middle) < at:
            low = middle + 1
        else:
            high = middle
    return low


def _decision(before: Passage, notes: list[Finding]) -> tuple[int, Said[Outcome] | None]:
    """Where the title proper ends, and the decision word at its end."""
    text = before.text
    from_ = max(0, len(text) - _WORD_WIDTH)
    match = _KNOWN.search(text, from_)
    if match and (match["mark"] or match["word"][0].isupper()):
        return _title_end(text, match.start()), Said(_OUTCOMES[match["word"].lower()], before.part(*match.span("word")))
    return _misread(before, from_, notes) or _unknown(before, from_, notes)


def _title_end(text: str, end: int) -> int:
    """The title's end without "is", or a word for "decision", before the colon."""
    match = _TITLED.search(text, max(0, end - 15), end)
    return match.start() if match else end


def _misread(before: Passage, from_: int, notes: list[Finding]) -> tuple[int, Said[Outcome]] | None:
    """A decision word that a scanner misread: "Uphe1d", "Over tumed". Never one that could be either."""
    text = before.text
    for pattern in (_AFTER_COLON, _LAST_WORDS):
        match = pattern.search(text, from_)
        meant = _LIKELY.meant(match["word"]) if match else None
        if match and meant and (pattern is _AFTER_COLON or meant[1] < 2):
            span = before.part(*match.span("word"))
            notes.append(found("misread", span, f"{match['word']!r} is read as {meant[0]!r}"))
            return _title_end(text, match.start()), Said(_OUTCOMES[meant[0].lower()], span)
    return None


def _unknown(before: Passage, from_: int, notes: list[Finding]) -> tuple[int, Said[Outcome] | None]:
    """Another word after the last colon, or none."""
    text = before.text
    match = _OTHER.search(text, from_)
    if match is None:
        notes.append(found("decision-word-missing", before.part(from_, len(text))))
        return len(text), None
    span = before.part(*match.span("word"))
    notes.append(found("unknown-decision-word", span, match["word"]))
    return _title_end(text, match.start()), Said(Outcome.NOT_STATED, span)


def _fields(issues: Passage, block: Block, end: int, notes: list[Finding]) -> Fields:
    """The words after each label, up to the next label or to `end`."""
    stops = [*(start for _, start, _ in block.labels[1:]), end]
    fields = {
        rank: issues.passage(start, max(start, stop))
        for (rank, _, start), stop in zip(block.labels, stops, strict=True)
    }
    _note_strays(fields.values(), notes)
    return fields.get(ADMINISTRATOR), fields.get(REVIEWER), fields.get(RATIONALE)


def _note_strays(fields: Iterable[Passage], notes: list[Finding]) -> None:
    for field in fields:
        for match in _STRAY.finditer(field.text):
            notes.append(found("stray-decision-word", field.part(*match.span())))
