"""``--set``, ``--add`` and ``--remove``: what an update does to properties by their paths in ARM."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from natpin.formats.az.cli.arguments import Arguments
from natpin.formats.az.cli.kinds import KINDS
from natpin.formats.az.cli.names import Directory
from natpin.formats.az.cli.tables import PROPERTIES
from natpin.formats.az.cli.values import assign, integer_node, switch_node, text_node
from natpin.languages.shell.words import Chunk, Word
from natpin.model.value import Node, Value, items, members

MAX_PATH = 10
"""Segments of a ``--set`` path; ARM nests no deeper where egress is concerned."""


def generic_update(
    arguments: Arguments, properties: Mapping[str, Node], directory: Directory
) -> dict[str, Node]:
    """``--set``, ``--add`` and ``--remove``: az's way to reach properties that have no flag."""
    updated = dict(properties)
    setting = arguments.flags.get("--set")
    for word in setting.words if setting else ():
        path, value = _assignment(word)
        if value is None or not path or path.count(".") > MAX_PATH:
            continue
        node = _set_value(path, value, directory)
        assign(updated, _cased(updated, path), node)
    removing = arguments.flags.get("--remove")
    if removing and removing.words:
        path = _path(removing.words[0].literal or "")
        if path and path.count(".") <= MAX_PATH and len(removing.words) == 1:
            assign(updated, _cased(updated, path), None)
    adding = arguments.flags.get("--add")
    if adding and len(adding.words) > 1:
        path = _path(adding.words[0].literal or "")
        if path and "." not in path:
            name = _cased(updated, path)
            added = tuple(
                _set_value(f"{path}.{key}", value, directory) or Value(None, word.at)
                for word in adding.words[1:]
                for key, value in [_assignment(word)]
                if value is not None
            )
            shown = tuple(Value({"id": node}, node.at) for node in added)
            updated[name] = Value((*items(updated.get(name)), *shown), adding.at)
    return updated


def names_unknown_property(arguments: Arguments) -> bool:
    """Whether ``--set``, ``--add`` or ``--remove`` is given a property that is not known."""
    setting = arguments.flags.get("--set")
    if any(word.literal is None and not _assignment(word)[0] for word in (setting.words if setting else ())):
        return True
    others = [arguments.flags[name] for name in ("--add", "--remove") if name in arguments.flags]
    return any(flag.words and flag.words[0].literal is None for flag in others)


ATTACHED = {
    "--nat-gateway": "natGateway",
    "--route-table": "routeTable",
    "--public-ip-addresses": "publicIpAddresses",
    "--public-ip-prefixes": "publicIpPrefixes",
    "--pip-addresses-v6": "publicIpAddressesV6",
    "--pip-prefixes-v6": "publicIpPrefixesV6",
}
"""The flags that attach something to a subnet or a gateway, and the property of each."""


def taken_off(arguments: Arguments) -> Iterator[str]:
    """What is attached to subnets and gateways that an update takes off, by property: ``--remove natGateway``."""
    written = {name.lower(): name for name in ATTACHED.values()}
    for name, flag in arguments.flags.items():
        if name in ATTACHED and (not flag.words or flag.words[0].literal in ("", "null")):
            yield ATTACHED[name]
    for name in ("--set", "--remove"):
        for word in arguments.flags[name].words if name in arguments.flags else ():
            path, _, value = (word.literal or "").partition("=")
            found = written.get(_path(path).partition(".")[0].partition("[")[0].lower())
            if found is not None and (name == "--remove" or value in ("", "null")):
                yield found


def _assignment(word: Word) -> tuple[str, Word | None]:
    first = word.pieces[0] if word.pieces else None
    if not isinstance(first, Chunk) or "=" not in first.text:
        return "", None
    path, _, rest = first.text.partition("=")
    pieces = (Chunk(rest, first.at), *word.pieces[1:]) if rest else word.pieces[1:]
    return _path(path), Word(pieces, word.at)


def _path(written: str) -> str:
    return ".".join(part for part in written.strip().split(".") if part and part != "properties")


def _set_value(path: str, value: Word, directory: Directory) -> Node | None:
    if value.literal in ("null", ""):
        return None
    if path.lower().endswith(".id"):
        for ending, kind in (("natgateway.id", "natGateway"), ("routetable.id", "routeTable")):
            if path.lower().endswith(ending):
                return directory.node(value, KINDS[kind], None, names=False)
        return value.node()
    node = integer_node(value)
    if isinstance(node, Value) and isinstance(node.data, str):
        node = (
            switch_node(value, value.at) if node.data.lower() in ("true", "false") else text_node(value, path)
        )
    return node


def _cased(properties: Mapping[str, Node], path: str) -> str:
    """A path in the spelling of the properties that are there."""
    spelled: list[str] = []
    here: Mapping[str, Node] = properties
    for name in path.split("."):
        known = next((key for key in here if key.lower() == name.lower()), None)
        spelled.append(known or _KNOWN.get(name.lower(), name))
        here = members(here.get(known)) if known else {}
    return ".".join(spelled)


_KNOWN = {
    name.lower(): name
    for table in PROPERTIES.values()
    for to in table.values()
    for name in to.path.split(".")
}
