"""Imports run one way; docs/architecture.md draws it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BASE = {"errors", "namespaces", "resources"}
ROOMS: dict[str, set[str]] = {
    "errors": set(),
    "text": set(),
    "model": set(),
    "namespaces": {"errors"},
    "ntriples": {"namespaces"},
    "resources": {"errors"},
    "confinement": set(),
    "ending": set(),
    "documents": {"errors", "model", "text", "confinement"},
    "parse": {"model", "text"},
    "schemes": BASE | {"model", "ntriples", "text"},
    "link": {"model", "schemes", "text"},
    "rdf": {"model", "namespaces", "ntriples"},
    "imports": {"errors", "model"},
    "sparql": {"errors", "namespaces"},
    "formats": {"errors", "namespaces", "sparql"},
    "store": BASE | {"confinement", "ending", "ntriples", "sparql", "formats"},
    "query": {"sparql", "store"},
    "descriptions": BASE | {"ntriples", "sparql", "formats", "store"},
    "publication": BASE | {"ntriples", "sparql", "store", "descriptions"},
    "questions": BASE | {"sparql", "store"},
    "search": BASE | {"text", "query"},
    "tables": BASE | {"schemes", "store", "descriptions"},
    "build": BASE
    | {
        "confinement",
        "ntriples",
        "model",
        "text",
        "documents",
        "parse",
        "schemes",
        "link",
        "rdf",
        "store",
        "query",
        "descriptions",
    },
    "cli": BASE
    | {"model", "documents", "schemes", "link", "imports", "formats", "query", "questions", "store"}
    | {"tables", "build", "publication"},
    "__main__": {"cli", "ending"},
}
"""What the modules of a room may import, besides its own. A room names only rooms above it in this table."""
WEB = {"query", "questions", "descriptions", "formats", "namespaces", "errors", "search", "resources", "text"}
PURE = {"text", "ntriples", "model", "parse", "link", "rdf"}
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


def dotted(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def modules_imported(path: Path, known: set[str]) -> Iterator[str]:
    """Those of `known` that a module imports: a name that is a module itself counts as that one, not as its package."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from known & {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            whole = {f"{node.module}.{alias.name}" for alias in node.names}
            yield from known & (whole if whole & known else {str(node.module)})


def rooms(path: Path) -> set[str]:
    """The rooms of `kg` that a module imports from."""
    return {module.split(".")[1] for module in imports(path) if module.startswith("kg.")} - {"__version__"}


@pytest.mark.parametrize("path", [path for path in modules("kg") if path != ROOT / "kg" / "__init__.py"], ids=name)
def test_a_module_imports_only_what_its_room_may(path: Path) -> None:
    assert part(path) in ROOMS, f"{name(path)}: a new room needs a line in ROOMS, and one in docs/architecture.md"
    assert rooms(path) - {part(path)} <= ROOMS[part(path)]


def test_a_room_imports_only_rooms_above_it() -> None:
    order = list(ROOMS)
    assert {room: later for room, used in ROOMS.items() if (later := used - set(order[: order.index(room)]))} == {}


@pytest.mark.parametrize("package", ["kg", "web"])
def test_no_module_imports_itself_in_a_circle(package: str) -> None:
    known = {dotted(path) for path in modules(package)}
    graph = {dotted(path): set(modules_imported(path, known)) - {dotted(path)} for path in modules(package)}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(" -> ".join(error.args[1]))


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
