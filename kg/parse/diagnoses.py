"""The diagnoses as the clinical summary lists them.

A list is found by the words that introduce it, and taken apart at its semicolons, numbers or commas. Commas and "and"
also stand inside a diagnosis ("strain in right hip, ankle, and foot"; "radiculopathy, lumbosacral region"), so a part
that names no condition belongs to its neighbour.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.model import Finding, Passage, Said
from kg.parse.conditions import CONDITION, PLACE, QUALITY
from kg.parse.findings import found

__all__ = ["read_diagnoses"]

_IS = (
    r"(?:includes?|included|including|are|is|were|was|consists? of|consisted of|consisting of"
    r"|(?:have|has) (?:included|been))"
)
_AS = (
    r"(?: (?:documented|noted|listed|reported|recorded|stated|described|identified|given|considered|significant))?"
    r"(?: (?:as follows|as|to be|to include|for|of))?"
    r"(?: the following)? ?[:,]? "
)
_LIST_CUES = re.compile(
    rf"""
    \b(?:(?<!\bno[ ])diagnos[ei]s,?[ ](?:(?!of[ ]|for[ ]|as[ ])(?:[^.;:]|(?<=Dr)\.){{0,50}}?[ ])??
       {_IS.replace(" ", "[ ]")}{_AS.replace(" ", "[ ]")}
                                                           # "diagnoses of the worker include ..."
    |diagnos[ei]s[ ](?:listed|noted|documented)[ ]as[ ]?:?[ ]                       # "diagnoses listed as: ..."
    |(?:being|currently)[ ](?:also[ ])?treated[ ](?:for|with)[ ](?:an?[ ]|the[ ])?diagnos[ei]s[ ]of[ ]
    |(?:being|currently)[ ](?:also[ ])?treated[ ]for[ ]                             # "is being treated for ..."
    |assessed[ ](?:as[ ]having|with)[ ]                                             # "was assessed with ..."
    |under[ ](?:the[ ])?(?:active[ ]|medical[ ])?(?:care|treatment)[ ]for[ ]          # "is under care for ..."
    |(?:undergoing|receiving)[ ](?:active[ ]|medical[ ]|continued[ ])?(?:treatments?|care)[ ]for[ ]  # "in care for"
    |diagnosed[ ](?:are|were)[ ]
    |diagnosed[ ](?:by[ ](?:Dr\.[ ])?[^.;,]{{1,40}}?[ ])?
       (?:as[ ]having|with[ ]having|with|to[ ]have|as)[ ]?:?[ ](?:the[ ]following[ ]?:?[ ]?)?  # "diagnosed as"
    |diagnos[ei]s(?:[ ]list)?[ ]?:[ ]?)                                                          # "Diagnoses: ..."
    """,
    re.VERBOSE | re.IGNORECASE,
)
_FAIR_CUES = re.compile(
    r"""
    \b(?:been|was|is|were)[ ](?:also[ ])?treated[ ]for[ ]                            # "has been treated for ..."
    |\b(?:diagnostic[ ])?(?:impressions?|assessments?)
       (?:[ ](?:included|includes|was|were|is|are))?[ ]?:[ ]?                         # "Assessment: ..."
    """,
    re.VERBOSE | re.IGNORECASE,
)
_WEAK_CUES = re.compile(
    r"""
    \bdiagnos[ei]s[ ]of[ ]                                                           # "gave a diagnosis of ..."
    |\b(?:physician|provider|doctor|surgeon|chiropractor|psychologist|psychiatrist)[ ](?:has[ ]|had[ ])?diagnosed[ ]
       (?!with\b|as\b|by\b|him\b|her\b|the[ ](?:patient|worker|claimant|applicant)\b)   # "the provider diagnosed ..."
    |\bassessments?[ ](?:of|was|is|included|includes)[ ]|\btreated[ ]for[ ]                   # "treated for ..."
    |\bimpression[ ](?:was|is)[ ](?:that[ ]of[ ])?                                    # "the impression was ..."
    """,
    re.VERBOSE | re.IGNORECASE,
)
_NOT_DISEASES = re.compile(
    r"(?:the |an? )?(?:provided|noted|documented|unknown|unclear|unchanged|not\b|that\b|based|made|also|as follows|this"
    r"|by\b|to\b)",
    re.IGNORECASE,
)
_END = re.compile(
    r"""
    (?<![ .][A-Z])(?<!\b\d)(?<!\bvs)(?<!\bDr)(?<!\bs/p)
      \.(?![ ]\(?\d{1,2}[.)][ ]?[A-Za-z])(?=["”']?[ ]+[A-Z("“\d]|[A-Z]|["”']?[ ]*$)   # the sentence's end
    |["”](?=[ ])(?![ ](?:and|or)[ ]["“])                                            # the quotation's end
    |(?<=\w),?(?:[ ]-|[ ]–)?[ ](?:
       with[ ]date[ ]of[ ]injury|according[ ]to[ ]the|as[ ]of[ ]the|per[ ]the|now[ ]recovering
      |for[ ]which|which[ ](?:is|was|were|has)  # "osteoarthritis, for which she ..."
      |and[ ](?:is|was|has|had|were|presents?|complains?|continues?|underwent|received|recommended|treated|prescribed
         |placed|sent|referred|given|advised|released|returned|started|discharged)\b  # "a torn meniscus and had ..."
      |(?:was|were)[ ](?:made|given|rendered|established|provided|offered|assigned|documented|noted|listed|reported)\b
      |with[ ](?:physical[ ]therapy|therapy|medications?|acupuncture|chiropractic|injections?|rest|ice|naproxen
         |ibuprofen|NSAIDs?|conservative)\b                                         # "treated for a sprain with ice"
      |who[ ](?:is|has|was|presents?|presented|continues?|reports?|complains?)
      |treated[ ](?:with|by|surgically|conservatively)
      |(?:sustained|suffered|incurred)[ ](?:in|from|when|while|during|on|at|as)
      |after[ ](?:a|an)[ ](?:fall|injury|accident))\b
    """,
    re.VERBOSE,
)
_NUMBERED = re.compile(r"(?:^|(?<=[ ;,.]))(?:\(?\d{1,2}[.)]|\([a-h]\)) ?(?=[A-Za-z])")
_WIDTH = 1200
_SPLIT_WORDS = re.compile(r" (?=(?:rule out|r/o) )", re.IGNORECASE)
_GLUED = re.compile(r" (?=(?:right|left|bilateral) )", re.IGNORECASE)
_SIDED = re.compile(r"\b(?:right|left|bilateral|both)\b", re.IGNORECASE)
_STATUS_POST = re.compile(r" (?=(?:status[ -]post|s/p) )", re.IGNORECASE)
_STATUS_FIRST = re.compile(r"^(?:status[ -]post|s/p)\b", re.IGNORECASE)
_SEMICOLON = re.compile(r"; ?(?:and )?")
_OXFORD = re.compile(r"; and ")
_COMMA = re.compile(r", ?(?:and )?|(?<=[a-z])- (?=[A-Z])")
_AND = re.compile(r" and (?=[\"“]?\w)")
_LEAD = re.compile(r"^(?:[\"“'(]? ?(?:and |an? |the |as |having |of ))+|^[\"“']", re.IGNORECASE)

_PREPOSITION = re.compile(r"\b(?:of|in|to|at|on|for|about)\b", re.IGNORECASE)
_DANGLING = re.compile(r"\b(?:cervical|thoracic|lumbar|right|left|bilateral|upper|lower|mid|both)$", re.IGNORECASE)
_TWINS = re.compile(r"\b(?:sprains?|strains?) and (?:sprains?|strains?)\b", re.IGNORECASE)
_SYMPTOM = re.compile(
    r"\W*(?:numbness|weakness|tingling|pain|nausea|dizziness|swelling|stiffness|degenerative|facet|acute|chronic)",
    re.IGNORECASE,
)
_LONG = 4

_Part = tuple[int, int]


def read_diagnoses(summary: Passage | None, notes: list[Finding]) -> tuple[Said[str], ...]:
    """The diagnoses of the first list that the clinical summary gives, in its order and words."""
    if summary is None:
        return ()
    listed = _list(summary)
    if listed is None:
        notes.append(found("diagnoses-not-found", summary.part(0, 0)))
        return ()
    parts = [_trimmed(listed.text, part) for part in _parts(listed.text)]
    return tuple(Said(listed.text[start:end], listed.part(start, end)) for start, end in parts if end - start > 2)


def _list(summary: Passage) -> Passage | None:
    """The words from after the introduction to the end of the sentence."""
    text = summary.text
    for cues in (_LIST_CUES, _FAIR_CUES, _WEAK_CUES):
        for cue in cues.finditer(text):
            if _NOT_DISEASES.match(text, cue.end()):
                continue
            end = _END.search(text, cue.end(), cue.end() + _WIDTH)
            listed = summary.passage(cue.end(), end.start() if end else min(len(text), cue.end() + _WIDTH))
            if listed.text and (cues is not _WEAK_CUES or CONDITION.search(listed.text)):
                return listed
    return None


def _parts(text: str) -> Iterator[_Part]:
    """Where each diagnosis stands."""
    numbers = list(_NUMBERED.finditer(text))
    if len(numbers) > 1:
        ends = [*(number.start() for number in numbers[1:]), len(text)]
        yield from ((number.end(), end) for number, end in zip(numbers, ends, strict=True))
        return
    if ";" in text:
        *first, last = _cut(text, 0, len(text), _SEMICOLON)
        yield from first
        yield from (last,) if _OXFORD.search(text) else _by_and(text, *last)
        return
    commas = list(_COMMA.finditer(text))
    oxford = bool(commas) and commas[-1].group().endswith("and ")
    pieces = _joined(text, [*_unqualified(text, _cut(text, 0, len(text), _COMMA))])
    for number, (start, end) in enumerate(pieces, 1):
        for part in _by_words(text, start, end):
            yield from _by_and(text, *part) if number == len(pieces) and not (oxford and len(pieces) > 1) else (part,)


def _cut(text: str, start: int, end: int, pattern: re.Pattern[str]) -> list[_Part]:
    parts = []
    for match in pattern.finditer(text, start, end):
        parts.append((start, match.start()))
        start = match.end()
    return [*parts, (start, end)]


def _unqualified(text: str, pieces: list[_Part]) -> Iterator[_Part]:
    """The pieces, cut once more behind a quality of the diagnosis before ("..., moderate and anxiety disorder")."""
    yield pieces[0]
    for start, end in pieces[1:]:
        joint = _AND.search(text, start, end)
        quality = joint and QUALITY.fullmatch(text[start : joint.start()].strip())
        if joint and quality and CONDITION.search(text, joint.end(), end):
            yield from ((start, joint.start()), (joint.end(), end))
        else:
            yield start, end


def _joined(text: str, pieces: list[_Part]) -> list[_Part]:
    """Put pieces that name no condition of their own to the diagnosis before or after them."""
    joined: list[_Part] = []
    for number, (start, end) in enumerate(pieces, 1):
        words = text[start:end]
        if joined and (_incomplete(text[slice(*joined[-1])]) or _continues(text[slice(*joined[-1])], words)):
            joined[-1] = (joined[-1][0], end)
        elif joined and number == len(pieces) and _incomplete(words):
            joined[-1] = (joined[-1][0], end)  # nothing follows that the place could belong to
        else:
            joined.append((start, end))
    return joined


def _continues(before: str, words: str) -> bool:
    """Whether `words` go on with the diagnosis `before`."""
    words = words.strip(" .")
    if QUALITY.fullmatch(words):
        return True
    if CONDITION.search(words) or not CONDITION.search(before):
        return False
    if PLACE.fullmatch(words) and QUALITY.fullmatch(before.rpartition(",")[2].strip()):
        return True  # "osteoarthrosis, localized, primary, lower leg"
    if PLACE.fullmatch(words) and _SIDED.match(words) and not _SIDED.search(before):
        return True  # "lateral epicondylitis, right elbow"
    return bool(PLACE.match(words)) and bool(_PREPOSITION.search(before) or _DANGLING.search(before))


def _incomplete(words: str) -> bool:
    """Whether `words` are only a place whose condition follows: "neck" in "neck, back and shoulder pain"."""
    return not CONDITION.search(words) and all(PLACE.fullmatch(each.strip()) for each in words.split(","))


def _by_words(text: str, start: int, end: int) -> Iterator[_Part]:
    """Cut where a rule-out, or one more "status post" after another, begins without a comma."""
    for low, high in _cut(text, start, end, _SPLIT_WORDS):
        if _STATUS_FIRST.match(text[low:high]):
            yield from _cut(text, low, high, _STATUS_POST)
        else:
            yield from _unglued(text, low, high)


def _unglued(text: str, start: int, end: int) -> Iterator[_Part]:
    """Cut where the comma between two diagnoses was lost: "right shoulder strain right elbow contusion"."""
    for match in _GLUED.finditer(text, start, end):
        left, right = text[start : match.start()], text[match.end() : end]
        words = [each.end() for each in CONDITION.finditer(left)]
        if words and words[-1] == len(left) and CONDITION.search(right) and not _DANGLING.search(left):
            yield start, match.start()
            start = match.end()
    yield start, end


def _by_and(text: str, start: int, end: int) -> Iterator[_Part]:
    """Cut at an "and" with a condition on both sides."""
    ands = [*_AND.finditer(text, start, end)]
    for match, next_start in zip(ands, [*(each.start() for each in ands[1:]), end], strict=False):
        left, right = text[start : match.start()], text[match.end() : next_start]
        if _DANGLING.fullmatch(right):
            right = text[match.end() : end]
        if _DANGLING.search(left):
            continue
        twins = _TWINS.search(text, max(start, match.start() - 8), next_start) or _SYMPTOM.fullmatch(left)
        if not twins and CONDITION.search(right) and _complete(left):
            yield start, match.start()
            start = match.end()
    yield start, end


def _complete(words: str) -> bool:
    """Whether `words` can stand alone as a diagnosis."""
    return bool(CONDITION.search(words)) or (len(words.split()) > _LONG and not PLACE.fullmatch(words.strip()))


def _trimmed(text: str, part: _Part) -> _Part:
    """Leave out an article, quotes, and a closing stop."""
    start, end = part
    words = text[start:end]
    lead = _LEAD.match(words)
    start += lead.end() if lead else 0
    end = start + len(text[start:end].rstrip(" .;,\"”'-").removesuffix(" and").rstrip(" ,;"))
    while start < end and text[start] == " ":
        start += 1
    return start, end
