"""A Bicep file as read: what its statements declare, and which of them could not be read."""

from __future__ import annotations

from natpin.languages.arm_expressions.syntax import (
    Expression,
    Loop,
    ObjectOf,
    UserFunction,
)
from natpin.languages.bicep.types import Type
from natpin.model.location import Location
from natpin.model.record import field, mutable, record
from natpin.model.value import Scalar


@record
class ParameterStatement:
    """``param name type = default``."""

    name: str
    default: Expression | None
    nullable: bool
    type_name: str | None
    at: Location
    values: tuple[Scalar, ...] = ()
    """All the values it may have, where they are few: of ``bool``, ``@allowed``, a union of texts."""


@record
class ResourceStatement:
    """``resource`` or ``module``."""

    symbol: str
    target: str
    """``type@version`` of a resource, the path of a module."""
    target_at: Location
    is_module: bool
    existing: bool
    condition: Expression | None
    loop: Loop | None
    body: ObjectOf
    nested: tuple[ResourceStatement, ...]
    at: Location
    only_if_absent: bool = False
    """``@onlyIfNotExists()`` stands before it."""


@record
class ImportStatement:
    """``import {name as alias} from 'file'`` or ``import * as space from 'file'``."""

    names: tuple[tuple[str, str | None], ...]
    """Local name, and the name in the file; None for all of it."""
    path: str


@record
class Problem:
    """A statement that could not be read."""

    message: str
    at: Location
    text: str = ""
    """All that was passed over because of it, up to the next statement that could be read."""

    def __str__(self) -> str:
        return f"{self.at}: {self.message}"


@mutable
class File:
    """A Bicep or parameters file, read."""

    path: str
    at: Location
    scope: str = "resourceGroup"
    using: str | None = None
    extends: str | None = None
    parameters: list[ParameterStatement] = field(default_factory=list)
    variables: dict[str, Expression] = field(default_factory=dict)
    outputs: dict[str, Expression] = field(default_factory=dict)
    functions: dict[str, UserFunction] = field(default_factory=dict)
    resources: list[ResourceStatement] = field(default_factory=list)
    imports: list[ImportStatement] = field(default_factory=list)
    types: dict[str, Type] = field(default_factory=dict)
    """The file's own types."""
    problems: list[Problem] = field(default_factory=list)
