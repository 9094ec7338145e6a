"""Tables from a provider's argument names to ARM's property names, and what reads them.

A table names, per Terraform argument, the dotted ARM path and the conversion. Where a provider renamed an argument
between versions both spellings stand in the table, the newer one first: the first that is written wins.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TypeAlias

from natpin.model.location import NOWHERE, Location
from natpin.model.record import field, mutable, record, replace
from natpin.model.value import Node, PropertyPath, Reference, Unknown, Value, is_absent

Convert: TypeAlias = "Callable[[Node], Node | None]"


def as_is(node: Node) -> Node | None:
    """No conversion."""
    return node


INSIDE: dict[Convert, tuple[str, ...]] = {}
"""What a conversion writes below its property, for those that make objects: ``@writes`` says it."""


def writes(*inside: str) -> Callable[[Convert], Convert]:
    """Say of a conversion what the objects that it makes hold."""

    def said(convert: Convert) -> Convert:
        INSIDE[convert] = inside
        return convert

    return said


@record
class To:
    """An argument that becomes one ARM property."""

    path: str
    convert: Convert = as_is


@record
class Block:
    """A nested block that occurs at most once; its arguments land under ``path``."""

    path: str
    table: Table


@record
class Blocks:
    """A nested block that may be repeated; becomes a list of objects."""

    path: str
    table: Table


Table: TypeAlias = "Mapping[str, To | Block | Blocks]"


@mutable
class _Branch:
    """An object under construction."""

    at: Location
    members: dict[str, Node | _Branch] = field(default_factory=dict)


def translate(arguments: Mapping[str, Node], table: Table, at: Location = NOWHERE) -> dict[str, Node]:
    """A block's arguments in ARM's words. What was not written, or written as null, is absent."""
    root = _Branch(at)
    _fill(root, arguments, table)
    return {name: _frozen(member) for name, member in root.members.items()}


def block(node: Node | None) -> Value | Unknown | None:
    """The one object of a block that occurs at most once; None when it does not occur."""
    if isinstance(node, Unknown) and node.sure is not None and node.sure.data:
        node = node.sure  # there is at most one, so it is the one that is certain
    if isinstance(node, Value) and isinstance(node.data, tuple):
        node = node.data[0] if node.data else None
        if isinstance(node, Value) and node.data is None:  # an empty block, as plans write it
            return Value({}, node.at, node.origin)
    match node:
        case None | Value(data=None):
            return None
        case Value(data=Mapping()):
            return node
        case Reference():
            return Unknown(f"comes from {node.target}", node.at, "terraform show -json")
        case Unknown():
            return node
        case _:
            return Unknown("is not a block", node.at)


def arm_path(table: Table, written: str) -> str | None:
    """A Terraform argument path such as ``network_profile[0].outbound_type`` in ARM's words; None if not in it."""
    names = [name for name in PropertyPath.parse(written).names if not name.isdigit()]
    found: list[str] = []
    for position, name in enumerate(names):
        entry = table.get(name)
        if entry is None:
            return None
        found.append(entry.path)
        if isinstance(entry, To):
            break
        if position + 1 < len(names):
            table = entry.table
    return ".".join(part for part in found if part) or None


def _fill(branch: _Branch, arguments: Mapping[str, Node], table: Table) -> None:
    for name, entry in table.items():
        node = arguments.get(name)
        if node is None or is_absent(node):
            continue
        match entry:
            case To(path, convert):
                converted = _converted(node, convert)
                if converted is not None and not is_absent(converted):
                    _put(branch, path, converted)
            case Block(path, inner):
                found = block(node)
                if isinstance(found, Unknown):
                    # what is known of the block's list is nothing that is known of each of its arguments
                    whole = replace(found, sure=None, each=None)
                    for leaf in _leaves(inner):
                        _put(branch, f"{path}.{leaf}" if path else leaf, whole)
                elif found is not None and isinstance(found.data, Mapping):
                    under = _open(branch, path, found.at)
                    if under is not None:
                        _fill(under, found.data, inner)
            case Blocks(path, inner):
                _put(branch, path, _objects(node, inner))


def _converted(node: Node, convert: Convert) -> Node | None:
    """A value converted, or what is certain of one."""
    if isinstance(node, Unknown) and node.sure is not None:
        sure = convert(node.sure)
        return replace(node, sure=sure if isinstance(sure, Value) else None)
    return convert(node)


def _objects(node: Node, table: Table) -> Node:
    if isinstance(node, Unknown):
        sure = _objects(node.sure, table) if node.sure is not None else None
        each = _object(node.each, table) if node.each is not None else None
        return replace(node, sure=sure if isinstance(sure, Value) else None, each=each)
    if not isinstance(node, Value):
        return node
    elements = node.data if isinstance(node.data, tuple) else (node,)
    return Value(tuple(_object(element, table) for element in elements), node.at, node.origin)


def _object(node: Node, table: Table) -> Node:
    if isinstance(node, Value) and isinstance(node.data, Mapping):
        return Value(translate(node.data, table, node.at), node.at, node.origin)
    return node


def _leaves(table: Table) -> Iterator[str]:
    """Every ARM path that a table may set."""
    for entry in table.values():
        if isinstance(entry, Block):
            yield from (f"{entry.path}.{leaf}" if entry.path else leaf for leaf in _leaves(entry.table))
        else:
            yield entry.path


def paths(table: Table) -> Iterator[str]:
    """Every ARM path that a table may set, inside of lists too (``subnets[].natGateway``)."""
    for entry in table.values():
        match entry:
            case To(path):
                inside = INSIDE.get(entry.convert, ("",))
                yield from (path + each for each in inside)
            case Block(path, inner):
                yield from (f"{path}.{leaf}" if path else leaf for leaf in paths(inner))
            case Blocks(path, inner):
                yield from (f"{path}[].{leaf}" for leaf in paths(inner))


def _open(branch: _Branch, path: str, at: Location) -> _Branch | None:
    """The object at a path, made if need be; None where something known already stands in its place."""
    for name in PropertyPath.parse(path).names:
        member = branch.members.setdefault(name, _Branch(at))
        if not isinstance(member, _Branch):
            return None
        branch = member
    return branch


def _put(branch: _Branch, path: str, node: Node) -> None:
    """Set a property unless an earlier spelling set it already."""
    *parents, last = PropertyPath.parse(path).names
    under = _open(branch, ".".join(parents), node.at)
    if under is not None:
        under.members.setdefault(last, node)


def _frozen(member: Node | _Branch) -> Node:
    if isinstance(member, _Branch):
        return Value({name: _frozen(child) for name, child in member.members.items()}, member.at)
    return member
