"""No module over 400 lines, no function over 40: a part that outgrows this is two parts."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MODULES = sorted([*(ROOT / "kg").rglob("*.py"), *(ROOT / "web").rglob("*.py")])


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_a_module_has_at_most_400_lines(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_a_function_has_at_most_40_lines(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    long = {node.name: node.end_lineno - node.lineno + 1 for node in functions if node.end_lineno}
    assert {function: lines for function, lines in long.items() if lines > 40} == {}


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_nothing_catches_everything(path: Path) -> None:
    handlers = [n for n in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(n, ast.ExceptHandler)]
    blanket = [
        n.lineno for n in handlers if n.type is None or getattr(n.type, "id", "") in {"Exception", "BaseException"}
    ]
    if path == ROOT / "web" / "errors.py":
        assert len(blanket) <= 1, "the web's last handler is the only one"
    else:
        assert blanket == []
