"""Bicep: the gateway's id in the subnet, and the gateway beside the virtual network."""

from __future__ import annotations

import re

from natpin.fixing import places
from natpin.fixing.edit import Change, Edit, Text, indent_of, line_end
from natpin.fixing.files import BICEP, Files, edits_of, language_of
from natpin.fixing.holding import is_default
from natpin.fixing.missing.gap import Filled, Gap, check_gateways, free_prefix
from natpin.fixing.missing.naming import bicep_named_like
from natpin.fixing.protecting import bicep_lock
from natpin.fixing.why import NotMade
from natpin.fixing.writers import braces
from natpin.model.record import record
from natpin.model.resource import NAT_GATEWAY, PUBLIC_IP_PREFIX, VIRTUAL_NETWORK, Resource, same_type
from natpin.pipeline.reading import ReadStack
from natpin.regex import late_regex

_STATEMENT = late_regex(
    r"(?:@[^\n]*\n[ \t]*)*resource[ \t]+(?P<symbol>\w+)[ \t]+'[^'@]*@(?P<version>[^']*)'[ \t]*=[ \t]*\{"
)


@record
class _Statement:
    """A resource that is declared at the top of a file, in no loop and under no condition."""

    text: Text
    span: tuple[int, int]
    symbol: str
    version: str
    body: braces.Object

    def written(self, name: str) -> str | None:
        """The expression of a member, as it is written, where it is on one line."""
        found = braces.member(self.body, name)
        said = None if found is None else self.text.text[found.value : found.end]
        return None if said is None or "\n" in said else said


def filled(files: Files, gap: Gap) -> Filled | None:
    """The gateway's id in each subnet; the gateway too where there is none."""
    made: list[str] = []
    behind: _Statement | None = None
    if gap.gateway is not None:
        gateway = _statement(files, gap.gateway)
        if gateway is None:
            return None
        symbol, path = gateway.symbol, gateway.text.path
    else:
        behind = _network(files, gap)
        new = _gateway(behind) if behind is not None else None
        if behind is None or new is None:
            return None
        made, symbol = new
        path = behind.text.path
    edits: dict[Edit, None] = {}
    for subnet in gap.subnets:
        made_here = _in_subnet(files, subnet, path, symbol)
        if made_here is None:
            return None
        edits |= dict.fromkeys(made_here)
    if behind is not None:
        end = line_end(behind.text.text, behind.span[1])
        edits |= dict.fromkeys(
            edits_of(behind.text, [Change(end, end, "".join(f"\n\n{one}" for one in made))])
        )
    return Filled(tuple(edits), path if made else "")


def _in_subnet(files: Files, subnet: Resource, path: str, symbol: str) -> tuple[Edit, ...] | None:
    """The gateway's id in a subnet: in its declaration, or in the object that its properties come from. Raises NotMade for a
    parameter's default, which may name no resource (learn.microsoft.com/azure/azure-resource-manager/bicep, BCP072)."""
    place = files.place(subnet.at)
    if place is None or subnet.at.path != path:
        return None
    text, span = place
    changes = places.into_object(text, span, "natGateway.id", f"{symbol}.id", BICEP)
    prefix = subnet.get("addressPrefix") or subnet.get("addressPrefixes")
    there = files.place(prefix.at) if prefix is not None and not changes else None
    if there is not None and there[0].path == path:
        span = there[1]
        around = braces.enclosing(text.text, span[0], (0, len(text.text)))
        if around is None or braces.member(around[0], "natGateway") is not None:
            return None
        changes = braces.with_member(text.text, around[0], ("natGateway", "id"), f"{symbol}.id", BICEP)
    if not changes:
        return None
    if is_default(text, span[0]):
        raise NotMade(f"subnet {subnet.label} stands in a parameter's default, which may name no resource")
    return edits_of(text, changes)


def addressed(files: Files, read: ReadStack, gateway: Resource) -> Filled | None:
    """A prefix for a gateway that has no IP: the one that there is, else a new one."""
    found = _statement(files, gateway)
    if found is None:
        return None
    prefix = free_prefix(read)
    made = ""
    if prefix is not None:
        there = _statement(files, prefix)
        if there is None or there.text.path != found.text.path:
            return None
        symbol = there.symbol
    else:
        symbol = f"{found.symbol}Prefix"
        new = _prefix(found, symbol)
        if new is None or _is_used(found.text, symbol):
            return None
        made = new
    element = f"[\n      {{\n        id: {symbol}.id\n      }}\n    ]"
    changes = places.into_object(found.text, found.span, "publicIpPrefixes", element, BICEP)
    if not changes:
        return None
    if made:
        end = line_end(found.text.text, found.span[1])
        changes = [*changes, Change(end, end, f"\n\n{made}")]
    return Filled(edits_of(found.text, changes), found.text.path if made else "")


def _statement(files: Files, resource: Resource) -> _Statement | None:
    if language_of(resource.at.path) != BICEP:
        return None
    place = files.place(resource.at)
    if place is None:
        return None
    text, span = place
    check_gateways(resource)
    found = _STATEMENT.match(text.text, *span)
    if found is None or indent_of(text.text, span[0]):
        return None
    body = braces.object_at(text.text, found.end() - 1, span[1])
    if body is None or text.text[span[1] : line_end(text.text, span[1])].strip():
        return None
    return _Statement(text, span, found["symbol"], found["version"], body)


def _network(files: Files, gap: Gap) -> _Statement | None:
    """The virtual network whose declaration the first subnet stands in, or that is in its file alone."""
    at = gap.subnets[0].at
    found = []
    for one in gap.declared:
        if same_type(one.type, VIRTUAL_NETWORK) and one.at.path == at.path:
            statement = _statement(files, one)
            if statement is not None:
                found.append(statement)
    return found[0] if len(found) == 1 else None


def _gateway(network: _Statement) -> tuple[list[str], str] | None:
    prefix, symbol = "natGatewayPrefix", "natGateway"
    # natGateway is also a property's name: as a symbol it is one that is declared or referred to
    taken = any(_is_declared(network.text, one) for one in (prefix, symbol))
    new = _prefix(network, prefix)
    name, place = network.written("name"), network.written("location")
    if taken or new is None or name is None or place is None:
        return None
    rows = [
        f"resource {symbol} '{NAT_GATEWAY}@{network.version}' = {{",
        f"  name: {bicep_named_like(name, 'nat')}",
        f"  location: {place}",
        *_tags(network),
        "  sku: {\n    name: 'Standard'\n  }",
        f"  properties: {{\n    publicIpPrefixes: [\n      {{\n        id: {prefix}.id\n      }}\n    ]\n  }}",
        "}",
    ]
    return [new, "\n".join(rows)], symbol


def _prefix(like: _Statement, symbol: str) -> str | None:
    """A guarded prefix of four addresses."""
    name, place = like.written("name"), like.written("location")
    if name is None or place is None:
        return None
    named = bicep_named_like(name, "nat-prefix")
    rows = [
        f"resource {symbol} '{PUBLIC_IP_PREFIX}@{like.version}' = {{",
        f"  name: {named}",
        f"  location: {place}",
        *_tags(like),
        "  sku: {\n    name: 'Standard'\n  }",
        "  properties: {\n    prefixLength: 30\n    publicIPAddressVersion: 'IPv4'\n  }",
        "}",
        "",
        bicep_lock(symbol, f"${{{symbol}.name}}-lock"),
    ]
    return "\n".join(rows)


def _tags(like: _Statement) -> list[str]:
    found = braces.member(like.body, "tags")
    if found is None:
        return []
    tags = like.text.text[found.value : found.end]
    # of several lines, they stand as deep here as there
    deep = "\n" not in tags or indent_of(like.text.text, found.start) == "  "
    return [f"  tags: {tags}"] if deep else []


def _is_declared(text: Text, symbol: str) -> bool:
    pattern = rf"(?m)^[ \t]*(?:resource|param|var|module|func|output|type)[ \t]+{re.escape(symbol)}\b"
    return re.search(pattern, text.text) is not None


def _is_used(text: Text, symbol: str) -> bool:
    return re.search(rf"\b{re.escape(symbol)}\b", text.text) is not None
