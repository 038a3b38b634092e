"""Who speaks in a sentence of a rationale, and whether it only concedes: not every verdict is the reviewer's own."""

from __future__ import annotations

import re

from kg.model import RationaleFinding

__all__ = ["concedes", "concludes", "of_a_guideline", "quotes"]

_SENTENCE_START = re.compile(r"[.!?;]\s")
_WIDEST = 400

_QUOTES = re.compile(
    r"""
    \b(?:
      (?:claims?[ ]administrator|utilization[ ]review(?:er)?|UR|carrier|insurer|adjuster
         |(?:prior|previous|initial|first|original|peer)[ ](?:\w+[ ])?
            (?:reviewer?|physician|decision|determination|denial)
         |physician[ ]advis[eo]r)                             # those who decided before
      |(?:treating|attending|requesting|prescribing|primary|secondary)[ ](?:\w+[ ]){0,3}?
         (?:physician|provider|doctor|surgeon|chiropractor|clinician|therapist)
      |provider|applicant|attorney|employer|manufacturer      # those who asked, or have an interest
    )\b(?:'s)?
    (?:(?![ ](?:and|but)[ ](?:I|the[ ](?:expert[ ])?reviewer)\b)[^.;]){0,60}?
    \b(?:stat(?:es?|ed|ing)|argu(?:es?|ed|ing)|contend(?:s|ed)?|assert(?:s|ed)?|believ(?:es?|ed)|feels?|felt
      |opin(?:es?|ed)|claims?(?![ ]administrator)|claimed|maintain(?:s|ed)?|wrote|writes?|report(?:s|ed)(?!,)|says?|said
      |not(?:es|ed)(?!,)|found|held|determined|concluded|reasoned|considered|deemed|decided|suggest(?:s|ed)?|indicat(?:es?|ed)|declar(?:es?|ed))
    (?:[ ](?:that|the|this|it|these|such|in)\b|[ ]?[:,]|[ ]\w+ly\b)
    (?:(?!,?[ ](?:but|however|yet|whereas|while|and[ ](?:I|the[ ](?:expert[ ])?reviewer))\b)[^.;]){0,200}$
    """,
    re.VERBOSE | re.IGNORECASE,
)
"""Up to the statement: "the claims administrator found that the request was ..."."""

_OWN = re.compile(
    r"\b(?:agree|concur|disagree|differ|accept|not[ ](?:establish|show|demonstrat|document|prov|support)"
    r"|fail(?:s|ed)?[ ]to)\w*|\b(?:I|we)\b|\bexpert reviewer\b",
    re.IGNORECASE,
)
"""Words of the reviewer's own in the same sentence: what another said is then only what they judge."""

_CONCESSION = re.compile(
    r"""
    \b(?:although|though|while|even[ ](?:if|though)|despite|whereas|notwithstanding|granted   # "although it is"
      |if|unless|until|when|once|whether|should(?=[ ](?:the|a|this)\b))                       # "if it is"
    \b[^,;.]{0,200}$
    """,
    re.VERBOSE | re.IGNORECASE,
)
_CONCEDED = re.compile(
    r"\b(?:although|though|while|even though|whereas|contrary to what)[ ](?:the[ ]|a[ ])?$", re.IGNORECASE
)
_CONDITION_AFTER = re.compile(
    r"[^.;]{0,40}?\b(?:if|when|once|provided that|unless|only (?:for|in|after|with|as))\b", re.IGNORECASE
)
_POSSIBLE = re.compile(r"\b(?:may|might|could|would)\b(?: \w+){0,3} ?$", re.IGNORECASE)

_OF_THE_REQUEST = re.compile(
    r"""
    \brequest\w*|\b(?:this|these|therefore|thus|hence|accordingly|consequently|I|we|reviewer|reviewed)\b
    |\bas[ ]such\b|\b(?:in|for)[ ](?:this|the[ ]present|the[ ]current|her|his)\b|\bat[ ]this[ ](?:time|point|stage)\b
    |\b(?:denial|determination|decision|non-?certification|modification)\b
    |\b(?:worker|patient|applicant|claimant|employee|he|she)\b
    """,
    re.VERBOSE | re.IGNORECASE,
)
_OF_THE_RECORD = re.compile(
    r"\b(?:document\w*|records?|notes?|chart|criteri\w+|evidence|findings?|indications?|role|argument|case|test|scan|device"
    r"|complaints|exercises?|risks?|benefits?|gains?|treatment|medication|therapy|procedure|surgery|injection|visits?|brace"
    r"|need|operation|imaging|study|number|amount|dose|duration|frequency|quantity|course)\b",
    re.IGNORECASE,
)
_ABOUT_IT = re.compile(r"\brequest\w*|\b(?:therefore|thus|hence)\b", re.IGNORECASE)
_GUIDELINE_SAYS = re.compile(
    r"\b(?:guidelines?|MTUS|ODG|ACOEM|CPMTG|literature|studies|FDA)\b[^.;]{0,60}?"
    r"\b(?:recommends?|states?|notes?|supports?|endorses?|indicates?|suggests?|considers?|lists?|says?|advises?)\b"
    r"|\b(?:recommended|indicated|approved) (?:(?:as|for|in|when|after) (?!this|these|the (?:request|patient|worker))"
    r"|by the FDA)",
    re.IGNORECASE,
)

_LIMIT = re.compile(
    r"\b(?:no|not) (?:more|fewer|less|longer) than\b|\bup to\b|\bthey (?:are|were)(?: \w+ly)? not\b"
    r"|\bas an? (?:[\w-]+ )?(?:option|possibility|agent)\b|\bwith caution\b|^\W*any\b|\baccording to the\b",
    re.IGNORECASE,
)
""" "No more than two are recommended" is a limit of a guideline, and no word on the request."""

_SAID_OF_KINDS = re.compile(r"\b(?:recommended|supported|allowed|advised|approved|indicated|endorsed)$", re.IGNORECASE)
_OF_THIS_CASE = re.compile(
    r"\b(?:request\w*|this|these|thus|therefore|patient|worker|applicant|her|his)\b", re.IGNORECASE
)


def _sentence(text: str, at: int) -> tuple[int, str]:
    """Where the sentence begins that holds character `at`, and its words up to there."""
    low = max(0, at - _WIDEST)
    start = max((end.end() for end in _SENTENCE_START.finditer(text, low, at)), default=low)
    return start, text[start:at]


def quotes(text: str, at: int) -> bool:
    """Whether the statement at character `at` is told of somebody else, and not the reviewer's own."""
    _, before = _sentence(text, at)
    said = _QUOTES.search(before)
    if said is None or _OWN.search(before):
        return False
    # "Although the claims administrator states that it is not, the request is ...": what is conceded ends at the comma.
    return not (_CONCEDED.search(before[: said.start()]) and ", " in said.group())


def concedes(text: str, start: int) -> bool:
    """Whether the words at character `start` only concede something, or hang on a condition."""
    _, before = _sentence(text, start)
    return bool(_CONCESSION.search(before))


def of_a_guideline(text: str, start: int, end: int) -> bool:
    """Whether the words from `start` to `end` tell a guideline's limit or option, and nothing of this case."""
    if not _SAID_OF_KINDS.search(text, start, end):
        return False
    first, _ = _sentence(text, start)
    stop = _SENTENCE_START.search(text, end)
    sentence = text[first : stop.start() if stop else len(text)][: 2 * _WIDEST]
    return bool(_LIMIT.search(sentence)) and not _OF_THIS_CASE.search(sentence)


def concludes(text: str, start: int, end: int, verdict: RationaleFinding) -> bool:
    """Whether a turn of phrase speaks of this request, and is no general statement of a guideline."""
    if of_a_guideline(text, start, end):
        return False
    first, before = _sentence(text, start)
    stop = _SENTENCE_START.search(text, end)
    sentence = text[first : stop.start() if stop else len(text)][: 2 * _WIDEST]
    if verdict is RationaleFinding.NECESSARY:
        if _POSSIBLE.search(before) or _CONDITION_AFTER.match(text, end):
            return False
        if _GUIDELINE_SAYS.search(sentence) and not re.search(
            r"\brequest\w*|\btherefore\b|\bthus\b", sentence, re.IGNORECASE
        ):
            return False
    if stop is None or not text[stop.end() :].strip():
        return True  # the last sentence speaks of what was asked, if any does
    return bool(_OF_THE_REQUEST.search(sentence) or _OF_THE_RECORD.search(sentence))
