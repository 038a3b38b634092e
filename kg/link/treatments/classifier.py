"""What a disputed item asks for: treatment, DWC category and subcategory, sessions, where on the body.

Letters don't carry the DWC's categories (they are its search page's): the rules that assign them are tables
(`ontology/schemes/treatments.tsv`, `ontology/rules/`), and every assignment names the rule that made it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from kg.link.treatments.body import BodyReader
from kg.link.treatments.pharmaceuticals import PharmaceuticalRules
from kg.link.treatments.phrases import PhraseHit, Phrases, words
from kg.link.treatments.visits import total_said, visits_said
from kg.model import (
    Assigned,
    BodyRegion,
    Citation,
    DisputedItem,
    DrugMention,
    Laterality,
    Passage,
    Said,
    Side,
    Treatment,
)
from kg.schemes.category_traits import Precedence, Sessions
from kg.schemes.treatments import CategoryRule, TreatmentConcept, TreatmentScheme

__all__ = ["TreatmentClassifier"]

_SPINE = re.compile(r"\bspine\b", re.IGNORECASE)
_TIE = re.compile(r"(?:\s|,|-|/|\b(?:with|to|by|from|in|for|of|a|an|the)\b)*")
_CACHED = 65536


class Choice(NamedTuple):
    """A treatment, the category it brings, the rule behind it and where in the title its words start.

    `others` are where treatments of another kind that are given in sessions are named.
    """

    treatment: str
    category: str
    rule: str
    start: int
    others: tuple[int, ...] = ()


class TreatmentClassifier:
    """Assigns treatments, categories, sessions, body regions and side to disputed items, by a scheme's tables."""

    def __init__(self, scheme: TreatmentScheme) -> None:
        self._scheme = scheme
        self._phrases: Phrases[TreatmentConcept] = Phrases(
            (label, each) for each in scheme.treatments.values() for label in each.concept.labels
        )
        self._body = BodyReader(scheme)
        self._drugs = PharmaceuticalRules(scheme)
        named = {part: spinal.guideline_words for part, spinal in scheme.spine.items() if spinal.guideline_words}
        self._spine_words = [(part, _as_words(words_of_guideline)) for part, words_of_guideline in named.items()]
        self._choices = lru_cache(_CACHED)(self._choose)

    def classify(
        self, item: DisputedItem, drugs: Sequence[DrugMention], citations: Sequence[Citation] = ()
    ) -> Treatment:
        """What `item` asks for. `drugs` are those its title names; `citations` those of its two fields.

        The request (what is still in dispute) is read; where it says nothing, the whole heading.
        """
        choice = self._choices(item.request.text)
        if choice is None and not drugs and item.heading.text != item.request.text:
            choice = self._choices(item.heading.text)
        own, rule, treatment = self._decide(choice, drugs, item.request)
        category, filed = self._filed(item, own, rule)
        root = category.partition("/")[0] if category else ""
        regions, side = self._where(item, citations)
        return Treatment(
            category=self._assigned(root, filed) if root else None,
            subcategory=self._assigned(category, filed) if category and category != root else None,
            treatment=Assigned(treatment, self._scheme.treatments[treatment].concept.label, rule)
            if treatment
            else None,
            visits=self._visits(item.request, own or "", choice),
            body_regions=tuple(
                region for region in regions if self._scheme.traits.region_counts(region.value.concept, own or "")
            ),
            laterality=side,
            drugs=tuple(drugs),
        )

    def _assigned(self, category: str, rule: str) -> Assigned:
        return Assigned(category, self._scheme.category_name(category), rule)

    def _filed(self, item: DisputedItem, category: str | None, rule: str) -> tuple[str | None, str]:
        """Category and rule: a qualifier can bring a category of its own, as an associated surgical service does."""
        brought_by = self._scheme.traits.brought_by
        for qualifier in item.qualifiers:
            if qualifier.value in brought_by:
                return brought_by[qualifier.value], f"qualifier:{qualifier.value}"
        return category, rule

    def _visits(self, request: Passage, category: str, choice: Choice | None) -> Said[int] | None:
        """Sessions of what is given in sessions; elsewhere only a number that says "sessions" or "visits"."""
        sessions = self._scheme.traits.of(category).sessions
        if sessions is Sessions.COUNTED:
            start, others = (choice.start, choice.others) if choice else (-1, ())
            until = next((other for other in others if other > start), -1)
            return visits_said(request, max(others, default=-1), until)
        return total_said(request) if sessions is Sessions.NAMED else None

    # --- which treatment ---

    def _choose(self, text: str) -> Choice | None:
        """The treatment that the words of `text` name, drugs left aside."""
        title, lower = words(text), text.lower()
        forms = set(title.forms) | set(lower.split())
        for rule in self._scheme.before:
            if choice := _try(rule, lower, forms):
                return choice
        hits = self._phrases.find(title)
        if hits:
            best = min(hits, key=lambda hit: (hit.value.rank, hit.start))
            concept = _attached(best, hits, lower).value
            start = min(hit.start for hit in hits if hit.value.category == concept.category)
            others = tuple(sorted(hit.start for hit in hits if self._is_other(hit.value, concept)))
            return Choice(concept.concept.id, concept.category, f"treatment:{concept.concept.id}", start, others)
        return next((choice for rule in self._scheme.after if (choice := _try(rule, lower, forms))), None)

    def _is_other(self, treatment: TreatmentConcept, chosen: TreatmentConcept) -> bool:
        """Whether `treatment` has sessions of its own beside those of `chosen`."""
        if treatment.concept.id == chosen.concept.id:
            return False
        return self._scheme.traits.of(treatment.category).sessions is Sessions.COUNTED

    def _decide(
        self, choice: Choice | None, drugs: Sequence[DrugMention], request: Passage
    ) -> tuple[str | None, str, str | None]:
        """Category or subcategory, rule and treatment: of a procedure and a drug in one title, the one named first."""
        if not drugs:
            return (choice.category, choice.rule, choice.treatment) if choice else (None, "", None)
        if choice and self._before(choice, drugs, request):
            return choice.category, choice.rule, choice.treatment
        subcategory, rule = self._drugs.subcategory(drugs, request.text)
        rules = self._scheme.drug_rules
        return subcategory or rules.any.subcategory, rule, rules.treatment(subcategory)

    def _before(self, choice: Choice, drugs: Sequence[DrugMention], request: Passage) -> bool:
        """Whether the treatment's words decide and not the drugs."""
        precedence = self._scheme.traits.of(choice.category).drugs
        if precedence is Precedence.NEEDLE:
            return self._drugs.injected(drugs)
        if precedence is not Precedence.FIRST:
            return precedence is Precedence.TREATMENT
        return request.part(choice.start, choice.start).start <= min(drug.span.start for drug in drugs)

    # --- where on the body ---

    def _where(
        self, item: DisputedItem, citations: Sequence[Citation]
    ) -> tuple[tuple[Said[BodyRegion], ...], Said[Laterality] | None]:
        regions, side = self._body.regions(item.request, words(item.request.text)), self._body.side(item.request)
        if item.heading.text != item.request.text:
            regions = regions or self._body.regions(item.heading, words(item.heading.text))
            side = side or self._body.side(item.heading)
        if spine := _SPINE.search(item.request.text):
            regions = self._spine(item, citations, regions, spine)
        return regions, side

    def _spine(
        self,
        item: DisputedItem,
        citations: Sequence[Citation],
        regions: tuple[Said[BodyRegion], ...],
        spine: re.Match[str],
    ) -> tuple[Said[BodyRegion], ...]:
        """A spine without a level is the part whose guideline is cited, by the reviewer before the administrator."""
        if any(region.value.concept in self._scheme.spine for region in regions):
            return regions
        sides = sorted(citations, key=lambda citation: citation.by != Side.REVIEWER)
        part = next((part for citation in sides if (part := self._part_named(citation.text))), None)
        return (Said(self._body.named(part), item.request.part(*spine.span())), *regions) if part else regions

    def _part_named(self, words_of_guideline: str) -> str | None:
        """The part of the spine (its id) that a guideline's name says first."""
        found = (
            (match.start(), part)
            for part, pattern in self._spine_words
            if (match := pattern.search(words_of_guideline))
        )
        return min(found, default=(0, None))[1]


def _as_words(words_of_guideline: str) -> re.Pattern[str]:
    return re.compile(rf"\b{re.escape(words_of_guideline)}\b", re.IGNORECASE)


def _attached(
    best: PhraseHit[TreatmentConcept], hits: Sequence[PhraseHit[TreatmentConcept]], lower: str
) -> PhraseHit[TreatmentConcept]:
    """The narrower treatment that small words tie to `best`, as in "consultation with pain management"; else `best`."""
    narrower = (
        hit
        for hit in hits
        if hit.start >= best.end
        and hit.value.concept.broader == best.value.concept.id
        and _TIE.fullmatch(lower, best.end, hit.start)
    )
    return next(narrower, best)


def _try(rule: CategoryRule, lower: str, forms: set[str]) -> Choice | None:
    if rule.words and rule.words.isdisjoint(forms):
        return None
    match = rule.pattern.search(lower)
    return Choice(rule.treatment, rule.category, rule.rule, match.start()) if match else None
