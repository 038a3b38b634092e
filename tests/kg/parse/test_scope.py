"""What a sentence says is told by what its words stand under: each form is read in its own example."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest

from kg.model import passage
from kg.parse.conclusion import conclusion
from kg.parse.contrast import CONTRASTS, contrasted
from kg.parse.scope import SCOPES, Scope, scoped

CASES = [
    line.split("\t")
    for line in Path(__file__).with_name("cases_scope.tsv").read_text(encoding="utf-8").splitlines()[1:]
    if line and not line.startswith("#")
]


@pytest.mark.parametrize("scope", SCOPES, ids=lambda scope: scope.example)
def test_a_form_is_found_in_its_example_and_says_what_its_row_does(scope: Scope) -> None:
    assert scope.pattern.search(scope.example)
    assert scope.verdict in {verdict for _, _, verdict in scoped(scope.example)}
    assert conclusion(passage(f"The worker has pain. {scope.example}"), []).value is scope.verdict


@pytest.mark.parametrize(("verdict", "pattern", "example"), CONTRASTS, ids=lambda each: str(each)[:40])
def test_the_later_of_two_things_is_in_dispute_where_no_title_tells(
    verdict: object, pattern: re.Pattern[str], example: str
) -> None:
    assert pattern.search(example)
    found = contrasted(example, "")
    assert found is not None
    assert found[2] is verdict


@pytest.mark.parametrize(("expected", "title", "rationale"), CASES)
def test_a_rationale_is_read_with_its_scope(expected: str, title: str, rationale: str) -> None:
    assert conclusion(passage(rationale), [], title).value.value == expected


@pytest.mark.parametrize(
    "words",
    [
        "if had were ",
        "no reason to ",
        "the denial of ",
        "first scan of 2015 ",
        "only a ",
        "not , . ",
        "nothing to show the ",
    ],
)
def test_hostile_text_does_not_make_it_slow(words: str) -> None:
    begun = time.process_time()
    conclusion(passage(words * 20_000), [], "tea " * 2_000)
    assert time.process_time() - begun < 5
