"""The example letters: all readable, all described, drawn from their sources, and nobody else's words."""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from kg.documents import REMEDIES, Source, find_sources, read_source
from kg.documents.pdf import read_pdf
from kg.documents.reading_limits import ReadingLimits
from kg.model import Rejection

BORROWED = 14  # words in a row that would be somebody else's sentence


def rows(project: Path) -> dict[str, str]:
    """The README's tables: second cell by each file named in the first."""
    text = (project / "examples" / "README.md").read_text(encoding="utf-8")
    cells = [line.strip("| ").split(" | ") for line in text.splitlines() if re.match(r"\| \S+\.\w+", line)]
    return {name: cell[1] for cell in cells for name in cell[0].split(", ")}


def results(folder: Path) -> Iterator[tuple[str, str]]:
    """File and code of each rejection, file and an empty code of each document."""
    for source in find_sources([folder]):
        for result in read_source(source) if isinstance(source, Source) else [source]:
            place = result.place.removeprefix(f"{folder}/")
            yield re.split(r"[/:]", place)[0], result.code if isinstance(result, Rejection) else ""


def tool(project: Path, name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, project / "tools" / f"{name}.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_there_are_letters_of_every_family_as_text_and_as_pdf(example_texts):
    assert len(example_texts) >= 30
    assert {name[:2] for name in example_texts} == {"s-", "n-", "d-", "p-"}
    assert sum(name.endswith(".pdf") for name in example_texts) >= 10


def test_every_example_has_its_line_in_the_readme(project, example_texts):
    broken = {path.name for path in (project / "examples" / "broken").iterdir()}
    assert set(rows(project)) == set(example_texts) | broken


def test_each_broken_file_gives_what_the_readme_says(project):
    said = rows(project)
    for name, code in results(project / "examples" / "broken"):
        codes = [word for word in re.findall(r"`([\w-]+)`", said[name]) if word in REMEDIES]
        assert (code in codes) if codes else (code == ""), name


def test_the_pdfs_say_what_their_sources_say(project, example_texts, tmp_path):
    tool(project, "make_example_pdfs").main(tmp_path)
    drawn = {path.name: read_pdf(path.read_bytes(), path.name, ReadingLimits()).text for path in tmp_path.iterdir()}
    assert drawn == {name: text for name, text in example_texts.items() if name.endswith(".pdf")}


def test_drawing_twice_gives_the_same_bytes(project, tmp_path):
    for folder in ("one", "two"):
        tool(project, "make_example_pdfs").main(tmp_path / folder)
        tool(project, "make_broken_examples").main(tmp_path / folder)
    first, second = ({p.name: p.read_bytes() for p in (tmp_path / f).iterdir()} for f in ("one", "two"))
    assert first == second


@pytest.mark.real_letters
def test_no_sentence_of_the_texts_stands_in_the_real_text_letters(project, shared):
    real = {run for path in (shared / "letters").glob("*.txt") for run in runs(path)}
    written = [*project.glob("examples/**/*.txt"), *project.glob("examples/*.md"), *project.glob("tools/*.py")]
    assert {
        path.name: [" ".join(r) for r in runs(path) if r in real] for path in written if real & set(runs(path))
    } == {}


def runs(path: Path) -> list[tuple[str, ...]]:
    """Every run of `BORROWED` words in a file."""
    words = re.findall(r"[a-z0-9]+", path.read_text(encoding="utf-8", errors="replace").lower())
    return [tuple(words[i : i + BORROWED]) for i in range(len(words) - BORROWED + 1)]
