"""What the parts of a release come to: counts, sums and the hash, kept by difference as parts come and go."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from kg.store.census import Census
from kg.store.identity import PartsSum
from kg.store.segments import Notes, Part

__all__ = ["Tally"]


@dataclass(slots=True)
class Tally:
    """`parts` and `length` (bytes of their lines), the sum of their hashes, the sums of what is noted with them, and
    the census of their lines."""

    census: Census
    total: PartsSum = field(default_factory=PartsSum)
    notes: dict[str, Counter[str]] = field(default_factory=dict)
    parts: int = 0
    length: int = 0

    def count(self, part: Part, digest: bytes, sign: int = 1, *, lines: bool = True) -> None:
        """A part comes (`sign` 1) or goes (-1). Without `lines` somebody else counts these in the census."""
        self.total.add(part.key, digest, sign)
        self.parts += sign
        self.length += sign * len(part.lines)
        self._note(part.notes, sign)
        if lines:
            self.census.count_all(part.lines.splitlines(), sign)

    def _note(self, notes: Notes, sign: int) -> None:
        for name, numbers in notes.items():
            counter = self.notes.setdefault(name, Counter())
            for code, number in numbers.items():
                counter[code] += sign * number

    def noted(self) -> dict[str, dict[str, int]]:
        """The sums of what is noted with the parts, in a stable order."""
        return {name: dict(sorted((+numbers).items())) for name, numbers in sorted(self.notes.items())}

    @classmethod
    def restored(cls, census: Census, manifest: Mapping[str, object]) -> Tally:
        """The tally of a release, as its manifest tells; all but the census."""
        graph, noted = manifest.get("graph"), manifest.get("noted")
        told = graph if isinstance(graph, Mapping) else {}
        tally = cls(
            census, PartsSum(str(told.get("sum", "0"))), {}, int(told.get("parts", 0)), int(told.get("bytes", 0))
        )
        for name, numbers in noted.items() if isinstance(noted, Mapping) else ():
            tally.notes[str(name)] = Counter(numbers)
        return tally
