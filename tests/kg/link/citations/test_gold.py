"""Citations of the hand-read letters, and how many labels of all real letters resolve."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from kg.link.citations import CitationResolver
from kg.model import Citation, DisputedItem, Letter, Resolution, Side
from kg.parse import parse
from kg.schemes.guidelines import load

pytestmark = pytest.mark.real_letters
RESOLVER = CitationResolver(load())


def letters(real_texts: Mapping[str, str]) -> Iterator[Letter]:
    for source, text in real_texts.items():
        yield from (letter for letter in parse(text, source) if isinstance(letter, Letter))


def citations(item: DisputedItem) -> list[Citation]:
    fields = ((Side.CLAIMS_ADMINISTRATOR, item.administrator_field), (Side.REVIEWER, item.reviewer_field))
    return [c for by, field in fields if field for c in RESOLVER.field(field, by).citations]


def key(letter: Letter) -> str:
    number = letter.header.case_number or letter.told.case_number
    return number.value if number else Path(letter.source).stem


def test_gold_sections_pages_and_flags_are_found(shared: Path, real_texts: Mapping[str, str]) -> None:
    read = {key(letter): letter for letter in letters(real_texts)}
    wanted, got = Counter[str](), Counter[str]()
    hits = Counter[str]()
    for gold in json.loads((shared / "gold" / "letters.json").read_text("utf-8")):
        letter = read[gold.get("case_number") or Path(gold["source"]).stem]
        for item, said in zip(letter.items, gold["items"], strict=True):
            mine = {(c.by.value, s) for c in citations(item) for s in c.section_ids}
            theirs = {(c["by"], s) for c in said["citations"] for s in c["section_ids"]}
            pages = {(c.by.value, p) for c in citations(item) for p in c.pages}
            their_pages = {(c["by"], tuple(p)) for c in said["citations"] for p in c["pages"] or ()}
            for name, ours, gold_ones in (("section", mine, theirs), ("pages", pages, their_pages)):
                hits[name] += len(ours & gold_ones)  # type: ignore[operator]
                got[name] += len(ours)
                wanted[name] += len(gold_ones)
    for name, bar in (("section", 0.97), ("pages", 0.98)):
        assert 2 * hits[name] / (got[name] + wanted[name]) >= bar


def test_nearly_all_mtus_labels_of_the_real_letters_resolve(real_texts: Mapping[str, str]) -> None:
    mtus = [c for letter in letters(real_texts) for item in letter.items for c in citations(item) if c.mtus]
    lost = [c.labels for c in mtus if c.resolution is Resolution.UNRESOLVED]
    labels = sum(max(1, len(c.labels)) for c in mtus)
    assert len(lost) <= 0.02 * labels, lost
