"""Under which names the site answers, and which address it gives for itself."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import InputError
from tests.web.conftest import SampleDoor
from web.app import create_app
from web.hosts import known_hosts, public_root, serves
from web.settings import SiteSettings

PUBLIC = "https://imr.example.org"


@pytest.mark.parametrize(
    ("listening", "public_url", "host", "served"),
    [
        ("127.0.0.1", None, "127.0.0.1:8000", True),
        ("127.0.0.1", None, "localhost:8000", True),
        ("127.0.0.1", None, "LOCALHOST", True),
        ("127.0.0.1", None, "[::1]:8000", True),
        ("127.0.0.1", None, "evil.example", False),
        ("127.0.0.1", None, "localhost.evil.example", False),
        ("127.0.0.1", None, "192.0.2.7", False),
        ("127.0.0.1", PUBLIC, "imr.example.org", True),
        ("127.0.0.1", PUBLIC, "imr.example.org:443", True),
        ("127.0.0.1", PUBLIC, "evil.example", False),
        ("0.0.0.0", None, "192.0.2.7:8000", True),
        ("0.0.0.0", None, "[2001:db8::1]:8000", True),
        ("0.0.0.0", None, "evil.example", False),
        ("127.0.0.1", None, "", False),
    ],
)
def test_only_names_of_the_site_are_answered(listening: str, public_url: str | None, host: str, served: bool) -> None:
    assert serves(host, known_hosts(listening, public_url)) is served


@given(st.text(max_size=40))
def test_no_name_fails(host: str) -> None:
    assert serves(host, known_hosts("0.0.0.0", None)) in {True, False}


@pytest.mark.parametrize("url", [PUBLIC, f"{PUBLIC}/", "http://localhost:8080"])
def test_a_public_url_is_scheme_and_name(url: str) -> None:
    assert public_root(url) == url.rstrip("/")


@pytest.mark.parametrize(
    "url", ["imr.example.org", "ftp://imr.example.org", f"{PUBLIC}/imr", "https://me@imr.example.org", "https://:x", ""]
)
def test_what_is_no_public_url_is_named(url: str) -> None:
    with pytest.raises(InputError, match="--public-url"):
        public_root(url)


@pytest.fixture
def client(sample: str) -> FlaskClient:
    settings = SiteSettings(public_url=PUBLIC, hosts=known_hosts("127.0.0.1", PUBLIC))
    return create_app(SampleDoor(sample), settings=settings).test_client()


def test_a_foreign_name_is_told_so_and_appears_in_no_address(client: FlaskClient) -> None:
    answer = client.get("/.well-known/void", headers={"Host": "evil.example", "Accept": "text/turtle"})
    assert answer.status_code == 421
    assert "Location" not in answer.headers
    assert answer.get_json()["title"] == "Misdirected Request"


@pytest.mark.parametrize("path", ["/.well-known/void", "/sparql", "/reconcile"])
def test_absolute_addresses_begin_with_the_public_url_whatever_is_asked(client: FlaskClient, path: str) -> None:
    headers = {"Host": "localhost", "X-Forwarded-Host": "evil.example", "Forwarded": "host=evil.example"}
    answer = client.get(path, headers=headers | {"Accept": "text/turtle, application/json;q=0.9"})
    text = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert f"{PUBLIC}/" in text
    assert "evil.example" not in text
    assert "localhost" not in text


@pytest.mark.parametrize("listening", ["", "0.0.0.0", "::", "[::]", "*"])
def test_a_site_on_every_address_answers_under_the_name_of_its_machine(
    listening: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("web.hosts.socket.gethostname", lambda: "Server7")
    monkeypatch.setattr("web.hosts.socket.getfqdn", lambda: "Server7.Example.org")
    known = known_hosts(listening, None)
    assert {"server7", "server7.example.org", "*", "localhost", "127.0.0.1", "[::1]"} <= known
    assert "" not in known
    assert serves("SERVER7:8000", known)
    assert not serves("[nonsense]:8000", known)


def test_a_site_on_one_address_asks_nobody_for_the_name_of_its_machine() -> None:
    assert known_hosts("Imr.Example.org", None) == {"localhost", "127.0.0.1", "[::1]", "imr.example.org"}
    assert known_hosts("127.0.0.1", "https://A.example:8443") == {"localhost", "127.0.0.1", "[::1]", "a.example"}


def test_a_site_that_knows_no_names_answers_under_any() -> None:
    assert serves("anything.example", None)


@pytest.mark.parametrize("host", [" localhost ", "localhost.", "localhost.:80", "[::1]", "[::1]:80", "[::1"])
def test_port_case_and_final_dot_make_no_other_name(host: str) -> None:
    assert serves(host, known_hosts("127.0.0.1", None))


@pytest.mark.parametrize(
    "url",
    [f"{PUBLIC}?a=b", f"{PUBLIC}#a", f"{PUBLIC}:0", f"{PUBLIC}:99999", "https://", "https://@imr.example.org", "//a"],
)
def test_a_public_url_has_nothing_beside_scheme_name_and_port(url: str) -> None:
    with pytest.raises(InputError, match=r"give scheme and name only, such as https://imr\.example\.org"):
        public_root(url)


def test_a_public_url_keeps_its_port() -> None:
    assert public_root(f"{PUBLIC}:8443//") == f"{PUBLIC}:8443"


@pytest.mark.parametrize("path", ["/id//case/x", "/queries//x", "//evil.example/", "/static//x", "/page//x", "//"])
def test_no_answer_sends_a_client_to_another_host(client: FlaskClient, path: str) -> None:
    answer = client.get(path, headers={"Host": "localhost:6666"})
    assert answer.status_code < 500
    assert not answer.headers.get("Location", "/").startswith(("http", "//"))
