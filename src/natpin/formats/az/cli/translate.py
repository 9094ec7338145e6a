"""Flags become ARM properties."""

from __future__ import annotations

from collections.abc import Mapping

from natpin.formats.az.cli import shorthand
from natpin.formats.az.cli.arguments import Arguments, Flag, elements, options_of
from natpin.formats.az.cli.kinds import KINDS
from natpin.formats.az.cli.names import Directory, no_name
from natpin.formats.az.cli.tables import PROPERTIES, To
from natpin.formats.az.cli.values import Shape, assign, integer_node, switch_node, text_node
from natpin.languages.shell.words import Word
from natpin.model.location import Location
from natpin.model.value import EMPTY, Node, Unknown, Value, default_of, dig, members, text


def translate(
    kind: str,
    arguments: Arguments,
    directory: Directory,
    group: Word | None,
    into: Mapping[str, Node] = EMPTY,
) -> dict[str, Node]:
    """The properties that a command's flags set, over those there were."""
    properties = dict(into)
    done: set[int] = set()
    for flag_name, to in PROPERTIES[kind].items():
        flag = arguments.flags.get(flag_name)
        if flag is None or id(flag) in done:
            continue
        done.add(id(flag))
        node = value_of(flag, to, directory, group)
        if node is None:
            assign(properties, to.path, None)
        else:
            assign(properties, to.path, node)
    return properties


def unseen(kind: str, arguments: Arguments, properties: dict[str, Node]) -> dict[str, Node]:
    """Properties after a command among whose flags an unknown word stands: what that may set is unknown.

    What a flag sets that stands behind it is as that says, for az takes the last of two. Where nothing of an object that lies
    in another one is known, not even that it is there, the object itself is unknown.
    """
    if arguments.open is None:
        return properties
    taken, table = options_of(arguments.command), PROPERTIES[kind]
    setting = [to.path for flag, to in table.items() if flag in taken]
    seen = {
        to.path
        for flag, to in table.items()
        if arguments.is_certain(flag)
        or (flag in arguments.flags and taken[flag].takes == "!" and setting.count(to.path) == 1)
    }  # what a switch turns on, no other flag turns off
    known = Value(dict(properties))
    for flag, to in table.items():
        if flag in taken and to.path not in seen:
            assign(properties, _missing(known, to.path), arguments.open)
    return properties


def _missing(known: Value, path: str) -> str:
    """The object of a path that is not there, where that lies in another one; else the whole path."""
    names = path.split(".")
    ends = (".".join(names[:end]) for end in range(2, len(names)))
    return next((end for end in ends if dig(known, end) is None), path)


_NAMING = (Shape.IDS, Shape.ID, Shape.GATEWAY_NETWORK)


def value_of(flag: Flag, to: To, directory: Directory, group: Word | None) -> Node | None:
    """One flag's value in the shape of its property; None where the flag takes the property away."""
    first = flag.words[0] if flag.words else None
    if to.shape in _NAMING:
        refused = next(filter(None, map(no_name, flag.words)), None)
        if refused is not None:
            return refused
    match to.shape:
        case Shape.SWITCH:
            return switch_node(first, flag.at)
        case Shape.OFF:
            return switch_node(None, flag.at, blank=False)
        case Shape.ON:
            return Value(True, flag.at)
        case Shape.UNFOLLOWED:
            return Unknown("what the command sets there is not followed", flag.at)
        case Shape.IDS:
            found = [
                directory.node(word, KINDS[to.kind], group)
                for word in elements(flag)
                if word.label.lower() != "null"
            ]
            return Value(tuple(Value({"id": node}, node.at) for node in found if node is not None), flag.at)
        case Shape.WORDS | Shape.COMMAS:
            return Value(tuple(text_node(word) for word in elements(flag)), flag.at)
        case Shape.PAIRS:
            return _pairs(flag)
        case Shape.TAGGED:
            return _tagged(flag)
        case Shape.SERVICES:
            return _services(flag)
        case Shape.DELEGATIONS:
            return _delegations(flag)
        case Shape.ADD_ONS:
            return virtual_nodes(flag)
    if first is None:
        return None
    match to.shape:
        case Shape.INTEGER:
            return integer_node(first)
        case Shape.ID:
            node = directory.node(first, KINDS[to.kind], group)
            return None if node is None else Value({"id": node}, flag.at)
        case Shape.PLAIN_ID:
            return directory.node(first, KINDS[to.kind], group, names=False)
        case Shape.GATEWAY_NETWORK:
            node = directory.node(first, KINDS[to.kind], group)
            return None if node is None else listed({"subnet": Value({"id": node}, flag.at)}, at=flag.at)
    if first.literal == "":
        return None
    return text_node(first, to.path)


def listed(*members: Mapping[str, Node], at: Location) -> Value:
    """A list of objects."""
    return Value(tuple(Value(each, at) for each in members), at)


def _tagged(flag: Flag) -> Node:
    """``az network public-ip create`` takes TYPE=TAG words, ``update`` objects alone (Azure/azure-cli#26730)."""
    if any(map(shorthand.is_written_so, flag.words)):
        found = shorthand.objects(flag.words)
        if found is None:
            return _unread(flag)
        return listed(
            *(
                {
                    "ipTagType": Value(each.get("iptagtype", ""), flag.at),
                    "tag": Value(each.get("tag", ""), flag.at),
                }
                for each in found
            ),
            at=flag.at,
        )
    pairs = _pairs(flag)
    if isinstance(pairs, Unknown):
        return pairs
    return listed(
        *({"ipTagType": Value(name, tag.at), "tag": tag} for name, tag in members(pairs).items()), at=flag.at
    )


def _services(flag: Flag) -> Node:
    """``--service-endpoints`` names services, ``--endpoints`` has an object for each."""
    if any(word.label.lstrip()[:1] == "{" or "{" in word.label for word in flag.words):
        found = shorthand.objects(flag.words)
        if found is None:
            return _unread(flag)
        return listed(*({"service": Value(each.get("service", ""), flag.at)} for each in found), at=flag.at)
    return listed(*({"service": text_node(word)} for word in elements(flag)), at=flag.at)


def _delegations(flag: Flag) -> Node:
    """``Microsoft.Sql.servers`` is taken for ``Microsoft.Sql/servers`` (azure-cli, vnet subnet, ``delegation_trans``)."""
    found: list[Mapping[str, Node]] = []
    for word in elements(flag):
        node = text_node(word)
        named = text(node)
        if named is not None and "/" not in named and named.count(".") == 2:
            service, kind = named.split(".")[1:]
            node = Value(f"Microsoft.{service}/{kind}", node.at)
        found.append({"properties": Value({"serviceName": node}, node.at)})
    return listed(*found, at=flag.at)


def virtual_nodes(flag: Flag) -> Node | None:
    """Whether virtual nodes are among the add-ons (``ADDONS`` in command_modules/acs/_consts.py)."""
    unclear: Node | None = None
    for word in elements(flag):
        node = text_node(word)
        if isinstance(node, Unknown):
            unclear = unclear or node
        elif (text(node) or "").lower() in ("virtual-node", "virtualnode"):
            return Value(True, word.at)
    return unclear


def _unread(flag: Flag) -> Unknown:
    hole = next((word.unknown for word in flag.words if word.unknown is not None), None)
    return hole or Unknown("how the command writes its objects is not followed", flag.at)


def _pairs(flag: Flag) -> Node:
    found: dict[str, Node] = {}
    for word in elements(flag):
        literal = word.literal
        if literal is None:
            return word.unknown or Unknown("it holds what only exists after creation", word.at)
        name, _, value = literal.partition("=")
        found[name] = Value(value, word.place)
    return Value(found, flag.at)


def location_of(properties: Mapping[str, Node], owner: Mapping[str, Node], at: Location) -> Node | None:
    """The location az fills in: without ``--location``, the resource group's."""
    if "location" in properties:
        return properties["location"]
    found = owner.get("location")
    known = text(found)
    return Value(known, at, default_of("the resource group")) if known else found
