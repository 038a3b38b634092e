"""Named queries as pages: the list of them, and one with its form and rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kg.query import Answer, Bindings, Boolean, Door
from kg.questions.catalog import Parameter, Query, Type, concept_finder, menu
from web.pages.cells import show, table
from web.pages.contexts import Field, QueryListPage, QueryPage
from web.pages.panels import rates
from web.pages.pieces import Cell, Hyperlink, Panel, Table
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

    def page(self, known: Query, values: Mapping[str, str], panel: Panel | None, problem: str = "") -> QueryPage:
        """The form with `values` in it, and under it the rows (`panel`) or what is wrong with a value (`problem`).

        Raises as the door does, which is asked for the menus.
        """
        fields = [self._field(known, parameter, values) for parameter in known.parameters]
        return QueryPage(known.name, known.title, known.description, fields, known.body, panel, problem)

    def rows(self, known: Query, values: Mapping[str, str]) -> Panel:
        """The rows of a query. Raises `ParameterError` and what the door raises."""
        text = known.bind(values, concept_finder(self.door))
        made = self._table(known, self.door.run(text))
        count = len(made.rows)
        return Panel(
            name="rows",
            title=f"{count} row{'' if count == 1 else 's'}",
            note="",
            kind="table",
            table=made,
            edit=self.urls.edit(text),
            csv=self.urls.query(known.name, values, "csv"),
            json=self.urls.query(known.name, values, "json"),
        )

    def _table(self, known: Query, answer: Answer) -> Table:
        if isinstance(answer, Boolean):
            return Table(("Answer",), ((Cell("yes" if answer.value else "no"),),))
        if isinstance(answer, Bindings):
            plain = table(answer, self.urls, known.label_of, self.shown_rows)
            shown = rates(answer, known.header.rate)[: len(plain.rows)]
            return Table(plain.columns, plain.rows, plain.truncated, shown)
        rows = [[show(term, self.urls) for term in triple] for triple in answer.triples[: self.shown_rows]]
        cut = answer.truncated or len(answer.triples) > self.shown_rows
        return Table(("Subject", "Property", "Value"), rows, cut)

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


def _is(option: str, given: str) -> bool:
    return bool(given) and (option == given or option.endswith(f"/{given}"))
