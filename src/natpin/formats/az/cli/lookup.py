"""What ``show``, ``list`` and ``exists`` answer, and what ``--query`` picks out of an answer."""

from __future__ import annotations

import re

from natpin.formats.az.cli import closed
from natpin.formats.az.cli.arguments import Arguments
from natpin.formats.az.cli.identity import Identity
from natpin.formats.az.cli.kinds import GROUP, SUBNET, VNET, Kind
from natpin.formats.az.cli.names import Directory
from natpin.formats.az.cli.state import State
from natpin.languages.shell.words import (
    Capture,
    Chunk,
    Command,
    Hole,
    Output,
    Piece,
    Pieces,
    Status,
    Word,
    supposed,
    word_saying,
)
from natpin.model.location import Location
from natpin.model.resource import Resource
from natpin.model.value import Reference, Unknown, Value, dig, is_absent

_PATH = re.compile(r"[\[\s]*([A-Za-z_][\w.]*(?:\[\d+\][\w.]*)*)[\]\s]*\Z")
_BY_NAME = re.compile(
    r"\[\?\s*(?:contains\(\s*name\s*,\s*|name\s*==\s*)['\"`]([^'\"`]{1,200})['\"`]\s*+\)?\s*\]"
    r"(?:\s*\|\s*\[0\])?(?:\[0\])?\.(id|name)\s*+(?:\|\s*\[0\])?\s*\Z"
)
_SUBNETS = re.compile(r"subnets\[(.*)\Z", re.DOTALL)
_LISTED = re.compile(
    r"\[(?:\?(?P<filter>[^\[\]]{1,240}))?\]\s*\.?\s*\[?\s*(?P<what>id|name)\s*\]?\s*(?P<first>(?:\|\s*)?\[0\])?\s*\Z"
    r"|\[\?(?P<filter2>[^\[\]]{1,240})\]\s*\|\s*\[0\]\.(?P<what2>id|name)\s*\Z"
    r"|\[0\]\.(?P<what3>id|name)\s*\Z"
)
_FILTER = re.compile(
    r"\s*name\s*(?P<sign>==|!=)\s*['\"`](?P<name>[^'\"`]{1,200})['\"`]\s*\Z"
    r"|\s*(?P<test>contains|starts_with|ends_with)\(\s*name\s*,\s*['\"`](?P<part>[^'\"`]{1,200})['\"`]\s*\)\s*\Z"
    r"|\s*(?P<not>!?)\s*(?P<property>natGateway|routeTable)(?:\.id)?\s*(?:(?P<null>==|!=)\s*`?null`?\s*)?\Z"
)
_UNSET = frozenset(
    {
        "natgateway",
        "routetable",
        "networksecuritygroup",
        "publicipaddresses",
        "publicipprefixes",
        "publicipprefix",
        "zones",
    }
)
"""Properties that are not there unless a command has set them."""
_WRAPPED = ("newVNet", "publicIp", "NatGateway", "PublicIpPrefix", "properties")
"""Names that a create command wraps its answer in."""


def unfollowed(command: Command) -> Output:
    """The answer of an az command that natpin does not follow."""
    spoken = [word.label for word in command.words]
    stop = next((number for number, word in enumerate(spoken) if word.startswith("-")), len(spoken))
    name = " ".join(spoken[:stop][:6])
    asks = any(verb in spoken[:stop] for verb in ("show", "list", "exists", "query")) or (
        stop > 1 and closed.looks(spoken[stop - 1])
    )
    hole = Hole(
        f"$({name}@{command.at.line}:{command.at.column})",
        Unknown(f"what `{name}` answers is only known in Azure", command.at),
        lookup=asks,
    )
    return Output((hole,), Status.UNLIKELY if asks and command.probing else Status.YES)


def ask(
    state: State, kind: Kind, verb: str, arguments: Arguments, group: Word | None, directory: Directory
) -> Output:
    """``az group exists`` and the ``list`` commands."""
    if verb == "exists":
        name = arguments.word("--name")
        there = name is not None and state.created(
            Identity(GROUP, None, (name,), arguments.at, directory.subscription)
        )
        return Output((Chunk("true" if there else "false", arguments.at, assumed=True),))
    query = arguments.word("--query")
    parent = arguments.word("--vnet-name")
    if kind is SUBNET and parent is not None and query is not None:
        owner = Identity(VNET, group, (directory.spelled(parent),), arguments.at, directory.subscription)
        listed = children(state, owner, query.label, arguments.at)
        if listed is not None:
            return Output(listed)
    found = _BY_NAME.search(query.label) if query else None
    if found:
        names: tuple[Word, ...] = (word_saying(found.group(1), arguments.at),)
        if kind is SUBNET:
            parent = arguments.word("--vnet-name")
            names = (parent, *names) if parent else ()
        if names:
            identity = Identity(kind, group, names, arguments.at, directory.subscription)
            created = state.created(identity)
            resource = state.use(identity, arguments.at)
            reference = Reference(resource.address, found.group(2), arguments.at)
            return Output((Capture(reference, created),))
    label = f"$(az {arguments.command}@{arguments.at.line}:{arguments.at.column})"
    why = Unknown(f"what `az {arguments.command}` answers is only known in Azure", arguments.at)
    return Output((Hole(label, why, lookup=True),))


def show(state: State, identity: Identity, arguments: Arguments, *, probing: bool) -> Output:
    """``az … show``: fails, as is supposed, for what the script has not created yet."""
    created = state.created(identity)
    if probing and not created:
        label = f"$(az {arguments.command}@{arguments.at.line}:{arguments.at.column})"
        why = Unknown(f"what `az {arguments.command}` answers is only known in Azure", arguments.at)
        return Output((), Status.UNLIKELY, found=(Hole(label, why),))
    if not probing:
        state.use(identity, arguments.at)
    output = answer(state, identity, arguments)
    pieces = tuple(
        Capture(piece.reference, created) if isinstance(piece, Capture) else piece for piece in output.pieces
    )
    return Output(pieces, supposed(created, certain=created))


def answer(state: State, identity: Identity, arguments: Arguments) -> Output:
    """What a command that names one resource prints."""
    query = arguments.word("--query")
    if query is not None and identity.kind is VNET:
        found = _SUBNETS.match(query.label)
        listed = children(state, identity, "[" + found.group(1), arguments.at) if found else None
        if listed is not None:
            return Output(listed)
    path = "" if query is None else _dotted(query.label)
    if path is None:
        label = f"$(az {arguments.command}@{arguments.at.line}:{arguments.at.column})"
        asked = query.label if query else ""
        why = Unknown(f"what `--query {asked}` picks is only known in Azure", arguments.at)
        return Output((Hole(label, why),))
    return Output(pick(state, identity, path, arguments.at))


def children(state: State, owner: Identity, query: str, at: Location) -> Pieces | None:
    """The subnets of a network that the script has made, ids or names a line each; None where that is not known."""
    found = _LISTED.match(query)
    network = state.get(owner)
    if found is None or network is None or network.external or network.conditional is not None:
        return None
    parts = found.groupdict()
    attribute = parts["what"] or parts["what2"] or parts["what3"]
    only_first = bool(parts["first"] or parts["what2"] or parts["what3"])
    prefix = owner.address.lower().replace("az:vnet:", "az:subnet:", 1) + "/"
    listed: list[Pieces] = []
    for identity in state.of_kind(SUBNET):
        resource = state.get(identity)
        if resource is None or not resource.address.lower().startswith(prefix):
            continue
        fits = _fits(parts["filter"] or parts["filter2"], identity, resource)
        if fits is None or resource.conditional is not None:
            return None
        if not fits:
            continue
        if attribute == "name":
            listed.append(identity.names[-1].pieces)
        else:
            listed.append((Capture(Reference(resource.address, "id", at), not resource.external),))
    if only_first:
        listed = listed[:1]
    pieces: list[Piece] = []
    for number, each in enumerate(listed):
        pieces += [Chunk("\n", at), *each] if number else each
    return tuple(pieces) or (Chunk("", at),)


def _fits(condition: str | None, identity: Identity, resource: Resource) -> bool | None:
    """Whether a resource passes a filter; None where that is not known."""
    if condition is None:
        return True
    found = _FILTER.match(condition)
    if found is None:
        return None
    if found["property"]:
        node = dig(Value(resource.properties), found["property"])
        if isinstance(node, Unknown) or (node is None and resource.external):
            return None
        wants_null = found["null"] == "==" if found["null"] else found["not"] == "!"
        return is_absent(node) == wants_null
    name = identity.names[-1].literal
    if name is None:
        return None
    if found["name"]:
        return (name == found["name"]) == (found["sign"] == "==")
    part = found["part"]
    return {
        "contains": part in name,
        "starts_with": name.startswith(part),
        "ends_with": name.endswith(part),
    }[found["test"]]


def _dotted(query: str) -> str | None:
    """A query that is a plain path; None for any other."""
    found = _PATH.match(query)
    if found is None:
        return None
    path = found.group(1).replace("[", ".").replace("]", "")
    for wrapper in _WRAPPED:
        path = path.removeprefix(wrapper + ".") if path != wrapper else ""
    return path


def pick(state: State, identity: Identity, path: str, at: Location) -> Pieces:
    """An attribute of a resource, as text; a known one as it was written."""
    match path.lower():
        case "name":
            return identity.names[-1].pieces
        case "resourcegroup" if identity.group is not None:
            return identity.group.pieces
    resource = state.get(identity)
    address = resource.address if resource else identity.address
    if path.lower() == "id" and identity.kind is VNET and resource is None:
        return (Capture(Reference(address, path, at), False),)
    target = re.fullmatch(r"subnets\.0\.(id|name)", path)
    if target:
        prefix = address.replace("az:vnet:", "az:subnet:", 1) + "/"
        subnets = [other.address for _, other in state.all() if other.address.startswith(prefix)]
        if len(subnets) == 1:
            return (Capture(Reference(subnets[0], target.group(1), at), True),)
    known = dig(Value(resource.properties), path) if resource and path else None
    created = resource is not None and not resource.external
    if known is None and created and path.partition(".")[0].lower() in _UNSET:
        return (Chunk("", at),)  # az prints nothing for what is not set
    match known:
        case Value(data=str() | int() as data) if not isinstance(data, bool):
            return (Chunk(str(data), known.at),)
        case Value(data=bool() as data):
            return (Chunk("true" if data else "false", known.at),)
        case Reference():
            return (Capture(known, True),)
        case Unknown():
            return (Hole(f"{{{address}.{path}}}", known),)
    return (Capture(Reference(address, path, at), created),)


def pick_from(state: State, capture: Capture, path: str, at: Location) -> Pieces:
    """An attribute out of a resource captured as JSON, as ``jq`` takes it."""
    resource = state.at_address(capture.reference.target)
    plain = _dotted(path)
    if resource is None or plain is None:
        why = Unknown(f"what `{path}` picks is only known in Azure", at)
        return (Hole(f"$(jq@{at.line}:{at.column})", why),)
    return pick(state, state.identity(resource), plain, at)
