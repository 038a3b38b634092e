"""Letters that were cut, joined, shuffled or overwritten never stop the reader, and nothing gets lost.

Each case goes the whole way: parse, link, triples, shapes. ``IMR_FUZZ=20000`` runs that many cases instead.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import cache

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.build.batches import determinations, load_linker, read_letter
from kg.build.gate import Gate
from kg.documents import ReadingLimits
from kg.documents.source import FileKind, Source
from kg.link.letter_linker import LetterLinker
from kg.model import Determination, Rejection
from kg.namespaces import Iris
from kg.parse import parse
from kg.rdf import case_triples

CASES = int(os.environ.get("IMR_FUZZ", "2000"))
IRIS = Iris()
FUZZ = settings(max_examples=CASES, deadline=None, suppress_health_check=list(HealthCheck))
HOSTILE = (
    "Case Number: CM99-<script>",
    ": Upheld",
    ": Overturned",
    "IMR ISSUES, DECISIONS AND RATIONALES",
    "HOW THE IMR FINAL DETERMINATION WAS MADE",
    "Claims Administrator guideline: Decision based on MTUS ",
    "MAXIMUS guideline: Page(s): 99999999999999999999.",
    "was the original request.",
    "Decision Date: 99/99/9999 00/00/0000",
    "\x00\ufffe\u2028\u0085\f\x1b[31m",
    'a "quoted" \\ back <slash> 😀 \ud800',
    "Norco 10/325mg #1e308",
    "999999999999 times a week for 999999999999 weeks",
)


@cache
def linker() -> LetterLinker:
    return load_linker()


@cache
def gate() -> Gate:
    return Gate.load()


def check(read: Determination | Rejection) -> None:
    """What must hold of every result: spans in the text, triples that parse, a verdict of the shapes."""
    if isinstance(read, Rejection):
        assert read.reason
        assert read.remedy
        return
    text = read.letter.text
    for decision in read.decisions:
        span = decision.item.heading.span
        assert 0 <= span.start <= span.end <= len(text)
        for citation in decision.citations:
            assert 0 <= citation.span.start <= citation.span.end <= len(text)
    lines = case_triples([read], IRIS)
    assert lines == sorted(set(lines))
    assert sum(1 for _ in ox.parse("\n".join(lines), format=ox.RdfFormat.N_TRIPLES)) == len(lines)


@st.composite
def mutated(draw: st.DrawFn, texts: tuple[str, ...]) -> str:
    """One or two letters with lines dropped, doubled or moved, hostile words put in, characters overwritten."""
    text = draw(st.sampled_from(texts))
    if draw(st.integers(0, 5)) == 0:
        text += draw(st.sampled_from(["\n", "", "\f"])) + draw(st.sampled_from(texts))
    lines = text.split("\n")
    for _ in range(draw(st.integers(0, 6))):
        at, length = draw(st.integers(0, len(lines))), draw(st.integers(0, 8))
        change = draw(st.integers(0, 3))
        if change == 0:
            del lines[at : at + length]
        elif change == 1:
            lines[at:at] = lines[at : at + length]
        elif change == 2:
            lines.insert(at, draw(st.sampled_from(HOSTILE)))
        else:
            lines[at : at + length] = reversed(lines[at : at + length])
    text = "\n".join(lines)
    for _ in range(draw(st.integers(0, 3))):
        at = draw(st.integers(0, len(text)))
        text = text[:at] + draw(st.text(max_size=6)) + text[at + draw(st.integers(0, 40)) :]
    return text


@pytest.fixture(scope="module")
def texts(example_texts: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(text for _, text in sorted(example_texts.items()))


@pytest.mark.slow
def test_mutated_letters_are_read_or_refused(texts: tuple[str, ...]) -> None:
    @FUZZ
    @given(st.data())
    def run(data: st.DataObject) -> None:
        text = data.draw(mutated(texts))
        results = parse(text, "fuzz.txt")
        assert results, "a text gives at least one letter or one rejection"
        for each in results:
            check(each if isinstance(each, Rejection) else linker().link(each))

    run()


@pytest.mark.slow
def test_random_bytes_are_read_or_refused() -> None:
    @FUZZ
    @given(st.binary(max_size=400), st.sampled_from(["a.pdf", "a.txt", "b.zip", "c.tar.gz", "d.jsonl"]))
    def run(data: bytes, name: str) -> None:
        source = Source(name, name, FileKind.PDF if name.endswith("pdf") else FileKind.TEXT, data)
        results = list(determinations(source, ReadingLimits(), linker()))
        assert results, "a source gives at least one letter or one rejection"
        for each in results:
            check(each)

    run()


@pytest.mark.slow
def test_no_letter_breaks_a_shape(texts: tuple[str, ...]) -> None:
    @settings(FUZZ, max_examples=max(50, CASES // 10))
    @given(st.data())
    def run(data: st.DataObject) -> None:
        for each in parse(data.draw(mutated(texts)), "fuzz.txt"):
            if not isinstance(each, Rejection):
                block = read_letter(linker().link(each), IRIS)
                verdict = gate().check([(block.case, block.lines.decode().split("\n")[:-1])])
                assert not [each for each in verdict.get(block.case, []) if each.severity == "violation"]

    run()
