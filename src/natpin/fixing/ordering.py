"""The order that Terraform does not see: a cluster waits for its subnet's NAT association."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from natpin.facts.order import modules
from natpin.fixing.edit import Edit, Text
from natpin.fixing.files import HCL, Files, edits_of, language_of
from natpin.fixing.state import State
from natpin.fixing.why import NotMade
from natpin.fixing.writers import hcl
from natpin.languages.hcl.ast import Block
from natpin.languages.hcl.slices import top_blocks
from natpin.languages.hcl.source import Source
from natpin.model.finding import Finding
from natpin.model.location import Location
from natpin.model.resource import Link, Resource
from natpin.model.value import Reference
from natpin.pipeline.reading import ReadStack

_CALLS = ("module", "component")
"""Blocks that take in a module, and may wait for one another."""


def ordered(
    files: Files, read: ReadStack, cluster: Resource, subnets: Iterable[Resource]
) -> tuple[Edit, ...] | None:
    """A ``depends_on`` with every association of a NAT gateway that stands in the cluster's module, and with those of its own
    subnets that stand in another one."""
    module = module_of(cluster.address)
    mine = {subnet.address for subnet in subnets}
    links = [
        part
        for part in read.parts
        if isinstance(part, Link)
        and part.property == "natGateway"
        and not part.address.startswith("<")
        and (
            module_of(part.address) == module
            or (isinstance(part.source, Reference) and part.source.target in mine)
        )
    ]
    return waiting(files, cluster, [part.address for part in links])


def waiting(files: Files, cluster: Resource, waited: Sequence[str]) -> tuple[Edit, ...] | None:
    """The cluster waits for the resources of these addresses: by itself for those of its own module, and for the modules that
    are called there; by the call of its module for what stands further out (Terraform, "The depends_on Meta-Argument":
    resources and child modules of the same module). None where that cannot be written, no edit where it waits
    already."""
    names: dict[Location, dict[str, None]] = {}
    here = modules(cluster.address)
    for address in waited:
        there, common = modules(address), 0
        while there[common + 1 :] and here[common + 1 :] and there[common] == here[common]:
            common += 1
        depth = len(here) - 1 - common
        if depth > len(cluster.called_at):
            return None
        at = cluster.called_at[-depth] if depth else cluster.at
        names.setdefault(at, {})[there[common].partition("[")[0]] = None
    edits: tuple[Edit, ...] = ()
    for at, wanted in names.items():
        place = files.place(at) if language_of(at.path) == HCL else None
        block = hcl.block_at(place[0].text, place[1]) if place is not None else None
        if place is None or block is None or block.type not in ("resource", *_CALLS):
            return None
        _check_apart(files, place[0], block, wanted)
        changes = hcl.depending(place[0].text, block, list(wanted))
        if changes is None:
            return None
        edits += edits_of(place[0], changes)
    return edits


def check_attached_here(state: State, finding: Finding, cluster: Resource) -> None:
    """Raises NotMade where only another root attaches the NAT gateway to a subnet of this one: it runs later, so that the
    cluster would be created without it."""
    for read in state.stacks_of(finding):
        paths = state.paths(read.stack.id, cluster.address)
        mine = {
            path.subnet.address
            for path in paths
            if isinstance(path.subnet, Resource) and not path.subnet.home and path.nat_gateway is not None
        }
        here = {
            part.address
            for part in read.parts
            if isinstance(part, Resource) and "natGateway" in part.properties
        }
        links = [part for part in read.parts if isinstance(part, Link) and part.property == "natGateway"]
        own = [part for part in links if not part.address.startswith("<")]
        here |= {part.source.target for part in own if isinstance(part.source, Reference)}
        vague = any(not isinstance(part.source, Reference) for part in own)
        elsewhere = next((part.address[1:].partition(">")[0] for part in links if part not in own), None)
        if mine - here and not vague and elsewhere is not None:
            raise NotMade(
                f"{elsewhere} attaches the NAT gateway, and only once the subnet and the cluster are there"
            )


def _check_apart(files: Files, text: Text, block: Block, waited: Iterable[str]) -> None:
    """Raises NotMade where a module that is to be waited for takes something of what waits: Terraform refuses a circle."""
    name = ".".join((block.type, *block.labels) if block.type in _CALLS else block.labels)
    for other in files.beside(text.path):
        for one in top_blocks(Source(other.path, other.text)).blocks:
            called = ".".join((one.type, *one.labels))
            if one.type in _CALLS and called in waited and f"{name}." in other.text[one.start : one.end]:
                raise NotMade(f"{called} takes something of {name}, and would wait for what waits for it")


def module_of(address: str) -> str:
    """``module.a.module.b.`` of an address; empty for the root."""
    return "".join(f"{step}." for step in modules(address)[:-1])
