"""Bicep, by how it is written: declarations begin in the first column, values follow a colon."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ..mutants import Edit
from .interface import BY_SUBNET, NODE_IP, ROUTED, SECONDS, Danger, Declaration, Literal, closing, line_of

NAME = "bicep"
COMMENT = "// "
ENDS_BY_CRLF = True

_LITERAL = re.compile(r"(?<=:) *('[^'$\\\n]*'|true\b|false\b|\d+\b)(?=[ \t]*(?:$|[,}\]]|//))", re.MULTILINE)
_ELEMENT = re.compile(r"[\[\n,][ \t]*('[^'$\\\n]*')(?=[ \t]*(?:\n|,|\]))")
_RESOURCE = re.compile(r"^resource (\w+) '([^']+)' = (?=\{)", re.MULTILINE)
_TYPES = {"string": "string", "number": "int", "bool": "bool"}
_KEPT = ("type:", "scope:", "metadata", "description")


def mine(path: str, text: str) -> bool:
    return path.endswith(".bicep")


def literals(text: str) -> Iterator[Literal]:
    for found in _LITERAL.finditer(text):
        where = line_of(text, found.start(1))
        if where.startswith((*_KEPT, "//", "@", "var ", "output ")) or _in_decorator(text, found.start(1)):
            continue
        kind = "string" if found[1][0] == "'" else "number" if found[1][0].isdigit() else "bool"
        yield Literal(found.start(1), found.end(1), found[1].strip("'"), kind, where)


def _in_decorator(text: str, position: int) -> bool:
    line = text[text.rfind("\n", 0, position) + 1 : position].lstrip()
    return line.startswith("@")


def forgotten(text: str, kind: str, at: int) -> tuple[str, tuple[Edit, ...]]:
    return "natpinForgotten", ((len(text), len(text), f"\nparam natpinForgotten {_TYPES[kind]}\n"),)


def written(value: str, kind: str) -> str:
    return f"'{value}'" if kind == "string" else value


def declarations(text: str) -> Iterator[Declaration]:
    declared = (len(text), len(text), "\nparam natpinMaybe bool\n")
    for found in _RESOURCE.finditer(text):
        needed = len(re.findall(rf"\b{found[1]}\b", text)) > 1
        yield Declaration(
            f"{found[1]} if (natpinMaybe)",
            ((found.end(), found.end(), "if (natpinMaybe) "), declared),
            None if needed else ((found.end(), found.end(), "if (false) "),),
        )
    for found in re.finditer(
        r"^(\s*(?:natGateway|routeTable|enableNodePublicIP|podSubnetID): )(.+)$", text, re.MULTILINE
    ):
        brace = text.find("{", found.start(2), found.end(2))
        if brace >= 0 and closing(text, brace) > found.end(2):
            continue  # it ends in another line
        yield Declaration(
            f"{found[1].strip()} natpinMaybe ? … : null",
            ((found.start(2), found.end(2), f"natpinMaybe ? {found[2]} : null"), declared),
            ((found.start(2), found.end(2), "null"),),
        )


_ATTACH = re.compile(r"^\s*natGateway: .*$", re.MULTILINE)


def detached(text: str) -> tuple[Edit, ...]:
    edits = []
    for found in _ATTACH.finditer(text):
        brace = text.find("{", found.start(), found.end())
        end = closing(text, brace) if brace >= 0 else found.end()
        edits.append((found.start(), max(end, found.end()), ""))
    rest = _ATTACH.sub("", text)
    return () if re.search(r"natGateway\w*:|natGateway:|^module ", rest, re.MULTILINE) else tuple(edits)


def _subnets(text: str, lines: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Where the properties of a subnet in these lines begin that a gateway is attached to, and its first line."""
    for found in re.finditer(r"^(\s*)natGateway: ", text, re.MULTILINE):
        line = text.count("\n", 0, found.start(1)) + 1
        near = [one for one in lines if 0 <= line - one <= 12]
        if near:
            yield found.start(1), max(near)


_TABLE = """
resource natpinThreat 'Microsoft.Network/routeTables@2024-05-01' = {
  name: 'natpin-threat'
  location: 'westeurope'
  properties: {
    routes: [
      { name: 'all', properties: { addressPrefix: '0.0.0.0/0', nextHopType: 'VirtualAppliance', nextHopIpAddress: '10.0.0.4' } }
    ]
  }
}
"""


def threats(text: str, subnets: Sequence[int]) -> Iterator[Danger]:
    for at, _ in _subnets(text, subnets):
        if "routeTable:" not in text:
            edits = ((at, at, "\n routeTable: { id: natpinThreat.id }\n"), (len(text), len(text), _TABLE))
            yield Danger("a route past the gateway", edits, ROUTED)
    if "enableNodePublicIP" not in text:
        for found in re.finditer(
            r"agentPoolProfiles: \[\s*\{|managedClusters/agentPools@[^{]*\{\s*.*?properties: \{", text, re.S
        ):
            yield Danger(
                "nodes with public IPs",
                ((found.end(), found.end(), "\n enableNodePublicIP: true\n"),),
                NODE_IP,
                True,
            )
    for found in re.finditer(r"^\s*idleTimeoutInMinutes: (\d+)\s*$", text, re.MULTILINE):
        yield Danger("600 for 10", ((found.start(1), found.end(1), "600"),), SECONDS, True)


_OPAQUE = (
    "module natpinOpaque 'br:contoso.azurecr.io/network/attach:1.0' = {\n  name: 'attach'\n  params: { vnetId: NET.id }\n}\n",
    "module natpinOpaque 'not-there/network.bicep' = {\n  name: 'attach'\n  params: { vnetName: NET.name }\n}\n",
    "resource natpinOpaque 'Microsoft.Resources/deploymentScripts@2023-08-01' = {\n  name: 'attach'\n"
    "  location: 'westeurope'\n  kind: 'AzureCLI'\n  properties: {\n    azCliVersion: '2.60.0'\n"
    "    retentionInterval: 'P1D'\n    primaryScriptUri: 'https://example.com/attach.sh'\n  }\n}\n",
    "resource natpinOpaque 'Microsoft.Resources/deployments@2024-03-01' = {\n  name: 'attach'\n  properties: {\n"
    "    mode: 'Incremental'\n    templateLink: { uri: 'https://example.com/network.json' }\n    parameters: { vnetId: { value: NET.id } }\n  }\n}\n",
)


def opaque(text: str, subnets: Sequence[int]) -> Iterator[Danger]:
    for at, _ in _subnets(text, subnets):
        networks = re.findall(r"^resource (\w+) 'Microsoft.Network/virtualNetworks@", text[:at], re.MULTILINE)
        for new in _OPAQUE if networks else ():
            added = "\n" + new.replace("NET", networks[-1])
            yield Danger(new.partition("\n")[0], ((len(text), len(text), added),), BY_SUBNET)


def blocks(text: str) -> list[tuple[int, int]]:
    found = [
        m.start()
        for m in re.finditer(r"^(?:@[^\n]*\n)*(?:resource|module|param|var|output|type) ", text, re.M)
    ]
    return list(zip(found, [*found[1:], len(text)], strict=True)) if text.endswith("\n") else []


def gaps(text: str) -> list[int]:
    return [start for start, _ in blocks(text)]


def other_cluster() -> tuple[str, str]:
    return "natpin-unrelated/main.bicep", (
        "resource unrelated 'Microsoft.ContainerService/managedClusters@2025-05-01' = {\n  name: 'unrelated'\n"
        "  location: 'westeurope'\n  properties: {\n    dnsPrefix: 'unrelated'\n"
        "    networkProfile: { networkPlugin: 'azure', outboundType: 'loadBalancer' }\n"
        "    agentPoolProfiles: [{ name: 'one', mode: 'System', count: 1 }]\n  }\n}\n"
    )
