"""What a script has in mind: variables by scope, objects, outputs, functions; with undo and join."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from natpin.formats.az.branches import Branch, Branches
from natpin.formats.az.cli.state import State
from natpin.formats.az.powershell.grown import with_members
from natpin.formats.az.powershell.joining import (
    either,
)
from natpin.formats.az.powershell.values import (
    Body,
    Code,
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
    pieces_of,
    unknown,
)
from natpin.formats.az.work import TooMuch
from natpin.languages.powershell.tree import Function
from natpin.languages.shell.layers import Layers
from natpin.languages.shell.words import Chunk, Hole, Status
from natpin.model.location import NOWHERE, Location
from natpin.model.numbers import digits
from natpin.model.record import replace
from natpin.model.value import Unknown
from natpin.regex import late_regex

INPUTS_UNSEEN = "env:tf_var_\0"
"""Stands for inputs of Terraform's that are set without being named; no variable of the environment is called so."""
MAX_JOINED = 150_000
"""Values that meet at the joins of one script."""


Kept = Text | Number | Truth | Nothing | Items | Object | Code | Body | Function
"""What stands in memory: a value, an object's body, a function."""


_OF_ITS_OWN = late_regex(
    r"(?i)^(?:ps\w+|args|input|_|erroractionpreference|whatifpreference|lastexitcode|matches|true|false|null|natpin_\w+)$"
    r"|(?:dir|directory|path|root|here|home|folder|(?<!pro)file)s?$"
)
"""Variables of PowerShell's own, and those that say where the script lies: no file of settings changes them."""


class Memory:
    """Variables of the running scopes, innermost last; the heap; outputs that are being gathered."""

    def __init__(self, given: Mapping[str, str], opened: Mapping[str, Unknown]) -> None:
        """``given``: by ``--var``. ``opened``: what something that is not followed gives whoever runs the script: by its name
        a variable of the environment, ``-Name`` a parameter, ``@`` any of them, ``*`` any variable of the environment."""
        self.opened = {name.lower(): why for name, why in opened.items()}
        self.entries: Layers[object] = Layers()
        self.given = {name.lower(): value for name, value in given.items()}
        """``--var NAME=value``"""
        self._scopes: list[int] = [0]
        self._numbers = 0
        self._sinks: list[str] = []
        self._outside: dict[str, Text] = {}
        self.decided_outside: set[str] = set()
        """Labels, in lower case, of what whoever runs the script decides: its parameters, the environment."""

    def alive(self, key: str) -> bool:
        """False for what stood in a scope, or came out of a command, that has ended."""
        if key.startswith("\0"):
            return not key.startswith("\0sink:") or key in self._sinks
        if key.startswith("0:"):  # nearly always
            return True
        head, _, _ = key.partition(":")
        scope = digits(head)
        return scope is None or scope in self._scopes

    # -- scopes ------------------------------------------------------------------------------------------------

    def enter(self) -> None:
        """A scope of its own begins."""
        self._numbers += 1
        self._scopes.append(self._numbers)

    def leave(self) -> None:
        """The innermost scope ends."""
        self._scopes.pop()

    @property
    def depth(self) -> int:
        """Scopes inside one another."""
        return len(self._scopes)

    def get(self, name: str, at: Location) -> Thing | None:
        """A variable, seen from the innermost scope; None for one that nothing has set."""
        prefix, plain = split_name(name)
        if prefix == "env":
            found = self.entries.get(f"env:{plain}")
        elif prefix in ("script", "global"):
            found = self.entries.get(f"0:{plain}")
        else:
            scopes = self._scopes[:-1] if prefix == "using" and len(self._scopes) > 1 else self._scopes
            found = None
            for scope in reversed(scopes):
                found = self.entries.get(f"{scope}:{plain}")
                if found is not None:
                    break
        if found is not None:
            return found  # type: ignore[return-value]
        if plain in self.given:
            return known(self.given[plain], at)
        why = (self.opened.get(plain) or self.opened.get("*")) if prefix == "env" and self.opened else None
        return unknown(f"$env:{plain}", why, at) if why is not None else None

    def open_all(self, file: str, at: Location) -> None:
        """Any variable that the script has set may have what a file sets that it takes in and that is not seen."""
        for key, _ in list(self.entries.items()):
            scope, _, plain = key.partition(":")
            if digits(scope) is not None and not _OF_ITS_OWN.search(plain) and plain not in self.given:
                why = Unknown(f"{file[:60]}, which is not seen, may set ${plain}", at, f"--var {plain}=value")
                self.entries.set(key, unknown(f"${plain}#{file}", why, at))

    def outside(self, name: str, at: Location) -> Text:
        """What stands for a variable that is set outside of the script: the same wherever it is used."""
        key = name.lower()
        found = self._outside.get(key)
        if found is None:
            shown = f"${name}"
            self.decided_outside.add(shown.lower())
            settle = f"--var {name.rpartition(':')[2]}=value"
            why = Unknown(f"{shown} is set outside this script", at, settle)
            found = self._outside[key] = unknown(shown, why, at, unset=True)
        return Text(found.pieces, at)

    def set_environment(self, name: Thing, value: Thing, at: Location) -> None:
        """Set a variable of the environment. One whose name is not known may be any input of Terraform's."""
        text = literal(name)
        if text is not None:
            self.set(f"env:{text}", value)
            return
        first = next(iter(pieces_of(name)), None)
        begins = first.text.lower() if isinstance(first, Chunk) else ""
        if begins.startswith("tf_var_") or "tf_var_".startswith(begins):
            why = Unknown("which variables of the environment it sets is not known", at)
            self.entries.set(INPUTS_UNSEEN, unknown("$env:TF_VAR_…", why, at))

    def environment(self, prefix: str) -> Iterator[tuple[str, Thing, bool]]:
        """The environment variables whose names begin so, in any case: the name as it is spelled, the value, and whether
        there is one spelling of it. Elsewhere than on Windows each spelling is a variable of its own."""
        begins = f"env:{prefix.lower()}"
        for key, thing in self.entries.items():
            if key.startswith(begins) and key != INPUTS_UNSEEN and not isinstance(thing, Nothing):
                spelling = self.entries.get(f"\0spelling:{key}")
                written = literal(spelling) if isinstance(spelling, Text) else None
                yield written or key.partition(":")[2], thing, bool(written)  # type: ignore[misc]

    def _spell(self, name: str) -> None:
        """Keep how the name of an environment variable is spelled; nothing where there are several spellings."""
        key = f"\0spelling:{name.lower()}"
        written = name.partition(":")[2]
        before = self.entries.get(key)
        same = before is None or (isinstance(before, Text) and literal(before) == written)
        self.entries.set(key, known(written if same else "", NOWHERE))

    def set(self, name: str, value: Thing) -> None:
        """Set a variable: in the innermost scope, or the one it names."""
        prefix, plain = split_name(name)
        scope = "env" if prefix == "env" else 0 if prefix in ("script", "global") else self._scopes[-1]
        if prefix == "env":
            self._spell(name)
        self.entries.set(f"{scope}:{plain}", self._named(plain, value))

    def declare(self, name: str, type_: str) -> None:
        """``[int]$x = …``: whatever is assigned to the variable from then on is made that (about_Variables)."""
        self.entries.set(
            f"\0type:{self._scopes[-1]}:{split_name(name)[1]}", Text((Chunk(type_, NOWHERE),), NOWHERE)
        )

    def type_of(self, name: str) -> str | None:
        """The type that a variable of this scope was declared with."""
        found = self.entries.get(f"\0type:{self._scopes[-1]}:{split_name(name)[1]}")
        return literal(found) if isinstance(found, Text) else None

    def set_where_it_is(self, name: str, value: Thing) -> None:
        """Change a variable in the scope that has it: what it names is shared."""
        prefix, plain = split_name(name)
        if prefix:
            return self.set(name, value)
        for scope in reversed(self._scopes):
            if self.entries.get(f"{scope}:{plain}") is not None:
                self.entries.set(f"{scope}:{plain}", value)
                return None
        return self.set(name, value)

    def _named(self, name: str, value: Thing) -> Thing:
        """An unknown output goes by the variable's name from then on."""
        hole = value.pieces[0] if isinstance(value, Text) and len(value.pieces) == 1 else None
        if not isinstance(hole, Hole) or not hole.label.startswith("$("):
            return value
        counter = f"\0named:{name}"
        times = self.entries.get(counter)
        count = (times if isinstance(times, int) else int(name in self._outside)) + 1
        self.entries.set(counter, count)
        shown = f"${name}" if count == 1 else f"${name}#{count}"
        return replace(value, pieces=(replace(hole, label=shown),))

    # -- functions ---------------------------------------------------------------------------------------------

    def function(self, name: str) -> tuple[Function, ...]:
        """The functions that a name may mean: one, or each that another way of the script has defined."""
        found = self.entries.get(f"\0function:{name.lower()}")
        if isinstance(found, Function):
            return (found,)
        return found if isinstance(found, tuple) else ()

    def alias(self, name: str) -> str:
        """What a name stands for."""
        found = self.entries.get(f"\0alias:{name}")
        return found if isinstance(found, str) else name

    def define(self, function: Function) -> None:
        """Define a function: by name, for the rest of the script."""
        self.entries.set(f"\0function:{function.name.lower()}", function)

    def functions(self) -> list[Function]:
        """Every function that is defined now."""
        names = [key.partition(":")[2] for key, _ in self.entries.items() if key.startswith("\0function:")]
        return [function for name in names for function in self.function(name)]

    # -- objects -----------------------------------------------------------------------------------------------

    def make(self, body: Body, at: Location) -> Object:
        """A new object."""
        self._numbers += 1
        key = f"\0object:{self._numbers}"
        self.entries.set(key, body)
        return Object(key, at)

    def body(self, of: Object) -> Body:
        """What an object holds now."""
        found = self.entries.get(of.key)
        return found if isinstance(found, Body) else Body(open=Unknown("its members are not known", of.at))

    def change(self, of: Object, name: str, value: Thing) -> None:
        """Set a member of an object."""
        body = self.body(of)
        members = with_members(body.entries, {name.lower(): Entry(name, value)})
        self.entries.set(of.key, replace(body, entries=members))

    def write(self, of: Object, body: Body) -> None:
        """Give an object another body."""
        self.entries.set(of.key, body)

    # -- facts and status --------------------------------------------------------------------------------------

    def fact(self, label: str) -> Status | None:
        """Whether a condition holds in this world, where it was decided before."""
        found = self.entries.get(f"\0fact:{label}")
        return found if isinstance(found, Status) else None

    def learn(self, label: str, status: Status) -> None:
        """From here on a condition is known to hold, or not to."""
        self.entries.set(f"\0fact:{label}", status)

    def bind(self, label: str, text: str) -> None:
        """From here on an unknown text is known."""
        self.entries.set(f"\0bound:{label}", text)

    def bound(self, label: str) -> str | None:
        """What an unknown text is in this world, where a comparison told it."""
        found = self.entries.get(f"\0bound:{label}")
        return found if isinstance(found, str) else None

    def suppose(self, names: Iterable[str]) -> None:
        """What a way that is not gone would have set is only supposed to be what it is now."""
        for name in names:
            now = self.entries.get(name)
            if isinstance(now, Text | Truth):
                self.entries.set(name, only_supposed(now))

    def mark(self, status: Status) -> None:
        """How the last command ended."""
        self.entries.set("\0status", status)

    @property
    def status(self) -> Status:
        """How the last command ended: well, as is supposed."""
        found = self.entries.get("\0status")
        return found if isinstance(found, Status) else Status.LIKELY

    # -- outputs -----------------------------------------------------------------------------------------------

    def open_sink(self) -> None:
        """From here on, output is gathered anew."""
        self._numbers += 1
        self._sinks.append(f"\0sink:{self._numbers}")

    def close_sink(self, at: Location) -> Items:
        """What came out since."""
        found = self.entries.get(self._sinks.pop())
        return found if isinstance(found, Items) else Items((), at)

    @property
    def sink(self) -> str | None:
        """Where output goes now."""
        return self._sinks[-1] if self._sinks else None

    def emit(self, value: Thing) -> None:
        """Put something out."""
        if not self._sinks:
            return
        key = self._sinks[-1]
        before = self.entries.get(key)
        items = before if isinstance(before, Items) else Items((), value.at)
        more = value if isinstance(value, Items) else Items((value,), value.at)
        if isinstance(value, Nothing):
            return
        why = items.open or more.open
        elements = (*items.elements, *more.elements)
        if len(elements) > 2_000:
            elements, why = elements[:2_000], why or Unknown("the list is too long to follow", value.at)
        self.entries.set(key, Items(elements, items.at, why))


@lru_cache(maxsize=2_048)
def split_name(name: str) -> tuple[str, str]:
    """``script:x`` as its scope and its name, in lower case: PowerShell takes names in any case."""
    prefix, _, plain = name.lower().rpartition(":")
    return prefix, plain


class Ways(Branches):
    """Forks and joins what a script has in mind together with its resources."""

    def __init__(self, memory: Memory, state: State) -> None:
        self._memory = memory.entries
        self._alive = memory.alive
        self._resources = self._state = state
        self._joined = 0

    def fork(self) -> None:
        """From here on, changes can be taken back."""
        self._memory.fork()
        self._resources.fork()

    def take_back(self) -> Branch:
        """Undo to the last fork, and say what was undone."""
        changes, alive = self._memory.take_back(), self._alive
        variables = {key: each for key, each in changes.items() if alive(key)}
        return Branch(variables, self._resources.take_back())  # type: ignore[arg-type]

    def keep(self, way: Branch) -> None:
        """Go a way that was tried."""
        self._memory.keep(way.variables)  # type: ignore[arg-type]
        self._resources.keep(way.resources)

    def join(self, ways: list[Branch], cause: Unknown) -> None:
        """Meet again: what the ways left different is unknown, because of ``cause``."""
        self._joined += sum(len(way.variables) for way in ways)
        if self._joined > MAX_JOINED:
            raise TooMuch
        variables: list[dict[str, object | None]] = [way.variables for way in ways]  # type: ignore[misc]
        self._memory.join(variables, lambda name, outcomes: either(name, outcomes, cause))
        self._resources.join([way.resources for way in ways], cause)
