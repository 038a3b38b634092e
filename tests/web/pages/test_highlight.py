"""The highlighter: every span of a letter gets its anchor, and no character is lost or moved."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from web.pages.highlight import Break, Close, Open, TextRun, anchor, crossing_style, highlight, layout

TEXTS = st.text(alphabet="abc <>&\"'\n\f \u00e9\U0001f600", max_size=60)


@st.composite
def marked_texts(draw: st.DrawFn) -> tuple[str, list[tuple[int, int]]]:
    text = draw(TEXTS)
    edge = st.integers(0, len(text))
    pairs = draw(st.lists(st.tuples(edge, edge), max_size=12))
    return text, [(min(pair), max(pair)) for pair in pairs]


def shown(tokens: tuple[object, ...]) -> str:
    return "".join(token.text for token in tokens if isinstance(token, TextRun | Break))


def covered(tokens: tuple[object, ...]) -> dict[str, str]:
    """Text under each anchor, gathered from all its pieces."""
    found: dict[str, str] = {}
    stack: list[str] = []
    for token in tokens:
        if isinstance(token, Open):
            stack.append(token.anchor)
            found.setdefault(token.anchor, "")
        elif isinstance(token, Close):
            stack.pop()
        elif isinstance(token, TextRun | Break):
            for name in stack:
                found[name] += token.text
    assert not stack
    return found


@given(marked_texts())
def test_nothing_of_the_text_is_lost(case: tuple[str, list[tuple[int, int]]]) -> None:
    text, spans = case
    assert shown(highlight(text, spans)) == text


@given(marked_texts())
def test_each_anchor_covers_exactly_its_words(case: tuple[str, list[tuple[int, int]]]) -> None:
    text, spans = case
    assert covered(highlight(text, spans)) == {anchor(start, end): text[start:end] for start, end in spans}


@given(marked_texts())
def test_each_anchor_is_carried_once(case: tuple[str, list[tuple[int, int]]]) -> None:
    text, spans = case
    first = [token.anchor for token in highlight(text, spans) if isinstance(token, Open) and token.first]
    assert sorted(first) == sorted({anchor(*span) for span in spans})


@given(TEXTS, st.lists(st.tuples(st.integers(-9, 99), st.integers(-9, 99)), max_size=5))
def test_spans_that_do_not_fit_are_left_out(text: str, spans: list[tuple[int, int]]) -> None:
    assert shown(highlight(text, spans)) == text


def test_nested_spans_need_no_extra_style() -> None:
    tokens = highlight("one two three", [(0, 7), (4, 7)])
    assert tokens == (
        Open("t0-7", True),
        TextRun("one "),
        Open("t4-7", True),
        TextRun("two"),
        Close(),
        Close(),
        TextRun(" three"),
    )
    assert crossing_style(tokens) == ""


def test_a_crossing_span_is_lit_in_all_its_pieces() -> None:
    tokens = highlight("one two three", [(0, 7), (4, 13)])
    assert [token.first for token in tokens if isinstance(token, Open) and token.anchor == "t4-13"] == [True, False]
    assert crossing_style(tokens) == ":root:has(#t4-13:target) .t4-13{background:var(--lit)}"


def kinds(text: str) -> list[str]:
    return [kind for _, _, kind in layout(text)]


def test_a_wrapped_line_is_no_break() -> None:
    assert kinds("a line that runs to the margin\nand its next one, as long as it\nends.") == []


def test_short_lines_empty_lines_and_pages_are_breaks() -> None:
    long = "a line of words that runs up to the right margin of the page"
    assert kinds(f"Dated: today\n{long}\n{long}\n\n{long}\f{long}") == ["line", "paragraph", "page"]


def test_an_empty_line_of_a_double_spaced_letter_is_no_paragraph() -> None:
    long = "a line of words that runs up to the right margin"
    assert kinds("\n\n".join([long] * 9) + "\n\n \n\n" + long) == ["paragraph"]


FULL = "w" * 100


def ends(text: str) -> list[tuple[str, str]]:
    """Each break with its whitespace."""
    return [(kind, text[start:end]) for start, end, kind in layout(text)]


@pytest.mark.parametrize(("width", "kept"), [(61, [("line", "\n")]), (62, []), (99, [])])
def test_a_line_under_62_hundredths_of_the_long_ones_was_ended_on_purpose(width: int, kept: list[object]) -> None:
    assert ends("\n".join(["s" * width, FULL, FULL, FULL])) == kept


def test_how_wide_a_letter_is_nine_lines_in_ten_tell() -> None:
    """One line that was never wrapped does not make all others short."""
    assert ends("\n".join([*["s" * 50] * 18, "x" * 1000])) == []
    assert ends("") == ends("\n") == []
    assert ends("\n \n") == [("paragraph", "\n \n")]


@pytest.mark.parametrize(
    ("line", "starts"),
    [
        ("Decision rationale: because", True),
        ("Claims Administrator's guideline(s): none", True),
        ("Age: 52", True),
        ("Ag: 52", False),
        ("age: 52", False),
        ("Age:52", False),
        ("A" + "b" * 38 + ": long", True),
        ("A" + "b" * 39 + ": too long", False),
    ],
)
def test_a_label_and_a_colon_start_a_line(line: str, starts: bool) -> None:
    assert ends(f"{FULL}\n{line} {FULL}") == ([("line", "\n")] if starts else [])


def test_after_a_comma_a_label_is_part_of_the_sentence() -> None:
    assert ends(f"{FULL},\nDecision rationale: {FULL}") == []
    assert ends(f"{FULL}.\nDecision rationale: {FULL}") == [("line", "\n")]


def test_pages_are_numbered_by_the_breaks_before_them() -> None:
    tokens = highlight(f"{FULL}\n\f{FULL}\f\n{FULL}\n\n{FULL}", [])
    assert [(token.kind, token.page) for token in tokens if isinstance(token, Break)] == [
        ("page", 2),
        ("page", 3),
        ("paragraph", 0),
    ]


def test_a_break_that_a_mark_cuts_stays_plain_whitespace() -> None:
    text = f"{FULL}\n\n{FULL}"
    cut = highlight(text, [(0, 101)])
    assert not any(isinstance(token, Break) for token in cut)
    assert shown(cut) == text
    for span in ((0, 100), (100, 102), (102, 150)):
        assert Break("paragraph", "\n\n") in highlight(text, [span])


@pytest.mark.parametrize("span", [(-1, 2), (2, 1), (0, 4), (4, 5)])
def test_a_span_outside_the_text_has_no_mark(span: tuple[int, int]) -> None:
    assert highlight("abc", [span]) == (TextRun("abc"),)


def test_a_span_may_be_empty_or_the_whole_text() -> None:
    assert highlight("abc", [(3, 3)]) == (TextRun("abc"), Open("t3-3", True), Close())
    assert highlight("abc", [(0, 3)]) == (Open("t0-3", True), TextRun("abc"), Close())


def test_spans_that_touch_do_not_nest() -> None:
    made = highlight("abcd", [(2, 4), (0, 2)])
    assert made == (Open("t0-2", True), TextRun("ab"), Close(), Open("t2-4", True), TextRun("cd"), Close())
