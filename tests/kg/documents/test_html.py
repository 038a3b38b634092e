"""HTML: the text as a browser shows it, in one pass."""

from __future__ import annotations

import contextlib
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.documents.html import read_html
from kg.errors import DocumentError


def read(markup: str | bytes) -> str:
    return read_html(markup.encode() if isinstance(markup, str) else markup, "a.html")


PIECES = [
    ("<p>one</p><p>two</p>", "one\n\ntwo"),
    ("<p>one\n  two</p>", "one two"),
    ("one<br>two<br/>three", "one\ntwo\nthree"),
    ("<div>one</div><div>two</div>", "one\ntwo"),
    ("<table><tr><td>Case Number:</td><td>CM16-9</td></tr><tr><td>a</td></tr></table>", "Case Number: CM16-9\na"),
    ("<b>Norco</b> 10/325mg: <i>Upheld</i>", "Norco 10/325mg: Upheld"),
    ("Upheld&nbsp;&amp;&#8217;&lt;", "Upheld\u00a0&\u2019<"),
    ("<pre>a\n  b</pre>", "a\n  b"),
    ("<script>if (a < b) {}</script>x", "x"),
    ("<style>p > b {}</style>x", "x"),
    ("<head><title>no</title></head><body>x</body>", "x"),
    ("<title>no</title>", None),
    ("<!-- <p>no</p> -->x", "x"),
    ("<!doctype html><html lang=en>x", "x"),
    ('<a title="a > b">x</a>', "x"),
    ("<p title='a'>it's 5' tall, \"so\"</p>", "it's 5' tall, \"so\""),
    ("a < b and b > c", "a < b and b > c"),
    ("<textarea>typed</textarea>", "typed"),
    ("<ul><li>one<li>two</ul>", "one\ntwo"),
    ("x<p", "x"),
]


@pytest.mark.parametrize(("markup", "text"), [(m, t) for m, t in PIECES if t is not None])
def test_a_piece_of_html_reads_as_a_browser_shows_it(markup, text):
    assert read(markup) == text


@pytest.mark.parametrize("markup", ["", "<p></p>", "<html><head><title>x</title></head></html>"])
def test_html_without_words_is_refused(markup):
    with pytest.raises(DocumentError) as caught:
        read(markup)
    assert caught.value.code in {"no-text", "empty"}


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("L\u00e9vy".encode(), "L\u00e9vy"),
        (b'<meta charset="iso-8859-1">L\xe9vy\x92s', "L\u00e9vy\u2019s"),
        (b'<meta http-equiv=x content="text/html; charset=windows-1250">\x8a', "\u0160"),
        (b'<meta charset="windows-1252">' + "\u2019".encode(), "\u2019"),
        ("\ufeffL\u00e9vy".encode("utf-16-le"), "L\u00e9vy"),
    ],
)
def test_the_declared_code_page_is_used(data, text):
    assert read(data) == text


@given(st.lists(st.sampled_from(["<", ">", "<p", "</", "<!--", "-->", '="', "'", "<pre>", "</pre>", "&", "x", " "])))
def test_any_markup_is_read_or_refused(parts):
    with contextlib.suppress(DocumentError):
        assert read("".join(parts)).strip()


@pytest.mark.parametrize("piece", ["<", "</", "<p ", "<!--", "<a b='", '<a b="', "<script>", "<pre>", "&#", "<a =\"'"])
def test_twice_as_much_takes_about_twice_as_long(piece):
    def seconds(count: int) -> float:
        began = time.process_time()
        with contextlib.suppress(DocumentError):
            read(piece * count + "x")
        return time.process_time() - began

    assert seconds(400_000) < 8 * max(seconds(100_000), 0.05)
