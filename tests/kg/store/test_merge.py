from __future__ import annotations

import io
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.store import merge
from kg.store.merge import Changes, merge_changes, sort_lines

IRIS = st.sampled_from(
    ["http://x/1", "http://x/1/a", "http://x/10", "http://x/1-a", "http://x/2", "http://x/2/b/c", "http://x/1b"]
)
LINES = st.builds(lambda iri, n: f'<{iri}> <p:p> "{n}" .', IRIS, st.integers(0, 5))


@given(st.lists(st.lists(LINES)), st.integers(1, 200))
def test_sorting_in_pieces_is_sorting(blocks: list[list[str]], size: int) -> None:
    with TemporaryDirectory() as folder:
        found = list(sort_lines(blocks, Path(folder), run_bytes=size))
        assert not list(Path(folder).iterdir())
    assert found == sorted({f"{line}\n".encode() for block in blocks for line in block})


@given(st.sets(LINES), st.sets(IRIS), st.sets(LINES), st.sampled_from([1, 30, 100, 1 << 20]))
def test_merging_is_removing_and_adding(old: set[str], gone: set[str], new: set[str], block: int) -> None:
    source = io.BytesIO("".join(f"{line}\n" for line in sorted(old)).encode())
    added = sorted(f"{line}\n".encode() for line in new)
    written, removed = io.BytesIO(), io.BytesIO()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(merge, "BLOCK_BYTES", block)
        merge_changes(source, Changes(gone, added), written.write, removed.write)

    def goes(line: str) -> bool:
        subject = line[1 : line.index(">")]
        return any(subject == iri or subject.startswith(f"{iri}/") for iri in gone)

    kept = {line for line in old if not goes(line)}
    assert written.getvalue().decode().splitlines() == sorted(kept | new)
    assert removed.getvalue().decode().splitlines() == sorted(old - kept)
