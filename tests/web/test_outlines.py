"""What every kind of page says, in outline: ``outlines/NAME.txt``, over the sample and a small invented graph.

An outline has the status, the headers that a client acts on, and what a reader sees and can follow: words, links,
forms; no classes, styles, scripts or the text of a query behind a link. Answers in other formats stand there as they
are. When a change of pages is meant, write all outlines again and look at the difference before you commit it::

    IMR_REGENERATE=1 pytest tests/web/test_outlines.py && git diff tests/web/outlines
"""

from __future__ import annotations

import os
import re
from html.parser import HTMLParser

import pytest
from flask.testing import FlaskClient

from tests.queries.invented import invented
from tests.web.conftest import HERE, SampleDoor
from web.app import create_app

OUTLINES = HERE / "outlines"
CASE = "case/CM99-0000001"
LETTER = f"{CASE}/2017-03-02"
QUERY = "SELECT ?heading { ?decision <https://w3id.org/imr-kg/ontology%23heading> ?heading } ORDER BY ?heading LIMIT 3"
PATHS = {
    "first-page": "/",
    "case": f"/page/{CASE}",
    "letter": f"/page/{LETTER}",
    "decision": f"/page/{LETTER}/decision/1",
    "citation": f"/page/{LETTER}/decision/1/citation/reviewer-1",
    "reviewer": f"/page/{LETTER}/reviewer",
    "case-of-several-letters": "/page/case/C3",
    "drug": "/page/drug/percocet",
    "ingredient": "/page/drug/0",
    "drug-class": "/page/drug-class/0",
    "section": "/page/section/cpmtg09-opioids",
    "section-tied": "/page/section/0",
    "edition": "/page/section/cpmtg09",
    "category": "/page/category/pharmaceuticals",
    "treatment": "/page/treatment/0",
    "specialty": "/page/specialty/pain-management",
    "state": "/page/state/california",
    "body-region": "/page/body-region/0",
    "outcome": "/page/outcome/overturned",
    "outcome-second-page": "/page/outcome/overturned?decisions=2",
    "finding": "/page/finding/necessary",
    "scheme": "/page/scheme/drugs",
    "cube": "/page/statistics/category",
    "curation": "/curation",
    "search": "/search?q=percocet",
    "search-case": "/search?q=CM99-0000001",
    "search-nothing": "/search?q=nothing-of-the-kind",
    "question": "/queries/overturn-rate-by-category",
    "question-with-values": "/queries/overturn-rate-by-category?year=2015",
    "question-csv": "/queries/overturn-rate-by-category?format=csv",
    "question-wrong-value": "/queries/overturn-rate-by-category?year=soon",
    "sparql-form": "/sparql",
    "sparql-answer": f"/sparql?query={QUERY}",
    "sparql-json": f"/sparql?query={QUERY}&format=json",
    "sparql-broken": "/sparql?query=SELECT",
    "sparql-refused": "/sparql?query=DROP ALL",
    "data-turtle": "/data/drug/percocet.ttl",
    "data-json-ld": f"/data/{LETTER}/decision/1.jsonld",
    "id": "/id/drug/percocet",
    "id-of-nothing": "/id/drug/nothing-of-the-kind",
    "nowhere": "/nowhere",
    "case-by-number": "/case/cm99-0000001",
    "drug-by-rxcui": "/drug/rxcui/7804",
    "drug-by-unknown-vocabulary": "/drug/rxnorm/7804",
    "section-by-id": "/section/cpmtg09-opioids",
    "section-by-no-id": "/section/opioids",
    "reconcile": "/reconcile",
    "reconcile-properties": "/reconcile/properties?type=drug",
    "reconcile-suggest": "/reconcile/suggest/entity?prefix=perco",
    "reconcile-preview": "/reconcile/preview?id=drug/percocet",
    "robots": "/robots.txt",
    "health": "/healthz",
    "void": "/.well-known/void",
}
HEADERS = ("Content-Type", "Location", "Link", "Vary", "Allow", "X-Truncated")
SHOWN = ("href", "src", "action", "method", "name", "value", "title", "alt", "aria-label", "datetime", "rel", "content")
SILENT = {"script", "style", "svg"}
FINGERPRINT = re.compile(r"\.[0-9a-f]{8,64}(?=\.)|\?v=[0-9a-f]+")
TIME_TAKEN = re.compile(r"answered in [\d,]+ ms")
QUERY_BEHIND_A_LINK = re.compile(r"(/sparql\?query=)(?:[^\"&\s]|&(?!amp;|format))+")


class Outline(HTMLParser):
    """Lines of what a reader sees and can follow."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent += tag in SILENT
        shown = [f'{name}="{value}"' for name, value in attrs if name in SHOWN]
        if shown and not self.silent:
            self.lines.append(f"<{tag} {' '.join(shown)}>")
        elif tag in {"h1", "h2", "h3", "h4", "tr", "li", "p"}:
            self.lines.append(f"<{tag}>")

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in SILENT

    def handle_data(self, data: str) -> None:
        words = " ".join(data.split())
        if words and not self.silent:
            self.lines.append(words)


@pytest.fixture(scope="module")
def client(sample: str) -> FlaskClient:
    return create_app(
        SampleDoor(sample, (HERE / "drugs.ttl").read_text("utf-8"), "\n".join(invented(threes=8, width=4)))
    ).test_client()


@pytest.mark.parametrize("name", PATHS)
def test_an_answer_says_what_it_said(name: str, client: FlaskClient) -> None:
    answer = client.get(PATHS[name], headers={"Accept": "text/html"})
    body = answer.text
    if answer.mimetype == "text/html":
        outline = Outline()
        outline.feed(body)
        body = "\n".join(outline.lines) + "\n"
    headers = "".join(
        f"{header}: {', '.join(answer.headers.getlist(header))}\n" for header in HEADERS if header in answer.headers
    )
    body = TIME_TAKEN.sub("answered in ... ms", body.replace("\r\n", "\n"))
    body = QUERY_BEHIND_A_LINK.sub(r"\1...", body)
    said = FINGERPRINT.sub("", f"{answer.status_code} {PATHS[name]}\n{headers}\n{body}")
    path = OUTLINES / f"{name}.txt"
    if os.environ.get("IMR_REGENERATE"):
        path.write_text(said, encoding="utf-8")
    assert said == path.read_text(encoding="utf-8")


def test_every_outline_is_of_an_answer() -> None:
    assert {path.stem for path in OUTLINES.iterdir()} == set(PATHS)
