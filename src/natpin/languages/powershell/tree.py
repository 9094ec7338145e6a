"""PowerShell's syntax tree: what a parser of ours makes of a script, and what the interpreter goes through."""

from __future__ import annotations

from typing import TypeAlias

from natpin.model.location import Location
from natpin.model.record import record


@record
class Literal:
    """Text of which nothing is expanded; a bare word too."""

    text: str
    at: Location
    bare: bool = False


@record
class Expand:
    """Text with expressions in it: a double-quoted string, a here-string, a bare word with variables."""

    parts: tuple[Literal | Expression, ...]
    at: Location
    bare: bool = False


@record
class Number:
    """A number, and how it was written."""

    value: int | float
    text: str
    at: Location


@record
class Variable:
    """``$name``, ``$env:NAME``, ``${a name}``; without the dollar sign."""

    name: str
    at: Location


@record
class Splat:
    """``@name`` among a command's arguments."""

    name: str
    at: Location


@record
class TypeName:
    """``[string]``"""

    name: str
    at: Location


@record
class Member:
    """``$x.Name``; ``static`` for ``[Type]::Name``."""

    target: Expression
    name: Expression
    at: Location
    static: bool = False


@record
class Invocation:
    """``$x.Method(…)``"""

    member: Member
    arguments: tuple[Expression, ...]
    at: Location


@record
class Index:
    """``$x[0]``"""

    target: Expression
    index: Expression
    at: Location


@record
class Elements:
    """``a, b``"""

    elements: tuple[Expression, ...]
    at: Location
    separator: str = ","
    """What stands between two of them, for a program that is given the list as it is written."""


@record
class Group:
    """``( … )``, ``$( … )`` or ``@( … )``, told apart by ``opening``."""

    opening: str
    body: tuple[Statement, ...]
    at: Location


@record
class Map:
    """``@{ key = value }``"""

    pairs: tuple[tuple[Expression, Statement], ...]
    at: Location


@record
class BlockLiteral:
    """``{ … }`` as a value."""

    block: Block
    at: Location


@record
class Cast:
    """``[int]$x``"""

    type: str
    operand: Expression
    at: Location


@record
class Unary:
    """An operator before its operand, in lower case and with its dash; ``++`` and ``--`` before or after."""

    operator: str
    operand: Expression
    at: Location
    postfix: bool = False


@record
class Binary:
    """Two operands; the operator in lower case: ``+``, ``-eq``, ``-creplace``, ``..``."""

    operator: str
    left: Expression
    right: Expression
    at: Location


@record
class Conditional:
    """``$a ? $b : $c``"""

    condition: Expression
    yes: Expression
    no: Expression
    at: Location


Expression: TypeAlias = (
    Literal
    | Expand
    | Number
    | Variable
    | Splat
    | TypeName
    | Member
    | Invocation
    | Index
    | Elements
    | Group
    | Map
    | BlockLiteral
    | Cast
    | Unary
    | Binary
    | Conditional
)


@record
class Parameter:
    """``-Name`` or ``-Name:value`` as an argument; ``text`` as written."""

    name: str
    value: Expression | None
    text: str
    at: Location


Argument: TypeAlias = "Parameter | Expression"


@record
class Command:
    """A command. ``call``: ``&``, ``.`` or nothing."""

    call: str
    name: Expression
    arguments: tuple[Argument, ...]
    at: Location
    to: tuple[str, Expression] | None = None
    """A redirection of its output: the operator and the file."""
    verbatim: str | None = None
    """What stands after ``--%``."""


@record
class Pipeline:
    """Stages joined by ``|``; the first may be an expression."""

    stages: tuple[Command | Expression, ...]
    at: Location


@record
class Chain:
    """``a && b``, ``a || b``"""

    left: Statement
    operator: str
    right: Statement
    at: Location


@record
class Assign:
    """``$x = …``; ``operator`` without the equals sign: ``""``, ``+``, ``??``."""

    target: Expression
    operator: str
    value: Statement
    at: Location


@record
class If:
    """Conditions with their blocks, and what runs else."""

    clauses: tuple[tuple[Statement, tuple[Statement, ...]], ...]
    otherwise: tuple[Statement, ...] | None
    at: Location


@record
class Loop:
    """``while``, ``do … while``, ``do … until`` and ``for``."""

    kind: str
    condition: Statement | None
    body: tuple[Statement, ...]
    at: Location
    before: Statement | None = None
    step: Statement | None = None
    label: str = ""


@record
class ForEach:
    """``foreach ($x in …) { … }``"""

    variable: Variable
    source: Statement
    body: tuple[Statement, ...]
    at: Location
    label: str = ""


@record
class Case:
    """A clause of a switch; ``default`` has no test."""

    test: Expression | None
    body: tuple[Statement, ...]


@record
class Switch:
    """``switch -Wildcard ($x) { … }``"""

    flags: tuple[str, ...]
    subject: Statement | None
    cases: tuple[Case, ...]
    at: Location
    label: str = ""


@record
class Try:
    """``try``, its ``catch`` blocks and ``finally``."""

    body: tuple[Statement, ...]
    catches: tuple[tuple[Statement, ...], ...]
    last: tuple[Statement, ...]
    at: Location
    catches_all: bool = True
    """One of its catch blocks names no type."""


@record
class Function:
    """``function Name { … }``"""

    name: str
    block: Block
    at: Location


@record
class Leave:
    """``return``, ``exit``, ``throw``, ``break``, ``continue`` with what follows."""

    kind: str
    value: Statement | None
    at: Location
    label: str = ""


@record
class Opaque:
    """Text that is not understood, or a class: nothing of it is followed."""

    text: str
    reason: str
    at: Location


Statement: TypeAlias = (
    Pipeline | Chain | Assign | If | Loop | ForEach | Switch | Try | Function | Leave | Opaque
)


@record
class Formal:
    """A parameter that a script, function or block declares."""

    name: str
    types: tuple[str, ...]
    attributes: tuple[tuple[str, tuple[tuple[str, Expression | None], ...]], ...]
    """Each attribute's name and its arguments, those without a name under an empty one."""
    default: Expression | None
    at: Location


@record
class Block:
    """The body of a script, function or script block."""

    formals: tuple[Formal, ...]
    body: tuple[Statement, ...]
    at: Location
    begin: tuple[Statement, ...] = ()
    process: tuple[Statement, ...] = ()
    declares: bool = False
    """True when it has a param block, even an empty one."""
