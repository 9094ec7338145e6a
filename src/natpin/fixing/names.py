"""What the author of a file calls an ARM property: the formats' own tables, read the other way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from natpin.fixing.why import NotMade
from natpin.formats.az.cli.arguments import options_of
from natpin.formats.az.cli.kinds import BY_TYPE
from natpin.formats.az.cli.options import COMMANDS
from natpin.formats.az.cli.tables import PROPERTIES, To
from natpin.formats.az.cli.values import Shape
from natpin.formats.az.powershell.parameters import TABLES
from natpin.formats.az.powershell.spelt import BOOLEANS, SPELT
from natpin.formats.spelling.since import azurerm_needed
from natpin.formats.spelling.terraform import arguments
from natpin.regex import late_regex

_INSIDE = {"default_node_pool": "azurerm_kubernetes_cluster."}
"""Blocks whose own arguments are asked for, and the resource that they stand in."""

_RECREATES = {"default_outbound_access_enabled": 4}
"""Arguments that recreate their resource in older major versions of azurerm than this (hashicorp/terraform-provider-azurerm
issue 27858, of 3.x)."""

_MAJOR = late_regex(r"azurerm ([0-9]{1,3})")

_PLAIN = late_regex(r"[a-z][a-z-]*")


def in_terraform(block: str, path: str, provider: str) -> tuple[tuple[str, ...], bool] | None:
    """The names from a block to the argument that sets an ARM property, and whether it says the opposite. None for one
    that there is no argument for. Raises NotMade where the provider (``azurerm 3.21``) does not have it, or may not."""
    inside = _INSIDE.get(block, "")
    found = arguments(f"{inside}{block}").get(path.lower())
    if found is None:
        return None
    needed = azurerm_needed(provider, found.name)
    if needed is not None:
        raise NotMade(f"{found.name} needs azurerm {needed[0]} or newer; the files say {needed[1]}")
    major = _MAJOR.search(provider)
    if major is not None and int(major[1]) < _RECREATES.get(found.name, 0):
        raise NotMade(f"{found.name} recreates the subnet in {provider}")
    return (*found.blocks[bool(inside) :], found.name), found.inverted


def flag_of_az(type_: str, path: str) -> str | None:
    """The flag of ``az … create`` that sets a property and takes its value as it is."""
    return next((flag for flag, _ in _setting(PROPERTIES, type_, path)), None)


def parameter_of_cmdlet(type_: str, path: str) -> str | None:
    """The parameter of a cmdlet that sets a property and takes its value as it is."""
    for name, shape in _setting(TABLES, type_, path):
        if shape is not Shape.SWITCH or name in BOOLEANS:
            return SPELT.get(name)
    return None


def _setting(tables: Mapping[str, Mapping[str, To]], type_: str, path: str) -> Iterator[tuple[str, Shape]]:
    kind = BY_TYPE.get(type_.lower())
    for name, to in tables.get(kind.word, {}).items() if kind is not None else ():
        if to.path.lower() == path.lower() and to.shape in (Shape.TEXT, Shape.INTEGER, Shape.SWITCH):
            yield name, to.shape


def check_command(command: str, flag: str) -> None:
    """Raises NotMade for a command, from ``az`` on, that does not take a flag: ``az network vnet create`` makes a subnet
    too, and has few of a subnet's flags."""
    words: list[str] = []
    for word in command.split()[1:]:
        if not _PLAIN.fullmatch(word):
            break
        words.append(word)
    while words and " ".join(words) not in COMMANDS:
        words.pop()
    name = " ".join(words)
    if name and flag not in options_of(name):
        raise NotMade(f"az {name} has no {flag}")
