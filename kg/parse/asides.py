"""Sentences that hold a verdict and give none: somebody else's words, a condition, a statement on patients at large."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.text import Edit
from kg.text.sieve import Alternatives

__all__ = ["general", "hangs_on", "put_in_between", "told_of_others"]

_PERSON = (
    r"(?:(?:treating|attending|requesting|prescribing|primary|secondary|operating|ordering|referring|consulting|her|his"
    r"|their|the|peer|prior|previous|first|initial|original|earlier|UR|utilization(?: review)?) (?:\w+ ){0,2}?)?"
    r"(?:physician(?! reviewer)|doctor|surgeon|provider|psychiatrist|psychologist|neurologist|anesthesiologist"
    r"|chiropractor"
    r"|therapist|acupuncturist|podiatrist|dentist|nurse|clinician|prescriber|pharmacist|adjuster|attorney|lawyer"
    r"|counsel"
    r"|employer|carrier|insurer|hospital|facility|manufacturer|vendor|supplier|specialist|applicant|claimant|family"
    r"|wife"
    r"|husband|UR|URO|utilization review(?:er)?|claims administrator|AME|QME|PTP"
    r"|(?:prior|previous|first|initial|original|earlier|peer|other) (?:\w+ )?(?:reviewer?|determination|decision"
    r"|denial)"
    r"|Dr\.? [A-Z]\w+|some|others|many|critics)"
)
_SOURCE = r"(?:MTUS|ODG|ACOEM|FDA|CDC|CMS|Medicare|guidelines?|literature|studies|label|policy|statute|regulations?)"
_SAYS = (
    r"(?:sa(?:ys?|id)|writes?|wrote|stat(?:es?|ed|ing)|argu(?:es?|ed|ing)|claim(?:s|ed|ing)?(?! administrator)"
    r"|contend(?:s|ed)?"
    r"|assert(?:s|ed)?|insist(?:s|ed)?|maintain(?:s|ed)?|opin(?:es?|ed)|believ(?:es?|ed)|feels?|felt|thinks?|thought"
    r"|declar(?:es?|ed)|attest(?:s|ed)?|certif(?:ies|ied)|affirm(?:s|ed)?|urg(?:es?|ed)|submit(?:s|ted)?|plead(?:s|ed)?"
    r"|suggest(?:s|ed)?|report(?:s|ed)?|not(?:es|ed)|found|finds?|held|holds?|determined|determines?|conclud(?:es?|ed)"
    r"|reason(?:s|ed)|consider(?:s|ed)|deem(?:s|ed)|decid(?:es?|ed)|call(?:s|ed)|label(?:s|ed)|regard(?:s|ed)"
    r"|view(?:s|ed)"
    r"|sees?|saw|term(?:s|ed)|describ(?:es?|ed)|judg(?:es?|ed)|told|tells|reads?|runs|swears?|swore|put(?:s)? it"
    r"|had (?:called|deemed"
    r"|found|said|held)|would have (?:us|me|it)|wants? (?:us|me|it)|asks?|asked)"
)
_VIEW = (
    r"(?:opinion|view|eyes?|judgment|words?|mind|estimation|perspective|claim|contention|position|argument|assertion"
    r"|conclusion|finding|statement|suggestion|belief|determination|letter|report|note|form|appeal)"
)
_ONWARD = (
    r"(?:(?!,? (?:but|however|yet|whereas|and (?:I|this reviewer|the (?:expert )?reviewer|so do I|rightly))\b"
    r"|, (?:and|so|therefore|thus|hence|as such)\b|, (?:the|this|these) (?:\w+ ){0,2}?request\w*\b)[^.;]){0,260}$"
)
_NOT_CONTRARY = r"(?<!contrary )(?<!opposed )(?<!contrast )(?<!opposition )"
""" "Contrary to the surgeon's view" is the reviewer's own."""

_TOLD = Alternatives(
    rf"\b{_PERSON}(?:'s?|’s?)? (?:(?!\b(?:I|reviewer)\b|,? (?:but|yet|and)\b)[^.;]){{0,60}}?\b{_SAYS}\b{_ONWARD}"
    rf"|\b{_PERSON} {_SAYS}\b{_ONWARD}"
    rf"|\b{_PERSON} (?:\w+ ){{0,2}}(?:denied|rejected|refused|declined|non-?certified)\b[^.;,]{{0,80}} as(?: being)? $"
    rf"|\b{_PERSON}(?:'s|’s|s')? (?:\w+ ){{0,2}}?{_VIEW} (?:is|was|that|remains|has it)\b{_ONWARD}"
    rf"|\b{_VIEW} of (?:the |an? |this |her |his )?{_PERSON} (?:is|was|that)\b{_ONWARD}"
    rf"|{_NOT_CONTRARY}\b(?:in|from|to) (?:the )?{_VIEW} of (?:the |an? |this |her |his )?{_PERSON}\b"
    r"(?:(?!\breviewer)[^.;])*$"
    rf"|{_NOT_CONTRARY}\b(?:in|from|to|by) (?:the |her |his )?(?:\w+ )?{_PERSON}(?:'s|’s|s') (?:\w+ )?{_VIEW}\b[^.;]*$"
    rf"|{_NOT_CONTRARY}\b(?:according to|per|for|to) (?:the |an? |her |his )?{_PERSON},? [^.;]*$"
    rf"|^\W*(?:in|by|to|for|from|under|with|on) (?:(?!notes?\b|records?\b|document|request|denial|failure)[^.;,])"
    rf"{{0,40}}?\b{_PERSON}(?:'s?|’s?)?\b(?:(?! notes?\b| records?\b| document| request)[^.;])*$"
    rf"|\b(?:regarded|considered|deemed|viewed|seen|called|found|held|judged|labeled|listed|classed|described|thought)"
    rf"(?: as)? by (?:the |an? |her |his )?(?:{_PERSON}|{_SOURCE})\b[^.;,]*$"
    rf"|\b(?:he|she|they) (?:\w+ )?(?:says?|said|writes?|wrote|insists?|argues?|claims?|believes?|thinks?|states|feels)"
    rf"(?:(?: that| it| the| this)\b|,|:)(?:(?!, | and (?:the|this) request)[^.;]){{0,160}}$"
    r"|\b(?:patient|worker|employee|claimant|applicant|he|she|they)(?: \w+){0,2} (?:feels?|believes?|thinks?"
    r"|insists?|says?"
    r"|states?|claims?|argues?|hopes?|wishes|is (?:sure|convinced|certain))(?: \w+ly)? that\b[^.;,]*$"
    r"|\b(?:the|these|those) (?:words?|sentence|phrase|statement|lines?|remark|heading|legend|stamp)\b[^.;]*$"
    r"|\b(?:is|are|was|were|been|being) (?:said|told|claimed|alleged|reported|argued|believed|thought|supposed|asserted"
    r"|presumed|assumed|reputed|rumou?red)(?: \w+)? (?:to be|to have been|that)\b[^.;]*$"
    r"|\b(?:some|others|many|one|critics|people) (?:may|might|could|would|will|do) (?:\w+ )?(?:say|argue|think"
    r"|contend|claim"
    r"|hold|call|consider|believe|object|suppose)\b[^.;]*$"
    r"|\b(?:asked|urged|invited|told|pressed|requested|expected) to (?:say|find|hold|conclude|call|deem|agree"
    r"|declare|certify"
    r"|accept|believe)\b[^.;]*$"
    r"|\breasonable (?:physicians?|people|minds|persons|reviewers?|doctors?) (?:may|might|can|could) (?:differ"
    r"|disagree)\b"
    r"[^.;]*$",
    re.IGNORECASE,
)
_AGREES = re.compile(
    r"\b(?:I|we|reviewer)\b[^.;]{0,40}?\b(?:agree|concur|accept|share|disagree|differ|reject|dispute|endorse|adopt"
    r"|convinced"
    r"|persuaded|join)\w*\b|\b(?:has|have|had|did|does|do)(?: not|n't) (?:yet )?(?:establish|show|demonstrat"
    r"|document|prov|say"
    r"|support|state|explain|note|report)\w*|\bfail(?:s|ed|ure)? to\b|\bwithout\b[^,]*,",
    re.IGNORECASE,
)
_CONCEDED = re.compile(
    r"\b(?:although|though|while|even though|whereas|despite|since|as|because|given that|contrary to)\b", re.IGNORECASE
)
_TOLD_AFTER = Alternatives(
    rf"\b(?:according to|per|in the (?:{_VIEW}) of|to quote) (?:the |an? |her |his )?{_PERSON}\b"
    rf"|^ by (?:the |an? |her |his )?{_PERSON}\b"
    rf"|^[^.;]{{0,30}}?[,\"”] ?(?:or )?(?:so )?(?:{_SAYS} (?:the |her |his |an? )?{_PERSON}|(?:the |her "
    rf"|his )?{_PERSON} {_SAYS}"
    rf"|(?:he|she|they) (?:says?|writes?|said|wrote|insists?|argues?|claims?))\b",
    re.IGNORECASE,
)
_BY_SOURCE = re.compile(rf"^ by (?:the |an? )?(?:\w+ )?{_SOURCE}\b", re.IGNORECASE)
_OF_IT = re.compile(
    r"\b(?:request\w*|this|these|therefore|thus|hence|purchase|proposed|continued|additional|further)\b", re.IGNORECASE
)
""" "The request is not supported by the MTUS" is a verdict, "creams are not supported by the MTUS" tells of it."""

_SEEN_BY = Alternatives(
    rf"\bas (?:the |an? |her |his )?{_PERSON} (?:has|sees|puts|reads|tells|would have|views) it\b", re.IGNORECASE
)
_INTRODUCED = Alternatives(
    rf"\b{_PERSON}\b[^.;]{{0,80}}\b(?:following|as follows|in these words|in short|thus)\b[^.;]{{0,20}}[.:]\s*$",
    re.IGNORECASE,
)

_GUIDELINE = re.compile(
    rf"\b{_SOURCE}\b"
    rf"(?:(?! (?:and|so)\b|[.;,])[^.;,]){{0,40}}?\b(?:{_SAYS}|recommends?|supports?|lists?|endorses?|teach(?:es)?"
    rf"|defines?)\b"
    r"(?:(?!, |\b(?:therefore|thus|hence|so|and)\b|\b(?:this|the|her|his) (?:\w+ )?(?:request|patient|worker"
    r"|case))[^.;]){0,200}$",
    re.IGNORECASE,
)
_OF_MANY = re.compile(
    r"^[^.;,]{0,40}?\b(?:only (?:in|for|after|with|when|if)\b|(?:in|for) (?:only |all |most |many |some |certain "
    r"|select(?:ed)?"
    r" |the )?(?:patients?|individuals|those|persons?|people|workers|adults|cases|most|some|many"
    r"|others)\b(?! (?:at bar|at hand"
    r"|in question))|when (?!taken|read|viewed))",
    re.IGNORECASE,
)
_FOR_MANY = re.compile(
    r"\W*(?:in|for|among) (?:\w+ )?(?:patients|individuals|those|persons|people|workers|adults) (?:with|who|whose|on"
    r"|after|in|over|under)\b",
    re.IGNORECASE,
)
_THIS_ONE = re.compile(
    r"\b(?:this|the (?:current|present)|such) (?:case|patient|worker|individual)|\brequest", re.IGNORECASE
)

_IF = re.compile(
    r"(?:^|[,;:—-] ?|\b(?:and|but|so|then|that) )(?:if|unless|until|provided(?= that| the| he| she| it| there)"
    r"|assuming|suppose|supposing|subject to|contingent on|pending|depending on"
    r"|in the event|as long as|on condition|once|when(?! (?:viewed|taken|read|seen))|should (?:the|he|she|it|there|an?)"
    r"|were (?:the|he|she|it|there|an?|this)|had (?:the|he|she|it|there|an?|this|these))\b",
    re.IGNORECASE,
)
_IF_AFTER = re.compile(
    r"\b(?:if|provided(?= that| the| he| she| it| there)|assuming|where|wherever|whenever|in the event|as long as"
    r"|on condition|contingent|once|subject to|should (?:the|he|she|it|there)"
    r"|had (?:the|he|she|it|there|an?|this)|were (?:the|he|she|it|there|an?|this))\b",
    re.IGNORECASE,
)
_UNREAL = re.compile(
    r"\b(?:might|may|could|can|(?P<would>would))(?: (?:well|then|still|also|conceivably|perhaps|\w+ly))* (?:be"
    r"|have been"
    r"|become)\b(?: \w+){0,3} ?$",
    re.IGNORECASE,
)
_FOLLOWS = re.compile(
    r"\b(?:therefore|thus|hence|accordingly|consequently|as such|based on|given the above)\b", re.IGNORECASE
)
_REQUEST = re.compile(r"\brequest", re.IGNORECASE)

_OPINION = Alternatives(
    r"(?P<between>, (?:in|to) (?:my|our|(?:this|the)(?: expert| physician)? reviewer['\u2019]s) (?:\w+ )?"
    r"(?:judgment|opinion|view|estimation|mind), )"
    r"|(?P<then> (?=[thac])(?:(?<=\bcan )|(?<=\bcould )|(?<=\bshould )|(?<=\bwould )|(?<=\bmay )|(?<=\bmust )"
    r"|(?<=\bdoes ))(?:therefore|thus|hence|accordingly|consequently) )(?=not\b)",
    re.IGNORECASE,
)
""" "It is not, in my judgment, medically necessary": read without what stands between the commas."""


def put_in_between(text: str) -> Iterator[Edit]:
    """The edits that leave out what a reviewer puts into a verdict: ", in my judgment,", "can therefore not"."""
    for match in _OPINION.finditer(text):
        yield *match.span(match.lastgroup or 0), " "


def told_of_others(before: str, left: str, right: str, words: str = "") -> bool:
    """Whether a sentence tells what somebody else holds; `before` are the words before it, `words` the verdict's."""
    if _INTRODUCED.search(before) or _TOLD_AFTER.search(right) or _SEEN_BY.search(left + right):
        return True
    if _BY_SOURCE.match(right) and not _OF_IT.search(left + words):
        return True
    told = _TOLD.search(left)
    if told is None or _AGREES.search(left):
        return False
    # "Although the surgeon states that it is, the request is ...": what is conceded ends at the comma.
    return not (_CONCEDED.search(left[: told.start() + 20]) and re.search(r",[^,]*$", told.group()))


def general(left: str, right: str) -> bool:
    """Whether a sentence speaks of patients at large, or tells what a guideline holds."""
    if (_GUIDELINE.search(left) or _FOR_MANY.match(left)) and not _THIS_ONE.search(left):
        return True
    return bool(_OF_MANY.match(right)) and not _THIS_ONE.search(left + right)


def hangs_on(left: str, right: str, words: str, *, necessary: bool) -> bool:
    """Whether a verdict hangs on a condition or is only possible."""
    if necessary and (_IF.search(left) or _IF_AFTER.search(right)):
        return not _FOLLOWS.search(left)
    if not necessary and re.match(r"\W*(?:if|when|should|were|had)\b", left, re.IGNORECASE):
        return not _REQUEST.search(left)
    unreal = _UNREAL.search(left) if necessary else None
    if unreal is None or "not" in words.lower():
        return False
    return not (unreal["would"] and _FOLLOWS.search(left))
