"""What a title says beside the treatment: what was asked first, what was authorized, what is left, and how."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kg.model import Finding, Passage, Qualifier, Said
from kg.parse.findings import found

__all__ = ["Title", "read_title"]

_ORIGINAL = re.compile(r" was the original request\b[ .]{0,3}", re.IGNORECASE)
_AUTHORIZED = re.compile(
    r"(?P<before>[^ ].{0,600}?) (?:was|were|has been|have been) authorized by the Claims Administrator\b"
    r"|The Claims Administrator authorized (?P<after>.{1,600}?)(?:,? leaving the original request|\.(?= )|$)",
    re.IGNORECASE,
)
_REMAINING = re.compile(
    r"\b(?:remaining IMR eligible portion of the original request|IMR eligible\. The original request),? ?(?:is )?",
    re.IGNORECASE,
)
_PREFIX = re.compile(
    r"(?:Associated surgical services? ?[:;-] ?"
    r"|Retro(?:spective(?:ly)?|active)?(?:(?: request| review)? for| request)?(?: ?[:;-])? )",
    re.IGNORECASE,
)
_QUALIFIERS = (
    (Qualifier.ASSOCIATED_SURGICAL_SERVICE, re.compile(r"\bassociated surgical services?\b", re.IGNORECASE)),
    (Qualifier.RETROSPECTIVE, re.compile(r"\bretro(?:spective(?:ly)?|active(?:ly)?)?\b", re.IGNORECASE)),
    (Qualifier.PRE_OPERATIVE, re.compile(r"\bpre[ -]?(?:op\b|operative\w*|surgical\b)", re.IGNORECASE)),
    (Qualifier.POST_OPERATIVE, re.compile(r"\bpost[ -]?(?:op\b|operative\w*|surgical\b)", re.IGNORECASE)),
)


@dataclass(frozen=True, slots=True)
class Title:
    """A title taken apart: `request` is what stays in dispute, prefixes left out."""

    request: Passage
    original: Passage | None
    authorized: Passage | None
    qualifiers: tuple[Said[Qualifier], ...]


def read_title(heading: Passage, notes: list[Finding]) -> Title:
    """Take a title apart.

    >>> from kg.model import passage
    >>> read_title(passage("Associated surgical service: Sling"), []).request.text
    'Sling'
    """
    text = heading.text
    original = _ORIGINAL.search(text)
    if original is None:
        return Title(_without_prefix(heading), None, None, _qualifiers(heading))
    authorized = _authorized(heading, original.end())
    remaining = _REMAINING.search(text, original.end())
    first = _without_prefix(heading.passage(0, original.start()))
    if authorized is None or remaining is None or remaining.end() >= len(text):
        notes.append(found("authorization-unclear", heading.span))
    request = first
    if remaining and remaining.end() < len(text):
        request = _without_prefix(heading.passage(remaining.end(), len(text)))
    partly = Said(
        Qualifier.PARTLY_AUTHORIZED, heading.part(original.start() + 1, len(text[: original.end()].rstrip(" .")))
    )
    return Title(request, first, authorized, (*_qualifiers(heading), partly))


def _authorized(heading: Passage, start: int) -> Passage | None:
    match = _AUTHORIZED.search(heading.text, start)
    if match is None:
        return None
    return heading.passage(*match.span("before" if match["before"] else "after"))


def _without_prefix(title: Passage) -> Passage:
    """The title without the words that say how, not what: they become qualifiers."""
    text, start = title.text, 0
    while (match := _PREFIX.match(text, start)) and match.end() < len(text):
        start = match.end()
    return title.passage(start, len(text))


def _qualifiers(heading: Passage) -> tuple[Said[Qualifier], ...]:
    seen = ((qualifier, pattern.search(heading.text)) for qualifier, pattern in _QUALIFIERS)
    return tuple(Said(qualifier, heading.part(*match.span())) for qualifier, match in seen if match)
