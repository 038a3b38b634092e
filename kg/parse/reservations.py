"""What stands beside a verdict that may take it back: a verdict is read only where its whole sentence is explained.

A small grammar of the sentence: what leads up to the verdict's clause, its subject, what holds subject and verdict
together, and what follows. Words of closed classes (negations, hedges, conditions, verbs of saying and judging, parts
of a whole) must be explained by their place, or there is no verdict: none is better than a false one.
"""

from __future__ import annotations

import re
from enum import Enum, auto

from kg.model import RationaleFinding
from kg.parse.asides import general, hangs_on, told_of_others
from kg.parse.clause_parts import BE, HEDGE, JUDGED, NEGATIVE, SAID, parted, plain
from kg.parse.retractions import taken_back
from kg.parse.subjects import another, limits, other_subject

__all__ = ["Phrasing", "Reservation", "reservation", "sentence"]


class Phrasing(Enum):
    """How a verdict was read."""

    STATEMENT = auto()
    """The words "(not) medically necessary": what is around them must be explained."""
    PLAIN = auto()
    """The same, the verb among them: "is not necessary"."""
    TURN = auto()
    """Another turn of phrase, the verb among its words: "is reasonable"."""
    WHOLE = auto()
    """The words with all that governs them: "there is no reason to deny it"."""


class Reservation(Enum):
    """What a verdict's sentence and those after it leave of the verdict."""

    NONE = auto()
    ASIDE = auto()
    """It says nothing of the request: a question, somebody else's words, a condition. An earlier verdict may stand."""
    OPEN = auto()
    """It speaks of the request, and its words are not explained: there is no verdict."""


_FULL_STOP = re.compile(
    r"[.!?;](?:(?<!;)(?=[\s\"”)]|$)(?<!\bDr\.)(?<!\bMr\.)(?<!\bMs\.)(?<!\bMrs\.)(?<!\bvs\.)(?<!\bNo\.)|(?<=;)(?=\s))"
)
_ASKS = (
    r"(?:what|whatever|who|whoever|why|how|whether|which|where|that|to|is|are|was|were|does|do|did|can|could|should)"
)

_PLAIN_ADVERB = rf"(?!{HEDGE}\b)\w+ly|also|still|now|thus|therefore|hence|both|indeed|well|quite|too|in fact|of course"
_HELD = re.compile(
    rf"(?:^|\b(?:is|are|was|were|has been|have been|would be|will be|remains?"
    rf"|continues? to be))(?:,? (?:{_PLAIN_ADVERB}|at this time|deemed"
    rf"|found|held"
    r"|considered|determined|judged|felt|seen|to be|be|as|being|(?:\w+ )?(?:indicated|appropriate|reasonable|supported"
    r"|warranted|justified|documented|needed|certified|approved)(?: and| by \w+ and)?|not only|not merely|not just"
    r"|a|and|,))*,? *$",
    re.IGNORECASE,
)
"""What holds a subject and "medically necessary" together, and says that it is."""

_FOLLOWS = re.compile(
    rf"(?P<subject>[^.;,]{{2,120}}?\b)(?:is|are|was|were)\b (?!(?:{NEGATIVE}|{HEDGE}|only|less|more)\b)"
    rf"(?:(?!\b(?:{NEGATIVE}|{HEDGE}|{SAID}|that|if|but|which)\b)[^.;,]){{2,100}},? and (?:is |are )?"
    r"(?:thus|therefore|hence|so|accordingly|consequently) ",
    re.IGNORECASE,
)
""" "The six sessions are half of the usual course and thus medically necessary"."""

_TERSE = re.compile(
    r"\W*(?:(?!(?:becom\w+|gets?|got|turns?|looks?|sounds?|counts?|wants?|needs?|seems?|appears?|never"
    r"|no) )[\w/#%.-]+ ){1,3}",
    re.IGNORECASE,
)
""" "ESI medically necessary": no verb."""

_NOT_HELD = re.compile(
    r"(?:\b(?:is|are|was|were|has|have|had|can|could|would|should|may|will|does|do|did|cannot|can't)\b"
    r"(?:(?!\b(?:is|are|was|were|that|to (?:say|call))\b)[^.;]){0,70}|(?:\bnot\b|n't)[^.;]{0,30})$",
    re.IGNORECASE,
)
"""What holds a subject and "not medically necessary" together."""

_OWN_FINDING = re.compile(
    r"\b(?:I|we|(?:this|the|expert|physician|independent)(?: \w+){0,2} reviewer|my review|this review)"
    r"(?: (?:would|must|do|can|also|therefore|thus|hence|hereby|am able to|\w+ly))*"
    r" (?:finds?|deems?|considers?|holds?|judges?|certif(?:y|ies)|regards?|find|view)\b"
    r"(?! (?:no|little|not|neither|insufficient|any|that)\b)(?P<subject>[^.;]{0,200})$"
    r"|\band deem (?P<reversed>[^.;]{0,300})$"
    r"|\b(?:I|we|reviewer)\b(?:(?!\b(?:who|whom|that|which|whether|if)\b)[^.;]){0,140}? and (?:\w+ly )?(?:finds?|deems?"
    r"|considers?|regards?|holds?|judges?)\b(?! (?:no|little|not|neither|insufficient|any|that)\b)"
    r"(?P<joined>[^.;]{0,200})$",
    re.IGNORECASE,
)
_MADE = re.compile(r"\b(?:mak(?:es?|ing)|render(?:s|ing)?) (?P<subject>[^.;,]{0,120})$", re.IGNORECASE)
_GOVERNOR = re.compile(
    r"""(?:^|[,;:]\s|\b(?:and|so|therefore|thus|hence|such)\s)\s*(?:
    (?:I|we|(?:this|the|expert|physician|independent)(?:[ ]\w+){0,2}[ ]reviewer)(?:[ ](?:\w+ly|also|therefore|thus
    |must|do
       |would|hereby))*[ ](?:finds?|concludes?|determines?|believes?|feels?|opines?|holds?|agrees?|concurs?|deems?
       |submit
       |have[ ](?:concluded|determined|found)|has[ ](?:concluded|determined|found)
       |(?:am|is|are)[ ](?:of[ ]the[ ](?:opinion|view)|satisfied|persuaded|convinced|confident|certain|sure))
       (?:[ ]with[ ][^.;,]{1,60}?)?
    |(?<=and[ ])(?:finds?|concludes?|holds?|determines?)
    |it[ ](?:is|was|has[ ]been)(?:[ ](?:\w+ly|therefore|thus|hence|also|then))*[ ](?:determined|concluded|found|felt
    |deemed
       |held|clear|evident|apparent|plain|obvious|established|documented|recommended|(?:my|our)[ ](?:\w+[ ]){0,2}\w+
       |the[ ](?:\w+[ ])?(?:opinion|view|finding|conclusion|determination|decision|judgment)[ ]of[ ](?:this
       |the)[ ](?:\w+[ ])?
       reviewer|reasonable[ ]to[ ](?:conclude|find))
    |(?:(?:my|our|the|this|final|reviewer's)[ ])*(?:\w+[ ])?(?:opinion|finding|conclusion|determination|recommendation
       |judgment|view)[ ]is
    |(?:[^.;,]{0,50}[ ])?(?:records?|evidence|documentation|notes?|findings?|facts?|chart|file|criteria|reports?
       |examination|results?|history|guidelines?|mtus)\b(?![^.;,]*\b(?:not|no|hardly|never|fails?
       |cannot|must|should|would|could|might|may|needs?|has[ ]to|ought)\b)[^.;,]{0,40}?
       [ ](?:show|support|establish|demonstrate|confirm|document|prove|persuade[ ]me|convince[ ]me|leave[ ]no[ ]doubt
       |make[ ](?:it[ ])?(?:clear|plain))(?:s|es|ed|d)?
    |there[ ]is[ ](?:\w+[ ])?(?:sufficient|ample|adequate|good|clear|strong|enough|compelling|solid
    |every)[ ](?:\w+[ ]){0,2}?
       (?:evidence|documentation|support|reason|proof|indication)(?:[ ]to[ ]\w+)?
    )\s*$""",
    re.VERBOSE | re.IGNORECASE,
)
"""Words before "that" after which a verdict is the reviewer's own, and no more and no less than it says."""

_IN_SUBJECT = re.compile(
    rf"(?:^|[\s\"“(])(?:{HEDGE}|{SAID}|{JUDGED}|{BE}|{NEGATIVE})\b|^\s*[\"“(]?{_ASKS}\b|\b(?:why|how|whether"
    rf"|in vain|(?:is|are) what)\b",
    re.IGNORECASE,
)
_IN_NEGATED_SUBJECT = re.compile(
    rf"(?:^|\s)(?:generally|usually|often|typically|normally|routinely|seldom|rarely|sometimes|perhaps|maybe"
    rf"|possibly|arguably|only|{SAID}|(?:to|of|by|for) {JUDGED}|nobody|no one|nothing|none|neither"
    rf"|no|never|not|{JUDGED}(?= that\b))\b|^\s*(?:what|whatever|whether|why|how|that|to)\b",
    re.IGNORECASE,
)
_NO_PART = re.compile(r"^\s*(?:no|none|neither)\b", re.IGNORECASE)

_GOOD_TAIL = re.compile(
    r"^[\"”]?,?(?:,? (?:and|or|/|both|also|thus|therefore)\b|,? ?(?:medically |clinically )?(?:appropriate|reasonable"
    r"|indicated|warranted|necessary|justified|supported|approved|certified)\b)*",
    re.IGNORECASE,
)
_REASON = re.compile(
    r"\b(?:because|since|given|due to|in light of|in view of|based (?:up)?on|owing to|in order to|so that"
    r"|for the reasons?"
    r"|as(?! (?:an?|if|though|long|part)\b)|in that|considering|having|after which)\b",
    re.IGNORECASE,
)
_IN_TAIL = re.compile(
    rf"\b(?:if|unless|provided|assuming|only|alone|solely|but|however|except|save|apart from|aside from|though"
    rf"|although|while|whereas"
    rf"|rather|instead|not|nor|no|never|neither|none|without|until|before|once|when|whether|pending|just|merely"
    rf"|at (?:best|most)|up to|{BE}|{HEDGE}|seems?|appears?|{SAID}|makes?|takes?|finds?|rests?|lies?|strains?"
    rf"|ignores?"
    rf"|fails?|goes|requires?|stands?|in name|on paper)\b|n't\b|\?",
    re.IGNORECASE,
)
_GRANTED_TOO = re.compile(
    r"^ and (?:(?:the|this|that|I|we|it)\b[^.;,]{0,60}? (?:overturn\w*|revers\w*|approv\w*|certif\w*|authoriz\w*"
    r"|grant\w*"
    r"|set aside|should not have been (?:denied|modified)|is allowed)|should (?:be|not have been) \w+)",
    re.IGNORECASE,
)
_IN_NEGATED_TAIL = re.compile(
    r"^[\"”]?(?: (?:and|or) (?:appropriate|reasonable|indicated))?,?"
    r" (?:(?:is|was|has|have|would|does|rests?|ignores?|fails?|cannot|seems?|takes?|makes?|strains?|flies|goes|lacks?"
    r"|overlooks?|misreads?|misses|finds?)\b|(?:merely|simply|just|solely) |except|save for|apart from|only (?:if"
    r"|when|for|because)|(?:if|when) )"
    r"|^[^.;]{0,60}\b(?:but|however|yet|whereas|except|while|although)\b[^.;]{0,100}"
    r"\b(?:is|are|was|were)(?: (?:\w+ly|\w+))?(?: (?:necessary|appropriate|reasonable|indicated|warranted|needed"
    r"|granted))?$"
    r"|\?$",
    re.IGNORECASE,
)
_NEGATED_TWICE = re.compile(
    r"^\s*(?:no|nobody|none|nothing|neither|never)\b|\b(?:is|are|was|be|see|find|know of) no\b"
    r"|(?:\b(?:not|cannot|never|hardly)\b|n't\b)",
    re.IGNORECASE,
)
_MENTIONED = re.compile(
    r"(?<!\bis )(?<!\bare )(?<!\bwas )(?<!\bwere )(?<!\bbe )(?<!deemed )(?<!found )[\"“](?:not )?$", re.IGNORECASE
)
_WHETHER = re.compile(r"\bwhether\b", re.IGNORECASE)
_RULE = re.compile(r"\b(?:is|are|was|were),? (?:as a rule|in general|in most cases|by and large|for the most part),? $")
_AT_LARGE = re.compile(
    r"\b(?:generally|usually|often|typically|normally|routinely|seldom|rarely|sometimes|ordinarily|as a rule)\b",
    re.IGNORECASE,
)
_AUXILIARY = re.compile(
    r"(?:(?:^|(?<= ))(?:is|are|was|were|be|been|has|have|had|does|do|did|should|must|will|would|can|could|there|also"
    r"|\w+ly|not)"
    r" *)*$",
    re.IGNORECASE,
)
_EITHER = re.compile(
    r"\b(?:is|are|was|were|may|might|could|can|be) or (?:(?:is|are|was|were|may|might|could|can) )?(?:not )?(?:be )?$",
    re.IGNORECASE,
)
""" "Is or is not": no verdict."""

_TURNED_AGAIN = re.compile(
    r"\b(?:hard (?:put|pressed)|remiss|loath|foolish|absurd|hard|difficult|impossible|nobody|no one"
    r"|few)\b[^.;,]*\bto (?:call"
    r"|say|deem|consider|find|think|see|describe|make)\b[^.;,]*$",
    re.IGNORECASE,
)
_LIMITED = re.compile(
    r"\b(?:if|unless|but not|but only|only (?:if|for|in|when|after)|not the|not for|rather than|instead of|however"
    r"|except|though"
    r"|although)\b",
    re.IGNORECASE,
)
_LONGEST = 900


def reservation(text: str, span: tuple[int, int], verdict: RationaleFinding, title: str, read: Phrasing) -> Reservation:
    """What the sentence around a verdict at `span`, and the sentences after it, leave of the verdict."""
    first, last = sentence(text, *span)
    left, right = text[first : span[0]], text[span[1] : last].rstrip(" .!;")
    if _aside(text, (first, last), (left, right)):
        return Reservation.ASIDE
    necessary = verdict is RationaleFinding.NECESSARY
    if read is Phrasing.TURN and _WHETHER.search(text[first : span[1]]):
        return Reservation.ASIDE
    if read is Phrasing.TURN and general(text[first : span[1]], right):
        return Reservation.ASIDE
    if read is not Phrasing.WHOLE and hangs_on(left, right, text[span[0] : span[1]], necessary=necessary):
        return Reservation.ASIDE
    if taken_back(text, last, necessary=necessary):
        return Reservation.OPEN
    words = text[span[0] : span[1]].lower()
    if _EITHER.search(left) or (read is Phrasing.WHOLE and _TURNED_AGAIN.search(left)):
        return Reservation.OPEN
    explained = _explained(words, (left, right), title, read, necessary=necessary)
    return Reservation.NONE if explained else Reservation.OPEN


def _explained(words: str, around: tuple[str, str], title: str, read: Phrasing, *, necessary: bool) -> bool:
    """Whether the words around those of a verdict are explained, as far as they were not read with it."""
    left, right = around
    if not necessary:
        return read is not Phrasing.STATEMENT or _refuses(words, left, right)
    if read is Phrasing.STATEMENT:
        return _grants(left, right, title)
    if read is Phrasing.WHOLE:
        return not _LIMITED.search(right) and not (words.endswith("necessary") and another(words))
    if words.startswith(("is what ", "are what ")):  # "a home program is what is indicated"
        return False
    lead, _, subject = parted(_AUXILIARY.sub("", left))
    if ", which" in words or (subject.strip().lower() == "which" and lead.rstrip(" ,").endswith("request")):
        subject = ""
    return not (_LIMITED.search(right) or _IN_SUBJECT.search(plain(subject)) or other_subject(subject, title))


def sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """Where the sentence begins and ends that holds a statement; a semicolon ends it too."""
    low = max(0, start - _LONGEST)
    first = max((stop.end() for stop in _FULL_STOP.finditer(text, low, start)), default=low)
    stop = _FULL_STOP.search(text, end, end + _LONGEST)
    while first < start and text[first] in " )”":
        first += 1
    return first, stop.end() if stop else min(len(text), end + _LONGEST)


def _aside(text: str, at: tuple[int, int], around: tuple[str, str]) -> bool:
    """A question, a quotation, somebody else's words, a general statement."""
    left, right = around
    if text[at[0] : at[1]].endswith("?"):
        return True
    if right.startswith(('"', "”", ',"', ",”")) and _MENTIONED.search(left):
        return True
    marks = [sum(part.count(mark) for mark in '"“”') for part in (left, right)]
    if marks[0] % 2 and marks[1] % 2 and not left.rstrip().endswith(('"', "“")):
        return True
    words = text[at[0] + len(left) : at[1] - len(right)]
    return told_of_others(text[max(0, at[0] - 200) : at[0]], left, right, words) or general(left, right)


def _grants(left: str, right: str, title: str) -> bool:
    """Whether a sentence explains all around "medically necessary"."""
    if left.rstrip().endswith(('"', "“")) and right.lstrip().startswith(('"', "”", ",")) and '"' in left + right:
        return False
    only = "not only" in left[-20:] or "not merely" in left[-20:]
    return _held(left, title) and _tail(right, only=only) and not limits(right, title)


def _held(left: str, title: str) -> bool:
    """Whether the words before "medically necessary" say that what was asked for is."""
    own = _OWN_FINDING.search(left)
    if own:
        subject = own["subject"] or own["reversed"] or own["joined"] or ""
        return not _IN_SUBJECT.search(plain(re.sub(r"\b(?:to be|as) *$", "", subject))) and not other_subject(
            subject, title
        )
    made = _MADE.search(left)
    if made:
        return not re.search(
            rf"\b{NEGATIVE}\b[^,]*$|\bto mak|^\W*what|\b(?:only|would|could|might|may|can) [^,]*$",
            left[: made.end()],
            re.IGNORECASE,
        )
    follows = _FOLLOWS.fullmatch(left)
    if follows:
        left = follows["subject"] + "is "
    held = _HELD.search(left)
    if held is None:
        return _TERSE.fullmatch(left) is not None and not _IN_SUBJECT.search(left) and not other_subject(left, title)
    lead, mark, subject = parted(left[: held.start()])
    if mark.lower() == "that" and not _GOVERNOR.search(lead):
        return False
    return not _IN_SUBJECT.search(plain(subject)) and not other_subject(subject, title, granted=True)


def _tail(right: str, *, only: bool) -> bool:
    """Whether the words after "medically necessary" leave it as it is."""
    if _GRANTED_TOO.match(right) or only:
        return True
    rest = right[_GOOD_TAIL.match(right).end() :] if _GOOD_TAIL.match(right) else right  # type: ignore[union-attr]
    reason = _REASON.search(rest)
    return not _IN_TAIL.search(rest[: reason.start()] if reason else rest)


def _refuses(words: str, left: str, right: str) -> bool:
    """Whether a sentence explains all around "not medically necessary"."""
    lead, mark, subject = parted(left)
    if mark.lower() == "that" and not (_GOVERNOR.search(lead) or lead.lower().endswith(", so ")):
        return False
    if _RULE.search(left) or (re.match(r"\s*which\b", subject) and "request" not in lead.lower()):
        return False
    if words.startswith(("not", "non", "un", "medically un")) and _NEGATED_TWICE.search(subject):
        return False
    if _NO_PART.match(subject) and not re.search(r"\bnot\b", subject):
        return True
    if _IN_NEGATED_SUBJECT.search(_NOT_HELD.sub("", plain(subject))) or _AT_LARGE.search(subject):
        return False
    return not _IN_NEGATED_TAIL.search(right)
