"""azurerm's arguments, and the resources that attach one thing to another: by the tables that translate them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from importlib import import_module

from natpin.formats.spelling import plain
from natpin.formats.spelling.since import azurerm_needed
from natpin.formats.terraform.providers.arguments import Block, Blocks, Table
from natpin.formats.terraform.providers.conversions import inverted
from natpin.model.record import record
from natpin.model.resource import (
    AGENT_POOL,
    CLUSTER,
    NAT_GATEWAY,
    PUBLIC_IP,
    PUBLIC_IP_PREFIX,
    ROUTE_TABLE,
    SUBNET,
    VIRTUAL_NETWORK,
    Resource,
    same_type,
)
from natpin.model.value import text
from natpin.regex import late_regex

_TYPE = late_regex(r"\b(azurerm_[a-z0-9_]+)(?=\.)")
_PROVIDERS = "natpin.formats.terraform.providers"
_TABLES = {
    "azurerm_kubernetes_automatic_cluster": ("clusters", "AUTOMATIC"),
    "azurerm_kubernetes_cluster": ("clusters", "CLUSTER"),
    "azurerm_kubernetes_cluster.default_node_pool": ("pools", "POOL"),
    "azurerm_kubernetes_cluster_node_pool": ("pools", "OWN"),
    "azurerm_nat_gateway": ("gateways", "GATEWAY"),
    "azurerm_public_ip": ("addresses", "ADDRESS"),
    "azurerm_public_ip_prefix": ("addresses", "PREFIX"),
    "azurerm_route": ("routes", "ROUTE"),
    "azurerm_route_table": ("routes", "TABLE"),
    "azurerm_subnet": ("networks", "SUBNET"),
    "azurerm_virtual_network": ("networks", "NETWORK"),
    "azurerm_virtual_network.subnet": ("networks", "INLINE"),
}
"""Where the table of a resource, or of a block inside of one, is."""


_USUAL = {
    AGENT_POOL: "azurerm_kubernetes_cluster_node_pool",
    CLUSTER: "azurerm_kubernetes_cluster",
    NAT_GATEWAY: "azurerm_nat_gateway",
    PUBLIC_IP: "azurerm_public_ip",
    PUBLIC_IP_PREFIX: "azurerm_public_ip_prefix",
    ROUTE_TABLE: "azurerm_route_table",
    SUBNET: "azurerm_subnet",
    VIRTUAL_NETWORK: "azurerm_virtual_network",
}


@record
class Argument:
    """How a property is written."""

    name: str
    blocks: tuple[str, ...] = ()
    """The blocks it stands in, outermost first."""
    inverted: bool = False
    """True where true means false."""


def type_of(resource: Resource) -> str:
    """azurerm's type, by the address; with the block, for what is written inside of another resource. What a registry
    module makes is spoken of as the resource that it is."""
    found = _TYPE.findall(resource.address)
    written = found[-1] if found else _USUAL.get(resource.type, "")
    if same_type(resource.type, AGENT_POOL) and written.endswith("_cluster"):
        return f"{written}.default_node_pool"
    if same_type(resource.type, SUBNET) and written == "azurerm_virtual_network":
        return f"{written}.subnet"
    return written


@lru_cache(maxsize=64)
def arguments(written: str) -> dict[str, Argument]:
    """Every property that a resource's table carries, by its ARM path in lower case."""
    place = _TABLES.get(written)
    found: dict[str, Argument] = {}
    if place is not None:
        table: Table = getattr(import_module(f"{_PROVIDERS}.{place[0]}"), place[1])
        _, _, block = written.partition(".")
        for path, argument in _leaves(table, "", (block,) if block else ()):
            found.setdefault(path.lower(), argument)
    return found


def _leaves(table: Table, above: str, blocks: tuple[str, ...]) -> Iterator[tuple[str, Argument]]:
    for name, entry in table.items():
        path = ".".join(filter(None, (above, entry.path)))
        if isinstance(entry, Block | Blocks):
            yield path, Argument(name, blocks)
            yield from _leaves(entry.table, path, (*blocks, name))
        else:
            yield path, Argument(name, blocks, entry.convert is inverted)


class Terraform:
    """A resource of azurerm."""

    def __init__(self, resource: Resource, inline: bool = False) -> None:
        self.resource = resource
        self.written = type_of(resource)
        """azurerm's type."""

    def _argument(self, path: str) -> Argument | None:
        known, wanted = arguments(self.written), path.lower()
        found = known.get(wanted)
        if found is None:  # an object that a single argument, or several, write parts of
            found = next((one for key, one in known.items() if key.startswith(f"{wanted}.")), None)
        return found

    def _association(self, path: str) -> str | None:
        from natpin.formats.terraform.providers.associations import ASSOCIATIONS

        wanted = path.lower()
        for kind, joins in ASSOCIATIONS.items():
            if (
                same_type(joins.source_type, self.resource.type)
                and joins.path.removesuffix("[]").lower() == wanted
            ):
                return kind
        return None

    def name(self, path: str) -> str:
        """``outbound_type``; the resource that attaches it, where that is one of its own."""
        argument = self._argument(path)
        found = argument.name if argument is not None else None
        if found is None or found.endswith(
            ("_id", "_ids")
        ):  # what is attached may be so by a resource of its own
            found = self._association(path) or found
        return self.spelt(found) if found is not None else path

    def setting(self, path: str, value: str) -> str:
        """``set `outbound_type = "x"` in `network_profile` ``."""
        argument = self._argument(path)
        if argument is None:
            return f"set `{path}` to `{value}`"
        if argument.inverted:
            value = {"true": "false", "false": "true"}.get(value, value)
        setting = f"set `{self.assigned(argument.name, value)}`{self._within(argument)}"
        needed = azurerm_needed(text(self.resource.traits.get("provider")) or "", argument.name)
        if needed is None:
            return setting
        return f"{setting}, which needs azurerm {needed[0]} or newer (here: {needed[1]})"

    def without(self, path: str) -> str:
        """``remove `load_balancer_profile` from `network_profile` ``."""
        argument = self._argument(path)
        if argument is None:
            return f"remove `{path}`"
        return f"remove `{self.spelt(argument.name)}`{self._within(argument, 'from')}"

    def attaching(self, path: str) -> str:
        """``add an `azurerm_subnet_nat_gateway_association` for `azurerm_subnet.aks` ``."""
        kind = self._association(path)
        if kind is None:
            return f"set `{self.name(path)}`"
        return (
            f"add {'an' if kind.startswith('a') else 'a'} `{self.spelt(kind)}` for `{self.resource.address}`"
        )

    def guarding(self) -> str:
        """What refuses a plan that destroys it."""
        return f"add `lifecycle {{ prevent_destroy = true }}` to `{self.resource.address}`"

    def _within(self, argument: Argument, word: str = "in") -> str:
        return f" {word} `{self.spelt(argument.blocks[-1])}`" if argument.blocks else ""

    def assigned(self, name: str, value: str) -> str:
        """An argument with its value, as HCL writes it."""
        return f"{name} = {value if plain(value) else chr(34) + value + chr(34)}"

    def spelt(self, name: str) -> str:
        """A name of the table as this language spells it."""
        return name
