"""What a block depends on: ``depends_on``, and the resources its arguments name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from natpin.model.value import Node, Reference, Unknown, Value
from natpin.readers.terraform.hcl import HclError, Source, parse_expression
from natpin.readers.terraform.hcl.ast import (
    Attr,
    Attribute,
    Body,
    Expression,
    Literal,
    Name,
    Traversal,
    TupleOf,
)

if TYPE_CHECKING:
    from natpin.readers.terraform.evaluation.module import Module


_PROVIDERS = ("azurerm_", "azapi_")


def explicit(body: Body, module: Module) -> Iterator[Reference]:
    """The addresses in a block's ``depends_on``, and the Azure resources its expressions name: Terraform waits for
    those too, also where their value leads on to another (``azurerm_…_association.this.subnet_id``).

    An address of a whole resource or module stands for all its instances.
    """
    yield from _declared(body, module)
    yield from _named(body, module)


def _named(body: Body, module: Module) -> Iterator[Reference]:
    pending: list[object] = [body]
    while pending:
        node = pending.pop()
        if isinstance(node, Attribute):
            if node.name == "depends_on":
                continue
            node = node.expression
        if isinstance(node, tuple):
            pending.extend(node)
        elif isinstance(node, Mapping):
            pending.extend(node.values())
        elif not isinstance(node, Source):
            pending.extend(getattr(node, name) for name in getattr(node, "__slots__", ()))
        if isinstance(node, Traversal) and isinstance(node.source, Name) and node.steps:
            step = node.steps[0]
            if node.source.name.startswith(_PROVIDERS) and isinstance(step, Attr):
                yield Reference(module.prefixed(f"{node.source.name}.{step.name}"), "")


def _declared(body: Body, module: Module) -> Iterator[Reference]:
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
