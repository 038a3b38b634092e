"""One place turns whatever went wrong into a page or into JSON: what, where, what to do.

JSON problems follow RFC 9457 (https://www.rfc-editor.org/rfc/rfc9457) with `remedy` added.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass

from flask import Flask, Response, g, request
from werkzeug.exceptions import HTTPException, NotFound

from kg.errors import (
    AmbiguousName,
    AnswerCut,
    EndpointError,
    ImrError,
    LimitExceeded,
    ParameterError,
    QueryError,
    QueryHeaderError,
    QueryRefused,
    QuerySyntaxError,
    StoreError,
    UnwritableAnswer,
)
from kg.formats import HTML
from kg.questions.named_choices import Homonym
from web.accept import negotiate
from web.pages.contexts import ProblemPage
from web.pages.pieces import Hyperlink
from web.render import page_response
from web.state import state

__all__ = [
    "NoSuchThing",
    "NotOffered",
    "OtherSite",
    "ProblemDetails",
    "WhichOne",
    "asks_for_page",
    "describe_problem",
    "register",
]

PROBLEM_JSON = "application/problem+json"
_LOG = logging.getLogger(__name__)


class NoSuchThing(NotFound):
    """An address under which this release has nothing; `cause` says why, `remedy` where to look."""

    def __init__(self, cause: str, remedy: str) -> None:
        super().__init__(cause)
        self.remedy = remedy


class OtherSite(HTTPException):
    """A request under a name that this site does not answer to (https://www.rfc-editor.org/rfc/rfc9110#status.421)."""

    code = 421
    remedy = "Whoever runs this site can add the name: imr serve --public-url https://NAME"

    def __init__(self, host: str) -> None:
        super().__init__(f"{host[:100]!r} is not a name of this site")

    @property
    def name(self) -> str:
        """As RFC 9110 calls it."""
        return "Misdirected Request"


class NotOffered(HTTPException):
    """No format of the Accept header (or of ``?format=``) is served here; `offers` are (media type, URL)."""

    code = 406

    def __init__(self, asked: str, offers: Sequence[tuple[str, str]]) -> None:
        super().__init__(f"nothing here is served as {asked}")
        self.offers = offers


class WhichOne(ParameterError):
    """A name that several concepts have; `choices` are they, each with the address of the same question about it."""

    def __init__(self, asked: AmbiguousName, choices: Sequence[tuple[Homonym, str]]) -> None:
        super().__init__(f"{asked.parameter}: {asked.text!r} can mean {len(choices)} concepts; which is meant?")
        self.choices = choices


@dataclass(frozen=True, slots=True)
class ProblemDetails:
    """What a reader is told. `offers` are formats that are served, `choices` concepts of which one is to be named,
    each with the address of the same question about it.
    """

    status: int
    title: str
    detail: str
    remedy: str
    offers: Sequence[tuple[str, str]] = ()
    choices: Sequence[tuple[Homonym, str]] = ()


_KNOWN: Sequence[tuple[type[ImrError], int, str, str]] = (
    (QuerySyntaxError, 400, "This is not SPARQL 1.1", "Fix the query at the place named and send it again."),
    (
        QueryRefused,
        403,
        "This query is not answered here",
        "Ask with SELECT, ASK, CONSTRUCT or DESCRIBE; data is read-only.",
    ),
    (WhichOne, 400, "A name of several concepts", "Ask again with one of these."),
    (ParameterError, 400, "A value does not fit", "Correct the value and run the query again."),
    (
        AnswerCut,
        422,
        "Longer than a limit",
        "Add LIMIT and page through it, or leave complete=true out and take a part.",
    ),
    (
        LimitExceeded,
        503,
        "Stopped by a limit",
        "Ask for less: name a section, drug or year, or add LIMIT. The bulk files hold everything.",
    ),
    (UnwritableAnswer, 406, "Not in this format", "Ask for one of the formats that the message names."),
    (QueryHeaderError, 500, "A named query is broken", "Tell whoever runs this site; its file is named above."),
    (QueryError, 400, "The query can't be answered", "Change the query as the message says."),
    (EndpointError, 502, "An endpoint did not answer", "Try again in a minute."),
    (StoreError, 503, "The graph can't be read just now", "Try again in a minute; a new release may be on its way."),
    (ImrError, 500, "This could not be done", "Tell whoever runs this site what you did."),
)


def asks_for_page() -> bool:
    """Whether the client wants HTML rather than data: browsers do, programs don't."""
    g.negotiated = True
    if request.args.get("format", "html") != "html":
        return False
    return negotiate(request.headers.get("Accept"), [PROBLEM_JSON, "application/json", HTML]) == HTML


def describe_problem(error: Exception) -> ProblemDetails:
    """The problem behind `error`; one that nobody foresaw says nothing of the inside."""
    if isinstance(error, HTTPException):
        return _of_http(error)
    for kind, status, title, remedy in _KNOWN:
        if isinstance(error, kind):
            choices = error.choices if isinstance(error, WhichOne) else ()
            return ProblemDetails(status, title, str(error), remedy, choices=choices)
    return ProblemDetails(
        500, "Something went wrong here", "An error that nobody foresaw; it was logged.", "Try again later."
    )


def _of_http(error: HTTPException) -> ProblemDetails:
    status = error.code or 500
    detail = error.description or error.name
    if isinstance(error, NotOffered):
        return ProblemDetails(status, "Not in this format", detail, "Ask for one of these formats.", error.offers)
    remedy = (
        error.remedy
        if isinstance(error, NoSuchThing | OtherSite)
        else "Start from the first page, or look for a case or name."
    )
    return ProblemDetails(status, error.name, detail, remedy)


def register(app: Flask) -> None:
    """Let `app` answer every error through here."""
    app.register_error_handler(HTTPException, _answer_http)
    app.register_error_handler(ImrError, _answer)
    app.register_error_handler(Exception, _answer_unforeseen)


def _answer_http(error: HTTPException) -> Response | HTTPException:
    if error.code is None or error.code < 400:
        return error
    response = _answer(error)
    if error.code == 405:
        response.headers.extend(error.get_headers())
        response.headers["Content-Type"] = response.headers.getlist("Content-Type")[0]
    return response


def _answer_unforeseen(error: Exception) -> Response:
    _LOG.error("unforeseen error on %s %s", request.method, request.path, exc_info=error)
    return _answer(error)


def _answer(error: Exception) -> Response:
    problem = describe_problem(error)
    for note in getattr(error, "__notes__", ()):  # what strangers are not told: the address of a store, its own words
        _LOG.warning("%s: %s", error, note)
    if asks_for_page():
        choices = [Hyperlink(media_type, url) for media_type, url in problem.offers]
        page = ProblemPage(problem.status, problem.title, problem.detail, problem.remedy, choices)
        return page_response(state(), "problem.html", page, problem.status)
    body: dict[str, object] = {
        "type": "about:blank",
        "title": problem.title,
        "status": problem.status,
        "detail": problem.detail,
        "remedy": problem.remedy,
    }
    if problem.offers:
        body["offers"] = [{"media_type": media_type, "url": url} for media_type, url in problem.offers]
    if problem.choices:
        body["choices"] = [
            {"value": each.iri, "label": each.label, "decisions": each.decisions, "url": url}
            for each, url in problem.choices
        ]
    return Response(json.dumps(body) + "\n", problem.status, mimetype=PROBLEM_JSON)
