"""What commands write: a resource is made, changed, locked."""

from __future__ import annotations

from natpin.formats.az.cli import cluster
from natpin.formats.az.cli.arguments import Arguments
from natpin.formats.az.cli.generic_update import generic_update, taken_off
from natpin.formats.az.cli.identity import Identity
from natpin.formats.az.cli.kinds import (
    CLUSTER,
    HUB_CONNECTION,
    POOL,
    SUBNET,
    VNET,
    Kind,
)
from natpin.formats.az.cli.names import Directory
from natpin.formats.az.cli.state import State
from natpin.formats.az.cli.translate import location_of, translate, unseen
from natpin.languages.shell.words import Word
from natpin.model.record import replace
from natpin.model.value import Node, Reference, Unknown, Value, default_of, members, text


class Writing:
    """Changes of one resource."""

    def __init__(self) -> None:
        self.state = State()
        self.directory = Directory(self.state)
        self._location: Word | None = None

    def _create(self, identity: Identity, arguments: Arguments) -> None:
        kind = identity.kind
        if identity.parent is not None and kind is not POOL:
            self.state.use(identity.parent, arguments.at)
        if kind is CLUSTER:
            properties = cluster.create(identity, arguments, self.directory)
        elif kind is POOL:
            properties = cluster.add_pool(identity, arguments, self.directory)
            assert identity.parent is not None
            self.state.use(identity.parent, arguments.at)
        else:
            properties = translate(kind.word, arguments, self.directory, identity.group)
            properties = unseen(kind.word, arguments, properties)
            self._sent_by_az(kind, properties, arguments)
        if identity.owner is not None:
            owner = self.state.get(identity.owner)
            location = location_of(properties, owner.properties if owner else {}, arguments.at)
            if "location" not in properties and self._location is not None and kind.parent is None:
                location = self._location.node()
            if location is not None and kind.parent is None:
                properties["location"] = location
        self.state.create(identity, properties, arguments.at)
        subnet = arguments.word("--subnet-name") if kind is VNET else None
        if subnet is not None:
            inner = identity.child(SUBNET, subnet, subnet.at)
            prefixes = arguments.flags.get("--subnet-prefixes")
            written = {} if prefixes is None else {"--address-prefixes": prefixes}
            given = replace(arguments, flags=written)
            own = translate(SUBNET.word, given, self.directory, identity.group)
            self.state.create(inner, own, arguments.at)

    def _sent_by_az(self, kind: Kind, properties: dict[str, Node], arguments: Arguments) -> None:
        """What the client itself sends where the author writes nothing (azure-cli 2.91.0).

        public-ip create, ``create_public_ip`` in command_modules/network/custom.py: SKU Standard, or the prefix's;
        allocation Static for Standard, else Dynamic. nat gateway create and public-ip prefix create,
        aaz/latest/network: SKU Standard.
        """
        whose = default_of(f"az {arguments.command}")
        if (
            kind is HUB_CONNECTION
        ):  # "Enable internet security and default is enabled" (extension virtual-wan)
            properties.setdefault("enableInternetSecurity", Value(True, arguments.at, whose))
        if kind.word in ("natGateway", "prefix", "publicIp") and "sku" not in properties:
            sku: Node = Value("Standard", arguments.at, whose)
            if kind.word == "publicIp" and "publicIPPrefix" in properties:
                prefix = members(properties["publicIPPrefix"]).get("id")
                found = self.state.at_address(prefix.target) if isinstance(prefix, Reference) else None
                sku = (found.get("sku.name") if found else None) or Unknown(
                    "its SKU is that of its prefix", arguments.at
                )
            properties["sku"] = Value({"name": sku}, arguments.at)
        if kind.word == "publicIp" and "publicIPAllocationMethod" not in properties:
            written = members(properties["sku"]).get("name")
            name = text(written)
            if isinstance(written, Unknown):
                properties["publicIPAllocationMethod"] = written  # az goes by the SKU
            elif name in ("Standard", "Basic"):
                method = "Static" if name == "Standard" else "Dynamic"
                properties["publicIPAllocationMethod"] = Value(method, arguments.at, whose)

    def _update(self, identity: Identity, arguments: Arguments) -> None:
        before = self.state.use(identity, arguments.at)
        if identity.kind is CLUSTER:
            properties = cluster.update(before, arguments, self.directory, identity)
        elif identity.kind is POOL:
            if cluster.update_first_pool(self.state, identity, arguments, self.directory):
                return
            properties = translate("pool", arguments, self.directory, identity.group, before.properties)
        else:
            properties = translate(
                identity.kind.word, arguments, self.directory, identity.group, before.properties
            )
        properties = generic_update(arguments, properties, self.directory)
        if before.external:  # what is declared elsewhere had it, perhaps
            for name in taken_off(arguments):
                properties.setdefault(name, Value(None, arguments.at))
        properties = unseen(identity.kind.word, arguments, properties)
        self.state.put(replace(self.state.use(identity, arguments.at), properties=properties))
