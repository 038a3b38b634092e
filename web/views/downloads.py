"""The files of a release, and what releases there are: each has an address of its own while it is kept."""

from __future__ import annotations

from typing import IO, Any, cast

from flask import Blueprint, Response, request
from werkzeug.wsgi import wrap_file

from kg.descriptions.dataset import dataset_iri, release_triples
from kg.formats import AnswerKind, serialize
from kg.query import Release, graph_file, graph_size, other_releases
from web.errors import NoSuchThing
from web.negotiate import chosen, graph_formats
from web.pages.contexts import ChoicesPage
from web.pages.pieces import Hyperlink
from web.render import document_response, page_response
from web.state import State, state

__all__ = ["blueprint"]

blueprint = Blueprint("downloads", __name__)

_GRAPH = "graph.nt"
_FILES = {_GRAPH: "All letters and vocabularies", "about.nt": "Its description and statistics"}


@blueprint.route("/releases/<release_id>")
def release(release_id: str) -> Response:
    """What a release that is kept here holds, by VoID and DCAT, or a page with its files."""
    current = state()
    found = _kept(current, release_id)
    address = current.urls.release(release_id)
    written = chosen(
        AnswerKind.GRAPH,
        html=True,
        offers=[(each.media_type, f"{address}?format={each.name}") for each in graph_formats()],
    )
    if written is not None:
        body = serialize(release_triples(found), written.media_type, current.iris.prefixes)
        return document_response(body, written)
    files = [Hyperlink(f"{name}: {what}", current.urls.release(release_id, name)) for name, what in _FILES.items()]
    data = [Hyperlink(each.label, f"{address}?format={each.name}", each.media_type) for each in graph_formats()]
    title = f"Release {release_id} of {(found.made or '')[:10]}"
    return page_response(current, "choices.html", ChoicesPage(title, [*files, *data]))


@blueprint.route("/releases/<release_id>/<name>")
def download(release_id: str, name: str) -> Response:
    """A file of a release, in N-Triples. A download that broke off can go on (RFC 9110, section 14)."""
    current = state()
    kept = _kept(current, release_id)
    if kept.folder is None or name not in _FILES or not (name == _GRAPH or (kept.folder / name).is_file()):
        raise NoSuchThing(f"release {release_id} has no file {name}", f"It has {' and '.join(_FILES)}.")
    size = graph_size(kept) if name == _GRAPH else (kept.folder / name).stat().st_size
    file = graph_file(kept) if name == _GRAPH else (kept.folder / name).open("rb")
    body = wrap_file(request.environ, cast(IO[bytes], _ClosingFile(file)))
    response = Response(body, mimetype="application/n-triples", direct_passthrough=True)
    response.content_length = size
    response.set_etag(f"{release_id}-{name}")  # a release doesn't change, so its id is the tag of its files
    response.make_conditional(request, accept_ranges=True, complete_length=size)
    return response


class _ClosingFile:
    """A file that is sent; it closes itself where whoever asked for it went away."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)

    def __del__(self) -> None:
        self._file.close()


def _kept(current: State, release_id: str) -> Release:
    """The release of this id. Raises `NoSuchThing` where it is not kept here."""
    here = current.door.release
    found = next((each for each in (here, *other_releases(here)) if each.id == release_id and each.folder), None)
    if found is None:
        raise NoSuchThing(
            f"release {release_id} is not kept here; {here.id} is shown",
            f"{dataset_iri(current.urls.base)} has the releases that are.",
        )
    return found
