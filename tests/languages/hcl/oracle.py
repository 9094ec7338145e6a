"""What tree-sitter-hcl and our parser each see in a file, in one form, so that they can be compared.

Run over any folder: ``python tests/languages/hcl/oracle.py FOLDER...`` prints every difference.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import tree_sitter
import tree_sitter_hcl

from natpin.languages.hcl import Source, decode, top_blocks
from natpin.languages.hcl.ast import (
    Binary,
    Body,
    Call,
    Conditional,
    For,
    Index,
    ObjectOf,
    Template,
    TemplateFor,
    TemplateIf,
    Traversal,
    TupleOf,
    Unary,
)

Fact = tuple[object, ...]
"""Conditionals are told by where their second operand begins: tree-sitter-hcl leans ``a ? b : c ? d : e`` to the
left, HCL to the right, and that place is the same either way."""

_OPERATORS = frozenset(["||", "&&", "==", "!=", "<", ">", "<=", ">=", "+", "-", "*", "/", "%"])

_PARSER = tree_sitter.Parser(tree_sitter.Language(tree_sitter_hcl.language()))


def ours(text: str) -> set[Fact]:
    """Facts about a file by our parser; a block that does not parse gives a ``problem``."""
    facts: set[Fact] = set()
    sliced = top_blocks(Source("t.tf", text))
    for error in sliced.errors:
        facts.add(("problem", error.offset))
    for block in sliced.blocks:
        body = block.body()
        if body is None:
            assert block.problem is not None
            facts.add(("problem", block.problem.offset))
            continue
        facts.add(("block", block.type, block.labels, block.start, block.end))
        facts.update(_body(body))
    return {_placed(fact, text) for fact in facts}


def _placed(fact: Fact, text: str) -> Fact:
    """A conditional's place without the parentheses that may stand there."""
    if fact[0] != "conditional":
        return fact
    offset = fact[1]
    assert isinstance(offset, int)
    return "conditional", re.compile(r"(?:[(\s]|#.*|//.*)*").match(text, offset).end()  # type: ignore[union-attr]


def _body(body: Body) -> Iterator[Fact]:
    for attribute in body.attributes.values():
        yield "attribute", attribute.name, attribute.start, attribute.end
        yield from _expression(attribute.expression)
    for block in body.blocks:
        yield "block", block.type, block.labels, block.start, block.end
        yield from _body(block.body)


def _expression(node: object) -> Iterator[Fact]:
    match node:
        case Binary():
            yield "binary", node.operator, node.start, node.end
            yield from _each(node.left, node.right)
        case Unary():
            yield "unary", node.operator, node.start, node.end
            yield from _expression(node.operand)
        case Conditional():
            yield "conditional", node.then.start
            yield from _each(node.condition, node.then, node.otherwise)
        case Call():
            yield "call", node.name, len(node.arguments), node.start, node.end
            yield from _each(*node.arguments)
        case TupleOf():
            yield "tuple", len(node.items), node.start, node.end
            yield from _each(*node.items)
        case ObjectOf():
            yield "object", len(node.items), node.start, node.end
            for key, value in node.items:
                yield from _each(key, value)
        case For():
            yield "for", node.start, node.end
            yield from _each(node.collection, node.result, node.key_result, node.condition)
        case Traversal():
            yield from _expression(node.source)
            yield from _each(
                *(step.key for step in node.steps if isinstance(step, Index) and not step.legacy)
            )
        case Template():
            yield from _each(*node.parts)
        case TemplateIf():
            yield from _each(node.condition, *node.then, *node.otherwise)
        case TemplateFor():
            yield from _each(node.collection, *node.body)
        case _:
            pass


def _each(*nodes: object) -> Iterator[Fact]:
    for node in nodes:
        yield from _expression(node)


def theirs(text: str) -> set[Fact] | None:
    """Facts about a file by tree-sitter-hcl; None when it finds an error anywhere in it."""
    data = text.encode()
    tree = _PARSER.parse(data)
    if tree.root_node.has_error:
        return None
    if len(data) == len(text):
        offsets: list[int] | range = range(len(data) + 1)
    else:
        offsets = [index for index, character in enumerate(text) for _ in character.encode()] + [len(text)]
    facts: set[Fact] = set()
    pending = [tree.root_node]
    while pending:
        node = pending.pop()
        facts.update(_tree_fact(node, data, offsets))
        pending.extend(node.children)
    return {_placed(fact, text) for fact in facts}


def _tree_fact(node: tree_sitter.Node, data: bytes, offsets: list[int] | range) -> Iterator[Fact]:
    def said(child: tree_sitter.Node) -> str:
        return data[child.start_byte : child.end_byte].decode()

    span = offsets[node.start_byte], offsets[node.end_byte]
    named = node.named_children
    match node.type:
        case "block":
            words = [child for child in named if child.type in ("identifier", "string_lit")]
            labels = tuple(re.sub(r'^"|"$', "", said(word)) for word in words[1:])
            yield "block", said(words[0]), labels, *span
        case "attribute":
            yield "attribute", said(named[0]), *span
        case "binary_operation":
            operator = next(said(child) for child in node.children if said(child) in _OPERATORS)
            yield "binary", operator, *span
        case "unary_operation":
            yield "unary", said(node.children[0]), *span
        case "conditional":
            operands = [child for child in named if child.type == "expression"]
            yield "conditional", offsets[operands[1].start_byte]
        case "function_call":
            arguments = [child for child in named if child.type == "function_arguments"]
            count = (
                sum(child.type == "expression" for child in arguments[0].named_children) if arguments else 0
            )
            yield "call", said(named[0]), count, *span
        case "tuple":
            yield "tuple", sum(child.type == "expression" for child in named), *span
        case "object":
            yield "object", sum(child.type == "object_elem" for child in named), *span
        case "for_expr":
            yield "for", *span
        case _:
            pass


def compare(text: str) -> tuple[set[Fact], set[Fact]] | None:
    """What only we see and what only tree-sitter sees; None where tree-sitter gives up."""
    other = theirs(text)
    if other is None:
        return None
    mine = ours(text)
    return mine - other, other - mine


def main(folders: list[str]) -> int:
    """Compare every ``.tf`` file under some folders; prints the differences and a tally."""
    files = equal = gave_up = 0
    for folder in folders:
        for path in sorted(Path(folder).rglob("*.tf")):
            if not path.is_file():
                continue
            files += 1
            text, _ = decode(path.read_bytes())
            difference = compare(text)
            if difference is None:
                gave_up += 1
                print(
                    f"{path}: tree-sitter sees an error; ours: {sorted(map(str, (f for f in ours(text) if f[0] == 'problem')))}"
                )
            elif not any(difference):
                equal += 1
            else:
                print(
                    f"{path}: only ours {sorted(map(str, difference[0]))[:5]} only theirs {sorted(map(str, difference[1]))[:5]}"
                )
    print(
        f"{files} files: {equal} equal, {files - equal - gave_up} different, {gave_up} with an error for tree-sitter"
    )
    return int(files != equal + gave_up)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
