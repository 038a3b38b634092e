"""A text in one case throughout, as sentences are printed: "THE PATIENT WALKS. SHE ..." as "The patient walks. She".

Capitals tell where a sentence begins and what is a name. A text without any, or with nothing else, gets them back as
well as its stops and the names of works tell; each character stays in its place.
"""

from __future__ import annotations

import re
from string import ascii_lowercase, ascii_uppercase

from kg.text.places import Placed

__all__ = ["in_sentence_case"]

_SHORTEST = 400
_ASCII = bytes(range(128))
_ASCII_CAPITALS, _ASCII_SMALL = ascii_uppercase.encode(), ascii_lowercase.encode()
_MOST_CAPITALS, _MOST_SMALL = 0.01, 0.15
"""Parts of all letters: a printed letter has some 4 % capitals, and units stay small in one of capitals ("10mg")."""

_OPENING = re.compile(
    r"""
    (?:^|\n[ \t]{0,80}\n
       |(?<!\binc)(?<!\bvs)(?<!\bdr)(?<!\bmr)(?<!\bmrs)(?<!\bst)(?<!\be\.g)(?<!\bi\.e)(?<!\bno)(?<!\bpp)(?<!\bpg)(?<!\bapprox)
        (?<!\bp\.o)(?<!\bb\.i\.d)(?<!\bt\.i\.d)(?<!\bq\.d)[.?!]["')”’]?\s
       |:\s
    )\s{0,80}["'(“‘]?(?P<first>[^\W\d_])
    """,
    re.VERBOSE,
)
"""Blanks are counted, so that a text of nothing else is read in one pass."""

_CAPITALS = re.compile(
    r"\b(?:mtus|acoem|odg|imr|imro|ur|dwc|rfa|mri|emg|ncv|tens|apap|fda|cdc|cpmtg|aaos|jama|ca|ct|ii|iii|iv"
    r"|[clts]\d{1,2}(?:[-/][clts]?\d{1,2})?)\b",
    re.IGNORECASE,
)
"""In any case, for the first letter of a sentence is a capital already."""

_SMALL = frozenset(("of", "and", "the", "for", "to", "in", "with", "or", "on", "at", "a", "an"))
_NAMES = re.compile(
    r"""
    \b(?:
      official\sdisability\sguidelines?
      |medical\streatment\sutilization\sschedule
      |chronic\spain(?:\smedical)?(?:\streatment)?\sguidelines?
      |(?:acupuncture|post-?\s?surgical|surgical)(?:\smedical)?\streatment\sguidelines?
      |(?:opioids?|medical)\streatment\sguidelines?
      |(?:neck\sand\supper\sback|low\sback|shoulder|elbow|knee|ankle\sand\sfoot|forearm,\swrist,\sand\shand|eye
         |stress[\s-]related\sconditions)\scomplaints
      |american\scollege\sof\soccupational(?:\sand|\s&)\senvironmental\smedicine
      |occupational\smedicine\spractice\sguidelines?
      |(?:initial\sapproaches\sto\streatment|general\sapproaches)
      |(?:mtus|acoem|odg|ca\smtus)(?:\s(?:practice|treatment))?\sguidelines?
      |utilization\sreview
      |claims\sadministrator|(?:expert|physician)\sreviewer|california|labor\scode|code\sof\sregulations|maximus\sfederal\sservices
      |january|february|march|april|june|july|august|september|october|november|december
    )\b
    """,
    re.VERBOSE | re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]+")


def in_sentence_case(placed: Placed) -> Placed:
    """`placed` as it is, or in the case of printed sentences where its letters are all of one case.

    >>> text = "THE PATIENT IS 45. " * 30 + "ODG, LOW BACK COMPLAINTS."
    >>> in_sentence_case(Placed(text)).text[-44:]
    'The patient is 45. ODG, Low Back Complaints.'
    """
    text = placed.text
    if not _is_of_one_case(text):
        return placed
    small = text.lower()
    if len(small) != len(text):
        small = "".join(each.lower() if len(each.lower()) == 1 else each for each in text)
    small = _OPENING.sub(_opened, small)
    cased = _CAPITALS.sub(lambda match: match.group().upper(), _NAMES.sub(_named, small))
    return Placed(cased, placed.edges, placed.shifts)


def _is_of_one_case(text: str) -> bool:
    if len(text) < _SHORTEST:
        return False
    written = text.encode("utf-8", "surrogatepass")
    # Bytes are sifted many times as fast as characters, and few letters have one beyond ASCII that has a case.
    capitals = len(written) - len(written.translate(None, _ASCII_CAPITALS))
    small = len(written) - len(written.translate(None, _ASCII_SMALL))
    others = written.translate(None, _ASCII).decode("utf-8", "surrogatepass")
    capitals += sum(map(str.isupper, others))
    small += sum(map(str.islower, others))
    return capitals <= _MOST_CAPITALS * small or small <= _MOST_SMALL * capitals


def _opened(match: re.Match[str]) -> str:
    first = match["first"].upper()
    return match.group()[:-1] + (first if len(first) == 1 else match["first"])


def _named(match: re.Match[str]) -> str:
    return _WORD.sub(lambda word: word[0] if word[0] in _SMALL else word[0].capitalize(), match.group())
