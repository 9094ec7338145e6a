"""Arguments that Terragrunt hands to Terraform (``extra_arguments``): what they say, as far as it is known."""

from __future__ import annotations

from natpin.languages.hcl import HclError, parse_expression
from natpin.languages.hcl import Source as Text
from natpin.languages.hcl.ast import Attribute
from natpin.languages.terraform.blocks import argument
from natpin.languages.terraform.scope import Scope
from natpin.languages.terraform.tree import Constants
from natpin.languages.terraform.values import ANONYMOUS, as_unknown
from natpin.languages.terragrunt.configuration import Configuration
from natpin.model.location import Location
from natpin.model.value import Node, Reference, Unknown, Value, text


def never(commands: Node | None, wanted: tuple[str, ...]) -> bool:
    """True where it is certain that none of these commands is among them."""
    if not isinstance(commands, Value) or not isinstance(commands.data, tuple):
        return False
    return all(isinstance(one, Value) and text(one) not in wanted for one in commands.data)


def worked_out(value: str, at: Location, of: Configuration) -> Node:
    """``-var name=value``: a collection is an expression, anything else is text."""
    if value.lstrip()[:1] not in ("[", "{"):
        return Value(value, at)
    source = Text(at.path, value)
    try:
        attribute = Attribute("value", parse_expression(source), 0, len(value), source)
    except HclError:
        return Value(value, at)
    found = argument(attribute, Scope(Constants(of.world, of.folder), source))
    return Value(found.data, at) if isinstance(found, Value) else found


def after(node: Node, offset: int) -> Node:
    """A text without its beginning."""
    if isinstance(node, Value):
        return Value((text(node) or "")[offset:], node.at)
    parts: list[str | Reference | Unknown | None] = []
    for part in node.parts if isinstance(node, Unknown) else ():
        if not isinstance(part, str):
            parts.append(part)
            offset = max(offset - 1, 0)
        else:
            parts.append(part[offset:])
            offset = max(offset - len(part), 0)
    kept = tuple(part for part in parts if part != "")
    cause = as_unknown(node)
    if len(kept) == 1 and isinstance(kept[0], Reference | Unknown):
        return kept[0]
    return Unknown(cause.reason, cause.at, cause.settle_by, kept or ANONYMOUS)
