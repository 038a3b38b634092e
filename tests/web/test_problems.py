"""What a client is told when something goes wrong: as JSON (https://www.rfc-editor.org/rfc/rfc9457) or as a page."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from werkzeug.exceptions import HTTPException

from kg.errors import (
    EndpointError,
    ImrError,
    InputError,
    LimitExceeded,
    ParameterError,
    QueryError,
    QueryHeaderError,
    QueryRefused,
    QuerySyntaxError,
    StoreBusy,
    StoreError,
    StoreMissing,
)
from tests.web.conftest import SampleDoor
from web.app import create_app
from web.errors import NotOffered, OtherSite, describe_problem

TOLD = [
    (QuerySyntaxError, 400, "This is not SPARQL 1.1", "Fix the query"),
    (QueryRefused, 403, "This query is not answered here", "SELECT, ASK, CONSTRUCT or DESCRIBE"),
    (ParameterError, 400, "A value does not fit", "Correct the value"),
    (LimitExceeded, 503, "Stopped by a limit", "add LIMIT"),
    (QueryHeaderError, 500, "A named query is broken", "Tell whoever runs this site"),
    (QueryError, 400, "The query can't be answered", "Change the query"),
    (EndpointError, 502, "An endpoint did not answer", "Try again in a minute"),
    (StoreError, 503, "The graph can't be read just now", "a new release may be on its way"),
    (StoreMissing, 503, "The graph can't be read just now", "a new release may be on its way"),
    (StoreBusy, 503, "The graph can't be read just now", "a new release may be on its way"),
    (ImrError, 500, "This could not be done", "Tell whoever runs this site"),
]


@pytest.mark.parametrize(("kind", "status", "title", "remedy"), TOLD)
def test_an_error_is_told_with_its_cause_and_a_remedy(
    kind: type[ImrError], status: int, title: str, remedy: str
) -> None:
    problem = describe_problem(kind("line 3: what and where"))
    assert (problem.status, problem.title, problem.detail) == (status, title, "line 3: what and where")
    assert remedy in problem.remedy
    assert problem.offers == ()


@pytest.mark.parametrize(
    ("kind", "remedy"),
    [
        (QuerySyntaxError, "Fix the query at the place named and send it again."),
        (QueryRefused, "Ask with SELECT, ASK, CONSTRUCT or DESCRIBE; data is read-only."),
        (LimitExceeded, "Ask for less: name a section, drug or year, or add LIMIT. The bulk files hold everything."),
        (QueryHeaderError, "Tell whoever runs this site; its file is named above."),
        (QueryError, "Change the query as the message says."),
        (EndpointError, "Try again in a minute."),
        (StoreError, "Try again in a minute; a new release may be on its way."),
        (ImrError, "Tell whoever runs this site what you did."),
    ],
)
def test_each_remedy_word_for_word(kind: type[ImrError], remedy: str) -> None:
    assert describe_problem(kind("x")).remedy == remedy


@pytest.mark.parametrize(("host", "named"), [("evil.example", "'evil.example'"), ("x" * 101, repr("x" * 100))])
def test_a_name_of_another_site_is_told_cut_short(host: str, named: str) -> None:
    problem = describe_problem(OtherSite(host))
    assert (problem.status, problem.title) == (421, "Misdirected Request")
    assert problem.detail == f"{named} is not a name of this site"
    assert problem.remedy == "Whoever runs this site can add the name: imr serve --public-url https://NAME"


def test_what_is_not_offered_is_told_with_what_is() -> None:
    problem = describe_problem(NotOffered("image/png", [("text/html", "/a")]))
    assert (problem.status, problem.title, problem.detail) == (
        406,
        "Not in this format",
        "nothing here is served as image/png",
    )
    assert (problem.remedy, problem.offers) == ("Ask for one of these formats.", [("text/html", "/a")])


def test_an_error_of_http_without_a_number_or_words() -> None:
    problem = describe_problem(HTTPException())
    assert (problem.status, problem.detail) == (500, "Unknown Error")
    assert problem.remedy == "Start from the first page, or look for a case or name."


def test_an_error_that_nobody_foresaw_says_nothing_of_the_inside() -> None:
    problem = describe_problem(ZeroDivisionError("secret"))
    assert (problem.status, problem.title) == (500, "Something went wrong here")
    assert problem.detail == "An error that nobody foresaw; it was logged."
    assert problem.remedy == "Try again later."


def test_no_letter_error_reaches_the_web() -> None:
    """Where one does all the same, it is told like any other of the family."""
    assert describe_problem(InputError("x")).status == 500


@pytest.mark.parametrize("accept", ["text/html", "application/json", "*/*"])
def test_only_a_method_that_is_not_allowed_is_told_which_are(client: FlaskClient, accept: str) -> None:
    refused = client.delete("/sparql", headers={"Accept": accept})
    assert refused.status_code == 405
    assert {"GET", "HEAD", "OPTIONS", "POST"} == set(refused.headers["Allow"].replace(" ", "").split(","))
    assert len(refused.headers.getlist("Content-Type")) == 1
    missing = client.get("/nowhere", headers={"Accept": accept})
    assert missing.status_code == 404
    assert "Allow" not in missing.headers
    assert missing.mimetype == ("text/html" if accept == "text/html" else "application/problem+json")


def test_a_problem_as_data_has_the_fields_of_the_standard(client: FlaskClient) -> None:
    answer = client.get("/nowhere", headers={"Accept": "application/json"})
    assert set(answer.json) == {"type", "title", "status", "detail", "remedy"}
    assert (answer.json["type"], answer.json["status"], answer.json["title"]) == ("about:blank", 404, "Not Found")
    assert answer.json["remedy"] == "Start from the first page, or look for a case or name."
    assert answer.text.endswith("}\n")


def test_a_format_that_is_asked_for_by_name_gets_a_problem_as_data(client: FlaskClient) -> None:
    answer = client.get("/sparql?query=SELECT&format=json", headers={"Accept": "text/html"})
    assert (answer.status_code, answer.mimetype) == (400, "application/problem+json")
    assert client.get("/sparql?query=SELECT&format=html", headers={"Accept": "text/html"}).mimetype == "text/html"


def test_a_door_that_breaks_is_a_problem_and_is_logged(sample: str, caplog: pytest.LogCaptureFixture) -> None:
    door = SampleDoor(sample)

    def run(_: str) -> None:
        raise ZeroDivisionError("secret")

    app = create_app(door)
    door.run = run  # type: ignore[assignment, method-assign]
    answer = app.test_client().get("/page/drug/percocet", headers={"Accept": "application/json"})
    assert answer.status_code == 500
    assert answer.json is not None
    assert answer.json["title"] == "Something went wrong here"
    assert "secret" not in answer.text
    assert "unforeseen error on GET /page/drug/percocet" in caplog.text
