"""What a root calls its own: its files, and where its resources lie in Azure, as far as it says; whether two may be one."""

from __future__ import annotations

from collections.abc import Sequence

from natpin.graph.identity import Identity, agree, is_whole, says_something
from natpin.model.part import Part
from natpin.model.record import record
from natpin.model.resource import Link, Resource
from natpin.model.value import symbol
from natpin.pipeline.reading import ReadStack


@record
class Place:
    """What identifies a subnet in Azure. Each is what ``symbol`` makes of it; None for what nobody knows or, of the group
    and the subscription, for the stack's own."""

    name: str | None
    """None for any subnet of the network."""
    network: str | None
    group: str | None
    subscription: str | None

    def may_be(self, other: Place) -> bool:
        """Whether two may be one subnet: nothing known of both differs, and the name of the subnet or of the network
        says of both, in part at least, that they are."""
        pairs = ((self.name, other.name), (self.network, other.network))
        return self.agrees(other) and any(says_something(one) and says_something(two) for one, two in pairs)

    def shared(self, other: Place) -> tuple[str, ...]:
        """What is known of both and the same, of two that are certainly one: the names of both are written out."""
        pairs = ((self.name, other.name), (self.network, other.network), (self.group, other.group))
        same = tuple(one for one, two in pairs if one is not None and one == two and is_whole(one))
        return same if self.name in same and self.network in (None, *same) and self.agrees(other) else ()

    def agrees(self, other: Place) -> bool:
        """False where something known of both differs."""
        return all(
            agree(one, two)
            for one, two in (
                (self.name, other.name),
                (self.network, other.network),
                (self.group, other.group),
                (self.subscription, other.subscription),
            )
        )


def known_in(parts: Sequence[Part]) -> Identity:
    """What is known of the resources of a stack."""
    known = Identity()
    known.by_address.update((part.address, part) for part in parts if isinstance(part, Resource))
    return known


def place_of(resource: Resource, known: Identity) -> Place:
    """Where a subnet lies; of another type, its own name stands for the subnet's."""
    return Place(
        known.name_of(resource.name),
        known.name_of(resource.parent),
        known.name_of(known.group_of(resource)),
        symbol(known.subscription_of(resource)),
    )


def own_files(stack: ReadStack) -> set[str]:
    """The files that a stack holds: a script that it runs is no other root, though it may be run by itself as well."""
    return {stack.stack.root, *(part.at.path for part in stack.parts if isinstance(part, Resource | Link))}
