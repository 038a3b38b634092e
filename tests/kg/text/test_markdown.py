from __future__ import annotations

import csv
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.text import Placed
from kg.text.markdown import unmarked


def cases() -> Iterator[tuple[str, str]]:
    path = Path(__file__).with_name("cases_markup.tsv")
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            yield row["given"].replace("\\n", "\n").replace("\\\\", "\\"), row["read as"].replace("\\n", "\n")


@pytest.mark.parametrize(("given_", "read"), list(cases()))
def test_markdown_is_left_out(given_: str, read: str) -> None:
    assert unmarked(Placed(given_)).text == read


MARKED = st.text(st.sampled_from("*_#|-`[]()<>!\\~&; \nab1:"), max_size=60)


@given(MARKED)
def test_every_character_keeps_its_place(text: str) -> None:
    placed = unmarked(Placed("**sign**\n" + text))
    for index, character in enumerate(placed.text):
        if character.isalnum():
            assert ("**sign**\n" + text)[placed.original(index)] == character


@given(st.text("abc #-*1\n", max_size=40).filter(lambda text: "**" not in text and "# " not in text))
def test_a_text_without_a_sure_sign_stays_as_it_is(text: str) -> None:
    assert unmarked(Placed(text)).text == text


@pytest.mark.parametrize(
    "piece", ["**", "[", "](", "<b ", "|", "| ", "#", "> ", "\\", "_", "`", "&", "<!--", "- ", " "]
)
def test_no_repetition_takes_long(piece: str) -> None:
    text = "**sign**\n" + piece * (200_000 // len(piece))
    start = time.process_time()
    unmarked(Placed(text))
    assert time.process_time() - start < 4
