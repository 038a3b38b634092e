"""The docs tell of all there is and of nothing else: verbs, options, variables, routes, questions, codes, answers."""

from __future__ import annotations

import argparse
import importlib.util
import re
import shlex
import sys
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from types import ModuleType
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from werkzeug.exceptions import NotFound
from werkzeug.routing import RequestRedirect

from kg.build.build_settings import Settings
from kg.build.pipeline import build
from kg.build.report import Report
from kg.cli import _parser, main
from kg.descriptions.dataset import Publication
from kg.documents import ReadingLimits
from kg.documents.refusal import REMEDIES
from kg.parse.findings import MEANINGS
from kg.query import open_door
from kg.questions.catalog import Catalog
from kg.schemes import guidelines
from web.app import create_app

ROOT = Path(__file__).parents[2]
GUIDES = [*sorted((ROOT / "docs" / "guides").glob("*.md")), ROOT / "docs" / "vocabularies.md"]
DOCS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
TEXTS = {path: path.read_text(encoding="utf-8") for path in DOCS}
ALL = "\n".join(TEXTS.values())
SOURCES = "\n".join(
    path.read_text(encoding="utf-8") for folder in ("kg", "web") for path in sorted((ROOT / folder).rglob("*.py"))
)
READ_ONLY = {("parse",), ("validate",), ("query",), ("queries",), ("link", "drug"), ("vocab", "generate")}
SITES = ("127.0.0.1:8000", "imr.example.org")


def by_name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("docs")
    build(folder, [str(ROOT / "examples" / "letters")], Settings(jobs=0), Report(), lambda _: None)
    return folder


@pytest.fixture(scope="module")
def app(store: Path) -> Iterator[Flask]:
    with open_door(store, workers=1) as door:
        yield create_app(door)


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return Catalog.load()


# --- verbs and options ---------------------------------------------------------------------------------------------


def verbs(parser: argparse.ArgumentParser, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], set[str]]]:
    """Each verb that can be run (``("vocab", "import")``) with its options."""
    options = {name for action in parser._actions for name in action.option_strings if name.startswith("--")}
    below = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    for action in below:
        for name, child in action.choices.items():
            yield from verbs(child, (*path, name))
    if not below:
        yield path, options - {"--help"}


VERBS = dict(verbs(_parser()))


def commands(text: str) -> list[list[str]]:
    """Words of each ``imr`` command shown in a text, in code spans and blocks; what follows a pipe is left out."""
    blocks = re.findall(r"```(?:sh|console)\n(.*?)```", text, re.S)
    lines = [line for block in blocks for line in block.replace("\\\n", " ").splitlines()]
    spans = re.findall(r"(?<!`)`([^`\n]+)`(?!`)", re.sub(r"```.*?```", "", text, flags=re.S))
    found = []
    for line in [*lines, *spans]:
        said = re.match(r"(?:\$ )?(?:IMR_\w+=\S+ )*(?:\.venv/bin/)?imr (?=[a-z])(.*)", line.strip())
        if said:
            found.append(shlex.split(re.split(r" [|>] | &&| 2>", said[1].replace("\\|", "|"))[0], comments=True))
    return found


def verb_of(words: list[str]) -> tuple[str, ...] | None:
    return next((path for path in (tuple(words[:2]), tuple(words[:1])) if path in VERBS), None)


@pytest.mark.parametrize("path", VERBS, ids=" ".join)
def test_a_verb_and_its_options_are_documented(path: tuple[str, ...]) -> None:
    assert re.search(rf"\bimr {' '.join(path)}\b", ALL), f"imr {' '.join(path)}"
    assert [option for option in VERBS[path] if not re.search(rf"{option}\b", ALL)] == []


@pytest.mark.parametrize("path", DOCS, ids=by_name)
def test_commands_that_are_shown_exist(path: Path, catalog: Catalog) -> None:
    for words in commands(TEXTS[path]):
        verb = verb_of(words)
        if verb is None:
            group = {known for known in VERBS if known[0] == words[0]}
            assert group, f"imr {' '.join(words)}"
            assert words[1:] in ([], ["..."]), f"imr {' '.join(words)}"
            continue
        named = catalog.get(words[1]) if verb == ("query",) and len(words) > 1 else None
        parameters = {f"--{each.name.replace('_', '-')}" for each in named.parameters} if named else set()
        options = {option for word in words for option in re.findall(r"^\[?(--[a-z-]+)", word)}
        assert options <= VERBS[verb] | parameters, f"imr {' '.join(words)}"


# --- variables of the environment ----------------------------------------------------------------------------------


def test_variables_of_the_environment_are_documented() -> None:
    read = set(re.findall(r"environ(?:\.get\(|\[)\s*\"(IMR_\w+)\"", SOURCES))
    assert {"IMR_STORE", "IMR_BASE_IRI"} <= read
    assert [name for name in sorted(read) if f"`{name}`" not in ALL] == []


def test_variables_that_are_documented_are_read() -> None:
    tests = "".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "tests").rglob("*.py")))
    read = SOURCES + tests + (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert {name for name in re.findall(r"\bIMR_[A-Z_]+\b", ALL) if name not in read} == set()


# --- routes and questions ------------------------------------------------------------------------------------------


def test_routes_are_documented(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        route = re.sub(r"<(?:[a-z]+(?:\([^)]*\))?:)?(\w+)>", r"<\1>", str(rule)).replace("<filename>", "<path>")
        assert f"`{route}" in TEXTS[ROOT / "docs" / "web.md"], route


@pytest.mark.parametrize("path", DOCS, ids=by_name)
def test_addresses_that_are_shown_are_served(path: Path, app: Flask, catalog: Catalog) -> None:
    urls = app.url_map.bind("127.0.0.1:8000")
    for address in re.findall(rf"http://(?:{'|'.join(SITES)})[^\s'\"`>)\]]*", TEXTS[path]):
        parts = urlsplit(address.rstrip(".,;"))
        try:
            endpoint, arguments = urls.match(parts.path or "/")
        except (NotFound, RequestRedirect):
            pytest.fail(f"{address}: no such route")
        if endpoint == "queries.query":
            query = catalog.find(str(arguments["name"]))
            known = {each.name for each in query.parameters} | {"format"}
            assert set(parse_qs(parts.query)) <= known, address


def test_every_question_is_listed(catalog: Catalog) -> None:
    asked = [name for name, query in catalog.items() if query.group != "pages"]
    assert [name for name in asked if f"`{name}`" not in ALL] == []


def known_words(catalog: Catalog) -> set[str]:
    """Everything with a dash in it that a guide may put in code: questions, codes, names of options and tables."""
    tables = "".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "ontology").rglob("*.tsv")))
    packaging = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    words = {*catalog, *REMEDIES, *MEANINGS, *literal_codes()}
    return words | set(re.findall(r"[a-z]+(?:-[a-z0-9]+)+", tables + packaging + SOURCES))


@pytest.mark.parametrize("path", GUIDES, ids=by_name)
def test_names_in_the_guides_exist(path: Path, catalog: Catalog) -> None:
    text = re.sub(r"```.*?```", "", TEXTS[path], flags=re.S)
    named = set(re.findall(r"`([a-z]+(?:-[a-z]+)+)`", text))
    assert named - known_words(catalog) == set()


@pytest.mark.parametrize("path", GUIDES, ids=by_name)
def test_files_named_in_the_guides_exist(path: Path) -> None:
    text = re.sub(r"```.*?```", "", TEXTS[path], flags=re.S)
    named = re.findall(r"`((?:ontology|tools|kg|web|queries|tests|examples|benchmarks)/[\w./-]+)`", text)
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_every_limit_of_the_reader_is_told_to_operators() -> None:
    text = TEXTS[ROOT / "docs" / "guides" / "operator.md"]
    assert [field.name for field in fields(ReadingLimits) if f"`{field.name}`" not in text] == []


# --- codes ---------------------------------------------------------------------------------------------------------


def literal_codes() -> set[str]:
    """Codes of rejections and notes that stand in the code itself."""
    return set(re.findall(r"\b(?:Rejection|Notice)\(\s*\"([a-z-]+)\"", SOURCES))


def finding_codes() -> set[str]:
    rows = (ROOT / "ontology" / "findings.tsv").read_text(encoding="utf-8").splitlines()
    return {row.partition("\t")[0] for row in rows if row and not row.startswith(("#", "code\t"))}


def test_codes_are_explained_and_no_others() -> None:
    assert {"shape", "same-letter"} <= literal_codes()
    text = TEXTS[ROOT / "docs" / "guides" / "reports.md"]
    explained = set(re.findall(r"^\| `([a-z-]+)` \|", text, re.M))
    assert explained == {*REMEDIES, *literal_codes(), *finding_codes()}
    assert set(MEANINGS) <= explained


# --- what is shown is so -------------------------------------------------------------------------------------------


def shell_lines() -> Iterator[tuple[str, str]]:
    for path in GUIDES:
        for block in re.findall(r"```sh\n(.*?)```", TEXTS[path], re.S):
            for words in commands(f"```sh\n{block}```"):
                if verb_of(words) in READ_ONLY and not any("://" in word for word in words):
                    yield by_name(path), shlex.join(words)


@pytest.mark.parametrize(("guide", "command"), list(shell_lines()))
def test_a_command_of_a_guide_works(
    guide: str, command: str, store: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("IMR_STORE", str(store))
    assert main(shlex.split(command)) == 0
    assert "".join(capsys.readouterr())


def show_answers() -> ModuleType:
    spec = importlib.util.spec_from_file_location("show_answers", ROOT / "tools" / "show_answers.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


SHOWN = [
    pytest.param(command, answer, id=f"{by_name(path)}-{number}")
    for path in GUIDES
    for number, (command, answer) in enumerate(show_answers().shown_commands(TEXTS[path]))
]


@pytest.mark.skipif(not (Path(sys.executable).parent / "imr").exists(), reason="needs the installed command")
@pytest.mark.parametrize(("command", "answer"), SHOWN)
def test_an_answer_of_a_guide_is_what_the_command_prints(command: str, answer: str, store: Path) -> None:
    shown = show_answers().answer(command, store)
    assert shown == answer, "write it again: python tools/show_answers.py STORE"
    assert shown.strip()


def test_the_rows_that_the_curators_guide_adds_are_read() -> None:
    block = re.search(r"```rows\n(.*?)```", TEXTS[ROOT / "docs" / "guides" / "curator.md"], re.S)
    assert block is not None
    table = (ROOT / guidelines.TABLE).read_text(encoding="utf-8")
    scheme = guidelines.from_tsv(table.rstrip("\n") + "\n" + block[1].replace("·", "\t"))
    assert scheme.successor("cpmtg16") == "cpmtg31"
    assert scheme["cpmtg31-opioids"].holds(41, 42)
    assert scheme.authority_rank("cpmtg31-opioids") == 1


# --- licences ------------------------------------------------------------------------------------------------------


def test_the_licences_are_stated_alike() -> None:
    readme, terms = TEXTS[ROOT / "README.md"], "https://creativecommons.org/licenses/by/4.0/"
    assert "CC BY 4.0" in readme
    assert "Apache-2.0" in readme
    assert 'license = "Apache-2.0"' in (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    for made in [ROOT / "ontology" / "imr.ttl", *sorted((ROOT / "ontology" / "schemes").glob("*.ttl"))]:
        assert f"dcterms:license <{terms}>" in made.read_text(encoding="utf-8"), made.name
    assert Publication().license == terms
