"""Terraform that only routes, attaches or updates, and Crossplane's like: it counts beside clusters of any language."""

from __future__ import annotations

from pathlib import Path

import pytest
from folders import linted, verdicts

from natpin.model.finding import Verdict

from .whole_in_bicep import whole

RULE = "udr-overrides-nat"
IDS = "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/rg/providers/Microsoft.Network"
SCRIPT = """\
az network public-ip create -g rg --name out --sku Standard --allocation-method Static
az network nat gateway create -g rg --name out --public-ip-addresses out
az network vnet create -g rg --name net --address-prefixes 10.0.0.0/16
az network vnet subnet create -g rg --vnet-name net --name nodes --address-prefixes 10.0.0.0/22 --nat-gateway out \\
  --default-outbound-access false
SUBNET=$(az network vnet subnet show -g rg --vnet-name net --name nodes --query id --output tsv)
az aks create -g rg --name pay --vnet-subnet-id "$SUBNET" --outbound-type userAssignedNATGateway
"""
BICEP = whole("pay")
CLUSTERS = {"aks/up.sh": SCRIPT, "aks/main.bicep": BICEP}
TABLE = """\
resource "azurerm_route_table" "r" {
  name                = "r"
  resource_group_name = "rg"
  location            = "westeurope"
  route {
    name                   = "d"
    address_prefix         = "0.0.0.0/0"
    next_hop_type          = "VirtualAppliance"
    next_hop_in_ip_address = "10.9.0.4"
  }
}
"""
LOOKED_UP = """\
data "azurerm_subnet" "n" {
  name                 = "SUBNET"
  virtual_network_name = "net"
  resource_group_name  = "rg"
}
resource "azurerm_subnet_route_table_association" "r" {
  subnet_id      = data.azurerm_subnet.n.id
  route_table_id = azurerm_route_table.r.id
}
"""
BY_ID = f"""\
resource "azurerm_subnet_route_table_association" "r" {{
  subnet_id      = "{IDS}/virtualNetworks/net/subnets/SUBNET"
  route_table_id = azurerm_route_table.r.id
}}
"""
UPDATE = f"""\
resource "azapi_update_resource" "s" {{
  type        = "Microsoft.Network/virtualNetworks/subnets@2024-05-01"
  resource_id = "{IDS}/virtualNetworks/net/subnets/SUBNET"
  body        = {{ properties = {{ routeTable = {{ id = "{IDS}/routeTables/fw" }} }} }}
}}
"""
WRITE = f"""\
resource "azapi_resource" "s" {{
  type      = "Microsoft.Network/virtualNetworks/subnets@2024-05-01"
  parent_id = "{IDS}/virtualNetworks/net"
  name      = "SUBNET"
  body      = {{ properties = {{ addressPrefix = "10.0.0.0/22", routeTable = {{ id = "{IDS}/routeTables/fw" }} }} }}
}}
"""
CROSSPLANE = f"""\
apiVersion: network.azure.upbound.io/v1beta1
kind: SubnetRouteTableAssociation
metadata: {{name: a}}
spec:
  forProvider:
    routeTableId: {IDS}/routeTables/fw
    subnetId: {IDS}/virtualNetworks/net/subnets/SUBNET
"""
MODULE = """\
variable "subnet" { type = string }
data "azurerm_subnet" "n" {
  name                 = var.subnet
  virtual_network_name = "net"
  resource_group_name  = "rg"
}
resource "azurerm_subnet_route_table_association" "r" {
  subnet_id      = data.azurerm_subnet.n.id
  route_table_id = azurerm_route_table.r.id
}
"""
CALL = 'module "r" {\n  source = "./table"\n  subnet = "SUBNET"\n}\n'
BESIDE = {
    "looked up": {"rt/main.tf": TABLE + LOOKED_UP},
    "by id": {"rt/main.tf": TABLE + BY_ID},
    "by a module": {"rt/main.tf": CALL, "rt/table/main.tf": TABLE + MODULE},
    "azapi updates": {"rt/main.tf": UPDATE},
    "azapi writes": {"rt/main.tf": WRITE},
    "Crossplane": {"rt/rt.yaml": CROSSPLANE},
}


@pytest.mark.parametrize("beside", BESIDE)
@pytest.mark.parametrize("path", CLUSTERS)
def test_a_route_table_of_a_root_of_its_own_is_not_passed_over(
    path: str, beside: str, tmp_path: Path
) -> None:
    assert verdicts(linted(tmp_path, {path: CLUSTERS[path]}), RULE) == [Verdict.PASS]
    found = {name: text.replace("SUBNET", "nodes") for name, text in BESIDE[beside].items()}
    (told,) = verdicts(linted(tmp_path, found), RULE)
    assert told is not Verdict.PASS


@pytest.mark.parametrize("beside", BESIDE)
@pytest.mark.parametrize("path", CLUSTERS)
def test_another_subnets_route_table_says_nothing(path: str, beside: str, tmp_path: Path) -> None:
    found = {name: text.replace("SUBNET", "bastion") for name, text in BESIDE[beside].items()}
    assert verdicts(linted(tmp_path, {path: CLUSTERS[path], **found}), RULE) == [Verdict.PASS]


def test_such_a_root_is_nobodys_business_without_a_cluster(tmp_path: Path) -> None:
    report = linted(tmp_path, {"rt/main.tf": TABLE + LOOKED_UP})
    assert not report.stacks
    assert not report.skipped
