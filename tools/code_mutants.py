"""Small changes to Python code, each of which a test should notice.

Found in the syntax tree, made in the text: the file keeps its lines, so that a change can be named by its place. What
says nothing of behaviour is left alone: docstrings, annotations, ``__all__``, ``__slots__``, decorators, base classes,
imports.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass

__all__ = ["CodeMutant", "mutants_of"]


@dataclass(frozen=True, slots=True)
class CodeMutant:
    """A changed file: which kind of change at which line, the words before and after, and the whole text.

    `last` is the last line of the statement (or of the condition, for one with a body) that begins at `first` and holds
    the change: an interpreter may name any of them as the one that it executes.
    """

    kind: str
    line: int
    first: int
    last: int
    before: str
    after: str
    text: str


Change = tuple[str, int, int, str]
At = Callable[[int, int], int]
Lines = tuple[int, int]
_NO_LINES = (0, 0)

_COMPARED: dict[type[ast.cmpop], str] = {
    ast.Lt: "<=",
    ast.LtE: "<",
    ast.Gt: ">=",
    ast.GtE: ">",
    ast.Eq: "!=",
    ast.NotEq: "==",
    ast.Is: "is not",
    ast.IsNot: "is",
    ast.In: "not in",
    ast.NotIn: "in",
}
_CALCULATED: dict[type[ast.operator], str] = {
    ast.Add: "-",
    ast.Sub: "+",
    ast.Mult: "/",
    ast.Div: "*",
    ast.FloorDiv: "*",
    ast.Mod: "*",
    ast.BitOr: "&",
    ast.BitAnd: "|",
}


def mutants_of(source: str) -> Iterator[CodeMutant]:
    """Every change of `source` that still compiles."""
    lines = source.splitlines(keepends=True)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line.encode()))
    raw = source.encode()

    def at(line: int, column: int) -> int:
        return starts[line - 1] + column

    for node, (first, last) in _living(ast.parse(source)):
        for kind, start, end, after in _CHANGES.get(type(node), _nothing)(node, raw, at):
            text = (raw[:start] + after.encode() + raw[end:]).decode()
            if _compiles(text):
                line = raw.count(b"\n", 0, start) + 1
                yield CodeMutant(
                    kind, line, first or line, last or line, _short(raw[start:end].decode()), _short(after), text
                )


def _short(words: str) -> str:
    return " ".join(words.split())[:80]


def _compiles(text: str) -> bool:
    try:
        compile(text, "mutant", "exec", dont_inherit=True)
    except (SyntaxError, ValueError):
        return False
    return True


def _living(tree: ast.Module) -> Iterator[tuple[ast.AST, Lines]]:
    """The nodes that do something, in the order of the text, with first and last line of their statement."""
    waiting: list[tuple[ast.AST, Lines]] = [(tree, _NO_LINES)]
    while waiting:
        node, lines = waiting.pop()
        if hasattr(node, "body") and isinstance(node, ast.stmt):
            lines = _NO_LINES
        elif lines == _NO_LINES and isinstance(node, ast.stmt | ast.expr):
            lines = (node.lineno, node.end_lineno or node.lineno)
        yield node, lines
        waiting.extend(reversed([(child, lines) for child in _children(node) if not _is_dead(child)]))


def _children(node: ast.AST) -> Iterator[ast.AST]:
    for name, value in ast.iter_fields(node):
        if name in {"annotation", "returns", "decorator_list", "type_comment", "type_params", "bases"}:
            continue
        yield from (each for each in (value if isinstance(value, list) else [value]) if isinstance(each, ast.AST))


def _is_dead(node: ast.AST) -> bool:
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return True  # a docstring, or ``...``
    if isinstance(node, ast.Assign):
        return any(isinstance(target, ast.Name) and target.id in {"__all__", "__slots__"} for target in node.targets)
    if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
        return True
    return isinstance(node, ast.Import | ast.ImportFrom | ast.JoinedStr)


def _span(node: ast.expr | ast.stmt, at: At) -> tuple[int, int]:
    assert node.end_lineno is not None
    assert node.end_col_offset is not None
    return at(node.lineno, node.col_offset), at(node.end_lineno, node.end_col_offset)


def _nothing(_: ast.AST, __: bytes, ___: At) -> Iterator[Change]:
    yield from ()


def _between(left: ast.expr, right: ast.expr, raw: bytes, at: At) -> tuple[int, int]:
    """Where the operator between two operands stands, closing and opening brackets beside it left out."""
    start, end = _span(left, at)[1], _span(right, at)[0]
    words = raw[start:end]
    trimmed = words.strip(b" ()\n\t\\")
    start += words.index(trimmed)
    return start, start + len(trimmed)


def _compare(node: ast.Compare, raw: bytes, at: At) -> Iterator[Change]:
    operands = [node.left, *node.comparators]
    for left, operator, right in zip(operands, node.ops, operands[1:], strict=False):
        yield "compare", *_between(left, right, raw, at), _COMPARED[type(operator)]


def _bool(node: ast.BoolOp, raw: bytes, at: At) -> Iterator[Change]:
    other = "or" if isinstance(node.op, ast.And) else "and"
    for left, right in zip(node.values, node.values[1:], strict=False):
        yield "and/or", *_between(left, right, raw, at), other


def _calculate(node: ast.BinOp, raw: bytes, at: At) -> Iterator[Change]:
    after = _CALCULATED.get(type(node.op))
    texts = (node.left, node.right)
    if after and not any(isinstance(each, ast.JoinedStr) or _is_text(each) for each in texts):
        yield "arithmetic", *_between(node.left, node.right, raw, at), after


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str | bytes)


def _add_up(node: ast.AugAssign, _: bytes, at: At) -> Iterator[Change]:
    if isinstance(node.op, ast.Add | ast.Sub):
        start, end = _span(node.target, at)[1], _span(node.value, at)[0]
        yield "arithmetic", start, end, " -= " if isinstance(node.op, ast.Add) else " += "


def _not(node: ast.UnaryOp, _: bytes, at: At) -> Iterator[Change]:
    if isinstance(node.op, ast.Not):
        yield "not", _span(node, at)[0], _span(node.operand, at)[0], ""


def _constant(node: ast.Constant, raw: bytes, at: At) -> Iterator[Change]:
    start, end = _span(node, at)
    value = node.value
    if isinstance(value, bool):
        yield "constant", start, end, str(not value)
    elif isinstance(value, int):
        yield "constant", start, end, str(value + 1)
    elif isinstance(value, float):
        yield "constant", start, end, str(value * 2 + 1)
    elif isinstance(value, str) and raw[start:end].startswith((b'"', b"'", b'r"', b"r'")):
        yield "constant", start, end, '""' if value else '"XX"'


def _if(node: ast.If | ast.IfExp | ast.While, _: bytes, at: At) -> Iterator[Change]:
    start, end = _span(node.test, at)
    yield "condition", start, end, "True"
    if not isinstance(node, ast.While):
        yield "condition", start, end, "False"


def _filter(node: ast.comprehension, _: bytes, at: At) -> Iterator[Change]:
    for test in node.ifs:
        yield "condition", *_span(test, at), "True"


def _return(node: ast.Return, _: bytes, at: At) -> Iterator[Change]:
    if node.value is not None and not (isinstance(node.value, ast.Constant) and node.value.value is None):
        start, end = _span(node.value, at)
        yield "return", start, end, "None"


def _statement(node: ast.Expr | ast.Raise | ast.Assign, _: bytes, at: At) -> Iterator[Change]:
    yield "statement", *_span(node, at), "pass"


def _loop(node: ast.Continue | ast.Break, _: bytes, at: At) -> Iterator[Change]:
    yield "statement", *_span(node, at), "break" if isinstance(node, ast.Continue) else "continue"


_CHANGES: dict[type[ast.AST], Callable[..., Iterator[Change]]] = {
    ast.Compare: _compare,
    ast.BoolOp: _bool,
    ast.BinOp: _calculate,
    ast.AugAssign: _add_up,
    ast.UnaryOp: _not,
    ast.Constant: _constant,
    ast.If: _if,
    ast.IfExp: _if,
    ast.While: _if,
    ast.comprehension: _filter,
    ast.Return: _return,
    ast.Expr: _statement,
    ast.Raise: _statement,
    ast.Continue: _loop,
    ast.Break: _loop,
}
