"""The verbs of `imr` and their options. What a verb does is named here and imported when it is run."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from kg.cli.arguments import add_console, add_data, add_paths, add_store, day, positive

__all__ = ["ENGINES", "FORMATS", "KINDS", "READERS", "register"]

ENGINES = ("pyshacl", "shacl-rust")
"""The names in `kg.build.gate.ENGINES`."""

READERS = ("oxigraph", "sparq")
"""The names in `kg.store.reading_files.ENGINES`."""

FORMATS = ("csv", "json", "table", "ttl")
"""The names in `kg.cli.queries.FORMATS`."""

TABLE_FORMATS = ("csv", "duckdb", "jsonl", "parquet")
"""The names in `kg.tables.table_files.FORMATS`."""

KINDS = ("cdc-mme", "drug-list", "fda-ndc", "rxnorm", "sssom", "unii")
"""The names in `kg.imports.KINDS`."""


def register(verbs: Any) -> None:
    """Add the verbs. The default `run` is the function of a verb as ``module:name``, for `importlib`."""
    _add_letters(verbs)
    _add_releases(verbs)
    _add_queries(verbs)
    _add_tables(verbs)
    _add_linking(verbs)
    _add_vocabularies(verbs)


def _add_letters(verbs: Any) -> None:
    parse = verbs.add_parser("parse", help="print letters as JSON Lines")
    add_paths(parse)
    add_console(parse)
    parse.set_defaults(run="kg.cli.letters:run_parse")
    for name, words in (
        ("build", "make a new release from letters"),
        ("add", "bring letters into the current release"),
    ):
        verb = verbs.add_parser(name, help=words)
        add_store(verb)
        add_paths(verb, some=name != "build")
        add_console(verb)
        _add_engines(verb)
        _add_cluster(verb)
        if name == "build":
            verb.add_argument(
                "--again",
                action="store_true",
                help="read the letters of the current release again that another version of the program read",
            )
        verb.set_defaults(run=f"kg.cli.letters:run_{name}")


def _add_releases(verbs: Any) -> None:
    remove = verbs.add_parser("remove", help="take cases out of the current release")
    add_store(remove)
    remove.add_argument("cases", nargs="+", metavar="CASE", help="a case number, in any spelling, or the case's IRI")
    add_console(remove)
    remove.set_defaults(run="kg.cli.letters:run_remove")
    dump = verbs.add_parser("dump", help="print all triples of the current release as N-Triples")
    add_store(dump)
    dump.set_defaults(run="kg.cli.letters:run_dump")
    check = verbs.add_parser("check", help="look whether the current release is what was published")
    add_store(check)
    add_console(check)
    check.set_defaults(run="kg.cli.letters:run_check")
    validate = verbs.add_parser("validate", help="check the current release against the shapes")
    add_store(validate)
    add_console(validate)
    validate.add_argument(
        "--engine",
        choices=ENGINES,
        default="shacl-rust",
        help="what judges by the shapes; pyshacl is the slow reference",
    )
    validate.set_defaults(run="kg.cli.letters:run_validate")
    _add_publish(verbs)


def _add_publish(verbs: Any) -> None:
    publish = verbs.add_parser("publish", help="put the current release into a SPARQL store that runs elsewhere")
    publish.add_argument("--to", metavar="URL", required=True, help="where the store answers queries")
    publish.add_argument("--update", metavar="URL", default="", help="where it takes updates, if that can't be guessed")
    publish.add_argument(
        "--keep", type=positive, default=2, metavar="N", help="graphs that stay, the new one among them (default: 2)"
    )
    add_store(publish)
    add_console(publish)
    publish.set_defaults(run="kg.cli.publish:run_publish")


def _add_engines(verb: Any) -> None:
    verb.add_argument(
        "--engine",
        action="append",
        choices=(*ENGINES, *READERS),
        default=[],
        help="what judges by the shapes: shacl-rust (default), or the slow reference pyshacl; and what answers "
        "queries: oxigraph (default), or sparq, which is made for reading; repeat it to name both",
    )


def _add_cluster(verb: Any) -> None:
    verb.add_argument(
        "--cluster",
        default="",
        metavar="ADDRESS",
        help="read on the workers of the dask scheduler there (tcp://HOST:8786, or tls://), not in --jobs processes",
    )
    verb.add_argument(
        "--send",
        action="store_true",
        help="with --cluster: send the letters, since its workers don't see the paths",
    )


_EPILOG = "Parameters of the query follow as --NAME VALUE; `imr queries NAME` lists them."


def _add_queries(verbs: Any) -> None:
    # A parameter --form must not be taken for --format.
    query = verbs.add_parser("query", help="answer a query", epilog=_EPILOG, allow_abbrev=False)
    query.add_argument("query", metavar="FILE.rq|NAME", help="a file with SPARQL, - for stdin, or a query's name")
    query.add_argument("--format", choices=FORMATS, default="table")
    add_store(query)
    query.set_defaults(run="kg.cli.queries:run_query", takes_parameters=True)
    queries = verbs.add_parser("queries", help="list the query library")
    queries.add_argument("name", nargs="?", help="show one query whole, with its parameters")
    queries.set_defaults(run="kg.cli.queries:run_queries")


def _add_tables(verbs: Any) -> None:
    export = verbs.add_parser("export", help="write the current release as tables for R, pandas, DuckDB, Spark")
    add_store(export)
    export.add_argument("--to", required=True, metavar="FOLDER", help="a folder that does not exist yet")
    export.add_argument(
        "--format", choices=TABLE_FORMATS, default="parquet", help="parquet and duckdb need imr-kg[tables]"
    )
    export.set_defaults(run="kg.cli.export:run_export")


def _add_linking(verbs: Any) -> None:
    parser = verbs.add_parser("link", help="link words to the vocabularies")
    kinds = parser.add_subparsers(dest="kind", metavar="KIND", required=True)
    drug = kinds.add_parser("drug", help="drug mentions: one JSON object each")
    drug.add_argument("mentions", nargs="*", metavar="MENTION", help="default: one a line on standard input")
    drug.add_argument(
        "--decided",
        type=day,
        metavar="DATE",
        help="day of decision (YYYY-MM-DD): the morphine factors and the DEA schedule of that day",
    )
    add_data(drug)
    drug.set_defaults(run="kg.cli.linking:run_link_drug")


def _add_vocabularies(verbs: Any) -> None:
    parser = verbs.add_parser("vocab", help="make the vocabularies' files; import RxNorm, NDC, UNII and others")
    tasks = parser.add_subparsers(dest="task", metavar="TASK", required=True)
    make = tasks.add_parser(
        "generate", help="write the schemes, the mappings and the JSON-LD context from the tables and the ontology"
    )
    make.add_argument("--check", action="store_true", help="write nothing; status 1 if a file is out of step")
    make.set_defaults(run="kg.cli.vocabularies:run_generate")
    bring = tasks.add_parser("import", help="import a downloaded file")
    bring.add_argument("kind", choices=KINDS)
    bring.add_argument("file", type=Path)
    bring.add_argument("--as", dest="version", default="", metavar="VERSION", help="release, where the file names none")
    bring.set_defaults(run="kg.cli.vocabularies:run_import")
    tasks.add_parser("list", help="list what was imported").set_defaults(run="kg.cli.vocabularies:run_list")
    remove = tasks.add_parser("remove", help="remove an import")
    remove.add_argument("number", type=int, help="its number in the list")
    remove.set_defaults(run="kg.cli.vocabularies:run_remove")
    export = tasks.add_parser("export", help="print the names of an imported vocabulary, tab separated")
    export.add_argument("kind", choices=KINDS)
    export.add_argument("--restricted", action="store_true", help="also what its source's licence restricts")
    export.set_defaults(run="kg.cli.vocabularies:run_export")
    for task in tasks.choices.values():
        if task is not make:
            add_data(task)
