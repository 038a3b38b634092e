"""A real browser over a real server. Set IMR_CHROMIUM to a Chromium, or have one on the path."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator

import pytest
from werkzeug.serving import make_server

from tests.web.conftest import HERE, SampleDoor
from tests.web.test_homonyms import TWINS
from web.app import create_app
from web.settings import SiteSettings

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
]


@pytest.fixture(scope="session")
def site() -> Iterator[str]:
    texts = [(HERE / name).read_text(encoding="utf-8") for name in ("sample.ttl", "drugs.ttl")]
    app = create_app(SampleDoor(*texts, TWINS), settings=SiteSettings(ontology=HERE.parents[1] / "ontology"))
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="session")
def chromium() -> Iterator[playwright.Browser]:
    path = os.environ.get("IMR_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if not path:
        missing = "no Chromium: install it (apt-get install chromium) or name one in IMR_CHROMIUM"
        if os.environ.get("IMR_REQUIRE_BROWSER"):
            pytest.fail(missing)
        pytest.skip(missing)
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


class Tab:
    """A page that notes what went wrong in it."""

    def __init__(self, browser: playwright.Browser, site: str, **options: object) -> None:
        self.context = browser.new_context(**options)
        self.page = self.context.new_page()
        self.site = site
        self.troubles: list[str] = []
        self.page.on("console", lambda message: self._note(message.type, message.text))
        self.page.on("pageerror", lambda error: self._note("error", str(error)))
        self.page.on("request", lambda request: self._note_request(request.url))

    def _note(self, kind: str, text: str) -> None:
        if kind in {"error", "warning"}:
            self.troubles.append(text)

    def _note_request(self, url: str) -> None:
        if not url.startswith(self.site):
            self.troubles.append(f"asked {url}")

    def open(self, path: str) -> playwright.Page:
        self.page.goto(self.site + path)
        return self.page


@pytest.fixture(params=[True, False], ids=["scripts", "no-scripts"])
def tab(request: pytest.FixtureRequest, chromium: playwright.Browser, site: str) -> Iterator[Tab]:
    """A tab of a desk's width, with JavaScript and without."""
    tab = Tab(chromium, site, viewport={"width": 1280, "height": 800}, java_script_enabled=request.param)
    yield tab
    tab.context.close()
    assert tab.troubles == []


@pytest.fixture(params=["light", "dark"])
def phone(request: pytest.FixtureRequest, chromium: playwright.Browser, site: str) -> Iterator[Tab]:
    tab = Tab(chromium, site, viewport={"width": 360, "height": 740}, color_scheme=request.param)
    yield tab
    tab.context.close()
    assert tab.troubles == []
