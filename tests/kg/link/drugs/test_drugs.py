"""Drug names as titles write them, and what they come to. The cases are in the tables beside this file."""

from __future__ import annotations

import csv
import datetime as dt
import json
import random
import re
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.link.drugs import DrugLinker, as_json
from kg.link.drugs.doses import FREQUENCIES, LIMITS, Frequency
from kg.link.drugs.wordings import COUNTED, DAYS, MEASURED, QUANTITIES, REFILLS, Wording
from kg.model import Confidence, DrugMention, Letter, Place, passage
from kg.parse import parse
from kg.schemes import drug_status, drugs
from kg.schemes.drug_status import Position, StatusRule

HERE = Path(__file__).parent
LINKER = DrugLinker(drugs.load(), rules=drug_status.load())
PARTS = (
    "lumbar spine", "cervical spine", "right shoulder", "left knee", "bilateral wrists", "low back", "head", "abdomen",
    "left ankle", "right hip", "upper extremities", "lower extremities", "right hand/thumb", "brain/brainstem",
)  # fmt: skip


def table(name: str) -> list[dict[str, str]]:
    lines = [line for line in (HERE / name).read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    return [{key: value or "" for key, value in row.items()} for row in csv.DictReader(lines, delimiter="\t")]


def names(mention: str) -> list[str]:
    return [ingredient.name for ingredient in LINKER.link(mention).ingredients]


@pytest.mark.parametrize("row", table("valid_mentions.tsv"), ids=lambda row: row["mention"])
def test_a_mention_comes_to_ingredients_strength_and_amounts(row: dict[str, str]) -> None:
    found = as_json(LINKER.link(row["mention"]))
    assert found["ingredients"] == [name for name in row["ingredients"].split("|") if name]
    assert (found["brand"] or "") == row["brand"]
    assert (found["strength"] or "") == row["strength"]
    assert ("" if found["quantity"] is None else str(found["quantity"])) == row["quantity"]
    assert ("" if found["refills"] is None else str(found["refills"])) == row["refills"]
    assert (found["how"], found["confidence"]) == (row["how"], row["confidence"])


@pytest.mark.parametrize("row", table("doses.tsv"), ids=lambda row: row["mention"])
def test_a_dose_is_told_only_where_nothing_is_open(row: dict[str, str]) -> None:
    found = LINKER.link(row["mention"])
    told = (found.quantity, found.refills, found.days, found.mme)
    assert [i.name for i in found.ingredients] == [name for name in row["ingredients"].split("|") if name]
    assert (found.strength or "", found.confidence) == (row["strength"], row["confidence"])
    assert ["" if value is None else f"{value:g}" for value in told] == [
        row[column] for column in ("quantity", "refills", "days", "mme")
    ]
    assert [f.code for f in found.findings] == [code for code in row["findings"].split("|") if code]


@pytest.mark.parametrize("row", table("traps.tsv"), ids=lambda row: row["mention"])
def test_no_trap_catches_the_linker(row: dict[str, str]) -> None:
    found = LINKER.link(row["mention"])
    assert [i.name for i in found.ingredients] == [name for name in row["ingredients"].split("|") if name]
    assert found.confidence.value in row["confidence"].split("|")


@pytest.mark.parametrize("heading", (HERE / "no_drugs.txt").read_text(encoding="utf-8").splitlines())
def test_a_heading_of_another_treatment_names_no_drug(heading: str) -> None:
    assert LINKER.mentions(passage(heading)) == ()


def test_a_thousand_headings_of_other_treatments_name_no_drug() -> None:
    lines = (HERE / "no_drug_patterns.txt").read_text(encoding="utf-8").splitlines()
    patterns = [line for line in lines if not line.startswith("#")]
    chance = random.Random(7)
    headings: set[str] = set()
    while len(headings) < 1000:
        numbers = {name: chance.randint(1, 12) for name in "nmk"}
        headings.add(chance.choice(patterns).format(p=chance.choice(PARTS), **numbers))
    found = {heading: LINKER.mentions(passage(heading)) for heading in sorted(headings)}
    assert not {heading: mentions for heading, mentions in found.items() if mentions}


def test_a_title_may_name_several_drugs() -> None:
    title = "Norco 5/325 mg #60, Soma 350 mg #30 and Ambien 5 mg #15 with 1 refill"
    found = LINKER.mentions(passage(title))
    assert [(m.brand, m.strength, m.quantity, m.refills) for m in found] == [
        ("Norco", "5/325 mg", 60, None),
        ("Soma", "350 mg", 30, None),
        ("Ambien", "5 mg", 15, 1),
    ]
    assert [title[m.span.start : m.span.end] for m in found] == ["Norco 5/325 mg", "Soma 350 mg", "Ambien 5 mg"]


def test_amounts_before_a_name_belong_to_it() -> None:
    found = LINKER.mentions(passage("Injection of 3cc of lidocaine 1% and 2cc of bupivacaine 0.25%"))
    assert [(m.ingredients[0].name, m.strength, m.quantity) for m in found] == [
        ("lidocaine", "1%", 3),
        ("bupivacaine", "0.25%", 2),
    ]


def test_strength_is_told_for_each_ingredient_whatever_the_order_of_the_numbers() -> None:
    for mention in ("Norco 10/325 mg", "Norco 325/10 mg"):
        assert [i.strength for i in LINKER.link(mention).ingredients] == ["10 mg", "325 mg"]


def test_a_strength_that_does_not_exist_is_found() -> None:
    assert [f.code for f in LINKER.link("Percocet 4/325mg #60").findings] == ["strength-not-found"]
    assert LINKER.link("Percocet 10/325mg #60").findings == ()
    assert LINKER.link("Naproxen 550mg #60").findings == ()


@pytest.mark.parametrize(
    ("mention", "form"),
    [
        ("Flur/Cyclo/Caps/Lid 10%/2%/0.0125%/1%", None),
        ("Caps 0.025%/Lido 5% cream", "cream"),
        ("Tramadol 50 mg caps #60", "capsule"),
    ],
)
def test_the_short_form_of_an_ingredient_is_no_dose_form(mention: str, form: str | None) -> None:
    assert LINKER.link(mention).form == form


def test_a_number_of_grams_is_never_told_in_milligrams() -> None:
    for mention in ("Voltaren gel 100 gm #3 tubes", "Kenalog 1 cc", "Lidocaine ointment 50 grams", "Depo-Medrol 2 ml"):
        assert LINKER.link(mention).strength is None


def test_other_strengths_in_prose_leave_the_dose_open() -> None:
    sentence = "He takes MS Contin 30mg qam and 15mg qhs."
    (found,) = LINKER.mentions(passage(sentence), Place.RATIONALE)
    assert (found.mme, found.daily_dose) == (None, None)


def test_a_medical_food_is_said_to_be_one() -> None:
    found = LINKER.link("Sentra PM #60")
    assert (found.ingredients, found.how) == ((), "medical_food")
    assert [f.code for f in found.findings] == ["medical-food"]


@pytest.mark.parametrize(
    ("mention", "mme", "assumed"),
    [
        ("MS Contin 15mg, 1 tab every 12 hours", 30.0, "factor 1 (CDC 2018)"),
        ("Percocet 10/325 mg TID", 45.0, "one unit a dose"),
        ("Norco 5/325 #100 (4 per day)", 20.0, "factor 1 (CDC 2018)"),
        ("Norco 10/325 mg #120", 40.0, "120 units taken to last 30 days"),
        ("Tramadol 50 mg #28, 7 day supply", 20.0, "28 units in 7 days"),
        ("Duragesic 50mcg/hr", 120.0, "factor 2.4 a mcg/hr (CDC 2018), one patch at a time"),
        ("Oxycodone 5mg 1-2 tabs q6h prn", 60.0, "the larger dose of the range"),
    ],
)
def test_morphine_equivalents_come_with_their_assumptions(mention: str, mme: float, assumed: str) -> None:
    found = LINKER.link(mention)
    assert found.mme == mme
    assert assumed in found.assumptions


def test_morphine_factors_are_those_in_force_on_the_day() -> None:
    for mention, before, after in (("Hydromorphone 4mg #30", 16.0, 20.0), ("Tramadol 50mg #60", 10.0, 20.0)):
        assert LINKER.link(mention).mme == before
        assert LINKER.link(mention, dt.date(2022, 11, 3)).mme == before
        assert LINKER.link(mention, dt.date(2022, 11, 4)).mme == after
    later = DrugLinker(drugs.load(), mme_vintage="2022")
    assert later.link("Hydromorphone 4mg #30").mme == 20.0


@pytest.mark.parametrize(
    ("day", "mention", "mme", "said"),
    [
        (None, "Methadone 10mg #90", None, None),
        (dt.date(2015, 6, 1), "Methadone 10mg #90", None, None),
        (dt.date(2017, 6, 1), "Methadone 5mg #60", 40.0, "factor 4 for up to 20 mg a day (CDC 2016)"),
        (dt.date(2017, 6, 1), "Methadone 10mg #60", 80.0, "factor 4 for up to 20 mg a day (CDC 2016)"),
        (dt.date(2017, 6, 1), "Methadone 10mg #90", 240.0, "factor 8 for up to 40 mg a day (CDC 2016)"),
        (dt.date(2017, 6, 1), "Methadone 10mg #150", 500.0, "factor 10 for up to 60 mg a day (CDC 2016)"),
        (dt.date(2017, 6, 1), "Methadone 10mg #240", 960.0, "factor 12 (CDC 2016)"),
        (dt.date(2023, 6, 1), "Methadone 10mg #90", 141.0, "factor 4.7 (CDC 2022)"),
    ],
)
def test_methadone_counts_by_its_dose_and_by_the_day(
    day: dt.date | None, mention: str, mme: float | None, said: str | None
) -> None:
    found = LINKER.link(mention, day)
    assert found.mme == mme
    assert said is None or said in found.assumptions
    assert [f.code for f in found.findings] == (["dose-open"] if mme is None else [])


@pytest.mark.parametrize("wording", [*REFILLS, *QUANTITIES, *DAYS, *COUNTED, *MEASURED], ids=lambda w: w.example)
def test_each_wording_of_an_amount_reads_its_example(wording: Wording) -> None:
    match = wording.pattern.search(wording.example)
    assert match
    months = 30 if match.groupdict().get("unit", "") == "month" else 1
    assert not match["n"] or float(match["n"]) * months == wording.says


@pytest.mark.parametrize("frequency", [*LIMITS, *FREQUENCIES], ids=lambda frequency: frequency.example)
def test_each_frequency_reads_its_example(frequency: Frequency) -> None:
    match = frequency.pattern.search(frequency.example)
    assert match
    assert frequency.rate(match) == frequency.says


def test_no_morphine_equivalent_without_strength_or_for_a_cream() -> None:
    assert LINKER.link("Norco #90").mme is None
    assert LINKER.link("Tramadol 10%/Menthol 5% cream 60gm").mme is None
    assert LINKER.link("Naproxen 500mg #60").mme is None


def test_prose_is_read_by_exact_names_only() -> None:
    text = "She takes Lyrica 75 mg and cyclobenzaprin, was given ibuprofen. Norko did not help; soma stays."
    found = LINKER.mentions(passage(text), Place.RATIONALE)
    assert [m.text for m in found if m.how != "misspelling"] == ["Lyrica 75 mg", "ibuprofen", "soma"]
    assert all(m.place is Place.RATIONALE for m in found)


def test_a_kit_spelled_out_in_brackets_is_what_the_brackets_say() -> None:
    assert names("Terocin 120ml (capsaicin 0.025%, menthol 10%, lidocaine 2.5%)") == [
        "capsaicin",
        "menthol",
        "lidocaine",
    ]


def test_an_unsure_link_is_never_called_certain() -> None:
    for mention in ("Terocin", "Synapryn", "Trazodon 50mg", "Flexerill 10mg"):
        assert LINKER.link(mention).confidence is not Confidence.CERTAIN


@settings(max_examples=300, deadline=None)
@given(
    st.text(max_size=120)
    | st.from_regex(r"(Norco|apap|menthol|#|[0-9]{1,3}|%|/|mg| |-|\(|\)|with|x){0,14}", fullmatch=True)
)
def test_any_text_gives_mentions_inside_it(text: str) -> None:
    for place in (Place.HEADING, Place.SUMMARY):
        for mention in LINKER.mentions(passage(text), place):
            assert 0 <= mention.span.start < mention.span.end <= len(text)
            assert text[mention.span.start : mention.span.end] == mention.text
    assert json.dumps(as_json(LINKER.link(text)))


@pytest.mark.parametrize(
    "part",
    [
        "norco / ",
        "xyzzybla and ",
        "1/",
        "(",
        "1% ",
        "seven (7) ",
        "q.i.d",
        "menthol 1% and ",
        "1,111",
        "ms ",
        "#60 ",
        "flurb 15% ",
    ],
)
def test_hostile_text_is_read_in_bounded_time(part: str) -> None:
    text = "norco " + part * (30000 // len(part)) + "norco"
    start = time.process_time()
    LINKER.mentions(passage(text))
    LINKER.mentions(passage(text), Place.RATIONALE)
    assert time.process_time() - start < 60


# --- prose ---------------------------------------------------------------------------------------------------------

BRACKETED = re.compile(r"\[([^\]|]+)(?:\|(\w+))?\]")


@pytest.mark.parametrize("row", table("prose.tsv"), ids=lambda row: row["why"])
def test_prose_says_what_the_drugs_are_to_the_patient(row: dict[str, str]) -> None:
    sentence = BRACKETED.sub(r"\1", row["sentence"])
    found = LINKER.mentions(passage(sentence), Place.RATIONALE)
    assert [mention.status for mention in found] == [status for _, status in BRACKETED.findall(row["sentence"])]
    for mention, (name, _) in zip(found, BRACKETED.findall(row["sentence"]), strict=True):
        assert sentence[mention.span.start :].startswith(name)


@pytest.mark.parametrize("rule", drug_status.load(), ids=lambda rule: rule.example)
def test_each_rule_of_a_status_reads_its_example(rule: StatusRule) -> None:
    sentence = BRACKETED.sub(r"\1", rule.example)
    assert any(rule.pattern.search(part) for part in parts_of(rule))
    found = LINKER.mentions(passage(sentence), Place.RATIONALE)
    assert [mention.status for mention in found] == [rule.status] * len(BRACKETED.findall(rule.example))


def parts_of(rule: StatusRule) -> list[str]:
    """What a rule is tried on: the whole sentence, or what follows each of its drugs."""
    sentence = BRACKETED.sub(r"\1", rule.example).lower()
    if rule.position is not Position.AFTER:
        return [sentence]
    return [sentence.partition(name.lower())[2] for name, _ in BRACKETED.findall(rule.example)]


@pytest.mark.parametrize("row", table("clauses.tsv"), ids=lambda row: row["sentence"])
def test_a_drug_in_prose_has_the_words_of_its_own_dose_only(row: dict[str, str]) -> None:
    found = LINKER.mentions(passage(row["sentence"]), Place.SUMMARY)
    told = "; ".join(
        ", ".join(filter(None, (m.brand or "/".join(i.name for i in m.ingredients), m.strength, amounts(m), m.form)))
        for m in found
    )
    assert told == row["told"]


def amounts(mention: DrugMention) -> str:
    return f"#{mention.quantity:g}" if mention.quantity is not None else ""


def test_a_title_has_no_status() -> None:
    assert [m.status for m in LINKER.mentions(passage("Norco 10/325mg #60"))] == [None]


# --- on gold readings ------------------------------------------------------------------------------------------------


def test_gold_mentions_are_linked(shared: Path) -> None:
    with (shared / "gold" / "drug_mentions.csv").open(encoding="utf-8") as file:
        gold = list(csv.DictReader(file))
    wrong, certain = [], []
    for row in gold:
        found = LINKER.link(row["mention"])
        same = {i.name for i in found.ingredients} == set(filter(None, row["ingredients"].split(";")))
        codes = {i.rxcui for i in found.ingredients} - {None}
        if not same or codes != set(filter(None, row["rxcui_ingredients"].split(";"))):
            wrong.append(row["mention"])
            certain += [row["mention"]] if found.confidence is Confidence.CERTAIN else []
    assert len(wrong) <= 0.03 * len(gold), wrong
    assert not certain


def test_gold_titles_name_their_drugs_and_no_others(shared: Path) -> None:
    letters = json.loads((shared / "gold" / "letters.json").read_text(encoding="utf-8"))
    wrong = []
    for item in (item for letter in letters for item in letter["items"]):
        found = LINKER.mentions(passage(item["request"]))
        gold = sorted(
            (sorted(d["ingredients"]), d["strength"] or "", d["quantity"] or 0, d["refills"] or 0)
            for d in item["drugs"]
        )
        ours = sorted(
            (sorted(i.name for i in d.ingredients), d.strength or "", d.quantity or 0, d.refills or 0) for d in found
        )
        if gold != ours:
            wrong.append(item["request"])
    assert not wrong


@pytest.mark.real_letters
def test_real_headings_without_a_strength_or_a_count_name_no_unknown_drug(real_texts: dict[str, str]) -> None:
    letters = [each for source, text in real_texts.items() for each in parse(text, source) if isinstance(each, Letter)]
    found = [m for letter in letters for item in letter.items for m in LINKER.mentions(item.request)]
    assert found
    assert all(m.how in ("exact", "alias", "combination", "compound") for m in found)
