"""Named queries as pages: the list of them, and one with its form and rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from kg.query import Bindings, Boolean, Cut, Door
from kg.questions.asking import QuestionAnswer
from kg.questions.catalog import Parameter, Query, Type, menu
from kg.questions.instead import instead, what_is_there
from kg.questions.named_choices import UsedValue
from web.pages.cells import show, table
from web.pages.contexts import Field, QueryListPage, QueryPage
from web.pages.panels import rates
from web.pages.pieces import Cell, Hyperlink, Panel, Proportion, Table
from web.urls import Urls

__all__ = ["QuestionPages", "list_page"]

_INPUTS = {Type.INTEGER: "number", Type.YEAR: "number", Type.DATE: "date"}
_FEW = 40


def list_page(questions: Iterable[Query], urls: Urls) -> QueryListPage:
    """The named queries by group."""
    groups: dict[str, list[Hyperlink]] = {}
    for known in questions:
        link = Hyperlink(known.title, urls.query(known.name), known.description)
        groups.setdefault(known.group.replace("-", " ").capitalize() or "Others", []).append(link)
    return QueryListPage(groups)


@dataclass(frozen=True, slots=True)
class QuestionPages:
    """Pages of named queries, asked of `door`; `shown_rows` rows are shown at most."""

    door: Door
    urls: Urls
    shown_rows: int

    def page(
        self,
        known: Query,
        values: Mapping[str, str],
        asked: QuestionAnswer | None,
        problem: str = "",
        overall: Proportion | None = None,
    ) -> QueryPage:
        """The form with `values` in it, and under it what came (`asked`) or what is wrong with a value (`problem`).
        `overall` is what its rates are in the whole release.

        Raises as the door does, which is asked for the menus.
        """
        fields = [self._field(known, parameter, values) for parameter in known.parameters]
        panel = self.rows(known, values, asked) if asked else None
        if panel:
            panel = replace(panel, table=replace(panel.table, overall=overall))
        used = [self._used(each) for each in asked.used] if asked else []
        return QueryPage(known.name, known.title, known.description, fields, known.body, panel, problem, used)

    def _used(self, each: UsedValue) -> Hyperlink:
        return Hyperlink(each.words, self.urls.link(each.value) if each.path else None)

    def rows(self, known: Query, values: Mapping[str, str], asked: QuestionAnswer) -> Panel:
        """The rows of what was asked. Its links ask with the IRIs that were used."""
        exact = {**values, **{each.parameter.name: each.value for each in asked.used if each.parameter.name in values}}
        made = self._table(known, asked)
        return Panel(
            name="rows",
            title=_counted(len(made.rows), asked.cut),
            note="",
            kind="table",
            table=made,
            edit=self.urls.edit(known.bind(exact)),
            csv=self.urls.query(known.name, exact, "csv"),
            json=self.urls.query(known.name, exact, "json"),
        )

    def instead(
        self, known: Query, values: Mapping[str, str], asked: QuestionAnswer, counting: Query
    ) -> list[Hyperlink]:
        """What there is where a question has no row: of the concepts it was asked with, and asked in other ways.

        Raises as the door does.
        """
        told = [Hyperlink(words) for words in what_is_there(asked.used, counting, self.door)]
        others = instead(known, values, self.door)
        return told + [Hyperlink(_capital(each.words), self.urls.query(known.name, each.values)) for each in others]

    def _table(self, known: Query, asked: QuestionAnswer) -> Table:
        answer = asked.answer
        if isinstance(answer, Boolean):
            return Table(("Answer",), ((Cell("yes" if answer.value else "no"),),))
        if isinstance(answer, Bindings):
            plain = table(answer, self.urls, known.label_of, self.shown_rows)
            shown = rates(answer, known.header.rate)[: len(plain.rows)]
            cut = Cut(len(plain.rows), len(answer.rows)) if len(plain.rows) < len(answer.rows) else None
            if asked.cut:
                cut = Cut(len(plain.rows), asked.cut.total)
            return Table(plain.columns, plain.rows, plain.truncated, shown, cut.words if cut else "")
        rows = [[show(term, self.urls) for term in triple] for triple in answer.triples[: self.shown_rows]]
        is_cut = answer.truncated or len(answer.triples) > self.shown_rows
        return Table(("Subject", "Property", "Value"), rows, is_cut)

    def _field(self, known: Query, parameter: Parameter, values: Mapping[str, str]) -> Field:
        options = menu(known, parameter, self.door)
        listed = len(options) > _FEW
        given = values.get(parameter.name, parameter.default or "")
        # An id may stand for the concept that the menu names by its IRI.
        value, words = next(((iri, words) for iri, words in options if _is(iri, given)), (given, given))
        return Field(
            name=parameter.name,
            label=parameter.label,
            hint=parameter.summary,
            value=words if listed else value,
            kind=_INPUTS.get(parameter.type, "text"),
            options=options,
            listed=listed,
            required=parameter.required,
        )


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _is(option: str, given: str) -> bool:
    return bool(given) and (option == given or option.endswith(f"/{given}"))


def _counted(shown: int, cut: Cut | None) -> str:
    if cut is None:
        return f"{shown} row{'' if shown == 1 else 's'}"
    return f"{Cut(shown, cut.total).words} rows".capitalize()
