"""The highlighter: every span of a letter gets its anchor, and no character is lost or moved."""

from __future__ import annotations

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
