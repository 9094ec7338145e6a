"""Code that was made of a plan, read again: Azure as it will be when the code has run."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from typing import Any

from natpin.graph import Graph
from natpin.model.asking import elements_of
from natpin.model.doubt import Doubt
from natpin.model.part import Part
from natpin.model.record import record
from natpin.model.resource import (
    CLUSTER,
    LOCK,
    NAT_GATEWAY,
    PUBLIC_IP,
    PUBLIC_IP_PREFIX,
    RESOURCE_GROUP,
    SUBNET,
    VIRTUAL_NETWORK,
    Link,
    Resource,
    same_type,
)
from natpin.model.value import Node, Reference, Value, dig, is_absent, scalar, text
from natpin.provision.bodies import ids_in, read, write
from natpin.provision.families import IP_LISTS
from natpin.provision.ids import group_id, parse, resource_id

Bodies = dict[str, dict[str, Any]]

_TAKEN = {
    RESOURCE_GROUP: ("location",),
    VIRTUAL_NETWORK: ("location", "addressSpace.addressPrefixes"),
    PUBLIC_IP_PREFIX: ("location", "sku.name", "zones", "prefixLength", "publicIPAddressVersion"),
    NAT_GATEWAY: ("location", "sku.name", "zones", "idleTimeoutInMinutes"),
    SUBNET: ("addressPrefix", "addressPrefixes", "defaultOutboundAccess"),
    CLUSTER: (
        "location",
        "networkProfile.outboundType",
        "networkProfile.ipFamilies",
        "apiServerAccessProfile.authorizedIPRanges",
    ),
    LOCK: ("level",),
}
UPDATE = "azapi_update_resource"
"""The block whose lists stand in the place of those that are there."""
_ENVELOPE = frozenset({"location", "sku.name", "zones"})
_LISTS = tuple((path.removeprefix("properties."), type_) for path, _version, type_ in IP_LISTS)


@record
class Home:
    """Where code is deployed."""

    subscription: str
    group: str
    """Of what the code gives no resource group."""
    whole: bool = False
    """True where what the code declares is written whole, as a template's resources are: a property it leaves out is gone."""


def bodies_after(
    parts: Sequence[Part], live: Mapping[str, Mapping[str, Any]], home: Home, removals: Sequence[Doubt] = ()
) -> Bodies:
    """ARM bodies by id in lower case: the live ones, with what the code says over them.

    What the code leaves unknown is not taken for said: it stays as it is live. ``removals`` are doubts that say of one
    property of one resource that it is taken off.
    """
    return _After(parts, live, home, removals).bodies()


def left_out(type_: str, made: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """The properties of what is made anew that the code does not say, or says otherwise, of those that are read back."""
    paths = [path if path in _ENVELOPE else f"properties.{path}" for path in _TAKEN.get(type_, ())]
    asked = ((path, read(made, path)) for path in paths)
    return [path for path, value in asked if value is not None and read(after, path) != value]


class _After:
    def __init__(
        self,
        parts: Sequence[Part],
        live: Mapping[str, Mapping[str, Any]],
        home: Home,
        removals: Sequence[Doubt],
    ) -> None:
        self._graph, self._home, self._removals = Graph.of(parts), home, removals
        self._bodies: Bodies = {key: copy.deepcopy(dict(body)) for key, body in live.items()}
        self._replaced = {
            (id_.lower(), part.property.removesuffix("[]"))
            for part in parts
            if isinstance(part, Link) and UPDATE in part.address.split(".")
            if (id_ := self._referred(part.source, part.source_type))
        }
        """The lists that an update puts in the place of those that are there: by the resource's id, and their name."""

    def bodies(self) -> Bodies:
        for type_, paths in _TAKEN.items():
            for resource in self._graph.of_type(type_):
                id_ = self._id(resource)
                if not id_:
                    continue
                body = self._bodies.get(id_.lower())
                if body is None and resource.external and not same_type(type_, CLUSTER):
                    continue
                body = self._bodies.setdefault(
                    id_.lower(), {"id": id_, "name": parse(id_).name, "type": type_}
                )
                body.setdefault("properties", {})
                for path in paths:
                    value = _plain(dig(Value(resource.properties), path))
                    if value is not None:
                        write(body, path if path in _ENVELOPE else f"properties.{path}", value)
                self._links(resource, body)
        for doubt in self._removals:
            id_ = self._referred(doubt.reach.target, doubt.reach.types[0]) if doubt.reach.target else ""
            if id_.lower() in self._bodies:
                self._bodies[id_.lower()]["properties"].pop(doubt.reach.properties[0], None)
        return self._bodies

    def _links(self, resource: Resource, body: dict[str, Any]) -> None:
        if same_type(resource.type, SUBNET):
            attached = self._graph.attached(resource, "natGateway").sure
            ids = [id_ for node in attached if (id_ := self._referred(node, NAT_GATEWAY))]
            if ids:
                write(body, "properties.natGateway", {"id": ids[0]})
            elif self._taken_off(resource, "natGateway"):
                body["properties"].pop("natGateway", None)
        if same_type(resource.type, NAT_GATEWAY):
            for name, type_ in _LISTS:
                nodes = self._graph.elements(resource, name)
                ids = [id_ for node in nodes if (id_ := self._referred(node, type_))]
                written = resource.properties.get(name)
                replaced = (written is not None and not is_absent(written)) or (
                    self._id(resource).lower(),
                    name,
                ) in self._replaced
                if not ids and not replaced and not self._taken_off(resource, name):
                    continue
                before = [] if replaced else ids_in(read(body, f"properties.{name}"))
                if not ids:
                    before = []
                both = {id_.lower(): id_ for id_ in (*before, *ids)}
                write(body, f"properties.{name}", [{"id": id_} for id_ in both.values()])

    def _taken_off(self, resource: Resource, name: str) -> bool:
        """Does the code say that a property is nothing: by a null of its own, or by leaving it out where it writes all?"""
        written = resource.properties.get(name)
        return is_absent(written) if written is not None else self._home.whole and not resource.external

    def _referred(self, node: Node, type_: str) -> str:
        """The ARM id of what a property refers to; empty where it is not known."""
        written = text(node) or text(dig(node, "id"))
        if written and parse(written).names:
            return written
        found = self._graph.follow(node, type_)
        return self._id(found) if isinstance(found, Resource) else ""

    def _id(self, resource: Resource) -> str:
        """The ARM id; empty where it is not known."""
        name = text(resource.name)
        if name is None:
            return ""
        if same_type(resource.type, SUBNET):
            network = self._graph.parent(resource)
            above = self._id(network) if isinstance(network, Resource) else text(resource.parent) or ""
            if above and "/" not in above:  # a look-up names the network, and the group both are in
                above = resource_id(
                    self._place(resource)[0], self._place(resource)[1], VIRTUAL_NETWORK, above
                )
            return f"{above}/subnets/{name}" if above else ""
        if same_type(resource.type, LOCK):
            scope = self._locked(resource)
            return f"{scope}/providers/{LOCK}/{name}" if scope else ""
        subscription, group = self._place(resource)
        if same_type(resource.type, RESOURCE_GROUP):
            return group_id(subscription, name)
        return resource_id(subscription, group, resource.type, name)

    def _locked(self, lock: Resource) -> str:
        """The id of what a lock is on."""
        for node in (lock.parent, lock.properties.get("scope")):
            for type_ in (PUBLIC_IP_PREFIX, PUBLIC_IP):
                if node is not None and (id_ := self._referred(node, type_)):
                    return id_
        return ""

    def _place(self, resource: Resource) -> tuple[str, str]:
        """Subscription and resource group."""
        node = self._graph.group_of(resource)
        if isinstance(node, Reference):
            group = self._graph.follow(node, RESOURCE_GROUP)
            node = group.name if isinstance(group, Resource) else node
        return text(resource.subscription) or self._home.subscription, text(node) or self._home.group


def _plain(node: Node | None) -> Any:
    """A known value as plain data; None for what is not known, or not there."""
    if node is None or is_absent(node):
        return None
    if isinstance(node, Value) and isinstance(node.data, tuple):
        inner = [_plain(each) for each in elements_of(node).sure]
        return inner if all(each is not None for each in inner) else None
    return scalar(node)
