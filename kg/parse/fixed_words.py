"""The fixed words of the forms, however they were printed, typed or scanned.

Headings and labels carry a letter's structure: one that is lost loses what stands under it. Here each is given its
printed form: in any case, without its colon in a table, and where a scanner misread it ("MAXlMUS guideline",
"guidel ine:", "Gase Number:"). What was misread is a finding with its place; the letter's own text is never changed.
The words of a new form, or a new wording of a label, are added to the lists here, each with a test in
``tests/kg/parse/cases_fixed_words.tsv``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from kg.model import Finding, Span
from kg.parse.blocks import FIELD_OWNERS
from kg.parse.early_words import early_words
from kg.parse.findings import found
from kg.text import Edit, Placed
from kg.text.confusions import DIGITS, LikelyWords, reads_as_opening, skeleton

__all__ = ["with_fixed_words"]

HEADINGS = (
    "HOW THE IMR FINAL DETERMINATION WAS MADE",
    "DOCUMENTS REVIEWED",
    "CLINICAL CASE SUMMARY",
    "IMR ISSUES, DECISIONS AND RATIONALES",
    "IMR DECISION(S) AND RATIONALE(S)",
    "INDEPENDENT MEDICAL REVIEW DECISION AND RATIONALE",
    "MEDICAL PROFESSIONAL REVIEW",
)
BLOCK_LABELS = (
    *(f"{owner}guideline" for owner, _ in FIELD_OWNERS),
    "Decision rationale",
    "State(s) of Licensure",
    "Certification(s)/Specialty",
)
HEADER_LABELS = (
    "Case Number",
    "Date Assigned",
    "Date of Injury",
    "Decision Date",
    "UR Denial Date",
    "Date of UR Decision",
    "Priority",
    "Application Received",
)
LEADS = (
    "including all medical records",
    "decisions for the disputed items/services set forth below",
)

_HEADINGS, _LEADS = LikelyWords(HEADINGS, tolerance=5), LikelyWords(LEADS)
_BLOCK_LABELS, _HEADER_LABELS = LikelyWords(BLOCK_LABELS, tolerance=5), LikelyWords(HEADER_LABELS, tolerance=5)
_LAST_WORDS = LikelyWords(
    sorted({words.split()[-1] for words in (*BLOCK_LABELS, *HEADER_LABELS, *LEADS)} | {"guidelines"}), tolerance=3
)
_WIDEST_ENDING = 24
_PLAIN_LABELS = (*BLOCK_LABELS, *HEADER_LABELS, *LEADS, "Received", "guidelines")
_BEGINNING = 6
_HEADING_FORMS = tuple(map(skeleton, HEADINGS))
_PRINTED = (*HEADINGS, "IBR")
_SHORTEST_LINE, _LONGEST_LINE = 10, 72
_FIRST = frozenset("HhDdCcGgIiLlMmNn1|!0O(")
"""What a heading's first letter may be read as."""
_COLON = re.compile(r"[:;]")
_WORD = re.compile(r"(?<!\S)\S")
_WIDEST, _WIDEST_LEAD, _WORDS = 44, 112, 16

_NO_COLON = re.compile(
    rf"""
    \b(?P<field>(?:{"|".join(owner.strip().replace(" ", "[ ]") for owner, _ in FIELD_OWNERS)})[ ]guideline)
      (?=\s{{1,9}}(?:Decision[ ]based|The[ ](?:Claims|Expert|MTUS)))    # "MAXIMUS guideline | Decision based on ..."
    |^[^\S\n]*(?P<rationale>Decision[ ]rationale)(?=[^\S\n]*(?:\n|\s[A-Z]))   # "Decision rationale" on its own line
    """,
    re.VERBOSE | re.MULTILINE | re.IGNORECASE,
)
_HINTS = (
    re.compile(r"guideline\s{1,9}(?:decision|the)\b"),
    re.compile(r"decision rationale[^\S\n]*[^:\s;]"),
    re.compile("decision rationale\n"),
)
_HEADER_WIDTH = 4000
_PRIORITIES = LikelyWords(("Standard", "Expedited"), tolerance=4)
_PRIORITY = re.compile(r"Priority ?:\s{0,9}(?P<word>\S{6,12})")
_IN_DIGITS = r"[\dOoQDlI|!iZSB]"
_NUMBER = re.compile(
    rf"""
    (?<![\w-])[CGc(][ ]?(?:M|rn|m|N|IVI|lVl)[ ]?             # CM, GM, Crn
    (?P<year>{_IN_DIGITS}{{2}})[ ]?[-_.~][ ]?                 # l6-
    (?P<rest>{_IN_DIGITS}{{7}})(?![\w-])                     # O213037
    """,
    re.VERBOSE,
)
_DATE = re.compile(
    rf"""
    (?<![\w/])(?P<month>{_IN_DIGITS}{{1,2}})[ ]?/[ ]?        # 1l/
    (?P<day>{_IN_DIGITS}{{1,2}})[ ]?/[ ]?                     # 09/
    (?P<year>{_IN_DIGITS}{{4}}|{_IN_DIGITS}{{2}})(?![\w/])   # 2O16
    """,
    re.VERBOSE,
)


def with_fixed_words(placed: Placed, notes: list[Finding]) -> Placed:
    """The text with its headings and labels as the forms print them; what was misread is noted."""
    placed = _edited(placed, _headings(placed.text), notes)
    placed = _edited(placed, _apart([*early_words(placed.text)]), notes)
    header = _header_end(placed.text)
    placed = _edited(placed, _apart([*_labels(placed.text, header), *_colons(placed.text)]), notes)
    return _edited(placed, _apart([*_header_values(placed.text, _header_end(placed.text))]), notes)


def _edited(placed: Placed, edits: Iterable[Edit], notes: list[Finding]) -> Placed:
    listed = list(edits)
    for start, end, words in listed:
        printed = placed.text[start:end]
        if _letters(printed) != _letters(words) or len(printed.split()) != len(words.split()):
            notes.append(found("misread", Span(*placed.span(start, end)), f"{printed!r} is read as {words!r}"))
    return placed.edited(listed)


def _letters(words: str) -> str:
    return "".join(each for each in words.casefold() if each.isalnum())


def _apart(edits: list[Edit]) -> Iterator[Edit]:
    """Edits in order; of two that overlap the first."""
    at = 0
    for edit in sorted(edits):
        if edit[0] >= at:
            yield edit
            at = edit[1]


def _header_end(text: str) -> int:
    at = text.find(HEADINGS[0])
    return at if at >= 0 else min(len(text), _HEADER_WIDTH)


def _headings(text: str) -> Iterator[Edit]:
    """A line of its own that must be a heading: in any case, or mostly capitals and misread."""
    end = -1
    for line in text.split("\n"):
        at, end = end + 1, end + 1 + len(line)
        words = line.strip()
        if words.endswith(":"):
            words = words[:-1].rstrip()
        if (
            not _SHORTEST_LINE <= len(words) <= _LONGEST_LINE
            or words[0] not in _FIRST
            or not (_begins_a_heading(words[:_BEGINNING]) or _capitals(words))
            or any(each in words for each in _PRINTED)
        ):
            continue
        meant = _HEADINGS.meant(words)
        if meant and (not meant[1] or _capitals(words)):
            start = at + line.index(words)
            yield start, start + len(words), meant[0]


@lru_cache(maxsize=4096)
def _begins_a_heading(words: str) -> bool:
    """Whether words that begin so can have a heading's skeleton: a quick look before the thorough one."""
    return any(reads_as_opening(words, form) for form in _HEADING_FORMS)  # no heading is as short as that


def _capitals(words: str) -> bool:
    letters = list(filter(str.isalpha, words))
    return sum(map(str.isupper, letters)) * 10 >= len(letters) * 6


def _labels(text: str, header: int) -> Iterator[Edit]:
    """What stands before a colon and must be a label."""
    for colon in _COLON.finditer(text):
        at = colon.start()
        low = max(0, at - _WIDEST_LEAD, text.rfind(":", max(0, at - _WIDEST_LEAD), at) + 1)
        before = text[low:at]
        if before.removesuffix("\n").removesuffix(" ").endswith(_PLAIN_LABELS):
            if colon.group() == ";":
                yield at, at + 1, ":"
            continue
        ending = before[-_WIDEST_ENDING:].split()
        # One word, two or three: the last of a label may be torn. Written out, for it is asked at every colon.
        if not (
            _ends_a_label("".join(ending[-1:]))
            or _ends_a_label("".join(ending[-2:]))
            or _ends_a_label("".join(ending[-3:]))
        ):
            continue
        best = _best(before, _HEADER_LABELS, _WIDEST) if at < header else None
        best = best or _best(before, _BLOCK_LABELS, _WIDEST) or _best(before, _LEADS, _WIDEST_LEAD)
        if best and not before[: best[0]].endswith("Reviewer's "):
            start, words = best
            yield low + start, at, words
            if colon.group() == ";":
                yield at, at + 1, ":"


@lru_cache(maxsize=4096)
def _ends_a_label(word: str) -> bool:
    """Whether a word may be the last of a label or a lead: a quick look before the thorough one."""
    return _LAST_WORDS.meant(word) is not None


def _best(before: str, likely: LikelyWords, widest: int) -> tuple[int, str] | None:
    """Where the words at the end of `before` begin that are nearest to one of the list, and which."""
    floor = max(0, len(before) - widest)
    starts = [match.start() for match in _WORD.finditer(before, floor)][-_WORDS:]
    best: tuple[int, int, str] | None = None
    for start in starts:
        meant = likely.meant(before[start:])
        if meant and (best is None or meant[1] < best[0]):
            best = (meant[1], start, meant[0])
    return (best[1], best[2]) if best else None


def _colons(text: str) -> Iterator[Edit]:
    """Labels without their colon, as cells of a table have them."""
    low = text.lower()
    if not any(hint.search(low) for hint in _HINTS):
        return
    for match in _NO_COLON.finditer(text):
        name = "field" if match["field"] else "rationale"
        end = match.end(name)
        if not text.startswith((":", " :"), end):
            meant = _BLOCK_LABELS.meant(match[name])
            yield match.start(name), end, f"{meant[0] if meant else match[name]}:"


def _header_values(text: str, header: int) -> Iterator[Edit]:
    """Case numbers and dates of the header in which a letter stands for a digit ("CMl6-O213037", "1l/09/2016")."""
    for match in _NUMBER.finditer(text, 0, header):
        words = f"CM{match['year'].translate(DIGITS)}-{match['rest'].translate(DIGITS)}"
        if words != match.group():
            yield *match.span(), words
    for match in _PRIORITY.finditer(text, 0, header):
        meant = _PRIORITIES.meant(match["word"])
        if meant and meant[0] != match["word"]:
            yield *match.span("word"), meant[0]
    for match in _DATE.finditer(text, 0, header):
        words = "/".join(match[name].translate(DIGITS) for name in ("month", "day", "year"))
        if words != match.group() and any(each.isalpha() or each in "|!" for each in match.group()):
            yield *match.span(), words
