"""What the author of a file calls an ARM property: the formats' own tables, read the other way."""

from __future__ import annotations

from collections.abc import Iterator

from natpin.fixing.why import NotMade
from natpin.formats.az.cli.arguments import options_of
from natpin.formats.az.cli.options import COMMANDS
from natpin.formats.az.cli.tables import PROPERTIES
from natpin.formats.az.cli.values import Shape
from natpin.formats.az.powershell.parameters import TABLES
from natpin.formats.spelling.since import azurerm_needed
from natpin.formats.terraform.providers import addresses, clusters, gateways, networks, pools
from natpin.formats.terraform.providers.arguments import Block, Table, To
from natpin.model import resource as arm
from natpin.regex import late_regex

_TERRAFORM: dict[str, Table] = {
    "azurerm_kubernetes_cluster": clusters.CLUSTER,
    "azurerm_kubernetes_cluster_node_pool": pools.OWN,
    "azurerm_nat_gateway": gateways.GATEWAY,
    "azurerm_public_ip": addresses.ADDRESS,
    "azurerm_public_ip_prefix": addresses.PREFIX,
    "azurerm_subnet": networks.SUBNET,
    "default_node_pool": pools.POOL,
}
"""By the word that a block begins with, or a resource's type."""

_INVERTED = frozenset({"outbound_nat_enabled"})
"""Arguments that say the opposite of their property."""

_RECREATES = {"default_outbound_access_enabled": 4}
"""Arguments that recreate their resource in older major versions of azurerm than this (hashicorp/terraform-provider-azurerm
issue 27858, of 3.x)."""

_MAJOR = late_regex(r"azurerm ([0-9]{1,3})")

_PLAIN = late_regex(r"[a-z][a-z-]*")

_AZ = {
    arm.CLUSTER: "cluster",
    arm.AGENT_POOL: "pool",
    arm.NAT_GATEWAY: "natGateway",
    arm.PUBLIC_IP: "publicIp",
    arm.PUBLIC_IP_PREFIX: "prefix",
    arm.SUBNET: "subnet",
}
"""What az's tables call a type."""

_SPELT = {
    "outboundtype": "OutboundType",
    "networkplugin": "NetworkPlugin",
    "idletimeoutinminutes": "IdleTimeoutInMinutes",
    "defaultoutboundaccess": "DefaultOutboundAccess",
    "natgateway": "NatGateway",
    "publicipprefix": "PublicIpPrefix",
}
"""Parameters of cmdlets as their pages spell them (learn.microsoft.com/powershell/module/az.network and az.aks)."""


def in_terraform(block: str, path: str, provider: str) -> tuple[tuple[str, ...], bool] | None:
    """The names from a block to the argument that sets an ARM property, and whether it says the opposite. None for one
    that there is no argument for. Raises NotMade where the provider (``azurerm 3.21``) does not have it, or may not."""
    table = _TERRAFORM.get(block)
    found = next(_ways(table, path.lower()), None) if table is not None else None
    if found is None:
        return None
    needed = azurerm_needed(provider, found[-1])
    if needed is not None:
        raise NotMade(f"{found[-1]} needs azurerm {needed[0]} or newer; the files say {needed[1]}")
    major = _MAJOR.search(provider)
    if major is not None and int(major[1]) < _RECREATES.get(found[-1], 0):
        raise NotMade(f"{found[-1]} recreates the subnet in {provider}")
    return found, found[-1] in _INVERTED


def _ways(table: Table, path: str) -> Iterator[tuple[str, ...]]:
    """Every way through a table to an ARM path in lower case, the newest spelling first."""
    for name, entry in table.items():
        here = entry.path.lower()
        if isinstance(entry, To) and here == path:
            yield (name,)
        elif isinstance(entry, Block) and path.startswith(f"{here}."):
            for rest in _ways(entry.table, path[len(here) + 1 :]):
                yield (name, *rest)


def flag_of_az(kind: str, path: str) -> str | None:
    """The flag of ``az … create`` that sets a property and takes its value as it is."""
    for flag, to in PROPERTIES.get(_AZ.get(kind, ""), {}).items():
        if to.path.lower() == path.lower() and to.shape in (Shape.TEXT, Shape.INTEGER, Shape.SWITCH):
            return flag
    return None


def parameter_of_cmdlet(kind: str, path: str) -> str | None:
    """The parameter of a cmdlet that sets a property and takes its value as it is."""
    for name, to in TABLES.get(_AZ.get(kind, ""), {}).items():
        if to.path.lower() == path.lower() and to.shape in (Shape.TEXT, Shape.INTEGER, Shape.SWITCH):
            return _SPELT.get(name)
    return None


def check_command(command: str, flag: str) -> None:
    """Raises NotMade for a command, from ``az`` on, that does not take a flag: ``az network vnet create`` makes a subnet
    too, and has few of a subnet's flags."""
    words: list[str] = []
    for word in command.split()[1:]:
        if not _PLAIN.fullmatch(word):
            break
        words.append(word)
    while words and " ".join(words) not in COMMANDS:
        words.pop()
    name = " ".join(words)
    if name and flag not in options_of(name):
        raise NotMade(f"az {name} has no {flag}")
