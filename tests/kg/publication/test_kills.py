"""`imr publish` killed at random moments, and its store too: what is current is whole, and the next run completes.

`IMR_KILLS` is how many times (4 by default; half as often with the store).
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import pytest

from kg.namespaces import Iris
from kg.publication.differences import dump_lines
from kg.publication.publisher import publish
from kg.publication.store_writer import StoreWriter
from kg.publication.upload_journal import UploadJournal
from tests.kg.publication.conftest import NOBODY, QUICK, release_of
from tests.queries.oxigraph_server import oxigraph_server
from tests.scripted_server import free_port

IRIS = Iris()
KILLS = int(os.environ.get("IMR_KILLS", "4"))
PROGRAM = (
    "import datetime as dt, sys; from kg.publication import publisher as p; p.MOST_LINES = 40; p._NOTED = 0.0;"
    "p._GRACE = dt.timedelta(0); from kg.__main__ import main; sys.exit(main())"
)


@contextmanager
def running(store: Path, address: str) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-c", PROGRAM, "publish", "--quiet", "--store", str(store), "--to", address]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("IMR_")}
    with subprocess.Popen(command, stderr=subprocess.PIPE, env=environment) as process:
        try:
            yield process
        finally:
            process.kill()


def expected(store: Path) -> int:
    return sum(1 for _ in dump_lines(store / "current"))


def current_count(address: str) -> int:
    with closing(StoreWriter(address, NOBODY, limits=QUICK)) as writer:
        graph = UploadJournal(writer, IRIS).current()
        return writer.count(graph) if graph else 0


def graphs_of(address: str) -> set[str]:
    with closing(StoreWriter(address, NOBODY, limits=QUICK)) as writer:
        found = writer.client.select("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }", ("g",), 20)
        return {term.value for (term,) in found} - {IRIS.pointer_graph()}  # type: ignore[union-attr]


def duration(store: Path, address: str) -> float:
    """Seconds that a whole run takes."""
    begun = time.monotonic()
    with running(store, address) as process:
        assert process.wait(300) == 0, process.stderr and process.stderr.read()
    return time.monotonic() - begun


def kill_often(tmp_path: Path, times: int, server_too: bool) -> None:
    """Publish two releases in turn; kill each run at a moment of its own, then let one complete."""
    stores = [tmp_path / "a", tmp_path / "b"]
    sizes = [release_of(store, 40 + number).counts["triples"] for number, store in enumerate(stores)]
    moments, location, port = random.Random(times), tmp_path / "db", free_port()
    with ExitStack() as serving:
        address = serving.enter_context(oxigraph_server(location, port=port))
        whole = [duration(store, address) for store in stores]
        for number in range(times):
            turn = number % 2
            with running(stores[turn], address) as process:
                time.sleep(moments.uniform(0.3, 1.1) * whole[turn])
                process.send_signal(signal.SIGKILL)
            if server_too:
                serving.close()
                serving.enter_context(oxigraph_server(location, port=port))
            assert current_count(address) in sizes
            duration(stores[turn], address)
            assert current_count(address) == sizes[turn]
            assert len(graphs_of(address)) <= 2


@pytest.mark.slow
def test_runs_that_are_killed(tmp_path: Path) -> None:
    kill_often(tmp_path, KILLS, server_too=False)


@pytest.mark.slow
def test_runs_that_are_killed_with_their_store(tmp_path: Path) -> None:
    kill_often(tmp_path, max(2, KILLS // 2), server_too=True)


def test_a_run_waits_for_a_store_that_starts_anew(tmp_path: Path) -> None:
    """The store is killed in the midst of a run and comes back: the run completes, and nothing is lost."""
    store, location, port = tmp_path / "a", tmp_path / "db", free_port()
    size = release_of(store, 400).counts["triples"]
    with ExitStack() as serving:
        address = serving.enter_context(oxigraph_server(location, port=port))
        with running(store, address) as process:
            time.sleep(0.8)
            serving.close()
            serving.enter_context(oxigraph_server(location, port=port))
            assert process.wait(300) in {0, 2}
        duration(store, address)
        assert current_count(address) == size


def test_the_library_takes_a_killed_run_up(tmp_path: Path) -> None:
    store = tmp_path / "a"
    release_of(store, 200)
    with oxigraph_server(tmp_path / "db") as address:
        with running(store, address) as process:
            time.sleep(0.6)
        assert process.returncode is not None
        with closing(StoreWriter(address, NOBODY, limits=QUICK)) as writer:
            publish(store, writer)
        assert current_count(address) == expected(store)
