"""`imr build`, `imr add` and `imr remove` are killed at any moment: what is served is always one whole release.

A handful of kills by default; `IMR_KILLS=200 pytest tests/kg/build/test_kills.py` for more.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kg.build.build_settings import Settings
from kg.build.pipeline import add, build
from kg.build.report import Report
from kg.build.upkeep import remove
from kg.store.checking import check_release
from kg.store.dump import graph_blocks
from kg.store.folder import StoreFolder

KILLS = int(os.environ.get("IMR_KILLS", "3"))
SETTINGS = Settings(jobs=0)
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def letters(examples: Path) -> list[str]:
    return [str(path) for path in sorted(examples.iterdir())[:6]]


@pytest.fixture(scope="module")
def first(letters: list[str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release of some letters, which is copied for each kill."""
    store = tmp_path_factory.mktemp("first")
    build(store, letters[:4], SETTINGS, Report(), lambda _: None)
    return store


def case_of(store: Path) -> str:
    lines = b"".join(graph_blocks(store / "current")).splitlines()
    return min(line.split(b">")[0][1:] for line in lines if b"ontology#Case>" in line and b"/case/" in line).decode()


def after(store: Path, verb: str, letters: list[str]) -> str:
    """The id of the release that `verb` makes of `store`, when it isn't killed."""
    if verb == "remove":
        return remove(store, [case_of(store)], SETTINGS).id
    made = {"build": build, "add": add}[verb]
    return made(store, letters[:5] if verb == "build" else letters[4:], SETTINGS, Report(), lambda _: None).id


def command(store: Path, verb: str, letters: list[str]) -> list[str]:
    given = {"build": letters[:5], "add": letters[4:], "remove": [case_of(store)]}[verb]
    jobs = [] if verb == "remove" else ["--jobs", "1"]
    return [sys.executable, "-m", "kg", verb, "--quiet", *jobs, "--store", str(store), *given]


def children() -> Iterator[int]:
    """Processes of ours that have lost their parent."""
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            told, line = stat.read_text().rpartition(")")[2].split(), (stat.parent / "cmdline").read_text()
        except OSError:
            continue
        if told[0] != "Z" and told[1] == "1" and "multiprocessing" in line:
            yield int(stat.parent.name)


def gone(found: Callable[[], set[int]]) -> bool:
    end = time.monotonic() + 10
    while found() and time.monotonic() < end:
        time.sleep(0.1)
    return not found()


@pytest.mark.parametrize("verb", ["build", "add", "remove"])
def test_killed_at_any_moment(verb: str, letters: list[str], first: Path, tmp_path: Path) -> None:
    before = StoreFolder(first).current_id()
    whole = tmp_path / "whole"
    shutil.copytree(first, whole, symlinks=True)
    start = time.monotonic()
    subprocess.run(command(whole, verb, letters), check=True)
    length = time.monotonic() - start
    then = StoreFolder(whole).current_id()
    assert then != before
    orphans = set(children())
    for number in range(KILLS):
        store = tmp_path / str(number)
        shutil.copytree(first, store, symlinks=True)
        with subprocess.Popen(command(store, verb, letters), stderr=subprocess.DEVNULL) as run:
            time.sleep(length * random.random())
            run.send_signal(signal.SIGKILL)
        reading = StoreFolder(store).read()
        assert reading.release.id in {before, then}
        assert check_release(reading.path, reading.release.manifest) > 0
        reading.close()
        if reading.release.id == before:
            assert after(store, verb, letters) == then
        else:
            build(store, letters[:1], SETTINGS, Report(), lambda _: None)
        assert {path.name for path in store.iterdir()} == {"lock", "current", "releases", "drafts"}
        assert list((store / "drafts").iterdir()) == []
        held = StoreFolder(store).read()
        assert check_release(held.path, held.release.manifest) > 0
        held.close()
        assert gone(lambda: set(children()) - orphans)
        shutil.rmtree(store)
