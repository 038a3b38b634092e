"""Turns of phrase in which a reviewer refuses or grants without the words "medically necessary".

One row a turn: its words, an example. To add one, add a row to `_REFUSED` or `_GRANTED`; a test reads every example.
In the words,

- ``be`` is any form of it, with what may stand after it ("is not yet", "was found to be"); so are ``have`` and ``do``
- a word in capitals is one of its group (`_GROUPS`)
- ``a/b`` is either word, ``word?`` may be left out, ``word*`` has any ending, ``...`` is up to four words

A turn is turned round by a negation before or in it ("is not reasonable", "no longer warranted"), unless its own words
hold one ("cannot be supported").
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from kg.model import RationaleFinding

__all__ = ["TURNS", "Turn", "turns_in"]

_GROUPS = {
    "DENIAL": "denial/decision/determination/non-certification/noncertification/non-authorization/modification",
    "PROOF": "evidence/documentation/support/justification/rationale/basis/indication/reason",
    "CRITERIA": "criteria/criterion/requirement*/conditions/precondition*/prerequisite*",
    "LIMIT": "guideline*/recommend*/limit*/maximum/parameters",
    "GRANTED": (
        "supported/justified/endorsed/recommended/approved/certified/authorized/"
        "granted/allowed/permitted/sustained/substantiated"
    ),
    "GRANT": "support/justify/endorse/recommend/approve/certify/authorize/grant/allow",
    "SHOW": ("demonstrate/establish/meet/show/satisfy/document/support/justify/identify/provide/substantiate/warrant"),
    "UNWARRANTED": (
        "unwarranted/unjustified/unsupported/unsubstantiated/unnecessary/unneeded/unreasonable/inappropriate"
        "/unproven/unestablished"
    ),
    "MET": "met/satisfied/fulfilled",
}
"""Words that stand for one another; a name in capitals stands for its group."""

_REFUSED = """
unable to ... GRANT                                | This reviewer is unable to endorse the request.
find* ... DENIAL appropriate/correct/proper/justified/reasonable | I find the non-certification appropriate.
properly/correctly/rightly/appropriately denied/non-certified | The claims administrator properly denied this request.
not recommend/endorse/advise                       | I would not recommend this device.
fall*/fell short of                                | The notes fall short of what the guideline asks for.
not ... borne out                                  | The claimed gain is not borne out by the chart.
do not bear ... out                                | The record does not bear this out.
case for ... be ... weak/thin/tenuous              | The case for this request is weak.
remain* in question/doubt                          | Medical necessity remains in question.
be ... doubtful/dubious                            | The need for this request is doubtful at best.
need/necessity/value/utility ... be questionable/debatable | The need is questionable with a normal examination.
not ... made/make his/her/their/a case              | The surgeon has not made his case.
request fails                                      | A mattress is a comfort item, so the request fails.
do not survive/withstand/pass scrutiny/muster      | The request does not survive scrutiny.
do not rise to                                     | The findings do not rise to the level of an emergency.
cannot be ... GRANTED                              | The request cannot be supported on this record.
can not be ... GRANTED                             | The request can not be approved as written.
cannot GRANT                                       | I cannot endorse a third course of visits.
exceed* ... LIMIT                                  | The number of visits exceeds what the guideline allows.
be in excess of                                    | This request is in excess of the recommended visits.
be premature                                       | Surgery of this kind is premature in this case.
CRITERIA ... ... not ... MET                       | The criteria for this scan have not been met.
CRITERIA ... be unmet/unfulfilled                  | The criteria for the request are unmet.
do not ... meet/satisfy/fulfill                    | This request does not meet the guideline's criteria.
be inconsistent with                               | The request is inconsistent with the guideline.
be contrary to                                     | This request is contrary to the guideline.
be at odds with                                    | The request is at odds with the guideline.
lie*/fall* outside                                 | The request falls outside the guideline.
be outside ... LIMIT                               | This request is outside the guideline.
go/goes beyond ... LIMIT                           | The request goes beyond the guideline.
no/insufficient/inadequate/little ... PROOF/need to/for/that/of | There is no justification for the request.
lack* ... PROOF/specificity/detail                 | The request lacks any documentation of benefit.
PROOF ... be lacking/wanting/missing/absent/insufficient/inadequate | Documentation for this request is lacking.
be contraindicated                                 | This medication is contraindicated in this patient.
DENIAL ... stand*                                  | The denial stands.
DENIAL ... be upheld/affirmed/sustained/maintained/appropriate/correct/proper/justified | The denial was correct.
DENIAL ... be sound/sensible/prudent/defensible/well-reasoned/fair/valid | The prior determination was sound.
DENIAL ... be understandable/legitimate              | The denial is understandable.
DENIAL be supported/reasonable                     | The modification is supported by the record.
DENIAL ... be left in/as/standing/intact/undisturbed | The prior determination should be left in place.
DENIAL ... remain* in place/force/effect           | The denial remains in place.
leave the/this ... DENIAL in/as/standing/intact/undisturbed | I leave the denial undisturbed.
no ... reason/cause/ground/grounds/basis to disturb/alter/revisit ... DENIAL | I see no reason to disturb the denial.
be ... moot/academic                               | The clearance is thus moot.
fall/falls away                                    | With that the request falls away.
cannot be ... reconciled/squared with              | Twelve more visits cannot be reconciled with the guideline.
be too sparse/scant/thin/vague to allow/support/justify/permit/warrant | The record is too sparse to allow it.
no change ... to/in ... DENIAL                     | No change is made to the prior adverse determination.
go/goes ... beyond/past ... ... guideline*/limit*/mtus/odg | It goes well past the use that the guideline allows.
no ... advantage ... justif*/warrant*              | The brace has no advantage that would justify its cost.
be not what ... guideline*/mtus/odg                | A scan before such a trial is not what the guideline calls for.
must/should/to/will be turned down                 | The request has to be turned down.
be out of step/line/keeping with                   | Use at this dose is out of step with the guideline.
nothing ... ... bears/bear/bore out                | Nothing in the records at hand bears out the need for this aide.
be left UNWARRANTED                                | The need for the wheelchair is left unproven.
twice/double/triple what ... guideline*/mtus/odg   | Twelve visits are twice what the guideline would allow.
exceed* ... that/which the? guideline*/mtus/odg    | This course exceeds the two weeks that the guideline permits.
offer* no/little ... advantage/benefit             | This brand offers no proven advantage over the generic.
would/will/could not ... change/alter ... plan/management/treatment | The scan would not change the treatment plan.
uphold* ... DENIAL                                 | I uphold the denial.
agree*/concur* with ... DENIAL/UR/administrator    | The reviewer agrees with the prior denial.
no ... role/place/benefit/value/utility for/in/of/to | There is no role for this device here.
fail* to ... SHOW                                  | The records fail to demonstrate any gain from this treatment.
be unpersuasive/unconvincing                       | The case made for this request is unpersuasive.
not ... persuasive/convincing/compelling/persuaded/convinced | The argument for the request is not compelling.
be UNWARRANTED | A second scan is unneeded at this time.
be excessive/redundant/superfluous | A second scan is redundant at this time.
be ... investigational/experimental                | This procedure is still considered experimental.
no longer ... needed/indicated/required/warranted/reasonable/appropriate | Therapy is no longer needed in this case.
not ... expected/likely to ... benefit/help/improve/change/alter | These visits are not likely to change the outcome.
be unlikely to                                     | This treatment is unlikely to help the patient.
do not ... qualify                                 | The patient does not qualify for this procedure.
not ... candidate for                              | The patient is not a candidate for this operation.
not ... eligible                                   | The patient is not eligible for this program.
remain* unclear/questionable/UNWARRANTED | The need for this request remains questionable.
be ... denied/declined/refused/disallowed/rejected/non-certified/noncertified | The request must be declined.
should ... weaned/discontinued/tapered/stopped     | This medication should be weaned.
case for ... not ... made                          | The case for this request has not been made.
find* no/little/insufficient                       | I find no basis on which to allow this.
not ... in evidence                                | The red flags that this request calls for are not in evidence.
not ... standard of care                           | This is not the standard of care.
add/adds nothing/little                            | This test adds nothing to the plan.
serve/serves no                                    | The device serves no purpose here.
below ... threshold                                | The findings are below the threshold for this request.
not ... reach ... threshold                        | The findings do not reach the threshold for this request.
not ... warrant/justify/support/merit              | The findings do not warrant the request.
not enough to                                      | These complaints are not enough to warrant this scan.
militate*/weigh*/argues/argue/speaks/speak against                       | The risks weigh against this request.
risk* ... outweigh*                                | The risks of this medication outweigh its gains.
recommend* against                                 | I recommend against this injection.
be ... better served by                            | This patient is better served by exercise at home.
should suffice                                     | Exercises at home should suffice for this patient.
could have been ... achieved/done/met              | The aim of this request could have been met at home.
"""
_GRANTED = """
find* ... appropriate/reasonable/justified/warranted/acceptable | I find the request appropriate.
be ... reasonable                                  | The request is reasonable at this time.
be ... appropriate                                 | Six visits are appropriate in this case.
be ... warranted                                   | The scan is warranted in this case.
be ... justified                                   | The request is well justified.
be ... indicated                                   | Surgery is clearly indicated in this case.
be ... supported                                   | The request is supported by the record.
be ... substantiated                               | The need for this request is substantiated.
be ... established                                 | The need for this brace is established.
be ... consistent with                             | The request is consistent with the guideline.
be in accord*/agreement/compliance/conformity/keeping/line/step/harmony with | It is in keeping with the guideline.
be within ... LIMIT                                | The request is within the guideline.
be ... within what ... guideline*/mtus/odg         | The request is within what the guideline supports.
documentation/record/records/evidence/findings suffice* for/to | The documentation suffices for the request.
plainly/clearly/thus/therefore/so qualifies        | This patient plainly qualifies.
fall*/lie* ... within/inside                       | The number of visits falls squarely within the guideline.
no difficulty/hesitation in/with/about endorsing/approving/certifying/supporting | I have no difficulty in endorsing it.
no objection/obstacle/bar to ... request/treatment/therapy/surgery/procedure | I see no obstacle to the request.
meet*/met/satisf*/fulfill* ... CRITERIA/threshold/definition/standard/guideline* | The patient satisfies the criteria.
CRITERIA ... ... be ... MET                        | All criteria for the request are met.
be ... GRANTED/allowable/approvable/certifiable/supportable | The request should be granted.
be ... recommended                                 | The request is recommended for approval.
be ... advisable/advised/endorsed                  | A second opinion is advisable in this case.
DENIAL ... be ... overturned/reversed/rescinded/vacated | The denial is reversed.
set aside ... DENIAL                               | I set aside the denial.
DENIAL ... be ... set aside                        | The denial is to be set aside.
DENIAL ... be ... improper/incorrect/erroneous/wrong/unfounded | The denial was improper.
DENIAL ... be in error                             | The denial was in error.
DENIAL ... cannot stand                            | The denial cannot stand.
overturn*/revers* ... DENIAL                       | I overturn the denial.
disagree* with ... DENIAL/UR/administrator         | I disagree with the denial.
not agree/concur with ... DENIAL/UR/administrator  | I do not agree with the denial.
rise*/rose to the level                            | The complaints rise to the level that this request needs.
be ... borne out                                   | The gain from this treatment is borne out by the chart.
be ... needed                                      | The brace is needed at this time.
be ... required                                    | A crutch is required after this operation.
be ... well documented                             | The gain from this medication is well documented.
qualif* for                                        | The patient qualifies for this program.
be ... good/appropriate/suitable/reasonable/excellent candidate | The patient is a good candidate for this operation.
sufficient/adequate/ample/strong/compelling/good ... PROOF to/for/of/that | There is ample reason for this request.
made his/her/their/a case                          | The surgeon has made her case for the fusion.
case for ... been made                             | The case for this request has been made.
be the standard of care                            | This operation is the standard of care.
be ... prudent/sensible/sound                      | This request is prudent.
argues/argue/speaks/speak for ... renewal/approval/request/continuation | This argues for its renewal.
every ... reason for                               | I see every medical reason for this device.
deserve*/merit*                                    | The request merits approval.
be ... essential/vital/crucial/indispensable/imperative | Transport is essential for this visit.
be ... beneficial                                  | This treatment is likely to be beneficial.
should ... continue/proceed                        | This treatment should continue.
can ... proceed                                    | The operation can proceed as requested.
warrant*/justif*/support* the/this/these/such/a/an/approval/continu* | These findings warrant the request.
be not in doubt/question/dispute                   | The need for this brace is not in doubt.
be ... beyond dispute/question/doubt               | The need for this request is beyond dispute.
benefit* ... outweigh*                             | The benefits of this medication outweigh its risks.
find* ... favor of                                 | I find in favor of the request.
be ... of benefit                                  | Six more visits are of benefit at this time.
no reason to ... deny/withhold/refuse              | I see no reason to withhold this treatment.
nothing ... argue*/speak* against                  | Nothing in the record speaks against the request.
be ... worth*                                      | A trial of this device is worthwhile in this case.
"""

_BE = r"(?:is|are|was|were|be|been|being|remains?|appears?|seems?)"
_AFTER_BE = (
    r"(?:,? (?:not|n't|no|never|longer|neither|nor|therefore|thus|thereby|hereby|also|both|still|now|yet|to|be|been"
    r"|considered|deemed|found|felt|judged|thought|seen|as|otherwise|indeed|\w+ly|well|at this time,?))*"
)
_FORMS = {
    "be": rf"{_BE}{_AFTER_BE}",
    "have": r"(?:has|have|had)(?: \w+ly)?",
    "do": r"(?:does|do|did)(?: \w+ly)?",
    "cannot": r"(?:cannot|can't|could not|couldn't)(?: \w+ly)?",
    "not": r"(?:not|n't)",
    "...": r"(?:(?! (?:and|but|although|because|which))[ ,][^\s.;:,]+){0,4}?",
}
_GROUP = re.compile(r"\b[A-Z]{3,}\b")
_OWN_NEGATION = re.compile(
    r"\b(?:not?|cannot|no longer|fail|lack|insufficient|inadequate|little|unlikely|nothing)\b|un\w+/"
)
_NEGATION = re.compile(
    r"(?:\b(?:not|no|never|nor|neither|cannot|hardly|without|none of|fails? to)\b|n't\b)", re.IGNORECASE
)
_CLAUSE_START = re.compile(r"[.;:,]\s|\b(?:and|but|because|since|as|that|which)\b", re.IGNORECASE)
_REACH = 40


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn: what it says of the request, the pattern of its words, an example."""

    verdict: RationaleFinding
    words: str
    pattern: str
    example: str
    needs: tuple[tuple[str, ...], ...] = ()
    """Of each of these a text must hold one, in small letters, to hold the turn."""

    @property
    def negates(self) -> bool:
        """Whether its own words hold a negation, so that one more does not turn it round."""
        return bool(_OWN_NEGATION.search(self.words))


def _pattern(words: str) -> str:
    """The regular expression of a turn's words."""
    parts: list[str] = []
    for word in words.split():
        optional = word.endswith("?")
        form = _FORMS.get(word.removesuffix("?"))
        if form is None:
            choices = "|".join(re.escape(each).replace(r"\*", r"\w*") for each in word.removesuffix("?").split("/"))
            form = f"(?:{choices})"
        gap = "" if word == "..." or not parts else " "
        parts.append(f"(?:{gap}{form})?" if optional else gap + form)
    return rf"\b{''.join(parts)}\b"


def _needs(words: str) -> tuple[tuple[str, ...], ...]:
    """The choices for each word that can't be left out and stands for itself."""
    own = (word for word in words.split() if not word.endswith("?") and word not in _FORMS)
    return tuple(tuple(choice.removesuffix("*").lower() for choice in word.split("/")) for word in own)


def _turns() -> Iterator[Turn]:
    for verdict, rows in ((RationaleFinding.NOT_NECESSARY, _REFUSED), (RationaleFinding.NECESSARY, _GRANTED)):
        for row in rows.strip().splitlines():
            words, example = (cell.strip() for cell in row.split("|"))
            listed = _GROUP.sub(lambda name: _GROUPS[name.group()], words)
            yield Turn(verdict, words, _pattern(listed), example, _needs(listed))


TURNS = tuple(_turns())


@lru_cache(maxsize=len(TURNS))
def _compiled(pattern: str) -> re.Pattern[str]:
    """Compiled when a text first calls for it: all of them cost more than a hundred letters."""
    return re.compile(pattern, re.IGNORECASE)


def turns_in(text: str, low: int) -> Iterator[tuple[int, int, RationaleFinding]]:
    """Every turn in `text` from character `low` on: start, end, and what it says after its negations."""
    # Outside ASCII letters are equal to `re` that are not to `str.lower`.
    words = text[low:].lower() if text.isascii() else None
    for turn in TURNS:
        if words is not None and not all(any(word in words for word in choices) for choices in turn.needs):
            continue
        for match in _compiled(turn.pattern).finditer(text, low):
            if "DENIAL" in turn.words and _OF_TREATMENT.search(text, max(0, match.start() - _REACH), match.end()):
                continue
            if _DEPARTURE.match(text, match.end()):
                continue
            verdict = turn.verdict
            if not turn.negates and _turned(text, match.start(), match.group()):
                verdict = _OTHER[verdict]
            yield match.start(), match.end(), verdict
    for match in _DONE.finditer(text, low):
        done = RationaleFinding.NOT_NECESSARY if match["not"] else RationaleFinding.NECESSARY
        yield match.start("said"), match.end(), done


_OF_TREATMENT = re.compile(
    r"\b(?:decision|determination) to (?!den|refus|non|modif|withh|declin|uphold|certif|disallow|approv)\w+"
    r"|\b(?:surgeon|doctor|provider|psychiatrist|psychologist|chiropractor|(?:treating|requesting|primary) physician)"
    r"(?:'s|\u2019s) (?:\w+ )?(?:decision|determination)\b",
    re.IGNORECASE,
)
""" "The surgeon's decision to operate was sound" is no word on the denial."""

_DEPARTURE = re.compile(r"(?: to)? (?:depart|deviat|stray)", re.IGNORECASE)
""" "No reason to depart from the guideline" grants what it recommends and refuses what it does not."""

_DONE = re.compile(
    r"(?:^|(?<=[.;:] )|(?<=, and )|(?<=, so ))(?:(?:therefore|thus|so|hence|accordingly),? )?"
    r"(?:(?<=; )it|(?:the|this|that|these)"
    r" (?!(?:taper|wean\w*|home|exercises?|alternative|conservative|other|usual|least|less\w*|lower|reduced|same)\b)"
    r"(?:(?!\b(?:taper|weaning|first|only)\b)[^.;,:]){2,60}?) (?P<said>should|ought to|must) (?P<not>not )?(?:\w+ly )?"
    r"(?:be (?:done|performed|obtained|carried out|provided|allowed)|go ahead|go forward)[.;]?\s*\Z",
    re.IGNORECASE,
)
""" "The scan should be done", at the end of a rationale: what else should be done is no word on the request."""

_OTHER = {
    RationaleFinding.NECESSARY: RationaleFinding.NOT_NECESSARY,
    RationaleFinding.NOT_NECESSARY: RationaleFinding.NECESSARY,
}


def _turned(text: str, start: int, words: str) -> bool:
    """Whether a negation stands in the turn, or before it in its clause."""
    if _NEGATION.search(words):
        return True
    before = text[max(0, start - _REACH) : start]
    clause = before[max((end.end() for end in _CLAUSE_START.finditer(before)), default=0) :]
    return bool(_NEGATION.search(clause))
