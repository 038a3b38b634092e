from __future__ import annotations

import re
from pathlib import Path

import pytest

from kg.parse.findings import MEANINGS, found


def test_every_code_is_used_and_every_used_code_has_a_meaning(project: Path):
    sources = [(path.name, path.read_text(encoding="utf-8")) for path in (project / "kg" / "parse").glob("*.py")]
    words = {word for name, source in sources for word in re.findall(r'"([a-z-]+)"', source) if name != "findings.py"}
    used = {word for name, source in sources for word in re.findall(r'found\(\s*"([a-z-]+)"', source)}
    assert used <= set(MEANINGS)
    assert set(MEANINGS) <= words


def test_a_finding_says_what_it_means_and_what_was_seen():
    finding = found("date-unreadable", None, "2/30/2015")
    assert finding.message.endswith(": 2/30/2015")


@pytest.mark.parametrize("code", MEANINGS)
def test_a_finding_without_detail_says_what_its_code_means(code: str):
    finding = found(code)
    assert finding.message == MEANINGS[code][1]
    assert len(finding.message.split()) >= 4
