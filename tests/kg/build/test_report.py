"""What a run tells of what it could not use."""

from __future__ import annotations

import pytest

from kg.build.report import Report
from kg.model import Rejection


def test_beyond_the_limit_rejections_are_counted_by_code(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.build.report.LISTED", 2)
    report = Report(letters=1)
    report.reject(Rejection(code, f"f:{number}", "reason", "remedy") for number, code in enumerate("aabbb"))
    assert [each.code for each in report.rejections] == ["a", "a"]
    assert (report.rejected, report.unlisted) == (5, {"b": 3})
    assert report.for_manifest()["unlisted"] == {"b": 3}
    assert report.exit_status == 1


def test_where_all_are_listed_nothing_more_is_told() -> None:
    report = Report(letters=1)
    report.reject([Rejection("a", "f", "reason", "remedy")])
    assert "unlisted" not in report.for_manifest()
