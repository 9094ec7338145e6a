"""ARM templates: the gateway's id in the subnet and what waits for it, and the gateway beside the virtual network."""

from __future__ import annotations

from collections.abc import Iterator

from natpin.fixing import places
from natpin.fixing.edit import Change, Edit, Text
from natpin.fixing.files import JSON, Files, edits_of, language_of
from natpin.fixing.missing.gap import Filled, Gap, check_gateways
from natpin.fixing.missing.naming import name_in_template
from natpin.fixing.protecting import json_lock
from natpin.fixing.writers import braces, elements
from natpin.fixing.writers.elements import Json
from natpin.model.record import record, replace
from natpin.model.resource import NAT_GATEWAY, PUBLIC_IP_PREFIX, VIRTUAL_NETWORK, Resource, same_type


@record
class _Element:
    """A resource that is an element of a template's list, in no loop and under no condition."""

    text: Text
    span: tuple[int, int]
    whole: braces.Object
    indent: str
    unit: str

    def written(self, name: str) -> Json:
        """A member; None where it is not there, or is no plain JSON."""
        found = braces.member(self.whole, name)
        if found is None:
            return None
        try:
            return elements.value(self.text.text[found.value : found.end])
        except ValueError:
            return None


def attached(files: Files, gap: Gap) -> Filled | None:
    """The gateway that there is, named by each subnet of its file."""
    if gap.gateway is None:
        return None
    id_ = resource_id(files, gap.gateway, NAT_GATEWAY)
    edits: dict[Edit, None] = {}
    for subnet in gap.subnets:
        made = _in_subnet(files, gap, subnet, id_) if id_ and subnet.at.path == gap.gateway.at.path else None
        if made is None:
            return None
        edits |= dict.fromkeys(made)
    return Filled(tuple(edits))


def with_gateway(files: Files, gap: Gap) -> Filled | None:
    """A new gateway behind the virtual network, and its id in each subnet."""
    network = _network(files, gap)
    if network is None:
        return None
    made = _gateway(network)
    if made is None:
        return None
    id_, new = made
    edits: dict[Edit, None] = {}
    for subnet in gap.subnets:
        named = _in_subnet(files, gap, subnet, id_) if subnet.at.path == network.text.path else None
        if named is None:
            return None
        edits |= dict.fromkeys(named)
    end = network.span[1]
    behind = "".join(elements.behind(one, network.indent, network.unit) for one in new)
    edits |= dict.fromkeys(edits_of(network.text, [Change(end, end, behind)]))
    return Filled(tuple(edits), network.text.path)


def given_prefix(files: Files, gateway: Resource, prefix: Resource) -> Filled | None:
    """The prefix that there is, for a gateway that has no IP."""
    id_ = resource_id(files, prefix, PUBLIC_IP_PREFIX)
    place = files.place(gateway.at)
    if id_ is None or place is None or language_of(gateway.at.path) != JSON:
        return None
    changes = _with_id(*place, id_)
    waits = _waiting(place[0], place[1], id_)
    return Filled(edits_of(place[0], [*changes, *waits])) if changes and waits is not None else None


def with_prefix(files: Files, gateway: Resource) -> Filled | None:
    """A new prefix behind a gateway that has no IP, and its id in the gateway."""
    there = _element(files, gateway)
    made = _prefix(there) if there is not None else None
    if there is None or made is None:
        return None
    id_, new = made
    changes = _with_id(there.text, there.span, id_)
    waits = _waiting(there.text, there.span, id_)
    if not changes or waits is None:
        return None
    end = there.span[1]
    behind = "".join(elements.behind(one, there.indent, there.unit) for one in new)
    return Filled(
        edits_of(there.text, [*changes, *waits, Change(end, end, behind)]),
        there.text.path,
    )


def resource_id(files: Files, resource: Resource, kind: str) -> str | None:
    """``resourceId(…)`` of a resource of a template, as an expression."""
    place = files.place(resource.at)
    if place is None or language_of(resource.at.path) != JSON:
        return None
    text, span = place
    whole = braces.object_at(text.text, *span)
    named = braces.member(whole, "name") if whole is not None else None
    if whole is None or named is None or braces.member(whole, "copy") is not None:
        return None
    return _id_of(text.text[named.value : named.end].strip('"'), kind)


def _id_of(name: str, kind: str) -> str | None:
    if name.startswith("[") and not name.startswith("[["):
        return f"resourceId('{kind}', {name[1:-1]})"
    return f"resourceId('{kind}', '{name}')" if "'" not in name else None


def _in_subnet(files: Files, gap: Gap, subnet: Resource, id_: str) -> tuple[Edit, ...] | None:
    place = files.place(subnet.at)
    if place is None or language_of(subnet.at.path) != JSON:
        return None
    text, span = place
    changes = places.into_object(text, span, "natGateway.id", f'"[{id_}]"', JSON)
    # a subnet inside of its network's declaration: the network waits
    outer = [
        found[1]
        for one in gap.declared
        if one.at.path == subnet.at.path
        and (found := files.place(one.at)) is not None
        and found[1][0] <= span[0]
        and span[1] <= found[1][1]
    ]
    whole = max(outer, key=lambda each: each[1] - each[0], default=span)
    waits = _waiting(text, whole, id_)
    return edits_of(text, [*changes, *waits]) if changes and waits is not None else None


def _with_id(text: Text, span: tuple[int, int], id_: str) -> list[Change] | None:
    """``publicIpPrefixes`` of a gateway that has none."""
    flat = f'[{{"id": "[{id_}]"}}]'
    changes = places.into_object(text, span, "publicIpPrefixes", flat, JSON)
    return _laid_out(changes, flat, [{"id": f"[{id_}]"}]) if changes else None


def _laid_out(changes: list[Change], flat: str, data: Json) -> list[Change]:
    """The changes with a value that they write on one line laid out as the lines around it are."""
    made = []
    for each in changes:
        line = each.new.partition(flat)[0].rpartition("\n")[2]
        indent = line[: len(line) - len(line.lstrip())]
        several = flat in each.new and "\n" in each.new.partition(flat)[0]
        shown = elements.shown(data, indent, "\t" if "\t" in indent else "  ")
        made.append(replace(each, new=each.new.replace(flat, shown)) if several else each)
    return made


def _waiting(text: Text, span: tuple[int, int], id_: str) -> list[Change] | None:
    """A resource of a template waits for another one too."""
    whole = braces.object_at(text.text, *span)
    if whole is None:
        return None
    there = braces.member(whole, "dependsOn")
    flat = f'["[{id_}]"]'
    if there is None:
        return (
            _laid_out(braces.with_member(text.text, whole, ("dependsOn",), flat, JSON), flat, [f"[{id_}]"])
            or None
        )
    if id_ in text.text[there.value : there.end]:
        return []
    how = elements.style(text.text, whole)
    if how is not None and not text.text[there.value : there.end].strip("[] \t\r\n"):  # an empty list
        inner = elements.shown([f"[{id_}]"], how[0] + how[1], how[1])
        return [Change(there.value, there.end, inner)]
    return braces.with_element(text.text, there.value, there.end, f'"[{id_}]"')


def _network(files: Files, gap: Gap) -> _Element | None:
    """The one virtual network of the subnets' file."""
    path = gap.subnets[0].at.path
    there = {
        one.address: one
        for one in gap.declared
        if same_type(one.type, VIRTUAL_NETWORK) and one.at.path == path
    }
    return _element(files, *there.values()) if len(there) == 1 else None


def _element(files: Files, resource: Resource) -> _Element | None:
    place = files.place(resource.at)
    if place is None or language_of(resource.at.path) != JSON:
        return None
    check_gateways(resource)
    text, span = place
    whole = braces.object_at(text.text, *span)
    if whole is None or any(braces.member(whole, name) for name in ("copy", "condition")):
        return None
    how = elements.style(text.text, whole)
    return _Element(text, span, whole, *how) if how is not None else None


def _gateway(network: _Element) -> tuple[str, list[Json]] | None:
    """The expression for a new gateway's id, and the elements that make it."""
    name = name_in_template(network.written("name"), "nat")
    made = _prefix(network)
    id_ = _id_of(name, NAT_GATEWAY) if name else None
    if made is None or id_ is None or name is None or _is_said(network.text, name):
        return None
    prefix, elements_ = made
    own: Json = {"publicIpPrefixes": [{"id": f"[{prefix}]"}]}
    gateway = dict(_head(network, NAT_GATEWAY, name))
    gateway |= {"dependsOn": [f"[{prefix}]"], "sku": {"name": "Standard"}, "properties": own}
    return id_, [*elements_, gateway]


def _prefix(like: _Element) -> tuple[str, list[Json]] | None:
    """The expression for the id of a new prefix of four addresses, and the elements that make it: with its lock."""
    name = name_in_template(like.written("name"), "nat-prefix")
    id_ = _id_of(name, PUBLIC_IP_PREFIX) if name else None
    lock = json_lock(name, PUBLIC_IP_PREFIX) if name else None
    if (
        name is None
        or id_ is None
        or lock is None
        or like.written("location") is None
        or _is_said(like.text, name)
    ):
        return None
    prefix = dict(_head(like, PUBLIC_IP_PREFIX, name))
    prefix |= {
        "sku": {"name": "Standard"},
        "properties": {"prefixLength": 30, "publicIPAddressVersion": "IPv4"},
    }
    return id_, [prefix, lock]


def _head(like: _Element, kind: str, name: str) -> Iterator[tuple[str, Json]]:
    """What every resource begins with, the neighbour's version, location and tags included."""
    yield "type", kind
    yield "apiVersion", like.written("apiVersion")
    yield "name", name
    yield "location", like.written("location")
    if (tags := like.written("tags")) is not None:
        yield "tags", tags


def _is_said(text: Text, name: str) -> bool:
    """True for a name that the file says already."""
    return f'"{name}"' in text.text
