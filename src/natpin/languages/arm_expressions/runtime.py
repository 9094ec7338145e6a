"""Objects that know more than was written: a declared resource, as expressions see it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

from natpin.languages.arm_expressions.texts import joined
from natpin.model.location import Location
from natpin.model.value import SCALARS, Node, Reference, Unknown, Value


class Lazy(Mapping[str, Node]):
    """An object whose members are evaluated when they are asked for, each once."""

    def __init__(self, names: Mapping[str, Callable[[], Node]]) -> None:
        self._evaluations = names
        self._known: dict[str, Node] = {}

    def __getitem__(self, name: str) -> Node:
        if name not in self._known:
            evaluation = self._evaluations[name]
            self._known[name] = Unknown(f"{name} refers to itself")
            try:
                self._known[name] = evaluation()
            except BaseException:
                del self._known[name]
                raise
        return self._known[name]

    def get(self, name: str, default: Any = None) -> Any:  # most who ask do so for what is not there
        return self[name] if name in self._evaluations else default

    def __iter__(self) -> Iterator[str]:
        return iter(self._evaluations)

    def __len__(self) -> int:
        return len(self._evaluations)

    def __contains__(self, name: object) -> bool:
        return name in self._evaluations


class Runtime(Mapping[str, Node]):
    """A part of a resource: what is written of it, and for the rest references to the deployed resource."""

    def __init__(self, written: Mapping[str, Node], address: str, path: str, id_: Node) -> None:
        self.written = written
        self.address = address
        self.path = path
        """Where in the resource this is: ``""``, ``properties``, ``properties.subnets[0]``."""
        self.id = id_
        """The id of the resource; for an element of a list of named parts, the id of that part."""

    def naming(self, nested: Mapping[str, Callable[[], Node]]) -> Runtime:
        """This resource, with what a statement that only looks it up nests in it: ``outer::inner`` finds that there."""
        if not nested:
            return self
        names: dict[str, Callable[[], Node]] = {
            name: partial(self.written.__getitem__, name) for name in self.written
        }
        return Runtime(Lazy(names | dict(nested)), self.address, self.path, self.id)

    def __getitem__(self, name: str) -> Node:
        return self._part(self.written[name], f"{self.path}.{name}" if self.path else name, name)

    def __iter__(self) -> Iterator[str]:
        return iter(self.written)

    def __len__(self) -> int:
        return len(self.written)

    def __contains__(self, name: object) -> bool:
        return name in self.written

    def _part(self, node: Node, path: str, name: str) -> Node:
        if type(node) is Value and type(node.data) in SCALARS:  # nearly always
            return node
        match node:
            case Value(data=Runtime()):
                return node  # another resource, nested in this one
            case Value(data=Mapping() as members, at=at, origin=origin):
                return Value(Runtime(members, self.address, path, self.id), at, origin)
            case Value(data=tuple() as elements, at=at, origin=origin):
                return Value(
                    tuple(self._element(e, f"{path}[{i}]", name) for i, e in enumerate(elements)), at, origin
                )
            case _:
                return node

    def _element(self, node: Node, path: str, collection: str) -> Node:
        """Azure gives every named part of a resource (subnet, ip configuration) an id below the resource's own."""
        if not (isinstance(node, Value) and isinstance(node.data, Mapping)):
            return node
        name = node.data.get("name")
        id_ = self.id if name is None else joined((self.id, Value(f"/{collection}/"), name), node.at)
        return Value(Runtime(node.data, self.address, path, id_), node.at, node.origin)

    def beyond(self, name: str, at: Location) -> Node:
        """A member that was not written: the id of a named part, or what only the deployed resource knows."""
        if name.lower() == "id" and self.path.endswith("]"):
            return self.id
        return Reference(self.address, f"{self.path}.{name}" if self.path else name, at)
