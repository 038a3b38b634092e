"""The verb `imr serve`: its options. Flask and the server are imported when it is run."""

from __future__ import annotations

from typing import Any

__all__ = ["register"]


def register(verbs: Any) -> None:
    """Add the verb ``serve``. The command line finds this through the entry point group ``imr.verbs``."""
    parser = verbs.add_parser("serve", help="serve pages and SPARQL over HTTP")
    parser.add_argument("--store", metavar="DIR|URL", help="a store, or the address of a SPARQL 1.1 endpoint")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    parser.add_argument("--port", type=int, default=8000, help="port to listen on (default: %(default)s)")
    parser.add_argument("--workers", type=int, default=2, metavar="N", help="queries answered at once")
    parser.add_argument(
        "--allow-service",
        metavar="ADDRESS",
        action="append",
        default=[],
        help="an endpoint that queries may ask by SERVICE (again for each; also IMR_ALLOW_SERVICE, blank between)",
    )
    parser.add_argument(
        "--public-url",
        metavar="URL",
        help="the site's address for its readers, such as https://imr.example.org (also IMR_PUBLIC_URL)",
    )
    parser.add_argument(
        "--trust-proxy",
        metavar="ADDRESS",
        help="believe the X-Forwarded-Proto and X-Forwarded-Host of a proxy at this address (* for any)",
    )
    parser.set_defaults(run="web.serving:run_serve")
