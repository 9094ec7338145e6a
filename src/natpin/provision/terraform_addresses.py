"""What things are called in a Terraform configuration, by their ids: its own resources, and the ``data`` blocks of what it only
refers to."""

from __future__ import annotations

from natpin.model.resource import (
    CLUSTER,
    LOCK,
    NAT_GATEWAY,
    PUBLIC_IP,
    PUBLIC_IP_PREFIX,
    RESOURCE_GROUP,
    SUBNET,
    VIRTUAL_NETWORK,
    same_type,
)
from natpin.provision.emission import identifier
from natpin.provision.hcl_text import Body, Raw, block, quoted
from natpin.provision.ids import parse, same

_WORDS = {
    RESOURCE_GROUP: "azurerm_resource_group",
    VIRTUAL_NETWORK: "azurerm_virtual_network",
    SUBNET: "azurerm_subnet",
    NAT_GATEWAY: "azurerm_nat_gateway",
    PUBLIC_IP: "azurerm_public_ip",
    PUBLIC_IP_PREFIX: "azurerm_public_ip_prefix",
    CLUSTER: "azurerm_kubernetes_cluster",
    LOCK: "azurerm_management_lock",
}


class Addresses:
    """The addresses of one configuration."""

    def __init__(self) -> None:
        self._taken: dict[str, set[str]] = {}
        self._known: dict[str, str] = {}
        """By id, in lower case: the address of the resource or data block."""
        self.looked_up: list[str] = []
        """The data blocks."""

    def of(self, id_: str, type_: str, word: str = "") -> str:
        """The address of what the configuration has, or will have. ``word``: the kind of its block, where it is not that of
        its type."""
        found = self._known.get(id_.lower())
        if found is None:
            word = word or next(word for known, word in _WORDS.items() if same_type(known, type_))
            found = self._known[id_.lower()] = f"{word}.{self.identifier(word, parse(id_).name)}"
        return found

    def identifier(self, word: str, name: str) -> str:
        """A name for a block of a kind, unlike those that are taken."""
        return identifier(name, self._taken.setdefault(word, set()))

    def reference(self, id_: str) -> Raw:
        """``azurerm_subnet.nodes.id``, of a data block where the configuration does not have the resource."""
        known = self._known.get(id_.lower())
        if known is None:
            parsed = parse(id_)
            word = next((word for type_, word in _WORDS.items() if same_type(type_, parsed.type)), None)
            if word is None:
                return Raw(quoted(id_))
            name = self.identifier(f"data.{word}", parsed.name)
            known = self._known[id_.lower()] = f"data.{word}.{name}"
            arguments: Body = {"name": parsed.name, "resource_group_name": parsed.group}
            if same_type(parsed.type, SUBNET):
                arguments["virtual_network_name"] = parsed.names[0]
            self.looked_up.append(block(f'data "{word}" "{name}"', arguments))
        return Raw(f"{known}.id")

    def group_id(self, id_: str) -> str | Raw:
        """The id of the resource group that something is in."""
        group = "/".join(id_.split("/")[:5])
        for known, address in self._known.items():
            if same_type(parse(known).type, RESOURCE_GROUP) and same(known, group):
                return Raw(f"{address}.id")
        return group

    def group_name(self, id_: str) -> str | Raw:
        """The name of the resource group that something is in."""
        parsed = parse(id_)
        for known, address in self._known.items():
            if same_type(parse(known).type, RESOURCE_GROUP) and same(known, "/".join(id_.split("/")[:5])):
                return Raw(f"{address}.name")
        return parsed.group

    def name_of(self, id_: str) -> str | Raw:
        """The name of a resource, of the configuration's own where it has it."""
        known = self._known.get(id_.lower())
        return Raw(f"{known}.name") if known else parse(id_).name
