"""Terraform: blocks found by natpin's own cutter, values by how they are written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from natpin.languages.hcl import Source, TopBlock, top_blocks

from ..mutants import Edit
from .interface import BY_SUBNET, NODE_IP, ROUTED, SECONDS, Danger, Declaration, Literal, line_of

NAME = "terraform"
COMMENT = "# "
ENDS_BY_CRLF = True

_LITERAL = re.compile(
    r'(?:=|\[|,)[ \t]*("[^"$%\\\n]*"|true\b|false\b|\d+\b)(?=[ \t]*(?:$|[,\]}#]))', re.MULTILINE
)
_SETTINGS = re.compile(r"\s*(source|version|backend|description|prevent_destroy|depends_on|experiments)\b")
_NOT_IN = ("terraform", "provider", "output", "moved", "import", "removed", "check")
_CONDITIONS = (
    "var.natpin_maybe",
    'var.natpin_maybe == "yes"',
    "!var.natpin_maybe",
    'contains(["a"], var.natpin_maybe)',
)
_MAYBE = '\nvariable "natpin_maybe" {}\n'
_FORGOTTEN = '\nvariable "natpin_forgotten" {}\n'
_ATTACH = re.compile(r"nat_?gateway", re.IGNORECASE)


def mine(path: str, text: str) -> bool:
    return path.endswith((".tf", ".tofu"))


def _top(text: str) -> list[TopBlock]:
    return list(top_blocks(Source("x.tf", text)).blocks)


def _around(text: str) -> list[tuple[TopBlock, str]]:
    return [(block, text[block.start : block.end]) for block in _top(text)]


def literals(text: str) -> Iterator[Literal]:
    for block, inside in _around(text):
        if block.type in _NOT_IN:
            continue
        for found in _LITERAL.finditer(inside):
            start, end = block.start + found.start(1), block.start + found.end(1)
            where = line_of(text, start)
            if _SETTINGS.match(where) or where.startswith(("#", "//")):
                continue
            if block.type == "variable" and not where.startswith("default"):
                continue
            kind = "string" if found[1][0] == '"' else "number" if found[1][0].isdigit() else "bool"
            yield Literal(start, end, found[1].strip('"'), kind, where)


def forgotten(text: str, kind: str, at: int) -> tuple[str, tuple[Edit, ...]]:
    return "var.natpin_forgotten", ((len(text), len(text), _FORGOTTEN),)


def written(value: str, kind: str) -> str:
    return f'"{value}"' if kind == "string" else value


def declarations(text: str) -> Iterator[Declaration]:
    others = re.sub(r"depends_on\s*=\s*\[[^\]]*\]", "", text)  # which may name what has a count of none
    for number, (block, inside) in enumerate(_around(text)):
        if block.type != "resource" or len(block.labels) != 2:
            continue
        if re.search(r"^\s*(count|for_each)\s*=|^\s*lifecycle\s*\{|\bself\.", inside, re.MULTILINE):
            continue
        name = ".".join(block.labels)
        brace = inside.find("{") + block.start + 1
        condition = _CONDITIONS[number % len(_CONDITIONS)]
        needed = name + "." in others or name + "," in others or name + "]" in others
        attaches = "association" in name or "_route." in name
        if attaches and not needed:
            maybe, gone = f"\n  count = {condition} ? 1 : 0\n", "\n  count = 0\n"
        else:
            maybe = f"\n  lifecycle {{\n    enabled = {condition}\n  }}\n"
            gone = "\n  lifecycle {\n    enabled = false\n  }\n"
        yield Declaration(
            f"{name} when {condition}",
            ((brace, brace, maybe), (len(text), len(text), _MAYBE)),
            None if needed else ((brace, brace, gone),),
        )


def detached(text: str) -> tuple[Edit, ...]:
    edits = []
    rest = text
    for block, inside in reversed(_around(text)):
        if block.type == "resource" and block.labels[:1] == ("azurerm_subnet_nat_gateway_association",):
            edits.append((block.start, block.end, ""))
            rest = rest.replace(inside, "")
    known = re.sub(r'"azurerm_nat_gateway\w*"|azurerm_nat_gateway\w*\.|nat_gateway_id *=', "", rest)
    # a module, a template or a network of azapi's that attaches one by itself is not recognised
    return () if re.search(r"natGateway\b|nat_gateway *=|^module ", known, re.MULTILINE) else tuple(edits)


def _subnets(text: str, lines: Sequence[int]) -> Iterator[tuple[str, str]]:
    """The addresses of the subnets in these lines, and how their block is written."""
    for block, inside in _around(text):
        if block.type == "resource" and block.labels[:1] == ("azurerm_subnet",):
            first = text.count("\n", 0, block.start) + 1
            last = first + inside.count("\n")
            if any(first <= line <= last for line in lines) and not re.search(
                r"^\s*(count|for_each)\s*=", inside, re.MULTILINE
            ):
                yield ".".join(block.labels), inside


_ROUTE = """
resource "azurerm_route_table" "natpin_threat" {{
  name                = "natpin-threat"
  resource_group_name = "rg"
  location            = "westeurope"

  route {{
    name                   = "all"
    address_prefix         = "0.0.0.0/0"
    next_hop_type          = "VirtualAppliance"
    next_hop_in_ip_address = "10.0.0.4"
  }}
}}

resource "azurerm_subnet_route_table_association" "natpin_threat" {{
  subnet_id      = {subnet}.id
  route_table_id = azurerm_route_table.natpin_threat.id
}}
"""
_SPLIT_ROUTE = """
resource "azurerm_route_table" "natpin_threat" {{
  name                = "natpin-threat"
  resource_group_name = "rg"
  location            = "westeurope"
}}

resource "azurerm_route" "natpin_threat" {{
  for_each               = toset(["0.0.0.0/1", "128.0.0.0/1"])
  name                   = replace(each.key, "/", "-")
  resource_group_name    = "rg"
  route_table_name       = azurerm_route_table.natpin_threat.name
  address_prefix         = each.value
  next_hop_type          = "VirtualAppliance"
  next_hop_in_ip_address = "10.0.0.4"
}}

resource "azurerm_subnet_route_table_association" "natpin_threat" {{
  subnet_id      = {subnet}.id
  route_table_id = azurerm_route_table.natpin_threat.id
}}
"""
_IDLE = re.compile(r"^\s*idle_timeout_in_minutes\s*=\s*(\d+)\s*$", re.MULTILINE)
_POOL = re.compile(
    r'^\s*default_node_pool\s*\{|^resource "azurerm_kubernetes_cluster_node_pool" "[^"]*"\s*\{', re.MULTILINE
)


def threats(text: str, subnets: Sequence[int]) -> Iterator[Danger]:
    for subnet, _ in _subnets(text, subnets):
        if "azurerm_subnet_route_table_association" not in text:
            for written_so in (_ROUTE, _SPLIT_ROUTE):
                new = written_so.format(subnet=subnet)
                yield Danger(f"a route past the gateway on {subnet}", ((len(text), len(text), new),), ROUTED)
    for block, inside in _around(text) if "node_public_ip" not in text else ():
        if re.search(r"^(?:  |\t)(?:count|for_each)\s*=", inside, re.MULTILINE):  # there may be none
            continue
        for found in _POOL.finditer(inside):
            end = block.start + found.end()
            new = "\n  enable_node_public_ip = true\n  node_public_ip_enabled = true\n"
            yield Danger("nodes with public IPs", ((end, end, new),), NODE_IP, everywhere=True)
    for block, inside in _around(text):
        if "azurerm_nat_gateway" in block.labels[:1]:  # a load balancer's is another matter
            for found in _IDLE.finditer(inside):
                span = (block.start + found.start(1), block.start + found.end(1), "600")
                yield Danger("600 for 10", (span,), SECONDS, everywhere=True)


_OPAQUE = {
    "azapi_update_resource": (
        'resource "azapi_update_resource" "natpin_opaque" {{\n'
        '  type        = "Microsoft.Network/virtualNetworks/subnets@2024-05-01"\n'
        "  resource_id = {subnet}.id\n  body        = var.natpin_opaque\n}}\n"
    ),
    "azapi_resource_action": (
        'resource "azapi_resource_action" "natpin_opaque" {{\n'
        '  type        = "Microsoft.Network/virtualNetworks/subnets@2024-05-01"\n'
        '  resource_id = {subnet}.id\n  method      = "PUT"\n  body        = var.natpin_opaque\n}}\n'
    ),
    "local-exec": (
        'resource "terraform_data" "natpin_opaque" {{\n  provisioner "local-exec" {{\n'
        '    command = "az rest --method put --url https://management.azure.com${{{subnet}.id}} --body @body.json"\n'
        "  }}\n}}\n"
    ),
    "a script that is not here": (
        'resource "terraform_data" "natpin_opaque" {{\n  provisioner "local-exec" {{\n    command = "./attach.sh nodes"\n'
        "  }}\n}}\n"
    ),
    "a module": (
        'module "natpin_opaque" {{\n  source    = "example.com/network/attach/azurerm"\n'
        "  subnet_id = {subnet}.id\n}}\n"
    ),
}


def opaque(text: str, subnets: Sequence[int]) -> Iterator[Danger]:
    for subnet, _ in _subnets(text, subnets):
        for what, new in _OPAQUE.items():
            added = "\n" + new.format(subnet=subnet) + '\nvariable "natpin_opaque" {}\n'
            yield Danger(f"{what} on {subnet}", ((len(text), len(text), added),), BY_SUBNET)


def blocks(text: str) -> list[tuple[int, int]]:
    return [(block.start, block.end) for block in _top(text)]


def gaps(text: str) -> list[int]:
    return [block.start for block in _top(text)]


def other_cluster() -> tuple[str, str]:
    return "natpin-unrelated/main.tf", (
        'resource "azurerm_kubernetes_cluster" "unrelated" {\n  name = "unrelated"\n  resource_group_name = "unrelated-rg"\n'
        '  location = "westeurope"\n  dns_prefix = "unrelated"\n  default_node_pool {\n    name = "one"\n    node_count = 1\n  }\n'
        '  network_profile {\n    network_plugin = "azure"\n    outbound_type = "loadBalancer"\n  }\n}\n'
    )
