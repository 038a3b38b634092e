"""The forms of `kg.parse.scope`, one row each: what the form says, an example that a test reads, its words."""

from __future__ import annotations

from kg.model import RationaleFinding
from kg.parse.scope_words import (
    ADDED,
    BAD,
    BE,
    DEEMED,
    DENIAL,
    DENY,
    GAP,
    GOOD,
    INNER,
    NEEDED,
    NOBODY,
    NOT,
    SUBJECT,
)

__all__ = ["FORMS"]

_REFUSED, _GRANTED, _OPEN = RationaleFinding.NOT_NECESSARY, RationaleFinding.NECESSARY, RationaleFinding.NOT_STATED

FORMS: tuple[tuple[RationaleFinding, str, str], ...] = (
    (
        _REFUSED,
        "Non-certification is recommended.",
        rf"{DENIAL}(?:(?!\b(?:that|{ADDED}|is|was|are|were|would|request(?:ed)? for)\b)[^.;,]){{0,80}}?"
        rf" (?:{BE}|would|will|must|should|can|could|does|did)(?P<turn_no> ?not|n't)?(?: (?:be|{BE}))?"
        rf" {DEEMED}(?P<turn_late>not )?(?:\w+ly )?(?:{GOOD}|(?P<turn_bad>{BAD}))\b(?! if\b)",
    ),
    (
        _REFUSED,
        "It was right to deny this device.",
        rf"(?P<turn_no>{NOT} (?:be |seem )?)?(?:reasonable|appropriate|right|proper|correct"
        r"|(?P<turn_bad>unreasonable|inappropriate|wrong|improper|unfair|incorrect|a mistake|an error)) to"
        rf" (?:\w+ly )?{DENY}\b",
    ),
    (
        _GRANTED,
        "I find no basis for denying the request.",
        rf"(?:no|hardly any|little|not any|without) (?:\w+ ){{0,2}}(?:reason|basis|grounds?|justification"
        rf"|cause|rationale|support) (?:to|for|on which to|upon which to) (?:\w+ly )?{DENY}\b",
    ),
    (
        _REFUSED,
        "I cannot say that this is medically necessary.",
        r"(?:cannot|can not|can't|could not|couldn't|unable to) (?:\w+ly )?(?:be )?(?:say|said|concluded?"
        rf"|stated?|call(?:ed)?|find|argued?|h[eo]ld|maintain(?:ed)?|affirm(?:ed)?|see) {SUBJECT} (?:{BE}"
        rf"|would be|as|to be)? ?{DEEMED}{INNER}?{NEEDED}",
    ),
    (
        _REFUSED,
        "It is far from clear that the request is medically necessary.",
        r"(?:remains to be (?:shown|seen|proven|established)|far from (?:clear|certain|evident|obvious"
        r"|established|proven)|doubtful|questionable|unclear"
        rf"|uncertain|debatable|(?:hard|difficult|at a loss) to (?:see|say|conclude|argue)) {SUBJECT} (?:{BE}|would"
        rf" be) {DEEMED}{INNER}?{NEEDED}",
    ),
    (
        _REFUSED,
        "Nothing in the chart suggests that the request is medically necessary.",
        rf"{NOBODY} {GAP}(?:suggests?|shows?|shown|established|proven|demonstrated|indicates?|leads?"
        rf" \w+ to (?:say|think|believe|conclude)"
        r"|proves?|establish(?:es)?|argues?|says?|to (?:show|suggest|indicate|say|prove|conclude|think"
        rf"|believe)) {SUBJECT} (?:{BE}|would be)? ?{DEEMED}{INNER}?{NEEDED}",
    ),
    (
        _REFUSED,
        "I see no ground on which this might be called medically necessary.",
        r"no (?:\w+ )?(?:reasons?|grounds?|basis|proof|evidence|facts?|circumstances?|way) (?:to|that"
        r" (?:would|could|might)|(?:up)?on which|in which|under which|for)"
        rf" (?:(?!\b{ADDED})[^.;,]){{0,60}}?\b(?:call(?:ed)?|consider(?:ed|ing)?|deem(?:ed|ing)?|find|make"
        rf"|render|be|regard(?:ed)?|view(?:ed)?) {GAP}{INNER}?{NEEDED}",
    ),
    (
        _REFUSED,
        "This alone does not make the request medically necessary.",
        rf"(?:does|do|did|would|will|can) ?not (?:\w+ly )?(?:render|make|mean) (?:(?!\b(?:{ADDED}"
        rf"|it)\b)[^.;,]){{0,60}}?{INNER}?{NEEDED}",
    ),
    (
        _REFUSED,
        "If therapy had failed, this would be medically necessary; it has not.",
        rf"\b(?:if|had|were|should) [^.;]{{0,160}}?\b(?:would|could|might|may) (?:then )?(?:be|have been)"
        rf" {DEEMED}{NEEDED}(?:[;,.]| if [^.;,]{{3,80}}[;,.]) (?:but |yet |however,? )?(?:(?:she|he|it"
        rf"|they|this|that|these|such|none|no|there|the) ?(?:\w+ ){{0,4}}?(?:has|have|had|is|was|were|are"
        r"|did|does|do)(?: ?(?:not|none|no)\b|n't)|none (?:is|was|has|have|were)|no (?:such )?\w+ (?:is|was"
        r"|has|have|were))",
    ),
    (
        _REFUSED,
        "It might be medically necessary if a deficit were shown, but none is shown.",
        rf"\bmight be {DEEMED}{NEEDED} if [^.;,]{{3,80}}[;,] (?:but|yet) (?:none|no|it|this|they|she|he)\b"
        rf" [^.;,]{{0,60}}",
    ),
    (
        _OPEN,
        "If therapy had failed, this would be medically necessary.",
        rf"\b(?:if|had|were) (?:(?!\bnot\b)[^.;]){{3,160}}?, [^.;,]{{1,80}}?\b(?:would|could|might) (?:then"
        rf" )?(?:be|have been) {DEEMED}(?:not )?{NEEDED}",
    ),
    (
        _OPEN,
        "Six visits are medically necessary; the remaining six are not.",
        rf"\b(?:is|are|was|were|would be) {DEEMED}{NEEDED}(?:(?!\b(?:if|only)\b)[^.;,]){{0,60}}[.;,]?"
        r" (?:but |and |while |however,? |whereas )?the (?:rest|remaining|remainder|balance|excess)\b[^.;,]{0,60}?"
        r" (?:is|are|was|were|would|cannot) ?(?:not\b|be\b|un\w+|excessive)[^.;]{0,60}",
    ),
    (
        _REFUSED,
        "There is insufficient information to overturn the denial.",
        r"(?:insufficient|inadequate|not enough|too little|nothing|not any|no|(?P<turn_good>(?<!not )(?:sufficient"
        r"|ample|adequate|enough|good|every|compelling|strong))) (?:\w+ ){0,5}?(?:to|for)"
        r" (?:(?:support|justify|warrant) )?(?:overturn|revers|set)\w*"
        rf" (?:aside )?(?:the|this|that) (?:[\w']+ ){{0,3}}?(?:{DENIAL}|decision|determination|modification)\b",
    ),
    (
        _GRANTED,
        "The audiogram leaves no doubt about the need for the aids.",
        r"\b(?:no|little|without|beyond) (?:\w+ )?(?:doubt|question) (?:about|of|as to|regarding|that there is)"
        r" (?:the |a )?(?:\w+ )?(?:need|necessity)\b",
    ),
    (
        _REFUSED,
        "Before this could be deemed medically necessary an examination would be needed.",
        rf"\b(?:before|until) (?:[^.;]{{0,120}}?, )?[^.;,]{{1,80}}?\b(?:can|could|may|might)(?: ?not)? be"
        rf" {DEEMED}{NEEDED}",
    ),
    (
        _REFUSED,
        "Only a trial would be medically necessary.",
        rf"\bonly (?:an?|one|two|three|four|five|six|eight|\d+)\b[^.;,]{{0,60}}? (?:would|could|might|is"
        rf"|are) (?:be )?{DEEMED}{NEEDED}",
    ),
    (
        _REFUSED,
        "Four visits would be medically necessary, but twelve were requested.",
        rf"\b(?:would|could|might) be {DEEMED}{NEEDED},? (?:but|and|yet|while|whereas)"
        rf" [^.;]{{0,60}}?\b(?:was|were|is|are|has been|have been) (?:requested|asked for|sought|prescribed"
        r"|ordered)",
    ),
    (
        _REFUSED,
        "A reduced number of visits would be medically necessary.",
        rf"\b(?:a|an|the) (?:modified|reduced|lesser|smaller|shorter|lower) [^.;,]{{1,60}}? (?:is|are|would"
        rf" be) {DEEMED}{NEEDED}\.?$",
    ),
    (
        _OPEN,
        "The first scan was medically necessary. It gave a clear picture.",
        rf"\b(?:earlier|prior|previous|initial|first|original|last)(?! request)\b[^.;,]{{0,60}}? (?:was|were|had been)"
        rf" {DEEMED}{NEEDED}(?=[.;,] [^.;]{{8}})",
    ),
    (
        _OPEN,
        "The scan of 2015 was medically necessary. It gave a clear picture.",
        rf"\b[^.;,]{{1,40}} (?:of|from|in) (?:19|20)\d\d\b[^.;,]{{0,60}}? (?:was|were|had been) {DEEMED}{NEEDED}"
        rf"(?=[.;,] [^.;]{{8}})",
    ),
    (
        _REFUSED,
        "Accordingly not necessary.",
        r"(?:^|(?<=[.!?] ))(?:(?:thus|therefore|hence|accordingly|as such|consequently|overall|so),?"
        r" )?(?:not |non-?)(?:certified|(?:medically )?indicated|necessary|approved|warranted|supported"
        r"|authorized|justified|appropriate|reasonable)\s*\.?\s*$",
    ),
    (
        _REFUSED,
        "Denied.",
        r"(?:^|(?<=[.!?] ))(?:den(?:ied|y)|(?P<turn_good>certif(?:ied|y)|approved?|authorized?|grant(?:ed)?))(?: as"
        r" (?:requested|written|asked))?\s*\.?\s*$",
    ),
    (
        _GRANTED,
        "I would approve it.",
        r"\b(?:I|we|the (?:expert )?reviewer) (?:would|will|must)(?: (?:therefore|thus|hence))?(?P<turn_no>"
        r" not)? (?:approve|certify|authorize|grant|allow|(?P<turn_bad>deny|refuse|non-?certify|disallow))"
        r" (?:it|this|these|them|the request\w*)\b(?! if| only)(?=[^.;,]{0,30}\.?\s*$)",
    ),
    (
        _GRANTED,
        "Approval is advised.",
        r"(?<!non-)(?<!non )\b(?:approval|certification|authorization) (?:is|was|would be)(?P<turn_no> not)?"
        rf" {DEEMED}(?:recommended|advised|warranted|appropriate|justified|indicated)\b(?! if| only| for)",
    ),
    (
        _GRANTED,
        "To deny this surgery would be unreasonable.",
        rf"\bto (?:\w+ly )?{DENY}\b(?:(?!\b(?:that|{ADDED})\b)[^.;,]){{0,80}}? (?:is|was|would|seems"
        rf"|can)(?P<turn_no> not)?"
        rf" (?:be )?{DEEMED}(?:{BAD}|(?P<turn_good>{GOOD}))\b",
    ),
    (
        _GRANTED,
        "There was no good cause for the denial.",
        r"\b(?:no|little) (?:\w+ )?(?:reason|cause|basis|grounds?|justification|rationale|support|merit)"
        rf" (?:for|in|behind) (?:the|this|that|a|its|their) (?:[\w']+ ){{0,3}}?{DENIAL}",
    ),
    (
        _GRANTED,
        "I have no doubt that the request is medically necessary.",
        rf"\b(?:no|not|n't|without|cannot) (?:\w+ ){{0,4}}?(?:doubt(?:ed)?|questions?|disput(?:e|ed))"
        rf" (?:but )?{SUBJECT}"
        rf" {BE} {DEEMED}{INNER}?{NEEDED}",
    ),
    (
        _REFUSED,
        "There is no evidence that the request is medically necessary.",
        rf"\bno (?:\w+ )?(?:evidence|proof|indication|sign|reason) {SUBJECT} (?:is|are|was|were|would be) {DEEMED}"
        rf"{INNER}?{NEEDED}",
    ),
    (
        _REFUSED,
        "I do not see how the request could be medically necessary.",
        rf"(?:\b{NOT}|n't|cannot|fail to) (?:see|understand|know|grasp|imagine) {SUBJECT}"
        rf" (?:{BE}|(?:could|would|can|might) be) {DEEMED}{INNER}?{NEEDED}",
    ),
    (
        _REFUSED,
        "By no means is the request medically necessary.",
        r"\b(?:by no means|in no (?:way|sense|respect|manner)|under no (?:\w+ )?circumstances?|at no point"
        r"|on no account|nowhere|hardly|scarcely)"
        rf" {GAP}{INNER}?{NEEDED}",
    ),
    (
        _REFUSED,
        "The request is anything but medically necessary.",
        rf"\b(?:anything but|far from|short of)(?: being)? {NEEDED}",
    ),
    (
        _REFUSED,
        "It would have been medically necessary had a trial succeeded, which it did not.",
        rf"\b(?:would|could|might) (?:be|have been) {DEEMED}{NEEDED},? (?:had|if|were|provided|should)"
        rf" [^.;]{{3,120}}?"
        r"[,;.] (?:but |and |yet |however,? )?(?:which|it|this|that|they|she|he|none|no|there|such|these)\b"
        r"[^.;,]{0,40}?(?:\bnot\b|n't|\bnone\b|\bnever\b|\babsent\b|\bno\b)",
    ),
    (
        _REFUSED,
        "If red flags were present, imaging would be medically necessary. None are present.",
        rf"\b(?:if|had|were|should) [^.;]{{3,160}}?\b(?:would|could|might) (?:then )?(?:be|have been)"
        rf" {DEEMED}{NEEDED}"
        r"[;,.] (?:but |yet |however,? )?(?:none|neither|no \w+|nothing of the kind|there (?:is|are|was"
        r"|were) no(?:ne)?)\b",
    ),
    (
        _OPEN,
        "This would be medically necessary if therapy had failed.",
        rf"\b(?:would|could|might) (?:be|have been) {DEEMED}(?:not )?{NEEDED},? (?:had|if|were|should)"
        rf" [^.;]{{3,120}}",
    ),
    (
        _GRANTED,
        "The carrier erred in denying the study.",
        rf"\berred (?:in|by|when|to) (?:\w+ ){{0,2}}?{DENY}\b",
    ),
    (
        _REFUSED,
        "It would be wrong to call the request medically necessary.",
        r"\b(?:not (?:true|correct|accurate|right|proper|the case)|untrue|false|wrong|incorrect"
        r"|inaccurate|a mistake|an error)"
        r" (?:that|to (?:say|call|hold|find|conclude|consider|deem|claim|state)(?: that)?)"
        rf" {SUBJECT} (?:{BE} )?{DEEMED}{INNER}?{NEEDED}",
    ),
    (
        _REFUSED,
        "The opinion that this is medically necessary is mistaken.",
        r"\b(?:claim|finding|view|assertion|opinion|conclusion|argument|contention|position|statement|notion) that"
        rf" {SUBJECT} {BE} {DEEMED}{INNER}?{NEEDED}[^.;,]{{0,40}}? (?:is|was|must be|cannot be|does|fails?|rests?)"
        rf"(?: not)? {DEEMED}(?:{BAD}|{GOOD}|mistaken|false|rejected|accepted|persuasive|untenable)\b",
    ),
    (
        _GRANTED,
        "I do not find the request unnecessary.",
        rf"(?:\b{NOT}|n't|cannot) (?:find|deem|consider|regard|think|call|hold|judge) {SUBJECT}"
        r" (?:as |to be )?(?:medically )?(?:un|not )necessary\b",
    ),
    (
        _GRANTED,
        "Few would dispute that the surgery is medically necessary.",
        r"\b(?:few|no one|nobody|none|who) (?:would|could|can|will) (?:\w+ly )?(?:dispute|doubt|question|deny|contest)"
        rf" {SUBJECT} {BE} {DEEMED}{INNER}?{NEEDED}",
    ),
    (
        _REFUSED,
        "No finding on examination makes the scan medically necessary.",
        rf"\b(?:no|none of|nothing|neither) {GAP}(?:makes?|renders?|made) {GAP}{INNER}?{NEEDED}",
    ),
    (
        _REFUSED,
        "The request might be medically necessary after a trial, but no trial was done.",
        rf"\b(?:might|may|could) be {DEEMED}{NEEDED}[^.;,]{{0,80}}[,;.] (?:but|yet|however,?) (?:no"
        rf"|none|it|this|they|she|he)\b"
        r"[^.;,]{0,60}",
    ),
    (
        _OPEN,
        "The request may be medically necessary.",
        rf"\b(?:might|may|could) (?:\w+ly )?be {DEEMED}(?:not )?{NEEDED}",
    ),
    (
        _GRANTED,
        "The reviewer cannot endorse the denial.",
        r"(?:\bcannot|\bcan not|\bunable to|\bnot|n't) (?:endorse|support|uphold|affirm|sustain|accept|defend|approve)"
        rf" (?:the|this|that|its|their) (?:[\w']+ ){{0,3}}?{DENIAL}\b",
    ),
    (
        _REFUSED,
        "Medical necessity is far from proven.",
        r"\bfar from (?:being )?(?:proven|established|shown|clear|certain|evident|met|convincing)\b",
    ),
    (
        _REFUSED,
        "The request would only be medically necessary with a deficit, and none is noted.",
        rf"\bonly be {DEEMED}{NEEDED}",
    ),
    (
        _GRANTED,
        "It makes no sense to withhold this drug.",
        rf"\bmakes? (?:no|little) sense to (?:\w+ly )?{DENY}\b",
    ),
)
"""What the form says, an example, the pattern of its words."""
