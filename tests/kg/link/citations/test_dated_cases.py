"""What citations come to on the day of a decision: rows of `dated_fields.tsv` and `prose_cases.tsv`.

Rows are made-up wordings in the style of the letters. A row more needs no code.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from pathlib import Path

import pytest

from kg.link.citations import CitationResolver, Context, Moment
from kg.link.citations.form_sentences import BASED_ON, NONE_CITED, OUTSIDE, PART_OF_MTUS
from kg.link.derivation import on_the_day
from kg.model import Citation, Confidence, Place, Side, passage
from kg.schemes.guidelines import load
from kg.schemes.table import rows
from tests.kg.link.citations.form_words import expanded

RESOLVER = CitationResolver(load())
FLAG = {True: "+", False: "-", None: "?"}
HERE = Path(__file__).parent


def cases(name: str, columns: tuple[str, ...]) -> list[dict[str, str]]:
    return [dict(row) for _, row in rows((HERE / name).read_text("utf-8"), columns, name)]


def day(row: dict[str, str]) -> dt.date | None:
    return dt.date.fromisoformat(row["decided"]) if row["decided"] else None


def shown(citation: Citation) -> str:
    pages = ",".join(str(a) if a == b else f"{a}-{b}" for a, b in citation.pages)
    mark = "~" if citation.edition_inferred else "=" if citation.edition else ""
    edition = f"{mark}{citation.edition or ''}" + ("!" if citation.superseded else "")
    return FLAG[citation.mtus] + ",".join(citation.section_ids) + (f"@{pages}" if pages else "") + edition


def on(citations: Iterable[Citation], decided: dt.date | None) -> list[Citation]:
    return [on_the_day(citation, decided, RESOLVER.scheme) for citation in citations]


def prose(row: dict[str, str]) -> list[Citation]:
    moment = Moment.on(day(row))
    own = RESOLVER.field(passage(expanded(row["own"])), Side.REVIEWER, moment).citations if row["own"] else ()
    context = Context(own, moment=moment, request=row["request"])
    return on(RESOLVER.prose(passage(row["text"]), Side.REVIEWER, Place.RATIONALE, context), day(row))


FIELDS = cases("dated_fields.tsv", ("decided", "field", "citations", "why"))
PROSE = cases("prose_cases.tsv", ("decided", "own", "request", "text", "citations", "why"))


@pytest.mark.parametrize("row", FIELDS, ids=lambda row: f"{row['decided']} {row['field'][:70]}")
def test_a_field_comes_to_its_edition(row: dict[str, str]) -> None:
    reading = RESOLVER.field(passage(expanded(row["field"])), Side.REVIEWER, Moment.on(day(row)))
    said = [shown(citation) for citation in on(reading.citations, day(row))] + ["none" for _ in reading.none_cited]
    assert " ; ".join(said) == row["citations"], row["why"]


@pytest.mark.parametrize("row", PROSE, ids=lambda row: f"{row['decided']} {row['text'][:70]}")
def test_a_sentence_cites(row: dict[str, str]) -> None:
    assert " ; ".join(map(shown, prose(row))) == row["citations"], row["why"]


def test_what_is_inferred_is_never_superseded() -> None:
    """Nor is it certain, unless only one edition had begun."""
    for row in PROSE:
        for citation in prose(row):
            if citation.edition_inferred:
                assert not citation.superseded
                assert citation.edition_in_force is None


def test_an_inferred_edition_is_certain_only_where_no_other_had_begun() -> None:
    text = passage("The MTUS Chronic Pain Medical Treatment Guidelines speak of it.")

    def confidence(decided: str) -> Confidence:
        context = Context(moment=Moment.on(dt.date.fromisoformat(decided)))
        return RESOLVER.prose(text, Side.REVIEWER, Place.RATIONALE, context)[0].confidence

    assert [confidence("2015-05-05"), confidence("2017-01-05")] == [Confidence.CERTAIN, Confidence.LIKELY]


@pytest.mark.parametrize(
    ("earliest", "latest", "ids"),
    [
        ("2015-01-01", "2015-12-31", ("cpmtg09", Confidence.CERTAIN)),
        ("2016-09-01", "2017-06-01", ("cpmtg16", Confidence.LIKELY)),
        ("2016-01-01", "2017-06-01", ("cpmtg09", Confidence.LIKELY)),
        ("2019-01-01", None, ("mtus17-chronic-pain-2017", Confidence.LIKELY)),
        (None, None, ("cpmtg09", Confidence.LIKELY)),
    ],
)
def test_a_letter_without_its_day_takes_the_edition_of_its_bounds(
    earliest: str | None, latest: str | None, ids: tuple[str, Confidence]
) -> None:
    """Where the bounds hold a change, the edition that bore the name first."""
    moment = Moment(*(dt.date.fromisoformat(each) if each else None for each in (earliest, latest)))
    field = passage(expanded("{mtus} Chronic Pain Medical Treatment Guidelines."))
    (citation,) = RESOLVER.field(field, Side.REVIEWER, moment).citations
    assert (citation.section_ids[0], citation.confidence) == ids
    assert citation.edition_inferred


def test_the_forms_fixed_sentences_are_known_by_their_examples() -> None:
    """One example a wording, as the rules in `form_sentences` give them."""
    assert BASED_ON.search("Decision based on Non- MTUS Citation Official Disability Guidelines")
    assert NONE_CITED.search("The Expert Reviewer did not cite any medical evidence for its decision.")
    assert OUTSIDE.search("The Claims Administrator did not base their decision on the MTUS.")
    assert OUTSIDE.search(expanded("{outside}"))
    closing = PART_OF_MTUS.search("Opioids, page 80, which is not part of the MTUS")
    assert closing is not None
    assert closing["not"]
