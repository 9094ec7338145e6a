"""What a block depends on: ``depends_on``, and the resources its arguments name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from natpin.model.value import Node, Reference, Unknown, Value
from natpin.readers.terraform.hcl import HclError, Source, parse_expression
from natpin.readers.terraform.hcl.ast import Attr, Body, Expression, Literal, Name, Traversal, TupleOf

if TYPE_CHECKING:
    from natpin.readers.terraform.evaluation.module import Module


def explicit(body: Body, module: Module) -> Iterator[Reference]:
    """The addresses in a block's ``depends_on``; one of a whole resource or module stands for all its instances."""
    attribute = body.attributes.get("depends_on")
    if attribute is None or not isinstance(attribute.expression, TupleOf):
        return
    for item in attribute.expression.items:
        address = _address(item, attribute.source)
        if address is not None:
            yield Reference(module.prefixed(address), "", attribute.source.location(item.start, item.end))


def _address(expression: Expression, source: Source) -> str | None:
    if isinstance(expression, Literal) and isinstance(expression.value, str):
        # Quoted, as Terraform 0.11 and the JSON syntax write it.
        try:
            expression = parse_expression(Source(source.path, expression.value))
        except HclError:
            return None
    if not isinstance(expression, Traversal) or not isinstance(expression.source, Name):
        return None
    words = [expression.source.name]
    for step in expression.steps:
        if not isinstance(step, Attr):
            break
        words.append(step.name)
    length = 3 if words[0] == "data" else 2
    return ".".join(words[:length]) if len(words) >= length else None


def referred(attributes: Mapping[str, Node]) -> Iterator[Reference]:
    """Every resource that a block's arguments refer to, each once."""
    seen: set[str] = set()
    pending: list[Node] = list(attributes.values())
    while pending:
        node = pending.pop()
        match node:
            case Reference():
                if node.target not in seen:
                    seen.add(node.target)
                    yield Reference(node.target, "", node.at)
            case Unknown(parts=parts):
                pending.extend(part for part in parts if isinstance(part, Reference | Unknown))
            case Value(data=dict() as data):
                pending.extend(data.values())
            case Value(data=tuple() as data):
                pending.extend(data)
