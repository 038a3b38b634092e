"""The wheel works by itself: installed into an empty folder, run from another one, it builds a graph and answers."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LETTERS = sorted((ROOT / "examples" / "letters").glob("*.txt"))[:3]
SCHEMA = "docs/determination.schema.json"
QUERY = """PREFIX imr: <https://w3id.org/imr-kg/ontology#>
SELECT (COUNT(?decision) AS ?n) WHERE { ?decision a imr:Decision ; imr:outcome ?outcome }"""


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    build = ["wheel", str(ROOT), "--no-deps", "--no-build-isolation", "--wheel-dir", str(folder)]
    subprocess.run([*pip, *build], check=True, capture_output=True)
    (wheel,) = folder.glob("imr_kg-*.whl")
    target = folder / "site"
    subprocess.run([*pip, "install", "--no-deps", "--target", str(target), str(wheel)], check=True, capture_output=True)
    return target


def imr(installed: Path, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = "import sys, kg.cli; assert 'site' in kg.__file__; sys.exit(kg.cli.main(sys.argv[1:]))"
    environment = os.environ | {"PYTHONPATH": str(installed)}
    run = [sys.executable, "-c", command, *arguments]
    return subprocess.run(run, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_it_carries_its_ontology_shapes_schemes_queries_and_templates(installed: Path) -> None:
    data = installed / "kg" / "_data"
    for name in ("ontology/imr.ttl", "ontology/shapes.ttl", "ontology/schemes/guidelines.tsv", "queries", SCHEMA):
        assert (data / name).exists(), name
    assert list((installed / "web" / "templates").glob("*.html"))
    assert list((installed / "web" / "static").iterdir())


def test_it_builds_validates_and_answers_outside_the_checkout(installed: Path, tmp_path: Path) -> None:
    built = imr(installed, tmp_path, "build", *map(str, LETTERS))
    assert built.returncode == 0, built.stderr
    assert imr(installed, tmp_path, "validate").returncode == 0
    (tmp_path / "count.rq").write_text(QUERY)
    answered = imr(installed, tmp_path, "query", "--format", "csv", "count.rq")
    assert int(answered.stdout.split()[-1]) >= len(LETTERS)
