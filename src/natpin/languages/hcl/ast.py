"""The syntax tree of HCL. Offsets count characters of the file; ``Source.location`` turns them into lines."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from natpin.languages.hcl.source import Source
from natpin.model.record import record


@record
class Literal:
    """A number, ``true``, ``false``, ``null``, or a string without interpolation."""

    value: str | int | float | bool | None
    start: int
    end: int


@record
class Template:
    """A quoted string or heredoc with interpolations or directives."""

    parts: tuple[Part, ...]
    start: int
    end: int


@record
class TemplateIf:
    """``%{if c}…%{else}…%{endif}`` inside a template."""

    condition: Expression
    then: tuple[Part, ...]
    otherwise: tuple[Part, ...]
    start: int


@record
class TemplateFor:
    """``%{for k, v in c}…%{endfor}`` inside a template."""

    key: str | None
    value: str
    collection: Expression
    body: tuple[Part, ...]
    start: int


@record
class Name:
    """The first word of a traversal: ``var``, ``azurerm_subnet``, ``each``, an iterator."""

    name: str
    start: int
    end: int


@record
class Attr:
    """``.name``"""

    name: str


@record
class Index:
    """``[key]``, and the legacy ``.0``."""

    key: Expression
    legacy: bool = False


@record
class Splat:
    """``[*]`` when full, ``.*`` when not."""

    full: bool


Step: TypeAlias = Attr | Index | Splat


@record
class Traversal:
    """``source.a["b"][*].c``: the steps stand in one row, however many there are."""

    source: Expression
    steps: tuple[Step, ...]
    start: int
    end: int


@record
class Call:
    """A function call. ``expand`` when the last argument is followed by ``...``."""

    name: str
    arguments: tuple[Expression, ...]
    expand: bool
    start: int
    end: int


@record
class Unary:
    """``-x`` or ``!x``."""

    operator: str
    operand: Expression
    start: int
    end: int


@record
class Binary:
    """An operator between two operands. Chains of one precedence lean left."""

    operator: str
    left: Expression
    right: Expression
    start: int
    end: int


@record
class Conditional:
    """``condition ? then : otherwise``."""

    condition: Expression
    then: Expression
    otherwise: Expression
    start: int
    end: int


@record
class TupleOf:
    """``[a, b]``."""

    items: tuple[Expression, ...]
    start: int
    end: int


@record
class ObjectOf:
    """``{a = 1, "b" = 2, (c) = 3}``. A bare word key is a Literal; a parenthesised one is its expression."""

    items: tuple[tuple[Expression, Expression], ...]
    start: int
    end: int


@record
class For:
    """``[for v in c : x if y]``, and ``{for k, v in c : x => y...}`` when ``key_result`` is there."""

    key: str | None
    value: str
    collection: Expression
    key_result: Expression | None
    result: Expression
    grouped: bool
    condition: Expression | None
    start: int
    end: int


Expression: TypeAlias = (
    Literal | Template | Name | Traversal | Call | Unary | Binary | Conditional | TupleOf | ObjectOf | For
)
Part: TypeAlias = "str | TemplateIf | TemplateFor | Expression"


@record
class Attribute:
    """``name = expression``."""

    name: str
    expression: Expression
    start: int
    end: int
    source: Source
    """The file it stands in: an override file's arguments join those of another file's block."""


@record
class Body:
    """What stands between the braces of a block, or a whole file of assignments."""

    attributes: Mapping[str, Attribute]
    blocks: tuple[Block, ...]


@record
class Block:
    """``type "label" { … }``."""

    type: str
    labels: tuple[str, ...]
    body: Body
    start: int
    end: int
    source: Source
