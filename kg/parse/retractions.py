"""Sentences after a verdict that take it back, or tell that it was somebody else's: "I do not share that view."."""

from __future__ import annotations

import re

__all__ = ["taken_back"]

_TAKEN_BACK = re.compile(
    r"\b(?:I|we|this reviewer|the reviewer|the (?:record|chart|file|evidence|facts?|notes?)s?)\b[^.;]{0,40}?"
    r"(?:\b(?:not|cannot|unable to|never|hardly|decline to|nothing to)|n't)\b[^.;]{0,30}?"
    r"\b(?:share|agree|concur|accept|adopt|endorse|follow|credit|see it|think so|find so|say so|go along"
    r"|be persuaded|join"
    r"|bear|confirm|echo|support) ?(?:out |with )?(?:this|that|so|his|her|their|its?|the (?:view|opinion|claim"
    r"|conclusion"
    r"|argument|reasoning|position|physician|doctor|surgeon|provider))?\b"
    r"(?![^.;]{0,60}\b(?:denial|UR|utilization|determination|administrator|decision|carrier)\b)"
    r"|(?:^|[.;] )(?:I|we|this reviewer|the reviewer) (?:beg to |must |respectfully |would |\w+ly )*"
    r"(?:differ|demur|disagree|dissent|part ways)s?\b(?! with (?:the )?(?:UR|utilization|denial|determination|claims"
    r"|prior))"
    r"|(?:^|[.;] )(?:so|thus|such|or so|at least,? (?:so|that)|that|this),? (?:at least )?(?:is|was|say|says|said"
    r"|writes|wrote"
    r"|argues|runs|reads|goes|claims|the)\b[^.;]{0,30}?\b(?:view|claim|opinion|argument|surgeon|physician|doctor"
    r"|provider|UR"
    r"|reviewer|attorney|wrong|mistaken|incorrect|untrue|not (?:so|the case|correct|true|right)|letter|position)\b"
    r"|(?:^|[.;] )(?:not so|no|wrong|far from it|hardly|I think not|quite the (?:contrary|opposite|reverse)"
    r"|on the contrary)"
    r"(?:[.,;:!]|$)",
    re.IGNORECASE,
)
"""Sentences after a verdict that take it back, or tell that it was somebody else's."""

_AFTER_SEMICOLON = re.compile(
    r"^;[^.!?]*?\b(?:not|no|however|but|rather|only|remainder|rest|says|writes|brand|nothing|none|neither|if|unless"
    r"|more than|exceeds?|beyond|too many|too much|excessive)\b",
    re.IGNORECASE,
)
_BUT_THEN = re.compile(
    r"^[.!]?\W*(?:but|however|yet|still|nevertheless|that said|even so|on the other hand|the (?:rest|remainder"
    r"|balance|others?)"
    r"|(?:this|the) request(?:,? however,?)? (?:is for|names?|asks?|exceeds?|goes|was for|calls))\b",
    re.IGNORECASE,
)


def taken_back(text: str, last: int, *, necessary: bool) -> bool:
    """Whether the sentences after a verdict take it back."""
    after = text[last:].strip(" ;.")
    if _TAKEN_BACK.search(after):
        return True
    return necessary and bool(_AFTER_SEMICOLON.match(text[max(0, last - 1) :]) or _BUT_THEN.match(after))
