"""``imr export``: a release as tables for R, pandas, and engines that read Parquet."""

from __future__ import annotations

import argparse
from contextlib import closing
from pathlib import Path

from kg.cli.arguments import base_iri, store_folder
from kg.store.folder import StoreFolder
from kg.tables.exporting import export
from kg.tables.specification import load_tables

__all__ = ["run_export"]


def run_export(arguments: argparse.Namespace) -> int:
    """``imr export``."""
    with closing(StoreFolder(store_folder(arguments)).read()) as held:
        release = held.release
        base = str(release.manifest.get("base_iri") or base_iri())
        counts = export(held.path, release.id, base, load_tables(), Path(arguments.to), arguments.format)
    for name, rows in counts.items():
        print(f"{name}: {rows:,} rows")
    print(f"{arguments.to}: release {release.id} as {arguments.format}")
    return 0
