"""The values of one resource of a plan. What the plan leaves unknown is filled from the configuration's expressions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from natpin.formats.terraform_plan.configuration import (
    DEEPEST,
    Configuration,
    Plain,
    Site,
    mapping,
    sequence,
)
from natpin.model.location import Location
from natpin.model.record import record
from natpin.model.value import (
    EXPLICIT,
    Node,
    Origin,
    Reference,
    Unknown,
    Value,
)

_AFTER_APPLY = "known only after apply"
_LISTS = ("_ids", "_ranges")
"""Endings of arguments that hold lists of what other resources give."""
_SETTLE = "terraform show -json of the state after apply"


@record
class ResourceValues:
    """How one resource's values are read."""

    configuration: Configuration
    site: Site | None
    defaulted: Origin
    at: Location
    data: bool
    """A data source: what nobody wrote was read from Azure, and is neither default nor left to compute."""

    def block(
        self, values: Mapping[str, Node], unknown: Plain, written: Plain | None, depth: int = 0
    ) -> dict[str, Node]:
        """The arguments of a resource or block. ``written`` is None where the configuration shows nothing: all of
        a state, and dynamic blocks."""
        found: dict[str, Node] = {}
        certain = written is not None and not self.data
        for name in dict.fromkeys((*values, *unknown)):
            expression = None if written is None else written.get(name)
            node = self._argument(
                name, values.get(name), unknown.get(name, False), expression, certain, depth
            )
            if node is not None:
                found[name] = node
        return found

    def _argument(
        self, name: str, node: Node | None, unknown: Any, expression: Any, certain: bool, depth: int
    ) -> Node | None:
        if depth > DEEPEST:
            return Unknown("is nested too deeply", self.at)
        if unknown is True:
            if expression is None:
                return None if certain else Unknown(_AFTER_APPLY, self.at, _SETTLE)
            return self._referred(name, expression)
        match node, unknown:
            case Value(data=dict() as inner), _:
                return self._object(name, inner, node, unknown, expression, certain, depth)
            case Value(data=tuple()), _:
                return self._list(name, node, unknown, expression, certain, depth)
            case None, _:
                return None
            case Value(data=None), _ if expression is None:
                return None
            case Value(data=data), _ if expression is None and certain:
                return None if data == "" else Value(data, node.at, self.defaulted)
            case _:
                return node

    def _object(
        self,
        name: str,
        inner: Mapping[str, Node],
        node: Value,
        unknown: Any,
        expression: Any,
        certain: bool,
        depth: int,
    ) -> Node | None:
        if expression is None and certain and not inner:
            return None
        # An object argument has one expression for all its members.
        found: dict[str, Node] = {}
        for key in dict.fromkeys((*inner, *mapping(unknown))):
            member = self._argument(
                key, inner.get(key), mapping(unknown).get(key, False), expression, certain, depth + 1
            )
            if member is not None:
                found[key] = member
        return Value(found, node.at, self._origin(expression, certain))

    def _list(
        self, name: str, node: Value, unknown: Any, expression: Any, certain: bool, depth: int
    ) -> Node | None:
        elements = node.data if isinstance(node.data, tuple) else ()
        unknowns = list(sequence(unknown))
        blocks = [item for item in sequence(expression) if isinstance(item, dict)]
        if not elements and not unknowns:
            return None if expression is None else node
        if all(item is True for item in unknowns) and unknowns and isinstance(expression, dict):
            return self._elements(name, expression, len(unknowns), node)
        # Several blocks may be a set, in an order of its own: then nothing says which block an element is.
        aligned = len(blocks) == max(len(elements), len(unknowns)) == 1
        found: list[Node] = []
        for position in range(max(len(elements), len(unknowns))):
            element = elements[position] if position < len(elements) else None
            missing = unknowns[position] if position < len(unknowns) else False
            if (
                isinstance(element, Value)
                and isinstance(element.data, dict)
                and not isinstance(expression, dict)
            ):
                written = blocks[0] if aligned else None
                inner = self.block(element.data, mapping(missing), written, depth + 1)
                found.append(Value(inner, element.at))
            else:
                read = self._argument(name, element, missing, expression, certain, depth + 1)
                found.append(read if read is not None else Value(None, self.at))
        return Value(tuple(found), node.at, self._origin(expression, certain))

    def _elements(self, name: str, expression: Plain, count: int, node: Value) -> Node:
        """A list of ids of which none is known yet: the instances referred to, if there are as many."""
        references = self._references(name, expression)
        if references is not None and len(references) == count:
            return Value(tuple(references), node.at)
        return Value(tuple(Unknown(_AFTER_APPLY, self.at, _SETTLE) for _ in range(count)), node.at)

    def _referred(self, name: str, expression: Any) -> Node:
        references = self._references(name, expression)
        if references and name.endswith(_LISTS):
            return Value(tuple(references), self.at)
        if references is not None and len(references) == 1:
            return references[0]
        candidates = " or ".join(reference.target for reference in (references or [])[:3])
        return Unknown(_AFTER_APPLY + (f": {candidates}" if candidates else ""), self.at, _SETTLE)

    def referred(self, expression: Plain) -> list[Reference]:
        """Whatever an expression may refer to, by its id."""
        targets = self.configuration.targets(expression, self.site) if self.site is not None else None
        return [Reference(target.address, "id", self.at) for target in targets or ()]

    def _references(self, name: str, expression: Any) -> list[Reference] | None:
        if self.site is None or not isinstance(expression, dict):
            return None
        targets = self.configuration.targets(expression, self.site)
        if targets is None:
            return None
        found: dict[str, Reference] = {}
        for target in targets:
            attribute = target.attribute or ("name" if name.endswith("_name") else "id")
            if (
                attribute == "subnet"
            ):  # an inline subnet, picked out of the set by an index the plan does not show
                attribute = "subnet.0.id"
            elif name.endswith(("_id", "_ids")) and "." not in attribute:
                attribute = "id"
            found.setdefault(target.address, Reference(target.address, attribute, self.at))
        return list(found.values())

    def _origin(self, expression: Any, certain: bool) -> Origin:
        return self.defaulted if expression is None and certain else EXPLICIT
