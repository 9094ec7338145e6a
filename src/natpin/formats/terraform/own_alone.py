"""Whether a folder changes its own resources alone, by how its blocks are written: nearly every root attaches its own NAT
gateways to its own subnets, and then nothing of it has to be worked out to know that it changes no other root's."""

from __future__ import annotations

from natpin.formats.terraform.marks import CHANGING, changed_by, changes_by_name
from natpin.languages.hcl.ast import Attr, Body, Expression, Index, Literal, Name, Step, Traversal
from natpin.languages.terraform.folder import Declared, Folder, literal

_ITERATORS = ("each", "count")


def changes_own_alone(folder: Folder) -> bool:
    """False where something in it may change what is not declared in it as a resource."""
    return not any(
        _may_change_others(kind, declared, folder)
        for (data, kind, _), declared in folder.resources.items()
        if not data and kind in CHANGING
    )


def _may_change_others(kind: str, declared: Declared, folder: Folder) -> bool:
    body = declared.body()
    if body is None:
        return False  # ``attaching.unparsed`` tells of it
    arguments = changed_by(kind)
    if not arguments:
        return changes_by_name(kind, literal(body, "name"))
    if any(argument in _written_as_blocks(body) for argument in arguments):
        return True
    given = (body.attributes.get(argument) for argument in arguments)
    return not all(one is None or _is_id_of_own(one.expression, folder) for one in given)


def _written_as_blocks(body: Body) -> set[str]:
    return {label for block in body.blocks for label in (block.type, *block.labels)}


def _is_id_of_own(expression: Expression, folder: Folder) -> bool:
    """True for ``azurerm_subnet.a.id`` of a resource of the folder, and for ``azurerm_subnet.a["x"].id``."""
    match expression:
        case Traversal(source=Name(name=kind), steps=(Attr(name=name), *keys, Attr(name="id"))):
            declared = folder.resources.get((False, kind, name))
            body = declared.body() if declared is not None else None
        case _:
            return False
    if body is None or "id" in body.attributes or "id" in _written_as_blocks(body):
        return False
    if not keys:  # a list of instances has no id
        return "count" not in body.attributes and "for_each" not in body.attributes
    return len(keys) == 1 and _is_one_key(keys[0])


def _is_one_key(step: Step) -> bool:
    """True for a key that means one instance, or none."""
    match step:
        case Index(key=Literal()):
            return True
        case Index(key=Traversal(source=Name(name=name), steps=(Attr(),))):
            return name in _ITERATORS
    return False
