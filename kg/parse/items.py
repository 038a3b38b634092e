"""The disputed items of the standard form."""

from __future__ import annotations

import re
from collections.abc import Iterable

from kg.model import DisputedItem, Finding, Outcome, Passage, Said
from kg.parse.blocks import ADMINISTRATOR, RATIONALE, REVIEWER, Block, blocks
from kg.parse.disputed import Fields, disputed_item
from kg.parse.findings import found
from kg.parse.layout import Layout, title_start

__all__ = ["read_items"]

_DECISION = re.compile(r"(?:(?<= )is)? ?[:;] ?(?P<word>[A-Z][A-Za-z]*(?:[ -][A-Za-z]+){0,2}) ?[.]?$")
_BARE = re.compile(r"(?:(?<= )is)? ?[-–—]? ?\b(?P<word>Upheld|Overturned|UPHELD|OVERTURNED) ?[.]?$")
_IS = re.compile(r" is$")
_STRAY = re.compile(r": ?(?:Upheld|Overturned)\b")
_WORD_WIDTH = 60

_OUTCOMES = {
    "upheld": Outcome.UPHELD,
    "overturned": Outcome.OVERTURNED,
    "partially overturned": Outcome.PARTLY_OVERTURNED,
    "partly overturned": Outcome.PARTLY_OVERTURNED,
    "partial overturn": Outcome.PARTLY_OVERTURNED,
    "overturned in part": Outcome.PARTLY_OVERTURNED,
}


def read_items(issues: Passage, text: str, notes: list[Finding]) -> tuple[DisputedItem, ...]:
    """Every disputed item of the issues' section, in the letter's order. `text` is the letter's own text."""
    found_blocks = list(blocks(issues))
    if not found_blocks:
        notes.append(found("no-items", issues.part(0, 0)))
        return ()
    layout = Layout.of(text)
    titles = [_title(issues, block, text, layout, notes) for block in found_blocks]
    ends = [*(title.start - issues.start for title, _ in titles[1:]), len(issues.text)]
    return tuple(
        disputed_item(position, heading, outcome, _fields(issues, block, end, notes), notes)
        for position, (block, (heading, outcome), end) in enumerate(zip(found_blocks, titles, ends, strict=True), 1)
    )


_Title = tuple[Passage, Said[Outcome] | None]


def _title(issues: Passage, block: Block, text: str, layout: Layout, notes: list[Finding]) -> _Title:
    """The title before a block's labels, and its decision word."""
    before = issues.passage(block.before, block.start)
    heading_end, outcome = _decision(before, notes)
    flat = issues.flat
    if block.before == 0 or heading_end == 0:
        start = before.start
    else:
        high = before.part(0, heading_end).end
        low = flat.original(before.start)
        at, certain = title_start(text, low, high, layout)
        start = before.start + _offset(before, at)
        if not certain:
            notes.append(found("title-start-uncertain", before.part(start - before.start, heading_end)))
    heading = flat.passage(start, before.start + heading_end)
    if not heading.text:
        notes.append(found("title-missing", issues.part(block.start, block.end)))
    return heading, outcome


def _offset(before: Passage, at: int) -> int:
    """Where in a passage's text the original's character `at` stands."""
    low, high = 0, len(before.text)
    while low < high:
        middle = (low + high) // 2
        if before.flat.original(before.start + middle) < at:
            low = middle + 1
        else:
            high = middle
    return low


def _decision(before: Passage, notes: list[Finding]) -> tuple[int, Said[Outcome] | None]:
    """Where the title proper ends, and the decision word after its last colon."""
    text = before.text
    from_ = max(0, len(text) - _WORD_WIDTH)
    match = _DECISION.search(text, from_) or _BARE.search(text, from_)
    if match is None:
        notes.append(found("decision-word-missing", before.part(from_, len(text))))
        return len(text), None
    end = match.start() - (3 if _IS.search(text, max(0, match.start() - 4), match.start()) else 0)
    span = before.part(*match.span("word"))
    outcome = _OUTCOMES.get(match["word"].lower())
    if outcome is None:
        notes.append(found("unknown-decision-word", span, match["word"]))
        return end, Said(Outcome.NOT_STATED, span)
    return end, Said(outcome, span)


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
