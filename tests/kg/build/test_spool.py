"""Letters come back sorted by case, whatever order they were read in."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from kg.build.spool import Spool, Spooled, pack

letters = st.builds(
    Spooled,
    st.sampled_from(["b/case/CM15-1", "b/case/CM15-12", "b/case/CM16-1", "b/case/é"]),
    st.sampled_from(["00", "ff"]),
    st.sampled_from(["one.pdf", "two.pdf"]),
    st.text(max_size=20).map(pack),
    st.binary(max_size=20),
)


@given(st.lists(letters, max_size=30))
def test_every_letter_comes_back_once_under_its_case(given_letters: list[Spooled]) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder, Spool(Path(folder)) as spool:
        for letter in given_letters:
            spool.add(letter)
        groups = list(spool.cases())
    cases = [group[0].case for group in groups]
    assert cases == sorted(set(cases))
    assert all(letter.case == group[0].case for group in groups for letter in group)
    key = lambda letter: (letter.case, letter.source_hash, letter.source, letter.text, letter.lines)  # noqa: E731
    assert sorted((letter for group in groups for letter in group), key=key) == sorted(given_letters, key=key)
