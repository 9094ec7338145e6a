"""ARM templates, as text: each member on a line of its own, as the tools that write them do."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ..mutants import Edit
from .interface import BY_SUBNET, NODE_IP, ROUTED, SECONDS, Danger, Declaration, Literal, closing, line_of

NAME = "arm"
COMMENT = "// "
ENDS_BY_CRLF = True

_LITERAL = re.compile(r'"(\w+)"\s*:\s*("[^"\[\\\n][^"\\\n]*"|true\b|false\b|\d+\b)')
_KEPT = (
    "type",
    "apiVersion",
    "contentVersion",
    "mode",
    "description",
    "kind",
    "scope",
    "expressionEvaluationOptions",
)
_RESOURCE = re.compile(
    r'\{\s*"type"\s*:\s*"([\w./]+)"\s*,\s*"apiVersion"\s*:\s*"[^"]*"\s*,\s*"name"\s*:\s*"([^"]*)"\s*,'
)
_TYPES = {"string": "string", "number": "int", "bool": "bool"}


def mine(path: str, text: str) -> bool:
    return path.endswith((".json", ".jsonc"))


def _is_template(text: str) -> bool:
    return "eploymentTemplate.json#" in text[:1000]


def _declares(text: str, name: str, kind: str) -> tuple[Edit, ...]:
    """The edit that declares a parameter."""
    new = f'"{name}": {{ "type": "{kind}" }}'
    found = re.search(r'^\s{0,4}"parameters"\s*:\s*\{', text, re.MULTILINE)
    if found:
        return ((found.end(), found.end(), f"\n{new},"),)
    brace = text.find("{") + 1
    return ((brace, brace, f'\n"parameters": {{ {new} }},'),)


_TEMPLATE = re.compile(r'"template"\s*:\s*\{')
_PROPERTIES = re.compile(r'"properties"\s*:\s*\{')
_PARAMETERS = re.compile(r'"parameters"\s*:\s*\{')


def _declares_at(text: str, at: int, name: str, kind: str) -> tuple[Edit, ...]:
    """The edits that declare a parameter for what stands at a place: a template inside of another one that evaluates its
    expressions itself has parameters of its own, which its deployment gives."""
    edits = list(_declares(text, name, kind))
    for found in _TEMPLATE.finditer(text, 0, at):
        end = closing(text, found.end() - 1)
        around = [
            one for one in _PROPERTIES.finditer(text, 0, found.start()) if closing(text, one.end() - 1) >= end
        ]
        if end < at or not around:
            continue
        outside = text[around[-1].end() : found.start()] + text[end : closing(text, around[-1].end() - 1)]
        if not re.search(r'"scope"\s*:\s*"[iI]nner"', outside):
            continue  # it knows the parameters of the template around it
        resources = text.find('"resources"', found.end(), end)
        for start, stop, new in (
            (around[-1].end(), found.start(), f'"{name}": {{ "value": "[parameters(\'{name}\')]" }}'),
            (found.end(), max(resources, found.end()), f'"{name}": {{ "type": "{kind}" }}'),
        ):
            there = _PARAMETERS.search(text, start, stop)
            place = there.end() if there else start
            edits.append((place, place, f"\n{new}," if there else f'\n"parameters": {{ {new} }},'))
    return tuple(edits)


def literals(text: str) -> Iterator[Literal]:
    if not _is_template(text):
        return
    resources = text.find('"resources"')
    for found in _LITERAL.finditer(text, max(resources, 0)):
        if found[1] in _KEPT or found[1].startswith("$"):
            continue
        kind = "string" if found[2][0] == '"' else "number" if found[2][0].isdigit() else "bool"
        yield Literal(found.start(2), found.end(2), found[2].strip('"'), kind, line_of(text, found.start(2)))


def forgotten(text: str, kind: str, at: int) -> tuple[str, tuple[Edit, ...]]:
    return "\"[parameters('natpinForgotten')]\"", _declares_at(text, at, "natpinForgotten", _TYPES[kind])


def written(value: str, kind: str) -> str:
    return f'"{value}"' if kind == "string" else value


def declarations(text: str) -> Iterator[Declaration]:
    if not _is_template(text):
        return
    for found in _RESOURCE.finditer(text):
        whole = text[found.start() : closing(text, found.start())]
        if '"condition"' in whole:
            continue
        at = found.end()
        if found[2].startswith("["):
            needed = text.count(found[2][1:-1]) > 1
        else:
            last = found[2].rpartition("/")[2]
            needed = len(re.findall(rf"'{re.escape(last)}'", text)) > 0 or f"/{last}" in text
        yield Declaration(
            f"{found[1]} {found[2]} with a condition",
            (
                (at, at, '\n"condition": "[parameters(\'natpinMaybe\')]",'),
                *_declares_at(text, at, "natpinMaybe", "bool"),
            ),
            None if needed else ((at, at, '\n"condition": false,'),),
        )


_ATTACH = re.compile(r'"natGateway"\s*:\s*\{')


def detached(text: str) -> tuple[Edit, ...]:
    if not _is_template(text):
        return ()
    found = tuple(
        (one.start(), closing(text, one.end() - 1), '"natpinGone": {}') for one in _ATTACH.finditer(text)
    )
    return () if re.search(r'"natGateway"\s*:\s*"|templateLink|"template"', text) else found


def _subnets(text: str, lines: Sequence[int]) -> Iterator[int]:
    for found in _ATTACH.finditer(text):
        line = text.count("\n", 0, found.start()) + 1
        if any(0 <= line - one <= 12 for one in lines):
            yield found.start()


_TABLE = """
{ "type": "Microsoft.Network/routeTables", "apiVersion": "2024-05-01", "name": "natpin-threat", "location": "westeurope",
  "properties": { "routes": [ { "name": "all", "properties": {
    "addressPrefix": "0.0.0.0/0", "nextHopType": "VirtualAppliance", "nextHopIpAddress": "10.0.0.4" } } ] } },
"""


def _first_resource(text: str) -> int | None:
    found = re.search(r'^\s{0,4}"resources"\s*:\s*\[', text, re.MULTILINE)
    return found.end() if found else None


def threats(text: str, subnets: Sequence[int]) -> Iterator[Danger]:
    if not _is_template(text):
        return
    first = _first_resource(text)
    for at in _subnets(text, subnets):
        if first is not None and '"routeTable"' not in text:
            table = "\"[resourceId('Microsoft.Network/routeTables', 'natpin-threat')]\""
            edits = ((at, at, f'"routeTable": {{ "id": {table} }},\n'), (first, first, _TABLE))
            yield Danger("a route past the gateway", edits, ROUTED)
    if "enableNodePublicIP" not in text:
        for found in re.finditer(r'"agentPoolProfiles"\s*:\s*\[\s*\{', text):
            new = '\n"enableNodePublicIP": true,'
            yield Danger("nodes with public IPs", ((found.end(), found.end(), new),), NODE_IP, True)
    for found in re.finditer(r'"idleTimeoutInMinutes"\s*:\s*(\d+)', text):
        yield Danger("600 for 10", ((found.start(1), found.end(1), "600"),), SECONDS, True)


_OPAQUE = (
    '{ "type": "Microsoft.Resources/deployments", "apiVersion": "2024-03-01", "name": "attach", "properties": {\n'
    '  "mode": "Incremental", "templateLink": { "uri": "https://example.com/network.json" },\n'
    '  "parameters": { "vnetId": { "value": "[resourceId(\'Microsoft.Network/virtualNetworks\', \'NET\')]" } } } },',
    '{ "type": "Microsoft.Resources/deploymentScripts", "apiVersion": "2023-08-01", "name": "attach",\n'
    '  "location": "westeurope", "kind": "AzureCLI", "properties": { "azCliVersion": "2.60.0",\n'
    '  "retentionInterval": "P1D", "primaryScriptUri": "https://example.com/attach.sh" } },',
)


def opaque(text: str, subnets: Sequence[int]) -> Iterator[Danger]:
    first = _first_resource(text)
    if not _is_template(text) or first is None:
        return
    network = re.compile(
        r'"type"\s*:\s*"Microsoft.Network/virtualNetworks",\s*"apiVersion"[^,]*,\s*"name"\s*:\s*"([^"\[]+)"'
    )
    for at in _subnets(text, subnets):
        names = network.findall(text[:at])
        for new in _OPAQUE if names else ():
            yield Danger(new[:60], ((first, first, "\n" + new.replace("NET", names[-1])),), BY_SUBNET)


def blocks(text: str) -> list[tuple[int, int]]:
    """The resources, each with the comma behind it; the last one gets none, and trailing commas are taken."""
    first = _first_resource(text)
    if first is None or not _is_template(text):
        return []
    found, position = [], first
    while True:
        match = re.compile(r"\s*\{").match(text, position)
        if match is None:
            return found
        end = closing(text, match.end() - 1)
        comma = re.compile(r"\s*,").match(text, end)
        if comma is None:
            return found  # the last stays the last
        found.append((position, comma.end()))
        position = comma.end()


def gaps(text: str) -> list[int]:
    return [start for start, _ in blocks(text)]


def other_cluster() -> tuple[str, str]:
    return "natpin-unrelated/azuredeploy.json", (
        '{ "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",\n'
        '  "contentVersion": "1.0.0.0", "resources": [ { "type": "Microsoft.ContainerService/managedClusters",\n'
        '  "apiVersion": "2025-05-01", "name": "unrelated", "location": "westeurope", "properties": {\n'
        '  "dnsPrefix": "unrelated", "networkProfile": { "networkPlugin": "azure", "outboundType": "loadBalancer" },\n'
        '  "agentPoolProfiles": [ { "name": "one", "mode": "System", "count": 1 } ] } } ] }\n'
    )
