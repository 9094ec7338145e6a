"""Types of other providers that run programs or call Azure's API: which of them may change what bears on egress.

Sources: hashicorp/external ``d/external``; hashicorp/local, action ``local_command``; scottwinkler/shell ``shell_script``;
azapi ``r/``, ``d/`` and ``ephemeral/azapi_resource_action``; Mastercard/restapi ``restapi_object``; devops-rob/terracurl;
azure-cli, ``az network vnet subnet update``; Azure SDK for Python, azure-mgmt-network.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from folders import linted, verdicts

ID = "${azurerm_subnet.nodes.id}"
RAW = "/subscriptions/1/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/net/subnets/nodes?api-version=2024-05-01"
DETACH = "az network vnet subnet update -g rg --vnet-name net -n nodes --remove natGateway"
SHOW = "az network vnet subnet show -g rg --vnet-name net -n nodes"
WORDS = json.dumps(DETACH.split())

ROOT = """
provider "azurerm" {
  features {}
}
resource "azurerm_virtual_network" "net" {
  name = "net"
  resource_group_name = "rg"
  location = "westeurope"
  address_space = ["10.0.0.0/8"]
}
resource "azurerm_subnet" "nodes" {
  name = "nodes"
  resource_group_name = "rg"
  virtual_network_name = azurerm_virtual_network.net.name
  address_prefixes = ["10.0.0.0/16"]
}
resource "azurerm_public_ip" "ip" {
  name = "ip"
  resource_group_name = "rg"
  location = "westeurope"
  allocation_method = "Static"
  sku = "Standard"
}
resource "azurerm_nat_gateway" "nat" {
  name = "nat"
  resource_group_name = "rg"
  location = "westeurope"
}
resource "azurerm_nat_gateway_public_ip_association" "ip" {
  nat_gateway_id = azurerm_nat_gateway.nat.id
  public_ip_address_id = azurerm_public_ip.ip.id
}
resource "azurerm_subnet_nat_gateway_association" "nodes" {
  subnet_id = azurerm_subnet.nodes.id
  nat_gateway_id = azurerm_nat_gateway.nat.id
}
resource "azurerm_kubernetes_cluster" "aks" {
  name = "aks"
  resource_group_name = "rg"
  location = "westeurope"
  dns_prefix = "aks"
  default_node_pool {
    name = "system"
    vm_size = "Standard_D4ds_v5"
    node_count = 1
    vnet_subnet_id = azurerm_subnet.nodes.id
  }
  identity {
    type = "SystemAssigned"
  }
  network_profile {
    network_plugin = "azure"
    outbound_type = "userAssignedNATGateway"
  }
}
"""
PYTHON = "import subprocess\nsubprocess.run(['az', 'network', 'vnet', 'subnet', 'update', '--name', name, '--remove', 'natGateway'])\n"
SDK = "from azure.mgmt.network import NetworkManagementClient\nclient.subnets.begin_create_or_update(group, net, name, body)\n"
READS = (
    "from azure.mgmt.network import NetworkManagementClient\nprint(client.subnets.get(group, net, name))\n"
)
CURL = f"curl -X PUT https://management.azure.com{RAW} -d @body.json"


def _run(command: str, more: str = "") -> str:
    return f'resource "null_resource" "x" {{\n  provisioner "local-exec" {{\n    command = "{command}"\n{more}  }}\n}}'


ROWS: list[tuple[str, str, dict[str, str], str]] = [
    # what it is, the block, the files beside it, and the verdict
    ("nothing", "", {}, "pass"),
    ("data that detaches", f'data "external" "d" {{ program = ["bash", "-c", "{DETACH}; echo {{}}"] }}', {}, "unknown"),
    ("data of words", f'data "external" "d" {{ program = {WORDS} }}', {}, "unknown"),
    ("data that shows", f'data "external" "d" {{ program = ["bash", "-c", "{SHOW}"] }}', {}, "pass"),
    ("data of a script", 'data "external" "d" { program = ["bash", "./x.sh"] }', {"x.sh": DETACH}, "unknown"),
    ("data of a script by its folder", 'data "external" "d" { program = ["bash", "${path.module}/x.sh"] }', {"x.sh": DETACH}, "unknown"),
    ("data of a harmless script", 'data "external" "d" { program = ["bash", "./x.sh"] }', {"x.sh": "echo {}"}, "pass"),
    ("data of a script that is not here", 'data "external" "d" { program = ["bash", "./y.sh"] }', {}, "unknown"),
    ("data of Python that calls az", 'data "external" "d" { program = ["python3", "./x.py"] }', {"x.py": PYTHON}, "unknown"),
    ("data of Python that calls the SDK", 'data "external" "d" { program = ["python3", "./x.py"] }', {"x.py": SDK}, "unknown"),
    ("data of Python that reads", 'data "external" "d" { program = ["python3", "./x.py"] }', {"x.py": READS}, "pass"),
    ("shell_script", f'resource "shell_script" "s" {{\n  lifecycle_commands {{\n    create = "{DETACH}"\n    delete = "true"\n  }}\n}}', {}, "unknown"),
    ("shell_script at its end", f'resource "shell_script" "s" {{\n  lifecycle_commands {{\n    create = "true"\n    delete = "{DETACH}"\n  }}\n}}', {}, "pass"),
    ("shell_script of a file", 'resource "shell_script" "s" {\n  lifecycle_commands {\n    create = file("${path.module}/x.sh")\n    delete = "true"\n  }\n}', {"x.sh": DETACH}, "unknown"),
    ("another provider's command", f'resource "runner_task" "s" {{\n  do = "{DETACH}"\n}}', {}, "unknown"),
    ("another provider's end", f'resource "runner_task" "s" {{\n  on_destroy = "{DETACH}"\n}}', {}, "pass"),
    ("local-exec", _run(DETACH), {}, "unknown"),
    ("local-exec at its end", _run(DETACH, "    when = destroy\n"), {}, "pass"),
    ("local-exec at its end, in the old spelling", _run(DETACH, '    when = "destroy"\n'), {}, "pass"),
    ("local-exec that may fail", _run(DETACH, "    on_failure = continue\n"), {}, "unknown"),
    ("local-exec of curl", _run(CURL), {}, "unknown"),
    ("local-exec of curl that reads", _run(CURL.replace("-X PUT", "-X GET")), {}, "pass"),
    ("local-exec of curl elsewhere", _run("curl -X PUT https://example.org/x"), {}, "pass"),
    ("local-exec of curl on an app", _run("curl -X PUT https://management.azure.com/subscriptions/1/resourceGroups/rg/providers/Microsoft.Web/sites/x"), {}, "pass"),
    ("local-exec of Python", _run("python3 x.py"), {"x.py": PYTHON}, "unknown"),
    ("an action", f'action "local_command" "d" {{\n  config {{\n    command = "az"\n    arguments = {json.dumps(DETACH.split()[1:])}\n  }}\n}}', {}, "unknown"),
    ("an action that shows", f'action "local_command" "d" {{\n  config {{\n    command = "az"\n    arguments = {json.dumps(SHOW.split()[1:])}\n  }}\n}}', {}, "pass"),
    ("an action of another kind", 'action "azurerm_virtual_machine_power" "d" {\n  config {\n    power_action = "restart"\n  }\n}', {}, "pass"),
    ("an ephemeral secret", 'ephemeral "azurerm_key_vault_secret" "s" {\n  name = "s"\n  key_vault_id = "x"\n}', {}, "pass"),
    *((f"azapi, {block}", f'{block} "azapi_resource_action" "d" {{\n  type = "Microsoft.Network/virtualNetworks/subnets@2024-05-01"\n  resource_id = azurerm_subnet.nodes.id\n  method = "PUT"\n  body = {{ properties = {{ addressPrefix = "10.0.0.0/16" }} }}\n}}', {}, "unknown") for block in ("resource", "data", "ephemeral")),
    *((f"azapi that lists, {block}", f'{block} "azapi_resource_action" "d" {{\n  type = "Microsoft.ContainerService/managedClusters@2024-05-01"\n  resource_id = azurerm_kubernetes_cluster.aks.id\n  action = "listClusterUserCredential"\n}}', {}, "pass") for block in ("data", "ephemeral")),
    ("restapi", f'resource "restapi_object" "s" {{\n  path = "{RAW}"\n  data = "{{}}"\n}}', {}, "unknown"),
    ("restapi by an id", f'resource "restapi_object" "s" {{\n  path = "{ID}"\n  data = "{{}}"\n}}', {}, "unknown"),
    ("restapi of something else", 'resource "restapi_object" "s" {\n  path = "/objects"\n  data = "{}"\n}', {}, "pass"),
    ("terracurl", f'resource "terracurl_request" "s" {{\n  name = "s"\n  url = "https://management.azure.com{RAW}"\n  method = "PUT"\n}}', {}, "unknown"),
    ("an object with a hole", 'resource "kubectl_manifest" "s" {\n  yaml_body = <<-EOT\n    apiVersion: network.azure.com/v1api20240301\n    kind: VirtualNetworksSubnet\n    metadata: {name: nodes}\n    spec: {owner: {armId: "${azurerm_virtual_network.net.id}"}}\n  EOT\n}', {}, "unknown"),
    ("an object as text", 'resource "kubectl_manifest" "s" {\n  yaml_body = <<-EOT\n    apiVersion: network.azure.com/v1api20240301\n    kind: VirtualNetworksSubnet\n    metadata: {name: nodes}\n  EOT\n}', {}, "unknown"),
    ("an object as an object", 'resource "kubernetes_manifest" "s" {\n  manifest = { apiVersion = "network.azure.com/v1api20240301", kind = "VirtualNetworksSubnet", metadata = { name = "nodes" } }\n}', {}, "unknown"),
    ("another subnet's object", 'resource "kubernetes_manifest" "s" {\n  manifest = { apiVersion = "network.azure.com/v1api20240301", kind = "VirtualNetworksSubnet", metadata = { name = "others" } }\n}', {}, "pass"),
    ("an object of the operator's that bears on nothing", 'resource "kubernetes_manifest" "s" {\n  manifest = { apiVersion = "network.azure.com/v1api20240301", kind = "PrivateEndpoint", metadata = { name = "nodes" } }\n}', {}, "pass"),
    ("an object of Crossplane's", 'resource "kubernetes_manifest" "s" {\n  manifest = { apiVersion = "network.azure.upbound.io/v1beta1", kind = "SubnetNATGatewayAssociation", metadata = { name = "nodes" } }\n}', {}, "unknown"),
    ("an object of Kubernetes'", 'resource "kubernetes_manifest" "s" {\n  manifest = { apiVersion = "v1", kind = "ConfigMap", metadata = { name = "nodes" } }\n}', {}, "pass"),
    ("terracurl that reads", f'resource "terracurl_request" "s" {{\n  name = "s"\n  url = "https://management.azure.com{RAW}"\n  method = "GET"\n}}', {}, "pass"),
]  # fmt: skip


@pytest.mark.parametrize(("what", "block", "beside", "verdict"), ROWS, ids=[row[0] for row in ROWS])
def test_what_other_providers_run(
    tmp_path: Path, what: str, block: str, beside: dict[str, str], verdict: str
) -> None:
    report = linted(tmp_path, {"main.tf": ROOT + block + "\n", **beside})
    assert {one.name for one in verdicts(report, "node-subnet-no-nat")} == {verdict.upper()}
