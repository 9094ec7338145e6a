"""Az PowerShell: the gateway's variable in the subnet's command, and the gateway with its protected prefix made before it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from natpin.fixing.edit import Change, Edit, Text, indent_of, line_start
from natpin.fixing.files import Files, edits_of
from natpin.fixing.missing.gap import Filled, Gap
from natpin.fixing.missing.naming import word_named_like
from natpin.fixing.writers import commands
from natpin.model.record import record
from natpin.model.resource import PUBLIC_IP_PREFIX
from natpin.regex import late_regex

_SUBNET = late_regex(r"(?i)(?<![\w-])(?:New|Add)-AzVirtualNetworkSubnetConfig(?![\w-])")
_NETWORK = late_regex(r"(?i)(?<![\w-])New-AzVirtualNetwork(?![\w-])")
_ASSIGNED = late_regex(r"[ \t]*(?P<name>\$\w+)[ \t]*=[ \t]*")
_BEGINNING = late_regex(r"[ \t]*(?:\$\w+[ \t]*\+?=[ \t]*)?")
_SPLAT = late_regex(r"@(?P<name>\w+)")
_VARIABLE = late_regex(r"\$\w+")
_UNFINISHED = ("`", ",", "(", "|", "=")
PREFIX, GATEWAY = "$natGatewayPrefix", "$natGateway"

Span = tuple[int, int]


@record
class _Neighbour:
    """How the virtual network's command names itself, its group and its place."""

    name: str
    group: str
    where: str
    """The words for group and place."""


def attached(files: Files, gap: Gap) -> Filled | None:
    """The gateway that a variable holds already, in every subnet's command."""
    place = files.place(gap.gateway.at) if gap.gateway is not None else None
    if place is None:
        return None
    text, (start, _) = place
    held = _ASSIGNED.fullmatch(text.text, line_start(text.text, start), start)
    subnets = _subnets(files, gap, text)
    if held is None or not subnets or min(subnets)[0] < start:
        return None
    return _naming(text, subnets, held["name"], [])


def with_gateway(files: Files, gap: Gap) -> Filled | None:
    """A new gateway before the first subnet's command; None where that is part of a longer statement."""
    text = _text(files, gap)
    subnets = _subnets(files, gap, text) if text is not None else []
    if text is None or not subnets:
        return None
    first = line_start(text.text, min(subnets)[0])
    above = text.text[:first].rstrip()
    whole = _BEGINNING.fullmatch(text.text, first, min(subnets)[0]) is not None
    taken = any(name.lower() in text.text.lower() for name in (PREFIX, GATEWAY))
    like = _neighbour(text.text)
    if not whole or taken or like is None or above.endswith(_UNFINISHED):
        return None
    used = _VARIABLE.findall(f"{like.name} {like.group} {like.where.replace('@', '$')}")
    lines = _lines(text.text, first, like)
    if lines is None or any(not re.search(rf"{re.escape(each)}\b", text.text[:first]) for each in used):
        return None
    indent = indent_of(text.text, first)
    made = "".join(f"{indent}{line}\n" for line in lines)
    return _naming(text, subnets, GATEWAY, [Change(first, first, made)])


def _naming(text: Text, subnets: list[Span], variable: str, changes: list[Change]) -> Filled | None:
    for each in subnets:
        words = commands.with_words(text.text, each, f"-NatGateway {variable}")
        if not words:
            return None
        changes = [*changes, *words]
    edits: tuple[Edit, ...] = edits_of(text, changes)
    return Filled(edits, text.path if len(changes) > len(subnets) else "")


def _text(files: Files, gap: Gap) -> Text | None:
    """The file of the virtual network's command."""
    paths = {one.at.path for one in gap.subnets}
    return files.text(next(iter(paths))) if len(paths) == 1 else None


def _subnets(files: Files, gap: Gap, text: Text) -> list[Span]:
    """The commands that make the subnets; none unless each is found. They are found by name: a subnet that is written with its
    network has the place of that."""
    there = [
        (found.start(), commands.end_of(text.text, found.start())) for found in _SUBNET.finditer(text.text)
    ]
    found = []
    for subnet in gap.subnets:
        mine = [
            each
            for each in there
            if subnet.at.path == text.path
            and (commands.argument(text.text, each, "-Name") or "").strip("\"'") == subnet.label
        ]
        if len(mine) != 1 or "-natgateway" in text.text[slice(*mine[0])].lower():
            return []
        found += mine
    return found


def _neighbour(text: str) -> _Neighbour | None:
    """Of the one virtual network that a text makes."""
    found = list(_NETWORK.finditer(text))
    if len(found) != 1:
        return None
    there = found[0].start(), commands.end_of(text, found[0].start())
    said = {
        name: commands.argument(text, there, f"-{name}") for name in ("Name", "ResourceGroupName", "Location")
    }
    splat = _SPLAT.search(text, *there)
    kept = _map(text, splat["name"]) if splat is not None else {}
    told = {name: value or kept.get(name.lower()) for name, value in said.items()}
    name, group, place = (told[each] for each in said)
    if name is None or group is None or place is None:
        return None
    if splat is not None and kept.keys() == {"resourcegroupname", "location"}:
        return _Neighbour(name, f"${splat['name']}.ResourceGroupName", f"@{splat['name']}")
    return _Neighbour(name, group, f"-ResourceGroupName {group} -Location {place}")


def _map(text: str, name: str) -> dict[str, str]:
    """What the one hashtable of a variable says, by key in lower case."""
    found = list(re.finditer(rf"(?i)\${re.escape(name)}[ \t]*=[ \t]*(?:\[ordered\])?@\{{([^}}]*)\}}", text))
    if len(found) != 1:
        return {}
    pairs = (line.partition(" #")[0].partition("=") for line in found[0][1].replace(";", "\n").splitlines())
    return {key.strip().lower(): value.strip() for key, equals, value in pairs if equals}


def _lines(text: str, start: int, like: _Neighbour) -> Iterator[str] | None:
    """The commands, each on a line."""
    name, prefix = _named(like.name, "nat"), _named(like.name, "nat-prefix")
    if name is None or prefix is None:
        return None
    lock = f"{prefix[:-1]}-lock{prefix[-1]}" if prefix[-1] in "\"'" else f"{prefix}-lock"
    return iter(
        [
            f"{PREFIX} = New-AzPublicIpPrefix {like.where} -Name {prefix} -PrefixLength 30 -Sku Standard",
            f"New-AzResourceLock -LockName {lock} -LockLevel CanNotDelete -ResourceGroupName {like.group} `",
            f"  -ResourceName {prefix} -ResourceType {PUBLIC_IP_PREFIX} -Force | Out-Null",
            f"{GATEWAY} = New-AzNatGateway {like.where} -Name {name} -Sku Standard -PublicIpPrefix {PREFIX}",
        ]
    )


def _named(written: str, kind: str) -> str | None:
    """A name after the network's: ``shop-vnet``, ``'shop-vnet'``, ``$name``."""
    if written[:1] == "'" == written[-1:]:
        made = word_named_like(written[1:-1], kind)
        return f"'{made}'" if made is not None else None
    return word_named_like(written, kind)
