"""Imports run one way; docs/architecture.md draws it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
GENERAL = {"store", "sparql", "query", "questions", "descriptions", "formats", "search"}
ALLOWED: dict[str, set[str]] = {
    "errors": set(),
    "model": set(),
    "text": set(),
    "namespaces": {"errors"},
    "resources": {"errors"},
    "documents": {"errors", "model", "text"},
    "parse": {"model", "text"},
    "schemes": {"errors", "model", "namespaces", "resources", "text"},
    "link": {"model", "schemes", "text"},
    "rdf": {"model", "namespaces", "schemes"},
    **{name: GENERAL | {"errors", "namespaces", "resources", "text"} for name in GENERAL},
}
WEB = {"query", "questions", "descriptions", "formats", "namespaces", "errors", "search", "resources", "text"}
PURE = {"model", "parse", "link", "rdf", "text"}
IMPURE = {
    "os",
    "pathlib",
    "io",
    "socket",
    "subprocess",
    "time",
    "urllib.request",
    "http",
    "random",
    "tempfile",
    "shutil",
}


def modules(package: str) -> list[Path]:
    return sorted((ROOT / package).rglob("*.py"))


def part(path: Path) -> str:
    """The part of `kg` a module belongs to: its first name below the package."""
    return path.relative_to(ROOT / "kg").parts[0].removesuffix(".py")


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield node.module or ""
            if node.module == "kg":
                yield from (f"kg.{alias.name}" for alias in node.names)


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", modules("kg"), ids=name)
def test_a_module_imports_only_what_its_part_may(path: Path) -> None:
    allowed = ALLOWED.get(part(path))
    if allowed is None:
        pytest.skip("pipeline, command line and what serves them may import all of kg")
    ours = {module.split(".")[1] for module in imports(path) if module.startswith("kg.")}
    assert ours - {part(path), "__version__"} <= allowed


@pytest.mark.parametrize("path", modules("web"), ids=name)
def test_the_web_knows_queries_and_no_letters(path: Path) -> None:
    assert {module.split(".")[1] for module in imports(path) if module.startswith("kg.")} - {"__version__"} <= WEB


@pytest.mark.parametrize("path", modules("kg"), ids=name)
def test_nothing_imports_the_web(path: Path) -> None:
    assert not [module for module in imports(path) if module.split(".")[0] == "web"]


@pytest.mark.parametrize("path", [path for path in modules("kg") if part(path) in PURE], ids=name)
def test_the_core_does_no_input_or_output(path: Path) -> None:
    assert not set(imports(path)) & IMPURE
    calls = {
        n.func.id
        for n in ast.walk(ast.parse(path.read_text()))
        if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)
    }
    assert "open" not in calls
