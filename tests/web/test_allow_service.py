"""`imr serve --allow-service`: which endpoints a site lets queries ask."""

from __future__ import annotations

import pytest
from flask import Flask

import web.serving
from kg.cli import main
from kg.query import PUBLIC, allowing
from tests.web.conftest import SampleDoor
from web.app import create_app
from web.settings import SiteSettings

HTML = {"Accept": "text/html"}
ADDRESS = "https://outside.example/sparql"
ASKS = f"SELECT * {{ SERVICE <{ADDRESS}> {{ ?s ?p ?o }} }}"


def test_a_site_refuses_service_and_says_how_to_allow_it(sample: str) -> None:
    client = create_app(SampleDoor(sample)).test_client()
    answer = client.get("/sparql", query_string={"query": ASKS})
    assert answer.status_code == 403
    assert "imr serve --allow-service" in answer.json["detail"]
    assert "SERVICE to no other endpoint" in client.get("/sparql", headers=HTML).text


def test_a_site_tells_which_endpoints_it_asks(sample: str) -> None:
    settings = SiteSettings(limits=allowing(PUBLIC, [ADDRESS]))
    client = create_app(SampleDoor(sample), settings=settings).test_client()
    assert f"SERVICE to {ADDRESS}" in client.get("/sparql", headers=HTML).text


def test_options_and_environment_add_up(
    sample: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    seen: list[object] = []

    def opened(store: str, limits: object, workers: int) -> SampleDoor:
        seen.append(limits)
        return SampleDoor(sample)

    def served(app: Flask, host: str, port: int, what: str, proxy: str | None) -> None:
        seen.append(what)

    monkeypatch.setattr(web.serving, "open_door", opened)
    monkeypatch.setattr(web.serving, "serve", served)
    monkeypatch.setenv("IMR_ALLOW_SERVICE", "http://a.example/x  http://b.example/y")
    assert main(["serve", "--store", "s", "--allow-service", ADDRESS, "--allow-service", "http://c.example/"]) == 0
    expected = [ADDRESS, "http://a.example/x", "http://b.example/y", "http://c.example/"]
    assert seen[0] == allowing(PUBLIC, expected)
    assert main(["serve", "--store", "s", "--allow-service", "outside"]) == 2
    assert "no address of an endpoint" in capsys.readouterr().err
