"""What a rationale's own words conclude about medical necessity.

The last sentence that speaks of the request's necessity decides. A statement is read with the words that govern it, for
reviewers negate in many ways: "determined to not be medically necessary", "cannot be deemed medically necessary", "is
not supported as being medically necessary", "medical necessity has not been established".
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.model import Finding, Passage, RationaleFinding, Said
from kg.parse.asides import put_in_between
from kg.parse.contrast import contrasted
from kg.parse.findings import found
from kg.parse.key_words import misread_key_words
from kg.parse.reservations import Phrasing, Reservation, reservation, sentence
from kg.parse.scope import scoped
from kg.parse.speakers import concedes, concludes, of_a_guideline, quotes
from kg.parse.turns import turns_in
from kg.text import Placed
from kg.text.sieve import Alternatives

__all__ = ["conclusion"]

_NECESSARY, _NOT_NECESSARY = RationaleFinding.NECESSARY, RationaleFinding.NOT_NECESSARY

_STATEMENT = re.compile(
    r"""
    # "is not medically necessary", "medically appropriate and necessary", "notmedically necessary"
    \b(?:(?P<phrase>(?:un|non-?|not[ ]?-?[ ]?)?medical(?:ly)?(?:,?[ ](?:reasonable|appropriate
      |indicated|supported),?(?:[ ]and|[ ]or|/)?)?[ ]?(?P<late>not[ ]|un)?-?nec{1,2}-?[ ]?ess?ary\b
      (?![ ](?:if|when|only|for[ ]patients|in[ ]patients|in[ ]order|to[ ](?:meet
      |be[ ]considered))\b))
    # "medical necessity has not been established"
    |(?P<noun>medical(?:ly)?[ ]necessity\b)
    # "the request is unnecessary"
    |(?P<plain>(?:is|are|was|were|be|deemed|considered)[ ](?:also[ ]|therefore[ ]
      |thus[ ])?(?P<plain_not>not[ ]|un)?necessary\b)
    # "I am reversing the prior decision"
    |(?P<reversal>(?:revers(?:ing|ed?)|overturn(?:ing|ed|s)?)[ ]the[ ](?:\w+[ ]){0,3}?(?:decision
      |denial|determination)\b))
    """,
    re.VERBOSE | re.IGNORECASE,
)
_NEGATION = re.compile(
    r"""
    \b(?:not|no|never|neither|nor|cannot|can't|isn't|wasn't|aren't|without|lack(?:s
      |ed|ing)?|fail(?:s|ed|ing|ure)?|unable|insufficient|hardly|non)\b
    # "isn't"
    |n't\b
    """,
    re.VERBOSE | re.IGNORECASE,
)
_GOVERNING = (
    r"(?:not|never|no|longer|n't|cannot|can|could|would|should|may|might|must|will|is|are|was|were|be|been|being|has"
    r"|have|had|do|does|did|isn't|wasn't|aren't|weren't|doesn't|also|still|now|both|therefore|thus|hence|clearly"
    r"|currently|clinically|otherwise|presently|at|this|time|point|in|fact|here|deemed|considered|found|determined|felt|judged"
    r"|seen|shown|proven|demonstrated|established|supported|substantiated|documented|indicated|warranted|justified"
    r"|certified|recommended|approved|reasonable|appropriate|necessarily|to|as|and|or|nor|by|a|the|guidelines?|mtus"
    r"|remain|remains|appear|appears|appeared|seem|seems|deem|consider|find|neither|my|our|opinion|view|reviewer|physician)"
)
_GOVERNED = re.compile(rf"(?:\b{_GOVERNING}(?:,? +|-))*$", re.IGNORECASE)
_DOUBT = Alternatives(
    r"\b(?:(?:not|cannot|n't|unable to|fail(?:s|ed)? to|insufficient to) (?:in (?:good|all|any|fair)\w* \w+ )?(?:\w+ )?"
    r"(?:find|feel|believe|think|conclude|agree|concur|accept|establish|demonstrate|show|support|suggest|confirm|prove"
    r"|consider|deem)"
    r"|(?:no|insufficient|lack of|little) (?:\w+ )?(?:evidence|indication|documentation|support|reason|rationale)"
    r"|(?:not|cannot|n't) (?:\w+ ){0,2}?"
    r"(?:appear|established|clear|concluded|evident|apparent|shown|demonstrated|proven|documented)"
    r"(?: (?:from|by|in) [^.;,]{1,40})? that)\b"
    r"(?:(?! and\b)[^.;,]){0,80}$",
    re.IGNORECASE,
)
_DISAGREES = Alternatives(
    r"\b(?:(?:not|cannot|n't|unable to|declines? to) (?:\w+ )?"
    r"(?:agree|concur|accept|believe|find|conclude|share|be convinced|be persuaded"
    r"|persuade|convince|satisfy)"
    r"|disagrees?|disputes?|(?<!\bno )(?<!little )(?<!without )(?<!beyond )(?<!for )(?<!any )doubts?|questions?"
    r"|rejects?|(?:not|n't) (?:\w+ )?(?:convinced|persuaded|satisfied))\b"
    r"(?:(?! and (?:finds?|concludes?|considers?|I|holds?|deems?|the reviewer))[^.;]){0,60}?"
    r"\b(?:that|whether|why|how|with(?!(?:(?!\bthat\b)[^.;]){0,80}? and (?:thus |therefore )?"
    r"(?:the|this|these|it|they)\b(?:(?!\bthat\b)[^.;]){0,120}$))\b"
    r"(?:(?! and (?:finds?|concludes?|considers?|I|holds?|deems?|the reviewer)|,? (?:but|however))[^.;]){0,220}$",
    re.IGNORECASE,
)
"""The reviewer disagrees with the statement that follows: "does not concur that the request is medically necessary"."""

_UNDONE = re.compile(r" (?:has|have|was|is) not (?:been )?(?:established|supported|demonstrated|shown|met)\b")
_AS = re.compile(r"\b(?:as|as being|to be|being) *$", re.IGNORECASE)
_CONDITION = re.compile(
    r"""
    # "if", "unless", "to determine whether ... is medically necessary"
    \b(?:if|whether|when|unless|until|should[ ]be|to[ ]determine|would[ ]be[ ]only
      |although|though)\b[^.;,]{0,80}$
    """,
    re.VERBOSE | re.IGNORECASE,
)
_POSSIBLE = re.compile(r"\b(?:may|might|could) (?:then )?(?:become|be reconsidered(?: as)?) $", re.IGNORECASE)
_QUOTED = re.compile(r"[\"“]$")
_NONE = re.compile(r"\b(?:none|neither)\b[^.;,]{0,80}$", re.IGNORECASE)
_CLAUSE = re.compile(r"[.;:,](?=\s)|\b(?:and|but|however|therefore|that)\b")
_SENTENCE_END = re.compile(r"[.;!?](?=\s|\"|$)")
_NOUN_AFTER = re.compile(
    r"""
    # "medical necessity of this has not been established", "is unclear"
    ^[^.;]{0,220}?\b(?P<verb>(?:is|are|was|were|has|have|had|cannot|can|could|would
      |does|do|did|may|remains?)\b(?:(?![ ](?:and|but|which)\b)[^.;,]){0,40}?)\b(?P<state>establish\w*
      |support\w*|substantiat\w*|demonstrat\w*|document\w*|shown|affirm\w*|met|clear
      |apparent|confirm\w*|evident|present|justif\w*|prove[nd]?|warrant\w*|indicated
      |determin\w*|certif\w*|specified|provided|lacking|absent|unclear|questionable
      |made|seen|found|addressed|reasonable|appropriate|assessed|ascertained|validated|satisfied)\b
    """,
    re.VERBOSE | re.IGNORECASE,
)
_NOT_EVEN = re.compile(
    r"(?: (?:of|for) [^.;,]{1,80})? not (?:yet |been )?"
    r"(?:established|supported|demonstrated|shown|met|substantiated)\b",
    re.IGNORECASE,
)
_PAPER = re.compile(
    r"\b(?:letters?|statements?|certificates?|forms?|notes?|issues?|questions?|claims?|assertions?|opinions?|declarations?"
    r"|attestations?|reviews?|subject|matter) (?:of|for|on|about|as to|regarding|concerning) (?:the )?$",
    re.IGNORECASE,
)
"""A paper, or a question: "a letter of medical necessity was provided"."""

_TOLD_OF = re.compile(r"determin|specified|provided|made|addressed|assessed|ascertained", re.IGNORECASE)
_LACKING = re.compile(r"lacking|absent|unclear|questionable", re.IGNORECASE)
_NOUN_BEFORE = re.compile(
    r"""
    # "there is no medical necessity", "does not meet criteria for medical necessity"
    \b(?P<no>not[ ]an?|no|lacks?|lack[ ]of|fails?[ ]to[ ](?!disput|doubt|question|den[iy]|contest|challeng)(?:\w+[ ])?
      |without|(?:does|do|did)[ ]not[ ](?!disput|doubt|question|den[iy]|contest|challeng)(?:\w+[ ])?
      |(?:cannot|can[ ]not|could[ ]not|can't|couldn't|unable[ ]to|not[ ]able[ ]to)[ ](?:\w+ly[ ])?(?:affirm|confirm
      |establish|find|support|certify|endorse|verify|see|document|demonstrate|recogni[sz]e|accept
      |concede|attest[ ]to)[ ]|not[ ](?:meet|met|establish(?:ed)?|demonstrated?
      |support(?:ed)?|documented|shown|proven)(?:[ ]the)?)[ ]?(?:the[ ]|any[ ]|a[ ]
      |evidence[ ]of[ ]|criteria[ ]for[ ]|(?:standards?|definition)[ ](?:of|for)[ ])*$
    # "is a medical necessity"
    |\b(?:is|are|was|were)[ ]an?[ ]$
    # "meets the definition of medical necessity"
    |\b(?:meets?|met|supports?|establish(?:es|ed)?|demonstrate[sd]?)[ ](?:the[ ])?(?:(?:criteria
      |standards?|definition)[ ](?:of|for)[ ])?$
    # "insufficient evidence of medical necessity"
    |\b(?P<few>insufficient[ ](?:\w+[ ])?(?:of|for)[ ])(?:the[ ])?$
    """,
    re.VERBOSE | re.IGNORECASE,
)
_WIDE, _WIDEST = 120, 300
_FALLBACK = re.compile(
    r"""
    # "the request is not supported", "this would be appropriate"
    \b(?:request\w*|treatment|therapy|service|procedure|medication|study|test\w*
      |surgery|imaging|visits?|sessions?|injections?|items?|it|this|these|which)\b[^.;]{0,120}?\b
      (?:is|are|was|were|would[ ]be|be|can[ ]be|cannot[ ]be)\b(?P<words>[^.;]{0,40}?)\b(?P<state>indicated
      |supported|warranted|appropriate|recommended(?![ ]for[ ]non)|approved|authorized
      |certified|reasonable|justified|unwarranted|inappropriate|denied|unsupported
      |unreasonable|needed|(?:un)?necessary|non-?(?:certified|supported))\b
    """,
    re.VERBOSE | re.IGNORECASE,
)
_CURT = re.compile(
    r"""
    # "is not medically indicated"
    \b(?:is|are|was|were)[ ](?P<not>not[ ])?(?:medically|clinically)[ ](?:indicated
      |appropriate|warranted)\b
    # "recommend non-certification"
    |\b(?:(?<!not[ ])(?<!n't[ ])(?<!cannot[ ])recommend(?:ed|ing|ation)?
      |(?:this|expert)[ ]reviewer(?:[ ]\w+ly|[ ]therefore|[ ]thus|[ ]hence)?[ ]recommends)\b
      [^.;]{0,30}?\b(?:(?P<refused>non-?certification
      |denial)|certification|approval)\b
    # "the denial is upheld"
    |\b(?:decision|denial|determination|modification)\b[^.;]{0,40}?[ ](?:is|was)[ ](?:therefore[ ]
      |thus[ ]|hereby[ ])?(?:(?P<kept>upheld|affirmed)|overturned|reversed)\b
    # "the need for surgery has not been established"
    |\b(?:need|necessity)[ ](?:of|for)\b[^.;]{0,100}?[ ](?:is|was|has|cannot)[ ](?P<unmet>not[ ]
      |be[ ])?(?:been[ ])?(?:\w+ly[ ])?(?:established|demonstrated|shown|documented
      |supported)\b
    # "I agree with the UR determination"
    |\b(?<!not[ ])(?P<with>agree|concur)[ ]with[ ](?:\w+[ ]){0,4}?(?:UR|utilization
      |denial|determination)\b
    """,
    re.VERBOSE | re.IGNORECASE,
)
_BY_OTHERS = re.compile(
    r"\b(?:UR|utilization review\w*|physician|surgeon|provider|doctor|administrator|adjuster|AME|QME|(?:prior|first"
    r"|initial|peer|previous) reviewer)(?: (?:has|had|also|then|\w+ly))* \Z"
)
""" "The UR physician recommended certification" is not the reviewer's own."""

_ELSEWHERE = re.compile(r"\b(?:would|could|might|may)\b(?! not\b)|\b(?:is|are) what\b", re.IGNORECASE)
"""What would be right instead ("six visits would be reasonable") grants nothing."""

_CANNOT_BE = re.compile(r"\b(?:can ?not|could not|should not|may not|will not|would not|n't) be\b", re.IGNORECASE)
_BEYOND = re.compile(
    r"\b(?:in excess of|beyond|outside|contrary to|inconsistent with|more than|above|than (?:is|are|was|were|what)"
    r"|double|twice|triple|times)\b",
    re.IGNORECASE,
)
_COORDINATED = re.compile(r"\band (?:is|are|was|were)\b", re.IGNORECASE)
""" "The tablets are not excessive and are appropriate": each verb has a negation of its own."""

_NEGATIVE_STATE = re.compile(
    r"un(?:warranted|supported|reasonable|necessary)|inappropriate|denied|non.+", re.IGNORECASE
)
_AGAINST = ("not", "refused", "kept", "unmet", "with")
_LAST_WORDS, _TAIL, _ASIDES = 300, 900, 12
"""Sentences that give no verdict of the request's own, after which an earlier one is looked for."""

_Statement = tuple[int, int, RationaleFinding, Phrasing]
"""Where a statement begins and ends, what it says of the request, and how it was read."""


def conclusion(rationale: Passage, notes: list[Finding], title: str = "") -> Said[RationaleFinding]:
    """The rationale's conclusion, with the words that state it; *not stated* where it reaches none (noted).

    Where a rationale sets one thing against another, `title`, what the item asks for, tells which is in dispute.
    """
    printed = Placed(rationale.text)
    read = printed.edited(misread_key_words(printed.text))
    if read is not printed:
        for start, end, word in misread_key_words(printed.text):
            span = rationale.part(start, end)
            notes.append(found("misread", span, f"{printed.text[start:end]!r} is read as {word!r}"))
    read = read.edited(put_in_between(read.text))
    said = _explained(read.text, title)
    if said is None:
        notes.append(found("conclusion-not-found", rationale.span))
        return Said(RationaleFinding.NOT_STATED, rationale.span)
    start, end, verdict, _ = said
    return Said(verdict, rationale.part(*read.span(*_sentence(read.text, start, end))))


def _explained(text: str, title: str) -> _Statement | None:
    """The last statement whose sentence is explained; none where one of the request itself is not."""
    shown = text
    for _ in range(_ASIDES):
        said = _said(shown, title)
        if said is None:
            return None
        left = reservation(text, said[:2], said[2], title, said[3])
        if left is not Reservation.ASIDE:
            return said if left is Reservation.NONE else None
        shown = _hidden(shown, *sentence(text, *said[:2]))
    return None


def _hidden(text: str, start: int, end: int) -> str:
    """The text with full stops, which end every statement, for the words from `start` to `end`."""
    return text[:start] + "." * (end - start) + text[end:]


def _said(text: str, title: str) -> _Statement | None:
    """The last statement, with what it stands under: a denial, a doubt, a condition, a contrast."""
    forms = [each for each in scoped(text) if not quotes(text, each[0])]
    compared = contrasted(text, title)
    for start, end, verdict in forms:
        if verdict is RationaleFinding.NOT_STATED:
            text = _hidden(text, start, end)
    said = _necessity(text) or _other_words(text)
    over = [each for each in forms if each[2] is not RationaleFinding.NOT_STATED and (not said or each[1] >= said[0])]
    if compared and (not said or compared[1] >= said[0]):
        over.append(compared)
    form = max(over, key=lambda each: (each[1], each[1] - each[0]), default=None)
    return (*form, Phrasing.WHOLE) if form else said


def _necessity(text: str) -> _Statement | None:
    """What the last statement on the request's necessity says."""
    for low in (max(0, len(text) - _LAST_WORDS), 0):
        for match in reversed(list(_STATEMENT.finditer(text, low))):
            said = None if quotes(text, match.start()) else _verdict(text, match)
            if said:
                return said
    return None


def _other_words(text: str) -> _Statement | None:
    """A conclusion that does not speak of necessity: "the request is not supported"; the last one counts."""
    statements = [each for each in _in_other_words(text) if not quotes(text, each[0]) and not concedes(text, each[0])]
    return max(statements, key=lambda each: (each[1], each[1] - each[0]), default=None)


def _in_other_words(text: str) -> Iterator[_Statement]:
    """Statements near the end that speak of the request in other words than its necessity."""
    low = max(0, len(text) - _TAIL)
    for match in _FALLBACK.finditer(text, low):
        words = match.group().lower()
        if (_ELSEWHERE.search(words) and "request" not in words) or words.endswith("medically necessary"):
            continue
        if of_a_guideline(text, match.start(), match.end()):
            continue
        verdict = _doubted(text, match.start("words"), _NOT_NECESSARY if _refused(match) else _NECESSARY)
        yield *match.span(), verdict, Phrasing.TURN
    for match in _CURT.finditer(text, low):
        if _BY_OTHERS.search(text, max(low, match.start() - _WIDE), match.start()):
            continue
        yield *match.span(), _NOT_NECESSARY if any(match.group(*_AGAINST)) else _NECESSARY, Phrasing.TURN
    for start, end, verdict in turns_in(text, low):
        if concludes(text, start, end, verdict):
            yield start, end, _doubted(text, start, verdict), Phrasing.TURN


def _doubted(text: str, at: int, verdict: RationaleFinding) -> RationaleFinding:
    """The verdict of a statement at character `at`, turned round where the words before it deny or doubt it."""
    before = text[max(0, at - _WIDEST) : at]
    if _DISAGREES.search(before) or (verdict is _NECESSARY and _DOUBT.search(before)):
        return _NECESSARY if verdict is _NOT_NECESSARY else _NOT_NECESSARY
    return verdict


def _refused(last: re.Match[str]) -> bool:
    """Whether a statement in other words speaks against the request."""
    words = _COORDINATED.split(last["words"])[-1]
    negated = bool(_NEGATION.search(words) or _BEYOND.search(words)) or bool(_CANNOT_BE.search(last.group()))
    return negated != bool(_NEGATIVE_STATE.fullmatch(last["state"]))


def _verdict(text: str, match: re.Match[str]) -> _Statement | None:
    """What one statement says of the request, or ``None`` where it states no conclusion."""
    start, end = match.span()
    before = text[max(0, start - _WIDE) : start]
    if match["reversal"]:
        return None if _NEGATION.search(before[-25:]) else (start, end, _NECESSARY, Phrasing.WHOLE)
    if match["noun"]:
        return _noun_verdict(before, text[end : end + 300], start, end)
    if _CONDITION.search(before) or _POSSIBLE.search(before):
        return None
    if _QUOTED.search(before) and text[end : end + 1] not in '"”.,':
        return None
    if match["plain"]:
        verdict = _plain_verdict(before, match)
        return (start, end, verdict, Phrasing.PLAIN) if verdict else None
    phrase = match["phrase"].lower()
    refused = bool(match["late"]) or phrase.startswith(("not", "non", "un"))
    if _DISAGREES.search(text[max(0, start - _WIDEST) : start]):
        return start, end, _NECESSARY if refused or _negated(before) else _NOT_NECESSARY, Phrasing.WHOLE
    if not refused and (_UNDONE.match(text, end) or _DOUBT.search(before)):
        return start, end, _NOT_NECESSARY, Phrasing.WHOLE
    return start, end, _NOT_NECESSARY if refused or _negated(before) else _NECESSARY, Phrasing.STATEMENT


def _plain_verdict(before: str, match: re.Match[str]) -> RationaleFinding | None:
    """ "the request is not necessary": only of the request, for much else is necessary or not."""
    if not re.search(r"\brequest\w*\b[^.;]{0,80}$", before, re.IGNORECASE):
        return None
    negative = match["plain_not"] or _negated(before)
    return _NOT_NECESSARY if negative else _NECESSARY


def _negated(before: str) -> bool:
    """Whether the words that govern a statement negate it."""
    governed = _GOVERNED.search(before)
    words = governed.group() if governed else ""
    last = re.split(r"\b(?:and|but)\b", words)[-1] if re.search(r"\b(?:is|are|was|were)\b[^.]*$", words) else words
    if _NEGATION.search(words if not re.search(r"\band (?:is|are|was|were)\b", words) else last):
        return True
    if _NONE.search(before):
        return True
    if not _AS.search(words):
        return False
    return bool(_NEGATION.search(_clause(before[: len(before) - len(words)])))


def _clause(before: str) -> str:
    """The last clause of the words before a statement."""
    return before[max((end.end() for end in _CLAUSE.finditer(before)), default=0) :]


def _noun_verdict(before: str, after: str, start: int, end: int) -> _Statement | None:
    """ "medical necessity": what is said of it after, or the verb or "no" before it."""
    if _PAPER.search(before):
        return None
    lead = _NOUN_BEFORE.search(before)
    state = _NOUN_AFTER.search(after)
    if lead and (lead["no"] or not state):
        against = lead["no"] or lead["few"] or _NEGATION.search(_clause(before))
        first = start - len(before) + lead.start()
        return first, end, _NOT_NECESSARY if against else _NECESSARY, Phrasing.WHOLE
    if state is None and _NOT_EVEN.match(after):
        return start, end, _NOT_NECESSARY, Phrasing.WHOLE
    if state is None or _CONDITION.search(before):
        return None
    refused = bool(_LACKING.fullmatch(state["state"]) or _NEGATION.search(state["verb"]))
    if not refused and _TOLD_OF.match(state["state"]):
        return None
    return start, end + state.end(), _NOT_NECESSARY if refused else _NECESSARY, Phrasing.WHOLE


def _sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """The sentence around a statement: the words that a page shows as the conclusion."""
    low = max(0, start - 400)
    starts = [stop.end() for stop in _SENTENCE_END.finditer(text, low, start)]
    stop = _SENTENCE_END.search(text, end, end + 300)
    first = starts[-1] if starts else low
    while first < start and text[first] in ' "”':
        first += 1
    return first, stop.end() if stop else min(len(text), end + 300)
