"""What modules give back (``RETURN`` in their documentation): ids and names, and what only Azure knows."""

from __future__ import annotations

from collections.abc import Mapping

from natpin.formats.az.cli.identity import Identity
from natpin.formats.az.cli.kinds import VNET
from natpin.formats.az.cli.session import Session
from natpin.languages.jinja.scope import OPEN, PERHAPS
from natpin.model.location import Location
from natpin.model.value import Node, Reference, Unknown, Value, members


def perhaps_failed(result: Node, why: Unknown) -> Node:
    """What a task gives back that may have failed while the play goes on: what was printed is not known, and objects that
    stand for what was made may not be there."""
    if not isinstance(result, Value) or not isinstance(result.data, Mapping):
        return result
    found: dict[str, Node] = dict(result.data)
    for name, node in result.data.items():
        if name in _OF_COMMANDS:
            found[name] = why
        elif isinstance(node, Value) and isinstance(node.data, Mapping):
            found[name] = Value({**node.data, PERHAPS: why}, node.at)
        elif name == "results" and isinstance(node, Value) and isinstance(node.data, tuple):
            found[name] = Value(tuple(perhaps_failed(one, why) for one in node.data), node.at)
    return Value({OPEN: why, **found, "failed": why}, result.at)


_OF_COMMANDS = frozenset({"stdout", "stdout_lines", "rc"})


_ADDRESSES = {"publicIp": ("ip_address", "ipAddress"), "prefix": ("ip_prefix", "ipPrefix")}
"""By kind: under which name its module gives the address back, and ARM's (azure_rm_publicipaddress, azure_rm_publicipprefix)."""


class Results:
    """Results of modules, of what the session has made."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def answer(self, called: str, at: Location) -> Node:
        """What is only known once the module has run."""
        why = Unknown(f"what {called} gives back is only known in Azure", at)
        return Value({OPEN: why, "changed": why}, at)

    def result(self, identity: Identity, at: Location) -> Node:
        """What a module gives back of a resource: its id and names, and what only Azure knows."""
        found = self.session.state.use(identity, at, remarked=False)
        why = Unknown(f"it is only known once {found.label} is deployed", at)
        body: dict[str, Node] = {
            "id": Reference(found.address, "id", at),
            "name": identity.names[-1].node(),
            OPEN: why,
        }
        if identity.group is not None:
            body["resource_group"] = identity.group.node()
        address = _ADDRESSES.get(identity.kind.word)
        if address is not None:
            body[address[0]] = Reference(found.address, address[1], at)
        if "location" in found.properties:
            body["location"] = found.properties["location"]
        return Value({**body, "state": Value(body, at), "changed": why}, at)

    def listed(self, identity: Identity, names: tuple[str, ...], at: Location) -> Node:
        """What a module that looks a resource up gives back: a list of one, under each of these names."""
        made = self.session.state.created(identity)
        found = members(self.result(identity, at))
        body = dict(members(found["state"]))
        if not made:
            body[PERHAPS] = Unknown("whether it is there is only known in Azure", at)
        if identity.kind is VNET:
            body["subnets"] = Unknown("which subnets the network has is only known in Azure", at)
        one = Value((Value(body, at),), at)
        return Value({**dict.fromkeys(names, one), OPEN: found["changed"]}, at)
