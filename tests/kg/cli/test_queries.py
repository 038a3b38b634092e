"""`imr query` and `imr queries`, run as a person or a script runs them."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from kg.cli import main

HEADER = """#+ title: Decisions by outcome
#+ summary: How many decisions have an outcome.
#+ parameters:
#+   - {name: outcome, type: concept, scheme: outcome, required: true}
#+ columns: {all: All, so: Decided so}
#+ rate: {numerator: so, denominator: all}
"""
BODY = """PREFIX imr: <https://w3id.org/imr-kg/ontology#>
SELECT (COUNT(*) AS ?all) (SUM(IF(?of = ?outcome, 1, 0)) AS ?so) WHERE { ?decision a imr:Decision ; imr:outcome ?of }
"""


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory, examples: Path) -> str:
    folder = tmp_path_factory.mktemp("store")
    letters = [str(examples / name) for name in ("s-2015-opioid-and-benzodiazepine.txt", "s-2016-part-authorized.txt")]
    assert main(["build", "--store", str(folder), "--jobs", "0", "--quiet", *letters]) == 0
    return str(folder)


@pytest.fixture
def question(tmp_path: Path) -> str:
    path = tmp_path / "by-outcome.rq"
    path.write_text(HEADER + BODY, encoding="utf-8")
    return str(path)


def ask(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    capsys.readouterr()
    status = main(["query", *arguments])
    captured = capsys.readouterr()
    return status, captured.out, captured.err


def test_a_question_of_the_library_is_asked_by_name(store: str, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = ask(capsys, "overturn-rate-by-category", "--store", store)
    assert status == 0
    assert "Pharmaceuticals" in out
    assert out.splitlines()[0].split()[-3:] == ["percent", "low", "high"]


def test_parameters_narrow_it(store: str, capsys: pytest.CaptureFixture[str]) -> None:
    _, everything, _ = ask(capsys, "sections-for-drug-class", "--store", store, "--format", "csv")
    status, fewer, _ = ask(
        capsys, "guidelines/sections-for-drug-class", "--class=benzodiazepines", "--store", store, "--format", "csv"
    )
    assert status == 0
    assert fewer != everything
    assert "Benzodiazepines" in fewer


def test_a_dash_or_an_underscore_in_the_name_of_a_parameter_is_the_same(
    store: str, capsys: pytest.CaptureFixture[str]
) -> None:
    dashed = ask(capsys, "sections-cited", "--at-least", "2", "--store", store)
    assert dashed == ask(capsys, "sections-cited", "--at_least", "2", "--store", store)
    assert dashed[0] == 0


def test_a_concept_is_given_by_its_label_too(store: str, capsys: pytest.CaptureFixture[str]) -> None:
    by_label = ask(capsys, "overturn-rate-by-treatment", "--category", "Pharmaceuticals", "--store", store)
    assert by_label == ask(capsys, "overturn-rate-by-treatment", "--category", "pharmaceuticals", "--store", store)
    assert by_label[0] == 0


def test_a_file_with_a_header_is_asked_like_one_of_the_library(
    store: str, question: str, capsys: pytest.CaptureFixture[str]
) -> None:
    status, out, _ = ask(capsys, question, "--outcome", "overturned", "--store", store, "--format", "csv")
    assert status == 0
    row = next(csv.DictReader(io.StringIO(out)))
    assert int(row["so"]) <= int(row["all"])
    assert set(row) == {"all", "so", "percent", "low", "high"}


def test_rates_stand_in_every_format(store: str, question: str, capsys: pytest.CaptureFixture[str]) -> None:
    for form in ("table", "csv", "json"):
        _, out, _ = ask(capsys, question, "--outcome", "upheld", "--store", store, "--format", form)
        assert "percent" in out
    assert json.loads(out)["head"]["vars"] == ["all", "so", "percent", "low", "high"]


def test_plain_sparql_comes_from_a_file_or_from_stdin(
    store: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "SELECT ?n WHERE { VALUES ?n { 7 } }"
    (tmp_path / "plain.rq").write_text(text, encoding="utf-8")
    monkeypatch.setattr("sys.stdin", io.StringIO(text))
    from_file = ask(capsys, str(tmp_path / "plain.rq"), "--store", store, "--format", "csv")
    assert from_file == (0, "n\r\n7\r\n", "")
    assert ask(capsys, "-", "--store", store, "--format", "csv") == from_file


def test_a_name_of_several_concepts_is_asked_about(store: str, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = ask(capsys, "decisions-like-mine", "--section", "acupuncture", "--store", store)
    assert (status, out) == (2, "")
    assert "'acupuncture' can mean 9 concepts; which?" in err
    lines = [line for line in err.splitlines() if " decision" in line and ": Acupuncture - " in line]
    assert len(lines) == 9
    assert [line.split()[0] for line in lines] == sorted((line.split()[0] for line in lines), reverse=True)
    command = next(line for line in err.splitlines() if "odg-neck-acupuncture" in line).split()
    assert command[0] == "--section"
    status, _, err = ask(capsys, "decisions-like-mine", *command, "--store", store)
    assert status == 0
    assert "section: Acupuncture - ODG, Neck & Upper Back (id/section/odg-neck-acupuncture)" in err


def test_what_was_used_and_what_was_cut_is_told_on_stderr(
    store: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "numbers.rq"
    header = "#+ title: Numbers\n#+ parameters: [{name: least, type: integer, default: 2}]\n"
    path.write_text(
        f"{header}SELECT ?n WHERE {{ VALUES ?n {{ 1 2 3 4 }} FILTER(?n >= ?least) }} LIMIT 2", encoding="utf-8"
    )
    status, out, err = ask(capsys, str(path), "--store", store, "--format", "csv")
    assert (status, out.splitlines()) == (0, ["n", "2", "3"])
    assert "least: 2" in err
    assert "cut by a limit: the first 2 of 3 only" in err
    assert "Cut by a limit: the first 2 of 3 only." in ask(capsys, str(path), "--store", store)[1]
    assert "cut by" not in ask(capsys, str(path), "--least", "3", "--store", store)[2]


def test_triples_are_shown_as_turtle(store: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "graph.rq"
    path.write_text("CONSTRUCT { ?s a <urn:x> } WHERE { VALUES ?s { <urn:s> } }", encoding="utf-8")
    status, table, _ = ask(capsys, str(path), "--store", store)
    assert status == 0
    assert "<urn:s> a <urn:x> ." in table
    assert ask(capsys, str(path), "--store", store, "--format", "ttl")[1] == table


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["no-such-question"], "no query is called 'no-such-question'"),
        (["overturn-rate-by-catgory"], "did you mean overturn-rate-by-category"),
        (["missing.rq"], "missing.rq: No such file"),
        (["overturn-rate-by-category", "--drug", "norco"], "has no parameter 'drug'; it has year"),
        (["overturn-rate-by-category", "--year"], "--year: has no value"),
        (["overturn-rate-by-category", "2016"], "'2016': not a parameter; write --NAME VALUE"),
        (["overturn-rate-by-category", "--year", "last"], "'last' is not a year such as 2016"),
        (["overturn-rate-by-category", "--year", "2016", "--year", "2017"], "--year: given twice"),
        (["sections-for-drug", "--drug", "no such drug"], "no concept 'no such drug' here"),
    ],
)
def test_a_mistake_is_one_line_and_status_2(
    arguments: list[str], said: str, store: str, capsys: pytest.CaptureFixture[str]
) -> None:
    status, out, err = ask(capsys, *arguments, "--store", store)
    assert (status, out) == (2, "")
    assert said in err
    assert err.startswith("imr query: ")
    assert len(err.splitlines()) == 1


def test_a_required_parameter_is_asked_for(store: str, question: str, capsys: pytest.CaptureFixture[str]) -> None:
    status, _, err = ask(capsys, question, "--store", store)
    assert status == 2
    assert "needs a value for 'outcome'" in err


def test_a_broken_header_names_file_and_line(store: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "broken.rq"
    path.write_text("#+ title: Broken\n#+ colums: {all: All}\n" + BODY, encoding="utf-8")
    status, _, err = ask(capsys, str(path), "--store", store)
    assert status == 2
    assert f"{path}:2: unknown key 'colums'" in err


def test_plain_sparql_takes_no_parameters(store: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "plain.rq"
    path.write_text("ASK { ?s ?p ?o }", encoding="utf-8")
    assert ask(capsys, str(path), "--store", store)[:2] == (0, "yes\n")
    status, _, err = ask(capsys, str(path), "--drug", "norco", "--store", store)
    assert status == 2
    assert "takes no parameters" in err


def test_other_verbs_refuse_what_they_do_not_know(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["queries", "--drug", "norco"])
    assert stopped.value.code == 2
    assert "unrecognized arguments: --drug" in capsys.readouterr().err


def test_the_list_has_every_question_but_those_of_pages(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["queries"]) == 0
    out = capsys.readouterr().out
    files = [path for path in (project / "queries").rglob("*.rq") if path.parent.name != "pages"]
    assert all(f"  {path.stem} " in out for path in files)
    assert f"{len(files)} queries" in out
    assert "drug_outcomes" not in out


def test_a_question_is_shown_with_its_parameters_and_columns(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["queries", "sections-for-drug"]) == 0
    out = capsys.readouterr().out
    assert "--drug CONCEPT: Drug, an ingredient or a brand; default hydrocodone" in out
    assert "--side ENUM: Who cites; one of reviewer, administrator; default reviewer" in out
    assert "decided: Decisions with a stated outcome (n)" in out
    assert "SELECT ?cited" in out
