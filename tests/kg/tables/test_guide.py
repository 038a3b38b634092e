"""The Python of the guide to tables does what it says."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from kg.cli import main
from kg.tables.specification import load_tables


@pytest.mark.filterwarnings("ignore:The inplace keyword in DataFrame.reset_index")  # dask asks pandas so
def test_the_guides_python_runs_over_an_export(
    project: Path, examples: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for needed in ("duckdb", "pandas", "dask.dataframe"):
        pytest.importorskip(needed)
    monkeypatch.chdir(tmp_path)
    assert main(["build", "--quiet", "--jobs", "1", "--store", "my-store", str(examples)]) == 0
    assert main(["export", "--store", "my-store", "--to", "tables"]) == 0
    told: dict[str, Any] = {}
    guide = (project / "docs" / "guides" / "tables.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```python\n(.*?)```", guide, re.S)
    assert len(blocks) == 3
    for block in blocks:
        exec(compile(block, "tables.md", "exec"), told)
    pharmaceuticals = told["rates"].loc["pharmaceuticals"]
    assert told["counts"]["pharmaceuticals"]["overturned"] == pharmaceuticals["overturned"] > 0
    assert told["by_section"][0][2] > 1


def test_the_guide_names_every_table(project: Path) -> None:
    guide = (project / "docs" / "guides" / "tables.md").read_text(encoding="utf-8")
    assert {table.name for table in load_tables()} == set(
        re.findall(r"`([a-z_]+)`", "".join(line for line in guide.splitlines() if line.startswith("| `")))
    )
