"""What a template declares, before anything is evaluated. ARM JSON and Bicep are both read into this."""

from __future__ import annotations

from collections.abc import Mapping

from natpin.languages.arm_expressions.syntax import Expression, Loop, UserFunction
from natpin.model.location import Location
from natpin.model.record import field, record
from natpin.model.value import Node, Scalar

DEPLOYMENT = "Microsoft.Resources/deployments"


@record
class Parameter:
    """An input of a template."""

    name: str
    default: Expression | None
    at: Location
    nullable: bool = False
    """Null when nothing is given and there is no default."""
    values: tuple[Scalar, ...] = ()
    """All the values it may have, where the template says which: of a boolean, an allowed list. Else empty."""
    text: bool = False
    """It takes text: ``true`` that is given to it is no boolean."""


@record
class Module:
    """The template that a deployment inside a template deploys."""

    inputs: Expression | None
    """An object: parameter name to value, ARM's ``{"value": …}`` already taken off by whoever reads it."""
    at: Location
    template: Template | None = None
    """Written inline; None for one in another file."""
    outer: bool = False
    """True when the inline template's expressions see the parameters and variables of the template around it."""
    link: Expression | None = None
    """A path relative to the template, or an address."""
    library: str | None = None
    """A module that is known without a file of the workspace: its reference, for whoever loads templates."""
    unreadable: str | None = None
    """Why there is neither."""
    reference: str | None = None
    """What the author calls it: a path or a module of a registry, when that is written out."""
    may_bear_on_egress: bool = True
    """False when what it declares surely is neither cluster nor network, though it cannot be read."""
    wrapped: bool = True
    """True when inputs are ``{"value": …}`` objects, as in ARM JSON."""


@record
class Declaration:
    """One resource statement. With a loop it declares many."""

    type: str
    name: Expression | None
    at: Location
    body: Expression
    """The whole statement as an object: location, sku, properties and so on."""
    symbol: str | None = None
    api_version: Node | None = None
    condition: Expression | None = None
    loop: Loop | None = None
    existing: bool = False
    inside: Declaration | None = None
    """The resource whose statement this one is nested in: its type and name come before this one's."""
    parent: Expression | None = None
    """Bicep's ``parent:``."""
    scope: Expression | None = None
    depends_on: Expression | None = None
    module: Module | None = None
    """For ``Microsoft.Resources/deployments`` and Bicep modules."""
    only_if_absent: bool = False
    """Bicep's ``@onlyIfNotExists()``: one that exists is left as it is."""


@record
class Unread:
    """A piece of a template that could not be read."""

    reason: str
    at: Location
    text: str
    """The piece itself: what it speaks of is what it may declare or change."""


@record
class Template:
    """A template, or a Bicep file."""

    path: str
    at: Location
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    """By lower-case name."""
    variables: Mapping[str, Expression] = field(default_factory=dict)
    """By lower-case name."""
    functions: Mapping[str, UserFunction] = field(default_factory=dict)
    """By lower-case name, with the namespace in ARM JSON."""
    outputs: Mapping[str, Expression] = field(default_factory=dict)
    """By lower-case name."""
    declarations: tuple[Declaration, ...] = ()
    in_resource_group: bool = True
    """False for a template deployed to a subscription, management group or tenant."""
    whose: str | None = None
    """Whose the defaults of its parameters are; None for the template's author."""
    unread: tuple[Unread, ...] = ()
    imports: Mapping[str, tuple[str, str | None]] = field(default_factory=dict)
    """Bicep: a local name to the file it comes from and its name there; None for all of the file's exports."""


def full_type(declaration: Declaration) -> str:
    """The full type of a declaration that may be nested in another."""
    if declaration.inside is not None and "." not in declaration.type.split("/")[0]:
        return f"{full_type(declaration.inside)}/{declaration.type}"
    return declaration.type
