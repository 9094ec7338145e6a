"""What is the same whatever the answers to some questions are: worked out once.

A stack with questions is read again for each answer, and most of its values and instances lean on none of what is asked
(``leaning``).
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from enum import Enum
from typing import Any, Protocol, TypeVar

from natpin.languages.terraform.leaning import ANEW, Leaning
from natpin.model.location import Location
from natpin.model.record import field, field_names, mutable, record
from natpin.model.value import SCALARS

T = TypeVar("T")


class Called(Protocol):
    """An instance of a module: ``views.ModuleView``."""

    @property
    def address(self) -> str:
        """``module.net["eu"]``; empty for the root."""

    @property
    def path(self) -> tuple[str, ...]:
        """The names of the calls that lead here."""

    @property
    def caller(self) -> Any:
        """Where it is called, a ``Scope``; None for the root."""

    def calls(self, name: str) -> object:
        """The instances of a module call."""

    def instances(self, key: tuple[bool, str, str]) -> object:
        """The instances of a block."""


@mutable
class Kept:
    """What was worked out of a stack, and of the roots that join it, while nothing is answered."""

    by_root: dict[Hashable, Any] = field(default_factory=dict)
    """The open choices of each root."""
    is_filled: bool = False
    _known: dict[Hashable, tuple[Any, frozenset[str]]] = field(default_factory=dict)
    """With the choices that each leans on."""
    _whole: dict[int, object] = field(default_factory=dict)
    """Values of which that is known, by identity: many things are made of the same."""

    def put(self, key: Hashable, made: object, leans: frozenset[str]) -> None:
        """Keep something. What works more out when it is looked at cannot be kept."""
        if ANEW not in leans and self._is_whole(made):
            self._known[key] = made, leans

    def fill_no_more(self) -> None:
        """From now on things are only taken."""
        self.is_filled = True
        self._whole.clear()

    def get(self, key: Hashable, answered: Mapping[str, str]) -> Any:
        """What is kept; None where it leans on what is answered, or is not there."""
        found = self._known.get(key)
        return found[0] if found is not None and found[1].isdisjoint(answered) else None

    def _is_whole(self, made: object) -> bool:
        """True where nothing of it is worked out only when it is looked at, such as another resource that is an attribute."""
        pending = [made]
        seen: dict[int, object] = {}
        while pending:
            node = pending.pop()
            kind = type(node)
            mark = id(node)
            if kind in SCALARS or kind is Location or mark in seen or mark in self._whole:
                continue
            seen[mark] = node  # kept, so that its identity stays its own
            if isinstance(node, dict):
                pending.extend(node.values())
            elif isinstance(node, tuple | frozenset):
                pending.extend(node)
            elif names := field_names(node):
                pending.extend(getattr(node, name) for name in names)
            elif not isinstance(node, str | Enum):
                return False
        self._whole.update(seen)
        return True


@record
class Keeping:
    """What one reading of a stack does with what is kept."""

    kept: Kept
    answered: Mapping[str, str] = field(default_factory=dict)
    leaning: Leaning | None = None
    """Notes what things lean on, in the reading that fills; None in one that takes."""

    def of(
        self, root: Hashable, module: Called, kind: Hashable, key: Hashable, make: Callable[[], T]
    ) -> Callable[[], T]:
        """What makes something of an instance of a module, or takes it from what is kept."""

        def made() -> T:
            _decide(module)
            return make()

        place = root, module.address, kind, key
        return lambda: self._value(place, make if self.leaning is None else made)

    def instance(
        self,
        root: Hashable,
        module: Called,
        block: tuple[bool, str, str],
        key: Hashable,
        make: Callable[[], T],
    ) -> T:
        """The same of an instance of a block."""

        def made() -> T:
            module.instances(block)
            return make()

        return self.of(root, module, block, key, make if self.leaning is None else made)()

    def _value(self, key: Hashable, make: Callable[[], T]) -> T:
        if self.leaning is None:
            found: T | None = self.kept.get(key, self.answered)
            return make() if found is None else found
        with self.leaning.listing() as leans:
            made = make()
        self.kept.put(key, made, frozenset(leans))
        return made


def _decide(module: Called) -> None:
    """Take again what decides that there is this instance of a module, and which: its inputs may name ``each``."""
    while module.caller is not None:
        name, module = module.path[-1], module.caller.module
        module.calls(name)
