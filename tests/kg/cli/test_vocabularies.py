"""Vocabularies from the command line: generated from their tables, imported, listed, removed, used for linking."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from kg.cli import main

UNII = "Name\tTYPE\tUNII\tDisplay Name\nEXAMPLINE\tof\tAAAAAAAAA1\tEXAMPLINE\nBROKEN\n"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


def test_the_committed_files_are_in_step_with_their_tables() -> None:
    assert main(["vocab", "generate", "--check"]) == 0


def test_an_import_is_listed_exported_and_removed(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "unii.txt"
    file.write_text(UNII)
    assert main(["vocab", "import", "unii", str(file), "--as", "2026-01", "--data", str(data)]) == 1
    problem = capsys.readouterr().err.splitlines()[0]
    assert "unii.txt:3" in problem
    main(["vocab", "list", "--data", str(data)])
    assert capsys.readouterr().out.split("\t")[1:3] == ["unii", "2026-01"]
    main(["vocab", "export", "unii", "--data", str(data)])
    assert "EXAMPLINE" in capsys.readouterr().out
    main(["vocab", "remove", "1", "--data", str(data)])
    main(["vocab", "list", "--data", str(data)])
    assert capsys.readouterr().out == ""


def test_a_file_of_another_kind_is_one_line_and_status_2(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "letter.txt"
    file.write_text("no table at all\n")
    assert main(["vocab", "import", "rxnorm", str(file), "--data", str(data)]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_linking_prints_one_object_a_mention(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["link", "drug", "--data", str(tmp_path / "none"), "Norco 10/325mg #60", "Theramine", "qwrtz"]) == 0
    norco, food, unknown = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    contract = ["mention", "ingredients", "rxcui", "brand", "strength", "quantity", "how", "confidence", "candidates"]
    assert list(norco)[: len(contract)] == contract
    assert sorted(norco["ingredients"]) == ["acetaminophen", "hydrocodone"]
    assert norco["quantity"] == 60
    assert (food["how"], food["rxcui"]) == ("medical_food", [])
    assert (unknown["how"], unknown["confidence"]) == ("none", "none")


@pytest.mark.real_letters
def test_the_public_unii_names_import_whole(shared: Path, data: Path, tmp_path: Path) -> None:
    file = tmp_path / "unii.txt"
    file.write_bytes(gzip.decompress((shared / "data" / "drugs" / "unii_2025-06_names.tsv.gz").read_bytes()))
    assert main(["vocab", "import", "unii", str(file), "--data", str(data)]) == 0
