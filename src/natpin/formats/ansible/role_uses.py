"""Roles as plays and roles name them, and which naming of a role Ansible takes for another one's repetition.

Sources: Ansible documentation, "Roles", "Running a role multiple times in one play"; ansible-core 2.19,
``playbook/role/__init__.py`` (``_get_hash_dict``), ``executor/play_iterator.py``.
"""

from __future__ import annotations

from collections.abc import Mapping

from natpin.formats.ansible.keywords import OF_A_ROLE
from natpin.model.record import mutable, record
from natpin.model.value import Node, Reference, Unknown, Value, members


@record
class RoleUse:
    """A role under ``roles`` or ``dependencies``: ``{role: net, when: attach, size: 3, vars: {…}}``."""

    named: Node
    parameters: Mapping[str, Node]
    """Written beside the role's name."""
    vars: Mapping[str, Node]
    said: Mapping[str, Node]
    """All that is written there: ``when``, ``tags``."""


def role_use(node: Node) -> RoleUse:
    """A role as it is named in a list."""
    said = members(node)
    if not said:
        return RoleUse(node, {}, {}, {})
    named = said.get("role") or said.get("name") or Value(None, node.at)
    parameters = {name: one for name, one in said.items() if name not in OF_A_ROLE}
    return RoleUse(named, parameters, members(said.get("vars")), said)


@mutable
class Ran:
    """Whether a role has run a task in a play; only then it is not run again."""

    surely: bool = False
    perhaps: bool = False

    def task(self, forks: int) -> None:
        """One of its tasks ran, under so many conditions that are not known."""
        if forks == 0:
            self.surely = True
        else:
            self.perhaps = True


def written_alike(node: Node | None) -> object:
    """Something to compare what is written with: the same for two that differ only in where they stand."""
    match node:
        case Value(data=Mapping() as data):
            return tuple(sorted((name, written_alike(one)) for name, one in data.items()))
        case Value(data=tuple() as listed):
            return ("list", tuple(map(written_alike, listed)))
        case Value(data=data):
            return (type(data).__name__, repr(data))
        case Unknown(reason=reason, at=at):
            return ("unknown", reason, str(at))
        case Reference():
            return ("reference", repr(node))
    return None
