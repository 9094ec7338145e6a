"""Commands that Terraform runs: provisioners of any resource, deployment scripts.

What such a command makes is no part of Terraform's state, and lint runs nothing. Its words tell what it may change: a
doubt with that reach. A command that may make a cluster is an input that was not read as well. Anything that is known
to change no network, cluster, route or IP (an add-on, a node image, kubectl) says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from natpin.formats.terraform.providers.command_groups import (
    GENERIC,
    GROUPS,
    NOUNS,
    SCALED,
    VERBS,
    VIRTUAL_NODES,
    CommandGroup,
)
from natpin.formats.terraform.providers.command_targets import meant, within
from natpin.formats.terraform.providers.command_words import command_of, flags_of, words_of
from natpin.formats.terraform.providers.program_texts import call_of, unlisted
from natpin.formats.terraform.providers.reach import BEARING, doubts
from natpin.formats.terraform.providers.references import Lookup, Piece, in_arm_words, pieces
from natpin.languages.terraform.instance import Instance
from natpin.model import resource as arm
from natpin.model.arm_id import parse
from natpin.model.doubt import Doubt, Reach
from natpin.model.location import Location
from natpin.model.part import Part
from natpin.model.value import Node, Reference, Skipped, Unknown, Value, items, text
from natpin.regex import late_regex

_AZ = late_regex(r"(?:^|[\s;&|(\"'`/\\])az(?:\.cmd|\.exe)?[\"']?\s+(?P<words>[a-z][\w-]*(?:\s+[a-z][\w-]*)*)")
_CMDLET = late_regex(
    r"\b(?:New|Set|Add|Remove|Update)-Az(?P<noun>Aks|VirtualNetworkSubnet|VirtualNetwork|NatGateway|Route|PublicIp)\w*",
    re.IGNORECASE,
)
_OTHER_TOOLS = late_regex(
    r"(?:^|[\s;&|])(?:terraform|tofu|terragrunt|pulumi)\s+(?:-\S+\s+)*(?:apply|up|destroy)\b|\bazd\s+(?:up|provision)\b"
)

_CONTINUED = late_regex(r"[\\`][ \t]*\r?\n")
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
            handed = list(doubts(arguments, lookup, reason, provisioner.at, None))
            yield from handed
            if not handed and "natpin_unread_here" in provisioner.data:
                yield Doubt(reason, provisioner.at, None, Reach(BEARING, adds=True))


def of_script(instance: Instance, content: Node, lookup: Lookup) -> Iterator[Part]:
    """What a deployment script may change, or a text that a resource of an unknown provider is given."""
    yield from _commands(content, lookup, f"{instance.address} runs", instance.at)


def of_request(instance: Instance, url: Node, method: str, lookup: Lookup) -> Iterator[Doubt]:
    """What a request to Azure's API may change."""
    flags: dict[str, list[Node]] = {"--url": [url], "--method": [Value(method)]}
    yield from _rest(flags, lookup, f"{instance.address} calls Azure's API", instance.at)


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
    whole = unlisted(_CONTINUED.sub(" ", whole))
    told: set[str] = set()
    beside, end = "", 0
    for count, found in enumerate(_AZ.finditer(whole)):
        if count > _MOST:
            break
        rest = command_of(whole[found.start("words") :])
        beside += whole[end : found.start()]
        end = max(end, found.start("words") + len(rest))
        for part in _az(words_of(rest, holes), lookup, who, at):
            mark = repr(part)
            if mark not in told:
                told.add(mark)
                yield part
    for cmdlet in _CMDLET.finditer(whole):
        kinds = NOUNS[cmdlet["noun"].lower()]
        if cmdlet[0] not in told:
            told.add(cmdlet[0])
            yield Doubt(f"{who} {cmdlet[0]}", at, None, Reach(kinds, adds=True, elsewhere=True))
    other = _OTHER_TOOLS.search(whole)
    if other is not None:
        yield Doubt(f"{who} another deployment: {other[0].strip()}", at, None, Reach(BEARING, adds=True))
    call = call_of(beside + whole[end:])
    if call is not None:
        yield Doubt(f"{who} {call}", at, None, Reach(BEARING, adds=True))


def _az(words: list[Node], lookup: Lookup, who: str, at: Location) -> Iterator[Part]:
    plain = [text(word) or "" for word in words]
    leading = next(
        (number for number, word in enumerate(plain) if not re.match(r"[a-z][\w-]*\Z", word)), len(plain)
    )
    named, verb = " ".join(plain[: leading - 1]), plain[leading - 1] if leading else ""
    shown = f"{who} `az {named} {verb}`"
    flags = flags_of(words[leading:])
    if named == "" and verb == "rest":
        yield from _rest(flags, lookup, f"{who} `az rest`", at)
    elif named == "resource" and verb in VERBS | {"patch", "invoke-action"}:
        yield from _resource(flags, lookup, shown, at)
    elif named.startswith(("deployment", "stack")) and verb == "create":
        into = flags.get("--resource-group") or flags.get("-g")
        group = (
            in_arm_words(into[0], lookup) if named == "deployment group" and into and len(into) == 1 else None
        )
        reach = Reach(BEARING, adds=True, group=group)
        yield Doubt(f"{shown}: what it deploys is not known", at, None, reach)
    elif named in GROUPS and (verb in VERBS):
        yield from _group(GROUPS[named], verb, flags, lookup, shown, at)
    elif named == "group" and verb == "delete":
        yield Doubt(shown, at, None, Reach(BEARING))


def _group(
    command: CommandGroup, verb: str, flags: dict[str, list[Node]], lookup: Lookup, shown: str, at: Location
) -> Iterator[Part]:
    target = meant(command, flags, lookup)
    if verb in ("create", "add"):
        yield Doubt(shown, at, None, Reach((command.kind,), target, adds=True, elsewhere=True))
        if command.kind == arm.VIRTUAL_NETWORK:
            yield Doubt(shown, at, None, Reach((arm.SUBNET,), adds=True, alters=False))
        if command.kind == arm.CLUSTER:
            yield Skipped(
                at.path, f"{shown} in a command: the cluster it makes is not known", at, claims_aks=True
            )
        return
    if verb in ("delete", "remove"):
        yield Doubt(shown, at, None, Reach((command.kind,), target))
        return
    if verb == "scale":
        yield Doubt(shown, at, None, Reach((command.kind,), target, (SCALED[command.kind],), elsewhere=True))
        return
    if verb.endswith("-addons"):
        if _of_virtual_nodes(flags):
            yield Doubt(shown, at, None, Reach((command.kind,), target, ("addonProfiles",), elsewhere=True))
        return
    changed: list[str] = []
    for flag, values in flags.items():
        if flag in GENERIC:
            changed.extend(_first(value) for value in values)
        if flag == "" or (flag.startswith("--") and "--" in command.flags):
            changed.append("")
        for known, name in command.flags.items():
            if flag.startswith(known) or (len(flag) > 4 and known.startswith(flag)):
                changed.append(name)
    if changed:
        names = () if "" in changed else tuple(dict.fromkeys(changed))
        yield Doubt(shown, at, None, Reach((command.kind,), target, names, elsewhere=True))
        if command.kind == arm.VIRTUAL_NETWORK and (not names or "subnets" in names):
            yield Doubt(shown, at, None, Reach((arm.SUBNET,), within(target), adds=True, elsewhere=True))


def _of_virtual_nodes(flags: Mapping[str, list[Node]]) -> bool:
    """Whether the add-ons that are switched may be virtual nodes: they are named, or what is named is not known."""
    named = [
        text(word) for word in flags.get("--addons") or flags.get("-a") or (Unknown("no add-on is named"),)
    ]
    return None in named or any(VIRTUAL_NODES & set(name.lower().split(",")) for name in named if name)


def _first(value: Node) -> str:
    """The first-level property in ``properties.natGateway.id=…``; empty when it is not known."""
    known = text(value) or (value.parts[0] if isinstance(value, Unknown) and value.parts else "")
    path = str(known or "").partition("=")[0].removeprefix("properties.")
    return re.split(r"[.\[]", path)[0]


def _resource(flags: dict[str, list[Node]], lookup: Lookup, shown: str, at: Location) -> Iterator[Doubt]:
    """``az resource update --ids … --set properties.natGateway.id=…``"""
    ids, names = flags.get("--ids"), flags.get("--name") or flags.get("-n")
    target = in_arm_words((ids or names or [Unknown("what it changes is not known", at)])[0], lookup)
    identifier = parse(target)
    written = text((flags.get("--resource-type") or [Value(None)])[0]) or (
        identifier.type if identifier else None
    )
    properties = tuple(dict.fromkeys(_first(value) for flag in GENERIC for value in flags.get(flag, ())))
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
        yield Doubt(shown, at, None, Reach(BEARING, target, properties, True, elsewhere=True))
        return
    exact = next((one for one in BEARING if one.lower() == kind.lower()), None)
    if exact is not None or kind.lower().startswith("microsoft.network/virtualhubs"):
        yield Doubt(shown, at, None, Reach((exact or kind,), target, properties, True, elsewhere=True))
