"""The production server."""

from __future__ import annotations

import waitress
from flask import Flask

__all__ = ["serve"]

_THREADS = 8


def serve(app: Flask, host: str = "127.0.0.1", port: int = 8000) -> None:
    """Serve `app` until interrupted, under waitress (https://docs.pylonsproject.org/projects/waitress/)."""
    waitress.serve(app, host=host, port=port, threads=_THREADS, ident="imr-kg", clear_untrusted_proxy_headers=True)
