"""Drug mentions linked a second on one core, and what the vocabulary costs to load and to hold.

    python benchmarks/link.py [--seconds N]

Prints one line a figure. Mentions are written here; the rationale is two kilobytes of made-up prose.
"""

from __future__ import annotations

import argparse
import time
import tracemalloc
from collections.abc import Callable

from kg.link.drugs import DrugLinker
from kg.model import Place, passage
from kg.schemes import drug_status, drugs

MENTIONS = (
    "Norco",
    "Omeprazole",
    "Lidocaine patch",
    "Soma 350mg #30",
    "Diazepam 2mg #20",
    "Percocet 5/325mg #60",
    "Hydrocodone/APAP 10/325 mg, #120 with 2 refills",
    "Tramadol ER 150mg #30",
    "Naproxen 500mg BID #60",
    "Flurbiprofen 15%/Baclofen 2%/Lidocaine 5% cream 180gm",
    "Lidoderm patch 5% #30",
    "Theramine #60",
    "Orthovisc injection, left knee",
    "Gabapentin 600 mg, three times daily, #90",
    "Omeprazol 20mg #30",
    "Cold therapy unit rental for seven days",
    "Zolpidem 10 mg at bedtime",
)
SENTENCE = (
    "The worker, a welder of 51 years, reports aching pain across the low back that reaches the left calf and is worse "
    "after standing. Therapy, home exercise and a brace gave little relief, and the notes show no gain in function, no "
    "pain score before and after the medicine, and no signed agreement. {} The guideline asks for measurable benefit. "
)
RATIONALE = "".join(
    SENTENCE.format(extra)
    for extra in (
        "Gabapentin was tried in spring.",
        "",
        "Norco 5/325 mg is taken at night.",
        "",
        "",
        "No other drug is named.",
    )
)


def rate(call: Callable[[], int], seconds: float) -> float:
    done, start = 0, time.process_time()
    while (passed := time.process_time() - start) < seconds:
        done += call()
    return done / passed


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--seconds", type=float, default=2.0, help="how long to measure each figure")
    seconds = arguments.parse_args().seconds
    start = time.process_time()
    vocabulary = drugs.load()
    loaded = time.process_time()
    linker = DrugLinker(vocabulary, rules=drug_status.load())
    built = time.process_time()
    print(f"load the vocabulary              {1000 * (loaded - start):10.1f} ms")
    print(f"compile the linker               {1000 * (built - loaded):10.1f} ms")

    def each(link: Callable[[str], object]) -> int:
        for mention in MENTIONS:
            link(mention)
        return len(MENTIONS)

    titles = rate(lambda: each(lambda mention: linker.mentions(passage(mention))), seconds)
    print(f"read titles                      {titles:10.0f} mentions/s")
    print(f"link, mentions seen before       {rate(lambda: each(linker.link), seconds):10.0f} mentions/s")
    words = passage(RATIONALE)
    drugless = passage(SENTENCE.format("") * 6)
    for name, text in (("with drugs", words), ("without drugs", drugless)):
        per_second = rate(lambda text=text: bool(linker.mentions(text, Place.RATIONALE)) or 1, seconds)  # type: ignore[misc]
        print(f"mentions, {len(text.text)} characters {name:14}{1e6 / per_second:9.0f} microseconds")
    drugs.load.cache_clear()
    tracemalloc.start()
    kept = DrugLinker(drugs.load(), rules=drug_status.load())
    size = tracemalloc.get_traced_memory()[0]
    print(f"memory of vocabulary and linker  {size / 2**20:10.1f} MiB ({len(kept.vocabulary.names)} names)")


if __name__ == "__main__":
    main()
