"""Whole letters: what a reader gets, and that nothing that is handed in makes the parser fail."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.model import FlatText, Letter, Passage, Rejection, Said, Span
from kg.parse import parse
from kg.text import plain

from .conftest import compose

Compose = Callable[..., str]

REMAINING = "The remaining IMR eligible portion of the original request,"
PART = f"Tea #9 was the original request. Tea #6 was authorized by the Claims Administrator. {REMAINING} Tea #3 is"
SAMPLES = (
    compose(),
    compose([("Cane", "Upheld", "It is not medically necessary."), (PART, "Overturned", "It is medically necessary.")]),
    compose(header="", gap=" \n\n \n\n"),
)


def test_reads_a_letter_of_the_standard_form(letter: Compose):
    (read,) = parse(letter(), "file.txt")
    assert isinstance(read, Letter)
    assert read.patient.age is not None
    assert read.patient.age.value == 41
    assert [said.value for said in read.reviewer.states] == ["Oregon", "District of Columbia"]
    assert [said.value for said in read.diagnoses] == ["left wrist sprain", "ganglion cyst of the left wrist"]
    assert [item.heading.text for item in read.items] == ["Wrist brace"]
    assert read.decision_interval is None
    assert read.findings == ()


def test_a_letter_without_header_has_told_dates_and_an_interval(letter: Compose):
    (read,) = parse(letter(header=""), "x")
    assert isinstance(read, Letter)
    assert read.header.case_number is None
    assert read.told.ur_denial_date is not None
    assert read.decision_interval is not None
    assert read.decision_interval.earliest == read.told.ur_denial_date.value


@pytest.mark.parametrize(
    "heading",
    [
        "HOW THE IMR FINAL DETERMINATION WAS MADE",
        "CLINICAL CASE SUMMARY",
        "IMR ISSUES, DECISIONS AND RATIONALES",
    ],
)
def test_a_letter_that_lost_a_heading_is_still_read(letter: Compose, heading: str):
    (read,) = parse(letter().replace(heading, ""), "x")
    assert isinstance(read, Letter)
    assert [item.heading.text for item in read.items] == ["Wrist brace"]
    assert [said.value for said in read.reviewer.specialties] == ["Hand Surgery"]
    assert "heading-missing" in {finding.code for finding in read.findings}


def spans(value: Any) -> Iterator[tuple[Span, str | None]]:
    """Every span of a letter with the words that stand there, where the value is the words themselves."""
    if isinstance(value, Passage):
        yield value.span, value.text
    elif isinstance(value, Said):
        yield value.span, value.value if type(value.value) is str else None
    elif isinstance(value, Span):
        yield value, None
    elif isinstance(value, tuple):
        for member in value:
            yield from spans(member)
    elif is_dataclass(value) and not isinstance(value, FlatText):
        for each in fields(value):
            yield from spans(getattr(value, each.name))


def letters(words: str) -> str:
    """Letters and digits in one form: what markup and odd characters leave of words."""
    return "".join(each for each in plain(words) if each.isalnum())


def holds(printed: str, read: str) -> bool:
    """Whether `read` is what is `printed`, but for what a page carries in its middle."""
    rest = iter(printed)
    return all(each in rest for each in read)


def check(text: str) -> None:
    """Whatever the text, `parse` answers; each span lies inside it and reads its words back, unless told misread."""
    results = parse(text, "x")
    assert results
    for result in results:
        if isinstance(result, Rejection):
            continue
        misread = [finding.span for finding in result.findings if finding.code == "misread" and finding.span]
        for span, words in spans(result):
            assert 0 <= span.start <= span.end <= len(result.text)
            corrected = any(each.start < span.end and span.start < each.end for each in misread)
            if words is not None and not corrected:
                assert holds(letters(result.text[span.start : span.end]), letters(words))


NOISE = st.one_of(
    st.text(max_size=30),
    st.binary(max_size=30).map(lambda data: data.decode("latin-1")),
    st.sampled_from(
        ["\f", "\n\n", "\x1c", "\ufffe", ": Upheld", "Decision rationale:", "Case Number:", "44 year old "]
    ),
)


@st.composite
def mutated(draw: st.DrawFn) -> str:
    """A letter with lines deleted, doubled or swapped, noise put in, or another letter joined to it."""
    lines = draw(st.sampled_from(SAMPLES)).split("\n")
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, max(0, len(lines) - 1)))
        match draw(st.sampled_from(["delete", "double", "swap", "insert", "cut", "join"])):
            case "delete":
                lines[at : at + draw(st.integers(1, 5))] = []
            case "double":
                lines.insert(at, lines[at] if lines else "")
            case "swap":
                lines[at : at + 2] = reversed(lines[at : at + 2])
            case "insert":
                lines.insert(at, draw(NOISE))
            case "cut":
                lines = [*lines[:at], "".join(lines[at : at + 1])[: draw(st.integers(0, 40))], *lines[at + 1 :]]
            case _:
                lines += draw(st.sampled_from(SAMPLES)).split("\n")
    return draw(st.sampled_from(["\n", "\n", " ", "\n\n", " \n\n", "\f"])).join(lines)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(mutated())
def test_a_damaged_letter_never_fails_and_its_spans_hold(text: str):
    check(text)


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=200))
def test_any_text_gets_an_answer(text: str):
    check(text)
    check("IMR ISSUES, DECISIONS AND RATIONALES" + text + "Decision rationale:" + text)


HOSTILE = [
    "the ",
    ": ",
    " was the original request. ",
    "Decision rationale: ",
    "Claims Administrator guideline: ",
    "medical necessity ",
    "is medically necessary and appropriate. ",
    "on 1/2/2013 ",
    "Utilization Review ",
    "diagnoses include ",
    "pain and ",
    " \n",
    "\n\n \n",
    ".",
    "Case Number: ",
    "44 year old ",
    "Board Certified in ",
]


@pytest.mark.parametrize("unit", HOSTILE)
def test_hostile_repetitions_end_quickly(letter: Compose, unit: str):
    flood = unit * (250_000 // len(unit))
    text = letter().replace("denied the request.", flood).replace("The brace brings nothing.", flood)
    start = time.perf_counter()
    parse(text, "x")
    parse(flood, "x")
    assert time.perf_counter() - start < 60


def test_the_same_text_gives_the_same_reading(letter: Compose):
    assert parse(letter(), "x") == parse(letter(), "x")


def test_a_parsed_letters_text_parses_to_the_same_letter(letter: Compose):
    first, second = (each for each in parse(letter() + letter(header=""), "x") if isinstance(each, Letter))
    for read in (first, second):
        (again,) = parse(read.text, read.source)
        assert isinstance(again, Letter)
        assert (again.items, again.header) == (read.items, read.header)


def test_every_example_letter_is_read(example_texts: Mapping[str, str]):
    for name, text in example_texts.items():
        for read in parse(text, name):
            assert isinstance(read, Letter), read
            assert read.items, name
            assert all(item.outcome for item in read.items), name
            assert read.patient.sex or "sex-not-found" in {finding.code for finding in read.findings}
        check(text)
        assert re.search(r"[snpd]-20", name)
