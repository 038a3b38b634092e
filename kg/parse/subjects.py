"""Whether a verdict's subject is what the item asks for: another item and a part of it are not."""

from __future__ import annotations

import re

from kg.text import number_of

__all__ = ["another", "limits", "other_subject"]

_ASKED = re.compile(
    r"\b(?:request\w*|it|this|these|they|such|same|above|said|both|all|proposed|disputed|in dispute)\b", re.IGNORECASE
)
_OTHER = re.compile(
    r"\b(?:earlier|prior|previous|past|initial|first|original|last|companion|next|other(?! than)"
    r"|another item)\b(?!(?:-| )time| request"
    r"| line)",
    re.IGNORECASE,
)
_PART = re.compile(
    r"^\W*(?:at (?:most|least) |up to |no more than )?(?:only|part|parts|half|some|several|most|a few|fewer"
    r"|a (?:single|modified"
    r"|reduced|lesser|smaller|shorter|lower|trial)|(?:one|two|three|four|five|six|seven|eight|\d+) (?:of|or)\b)"
    r"|\b(?:a portion|only|alone|not all|(?:reduced|modified|lesser|smaller|shorter|lower) (?:number|amount|quantity"
    r"|dose|course|course"
    r"|period|duration|version))\b",
    re.IGNORECASE,
)
_REMAINING = re.compile(r"\b(?:remaining|IMR[- ]eligible|portion of the original request)\b", re.IGNORECASE)
_COUNT = re.compile(
    r"(?:\b|(?<=\dx)|(?<=\dX))(\d+(?=[xX]|\b)|(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
    r"|fourteen|fifteen|sixteen|eighteen|twenty"
    r"|twenty-four|thirty|forty|fifty|sixty|ninety)\b)",
    re.IGNORECASE,
)
_LESS = re.compile(
    r"\b(?:to the extent|in ?so ?far as|in the amount|in part|for (?:an?|the) (?:trial|taper|shorter|lesser|reduced)"
    r"|at (?:a|the) (?:lower|reduced|lesser))\b",
    re.IGNORECASE,
)
_AMOUNT = re.compile(
    r"#|\b(?:visits?|sessions?|screens?|tests?|times|tablets?|days?|weeks?|months?|hours?|units?|quantity"
    r"|injections?|levels?|taper|trial)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[a-z]{2,}")
_KINDS = tuple(
    frozenset(words.split())
    for words in (
        "mri mra mrs magnetic",
        "ct tomography",
        "xray xrays radiograph radiographs films",
        "ultrasound sonogram",
        "emg ncv ncs electromyography electrodiagnostic conduction",
        "surgery arthroscopy fusion repair decompression laminectomy discectomy operation arthroplasty replacement"
        " release"
        " debridement meniscectomy removal revision excision fixation reduction procedure",
        "injection injections epidural esi block blocks ablation neurotomy rhizotomy",
        "brace braces sling orthosis orthotics splint collar boot",
        "walker cane crutch crutches wheelchair scooter ramp",
        "bed mattress recliner chair",
        "tens stimulator stimulation interferential wave",
        "cold cryotherapy ice polar heat",
        "acupuncture",
        "chiropractic manipulation chiropractor",
        "psychotherapy cognitive psychological psychologist psychiatric psychiatrist biofeedback counseling",
        "massage",
        "aide nurse nursing caregiver homecare",
        "urine toxicology uds udt screen screens",
        "blood lab labs cbc cmp bmp urinalysis ptt laboratory",
        "ekg ecg electrocardiogram echocardiogram",
        "gym membership pool",
        "transportation transport ambulance",
        "consultation consult office",
        "inpatient hospital stay admission",
    )
)
"""Words for things of the same kind: a subject and a title of different kinds are different items."""

_REGIONS = tuple(
    frozenset(words.split())
    for words in (
        "knee knees",
        "ankle ankles foot feet",
        "shoulder shoulders",
        "elbow elbows",
        "wrist wrists hand hands finger thumb",
        "hip hips",
        "neck cervical",
        "back lumbar lumbosacral",
        "thoracic",
        "head brain skull",
    )
)
"""Words for parts of the body: the knee brace is not the ankle brace."""

_DRUG = re.compile(
    r"\d ?(?:mg|mcg|ml|gm|%)|#\s?\d|\b(?:tablets?|capsules?|refills?|cream|ointment|patch(?:es)?)\b", re.IGNORECASE
)
_OF_DRUGS = re.compile(
    r"\d|\b(?:tablets?|capsules?|pills?|refills?|cream|ointment|patch(?:es)?|gel|medications?|drugs?|supply|taper"
    r"|dose|opioids?"
    r"|use|trial|weaning|compound|quantity|course|prescription|treatment)\b",
    re.IGNORECASE,
)
_RELATIVE = re.compile(
    r"\b(?:(?:at|for|in|on|to|by|from|of) )?(?:which|whom|whose|where|when|that)\b.*$", re.IGNORECASE
)
_SMALL = frozenset({"the", "and", "for", "of", "to", "with", "mg", "ml", "in", "an", "on", "at", "by", "is", "or"})
_DEFINITE = re.compile(r"\W*(?:the|these|those|all|both|such|said)\b", re.IGNORECASE)
_SIDES = ({"left"}, {"right"})


def other_subject(subject: str, title: str, *, granted: bool = False) -> bool:
    """Whether `subject`, the words for what is found necessary, names something else than `title`, or a part of it.

    Without a title only what says of itself that it is a part or another one is told. A part that is `granted` leaves
    the request open.
    """
    if _REMAINING.search(subject):
        return False
    if re.search(r"\b(?:only|alone)\b", subject, re.IGNORECASE):
        return True
    if another(subject) or _part(subject, title):
        return not _shared_count(subject, title)
    if not title:
        return False
    subject = _RELATIVE.sub("", subject)
    theirs, ours = _words(subject), _words(title)
    if granted and len(theirs & {"left", "right"}) == 1 and ours & {"both", "bilateral"}:
        return True
    if _SIDES[0] & theirs and not _SIDES[0] & ours and _SIDES[1] & ours:
        return True
    if _SIDES[1] & theirs and not _SIDES[1] & ours and _SIDES[0] & ours:
        return True
    amount = _counts(title) or (_AMOUNT.search(subject) and not _DEFINITE.match(subject))
    if granted and _counts(subject) and amount and not _shared_count(subject, title):
        return True
    return not _ASKED.search(subject) and _differs(subject, theirs, title, ours)


def _differs(subject: str, theirs: set[str], title: str, ours: set[str]) -> bool:
    """Whether the subject is a thing of another kind than the title's, or no drug where that is one."""
    regions, asked = _kinds(theirs, _REGIONS), _kinds(ours, _REGIONS)
    if regions and asked and not regions & asked:
        return True
    kinds, asked = _kinds(theirs, _KINDS), _kinds(ours, _KINDS)
    if kinds and asked:
        return not kinds & asked
    if not _DRUG.search(title) or _alike(theirs, title) or _shared_count(subject, title):
        return False
    return bool(kinds) or bool(theirs - {"the"} and not _OF_DRUGS.search(subject))


def _kinds(words: set[str], kinds: tuple[frozenset[str], ...]) -> set[int]:
    """The numbers of the `kinds` of which `words` hold one."""
    return {number for number, kind in enumerate(kinds) if kind & words}


def another(words: str) -> bool:
    """Whether words speak of an earlier or a further thing than the one that is asked for."""
    return bool(_OTHER.search(words))


def limits(words: str, title: str) -> bool:
    """Whether what follows "medically necessary" allows less than `title` asks for: "for a taper at #45"."""
    if _LESS.search(words):
        return True
    counts, asked = _counts(words.replace("#", " ")), _counts(title.replace("#", " "))
    return bool(_AMOUNT.search(words) and counts and asked and not counts & asked)


def _part(subject: str, title: str) -> bool:
    """Whether a subject is a part of what is asked for; a trial is one where the title asks for more than a trial."""
    part = _PART.search(subject)
    if part is None:
        return False
    return "trial" not in part.group().lower() or (bool(title) and "trial" not in title.lower())


def _shared_count(subject: str, title: str) -> bool:
    return bool(_counts(title)) and bool(_counts(subject) & _counts(title))


def _counts(text: str) -> set[float]:
    found = (number_of(each) for each in _COUNT.findall(text.lower()))
    counts = {float(each) for each in found if each is not None}
    return counts | {first * second for first in counts for second in counts if first != second}


def _words(text: str) -> set[str]:
    return {word for word in _WORD.findall(text.lower().replace("x-ray", "xray")) if number_of(word) is None}


def _alike(words: set[str], title: str) -> bool:
    """Whether one of `words` begins like a word of the title."""
    letters = {word[:4] for word in _words(title)} - _SMALL
    return any(word[:4] in letters for word in words)
