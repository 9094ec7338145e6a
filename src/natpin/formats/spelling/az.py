"""The flags of az, by the tables that translate them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from natpin.formats.az.cli.arguments import options_of
from natpin.formats.az.cli.kinds import BY_COMMAND, BY_TYPE
from natpin.formats.az.cli.options import COMMANDS
from natpin.formats.az.cli.tables import PROPERTIES
from natpin.formats.az.cli.values import Shape
from natpin.model.record import record
from natpin.model.resource import Resource

_MAKES = ("create", "add")


@record
class Flag:
    """A flag, and the command that takes it."""

    flag: str
    command: str
    value: bool
    """True where a word follows it."""


class Az:
    """A resource that az makes."""

    def __init__(self, resource: Resource, inline: bool = False) -> None:
        self.resource = resource
        kind = BY_TYPE.get(resource.type.lower())
        self.kind = kind.word if kind is not None else ""
        self.makes = "aks create" if self.kind == "pool" and inline else self._command(_MAKES)

    def _command(self, verbs: tuple[str, ...]) -> str:
        for group, kind in BY_COMMAND.items():
            for verb in verbs:
                if kind.word == self.kind and f"{group} {verb}" in COMMANDS:
                    return f"{group} {verb}"
        return ""

    def _flags(self, path: str) -> Iterator[Flag]:
        """The flags for a property: of the command that makes it, then of the one that changes it."""
        changes = self._command(("update",))
        for command in filter(None, (self.makes, changes)):
            options = options_of(command)
            for flag, to in PROPERTIES.get(self.kind, {}).items():
                fits = to.shape not in (Shape.OFF, Shape.ON, Shape.UNFOLLOWED)
                if fits and flag in options and to.path.lower() == path.lower():
                    yield Flag(flag, command, options[flag].takes != "!")

    def _below(self, path: str) -> list[str]:
        inside = f"{path.lower()}."
        options = options_of(self.makes) if self.makes else {}
        return [
            flag
            for flag, to in PROPERTIES.get(self.kind, {}).items()
            if flag in options and to.path.lower().startswith(inside)
        ]

    def name(self, path: str) -> str:
        """``--outbound-type``; what flags have in common, for an object that several of them set."""
        found = next(self._flags(path), None)
        if found is not None:
            return found.flag
        return common(self._below(path)) or path

    def setting(self, path: str, value: str) -> str:
        """``pass `--outbound-type x` ``; a switch is left out where it is not to be. The command is named where it may be
        another than the one that makes the resource."""
        every = list(self._flags(path))
        found = every[0] if every else None
        if found is None:
            return f"set `{path}` to `{value}`"
        if found.value:
            # a subnet may be made by `az network vnet create`, which has no such flag
            elsewhere = self.kind == "subnet" or found.command != self.makes
            commands = " or ".join(dict.fromkeys(f"`az {one.command}`" for one in every))
            to = f" to {commands} for `{self.resource.label}`" if elsewhere else ""
            return f"pass `{found.flag} {value}`{to}"
        if value != "false":
            return f"pass `{found.flag}`"
        return f"leave out `{found.flag}`"

    def without(self, path: str) -> str:
        """``leave out `--enable-node-public-ip` ``."""
        return f"leave out `{self.name(path)}`"

    def attaching(self, path: str) -> str:
        """``pass `--nat-gateway` to `az network vnet subnet update` for nodes``."""
        found = list(self._flags(path))
        if not found:
            return f"set `{path}`"
        flag = found[-1]
        return f"pass `{flag.flag}` to `az {flag.command}` for `{self.resource.label}`"

    def guarding(self) -> str:
        """A lock."""
        return f"run `az lock create --lock-type CanNotDelete` for `{self.resource.label}`"


def common(flags: list[str]) -> str:
    """``--nat-gateway-…``: whole words that all of them begin with."""
    if len(flags) < 2:
        return flags[0] if flags else ""
    begins = Counter("-".join(flag.split("-")[:4]) for flag in flags)
    usual = begins.most_common(1)[0][0]  # one of another name may be among them: --outbound-type-sku
    words = [flag.split("-") for flag in flags if flag.startswith(usual)]
    shared = []
    for several in zip(*words, strict=False):
        if len(set(several)) > 1:
            break
        shared.append(several[0])
    return "-".join([*shared, "…"]) if len(shared) > 2 else ""
