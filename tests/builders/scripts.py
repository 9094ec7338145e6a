"""What az commands declare, read as a script is."""

from __future__ import annotations

from natpin.formats import az
from natpin.formats.interface import Inputs, Read
from natpin.model.resource import Resource, SourceNote
from natpin.model.stack import Stack
from natpin.model.value import Skipped

NET = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Network/"
NAT = "az network nat gateway create -g rg -n nat"
GROUP = "az group create -n rg -l westeurope\n"
VNET = "az network vnet create -g rg -n net\n"
SUBNET = "az network vnet subnet create -g rg --vnet-name net -n own --address-prefixes 10.0.0.0/24"

CREATED = {
    "publicIp": ("network public-ip", "-g rg -n made", "az:publicIp:rg/made"),
    "prefix": ("network public-ip prefix", "-g rg -n made", "az:prefix:rg/made"),
    "natGateway": ("network nat gateway", "-g rg -n made", "az:natGateway:rg/made"),
    "vnet": ("network vnet", "-g rg -n made", "az:vnet:rg/made"),
    "subnet": ("network vnet subnet", "-g rg --vnet-name net -n made", "az:subnet:rg/net/made"),
    "routeTable": ("network route-table", "-g rg -n made", "az:routeTable:rg/made"),
    "route": ("network route-table route", "-g rg --route-table-name t -n made", "az:route:rg/t/made"),
    "cluster": ("aks", "-g rg -n made", "az:cluster:rg/made"),
    "pool": ("aks nodepool", "-g rg --cluster-name aks -n made", "az:pool:rg/aks/made"),
    "group": ("group", "-n made", "az:group:made"),
    "firewall": ("network firewall", "-g rg -n made", "az:firewall:rg/made"),
}
ADD = {"pool": "add"}
"""For each kind: its command, what names it, the address of what that makes. A kind that is not created is added."""


class OneFile:
    """A workspace of one script."""

    focus = "."

    def __init__(self, data: bytes) -> None:
        self._data = data

    def walk(self) -> list[str]:
        return ["x.sh"]

    def read(self, path: str) -> bytes | Skipped:
        return self._data if path == "x.sh" else Skipped(path, "no such file")

    def exists(self, path: str) -> bool:
        return path == "x.sh"

    def listdir(self, folder: str) -> tuple[str, ...]:
        return ("x.sh",)

    def is_folder(self, path: str) -> bool:
        return path == "."


def ran(script: str) -> list[Read]:
    """Everything that a script declares, source notes included."""
    return list(az.read(Stack("az", "x.sh"), OneFile(script.encode()), Inputs()))  # type: ignore[arg-type]


def made(script: str) -> dict[str, Resource]:
    """Its resources, by address."""
    return {part.address: part for part in ran(script) if isinstance(part, Resource)}


def remarked(script: str) -> list[SourceNote]:
    """What is remarked of it."""
    return [part for part in ran(script) if isinstance(part, SourceNote)]
