"""What the pages say, and that hostile letters stay text."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser

import pytest
from flask.testing import FlaskClient

from tests.web.conftest import BASE, SampleDoor
from web.app import create_app

HTML = {"Accept": "text/html"}
PAGES = [
    "/",
    "/search",
    "/search?q=oxy",
    "/page/case/CM99-0000001",
    "/page/case/CM99-0000001/2017-03-02/reviewer",
    "/page/section/cpmtg09-opioids",
    "/page/drug/oxycodone",
    "/page/treatment/acupuncture",
    "/page/category/pharmaceuticals/opioids",
    "/page/specialty/pain-management",
    "/page/body-region/lumbar-spine",
    "/page/outcome/upheld",
    "/page/scheme/outcomes",
    "/sparql",
    "/queries",
    "/.well-known/void",
    "/page/drug/none-of-this-name",
]


class Outline(HTMLParser):
    """Collects what a page must have once, what must be closed, and what must not be there."""

    VOID = frozenset({"meta", "link", "input", "br", "hr", "img"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.labels: set[str] = set()
        self.fields: set[str] = set()
        self.attributes: list[tuple[str, str, str]] = []
        self.levels: list[int] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        self.tags.append(tag)
        self.attributes += [(tag, name, value) for name, value in found.items()]
        if "id" in found:
            self.ids.append(found["id"])
        if tag == "label":
            self.labels.add(found["for"])
        if tag in {"input", "textarea", "select"} and found.get("type") != "hidden":
            self.fields.add(found["id"])
        if re.fullmatch(r"h[1-6]", tag):
            self.levels.append(int(tag[1]))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def outline(text: str) -> Outline:
    found = Outline()
    found.feed(text)
    assert found.open == []
    return found


@pytest.mark.parametrize("path", PAGES)
def test_each_page_is_well_made(client: FlaskClient, path: str) -> None:
    answer = client.get(path, headers=HTML)
    found = outline(answer.text)
    assert answer.mimetype == "text/html"
    assert found.tags.count("main") == found.tags.count("h1") == found.tags.count("title") == 1
    assert len(found.ids) == len(set(found.ids))
    assert found.fields <= found.labels
    assert all(after - before <= 1 for before, after in zip(found.levels, found.levels[1:], strict=False))


@pytest.mark.parametrize("path", PAGES)
def test_nothing_comes_from_elsewhere_and_nothing_runs(client: FlaskClient, path: str) -> None:
    answer = client.get(path, headers=HTML)
    for tag, name, value in outline(answer.text).attributes:
        assert not name.startswith("on")
        assert name != "style"
        if tag in {"script", "img", "iframe", "source"} or (tag == "link" and name == "href"):
            assert not value.startswith(("http:", "https:", "//"))
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"


def test_every_local_link_of_every_page_leads_somewhere(client: FlaskClient) -> None:
    links = set()
    for path in PAGES:
        attributes = outline(client.get(path, headers=HTML).text).attributes
        links |= {value for _, name, value in attributes if name == "href" and value.startswith("/")}
    for link in sorted(links):
        if not link.startswith("/ontology"):  # this sample site has none
            with client.get(link, headers=HTML) as answer:
                assert answer.status_code == 200, link


def test_home_counts_and_says_outcomes_both_ways(client: FlaskClient) -> None:
    text = client.get("/").text
    assert "<strong>2</strong><span>cases" in text
    assert "denial stands, treatment not medically necessary" in text
    assert "n = 3 decisions" in text
    assert '"@type": "Dataset"' in text or '"@type":"Dataset"' in text


@pytest.mark.parametrize("number", ["CM99-0000001", "cm99-0000001", " CM990000001 "])
def test_a_case_number_leads_to_its_case(client: FlaskClient, number: str) -> None:
    answer = client.get("/search", query_string={"q": number})
    assert (answer.status_code, answer.location) == (303, "/page/case/CM99-0000001")


def test_part_of_a_name_finds_it(client: FlaskClient) -> None:
    assert 'href="/page/section/cpmtg09-opioids"' in client.get("/search?q=opiate").text


def test_nothing_found_says_what_to_do(client: FlaskClient) -> None:
    assert "No case has this number" in client.get("/search?q=zzz").text


def test_a_case_shows_its_facts_and_where_they_stand(client: FlaskClient) -> None:
    text = client.get("/page/case/CM99-0000001").text
    assert '<a class="src" href="#t33-45"' not in text  # the number is the title
    assert re.search(r'href="#t336-347"[^>]*>52<', text)
    assert re.search(r'<mark class="t336-347" id="t336-347">52 year old</mark>', text)
    assert "Partly overturned" in text
    assert "said to cite no evidence" in text
    assert 'href="/page/section/cpmtg09-opioids">Opioids</a>' in text
    assert "confidential by Labor Code 4610.6(f)" in text
    assert "&lt;large&gt;" in text


def test_every_fact_of_a_case_leads_to_a_mark(client: FlaskClient) -> None:
    text = client.get("/page/case/CM99-0000001").text
    anchors = set(re.findall(r'href="#(t\d+-\d+)"', text))
    assert len(anchors) > 10
    assert anchors <= set(re.findall(r'<mark class="t\d+-\d+" id="(t\d+-\d+)"', text))


def test_a_contradiction_is_flagged(client: FlaskClient) -> None:
    assert "conclude the opposite of the outcome" in client.get("/page/case/CM99-0000002").text
    assert "conclude the opposite of the outcome" not in client.get("/page/case/CM99-0000001").text


def test_a_letters_own_page_is_its_case(client: FlaskClient) -> None:
    assert "<h1>CM99-0000001</h1>" in client.get("/page/case/CM99-0000001/2017-03-02").text


def test_a_section_shows_rates_with_n_and_interval(client: FlaskClient) -> None:
    text = client.get("/page/section/cpmtg09-opioids").text
    assert "Outcomes where reviewers cite it" in text
    assert "9.5 – 90.5" in text
    assert 'href="/page/section/mtus"' in text  # the way up
    assert "/queries/section_outcomes?this=https%3A%2F%2Fw3id.org%2Fimr-kg%2Fid%2Fsection%2Fcpmtg09-opioids" in text


def test_a_panel_without_rows_is_not_shown(client: FlaskClient) -> None:
    assert "Outcomes where claims administrators cite it" not in client.get("/page/section/acupuncture07").text


def test_a_panels_rows_as_csv_carry_the_interval(client: FlaskClient) -> None:
    answer = client.get(f"/queries/drug_sections?this={BASE}id/drug/oxycodone&format=csv")
    assert answer.mimetype == "text/csv"
    assert answer.text.splitlines()[0].endswith("n,k,percent,low,high")


def test_a_reviewer_is_no_person(client: FlaskClient) -> None:
    text = client.get("/page/case/CM99-0000001/2017-03-02/reviewer").text
    assert "It is not a person" in text
    assert "Anesthesiology, Pain Management" in text


def test_long_lists_are_paged(sample: str) -> None:
    decision = (
        '<https://w3id.org/imr-kg/id/case/X/1/decision/{n}> a imr:Decision ; imr:position 1 ; imr:heading "Item {n}" ; '
        + (
            "imr:drug <https://w3id.org/imr-kg/id/drug/percocet> ; imr:year 2015 ; "
            "imr:case <https://w3id.org/imr-kg/id/case/X> ; imr:outcome <https://w3id.org/imr-kg/id/outcome/upheld> ."
        )
    )
    many = "@prefix imr: <https://w3id.org/imr-kg/ontology#> .\n" + "\n".join(decision.format(n=n) for n in range(60))
    with create_app(SampleDoor(sample, many)).test_client() as client:
        first = client.get("/page/drug/percocet").text
        assert first.count(">Item ") == 23
        assert 'href="/page/drug/percocet?page=2#decisions"' in first
        last = client.get("/page/drug/percocet?page=3").text
        assert "Previous rows" in last
        assert "Next rows" not in last
        assert client.get("/page/drug/percocet?page=-1").status_code == 200


HOSTILE = (
    """<script>alert(1)</script> "quoted' & <img src=x onerror=alert(2)> {{ 7*7 }} </textarea> javascript:alert(3)"""
)


def hostile_door(sample: str) -> SampleDoor:
    literal = HOSTILE.replace("\\", "\\\\").replace('"', '\\"')
    case = f"{BASE}id/case/EVIL"
    return SampleDoor(
        sample,
        f"""
@prefix imr: <{BASE}ontology#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<{case}> a imr:Case ; imr:caseNumber "{literal}" ; imr:hasDetermination <{case}/2015-01-01> ;
  imr:currentDetermination <{case}/2015-01-01> ; imr:priority <javascript:alert(6)> ;
  imr:priorityFoundAt <{case}/2015-01-01/text#char=0,9> .
<{case}/2015-01-01> a imr:Determination ; imr:text "{literal}" ; imr:hasDecision <{case}/2015-01-01/decision/1> .
<{case}/2015-01-01/decision/1> a imr:Decision ; imr:position 1 ; imr:heading "{literal}" ; imr:case <{case}> ;
  imr:outcome <javascript:alert(4)> ; imr:drug <{BASE}id/drug/evil> ; imr:foundAt <{case}/2015-01-01/text#char=3,30> .
<{BASE}id/drug/evil> a skos:Concept ; skos:prefLabel "{literal}"@en ; skos:altLabel "{literal}"@x-evil ;
  skos:inScheme <{BASE}id/scheme/drugs> ; skos:exactMatch <javascript:alert(5)>, <data:text/html,x> .
""",
    )


@pytest.mark.parametrize(
    "path",
    [
        "/page/case/EVIL",
        "/page/drug/evil",
        "/search?q=alert(1)",
        f"/search?q={HOSTILE}",
        f"/sparql?edit={HOSTILE.replace('&', '%26').replace('#', '%23')}",
        "/sparql?query=SELECT * { ?s ?p ?o FILTER(isLiteral(?o)) }",
        f"/queries/{HOSTILE}",
        f"/queries/drug_outcomes?run=1&this={HOSTILE.replace('&', '%26')}",
        f"/page/{HOSTILE}",
    ],
)
def test_hostile_words_stay_words(sample: str, path: str) -> None:
    with create_app(hostile_door(sample)).test_client() as client:
        text = client.get(path, headers=HTML).text
        found = outline(text)
        kinds = [value for tag, name, value in found.attributes if (tag, name) == ("script", "type")]
        assert found.tags.count("script") == len(kinds)
        assert set(kinds) <= {"application/ld+json"}
        for block in re.findall(r"<script[^>]*>(.*?)</script>", text, re.DOTALL):
            assert json.loads(block)["@context"] == "https://schema.org"
        assert "img" not in found.tags
        for _, name, value in found.attributes:
            assert not (name in {"href", "src", "action"} and value.lower().startswith(("javascript:", "data:")))
            assert not name.startswith("on")
        assert "{{ 7*7 }}" in text or "49" not in text


def test_spans_that_cross_are_lit_by_a_style_the_policy_knows(sample: str) -> None:
    det = f"{BASE}id/case/CM99-0000001/2017-03-02"
    crossing = f"<{det}/decision/1> <{BASE}ontology#foundAt> <{det}/text#char=340,350> ."
    with create_app(SampleDoor(sample, crossing)).test_client() as client:
        answer = client.get("/page/case/CM99-0000001")
        assert ":root:has(#t340-350:target) .t340-350" in answer.text
        assert "style-src 'self' 'sha256-" in answer.headers["Content-Security-Policy"]
