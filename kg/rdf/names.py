"""Which concept a printed name means: `Chiropractor` and `Chiropractic` are one specialty."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from kg.namespaces import slug
from kg.schemes.concepts import Scheme, load

__all__ = ["Names"]


@dataclass(frozen=True, slots=True)
class Names:
    """Ids of concepts by their printed names in any spelling that the schemes know.

    A name that no scheme knows has its slug for an id, so that it is kept and the shapes can warn of it.
    """

    specialties: Mapping[str, str] = field(default_factory=dict)
    states: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, specialties: Scheme, states: Scheme) -> Names:
        """The names of two schemes; of a name that two concepts have, the first one's."""
        return cls(_ids(specialties), _ids(states))

    @classmethod
    def load(cls) -> Names:
        """The names of the installation's schemes. Reads files: for the edges, not for what is pure."""
        return cls.of(load("specialties"), load("states"))

    def specialty(self, printed: str) -> str:
        """Id of a specialty."""
        return self.specialties.get(_key(printed)) or slug(printed)

    def state(self, printed: str) -> str:
        """Id of a state of licensure."""
        return self.states.get(_key(printed)) or slug(printed)


def _ids(scheme: Scheme) -> dict[str, str]:
    ids: dict[str, str] = {}
    for concept in scheme:
        for label in concept.labels:
            ids.setdefault(_key(label), concept.id)
    # A preferred name always means its own concept, whatever else it is an alternative for.
    return ids | {_key(concept.label): concept.id for concept in scheme}


def _key(printed: str) -> str:
    return " ".join(printed.split()).casefold()
