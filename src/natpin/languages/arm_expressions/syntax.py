"""The syntax tree that ARM JSON and Bicep share. Every node knows its place."""

from __future__ import annotations

from typing import TypeAlias

from natpin.model.location import Location
from natpin.model.record import record
from natpin.model.value import Value


@record
class Literal:
    """A written value without expressions in it."""

    value: Value

    @property
    def at(self) -> Location:
        """Where it was written."""
        return self.value.at


@record
class Text:
    """A string with expressions in it: ``'aks-${name}'``."""

    pieces: tuple[str | Expression, ...]
    at: Location


@record
class Call:
    """A function with its arguments. Operators are calls too: ``a == b`` is ``equals(a, b)``."""

    name: str
    """Lower case, with the namespace of a user-defined function: ``contoso.uniquename``."""
    arguments: tuple[Expression, ...]
    at: Location


@record
class Member:
    """``of.name``; ``of.?name`` when safe: an absent member is null instead of an error."""

    of: Expression
    name: str
    at: Location
    safe: bool = False


@record
class Index:
    """``of[index]``; a number into a list or a name into an object."""

    of: Expression
    index: Expression
    at: Location
    safe: bool = False
    from_end: bool = False


@record
class Name:
    """A bare identifier of Bicep: parameter, variable, resource, module, or the variable of a loop or lambda."""

    name: str
    at: Location


@record
class Lambda:
    """``x => …``, in ARM JSON ``lambda('x', …)``."""

    names: tuple[str, ...]
    body: Expression
    at: Location


@record
class Spread:
    """``...of`` in a Bicep list or object."""

    of: Expression
    at: Location


@record
class ObjectMember:
    """A member of an object; the key may be an expression."""

    key: Expression
    value: Expression


@record
class ObjectOf:
    """An object whose members are expressions."""

    entries: tuple[ObjectMember | Spread, ...]
    at: Location


@record
class ListOf:
    """A list whose elements are expressions."""

    elements: tuple[Expression | Spread, ...]
    at: Location


@record
class Loop:
    """A body once for each element of ``over``: Bicep's ``for``, ARM's ``copy``."""

    over: Expression
    body: Expression
    at: Location
    item: str | None = None
    """Bicep's variable for the element."""
    index: str | None = None
    """Bicep's variable for its number."""
    name: str | None = None
    """ARM's name of the loop, for ``copyIndex('name')``."""
    condition: Expression | None = None
    """Bicep's ``if (…)`` before the body of a resource loop."""


@record
class Written:
    """A piece of a JSON template as it stands, its strings perhaps expressions. Read when it is evaluated: most of
    a template bears on nothing natpin asks."""

    value: Value

    @property
    def at(self) -> Location:
        """Where it was written."""
        return self.value.at


@record
class Broken:
    """What could not be read; it evaluates to an unknown with this reason."""

    reason: str
    at: Location


Expression: TypeAlias = (
    Literal | Written | Text | Call | Member | Index | Name | Lambda | ObjectOf | ListOf | Loop | Broken
)


@record
class UserFunction:
    """A function that the template itself defines."""

    names: tuple[str, ...]
    body: Expression
    at: Location
