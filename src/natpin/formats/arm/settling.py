"""Values and references as the rest of natpin knows them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from natpin.formats.arm.together import Identity, identity_of
from natpin.formats.arm.world import InstanceView
from natpin.languages.arm_expressions.scope import Effort
from natpin.languages.arm_expressions.texts import as_segment
from natpin.model.record import record, replace
from natpin.model.resource import CLUSTER
from natpin.model.value import SCALARS, Node, Reference, Unknown, Value, member, members, text
from natpin.model.value import symbol as identity

MAX_NODES = 50_000
"""Values in one resource. A cluster has some hundreds."""


def is_looked_up(instance: InstanceView) -> bool:
    """True for ``existing``, and for a cluster without node pools: that switches on an addon of one that is there.

    A new cluster needs a system pool, unless it is an Automatic one (AKS, "managedClusters" template reference).
    """
    if instance.declaration.existing or instance.type.lower() != CLUSTER.lower():
        return instance.declaration.existing
    properties = member(instance.content, "properties")
    if (
        isinstance(properties, Unknown | Reference)
        or member(members(properties), "agentPoolProfiles") is not None
    ):
        return False
    tier = member(members(member(instance.content, "sku")), "name")
    return tier is None or (text(tier) or "automatic").lower() != "automatic"


@record
class Known:
    """The addresses that may be referred to."""

    addresses: frozenset[str]
    aliases: Mapping[str, str]
    """A resource that is only looked up, or declared again, to the first declaration of the same one."""
    first: Mapping[Identity, InstanceView]
    lookups: frozenset[int]
    """The instances that are only looked up, by their identity as objects."""
    identities: Mapping[int, Identity | None]
    """What makes each instance the same as another, likewise."""

    @classmethod
    def of(cls, found: Sequence[InstanceView]) -> Known:
        first: dict[Identity, InstanceView] = {}
        aliases: dict[str, str] = {}
        lookups = frozenset(id(instance) for instance in found if is_looked_up(instance))
        identities: dict[int, Identity | None] = {}
        for instance in sorted(found, key=lambda each: id(each) in lookups):
            own = identities[id(instance)] = identity_of(instance)
            if own is not None and own in first:
                aliases[instance.address] = first[own].address
            elif own is not None:
                first.setdefault(own, instance)
        addresses = frozenset(instance.address for instance in found)
        return cls(addresses, aliases, first, lookups, identities)

    def is_looked_up(self, instance: InstanceView) -> bool:
        """Whether one of them is only looked up."""
        return id(instance) in self.lookups

    def knows(self, above: tuple[str | None, ...], names: Sequence[Node]) -> InstanceView | None:
        """The resource of a type, a subscription and a group (``above``) that has these names."""
        return self.first.get((*above, *(identity(name) for name in names)))

    def speaks_for_itself(self, instance: InstanceView) -> bool:
        """False for a resource that is declared elsewhere in the stack."""
        return instance.address not in self.aliases

    def address(self, target: str) -> str | None:
        """Where a reference leads; None for what bears on no egress."""
        return self.aliases.get(target, target) if target in self.addresses else None


class Settling:
    """Values as the rest of natpin knows them: plain dicts, and no reference to what is not declared."""

    def __init__(self, effort: Effort, known: Known) -> None:
        self.effort = effort
        self.known = known
        self.left = MAX_NODES

    def node(self, node: Node) -> Node:
        """The node, settled. Raises TooMuchWork."""
        self.effort.spend()
        self.left -= 1
        if self.left < 0:
            return Unknown(f"the resource has more than {MAX_NODES} values", node.at)
        if type(node) is Value and type(node.data) in SCALARS:  # nearly always
            return node
        match node:
            case Value(data=Mapping() as found):
                return Value({name: self.node(found[name]) for name in found}, node.at, node.origin)
            case Value(data=tuple() as elements):
                return Value(tuple(self.node(element) for element in elements), node.at, node.origin)
            case Reference():
                return self._reference(node)
            case Unknown(parts=parts) if any(isinstance(part, Reference) for part in parts):
                settled = [self._reference(p) if isinstance(p, Reference) else p for p in parts]
                pieces = tuple(
                    as_segment(p) if isinstance(p, Unknown) and not p.parts else p for p in settled
                )
                return replace(node, parts=pieces)
            case _:
                return node

    def _reference(self, node: Reference) -> Reference | Unknown:
        address = self.known.address(node.target)
        if address is not None:
            return Reference(address, node.attribute, node.at)
        reason = f"{node.attribute} of {node.target} is known only once it is deployed"
        return Unknown(reason, node.at, "--azure")
