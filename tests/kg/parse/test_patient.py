from __future__ import annotations

import pytest

from kg.model import Finding, Sex, passage
from kg.parse.patient import read_patient


def read(summary: str, *rationales: str) -> tuple[int | None, str | None, set[str]]:
    notes: list[Finding] = []
    patient = read_patient(passage(summary), [passage(words) for words in rationales], notes)
    age, sex = patient.age, patient.sex
    return age and age.value, sex and sex.value.value, {note.code for note in notes}


@pytest.mark.parametrize(
    ("words", "age", "sex"),
    [
        ("This baker is a 44 year old male.", 44, "male"),
        ("This 44-year-old woman fell.", 44, "female"),
        ("A now 53-year old gentleman came.", 53, "male"),
        ("The applicant, a female, 29 years of age, fell.", 29, "female"),
        ("The patient is a 61 y/o F. She fell.", 61, "female"),
        ("The worker is a man aged 37.", 37, "male"),
    ],
)
def test_reads_age_and_sex_in_the_usual_words(words: str, age: int, sex: str):
    assert read(words)[:2] == (age, sex)


def test_an_age_at_which_something_else_happened_is_not_the_patients():
    assert read("She has had asthma since 13 years old. She is 40 years old.")[:2] == (40, "female")
    assert read("Her son is 12 years old.")[0] is None


def test_pronouns_of_the_patient_count_and_those_of_the_doctor_do_not():
    words = "The applicant works on her balance. The provider said that he and his staff agreed, he said."
    age, sex, codes = read(words)
    assert (age, sex) == (None, "female")
    assert codes == {"age-not-found", "sex-from-pronouns"}


def test_pronouns_after_the_patients_name_go_before_those_of_nobody_named():
    assert read("He wrote. He called. Then the applicant lost her balance.")[1] == "female"


def test_pronouns_of_a_provider_alone_tell_no_sex():
    assert read("The provider said that he agreed.")[1:] == (None, {"age-not-found", "sex-not-found"})


def test_what_the_summary_does_not_say_is_looked_for_in_the_rationales():
    assert read("The worker fell.", "This 50-year-old female fell.")[:2] == (50, "female")


def test_silence_is_noted():
    assert read("A represented employee fell.") == (None, None, {"age-not-found", "sex-not-found"})


def test_the_span_holds_the_number_and_the_word():
    text = "The worker is a 44 year old male."
    patient = read_patient(passage(text), [], [])
    assert patient.age is not None
    assert patient.sex is not None
    assert text[patient.age.span.start : patient.age.span.end] == "44"
    assert patient.sex.value is Sex.MALE
    assert text[patient.sex.span.start : patient.sex.span.end] == "male"
