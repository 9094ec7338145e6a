"""Pulumi programs in YAML, with azure-native's types."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ..mutants import Edit
from .interface import BY_SUBNET, NODE_IP, ROUTED, SECONDS, Danger, Declaration, Literal, start_of
from .yaml_text import below, scalars

NAME = "pulumi"
COMMENT = "# "
ENDS_BY_CRLF = True

_KEPT = frozenset({"type", "name", "runtime", "description", "fn", "apiVersion"})
_TYPES = {"string": "string", "number": "integer", "bool": "boolean"}
_RESOURCE = re.compile(r"^  (\w+):\n    type: (\S+)\n", re.MULTILINE)
_ATTACH = re.compile(r"^ +natGateway:$", re.MULTILINE)


def mine(path: str, text: str) -> bool:
    return path.rpartition("/")[2] in ("Pulumi.yaml", "Pulumi.yml") and "runtime: yaml" in text


def _resources(text: str) -> Iterator[tuple[int, int, str, str]]:
    top = re.search(r"^resources:[ ]*\n", text, re.MULTILINE)
    for found in _RESOURCE.finditer(text, top.end(), below(text, top.start())) if top else ():
        yield found.start(), below(text, found.start()), found[1], found[2]


def literals(text: str) -> Iterator[Literal]:
    for start, end, _, _ in _resources(text):
        yield from scalars(text, start, end, _KEPT)


def forgotten(text: str, kind: str, at: int) -> tuple[str, tuple[Edit, ...]]:
    return "${natpinForgotten}", _configured(text, "natpinForgotten", kind)


def _configured(text: str, name: str, kind: str) -> tuple[Edit, ...]:
    new = f"  {name}:\n    type: {_TYPES[kind]}\n"
    found = re.search(r"^config:[ ]*\n", text, re.MULTILINE)
    if found:
        return ((found.end(), found.end(), new),)
    before = re.search(r"^resources:", text, re.MULTILINE)
    at = before.start() if before else 0
    return ((at, at, f"config:\n{new}"),)


def written(value: str, kind: str) -> str:
    return f'"{value}"' if kind == "string" else value


def declarations(text: str) -> Iterator[Declaration]:
    """None: a program in YAML has no conditions."""
    return iter(())


def detached(text: str) -> tuple[Edit, ...]:
    found = tuple((one.start(), below(text, one.start()), "") for one in _ATTACH.finditer(text))
    rest = _ATTACH.sub("", text)
    return () if re.search(r"^ +natGateway:", rest, re.MULTILINE) else found


def _subnets(text: str, lines: Sequence[int]) -> Iterator[tuple[int, str]]:
    """Where the properties of the subnets in these lines begin, and their names in the program."""
    for start, end, name, type_ in _resources(text):
        properties = text.find("    properties:\n", start, end)
        # the classic provider's subnets take no route table: an association is a resource of its own
        if re.fullmatch(r"azure-native:.*:Subnet", type_) and any(
            start <= start_of(text, line) < end for line in lines
        ):
            yield properties + len("    properties:\n"), name


_TABLE = """\
  natpinThreat:
    type: azure-native:network:RouteTable
    properties:
      routeTableName: natpin-threat
      resourceGroupName: shop-rg
      location: westeurope
      routes:
      - name: everything
        addressPrefix: 0.0.0.0/0
        nextHopType: VirtualAppliance
        nextHopIpAddress: 10.0.0.4
"""
_POOL = re.compile(
    r"(?:^      agentPoolProfiles:\n *- .*\n|^    type: azure-native:containerservice:AgentPool\n    properties:\n)(?=(?P<depth> +))",
    re.MULTILINE,
)


def threats(text: str, subnets: Sequence[int]) -> Iterator[Danger]:
    top = re.search(r"^resources:[ ]*\n", text, re.MULTILINE)
    for at, name in _subnets(text, subnets):
        if "routeTable" not in text and top:
            by = "      routeTable:\n        id: ${natpinThreat.id}\n"
            edits = ((at, at, by), (top.end(), top.end(), _TABLE))
            yield Danger(f"a route past the gateway on {name}", edits, ROUTED)
    if "enableNodePublicIP" not in text:
        for found in _POOL.finditer(text):
            new = f"{' ' * len(found['depth'])}enableNodePublicIP: true\n"
            yield Danger("nodes with public IPs", ((found.end(), found.end(), new),), NODE_IP, True)
    for found in re.finditer(r"^ +idleTimeoutInMinutes: (\d+)$", text, re.MULTILINE):
        yield Danger("600 for 10", ((found.start(1), found.end(1), "600"),), SECONDS, True)


_OPAQUE = (
    "    type: command:local:Command\n    properties:\n"
    "      create: az rest --method put --url https://management.azure.com${SUBNET.id} --body @body.json\n",
    "    type: azure-native:resources:Deployment\n    properties:\n      resourceGroupName: shop-rg\n      properties:\n"
    "        mode: Incremental\n        templateLink:\n          uri: https://example.com/network.json\n",
    "    type: contoso:network:Attachment\n    properties:\n      subnetId: ${SUBNET.id}\n",
    "    type: azure-native:network:NatpinAttachment\n    properties:\n      subnetId: ${SUBNET.id}\n",
)


def opaque(text: str, subnets: Sequence[int]) -> Iterator[Danger]:
    top = re.search(r"^resources:[ ]*\n", text, re.MULTILINE)
    for _, name in _subnets(text, subnets):
        for body in _OPAQUE if top else ():
            new = f"  natpinUnread:\n{body}".replace("SUBNET", name)
            edits = [(top.end(), top.end(), new)] if top else []
            yield Danger(f"{body.split()[1]} on {name}", tuple(edits), BY_SUBNET)


def blocks(text: str) -> list[tuple[int, int]]:
    return [(start, end) for start, end, _, _ in _resources(text)]


def gaps(text: str) -> list[int]:
    return [start for start, _ in blocks(text)]


def other_cluster() -> tuple[str, str]:
    return "natpin-unrelated/Pulumi.yaml", (
        "name: unrelated\nruntime: yaml\nresources:\n  unrelated:\n    type: azure-native:containerservice:ManagedCluster\n"
        "    properties:\n      resourceName: unrelated\n      resourceGroupName: unrelated-rg\n      location: westeurope\n"
        "      dnsPrefix: unrelated\n      networkProfile:\n        networkPlugin: azure\n        outboundType: loadBalancer\n"
        "      agentPoolProfiles:\n      - name: one\n        mode: System\n        count: 1\n"
    )
