"""Tables of concepts as SKOS: the plain schemes, the guidelines, the drugs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import zip_longest

from kg.namespaces import Iris
from kg.ntriples import iri, string, text
from kg.schemes.concepts import Concept
from kg.schemes.drugs import DrugIngredient, DrugName, DrugVocabulary, MorphineFactor, Schedule
from kg.schemes.guidelines import GuidelineConcept, GuidelineKind, Guidelines
from kg.schemes.mappings import OUTSIDE
from kg.schemes.turtle import Node, SchemeHeader, date, decimal, document, integer, scheme_node

__all__ = ["drugs_turtle", "guidelines_turtle", "scheme_turtle"]

_MADE = "Made from {table} by `imr vocab generate`; edit the table, not this file."


class _Labels:
    """Labels of one concept; a label that it has already is left out, so that the three kinds stay disjoint (S13)."""

    def __init__(self, node: Node, preferred: str) -> None:
        self._node = node.add("skos:prefLabel", text(preferred))
        self._seen = {preferred.casefold()}

    def add(self, predicate: str, labels: Iterable[str]) -> None:
        for label in labels:
            if label and label.casefold() not in self._seen:
                self._seen.add(label.casefold())
                self._node.add(predicate, text(label))


def _place(nodes: Mapping[str, Node], scheme: str, broader: Mapping[str, tuple[str, ...]]) -> list[str]:
    """State scheme, broader and narrower of all `nodes` (by id); give back the top concepts."""
    top: list[str] = []
    for concept_id, node in nodes.items():
        parents = [nodes[parent] for parent in broader[concept_id]]
        node.add("skos:inScheme", iri(scheme)).add("skos:broader", *(parent.subject for parent in parents))
        for parent in parents:
            parent.add("skos:narrower", node.subject)
        if not parents:
            node.add("skos:topConceptOf", iri(scheme))
            top.append(node.subject)
    return top


# --- plain schemes -------------------------------------------------------------------------------------------------


def scheme_turtle(
    concepts: Iterable[Concept],
    header: SchemeHeader,
    kind: str,
    class_name: str,
    table: str,
    iris: Iris,
    categories: Mapping[str, str] | None = None,
) -> str:
    """A plain scheme. `kind` is the concepts' part of the address, `class_name` their class in the ontology (or empty).

    `categories` are the DWC categories of treatments, by the treatment's id.
    """
    nodes: dict[str, Node] = {}
    broader: dict[str, tuple[str, ...]] = {}
    for concept in concepts:
        node = Node(iri(iris.concept(kind, concept.id)))
        node.add("a", *([iri(iris.term(class_name))] if class_name else []), "skos:Concept")
        labels = _Labels(node, concept.label)
        labels.add("skos:altLabel", concept.alt_labels)
        labels.add("skos:hiddenLabel", concept.hidden_labels)
        _notes(node, concept)
        if categories:
            node.add("skos:broadMatch", iri(iris.category(categories[concept.id])))
        nodes[concept.id] = node
        broader[concept.id] = (concept.broader,) if concept.broader else ()
    top = _place(nodes, header.iri, broader)
    return document(_MADE.format(table=table), [scheme_node(header, top), *nodes.values()], iris.prefixes)


def _notes(node: Node, concept: Concept) -> None:
    if concept.notation:
        node.add("skos:notation", string(concept.notation))
    if concept.definition:
        node.add("skos:definition", text(concept.definition + "."))
    if concept.note:
        node.add("skos:note", text(concept.note + "."))
    node.add("skos:exactMatch", *map(iri, concept.exact_match))
    node.add("skos:closeMatch", *map(iri, concept.close_match))


# --- guidelines ----------------------------------------------------------------------------------------------------

_DOCO = {
    GuidelineKind.CHAPTER: "doco:Chapter",
    GuidelineKind.TABLE: "doco:Table",
    GuidelineKind.SECTION: "doco:Section",
    GuidelineKind.ENTRY: "doco:Section",
}
_FABIO = "fabio:ClinicalGuideline"


def guidelines_turtle(guidelines: Guidelines, header: SchemeHeader, iris: Iris) -> str:
    """Guidelines, editions and their parts: SKOS concepts and bibliographic things in one."""
    nodes: dict[str, Node] = {}
    broader: dict[str, tuple[str, ...]] = {}
    for concept in guidelines.concepts.values():
        nodes[concept.id] = node = _guideline(concept, guidelines.full_label(concept.id), iris)
        node.add("imr:guideline", iri(iris.section(guidelines.guideline(concept.id))))
        if year := guidelines.edition_year(concept.id):
            node.add("imr:edition", string(year))
        above = guidelines.broader(concept.id)
        broader[concept.id] = (above,) if above else ()
    top = _place(nodes, header.iri, broader)
    retired = [_retired(concept, header.iri, iris) for concept in guidelines.retired.values()]
    every = [scheme_node(header, top), *nodes.values(), *retired]
    return document(_MADE.format(table="guidelines.tsv"), every, iris.prefixes)


def _retired(concept: GuidelineConcept, scheme: str, iris: Iris) -> Node:
    """A second name's address, which goes on answering and points to the concept that it names.

    It is no concept any more, so that nothing counts or suggests it:
    https://www.w3.org/TR/owl2-syntax/#Annotation_Properties (owl:deprecated).
    """
    node = Node(iri(iris.section(concept.id))).add("a", "owl:NamedIndividual").add("owl:deprecated", "true")
    node.add("rdfs:label", text(concept.label)).add("rdfs:isDefinedBy", iri(scheme))
    if concept.replaced_by:
        node.add("dcterms:isReplacedBy", iri(iris.section(concept.replaced_by)))
    return node


def _guideline(concept: GuidelineConcept, full_label: str, iris: Iris) -> Node:
    node = Node(iri(iris.section(concept.id)))
    name = {GuidelineKind.GUIDELINE: "Guideline", GuidelineKind.EDITION: "GuidelineEdition"}.get(
        concept.kind, "GuidelineSection"
    )
    node.add("a", iri(iris.term(name)), _DOCO.get(concept.kind, _FABIO), "skos:Concept")
    _name_guideline(node, concept, full_label)
    if concept.parent:
        node.add("dcterms:isPartOf", iri(iris.section(concept.parent)))
    if concept.replaces:
        node.add("dcterms:replaces", iri(iris.section(concept.replaces)))
    if concept.legal_cite:
        node.add("imr:legalCite", string(concept.legal_cite))
    if concept.in_force_from and "from" not in concept.whole_years:
        node.add("imr:inForceFrom", date(concept.in_force_from))
    if concept.in_force_to and "to" not in concept.whole_years:
        node.add("imr:inForceTo", date(concept.in_force_to))
    if concept.authority_rank is not None:
        node.add("imr:authorityRank", integer(concept.authority_rank))
    if concept.first_page is not None:
        last = concept.last_page if concept.last_page is not None else concept.first_page
        node.add("imr:firstPage", integer(concept.first_page)).add("imr:lastPage", integer(last))
    if concept.page_confidence:
        node.add("imr:pageConfidence", string(concept.page_confidence))
    if concept.note:
        node.add("skos:note", text(concept.note))
    return node


def _name_guideline(node: Node, concept: GuidelineConcept, full_label: str) -> None:
    labels = _Labels(node, full_label)
    if full_label != concept.label:
        node.add("imr:shortLabel", text(concept.label))
    labels.add("skos:altLabel", [concept.label, *concept.alt_labels])


# --- drugs ---------------------------------------------------------------------------------------------------------

_OUTSIDE = {outside.column: outside.iris for outside in OUTSIDE if outside.predicate == "skos:exactMatch"}
_OUTSIDE_OF_PREFIX = {outside.prefix: outside.iris for outside in OUTSIDE}


def drugs_turtle(vocabulary: DrugVocabulary, header: SchemeHeader, iris: Iris, subcategories: Mapping[str, str]) -> str:
    """Drug classes, ingredients and names in one scheme: names below their ingredients, those below their class.

    `subcategories` gives the DWC subcategory's id of an ingredient, by its id.
    """
    misspelt: dict[str, list[str]] = {}
    for word in vocabulary.words:
        if word.kind == "misspelling":
            misspelt.setdefault(word.value, []).extend(word.words)
    nodes: dict[str, Node] = {}
    broader: dict[str, tuple[str, ...]] = {}
    histories: list[Node] = []
    for each in vocabulary.classes.values():
        node = Node(iri(iris.drug_class(each.id)))
        node.add("a", iri(iris.term("DrugClass")), "skos:Concept").add("skos:prefLabel", text(each.label))
        nodes[f"class/{each.id}"] = node
        broader[f"class/{each.id}"] = (f"class/{each.broader}",) if each.broader else ()
    for ingredient in vocabulary.ingredients.values():
        nodes[ingredient.id] = _ingredient(ingredient, iris, misspelt.get(ingredient.id, []))
        histories += _histories(ingredient.id, ingredient.schedules, ingredient.factors, nodes[ingredient.id], iris)
        if ingredient.id in subcategories:
            nodes[ingredient.id].add("skos:broadMatch", iri(iris.category(subcategories[ingredient.id])))
        broader[ingredient.id] = (f"class/{ingredient.drug_class}",)
    for name in vocabulary.names.values():
        if name.id not in nodes:
            nodes[name.id] = _name(name, iris, misspelt.get(name.id, []))
            histories += _histories(name.id, name.schedules, (), nodes[name.id], iris)
            broader[name.id] = tuple(dict.fromkeys(name.ingredients)) or ("class/" + _ROOT,)
    top = _place(nodes, header.iri, broader)
    comment = _MADE.format(table="drug_classes, drug_ingredients, drug_names, drug_brands and drug_words (.tsv)")
    return document(comment, [scheme_node(header, top), *nodes.values(), *histories], iris.prefixes)


_ROOT = "drugs"


def _ingredient(ingredient: DrugIngredient, iris: Iris, misspelt: Iterable[str]) -> Node:
    node = Node(iri(iris.drug(ingredient.id)))
    node.add("a", iri(iris.term("Drug")), "skos:Concept")
    labels = _Labels(node, ingredient.label)
    labels.add("skos:altLabel", ingredient.synonyms)
    labels.add("skos:hiddenLabel", misspelt)
    node.add("imr:drugKind", string("ingredient"))
    for column, iris_of in _OUTSIDE.items():
        if value := getattr(ingredient, column):
            node.add(f"imr:{column}", string(value)).add("skos:exactMatch", iri(iris_of + value))
    for curie in ingredient.broad_match:
        prefix, _, code = curie.partition(":")
        node.add("skos:broadMatch", iri(_OUTSIDE_OF_PREFIX[prefix] + code))
    if ingredient.chebi:
        node.add("imr:chebi", string(ingredient.chebi))
        obo = "http://purl.obolibrary.org/obo/" + ingredient.chebi.replace(":", "_")
        node.add("skos:closeMatch", iri(obo))
    node.add("imr:pharmacologicClass", *map(string, ingredient.epc))
    return node


def _name(name: DrugName, iris: Iris, misspelt: Iterable[str]) -> Node:
    node = Node(iri(iris.drug(name.id)))
    node.add("a", iri(iris.term("Drug")), "skos:Concept")
    labels = _Labels(node, name.name)
    labels.add("skos:altLabel", name.aliases)
    labels.add("skos:hiddenLabel", misspelt)
    node.add("imr:drugKind", string(name.kind))
    node.add("imr:hasIngredient", *(iri(iris.drug(part)) for part in name.ingredients))
    for predicate, value in (
        ("imr:productForm", name.form),
        ("imr:productRoute", name.route),
        ("imr:productRelease", name.release),
    ):
        if value:
            node.add(predicate, string(value))
    if name.rxcui:
        node.add("imr:rxcui", string(name.rxcui)).add("skos:exactMatch", iri(_OUTSIDE["rxcui"] + name.rxcui))
    if name.withdrawn:
        node.add("imr:withdrawn", "true")
    if not name.verified and name.kind != "combination":
        node.add("skos:note", text("not in RxNorm or the NDC"))
    if name.note:
        node.add("skos:note", text(name.note))
    return node


def _histories(
    drug: str, schedules: Sequence[Schedule], factors: Sequence[MorphineFactor], node: Node, iris: Iris
) -> Iterator[Node]:
    """Nodes of their own for the schedules of a drug and its morphine factors; `node`, the drug's, points to them."""
    for number, (schedule, later) in enumerate(zip_longest(schedules, schedules[1:]), 1):
        made = _schedule(iri(iris.schedule(drug, number)), schedule, later, iris)
        node.add("imr:hasSchedule", made.subject)
        yield made
    for number, factor in enumerate(factors, 1):
        made = _factor(iri(iris.morphine_factor(drug, number)), factor, iris)
        node.add("imr:hasMorphineFactor", made.subject)
        yield made


def _schedule(subject: str, schedule: Schedule, later: Schedule | None, iris: Iris) -> Node:
    """One schedule, with the first day that it was in force and the first that it no longer was."""
    since = f" from {schedule.since}" if schedule.since else ""
    node = Node(subject).add("a", iri(iris.term("DrugSchedule"))).add("rdfs:label", text(schedule.name + since))
    node.add("imr:scheduleName", string(schedule.name))
    if schedule.since:
        node.add("imr:inForceFrom", date(schedule.since))
    if later and later.since:
        node.add("imr:inForceTo", date(later.since))
    return node


def _factor(subject: str, factor: MorphineFactor, iris: Iris) -> Node:
    """One factor, with CDC's year and the dose form or the daily dose that it is limited to."""
    bounded = 0 < factor.most < float("inf")
    above = "larger amounts" if factor.most and not bounded else ""
    scope = factor.form or (f"up to {factor.most:g} mg a day" if bounded else above)
    label = f"{factor.factor:g} (CDC {factor.vintage}{f', {scope}' if scope else ''})"
    node = Node(subject).add("a", iri(iris.term("MorphineFactor"))).add("rdfs:label", text(label))
    node.add("imr:mmeFactor", decimal(factor.factor)).add("imr:mmeFactorVintage", string(factor.vintage))
    if factor.form:
        node.add("imr:factorForm", string(factor.form))
    if bounded:
        node.add("imr:factorUpTo", decimal(factor.most))
    return node
