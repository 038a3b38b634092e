"""Write into the guides what the commands shown in them answer, so that they show what is so.

    python tools/show_answers.py [--check] STORE

STORE is a store built from `examples/letters`. The command of each ``console`` block in the guides is run at the top of
the checkout, and what it prints on standard output takes the place of what the block showed. Exit status: 1 with
``--check`` where a guide shows something else.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
GUIDES = [*sorted((ROOT / "docs" / "guides").glob("*.md")), ROOT / "docs" / "vocabularies.md"]
_CONSOLE = re.compile(r"```console\n\$ ([^\n]*)\n(.*?)```", re.S)


def main() -> int:
    """Refresh or check the guides; gives the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="write nothing; status 1 if a guide is out of step")
    parser.add_argument("store", type=Path)
    arguments = parser.parse_args()
    stale = []
    for guide in GUIDES:
        text = guide.read_text(encoding="utf-8")
        fresh = with_answers(text, arguments.store)
        if fresh != text:
            stale.append(guide.name)
            if not arguments.check:
                guide.write_text(fresh, encoding="utf-8")
    print(f"{', '.join(stale) or 'nothing'} {'out of step' if arguments.check else 'written'}", file=sys.stderr)
    return 1 if stale and arguments.check else 0


def shown_commands(text: str) -> list[tuple[str, str]]:
    """Commands of a guide's ``console`` blocks, each with the answer that the guide shows."""
    return _CONSOLE.findall(text)


def with_answers(text: str, store: Path) -> str:
    """A guide's text with fresh answers. Raises `CalledProcessError` where a command fails."""
    return _CONSOLE.sub(lambda found: f"```console\n$ {found[1]}\n{answer(found[1], store)}```", text)


def answer(command: str, store: Path) -> str:
    """What a command line prints on standard output, asked at the top of the checkout about `store`.

    Status 1 is `imr`'s own for "done, but not all is well" and is fine here. Raises `CalledProcessError` where a
    command fails, and `TimeoutExpired` where it does not end within a minute.
    """
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    environment = {**os.environ, "PATH": path, "IMR_STORE": str(store.resolve())}
    done = subprocess.run(  # noqa: S603 - the commands are those of our own guides
        ["bash", "-o", "pipefail", "-c", command],  # noqa: S607
        cwd=ROOT,
        env=environment,
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
    )
    if done.returncode not in {0, 1}:
        done.check_returncode()
    return "".join(f"{line.rstrip()}\n" for line in done.stdout.splitlines())


if __name__ == "__main__":
    sys.exit(main())
