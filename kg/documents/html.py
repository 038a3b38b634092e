"""Text of an HTML document, as lines and paragraphs stand on the page.

A scanner of its own, for the text alone: no tree is built, so that neither depth nor what is never closed costs more
than one pass. It follows the tokenizer of the HTML Standard (https://html.spec.whatwg.org/multipage/parsing.html) where
that matters for text: comments, the elements whose content is no markup, quoted attributes, character references.
"""

from __future__ import annotations

import codecs
import html
import re
from collections.abc import Generator, Iterator

from kg.documents.decoding import accept, decode
from kg.documents.refusal import refusal

__all__ = ["read_html"]

# The standard looks for the declared encoding in the first 1024 bytes (13.2.3.2, prescan a byte stream).
_PRESCAN = 1024
_CHARSET = re.compile(rb"""charset\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
# Code pages of one byte a character. Latin-1 is none: the standard reads it as Windows' own, as `decode` does. UTF-7
# and the like, which hide markup from those who look for it, are no encodings of the web.
_CODE_PAGE = re.compile(r"(?:windows-|cp)125[01345678]|iso-8859-(?:[2-9]|1[03-6])|macintosh")

_UNSEEN = frozenset({"script", "style", "head", "template", "noscript", "svg", "math", "iframe", "object", "select"})
_RAW = frozenset({"script", "style", "textarea", "title", "noscript", "iframe", "xmp", "noframes"})
# What an element's beginning and end put into the text (15.3, Non-replaced elements).
_SPACE = {
    **dict.fromkeys(("p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "ul", "ol", "dl", "table"), "\n\n"),
    **dict.fromkeys(("section", "article", "header", "footer", "main", "form", "fieldset", "hr"), "\n\n"),
    **dict.fromkeys(("div", "li", "dt", "dd", "tr", "address", "figure", "figcaption", "caption", "body"), "\n"),
    **dict.fromkeys(("thead", "tbody", "tfoot", "option", "legend"), "\n"),
}
_CELLS = frozenset({"td", "th"})
_TAG = re.compile(r"</?([a-zA-Z][^\s/>]*)")
_TAG_END = re.compile("""[>"']""")
_BLANKS = re.compile(r"[ \t\n\r\f]+")
_EMPTY_LINES = re.compile(r"\n{3,}")


def read_html(data: bytes, place: str) -> str:
    """Text of an HTML document. Raises `DocumentError` (``empty``, ``binary``, ``wrong-encoding``, ``no-text``)."""
    parts = list(_text(_decoded(data, place)))
    text = _EMPTY_LINES.sub("\n\n", "".join(parts)).strip("\n ")
    text = "\n".join(line.rstrip(" ") for line in text.split("\n"))
    if not text.strip():
        raise refusal("no-text", place, "is an HTML document without text")
    return accept(text, place)


def _decoded(data: bytes, place: str) -> str:
    """By its byte order mark, else by the code page that it declares, else as any text."""
    declared = _CHARSET.search(data[:_PRESCAN])
    if declared and not data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        name = declared[1].decode("ascii", "ignore").lower()
        if _CODE_PAGE.fullmatch(name):
            try:
                return data.decode(name)
            except (LookupError, ValueError):
                pass
    return decode(data, place)


def _text(markup: str) -> Iterator[str]:
    """Pieces of text and line breaks, in order. Outside `pre`, runs of blanks are one blank."""
    unseen, kept = "", 0  # the element that hides what is in it; how many open `pre`
    fresh, space = True, ""  # whether a blank would stand at a line's beginning or beside another; breaks to come
    for tag, words in _tokens(markup):
        name = tag.lstrip("/")
        if words and not unseen:
            piece = words if kept else _BLANKS.sub(" ", words)
            piece = piece[1:] if (fresh or space) and piece.startswith(" ") and not kept else piece
            if piece:
                yield space + piece
                fresh, space = piece.endswith((" ", "\n")), ""
        elif unseen:
            unseen = "" if tag == f"/{unseen}" or (unseen == "head" and tag == "body") else unseen
        elif tag in _UNSEEN:
            unseen = tag
        elif tag == "br":
            space += "\n"
        else:
            kept = max(0, kept + (name == "pre") * (-1 if tag.startswith("/") else 1))
            space = max(space, _SPACE.get(name, " " if tag in _CELLS and not fresh else ""), key=_breadth)


def _breadth(space: str) -> tuple[int, int]:
    return space.count("\n"), len(space)


def _tokens(markup: str) -> Iterator[tuple[str, str]]:
    """(tag name, "") or ("", text) in order; an end tag's name begins with a slash."""
    at, end = 0, len(markup)
    while at < end:
        mark = markup.find("<", at)
        mark = end if mark < 0 else mark
        if mark > at:
            yield "", html.unescape(markup[at:mark])
        if mark == end:
            return
        tag = _TAG.match(markup, mark)
        if markup.startswith(("<!", "<?"), mark):
            at = _after_comment(markup, mark)
        elif tag is None:
            yield "", "<"
            at = mark + 1
        else:
            name = tag[1].lower()
            at = _after_tag(markup, tag.end())
            opening = markup[mark + 1] != "/"
            yield (name if opening else f"/{name}"), ""
            if opening and name in _RAW:
                at = yield from _raw(markup, at, name)


def _after_comment(markup: str, mark: int) -> int:
    """Where a comment, a declaration or a processing instruction ends; what is never closed reaches to the end."""
    closing = "-->" if markup.startswith("<!--", mark) else "]]>" if markup.startswith("<![CDATA[", mark) else ">"
    found = markup.find(closing, mark + (2 if closing == "-->" else 1))
    return len(markup) if found < 0 else found + len(closing)


def _after_tag(markup: str, at: int) -> int:
    """Where a tag ends: at the next ``>`` that stands in no quoted attribute value."""
    while found := _TAG_END.search(markup, at):
        if found[0] == ">":
            return found.end()
        quoted = markup[max(found.start() - 8, 0) : found.start()].rstrip().endswith("=")
        at = markup.find(found[0], found.end()) + 1 if quoted else found.end()
        if not at:
            break
    return len(markup)


def _raw(markup: str, at: int, name: str) -> Generator[tuple[str, str], None, int]:
    """Content of an element that holds no markup; returns where its end tag is."""
    closing = re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE).search(markup, at)
    end = closing.start() if closing else len(markup)
    if name in ("textarea", "xmp"):
        yield "", html.unescape(markup[at:end])
    return end
