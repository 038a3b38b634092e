"""The guideline table and what it answers."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from kg.errors import TableError
from kg.schemes.generate import generate
from kg.schemes.guidelines import COLUMNS, GuidelineKind, Guidelines, from_tsv, load

HEADER = "\t".join(COLUMNS)
SCHEMES = Path(__file__).parents[3] / "ontology" / "schemes"


def row(**cells: str) -> str:
    return "\t".join(cells.get(column, "") for column in COLUMNS)


def table(*lines: str) -> Guidelines:
    return from_tsv("\n".join((HEADER, *lines)), "guidelines.tsv")


BOOK = row(id="book", kind="edition", scheme="s", label="Book", authority_rank="1", legal_cite="8 CCR 1")
PART = row(id="part", kind="section", parent="book", scheme="s", label="Part (first)", first_page="1", last_page="9")


def test_the_project_s_own_table_is_whole() -> None:
    scheme = load()
    assert len(scheme) > 1000
    for concept in scheme:
        assert (concept.first_page or 1) <= (concept.last_page or concept.first_page or 1), concept.id
        assert concept.kind in {GuidelineKind.GUIDELINE, GuidelineKind.EDITION} or concept.parent, concept.id
        assert not (concept.in_force_to and concept.in_force_from) or concept.in_force_from < concept.in_force_to


def test_every_part_of_the_mtus_of_2009_has_a_regulation_and_rank_one() -> None:
    scheme = load()
    for concept in scheme.below("cpmtg09"):
        assert scheme.legal_cite(concept.id) == "8 CCR 9792.24.2"
        assert scheme.authority_rank(concept.id) == 1


def test_general_approaches_and_the_acoem_chapters_are_one_concept() -> None:
    scheme = load()
    assert {"acoem04-ch01", "acoem04-ch02", "acoem04-ch03", "acoem04-ch05"} <= {
        concept.id for concept in scheme.below("acoem04-general")
    }


def test_lineage_cite_and_rank_come_from_above() -> None:
    scheme = table(BOOK, PART)
    assert [step.id for step in scheme.lineage("part")] == ["part", "book"]
    assert (scheme.guideline("part"), scheme.legal_cite("part"), scheme.authority_rank("part")) == (
        "book",
        "8 CCR 1",
        1,
    )


def test_pages_find_the_narrowest_section() -> None:
    inner = row(id="inner", kind="section", parent="part", scheme="s", label="Inner", first_page="3", last_page="4")
    pointer = row(id="inner-xref", kind="section", parent="part", scheme="s", label="See inner", first_page="3")
    scheme = table(BOOK, PART, inner, pointer)
    assert [hit.id for hit in scheme.pages("book", 3, 4)] == ["inner"]
    assert [hit.id for hit in scheme.pages("book", 3, 5)] == ["part"]
    assert scheme.pages("book", 10, 10) == ()


def test_a_revised_edition_inside_a_book_counts_its_own_pages() -> None:
    revised = row(id="new", kind="edition", parent="book", scheme="s", label="New", first_page="1", last_page="9")
    assert [hit.id for hit in table(BOOK, PART, revised).pages("book", 2, 2)] == ["part"]


def test_names_follow_from_the_label_s_form() -> None:
    chapter = row(
        id="c", kind="chapter", parent="book", scheme="s", label="Chapter 3: Feet (old)", alt_labels="Toes|Heels"
    )
    scheme = table(BOOK, chapter)
    assert [name for name, _ in scheme["c"].names()] == [
        "Chapter 3: Feet (old)", "Toes", "Heels", "Chapter 3: Feet", "Chapter 3", "Feet",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("lines", "complaint"),
    [
        ((BOOK, BOOK), r"guidelines.tsv:3: id 'book' stands already on line 2"),
        ((PART,), r"guidelines.tsv:2: parent 'book' is not an id"),
        ((row(id="x", kind="pamphlet", label="X"),), r"guidelines.tsv:2: 'pamphlet' is not a valid GuidelineKind"),
        ((row(id="x", kind="guideline", label="X", first_page="ten"),), r"guidelines.tsv:2: .*whole numbers"),
        ((row(id="x", kind="guideline", label="X", in_force_from="1 May"),), r"guidelines.tsv:2: .*dates ISO"),
        ((row(id="x", kind="guideline"),), r"guidelines.tsv:2: a row needs an id and a label"),
        ((row(id="x", kind="guideline", label="X", replaces="y"),), r"guidelines.tsv:2: replaces 'y'"),
        ((row(id="x", kind="section", label="X", parent="x"),), r"guidelines.tsv:2: 'x' is its own parent"),
    ],
)
def test_a_bad_row_is_named_with_its_line(lines: tuple[str, ...], complaint: str) -> None:
    with pytest.raises(TableError, match=complaint):
        table(*lines)


def test_a_second_name_is_no_concept_but_its_address_points_to_the_one_that_stays() -> None:
    scheme = load()
    assert scheme.retired["mtus17-knee-2020"].replaced_by == "mtus17-knee-2019"
    assert "mtus17-knee-2020" not in scheme
    assert all(each.replaced_by in scheme for each in scheme.retired.values())
    turtle = generate(SCHEMES)["guidelines.ttl"]
    start = turtle.index("section:mtus17-knee-2020 a")
    node = turtle[start : turtle.index(" .\n", start)]
    assert "owl:deprecated true" in node
    assert "dcterms:isReplacedBy section:mtus17-knee-2019" in node
    assert "skos:Concept" not in node


@pytest.mark.parametrize("column", ["parent", "replaces", "replaced_by"])
def test_no_row_stands_on_one_that_is_replaced(column: str) -> None:
    cells = {"kind": "edition", "scheme": "x", "label": "x"}
    lines = [{"id": "new"}, {"id": "old", "replaced_by": "new"}, {"id": "third", column: "old"}]
    with pytest.raises(TableError, match="'old' is replaced; write 'new'"):
        table(*(row(**cells, **line) for line in lines))


def test_a_date_may_be_a_year_which_counts_from_its_end() -> None:
    scheme = load()
    prevention = scheme["mtus17-prevention-2011"]
    assert (prevention.in_force_from, prevention.whole_years) == (dt.date(2018, 12, 31), ("from",))
    turtle = generate(SCHEMES)["guidelines.ttl"].partition("section:mtus17-prevention-2011 a")[2]
    assert "inForceFrom" not in turtle.partition(" .\n")[0]


def test_each_role_of_the_grammar_has_one_row() -> None:
    roles = [concept.role for concept in load() if concept.role]
    assert len(roles) == len(set(roles))
    assert {"schedule", "odg", "other", "acoem-2004", "acoem-adopted", "acoem-current"} <= set(roles)


def test_a_checked_date_is_there() -> None:
    for concept in load():
        assert set(concept.dates_checked) <= {"from", "to"}
        assert concept.in_force_from or "from" not in concept.dates_checked, concept.id
        assert concept.in_force_to or "to" not in concept.dates_checked, concept.id


def test_editions_of_a_line_follow_one_another_without_a_gap() -> None:
    scheme = load()
    for concept in scheme:
        later = scheme.successor(concept.id)
        if later and concept.in_force_to and scheme[later].in_force_from:
            assert concept.in_force_to == scheme[later].in_force_from, concept.id


@pytest.mark.parametrize(
    ("concept", "label"),
    [
        ("odg-low-back-pt", "Physical therapy (PT) - ODG, Low Back"),
        ("odg-low-back", "Low Back - Lumbar & Thoracic (Acute & Chronic) - ODG"),
        ("cpmtg09-acupuncture", "Acupuncture - MTUS Chronic Pain 2009"),
        ("acoem04-ch13-special-studies", "Special Studies (Knee, ch. 13) - ACOEM 2004"),
        (
            "acoem04-table-14-6",
            "Table 14-6: summary of recommendations, ankle and foot - ACOEM 2004, Ankle and Foot, ch. 14",
        ),
        ("mtus17-low-back", "Low Back Disorders - MTUS 2017"),
        ("acoem07-ch10", "Chapter 10: Elbow Disorders (revised 2007) - ACOEM 2004"),
        ("cpmtg09", "Chronic Pain Medical Treatment Guidelines (2009)"),
        ("odg", "Official Disability Guidelines (ODG)"),
        ("other-uptodate", "UpToDate"),
    ],
)
def test_a_label_that_is_shown_says_guideline_and_chapter(concept: str, label: str) -> None:
    assert load().full_label(concept) == label


def test_every_part_of_a_guideline_says_which() -> None:
    whole = {GuidelineKind.GUIDELINE, GuidelineKind.EDITION}
    assert not [each.id for each in load() if each.kind not in whole and not load().place(each.id)]
    for each in load():
        assert all(part in load().full_label(each.id) for part in load().place(each.id))


def test_an_edition_in_the_book_of_another_stands_below_their_guideline() -> None:
    assert load()["acoem07-ch10"].parent == "acoem04-part2"
    assert load().broader("acoem07-ch10") == "mtus"
    assert load().broader("acoem07-ch10-initial-care") == "acoem07-ch10"
