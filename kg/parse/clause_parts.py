"""A clause that holds a verdict: what leads up to it, where it begins, its subject; words of closed classes."""

from __future__ import annotations

import re

__all__ = ["BE", "HEDGE", "JUDGED", "NEGATIVE", "SAID", "parted", "plain"]

HEDGE = (
    r"(?:perhaps|maybe|possibl[ey]|probabl[ey]|presumably|potentially|conceivabl[ey]|arguabl[ey]|likely|allegedly"
    r"|supposedly|purportedly|ostensibly|reportedly|theoretically|seemingly|apparently|debatabl[ey]|questionabl[ey]"
    r"|plausibly|in theory|in principle|at best|almost|nearly|partly|partially|largely|mostly|in part|to some extent"
    r"|generally|usually|often|sometimes|typically|normally|ordinarily|customarily|routinely|occasionally|seldom|rarely"
    r"|hardly|scarcely|barely|merely|nominally|so-called|initially|formerly|previously|originally|once|might|may|could"
    r"|can|should)"
)
SAID = (
    r"(?:sa(?:ys?|id|ying)|claim(?!s? administrator)\w*|argu(?:e|es|ed|ing|ments?)|assert\w*|contend\w*|contention"
    r"|opin(?:es?|ed)|insist\w*|suggest\w*|allege\w*|notion|idea|theory|belief|believ\w+|view|premise|assum\w+"
    r"|suppos\w+"
    r"|preten[ds]\w*|think\w*|thought|imagine[sd]?|statement|told|asked|wonder\w*|hope\w*|wish(?:es|ed|ing)?|words)"
)
JUDGED = (
    r"(?:call(?:s|ed|ing)?|deem(?:s|ing)?|consider(?:s|ing)?|pronounc\w+|label\w*|declar\w+|regard(?:s|ing)|describ\w+"
    r"|term(?:s|ing)?|judg(?:es?|ing)|hold(?:s|ing)?|find(?:s|ing)?|found|see(?:s|ing)|conclud\w+|prov(?:e|es|ing)"
    r"|demonstrat\w+|show(?:s|ing|n)?|establish(?:es|ing)?|mak(?:e|es|ing)|made|render\w*)"
)
BE = r"(?:is|are|was|were|be|been|being|am|remains?|has|have|had|does|do|did|will|would|must|cannot|can't|isn't|n't)"
NEGATIVE = r"(?:not|no|none|nothing|nobody|never|neither|nor|without|few|little|n't|unable|lacks?|fail(?:s|ed)?)"

_BOUNDARY = re.compile(
    r"[,:](?=\s)|\b(?:therefore|thus|hence|accordingly|consequently|as such|so|and|but|yet|that|because|since|while"
    r"|although|though|as(?= (?:the|this|these|such|it|no|there)\b))\b,?|\.(?=[A-Z])|\]",
    re.IGNORECASE,
)
_RELATIVE_THAT = re.compile(
    rf"^\W*(?:the|an?|this|these|any|all|both|each|\d+)(?: (?!(?:{SAID}|{JUDGED}|{BE}|{HEDGE}|fact|finding|evidence"
    r"|documentation|indication|proof|reason|case|question|doubts?|opinion|conclusion|recommendation|determination|sign"
    r"|basis|grounds?|possibility|prospect|point|hope|impression|sense|rule|hypothesis|likelihood|chance|odds|decision"
    r"|judgment|position|letter|report|note|message|word)\b|\w+ing )[\w/#%-]+){1,5} $",
    re.IGNORECASE,
)
"""A subject before "that": "the days that remain", not "the idea that"."""

_VERB_AFTER = re.compile(
    r"that (?:is|was|are|were|has|have|had|will|would|can|could|may|might|must|should|does|do|did|remains?"
    r"|follow(?:s|ed)?"
    r"|exceeds?|contains?|includes?|lasts?|began|came|goes|went|appl(?:y|ies)|leads?|led|helps?|helped)\b",
    re.IGNORECASE,
)
_WHOM = re.compile(
    r"that (?:(?:the|his|her) (?:\w+ )?(?:physician|provider|doctor|surgeon)|he|she)"
    r" (?:has |had )?(?:requested|requests|prescribed|prescribes|ordered|orders|asked|asks|seeks|wants|wishes)\b",
    re.IGNORECASE,
)
_DETERMINED = re.compile(r"\s*(?:the|an?|this|these|any|all|both|\d+) ", re.IGNORECASE)
_RELATIVE = re.compile(r"\b(?:that|which|who|where)\b.*$", re.IGNORECASE)
_NEW_CLAUSE = re.compile(
    r"(?<!\bthat )(?<!\bof )(?<!\bfor )(?<!\bto )(?<!\bin )(?<!\bon )(?<!\bwith )(?<!\bby )(?<!\w{3}ing )(?<!\S\S, )"
    r"\b(?:the|this) (?:\w+ ){0,2}?request(?! for authorization)\b|\b(?:making|rendering|makes|renders) ",
    re.IGNORECASE,
)
_VERB_BEFORE = re.compile(
    rf"\b(?:{SAID}|{JUDGED}|{HEDGE}|to \w+|possible|probable|unlikely|doubt\w*|seems?|appears?|true|false|untrue"
    rf"|wrong"
    r"|right|sure|certain|know|known|fact|than|if|whether|do not|does not)\s*$",
    re.IGNORECASE,
)
"""A clause that begins without a mark: "since she has not slept the request is ..."."""

_TITLE_WORDS = re.compile(
    r"without (?:and with |or with )?contrast|with or without|as needed|no\. ?\d+|as (?:requested|written|prescribed"
    r"|submitted|stated)|which (?:was|were|is|are) (?:requested|submitted|prescribed|denied|modified)|(?:found|made)"
    r" (?:in|by|at) \w+|that (?:was|were|is|are) (?:requested|prescribed|denied|asked for)",
    re.IGNORECASE,
)


def plain(subject: str) -> str:
    """A subject without its relative clause and the words of titles that look like more ("MRI without contrast")."""
    subject = _TITLE_WORDS.sub("", subject)
    return _RELATIVE.sub("", subject) if _DETERMINED.match(subject) else subject


def parted(left: str) -> tuple[str, str, str]:
    """What leads up to a clause, the word or mark at which it begins, its subject."""
    without = _TITLE_WORDS.sub(lambda match: "x" * len(match.group()), left)
    marks: list[re.Match[str]] = []
    for mark in _BOUNDARY.finditer(without):
        if mark.group().lower() != "that" or not _of_subject(without, marks[-1].end() if marks else 0, mark.start()):
            marks.append(mark)
    start = marks[-1].end() if marks else 0
    for clause in _NEW_CLAUSE.finditer(without, start + 1):
        if clause.start() > start + 1 and not _VERB_BEFORE.search(without, 0, clause.start()):
            return left[: clause.start()], "", left[clause.start() :]
    if not marks:
        return "", "", left
    last = marks[-1]
    before = without[: last.start()].rstrip()
    if last.group() == "," and before.lower().endswith(" that"):
        return before[:-5], "that", left[last.end() :]
    return left[: last.start()], last.group(), left[last.end() :]


def _of_subject(text: str, start: int, at: int) -> bool:
    """Whether the "that" at character `at` belongs to the subject that begins at `start`."""
    return bool(_WHOM.match(text, at) or (_RELATIVE_THAT.match(text[start:at]) and _VERB_AFTER.match(text, at)))
