"""What `imr serve` does with its options, the environment and an address that can't be had."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import pytest

from kg.errors import InputError, LimitExceeded
from kg.query import PUBLIC, QueryLimits
from kg.resources import resource
from tests.web.conftest import SampleDoor
from web import serving
from web.app import create_app
from web.connections import Patience
from web.server import register
from web.settings import SiteSettings


@pytest.fixture(autouse=True)
def nothing_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("IMR_STORE", "IMR_BASE_IRI", "IMR_ALLOW_SERVICE", "IMR_PUBLIC_URL"):
        monkeypatch.delenv(name, raising=False)


def read(*words: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    register(parser.add_subparsers())
    return parser.parse_args(["serve", *words])


# --- options -------------------------------------------------------------------------------------------------------


def test_what_is_served_where_nothing_is_said() -> None:
    assert vars(read()) == {
        "store": None,
        "host": "127.0.0.1",
        "port": 8000,
        "workers": 2,
        "allow_service": [],
        "public_url": None,
        "trust_proxy": None,
        "run": "web.serving:run_serve",
    }


def test_each_option_is_read() -> None:
    words = "--store s --host h --port 1 --workers 3 --allow-service a --allow-service b --public-url u --trust-proxy p"
    told = read(*words.split())
    assert (told.store, told.host, told.port, told.workers) == ("s", "h", 1, 3)
    assert (told.allow_service, told.public_url, told.trust_proxy) == (["a", "b"], "u", "p")


def test_every_option_is_explained(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        read("--help")
    said = " ".join(capsys.readouterr().out.split())
    for words in (
        "--store DIR|URL a store, or the address of a SPARQL 1.1 endpoint",
        "--host HOST address to listen on (default: 127.0.0.1)",
        "--port PORT port to listen on (default: 8000)",
        "--workers N queries answered at once",
        "--allow-service ADDRESS an endpoint that queries may ask by SERVICE",
        "--public-url URL the site's address for its readers",
        "--trust-proxy ADDRESS believe the X-Forwarded-Proto and X-Forwarded-Host",
    ):
        assert words in said


# --- from options to a site ----------------------------------------------------------------------------------------


class Served:
    """What `run_serve` opened, and what it handed to the server."""

    def __init__(self, door: SampleDoor) -> None:
        self.door = door
        self.opened: tuple[object, ...] = ()
        self.settings: SiteSettings | None = None
        self.base = ""
        self.handed: tuple[object, ...] = ()

    def open_door(self, store: str, limits: QueryLimits, workers: int) -> SampleDoor:
        self.opened = store, limits, workers
        return self.door

    def create_app(self, door: SampleDoor, base_iri: str, settings: SiteSettings) -> Any:
        self.base, self.settings = base_iri, settings
        return create_app(door, base_iri=base_iri, settings=settings)

    def serve(self, _: object, *handed: object) -> None:
        self.handed = handed


@pytest.fixture
def served(sample: str, monkeypatch: pytest.MonkeyPatch) -> Served:
    made = Served(SampleDoor(sample))
    for name in ("open_door", "create_app", "serve"):
        monkeypatch.setattr(serving, name, getattr(made, name))
    return made


def test_the_defaults_of_a_site(served: Served) -> None:
    assert serving.run_serve(read()) == 0
    assert served.opened == ("imr-store", PUBLIC, 2)
    assert served.base == "https://w3id.org/imr-kg/"
    assert served.handed == ("127.0.0.1", 8000, "release sample-1 of imr-store", None)
    assert served.settings is not None
    assert served.settings.ontology == resource("ontology")
    assert served.settings.limits == PUBLIC
    assert served.settings.public_url is None
    assert served.settings.hosts == {"localhost", "127.0.0.1", "[::1]"}


def test_options_go_before_the_environment_and_that_before_the_defaults(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("IMR_STORE", "theirs")
    monkeypatch.setenv("IMR_PUBLIC_URL", "https://theirs.example/")
    serving.run_serve(read())
    assert served.opened[0] == "theirs"
    assert served.settings is not None
    assert served.settings.public_url == "https://theirs.example"
    assert served.settings.hosts is not None
    assert "theirs.example" in served.settings.hosts
    serving.run_serve(read("--store", "ours", "--public-url", "https://ours.example", "--trust-proxy", "192.0.2.1"))
    assert served.opened[0] == "ours"
    assert served.settings.public_url == "https://ours.example"
    assert served.handed[2:] == ("release sample-1 of ours", "192.0.2.1")


def test_services_of_the_option_and_of_the_environment_are_both_allowed(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("IMR_ALLOW_SERVICE", "https://b.example/sparql  https://c.example/sparql")
    serving.run_serve(read("--allow-service", "https://a.example/sparql"))
    assert served.settings is not None
    assert served.settings.limits.services == {f"https://{name}.example/sparql" for name in "abc"}
    assert served.opened[1] == served.settings.limits


def test_the_base_is_that_of_the_environment_else_of_the_release(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    served.door.release = served.door.release.__class__("r", manifest={"base_iri": "https://example.org/kg/"})
    serving.run_serve(read())
    assert served.base == "https://example.org/kg/"
    monkeypatch.setenv("IMR_BASE_IRI", "https://example.org/other/")
    serving.run_serve(read())
    assert served.base == "https://example.org/other/"


def test_names_that_can_not_be_read_yet_do_not_stop_the_site(sample: str) -> None:
    class Busy(SampleDoor):
        def run(self, _: str) -> Any:
            raise LimitExceeded("no worker is free")

    serving._warm(create_app(Busy(sample)))


def test_names_are_read_before_the_first_visitor(sample: str) -> None:
    door = SampleDoor(sample)
    app = create_app(door)
    serving._warm(app)
    door.store.clear()
    assert len(app.extensions[serving.KEY].entity_source.entities().index) > 0


# --- the server ----------------------------------------------------------------------------------------------------


class Server:
    """A server that is stopped as soon as it runs."""

    closed = False

    def close(self) -> None:
        self.closed = True


def stop(_: object) -> None:
    raise KeyboardInterrupt


def handed_to_waitress(monkeypatch: pytest.MonkeyPatch, *given: Any) -> tuple[Server, Sequence[Any], dict[str, Any]]:
    made, seen = Server(), SimpleNamespace(args=(), settings={})

    def listen(*args: Any, **settings: Any) -> Server:
        seen.args, seen.settings = args, settings
        return made

    monkeypatch.setattr(serving, "listen", listen)
    monkeypatch.setattr(serving, "answer_until_stopped", stop)
    with pytest.raises(KeyboardInterrupt):
        serving.serve(*given)
    return made, seen.args, seen.settings


def test_a_site_listens_at_home_and_believes_no_proxy(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    app = object()
    server, (served_app, patience), settings = handed_to_waitress(monkeypatch, app)
    assert served_app is app
    assert patience == Patience()
    assert settings == {
        "host": "127.0.0.1",
        "port": 8000,
        "threads": 8,
        "ident": "imr-kg",
        "clear_untrusted_proxy_headers": True,
        "trusted_proxy": None,
        "trusted_proxy_headers": set(),
    }
    assert server.closed
    assert capsys.readouterr().err == "serving the graph on http://127.0.0.1:8000/ (Ctrl-C ends it)\n"


def test_of_a_proxy_that_is_named_the_scheme_and_the_host_are_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    _, _, settings = handed_to_waitress(monkeypatch, object(), "::1", 80, "release r", "192.0.2.1")
    assert (settings["host"], settings["port"]) == ("::1", 80)
    assert settings["trusted_proxy"] == "192.0.2.1"
    assert settings["trusted_proxy_headers"] == {"x-forwarded-proto", "x-forwarded-host"}


@pytest.mark.parametrize("error", [OSError("Address already in use"), ValueError("Invalid host")])
def test_an_address_that_can_not_be_had_is_named_with_what_to_do(
    error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    def listen(*_: Any, **__: Any) -> None:
        raise error

    monkeypatch.setattr(serving, "listen", listen)
    with pytest.raises(InputError, match=f"^127.0.0.1:80: {error}; choose another --host or --port$"):
        serving.serve(create_app(SampleDoor("")), port=80)
