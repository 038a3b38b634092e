"""Importing what a user downloads: small files in the real formats, written here."""

from __future__ import annotations

import gzip
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import StoreBusy, VocabularyError
from kg.imports import KINDS, ImportDatabase, ImportedDrugs, Progress, import_file, importing
from kg.imports.database import key_of
from kg.link.drugs import DrugLinker
from kg.model import Ingredient
from kg.schemes import drugs
from kg.schemes.mappings import ingredients_by_iri

SAB = "C1|C2|{vsab}|{sab}|A source|RXN|{version}||||C9|{sab}|a|{level}|1|1||||ENG|UTF-8|Y|Y|{sab}||"
NAME = "{rxcui}|ENG|||||Y|{rxcui}0||{rxcui}||{sab}|{tty}|{rxcui}|{text}|{level}|{suppress}|4096|"
LINK = "{one}||CUI|RN|{two}||CUI|{rela}|||RXNORM||||N||"
FACT = "{rxcui}|||||{rxcui}|AT1||{kind}|RXNORM|{value}|N||"
NDC_HEADER = (
    "PRODUCTID\tPRODUCTNDC\tPRODUCTTYPENAME\tPROPRIETARYNAME\tPROPRIETARYNAMESUFFIX\tNONPROPRIETARYNAME\tDOSAGEFORMNAME"
    "\tROUTENAME\tSUBSTANCENAME\tACTIVE_NUMERATOR_STRENGTH\tACTIVE_INGRED_UNIT\tPHARM_CLASSES\tDEASCHEDULE"
)


def name(rxcui: int, tty: str, text: str, sab: str = "RXNORM", level: int = 0, suppress: str = "N") -> str:
    return NAME.format(rxcui=rxcui, tty=tty, text=text, sab=sab, level=level, suppress=suppress)


NAMES = [
    name(7804, "IN", "oxycodone"),
    name(161, "IN", "acetaminophen"),
    name(42844, "BN", "Percocet"),
    name(900001, "SCDC", "oxycodone hydrochloride 5 MG"),
    name(900002, "SCD", "acetaminophen 325 MG / oxycodone hydrochloride 5 MG Oral Tablet"),
    name(900003, "SBD", "acetaminophen 325 MG / oxycodone hydrochloride 5 MG Oral Tablet [Percocet]"),
    name(900004, "SCDC", "acetaminophen 325 MG"),
    name(7804, "FN", "Oxycodone as a licensed source words it", sab="LICENSED", level=3),
    name(900005, "BN", "Oldbrand", suppress="O"),
]
LINKS = [
    LINK.format(one=7804, two=900001, rela="has_ingredient"),
    LINK.format(one=161, two=900004, rela="has_ingredient"),
    LINK.format(one=900001, two=900002, rela="consists_of"),
    LINK.format(one=900004, two=900002, rela="consists_of"),
    LINK.format(one=900002, two=900003, rela="tradename_of"),
    LINK.format(one=900002, two=900003, rela="inverse_isa"),
]


def release(path: Path, names: list[str] | None = None, folder: str = "rrf/") -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        sources = [
            SAB.format(vsab="RXNORM_2025AA", sab="RXNORM", version="2025AA_251006F", level=0),
            SAB.format(vsab="LIC_2025", sab="LICENSED", version="1", level=3),
        ]
        facts = [
            FACT.format(rxcui=900002, kind="NDC", value="00406051201"),
            FACT.format(rxcui=900002, kind="DST", value="2"),
            FACT.format(rxcui=900002, kind="OTHER", value="left out"),
        ]
        archive.writestr(folder + "RXNSAB.RRF", "\n".join(sources) + "\n")
        archive.writestr(folder + "RXNCONSO.RRF", "\n".join(names or NAMES) + "\n")
        archive.writestr(folder + "RXNREL.RRF", "\n".join(LINKS) + "\n")
        archive.writestr(folder + "RXNSAT.RRF", "\n".join(facts) + "\n")
        archive.writestr(folder + "RXNCUICHANGES.RRF", "1|2|RXNORM|BN|Oldbrand|900005|42844|\n")
        archive.writestr("prescribe/rrf/RXNCONSO.RRF", "never read\n")
    return path


@pytest.fixture
def database(tmp_path: Path) -> Iterator[ImportDatabase]:
    with ImportDatabase(tmp_path / "data") as opened:
        yield opened


def test_a_release_of_rxnorm_is_read_with_its_version(database: ImportDatabase, tmp_path: Path) -> None:
    report = import_file("rxnorm", release(tmp_path / "RxNorm_full_10062025.zip"), database)
    assert (report.done.version, report.done.state, report.done.bad) == ("2025AA_251006F", "done", 0)
    assert [(n.code, n.kind) for n in database.names("PERCOCET")] == [("42844", "BN")]
    assert [n.text for n in database.ingredients("900003")] == ["oxycodone", "acetaminophen"]
    assert database.attributes("900002") == (("DST", "2"), ("NDC", "00406051201"))


def test_what_the_vocabulary_does_not_know_is_looked_up_in_the_imports(
    database: ImportDatabase, tmp_path: Path
) -> None:
    names = [*NAMES, name(999001, "IN", "novelix"), name(999002, "BN", "Noveltab")]
    links = LINK.format(one=999001, two=999002, rela="tradename_of")
    LINKS.append(links)
    try:
        import_file("rxnorm", release(tmp_path / "r.zip", names), database)
    finally:
        LINKS.remove(links)
    linker = DrugLinker(drugs.load(), more=ImportedDrugs(database))
    found = linker.link("Noveltab 5mg #30")
    assert [(i.name, i.rxcui) for i in found.ingredients] == [("novelix", "999001")]
    assert (found.how, found.confidence.value) == ("imported", "likely")
    assert linker.link("Nothing 5mg").ingredients == ()


def test_obsolete_names_are_known_to_be_old(database: ImportDatabase, tmp_path: Path) -> None:
    import_file("rxnorm", release(tmp_path / "r.zip"), database)
    assert [n.old for n in database.names("oldbrand")] == [True]


def test_a_restricted_source_is_matched_but_not_exported(database: ImportDatabase, tmp_path: Path) -> None:
    import_file("rxnorm", release(tmp_path / "r.zip"), database)
    words = "oxycodone as a licensed source words it"
    assert [n.level for n in database.names(words)] == [3]
    assert words not in {n.text.lower() for n in database.export("rxnorm")}
    assert words in {n.text.lower() for n in database.export("rxnorm", restricted=True)}


def test_a_bad_row_is_named_and_the_rest_is_read(database: ImportDatabase, tmp_path: Path) -> None:
    broken = [NAMES[0], "7804|ENG|short", name(0, "IN", ""), NAMES[1]]
    report = import_file("rxnorm", release(tmp_path / "r.zip", broken), database)
    assert [str(problem) for problem in report.problems] == [
        "rrf/RXNCONSO.RRF:2: 2 cells, expected 18",
        "rrf/RXNCONSO.RRF:3: no RxCUI or no name: '0', ''",
    ]
    assert database.names("acetaminophen")


def test_an_interrupted_import_goes_on_where_it_stopped(
    database: ImportDatabase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "BATCH", 4)
    path = release(tmp_path / "r.zip")

    def stop(progress: Progress) -> None:
        if progress.rows >= 8:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_file("rxnorm", path, database, tell=stop)
    assert database.imports()[0].state == "reading"
    assert database.names("percocet") == ()
    report = import_file("rxnorm", path, database)
    assert len(database.imports()) == 1
    assert len(list(database.export("rxnorm", restricted=True))) == len(NAMES)
    assert report.done.rows == 2 + len(NAMES) + len(LINKS) + 3 + 1


def test_the_same_file_twice_is_imported_once(database: ImportDatabase, tmp_path: Path) -> None:
    path = release(tmp_path / "r.zip")
    assert not import_file("rxnorm", path, database).already
    assert import_file("rxnorm", path, database).already


def test_an_import_is_removed_whole(database: ImportDatabase, tmp_path: Path) -> None:
    done = import_file("rxnorm", release(tmp_path / "r.zip"), database).done
    database.remove(done.id)
    assert database.imports() == ()
    assert database.names("percocet") == ()
    with pytest.raises(VocabularyError, match="no import 1"):
        database.remove(done.id)


def test_ndc_products_come_from_the_archive_and_from_a_copy(database: ImportDatabase, tmp_path: Path) -> None:
    row = "1_a,0001-0001,HUMAN PRESCRIPTION DRUG,Examplol,ER,examplolum,TABLET,ORAL,EXAMPLOL,5,mg/1,Example [EPC],CIV"
    row = row.replace(",", "\t")
    with zipfile.ZipFile(tmp_path / "ndctext.zip", "w") as archive:
        archive.writestr("product.txt", f"{NDC_HEADER}\n{row}\n2_b\t0001-0002\n".encode("cp1252"))
    report = import_file("fda-ndc", tmp_path / "ndctext.zip", database, version="2019-04")
    assert (report.done.rows, report.done.bad, report.done.version) == (1, 1, "2019-04")
    assert [n.code for n in database.names("examplol er")] == ["0001-0001"]
    assert ("schedule", "CIV") in database.attributes("0001-0001")
    (tmp_path / "copy.tsv.gz").write_bytes(
        gzip.compress(b"PROPRIETARYNAME\tNONPROPRIETARYNAME\tSUBSTANCENAME\nOther\tother\tOTHER\n")
    )
    assert import_file("fda-ndc", tmp_path / "copy.tsv.gz", database).done.rows == 1


def test_unii_names_are_read_and_codes_checked(database: ImportDatabase, tmp_path: Path) -> None:
    text = "Name\tTYPE\tUNII\tDisplay Name\nEXAMPLOL [INN]\tcn\tAB12CD34EF\tEXAMPLOL\nWRONG\tcn\tSHORT\tWRONG\n"
    (tmp_path / "names.txt").write_text(text, encoding="utf-8")
    report = import_file("unii", tmp_path / "names.txt", database)
    assert [str(p) for p in report.problems] == ["names.txt:3: UNII 'SHORT' has not ten characters, or no name"]


def test_conversion_factors_come_as_fhir_or_as_a_table(database: ImportDatabase, tmp_path: Path) -> None:
    system = {
        "concept": [
            {"code": "7804", "display": "Oxycodone", "property": [{"code": "conversion-factor", "valueDecimal": 1.5}]}
        ]
    }
    (tmp_path / "cdc.json").write_text(json.dumps(system), encoding="utf-8")
    (tmp_path / "cdc.csv").write_text(
        "Drug,Master_Form,MME_Conversion_Factor\nTramadol,Tablet,0.1\nX,Y,much\n", encoding="utf-8"
    )
    assert import_file("cdc-mme", tmp_path / "cdc.json", database).done.rows == 1
    assert database.attributes("7804") == (("conversion-factor", "1.5"),)
    assert import_file("cdc-mme", tmp_path / "cdc.csv", database).problems[0].reason == "factor 'much' is no number"


def test_mappings_are_read_from_sssom(database: ImportDatabase, project: Path) -> None:
    report = import_file("sssom", project / "ontology" / "mappings" / "mesh.sssom.tsv", database)
    assert report.done.rows > 400
    assert not report.problems


SSSOM_HEADER = """#curie_map:
#  form: https://formulary.example/drug/
#  rx: http://purl.bioontology.org/ontology/RXNORM/
#  ours: https://w3id.org/imr-kg/id/drug/
#mapping_set_id: https://formulary.example/mappings
subject_id\tsubject_label\tpredicate_id\tpredicate_modifier\tobject_id\tmapping_justification
"""
SSSOM_ROWS = {
    "Painaway": "form:1\tPainaway\tskos:exactMatch\t\trx:161\tsemapv:ManualMappingCuration",
    "Calmaway": "form:2\tCalmaway\tskos:exactMatch\t\tours:soma\tsemapv:ManualMappingCuration",
    "Notaway": "form:3\tNotaway\tskos:exactMatch\tNot\trx:161\tsemapv:ManualMappingCuration",
    "Farawayol": "form:4\tFarawayol\tskos:broadMatch\t\trx:161\tsemapv:ManualMappingCuration",
    "Nowhere": "form:5\tNowhere\tskos:exactMatch\t\tsssom:NoTermFound\tsemapv:ManualMappingCuration",
    "Strange": "form:6\tStrange\tskos:exactMatch\t\tnobody:7\tsemapv:ManualMappingCuration",
    "Twofold": "form:7\tTwofold\tskos:exactMatch\t\trx:161\tsemapv:ManualMappingCuration",
    "Twofold again": "form:7\tTwofold\tskos:exactMatch\t\trx:7052\tsemapv:ManualMappingCuration",
}


@pytest.fixture
def formulary(tmp_path: Path) -> Path:
    (tmp_path / "formulary.sssom.tsv").write_text(
        SSSOM_HEADER + "\n".join(SSSOM_ROWS.values()) + "\n", encoding="utf-8"
    )
    return tmp_path / "formulary.sssom.tsv"


@pytest.mark.parametrize(
    ("mention", "ingredients"),
    [
        ("Painaway 500mg #30", ["acetaminophen"]),
        ("Calmaway", ["carisoprodol"]),
        ("Notaway", []),
        ("Farawayol", []),
        ("Nowhere", []),
        ("Strange", []),
        ("Twofold", []),
    ],
)
def test_an_imported_mapping_links_what_it_says_is_the_same(
    database: ImportDatabase, formulary: Path, mention: str, ingredients: list[str]
) -> None:
    import_file("sssom", formulary, database)
    by_iri = ingredients_by_iri(drugs.load())
    found = ImportedDrugs(
        database, lambda iri: tuple(Ingredient(each.label, each.rxcui) for each in by_iri.get(iri, ()))
    )(mention)
    assert [each.name for each in found] == ingredients


def test_a_row_with_an_unknown_prefix_is_named(database: ImportDatabase, formulary: Path) -> None:
    report = import_file("sssom", formulary, database)
    assert [(each.line, each.reason) for each in report.problems] == [
        (7, "prefix 'nobody' is not in the curie_map of the file; add it to the header")
    ]


def test_what_does_not_match_is_kept_as_a_fact(database: ImportDatabase, formulary: Path) -> None:
    import_file("sssom", formulary, database)
    exact = "http://www.w3.org/2004/02/skos/core#exactMatch"
    facts = dict(database.attributes("https://formulary.example/drug/3"))
    assert facts[f"not {exact}"] == "http://purl.bioontology.org/ontology/RXNORM/161"
    assert database.matched("https://formulary.example/drug/3", [exact]) == ()


def test_a_header_that_is_no_yaml_is_told(database: ImportDatabase, tmp_path: Path) -> None:
    (tmp_path / "x.tsv").write_text("#curie_map: [\nsubject_id\tpredicate_id\tobject_id\tmapping_justification\n")
    with pytest.raises(VocabularyError, match="its header is no YAML"):
        import_file("sssom", tmp_path / "x.tsv", database)


def test_the_mtus_drug_list_keeps_status_and_dates(database: ImportDatabase, tmp_path: Path) -> None:
    text = (
        "Drug Ingredient,Reference Brand Name,Exempt / Non-Exempt*,Special Fill**,Drug Class,"
        "Effective From,Effective To\n"
        "Examplol,Examplar; Exampla,Non-Exempt,4 days,Opioids,2018-01-01,2019-03-31\n"
        "Otherol,,perhaps,,,,\n"
        "Lastol,,Exempt,,,1 May,\n"
    )
    (tmp_path / "list.csv").write_text(text, encoding="utf-8")
    report = import_file("drug-list", tmp_path / "list.csv", database)
    assert {("status", "non-exempt"), ("from", "2018-01-01"), ("special", "4 days")} <= set(
        database.attributes("examplol")
    )
    assert [n.kind for n in database.names("exampla")] == ["brand"]
    assert len(report.problems) == 2


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_of_another_kind_is_refused(database: ImportDatabase, tmp_path: Path, kind: str) -> None:
    wrong = tmp_path / "wrong.bin"
    wrong.write_bytes(b"\x00\x01 nothing of the sort\n")
    with pytest.raises(VocabularyError):
        import_file(kind, wrong, database)
    assert database.imports() == ()


def test_an_unknown_kind_and_a_missing_file_are_named(database: ImportDatabase, tmp_path: Path) -> None:
    with pytest.raises(VocabularyError, match="no such vocabulary; known are rxnorm"):
        import_file("atc", tmp_path / "x", database)
    with pytest.raises(VocabularyError, match="no such file"):
        import_file("unii", tmp_path / "x", database)


def test_a_broken_database_is_told_from_a_busy_one(tmp_path: Path) -> None:
    (tmp_path / "vocabularies.sqlite").write_bytes(b"this is no database, only words, words and words" * 30)
    with pytest.raises(VocabularyError, match="no vocabulary file"):
        ImportDatabase(tmp_path)
    with ImportDatabase(tmp_path / "other") as one, ImportDatabase(tmp_path / "other") as two:
        one._db.execute("begin immediate")
        two._db.execute("pragma busy_timeout=10")
        with pytest.raises(StoreBusy):
            two.start("unii", "1", "f", "p")
        one._db.execute("rollback")


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_refused_or_read(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    folder = tmp_path_factory.mktemp("any")
    (folder / "f.tsv").write_bytes(b"Name\tUNII\n" + data)
    with ImportDatabase(folder) as opened:
        try:
            import_file("unii", folder / "f.tsv", opened)
        except VocabularyError:
            assert opened.imports() == ()


def test_names_are_looked_up_without_case_and_punctuation() -> None:
    assert key_of("Depo-Medrol®  80 MG/ML") == "depo medrol 80 mg ml"


@pytest.mark.real_letters
def test_real_downloads_are_read(database: ImportDatabase, shared: Path) -> None:
    folder = shared / "data" / "drugs"
    for kind, pattern in (("fda-ndc", "fda_ndc_*"), ("unii", "unii_*"), ("cdc-mme", "cdc_mme_*.json")):
        report = import_file(kind, next(folder.glob(pattern)), database)
        assert report.done.rows > 5
        assert report.done.bad <= 0.01 * report.done.rows, report.problems[:5]
    assert database.names("percocet")
