from __future__ import annotations

import json
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from kg.errors import StoreBusy, StoreError, StoreMissing
from kg.query import Bindings, open_door
from kg.store.census import Census
from kg.store.cubes import Cube, Cubes, Dimension
from kg.store.dump import graph_blocks
from kg.store.folder import StoreFolder
from kg.store.releases import new_release
from kg.store.segments import Part

from .conftest import EX, case, gone, graph_of, parts, publish

STEPS = ["draft", "sorted", "loaded", "described", "manifest", "synced", "moved", "published", "pruned"]


def words(store: Path) -> set[str]:
    with open_door(store, workers=1) as door:
        answer = door.run(f"SELECT DISTINCT ?w {{ ?s <{EX}words> ?w }}")
    assert isinstance(answer, Bindings)
    return {row[0].value for row in answer.rows}  # type: ignore[union-attr]


def test_the_graph_is_sorted_distinct_lines_whatever_the_order(tmp_path: Path) -> None:
    first = publish(tmp_path / "a", [case(2), case(1), case(2)])
    second = publish(tmp_path / "b", [[*reversed(case(1)), *case(2)]])
    lines = graph_of(tmp_path / "a").splitlines(keepends=True)
    assert lines == sorted(set(lines))
    assert graph_of(tmp_path / "a") == graph_of(tmp_path / "b")
    assert first.id == second.id


def test_the_id_follows_graph_and_version(tmp_path: Path) -> None:
    ids = [
        publish(tmp_path / "a", [case(1)]).id,
        publish(tmp_path / "a", [case(1)], version="2").id,
        publish(tmp_path / "a", [case(2)]).id,
    ]
    assert len(set(ids)) == 3


def test_the_manifest_tells_counts_hash_and_what_the_builder_noted(tmp_path: Path) -> None:
    with new_release(tmp_path, "7.1", made="2030-01-02T03:04:05Z") as draft:
        draft.load(parts([case(1)]))
        draft.write_report("rejected.tsv", "none\n")
        draft.write_manifest({"rejected": [], "counts": {"letters": 1}})
        release = draft.publish()
    manifest = json.loads((tmp_path / "current" / "manifest.json").read_text())
    assert manifest["version"] == "7.1"
    assert manifest["rejected"] == []
    assert manifest["graph"]["bytes"] == len(graph_of(tmp_path))
    assert manifest["partitions"]["classes"] == {f"{EX}Case": 1, f"{EX}Part": 1}
    assert (tmp_path / "current" / "reports" / "rejected.tsv").read_text() == "none\n"
    assert release.made == "2030-01-02T03:04:05Z"
    assert release.counts == {"letters": 1, "triples": 4, "subjects": 2}


def test_the_same_release_again_is_current_as_it_stands(store: Path) -> None:
    before = (store / "current" / "manifest.json").read_bytes()
    first = StoreFolder(store).current_id()
    publish(store, [case(1)])
    assert publish(store, [case(number) for number in range(1, 4)]).id == first
    assert (store / "current" / "manifest.json").read_bytes() == before
    assert words(store) == {"first"}


def release_of(store: Path, *, title: str = "one", cubes: Sequence[Cubes] = (), made: str = "", **notes: object) -> str:
    """The id of a release of one case, under this description, these cubes and these notes in its manifest."""
    with new_release(store, "1", keep=9, cubes=cubes, made=made or None) as draft:
        draft.load(parts([case(1)]))
        draft.write_manifest(notes)
        draft.describe(lambda name, made: [f'<{EX}dataset> <{EX}title> "{title} {name} {made}" .'])
        return draft.publish().id


def test_one_id_names_one_content(tmp_path: Path) -> None:
    """Of the graph, the version, the description, the cubes and the notes none can change without the id."""
    words = (Dimension(f"{EX}dimension/words", f"{EX}words", "words"),)
    by_part = Cubes([Cube(f"{EX}cube", "Parts", words)], f"{EX}Part", f"{EX}parts", f"{EX}not-stated")
    by_word = Cubes([Cube(f"{EX}cube", "Cases", words)], f"{EX}Case", f"{EX}cases", f"{EX}not-stated")
    ids = [
        release_of(tmp_path),
        release_of(tmp_path, title="two"),
        release_of(tmp_path, cubes=[by_part]),
        release_of(tmp_path, cubes=[by_word]),
        release_of(tmp_path, findings={"date-order": 1}),
        release_of(tmp_path, rejected=[{"code": "empty", "place": "a.txt", "reason": "is empty"}]),
    ]
    assert len(set(ids)) == len(ids)
    assert len(list((tmp_path / "releases").iterdir())) == len(ids)


def test_an_id_depends_on_no_clock_order_or_folder(tmp_path: Path) -> None:
    bills = {"code": "other-document", "place": "/home/ann/bill.txt", "reason": "looks like a bill"}
    empty = {"code": "empty", "place": "/home/ann/a.txt", "reason": "is empty"}
    here = release_of(tmp_path, made="2030-01-01T00:00:00Z", rejected=[bills, empty])
    moved = [{**each, "place": each["place"].replace("ann", "bo")} for each in (empty, bills)]
    assert release_of(tmp_path, made="2031-01-01T00:00:00Z", rejected=moved) == here
    assert release_of(tmp_path, rejected=[bills, empty, empty]) != here


def test_nothing_can_be_added_to_a_release_that_has_its_id(tmp_path: Path) -> None:
    with new_release(tmp_path, "1") as draft:
        draft.load(parts([case(1)]))
        assert draft.id
        with pytest.raises(StoreError, match="has its id already"):
            draft.write_manifest({"rejected": []})
        with pytest.raises(StoreError, match="has its id already"):
            draft.describe(lambda *_: [])


def test_a_line_that_is_no_triple_stops_the_build(store: Path) -> None:
    with pytest.raises(StoreError, match="no N-Triples"), new_release(store, "1") as draft:
        draft.load([Part("a:b", b"<a:b> <c:c> .\n")])
    assert words(store) == {"first"}
    assert not list((store / "drafts").iterdir())


def test_two_builds_do_not_collide(store: Path) -> None:
    with new_release(store, "1"), pytest.raises(StoreBusy, match="another build"), new_release(store, "1"):
        pytest.fail("both held the folder")
    with new_release(store, "1"):
        pass


ATTEMPT = """
    import sys
    from pathlib import Path
    from kg.errors import StoreBusy
    from kg.store.releases import new_release
    try:
        with new_release(Path(sys.argv[1]), "1"): print("got it")
    except StoreBusy: print("busy")
"""


def attempt(store: Path) -> str:
    """What another process that tries to build says."""
    command = [sys.executable, "-c", textwrap.dedent(ATTEMPT), str(store)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def test_another_process_holds_the_folder_too(store: Path) -> None:
    with new_release(store, "1"):
        assert attempt(store) == "busy"
        with pytest.raises(StoreBusy), new_release(store, "1"):
            pytest.fail("both held the folder")
        assert attempt(store) == "busy"
    assert attempt(store) == "got it"


def test_processes_that_a_killed_build_leaves_do_not_keep_the_folder(store: Path) -> None:
    program = """
        import os, signal, sys, time
        from pathlib import Path
        from kg.store.releases import new_release
        with new_release(Path(sys.argv[1]), "1"):
            if os.fork() == 0:
                time.sleep(3)
                os._exit(0)
            os.kill(os.getpid(), signal.SIGKILL)
    """
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(program), str(store)], check=False)
    assert done.returncode == -signal.SIGKILL
    with new_release(store, "1"):
        pass


def test_old_releases_are_pruned(store: Path) -> None:
    for number in range(4, 8):
        newest = publish(store, [case(number)])
    kept = {path.name for path in (store / "releases").iterdir()}
    assert len(kept) == 2
    assert newest.id in kept


def test_a_release_that_is_read_is_not_pruned(store: Path) -> None:
    reading = StoreFolder(store).read()
    for number in range(4, 7):
        publish(store, [case(number)], keep=1)
    assert reading.path.exists()
    reading.close()
    publish(store, [case(9)], keep=1)
    assert not reading.path.exists()


def test_readers_hold_the_old_release_until_they_turn(store: Path) -> None:
    query = f"SELECT ?s {{ ?s <{EX}words> ?w }}"
    with open_door(store, workers=1) as door:
        publish(store, [case(1)])
        old = door.run(query)
        assert isinstance(old, Bindings)
        assert len(old.rows) == 3
        assert door.refresh()
        assert not door.refresh()
        new = door.run(query)
        assert isinstance(new, Bindings)
        assert len(new.rows) == 1


WRITER = """
    import os, signal, sys
    from pathlib import Path
    from kg.store.releases import new_release
    from kg.store.segments import Part

    def die(step):
        if step == sys.argv[2]:
            os.kill(os.getpid(), signal.SIGKILL)

    with new_release(Path(sys.argv[1]), "1", keep=1, on_step=die) as draft:
        draft.load(
            Part(f"{ex}case/{{n}}", f'<{ex}case/{{n}}> <{ex}words> "second" .\\n'.encode())
            for n in sorted(range(1000), key=str)
        )
        draft.describe(lambda name, made: ['<{ex}dataset> <{ex}is> "described" .'])
        draft.publish()
"""


@pytest.mark.parametrize("step", STEPS)
def test_a_build_killed_at_any_step_leaves_a_whole_release(store: Path, step: str) -> None:
    program = textwrap.dedent(WRITER.format(ex=EX))
    done = subprocess.run([sys.executable, "-c", program, str(store), step], check=False)
    assert done.returncode == -signal.SIGKILL
    assert words(store) == ({"second"} if step in {"published", "pruned"} else {"first"})
    publish(store, [case(1, "third")])
    assert words(store) == {"third"}
    assert not list((store / "drafts").iterdir())


@pytest.mark.parametrize("delay", [0.1, 0.2, 0.3, 0.4, 0.6])
def test_a_build_killed_at_any_moment_leaves_a_whole_release(store: Path, delay: float) -> None:
    program = textwrap.dedent(WRITER.format(ex=EX)).replace("range(1000)", "range(60000)")
    with subprocess.Popen([sys.executable, "-c", program, str(store), "never"]) as build:
        time.sleep(delay)
        build.kill()
    assert words(store) in ({"first"}, {"second"})
    publish(store, [case(1, "third")])
    assert words(store) == {"third"}


# --- adding to a release -------------------------------------------------------------------------------------------


def test_replacing_cases_gives_the_graph_of_a_fresh_build(store: Path, tmp_path: Path) -> None:
    with new_release(store, "1") as draft:
        draft.change(parts([case(7, "new"), case(2, "changed")]))
        added = draft.publish()
    fresh = publish(tmp_path / "fresh", [case(1), case(2, "changed"), case(3), case(7, "new")])
    assert graph_of(store) == graph_of(tmp_path / "fresh")
    assert added.id == fresh.id
    assert added.manifest["partitions"] == fresh.manifest["partitions"]
    assert words(store) == {"first", "changed", "new"}
    with open_door(store, workers=1) as door, open_door(tmp_path / "fresh", workers=1) as other:
        every = "SELECT ?s ?p ?o { ?s ?p ?o } ORDER BY ?s ?p ?o"
        assert door.run(every) == other.run(every)


def test_the_old_description_goes_with_the_old_release(store: Path) -> None:
    for text in ("one", "two"):
        with new_release(store, "1") as draft:
            draft.change(parts([case(1, text)]))
            lines = [f'<{EX}dataset> <{EX}title> "{text}" .']
            draft.describe(lambda _name, _made, lines=lines: lines)
            draft.publish()
    with open_door(store, workers=1) as door:
        answer = door.run(f"SELECT ?t {{ <{EX}dataset> <{EX}title> ?t }}")
    assert isinstance(answer, Bindings)
    assert [str(row[0]) for row in answer.rows] == ['"two"']


def test_adding_leaves_the_old_release_as_it_was(store: Path) -> None:
    before = graph_of(store)
    with open_door(store, workers=1) as door:
        with new_release(store, "1") as draft:
            draft.change(parts([case(1, "changed")]))
            draft.publish()
        assert b"".join(graph_blocks(store / "releases" / door.release.id)) == before
        answer = door.run(f"SELECT DISTINCT ?w {{ ?s <{EX}words> ?w }}")
        assert isinstance(answer, Bindings)
        assert len(answer.rows) == 1


def test_adding_needs_a_release(tmp_path: Path) -> None:
    with pytest.raises(StoreMissing), new_release(tmp_path, "1") as draft:
        draft.change(parts([case(1)]))


@pytest.mark.parametrize("step", ["sorted", "copied", "described", "moved"])
def test_an_addition_killed_at_any_step_leaves_the_old_release(store: Path, step: str) -> None:
    program = textwrap.dedent(WRITER.format(ex=EX)).replace("draft.load(", "draft.change(")
    done = subprocess.run([sys.executable, "-c", program, str(store), step], check=False)
    assert done.returncode == -signal.SIGKILL
    assert words(store) == {"first"}
    with new_release(store, "1") as draft:
        draft.change([*parts([case(1, "third")]), *gone(2, 3)])
        draft.publish()
    assert words(store) == {"third"}


def test_a_census_survives_json() -> None:
    census = Census()
    census.count_all([f"{line}\n".encode() for line in sorted(case(1))], 1)
    again = Census.from_json(json.loads(json.dumps(census.as_json())))
    assert again.as_json() == census.as_json()
    again.count_all([f"{line}\n".encode() for line in sorted(case(1))], -1)
    assert again.as_json() == Census().as_json()
