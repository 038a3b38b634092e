"""The reconciliation service: a session as OpenRefine has it, each message held to the specification's words.

`reconciliation-schema.json` is written for this project from the specification. Who has the specification's own schemas
(https://github.com/reconciliation-api/specs, folder 0.2/schemas) names their folder in IMR_RECONCILIATION_SCHEMAS.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from flask.testing import FlaskClient
from jsonschema.protocols import Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT7
from werkzeug.test import TestResponse

from tests.web.conftest import SampleDoor
from web.app import create_app
from web.reconcile.service import BATCH
from web.settings import SiteSettings

HERE = Path(__file__).parent
ONTOLOGY = HERE.parents[2] / "ontology"
SESSION = [json.loads(line) for line in (HERE / "reconcile_session.jsonl").read_text(encoding="utf-8").splitlines()]
SCHEMA = json.loads((HERE / "reconciliation-schema.json").read_text(encoding="utf-8"))
PUBLISHED = os.environ.get("IMR_RECONCILIATION_SCHEMAS")
PUBLISHED_NAMES = {
    "manifest": "manifest",
    "query-batch": "reconciliation-query-batch",
    "result-batch": "reconciliation-result-batch",
    "suggest-entities": "suggest-entities-response",
    "suggest-types": "suggest-types-response",
    "suggest-properties": "suggest-properties-response",
    "extension-query": "data-extension-query",
    "extension-response": "data-extension-response",
}
DRUG = "https://w3id.org/imr-kg/ontology#Drug"
OBSERVATIONS = """
@prefix imr: <https://w3id.org/imr-kg/ontology#> .
@prefix qb: <http://purl.org/linked-data/cube#> .
@prefix dimension: <https://w3id.org/imr-kg/id/dimension/> .
@prefix drug: <https://w3id.org/imr-kg/id/drug/> .
@prefix outcome: <https://w3id.org/imr-kg/id/outcome/> .
@prefix statistics: <https://w3id.org/imr-kg/id/statistics/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<urn:o:1> qb:dataSet statistics:drug ; dimension:drug drug:oxycodone ; dimension:outcome outcome:overturned ;
  imr:decisions 3 .
<urn:o:2> qb:dataSet statistics:drug ; dimension:drug drug:oxycodone ; dimension:outcome outcome:upheld ;
  imr:decisions 5 .
drug:x-hostile a imr:Drug, skos:Concept ; skos:prefLabel "Evil <script>alert(1)</script> pill" ;
  skos:inScheme <https://w3id.org/imr-kg/id/scheme/drugs> ; skos:definition "<img src=x onerror=alert(2)>" .
"""


@pytest.fixture(scope="module")
def openrefine() -> FlaskClient:
    """A client of the site over the project's own vocabularies."""
    texts = [path.read_text(encoding="utf-8") for path in sorted((ONTOLOGY / "schemes").glob("*.ttl"))]
    return create_app(SampleDoor(OBSERVATIONS, *texts), settings=SiteSettings(ontology=ONTOLOGY)).test_client()


def check(name: str, message: object) -> None:
    """Hold `message` to this project's schema, and to the specification's own where it is at hand."""
    jsonschema.validate(message, {"$ref": f"#/$defs/{name}", "$defs": SCHEMA["$defs"]})
    if PUBLISHED and name in PUBLISHED_NAMES:
        published(Path(PUBLISHED), PUBLISHED_NAMES[name]).validate(message)


def published(folder: Path, name: str) -> Validator:
    schemas = [json.loads(path.read_text(encoding="utf-8")) for path in folder.glob("*.json")]
    known = [(each["$id"], Resource.from_contents(each, default_specification=DRAFT7)) for each in schemas]
    schema = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
    return jsonschema.Draft7Validator(schema, registry=Registry().with_resources(known))


def at(message: Any, path: str) -> Any:
    for step in path.split("."):
        message = message[int(step)] if isinstance(message, list) else message[step]
    return message


def send(client: FlaskClient, step: Mapping[str, Any]) -> TestResponse:
    return client.open(step["path"], method=step["method"], query_string=step.get("query"), data=step.get("form"))


def match(client: FlaskClient, **query: object) -> list[dict[str, Any]]:
    answer = client.post("/reconcile", data={"queries": json.dumps({"q": query})})
    assert answer.status_code == 200, answer.text
    check("result-batch", answer.json)
    found: list[dict[str, Any]] = answer.json["q"]["result"]
    return found


@pytest.mark.parametrize("step", SESSION, ids=lambda step: step["why"])
def test_a_session_with_openrefine(openrefine: FlaskClient, step: Mapping[str, Any]) -> None:
    if "asks" in step:
        check(step["asks"], json.loads(next(iter(step["form"].values()))))
    answer = send(openrefine, step)
    assert answer.status_code == step["status"]
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    if step["schema"]:
        check(step["schema"], answer.json)
    for path, value in step["expect"].items():
        assert at(answer.json, path) == value, path


def test_the_schemas_refuse_what_is_no_message() -> None:
    for name, message in (
        ("manifest", {"versions": ["0.1"], "name": "x", "identifierSpace": "http://x", "schemaSpace": "http://x"}),
        ("result-batch", {"q0": {"result": [{"id": "x", "name": "x", "score": "100"}]}}),
        ("extension-response", {"meta": [], "rows": {"x": {"p": [{"str": 1}]}}}),
        ("query-batch", {"q0": {"limit": 3}}),
    ):
        with pytest.raises(jsonschema.ValidationError):
            check(name, message)


def test_every_address_in_the_manifest_answers(openrefine: FlaskClient) -> None:
    manifest = openrefine.get("/reconcile", headers={"Accept": "text/html"}).json
    suggest = [manifest["suggest"][what] for what in ("entity", "type", "property")]
    ids = {"entity": "drug%2Fpercocet", "type": "Drug", "property": "rxcui"}
    addresses = [
        *(each["service_url"] + each["service_path"] + "?prefix=a" for each in suggest),
        *(
            each["flyout_service_url"] + each["flyout_service_path"].replace("${id}", ids[what])
            for what, each in manifest["suggest"].items()
        ),
        manifest["preview"]["url"].replace("{{id}}", "drug%2Fpercocet"),
        manifest["view"]["url"].replace("{{id}}", "drug%2Fpercocet"),
        manifest["documentation"],
        manifest["logo"],
    ]
    for address in addresses:
        with openrefine.get(address.removeprefix("http://localhost")) as answer:  # the logo is an open file
            assert answer.status_code in {200, 303}, address


def test_identifiers_may_be_whole_iris(openrefine: FlaskClient) -> None:
    iri = "https://w3id.org/imr-kg/id/drug/percocet"
    assert match(openrefine, query=iri)[0]["id"] == match(openrefine, query="drug/percocet")[0]["id"] == "drug/percocet"
    assert openrefine.get("/reconcile/view", query_string={"id": iri}).headers["Location"] == "/page/drug/percocet"
    extend = json.dumps({"ids": [iri], "properties": [{"id": "rxcui"}]})
    assert openrefine.post("/reconcile", data={"extend": extend}).json["rows"][iri]["rxcui"] == [{"str": "42844"}]


def test_namesakes_are_no_match(openrefine: FlaskClient) -> None:
    found = match(openrefine, query="Opioids", limit=10)
    assert sum(each["score"] == 100 for each in found) > 2
    assert not any(each["match"] for each in found)


def test_features_tell_what_a_score_rests_on(openrefine: FlaskClient) -> None:
    first = match(openrefine, query="percocett", type=[DRUG], properties=[{"pid": "drug_kind", "v": "brand"}])[0]
    features = {each["id"]: each["value"] for each in first["features"]}
    assert features["name_is_equal"] is False
    assert features["name_spelled_alike"] > 90
    assert features["property_drug_kind"] is True
    assert features["type_agrees"] is True


def test_should_gives_other_types_only_where_nothing_else_is_found(openrefine: FlaskClient) -> None:
    assert match(openrefine, query="acupuncture", type="Drug") == []
    found = match(openrefine, query="acupuncture", type="Drug", type_strict="should")
    assert found
    assert all(each["score"] <= 80 and not each["match"] for each in found)


def test_limits_hold(openrefine: FlaskClient) -> None:
    assert len(match(openrefine, query="oxycodone", limit=2)) == 2
    assert len(match(openrefine, query="o", limit=10_000)) <= 50
    queries = {str(number): {"query": "x"} for number in range(BATCH + 1)}
    answer = openrefine.post("/reconcile", data={"queries": json.dumps(queries)})
    assert answer.status_code == 413
    assert f"at most {BATCH}" in answer.json["detail"]
    ids = json.dumps({"ids": ["x"] * 2000, "properties": []})
    assert openrefine.post("/reconcile", data={"extend": ids}).status_code == 413


@pytest.mark.parametrize(
    ("field", "text", "said"),
    [
        ("queries", "", "not JSON"),
        ("queries", "{", "not JSON"),
        ("queries", "[]", "not a JSON object"),
        ("queries", "[" * 50_000, "nested too deep"),
        ("queries", '{"q0": 3}', "queries.q0: not an object"),
        ("queries", '{"q0": {"query": 3}}', "queries.q0.query"),
        ("queries", '{"q0": {"query": " "}}', "neither query nor properties"),
        ("queries", '{"q0": {"query": "x", "limit": 0}}', "queries.q0.limit"),
        ("queries", '{"q0": {"query": "x", "limit": NaN}}', "queries.q0.limit"),
        ("queries", '{"q0": {"query": "x", "limit": 1.5}}', "queries.q0.limit"),
        ("queries", '{"q0": {"query": "x", "limit": true}}', "queries.q0.limit"),
        ("queries", '{"q0": {"query": "x", "type": 7}}', "queries.q0.type"),
        ("queries", '{"q0": {"query": "x", "type_strict": "maybe"}}', "any, all, should"),
        ("queries", '{"q0": {"query": "x", "properties": {"pid": "rxcui"}}}', "queries.q0.properties"),
        ("queries", '{"q0": {"query": "x", "properties": "rxcui"}}', "queries.q0.properties"),
        ("queries", '{"q0": {"query": "x", "properties": [{"pid": "rxcui"}]}}', "queries.q0.properties[0]"),
        ("queries", '{"q0": {"query": "x", "properties": [{"pid": "colour", "v": "red"}]}}', "no property is called"),
        ("queries", '{"q0": {"query": "x", "properties": [{"pid": "rxcui", "v": null}]}}', "properties[0].v"),
        ("extend", "nonsense", "not JSON"),
        ("extend", '{"properties": []}', "extend.ids"),
        ("extend", '{"ids": [1], "properties": []}', "extend.ids"),
        ("extend", '{"ids": []}', "extend.properties"),
        ("extend", '{"ids": [], "properties": [{"id": "colour"}]}', "rxcui, unii"),
        ("extend", '{"ids": [], "properties": ["rxcui"]}', "extend.properties"),
        ("other", "x", "neither the field queries nor extend"),
    ],
)
def test_what_can_not_be_read_is_said(openrefine: FlaskClient, field: str, text: str, said: str) -> None:
    answer = openrefine.post("/reconcile", data={field: text})
    assert answer.status_code == 400, answer.text
    assert answer.mimetype == "application/problem+json"
    assert said in answer.json["detail"]


def test_a_body_that_is_no_form_is_told_so(openrefine: FlaskClient) -> None:
    answer = openrefine.post("/reconcile", json={"queries": {}})
    assert answer.status_code == 400
    assert "application/json" in answer.json["detail"]


@pytest.mark.parametrize(
    "address",
    [
        "/reconcile/view?id=drug/nothing",
        "/reconcile/preview",
        "/reconcile/flyout/entity?id=nothing",
        "/reconcile/flyout/type?id=nothing",
        "/reconcile/flyout/property?id=nothing",
        "/reconcile/suggest/colour?prefix=r",
    ],
)
def test_what_is_not_there_is_404(openrefine: FlaskClient, address: str) -> None:
    assert openrefine.get(address).status_code == 404


def test_a_cursor_is_a_number(openrefine: FlaskClient) -> None:
    for bad in ("x", "-1", "1e9", "²", "9" * 40):
        assert (
            openrefine.get("/reconcile/suggest/entity", query_string={"prefix": "a", "cursor": bad}).status_code == 400
        )


def test_previews_are_escaped_and_may_be_framed(openrefine: FlaskClient) -> None:
    answer = openrefine.get("/reconcile/preview?id=drug/x-hostile")
    flyout = openrefine.get("/reconcile/flyout/entity?id=drug/x-hostile").json["html"]
    for text in (answer.text, flyout):
        assert "<script" not in text
        assert "<img" not in text
        assert "&lt;script&gt;alert(1)" in text
    policy = answer.headers["Content-Security-Policy"]
    assert "frame-ancestors *" in policy
    assert "script-src 'none'" in policy
    assert len(answer.data) < 4000
    page = openrefine.get("/search", headers={"Accept": "text/html"})
    assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]


def test_a_preflight_is_answered(openrefine: FlaskClient) -> None:
    answer = openrefine.options(
        "/reconcile", headers={"Origin": "https://x.example", "Access-Control-Request-Method": "POST"}
    )
    assert answer.status_code == 200
    assert "POST" in answer.headers["Access-Control-Allow-Methods"]


def test_a_full_batch_is_answered(openrefine: FlaskClient) -> None:
    texts = ["percocett 10mg", "physical therapy 12 visits", "gabapentn 300", "lumbar MRI without contrast"]
    queries = {str(number): {"query": texts[number % 4]} for number in range(BATCH)}
    answer = openrefine.post("/reconcile", data={"queries": json.dumps(queries)})
    assert answer.status_code == 200
    assert answer.get_json().keys() == queries.keys()


def test_another_base_has_its_own_identifier_space(sample: str) -> None:
    base = "https://graph.example/kg/"
    client = create_app(SampleDoor(sample.replace("https://w3id.org/imr-kg/", base)), base_iri=base).test_client()
    manifest = client.get("/reconcile").json
    check("manifest", manifest)
    assert manifest["identifierSpace"] == base + "id/"
    assert match(client, query="percocet")[0]["id"] == "drug/percocet"
