"""What an inventory is made of: groups, and the hosts that tasks add to them.

Source: Ansible documentation, "How to build your inventory", "add_host".
"""

from __future__ import annotations

from collections.abc import Mapping

from natpin.model.location import Location
from natpin.model.record import field, mutable, record
from natpin.model.value import Node, items, text


@mutable
class Group:
    """A group of an inventory."""

    hosts: dict[str, None] = field(default_factory=dict)
    children: dict[str, None] = field(default_factory=dict)
    variables: dict[str, Node] = field(default_factory=dict)


@record
class Added:
    """A host that a task adds to the inventory (``add_host``, ``group_by``)."""

    host: str | None
    """None where it is not known, or not whether it is added."""
    groups: tuple[str, ...]
    variables: Mapping[str, Node]
    at: Location


ADD_HOST_NAMES = ("name", "hostname", "host")
ADD_HOST_GROUPS = ("groups", "group", "groupname")
"""Options of ``add_host`` and their other names; what else it is given are variables (Ansible documentation, "add_host")."""


def texts_of(node: Node) -> list[str | None]:
    """The names that a text with commas or a list holds; None for one that is not known."""
    found: list[str | None] = []
    for each in items(node) or (node,):
        said = text(each)
        found += [one.strip() for one in said.split(",")] if said is not None else [None]
    return found
