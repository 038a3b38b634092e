"""What is read out of each example letter, value by value: ``readings/NAME.txt``.

A line is the way to a value in what `imr parse` prints, the value, and after a bar the words of the letter that it
comes from. A change of the reader shows here as the lines that it changes. When one is meant, write all files anew and
look at the difference before you commit it: each line that changes for the worse is a letter read wrong::

    IMR_REGENERATE=1 pytest tests/letters && git diff tests/letters
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.build.batches import determinations, load_linker
from kg.build.letter_json import as_reading
from kg.documents import ReadingLimits, find_sources
from kg.link.letter_linker import LetterLinker
from kg.model import Determination

READINGS = Path(__file__).parent / "readings"
LETTERS = Path(__file__).parents[2] / "examples" / "letters"
SOURCES = sorted(path.name for path in LETTERS.iterdir())
LEFT_OUT = {"source", "source_hash"}


@pytest.fixture(scope="module")
def linker() -> LetterLinker:
    return load_linker()


def lines(value: object, way: str, text: str) -> Iterator[str]:
    """Each value under `value`, by the way to it; those that are missing or empty are left out."""
    if isinstance(value, dict):
        for name, each in value.items():
            if name not in LEFT_OUT:
                yield from lines(each, f"{way}.{name}" if way else name, text)
    elif isinstance(value, list) and _is_span(value, way):
        yield f"{way} | {_short(text[value[0] : value[1]])}"
    elif isinstance(value, list):
        for number, each in enumerate(value, 1):
            yield from lines(each, f"{way}.{number}", text)
    elif value not in {None, ""}:
        yield f"{way} = {_short(str(value))}"


def _is_span(value: list[object], way: str) -> bool:
    return "span" in way and len(value) == 2 and all(isinstance(each, int) for each in value)


def _short(words: str) -> str:
    """At most 100 characters, its middle left out."""
    words = " ".join(words.split())
    return words if len(words) <= 100 else f"{words[:48]} ... {words[-47:]}"


@pytest.mark.parametrize("name", SOURCES)
def test_a_letter_is_read_as_it_was(name: str, linker: LetterLinker) -> None:
    (source,) = find_sources([LETTERS / name])
    said = ""
    for determination in determinations(source, ReadingLimits(), linker):
        assert isinstance(determination, Determination)
        said += "\n".join(lines(as_reading(determination), "", determination.letter.text)) + "\n"
    path = READINGS / f"{Path(name).stem}.txt"
    if os.environ.get("IMR_REGENERATE"):
        path.write_text(said, encoding="utf-8")
    assert said == path.read_text(encoding="utf-8")


def test_every_reading_is_of_a_letter() -> None:
    assert {path.stem for path in READINGS.iterdir()} == {Path(name).stem for name in SOURCES}
