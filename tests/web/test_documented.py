"""docs/web.md tells of every route and every format."""

from __future__ import annotations

import re
from pathlib import Path

from flask import Flask

from kg.formats import FORMATS

GUIDE = (Path(__file__).parents[2] / "docs" / "web.md").read_text(encoding="utf-8")


def test_every_route_is_documented(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        route = re.sub(r"<(?:path:)?filename>", "<path>", str(rule)).replace("<path:", "<")
        route = re.sub(r"<any\([^)]*\):", "<", route)
        assert f"`{route}" in GUIDE, route


def test_every_format_is_documented() -> None:
    for each in FORMATS:
        assert f"`{each.name}`" in GUIDE
        assert f"`{each.media_type}`" in GUIDE
