"""A pull request from its first push to the addresses in Azure, as the tests and the pictures tell it.

The payment processor's cluster leaves from one prefix that Acme Payments allows. The pull request attaches a second
one, which was announced before. Terraform says what the cluster is; the entry of natpin.yaml is what plan and apply go by.
"""

from __future__ import annotations

from pathlib import Path

from action_step import git, lay

PARTNER = "Acme Payments"

MAIN = """\
resource "azurerm_resource_group" "payments" {
  name     = "payments"
  location = "westeurope"
}

resource "azurerm_virtual_network" "payments" {
  name                = "payments"
  resource_group_name = azurerm_resource_group.payments.name
  location            = azurerm_resource_group.payments.location
  address_space       = ["10.0.0.0/16"]
}

resource "azurerm_subnet" "nodes" {
  name                            = "nodes"
  resource_group_name             = azurerm_resource_group.payments.name
  virtual_network_name            = azurerm_virtual_network.payments.name
  address_prefixes                = ["10.0.0.0/20"]
  default_outbound_access_enabled = false
}

resource "azurerm_nat_gateway" "payments" {
  name                    = "payments"
  resource_group_name     = azurerm_resource_group.payments.name
  location                = azurerm_resource_group.payments.location
  sku_name                = "Standard"
  idle_timeout_in_minutes = 4
}

resource "azurerm_subnet_nat_gateway_association" "nodes" {
  subnet_id      = azurerm_subnet.nodes.id
  nat_gateway_id = azurerm_nat_gateway.payments.id
}

resource "azurerm_public_ip_prefix" "first" {
  name                = "payments"
  resource_group_name = azurerm_resource_group.payments.name
  location            = azurerm_resource_group.payments.location
  prefix_length       = 29

  lifecycle {
    prevent_destroy = true
  }
}

resource "azurerm_nat_gateway_public_ip_prefix_association" "first" {
  nat_gateway_id      = azurerm_nat_gateway.payments.id
  public_ip_prefix_id = azurerm_public_ip_prefix.first.id
}

resource "azurerm_kubernetes_cluster" "payments" {
  name                = "payments"
  resource_group_name = azurerm_resource_group.payments.name
  location            = azurerm_resource_group.payments.location
  dns_prefix          = "payments"

  default_node_pool {
    name           = "system"
    vm_size        = "Standard_D4s_v5"
    node_count     = 3
    vnet_subnet_id = azurerm_subnet.nodes.id

    upgrade_settings {
      max_surge = "33%"
    }
  }

  identity {
    type = "SystemAssigned"
  }

  network_profile {
    network_plugin      = "azure"
    network_plugin_mode = "overlay"
    outbound_type       = "userAssignedNATGateway"
  }

  depends_on = [azurerm_subnet_nat_gateway_association.nodes]
}
"""

SECOND = """\
# Announced to Acme Payments in October.
resource "azurerm_public_ip_prefix" "second" {
  name                = "payments-next"
  resource_group_name = azurerm_resource_group.payments.name
  location            = azurerm_resource_group.payments.location
  prefix_length       = 30

  lifecycle {
    prevent_destroy = true
  }
}

resource "azurerm_nat_gateway_public_ip_prefix_association" "second" {
  nat_gateway_id      = azurerm_nat_gateway.payments.id
  public_ip_prefix_id = azurerm_public_ip_prefix.second.id
}
"""

WORKLOAD = (
    Path(__file__).parents[2] / "examples" / "payment-processor-pinned" / "k8s" / "deployment.yaml"
).read_text("utf-8")


def configuration(subscription: str, ips: str, promise: str = "") -> str:
    """natpin.yaml. ``ips``: what stands after `public-ips:`."""
    return f"""\
contract:
  ips:
    - {{cidr: 20.64.0.0/29, partners: [{PARTNER}]}}
    - {{prefix: payments-next, partners: [{PARTNER}]}}
{promise}egress:
  payments:
    subscription: {subscription}
    resource-group: payments
    location: westeurope
    virtual-network: {{name: payments}}
    subnets: [{{name: nodes}}]
    nat-gateway: {{name: payments, idle-timeout-minutes: 4}}
    public-ips: {ips}
    cluster: {{name: payments}}
"""


def before(subscription: str) -> dict[str, str]:
    """The default branch."""
    return {
        "infra/main.tf": MAIN,
        "k8s/deployment.yaml": WORKLOAD,
        "natpin.yaml": configuration(subscription, "{prefix: {name: payments, length: 29}}"),
    }


def after(subscription: str) -> dict[str, str]:
    """With what the pull request does."""
    first = f"/subscriptions/{subscription}/resourceGroups/payments/providers/Microsoft.Network/publicIPPrefixes/payments"
    both = f"{{prefix: {{name: payments-next, length: 30}}, existing: [{first}]}}"
    return {
        **before(subscription),
        "infra/second.tf": SECOND,
        "natpin.yaml": configuration(subscription, both),
    }


def committed(workspace: Path, old: dict[str, str], new: dict[str, str]) -> tuple[str, str, str]:
    """A repository with the default branch, a pull request's branch, and GitHub's merge of it checked out; the commits of
    base, head and merge."""
    workspace.mkdir(parents=True, exist_ok=True)
    git(workspace, "init", "--quiet")
    lay(workspace, old)
    git(workspace, "add", "--all")
    git(workspace, "commit", "--quiet", "--message", "base")
    base = git(workspace, "rev-parse", "HEAD")
    git(workspace, "switch", "--quiet", "--create", "second-prefix")
    for name in old.keys() - new.keys():
        (workspace / name).unlink()
    lay(workspace, new)
    git(workspace, "add", "--all")
    git(workspace, "commit", "--quiet", "--allow-empty", "--message", "Attach the second prefix")
    head = git(workspace, "rev-parse", "HEAD")
    git(workspace, "switch", "--quiet", "main")
    git(workspace, "merge", "--quiet", "--no-ff", "--message", "Merge pull request #2", "second-prefix")
    return base, head, git(workspace, "rev-parse", "HEAD")
