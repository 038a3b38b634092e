"""Additions and removals, many in a row: whatever the release does with its files, it holds what it should."""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.store import releases
from kg.store.checking import check_release
from kg.store.releases import new_release
from kg.store.segments import Part

from .conftest import EX, case, graph_of, parts, publish

CHANGES = st.dictionaries(st.integers(1, 9), st.sampled_from(["one", "two", ""]), min_size=1, max_size=4)
"""Words of cases; without words a case is gone."""


def changed(store: Path, changes: dict[int, str]) -> Any:
    new = [each for number, words in changes.items() if words for each in parts([case(number, words)])]
    gone = [Part(f"{EX}case/{number}", b"") for number, words in changes.items() if not words]
    with new_release(store, "1") as draft:
        draft.change(sorted([*new, *gone], key=lambda part: part.key))
        draft.describe(lambda name, _: [f'<{EX}dataset> <{EX}name> "{name}" .'])
        return draft.publish()


@settings(max_examples=15, deadline=None)
@given(st.lists(CHANGES, min_size=1, max_size=6))
def test_any_changes_give_the_release_of_a_fresh_build(runs: list[dict[int, str]]) -> None:
    held = dict.fromkeys(range(1, 4), "first")
    with TemporaryDirectory() as folder:
        store, fresh = Path(folder) / "store", Path(folder) / "fresh"
        publish(store, [case(*each) for each in held.items()])
        for run in runs:
            held |= run
            release = changed(store, run)
            assert check_release(release.folder, release.manifest)
        left = [case(number, words) for number, words in held.items() if words]
        with new_release(fresh, "1") as draft:
            draft.load(parts(left))
            draft.describe(lambda name, _: [f'<{EX}dataset> <{EX}name> "{name}" .'])
            other = draft.publish()
        assert graph_of(store) == graph_of(fresh)
        assert release.id == other.id
        for name in ("partitions", "counts"):
            assert release.manifest[name] == other.manifest[name]


def manifest_of(store: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((store / "current" / "manifest.json").read_text())
    return found


def numbered(first: int, count: int) -> list[Part]:
    return parts([case(number) for number in range(first, first + count)])


def test_an_addition_shares_what_is_old_and_compacts_when_that_pays(tmp_path: Path) -> None:
    with new_release(tmp_path, "1") as draft:
        draft.load(numbered(10_000, 4_000))
        draft.publish()
    compactions = 0
    for run in range(12):
        before = manifest_of(tmp_path)["engine"]
        old = {path.stat().st_ino for path in (tmp_path / "current" / "graph").glob("*.sst")}
        with new_release(tmp_path, "1") as draft:
            draft.change(numbered(20_000 + 100 * run, 100))
            release = draft.publish()
        told = manifest_of(tmp_path)
        now = {path.stat().st_ino for path in (tmp_path / "current" / "graph").glob("*.sst")}
        compacted = told["engine"]["segments"] > before["segments"]
        compactions += compacted
        assert compacted or len(old & now) == len(before["tables"])
        assert told["engine"]["written"] <= told["engine"]["size"]
        assert len(told["graph"]["segments"]) - told["engine"]["segments"] == (not compacted)
    assert check_release(release.folder or tmp_path, release.manifest) == 4 * 5_200
    assert compactions == 1


def test_what_is_mostly_changed_is_loaded_anew(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    loads: list[Path] = []
    load = releases.load_engine
    monkeypatch.setattr(releases, "load_engine", lambda draft, pieces: loads.append(draft) or load(draft, pieces))
    changed(store, {1: "one", 2: "two"})
    assert len(loads) == 1
    assert len(manifest_of(store)["graph"]["segments"]) == 1
    with new_release(store, "1") as draft:
        draft.change(numbered(1, 0))
        draft.publish()
    assert len(loads) == 1


def test_segments_of_like_size_become_one(tmp_path: Path) -> None:
    """Their number stays small however often is added."""
    with new_release(tmp_path, "1") as draft:
        draft.load(numbered(10_000, 600))
        draft.publish()
    for run in range(25):
        with new_release(tmp_path, "1") as draft:
            draft.change(numbered(20_000 + 60 * run, 60))
            draft.publish()
        assert len(manifest_of(tmp_path)["graph"]["segments"]) <= 5
    assert graph_of(tmp_path).count(b"#type> <https://example.org/Case>") == 600 + 25 * 60
