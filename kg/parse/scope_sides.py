"""Further forms of `kg.parse.scope`: the reviewer takes a side, or says that nothing would come of the request."""

from __future__ import annotations

from kg.model import RationaleFinding
from kg.parse.scope_words import BE, DEEMED, NEEDED, SUBJECT

__all__ = ["SIDES"]

_REFUSED, _GRANTED = RationaleFinding.NOT_NECESSARY, RationaleFinding.NECESSARY

SIDES: tuple[tuple[RationaleFinding, str, str], ...] = (
    (
        _REFUSED,
        "I side with the claims administrator.",
        r"\b(?:I|we|reviewer)\b(?P<turn_no> (?:do|does|can|could|will) ?not)?(?: \w+){0,2}? (?:sides?"
        r"|comes? down on the side)(?: (?:with|of)) (?:the |its |this )?(?:(?:UR|prior|utilization review|claims"
        r"|physician|initial"
        r"|earlier|previous|first|peer) ){0,2}(?:denial|administrator|carrier|insurer|adjuster|utilization review"
        r"|UR|URO|reviewer|advis[eo]r|determination|decision)\b(?! to (?:approve|certify|allow|grant)| of the"
        r" (?:treating|requesting) \w+\b(?!['\u2019]s))",
    ),
    (
        _GRANTED,
        "I side with the treating physician.",
        r"\b(?:I|we|reviewer)\b(?P<turn_no> (?:do|does|can|could|will) ?not)?(?: \w+){0,2}? (?:sides?"
        r"|comes? down on the side)(?: (?:with|of)) (?:the |his |her |this )?(?:(?:treating|requesting|attending"
        r"|prescribing"
        r"|primary|operating) )?(?:physician|surgeon|doctor|provider|psychiatrist|psychologist|chiropractor|patient"
        r"|worker)\b"
        r"(?!'s|\u2019s| (?:reviewer|advis[eo]r|who))",
    ),
    (
        _REFUSED,
        "With a normal examination it is hard to see what an MRI would add.",
        r"(?<!not )(?<!n't )\b(?:hard|difficult|impossible) to (?:see|say|know|tell|understand|imagine) (?:what|how)"
        rf" {SUBJECT} (?:would|could|might|will) (?:add|contribute|help|change|alter|benefit|accomplish|improve)\b",
    ),
    (
        _REFUSED,
        "What a third MRI would add is hard to see.",
        rf"\bwhat {SUBJECT} (?:would|could|might|will) (?:add|contribute|help|change|alter|accomplish|improve)"
        r" (?:is|remains) (?:hard to (?:see|say|tell)|difficult to (?:see|say|tell)|unclear|not (?:clear|told|said"
        r"|explained|stated))\b",
    ),
    (
        _REFUSED,
        "A fracture is the only setting where this would be medically necessary, and there is none.",
        r"\bthe (?:only|one|sole) (?:setting|situation|case|circumstances?|condition|indication|instance|time)"
        rf" (?:where|when|in which|under which|for which) {SUBJECT} (?:would|could|might|is|are) (?:be )?"
        rf"{DEEMED}{NEEDED}[,;.] (?:and |but |yet |which )?(?:there (?:is|are|was|were) no(?:ne|t)?\b|none\b|no \w+"
        rf" (?:is|was|are|were)"
        r"|(?:it|this|that|they|he|she|the (?:patient|worker)) ?(?:is|are|was|were|has|have|does|did)"
        r" (?:not|absent|none|no)\b|(?:is|are|was) (?:not|absent)\b)",
    ),
    (
        _GRANTED,
        "The treating surgeon holds that the fusion is medically necessary, and I agree.",
        r"\b(?:surgeon|physician|provider|doctor|administrator|UR|reviewer|denial|determination|decision)\b"
        rf"(?: (?!(?:but|and)\b)[^\s.;,]+){{1,14}}? {BE} {DEEMED}(?P<turn_late>not )?{NEEDED}(?: [^.;,]{{0,60}})?,"
        r" (?:and (?:I|this reviewer|the expert reviewer) (?:\w+ )?(?:agrees?|concurs?)"
        r"|(?P<turn_no>but (?:I|this reviewer|the expert reviewer) (?:disagrees?|differs?|(?:do|does|can) ?not (?:agree"
        r"|concur)|beg to differ)|(?:an?|the) (?:opinion|view|position|judgment) (?:that |which )?(?:I|this reviewer)"
        r" (?:can ?not|do(?:es)? not) (?:share|accept|endorse)))\W*$",
    ),
    (
        _REFUSED,
        "Nothing suggests that another dozen visits would accomplish what thirty have not.",
        r"\b(?:nothing|no (?:\w+ )?(?:evidence|reason|indication|sign|basis)) (?:[^.;,]{0,40}? )?(?:suggests?|shows?"
        r"|indicates?|to (?:think|believe|expect|suggest)|leads? \w+ to (?:think|believe|expect)) (?:that )?"
        r"(?:(?!\bnot\b)[^.;,]){3,60}? (?:would|will|could|can) (?:accomplish|help|add|improve|change|alter|benefit"
        r"|achieve|succeed)\b",
    ),
    (
        _REFUSED,
        "A sleep study is reserved for insomnia of six months, which is not the case here.",
        r"(?:reserved for|limited to|(?<!not )(?:recommended|indicated|allowed|supported|endorsed|appropriate"
        r"|warranted)(?: only| solely)? (?:for|in|when|if|after|where)|requires?|calls? for)\b"
        r"[^.;]{3,200}?[,;] (?:and )?(?:which|this|that) (?:(?:is|was) (?:not|hardly)"
        r"|(?P<turn_so>is (?:exactly|precisely|plainly|clearly|just)))"
        r" (?:(?:the|a) )?(?:case|situation|matter)(?: (?:here|in (?:this|the present) case|in this patient"
        r"|with this (?:patient|worker)|at hand))?\W*$",
    ),
    (
        _REFUSED,
        "Acupuncture may be extended if functional improvement is documented, and none was.",
        r"\b(?:may|can|could|is|are|should) (?:then )?(?:be )?(?:extended|continued|considered|recommended|allowed"
        r"|supported|indicated|repeated|used|tried|approved|warranted|appropriate)\b[^.;,]{0,60}? (?:if|when|where"
        r"|after|once|provided)\b [^.;,]{3,120}[,;.] (?:and |but |yet |of which )?(?:none|no such \w+) (?:was|is|were"
        r"|are|has been|have been|had been)(?: (?:documented|noted|reported|provided|shown|recorded|found|described"
        r"|seen|submitted|included|demonstrated|present))?(?: here| in this case)?\W*$",
    ),
    (
        _REFUSED,
        "While some form of treatment is warranted, this treatment is not.",
        r"\b(?:while|although|though) (?:some|other|another|a)\b[^.;,]{2,100}? (?:is|are|may be|would be) (?:\w+ly )?"
        r"(?:warranted|necessary|needed|appropriate|reasonable|indicated)\b[^.;,]{0,40}, (?:this|the requested"
        r"|the request|these)(?: \w+){0,4}? (?:is|are) not\W*$",
    ),
    (
        _GRANTED,
        "Because the arthroplasty itself is medically necessary, so too is the walker.",
        rf"\b(?:is|are) (?P<turn_not>not )?{DEEMED}{NEEDED}, (?:and )?so(?: too)? (?:is|are) (?:the|this|these)\b",
    ),
    (
        _REFUSED,
        "As the arthroplasty is not medically necessary, neither is the walker.",
        rf"\b(?:is|are) not {DEEMED}{NEEDED}, (?:neither|nor) (?:is|are) (?:the|this|these)\b",
    ),
    (
        _REFUSED,
        "A trial of one month would be reasonable, but what was asked for is a purchase.",
        rf"\b(?:would|could|might) be {DEEMED}(?:reasonable|appropriate|warranted|acceptable|justified|sufficient)\b"
        r"[^.;,]{0,30}[,;] (?:but|yet|while|whereas|however,?) (?:what (?:was|is) (?:asked for|requested|sought)"
        r"|the request (?:is|was) for|[^.;]{0,60}? (?:was|were|is|are) (?:requested|asked for|sought))\b",
    ),
)
"""As `kg.parse.scope_forms.FORMS`."""
