"""Small mistakes: each is one place of a module and what would stand there instead.

What is not mutated: docstrings, annotations, decorators (a cache more or less changes no result), asserts, imports, and
prose, that is text with a space in it: what is said to people is held by golden files.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import NamedTuple

COMPARISONS: dict[type[ast.cmpop], tuple[str, str]] = {
    ast.Eq: ("==", "!="), ast.NotEq: ("!=", "=="),
    ast.Lt: ("<", "<="), ast.LtE: ("<=", "<"), ast.Gt: (">", ">="), ast.GtE: (">=", ">"),
    ast.Is: (r"\bis\b", "is not"), ast.IsNot: (r"\bis\s+not\b", "is"),
    ast.In: (r"\bin\b", "not in"), ast.NotIn: (r"\bnot\s+in\b", "in"),
}  # fmt: skip
ARITHMETIC: dict[type[ast.operator], str] = {
    ast.Add: "-", ast.Sub: "+", ast.Mult: "+", ast.FloorDiv: "*", ast.Div: "*", ast.Mod: "*", ast.Pow: "*",
}  # fmt: skip
PASSED_OVER = ("annotation", "returns", "decorator_list", "type_params", "bases", "keywords")


class Mutant(NamedTuple):
    """A mistake. Places count in bytes from the start of the module."""

    line: int
    start: int
    end: int
    instead: str
    kind: str
    inside: bool
    """Within a function that runs whenever a test calls it: not when the module is imported, not once for all tests."""

    def applied(self, source: bytes) -> bytes:
        """The module with the mistake in it."""
        return source[: self.start] + self.instead.encode() + source[self.end :]


def mutants(source: bytes) -> list[Mutant]:
    """Every mistake that is made in a module, in the order of its lines; ones that do not parse are left out."""
    found = sorted(set(_Walk(source).module()), key=lambda each: each[:4])
    return [each for each in found if _parses(each.applied(source))]


def _parses(source: bytes) -> bool:
    try:
        compile(source, "<mutant>", "exec", dont_inherit=True)
    except (SyntaxError, ValueError):
        return False
    return True


class _Walk:
    def __init__(self, source: bytes) -> None:
        self.source = source
        self.lines = [0]
        for line in source.splitlines(keepends=True):
            self.lines.append(self.lines[-1] + len(line))

    def module(self) -> Iterator[Mutant]:
        yield from self.body(ast.parse(self.source).body, inside=False)

    def body(self, statements: list[ast.stmt], *, inside: bool) -> Iterator[Mutant]:
        for statement in statements:
            yield from self.statement(statement, inside)

    def statement(self, node: ast.stmt, inside: bool) -> Iterator[Mutant]:
        if isinstance(node, ast.Import | ast.ImportFrom | ast.Assert | ast.Raise) or _is_prose(node):
            return
        if isinstance(node, ast.Assign) and not inside and _is_alias(node.value):
            return
        if ast.unparse(node).startswith(("if TYPE_CHECKING", "__all__")):
            return
        yield from self.whole(node, inside)
        deeper = inside or (isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and not _remembers(node))
        for name, value in ast.iter_fields(node):
            if name in PASSED_OVER:
                continue
            for child in value if isinstance(value, list) else [value]:
                if isinstance(child, ast.stmt):
                    yield from self.statement(child, deeper)
                elif isinstance(child, ast.match_case):
                    yield from self.case(child, deeper)
                elif isinstance(child, ast.AST):
                    yield from self.expression(child, inside)

    def case(self, node: ast.match_case, inside: bool) -> Iterator[Mutant]:
        for child in ast.walk(node.pattern):
            if isinstance(child, ast.Constant):
                yield from self.expression(child, inside)
        if node.guard is not None:
            yield self.make(node.guard, f"not ({self.text(node.guard)})", "negate", inside)
            yield from self.expression(node.guard, inside)
        yield from self.body(node.body, inside=inside)

    def whole(self, node: ast.stmt, inside: bool) -> Iterator[Mutant]:
        """A statement that is not made, a branch not taken, an answer not given."""
        match node:
            case ast.Return(value=ast.AST() as value) if ast.unparse(value) != "None":
                yield self.make(value, "None", "return None", inside)
            case ast.Expr(value=ast.Call() | ast.Yield() | ast.YieldFrom()) | ast.AugAssign():
                yield self.make(node, "pass", "drop", inside)
            case ast.Continue() | ast.Break():
                yield self.make(node, "pass", "drop", inside)
            case ast.If(test=test) | ast.While(test=test):
                yield self.make(test, f"not ({self.text(test)})", "negate", inside)
                yield self.make(test, "False", "drop branch", inside)
            case ast.Assign(targets=[ast.Subscript() | ast.Attribute()]):
                yield self.make(node, "pass", "drop", inside)

    def expression(self, node: ast.AST, inside: bool) -> Iterator[Mutant]:
        if isinstance(node, ast.JoinedStr):
            return  # what is said to people, and its pieces have no places of their own
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ("TypeVar", "cast"):
            return
        yield from self.here(node, inside)
        deeper = inside or isinstance(node, ast.Lambda)
        for name, value in ast.iter_fields(node):
            if name in ("annotation", "returns"):
                continue
            for child in value if isinstance(value, list) else [value]:
                if isinstance(child, ast.AST):
                    yield from self.expression(child, deeper)

    def here(self, node: ast.AST, inside: bool) -> Iterator[Mutant]:
        match node:
            case ast.Constant(value=bool() as data):
                yield self.make(node, str(not data), "constant", inside)
            case ast.Constant(value=int() as data):
                yield self.make(node, str(data + 1), "constant", inside)
            case ast.Constant(value=str() as data) if data and " " not in data.strip():
                yield self.make(node, repr(data + "!"), "string", inside)
            case ast.Compare(left=left, ops=[only], comparators=[right]):
                yield self.compared(left, only, right, inside)
            case ast.BoolOp(op=operator, values=values):
                word = " or " if isinstance(operator, ast.And) else " and "
                yield self.make(node, word.join(f"({self.text(one)})" for one in values), "and/or", inside)
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                yield self.make(node, f"({self.text(operand)})", "negate", inside)
            case ast.BinOp(left=left, op=operator, right=right) if type(operator) in ARITHMETIC:
                instead = f"({self.text(left)} {ARITHMETIC[type(operator)]} {self.text(right)})"
                yield self.make(node, instead, "arithmetic", inside)
            case ast.IfExp(test=test):
                yield self.make(test, f"not ({self.text(test)})", "negate", inside)
            case ast.comprehension(ifs=tests):
                for test in tests:
                    yield self.make(test, f"not ({self.text(test)})", "negate", inside)
                    yield self.make(test, "True", "drop branch", inside)
            case ast.Dict(keys=keys, values=values):
                for key, value in zip(keys, values, strict=True):
                    if key is not None:
                        yield self.without(key, value, inside)
            case ast.Tuple(elts=[_, _], ctx=ast.Load()):
                yield from self.alone(node, inside)
            case (
                ast.Tuple(elts=elements, ctx=ast.Load())
                | ast.List(elts=elements, ctx=ast.Load())
                | ast.Set(elts=elements)
            ) if len(elements) > 1:
                for element in elements:
                    yield self.without(element, element, inside)
            case ast.Call(keywords=keywords):
                for keyword in keywords:
                    if keyword.arg is not None and keyword.arg not in ("maxsize", "strict"):
                        yield self.without(keyword, keyword, inside)  # fmt: skip

    def compared(self, left: ast.expr, operator: ast.cmpop, right: ast.expr, inside: bool) -> Mutant:
        written, instead = COMPARISONS[type(operator)]
        start, end = self.place(left)[1], self.place(right)[0]
        between = self.source[start:end].decode()
        return Mutant(
            left.end_lineno or 0, start, end, re.sub(written, instead, between, count=1), "comparison", inside
        )

    def alone(self, pair: ast.Tuple, inside: bool) -> Iterator[Mutant]:
        """A tuple of two with either left out: still a tuple."""
        for element, other in zip(pair.elts, reversed(pair.elts), strict=True):
            start, end = self.place(pair)
            yield Mutant(element.lineno, start, end, f"({self.text(other)},)", "leave out", inside)

    def without(self, first: ast.AST, last: ast.AST, inside: bool) -> Mutant:
        """An element left out, with the comma behind it."""
        start, end = self.place(first)[0], self.place(last)[1]
        comma = re.match(rb"\s*,", self.source[end:])
        end += comma.end() if comma else 0
        return Mutant(first.lineno, start, end, "", "leave out", inside)  # type: ignore[attr-defined]

    def make(self, node: ast.AST, instead: str, kind: str, inside: bool) -> Mutant:
        start, end = self.place(node)
        return Mutant(node.lineno, start, end, instead, kind, inside)  # type: ignore[attr-defined]

    def place(self, node: ast.AST) -> tuple[int, int]:
        start = self.lines[node.lineno - 1] + node.col_offset  # type: ignore[attr-defined]
        return start, self.lines[node.end_lineno - 1] + node.end_col_offset  # type: ignore[attr-defined]

    def text(self, node: ast.AST) -> str:
        start, end = self.place(node)
        return self.source[start:end].decode()


def _is_alias(value: ast.expr) -> bool:
    """``tuple[str | None, ...]``, ``A | B``: a name for a type, which only a type checker looks at."""
    union = isinstance(value, ast.BinOp) and isinstance(value.op, ast.BitOr)
    return union or (isinstance(value, ast.Subscript) and isinstance(value.value, ast.Name | ast.Attribute))


def _remembers(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Whether only the first call runs the body."""
    return any("cache" in ast.unparse(decorator) for decorator in node.decorator_list)


def _is_prose(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
