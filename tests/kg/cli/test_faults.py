"""Faults of the machine and damage of a store: one line, status 2, no traceback, and the release that was stays."""

from __future__ import annotations

import io
import json
import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest

from kg.cli import main
from kg.store.identity import seal

QUESTION = "SELECT (COUNT(*) AS ?n) WHERE { ?s a ?class }"


def imr(*arguments: object) -> subprocess.CompletedProcess[str]:
    """Run the command line in this process."""
    words = [str(each) for each in arguments]
    with redirect_stdout(io.StringIO()) as out, redirect_stderr(io.StringIO()) as said:
        status = main(words)
    return subprocess.CompletedProcess(words, status, out.getvalue(), said.getvalue())


def imr_on_a_full_disk(size: int, *arguments: object) -> subprocess.CompletedProcess[str]:
    """Run the command line in a process whose files may not grow beyond `size` bytes."""

    def bound() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    command = [sys.executable, "-m", "kg", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, preexec_fn=bound, check=False)


@pytest.fixture(scope="module")
def letters(examples: Path) -> list[Path]:
    return sorted(examples.glob("p-*.txt"))


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory, letters: list[Path]) -> Path:
    store = tmp_path_factory.mktemp("whole") / "store"
    assert imr("build", "--jobs", "0", "--store", store, *letters[:-1]).returncode == 0
    return store


@pytest.fixture
def store(whole: Path, tmp_path: Path) -> Path:
    """A store of one's own to damage."""
    shutil.copytree(whole, tmp_path / "store", symlinks=True)
    return tmp_path / "store"


@pytest.fixture
def question(tmp_path: Path) -> Path:
    (tmp_path / "question.rq").write_text(QUESTION)
    return tmp_path / "question.rq"


def check(run: subprocess.CompletedProcess[str], *words: str) -> None:
    """Status 2, and a last line that names the trouble; nothing of Python's."""
    assert run.returncode == 2, run
    assert "Traceback" not in run.stderr
    last = run.stderr.splitlines()[-1]
    assert last.startswith("imr "), run.stderr
    assert [word for word in words if word not in last] == [], last


def release(store: Path) -> Path:
    return (store / "current").resolve()


def mount(disk: Path, options: str) -> None:
    command = ["mount", "-t", "tmpfs", "-o", options, "none", str(disk)]
    if subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("no disk can be mounted here")


# --- the machine ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("verb", ["build", "add", "validate", "query"])
def test_a_store_that_is_a_file_is_named(tmp_path, letters, question, verb):
    (tmp_path / "store").write_text("mine")
    rest = {"build": [letters[0]], "add": [letters[0]], "validate": [], "query": [question]}[verb]
    check(imr(verb, "--store", tmp_path / "store", *rest), "store")
    assert (tmp_path / "store").read_text() == "mine"


@pytest.mark.parametrize("size", [0, 100_000])
@pytest.mark.parametrize("verb", ["build", "add"])
def test_a_full_disk_publishes_nothing(store, letters, question, verb, size):
    before = release(store)
    check(imr_on_a_full_disk(size, verb, "--jobs", "1", "--store", store, *letters))
    assert release(store) == before
    assert list((store / "drafts").iterdir()) == []
    assert imr("query", "--store", store, question).returncode == 0


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount a small disk")
@pytest.mark.parametrize("size", ["64k", "2m"])
def test_a_disk_that_is_really_full(tmp_path, letters, size):
    disk = tmp_path / "disk"
    disk.mkdir()
    mount(disk, f"size={size}")
    try:
        check(imr("build", "--jobs", "0", "--store", disk / "store", *letters))
        assert not (disk / "store" / "current").exists()
    finally:
        subprocess.run(["umount", disk], check=True)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount a disk that can only be read")
def test_a_disk_that_can_only_be_read_is_named(tmp_path, letters):
    disk = tmp_path / "disk"
    disk.mkdir()
    mount(disk, "ro")
    try:
        run = imr("build", "--jobs", "0", "--store", disk / "store", letters[0])
        check(run, str(disk), "Read-only", "another place")
    finally:
        subprocess.run(["umount", disk], check=True)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_is_named(tmp_path, letters):
    (tmp_path / "closed").mkdir(mode=0o500)
    check(imr("build", "--jobs", "0", "--store", tmp_path / "closed" / "store", letters[0]), "closed", "Permission")


def test_output_that_can_not_be_written_is_told(letters):
    with open("/dev/full", "w") as full:
        command = [sys.executable, "-m", "kg", "parse", "--quiet", "--jobs", "0", str(letters[0])]
        run = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    check(run, "No space left", "make room")


# --- what is not ours ----------------------------------------------------------------------------------------------


def test_what_is_not_ours_in_a_store_stays_and_breaks_nothing(store, letters):
    strays = [store / "releases" / "notes.txt", store / "drafts" / "notes.txt", store / "releases" / "mine" / "a"]
    for stray in strays:
        stray.parent.mkdir(exist_ok=True)
        stray.write_text("mine")
    for verb in ("add", "build"):
        assert imr(verb, "--jobs", "0", "--store", store, *letters).returncode == 0
    assert [stray.read_text() for stray in strays] == ["mine"] * 3


def test_links_under_names_like_ours_stay_and_break_nothing(store, letters, tmp_path):
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "a").write_text("mine")
    for link in (store / "drafts" / "77", store / "drafts" / str(os.getpid()), store / "releases" / ("0" * 16)):
        link.symlink_to(mine)
    (store / "drafts" / "78").write_text("mine")
    for verb in ("add", "build"):
        run = imr(verb, "--jobs", "0", "--store", store, *letters)
        assert run.returncode == 0, run
    assert (mine / "a").read_text() == "mine"
    assert len(list((store / "drafts").iterdir())) == 3


def test_an_old_release_that_readers_can_not_lock_is_left_alone(store, letters):
    for some in (letters[1:], letters):
        (release(store) / "readers").unlink()
        run = imr("build", "--jobs", "0", "--store", store, *some)
        assert run.returncode == 0, run
    assert len(list((store / "releases").iterdir())) == 3


def test_an_old_release_that_can_not_be_removed_is_a_note_and_the_new_one_is_published(store, letters, monkeypatch):
    def refuse(_path: Path) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("kg.store.publishing._remove", refuse)
    before = release(store)
    imr("build", "--jobs", "0", "--store", store, letters[1])
    run = imr("build", "--jobs", "0", "--store", store, *letters)
    assert run.returncode == 0, run
    assert f"note [old-release] {before}: an old release that could not be removed (Permission denied)" in run.stderr
    assert "published" in run.stderr


# --- a store that can't be one: told before any letter is read -------------------------------------------------------


def a_file_as_current(store: Path) -> None:
    (store / "current").unlink()
    (store / "current").write_text("mine")


def a_circle(store: Path) -> None:
    shutil.rmtree(store)
    store.symlink_to(store)


@pytest.mark.parametrize("verb", ["build", "add", "query", "check"])
@pytest.mark.parametrize(
    ("harm", "words"),
    [(a_file_as_current, ["current", "is no link"]), (a_circle, ["store", "see to it"])],
    ids=["current is a file", "links in a circle"],
)
def test_a_store_that_can_not_be_one_is_told_as_what_it_is(store, letters, question, verb, harm, words):
    harm(store)
    rest = {"build": ["--jobs", "0", letters[0]], "add": ["--jobs", "0", letters[0]], "query": [question], "check": []}
    run = imr(verb, "--store", store, *rest[verb])
    check(run, *words)
    assert "no release" not in run.stderr
    if verb in {"query", "check"}:
        assert len(run.stderr.splitlines()) == 1


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may become somebody else")
def test_a_store_that_may_not_be_read_is_not_called_empty(store):
    from kg.errors import StoreError
    from kg.store.folder import StoreFolder

    store.chmod(0o700)
    child = os.fork()
    if child == 0:
        status = 1
        try:
            os.setuid(65534)
            StoreFolder(store).current_id()
        except StoreError as error:
            status = 0 if "Permission denied" in str(error) else 2
        finally:
            os._exit(status)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


# --- damage --------------------------------------------------------------------------------------------------------


def cut(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 3)


def overwrite(path: Path) -> None:
    """Other bytes in the middle, of the same length."""
    data = bytearray(path.read_bytes())
    middle = len(data) // 2
    data[middle : middle + 20] = b"#" * 20
    path.write_bytes(data[: path.stat().st_size])


def write(text: str) -> Callable[[Path], None]:
    return lambda path: path.write_text(text) and None


def tables(store: Path) -> list[Path]:
    return sorted((release(store) / "graph").glob("*.sst"))


DAMAGE = {
    "a dump that was cut": ("segments/0001.nt.zst", cut),
    "a dump that was overwritten": ("segments/0001.nt.zst", overwrite),
    "a dump that is missing": ("segments/0001.nt.zst", Path.unlink),
    "a description that was cut": ("about.nt", cut),
    "a description that was overwritten": ("about.nt", overwrite),
    "counts that were cut": ("cubes.json", cut),
    "counts that are missing": ("cubes.json", Path.unlink),
    "a manifest that was cut": ("manifest.json", cut),
    "a manifest that is no object": ("manifest.json", write("[]")),
    "a manifest of other shapes": ("manifest.json", write('{"counts": 7, "rejected": "x"}')),
    "a manifest nested without end": ("manifest.json", write("[" * 100_000)),
    "a manifest that is missing": ("manifest.json", Path.unlink),
}


READ_BY_CHECK_ONLY = {"a dump that was overwritten", "a description that was overwritten"}
"""Nothing of these is read by an addition that changes no case of theirs."""


@pytest.mark.parametrize("which", [which for which in DAMAGE if which not in READ_BY_CHECK_ONLY])
def test_nothing_is_added_to_a_damaged_release(store, letters, which):
    name, harm = DAMAGE[which]
    before = release(store)
    harm(before / name)
    check(imr("add", "--jobs", "0", "--store", store, letters[-1]), "build again")
    assert release(store) == before
    assert list((store / "drafts").iterdir()) == []


@pytest.mark.parametrize("which", [which for which in DAMAGE if which.startswith("a dump")])
def test_a_damaged_dump_is_not_judged(store, which):
    name, harm = DAMAGE[which]
    harm(release(store) / name)
    check(imr("validate", "--store", store), "0001.nt.zst", "build again")


@pytest.mark.parametrize("harm", [cut, Path.unlink, write("")], ids=["cut", "missing", "empty"])
def test_damaged_files_of_the_engine_are_told_to_who_asks(store, question, harm):
    harm(tables(store)[0])
    check(imr("query", "--store", store, question), ".sst", "build again")


def test_overwritten_files_of_the_engine_are_found_by_its_checksums_or_by_check(store, question):
    for table in tables(store):
        overwrite(table)
    run = imr("query", "--store", store, question)
    if run.returncode:
        check(run, "build again")
    check(imr("check", "--store", store), "build again")


@pytest.mark.parametrize("harm", [cut, Path.unlink], ids=["cut", "missing"])
def test_nothing_is_added_to_a_release_whose_engine_lacks_a_file_or_a_part_of_one(store, letters, harm):
    before = release(store)
    for table in tables(store):
        sound = table.read_bytes()
        harm(table)
        run = imr("add", "--jobs", "0", "--store", store, letters[-1])
        check(run, str(before), "build again")
        assert "drafts" not in run.stderr
        assert release(store) == before
        assert list((store / "drafts").iterdir()) == []
        table.write_bytes(sound)


def test_check_finds_what_an_addition_inherited_without_reading_it(store, letters, tmp_path):
    """An addition costs what is new: it looks at the sizes of what is old, and does not read it."""
    trial = tmp_path / "trial"
    shutil.copytree(store, trial, symlinks=True)
    assert imr("add", "--jobs", "0", "--store", trial, letters[-1]).returncode == 0
    kept = {table.name for table in tables(trial)}  # the others held the description, which an addition replaces
    inherited = [table for table in tables(store) if table.name in kept]
    overwrite(max(inherited, key=lambda table: table.stat().st_size))
    if imr("add", "--jobs", "0", "--store", store, letters[-1]).returncode == 0:
        check(imr("check", "--store", store), "build again")


@pytest.mark.parametrize("base", [True, False])
def test_what_the_engine_says_of_its_files_while_it_writes_is_an_error_of_ours(tmp_path, base):
    from kg.errors import StoreDamaged, StoreError
    from kg.store.integrity import engine_of_draft

    draft, old = tmp_path / "drafts" / "7", tmp_path / "releases" / "old"
    with pytest.raises(StoreDamaged if base else StoreError) as told, engine_of_draft(draft, old if base else None):
        raise RuntimeError(f"Corruption: block checksum mismatch in {draft}/graph/000012.sst\n  stored")
    assert "block checksum mismatch" in str(told.value)
    assert "stored" not in str(told.value)
    assert ("build again" in str(told.value), str(draft) in str(told.value)) == (base, not base)


HARM_THAT_KEEPS_THE_ID = ["an engine table", "a dump", "a manifest", "a report"]


@pytest.mark.parametrize("what", HARM_THAT_KEEPS_THE_ID)
def test_building_again_from_the_same_letters_repairs(store, letters, question, what):
    from kg.query import open_door

    before = release(store)
    victims = [
        tables(store)[0],
        before / "segments" / "0001.nt.zst",
        before / "manifest.json",
        before / "reports" / "rejected.jsonl",
    ]
    with open_door(store, workers=1) as door:
        answer = door.run(QUESTION)
        victim = victims[HARM_THAT_KEEPS_THE_ID.index(what)]
        fresh = victim.with_name("fresh")  # another inode: what is open goes on
        fresh.write_bytes(victim.read_bytes() or b"x")
        if what != "a report":
            overwrite(fresh)
        fresh.replace(victim)
        check(imr("check", "--store", store), "build again")
        run = imr("build", "--jobs", "0", "--store", store, *letters[:-1])
        assert run.returncode == 0, run
        assert release(store) == before
        assert imr("check", "--store", store).returncode == 0
        assert list((store / "drafts").iterdir()) == []
        assert door.refresh()
        assert door.run(QUESTION) == answer
        assert not door.refresh()


def test_a_store_can_be_built_again_over_any_damage(store, letters, question):
    for name, harm in DAMAGE.values():
        if (release(store) / name).exists():
            harm(release(store) / name)
    assert imr("build", "--jobs", "0", "--store", store, *letters).returncode == 0
    assert imr("query", "--store", store, question).returncode == 0


# --- imr check -----------------------------------------------------------------------------------------------------


def test_a_sound_release_is_called_sound(store):
    run = imr("check", "--store", store)
    assert run.returncode == 0, run.stderr
    assert "sound" in run.stderr


@pytest.mark.parametrize("which", DAMAGE)
def test_check_finds_every_damage(store, which):
    name, harm = DAMAGE[which]
    harm(release(store) / name)
    check(imr("check", "--store", store), "build again")


def change(name: str, value: object) -> Callable[[Path], None]:
    """Another value in a manifest that stays whole JSON."""

    def harm(path: Path) -> None:
        manifest = json.loads(path.read_text())
        manifest[name] = value
        path.write_text(json.dumps(manifest))

    return harm


OF_THE_ID = ("counts", "findings", "rejected", "version")


@pytest.mark.parametrize(
    ("name", "sealed"),
    [*((name, False) for name in (*OF_THE_ID, "made", "partitions")), *((name, True) for name in OF_THE_ID)],
)
def test_check_and_add_find_a_manifest_that_says_something_else(store, letters, name, sealed):
    path = release(store) / "manifest.json"
    value = json.loads(path.read_text()).get(name)
    change(name, {**value, "decisions": 921} if isinstance(value, dict) else [{"code": "x"}] if value == [] else "7")(
        path
    )
    if sealed:
        change("seal", seal(json.loads(path.read_text())))(path)
    for verb in (["check"], ["add", "--jobs", "0", letters[-1]]):
        check(imr(*verb, "--store", store), "manifest.json", "build again")


def test_check_finds_each_file_that_is_changed_or_missing(store):
    """All but what readers write: the file they lock and the diary of the engine."""
    folder = release(store)
    names = [path.relative_to(folder).as_posix() for path in sorted(folder.rglob("*")) if path.is_file()]
    watched = [name for name in names if name != "readers" and not name.endswith(("/LOG", "/LOCK"))]
    assert {"reports/rejected.jsonl", "compacted/CURRENT", "segments/0001.sqlite", "manifest.json"} <= set(watched)
    for name in watched:
        sound = (folder / name).read_bytes()
        (folder / name).unlink()
        check(imr("check", "--store", store), name.rpartition("/")[2] if name != "manifest.json" else "build again")
        (folder / name).write_bytes(bytes([sound[0] ^ 1]) + sound[1:] if sound else b"x")
        check(imr("check", "--store", store), "build again")
        (folder / name).write_bytes(sound)
    assert imr("check", "--store", store).returncode == 0


def test_check_finds_an_engine_that_holds_something_else_than_the_dump(store):
    import pyoxigraph as ox

    folder = release(store)
    engine = ox.Store(str(folder / "graph"))
    engine.add(ox.Quad(ox.NamedNode("http://example.org/a"), ox.NamedNode("http://example.org/b"), ox.Literal("c")))
    engine.flush()
    del engine
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["files"] = {name: note for name, note in manifest["files"].items() if not name.startswith("graph/")}
    manifest["seal"] = seal(manifest)
    (folder / "manifest.json").write_text(json.dumps(manifest))
    check(imr("check", "--store", store), "graph", "build again")
