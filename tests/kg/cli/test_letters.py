"""The verbs that read letters, run as a person or a script runs them."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import jsonschema
import pytest

from kg.cli import main
from kg.store.dump import graph_blocks
from kg.store.reading_files import engine_of_manifest


@pytest.fixture(scope="module")
def broken(examples: Path) -> Path:
    return examples.parent / "broken"


def test_parse_prints_one_object_a_letter_that_fits_the_schema(
    examples: Path, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["parse", "--jobs", "0", str(examples)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == len(list(examples.iterdir()))
    schema = json.loads((project / "docs" / "determination.schema.json").read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    for line in lines:
        assert [error.message for error in validator.iter_errors(json.loads(line))] == []


def test_parse_reads_standard_input(examples: Path) -> None:
    letter = (examples / "p-2013-necessary.txt").read_bytes()
    run = subprocess.run([sys.executable, "-m", "kg", "parse", "-"], input=letter, capture_output=True, check=False)
    assert run.returncode == 0, run.stderr
    assert json.loads(run.stdout)["family"] == "P"


def test_a_file_that_is_no_letter_gets_one_line_and_status_1(
    examples: Path, broken: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    paths = [str(broken / "empty.txt"), str(examples / "p-2013-necessary.txt"), str(broken / "invoice.txt")]
    assert main(["parse", "--jobs", "0", "--quiet", *paths]) == 1
    captured = capsys.readouterr()
    assert len(captured.out.splitlines()) == 1
    problems = captured.err.splitlines()
    assert len(problems) == 2
    assert all(name in line for name, line in zip(("empty.txt", "invoice.txt"), problems, strict=True))


def test_nothing_readable_is_status_2(broken: Path) -> None:
    assert main(["parse", "--jobs", "0", str(broken / "empty.txt")]) == 2


def test_strict_makes_a_rejection_status_2(examples: Path, broken: Path, tmp_path: Path) -> None:
    letters = [str(examples / "p-2013-necessary.txt"), str(broken / "empty.txt")]
    assert main(["build", "--store", str(tmp_path), "--jobs", "0", "--strict", *letters]) == 2
    assert not (tmp_path / "current").exists()


def test_json_logs_are_json_lines(
    examples: Path, broken: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    letters = [str(examples / "p-2013-necessary.txt"), str(broken / "empty.txt")]
    assert main(["build", "--json", "--store", str(tmp_path), "--jobs", "0", *letters]) == 1
    events = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert [event["code"] for event in events if event["event"] == "rejected"] == ["empty"]
    assert events[-1]["event"] == "published"


def test_the_store_may_come_from_the_environment(
    examples: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("IMR_STORE", str(tmp_path / "elsewhere"))
    assert main(["build", "--jobs", "0", str(examples / "p-2013-necessary.txt")]) == 0
    assert (tmp_path / "elsewhere" / "current" / "manifest.json").exists()
    assert main(["validate"]) == 0


def test_a_missing_store_is_one_line_that_says_what_to_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["validate", "--store", str(tmp_path)]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert "imr build" in line


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["oxigraph", "sparq"])
@pytest.mark.parametrize("moment", range(4))
def test_a_build_killed_at_any_moment_leaves_a_whole_release_and_the_next_one_succeeds(
    moment: int, engine: str, examples: Path, tmp_path: Path
) -> None:
    pytest.importorskip("sparq" if engine == "sparq" else "kg", reason="sparq-rdf is not installed")
    first, second = str(examples / "p-2013-necessary.txt"), str(examples)
    assert main(["build", "--store", str(tmp_path), "--jobs", "0", first]) == 0
    before = os.readlink(tmp_path / "current")
    command = [sys.executable, "-m", "kg", "build", "--store", str(tmp_path), "--jobs", "1", "--engine", engine, second]
    build = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    time.sleep(0.4 + moment * 0.9 + random.random() * 0.5)
    os.killpg(build.pid, signal.SIGKILL)
    build.wait()
    if os.readlink(tmp_path / "current") != before:  # killed after it had published: then the new one is there whole
        manifest = json.loads((tmp_path / "current" / "manifest.json").read_text())
        assert manifest["counts"]["determinations"] == len(list(examples.iterdir()))
    assert main(["validate", "--store", str(tmp_path), "--quiet"]) == 0
    assert main(["build", "--store", str(tmp_path), "--jobs", "0", "--quiet", first]) == 0
    assert os.readlink(tmp_path / "current") == before


def test_the_reference_engine_judges_a_build_alike(examples: Path, tmp_path: Path) -> None:
    letters = [str(examples / name) for name in ("p-2013-necessary.txt", "s-2016-part-authorized.txt")]
    releases = []
    for engine in ("shacl-rust", "pyshacl"):
        store = tmp_path / engine
        assert main(["build", "--engine", engine, "--store", str(store), "--jobs", "0", *letters]) == 0
        releases.append(b"".join(graph_blocks(store / "current")))
    assert releases[0] == releases[1]


def engine_of(store: Path) -> str:
    return engine_of_manifest(json.loads((store / "current" / "manifest.json").read_text(encoding="utf-8")))


def test_the_engine_that_answers_is_chosen_by_build_and_kept_by_add(examples: Path, tmp_path: Path) -> None:
    pytest.importorskip("sparq", reason="sparq-rdf is not installed")
    store, letters = str(tmp_path), [str(path) for path in sorted(examples.iterdir())]
    common = ["--store", store, "--jobs", "0"]
    assert main(["build", "--engine", "sparq", "--engine", "shacl-rust", *common, letters[0]]) == 0
    assert engine_of(tmp_path) == "sparq"
    assert main(["add", *common, letters[1]]) == 0
    assert engine_of(tmp_path) == "sparq"
    assert main(["check", "--store", store]) == 0
    assert main(["add", "--engine", "oxigraph", *common, letters[2]]) == 0
    assert engine_of(tmp_path) == "oxigraph"


@pytest.mark.parametrize(
    ("one", "other", "both"),
    [
        ("oxigraph", "sparq", "oxigraph and --engine sparq both answer queries"),
        (
            "shacl-rust",
            "pyshacl",
            "pyshacl and --engine shacl-rust both judge by the shapes",
        ),
    ],
)
def test_two_engines_for_one_task_are_refused_in_one_line(
    one: str, other: str, both: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["build", "--engine", one, "--engine", other, "--store", str(tmp_path / "store"), "nothing"]
    assert main(command) == 2
    assert capsys.readouterr().err.splitlines()[-1] == f"imr build: --engine {both}; name one of them"


def test_a_release_that_is_too_large_for_its_engine_is_published_and_the_error_says_what_to_do(
    examples: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("sparq", reason="sparq-rdf is not installed")
    monkeypatch.setattr("kg.store.sparq_files.available", lambda: 1 << 20)
    letter = str(next(iter(sorted(examples.iterdir()))))
    assert main(["build", "--engine", "sparq", "--store", str(tmp_path), "--jobs", "0", letter]) == 2
    said = capsys.readouterr().err.splitlines()[-1]
    assert "is published, but read by Oxigraph: sparq's loader needs 0.0 GiB of memory" in said
    assert said.endswith("build with --engine oxigraph, or where more memory is free")
    assert engine_of(tmp_path) == "oxigraph"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ([], "give letters to build from, or --again"),
        (["--again", "letters"], "--again reads the letters that the store has; give no others"),
        (["--again", "--cluster", "tcp://hub:8786"], "--again reads in --jobs processes of this machine"),
    ],
)
def test_what_can_not_be_built_is_told_in_one_line(
    words: list[str], told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["build", "--store", str(tmp_path), *words]) == 2
    assert told in capsys.readouterr().err
