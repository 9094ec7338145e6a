"""What a PUT, a PATCH and a DELETE of ARM's do to what a script has made, and the body that is sent."""

from __future__ import annotations

import json
from collections.abc import Mapping

from natpin.formats.az.cli.identity import Identity
from natpin.formats.az.cli.kinds import CLUSTER, GROUP, SUBNET, VNET
from natpin.formats.az.cli.targets import Targets
from natpin.languages.shell.words import Chunk, Command, Piece, Word
from natpin.model.doubt import Doubt, Reach
from natpin.model.location import Location
from natpin.model.record import replace
from natpin.model.value import Node, Reference, Value, is_absent, members, of

_MARK = "\ue100"
MAX_BODY = 65_536


def doubt(
    session: Targets,
    command: Command,
    identity: Identity | None,
    what: str,
    properties: tuple[str, ...] = (),
    writes: bool = True,
) -> None:
    """Say that what an operation does is not followed, and what it may have changed. ``properties``: all that it sets of
    what nobody knows, if that is known; ``writes``: False for what takes a thing away, or only starts something."""
    session.state.built += 1
    reach = Reach((), None, properties, adds=not properties, elsewhere=writes)
    if identity is not None:
        resource = session.state.use(identity, command.at, remarked=False)
        types = (identity.kind.type,) if identity.kind is not VNET else (VNET.type, SUBNET.type)
        reach = Reach(types, Reference(resource.address, "id", command.at))
    session.doubt(Doubt(f"{what} is not followed", command.at, None, reach))


def body(word: Word | None, at: Location) -> dict[str, Node] | None:
    """A body as properties, the envelope beside them; None for one that is not known."""
    if word is None:
        return None
    holes: list[Piece] = []
    text: list[str] = []
    for piece in word.pieces:
        if isinstance(piece, Chunk):
            if _MARK in piece.text:
                return None  # the script's own text would be taken for a mark
            text.append(piece.text)
        else:
            text.append(f"{_MARK}{len(holes)}{_MARK}")
            holes.append(piece)
    whole = "".join(text)
    if whole.startswith("@") or len(whole) > MAX_BODY:
        return None
    try:
        data = json.loads(whole)
    except (ValueError, RecursionError):
        return None
    if not isinstance(data, dict) or _names_a_hole(data):
        return None
    node = of(_filled(data, holes, at), at)
    found = dict(members(node))
    inner = found.pop(_spelled(found, "properties"), None)
    for name, child in members(inner).items():
        found[_spelled(found, name)] = child
    return found


def _names_a_hole(data: object) -> bool:
    """Whether a property's name is not known: it may be any."""
    match data:
        case dict():
            return any(_MARK in name or _names_a_hole(child) for name, child in data.items())
        case list():
            return any(map(_names_a_hole, data))
    return False


def _spelled(known: Mapping[str, Node], name: str) -> str:
    """A property's name as it is known already: to Azure Resource Manager ``natgateway`` is ``natGateway``."""
    return next((one for one in known if one.lower() == name.lower()), name)


def _filled(data: object, holes: list[Piece], at: Location) -> object:
    """JSON with the unknown pieces back in."""
    match data:
        case dict():
            return {name: _filled(child, holes, at) for name, child in data.items()}
        case list():
            return [_filled(child, holes, at) for child in data]
        case str() if _MARK in data:
            pieces: list[Piece] = []
            for number, part in enumerate(data.split(_MARK)):
                if number % 2:
                    pieces.append(holes[int(part)])
                elif part:
                    pieces.append(Chunk(part, at))
            return Word(tuple(pieces), at).node()
    return data


def write(
    session: Targets, identity: Identity, properties: dict[str, Node], command: Command, *, merges: bool
) -> None:
    """PUT replaces what is there, PATCH lies over it. AKS keeps what a PUT of a cluster leaves out, or may."""
    session.state.built += 1
    if identity.kind is VNET and "subnets" in properties:
        doubt(session, command, identity, "the subnets that are written with their network")
    if identity.kind is GROUP:
        session.state.use(identity, command.at)
        return

    def set_(one: Identity) -> None:
        _set(session, one, properties, command, merges=merges)

    session.perhaps_others(identity, "rest", command.at, set_)
    set_(identity)


def _set(
    session: Targets, identity: Identity, properties: dict[str, Node], command: Command, *, merges: bool
) -> None:
    before = session.state.get(identity)
    if before is not None and not before.external and (merges or identity.kind is CLUSTER):
        whole = _merged(dict(before.properties), properties)
        session.state.put(replace(before, properties=whole))
        return
    if merges:
        used = session.state.use(identity, command.at)
        # of what is only looked up, nothing is what is written, and not merely what is left unwritten
        known = dict(used.properties)
        nulls = {
            _spelled(known, name): node
            for name, node in properties.items()
            if used.external and is_absent(node)
        }
        session.state.put(replace(used, properties={**_merged(known, properties), **nulls}))
        return
    if identity.parent is not None:
        session.state.use(identity.parent, command.at)
    session.state.create(identity, properties, command.at)


def _merged(before: dict[str, Node], over: dict[str, Node]) -> dict[str, Node]:
    for written, node in over.items():
        name = _spelled(before, written)
        old = before.get(name)
        if isinstance(node, Value) and members(node) and members(old):
            before[name] = Value(_merged(dict(members(old)), dict(members(node))), node.at)
        elif isinstance(node, Value) and node.data is None:
            before.pop(name, None)
        else:
            before[name] = node
    return before


def delete(session: Targets, identity: Identity) -> None:
    """DELETE of what an id names."""
    session.state.removed += 1
    session.state.deleted += 1
    if identity.kind not in (GROUP, CLUSTER):
        session.perhaps_others(identity, "rest", identity.at, session.state.drop)
        session.state.drop(identity)
