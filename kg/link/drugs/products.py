"""Names that stand together for one product: combinations, compounds, and a brand with its generic in brackets."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from kg.link.drugs.drug_names import DrugHit

__all__ = ["Product", "products"]

_AMOUNT = r"(?:[\d.,]+\s*(?:mg|mcg|g|gm|%|percent|units?)?\s*(?:[/-]\s*[\d.,]+\s*(?:mg|mcg|%)?)*)"
_FORM = r"(?:(?:er|xr|sr|xl|dr|ec|ir|cr|tablets?|tabs?|capsules?|caps?|hcl|hbr|powder|usp|cream|gel|patch)\W{0,2})?"
_TIGHT = re.compile(rf"\W{{0,2}}{_FORM}{_AMOUNT}?\s*\)?\s*(?:[/+&\-–]|w/)\s*{_AMOUNT}?\s*")
_LOOSE = re.compile(rf"\s*{_FORM}\(?{_AMOUNT}?\)?\s*(?:,\s*(?:and|&)?|;|and|with|plus|in|w/?|\.)\s*{_AMOUNT}?\s*")
_FIGURE = re.compile(r"\s*\(?\d{1,2}(?:\.\d+)?\)?\s*")
"""A figure without a unit between two parts of a compound, one of which is a short form ("Flurb 15 Cyclo 2")."""
_STRUNG = re.compile(r"\s*\(?[\d.]+\s*(?:%|percent)\)?\s*")
_SAME = re.compile(
    rf"\s*{_FORM}{_AMOUNT}?\s*{_FORM}\s*(?:[(\[/=:–-]|aka|a\.k\.a\.|also known as|generic(?: equivalent)?(?: for| of)?"
    rf"|brand name)\s*(?:generic(?: for| of)?|brand(?: name)?|aka|or|i\.e\.,?)?[\s:]*"
)
_BRACKET = re.compile(
    r"\s*(?:compound(?:ed)?|cream|lotion|patch(?:es)?|gel|ointment)?\s*(?:#?\s?[\d.]+\s?(?:ml|gm?s?|grams?|oz)?)?\s*[(\[:]"
    rf"\s*{_AMOUNT}?\s*"
)
_PERCENT = re.compile(r"\s*\(?[\d.]+\s*(?:%|percent)")
_TOPICAL = re.compile(r"\W*[\w.% ]{0,12}?(?:cream|creme|gel|ointment|lotion|compound|topical|transdermal)")
_SENTENCE_END = ". "
_CLOSE = re.compile(r"\s*[)\]]")


@dataclass(slots=True)
class Product:
    """One drug product: the names that stand for it, and the ingredients that they come to."""

    hits: list[DrugHit]
    ingredients: tuple[str, ...] = ()
    compound: bool = False
    spelled_out: list[str] = field(default_factory=list)
    plain: bool = True

    def __post_init__(self) -> None:
        """Note whether all of its names are ingredients' own."""
        self.plain = all(hit.entry.plain for hit in self.hits)

    @property
    def start(self) -> int:
        """Where the first of its names begins."""
        return self.hits[0].start

    @property
    def end(self) -> int:
        """Where the last of its names ends."""
        return self.hits[-1].end

    @property
    def lead(self) -> DrugHit:
        """The name that says most: a product's own name before an ingredient's."""
        return next((hit for hit in self.hits if not hit.entry.plain), self.hits[0])

    def take(self, hit: DrugHit) -> None:
        """Add a name and what it stands for."""
        self.hits.append(hit)
        self.plain = self.plain and hit.entry.plain
        self.ingredients += tuple(part for part in hit.entry.ingredients if part not in self.ingredients)


def products(low: str, hits: Sequence[DrugHit], known: frozenset[frozenset[str]], heading: bool) -> list[Product]:
    """Group the names of a lower-case text into products; `known` are the sets of ingredients sold together."""
    found: list[Product] = []
    for hit in hits:
        last = found[-1] if found else None
        if last is None or not _joined(low, last, hit, known, heading):
            found.append(Product([hit], hit.entry.ingredients))
    found = [product for product in found if not all(hit.entry.short for hit in product.hits) or _shorts(low, product)]
    return _compounds(low, found) if heading else found


def _shorts(low: str, product: Product) -> bool:
    """Whether a product named by short forms alone is one: at least two of them."""
    return len(product.hits) > 1 and len(product.ingredients) > 1 and low[product.start - 1 : product.start] != "/"


def _joined(low: str, product: Product, hit: DrugHit, known: frozenset[frozenset[str]], heading: bool) -> bool:
    gap = low[product.end : hit.start]
    if len(gap) > 60 or (not heading and _SENTENCE_END in gap):
        return False
    have, more = set(product.ingredients), set(hit.entry.ingredients)
    if _spells_out(product, gap, hit):
        product.spelled_out += [part for part in hit.entry.ingredients if part not in product.spelled_out]
        product.hits.append(hit)
        return True
    if more and (more <= have or have <= more) and _SAME.fullmatch(gap):
        product.take(hit)
        return True
    if not (hit.entry.plain and product.plain):
        return False
    together = frozenset(have | more)
    percent = "%" in gap or bool(_PERCENT.match(low, hit.end))
    loose = (percent or (heading and together in known)) and (_LOOSE.fullmatch(gap) or _STRUNG.fullmatch(gap))
    strung = heading and (hit.entry.short or product.hits[-1].entry.short) and bool(_FIGURE.fullmatch(gap))
    if _TIGHT.fullmatch(gap) or loose or strung or (together in known and gap.strip() in ("with", "w/", "")):
        product.compound = product.compound or percent or strung
        product.take(hit)
        return True
    return False


def _spells_out(product: Product, gap: str, hit: DrugHit) -> bool:
    """Whether the name is part of the bracket that spells out a kit or an ambiguous name."""
    lead = product.hits[0].entry
    open_to_it = lead.choices or (lead.name is not None and lead.name.kind == "kit")
    if not open_to_it or not hit.entry.plain:
        return False
    if not product.spelled_out:
        return bool(_BRACKET.fullmatch(gap))
    return bool(_TIGHT.fullmatch(gap) or _LOOSE.fullmatch(gap))


def _compounds(low: str, found: list[Product]) -> list[Product]:
    """Join a list of ingredients that ends in a topical form ("ketoprofen, lidocaine and baclofen cream")."""
    joined: list[Product] = []
    run: list[Product] = []
    for at, product in enumerate(found):
        run.append(product)
        following = found[at + 1] if at + 1 < len(found) else None
        gap = low[product.end : following.start] if following else ""
        if following and _plain(product) and _plain(following) and _LOOSE.fullmatch(gap) and "#" not in gap:
            continue
        joined += _merge(low, run)
        run = []
    return joined


def _plain(product: Product) -> bool:
    return product.plain


def _merge(low: str, run: list[Product]) -> list[Product]:
    if len(run) < 2 or not _TOPICAL.match(low, run[-1].end):
        return run
    whole = run[0]
    for product in run[1:]:
        for hit in product.hits:
            whole.take(hit)
    whole.compound = True
    return [whole]
