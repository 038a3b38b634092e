"""Letters come back sorted by case, whatever order they were read in, with all that was read of them."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from kg.build.spool import CaseLetter, ReadLetter, Spool, pack
from kg.model import Determination

letters = st.builds(
    ReadLetter,
    st.sampled_from(["b/case/CM15-1", "b/case/CM15-12", "b/case/CM16-1", "b/case/é"]),
    st.sampled_from(["00", "ff"]),
    st.sampled_from(["one.pdf", "two.pdf"]),
    st.just(b""),
    st.binary(max_size=20),
    st.lists(st.sampled_from(["date-order", "missing-rationale"]), max_size=2).map(tuple),
    st.lists(st.just("http://x.org/shape"), max_size=1).map(tuple),
)


def told(letter: ReadLetter | CaseLetter) -> tuple[object, ...]:
    return (letter.case, letter.source_hash, letter.source, letter.lines, letter.findings, letter.warnings)


@given(st.lists(letters, max_size=30))
def test_every_letter_comes_back_once_under_its_case(given_letters: list[ReadLetter]) -> None:
    with tempfile.TemporaryDirectory() as folder, Spool(Path(folder)) as spool:
        for letter in given_letters:
            spool.add(letter)
        groups = list(spool.cases())
    cases = [group[0].case for group in groups]
    assert cases == sorted(set(cases))
    assert all(letter.case == group[0].case for group in groups for letter in group)
    assert sorted(told(letter) for group in groups for letter in group) == sorted(map(told, given_letters))


def test_what_was_read_of_a_letter_comes_back_whole(tmp_path: Path, determine: Callable[..., Determination]) -> None:
    first, second = determine(), determine(source="other.txt")
    with Spool(tmp_path) as spool:
        for number, each in enumerate((first, second)):
            spool.add(ReadLetter("b/case/1", str(number), "a.txt", pack(each), b"<a:a> <a:b> <a:c> .\n"))
        ((one, two),) = spool.cases()
        assert two.determination() == second
        assert one.determination() == first
