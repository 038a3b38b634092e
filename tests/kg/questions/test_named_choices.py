"""A value given as a name is one concept, or it is asked which; nothing is guessed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kg.errors import AmbiguousName, ParameterError
from kg.query import Door, open_door
from kg.questions.catalog import Catalog, Query, read_query
from kg.questions.named_choices import Homonym, concept_finder, homonyms, used_values
from kg.store.releases import new_release
from kg.store.segments import Part

EX = "https://w3id.org/imr-kg/"
SECTION = f"{EX}id/section/"
SKOS = "http://www.w3.org/2004/02/skos/core#"
LABELS = [
    ("section/odg-pt", "prefLabel", "Physical therapy (PT) - ODG, Low Back"),
    ("section/odg-pt", "altLabel", "Physical therapy (PT)"),
    ("section/mtus-pt", "prefLabel", "Physical therapy (PT) - MTUS"),
    ("section/mtus-pt", "altLabel", "Physical therapy (PT)"),
    ("section/mtus-pt", "hiddenLabel", "fysical therapy"),
    ("section/surgery", "prefLabel", "Surgery - ODG"),
    ("section/surgery", "notation", "7.1"),
    ("section/other", "prefLabel", "Other - ODG"),
    ("section/other", "altLabel", "surgery"),
    ("section/mtus-esi", "prefLabel", "Epidural steroid injections (ESIs) - MTUS"),
    ("section/mtus-esi", "altLabel", "Epidural steroid injections (ESIs)"),
    ("section/mtus-esi", "altLabel", "ESI"),
    ("section/odg-esi", "prefLabel", "Epidural steroid injection (ESI) - ODG, Low Back"),
    ("section/odg-esi", "altLabel", "Epidural steroid injection (ESI)"),
    ("section/odg-pain-esi", "prefLabel", "Epidural steroid injections - ODG, Pain"),
    ("section/odg-pain-esi", "altLabel", "Epidural steroid injections"),
    ("drug/pt", "prefLabel", "Physical therapy (PT)"),
]
QUESTION = """#+ title: Decisions
#+ parameters:
#+   - {name: section, type: concept, scheme: section}
#+   - {name: year, type: year, default: 2016}
#+   - {name: side, type: enum, choices: {"reviewer": Expert reviewer}}
SELECT ?d WHERE { ?d <urn:section> ?section ; <urn:year> ?year ; <urn:side> ?side }
"""


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    folder = tmp_path_factory.mktemp("names")
    lines = sorted(f'<{EX}id/{path}> <{SKOS}{kind}> "{label}"@en .' for path, kind, label in LABELS)
    with new_release(folder, "1") as draft:
        draft.load([Part.of("", lines)])
        draft.publish()
    with open_door(folder, workers=1) as opened:
        yield opened


@pytest.fixture(scope="module")
def question() -> Query:
    return read_query(QUESTION, "quality/decisions.rq")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("odg-pt", ["odg-pt"]),
        ("section/odg-pt", ["odg-pt"]),
        ("id/section/odg-pt", ["odg-pt"]),
        ("physical THERAPY (pt)  - odg, low back", ["odg-pt"]),
        ("Fysical Therapy", ["mtus-pt"]),
        ("7.1", ["surgery"]),
        ("Physical therapy (PT)", ["mtus-pt", "odg-pt"]),
        ("physical therapy", ["mtus-pt", "odg-pt"]),
        ("PT", ["mtus-pt", "odg-pt"]),
        ("ESI", ["odg-esi", "mtus-esi"]),  # the name of one, in parentheses at the end of those of two
        ("ESIs", ["odg-esi", "mtus-esi"]),
        ("Epidural steroid injections", ["odg-esi", "mtus-esi", "odg-pain-esi"]),
        ("Epidural steroid injection", ["odg-esi", "mtus-esi", "odg-pain-esi"]),
        ("Epidural steroid injections - ODG, Pain", ["odg-pain-esi"]),
        ("surgery", ["surgery", "other"]),  # the id of one, the name of another
        ("section/surgery", ["surgery"]),
    ],
)
def test_every_concept_that_a_text_names_is_found(text: str, found: list[str], door: Door) -> None:
    assert [iri.removeprefix(SECTION) for iri, _ in concept_finder(door)(SECTION, text)] == found


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("Fisical therapy (PT)", "section: .*did you mean 'Physical therapy \\(PT\\)'"),
        ("drug/pt", "no concept 'drug/pt' here"),
        ("<x>", "give an id, a name or an IRI from the menu"),
    ],
)
def test_what_nothing_is_called_is_refused_with_what_comes_near(
    text: str, hint: str, question: Query, door: Door
) -> None:
    with pytest.raises(ParameterError, match=hint):
        question.bind({"section": text}, concept_finder(door))


def test_a_name_of_several_is_refused_with_all_of_them(question: Query, door: Door) -> None:
    with pytest.raises(AmbiguousName, match="give the IRI of one") as asked:
        question.bind({"section": "Physical therapy (PT)"}, concept_finder(door))
    assert (asked.value.parameter, asked.value.text) == ("section", "Physical therapy (PT)")
    assert dict(asked.value.choices) == {
        f"{SECTION}mtus-pt": "Physical therapy (PT) - MTUS",
        f"{SECTION}odg-pt": "Physical therapy (PT) - ODG, Low Back",
    }


def test_homonyms_come_with_their_decisions_the_most_first(door: Door) -> None:
    rows = f"VALUES (?thing ?decisions) {{ (<{SECTION}odg-pt> 12) (<{SECTION}surgery> 99) }}"
    counts = read_query(f"#+ title: Counts\nSELECT ?thing ?decisions WHERE {{ {rows} }}", "pages/reconcile_counts.rq")
    asked = AmbiguousName(
        "section", "PT", ((f"{SECTION}mtus-pt", "PT - MTUS"), (f"{SECTION}odg-pt", "PT - ODG")), SECTION
    )
    told = homonyms(asked, Catalog([counts]), door)
    assert told == [Homonym(f"{SECTION}odg-pt", "PT - ODG", 12), Homonym(f"{SECTION}mtus-pt", "PT - MTUS", 0)]
    assert [each.decisions for each in homonyms(asked, Catalog([]), door)] == [0, 0]


def test_with_homonyms_come_what_is_cited_and_has_the_words_in_its_name(door: Door) -> None:
    rows = f"VALUES (?thing ?decisions) {{ (<{SECTION}odg-pain-esi> 4) (<{SECTION}surgery> 99) }}"
    counts = read_query(f"#+ title: Counts\nSELECT ?thing ?decisions WHERE {{ {rows} }}", "pages/reconcile_counts.rq")
    asked = AmbiguousName(
        "section", "steroid", ((f"{SECTION}odg-pt", "Steroid"), (f"{SECTION}mtus-pt", "Steroid")), SECTION
    )
    told = homonyms(asked, Catalog([counts]), door)
    assert told[0] == Homonym(f"{SECTION}odg-pain-esi", "Epidural steroid injections - ODG, Pain", 4)
    assert [each.decisions for each in told] == [4, 0, 0]


def test_decisions_are_told_in_words() -> None:
    assert [Homonym("urn:x", "x", number).words for number in (0, 1, 1200)] == [
        "0 decisions",
        "1 decision",
        "1,200 decisions",
    ]


def test_what_was_used_is_told_in_words_and_id(question: Query, door: Door) -> None:
    terms = question.terms({"section": "odg-pt", "side": "reviewer"}, concept_finder(door))
    used = used_values(question, terms, door)
    assert [each.words for each in used] == [
        "section: Physical therapy (PT) - ODG, Low Back (id/section/odg-pt)",
        "year: 2016",
        "side: Expert reviewer (reviewer)",
    ]
    assert used[0].facts == {"value": f"{SECTION}odg-pt", "label": "Physical therapy (PT) - ODG, Low Back"}
    assert used[1].facts == {"value": "2016"}


def test_an_iri_that_has_no_label_is_told_by_its_address(question: Query, door: Door) -> None:
    (section, _) = used_values(question, question.terms({"section": f"{SECTION}gone"}, concept_finder(door)), door)
    assert section.words == "section: id/section/gone"
