"""No text costs more a byte because it is long: hostile repetitions at 60 KB and at 500 KB, through every stage.

The pieces are what the reader looks for; hypothesis chooses which are put together. ``IMR_FUZZ`` sets how many cases.
CPU a byte may double between the two sizes (caches, garbage collection), not more.
"""

from __future__ import annotations

import gc
import os
import time
from collections.abc import Callable
from functools import cache
from typing import TypeVar

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from kg.build.batches import load_linker
from kg.link.letter_linker import LetterLinker
from kg.model import Letter
from kg.namespaces import Iris
from kg.parse import parse
from kg.rdf import case_triples

T = TypeVar("T")
CASES = int(os.environ.get("IMR_FUZZ", "25"))
SMALL, LARGE = 60_000, 500_000
HEAD = """\
Case Number: CM16-0000042
Date Assigned: 03/21/2016 Date of Injury: 05/04/2015
Decision Date: 04/18/2016 UR Denial Date: 02/29/2016
Priority: Standard Application Received: 03/10/2016
HOW THE IMR FINAL DETERMINATION WAS MADE
State(s) of Licensure: Oregon
Certification(s)/Specialty: Hand Surgery
CLINICAL CASE SUMMARY
"""
BLOCK = """\
Cane: Upheld
Claims Administrator guideline: Decision based on MTUS Chronic Pain Medical Treatment 2016.
MAXIMUS guideline: Decision based on MTUS Chronic Pain Medical Treatment 2016, Section(s): Opioids.
Decision rationale: The request is not medically necessary.
"""
PLACES = ("header", "summary", "title", "field", "rationale", "end")
PIECES = (
    *(
        " ",
        "\n",
        "\n\n",
        "\f",
        "\u00a0",
        "\u00ad",
        "\u200b",
        "a",
        "1",
        "-",
        "\u2014",
        "#",
        "*",
        "**",
        "_",
        "|",
        "> ",
        "[",
    ),
    *("](", ")", "(", ":", ": ", ";", ",", ", ", ".", ". ", "%", "/", "&nbsp;", "<b>", "\\", "\ufb01", "\U0001f600"),
    *("Upheld", ": Upheld\n", ": Overturned", "Upheld ", "Uphe1d: ", "Over tumed "),
    *("Case Number: ", "Gase Number:", "CM16-0000042 ", "03/21/2016 ", "on 1/2/2013 ", "October 1, ", "Date Assigned "),
    *("Claims Administrator guideline: ", "MAXIMUS guideline:", "Decision rationale: ", "guidel ine:", "guideline "),
    *(
        "IMR ISSUES, DECISIONS AND RATIONALES\n",
        "CLINICAL CASE SUMMARY\n",
        "HOW THE IMR FINAL DETERMINATION WAS MADE\n",
    ),
    *("was the original request. ", "was authorized by the Claims Administrator. ", "remaining IMR eligible portion "),
    *("medically necessary ", "is not ", "not ", "medical necessity ", "the request is ", "although ", "cannot be "),
    *(
        "the claims administrator states that ",
        "Utilization Review ",
        "denied ",
        "diagnoses include ",
        "pain, ",
        " and ",
    ),
    *("Norco 10/325mg #60 ", "10 mg ", "2 times a week for 6 weeks ", "L4-5 ", "left ", "flurbiprofen 20%, "),
    *(
        "Decision based on MTUS ",
        "Section(s): ",
        "Page(s): 8, 22 ",
        "ODG ",
        "ACOEM Chapter 12 ",
        "(ACOEM ",
        "Opioids, ",
    ),
    *(
        "1) MAXIMUS Federal Services, Inc. has determined the request for ",
        "is not medically necessary and appropriate. ",
    ),
)


@cache
def linker() -> LetterLinker:
    return load_linker()


def put(place: str, words: str) -> str:
    """A letter with `words` in a place of it, or the whole block of an item again and again."""
    parts = {name: words if name == place else "" for name in PLACES}
    block = BLOCK.replace("Cane", f"Cane{parts['title']}").replace("Opioids.", f"Opioids.{parts['field']}")
    block = block.replace("The request", f"{parts['rationale']}The request")
    summary = f"The worker is a 41 year old female. {parts['summary']}\n"
    return f"{parts['header']}{HEAD}{summary}IMR ISSUES, DECISIONS AND RATIONALES\n{block}{parts['end']}"


def stages(text: str) -> dict[str, float]:
    """CPU seconds of each stage."""
    spent: dict[str, float] = {}

    def timed(name: str, work: Callable[[], T]) -> T:
        gc.collect()
        start = time.process_time()
        result = work()
        spent[name] = time.process_time() - start
        return result

    read = timed("parse", lambda: parse(text, "x"))
    linked = timed("link", lambda: [linker().link(each) for each in read if isinstance(each, Letter)])
    timed("rdf", lambda: [case_triples([each], Iris()) for each in linked])
    return spent


def check(place: str, pieces: list[str]) -> None:
    unit = "".join(pieces)
    small, large = (stages(put(place, unit * (size // len(unit) + 1))) for size in (SMALL, LARGE))
    for stage, seconds in large.items():
        # Below a quarter of a second the clock says nothing.
        assert seconds < max(0.25, 2.0 * small[stage] * LARGE / SMALL), (stage, place, pieces, small, large)


@pytest.mark.slow
@settings(max_examples=CASES, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(PLACES), st.lists(st.sampled_from(PIECES), min_size=1, max_size=4))
@example("end", [BLOCK])
@example("end", ["Norco 10/325mg #60: Upheld\n", "Decision rationale: no\n"])
@example("title", ["was the original request. "])
@example("rationale", ["medical necessity "])
@example("summary", ["pain, "])
def test_cpu_a_byte_does_not_grow(place: str, pieces: list[str]) -> None:
    check(place, pieces)
