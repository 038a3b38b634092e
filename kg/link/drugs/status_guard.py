"""When "taken" is not believed: another person's drug, an open question, a plan, a past that is over.

A drug is *taken* where the mention's clause says so of the patient. What speaks against that is looked for in the words
of the clause before the drug; a false *taken* is worse than none.
"""

from __future__ import annotations

import re

from kg.model import DrugStatus

__all__ = ["guarded"]

_KIN = (
    r"(?:mother|mom|father|dad|wife|husband|spouse|partner|girlfriend|boyfriend|fianc[eé]e?|son|daughter|child|children"
    r"|brother|sister|siblings?|uncle|aunt|cousin|niece|nephew|grand\w+|step\w+|parents?|roommate|housemate|neighbou?r"
    r"|friend|co-?worker|relatives?|family members?|\w+-in-laws?|attorney|lawyer|employer|supervisor|boss|landlord"
    r"|colleague|caregiver|brothers|sisters|friends|sons|daughters)"
)
_OTHERS = re.compile(
    rf"(?:^|[,:(]|\b(?:and|but|that|while|as|because|since|whereas|when|where|though|although))[\s\"']*"
    rf"(?:(?:his|her|their|the (?:patient|worker|claimant|applicant|employee)'s|a|an|one|the|each|another|this)"
    rf" (?:\w+ ){{0,2}}?{_KIN}(?: of \w+ \w+)?\b(?!['’]s)"
    r"|(?:another|other|a different|a second|a typical|the average|the next|one) (?:\w+ )?(?:patients?|workers?"
    r"|persons?|man|woman)"
    r"|(?:most|many|some|few|all|both|these|those) (?:\w+ )?(?:patients|people|persons|adults|workers|subjects|women"
    r"|men)"
    r"|(?:study )?(?:subjects|participants|volunteers|adults|people|individuals|persons|patients|women|men|diabetics"
    r"|smokers|veterans)\b"
    r"|(?:\w+ ){0,3}other (?:patients|employees|workers|people)"
    r"|(?:a|the) (?:study|trial|control|placebo|treated|treatment) (?:group|arm|cohort|population))\b"
    r"|\b(?:participants|volunteers|veterans|test subjects|study patients|mice|rats|animals|those (?:on|who|taking)"
    r"|users of"
    r"|(?:workers|employees|patients|people|anyone|persons) (?:who|on|taking|given)|(?:reviewer|physician|doctor"
    r"|surgeon"
    r"|provider)['’]s (?:own |other )?patients?)\b",
)
_PATIENT = re.compile(
    r"\b(?:he|she|they|i|patient|worker|claimant|applicant|employee|mr|ms|mrs|says?|said|states?|stated|reports?"
    r"|reported"
    r"|notes|noted|told|tells|gives?|gave|hands?|administers?|confirms?|confirmed|reminds?|picks? up|picked up|brings?"
    r"|brought|helps?|watches|manages)\b"
)
_INSERTED = re.compile(r",? (?:whom?|whose|an?|the|now|himself|herself|himself a|herself a)\b[^,]*,|, [^,]{0,80},")
"""What is said of the other person between commas: "her sister, whom she visits, takes"."""

_IF = re.compile(
    r"\b(?:whether|if|unless)\b[^,]{0,90}$|^\W*(?:were|had|should) (?:he|she|they|it|the|an?)\b[^,]{0,90}$"
)
_OPEN = re.compile(
    r"\b(?:not|without) (?:needing|requiring|having)(?: to take| to use)?(?: \w+){0,2} ?$|\bno need (?:for"
    r"|of)(?: \w+){0,2} ?$"
    r"|\b(?:not|never)(?: be| been)? (?:clear|known|stated|told|documented|certain|confirmed|established|shown|said"
    r"|recorded) that\b[^,]{0,90}$|\b(?:unclear|unknown|uncertain|doubtful)\b(?! where (?:he|she|they|the)\b)"
    r"[^,]{0,60}$"
    r"|\b(?:nothing|nobody|nowhere|not|never|no (?:\w+ )?\w+)\b[^,]{0,40}\bthat (?:he|she|they|(?:the|this) (?:\w+ )?"
    r"(?:patient|worker|claimant|applicant|employee)) (?:\w+ly )?(?:takes?|uses?|has (?:taken|used)"
    r"|(?:is|was) (?:taking|using|on|prescribed|given))\b[^,]{0,40}$|\b(?:no|neither|nor|zero)\s+$"
)
_START = (
    r"(?:prescribe|start|begin|try|give|be (?:given|prescribed|started|placed|put|tried|switched|offered|kept)"
    r"|switch|add"
    r"|put|place|administer|dispense|initiate|receive|go on|have|starting|trying|adding|using|taking|switching|rotating"
    r"|introduce|order|inject)"
)
_PLANNED = re.compile(
    rf"\b(?:will|shall|plans?|planned|planning|intends?|intended|proposes?|proposed|going|about|agreed|means|meant"
    rf"|wants?"
    rf"|wishes|hopes|would like)(?: to)?(?: \w+){{0,1}} {_START}\b(?: [\w'-]+){{0,4}} ?$"
)
_URGED = re.compile(
    rf"\b(?:would like|wants?|urges?|urged|asks|encourages?|encouraged|begged) (?:him|her|them|the \w+) to"
    rf" (?:{_START}|take|use)\b(?: [\w'-]+){{0,3}} ?$"
)
_POSSIBLE = re.compile(
    rf"\b(?:may|might|could|would|should|can|consider(?:s|ed|ing)?|thinking of|talk of|discuss(?:ed|ing)?|offered"
    rf"|willing"
    rf"|prepared|free)(?: to| of)?(?: \w+){{0,1}} {_START}\b(?: [\w'-]+){{0,4}} ?$"
)
_OVER = re.compile(
    r"\b(?:years ago|long ago|in the past|formerly|at one time|as a child|in childhood|in (?:his|her) youth|decades ago"
    r"|months ago|before (?:the|his|her|this) (?:injury|accident|surgery|operation|fall)|in (?:19\d\d"
    r"|200\d))\b[^.;]{0,60}"
    r"\b(?:took|used|had|was (?:on|given|taking|using|prescribed|treated with|maintained on|put on|placed on)"
    r"|received)\b"
    r"[^.;]{0,40}$"
)
_NEGATED = re.compile(
    r"(?:\b(?:not|never|nor|neither|nobody|no one)\b|n[’']t\b)(?: \w+){0,2}? (?:takes?|taken|taking|uses?|used|using|on"
    r"|prescribed?|given|started|received?)(?: \w+){0,2} ?$"
)
_OF_SOMEBODY = frozenset({DrugStatus.TAKEN, DrugStatus.TRIED, DrugStatus.ALLERGY})


_UNSURE_AFTER = re.compile(
    r"^(?: ?[\w/.%-]+){0,2}? ?\b(?:might|may|could|would|will|should) (?:then |still |also )?(?:be |have been )?"
    r"(?:help|ease|reduce|improve|work|spare|give|allow|provide|relieve|bring|started?|tried|given|used|prescribed"
    r"|added"
    r"|considered|better|a better|worth)\b"
)


def guarded(before: str, after: str, status: DrugStatus | None) -> DrugStatus | None:
    """The status of a drug, held against the words of its clause `before` and `after` it (in small letters)."""
    if status not in _OF_SOMEBODY:
        return status
    if _of_others(before):
        return DrugStatus.GENERAL_STATEMENT
    if status is not DrugStatus.ALLERGY and _IF.search(before):
        return DrugStatus.NOT_TOLD
    if status is not DrugStatus.TAKEN:
        return status
    if _PLANNED.search(before) or _URGED.search(before):
        return DrugStatus.REQUESTED
    if _OPEN.search(before) or _POSSIBLE.search(before) or _NEGATED.search(before) or _UNSURE_AFTER.match(after):
        return DrugStatus.NOT_TOLD
    return DrugStatus.TRIED if _OVER.search(before) else status


def _of_others(before: str) -> bool:
    """Whether the last person of whom the clause speaks is not the patient."""
    last = max((found.end() for found in _OTHERS.finditer(before)), default=None)
    if last is None:
        return False
    told = _INSERTED.match(before, last)
    return not _PATIENT.search(before, told.end() if told else last)
