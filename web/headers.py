"""The headers that every answer carries: open to every origin for reading, closed to scripts, frames and sniffing."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256

from flask import Response, g, request

from web import caching

__all__ = ["allow_frame", "allow_style", "finish"]

_POLICY = (
    "default-src 'none'; style-src 'self'{style}; img-src 'self' data:; script-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_EXPOSED = "Link, Location, Vary, ETag, X-Truncated, X-Parameters, X-Instead"


def allow_style(response: Response, style: str) -> None:
    """Let the page in `response` carry the inline style sheet `style`, by its hash, and no other."""
    digest = b64encode(sha256(style.encode()).digest()).decode()
    response.headers["Content-Security-Policy"] = _POLICY.format(style=f" 'sha256-{digest}'")


def allow_frame(response: Response) -> Response:
    """Let the page in `response`, which has no scripts, stand in a frame of another site."""
    policy = _POLICY.format(style="").replace("frame-ancestors 'none'", "frame-ancestors *")
    response.headers["Content-Security-Policy"] = policy.replace("script-src 'self'", "script-src 'none'")
    return response


def finish(response: Response) -> Response:
    """Add what every answer carries. CORS: https://fetch.spec.whatwg.org/#http-cors-protocol"""
    headers = response.headers
    _stay_here(response)
    headers["Access-Control-Allow-Origin"] = "*"
    headers["Access-Control-Expose-Headers"] = _EXPOSED
    if request.method == "OPTIONS":
        headers["Access-Control-Allow-Methods"] = "GET, HEAD, POST, OPTIONS"
        headers["Access-Control-Allow-Headers"] = "Accept, Content-Type"
        headers["Access-Control-Max-Age"] = "86400"
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Referrer-Policy"] = "same-origin"
    headers.setdefault("Content-Security-Policy", _POLICY.format(style=""))
    if g.get("negotiated"):
        response.vary.add("Accept")
    return caching.finish(response)


def _stay_here(response: Response) -> None:
    """Let a redirect of the router name a path alone: the host of the request may be anyone's."""
    location = response.headers.get("Location", "")
    if location.startswith(request.host_url):
        response.headers["Location"] = "/" + location[len(request.host_url) :].lstrip("/")
