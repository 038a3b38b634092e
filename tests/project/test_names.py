"""One name, one thing: who reads `Kind` or imports `reading` needs no second look at which one is meant."""

from __future__ import annotations

import ast
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).parents[2]
MODULES = sorted([*(ROOT / "kg").rglob("*.py"), *(ROOT / "web").rglob("*.py")])
BOTH_SIDES = {"errors", "queries"}
"""Modules of the web that show what the module of the same name in `kg` holds."""


def test_a_class_name_is_given_once() -> None:
    places = defaultdict(list)
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                places[node.name].append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert {name: found for name, found in places.items() if len(found) > 1} == {}


def test_a_module_name_is_given_once() -> None:
    places = defaultdict(list)
    for path in MODULES:
        if not path.name.startswith("__"):
            places[path.stem].append(str(path.relative_to(ROOT)))
    assert {name: found for name, found in places.items() if len(found) > 1 and name not in BOTH_SIDES} == {}
