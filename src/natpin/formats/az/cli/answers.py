"""How az commands answer for the properties that judging reads.

Sources: ``az <command> --help`` of azure-cli 2.91.0, as ``options`` has it; what only Azure can set is read-only in the
managedClusters and publicIPPrefixes APIs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from natpin.formats.answers import Answer
from natpin.formats.az.cli.arguments import options_of
from natpin.formats.az.cli.kinds import KINDS
from natpin.formats.az.cli.tables import PROPERTIES, To
from natpin.formats.az.cli.values import INSIDE

EFFECTIVE = {
    "networkProfile.loadBalancerProfile.effectiveOutboundIPs": "read-only: Azure tells it, nobody writes it",
    "networkProfile.natGatewayProfile.effectiveOutboundIPs": "read-only: Azure tells it, nobody writes it",
}
ALLOCATED = {"ipPrefix": "read-only: Azure allocates the range; --length asks for its size"}
SEVERAL = {"addressPrefix": "az sends addressPrefixes, for one prefix as well"}

_FIRST_POOL_NEVER = {
    "upgradeSettings.maxSurge": "`aks create` has no --max-surge; `aks nodepool update` sets it",
    "scaleSetPriority": "`aks create` has no --priority: the first pool is never a spot pool",
    "windowsProfile.disableOutboundNat": "the first pool runs Linux",
}
_OF_CLUSTER = {
    "agentPoolProfiles": "cluster.create: the first pool",
    **dict.fromkeys(
        ("httpProxyConfig.enabled", "httpProxyConfig.httpProxy", "httpProxyConfig.httpsProxy"),
        "--http-proxy-config: what its file says is unknown; `aks update` switches it on and off",
    ),
}
_BY_CREATE = {"mode": "cluster.create: System", "osType": "cluster.create: Linux"}


def answers() -> Iterator[Answer]:
    """One for each command that makes a resource."""
    yield _answer("group", "group create")
    yield _answer("publicIp", "network public-ip create")
    yield _answer("prefix", "network public-ip prefix create", never=ALLOCATED)
    yield _answer("natGateway", "network nat gateway create")
    yield _answer(
        "vnet",
        "network vnet create",
        code={"subnets": "--subnet-name in writing, --subnets a doubt of session"},
    )
    yield _answer("subnet", "network vnet subnet create", never=SEVERAL)
    yield _answer(
        "routeTable",
        "network route-table create",
        never={"routes": "a route is made by `network route-table route create`"},
    )
    yield _answer("route", "network route-table route create")
    yield _answer("lock", "lock create", code={"scope": "the lock's parent, in writing"})
    yield _answer("cluster", "aks create", code=_OF_CLUSTER, never=EFFECTIVE)
    yield _answer("pool", "aks create", code=_BY_CREATE, never=_FIRST_POOL_NEVER)
    yield _answer("pool", "aks nodepool add")
    yield _answer("peering", "network vnet peering create")
    yield _answer("vnetGateway", "network vnet-gateway create")
    yield _answer("hubConnection", "network vhub connection create")


def _answer(
    kind: str, command: str, code: Mapping[str, str] | None = None, never: Mapping[str, str] | None = None
) -> Answer:
    options = options_of(command)
    table = {flag: to for flag, to in PROPERTIES[kind].items() if flag in options}
    return Answer(f"az {command}", KINDS[kind].type, paths(table), code or {}, never or {})


def paths(table: Mapping[str, To]) -> frozenset[str]:
    """The ARM paths that a table of flags or parameters may set."""
    return frozenset(to.path + inside for to in table.values() for inside in INSIDE.get(to.shape, ("",)))
