"""What a variable of a module instance holds.

Source: Terraform language documentation, "Input Variables" (``nullable``, ``type``, order of what wins).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from natpin.languages.hcl.ast import Body
from natpin.languages.terraform import types
from natpin.languages.terraform.allowed import allowed, spelled
from natpin.languages.terraform.blocks import argument
from natpin.languages.terraform.expressions import evaluate_attribute
from natpin.languages.terraform.folder import Declared
from natpin.languages.terraform.scope import Scope
from natpin.languages.terraform.tree import Tree
from natpin.languages.terraform.views import ModuleView
from natpin.model.record import replace
from natpin.model.value import Node, Unknown, Value, fallback_of


class Given(ModuleView, Protocol):
    """A module instance, with what is said of its variables."""

    @property
    def tree(self) -> Tree:
        """The stack it is in."""

    @property
    def unseen(self) -> Mapping[str, Unknown]:
        """Variables of the root whose value nobody here can know."""


def value_of(module: Given, name: str, declared: Declared) -> Node:
    """What a variable holds: what its call or the variable files give, else what another tool hands to it, else its
    default, else what is supposed of it."""
    body = declared.body()
    module.tree.report(declared.problems)
    if body is None:
        return Unknown(f"the declaration of var.{name} cannot be parsed", declared.at)
    scope = module.scope(declared.block.source)
    given = module.given.get(name)
    default = body.attributes.get("default")
    whose = fallback_of(f"variable {name}")
    handed = module.handed.get(name)
    if name in module.unseen:
        given = default = handed = None
    found: Node | None = None
    if given is not None:
        caller = module.caller or Scope(module.tree.constants(), given.source)
        found = argument(given, caller)
    elif handed is not None:
        found = handed
    if isinstance(found, Value) and found.data is None and default is not None:
        nullable = body.attributes.get("nullable")
        if nullable is not None and types.plain_false(nullable.expression):
            found = None
    if found is None and default is not None:
        found = types.stamped(evaluate_attribute(default, scope), whose)
    asked = found if isinstance(found, Unknown) and found is handed and not found.parts else None
    if (found is None or asked is not None) and module.caller is None:  # the root
        supposed = module.world.choices.assumption(f"var.{name}")
        options = allowed(name, body)
        if supposed is None and len(options) == 1:  # any other is refused before anything is made
            supposed = options[0]
        if supposed is None:
            open_value = module.unseen.get(name) or asked
            open_value = open_value or Unknown(f"var.{name} has no default", declared.at, "--var-file")
            open_value = _spelled(open_value, name, body)
            module.world.choices.input(f"var.{name}", name, open_value, declared.at, options)
            return open_value
        plain = {"true": True, "false": False}.get(supposed) if "type" not in body.attributes else None
        found = Value(supposed if plain is None else plain, declared.at)
    if found is None:
        return Unknown(f"{module.address} gives no value for var.{name}", declared.at)
    wanted = body.attributes.get("type")
    if wanted is None:
        return found
    kind = types.type_expression(wanted.expression, wanted.source)
    return types.converted(found, kind, module.scope(wanted.source), whose)


def _spelled(open_value: Unknown, name: str, body: Body) -> Unknown:
    """A variable without value, with the text that its validation asks for."""
    pieces = spelled(name, body) if not open_value.parts else ()
    parts = tuple(
        piece or Unknown(f"part {number} of var.{name} is not known", open_value.at, open_value.settle_by)
        for number, piece in enumerate(pieces, 1)
    )
    return replace(open_value, parts=parts) if parts else open_value
