"""Parts of a stack that are not here: modules whose source is not in the workspace, blocks that cannot be parsed.

Nobody can know what is in them. What a module is called, and what it is given, tell what it may change: an id or a name
of a subnet, a network, a route table, a NAT gateway or a cluster that is handed over may be meant to be changed, unless
the module is for something else (a storage account, a virtual machine).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from natpin.formats.terraform.likeness import may_make_cluster
from natpin.formats.terraform.providers.reach import BEARING, doubts
from natpin.formats.terraform.providers.references import ARM_TYPES, Lookup
from natpin.languages.hcl import TopBlock
from natpin.languages.hcl.ast import Literal
from natpin.languages.terraform.folder import Broken, Folder
from natpin.languages.terraform.instance import ModuleCall
from natpin.model import resource as arm
from natpin.model.doubt import Doubt, Reach
from natpin.model.location import Location
from natpin.model.part import Part
from natpin.model.record import replace
from natpin.model.resource import Link, Resource
from natpin.model.value import Reference, Skipped, Value, is_absent, items, text
from natpin.regex import late_regex
from natpin.workspace import words_of

_INIT = "terraform init"

_FOR_OTHER_THINGS = late_regex(
    r"storage|blob|key.?vault|(?<![a-z])kv(?![a-z])|secret|registry|(?<![a-z])acr(?![a-z])|sql|postgre|database|cosmos|redis"
    r"|monitor|log.?analytics|diagnos|alert|grafana|dashboard|dns|private.?(?:endpoint|link)|bastion|jump|virtual.?machine"
    r"|(?<![a-z])(?:vm|vmss|nsg|asg|waf|agic|pe|uami|spn|la|law|ad)s?(?![a-z])|identit|rbac|role|policy|tag|naming|label"
    r"|app.?gateway|application.?gateway|front.?door|cdn|traffic.?manager|load.?balancer|service.?bus|event.?(?:hub|grid)"
    r"|function|web.?app|app.?service|container.?app|api.?management|(?<![a-z])apim(?![a-z])|search|openai|cognitive|data.?factory"
    r"|databricks|synapse|machine.?learning|security.?group|cert|helm|argo|flux|gitops|backup|recovery|automation|cost|budget"
    r"|resource.?group|subscription|helm|ingress|namespace|workload"
)
"""What a module is for that takes a subnet or a cluster to work in, and changes neither."""

_FOR_NETWORKS = late_regex(
    r"egress|outbound|(?<![a-z])nat(?![a-z])|nat.?gateway|route|udr|firewall|network|vnet|subnet|hub|spoke|landing|peering"
    r"|vwan|virtual.?wan|snat|aks|kubernetes|k8s|cluster|node.?pool"
)

_NAMES: Mapping[re.Pattern[str], str] = {
    late_regex(r"(?:^|_)subnet_names?\Z"): arm.SUBNET,
    late_regex(r"(?:^|_)(?:vnet|virtual_network)_names?\Z"): arm.VIRTUAL_NETWORK,
    late_regex(r"(?:^|_)route_table_names?\Z"): arm.ROUTE_TABLE,
    late_regex(r"(?:^|_)nat_gateway_names?\Z"): arm.NAT_GATEWAY,
}
"""Inputs that name what they mean."""

_SET_BY: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "azurerm_subnet_nat_gateway_association": (arm.SUBNET, ("natGateway",)),
    "azurerm_subnet_route_table_association": (arm.SUBNET, ("routeTable",)),
    "azurerm_nat_gateway_public_ip_association": (arm.NAT_GATEWAY, ("publicIpAddresses",)),
    "azurerm_nat_gateway_public_ip_prefix_association": (arm.NAT_GATEWAY, ("publicIpPrefixes",)),
}
"""Types that set a property of another resource."""


def module_doubts(call: ModuleCall, lookup: Lookup) -> Iterator[Part]:
    """What a module that is not here may make or change."""
    reason = f"{call.address} comes from {call.source[:200]}, which is not here"
    if may_make_cluster(call) and not call.address.startswith("<"):  # clusters are their own root's
        yield Skipped(
            call.at.path,
            f"{reason}: the cluster it may make is not known (run terraform init before linting, or lint the plan)",
            call.at,
            claims_aks=True,
        )
        yield Doubt(reason, call.at, _INIT, Reach((arm.CLUSTER, arm.AGENT_POOL), adds=True, alters=False))
    if _FOR_OTHER_THINGS.search(_called(call)) and not for_networks(call):
        return
    inputs = dict(call.inputs)
    yield from doubts(inputs, lookup, reason, call.at, _INIT)
    for name, node in inputs.items():
        kind = next((kind for pattern, kind in _NAMES.items() if pattern.search(name.lower())), None)
        for one in (node, *items(node)) if kind is not None else ():
            if text(one):
                yield Doubt(reason, call.at, _INIT, Reach((str(kind),), one))
                if kind == arm.VIRTUAL_NETWORK:
                    yield Doubt(reason, call.at, _INIT, Reach((arm.SUBNET,), adds=True, alters=False))


def for_networks(call: ModuleCall) -> bool:
    """True for a module that is called as what makes or changes networks or clusters is."""
    return _FOR_NETWORKS.search(_called(call)) is not None


def _called(call: ModuleCall) -> str:
    return f"{_named(call)} {call.address.rsplit('module.', 1)[-1]}".lower()


def _named(call: ModuleCall) -> str:
    """What a module's source calls it: its name in the registry, its folder, its repository."""
    from natpin.formats.terraform.providers.modules.calls import registry_name

    registered = registry_name(call.source).partition("//")
    if registered[2] or registered[0]:
        return registered[2] or registered[0].split("/")[1]
    package, _, folder = call.source.replace("://", ":").partition("//")
    return folder.partition("?")[0] or package.partition("?")[0].rsplit("/", 1)[-1]


def broken_parts(folder: Folder) -> Iterator[Doubt]:
    """What the parts of a folder that cannot be parsed may declare."""
    for (data, kind, name), declared in folder.resources.items():
        # only where it would tell something is a block parsed for this: most declare what egress has nothing to do with
        if not data and _bears(kind) and declared.body() is None:
            yield from _may_declare((kind,), f"{kind}.{name} cannot be parsed", declared.at)
    for name, declared in folder.modules.items():
        if declared.body() is None:
            yield Doubt(f"module.{name} cannot be parsed", declared.at, None, Reach(BEARING, adds=True))
    for broken in folder.broken:
        yield from _in_file(broken)


def left_alone(folder: Folder, made: Sequence[Part]) -> Iterator[Doubt]:
    """``removed`` with ``destroy = false``: what it names stays in Azure as it is, and nothing manages it any more.

    A subnet has one gateway and one route table: which they are, what is declared decides, each time that it is applied.
    Source: Terraform language documentation, "Removing Resources".
    """
    for block in folder.removals:
        for doubt in _left_alone(block):
            bare = _without(made, doubt.reach)
            if bare is None:
                yield doubt
                continue
            for address in bare:
                yield replace(doubt, reach=replace(doubt.reach, target=Reference(address)))


def _without(made: Sequence[Part], reach: Reach) -> list[str] | None:
    """The subnets on which nothing is set for certain, of what a subnet has one of; None where not all are known."""
    single = [name for name in reach.properties if name in ("natGateway", "routeTable")]
    inline = any(isinstance(one, Resource) and "subnets" in one.properties for one in made)
    if not single or inline:
        return None
    held = {
        link.source.target
        for link in made
        if isinstance(link, Link)
        and link.property in single
        and link.conditional is None
        and isinstance(link.source, Reference)
    }
    return [
        one.address
        for one in made
        if isinstance(one, Resource)
        and one.type in reach.types
        and one.address not in held
        and not (
            isinstance(one.properties.get(single[0]), Value) and not is_absent(one.properties[single[0]])
        )
    ]


def _left_alone(block: TopBlock) -> Iterator[Doubt]:
    body = block.body()
    at = block.source.location(block.start, block.end)
    written = block.source.text[block.start : block.end]
    kept = body is None or any(
        inner.type == "lifecycle"
        and isinstance(
            expression := getattr(inner.body.attributes.get("destroy"), "expression", None), Literal
        )
        and expression.value is False
        for inner in body.blocks
    )
    if kept:
        kinds = [
            kind for kind in (*_SET_BY, *ARM_TYPES) if kind in written and re.search(rf"\b{kind}\.", written)
        ]
        yield from _may_declare(tuple(kinds), "what a removed block names stays as it is", at)


_GIVES = (
    r'\bazapi_\w*resource|^[^\S\n]*(?:module|locals|variable|output)\b|"(?:module|locals|variable|output)"'
)
"""What is said of egress by other words than its types: by values that something of it may take."""


def _in_file(broken: Broken) -> Iterator[Doubt]:
    """A file that cannot be parsed whole may declare whatever its words name."""
    if broken.text is None:
        yield Doubt(broken.reason, broken.at, None, Reach(BEARING, adds=True))
        return
    said = words_of(broken.text.encode()).decode()
    named = [kind for kind in (*_SET_BY, *ARM_TYPES) if kind in said and re.search(rf"\b{kind}\b", said)]
    if broken.in_doubt:
        if named or re.search(_GIVES, said, re.MULTILINE):
            yield Doubt(broken.reason, broken.at, broken.settle_by, Reach(BEARING, adds=True))
        return
    yield from _may_declare(tuple(named), broken.reason, broken.at)
    if re.search(r'\bazapi_\w*resource|^[^\S\n]*module\b|"module"', said, re.MULTILINE):
        yield Doubt(broken.reason, broken.at, None, Reach(BEARING, adds=True))


def _bears(kind: str) -> bool:
    """True for a type of which ``_may_declare`` has something to tell."""
    return kind in _SET_BY or kind in ARM_TYPES or kind.startswith("azapi_")


def _may_declare(kinds: tuple[str, ...], reason: str, at: Location) -> Iterator[Doubt]:
    for kind in kinds:
        if kind in _SET_BY:
            sets, properties = _SET_BY[kind]
            yield Doubt(reason, at, None, Reach((sets,), None, properties))
        elif kind in ARM_TYPES:
            yield Doubt(reason, at, None, Reach((ARM_TYPES[kind],), adds=True, alters=False))
        elif kind.startswith("azapi_"):
            yield Doubt(reason, at, None, Reach(BEARING, adds=True))
