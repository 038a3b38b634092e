"""A release's triples in segments: read back whole, one part alone, and as a file."""

from __future__ import annotations

import io
import json
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import StoreDamaged, StoreError
from kg.store.dump import Dump, GraphFile, graph_blocks
from kg.store.segments import Part, SegmentWriter

from .conftest import EX, case

NUMBERS = st.from_regex(r"[1-9][-.0a%]{0,3}[1-9]", fullmatch=True)
PLACES = st.sets(st.sampled_from(["", "/2016/text", "/2016", "/decision/1"]), min_size=1)
CASES = st.dictionaries(NUMBERS, PLACES)
"""Cases by number, of which one may begin another, and what stands under each."""
GENERATIONS = st.lists(st.dictionaries(NUMBERS, st.one_of(st.just(set()), PLACES)), min_size=1, max_size=4)


def part(number: str, places: set[str], age: int = 0) -> Part:
    iri = f"http://x/{number}"
    return Part(iri, "".join(sorted(f'<{iri}{place}> <p:p> "{age}" .\n' for place in places)).encode())


@contextmanager
def segments(*generations: Mapping[str, set[str]]) -> Iterator[Path]:
    """A folder with a segment for each of `generations`, the oldest first."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "segments").mkdir()
        for age, generation in enumerate(generations):
            with SegmentWriter(folder / "segments", str(age)) as writer:
                for part_ in sorted((part(*each, age) for each in generation.items()), key=lambda each: each.key):
                    writer.add(part_)
        notes = {"graph": {"segments": [{"name": str(age)} for age, _ in enumerate(generations)]}}
        (folder / "manifest.json").write_text(json.dumps(notes))
        yield folder


def newest(generations: list[dict[str, set[str]]]) -> dict[str, Part]:
    held: dict[str, Part] = {}
    for age, generation in enumerate(generations):
        held |= {number: part(number, places, age) for number, places in generation.items()}
    return {number: each for number, each in held.items() if each.lines}


def lines_of(parts: Mapping[str, Part]) -> list[bytes]:
    return sorted(line for each in parts.values() for line in each.lines.splitlines(keepends=True))


@given(GENERATIONS)
def test_the_newest_segment_wins_and_all_lines_are_in_order(generations: list[dict[str, set[str]]]) -> None:
    held = newest(generations)
    with segments(*generations) as folder:
        pieces = list(graph_blocks(folder))
        with Dump(folder, map(str, range(len(generations)))) as dump:
            assert {found.key: found.part() for found in dump.found()} == {each.key: each for each in held.values()}
            for generation in generations:
                for number in generation:
                    assert dump.part(f"http://x/{number}") == held.get(number)
    assert all(piece.endswith(b"\n") for piece in pieces)
    assert b"".join(pieces).splitlines(keepends=True) == lines_of(held)


@given(CASES, st.data())
def test_a_graph_is_read_from_any_byte_on(cases: dict[str, set[str]], data: st.DataObject) -> None:
    whole = b"".join(lines_of(newest([cases])))
    with segments(cases) as folder, GraphFile(folder, len(whole)) as raw, io.BufferedReader(raw, 64) as file:
        assert file.read() == whole
        start = data.draw(st.integers(0, len(whole)))
        file.seek(start)
        assert file.read(40) == whole[start : start + 40]
        assert file.tell() == min(start + 40, len(whole))
        assert file.seek(0, io.SEEK_END) == len(whole)
        assert file.read() == b""


def test_other_programs_read_a_segment(store: Path) -> None:
    path = store / "current" / "segments" / "0001.nt.zst"
    with path.open("rb") as file:
        lines = zstandard.ZstdDecompressor().stream_reader(file, read_across_frames=True).read()
    assert lines.decode().splitlines() == sorted(line for number in range(1, 4) for line in case(number))


def test_a_part_of_many_is_read_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.store.segments.FRAME_BYTES", 300)
    read: list[int] = []
    with segments({f"{number:04}1": {"", "/a"} for number in range(1, 500)}) as folder, Dump(folder, ["0"]) as dump:
        (segment,) = dump._segments
        original = segment._read
        monkeypatch.setattr(segment, "_read", lambda number: read.append(number) or original(number))
        assert dump.part("http://x/02501") == part("02501", {"", "/a"})
    assert len(read) == 1


def test_parts_out_of_order_are_refused(tmp_path: Path) -> None:
    with SegmentWriter(tmp_path, "1") as writer:
        writer.add(part("2", {""}))
        for number in ("1", "2"):
            with pytest.raises(StoreError, match="not in order"):
                writer.add(part(number, {""}))


def harm(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0xFF
    path.write_bytes(data)


@pytest.mark.parametrize("name", ["0001.nt.zst", "0001.sqlite"])
def test_a_damaged_segment_is_told_or_read_aright(store: Path, name: str) -> None:
    folder = (store / "current").resolve()
    sound = b"".join(graph_blocks(folder))
    harm(folder / "segments" / name)
    try:
        found = b"".join(graph_blocks(folder))
    except StoreDamaged as error:
        found = str(error).encode()
    assert found == sound or (b"build again" in found and b"/0001." in found)


def test_a_segment_whose_name_leads_out_of_the_release_is_not_read(store: Path) -> None:
    with pytest.raises(StoreError, match="no name of a segment"):
        Dump(store / "current", ["../../x"])


def test_zstd_itself_reads_a_segment(store: Path) -> None:
    path = store / "current" / "segments" / "0001.nt.zst"
    try:
        run = subprocess.run(["zstd", "-dc", path], capture_output=True, check=True)
    except FileNotFoundError:
        pytest.skip("zstd is not installed")
    assert run.stdout.startswith(f"<{EX}case/1".encode())
