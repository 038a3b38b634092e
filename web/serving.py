"""The site under a production server: what `imr serve` runs."""

from __future__ import annotations

import argparse
import logging
import os
import sys
import threading
from contextlib import suppress

from flask import Flask

from kg.errors import ImrError, InputError
from kg.namespaces import DEFAULT_BASE
from kg.query import PUBLIC, QueryLimits, allowing, open_door
from kg.resources import resource
from web.app import create_app
from web.connections import Patience, answer_until_stopped, listen
from web.hosts import known_hosts, public_root
from web.settings import SiteSettings
from web.state import KEY

__all__ = ["run_serve", "serve"]

_THREADS = 8


def run_serve(arguments: argparse.Namespace) -> int:
    """``imr serve``."""
    store = arguments.store or os.environ.get("IMR_STORE") or "imr-store"
    limits = allowing(PUBLIC, [*arguments.allow_service, *os.environ.get("IMR_ALLOW_SERVICE", "").split()])
    with open_door(store, limits, arguments.workers) as door:
        base = os.environ.get("IMR_BASE_IRI") or str(door.release.manifest.get("base_iri") or DEFAULT_BASE)
        app = create_app(door, base_iri=base, settings=_settings(arguments, limits))
        threading.Thread(target=_warm, args=(app,), daemon=True).start()
        what = f"release {door.release.id} of {store}"
        serve(app, arguments.host, arguments.port, what, arguments.trust_proxy)
    return 0


def _settings(arguments: argparse.Namespace, limits: QueryLimits) -> SiteSettings:
    told = arguments.public_url or os.environ.get("IMR_PUBLIC_URL")
    public_url = public_root(told) if told else None
    hosts = known_hosts(arguments.host, public_url)
    return SiteSettings(ontology=resource("ontology"), limits=limits, public_url=public_url, hosts=hosts)


def _warm(app: Flask) -> None:
    """Make the index of names before the first visitor searches; what fails here is told to whoever searches."""
    with suppress(ImrError):
        app.extensions[KEY].entity_source.entities()


def serve(
    app: Flask, host: str = "127.0.0.1", port: int = 8000, what: str = "the graph", proxy: str | None = None
) -> None:
    """Serve `app` until the process is told to stop, under waitress (https://docs.pylonsproject.org/projects/waitress/).

    `proxy` is the address of a reverse proxy whose forwarding headers are believed. Raises `InputError` where the
    address can't be listened on.
    """
    try:
        server = listen(
            app,
            Patience(),
            host=host,
            port=port,
            threads=_THREADS,
            ident="imr-kg",
            clear_untrusted_proxy_headers=True,
            trusted_proxy=proxy,
            trusted_proxy_headers={"x-forwarded-proto", "x-forwarded-host"} if proxy else set(),
        )
    except (OSError, ValueError) as error:
        raise InputError(f"{host}:{port}: {error}; choose another --host or --port") from error
    print(f"serving {what} on http://{host}:{port}/ (Ctrl-C ends it)", file=sys.stderr, flush=True)
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # it tells of every request that waits
    try:
        answer_until_stopped(server)
    finally:
        server.close()
