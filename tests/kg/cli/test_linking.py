"""``imr link drug``: one JSON object a mention, for the day of decision that is given."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from kg.cli import main


@pytest.fixture
def linked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    def link(*arguments: str) -> list[dict[str, Any]]:
        assert main(["link", "drug", *arguments, "--data", str(tmp_path / "none")]) == 0
        return [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    return link


@pytest.mark.parametrize(
    ("decided", "mme", "says"),
    [
        ("2017-03-01", 240.0, "factor 8 for up to 40 mg a day (CDC 2016)"),
        ("2023-03-01", 141.0, "factor 4.7 (CDC 2022)"),
    ],
)
def test_methadone_has_the_factor_of_the_day(linked: Any, decided: str, mme: float, says: str) -> None:
    (found,) = linked("Methadone 10mg #90", "--decided", decided)
    assert found["mme_per_day"] == mme
    assert says in found["assumptions"]


def test_methadone_has_no_dose_without_the_day(linked: Any) -> None:
    (found,) = linked("Methadone 10mg #90")
    assert found["mme_per_day"] is None
    assert [finding["code"] for finding in found["findings"]] == ["dose-open"]


@pytest.mark.parametrize(
    ("mention", "decided", "schedules"),
    [
        ("Norco 10/325 #60", "2014-10-05", ["CIII"]),
        ("Norco 10/325 #60", "2014-10-06", ["CII"]),
        ("Tramadol 50mg", "2014-08-17", ["none"]),
        ("Tramadol 50mg", "2014-08-18", ["CIV"]),
        ("Ibuprofen 800", "2014-08-18", ["none"]),
    ],
)
def test_a_drug_has_the_schedule_of_the_day(linked: Any, mention: str, decided: str, schedules: list[str]) -> None:
    (found,) = linked(mention, "--decided", decided)
    assert found["dea_schedules"] == schedules


def test_a_schedule_that_has_changed_is_not_told_without_the_day(linked: Any) -> None:
    changed, same = linked("Norco 10/325 #60", "OxyContin 20mg #60")
    assert (changed["dea_schedules"], same["dea_schedules"]) == ([], ["CII"])


@pytest.mark.parametrize("said", ["2017-13-01", "soon", ""])
def test_what_is_no_day_is_told(capsys: pytest.CaptureFixture[str], said: str) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["link", "drug", "Norco", "--decided", said])
    assert ended.value.code == 2
    assert "is no day; write it as YYYY-MM-DD" in capsys.readouterr().err
