"""Toy files (``*.toyaks``): a cluster in a subnet, and the NAT gateway on it, in lines of ``key=value``.

A key is ``cluster``, ``subnet`` or ``gateway`` for a name, or ``minutes`` for the gateway's idle timeout. A value in ``<…>``
is filled in when the file is used: unknown, unless ``--var`` gives it. Another key may bear on egress, so it is a doubt.

This is the smallest format there is, for whoever writes the next one. ``test_a_new_format`` puts it into a copy of natpin.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from natpin.formats.interface import Inputs, Read
from natpin.model.doubt import Doubt, Reach
from natpin.model.location import Location
from natpin.model.numbers import digits
from natpin.model.resource import CLUSTER, NAT_GATEWAY, SUBNET, Resource
from natpin.model.stack import Stack
from natpin.model.value import Node, Reference, Skipped, Unknown, Value, members, of, text
from natpin.workspace import Workspace

name = "toy"
suffixes = (".toyaks",)
workloads_only = False

_KEYS = frozenset({"cluster", "subnet", "gateway", "minutes"})
_ANYTHING = Reach(adds=True)
"""What a line that is not known may change. A format that knows more says less: ``Reach`` names types and properties."""


def claims(path: str, data: bytes) -> bool:
    """True for a file that names a cluster or a gateway."""
    return b"cluster=" in data or b"gateway=" in data


def stacks(claimed: Sequence[str], workspace: Workspace, inputs: Inputs) -> Iterator[Stack | Skipped]:
    """Each file by itself."""
    for path in claimed:
        yield Stack(name, path)


def read(stack: Stack, workspace: Workspace, inputs: Inputs) -> Iterator[Read]:
    """The cluster, its subnet and the gateway, each at the place of its line."""
    data = workspace.read(stack.root)
    if isinstance(data, Skipped):
        yield Skipped(data.path, data.reason, data.at, claims_aks=True)
        return
    written: dict[str, Node] = {}
    for number, line in enumerate(data.decode(errors="replace").splitlines(), 1):
        key, equals, value = line.partition("=")
        if not line.strip() or line.startswith("#"):
            continue
        if equals and key in _KEYS:
            written[key] = _value(key, value, Location(stack.root, number, len(key) + 2), inputs)
        else:
            keys = ", ".join(sorted(_KEYS))
            yield Doubt(f"the line {line}", Location(stack.root, number), f"lines of {keys}", _ANYTHING)
    yield from _resources(written)


def _value(key: str, value: str, at: Location, inputs: Inputs) -> Node:
    if key in inputs.variables:
        return Value(inputs.variables[key], at)
    if value.startswith("<"):
        return Unknown(f"{value} is filled in later", at, f"--var {key}=VALUE")
    return Value(value, at)


def _resources(written: Mapping[str, Node]) -> Iterator[Resource]:
    """What the lines declare, in ARM's names; each thing refers to others by their addresses."""
    cluster, subnet, gateway = (written.get(key) for key in ("cluster", "subnet", "gateway"))
    if gateway is not None:
        minutes = written.get("minutes")
        timeout = {} if minutes is None else {"idleTimeoutInMinutes": _whole(minutes)}
        yield Resource("gateway", NAT_GATEWAY, gateway, timeout, gateway.at)
    if subnet is not None:
        attached = {} if gateway is None else {"natGateway": of({"id": Reference("gateway")}, gateway.at)}
        yield Resource("subnet", SUBNET, subnet, attached, subnet.at)
    if cluster is not None:
        pool = (
            {"name": "system"} if subnet is None else {"name": "system", "vnetSubnetID": Reference("subnet")}
        )
        properties = {
            "agentPoolProfiles": [pool],
            "networkProfile": {"outboundType": "userAssignedNATGateway"},
        }
        yield Resource("cluster", CLUSTER, cluster, members(of(properties, cluster.at)), cluster.at)


def _whole(node: Node) -> Node:
    """ARM has a number where the file has digits."""
    number = digits(text(node) or "")
    return node if number is None else Value(number, node.at)
