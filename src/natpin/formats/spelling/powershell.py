"""The parameters of Az's cmdlets, by the tables that translate them."""

from __future__ import annotations

from natpin.formats.az.cli.kinds import BY_TYPE
from natpin.formats.az.cli.values import Shape
from natpin.formats.az.powershell.parameters import TABLES
from natpin.formats.az.powershell.spelt import BOOLEANS, SPELT
from natpin.formats.spelling.az import common
from natpin.model.resource import Resource

_CMDLETS = {
    "cluster": "New-AzAksCluster",
    "firstPool": "New-AzAksCluster",
    "pool": "New-AzAksNodePool",
    "natGateway": "New-AzNatGateway",
    "publicIp": "New-AzPublicIpAddress",
    "prefix": "New-AzPublicIpPrefix",
    "vnet": "New-AzVirtualNetwork",
    "subnet": "Set-AzVirtualNetworkSubnetConfig",
    "routeTable": "New-AzRouteTable",
    "route": "New-AzRouteConfig",
}
"""The cmdlet that a parameter is given to."""


class PowerShell:
    """A resource that cmdlets make."""

    def __init__(self, resource: Resource, inline: bool = False) -> None:
        self.resource = resource
        kind = BY_TYPE.get(resource.type.lower())
        self.kind = kind.word if kind is not None else ""
        if self.kind == "pool" and inline:
            self.kind = "firstPool"
        self._cmdlet = _CMDLETS.get(self.kind, "the cmdlet")

    def _parameter(self, path: str) -> tuple[str, Shape] | None:
        for name, to in TABLES.get(self.kind, {}).items():
            if to.path.lower() == path.lower() and to.shape is not Shape.UNFOLLOWED:
                return name, to.shape
        return None

    def name(self, path: str) -> str:
        """``-OutboundType``; what parameters have in common, for an object that several of them set."""
        found = self._parameter(path)
        if found is not None:
            return f"-{SPELT.get(found[0], found[0])}"
        inside = f"{path.lower()}."
        below = [
            SPELT.get(n, n)
            for n, to in TABLES.get(self.kind, {}).items()
            if to.path.lower().startswith(inside)
        ]
        return common_start(below) or path

    def setting(self, path: str, value: str) -> str:
        """``pass `-OutboundType x` ``; a switch is left out where it is not to be."""
        found = self._parameter(path)
        if found is None:
            return f"set `{path}` to `{value}`"
        name, shape = found
        if shape is Shape.SWITCH and name not in BOOLEANS:
            if value == "false":
                return f"leave out `{self.name(path)}`"
            return f"pass `{self.name(path)}`"
        told = f"${value}" if value in ("true", "false") else value
        # a subnet is made with its network, by New-AzVirtualNetwork, which has no such parameter
        to = (
            f" to `New-AzVirtualNetworkSubnetConfig` for `{self.resource.label}`"
            if self.kind == "subnet"
            else ""
        )
        return f"pass `{self.name(path)} {told}`{to}"

    def without(self, path: str) -> str:
        """``leave out `-EnableNodePublicIp` ``."""
        return f"leave out `{self.name(path)}`"

    def attaching(self, path: str) -> str:
        """``pass `-RouteTable` to `Set-AzVirtualNetworkSubnetConfig` for `nodes` ``. That cmdlet passes a gateway over
        (Azure/azure-powershell#23027): it is set of the subnet itself. A subnet that the script makes gets it there."""
        if self.kind == "subnet" and not self.resource.external:
            cmdlet = "New-AzVirtualNetworkSubnetConfig"
            return f"pass `{self.name(path)}` to `{cmdlet}` for `{self.resource.label}`"
        if self.name(path) == "-NatGateway":
            return f"set `.NatGateway` of `{self.resource.label}`, and give its network to `Set-AzVirtualNetwork`"
        return f"pass `{self.name(path)}` to `{self._cmdlet}` for `{self.resource.label}`"

    def guarding(self) -> str:
        """A lock."""
        return f"run `New-AzResourceLock -LockLevel CanNotDelete` for `{self.resource.label}`"


def common_start(names: list[str]) -> str:
    """``-NATGateway…``: what several parameters begin with."""
    if len(names) < 2:
        return f"-{names[0]}" if names else ""
    words = ["-".join(_words(name)) for name in names]
    found = common([f"--{each}" for each in words]).removeprefix("--")
    return f"-{found.replace('-', '')}" if found else ""


def _words(name: str) -> list[str]:
    """The words of a name in capitals: ``NAT``, ``Gateway``."""
    found = [""]
    for before, letter, after in zip(" " + name, name, name[1:] + " ", strict=False):
        starts = letter.isupper() and (not before.isupper() or after.islower())
        if starts and found[-1]:
            found.append("")
        found[-1] += letter
    return found
