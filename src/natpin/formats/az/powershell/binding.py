"""How arguments meet parameters (about_Functions_Advanced_Parameters)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from natpin.formats.az.powershell.base import Left
from natpin.formats.az.powershell.casting import TRUTHS, cast
from natpin.formats.az.powershell.statements import Statements
from natpin.formats.az.powershell.values import (
    Body,
    Entry,
    Items,
    Nothing,
    Number,
    Object,
    Text,
    Thing,
    Truth,
    known,
    literal,
    only_supposed,
    truth,
    unknown,
)
from natpin.languages.powershell.tree import Expression, Formal, Parameter, Splat
from natpin.languages.shell.words import Hole, Status
from natpin.model.doubt import Question
from natpin.model.location import Location
from natpin.model.record import mutable, replace
from natpin.model.value import Unknown

COMMON = frozenset(
    [
        "verbose",
        "debug",
        "erroraction",
        "warningaction",
        "informationaction",
        "progressaction",
        "errorvariable",
        "warningvariable",
        "informationvariable",
        "outvariable",
        "outbuffer",
        "pipelinevariable",
        "whatif",
        "confirm",
        "ea",
        "wa",
        "ev",
    ]
)
"""Parameters that every advanced function takes (about_CommonParameters)."""


COMMON_SWITCHES = frozenset({"verbose", "debug", "whatif", "confirm"})


class Binding(Statements):
    """How arguments meet parameters (about_Functions_Advanced_Parameters)."""

    def given(self, arguments: Sequence[object], at: Location, switches: frozenset[str]) -> Given:
        """The arguments of a call. ``switches``: parameters that take no value unless after a colon."""
        found = Given({}, [], at)
        waiting: str | None = None
        for each in arguments:
            if isinstance(each, Parameter):
                if waiting is not None:
                    found.named[waiting] = truth(True, at)
                waiting = None
                name = each.name.lower()
                if each.value is not None:
                    found.named[name] = self.evaluate(each.value)
                elif name in switches or _only_one(name, switches):
                    found.named[name] = truth(True, each.at)
                else:
                    waiting = name
                continue
            if isinstance(each, Splat):
                self._splatted(self.evaluate(each), found)
                continue
            thing = self.evaluate(each) if isinstance(each, Expression) else each
            if waiting is not None:
                found.named[waiting] = thing  # type: ignore[assignment]
                waiting = None
            else:
                found.positional.append(thing)  # type: ignore[arg-type]
        if waiting is not None:
            found.named[waiting] = truth(True, at)
        return found

    def _in_order(self, arguments: Sequence[object], at: Location) -> Given:
        """The arguments of a block without parameters: all of them are ``$args``."""
        found = Given({}, [], at)
        for each in arguments:
            if isinstance(each, Parameter):
                found.positional.append(known(each.text, each.at))
                if each.value is not None:
                    found.positional.append(self.evaluate(each.value))
            elif isinstance(each, Splat):
                self._splatted(self.evaluate(each), found)
            else:
                found.positional.append(self.evaluate(each) if isinstance(each, Expression) else each)  # type: ignore[arg-type]
        return found

    def _splatted(self, thing: Thing, found: Given) -> None:
        match thing:
            case Object():
                body = self.memory.body(thing)
                for name, entry in body.entries.items():
                    found.named[name] = entry.value
                found.open = found.open or body.open
            case Items(elements=elements, open=why):
                found.positional.extend(elements)
                found.open = found.open or why
            case Nothing():
                return
            case Text(pieces=(Hole(why=why),)):
                found.open = found.open or why
            case _:
                found.positional.append(thing)

    def bind(self, formals: Sequence[Formal], given: Given, *, outer: bool) -> Formal | None:
        """Give the parameters their values, in the scope that has begun; the one that takes the pipeline's."""
        left = list(given.positional)
        named = dict(given.named)
        bound: dict[str, Entry] = {}
        takes: Formal | None = None
        order = sorted(formals, key=_position)
        values: dict[str, Thing] = {}
        for formal in formals:
            name = formal.name.lower()
            key = _named_so(formal, named, formals)
            if key is not None:
                values[name] = named.pop(key)
        for formal in order:
            name = formal.name.lower()
            if name in values or _is_switch(formal):
                continue
            if left:
                if _flag(formal, "valuefromremainingarguments"):
                    values[name] = Items(tuple(left), given.at)
                    left = []
                else:
                    values[name] = left.pop(0)
        for formal in formals:
            name = formal.name.lower()
            if _flag(formal, "valuefrompipeline") and name not in values:
                takes = formal
            value = values.get(name)
            if value is not None:
                value = self._typed(formal, value)
                bound[name] = Entry(formal.name, value)
            else:
                value = self._missing(formal, given, outer=outer)
            self.memory.set(formal.name, value)
        self.memory.set("args", Items(tuple(left), given.at, given.open))
        self.memory.set("PSBoundParameters", self.memory.make(Body("map", bound, given.open), given.at))
        return takes

    def _typed(self, formal: Formal, value: Thing) -> Thing:
        for type_ in formal.types:
            value = cast(type_, value, value.at)
        return value

    def _missing(self, formal: Formal, given: Given, *, outer: bool) -> Thing:
        """A parameter that was not given."""
        at = formal.at
        if given.open is not None:
            return unknown(f"${formal.name}", given.open, at)
        if formal.default is not None:
            value = self._typed(formal, self.evaluate(formal.default))
            return only_supposed(value) if outer else value
        if _flag(formal, "mandatory"):
            return unknown(f"${formal.name}@{at.line}", Unknown(f"${formal.name} is not given", at), at)
        if _is_switch(formal):
            return truth(False, at)
        kinds = {type_.lower() for type_ in formal.types}
        if kinds & {"int", "int32", "int64", "long", "double"}:
            return Number(0, at)
        if kinds & TRUTHS:
            return truth(False, at)
        return known("", at) if "string" in kinds else Nothing(at)

    def bind_script(self, formals: Sequence[Formal]) -> None:
        """The parameters of the script itself: what was not given by ``--var`` is asked for."""
        for formal in formals:
            at = formal.at
            name = formal.name
            given = self.memory.given.get(name.lower())
            if given is not None:
                self.memory.set(name, self._typed(formal, known(given, at)))
                continue
            opened = self._opened(formal)
            if opened is not None:
                self.memory.set(name, opened)
                continue
            options = self._options(formal)
            key = f"{self.root}:${name}"
            answer = self.inputs.assumed.get(key)
            if answer is not None:
                self.memory.set(
                    name,
                    self._typed(formal, known(answer, at))
                    if not _is_truth(formal)
                    else truth(answer == "true", at),
                )
                continue
            default = self._default(formal)
            if default is not None:
                self.memory.set(name, only_supposed(self._typed(formal, default)))
                continue
            if options and len(options) <= 8:
                self.questions.setdefault(key, Question(key, f"${name}", options, at))
            self.memory.decided_outside.add(f"${name}".lower())
            settle = f"--var {name}=value"
            why = Unknown(f"${name} is an argument of the script", at, settle)
            if _is_truth(formal):
                self.memory.set(name, Truth(Status.MAYBE, at, f"${name}"))
                continue
            needed = _flag(formal, "mandatory") or formal.default is not None
            hole = Hole(f"${name}", why, unset=not needed, argument=not needed)
            if options:
                hole = replace(hole, choices=options)
            self.memory.set(name, Text((hole,), at))

    def _default(self, formal: Formal) -> Thing | None:
        """The default of a parameter of the script; None also for one that throws: the script is always given a value."""
        try:
            return None if formal.default is None else self.evaluate(formal.default)
        except Left:
            return None

    def _opened(self, formal: Formal) -> Thing | None:
        """A parameter of the script that something which is not followed gives: by its name, begun, or by another name."""
        name, at = formal.name.lower(), formal.at
        renamed = any(each.rpartition(".")[2] == "alias" for each, _ in formal.attributes)
        named = (
            why
            for key, why in self.memory.opened.items()
            if key == "@" or (key.startswith("-") and (renamed or name.startswith(key[1:])))
        )
        why = next(named, None)
        if why is None:
            return None
        return Truth(Status.MAYBE, at, f"${name}") if _is_truth(formal) else unknown(f"${name}", why, at)

    def _options(self, formal: Formal) -> tuple[str, ...]:
        if _is_truth(formal):
            return ("true", "false")
        for name, arguments in formal.attributes:
            if name.rpartition(".")[2] == "validateset":
                texts = [
                    literal(self.evaluate(value)) for key, value in arguments if not key and value is not None
                ]
                return tuple(text for text in texts if text is not None)
        return ()


@mutable
class Given:
    """Arguments as given: by name, and in order."""

    named: dict[str, Thing]
    positional: list[Thing]
    at: Location
    open: Unknown | None = None
    """Why there may be others: something was splatted that is not known."""

    def get(self, *names: str) -> Thing | None:
        """An argument by a parameter's name, whole or begun."""
        for name in names:
            if name in self.named:
                return self.named[name]
        for name in names:
            for given, value in self.named.items():
                if len(given) > 1 and name.startswith(given):
                    return value
        return None


@lru_cache(maxsize=1_024)
def _only_one(name: str, switches: frozenset[str]) -> bool:
    return len(name) > 1 and sum(each.startswith(name) for each in switches) == 1


def _is_switch(formal: Formal) -> bool:
    return any(type_.lower().rpartition(".")[2] in ("switch", "switchparameter") for type_ in formal.types)


def _is_truth(formal: Formal) -> bool:
    return any(type_.lower().rpartition(".")[2] in TRUTHS for type_ in formal.types)


def _flag(formal: Formal, flag: str) -> bool:
    """True for ``[Parameter(Mandatory)]`` and ``[Parameter(Mandatory = $true)]``."""
    for name, arguments in formal.attributes:
        if name.rpartition(".")[2] != "parameter":
            continue
        for key, value in arguments:
            if key == flag:
                return value is None or getattr(value, "name", "true").lower() != "false"
    return False


def _position(formal: Formal) -> int:
    for name, arguments in formal.attributes:
        if name.rpartition(".")[2] == "parameter":
            for key, value in arguments:
                if key == "position":
                    number = getattr(value, "value", None)
                    return number if isinstance(number, int) else 0
    return 1_000


def _named_so(formal: Formal, named: dict[str, Thing], formals: Sequence[Formal]) -> str | None:
    """The name under which a parameter was given: whole, an alias, or begun."""
    name = formal.name.lower()
    if name in named:
        return name
    for attribute, arguments in formal.attributes:
        if attribute.rpartition(".")[2] == "alias":
            for _, value in arguments:
                alias = str(getattr(value, "text", "")).lower()
                if alias in named:
                    return alias
    for key in named:
        alike = sum(each.name.lower().startswith(key) for each in formals)
        if key not in COMMON and name.startswith(key) and alike == 1:
            return key
    return None
