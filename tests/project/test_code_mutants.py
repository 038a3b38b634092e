"""The changes that `make mutants` makes: each is one change, and what says nothing of behaviour is left alone."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture(scope="module")
def tool(project: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("code_mutants", project / "tools" / "code_mutants.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("source", "changed"),
    [
        ("x = a < b", ["x = a <= b"]),
        ("x = (a) in (b)", ["x = (a) not in (b)"]),
        ("x = a < b <= c", ["x = a <= b <= c", "x = a < b < c"]),
        ("x = a and b or c", ["x = a and b and c", "x = a or b or c"]),
        ("x = a - 1", ["x = a + 1", "x = a - 2"]),
        ("x += 1", ["x -= 1", "x += 2"]),
        ("x = not a", ["x = a"]),
        ("x = True", ["x = False"]),
        ("x = 'ä' + y", ['x = "" + y']),
        ("x = [y for y in z if y]", ["x = [y for y in z if True]"]),
        ("if a:\n    b()", ["if True:\n    b()", "if False:\n    b()", "if a:\n    pass"]),
        ("for x in y:\n    break", ["for x in y:\n    continue"]),
        ("def f():\n    return x", ["def f():\n    return None"]),
        ("raise X", ["pass"]),
    ],
)
def test_each_change_is_one_change(source: str, changed: list[str], tool: ModuleType) -> None:
    assert [mutant.text for mutant in tool.mutants_of(source)] == changed


@pytest.mark.parametrize(
    "source",
    [
        '"""A docstring."""',
        "def f(x: int = y) -> bool: ...",
        '__all__ = ["a"]',
        "from a import b",
        "if TYPE_CHECKING:\n    from a import b",
        "x = f'{a!r} and words'",
        "class A(B):\n    x: str",
        "@f(1)\ndef g(): ...",
    ],
)
def test_what_says_nothing_of_behaviour_is_left_alone(source: str, tool: ModuleType) -> None:
    assert list(tool.mutants_of(source)) == []


def test_a_change_knows_the_lines_that_an_interpreter_may_name(tool: ModuleType) -> None:
    source = "def f(x):\n    y = g(\n        x < 1,\n    )\n    if (\n        x\n        == 2\n    ):\n        h()\n"
    found = {(mutant.before, mutant.line, mutant.first, mutant.last) for mutant in tool.mutants_of(source)}
    assert {("<", 3, 2, 4), ("==", 7, 6, 7), ("h()", 9, 9, 9)} <= found
