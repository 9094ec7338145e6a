"""Commands that Terraform runs: provisioners of any resource, deployment scripts.

What such a command makes is no part of Terraform's state, and lint runs nothing. Its words tell what it may change: a
doubt with that reach. A command that may make a cluster is an input that was not read as well. Anything that is known
to change no network, cluster, route or IP (an add-on, a node image, kubectl) says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from natpin.formats.terraform.providers.reach import BEARING, doubts
from natpin.formats.terraform.providers.references import Lookup, Parts, Piece, in_arm_words, pieces
from natpin.languages.terraform.instance import Instance
from natpin.model import resource as arm
from natpin.model.arm_id import parse
from natpin.model.doubt import Doubt, Reach
from natpin.model.location import Location
from natpin.model.part import Part
from natpin.model.record import record
from natpin.model.value import Node, Reference, Skipped, Unknown, Value, items, text
from natpin.regex import late_regex


@record
class _Command:
    """An az command group, and what its commands may change."""

    kind: str
    name: tuple[str, ...]
    """Flags that name what is changed."""
    flags: Mapping[str, str]
    """Flags of ``update`` that bear on egress, with the property each sets; every other flag is harmless."""


_GENERIC = ("--set", "--add", "--remove")
_NAME = ("--name", "-n")
_SUBNET = _Command(
    arm.SUBNET,
    _NAME,
    {
        "--nat-gateway": "natGateway",
        "--route-table": "routeTable",
        "--default-outbound": "defaultOutboundAccess",
    },
)
_GROUPS: Mapping[str, _Command] = {
    "aks": _Command(
        arm.CLUSTER,
        _NAME,
        {
            "--outbound-type": "networkProfile",
            "--nat-gateway": "networkProfile",
            "--load-balancer": "networkProfile",
            "--network-plugin": "networkProfile",
            "--api-server-authorized-ip-ranges": "apiServerAccessProfile",
        },
    ),
    "aks nodepool": _Command(arm.AGENT_POOL, (*_NAME, "--nodepool-name"), {}),
    "network nat gateway": _Command(
        arm.NAT_GATEWAY,
        _NAME,
        {
            "--public-ip-addresses": "publicIpAddresses",
            "--public-ip-prefixes": "publicIpPrefixes",
            "--pip": "publicIpAddresses",
            "--idle-timeout": "idleTimeoutInMinutes",
        },
    ),
    "network public-ip": _Command(arm.PUBLIC_IP, _NAME, {"--": ""}),
    "network public-ip prefix": _Command(arm.PUBLIC_IP_PREFIX, _NAME, {"--": ""}),
    "network route-table": _Command(arm.ROUTE_TABLE, _NAME, {"--disable-bgp": "disableBgpRoutePropagation"}),
    "network route-table route": _Command(arm.ROUTE, _NAME, {"--": ""}),
    "network vnet": _Command(arm.VIRTUAL_NETWORK, _NAME, {}),
    "network vnet subnet": _SUBNET,
    "network vnet peering": _Command(
        "Microsoft.Network/virtualNetworks/virtualNetworkPeerings", _NAME, {"--": ""}
    ),
    "network vnet-gateway": _Command("Microsoft.Network/virtualNetworkGateways", _NAME, {"--": ""}),
    "network vhub connection": _Command(
        "Microsoft.Network/virtualHubs/hubVirtualNetworkConnections", _NAME, {"--": ""}
    ),
    "network vhub routing-intent": _Command("Microsoft.Network/virtualHubs/routingIntent", _NAME, {"--": ""}),
}
"""``--`` stands for every flag."""

_AZ = late_regex(r"(?:^|[\s;&|(\"'`])az(?:\.cmd)?\s+(?P<words>[a-z][\w-]*(?:\s+[a-z][\w-]*)*)")
_VERBS = frozenset({"create", "update", "delete", "add", "remove", "scale"})
_CMDLET = late_regex(
    r"\b(?:New|Set|Add|Remove|Update)-Az(?P<noun>Aks|VirtualNetworkSubnet|VirtualNetwork|NatGateway|Route|PublicIp)\w*",
    re.IGNORECASE,
)
_NOUNS: Mapping[str, tuple[str, ...]] = {
    "aks": (arm.CLUSTER, arm.AGENT_POOL),
    "virtualnetworksubnet": (arm.SUBNET,),
    "virtualnetwork": (arm.VIRTUAL_NETWORK, arm.SUBNET),
    "natgateway": (arm.NAT_GATEWAY,),
    "route": (arm.ROUTE_TABLE, arm.ROUTE),
    "publicip": (arm.PUBLIC_IP, arm.PUBLIC_IP_PREFIX),
}
_OTHER_TOOLS = late_regex(
    r"(?:^|[\s;&|])(?:terraform|tofu|terragrunt|pulumi)\s+(?:-\S+\s+)*(?:apply|up|destroy)\b|\bazd\s+(?:up|provision)\b"
)

_HOLE = late_regex("\0([0-9]+)\0")
_CONTINUED = late_regex(r"[\\`][ \t]*\r?\n")
_WORD = late_regex(r"""(?:[^\s"']|"(?:[^"\\]|\\.)*"|'[^']*')+""")
_ONE = late_regex(r"""(?:"(?:[^"\\]|\\.)*"|'[^']*'|[^\n;&|"'])*""")
_MOST = 60


def provisioned(instance: Instance, lookup: Lookup) -> Iterator[Part]:
    """What the provisioners of a resource may change. One that runs when the resource is destroyed changes nothing of
    what is declared."""
    for provisioner in items(instance.attributes.get("provisioner")):
        if not isinstance(provisioner, Value) or not isinstance(provisioner.data, Mapping):
            continue
        if text(provisioner.data.get("when")) == "destroy":
            continue
        inline = provisioner.data.get("inline")
        written = [provisioner.data.get("command"), *items(inline), provisioner.data.get("natpin_script")]
        for node in written:
            if node is not None:
                yield from _commands(node, lookup, f"{instance.address} runs", provisioner.at)
        if "natpin_unread" in provisioner.data:
            reason = f"{instance.address} runs {text(provisioner.data['natpin_unread'])}, which is not here"
            arguments = {name: part for node in written for name, part in _referred(node).items()}
            arguments.update(_plain(provisioner.data.get("environment")))
            yield from doubts(arguments, lookup, reason, provisioner.at, None)


def of_script(instance: Instance, content: Node, lookup: Lookup) -> Iterator[Part]:
    """What a deployment script may change."""
    yield from _commands(content, lookup, f"{instance.address} runs", instance.at)


def _plain(node: Node | None) -> Mapping[str, Node]:
    return node.data if isinstance(node, Value) and isinstance(node.data, Mapping) else {}


def _referred(node: Node | None) -> dict[str, Node]:
    """What a command names, each as if it were an argument of its own."""
    parts = node.parts if isinstance(node, Unknown) else ()
    return {f"{number}": part for number, part in enumerate(parts) if isinstance(part, Reference | Unknown)}


def _commands(node: Node, lookup: Lookup, who: str, at: Location) -> Iterator[Part]:
    holes: list[Piece] = []
    whole = ""
    for piece in pieces(node):
        if isinstance(piece, str):
            whole += piece.replace("\0", "")
        else:
            whole += f"\0{len(holes)}\0"
            holes.append(piece)
    whole = _CONTINUED.sub(" ", whole)
    told: set[str] = set()
    for count, found in enumerate(_AZ.finditer(whole)):
        if count > _MOST:
            break
        rest = _one(whole[found.start("words") :])
        for part in _az(_words(rest, holes), lookup, who, at):
            mark = repr(part)
            if mark not in told:
                told.add(mark)
                yield part
    for cmdlet in _CMDLET.finditer(whole):
        kinds = _NOUNS[cmdlet["noun"].lower()]
        if cmdlet[0] not in told:
            told.add(cmdlet[0])
            yield Doubt(f"{who} {cmdlet[0]}", at, None, Reach(kinds, adds=True))
    other = _OTHER_TOOLS.search(whole)
    if other is not None:
        yield Doubt(f"{who} another deployment: {other[0].strip()}", at, None, Reach(BEARING, adds=True))


def _one(rest: str) -> str:
    """A command up to its end; all that follows when that stands in a text that is not closed."""
    command = _ONE.match(rest)
    assert command is not None
    return rest if rest[command.end() : command.end() + 1] in ('"', "'") else command[0]


def _words(command: str, holes: Sequence[Piece]) -> list[Node]:
    """The words of a command: known text, what stands for a hole, or text with holes in it."""
    return [_word(found.group(), holes) for found in _WORD.finditer(command)]


def _word(written: str, holes: Sequence[Piece]) -> Node:
    if "\0" not in written:
        plain = written.strip("\"'")
        return (
            Unknown(f"{plain} is known when the command runs", parts=(None,))
            if "$" in plain
            else Value(plain)
        )
    parts: Parts = tuple(
        holes[int(piece)] if number % 2 else piece
        for number, piece in enumerate(_HOLE.split(written.replace('"', "").replace("'", "")))
        if number % 2 or piece
    )
    only = parts[0] if len(parts) == 1 else None
    if isinstance(only, Reference | Unknown):
        return only
    return Unknown("a word of the command cannot be known", parts=parts)


def _az(words: list[Node], lookup: Lookup, who: str, at: Location) -> Iterator[Part]:
    plain = [text(word) or "" for word in words]
    leading = next(
        (number for number, word in enumerate(plain) if not re.match(r"[a-z][\w-]*\Z", word)), len(plain)
    )
    named, verb = " ".join(plain[: leading - 1]), plain[leading - 1] if leading else ""
    shown = f"{who} `az {named} {verb}`"
    flags = _flags(words[leading:])
    if named == "" and verb == "rest":
        yield from _rest(flags, lookup, f"{who} `az rest`", at)
    elif named == "resource" and verb in _VERBS | {"patch", "invoke-action"}:
        yield from _resource(flags, lookup, shown, at)
    elif named.startswith(("deployment", "stack")) and verb == "create":
        yield Doubt(f"{shown}: what it deploys is not known", at, None, Reach(BEARING, adds=True))
    elif named in _GROUPS and (verb in _VERBS):
        yield from _group(_GROUPS[named], verb, flags, lookup, shown, at)
    elif named == "group" and verb == "delete":
        yield Doubt(shown, at, None, Reach(BEARING))


def _flags(words: Sequence[Node]) -> dict[str, list[Node]]:
    """Flags with the words behind each; words that may be a flag themselves stand under an empty name."""
    found: dict[str, list[Node]] = {}
    current = ""
    for word in words:
        known = text(word)
        if known is not None and known.startswith("-"):
            current, equals, value = known.partition("=")
            found.setdefault(current, [])
            if equals:
                found[current].append(Value(value))
        elif isinstance(word, Unknown) and word.parts and str(word.parts[0] or "").startswith("--"):
            current = str(word.parts[0]).partition("=")[0]
            rest = (str(word.parts[0]).partition("=")[2], *word.parts[1:])
            found.setdefault(current, []).append(
                Unknown(word.reason, word.at, None, tuple(each for each in rest if each != ""))
            )
        else:
            if known is None and found.get(current, [None]) != [] and current not in ("", "--ids", *_GENERIC):
                found.setdefault("", []).append(word)  # a hole that is no flag's value may be a flag
            found.setdefault(current, []).append(word)
    return found


def _group(
    command: _Command, verb: str, flags: dict[str, list[Node]], lookup: Lookup, shown: str, at: Location
) -> Iterator[Part]:
    target = _target(command, flags, lookup)
    if verb in ("create", "add"):
        yield Doubt(shown, at, None, Reach((command.kind,), target, adds=True))
        if command.kind == arm.VIRTUAL_NETWORK:
            yield Doubt(shown, at, None, Reach((arm.SUBNET,), adds=True, alters=False))
        if command.kind == arm.CLUSTER:
            yield Skipped(
                at.path, f"{shown} in a command: the cluster it makes is not known", at, claims_aks=True
            )
        return
    if verb in ("delete", "remove", "scale"):
        yield from () if verb == "scale" else (Doubt(shown, at, None, Reach((command.kind,), target)),)
        return
    changed: list[str] = []
    for flag, values in flags.items():
        if flag in _GENERIC:
            changed.extend(_first(value) for value in values)
        if flag == "" or (flag.startswith("--") and "--" in command.flags):
            changed.append("")
        for known, name in command.flags.items():
            if flag.startswith(known) or (len(flag) > 4 and known.startswith(flag)):
                changed.append(name)
    if changed:
        names = () if "" in changed else tuple(dict.fromkeys(changed))
        yield Doubt(shown, at, None, Reach((command.kind,), target, names))
        if command.kind == arm.VIRTUAL_NETWORK and (not names or "subnets" in names):
            yield Doubt(shown, at, None, Reach((arm.SUBNET,), adds=True))


def _first(value: Node) -> str:
    """The first-level property in ``properties.natGateway.id=…``; empty when it is not known."""
    known = text(value) or (value.parts[0] if isinstance(value, Unknown) and value.parts else "")
    path = str(known or "").partition("=")[0].removeprefix("properties.")
    return re.split(r"[.\[]", path)[0]


def _target(command: _Command, flags: dict[str, list[Node]], lookup: Lookup) -> Node | None:
    for flag in ("--ids", *command.name):
        values = flags.get(flag)
        if values:
            return in_arm_words(values[0], lookup) if len(values) == 1 else None
    return None


def _resource(flags: dict[str, list[Node]], lookup: Lookup, shown: str, at: Location) -> Iterator[Doubt]:
    """``az resource update --ids … --set properties.natGateway.id=…``"""
    ids, names = flags.get("--ids"), flags.get("--name") or flags.get("-n")
    target = in_arm_words((ids or names or [Unknown("what it changes is not known", at)])[0], lookup)
    identifier = parse(target)
    written = text((flags.get("--resource-type") or [Value(None)])[0]) or (
        identifier.type if identifier else None
    )
    properties = tuple(dict.fromkeys(_first(value) for flag in _GENERIC for value in flags.get(flag, ())))
    yield from _on(written, target, () if "" in properties else properties, shown, at)


def _rest(flags: dict[str, list[Node]], lookup: Lookup, shown: str, at: Location) -> Iterator[Doubt]:
    method = text((flags.get("--method") or flags.get("-m") or [Value("get")])[0]) or "put"
    if method.lower() in ("get", "head", "post"):
        return
    url = (
        flags.get("--url")
        or flags.get("--uri")
        or flags.get("-u")
        or [Unknown("the address is not known", at)]
    )[0]
    parts = [part.partition("?")[0] if isinstance(part, str) else part for part in pieces(url)]
    if parts and isinstance(parts[0], str):
        parts[0] = re.sub(r"^https://[^/]+", "", parts[0])
    whole = tuple(part for part in parts if part != "")
    only = whole[0] if len(whole) == 1 else None
    found: Node = (
        only if isinstance(only, Reference) else Unknown("the address is not known", at, None, whole)
    )
    target = in_arm_words(found, lookup)
    identifier = parse(target)
    yield from _on(identifier.type if identifier else None, target, (), shown, at)


def _on(
    kind: str | None, target: Node, properties: tuple[str, ...], shown: str, at: Location
) -> Iterator[Doubt]:
    """A doubt about a resource of a type; about anything it can be where the type is not known."""
    if kind is None:
        yield Doubt(shown, at, None, Reach(BEARING, target, properties, True))
        return
    exact = next((one for one in BEARING if one.lower() == kind.lower()), None)
    if exact is not None or kind.lower().startswith("microsoft.network/virtualhubs"):
        yield Doubt(shown, at, None, Reach((exact or kind,), target, properties, True))
