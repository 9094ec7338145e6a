"""The order that Terraform does not see: a cluster waits for its subnet's NAT association."""

from __future__ import annotations

from natpin.fixing.edit import Edit
from natpin.fixing.files import HCL, Files, edits_of, language_of
from natpin.fixing.writers import hcl
from natpin.model.resource import Link, Resource
from natpin.pipeline.reading import ReadStack


def ordered(files: Files, read: ReadStack, cluster: Resource) -> tuple[Edit, ...] | None:
    """A ``depends_on`` with every association of a NAT gateway with subnets that stands in the cluster's module."""
    if language_of(cluster.at.path) != HCL:
        return None
    place = files.place(cluster.at)
    block = hcl.block_at(place[0].text, place[1]) if place is not None else None
    if place is None or block is None or block.type != "resource":
        return None
    module = module_of(cluster.address)
    names = dict.fromkeys(
        _plain(part.address[len(module) :])
        for part in read.parts
        if isinstance(part, Link) and part.property == "natGateway" and module_of(part.address) == module
    )
    changes = hcl.depending(place[0].text, block, list(names)) if names else None
    return edits_of(place[0], changes) if changes else None


def module_of(address: str) -> str:
    """``module.a.module.b.`` of an address; empty for the root."""
    end = address.rfind("module.")
    if end < 0:
        return ""
    depth = 0
    for position in range(end + len("module."), len(address)):
        depth += {"[": 1, "]": -1}.get(address[position], 0)
        if address[position] == "." and not depth:
            return address[: position + 1]
    return address


def _plain(address: str) -> str:
    """A resource's address without an instance's key: ``depends_on`` takes whole resources."""
    return address.partition("[")[0]
