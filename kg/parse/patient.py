"""The patient's age and sex, as the letter says them. Pronouns count for sex."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice

from kg.model import Finding, Passage, Patient, Said, Sex
from kg.parse.findings import found

__all__ = ["read_patient"]

_AGE = re.compile(
    r"""
    # "44-year-old", "44 years of age"
    \b(?:(?P<age>\d{1,3})[ ]?-?[ ]?(?:years?|yrs?\.?)(?:,?[ ]?-?[ ]?old\b|[ ]of[ ]age\b)
    # "44 y/o"
    |(?P<short>\d{1,3})[ ]?-?[ ]?(?:y/o\b|y\.o\.|yo\b)
    # "aged 44", "age: 44"
    |(?:aged?|age[ ]of|age:)[ ](?P<aged>\d{1,3})\b(?![ ]?(?:and|or|to|-|years[ ](?:and|or))))
    """,
    re.VERBOSE | re.IGNORECASE,
)
_SOMEONE_ELSE = re.compile(
    r"\b(?:since|when|at|until|from|before|after|over|under|above|than|her|his|son|daughter|child|mother|father|wife"
    r"|husband|brother|sister)(?: (?:the age of|age|approximately|about|an?|is|was|he was|she was))?,? ?$",
    re.IGNORECASE,
)
_WORD = re.compile(r"\b(?:(?P<female>female|woman|lady)|(?P<male>male|man|gentleman))\b", re.IGNORECASE)
_SUBJECT = r"(?:worker|patient|applicant|claimant|employee|individual|IW)"
_NAMED = re.compile(
    rf"\b{_SUBJECT}[^.]{{0,60}}?\b(?:(?P<female>female|woman)|(?P<male>male|man|gentleman))\b", re.IGNORECASE
)
_PRONOUN = re.compile(
    r"(?<![/\w])(?:(?P<female>she|her|hers|herself)|(?P<male>he|his|him|himself))\b(?!/)", re.IGNORECASE
)
_PERSON = re.compile(
    rf"\b(?:(?P<patient>{_SUBJECT})|provider|physician|doctor|surgeon|therapist|psychologist|attorney|reviewer|Dr)\b",
    re.IGNORECASE,
)
_SENTENCE = 200
_LETTER = re.compile(r"[ ,-]{1,2}(?:(?P<female>F)|(?P<male>M))\b")
_OPENING = 200
_ENOUGH = 100
_AFTER_AGE = 60
_OLDEST, _YOUNGEST = 110, 10


def read_patient(summary: Passage | None, rationales: Sequence[Passage], notes: list[Finding]) -> Patient:
    """Age and sex from the clinical summary; what it does not say, from the rationales."""
    passages = [passage for passage in (summary, *rationales) if passage]
    aged = next((pair for pair in map(_age, passages) if pair), None)
    sex = _sex_beside(*aged) if aged else None
    sex = sex or next((said for said in map(_sex_named, passages) if said), None)
    sex = sex or _sex_of_pronouns(passages, notes)
    place = summary.part(0, 0) if summary else None
    if aged is None:
        notes.append(found("age-not-found", place))
    if sex is None:
        notes.append(found("sex-not-found", place))
    return Patient(_said_age(*aged) if aged else None, sex)


def _age(passage: Passage) -> tuple[Passage, re.Match[str]] | None:
    """The first age that is the patient's: not one at which something else happened, nor a relative's."""
    text = passage.text
    for match in _AGE.finditer(text):
        years = int(match["age"] or match["short"] or match["aged"])
        before = text[max(0, match.start() - 40) : match.start()]
        if _YOUNGEST <= years <= _OLDEST and not _SOMEONE_ELSE.search(before):
            return passage, match
    return None


def _said_age(passage: Passage, match: re.Match[str]) -> Said[int]:
    group = str(match.lastgroup)
    return Said(int(match[group]), passage.part(*match.span(group)))


def _sex(passage: Passage, match: re.Match[str]) -> Said[Sex]:
    sex = Sex.FEMALE if match["female"] else Sex.MALE
    return Said(sex, passage.part(*match.span("female" if match["female"] else "male")))


def _sex_beside(passage: Passage, age: re.Match[str]) -> Said[Sex] | None:
    """The word beside the age: "44 year old male", also "male, 44 years old"."""
    text = passage.text
    letter = _LETTER.match(text, age.end())
    if letter:
        return _sex(passage, letter)
    stop = text.find(".", age.end(), age.end() + _AFTER_AGE)
    after = _WORD.search(text, age.end(), stop if stop >= 0 else age.end() + _AFTER_AGE)
    if after:
        return _sex(passage, after)
    before = _WORD.search(text, max(0, age.start() - 20), age.start())
    return _sex(passage, before) if before else None


def _sex_named(passage: Passage) -> Said[Sex] | None:
    match = _NAMED.search(passage.text) or _WORD.search(passage.text, 0, _OPENING)
    return _sex(passage, match) if match else None


def _sex_of_pronouns(passages: Sequence[Passage], notes: list[Finding]) -> Said[Sex] | None:
    """The sex that most pronouns have: those that follow the patient's name first, never those of a provider."""
    pronouns = [
        (_sex(passage, match), _of_patient(text, match.start()))
        for passage, text in zip(passages, [each.text for each in passages], strict=True)
        for match in islice(_PRONOUN.finditer(text), _ENOUGH)
    ]
    for near in (True, None):
        seen = [said for said, patients in pronouns if patients is near]
        female = [said for said in seen if said.value is Sex.FEMALE]
        male = [said for said in seen if said.value is Sex.MALE]
        if not seen:
            continue
        most = female if len(female) > len(male) else male
        notes.append(found("sex-uncertain" if female and male else "sex-from-pronouns", most[0].span))
        return most[0]
    return None


def _of_patient(text: str, at: int) -> bool | None:
    """Whether the last person named before `at` in its sentence is the patient; ``None`` where none is named."""
    before = text[max(0, at - _SENTENCE) : at].rpartition(".")[2]
    named = [bool(person["patient"]) for person in _PERSON.finditer(before)]
    return named[-1] if named else None
