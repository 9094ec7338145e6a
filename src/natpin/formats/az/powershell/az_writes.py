"""Cmdlets of Az that make, change and remove resources."""

from __future__ import annotations

from natpin.formats.az.cli.cluster import WATCHED, WATCHED_POOL
from natpin.formats.az.cli.identity import Identity
from natpin.formats.az.cli.kinds import CLUSTER, KINDS, Kind
from natpin.formats.az.cli.values import assign
from natpin.formats.az.powershell.az_configs import Configs
from natpin.formats.az.powershell.az_objects import HELD
from natpin.formats.az.powershell.binding import COMMON, Given
from natpin.formats.az.powershell.parameters import TABLES
from natpin.formats.az.powershell.plain_parameters import NAMING, PLAIN
from natpin.formats.az.powershell.reach import EVERYTHING, types_of_noun
from natpin.formats.az.powershell.values import (
    Items,
    Object,
    unknown,
    word_of,
)
from natpin.model.doubt import Reach
from natpin.model.location import Location
from natpin.model.record import replace
from natpin.model.resource import SUBNET
from natpin.model.value import Node, Reference, Unknown, Value, default_of, dig, items, members

_HANDED = {
    "natGateway": ("inputobject", "natgateway"),
    "publicIp": ("publicipaddress",),
    "prefix": ("publicipprefix", "inputobject"),
    "vnet": ("virtualnetwork",),
    "routeTable": ("routetable",),
}
"""The parameters by which a cmdlet that changes a resource is handed it; ``-InputObject`` where nothing is said."""


class Writes(Configs):
    """Cmdlets of Az that make, change and remove resources."""

    def _write(
        self, verb: str, kind: Kind, given: Given, stdin: Items | None, at: Location, name: str
    ) -> None:
        subject = self._subject(given, stdin, *_HANDED.get(kind.word, ("inputobject",)))
        if subject is not None and not self.memory.body(subject).kind.startswith(f"az:{kind.word}:"):
            subject = None
        if verb == "new" and given.open is not None:
            given = _with_names(given, given.open, at)
        identity = self._identity(kind, given, subject, stdin, at)
        if identity is None:
            self.doubt(
                f"which resource `{name}` is about is not known",
                at,
                Reach(types_of_noun(name.partition("-")[2]), adds=verb == "new", elsewhere=verb != "remove"),
            )
            self.memory.emit(self.open_answer(name, at))
            return
        state = self.session.state
        if verb != "new" and not identity.known and not state.created(identity):
            self.doubt(
                f"which resource `{name}` is about is not known",
                at,
                Reach((kind.type, *child_types(kind.type)), elsewhere=verb != "remove"),
            )
        if verb == "remove":
            self.session.remove(identity)
            return
        state.built += 1
        if verb == "new" and kind is CLUSTER:
            self.session.begin_cluster()
        if verb == "new":
            properties = self._translated(TABLES[kind.word], given, {}, identity)
            self._completed(kind, properties, given, identity, at)
            state.create(identity, properties, at)
        else:
            there = state.use(identity, at)
            properties = self._translated(TABLES[kind.word], given, there.properties, identity)
            if subject is not None:
                self._from_object(subject, properties, identity)
            if kind.word == "cluster":
                self._first_pool_changed(properties, given, identity, at)
            state.put(replace(there, properties=properties))
        if kind.word in HELD:
            self._write_children(verb, kind, given, subject, identity, at)
        self._unseen(given, identity, name, at)
        self.memory.emit(self._object(identity, at))

    def _peering(self, cmdlet: str, given: Given, stdin: Items | None, at: Location) -> None:
        """``Add-AzVirtualNetworkPeering``"""
        state = self.session.state
        network = self._subject(given, stdin, "virtualnetwork")
        parent = state.at_address(self.memory.body(network).kind) if network is not None else None
        name = given.get("name")
        if parent is None or name is None:
            self.doubt(
                f"`{cmdlet}` is not followed", at, Reach(types_of_noun("azvirtualnetworkpeering"), adds=True)
            )
            self.doubt(
                f"the routes that `{cmdlet}` brings are not followed",
                at,
                Reach((SUBNET,), None, ("routeTable",)),
            )
            self.memory.emit(self.open_answer(cmdlet, at))
            return
        identity = state.identity(parent).child(KINDS["peering"], word_of(name), at)
        state.built += 1
        state.create(identity, self._translated(TABLES["peering"], given, {}, identity), at)
        self.memory.emit(self._object(identity, at))

    def _unseen(self, given: Given, identity: Identity, name: str, at: Location) -> None:
        """Parameters that natpin does not know, or does not see."""
        known_ = {*TABLES[identity.kind.word], *PLAIN, *NAMING, *COMMON}
        if identity.kind.word == "cluster":
            known_ |= set(TABLES["firstPool"])
        odd = [
            each
            for each in given.named
            if each not in known_ and not any(full.startswith(each) for full in known_)
        ]
        if odd or given.open is not None:
            what = f"-{odd[0]}" if odd else "further parameters"
            target = Reference(identity.address, "id", at)
            self.doubt(f"{what} of `{name}`: not followed", at, Reach((identity.kind.type,), target))

    def _from_object(self, subject: Object, properties: dict[str, Node], identity: Identity) -> None:
        """What was set of an object in memory before it is written."""
        for name, entry in self.memory.body(subject).entries.items():
            to = TABLES[identity.kind.word].get(name)
            if to is not None:
                assign(properties, to.path, self._node(entry.value, to, identity))

    def _completed(
        self, kind: Kind, properties: dict[str, Node], given: Given, identity: Identity, at: Location
    ) -> None:
        """What the client itself sends, or what depends on its release, where the author writes nothing."""
        if kind.word in ("natGateway", "prefix", "publicIp") and "sku" not in properties:
            why = Unknown(
                "which SKU the cmdlet takes depends on the release of Az.Network", at, "-Sku Standard"
            )
            sku: Node = why if kind.word == "publicIp" else Value("Standard", at, default_of("Az.Network"))
            properties["sku"] = Value({"name": sku}, at)
        if kind.word == "cluster":
            whose = default_of("New-AzAksCluster")
            pool = self._translated(TABLES["firstPool"], given, {}, identity)
            for name, value in (("name", "default"), ("mode", "System"), ("osType", "Linux"), ("count", 3)):
                pool.setdefault(name, Value(value, at, whose))
            properties["agentPoolProfiles"] = Value((Value(pool, at),), at)
            owner = self.session.state.get(identity.owner) if identity.owner is not None else None
            if owner is not None and "location" in owner.properties:
                properties.setdefault("location", owner.properties["location"])
            plugin = "networkProfile.networkPlugin"
            if dig(Value(properties), plugin) is None:
                assign(properties, plugin, Value("azure", at, whose))
            if given.open is not None:
                for path in WATCHED:
                    if dig(Value(properties), path) is None:
                        assign(properties, path, given.open)
        if kind.word == "pool":
            whose = default_of("New-AzAksNodePool")
            properties["name"] = identity.names[-1].node()
            for name, value in (("mode", "User"), ("osType", "Linux"), ("count", 1)):
                properties.setdefault(name, Value(value, at, whose))
            if given.open is not None:
                for path in WATCHED_POOL:
                    properties.setdefault(path, given.open)

    def _first_pool_changed(
        self, properties: dict[str, Node], given: Given, identity: Identity, at: Location
    ) -> None:
        pools = items(properties.get("agentPoolProfiles"))
        if pools:
            pool = self._translated(TABLES["firstPool"], given, members(pools[0]), identity)
            properties["agentPoolProfiles"] = Value((Value(pool, at),), at)


def _with_names(given: Given, why: Unknown, at: Location) -> Given:
    """What is made is there, though what is splatted and not known may be what names it."""
    left = [name for name in ("resourcegroupname", "clustername", "name") if given.get(name) is None]
    if given.positional or given.get("resourceid", "id", "clusterobject") is not None:
        return given
    named = {name: unknown(f"-{name}@{at}", why, at) for name in left}
    return replace(given, named={**named, **given.named})


def child_types(type_: str) -> tuple[str, ...]:
    """The child types that a request about a resource of a type may carry."""
    return tuple(each for each in EVERYTHING if each.lower().startswith(type_.lower() + "/"))
