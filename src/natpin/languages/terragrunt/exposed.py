"""A configuration as an object: what ``include`` and ``read_terragrunt_config`` show of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Protocol

from natpin.languages.hcl.ast import Attribute, Block, Body
from natpin.languages.terraform.values import ANONYMOUS, EvalError, opened
from natpin.languages.terragrunt.merging import Members
from natpin.model.location import Location
from natpin.model.value import Node, Unknown, Value


class Shown(Protocol):
    """A configuration: ``configuration.Configuration``."""

    @property
    def path(self) -> str:
        """Its file."""

    @property
    def body(self) -> Body:
        """What stands in it."""

    @property
    def locals(self) -> Mapping[str, Attribute]:
        """Every local by name."""

    def local(self, name: str, at: Location) -> Node:
        """``local.name``. Raises EvalError when there is none."""

    def inputs(self) -> Members:
        """``inputs``, its own and the included ones."""

    def dependency(self, name: str, at: Location) -> Node:
        """``dependency.name``."""

    def needs(self) -> Iterable[tuple[str, object, Block]]:
        """The names of the ``dependency`` blocks first."""

    def blocks(self, kind: str) -> Iterator[Block]:
        """The file's own blocks of a type."""

    def value(self, body: Body, name: str) -> Node | None:
        """An attribute of a block, or of the file."""


class Exposed(Mapping[str, Node]):
    """A configuration's parts, each worked out when it is looked at."""

    def __init__(self, of: Shown) -> None:
        self._of = of

    @cached_property
    def _at(self) -> Location:
        return Location(self._of.path)

    def __getitem__(self, name: str) -> Node:
        here = self._of
        match name:
            case "locals":
                return Value(Locals(here), self._at)
            case "inputs":
                found = here.inputs()
                whole = dict(found.known)
                return Value(whole, self._at) if found.rest is None else opened(whole, found.rest, self._at)
            case "dependency":
                return Value({one: here.dependency(one, self._at) for one, _, _ in here.needs()}, self._at)
            case "terraform":
                for block in here.blocks("terraform"):
                    return Value(
                        {key: here.value(block.body, key) or Value(None) for key in block.body.attributes},
                        self._at,
                    )
        if name in here.body.attributes:
            return here.value(here.body, name) or Value(None)
        if any(True for _ in here.blocks(name)):
            return Unknown(f"{name} of {here.path} is not worked out", self._at, None, ANONYMOUS)
        raise KeyError(name)

    def __iter__(self) -> Iterator[str]:
        here = self._of
        yield from dict.fromkeys(
            ("locals", "inputs", *here.body.attributes, *(block.type for block in here.body.blocks))
        )

    def __len__(self) -> int:
        return sum(1 for _ in self)


class Locals(Mapping[str, Node]):
    """A configuration's locals, each worked out when it is looked at."""

    def __init__(self, of: Shown) -> None:
        self._of = of

    def __getitem__(self, name: str) -> Node:
        try:
            return self._of.local(name, Location(self._of.path))
        except EvalError:
            raise KeyError(name) from None

    def __iter__(self) -> Iterator[str]:
        return iter(self._of.locals)

    def __len__(self) -> int:
        return len(self._of.locals)
