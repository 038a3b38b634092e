from __future__ import annotations

import json
from pathlib import Path

import pytest

from kg.cli import main
from kg.query import QueryLimits
from kg.store.remote import RemoteDoor
from kg.store.store_credentials import Credentials
from tests.kg.publication.conftest import release_of
from tests.queries.oxigraph_server import oxigraph_server
from tests.scripted_server import Reply, free_port, serving

SECRETS = {"IMR_ENDPOINT_USER": "ann", "IMR_ENDPOINT_PASSWORD": "s3cret"}


@pytest.fixture
def store(tmp_path: Path) -> Path:
    release_of(tmp_path / "store", 5)
    return tmp_path / "store"


def test_a_release_is_published_and_told(store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with oxigraph_server(tmp_path / "db") as address:
        assert main(["publish", "--to", address, "--store", str(store), "--json"]) == 0
        with RemoteDoor(address, QueryLimits(), Credentials()) as door:
            release = door.release
    told = json.loads(capsys.readouterr().err)
    assert (told["event"], told["release"], told["triples"], told["sent"]) == ("published", release.id, 20, 20)


def test_what_is_still_there_is_told(store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with oxigraph_server(tmp_path / "db") as address:
        main(["publish", "--to", address, "--store", str(store)])
        release_of(store, 6)
        capsys.readouterr()
        main(["publish", "--to", address, "--update", address.replace("/query", "/update"), "--store", str(store)])
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 2
    assert "24 triples" in lines[0]
    assert lines[1].startswith("an older graph is still there: <https://w3id.org/imr-kg/id/graph/")


def test_a_store_that_is_down_is_told_with_its_address(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    address = f"http://127.0.0.1:{free_port()}/query"
    assert main(["publish", "--to", address, "--store", str(store)]) == 2
    said = capsys.readouterr().err
    assert said.startswith("imr publish: the SPARQL store can't be reached (connection refused)")
    assert f"  asked: {address}\n" in said


def test_a_password_is_in_no_message(
    store: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)
    angry = Reply(401, b"ann:s3cret is unknown", headers={"WWW-Authenticate": "Basic realm=x"})
    with serving(lambda _: angry, identity=True) as server:
        assert main(["publish", "--to", server.address, "--store", str(store)]) == 2
    said = capsys.readouterr().err
    assert "does not accept the user and password" in said
    assert "s3cret" not in said


def test_a_password_in_the_address_is_refused(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["publish", "--to", "http://ann:s3cret@localhost/query", "--store", str(store)]) == 2
    said = capsys.readouterr().err
    assert "IMR_ENDPOINT_PASSWORD" in said
    assert "s3cret" not in said


@pytest.mark.parametrize("number", ["0", "-1", "x", "1.5"])
def test_at_least_one_graph_stays(number: str) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["publish", "--to", "http://localhost/query", f"--keep={number}"])
    assert ended.value.code == 2
