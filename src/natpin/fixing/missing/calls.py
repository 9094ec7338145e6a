"""What a shared Terraform module takes by default, given by one of its calls: its default is for all of them."""

from __future__ import annotations

import posixpath

from natpin.fixing.edit import Edit
from natpin.fixing.files import HCL, Files, edits_of, language_of
from natpin.fixing.places import found
from natpin.fixing.shared import check_alone, variable_at
from natpin.fixing.why import NotMade
from natpin.fixing.writers import hcl
from natpin.model.resource import Resource


def given_by_call(files: Files, resource: Resource, path: str, value: str) -> tuple[Edit, ...] | None:
    """The argument of the module call that makes a resource, where a property is the default of one of the module's
    variables and other calls take that too. None for any other. Raises NotMade where it is nobody's to change: the root
    that others call as a module."""
    node = found(resource, path)
    if node is None or len(files.calls.get(resource.at, ())) < 2:
        return None
    name = variable_at(files, node.at)
    if name is None or posixpath.dirname(node.at.path) != posixpath.dirname(resource.at.path):
        return None
    check_alone(files, resource, node.at, value)
    if not resource.called_at:
        raise NotMade(f"the default of variable {name} is for everyone who calls this module")
    place = files.place(resource.called_at[-1]) if language_of(resource.called_at[-1].path) == HCL else None
    block = hcl.block_at(place[0].text, place[1]) if place is not None else None
    if place is None or block is None or block.type != "module" or name in block.body.attributes:
        return None
    changes = hcl.inserted(place[0].text, block, name, hcl.literal(value))
    return edits_of(place[0], changes) if changes else None
