"""What is noticed about a document has words for pages, as what is noticed about a letter has."""

from __future__ import annotations

from kg.documents.document_findings import MEANINGS, found
from kg.model import Severity, Span


def test_every_code_has_the_same_words_in_the_table_that_pages_read(project):
    rows = (project / "ontology" / "findings.tsv").read_text(encoding="utf-8").splitlines()
    told = dict(row.split("\t") for row in rows if row and not row.startswith("#"))
    assert {code: told.get(code) for code in MEANINGS} == {code: meaning for code, (_, meaning) in MEANINGS.items()}


def test_a_finding_has_its_place_and_what_was_seen():
    finding = found("page-not-read", 3, 3, "page 2 of 3")
    assert (finding.span, finding.severity) == (Span(3, 3), Severity.ERROR)
    assert finding.message.endswith("; what it says is missing: page 2 of 3")
