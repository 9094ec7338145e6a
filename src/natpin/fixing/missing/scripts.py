"""az: the missing gateway with its protected prefix, or the prefix alone, made before the command that it is for, in the words of
its neighbours."""

from __future__ import annotations

from collections.abc import Iterator

from natpin.fixing.edit import Change, Edit, Text, indent_of, line_start
from natpin.fixing.files import AZ_COMMAND, Files, edits_of, language_at
from natpin.fixing.missing.gap import Filled, Gap
from natpin.fixing.missing.naming import word_named_like
from natpin.fixing.writers import commands
from natpin.model.resource import PUBLIC_IP_PREFIX, VIRTUAL_NETWORK, Resource, same_type

Command = tuple[Text, tuple[int, int]]


def command_of(files: Files, resource: Resource) -> Command | None:
    """The az command that makes a resource; None for one that is made otherwise."""
    place = files.place(resource.at)
    if place is None or language_at(place[0], place[1][0]) != AZ_COMMAND:
        return None
    return place[0], (place[1][0], commands.end_of(place[0].text, place[1][0]))


def with_gateway(files: Files, gap: Gap) -> Filled | None:
    """A new gateway, and its name in every subnet's command; None where these do not stand in one script."""
    found = [command_of(files, subnet) for subnet in gap.subnets]
    there = [one for one in found if one is not None]
    if len(there) < len(found) or len({text.path for text, _ in there}) != 1:
        return None
    text, first = min(there, key=lambda one: one[1][0])
    network = commands.argument(text.text, first, "--vnet-name")
    name = word_named_like(network, "nat") if network else None
    prefix = word_named_like(network, "nat-prefix") if network else None
    start = line_start(text.text, first[0])
    if name is None or prefix is None or text.text[start : first[0]].strip():
        return None
    changes = [_before(text, start, _lines(text, first, name, prefix, _location(files, gap)))]
    for subnet in there:
        words = commands.with_words(text.text, subnet[1], f"--nat-gateway {name}")
        if not words:
            return None
        changes += words
    edits: tuple[Edit, ...] = edits_of(text, changes)
    return Filled(edits, text.path)


def with_prefix(files: Files, gateway: Resource) -> Filled | None:
    """A new prefix for a gateway without an IP; None where other commands of its line come first."""
    found = command_of(files, gateway)
    if found is None:
        return None
    text, there = found
    name, location = (
        commands.argument(text.text, there, *flags) for flags in (("--name", "-n"), ("--location", "-l"))
    )
    prefix = word_named_like(name, "prefix") if name else None
    start = line_start(text.text, there[0])
    words = commands.with_words(text.text, there, f"--public-ip-prefixes {prefix}") if prefix else None
    if prefix is None or not words or text.text[start : there[0]].strip():
        return None
    lines = _guarded(text, there, prefix, f" --location {location}" if location else "")
    return Filled(edits_of(text, [_before(text, start, lines), *words]), text.path)


def _before(text: Text, start: int, lines: Iterator[str]) -> Change:
    """Commands before a line, apart from each other where that one is."""
    apart = not text.text[line_start(text.text, start - 1) : start].strip()
    blank = "\n" if apart else ""
    return Change(start, start, "".join(f"{line}\n{blank}" for line in lines))


def _lines(text: Text, subnet: tuple[int, int], name: str, prefix: str, location: str) -> Iterator[str]:
    indent, group = indent_of(text.text, subnet[0]), _group(text, subnet)
    yield from _guarded(text, subnet, prefix, location)
    go_on = commands.joined(text.text, subnet[0], text.path)
    yield f"{indent}az network nat gateway create{group} --name {name}{location}{go_on}--public-ip-prefixes {prefix}"


def _group(text: Text, there: tuple[int, int]) -> str:
    written = commands.argument(text.text, there, "--resource-group", "-g")
    return f" --resource-group {written}" if written else ""


def _guarded(text: Text, there: tuple[int, int], prefix: str, location: str) -> Iterator[str]:
    """A prefix of four addresses, and its lock."""
    indent, group = indent_of(text.text, there[0]), _group(text, there)
    lock = prefix[:-1] + '-lock"' if prefix.endswith('"') else f"{prefix}-lock"
    go_on = commands.joined(text.text, there[0], text.path)
    yield f"{indent}az network public-ip prefix create{group} --name {prefix}{location} --length 30"
    yield (
        f"{indent}az lock create --name {lock} --lock-type CanNotDelete{group}"
        f"{go_on}--resource {prefix} --resource-type {PUBLIC_IP_PREFIX}"
    )


def _location(files: Files, gap: Gap) -> str:
    """The flag of the virtual network's command; empty where it has none: then it is where its resource group is."""
    for one in gap.declared:
        found = command_of(files, one) if same_type(one.type, VIRTUAL_NETWORK) else None
        written = (
            commands.argument(found[0].text, found[1], "--location", "-l") if found is not None else None
        )
        if written:
            return f" --location {written}"
    return ""
