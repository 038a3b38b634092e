"""Processor time a request, of the process that answers: pages, a table as CSV, and asking again.

    python -m benchmarks.page_cost [--store DIR] [--repeat N] [--against COMMIT]

Each address is asked with queries as they are (read once, when they are loaded) and, in turn with that, with queries
that are read again at every use, as they were before templates; the ratio says what reading once is worth on this
machine. ``--against COMMIT`` asks that commit's program too, out of a worktree of its own, over the same store. Queries
are evaluated in other processes, whose time is not counted. Without ``--store`` the example letters are built first.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from kg.query import open_door
from web.app import create_app

PROJECT = Path(__file__).parents[1]
PAGES = {
    "home": "/",
    "case": "/page/case/{case}",
    "drug page": "/page/drug/oxycodone",
    "CSV": "/queries/overturn-rate-by-drug?format=csv",
    "nothing asked": "/robots.txt",
}
AGAIN = "drug page, asked again"
_CASE = "SELECT ?case { ?case a <https://w3id.org/imr-kg/ontology#Case> } ORDER BY ?case LIMIT 1"
_WARM_UP = 5


def cost(ask: Callable[[str, Mapping[str, str]], Any], path: str, headers: Mapping[str, str]) -> float:
    """Milliseconds of processor time that one request takes this process."""
    begun = time.process_time()
    answer = ask(path, headers)
    taken = time.process_time() - begun
    assert answer.status_code in {200, 304}, f"{path}: {answer.status_code}"
    return 1000 * taken


def costs(store: Path, catalogs: Sequence[Any], repeat: int) -> list[dict[str, float]]:
    """The median cost of each page with each of the libraries of queries, asked in turn."""
    with open_door(store, workers=1) as door:
        case = door.run(_CASE).rows[0][0].value.rpartition("/")[2]  # type: ignore[union-attr]
        clients = [_client(door, catalog) for catalog in catalogs]
        figures: list[dict[str, list[float]]] = [{name: [] for name in [*PAGES, AGAIN]} for _ in clients]
        for name, path in PAGES.items():
            for turn in range(_WARM_UP + repeat):
                for client, taken in zip(clients, figures, strict=True):
                    spent = cost(client, path.format(case=case), {"Accept": "text/html"})
                    taken[name] += [spent] if turn >= _WARM_UP else []
        for client, taken in zip(clients, figures, strict=True):
            tag = client(PAGES["drug page"], {"Accept": "text/html"}).headers["ETag"]
            known = {"Accept": "text/html", "If-None-Match": tag}
            taken[AGAIN] = [cost(client, PAGES["drug page"], known) for _ in range(repeat)]
        return [{name: statistics.median(each) for name, each in taken.items()} for taken in figures]


def _client(door: Any, catalog: Any) -> Callable[[str, Mapping[str, str]], Any]:
    client = create_app(door, catalog=catalog).test_client()
    return lambda path, headers: client.get(path, headers=headers)


def reread_each_time() -> Any:
    """The library, whose queries are cut into tokens, parsed and examined again whenever they are bound."""
    from dataclasses import fields, replace  # noqa: PLC0415 - what an older program lacks is not asked for there

    from kg.questions.catalog import Catalog  # noqa: PLC0415
    from kg.sparql.guard import BoundQuery, examine  # noqa: PLC0415
    from kg.sparql.template import Template  # noqa: PLC0415

    class Reread(Template):
        def bind(self, *given: Any, **named: Any) -> BoundQuery:
            services = self.outline.services
            bound = str(Template.read(self.text, services).bind(*given, **named))
            return BoundQuery.of(bound, examine(bound, services))

    def reread(template: Template) -> Reread:
        return Reread(**{each.name: getattr(template, each.name) for each in fields(template)})

    return Catalog(replace(query, template=reread(query.template)) for query in Catalog.load().values())


def of_commit(commit: str, store: Path, repeat: int) -> dict[str, float]:
    """What the program of `commit` takes for the same."""
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder) / "tree"
        git = ["git", "-C", str(PROJECT), "worktree"]
        subprocess.run([*git, "add", "--detach", "--quiet", str(tree), commit], check=True)
        try:
            command = [sys.executable, __file__, "--store", str(store), "--repeat", str(repeat), "--as-json"]
            environment = {**os.environ, "PYTHONPATH": str(tree)}
            said = subprocess.run(command, check=True, capture_output=True, text=True, cwd=tree, env=environment)
        finally:
            subprocess.run([*git, "remove", "--force", str(tree)], check=True)
    return {str(name): float(figure) for name, figure in json.loads(said.stdout).items()}


def build_examples(store: Path) -> None:
    from kg.cli import main as imr  # noqa: PLC0415 - the store is made by the program of today only

    letters = PROJECT / "examples" / "letters"
    if imr(["build", "--store", str(store), "--quiet", str(letters)]):
        raise SystemExit("the example letters were not built")


def table(columns: Mapping[str, Mapping[str, float]], base: str) -> None:
    """Print milliseconds a request, and in brackets how many times what `base` takes."""
    print(f"{'ms of processor time a request':32}" + "".join(f"{head:>24}" for head in columns))
    for page, least in columns[base].items():
        cells = [f"{taken[page]:.2f} ({taken[page] / least:.1f} x)" for taken in columns.values()]
        print(f"{page:32}" + "".join(f"{cell:>24}" for cell in cells))


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--store", type=Path)
    parser.add_argument("--repeat", type=int, default=40)
    parser.add_argument("--against", metavar="COMMIT", help="a commit whose program is asked too")
    parser.add_argument("--as-json", action="store_true", help="only the figures of queries as they are")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        store = given.store or Path(folder) / "store"
        if given.store is None:
            build_examples(store)
        if given.as_json:
            print(json.dumps(costs(store, [None], given.repeat)[0]))
            return
        read_once, read_again = costs(store, [None, reread_each_time()], given.repeat)
        columns = {"read once": read_once, "read at each use": read_again}
        if given.against:
            columns[given.against] = of_commit(given.against, store.resolve(), given.repeat)
        table(columns, "read once")


if __name__ == "__main__":
    main()
