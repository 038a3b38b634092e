"""``imr publish``: the current release into a SPARQL store that runs elsewhere."""

from __future__ import annotations

import argparse
import time
from contextlib import closing

from kg.cli.arguments import store_folder
from kg.cli.console import Console
from kg.publication.publisher import publish
from kg.publication.store_writer import StoreWriter

__all__ = ["run_publish"]


def run_publish(arguments: argparse.Namespace) -> int:
    """``imr publish``."""
    console, begun = Console.of(arguments), time.monotonic()
    with closing(StoreWriter(arguments.to, update=arguments.update)) as writer, console.progress("triples") as advance:
        done = publish(store_folder(arguments), writer, arguments.keep, advance)
    console.say(
        "published",
        f"release {done.release.id} is the current one of the store: {done.triples:,} triples in <{done.graph}>; "
        f"{done.way}; {time.monotonic() - begun:.0f} s",
        release=done.release.id,
        graph=done.graph,
        triples=done.triples,
        sent=done.sent,
    )
    for graph in done.kept:
        console.say("kept", f"an older graph is still there: <{graph}>", graph=graph)
    return 0
