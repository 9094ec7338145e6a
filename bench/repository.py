"""Makes a repository of a few thousand files, most of them about anything but AKS, as real ones are.

Deterministic: the same arguments give the same bytes.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

SERVICES = (
    "billing",
    "catalog",
    "identity",
    "ledger",
    "mailer",
    "orders",
    "search",
    "shipping",
    "stock",
    "tax",
)


KINDS = ("terraform", "manifest", "json", "script", "yaml")


def make(
    root: Path, files: int = 3000, clusters: int = 20, kinds: Sequence[str] = KINDS, seed: int = 7
) -> dict[str, int]:
    """Write the repository under ``root``; how many files of each kind there are.

    Every cluster has its network, and a manifest beside it; all other files are of the ``kinds`` in turn.
    """
    chance = random.Random(seed)
    counts: dict[str, int] = {}

    def write(kind: str, path: str, body: str) -> None:
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(body)
        counts[kind] = counts.get(kind, 0) + 1

    for number in range(clusters):
        folder = f"platform/aks-{number:02}"
        write("terraform, AKS", f"{folder}/main.tf", _cluster(number, chance))
        write("terraform, AKS", f"{folder}/network.tf", _network(number, chance))
        write("manifest", f"{folder}/k8s/app.yaml", _manifest(chance.choice(SERVICES)))
    for number in range(files - sum(counts.values())):
        kind = kinds[number % len(kinds)]
        service = chance.choice(SERVICES)
        folder = f"services/{service}/{number // 40:03}"
        match kind:
            case "terraform":
                write(kind, f"{folder}/storage_{number}.tf", _storage(number, chance))
            case "manifest":
                folder = (
                    f"platform/aks-{number % clusters:02}/apps/{service}"  # beside the cluster that runs it
                )
                write(kind, f"{folder}/deploy_{number}.yaml", _manifest(service))
            case "json":
                write(kind, f"{folder}/settings_{number}.json", _settings(number, chance))
            case "script":
                write(kind, f"{folder}/run_{number}.sh", _script(service, chance))
            case "prose":
                write(kind, f"{folder}/notes_{number}.md", _prose(service, chance))
            case _:
                write(kind, f"{folder}/pipeline_{number}.yml", _pipeline(service, chance))
    return counts


def _cluster(number: int, chance: random.Random) -> str:
    pools = "\n".join(
        f"""
resource "azurerm_kubernetes_cluster_node_pool" "pool{i}" {{
  name                  = "pool{i}"
  kubernetes_cluster_id = azurerm_kubernetes_cluster.aks.id
  vm_size               = "Standard_D4ds_v5"
  node_count            = {chance.randint(1, 9)}
  vnet_subnet_id        = azurerm_subnet.nodes["pool{i}"].id
}}"""
        for i in range(3)
    )
    return f"""
resource "azurerm_kubernetes_cluster" "aks" {{
  name                = "aks-{number:02}"
  location            = var.location
  resource_group_name = azurerm_resource_group.this.name
  dns_prefix          = "aks{number:02}"
  default_node_pool {{
    name           = "system"
    vm_size        = "Standard_D4ds_v5"
    node_count     = 3
    vnet_subnet_id = azurerm_subnet.nodes["system"].id
  }}
  identity {{ type = "SystemAssigned" }}
  network_profile {{
    network_plugin = "azure"
    outbound_type  = "{chance.choice(["userAssignedNATGateway", "loadBalancer"])}"
  }}
}}
{pools}
"""


def _network(number: int, chance: random.Random) -> str:
    associated = '["system", "pool0", "pool1", "pool2"]' if chance.random() < 0.6 else '["system", "pool0"]'
    return f"""
variable "location" {{ default = "westeurope" }}

resource "azurerm_resource_group" "this" {{
  name     = "rg-{number:02}"
  location = var.location
}}

resource "azurerm_virtual_network" "this" {{
  name                = "vnet-{number:02}"
  location            = var.location
  resource_group_name = azurerm_resource_group.this.name
  address_space       = ["10.{number}.0.0/16"]
}}

resource "azurerm_subnet" "nodes" {{
  for_each             = {{ system = 0, pool0 = 1, pool1 = 2, pool2 = 3 }}
  name                 = "snet-${{each.key}}"
  resource_group_name  = azurerm_resource_group.this.name
  virtual_network_name = azurerm_virtual_network.this.name
  address_prefixes     = [cidrsubnet("10.{number}.0.0/16", 6, each.value)]
}}

resource "azurerm_public_ip_prefix" "egress" {{
  name                = "prefix-{number:02}"
  location            = var.location
  resource_group_name = azurerm_resource_group.this.name
  prefix_length       = {chance.choice([28, 29, 30])}
}}

resource "azurerm_nat_gateway" "egress" {{
  name                    = "nat-{number:02}"
  location                = var.location
  resource_group_name     = azurerm_resource_group.this.name
  sku_name                = "Standard"
  idle_timeout_in_minutes = {chance.choice([4, 10, 600])}
}}

resource "azurerm_nat_gateway_public_ip_prefix_association" "egress" {{
  nat_gateway_id      = azurerm_nat_gateway.egress.id
  public_ip_prefix_id = azurerm_public_ip_prefix.egress.id
}}

resource "azurerm_subnet_nat_gateway_association" "nodes" {{
  for_each       = toset({associated})
  subnet_id      = azurerm_subnet.nodes[each.key].id
  nat_gateway_id = azurerm_nat_gateway.egress.id
}}
"""


def _storage(number: int, chance: random.Random) -> str:
    return "\n".join(
        f"""
resource "azurerm_storage_account" "s{i}" {{
  name                     = "st{number}{i}"
  resource_group_name      = var.resource_group
  location                 = "westeurope"
  account_tier             = "Standard"
  account_replication_type = "{chance.choice(["LRS", "ZRS", "GRS"])}"
  tags = {{ owner = "{chance.choice(SERVICES)}", cost = "{chance.randint(1, 99)}" }}
}}"""
        for i in range(chance.randint(2, 8))
    )


def _manifest(service: str) -> str:
    return f"""apiVersion: apps/v1
kind: Deployment
metadata:
  name: {service}
spec:
  replicas: 3
  selector:
    matchLabels: {{app: {service}}}
  template:
    metadata:
      labels: {{app: {service}}}
    spec:
      containers:
        - name: {service}
          image: registry.example/{service}:1.4
          ports: [{{containerPort: 8080}}]
"""


def _settings(number: int, chance: random.Random) -> str:
    import json

    return json.dumps(
        {f"key{i}": {"value": chance.randint(0, 9999), "enabled": i % 2 == 0} for i in range(60)}, indent=2
    )


def _script(service: str, chance: random.Random) -> str:
    lines = [
        f"curl -fsS https://{service}.example/health/{chance.randint(1, 99)} || exit 1" for _ in range(20)
    ]
    return "#!/bin/bash\nset -eu\n" + "\n".join(lines) + "\n"


def _pipeline(service: str, chance: random.Random) -> str:
    steps = "\n".join(f"      - run: make {service}-{chance.randint(1, 99)}" for _ in range(15))
    return f"name: {service}\non: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n{steps}\n"


def _prose(service: str, chance: random.Random) -> str:
    lines = [
        f"{service} keeps {chance.randint(2, 99)} of them, see [the notes](notes.md)." for _ in range(30)
    ]
    return f"# {service}\n\n" + "\n".join(lines) + "\n"
