"""What is known of which resource something is: its name, its parent's, its group's, its subscription."""

from __future__ import annotations

from natpin.model.arm_id import parse
from natpin.model.asking import object_of
from natpin.model.resource import Resource
from natpin.model.value import Node, Reference, Value, symbol


class Identity:
    """Resources by address, and what is known of them, references seen through."""

    def __init__(self) -> None:
        self.by_address: dict[str, Resource] = {}

    def subscription_of(self, resource: Resource) -> Node | None:
        """The subscription of a resource, or of its parent or resource group; None for the stack's own."""
        for _ in range(3):
            if resource.subscription is not None:
                return resource.subscription
            above = next(
                (
                    found
                    for node in (resource.parent, resource.resource_group)
                    if isinstance(node, Reference) and (found := self.by_address.get(node.target)) is not None
                ),
                None,
            )
            if above is None:
                return None
            resource = above
        return None

    def group_of(self, resource: Resource) -> Node | None:
        """A child lives in its parent's resource group."""
        if resource.resource_group is None and isinstance(resource.parent, Reference):
            parent = self.by_address.get(resource.parent.target)
            return parent.resource_group if parent else None
        if resource.resource_group is None:
            identifier = parse(resource.parent)
            return identifier.resource_group if identifier else None
        return resource.resource_group

    def agree_on_parent(self, parent: Node | None, resource: Resource) -> bool:
        """False only when both parents are known and differ."""
        return agree(self.name_of(parent), self.name_of(resource.parent))

    def agree_on_group(self, group: Node | None, resource: Resource) -> bool:
        """False only when both resource groups are known and differ."""
        return agree(self.name_of(group), self.name_of(self.group_of(resource)))

    def name_of(self, node: Node | None) -> str | None:
        """What identifies the last name in a reference, id or name."""
        match node:
            case Reference():
                target = self.by_address.get(node.target)
                return symbol(target.name) if target else symbol(node)
            case Value(data=dict()):
                return self.name_of(object_of(node).get("id"))
        identifier = parse(node)
        if identifier is not None:
            return self.name_of(identifier.names[-1])
        return symbol(node)


def agree(left: str | None, right: str | None) -> bool:
    """Whether two symbols can be the same name: an unknown piece can be any text, what is known around it cannot."""
    if left is None or right is None or left == right:
        return True
    if is_whole(left) and is_whole(right):
        return False
    (before, after), (first, last) = _ends(left), _ends(right)
    if any("/" in end for end in (before, after, first, last)):
        return True  # the end of an id may stand for the whole
    return (
        (before.startswith(first) or first.startswith(before))
        and (after.endswith(last) or last.endswith(after))
        and not (is_whole(left) and len(left) < len(first) + len(last))
        and not (is_whole(right) and len(right) < len(before) + len(after))
    )


def is_whole(symbol_: str) -> bool:
    """True for the symbol of a text of which every piece is known."""
    return "{" not in symbol_


def says_something(symbol_: str | None) -> bool:
    """True for a symbol with a known piece at its beginning or end."""
    return symbol_ is not None and any(_ends(symbol_))


def _ends(symbol_: str) -> tuple[str, str]:
    """What is known before the first unknown piece of a symbol, and after the last; the whole twice where all is."""
    return symbol_.partition("{")[0], symbol_.rpartition("}")[2]
