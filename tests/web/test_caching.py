"""What a client may keep, and what is asked of the graph when it comes back."""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest
from flask import Response
from flask.testing import FlaskClient

from kg.errors import LimitExceeded
from kg.query import Answer, Bindings, BoundQuery, Release, Template
from kg.questions.catalog import Catalog
from tests.web.conftest import BASE, SampleDoor
from web import caching
from web import fingerprint as fingerprints
from web.app import create_app
from web.fingerprint import fingerprint
from web.memory import Memory
from web.settings import SiteSettings

HTML = {"Accept": "text/html"}
PATHS = [
    "/",
    "/page/drug/percocet",
    "/page/case/CM99-0000001",
    "/data/drug/percocet.ttl",
    "/queries/drug_sections?this=https://w3id.org/imr-kg/id/drug/oxycodone&format=csv",
    "/sparql?query=ASK%20%7B%20%3Fs%20%3Fp%20%3Fo%20%7D&format=json",
    "/.well-known/void",
]


class CountingDoor(SampleDoor):
    """A sample door that counts what it is asked."""

    asked = 0

    def run(self, query: str) -> Answer:
        self.asked += 1
        return super().run(query)


@pytest.fixture(scope="module")
def door(sample: str) -> CountingDoor:
    return CountingDoor(sample)


@pytest.fixture(scope="module")
def client(door: CountingDoor) -> FlaskClient:
    return create_app(door).test_client()


def tag(client: FlaskClient, path: str, headers: Mapping[str, str] = HTML, host: str = "http://localhost") -> str:
    answer = client.get(path, headers=headers, base_url=host)
    assert answer.status_code == 200
    return answer.headers["ETag"]


# --- asking again -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("path", PATHS)
def test_who_has_the_answer_is_told_so_without_a_query(
    path: str, method: str, client: FlaskClient, door: CountingDoor
) -> None:
    known = tag(client, path)
    before = door.asked
    again = client.open(path, method=method, headers={**HTML, "If-None-Match": f'"other", {known}'})
    assert (again.status_code, again.data, door.asked) == (304, b"", before)
    assert again.headers["ETag"] == known
    assert again.headers["Cache-Control"] == "no-cache"
    assert again.headers["Access-Control-Allow-Origin"] == "*"
    assert {"Accept", "Accept-Encoding"} <= set(again.vary)


def test_what_selects_the_bytes_selects_the_tag(client: FlaskClient) -> None:
    path = "/page/drug/percocet"
    tags = [
        tag(client, path),
        tag(client, "/page/drug/oxycodone"),
        tag(client, f"{path}?page=2"),
        tag(client, path, {"Accept": "text/html;q=0.9"}),
        tag(client, path, {**HTML, "Accept-Encoding": "gzip"}),
        tag(client, path, host="https://localhost"),
        tag(client, path, host="http://localhost:8080"),
        tag(client, path, host="http://localhost/under"),
    ]
    assert len(set(tags)) == len(tags)
    assert tag(client, path) == tags[0]


def test_a_header_and_an_address_can_not_stand_for_each_other(client: FlaskClient) -> None:
    one = tag(client, "/search?q=a", {"Accept": "text/html, b"})
    other = tag(client, "/search?q=a&text/html,", {"Accept": " b"})
    assert one != other


def test_another_site_gives_another_tag(sample: str) -> None:
    door = SampleDoor(sample)
    apps = [
        create_app(door),
        create_app(door, base_iri="https://example.org/kg/"),
        create_app(door, settings=SiteSettings(title="Another")),
        create_app(door, settings=SiteSettings(page_rows=5)),
    ]
    tags = [tag(app.test_client(), "/search?q=percocet") for app in apps]
    assert len(set(tags)) == len(tags)
    assert tag(create_app(door).test_client(), "/search?q=percocet") == tags[0]


def test_another_program_gives_another_tag(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where its version number stayed: the texts of its files count, and those of the libraries' versions."""
    catalog, settings = Catalog({}.values()), SiteSettings()
    made = [fingerprint(settings, catalog, BASE)]
    (tmp_path / "web").mkdir()
    monkeypatch.setattr(fingerprints, "_PROGRAM", tmp_path)
    for text in ("<p>", "<b>"):
        (tmp_path / "web" / "page.html").write_text(text, encoding="utf-8")
        fingerprints._program.cache_clear()
        made.append(fingerprint(settings, catalog, BASE))
    monkeypatch.setattr(fingerprints, "version", lambda name: f"99 of {name}")
    fingerprints._program.cache_clear()
    made.append(fingerprint(settings, catalog, BASE))
    fingerprints._program.cache_clear()
    assert len(set(made)) == len(made)


def test_a_change_of_the_ontology_gives_another_tag_and_its_folder_does_not(tmp_path: Path) -> None:
    def made(folder: str, text: str) -> str:
        (tmp_path / folder).mkdir(exist_ok=True)
        (tmp_path / folder / "findings.tsv").write_text(text, encoding="utf-8")
        return fingerprint(SiteSettings(ontology=tmp_path / folder), Catalog({}.values()), BASE)

    assert made("a", "code\tmeaning\n") == made("b", "code\tmeaning\n") != made("b", "code\tmeaning\nx\ty\n")


@pytest.mark.parametrize(
    ("path", "status"), [("/page/drug/nothing", 404), ("/sparql?query=nonsense", 400), ("/data/drug/percocet.xyz", 406)]
)
def test_an_error_has_no_tag(path: str, status: int, client: FlaskClient) -> None:
    for known in ("*", '"x"'):
        answer = client.get(path, headers={**HTML, "If-None-Match": known})
        assert answer.status_code == status
        assert "ETag" not in answer.headers


def test_any_tag_at_all_is_not_ours(client: FlaskClient) -> None:
    """``If-None-Match: *`` asks whether there is anything here, which only the graph can tell."""
    assert client.get("/page/drug/percocet", headers={**HTML, "If-None-Match": "*"}).status_code == 200


# --- what may be different next time --------------------------------------------------------------------------------


@pytest.mark.parametrize("function", ["NOW()", "RAND()", "UUID()", "STRUUID()", "now()"])
def test_an_answer_of_time_or_chance_is_not_kept(function: str, client: FlaskClient) -> None:
    for kind in ("json", "html"):
        answer = client.get("/sparql", query_string={"query": f"SELECT ({function} AS ?x) {{}}", "format": kind})
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == "no-store"
        assert "ETag" not in answer.headers


def test_words_in_strings_and_names_are_neither_time_nor_chance(client: FlaskClient) -> None:
    query = 'PREFIX now: <urn:> SELECT ("RAND()" AS ?uuid) { OPTIONAL { ?rand now:rand 1 } } # NOW()'
    assert tag(client, "/sparql?format=json&query=" + query.replace("#", "%23"))


class StoppingDoor(SampleDoor):
    """A door that stops counts by year, as long as it is `busy`."""

    busy = True

    def run(self, query: str) -> Answer:
        if self.busy and "dimension:year" in query and "GROUP BY" in query:
            raise LimitExceeded("the query was stopped after 10 s")
        return super().run(query)


def test_a_page_with_a_stopped_panel_is_not_kept(sample: str) -> None:
    door = StoppingDoor(sample)
    client = create_app(door).test_client()
    answer = client.get("/page/drug/percocet", headers=HTML)
    assert (answer.status_code, "Not shown: " in answer.text) == (200, True)
    assert answer.headers["Cache-Control"] == "no-store"
    assert "ETag" not in answer.headers
    door.busy = False
    assert tag(client, "/page/drug/percocet")


class RestlessDoor(SampleDoor):
    """A door that another thread turns to a new release while a page is made."""

    def run(self, query: str) -> Answer:
        answer = super().run(query)
        self.release = Release("another", "2026-02-03T04:05:06Z", {})
        return answer


def test_an_answer_made_while_a_release_came_is_not_kept(sample: str) -> None:
    answer = create_app(RestlessDoor(sample)).test_client().get("/page/drug/percocet", headers=HTML)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert "ETag" not in answer.headers


# --- a graph that may change under its name -------------------------------------------------------------------------


def test_the_tag_of_an_endpoint_is_of_the_bytes(sample: str) -> None:
    door = CountingDoor(sample)
    door.release = Release("https://example.org/sparql", pins_content=False)
    client = create_app(door).test_client()
    path = "/page/drug/percocet"
    known, before = tag(client, path), door.asked
    assert client.get(path, headers={**HTML, "If-None-Match": known}).status_code == 304
    assert door.asked > before
    percocet = ox.NamedNode(f"{BASE}id/drug/percocet")
    door.store.add(ox.Quad(percocet, ox.NamedNode("http://www.w3.org/2004/02/skos/core#altLabel"), ox.Literal("New")))
    answer = client.get(path, headers={**HTML, "If-None-Match": known})
    assert (answer.status_code, "New" in answer.text) == (200, True)
    assert answer.headers["ETag"] != known


# --- the memory of answers ------------------------------------------------------------------------------------------

COUNT = Template.read("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }").bind({})


def counted(answer: Answer) -> str:
    assert isinstance(answer, Bindings)
    term = answer.rows[0][0]
    assert isinstance(term, ox.Literal)
    return term.value


def grow(door: SampleDoor) -> None:
    door.store.add(ox.Quad(ox.NamedNode("urn:s"), ox.NamedNode("urn:p"), ox.Literal(len(door.store))))


def test_an_answer_is_remembered_as_long_as_its_release_is_shown(sample: str) -> None:
    door, memory = CountingDoor(sample), Memory()
    first = counted(memory.answer(door, COUNT))
    grow(door)
    assert (counted(memory.answer(door, COUNT)), door.asked) == (first, 1)
    door.release = replace(door.release, id="next")
    assert counted(memory.answer(door, COUNT)) == str(int(first) + 1)
    door.release = replace(door.release, id="sample-1")
    assert counted(memory.answer(door, COUNT)) == first


def test_an_answer_of_nobody_knows_which_release_is_not_remembered(sample: str) -> None:
    door, memory = RestlessDoor(sample), Memory()
    first = counted(memory.answer(door, COUNT))
    grow(door)
    door.release = Release("sample-1")
    assert counted(memory.answer(door, COUNT)) == str(int(first) + 1)


@pytest.mark.parametrize(
    ("release", "query"),
    [
        (Release("https://example.org/sparql", pins_content=False), COUNT),
        (Release("sample-1"), Template.read("SELECT (NOW() AS ?n) { }").bind({})),
    ],
    ids=["endpoint", "time"],
)
def test_what_may_change_is_asked_each_time(release: Release, query: BoundQuery, sample: str) -> None:
    door, memory = CountingDoor(sample), Memory()
    door.release = release
    for _ in range(2):
        memory.answer(door, query)
    assert door.asked == 2


def test_pages_ask_for_neither_time_nor_chance() -> None:
    pages = [query for query in Catalog.load().values() if query.group == "pages"]
    assert [query.name for query in pages if not query.template.outline.is_lasting] == []


# --- addresses that are settled -------------------------------------------------------------------------------------


def test_the_style_sheet_is_kept_for_good_under_an_address_that_changes_with_it(client: FlaskClient) -> None:
    page = client.get("/", headers=HTML).text
    address = page.partition('rel="stylesheet" href="')[2].partition('"')[0]
    assert address.startswith("/static/site.css?v=")
    named = client.get(address)
    assert named.mimetype == "text/css"
    assert "immutable" in named.headers["Cache-Control"]
    assert "max-age=31536000" in named.headers["Cache-Control"]
    for other in ("/static/site.css", "/static/site.css?v=0123456789abcdef", "/favicon.svg", "/favicon.ico"):
        assert client.get(other).headers["Cache-Control"] == "public, max-age=86400"
    known = named.headers["ETag"]
    assert client.get(address, headers={"If-None-Match": known}).status_code == 304


@pytest.mark.parametrize("name", ["nothing.css", "../app.py", "%2e%2e/app.py", "..%2fapp.py", ""])
def test_nothing_else_is_a_file_of_the_site(name: str, client: FlaskClient) -> None:
    assert client.get(f"/static/{name}").status_code == 404


def test_data_of_a_named_release_is_kept_for_good(client: FlaskClient) -> None:
    for path in ("/data/drug/percocet.ttl?", "/queries/home_outcomes?format=csv&", "/sparql?query=ASK{}&"):
        answer = client.get(f"{path}release=sample-1")
        assert answer.status_code == 200
        assert "immutable" in answer.headers["Cache-Control"]
    # The style of a page is that of the program, which may change.
    assert client.get("/page/drug/percocet?release=sample-1", headers=HTML).headers["Cache-Control"] == "no-cache"
    gone = client.get("/data/drug/percocet.ttl?release=sample-0")
    assert gone.status_code == 404
    assert gone.json is not None
    assert gone.json["detail"] == "release sample-0 is not shown here; this is sample-1"
    assert "ETag" not in gone.headers


def test_no_query_has_a_parameter_of_the_sites_own() -> None:
    taken = {(query.name, each.name) for query in Catalog.load().values() for each in query.parameters}
    assert {pair for pair in taken if pair[1] in {"release", "format", "run"}} == set()


# --- compression --------------------------------------------------------------------------------------------------

GZIP = {**HTML, "Accept-Encoding": "gzip, deflate, br"}


@pytest.mark.parametrize("path", ["/", "/data/case/CM99-0000001.ttl", "/data/drug/percocet.rdf", "/static/site.css"])
def test_long_texts_are_compressed_for_who_takes_it(path: str, client: FlaskClient) -> None:
    plain, packed = client.get(path, headers=HTML), client.get(path, headers=GZIP)
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    assert len(packed.data) < len(plain.data)
    assert packed.content_length == len(packed.data)
    assert "Accept-Encoding" in plain.vary
    assert "Accept-Encoding" in packed.vary
    head = client.head(path, headers=GZIP)
    assert (head.data, head.content_length) == (b"", packed.content_length)


@pytest.mark.parametrize("encodings", ["", "identity", "br", "gzip;q=0"])
def test_who_does_not_take_gzip_gets_the_text(encodings: str, client: FlaskClient) -> None:
    assert "Content-Encoding" not in client.get("/", headers={**HTML, "Accept-Encoding": encodings}).headers


@pytest.mark.parametrize("path", ["/robots.txt", "/healthz", "/sparql?query=ASK{}"])
def test_short_answers_are_sent_as_they_are(path: str, client: FlaskClient) -> None:
    answer = client.get(path, headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in answer.headers


def test_a_long_error_is_compressed_too(client: FlaskClient) -> None:
    answer = client.get("/page/drug/nothing", headers=GZIP)
    assert (answer.status_code, answer.headers["Content-Encoding"]) == (404, "gzip")
    assert "not in this release" in gzip.decompress(answer.data).decode()


def test_one_text_gives_the_same_bytes_each_time(client: FlaskClient) -> None:
    assert client.get("/static/site.css", headers=GZIP).data == client.get("/static/site.css", headers=GZIP).data


@pytest.mark.parametrize(("size", "packed"), [(1023, False), (1024, True)])
def test_from_1024_bytes_on_a_text_is_compressed(size: int, packed: bool, client: FlaskClient) -> None:
    with client.application.test_request_context("/", headers={"Accept-Encoding": "gzip"}):
        made = caching._compressed(Response("x" * size, mimetype="text/plain"))
    assert ("Content-Encoding" in made.headers, "Accept-Encoding" in made.vary) == (packed, packed)


@pytest.mark.parametrize("kind", ["application/octet-stream", "image/png", "application/pdf", "application/zip", ""])
def test_what_is_no_text_is_sent_as_it_is(kind: str) -> None:
    assert not caching._is_text(kind)


@pytest.mark.parametrize(
    "kind",
    [
        "text/csv",
        "text/html",
        "application/json",
        "application/xml",
        "image/svg+xml",
        "application/ld+json",
        "application/rdf+xml",
        "application/n-triples",
        "application/sparql-query",
    ],
)
def test_texts_by_their_media_type(kind: str) -> None:
    assert caching._is_text(kind)


def test_what_is_encoded_already_is_not_encoded_again(client: FlaskClient) -> None:
    with client.application.test_request_context("/", headers={"Accept-Encoding": "gzip"}):
        made = caching._compressed(Response("x" * 5000, mimetype="text/plain", headers={"Content-Encoding": "br"}))
    assert (made.data, made.headers["Content-Encoding"]) == (b"x" * 5000, "br")
