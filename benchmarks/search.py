"""Milliseconds a look-up of names takes: ``python -m benchmarks.search [STORE]`` (default: ``demo-store``).

Processor time of this process; each kind of text asked for many times. The ratio is to exact names.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from statistics import quantiles

from kg.query import open_door
from kg.search import Search

TEXTS = {
    "exact": ["Percocet", "gabapentin", "physical therapy", "Opioids", "Pain Management", "omeprazole"],
    "one letter missing": ["percocett", "gabapentn", "phsical therapy", "Opiods", "Pain Managment", "omeprazol"],
    "phrases": ["physical therapy 12 visits left knee", "chronic pain opioid", "lumbar MRI without contrast"],
    "nothing like it": ["zzzz", "qwrtz plmk", "o"],
}
TIMES = 50


def main() -> None:
    """Print the table."""
    store = sys.argv[1] if len(sys.argv) > 1 else "demo-store"
    with open_door(store) as door:
        begin = time.perf_counter()
        index = Search(door).index()
        print(f"index of {store}: {time.perf_counter() - begin:.2f} s, once a release")
        print(f"{'texts':22}{'call':10}{'median ms':>12}{'p95 ms':>12}{'ratio':>8}")
        for name, ask in (("find", index.find), ("suggest", index.suggest)):
            exact = 0.0
            for kind, texts in TEXTS.items():
                took = sorted(_milliseconds(ask, text) for text in texts for _ in range(TIMES))
                median, p95 = quantiles(took, n=20)[9], quantiles(took, n=20)[18]
                exact = exact or median
                print(f"{kind:22}{name:10}{median:12.2f}{p95:12.2f}{median / exact:8.1f}")


def _milliseconds(ask: Callable[[str], object], text: str) -> float:
    begin = time.process_time()
    ask(text)
    return 1000 * (time.process_time() - begin)


if __name__ == "__main__":
    main()
