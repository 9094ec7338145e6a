"""Variables by name, objects, and modules of the repository."""

from __future__ import annotations

import posixpath

from natpin.formats.az.powershell.binding import Given
from natpin.formats.az.powershell.files import Files, _path
from natpin.formats.az.powershell.values import (
    Body,
    Entry,
    Items,
    Nothing,
    Object,
    Thing,
    elements_of,
    literal,
    of_elements,
    word_of,
)
from natpin.languages.powershell.tree import Command
from natpin.model.endings import POWERSHELL
from natpin.model.location import Location
from natpin.model.record import replace


class Modules(Files):
    """Variables by name, objects, and modules of the repository."""

    def _set_variable(self, command: Command, given: Given, stdin: Items | None) -> None:
        positional = list(given.positional)
        name = given.get("name") or (positional.pop(0) if positional else None)
        value = given.get("value") or (positional.pop(0) if positional else None)
        written = literal(name) if name is not None else None
        if written is not None:
            scope = literal(given.named["scope"]) if "scope" in given.named else None
            prefix = f"{scope.lower()}:" if scope and scope.lower() in ("script", "global") else ""
            self.memory.set(
                prefix + written,
                value if value is not None else of_elements(stdin) if stdin else Nothing(command.at),
            )

    def _set_alias(self, command: Command, given: Given, stdin: Items | None) -> None:
        positional = list(given.positional)
        name = given.get("name") or (positional.pop(0) if positional else None)
        value = given.get("value") or (positional.pop(0) if positional else None)
        short = literal(name) if name is not None else None
        long = literal(value) if value is not None else None
        if short is not None and long is not None:
            self.memory.entries.set(f"\0alias:{short.lower()}", long.lower())

    def _get_variable(self, command: Command, given: Given, stdin: Items | None) -> None:
        name = given.get("name") or (given.positional[0] if given.positional else None)
        written = literal(name) if name is not None else None
        if written is None:
            self.memory.emit(self.open_answer("Get-Variable", command.at))
            return
        value = self.variable(written, command.at)
        if "valueonly" in given.named:
            self.memory.emit(value)
        else:
            self.memory.emit(self.memory.make(Body("object", {"value": Entry("Value", value)}), command.at))

    def _new_object(self, command: Command, given: Given, stdin: Items | None) -> None:
        at = command.at
        name = (
            literal(given.get("typename") or (given.positional[0] if given.positional else Nothing(at))) or ""
        )
        properties = given.get("property")
        plain = name.lower().partition("[")[0].rpartition(".")[2]
        if isinstance(properties, Object):
            self.memory.emit(self.memory.make(replace(self.memory.body(properties), kind="object"), at))
        elif plain in ("psobject", "pscustomobject", "hashtable", "dictionary", "object"):
            self.memory.emit(self.memory.make(Body("object" if plain != "hashtable" else "map"), at))
        elif plain in ("arraylist", "list", "collection"):
            self.memory.entries.set(self.memory.sink or "\0lost", Items((Items((), at),), at))
        else:
            self.memory.emit(self.open_answer(f"New-Object {name}"[:60], at))

    def _add_member(self, command: Command, given: Given, stdin: Items | None) -> None:
        at = command.at
        of = of_elements(stdin) if stdin is not None else given.get("inputobject") or Nothing(at)
        positional = list(given.positional)
        if given.get("membertype") is None and len(positional) == 3:
            positional.pop(0)
        name = given.get("name", "notepropertyname") or (positional.pop(0) if positional else None)
        value = given.get("value", "notepropertyvalue") or (positional.pop(0) if positional else None)
        written = literal(name) if name is not None else None
        if isinstance(of, Object) and written is not None:
            self.memory.change(of, written, value or Nothing(at))
        if "passthru" in given.named:
            self.memory.emit(of)

    def _import_module(self, command: Command, given: Given, stdin: Items | None) -> None:
        at = command.at
        module = given.get("name") or (given.positional[0] if given.positional else None)
        if module is not None and elements_of(module).open is not None:
            self.foreign = self.foreign or word_of(module).label
        for each in elements_of(module).elements if module is not None else ():
            written = literal(each)
            if written is not None and _is_installed(written):
                continue
            self._load_module(each, written, at)

    def _load_module(self, thing: Thing, written: str | None, at: Location) -> None:
        if written is None:
            self.foreign = self.foreign or word_of(thing).label
            return
        path = _path(written)
        leaf = posixpath.basename(path).removesuffix(".psd1").removesuffix(".psm1")
        candidates = [path]
        if path.endswith(".psd1"):
            candidates = [path.removesuffix(".psd1") + ".psm1"]
        elif not path.endswith(POWERSHELL):
            candidates = [f"{path}.psm1", f"{path}/{leaf}.psm1"]
        for candidate in candidates:
            found = self.load(posixpath.dirname(at.path), candidate)
            if found is not None:
                self.call_block(found[1], (), None, at, own_scope=False)
                return
        self.foreign = self.foreign or written


def _is_installed(name: str) -> bool:
    """True for a module by its bare name: installed, not of the repository."""
    return "/" not in name and "\\" not in name and not name.lower().endswith((*POWERSHELL, ".psd1", ".dll"))
