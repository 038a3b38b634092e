"""Releases that sparq answers from: made beside Oxigraph's files, kept when letters are added, given up in words."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.errors import InputError, StoreDamaged, StoreError
from kg.query import Bindings, Boolean, QueryLimits, open_door
from kg.store import sparq_files
from kg.store.checking import check_release
from kg.store.folder import StoreFolder
from kg.store.reading_files import READING, check_engine, engine_of_manifest
from kg.store.releases import new_release
from kg.store.sparq_files import JOURNALS, OF_A_TRIPLE, available, needed, write_files
from tests.kg.store.conftest import EX, case, parts, publish

pytest.importorskip("sparq", reason="sparq-rdf is not installed")

LINES = [f"<{EX}{number}> <{EX}p> <{EX}o> .\n".encode() for number in range(1000)]
SIZE = sum(map(len, LINES))


@pytest.fixture
def store(tmp_path: Path) -> Path:
    path = tmp_path / "store"
    publish(path, [case(number) for number in range(1, 4)], engine="sparq")
    return path


def engines_asked(store: Path) -> set[str]:
    """The engines of the query processes that a door starts."""
    with open_door(store, QueryLimits(seconds=5), workers=1) as door:
        assert door.run("ASK {}") == Boolean(True)
        return set(running())


def running() -> Iterator[str]:
    for task in Path("/proc/self/task").iterdir():
        for child in (task / "children").read_text().split():
            words = Path(f"/proc/{child}/cmdline").read_bytes().split(b"\0")
            if b"kg.store.worker" in words:
                yield words[words.index(b"kg.store.worker") + 2].decode()


def manifest(store: Path) -> dict[str, object]:
    return dict(json.loads((store / "current" / "manifest.json").read_text()))


def test_a_release_for_sparq_is_answered_by_sparq_and_notes_so(store: Path) -> None:
    noted = manifest(store)
    assert engine_of_manifest(noted) == "sparq"
    assert noted[READING] == {"engine": "sparq", "version": sparq_files.version()}
    assert engines_asked(store) == {"sparq"}
    assert any(name.startswith(f"{READING}/") for name in noted["files"])  # type: ignore[attr-defined]


def test_its_id_is_that_of_the_same_triples_for_oxigraph(store: Path, tmp_path: Path) -> None:
    other = publish(tmp_path / "other", [case(number) for number in range(1, 4)])
    assert other.id == StoreFolder(store).current_id()
    assert engine_of_manifest(other.manifest) == "oxigraph"
    assert engines_asked(tmp_path / "other") == {"oxigraph"}


def test_the_same_triples_made_for_another_engine_take_the_place_of_the_first(store: Path) -> None:
    for engine in ("oxigraph", "sparq", "sparq"):
        with open_door(store, QueryLimits(seconds=5), workers=1) as door:
            publish(store, [case(number) for number in range(1, 4)], engine=engine)
            door.refresh()
            assert engines_asked(store) == {engine}
            assert door.run(f"ASK {{ <{EX}case/1> ?p ?o }}") == Boolean(True)


def test_reading_leaves_the_files_as_they_were_published(store: Path) -> None:
    engines_asked(store)
    folder = store / "current" / READING
    assert not JOURNALS & {path.name for path in folder.iterdir()}
    check_release((store / "current").resolve(), manifest(store))


def test_a_journal_that_somebody_put_there_is_not_read(store: Path) -> None:
    for name in JOURNALS:
        (store / "current" / READING / name).write_bytes(b"\x01" * 100)
    assert engines_asked(store) == {"sparq"}


def test_files_are_read_where_nobody_may_write(store: Path) -> None:
    folder = (store / "current" / READING).resolve()
    for path in [*folder.iterdir(), folder]:
        path.chmod(0o555 if path.is_dir() else 0o444)
    try:
        assert engines_asked(store) == {"sparq"}
    finally:
        folder.chmod(0o755)


def test_damage_is_found_by_the_hash(store: Path) -> None:
    table = next((store / "current" / READING).glob("perm0*"))
    content = bytearray(table.read_bytes())
    content[len(content) // 2] ^= 0xFF
    table.write_bytes(content)
    with pytest.raises(StoreDamaged, match="SHA-256"):
        check_release((store / "current").resolve(), manifest(store))


def test_files_that_are_cut_keep_a_door_closed(store: Path) -> None:
    table = next((store / "current" / READING).glob("dict-terms*"))
    table.write_bytes(table.read_bytes()[:-1])
    with pytest.raises(StoreDamaged, match="bytes long"):
        open_door(store)


@pytest.mark.parametrize("version", [None, "0.0.1"])
def test_another_version_of_sparq_leaves_the_release_to_oxigraph(
    store: Path, version: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kg.store.answering.version", lambda: version)
    assert engines_asked(store) == {"oxigraph"}


def test_what_sparq_does_not_answer_oxigraph_does(store: Path) -> None:
    with open_door(store, QueryLimits(seconds=5), workers=1) as door:
        deep = "{" * 120 + "?s ?p ?o" + "}" * 120
        door.run(f"SELECT * {{ {deep} }} LIMIT 1")
        with pytest.raises(StoreError, match=r"http://example.org/f|custom|function"):
            door.run("SELECT (<http://example.org/f>(1) AS ?x) {}")
        assert set(running()) >= {"sparq"}


def test_numbers_match_in_every_form(store: Path) -> None:
    value = f'<{EX}n> <{EX}p> "10"^^<http://www.w3.org/2001/XMLSchema#decimal> .'
    publish(store, [[value]], engine="sparq")
    with open_door(store, QueryLimits(seconds=5), workers=1) as door:
        answer = door.run(f"SELECT ?s {{ ?s <{EX}p> 10.0 }}")
        assert isinstance(answer, Bindings)
        assert len(answer.rows) == 1


def test_where_sparq_is_not_installed_a_build_says_so_before_it_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.store.sparq_files.version", lambda: None)
    with pytest.raises(InputError, match=r"pip install 'imr-kg\[sparq\]'"):
        check_engine("sparq")
    check_engine("oxigraph")


def test_where_memory_will_not_do_the_release_is_oxigraphs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.store.sparq_files.available", lambda: 1000)
    with new_release(tmp_path, "1", engine="sparq") as draft:
        draft.load(parts([case(1)]))
        release = draft.publish()
    assert draft.reading.missing == "sparq's loader needs 0.0 GiB of memory for 4 triples and 0.0 GiB are free"
    assert engine_of_manifest(release.manifest) == "oxigraph"
    assert not (tmp_path / "current" / READING).exists()
    assert engines_asked(tmp_path) == {"oxigraph"}


def test_the_loader_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.store.sparq_files.needed", lambda *_: 0)
    monkeypatch.setattr("kg.store.sparq_files.available", lambda: 300 << 20)
    blocks = [b"".join(LINES[:100]).replace(b"/o>", b"/o%d>" % number) for number in range(40_000)]
    with pytest.raises(StoreError, match=r"loader failed: (ended by signal|.*memory|ended with)"):
        write_files(tmp_path / "sparq", blocks, 4_000_000, sum(map(len, blocks[:1])))


def children_that_load() -> list[int]:
    children = [each for task in Path("/proc/self/task").iterdir() for each in (task / "children").read_text().split()]
    return [int(each) for each in children if alive(each)]


def test_a_loader_that_is_killed_is_an_error_and_no_more(tmp_path: Path) -> None:
    def killing() -> Iterator[bytes]:
        yield LINES[0]
        while not (loaders := children_that_load()):
            time.sleep(0.01)
        os.kill(loaders[0], signal.SIGKILL)
        yield from LINES[1:] * 1000

    with pytest.raises(StoreError, match="ended by signal 9"):
        write_files(tmp_path / "sparq", killing(), 1000, SIZE)


def test_what_breaks_off_the_feeding_ends_the_loader(tmp_path: Path) -> None:
    def broken() -> Iterator[bytes]:
        yield LINES[0]
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_files(tmp_path / "sparq", broken(), 1000, SIZE)
    assert not (tmp_path / "sparq").exists()


FEEDING = """
import sys, time
from pathlib import Path
from kg.store.sparq_files import write_files
def pieces():
    while True:
        yield b"<urn:a> <urn:b> <urn:c> .\\n" * 1000
        print("fed", flush=True)
        time.sleep(0.05)
write_files(Path(sys.argv[1]), pieces(), 1, 1)
"""


def test_a_build_that_is_killed_takes_its_loader_with_it(tmp_path: Path) -> None:
    build = subprocess.Popen([sys.executable, "-c", FEEDING, str(tmp_path / "sparq")], stdout=subprocess.PIPE)
    assert build.stdout is not None
    for _ in range(40):  # the pipe holds 64 KiB: by now somebody reads at its other end
        build.stdout.readline()
    (loader,) = (Path(f"/proc/{build.pid}/task/{build.pid}/children").read_text()).split()
    build.kill()
    build.wait()
    build.stdout.close()
    end = time.monotonic() + 10
    while time.monotonic() < end and alive(loader):
        time.sleep(0.02)
    assert not alive(loader)
    assert not (tmp_path / "sparq").exists()


def alive(process: str) -> bool:
    try:
        return b"kg.store.sparq_loader" in Path(f"/proc/{process}/cmdline").read_bytes()
    except OSError:
        return False


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ([*LINES[:3], b"no triple\n"], "loader failed"),
        ([*LINES[:3], b"\xff\n"], "loader failed"),
        (LINES[:999], "kept 999 of 1,000 triples"),
        ([*LINES[:999], LINES[0]], "kept 999 of 1,000 triples"),
    ],
)
def test_what_is_not_the_release_is_refused(lines: list[bytes], said: str, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=said):
        write_files(tmp_path / "sparq", lines, 1000, SIZE)


def test_memory_is_asked_of_the_machine_and_of_its_group(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert needed(1000, 5) == 1000 * OF_A_TRIPLE + 5
    assert available() > 0
    (tmp_path / "memory.max").write_text("5000\n")
    (tmp_path / "memory.current").write_text("2000\n")
    monkeypatch.setattr("kg.store.sparq_files._GROUP", tmp_path)
    assert available() == 3000
    (tmp_path / "memory.max").write_text("max\n")
    assert available() > 3000
