from __future__ import annotations

import io
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import StoreError
from kg.store import merge
from kg.store.merge import Changes, join_blocks, merge_changes, sort_lines

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


CASES = st.from_regex(r"[1-9][-.0a%]{0,3}[1-9]", fullmatch=True)


@given(st.dictionaries(CASES, st.sets(st.sampled_from(["", "/2016/text", "/2016", "/decision/1"]), min_size=1)))
def test_cases_in_order_of_their_iris_make_one_sorted_file(cases: dict[str, set[str]]) -> None:
    """Whether a case's number begins another's or not."""
    blocks = [
        sorted(f"<http://x/{number}{part}> <p:p> <o:o> .\n" for part in cases[number]) for number in sorted(cases)
    ]
    joined = b"".join(join_blocks("".join(block).encode() for block in blocks))
    assert joined.decode().splitlines(keepends=True) == sorted(line for block in blocks for line in block)


def test_blocks_out_of_order_are_refused() -> None:
    with pytest.raises(StoreError, match="not in order"):
        list(join_blocks([b"<a:2> <p:p> <o:o> .\n", b"<a:3> <p:p> <o:o> .\n", b"<a:1> <p:p> <o:o> .\n"]))


@pytest.mark.parametrize("sign", [chr(code) for code in range(0x21, 0x7F) if chr(code) not in '<>"{}|^`\\\\/'])
def test_what_is_removed_ends_where_the_iri_ends(sign: str) -> None:
    """Of IRIs that begin alike, only the one that is named goes, with what stands under it."""
    ends = ["1", "1/", "1/z", f"1{sign}", f"1{sign}z", "2"]
    source = io.BytesIO("".join(sorted(f"<http://x/{end}> <p:p> <o:o> .\n" for end in ends)).encode())
    written, removed = io.BytesIO(), io.BytesIO()
    merge_changes(source, Changes(["http://x/1"], []), written.write, removed.write)
    kept = [line.partition(">")[0] for line in written.getvalue().decode().splitlines()]
    assert sorted(kept) == sorted([f"<http://x/1{sign}", f"<http://x/1{sign}z", "<http://x/2"])
    assert removed.getvalue().count(b"\n") == 3


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
