"""A plan as Terraform: the azurerm provider's resources for what is made, an ``import`` block for what is there and changes,
``data`` for what is only referred to.

Sources: terraform-provider-azurerm, documentation of each resource (5.2; the code asks for 4.67 or a later 4.x, with which it
was not run: unverified); Terraform, "Import" blocks (1.5).
"""

from __future__ import annotations

from collections.abc import Sequence

from natpin.model.change import PropertyChange
from natpin.model.resource import (
    CLUSTER,
    LOCK,
    NAT_GATEWAY,
    PUBLIC_IP_PREFIX,
    RESOURCE_GROUP,
    SUBNET,
    VIRTUAL_NETWORK,
    same_type,
)
from natpin.provision.bodies import ids_of, write
from natpin.provision.desired import Desired
from natpin.provision.emission import (
    API,
    LISTS,
    Files,
    Piece,
    ids_after,
    ids_before,
    members,
    remark,
    taken_away,
)
from natpin.provision.hcl_text import Block, Body, Raw, aligned, block, inline, quoted
from natpin.provision.ids import parent_of, parse
from natpin.provision.terraform_addresses import Addresses

FILE = "main.tf"


def configuration(made: Sequence[Piece], wanted: Desired) -> Files:
    """The file. Raises Refused for what the provider cannot say."""
    return {FILE: _Configuration(made, wanted.subscription, wanted.name).text()}


def _has_ipv6(piece: Piece) -> bool:
    return bool(ids_after(piece, "publicIpPrefixesV6") or ids_after(piece, "publicIpAddressesV6"))


class _Configuration:
    def __init__(self, made: Sequence[Piece], subscription: str, name: str) -> None:
        self._made, self._subscription, self._name = made, subscription, name
        self._addresses = Addresses()
        self._blocks: list[str] = []
        self._azapi = False
        self._steps: dict[str, str] = {}
        """By key of a change: the address of what does it last."""

    def text(self) -> str:
        for piece in self._made:
            if piece.creates or self._rewrites(piece):
                word = "azapi_resource" if self._by_azapi(piece) else ""
                self._addresses.of(piece.change.id, piece.change.type, word)
        for piece in self._made:
            self._piece(piece)
        providers: Body = {"azurerm": {"source": "hashicorp/azurerm", "version": "~> 4.67"}}
        if self._azapi:
            providers["azapi"] = {"source": "azure/azapi", "version": "~> 2.0"}
        head = [
            f"# Egress entry {remark(self._name)}, as natpin plan --emit terraform wrote it.",
            "terraform {",
            '  required_version = ">= 1.5"',
            "  required_providers {",
            *(f"    {line}" for line in aligned({key: inline(value) for key, value in providers.items()})),
            "  }",
            "}",
            "",
            'provider "azurerm" {',
            f"  subscription_id = {quoted(self._subscription)}",
            "  features {}",
            "}",
        ]
        return (
            "\n".join([*head, *(f"\n{block}" for block in (*self._addresses.looked_up, *self._blocks))])
            + "\n"
        )

    @staticmethod
    def _rewrites(piece: Piece) -> bool:
        """A gateway whose own arguments change is imported, and written out; not one that loses IPs, since an association
        that another configuration has is no argument."""
        return (
            same_type(piece.change.type, NAT_GATEWAY)
            and not taken_away(piece)
            and not _has_ipv6(piece)
            and any(change.path == "properties.idleTimeoutInMinutes" for change in piece.change.properties)
        )

    def _piece(self, piece: Piece) -> None:
        type_ = piece.change.type
        if same_type(type_, CLUSTER) and not piece.creates:
            self._update(piece)
        elif same_type(type_, SUBNET):
            self._subnet(piece)
        elif same_type(type_, NAT_GATEWAY):
            self._gateway(piece)
        elif same_type(type_, LOCK):
            self._lock(piece)
        else:
            self._steps[piece.change.key] = self._resource(piece, self._arguments(piece))

    def _arguments(self, piece: Piece) -> Body:
        type_, properties = piece.change.type, members(piece.body.get("properties"))
        made: Body = {"name": piece.name}
        if not same_type(type_, RESOURCE_GROUP):
            made["resource_group_name"] = self._addresses.group_name(piece.change.id)
        made["location"] = piece.body.get("location")
        if same_type(type_, VIRTUAL_NETWORK):
            made["address_space"] = list(members(properties.get("addressSpace")).get("addressPrefixes") or [])
        elif same_type(type_, PUBLIC_IP_PREFIX):
            made |= {
                "sku": members(piece.body.get("sku")).get("name"),
                "prefix_length": properties.get("prefixLength"),
                "ip_version": properties.get("publicIPAddressVersion"),
            }
        elif same_type(type_, NAT_GATEWAY):
            made["sku_name"] = members(piece.body.get("sku")).get("name") or "Standard"
            if properties.get("idleTimeoutInMinutes") is not None:
                made["idle_timeout_in_minutes"] = properties["idleTimeoutInMinutes"]
        elif same_type(type_, CLUSTER):
            made |= self._cluster(piece)
        if piece.body.get("zones"):
            made["zones"] = list(piece.body["zones"])  # type: ignore[call-overload]
        if piece.body.get("tags"):
            made["tags"] = dict(members(piece.body["tags"]))
        return made

    def _cluster(self, piece: Piece) -> Body:
        properties = members(piece.body.get("properties"))
        network, pool = members(properties.get("networkProfile")), members(properties["agentPoolProfiles"][0])
        profile: Body = {
            "network_plugin": network.get("networkPlugin"),
            "outbound_type": network.get("outboundType"),
            "load_balancer_sku": network.get("loadBalancerSku"),
        }
        if network.get("networkPluginMode"):
            profile["network_plugin_mode"] = network["networkPluginMode"]
        if network.get("ipFamilies"):
            profile["ip_versions"] = list(network["ipFamilies"])
        identities = list(members(members(piece.body.get("identity")).get("userAssignedIdentities")))
        identity: Body = (
            {"type": "UserAssigned", "identity_ids": identities} if identities else {"type": "SystemAssigned"}
        )
        made: Body = {
            "dns_prefix": properties.get("dnsPrefix"),
            "default_node_pool": Block(
                {
                    "name": pool.get("name"),
                    "node_count": pool.get("count"),
                    **({"vm_size": pool["vmSize"]} if pool.get("vmSize") else {}),
                    "vnet_subnet_id": self._addresses.reference(str(pool.get("vnetSubnetID"))),
                }
            ),
            "identity": Block(identity),
            "network_profile": Block(profile),
        }
        if properties.get("kubernetesVersion"):
            made["kubernetes_version"] = properties["kubernetesVersion"]
        return {**made, "depends_on": self._waits(piece)}

    def _subnet(self, piece: Piece) -> None:
        if any(isinstance(change.before, str) and change.before for change in piece.change.properties):
            # an association would be detached first, which leaves the subnet without a way out in between
            self._update(piece)
            return
        properties = members(piece.body.get("properties"))
        if piece.creates:
            network = parent_of(piece.change.id)
            self._resource(
                piece,
                {
                    "name": piece.name,
                    "resource_group_name": self._addresses.group_name(network),
                    "virtual_network_name": self._addresses.name_of(network),
                    "address_prefixes": list(
                        properties.get("addressPrefixes") or [properties.get("addressPrefix")]
                    ),
                    "default_outbound_access_enabled": False,
                },
            )
        gateway = str(members(properties.get("natGateway")).get("id"))
        self._steps[piece.change.key] = self._associated(
            "azurerm_subnet_nat_gateway_association",
            piece,
            {
                "subnet_id": self._addresses.reference(piece.change.id),
                "nat_gateway_id": self._addresses.reference(gateway),
            },
        )

    def _gateway(self, piece: Piece) -> None:
        if self._by_azapi(piece):
            self._steps[piece.change.key] = self._whole_gateway(piece)
            return
        if taken_away(piece) or _has_ipv6(piece):
            self._update(piece)
            return
        if piece.creates or self._rewrites(piece):
            self._steps[piece.change.key] = self._resource(piece, self._arguments(piece))
        gateway = self._addresses.reference(piece.change.id)
        for path, word, argument in (
            ("publicIpPrefixes", "azurerm_nat_gateway_public_ip_prefix_association", "public_ip_prefix_id"),
            ("publicIpAddresses", "azurerm_nat_gateway_public_ip_association", "public_ip_address_id"),
        ):
            before, after = ids_before(piece, path), ids_after(piece, path)
            for id_ in after:
                there = id_.lower() in before
                if not there or self._rewrites(piece):
                    pair = {"nat_gateway_id": gateway, argument: self._addresses.reference(id_)}
                    imported = f"{piece.change.id}|{id_}" if there else ""
                    address = self._associated(word, piece, pair, parse(id_).name, imported)
                    if not there:
                        self._steps[piece.change.key] = address

    @staticmethod
    def _by_azapi(piece: Piece) -> bool:
        """A new gateway with IPv6 addresses: azurerm has no association for these, and takes those off that it does not know
        when it writes the gateway (unverified). So azapi has the whole of it."""
        return same_type(piece.change.type, NAT_GATEWAY) and piece.creates and _has_ipv6(piece)

    def _whole_gateway(self, piece: Piece) -> str:
        self._azapi = True
        properties = {
            name: [{"id": self._addresses.reference(id_)} for id_ in ids_after(piece, name)]
            for name in ("publicIpPrefixes", "publicIpAddresses", "publicIpPrefixesV6", "publicIpAddressesV6")
            if ids_after(piece, name)
        }
        idle = members(piece.body.get("properties")).get("idleTimeoutInMinutes")
        body: Body = {"sku": dict(members(piece.body.get("sku")))}
        if piece.body.get("zones"):
            body["zones"] = list(piece.body["zones"])  # type: ignore[call-overload]
        body["properties"] = {**properties, **({"idleTimeoutInMinutes": idle} if idle is not None else {})}
        arguments: Body = {
            "type": f"{piece.change.type}@{API[piece.change.type.partition('/')[0].lower()]}",
            "name": piece.name,
            "parent_id": self._addresses.group_id(piece.change.id),
            "location": piece.body.get("location"),
            "body": body,
        }
        if piece.body.get("tags"):
            arguments["tags"] = dict(members(piece.body["tags"]))
        return self._resource(piece, arguments)

    def _update(self, piece: Piece) -> None:
        """What exists is changed in what changes and nothing else, in one write: azapi reads it, merges, and writes. A null
        takes a property off; a list stands in the place of the one that is there where that has another length (azapi,
        ``utils.MergeObject``), and its members are ids here, so it does where it has the same."""
        self._azapi = True
        body: Body = {}
        for change in piece.change.properties:
            write(body, change.path.removesuffix(".id"), self._written(change))
        name = self._addresses.identifier(
            "azapi_update_resource", f"{piece.name} {piece.change.step or 'egress'}"
        )
        version = API[piece.change.type.partition("/")[0].lower()]
        arguments = {
            "type": f"{piece.change.type}@{version}",
            "resource_id": self._addresses.reference(piece.change.id),
            "body": body,
            "depends_on": self._waits(piece),
        }
        self._blocks.append(block(f'resource "azapi_update_resource" "{name}"', arguments))
        self._steps[piece.change.key] = f"azapi_update_resource.{name}"

    def _written(self, change: PropertyChange) -> object:
        """A property's value as a body holds it."""
        if change.path in LISTS:
            return [{"id": self._addresses.reference(id_)} for id_ in ids_of(change.after)] or None
        if change.path.endswith(".id"):
            return None if change.after is None else {"id": self._addresses.reference(str(change.after))}
        return list(change.after) if isinstance(change.after, tuple) else change.after

    def _lock(self, piece: Piece) -> None:
        properties = members(piece.body.get("properties"))
        arguments: Body = {
            "name": piece.name,
            "scope": self._addresses.reference(parent_of(piece.change.id)),
            "lock_level": properties.get("level"),
            "notes": properties.get("notes"),
        }
        self._steps[piece.change.key] = self._resource(piece, arguments)

    # -- blocks and addresses --------------------------------------------------------------------------------------

    def _resource(self, piece: Piece, arguments: Body) -> str:
        address = self._addresses.of(piece.change.id, piece.change.type)
        word, name = address.split(".")
        if not piece.creates:
            self._blocks.append(block("import", {"to": Raw(address), "id": piece.change.id}))
        arguments.setdefault("depends_on", self._waits(piece) if piece.change.step else [])
        self._blocks.append(block(f'resource "{word}" "{name}"', arguments))
        return address

    def _associated(
        self, word: str, piece: Piece, arguments: Body, more: str = "", imported: str = ""
    ) -> str:
        """``imported`` is the id of an association that is there: both ids with a bar between (azurerm's documentation)."""
        name = self._addresses.identifier(word, f"{piece.name} {more}".strip())
        if imported:
            self._blocks.append(block("import", {"to": Raw(f"{word}.{name}"), "id": imported}))
        waits = [address for address in self._waits(piece) if address.startswith("azapi_")]
        self._blocks.append(block(f'resource "{word}" "{name}"', {**arguments, "depends_on": waits}))
        return f"{word}.{name}"

    def _waits(self, piece: Piece) -> list[Raw]:
        """The addresses of what must be done first."""
        return [
            Raw(self._steps[key])
            for key in (k.lower() for k in piece.change.depends_on)
            if key in self._steps
        ]
