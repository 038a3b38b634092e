"""Tables of how well letters are read: rates of counts, and a dash where there is nothing to divide by."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.query import Release, Triples
from tests.web.conftest import BASE, named
from web.pages.about import about_page
from web.pages.held_out import HeldOutFigure, HeldOutSet, heldout_sections, read_heldout, share
from web.pages.markup import dataset, defined_term, determination
from web.pages.measured import Accuracy, Measured
from web.pages.pieces import Cell, Table
from web.pages.quality import accuracy_cells, accuracy_table, release_sections
from web.urls import Urls
from web.word_tables import rows

URLS = Urls(BASE, named)
NOTHING = Measured("", (), {}, {}, (), "")


def texts(table: Table) -> list[list[str]]:
    return [[cell.text for cell in row] for row in table.rows]


def figure(measure: str, right: int, said: int | None, there: int | None) -> HeldOutFigure:
    return HeldOutFigure("age", measure, right, said, there)


def shown(*figures: HeldOutFigure) -> Table:
    (section,) = heldout_sections([HeldOutSet("A", "Letters", "note", figures)], "Measured today.")
    return section.table


# --- rates ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("k", "n", "text"),
    [(9, 10, "90.0 % (59.6 – 98.2)"), (0, 4, "0.0 % (0.0 – 49.0)"), (4, 4, "100.0 % (51.0 – 100.0)"), (0, 0, "–")],
)
def test_a_share_in_percent_with_its_interval(k: int, n: int, text: str) -> None:
    assert share(k, n) == text


def test_an_f1_is_the_harmonic_mean_of_its_two_rates() -> None:
    made = shown(figure("F1", 1500, 2000, 3000))
    assert made.columns[-1] == "F1"
    assert texts(made) == [["age", "3,000", "2,000", "1,500", "75.0 % (73.1 – 76.8)", "50.0 % (48.2 – 51.8)", "0.600"]]
    assert [cell.kind for cell in made.rows[0]] == ["text", *["number"] * 6]
    assert texts(shown(figure("F1", 0, 0, 0)))[0][1:] == ["0", "0", "0", "–", "–", "–"]
    assert texts(shown(figure("F1", 0, None, None)))[0][-1] == "–"
    assert texts(shown(figure("F1", 0, 0, 4)))[0][-1] == "0.000"


@pytest.mark.parametrize(
    ("measure", "words", "n"),
    [
        ("accuracy", "right", "10"),
        ("precision", "right, of what the program said", "10"),
        ("recall", "found, of what is there", "20"),
        ("count", "wrong: fewer is better", "10"),
        ("other", "other", "10"),
    ],
)
def test_a_rate_says_what_it_is_of(measure: str, words: str, n: str) -> None:
    made = shown(figure(measure, 5, 10, 20), figure("F1", 5, 10, 20))
    assert made.columns == ("Field", "What was counted", "Of (n)", "Times (k)", "Share, 95 % interval")
    assert texts(made)[0][:4] == ["age", words, n, "5"]
    assert [cell.kind for cell in made.rows[0]] == ["text", "text", "number", "number", "number"]


def test_a_rate_of_nothing_is_a_dash() -> None:
    assert texts(shown(figure("recall", 0, 10, None)))[0][2:] == ["0", "0", "–"]
    assert texts(shown(figure("precision", 1234, 2000, None)))[0][2:4] == ["2,000", "1,234"]


def test_the_first_set_says_when_all_were_measured() -> None:
    sets = [HeldOutSet(name, f"Set {name}", f"note {name}", ()) for name in "AB"]
    first, second = heldout_sections(sets, "Measured today.")
    assert (first.anchor, first.title, first.note) == ("heldout-a", "Set A", "Measured today. note A")
    assert (second.anchor, second.title, second.note) == ("heldout-b", "Set B", "note B")


def test_figures_are_read_into_the_sets_they_are_of() -> None:
    figures = (
        "set\tfield\tmeasure\tright\tsaid\tthere\nB\tage\tF1\t1\t2\t3\nA\tsex\trecall\t4\t\t5\nC\tage\tF1\t1\t1\t1\n"
    )
    sets = "set\ttitle\tnote\nA\tOne\tfirst\nB\tTwo\tsecond\n"
    assert read_heldout(figures, sets, {"age": "Age of the patient"}) == [
        HeldOutSet("A", "One", "first", [HeldOutFigure("sex", "recall", 4, None, 5)]),
        HeldOutSet("B", "Two", "second", [HeldOutFigure("Age of the patient", "F1", 1, 2, 3)]),
    ]


# --- letters at hand -----------------------------------------------------------------------------------------------

AGE = Accuracy("age", ("patientAge", "other"), 1500, 2000, 3000)
NAMELESS = Accuracy("odd", (), 0, 0, 4)


def test_accuracy_by_field() -> None:
    made = accuracy_table(Measured("", (AGE, NAMELESS), {}, {}, (), ""), URLS)
    assert texts(made) == [
        ["age", "3,000", "2,000", "1,500", "75.0 % (73.1 – 76.8)", "50.0 % (48.2 – 51.8)"],
        ["odd", "4", "0", "0", "–", "0.0 % (0.0 – 49.0)"],
    ]
    assert [row[0].href for row in made.rows] == ["/ontology.ontology#patientAge", None]
    assert [cell.kind for cell in made.rows[0]] == ["text", *["number"] * 5]
    assert accuracy_cells([AGE]) == [
        Cell("age: precision 75.0 % (73.1 – 76.8) of 2000 read, recall 50.0 % (48.2 – 51.8) of 3000 in the letters")
    ]


def test_a_term_is_measured_by_each_field_that_names_it() -> None:
    measured = Measured("", (AGE, NAMELESS), {}, {}, (), "")
    assert (measured.of("other"), measured.of("patientSex")) == ([AGE], [])


def test_without_tables_nothing_was_measured() -> None:
    assert Measured.load(None, BASE) == Measured("", (), {}, {}, [], "")


# --- the release ---------------------------------------------------------------------------------------------------


def sections(**manifest: object) -> dict[str, tuple[str, list[list[str]]]]:
    made = release_sections(Release("r", manifest=manifest), Measured("", (), {"a": "meaning of a"}, {}, (), ""))
    return {section.anchor: (section.note, texts(section.table)) for section in made}


def entry(code: str, reason: str = "why") -> dict[str, str]:
    return {"code": code, "reason": reason, "remedy": "what to do"}


def test_what_was_refused_is_counted_by_code_the_most_first() -> None:
    made = sections(rejected=[entry("b", "first"), entry("c"), entry("b", "second"), entry("a"), "nonsense"])
    assert made["rejected"][1] == [
        ["b", "2", "first; what to do"],
        ["a", "1", "why; what to do"],
        ["c", "1", "why; what to do"],
    ]
    assert made["rejected"][0].startswith("Files and letters that gave no case")


@pytest.mark.parametrize("manifest", [{}, {"rejected": [], "notices": []}, {"rejected": 3, "findings": 3}])
def test_that_nothing_was_refused_is_said(manifest: dict[str, object]) -> None:
    assert sections(**manifest) == {"rejected": ("None.", [])}


def test_notices_are_shown_where_there_are_any() -> None:
    assert sections(notices=[entry("twice")])["notices"] == (
        "Nothing was lost by these.",
        [["twice", "1", "why; what to do"]],
    )


def test_findings_are_counted_the_most_first_with_their_meanings() -> None:
    made = sections(findings={"c": 1, "b": 1, "a": 2000, "no count": "x"}, warnings={"urn:shape#S": 2})
    assert made["findings"][0].startswith("It says nothing of a letter’s merits")
    assert made["warnings"] == (made["warnings"][0], [["S", "2", ""]])
    assert made["warnings"][0].startswith("What letters misprint, and words that no list of ours has.")
    assert made["findings"][1] == [
        ["a", "2,000", "meaning of a"],
        ["b", "1", ""],
        ["c", "1", ""],
    ]


# --- the page about the data ---------------------------------------------------------------------------------------

DATASET = f"""
@prefix void: <http://rdfs.org/ns/void#> . @prefix dcterms: <http://purl.org/dc/terms/> .
<{BASE}> a void:Dataset ; dcterms:title "The graph" ; dcterms:description "What it is" ; void:triples 12345 ;
  dcterms:license <https://example.org/license> ; void:classPartition _:a, <{BASE}#b>, <{BASE}#c>, <{BASE}#d> .
<{BASE}#b> void:class <{BASE}ontology#Drug> ; void:entities 7 .
<{BASE}#c> void:class <{BASE}ontology#Case> ; void:entities 4000 .
<{BASE}#d> void:class <{BASE}ontology#Bad> ; void:entities "many" .
<urn:other> dcterms:title "Another" .
"""


def described(text: str) -> Triples:
    return Triples([quad.triple for quad in ox.parse(text, format=ox.RdfFormat.TURTLE)])


def test_facts_and_classes_of_the_dataset() -> None:
    made = about_page(described(DATASET), Release("r"), NOTHING, URLS, (), "https://example.org/license")
    assert (made.title, made.description) == ("The graph", "What it is")
    assert {fact.label: [(cell.text, cell.href) for cell in fact.values] for fact in made.facts} == {
        "Licence": [("https://example.org/license", "https://example.org/license")],
        "Triples": [("12,345", None)],
    }
    assert made.classes.columns == ("Class", "Things")
    assert texts(made.classes) == [["imr:Case", "4,000"], ["imr:Drug", "7"]]
    assert [cell.kind for cell in made.classes.rows[0]] == ["text", "number"]
    assert made.classes.rows[0][0].href == "/ontology.ontology#Case"
    assert (made.accuracy, made.sections) == ([], [])


def test_a_dataset_of_which_nothing_is_said() -> None:
    made = about_page(Triples([]), Release("r", manifest={"x": 1}), NOTHING, URLS, (), "")
    assert (made.title, made.description, made.facts, made.classes.rows) == ("The data", "", [], [])
    assert [section.anchor for section in made.sections] == ["rejected"]


def test_letters_at_hand_are_said_to_be_easier_where_unseen_ones_are_shown() -> None:
    unseen = HeldOutSet("A", "Unseen", "n", ())
    alone = about_page(Triples([]), Release("r"), Measured("Of 9 letters.", (AGE,), {}, {}, (), ""), URLS, (), "")
    both = about_page(Triples([]), Release("r"), Measured("Of 9.", (AGE,), {}, {}, (unseen,), "c"), URLS, (), "")
    assert [(each.anchor, each.note) for each in alone.accuracy] == [("accuracy", "Of 9 letters.")]
    assert [each.anchor for each in both.accuracy] == ["heldout-a", "accuracy"]
    assert both.accuracy[1].note.startswith("Of 9. These figures are better than those of letters that")


# --- what search engines are told ----------------------------------------------------------------------------------


IRI = f"{BASE}id/dataset/r"


def test_the_dataset_for_search_engines() -> None:
    said = dataset(URLS, Release("r", "2026-01-02"), "https://example.org/license")
    assert (said["@context"], said["@type"], said["@id"]) == ("https://schema.org", "Dataset", IRI)
    assert (said["version"], said["dateModified"], said["isAccessibleForFree"]) == ("r", "2026-01-02", True)
    assert (said["identifier"], said["url"]) == (IRI, "http://localhost/home.home")
    assert said["license"] == "https://example.org/license"
    assert said["name"] == "California Independent Medical Review determinations, as a knowledge graph"
    assert str(said["description"]).startswith("Disputed treatments, outcomes, guideline citations and drugs")
    assert (said["spatialCoverage"], "treatment guidelines" in said["keywords"]) == ("California", True)  # type: ignore[operator]
    assert "distribution" not in said
    kept = Release("r", manifest={"graph": {"bytes": 7}}, folder=Path("releases/r"))
    assert dataset(URLS, kept, "")["distribution"] == {
        "@type": "DataDownload",
        "encodingFormat": "application/n-triples",
        "contentUrl": "http://localhost/downloads.download?release_id=r&name=graph.nt",
        "contentSize": "7 B",
    }
    assert said["creator"] == {"@type": "Organization", "name": "The imr-kg contributors"}
    assert "dateModified" not in dataset(URLS, Release("r"), "")


def test_a_concept_for_search_engines_says_what_is_known() -> None:
    bare = {"@context": "https://schema.org", "@type": "DefinedTerm", "@id": "urn:x", "name": "X"}
    assert defined_term("urn:x", "X", "", (), None) == bare
    assert defined_term("urn:x", "X", "what", ("Y",), "urn:s") == {
        **bare,
        "description": "what",
        "alternateName": ["Y"],
        "inDefinedTermSet": "urn:s",
    }


def test_a_letter_for_search_engines_says_its_date_where_it_has_one() -> None:
    assert determination("urn:x", "CM99-0000001", "", ()) == {
        "@context": "https://schema.org",
        "@type": "Report",
        "@id": "urn:x",
        "name": "Independent Medical Review determination CM99-0000001",
        "about": [],
    }
    assert determination("urn:x", "7", "2017-03-02", ())["datePublished"] == "2017-03-02"


# --- tables that people edit ---------------------------------------------------------------------------------------


def test_a_table_has_remarks_columns_and_rows_that_may_end_early() -> None:
    assert list(rows("# remark\na\tb\n\n1\t2\n# another\n3\n")) == [{"a": "1", "b": "2"}, {"a": "3", "b": ""}]
    assert list(rows("")) == list(rows("# only a remark\n")) == list(rows("a\tb\n")) == []
    with pytest.raises(ValueError, match="longer"):
        list(rows("a\n1\t2\n"))
