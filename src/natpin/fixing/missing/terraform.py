"""Terraform: blocks beside the subnet, named as their neighbours are, with their expressions for group, place and tags."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from natpin.fixing import ordering
from natpin.fixing.edit import Change, Edit, Text, indent_of, line_end
from natpin.fixing.files import HCL, Files, edits_of, language_of
from natpin.fixing.missing.gap import Filled, Gap, free_prefix
from natpin.fixing.missing.naming import named_like
from natpin.fixing.why import NotMade
from natpin.fixing.writers import hcl
from natpin.languages.hcl.ast import Block
from natpin.languages.hcl.slices import top_blocks
from natpin.languages.hcl.source import Source
from natpin.model.record import record
from natpin.model.resource import Resource
from natpin.pipeline.reading import ReadStack
from natpin.regex import late_regex

_LABEL = late_regex(r"[^\w-]+")


@record
class _Declared:
    """A resource with its block."""

    resource: Resource
    text: Text
    block: Block

    @property
    def label(self) -> str:
        """Its second label."""
        return self.block.labels[1]

    @property
    def reference(self) -> str:
        """How its own module calls it, an instance's key included."""
        return self.resource.address[len(ordering.module_of(self.resource.address)) :]

    def written(self, name: str) -> str | None:
        """The expression of one of its arguments, as it is written."""
        found = self.block.body.attributes.get(name)
        return None if found is None else self.text.text[found.expression.start : found.expression.end]


def filled(files: Files, gap: Gap) -> Filled | None:
    """The associations, and what they need; None where the parts stand in different modules."""
    mine = [found for one in gap.subnets if (found := _declared(files, one)) is not None]
    if not mine or len(mine) < len(gap.subnets):
        return None
    module = ordering.module_of(mine[0].resource.address)
    if any(ordering.module_of(one.resource.address) != module for one in mine):
        return None
    for each in gap.declared:
        other = ordering.module_of(each.address)
        if each.at == mine[0].resource.at and other.partition("[")[0] != module.partition("[")[0]:
            raise NotMade(f"{other.rstrip('.')} calls the same module, and would get a NAT gateway too")
    beside = ordering.module_of(gap.cluster.address) == module
    cluster = _declared(files, gap.cluster) if beside else None
    made: list[list[str]] = []
    if gap.gateway is not None:
        gateway = _declared(files, gap.gateway)
        if gateway is None or ordering.module_of(gap.gateway.address) != module:
            return None
        reference = gateway.reference
    else:
        new = _gateway(files, gap, mine[0], cluster)
        if new is None:
            return None
        made, reference = new
    labels = []
    for label, how, subnet in _subnets(files, gap, mine):
        rows = [("subnet_id", f"{subnet}.id"), ("nat_gateway_id", f"{reference}.id")]
        made.append(_block("azurerm_subnet_nat_gateway_association", label, rows, how))
        labels.append(label)
    # the association joins its like; what is new stands behind the subnet
    changes = _behind(mine[-1].text, mine[-1].block, made)
    edits: dict[Edit, None] = dict.fromkeys(edits_of(mine[-1].text, changes))
    waited = [f"{module}azurerm_subnet_nat_gateway_association.{label}" for label in labels]
    order = ordering.waiting(files, gap.cluster, waited)
    if order is None:
        return None
    edits |= dict.fromkeys(order)
    return Filled(tuple(edits), mine[-1].text.path)


def addressed(files: Files, read: ReadStack, gateway: Resource) -> Filled | None:
    """A prefix for a gateway that has no IP: the one that there is, else a new one."""
    found = _declared(files, gateway)
    if found is None:
        return None
    module = ordering.module_of(gateway.address)
    prefix = free_prefix(read)
    made: list[list[str]] = []
    if prefix is not None:
        if _declared(files, prefix) is None or ordering.module_of(prefix.address) != module:
            return None
        reference = prefix.address[len(module) :]
    else:
        if _is_taken(files, found.text.path, "azurerm_public_ip_prefix", found.label):
            return None
        rows = _prefix(found, found.written("resource_group_name"), found.written("location"))
        if rows is None:
            return None
        made.append(rows)
        reference = f"azurerm_public_ip_prefix.{found.label}"
    made.append(_association(found.label, found.reference, reference))
    if _is_taken(files, found.text.path, "azurerm_nat_gateway_public_ip_prefix_association", found.label):
        return None
    return Filled(edits_of(found.text, _behind(found.text, found.block, made)), found.text.path)


def _declared(files: Files, resource: Resource) -> _Declared | None:
    if language_of(resource.at.path) != HCL:
        return None
    place = files.place(resource.at)
    block = hcl.block_at(place[0].text, place[1]) if place is not None else None
    if place is None or block is None or block.type != "resource" or len(block.labels) != 2:
        return None
    return _Declared(resource, place[0], block)


def _gateway(
    files: Files, gap: Gap, subnet: _Declared, cluster: _Declared | None
) -> tuple[list[list[str]], str] | None:
    """Blocks of a prefix, a gateway and their association, and how the gateway is called."""
    like = _network(files, gap, subnet) or cluster
    if like is None:
        return None
    label = like.label
    path = subnet.text.path
    kinds = (
        "azurerm_public_ip_prefix",
        "azurerm_nat_gateway",
        "azurerm_nat_gateway_public_ip_prefix_association",
    )
    if any(_is_taken(files, path, kind, label) for kind in kinds) or "for_each" in like.block.body.attributes:
        return None
    group, place = like.written("resource_group_name"), like.written("location")
    rows = _prefix(like, group, place)
    if rows is None or group is None or place is None:
        return None
    name = named_like(like.written("name") or "", "nat")
    gateway = [
        ("name", name),
        ("resource_group_name", group),
        ("location", place),
        ("sku_name", '"Standard"'),
        *_tags(like),
    ]
    count, index, first = (_count(like), "[count.index]", "[0]") if _count(like) else (None, "", "")
    made = [
        rows,
        _block("azurerm_nat_gateway", label, gateway, count),
        _association(
            label, f"azurerm_nat_gateway.{label}{index}", f"azurerm_public_ip_prefix.{label}{index}", count
        ),
    ]
    return made, f"azurerm_nat_gateway.{label}{first}"


def _network(files: Files, gap: Gap, subnet: _Declared) -> _Declared | None:
    """The virtual network of a subnet, where its module declares it."""
    written = subnet.written("virtual_network_name") or ""
    for one in gap.declared:
        found = _declared(files, one)
        if (
            found is not None
            and found.block.labels[0] == "azurerm_virtual_network"
            and (written.startswith(f"{found.reference}.") or written == (found.written("name") or "?"))
        ):
            return found
    return None


def _prefix(like: _Declared, group: str | None, place: str | None) -> list[str] | None:
    """A guarded prefix of four addresses."""
    if group is None or place is None:
        return None
    rows = [
        ("name", named_like(like.written("name") or "", "nat-prefix")),
        ("resource_group_name", group),
        ("location", place),
        ("prefix_length", "30"),
        *_tags(like),
    ]
    made = _block("azurerm_public_ip_prefix", like.label, rows, _count(like))
    return [*made[:-1], "", "  lifecycle {", "    prevent_destroy = true", "  }", "}"]


def _tags(like: _Declared) -> list[tuple[str, str]]:
    found = like.block.body.attributes.get("tags")
    written = like.written("tags")
    if found is None or written is None:
        return []
    # of several lines, they stand as deep here as there
    return (
        [("tags", written)] if "\n" not in written or indent_of(like.text.text, found.start) == "  " else []
    )


def _count(like: _Declared) -> tuple[str, str] | None:
    """The condition that a neighbour is under, for what is made with it."""
    written = like.written("count")
    return ("count", written) if written is not None else None


def _association(label: str, gateway: str, prefix: str, count: tuple[str, str] | None = None) -> list[str]:
    rows = [("nat_gateway_id", f"{gateway}.id"), ("public_ip_prefix_id", f"{prefix}.id")]
    return _block("azurerm_nat_gateway_public_ip_prefix_association", label, rows, count)


def _block(
    kind: str, label: str, rows: Sequence[tuple[str, str]], several: tuple[str, str] | None = None
) -> list[str]:
    width = max(len(name) for name, value in rows if "\n" not in value)
    return [
        f'resource "{kind}" "{label}" {{',
        *([f"  {several[0]} = {several[1]}", ""] if several is not None else []),
        *(f"  {name} = {value}" if "\n" in value else f"  {name:{width}} = {value}" for name, value in rows),
        "}",
    ]


def _subnets(
    files: Files, gap: Gap, subnets: Sequence[_Declared]
) -> Iterator[tuple[str, tuple[str, str] | None, str]]:
    """For each association its label, what makes several of it, and how it calls its subnet: one for a block that makes
    several subnets, where each of them is to have the gateway; else one for each subnet, with its key in its label."""
    lacking = {one.resource.address for one in subnets}
    made: set[str] = set()
    whole: set[int] = set()
    for one in subnets:
        several = next((name for name in ("for_each", "count") if name in one.block.body.attributes), "")
        own = one.written(several) or ""
        alike = {each.address for each in gap.declared if each.at == one.resource.at}
        together = bool(several) and alike <= lacking and "\n" not in own
        if together and one.block.start in whole:
            continue
        key = "" if together else one.reference.partition("[")[2].strip('"]')
        label = _LABEL.sub("_", f"{one.label}_{key}") if key else one.label
        while label in made or _is_taken(
            files, one.text.path, "azurerm_subnet_nat_gateway_association", label
        ):
            label += "_nat"
        made.add(label)
        if not together:
            yield label, None, one.reference
            continue
        whole.add(one.block.start)
        plain = f"azurerm_subnet.{one.label}"
        if several == "for_each":
            yield label, ("for_each", plain), "each.value"
        else:
            yield label, ("count", own), f"{plain}[count.index]"


def _is_taken(files: Files, path: str, kind: str, label: str) -> bool:
    """True for a resource that the module has already, in whichever file."""
    return any((kind, label) == found for found in _declarations(files, path))


def _declarations(files: Files, path: str) -> Iterator[tuple[str, str]]:
    for text in files.beside(path):
        for block in top_blocks(Source(text.path, text.text)).blocks:
            if block.type == "resource" and len(block.labels) == 2:
                yield block.labels[0], block.labels[1]


def _behind(text: Text, block: Block, made: Sequence[Sequence[str]]) -> list[Change]:
    end = line_end(text.text, block.end)
    return [Change(end, end, "".join("\n\n" + "\n".join(lines) for lines in made))]
