"""What follows from a decision's links: agreement, basis, superseded editions, classes and schedules of its drugs.

Pure functions over the tables. They need the day of decision where a rule or a schedule changed over time; without it
they say nothing of either.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from itertools import chain

from kg.link.agreement import agreement, authority_rank, edition_in_force, superseded
from kg.model import Citation, Confidence, Decision, Derived, DrugMention, NoneCited, Place, Side
from kg.schemes.drugs import DrugVocabulary
from kg.schemes.guidelines import Guidelines

__all__ = ["derive", "on_the_day", "schedules_of"]

_LINKED = frozenset({Confidence.CERTAIN, Confidence.LIKELY})
_UNSCHEDULED = "none"
_REVIEWS_BEGAN = dt.date(2013, 1, 1)
# Thresholds of the CDC guidelines for prescribing opioids of 2016 and 2022, in milligrams a day.
_BANDS = ((90.0, "90 or more"), (50.0, "50 to 89"), (0.0, "under 50"))


def derive(decision: Decision, day: dt.date | None, guidelines: Guidelines, drugs: DrugVocabulary) -> Derived:
    """What queries count a decision by. `day` is the printed date of decision, ``None`` where it is unknown."""
    requested = [drug for drug in decision.treatment.drugs if drug.confidence in _LINKED]
    cited = {side: [c for c in decision.citations if c.by is side and c.place is Place.FIELD] for side in Side}
    reviewer, administrator = cited[Side.REVIEWER], cited[Side.CLAIMS_ADMINISTRATOR]
    none_cited = decision.none_cited
    return Derived(
        agreement=agreement(guidelines, decision.citations, none_cited).value,
        reviewer_basis=_basis(guidelines, reviewer, Side.REVIEWER, none_cited),
        administrator_basis=_basis(guidelines, administrator, Side.CLAIMS_ADMINISTRATOR, none_cited),
        reviewer_guidelines=_guidelines(reviewer),
        administrator_guidelines=_guidelines(administrator),
        reviewer_superseded=_superseded(guidelines, reviewer, day),
        administrator_superseded=_superseded(guidelines, administrator, day),
        drug_classes=_classes(drugs, requested),
        drug_combinations=_combinations(drugs, requested),
        dea_schedules=schedules_of(drugs, requested, day),
        mme_band=_mme_band(requested),
        drug_named_as=_distinct("brand" if _branded(drugs, drug) else "generic" for drug in requested),
        compound=any(_compound(drugs, drug) for drug in requested),
    )


def _distinct(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))


# --- citations -----------------------------------------------------------------------------------------------------


def on_the_day(citation: Citation, day: dt.date | None, guidelines: Guidelines) -> Citation:
    """`citation` with what holds of it on the day of decision, the rank of its source and its year."""
    known = _standing(guidelines, citation.section_ids, day)
    if known == _UNKNOWN:
        return citation
    superseded_then, edition, rank, year = known
    if superseded_then and citation.edition_inferred:
        superseded_then = edition = None  # the letter does not print what we take to be replaced
    return replace(
        citation, superseded=superseded_then, edition_in_force=edition, authority_rank=rank, section_edition=year
    )


_Standing = tuple[bool | None, str | None, int | None, str | None]
_UNKNOWN: _Standing = (None, None, None, None)


@lru_cache(maxsize=4096)
def _standing(guidelines: Guidelines, sections: tuple[str, ...], day: dt.date | None) -> _Standing:
    """Whether one of the sections is superseded, the edition in its place, the best rank, the first one's year."""
    known = [concept for concept in sections if concept in guidelines]
    ranks = [rank for concept in known if (rank := authority_rank(guidelines, concept)) is not None]
    rank = min(ranks, default=None)
    year = guidelines.edition_year(known[0]) if known else None
    if day is None:
        return None, None, rank, year
    past = {concept: superseded(guidelines, concept, day) for concept in known}
    gone = [concept for concept, ceased in past.items() if ceased]
    edition = next((found for concept in gone if (found := edition_in_force(guidelines, concept, day))), None)
    then = bool(gone) if gone or False in past.values() else None
    return then, edition, rank, year


def _superseded(guidelines: Guidelines, citations: Iterable[Citation], day: dt.date | None) -> tuple[str, ...]:
    if day is None:
        return ()
    printed = (citation for citation in citations if not citation.edition_inferred)
    sections = _distinct(chain.from_iterable(citation.section_ids for citation in printed))
    return tuple(each for each in sections if each in guidelines and superseded(guidelines, each, day))


def _guidelines(citations: Iterable[Citation]) -> tuple[str, ...]:
    return _distinct(citation.guideline for citation in citations if citation.guideline)


def _basis(
    guidelines: Guidelines, citations: Iterable[Citation], side: Side, none_cited: Iterable[NoneCited]
) -> str | None:
    """Whether a side rests on the MTUS. What the sentence says goes before what we know of the guideline."""
    within = {_within_mtus(guidelines, citation) for citation in citations} - {None}
    if len(within) == 2:
        return "both"
    if within:
        return "mtus" if True in within else "non_mtus"
    return "none" if any(none.by is side for none in none_cited) else None


def _within_mtus(guidelines: Guidelines, citation: Citation) -> bool | None:
    if citation.mtus is not None:
        return citation.mtus
    guideline = citation.guideline
    return guidelines.within(guideline, guidelines.roles["schedule"]) if guideline and guideline in guidelines else None


# --- drugs ---------------------------------------------------------------------------------------------------------


def _ids(drugs: DrugVocabulary, drug: DrugMention) -> tuple[str, ...]:
    """Ids of a drug's ingredients, in its own order; one that only an imported vocabulary knows is left out."""
    return tuple(each.id for each in drug.ingredients if each.id is not None and each.id in drugs.ingredients)


def _classes(drugs: DrugVocabulary, requested: Iterable[DrugMention]) -> tuple[str, ...]:
    ingredients = chain.from_iterable(_ids(drugs, drug) for drug in requested)
    return _distinct(chain.from_iterable(drugs.lineage(drugs.ingredients[each].drug_class) for each in ingredients))


def _combinations(drugs: DrugVocabulary, requested: Iterable[DrugMention]) -> tuple[str, ...]:
    """The combinations that brands and ingredients stand for: Norco is hydrocodone/acetaminophen."""
    several = (_ids(drugs, drug) for drug in requested if len(drug.ingredients) > 1)
    return _distinct(concept for ingredients in several if (concept := drugs.concept(ingredients)))


def schedules_of(drugs: DrugVocabulary, requested: Iterable[DrugMention], day: dt.date | None) -> tuple[str, ...]:
    """DEA schedules of drugs on `day`; without a day none of those that have changed since reviews began."""
    found = chain.from_iterable(_schedules_each(drugs, _ids(drugs, drug), day) for drug in requested)
    return _distinct(schedule for schedule in found if schedule)


def _schedules_each(drugs: DrugVocabulary, ingredients: tuple[str, ...], day: dt.date | None) -> tuple[str | None, ...]:
    """A known combination has a schedule of its own; a compound has those of its ingredients."""
    if not ingredients:
        return ()
    if drugs.concept(ingredients):
        return (_schedule(drugs, ingredients, day),)
    each = [_schedule(drugs, (ingredient,), day) for ingredient in ingredients]
    return tuple(schedule for schedule in each if schedule != _UNSCHEDULED) or (_UNSCHEDULED,)


def _schedule(drugs: DrugVocabulary, ingredients: tuple[str, ...], day: dt.date | None) -> str | None:
    """The schedule on `day`. Without a day only one that never changed since reviews began: ``None`` if it did."""
    if day:
        return drugs.schedule(ingredients, day) or _UNSCHEDULED
    first, last = (drugs.schedule(ingredients, bound) or _UNSCHEDULED for bound in (_REVIEWS_BEGAN, dt.date.max))
    return first if first == last else None


def _mme_band(requested: Iterable[DrugMention]) -> str | None:
    doses = [drug.mme for drug in requested if drug.mme is not None]
    return next((band for least, band in _BANDS if max(doses) >= least), None) if doses else None


def _branded(drugs: DrugVocabulary, drug: DrugMention) -> bool:
    """Whether a trade name was written: of a medicine with or without prescription, a kit or a medical food."""
    name = drugs.names.get(drug.concept) if drug.concept else None
    return name.kind != "combination" if name else drug.brand is not None


def _compound(drugs: DrugVocabulary, drug: DrugMention) -> bool:
    return len(drug.ingredients) > 1 and not _branded(drugs, drug) and drugs.concept(_ids(drugs, drug)) is None
