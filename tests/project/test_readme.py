"""What the README and the guides say works: their queries parse and answer, their verbs and files exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kg.build.build_settings import Settings
from kg.build.pipeline import build
from kg.build.report import Report
from kg.cli import main
from kg.query import Bindings, open_door

ROOT = Path(__file__).parents[2]
GUIDES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
QUERIES = [
    pytest.param(query, id=f"{guide.name}-{number}")
    for guide in GUIDES
    for number, query in enumerate(re.findall(r"```sparql\n(.*?)```", guide.read_text(encoding="utf-8"), re.S))
    if "SELECT" in query
]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("readme")
    build(folder, [str(ROOT / "examples" / "letters")], Settings(jobs=0), Report(), lambda _: None)
    return folder


@pytest.mark.parametrize("query", QUERIES)
def test_a_query_shown_to_readers_has_an_answer(query: str, store: Path) -> None:
    with open_door(store, workers=1) as door:
        answer = door.run(query)
    assert isinstance(answer, Bindings)
    assert answer.rows


def test_every_verb_is_in_the_readme(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    verbs = re.findall(r"^    ([a-z]+) ", capsys.readouterr().out, re.M)
    assert {"parse", "build", "serve"} <= set(verbs)
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [verb for verb in verbs if f"`imr {verb}" not in text] == []


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.name)
def test_links_inside_the_project_lead_somewhere(guide: Path) -> None:
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", guide.read_text(encoding="utf-8"))
    assert [link for link in links if not (guide.parent / link).exists()] == []
