"""The process that loads N-Triples into sparq and keeps its files. It may be killed at any moment.

Started by `kg.store.sparq_files` as ``python -m kg.store.sparq_loader FOLDER MEMORY PARENT``. Reads standard input to
its end and prints how many triples it kept. Where the machine runs out of memory, this process goes first.
"""

from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import Path

import sparq

from kg.confinement import confine

__all__ = ["main"]

_FIRST = "1000"
"""As likely as can be to be ended where memory runs out: proc(5), oom_score_adj."""


def main(arguments: list[str]) -> int:
    """Load, keep, count."""
    folder, memory, parent = arguments
    confine(int(memory), int(parent))
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text(_FIRST, encoding="ascii")
    try:
        graph = sparq.Graph.load(Path("/dev/stdin"), "ntriples")
        graph.save(folder)
    except (OSError, ValueError) as error:
        print(" ".join(str(error).split()), file=sys.stderr)
        return 1
    print(len(graph))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
