from __future__ import annotations

import pytest

from kg.parse.layout import Layout, LineEnd, title_start

RATIONALE = "The first cup was cold. The tea\nis not medically necessary."


def found(text: str) -> tuple[str, bool]:
    low = text.index("rationale:") + len("rationale:")
    start, certain = title_start(text, low, len(text), Layout.of(text))
    return " ".join(text[start:].split()), certain


@pytest.mark.parametrize(
    "text",
    [
        f"Decision rationale: {RATIONALE}\nHot tea for\nsix weeks",
        f"Decision rationale: {RATIONALE}\n\nHot tea for\nsix weeks",
        f"Decision rationale: {RATIONALE}\n\n\fHot tea for\nsix weeks",
        f"Decision rationale: {RATIONALE}\n\nHot tea for\n\fsix weeks",
        f"Decision rationale: {RATIONALE} Hot tea for six weeks".replace("\n", " "),
        "one \n\ntwo \n\n \n\n"
        + f"Decision rationale: {RATIONALE}".replace("\n", " \n\n")
        + " \n\n \n\nHot tea for \n\nsix weeks",
        "a\n\n \nb\n\n \n" + f"Decision rationale: {RATIONALE}\n\n\n\nHot tea for\nsix weeks",
    ],
    ids=["no gaps", "gaps", "page break before", "page break inside", "no lines", "double spaced", "page break open"],
)
def test_a_title_begins_after_the_rationale_however_the_text_is_laid_out(text: str):
    assert found(text)[0] == "Hot tea for six weeks"


def test_a_title_that_names_a_remainder_begins_with_the_original_request():
    title = (
        "Tea #9 was the original request. Tea #6 was authorized by the Claims Administrator.\n"
        "The remaining IMR eligible portion of the original request, Tea #3"
    )
    assert found(f"Decision rationale: {RATIONALE}\n{title}") == (title.replace("\n", " "), True)


def test_a_guess_is_marked():
    assert found("Decision rationale: It was cold.\nThe cup fell.\nHot tea") == ("Hot tea", False)


def test_an_abbreviation_ends_no_sentence():
    assert found("Decision rationale: It is not necessary.\nTea 1 cup p.o.\ntwice") == ("Tea 1 cup p.o. twice", True)


def test_a_paragraph_that_holds_the_conclusion_is_cut_after_it():
    text = f"one\ntwo\nthree\n\nDecision rationale: One.\n\nTwo. {RATIONALE}\nHot tea"
    assert found(text) == ("Hot tea", False)


def test_a_page_that_holds_the_conclusion_is_cut_after_it():
    text = f"one\n\ntwo\nthree\nfour\n\nDecision rationale: One.\n\n\fTwo. {RATIONALE}\nHot tea"
    assert found(text) == ("Hot tea", False)


def test_in_a_double_spaced_text_an_empty_line_is_no_paragraph():
    layout = Layout.of("one \n\ntwo \n\n \n\nthree \n\nfour \n\n \n\nfive \n\nsix")
    assert layout.kind("\n\n") is LineEnd.LINE
    assert layout.kind("\n\n \n\n") is LineEnd.PARAGRAPH
    assert layout.kind("\n\n\n\n") is LineEnd.OPEN
