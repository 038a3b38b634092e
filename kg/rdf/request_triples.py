"""What was asked for: the request as the letter words it, the treatment we assign, the drugs."""

from __future__ import annotations

from kg.model import Assigned, Confidence, Decision, DisputedItem, DrugMention, Outcome, Passage, Place, Treatment
from kg.model.readings import DrugReading
from kg.namespaces import Iris
from kg.ntriples import iri
from kg.rdf.letter_graph import LetterGraph

__all__ = ["drug_concepts", "outcome_of", "write_drug", "write_request"]

_LINKED = frozenset({Confidence.CERTAIN, Confidence.LIKELY})


def write_request(graph: LetterGraph, decision_iri: str, decision: Decision) -> None:
    """The request of a decision, whose plain IRI is `decision_iri`, and the decision's shortcuts to its treatment."""
    own = graph.iris.request(decision_iri)
    node, decision_node = iri(own), iri(decision_iri)
    graph.lines.link(decision_node, "request", node)
    graph.lines.kind(node, "TreatmentRequest")
    _write_words(graph, node, decision.item)
    _write_treatment(graph, node, decision_node, decision.treatment)
    _write_assigned(graph, decision_node, decision.treatment)
    qualifiers = [(graph.iris.coded("qualifier", said.value), said.span) for said in decision.item.qualifiers]
    graph.said_concepts(decision_node, "qualifier", qualifiers)
    for number, drug in enumerate(decision.treatment.drugs, 1):
        drug_own = graph.iris.drug_request(own, number)
        drug_node = iri(drug_own)
        graph.lines.link(node, "drugRequest", drug_node)
        graph.lines.kind(drug_node, "DrugRequest")
        write_drug(graph, drug_node, drug, asked=True)
        _write_strength(graph, drug_own, drug)


def outcome_of(item: DisputedItem) -> Outcome:
    """The outcome of an item; *not stated* is an outcome of its own."""
    return item.outcome.value if item.outcome else Outcome.NOT_STATED


def _write_words(graph: LetterGraph, node: str, item: DisputedItem) -> None:
    if item.request.text != item.heading.text:
        graph.lines.text(node, "requestText", item.request.text)
    if item.request.span != item.heading.span:
        graph.found(node, item.request.span)
    parts: tuple[tuple[str, Passage | None], ...] = (
        ("originalRequest", item.original_request),
        ("authorizedPart", item.authorized),
    )
    for predicate, words in parts:
        if words and words.text:
            graph.lines.text(node, predicate, words.text)
            graph.value_found(node, predicate, words.span)


def _write_treatment(graph: LetterGraph, node: str, decision: str, treatment: Treatment) -> None:
    """What the title says of the treatment, of the request (`node`) and of the `decision` on it."""
    if treatment.visits:
        graph.lines.integer(decision, "visits", treatment.visits.value)
        graph.value_found(decision, "visits", treatment.visits.span)
    if treatment.laterality:
        graph.said_text(node, "laterality", treatment.laterality)
    regions = [(graph.iris.body_region(said.value.concept), said.span) for said in treatment.body_regions]
    graph.said_concepts(decision, "bodyRegion", regions)


def _write_assigned(graph: LetterGraph, decision: str, treatment: Treatment) -> None:
    """The concepts that we assign."""
    lines, iris = graph.lines, graph.iris
    assigned: tuple[tuple[str, Assigned | None], ...] = (
        ("category", treatment.category),
        ("subcategory", treatment.subcategory),
        ("treatment", treatment.treatment),
    )
    for predicate, choice in assigned:
        if choice:
            mint = iris.treatment if predicate == "treatment" else iris.category
            lines.link(decision, predicate, iri(mint(choice.concept)))


# --- drugs ---------------------------------------------------------------------------------------------------------


def _name(of: str, asked: bool) -> str:
    """What a property is called: what prose mentions must not be counted among what is asked for."""
    return of if asked else f"mentioned{of[0].upper()}{of[1:]}"


def drug_concepts(iris: Iris, drug: DrugMention) -> list[str]:
    """Plain IRIs of a drug's ingredients and of the brand or name that was written.

    None for a mention that is unmatched or ambiguous: a wrong link is worse than none.
    """
    if drug.confidence not in _LINKED:
        return []
    ingredients = [iris.drug(ingredient.name) for ingredient in drug.ingredients]
    return list(dict.fromkeys([*ingredients, *_named(iris, drug)]))


def _named(iris: Iris, drug: DrugMention) -> list[str]:
    name = drug.concept or drug.brand
    return [iris.drug(name)] if name else []


def write_drug(graph: LetterGraph, node: str, drug: DrugMention, *, asked: bool) -> None:
    """A drug `asked` for, or mentioned in prose. One that is unmatched or ambiguous has its words and no link."""
    lines, iris = graph.lines, graph.iris
    lines.link(node, "reading", iri(iris.drug_reading(DrugReading.of(drug).id)))
    graph.worded(node, "mentionText", drug.text, drug.span)
    if drug.confidence in _LINKED:
        for ingredient in drug.ingredients:
            lines.link(node, _name("ingredient", asked), iri(iris.drug(ingredient.name)))
        for concept in _named(iris, drug):
            # In prose, only what says more than the ingredients do.
            if drug.place is Place.HEADING or not drug.ingredients or concept != iris.drug(drug.ingredients[0].name):
                lines.link(node, "requestedDrug" if asked else "mentionedDrug", iri(concept))
    for candidate in drug.candidates:
        lines.text(node, "candidate", candidate)
    _write_dose(graph, node, drug, asked)


def _write_dose(graph: LetterGraph, node: str, drug: DrugMention, asked: bool) -> None:
    lines, iris = graph.lines, graph.iris
    texts = (("strength", drug.strength), ("doseForm", drug.form), ("route", drug.route))
    whole = (("refills", drug.refills), ("daysSupply", drug.days))
    numbers = (("quantity", drug.quantity), ("dailyDose", drug.daily_dose), ("mmePerDay", drug.mme))
    for predicate, text in texts:
        if text:
            lines.text(node, _name(predicate, asked), text)
    for predicate, count in whole:
        if count is not None:
            lines.integer(node, _name(predicate, asked), count)
    for predicate, number in numbers:
        if number is not None:
            lines.decimal(node, _name(predicate, asked), number)
    if drug.mme_factor is not None:
        lines.decimal(node, "mmeFactor", drug.mme_factor)
        lines.text(node, "mmeFactorVintage", drug.mme_vintage)
    for assumption in drug.basis:
        lines.link(node, "assumption", iri(iris.coded("assumption", assumption)))


def _write_strength(graph: LetterGraph, drug_iri: str, drug: DrugMention) -> None:
    """The numbers of the strength that is asked for, where they leave no doubt."""
    lines = graph.lines
    for number, part in enumerate(drug.strength_parts, 1):
        node = iri(graph.iris.strength(drug_iri, number))
        lines.link(iri(drug_iri), "hasStrength", node)
        lines.kind(node, "IngredientStrength")
        lines.decimal(node, "strengthValue", part.value)
        lines.text(node, "strengthUnit", part.unit)
        if part.per_value is not None and part.per_unit is not None:
            lines.decimal(node, "perValue", part.per_value)
            lines.text(node, "perUnit", part.per_unit)
        if part.ingredient and drug.confidence in _LINKED:
            lines.link(node, "strengthOf", iri(graph.iris.drug(part.ingredient)))
