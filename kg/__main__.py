"""``python -m kg`` is ``imr``: told to stop, it ends in order from its first import on."""

from __future__ import annotations

import signal
import sys

from kg.ending import Ended, clear, heed, tell

__all__ = ["main"]


def main() -> int:
    """Run the command line of this process; gives its exit status."""
    try:
        heed(" ".join(["imr", *sys.argv[1:2]]))
        from kg.cli import main as run  # noqa: PLC0415 - imports are part of what may be stopped

        return run()
    except Ended as ended:
        clear()
        return tell(ended.status)
    except KeyboardInterrupt:
        return 128 + signal.SIGINT


if __name__ == "__main__":
    sys.exit(main())
