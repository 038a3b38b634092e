"""The drug vocabulary: what its tables hold, and that they hold together."""

from __future__ import annotations

import datetime as dt
import json
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
import yaml

from kg.errors import TableError
from kg.schemes import drugs
from kg.schemes.drugs import TABLES, DrugVocabulary
from kg.schemes.mappings import sssom_files

VOCABULARY = drugs.load()


@pytest.fixture
def texts(project: Path) -> dict[str, str]:
    return {name: (project / "ontology" / "schemes" / name).read_text(encoding="utf-8") for name in TABLES}


def test_the_vocabulary_covers_workers_compensation_practice() -> None:
    kinds = Counter(name.kind for name in VOCABULARY.names.values())
    assert len(VOCABULARY.ingredients) >= 450
    assert len(VOCABULARY.names) >= 900
    assert kinds["kit"] >= 60
    assert kinds["medical_food"] >= 15


def test_every_class_leads_to_the_root() -> None:
    for drug_class in VOCABULARY.classes:
        assert VOCABULARY.lineage(drug_class)[-1] == "drugs"
    assert VOCABULARY.lineage("opioid-agonists") == ("opioid-agonists", "opioids", "analgesics", "drugs")


def test_medical_foods_have_neither_ingredients_nor_an_rxnorm_concept() -> None:
    foods = [name for name in VOCABULARY.names.values() if name.kind == "medical_food"]
    assert all(not food.ingredients and not food.rxcui for food in foods)


def test_brands_found_by_script_say_who_lists_them() -> None:
    found = [name for name in VOCABULARY.names.values() if not name.guessed]
    assert len(found) > 3000
    assert all(name.verified and name.ingredients for name in found)


def test_names_withdrawn_from_the_market_are_kept() -> None:
    assert all(VOCABULARY.names[name].withdrawn for name in ("opana", "opana-er", "vicodin"))
    assert not VOCABULARY.names["percocet"].withdrawn


@pytest.mark.parametrize(
    ("ingredients", "day", "schedule"),
    [
        (("hydrocodone", "acetaminophen"), "2014-10-05", "CIII"),
        (("hydrocodone", "acetaminophen"), "2014-10-06", "CII"),
        (("hydrocodone",), "2010-01-01", "CII"),
        (("tramadol",), "2014-08-17", None),
        (("tramadol",), "2014-08-18", "CIV"),
        (("tramadol", "acetaminophen"), "2016-01-01", "CIV"),
        (("carisoprodol",), "2012-01-10", None),
        (("carisoprodol",), "2012-01-11", "CIV"),
        (("acetaminophen", "codeine"), "2016-01-01", "CIII"),
        (("codeine",), "2016-01-01", "CII"),
        (("naproxen",), "2016-01-01", None),
        (("naldemedine",), "2017-09-28", "CII"),
        (("naldemedine",), "2017-09-29", None),
        (("eluxadoline",), "2015-12-17", "CIV"),
        (("diphenoxylate",), "2016-01-01", "CII"),
        (("diphenoxylate", "atropine"), "2016-01-01", "CV"),
        (("difenoxin",), "2016-01-01", "CI"),
        (("atropine", "difenoxin"), "2016-01-01", "CIV"),
        (("cannabis",), "2016-01-01", "CI"),
        (("pentazocine",), "2016-01-01", "CIV"),
        (("propoxyphene",), "2013-01-01", "CIV"),
        (("dihydrocodeine",), "2016-01-01", "CII"),
        (("esketamine",), "2020-01-01", "CIII"),
        (("lasmiditan",), "2021-01-01", "CV"),
        (("cenobamate",), "2021-01-01", "CV"),
        (("lemborexant",), "2021-01-01", "CIV"),
        (("daridorexant",), "2023-01-01", "CIV"),
        (("solriamfetol",), "2020-01-01", "CIV"),
        (("remimazolam",), "2021-01-01", "CIV"),
        ((), "2016-01-01", None),
    ],
)
def test_schedules_are_those_of_the_day(ingredients: tuple[str, ...], day: str, schedule: str | None) -> None:
    assert VOCABULARY.schedule(ingredients, dt.date.fromisoformat(day)) == schedule


def test_a_set_of_ingredients_has_one_concept_whatever_its_order() -> None:
    assert VOCABULARY.concept(("acetaminophen", "oxycodone")) == "oxycodone-acetaminophen"
    assert VOCABULARY.concept(("naproxen",)) == "naproxen"
    assert VOCABULARY.concept(("naproxen", "tramadol")) is None


def test_words_point_at_concepts_that_exist() -> None:
    known = set(VOCABULARY.ingredients) | set(VOCABULARY.names)
    for kind in ("misspelling", "short"):
        assert set(VOCABULARY.words_of(kind).values()) <= known
    assert {each for ids in VOCABULARY.choices().values() for each in ids} <= known


@pytest.mark.parametrize(
    ("ingredient", "never"),
    [
        ("homatropine", "opioids"),
        ("belladonna-alkaloids", "opioids"),
        ("esterified-estrogens", "androgens"),
        ("anastrozole", "androgens"),
        ("clomiphene", "androgens"),
        ("quinidine", "dopaminergics"),
        ("riluzole", "dopaminergics"),
        ("tetrabenazine", "dopaminergics"),
        ("bupivacaine", "topicals"),
    ],
)
def test_a_drug_is_in_no_class_that_it_does_not_belong_to(ingredient: str, never: str) -> None:
    assert never not in VOCABULARY.lineage(VOCABULARY.ingredients[ingredient].drug_class)


def test_what_is_only_injected_is_no_topical_analgesic() -> None:
    injected = ("articaine", "bupivacaine", "chloroprocaine", "mepivacaine", "procaine", "ropivacaine")
    assert {VOCABULARY.ingredients[each].dwc for each in injected} == {"Injection"}


def test_ids_of_ingredients_and_names_are_apart() -> None:
    assert not set(VOCABULARY.ingredients) & set(VOCABULARY.names)


def test_subcategories_are_spelled_as_the_dwc_spells_them(shared: Path) -> None:
    taxonomy = json.loads((shared / "data" / "dwc_search_taxonomy_2017.json").read_text(encoding="utf-8"))
    theirs = set(taxonomy["categories"]["Pharmaceuticals"])
    assert {row.dwc for row in (*VOCABULARY.ingredients.values(), *VOCABULARY.classes.values())} - {None} <= theirs


def test_mapping_files_are_in_step_with_the_tables(project: Path) -> None:
    for name, text in sssom_files(VOCABULARY, "0.1.0").items():
        assert (project / "ontology" / "mappings" / name).read_text(encoding="utf-8") == text, name


CURIE = re.compile(r"([A-Za-z]\w*):[^\s/]\S*")
MATCHES = {f"skos:{kind}Match" for kind in ("exact", "close", "broad", "narrow", "related")}
FILES = sorted((Path(__file__).parents[3] / "ontology" / "mappings").glob("*.sssom.tsv"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_mappings_are_sssom(file: Path) -> None:
    """What `sssom validate` of sssom-py asks for (0.4.21 has no complaint; it brings a hundred packages with it)."""
    lines = file.read_text(encoding="utf-8").splitlines()
    metadata = [line for line in lines if line.startswith("#")]
    header = yaml.safe_load("\n".join(line[1:] for line in metadata))
    assert {"mapping_set_id", "license", "mapping_set_version", "object_source_version"} <= set(header)
    assert all(isinstance(header[key], str) for key in header if key.endswith("version"))
    columns = lines[len(metadata)].split("\t")
    assert len(set(lines)) == len(lines)
    for line in lines[len(metadata) + 1 :]:
        row = dict(zip(columns, line.split("\t"), strict=False))
        curies = [row[key] for key in ("subject_id", "predicate_id", "object_id", "mapping_justification")]
        prefixes = {found[1] for curie in curies if (found := CURIE.fullmatch(curie))}
        assert len([curie for curie in curies if CURIE.fullmatch(curie)]) == 4, line
        assert prefixes <= set(header["curie_map"])
        assert row["predicate_id"] in MATCHES
        assert row["mapping_justification"].startswith("semapv:")
        assert 0 < float(row["confidence"]) <= 1


def test_atc_carries_the_attribution_to_the_who(project: Path) -> None:
    text = (project / "ontology" / "mappings" / "atc.sssom.tsv").read_text(encoding="utf-8")
    assert "WHO Collaborating Centre for Drug Statistics Methodology" in text


@pytest.mark.parametrize(
    ("table", "old", "new", "message"),
    [
        ("drug_names.tsv", "\toxycodone|aspirin\t", "\toxycodon|aspirin\t", r"drug_names\.tsv:\d+: .*no ingredient"),
        ("drug_names.tsv", "\tcombination\t", "\tmixture\t", r"drug_names\.tsv:\d+: .*kind 'mixture'"),
        ("drug_names.tsv", "\trxnorm|ndc\n", "\trumor\n", r"drug_names\.tsv:\d+: .*verified \['rumor'\]"),
        ("drug_ingredients.tsv", "2014-08-18", "18.8.2014", "the date must be YYYY-MM-DD"),
        ("drug_ingredients.tsv", "0.1@2018", "a tenth@2018", "write factor@year"),
        ("drug_ingredients.tsv", "\topioid-agonists\t", "\topiate\t", "no class 'opiate'"),
        ("drug_words.tsv", "terocin-patch|", "terocin-plaster|", "no drug 'terocin-plaster'"),
    ],
)
def test_a_broken_row_is_named(texts: dict[str, str], table: str, old: str, new: str, message: str) -> None:
    assert old in texts[table]
    with pytest.raises(TableError, match=message):
        DrugVocabulary.from_tsv(texts | {table: texts[table].replace(old, new)})


def test_an_outside_concept_is_the_exact_match_of_one_of_ours() -> None:
    """`skos:exactMatch` is transitive: two drugs that match one outside concept would be each other."""
    for column in ("rxcui", "unii", "mesh"):
        rows = (*VOCABULARY.ingredients.values(), *(VOCABULARY.names.values() if column == "rxcui" else ()))
        counts = Counter(code for row in rows if (code := getattr(row, column)))
        assert {code: times for code, times in counts.items() if times > 1} == {}, column


def test_an_outside_concept_that_holds_several_is_a_broader_match() -> None:
    holders = {row.id for row in VOCABULARY.ingredients.values() if "UNII:E211KPY694" in row.broad_match}
    assert {"abobotulinumtoxina", "incobotulinumtoxina", "onabotulinumtoxina"} <= holders
    rows = [line.split("\t") for line in sssom_files(VOCABULARY, "1")["unii.sssom.tsv"].splitlines()]
    assert {row[2] for row in rows if "UNII:E211KPY694" in row} == {"skos:broadMatch"}


@pytest.mark.slow
def test_the_sources_agree_with_the_tables(project: Path, shared: Path) -> None:
    command = [sys.executable, "tools/verify_drugs.py", str(shared / "data" / "drugs")]
    done = subprocess.run(command, cwd=project, env={"PYTHONPATH": "."}, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("ingredient", ["acamprosate", "atropine", "azelastine", "propoxyphene", "lorcaserin"])
def test_a_code_that_no_file_confirms_is_left_empty(ingredient: str) -> None:
    assert VOCABULARY.ingredients[ingredient].rxcui is None


def test_clavulanate_has_the_codes_of_the_substance_and_not_of_its_role() -> None:
    clavulanate = VOCABULARY.ingredients["clavulanate"]
    assert (clavulanate.mesh, clavulanate.chebi) == ("D019818", "CHEBI:48947")  # clavulanic acid


@pytest.mark.parametrize("brand", ["androderm", "butrans", "duragesic", "emsam", "evamist", "minivelle", "neupro"])
def test_a_brand_that_is_worn_on_the_skin_is_transdermal(brand: str) -> None:
    assert VOCABULARY.names[brand].route == "transdermal"
