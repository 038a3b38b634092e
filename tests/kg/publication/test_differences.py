from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import StoreError
from kg.publication.differences import difference, dump_lines
from kg.store.segments import Part, SegmentWriter
from tests.kg.publication.conftest import release_of

NUMBERS = st.sets(st.integers(0, 40))
RELEASES = st.tuples(NUMBERS, NUMBERS).map(lambda two: (lines_of(two[0]), lines_of(two[1] - two[0])))
"""The graph and the description of a release, which share no line."""


def lines_of(numbers: set[int]) -> list[bytes]:
    return [b"<urn:%02d> <urn:p> <urn:o> .\n" % number for number in sorted(numbers)]


def folder(path: Path, graph: list[bytes], about: list[bytes]) -> Path:
    (path / "segments").mkdir(parents=True)
    with SegmentWriter(path / "segments", "0001") as segment:
        segment.add(Part("", b"".join(graph)))
    (path / "manifest.json").write_text('{"graph": {"segments": [{"name": "0001"}]}}')
    (path / "about.nt").write_bytes(b"".join(about))
    return path


@given(RELEASES, RELEASES)
def test_the_old_one_with_the_difference_is_the_new_one(
    tmp_path_factory: pytest.TempPathFactory,
    old: tuple[list[bytes], list[bytes]],
    new: tuple[list[bytes], list[bytes]],
) -> None:
    (a, b), (c, d) = old, new
    work = tmp_path_factory.mktemp("work")
    found = difference(folder(work / "old", a, b), folder(work / "new", c, d), work, 1000)
    assert found is not None
    removed, added = (path.read_bytes().splitlines(keepends=True) for path in (found.removed, found.added))
    assert (len(removed), len(added)) == (found.removals, found.additions)
    assert ({*a, *b} - set(removed)) | set(added) == {*c, *d}


def test_what_is_mostly_new_has_no_difference(tmp_path: Path) -> None:
    lines = [b"<urn:%02d> <urn:p> <urn:o> .\n" % number for number in range(20)]
    old, new = folder(tmp_path / "old", [], []), folder(tmp_path / "new", lines, [])
    assert difference(old, new, tmp_path, 19) is None
    assert difference(old, new, tmp_path, 20) is not None


def test_lines_out_of_order_are_told(tmp_path: Path) -> None:
    old = folder(tmp_path / "old", [b"<urn:b> <urn:p> <urn:o> .\n", b"<urn:a> <urn:p> <urn:o> .\n"], [])
    with pytest.raises(StoreError, match="not in order"):
        difference(old, old, tmp_path, 100)


def test_all_triples_of_a_release_are_dumped(tmp_path: Path) -> None:
    release = release_of(tmp_path, 3)
    assert release.folder is not None
    assert len(list(dump_lines(release.folder))) == 12
