"""Drugs that prose names, drawn at random, each with its clause and status: to be read and counted by a person.

    python tools/sample_mentions.py FOLDER [--sample 100] [--seed 7]

FOLDER holds letters. Prints the words around each mention, the mention in brackets, its status and what it was linked
to; the reader counts which statuses and links are right. What was counted stands in docs/vocabularies.md.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator
from pathlib import Path

from kg.documents import Document, Source, find_sources, read_source
from kg.link.drugs import DrugLinker
from kg.model import DrugMention, Letter, Passage, Place
from kg.parse import parse
from kg.schemes import drug_status, drugs

AROUND = 90


def passages(folder: Path) -> Iterator[tuple[Letter, Passage]]:
    """The summaries and rationales of the letters in a folder, each with its letter."""
    for source in find_sources([folder]):
        for document in read_source(source) if isinstance(source, Source) else ():
            for letter in parse(document.text, document.source) if isinstance(document, Document) else ():
                if isinstance(letter, Letter):
                    texts = [letter.summary, *(item.rationale for item in letter.items)]
                    yield from ((letter, text) for text in texts if text)


def shown(letter: Letter, mention: DrugMention) -> str:
    """One mention on one line."""
    start, end = mention.span.start, mention.span.end
    linked = mention.brand or "/".join(each.name for each in mention.ingredients)
    before, after = letter.text[max(0, start - AROUND) : start], letter.text[end : end + AROUND]
    words = " ".join(f"{before}[{letter.text[start:end]}]{after}".split())
    return f"{mention.status}\t{linked}\t{letter.source}\t{words}"


def main() -> None:
    """Print the sample."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--sample", type=int, default=100, help="how many mentions to draw")
    parser.add_argument("--seed", type=int, default=7, help="the same seed draws the same mentions")
    arguments = parser.parse_args()
    linker = DrugLinker(drugs.load(), rules=drug_status.load())
    found = [
        shown(letter, mention)
        for letter, passage in passages(arguments.folder)
        for mention in linker.mentions(passage, Place.SUMMARY)
    ]
    chance = random.Random(arguments.seed)  # noqa: S311 (a sample, no secret)
    print(f"{len(found)} mentions; {min(arguments.sample, len(found))} of them:")
    for line in sorted(chance.sample(found, min(arguments.sample, len(found)))):
        print(line)


if __name__ == "__main__":
    main()
