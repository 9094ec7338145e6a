"""ARM JSON and az: a gateway named by the subnet; an IP that there is, given to the gateway."""

from __future__ import annotations

from natpin.fixing import places
from natpin.fixing.edit import Change, Edit, Text
from natpin.fixing.files import JSON, Files, edits_of, language_of
from natpin.fixing.missing import scripts
from natpin.fixing.missing.gap import Filled, Gap, declared, free_prefix
from natpin.fixing.writers import braces, commands
from natpin.model.resource import NAT_GATEWAY, PUBLIC_IP_PREFIX, Resource, same_type
from natpin.pipeline.reading import ReadStack


def filled(files: Files, gap: Gap) -> Filled | None:
    """The gateway named by every subnet. Where there is none, one is made in a script, and None is given of a template."""
    if gap.gateway is None:
        return scripts.with_gateway(files, gap)
    edits: dict[Edit, None] = {}
    for subnet in gap.subnets:
        made = _in_command(files, subnet, gap.gateway) or _in_template(files, gap, subnet, gap.gateway)
        if made is None:
            return None
        edits |= dict.fromkeys(made)
    return Filled(tuple(edits))


def addressed(files: Files, read: ReadStack, gateway: Resource) -> Filled | None:
    """The one prefix that there is, given to a gateway without an IP; where there is none, one is made in a script."""
    prefix = free_prefix(read)
    if prefix is None:
        some = any(same_type(one.type, PUBLIC_IP_PREFIX) for one in declared(read))
        return None if some else scripts.with_prefix(files, gateway)
    there, given = scripts.command_of(files, gateway), scripts.command_of(files, prefix)
    if there is not None and given is not None:
        name = commands.argument(given[0].text, given[1], "--name", "-n")
        changes = name and commands.with_words(there[0].text, there[1], f"--public-ip-prefixes {name}")
        return Filled(edits_of(there[0], changes)) if changes else None
    id_ = _id(files, prefix, PUBLIC_IP_PREFIX)
    place = files.place(gateway.at)
    if id_ is None or place is None or language_of(gateway.at.path) != JSON:
        return None
    changes = places.into_object(*place, "publicIpPrefixes", f'[{{"id": "[{id_}]"}}]', JSON)
    waits = _waiting(place[0], place[1], id_)
    return Filled(edits_of(place[0], [*changes, *waits])) if changes and waits is not None else None


def _in_command(files: Files, subnet: Resource, gateway: Resource) -> tuple[Edit, ...] | None:
    there, given = scripts.command_of(files, subnet), scripts.command_of(files, gateway)
    if there is None or given is None:
        return None
    name = commands.argument(given[0].text, given[1], "--name", "-n")
    changes = commands.with_words(there[0].text, there[1], f"--nat-gateway {name}") if name else None
    return edits_of(there[0], changes) if changes else None


def _in_template(files: Files, gap: Gap, subnet: Resource, gateway: Resource) -> tuple[Edit, ...] | None:
    place, id_ = files.place(subnet.at), _id(files, gateway, NAT_GATEWAY)
    if place is None or id_ is None or subnet.at.path != gateway.at.path:
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


def _id(files: Files, resource: Resource, kind: str) -> str | None:
    """``resourceId(…)`` of a resource of a template, as an expression."""
    place = files.place(resource.at)
    if place is None or language_of(resource.at.path) != JSON:
        return None
    text, span = place
    whole = braces.object_at(text.text, *span)
    named = braces.member(whole, "name") if whole is not None else None
    if whole is None or named is None or braces.member(whole, "copy") is not None:
        return None
    name = text.text[named.value : named.end].strip('"')
    if name.startswith("[") and not name.startswith("[["):
        return f"resourceId('{kind}', {name[1:-1]})"
    return f"resourceId('{kind}', '{name}')" if "'" not in name else None


def _waiting(text: Text, span: tuple[int, int], id_: str) -> list[Change] | None:
    """A resource of a template waits for another one too."""
    whole = braces.object_at(text.text, *span)
    if whole is None:
        return None
    there = braces.member(whole, "dependsOn")
    if there is None:
        return braces.with_member(text.text, whole, ("dependsOn",), f'["[{id_}]"]', JSON) or None
    if id_ in text.text[there.value : there.end]:
        return []
    return braces.with_element(text.text, there.value, there.end, f'"[{id_}]"')
