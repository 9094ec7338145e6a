"""Properties that tell which of them are read: how it is known what judging reads off resources.

``Resource.get`` tells its whole path, whether anything stands there or not. What is read in other ways, an element of a
list or a member of an object that was handed on, is told by the objects themselves: each knows its own path.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from natpin.graph.index import Index
from natpin.model.record import replace
from natpin.model.resource import AGENT_POOL, CLUSTER, ROUTE, ROUTE_TABLE, SUBNET, VIRTUAL_NETWORK, Resource
from natpin.model.value import Node, Value

Read = set[tuple[str, str]]
"""ARM types, each with the path of a property."""

INSIDE = {
    (CLUSTER, "agentPoolProfiles[]"): AGENT_POOL,
    (ROUTE_TABLE, "routes[]"): ROUTE,
    (VIRTUAL_NETWORK, "subnets[]"): SUBNET,
}
"""Lists whose elements are resources themselves. What is read off them is read off that type."""

NO_PROPERTIES = ("", "id", "name", "?", "[].id", "[].name", "[].?")
"""What identifies a resource or an element of a list, and the mark of an element that may not be there."""

ONLY_TOLD = "natpin.policy.wording"
"""The module that puts objects into words: it tries names that objects of the kind need not have."""


class Telling(dict[str, Node]):
    """An object of ARM whose members tell when they are read."""

    def __init__(self, members: Mapping[str, Node], read: Read, type_: str, path: str = "") -> None:
        super().__init__()
        self._read, self._type, self._path = read, type_, path
        for name, node in members.items():
            super().__setitem__(name, self._telling(node, self._at(name)))

    def _at(self, name: str) -> str:
        return f"{self._path}.{name}" if self._path else name

    def _telling(self, node: Node, path: str) -> Node:
        if not isinstance(node, Value):
            return node
        if isinstance(node.data, Mapping):
            return replace(node, data=Telling(node.data, self._read, self._type, path))
        if isinstance(node.data, tuple):
            return replace(node, data=tuple(self._telling(each, f"{path}[]") for each in node.data))
        return node

    def get(self, name: str, default: Any = None) -> Any:
        if sys._getframe(1).f_globals["__name__"] != ONLY_TOLD:
            self._read.add((self._type, self._at(name)))
        return super().get(name, default)


@contextmanager
def recording() -> Iterator[Read]:
    """What is read off the resources of every graph that is made in the block."""
    read: Read = set()
    plain_get, plain_add = Resource.get, Index.add

    def get(self: Resource, path: str) -> Node | None:
        read.add((self.type, path))
        return plain_get(self, path)

    def add(self: Index, resource: Resource) -> None:
        properties = Telling(dict(resource.properties), read, resource.type)
        plain_add(self, replace(resource, properties=properties))

    with patch.object(Resource, "get", get), patch.object(Index, "add", add):
        yield read


def told(read: Read) -> dict[str, set[str]]:
    """The properties of ARM that were read, by type: the longest paths, of references the property that holds them."""
    found: dict[str, set[str]] = {}
    for type_, path in read:
        for (whole, within), inner in INSIDE.items():
            if type_ == whole and path.startswith(f"{within}."):
                type_, path = inner, path.removeprefix(f"{within}.")
        path = path.removesuffix(".id").removesuffix("[]")
        last = path[path.rfind("[]") :] if "[]" in path else path
        if type_.startswith("Microsoft.") and last not in NO_PROPERTIES:
            found.setdefault(type_, set()).add(path)
    return {
        type_: {path for path in paths if not any(_below(path, other) for other in paths)}
        for type_, paths in found.items()
    }


def _below(path: str, other: str) -> bool:
    return other.startswith((f"{path}.", f"{path}[]"))
