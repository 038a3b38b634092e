"""Markdown marks in a text, found so that they can be left out.

What exporters of PDFs and word processors write: https://spec.commonmark.org/0.31.2/ and the tables of
https://github.github.com/gfm/. A text without a sure sign of Markdown is left as it is, for "# 90", "2*3" and "- 5 mg"
mean something else in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.text.places import Edit, Placed

__all__ = ["unmarked"]

_MARKS = ("**", "__", "```", "~~~", "# ", "|", "](", "<", "> ", "&#", "&nbsp;")
"""One of these stands in each sign: a text without any need not be searched, and most letters have none."""

_SIGN = re.compile(
    r"""
    \*\*[^\s*][^*\n]{0,400}\*\*                      # **bold**
    |(?<!\w)__[^\s_][^_\n]{0,400}__(?!\w)            # __bold__
    |^[ \t]{0,3}(?:```|~~~)[a-z]{0,20}[ \t]*$        # the fence of a block of code
    |^[ \t]{0,3}\#{1,6}[ ]+[A-Z]                     # ## A heading
    |^[ \t]*(?:\|[ \t]*)?:?-{3,}:?[ \t]*\|[-:| \t]*$   # |---|---|, under the head of a table
    |^[ \t]*\|[^|\n]{1,400}\|                        # | a row of a table |
    |\]\((?:https?:|mailto:|\#)                      # [a link](https://...
    |</?(?:b|strong|br|p|em|u)[ ]?/?>                # marks of HTML, which Markdown may hold
    |&(?:nbsp|\#\d{2,5}|\#x[0-9a-f]{2,4});          # characters of HTML
    |^>[ ]?[^\n]{0,400}\n>[ ]?[^\n]{0,400}\n>       # three lines of a quotation
    """,
    re.VERBOSE | re.MULTILINE | re.IGNORECASE,
)

_LINE = re.compile(
    r"""
    ^[ \t]*(?:```|~~~)[^\n]*$                        # the fence of a block of code
    |^[ \t]*(?:\|[ \t]*)?:?-{2,}:?[ \t]*\|[-:| \t]*$   # the line under a table's head
    |^[ \t]*(?:-{3,}|={3,}|\*{3,}|_{3,})[ \t]*$      # a rule, or the line under a heading
    |^[ \t]{0,3}(?:>[ ]?){1,9}                       # > a quotation
    |^[ \t]{0,3}(?:\#[ \t]+(?=[^\d\s])|\#{2,6}[ \t]+)   # ## a heading, but not "# 90"
    |^[ \t]*[-*+][ \t]+(?=[^\s\d])                   # - a list's member, but not "- 5 mg"
    |^[ \t]*\|[ \t]*                                 # | the first cell of a row
    |(?<![ \t])[ \t]*\|[ \t]*$                       # the last cell's end |
    """,
    re.VERBOSE | re.MULTILINE,
)

_INLINE = re.compile(
    r"""
    \\(?P<escaped>[!-/:-@\[-`{-~])                   # \#90: the backslash goes, what it protects stays
    |(?P<hard>\\$)                                   # a backslash that ends a line
    |(?P<stars>\*{2,3})                              # **bold**, ***both***
    |(?P<star>(?<![\w*])\*(?=\w)|(?<=[\w.:,)])\*(?![\w*]))   # *italic*, but not 2*3
    |(?P<under>(?<!\w)_{1,3}(?=[^\s_])|(?<=[^\s_])_{1,3}(?!\w))   # _italic_, __bold__
    |(?P<strike>~~|`{1,3})                           # ~~struck~~, `code`
    |!?\[(?P<link>[^\[\]\n]{0,300})\]\([^()\s]{0,500}(?:[ ]"[^"\n]{0,200}")?\)   # [words](address "title")
    |<(?P<address>https?://[^<>\s]{1,500})>          # <https://...>
    |(?P<comment><!--[^<>]{0,200}-->)                # <!-- page 2 -->
    |(?P<breaks></?(?:br|p|div|tr|li|h[1-6]|ul|ol|table|tbody|thead|hr)(?:[ ][^<>\n]{0,200})?/?>)
    |(?P<tag></?(?:b|i|u|s|em|strong|span|sup|sub|td|th|a|font|mark|small)(?:[ ][^<>\n]{0,200})?/?>)
    |&(?P<entity>nbsp|amp|lt|gt|quot|apos|\#\d{2,5}|\#x[0-9a-f]{2,4}|ndash|mdash);
    |(?P<cell>(?<![ \t])[ \t]*\|[ \t]*)                        # between two cells of a row
    """,
    re.VERBOSE | re.MULTILINE | re.IGNORECASE,
)
_ENTITIES = {"nbsp": " ", "amp": "&", "lt": "<", "gt": ">", "quot": '"', "ndash": "-", "mdash": "-"}


def unmarked(placed: Placed) -> Placed:
    """The text without Markdown, if it is Markdown; every place is kept.

    >>> unmarked(Placed("## **Norco 10/325mg \\\\#60:** Upheld")).text
    'Norco 10/325mg #60: Upheld'
    """
    if not any(mark[0] in placed.text and mark in placed.text for mark in _MARKS) or not _SIGN.search(placed.text):
        return placed
    # A list may stand in a quotation, a heading in a list: three rounds, then what is left is text.
    for _ in range(3):
        before = placed
        placed = placed.edited((*match.span(), "") for match in _LINE.finditer(placed.text) if match.group())
        if placed is before:
            break
    return placed.edited(_edits(placed.text))


def _edits(text: str) -> Iterator[Edit]:
    for match in _INLINE.finditer(text):
        start, end = match.span()
        if match["escaped"]:
            yield start, start + 1, ""
        elif match["link"] is not None or match["address"]:
            first, last = match.span("link" if match["link"] is not None else "address")
            yield start, first, ""
            yield last, end, ""
        elif match["breaks"]:
            yield start, end, "\n"
        elif match["entity"]:
            yield start, end, _character(match["entity"].lower())
        elif match["cell"]:
            yield start, end, " "
        else:
            yield start, end, ""


def _character(entity: str) -> str:
    """The character that an HTML entity stands for: "#35" and "#x23" are a number sign."""
    if not entity.startswith("#"):
        return _ENTITIES.get(entity, "'")
    number = int(entity[2:], 16) if entity.startswith("#x") else int(entity[1:])
    character = chr(number)
    return character if character.isprintable() else " "
