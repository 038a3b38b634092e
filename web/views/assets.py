"""Style sheet and mark of the site."""

from __future__ import annotations

from flask import Blueprint, Response, request

from web.caching import FOREVER
from web.errors import NoSuchThing
from web.site_files import Asset
from web.state import state

__all__ = ["blueprint"]

blueprint = Blueprint("assets", __name__)

_A_DAY = "public, max-age=86400"


@blueprint.route("/static/<path:name>")
def static(name: str) -> Response:
    """A file of ``web/static``. An address with its version (``?v=``) names these bytes for good."""
    current = state()
    asset = current.assets.get(name)
    if asset is None:
        raise NoSuchThing(f"the site has no file {name}", f"Start from {current.urls.to('home.home')}.")
    return _sent(asset, FOREVER if request.args.get("v") == asset.version else _A_DAY)


@blueprint.route("/favicon.ico")
@blueprint.route("/favicon.svg")
def favicon() -> Response:
    """The site's mark."""
    return _sent(state().assets["favicon.svg"], _A_DAY)


def _sent(asset: Asset, kept: str) -> Response:
    response = Response(asset.body, mimetype=asset.media_type, headers={"Cache-Control": kept})
    response.set_etag(asset.version, weak=True)
    response.make_conditional(request)
    return response
