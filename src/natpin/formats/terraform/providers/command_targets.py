"""Which resource a command means: by its id, or by all the names that its flags give."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from natpin.formats.terraform.providers.command_groups import CommandGroup
from natpin.formats.terraform.providers.references import Lookup, Parts, Piece, in_arm_words, pieces
from natpin.model.arm_id import parse
from natpin.model.resource import SUBNET, VIRTUAL_NETWORK, same_type
from natpin.model.value import Node, Reference, Unknown, text
from natpin.regex import late_regex

_NAME = late_regex(r"[\w.-]{1,90}\Z")
"""What a name is made of that stands for itself. Anything else is a shell's: ``%NAME%``, ``<name>``, ``name)``."""
_GROUP = ("--resource-group", "-g")
_SUBSCRIPTION = ("--subscription",)

Flags = Mapping[str, Sequence[Node]]


def meant(command: CommandGroup, flags: Flags, lookup: Lookup) -> Node | None:
    """What a command changes: a reference, or an id of what its flags name, with a hole for each name that they do not
    say. None for any resource of its type."""
    for flag in ("--ids", *command.name):
        values = flags.get(flag)
        if values and (flag == "--ids" or len(values) > 1):
            return in_arm_words(values[0], lookup) if len(values) == 1 else None
        if values:
            return _by_names(command, values[0], flags, lookup)
    return None


def _by_names(command: CommandGroup, name: Node, flags: Flags, lookup: Lookup) -> Node:
    found = in_arm_words(name, lookup)
    if any(isinstance(piece, Reference) for piece in pieces(found)) or "/" in (text(found) or ""):
        return found  # one of the stack's own, or an id
    if flags.get(""):  # which may name something else: of a flag that is given twice, the last one counts
        return found
    group, parent = _said(_GROUP, flags, lookup), _said(command.parent, flags, lookup)
    if group == parent == (None,) and _known(found) != (None,):
        return found
    kind, *child = command.kind.rsplit("/", command.kind.count("/") - 1)
    head: Parts = ("/subscriptions/", *_said(_SUBSCRIPTION, flags, lookup), "/resourceGroups/", *group)
    names: Parts = (*parent, f"/{child[0]}/") if child else ()
    whole = (*head, f"/providers/{kind}/", *names, *_known(found))
    return Unknown("which resource a command changes is not known for certain", name.at, None, whole)


def _said(wanted: Sequence[str], flags: Flags, lookup: Lookup) -> Parts:
    """What a flag says, in pieces; a hole where it is not there, or says what only the shell knows."""
    given = [value for flag in wanted for value in flags.get(flag, ())]
    if len(given) != 1:
        return (None,)
    node = given[0]
    if isinstance(node, Reference):
        # the name of what it refers to: the reference itself would say that the command is about that
        there = lookup(node.target) if node.attribute == "name" else None
        node = there.attributes.get("name", node) if there is not None else node
    return _known(node)


def _known(name: Node) -> Parts:
    """A name in pieces; a hole where a piece is what only the shell knows, or refers to something."""
    found = pieces(name)
    plain = all(isinstance(one, Unknown) or (isinstance(one, str) and _NAME.match(one)) for one in found)
    return found if found and plain else (None,)


def within(network: Node | None) -> Node | None:
    """Any subnet of a network that a command names. None for any subnet at all."""
    if network is None or isinstance(network, Reference):
        return network
    name = text(network)
    written: Piece | None = f"/providers/{VIRTUAL_NETWORK}/{name}" if name and "/" not in name else None
    head: Parts = (
        pieces(network) if written is None else ("/subscriptions/", None, "/resourceGroups/", None, written)
    )
    found = Unknown("which subnet of a network a command changes is not known", network.at, None, (*head, "/subnets/", None))  # fmt: skip
    identifier = parse(found)
    return found if identifier is not None and same_type(identifier.type, SUBNET) else None
