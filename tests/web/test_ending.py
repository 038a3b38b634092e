"""`imr serve` ends in order: its status, one line, and no process that goes on, also while queries run."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

import pytest

IMR = (sys.executable, "-m", "kg")
ENDLESS = quote("SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory, examples: Path) -> Path:
    store = tmp_path_factory.mktemp("ending") / "store"
    letter = examples / "p-2013-necessary.txt"
    subprocess.run([*IMR, "build", "--quiet", "--jobs", "0", "--store", str(store), str(letter)], check=True)
    return store


@pytest.fixture
def site(store: Path) -> Iterator[tuple[subprocess.Popen[str], int]]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [*IMR, "serve", "--store", str(store), "--port", str(port)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        assert process.stderr.readline().startswith("serving")
        yield process, port
        process.kill()


def workers(parent: int) -> list[int]:
    """Process ids of the query workers whose parent is `parent`."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            fields = stat.read_text().rpartition(")")[2].split()
            if int(fields[1]) == parent and b"kg.store.worker" in (stat.parent / "cmdline").read_bytes():
                found.append(int(stat.parent.name))
    return found


def is_running(process: int) -> bool:
    with suppress(OSError):
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False


def ask(port: int) -> None:
    with suppress(OSError):
        urllib.request.urlopen(f"http://127.0.0.1:{port}/sparql?query={ENDLESS}", timeout=30).read()


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
@pytest.mark.parametrize(
    ("number", "status", "said"),
    [
        (signal.SIGINT, 130, "imr serve: stopped by SIGINT\n"),
        (signal.SIGTERM, 143, "imr serve: stopped by SIGTERM\n"),
        (signal.SIGKILL, -signal.SIGKILL, ""),
    ],
)
@pytest.mark.parametrize("busy", [False, True], ids=["idle", "busy"])
def test_the_site_ends_when_told_and_leaves_no_process(
    site: tuple[subprocess.Popen[str], int], number: int, status: int, said: str, busy: bool
) -> None:
    process, port = site
    for _ in range(3 if busy else 0):
        threading.Thread(target=ask, args=(port,), daemon=True).start()
    time.sleep(1.0)
    started = workers(process.pid)
    os.kill(process.pid, number)
    assert process.wait(10) == status
    until = time.monotonic() + 3
    while any(map(is_running, started)) and time.monotonic() < until:
        time.sleep(0.05)
    assert started
    assert not any(map(is_running, started))
    assert process.stderr is not None
    assert process.stderr.read() == said
