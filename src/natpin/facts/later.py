"""Facts of which most are worked out when one of them is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TypeVar, overload

from natpin.model.value import Node

T = TypeVar("T")


class Facts(Mapping[str, Node]):
    """The fields of an object: a few that are known, and all of them, made by ``whole`` when it is first needed.

    Rules ask first what tells that they do not apply, and thousands of subnets of an estate serve no cluster.
    """

    __slots__ = ("_known", "_whole", "_work_out")

    def __init__(self, known: Mapping[str, Node], work_out: Callable[[], Mapping[str, Node]]) -> None:
        """``work_out`` gives all fields, those in ``known`` among them."""
        self._known = known
        self._work_out = work_out
        self._whole: Mapping[str, Node] | None = None

    def _all(self) -> Mapping[str, Node]:
        if self._whole is None:
            self._whole = self._work_out()
        return self._whole

    def __getitem__(self, name: str) -> Node:
        found = self._known.get(name)
        return self._all()[name] if found is None else found

    @overload
    def get(self, name: str, /) -> Node | None: ...
    @overload
    def get(self, name: str, /, default: Node | T) -> Node | T: ...
    def get(self, name: str, /, default: object = None) -> object:
        """A field, without the detour over an exception."""
        found = self._known.get(name)
        return self._all().get(name, default) if found is None else found

    def __iter__(self) -> Iterator[str]:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._all())
