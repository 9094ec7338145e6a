"""``natpin verify --routes``: does Azure route the traffic of each pool as its configuration promises? Nothing is written."""

from __future__ import annotations

import json
from argparse import Namespace
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from natpin.commands import azure_flags, output
from natpin.commands.verify_outcome import Outcome, status
from natpin.errors import ConfigError
from natpin.model.path import EgressPath, Exit, Role
from natpin.model.record import record
from natpin.model.resource import Resource
from natpin.model.value import scalar, word

if TYPE_CHECKING:
    from natpin.azure.next_hop import NextHop
    from natpin.azure.scope import AzureScope

SCHEMA = "natpin/verify-routes/v1"

_INTERNET = ("Internet",)
_EXPECTED: Mapping[Exit, tuple[str, ...]] = {
    Exit.NAT_GATEWAY: _INTERNET,
    Exit.MANAGED_NAT_GATEWAY: _INTERNET,
    Exit.LOAD_BALANCER: _INTERNET,
    Exit.INSTANCE_PUBLIC_IP: _INTERNET,
    Exit.DEFAULT_OUTBOUND: _INTERNET,
    Exit.VIRTUAL_APPLIANCE: ("VirtualAppliance", "VirtualApplianceEcmp", "VirtualNetworkGateway"),
    Exit.NONE: ("None",),
}
"""The next hops that an exit takes. Azure's routes do not know NAT gateways and load balancers: to them, both are the Internet."""


@record
class Routed:
    """One pool: how it leaves by its configuration, and what Azure says."""

    pool: str
    outcome: Outcome
    exit: str
    hop: NextHop | None = None
    why: str = ""


def run(arguments: Namespace) -> int:
    """Ask, compare, print; the exit status. Raises ConfigError, CloudError."""
    from natpin.azure.live import estate, reads, stack_of
    from natpin.azure.next_hop import DESTINATION, look
    from natpin.commands.live import judged
    from natpin.pipeline.reading import ReadStack
    from natpin.pipeline.settings import Settings

    scope = azure_flags.scope(arguments)
    if not scope.cluster:
        raise ConfigError("natpin verify looks at one cluster: --azure SUBSCRIPTION/RESOURCE_GROUP/CLUSTER")
    to = arguments.to or DESTINATION
    with azure_flags.connected(arguments) as connection:
        found = estate(connection, scope)
        report = judged(ReadStack(stack_of(scope), reads(found)), Settings(()))
        paths = _nodes_of(report.stacks[0].clusters[0].paths, arguments.pool)
        asked = {
            name: subnet for name, path in paths.items() if (subnet := _subnet(path)) and not _without(path)
        }
        heard = look(connection, scope, found, asked, to) if asked else {}
    routed = [_compared(name, path, heard.get(name)) for name, path in paths.items()]
    output.write(_rendered(routed, scope, to, arguments.format), arguments.output)
    return status([one.outcome for one in routed])


def _nodes_of(paths: Sequence[EgressPath], only: Sequence[str]) -> dict[str, EgressPath]:
    """The paths of the nodes, by pool: routes are those of the subnet that their interfaces are in."""
    found = {path.pool.name: path for path in reversed(paths) if path.role is Role.NODE}
    missing = [name for name in only if name not in found]
    if missing:
        raise ConfigError(f"--pool {missing[0]}: the cluster has {', '.join(sorted(found))}")
    return {name: found[name] for name in sorted(found) if not only or name in only}


def _subnet(path: EgressPath) -> str:
    return path.subnet.address if isinstance(path.subnet, Resource) else ""


def _without(path: EgressPath) -> str:
    """Why there is no node to ask about; empty where there is one."""
    if scalar(path.pool.resource.get("count")) == 0:
        return "the pool has no node"
    return "the pool is stopped" if word(path.pool.resource.get("powerState.code")) == "stopped" else ""


def _compared(name: str, path: EgressPath, heard: NextHop | str | None) -> Routed:
    if heard is None:
        why = _without(path) or "AKS manages its virtual network, and its subnet is not known"
        return Routed(name, Outcome.UNKNOWN, path.exit.value, why=why)
    if isinstance(heard, str):
        return Routed(name, Outcome.UNKNOWN, path.exit.value, why=f"Azure told no next hop: {heard}")
    expected = _EXPECTED.get(path.exit)
    if path.causes or expected is None:
        cause = path.causes[0].reason if path.causes else "its exit is unknown"
        return Routed(name, Outcome.UNKNOWN, path.exit.value, heard, f"nothing is promised: {cause}")
    if heard.type in expected:
        return Routed(name, Outcome.AS_PROMISED, path.exit.value, heard)
    why = f"by its configuration it leaves through {path.exit.value}, and Azure routes it to {heard.type or 'nothing that it names'}"
    return Routed(name, Outcome.ELSEWHERE, path.exit.value, heard, why)


def _rendered(routed: Sequence[Routed], scope: AzureScope, to: str, format_: str) -> str:
    from natpin.reporters import neutral

    if format_ == "json":
        return json.dumps(_document(routed, scope, to), indent=2) + "\n"
    lines = []
    for one in routed:
        hop = " ".join(filter(None, (one.hop.type, one.hop.address))) if one.hop else "not told"
        if format_ == "markdown":
            cells = (one.pool, one.outcome.value, one.exit, hop, one.why)
            lines.append(f"| {' | '.join(map(neutral.prose, cells))} |")
        else:
            told = f"pool {one.pool}: {one.outcome.value} · configured {one.exit} · next hop for {to}: {hop}"
            lines.append(neutral.terminal(told))
            lines += [f"  {neutral.terminal(one.why)}"] if one.why else []
    if format_ == "markdown":
        head = ["| Pool | | Configured | Next hop | Why |", "| --- | --- | --- | --- | --- |"]
        lines = [f"## Routes of {neutral.prose(str(scope))} to {to}", "", *head, *lines]
    return "\n".join(lines) + "\n"


def _document(routed: Sequence[Routed], scope: AzureScope, to: str) -> dict[str, object]:
    return {
        "schema": SCHEMA,
        "cluster": str(scope),
        "to": to,
        "pools": [
            {
                "pool": one.pool,
                "outcome": one.outcome.value,
                "exit": one.exit,
                "nextHop": one.hop
                and {
                    "type": one.hop.type,
                    "address": one.hop.address or None,
                    "routeTable": one.hop.route_table or None,
                    "node": one.hop.node,
                },
                "why": one.why or None,
            }
            for one in routed
        ],
    }
