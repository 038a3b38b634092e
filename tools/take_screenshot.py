"""Take the README's picture again: ``python tools/take_screenshot.py STORE``, over a store of the example letters.

Needs the extra `test` (Playwright, and Pillow that reportlab brings) and a Chromium: IMR_CHROMIUM, or one on the path.
"""

from __future__ import annotations

import io
import os
import shutil
import sys
import threading
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright
from werkzeug.serving import make_server

from kg.query import open_door
from kg.resources import resource
from web.app import create_app
from web.settings import SiteSettings

PICTURE = Path(__file__).parents[1] / "docs" / "case-page.png"
PAGE = "/page/case/CM17-9000204"
LIT = "#decision-1 .verdict a.src"
"""What is clicked, so that its words are lit in the letter."""

_COLORS = 64


def main(store: str) -> None:
    """Write `PICTURE`: a case, one of its decisions, and the lit words that say how it came out."""
    with open_door(store, workers=1) as door:
        server = make_server("127.0.0.1", 0, create_app(door, settings=SiteSettings(ontology=resource("ontology"))))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            taken = _taken(f"http://127.0.0.1:{server.server_port}{PAGE}")
        finally:
            server.shutdown()
            server.server_close()
    picture = Image.open(io.BytesIO(taken)).convert("RGB").quantize(_COLORS)
    picture.save(PICTURE, optimize=True)
    print(f"{PICTURE}: {PICTURE.stat().st_size // 1024} KiB")


def _taken(address: str) -> bytes:
    with sync_playwright() as driver:
        path = os.environ.get("IMR_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
        browser = driver.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": 1200, "height": 800})
        page.goto(address)
        page.locator(LIT).click()
        page.locator("#decision-1").evaluate("each => window.scrollBy(0, each.getBoundingClientRect().top - 84)")
        page.locator("mark:target").evaluate(
            "each => { const paper = each.closest('.paper');"
            " paper.scrollTop += each.getBoundingClientRect().top - paper.getBoundingClientRect().top - 150 }"
        )
        taken = page.screenshot()
        browser.close()
    return taken


if __name__ == "__main__":
    main(sys.argv[1])
