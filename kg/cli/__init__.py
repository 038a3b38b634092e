"""The command `imr`. Exit status 0: all done; 1: done, something was rejected; 2: nothing was done."""

from __future__ import annotations

import argparse
import errno
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from importlib.metadata import entry_points

from kg import __version__
from kg.cli import verbs
from kg.errors import ImrError

__all__ = ["main"]


def main(argv: Sequence[str] | None = None) -> int:
    """Run one verb; errors that the project raises on purpose are one line on stderr and status 2."""
    arguments = _arguments(argv)
    try:
        module, _, name = arguments.run.partition(":")
        status: int = getattr(import_module(module), name)(arguments)
        sys.stdout.flush()
    except ImrError as error:
        print(f"imr {arguments.verb}: {error}", file=sys.stderr)
        for note in getattr(error, "__notes__", ()):
            print(f"  {note}", file=sys.stderr)
        return 2
    except MemoryError:
        print(f"imr {arguments.verb}: too little memory; close other programs, or use fewer --jobs", file=sys.stderr)
        return 2
    except BrokenPipeError:
        # The reader of our output has closed the pipe. Python must not complain about that at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        print(f"imr {arguments.verb}: {_of_the_machine(error)}", file=sys.stderr)
        return 2
    return status


_REMEDIES = {
    errno.ENOSPC: "make room on that disk",
    errno.EDQUOT: "make room in that quota",
    errno.EROFS: "it can only be read; name another place",
    errno.EACCES: "see who may read and write there",
    errno.EPERM: "see who may read and write there",
    errno.EMFILE: "allow more open files (ulimit -n)",
    errno.EIO: "see to the disk",
}


def _of_the_machine(error: OSError) -> str:
    """What the operating system refused, where, and what to do, in one line."""
    where = f"{error.filename}: " if error.filename else ""
    reason = " ".join((error.strerror or str(error)).split())
    return f"{where}{reason}; {_REMEDIES.get(error.errno or 0, 'see to it')}, then run again"


def _arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    """What the command line says; what no verb knows is left as `parameters` to those that take them."""
    parser = _parser()
    arguments, rest = parser.parse_known_args(argv)
    if rest and not getattr(arguments, "takes_parameters", False):
        parser.error(f"unrecognized arguments: {' '.join(rest)}")
    arguments.parameters = rest
    return arguments


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="imr", description="A knowledge graph of IMR determinations.")
    parser.add_argument("--version", action="version", version=f"imr-kg {__version__}")
    each = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    verbs.register(each)
    # The web front end brings its own verb: nothing in `kg` imports it.
    for entry in entry_points(group="imr.verbs"):
        entry.load()(each)
    return parser
