"""Objects of which each member is worked out when it is first asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeAlias, TypeVar

T = TypeVar("T")

Ways: TypeAlias = "Mapping[str, Callable[[Any], Any]]"
"""By a member's name, how it is worked out; None where the object has no such member."""
_NOTHING: Mapping[str, Any] = {}


class Later(Mapping[str, Any]):
    """The members of an object: those of ``base``, and others, each of which ``ways`` works out of ``of`` once.

    A subscription has thousands of clusters, each with some fifty facts, and a profile asks a third of them.
    """

    __slots__ = ("_base", "_made", "_of", "_ways")

    def __init__(self, ways: Ways, of: object, base: Mapping[str, Any] = _NOTHING) -> None:
        self._ways = ways
        self._of = of
        self._base = base
        self._made: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        found = self.get(name)
        if found is None:
            raise KeyError(name)
        return found

    def get(self, name: str, /, default: Any = None) -> Any:
        """A member, without the detour over an exception."""
        made = self._made
        if name in made:
            found = made[name]
        elif name in self._ways:
            found = made[name] = self._ways[name](self._of)
        else:
            return self._base.get(name, default)
        return default if found is None else found

    def otherwise_cased(self, name: str) -> Any:
        """A member whose name is not written in this case; none is worked out to find that there is no such one."""
        if name in self._ways:
            return None  # it was asked for as it is written, and there is none
        length = len(name)
        for key in self._ways if length in map(len, self._ways) else ():
            if len(key) == length and key.lower() == name.lower():
                return self.get(key)
        return otherwise_cased(self._base, name)

    def __iter__(self) -> Iterator[str]:
        yield from self._base
        for name in self._ways:
            if name not in self._base and self.get(name) is not None:
                yield name

    def __len__(self) -> int:
        return sum(1 for _ in self)


def otherwise_cased(mapping: Mapping[str, T], name: str) -> T | None:
    """A member of an ARM object whose name is not written in this case."""
    if type(mapping) is Later:
        found: T | None = mapping.otherwise_cased(name)
        return found
    length = len(name)
    if length not in map(len, mapping):  # nearly always
        return None
    lowered = ""
    for key in mapping:
        if len(key) == length:
            lowered = lowered or name.lower()
            if key.lower() == lowered:
                return mapping[key]
    return None
