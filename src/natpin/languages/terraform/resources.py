"""An instance of a resource or data block: arguments evaluated one by one, everything else a reference to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from natpin.languages.hcl.ast import Attribute, Block, Body, Literal
from natpin.languages.terraform.blocks import META, nested, nested_types
from natpin.languages.terraform.expressions import evaluate_attribute
from natpin.languages.terraform.folder import Declared
from natpin.languages.terraform.scope import MAX_DEPTH, MAX_STEPS, Scope
from natpin.languages.terraform.views import ModuleView
from natpin.model.location import NOWHERE, Location
from natpin.model.record import field, mutable
from natpin.model.value import Node, Reference, Unknown, Value

_SHORT = 10_000
"""Characters. A longer text may be more than ``World.bounded`` lets pass."""


@mutable
class ResourceInstance:
    """One instance, not yet evaluated."""

    module: ModuleView
    declared: Declared
    body: Body
    address: str
    type: str
    data: bool
    scope: Scope
    conditional: Unknown | None
    _memo: dict[object, Node] = field(default_factory=dict)
    _blocks: dict[str, list[Block]] | None = None

    @property
    def key(self) -> tuple[bool, str, str]:
        """Whether it is a data source, its type and its name: by which its module knows the block."""
        return self.data, self.type, self.declared.block.labels[1]

    @property
    def blocks(self) -> dict[str, list[Block]]:
        """Nested blocks by type."""
        if self._blocks is None:
            self._blocks = nested_types(self.body)
        return self._blocks

    def written(self) -> Iterator[str]:
        """The names of what the block sets."""
        yield from (name for name in self.body.attributes if name not in META)
        yield from self.blocks

    def argument(self, name: str) -> Node | None:
        """What the block says of an argument, or its nested blocks of that type; None when it says nothing."""
        attribute = self.body.attributes.get(name)
        if attribute is not None and name not in META:
            found = self._memo.get(name)
            if found is not None:
                self.scope.world.taken(self._memo, name)
                return found
            found = self._literal(attribute)
            if found is not None:
                self._memo[name] = found
                return found
            at = attribute.source.location(attribute.start, attribute.end)
            return self.scope.world.settle(
                self._memo,
                name,
                lambda: evaluate_attribute(attribute, self.scope),
                at,
                f"{self.address}.{name}",
            )
        blocks = self.blocks.get(name)
        if blocks is not None:
            owner = Reference(self.address, "", self.declared.at)
            return self.scope.world.settle(
                self._memo,
                name,
                lambda: nested(name, blocks, self.scope, owner),
                self.declared.at,
                f"{self.address}.{name}",
            )
        return None

    def _literal(self, attribute: Attribute) -> Node | None:
        """What ``World.settle`` makes of an argument that is written as a short text, a number or a truth, as most are; None for
        all else, and where there was more work than a configuration needs."""
        expression, world = attribute.expression, self.scope.world
        if type(expression) is not Literal or world.steps >= MAX_STEPS or world.depth >= MAX_DEPTH:
            return None
        if type(expression.value) is str and len(expression.value) > _SHORT:
            return None
        world.steps += 1
        return Value(expression.value, attribute.source.location(expression.start, expression.end))

    def attribute(self, name: str, at: Location = NOWHERE) -> Node:
        """An attribute as other expressions see it: what is written, else a reference to what Azure will make."""
        found = self.argument(name)
        if found is None or (name == "name" and isinstance(found, Unknown)):
            return Reference(self.address, name, at)
        return found


class InstanceNode(Mapping[str, Node]):
    """A whole resource as an object."""

    def __init__(self, instance: ResourceInstance) -> None:
        self.instance = instance

    def __getitem__(self, name: str) -> Node:
        return self.instance.attribute(name, self.instance.declared.at)

    def __iter__(self) -> Iterator[str]:
        yield from self.instance.written()

    def __len__(self) -> int:
        return sum(1 for _ in self)
