"""What a block depends on: ``depends_on``, and the resources its arguments name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Generic, TypeVar

from natpin.languages.hcl import HclError, Source, parse_expression
from natpin.languages.hcl.ast import (
    Attr,
    Attribute,
    Body,
    Expression,
    Index,
    Literal,
    Name,
    Traversal,
    TupleOf,
)
from natpin.languages.terraform.views import ModuleView
from natpin.model.record import field_names
from natpin.model.value import Node, Reference, Unknown, Value

T = TypeVar("T")

_PROVIDERS = ("azurerm_", "azapi_")


class _OfNodes(Generic[T]):
    """What a function finds in syntax, kept: a stack is evaluated again for each answer to its questions, and its
    files stay. Nodes are told apart by identity, since comparing trees costs as much as walking them."""

    def __init__(self, find: Callable[[object], Iterable[T]]) -> None:
        self._find = find
        self._found: dict[int, tuple[object, tuple[T, ...]]] = {}

    def __call__(self, node: object) -> tuple[T, ...]:
        kept = self._found.get(id(node))
        if kept is None:
            if len(self._found) >= _MOST_KEPT:
                self._found.clear()
            kept = self._found[id(node)] = (
                node,
                tuple(self._find(node)),
            )  # the node too, so that its id stays its own
        return kept[1]


_MOST_KEPT = 20_000


def named(body: Body, module: ModuleView) -> Iterator[Reference]:
    """The Azure resources that a block's expressions name: Terraform waits for those too, also where their value
    leads on to another (``azurerm_…_association.this.subnet_id``)."""
    for name in _names(body):
        yield Reference(module.prefixed(name), "")


@_OfNodes
def _names(body: object) -> Iterator[str]:
    pending = [body]
    while pending:
        node = pending.pop()
        kind = type(node)
        if kind in _NO_SYNTAX:
            continue
        if isinstance(node, Body):  # most of what there is: its attributes are looked at before they are kept
            pending.extend(
                one for one in node.attributes.values() if one.name != "depends_on" and _may_name(one)
            )
            pending.extend(block.body for block in node.blocks)
            continue
        if isinstance(node, Attribute):
            if node.name == "depends_on" or not _may_name(node):
                continue
            node = node.expression
        if isinstance(node, Traversal) and isinstance(node.source, Name):
            step = node.steps[0] if node.steps else None
            if node.source.name.startswith(_PROVIDERS) and isinstance(step, Attr):
                yield f"{node.source.name}.{step.name}"
            pending.extend(one.key for one in node.steps if isinstance(one, Index))
        elif isinstance(node, tuple):
            pending.extend(node)
        elif isinstance(node, Mapping):
            pending.extend(node.values())
        elif not isinstance(node, Source):
            pending.extend(getattr(node, name) for name in getattr(node, "__slots__", ()))


_NO_SYNTAX = frozenset({str, int, bool, float, type(None), Literal, Name})


def _may_name(attribute: Attribute) -> bool:
    """By a look at its text: most arguments are literals, and walking their syntax costs more. JSON may escape letters."""
    source = attribute.source
    written = source.text[attribute.start : attribute.end]
    return "azurerm_" in written or "azapi_" in written or source.path.endswith(".json")


def explicit(body: Body, module: ModuleView) -> Iterator[Reference]:
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


def reached(body: Body, module: ModuleView, types: frozenset[str]) -> Iterator[Reference]:
    """Every resource of some types that a block's arguments lead to: directly, or through locals, variables and the
    outputs of modules, with what those outputs depend on.

    This is the order Terraform keeps, and more than the values show: an argument taken from
    ``azurerm_subnet_nat_gateway_association.a.subnet_id`` is the subnet's id, but waits for the association.
    """
    seen: set[object] = set()
    pending: list[tuple[Iterator[Traversal], ModuleView]] = [(iter(traversals(body)), module)]
    for _ in range(_MOST_STEPS):
        node = next(pending[-1][0], None)
        if node is None:
            pending.pop()
            if not pending:
                return
            continue
        here = pending[-1][1]
        match node:
            case Traversal(source=Name(name=first), steps=(Attr(name=second), *rest)):
                mark = here.address, first, second, str(rest[:2]) if first == here.folder.calls_as else ""
                if mark in seen:
                    continue
                seen.add(mark)
                if first in types and (False, first, second) in here.folder.resources:
                    declared = here.folder.resources[False, first, second]
                    yield Reference(here.prefixed(f"{first}.{second}"), "", declared.at)
                elif first == here.folder.calls_as:
                    found = here.calls(second)
                    for call in found[1].values() if found else ():
                        output = output_named(rest)
                        inner = call.module.folder.outputs.get(output) if call.module and output else None
                        inner_body = inner.body() if inner is not None else None
                        if inner_body is not None and call.module is not None:
                            yield from explicit(inner_body, call.module)
                            pending.append((iter(traversals(inner_body)), call.module))
                elif first == "local" and second in here.folder.locals:
                    pending.append((iter(traversals(here.folder.locals[second].expression)), here))
                elif first == "var" and here.caller is not None and second in here.given:
                    given = traversals(here.given[second].expression)
                    pending.append((iter(given), here.caller.module))  # type: ignore[arg-type]


@_OfNodes
def traversals(syntax: object) -> Iterator[Traversal]:
    """Every ``a.b`` of a block or an expression."""
    pending = [syntax]
    while pending:
        node = pending.pop()
        match node:
            case Body(attributes=attributes, blocks=blocks):
                pending.extend(each.expression for name, each in attributes.items() if name != "depends_on")
                pending.extend(block.body for block in blocks)
            case Traversal(source=Name(), steps=(Attr(), *_)):
                pending.extend(step.key for step in node.steps if isinstance(step, Index))
                yield node
            case tuple():
                pending.extend(node)
            case None | str() | int() | float():
                pass
            case _:
                pending.extend(getattr(node, name) for name in field_names(node))


_MOST_STEPS = 20_000


def output_named(steps: Sequence[object]) -> str | None:
    """The output that the steps behind ``module.x`` name, an instance's key passed over."""
    return next((step.name for step in steps[:2] if isinstance(step, Attr)), None)


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
