"""A script that asks whether something is there: what it then does is judged both ways.

What is asked for is supposed to be missing, for a script is judged by what it makes. But where the other answer changes
something in Azure, a verdict that it decides is unknown.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from folders import linted, verdicts

from natpin.model.finding import Verdict

PASS, UNKNOWN = Verdict.PASS, Verdict.UNKNOWN
ROUTES = "udr-overrides-nat"

BASH = """\
set -e
az network public-ip prefix create -g rg -n p --length 30
az network nat gateway create -g rg -n egress --public-ip-prefixes p
az network vnet create -g rg -n v --address-prefixes 10.0.0.0/16
az network vnet subnet create -g rg --vnet-name v -n nodes --address-prefixes 10.0.0.0/20 --nat-gateway egress
HERE
id=$(az network vnet subnet show -g rg --vnet-name v -n nodes --query id -o tsv)
az aks create -g rg -n c --vnet-subnet-id "$id" --outbound-type userAssignedNATGateway --network-plugin azure
"""
SHOW = "az network route-table show -g rg -n rt --query id -o tsv"
ATTACH = "az network vnet subnet update -g rg --vnet-name v -n nodes --route-table"

POWERSHELL = """\
$p = New-AzPublicIpPrefix -ResourceGroupName rg -Name p -Location westeurope -PrefixLength 30 -Sku Standard
$g = New-AzNatGateway -ResourceGroupName rg -Name egress -Sku Standard -Location westeurope -PublicIpPrefix $p
$s = New-AzVirtualNetworkSubnetConfig -Name nodes -AddressPrefix 10.0.0.0/20 -NatGateway $g
$v = New-AzVirtualNetwork -ResourceGroupName rg -Name v -Location westeurope -AddressPrefix 10.0.0.0/16 -Subnet $s
$rt = Get-AzRouteTable -ResourceGroupName rg -Name rt -ErrorAction SilentlyContinue
HERE
New-AzAksCluster -ResourceGroupName rg -Name c -NodeVnetSubnetID $v.Subnets[0].Id `
  -OutboundType userAssignedNATGateway -NetworkPlugin azure
"""
SET = (
    "Set-AzVirtualNetworkSubnetConfig -VirtualNetwork $v -Name nodes -AddressPrefix 10.0.0.0/20 -NatGateway $g "
    "-RouteTable $rt | Set-AzVirtualNetwork"
)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (f'rt=$({SHOW} || true)\nif [ -n "$rt" ]; then {ATTACH} "$rt"; fi', UNKNOWN),
        (f'rt=$({SHOW} || echo "")\nif [ -n "$rt" ]; then {ATTACH} "$rt"; fi', UNKNOWN),
        (f'rt=$({SHOW} || true)\n[ -z "$rt" ] || {ATTACH} rt', UNKNOWN),
        (f'if {SHOW}; then F=yes; else F=no; fi\nif [ "$F" = yes ]; then {ATTACH} rt; fi', UNKNOWN),
        (f'F=no\nif {SHOW}; then F=yes; fi\nif [ "$F" = yes ]; then {ATTACH} rt; fi', UNKNOWN),
        (f"F=0\n{SHOW} && F=1\nif [ $F -eq 1 ]; then {ATTACH} rt; fi", UNKNOWN),
        (f'I=""\nif {SHOW}; then I=$({SHOW}); fi\nif [ -n "$I" ]; then {ATTACH} "$I"; fi', UNKNOWN),
        (f'rt=$({SHOW} || true)\nif [ -z "$rt" ]; then az network route-table create -g rg -n rt; fi', PASS),
        (f"{SHOW} || az network route-table create -g rg -n rt", PASS),
        ('az group show -n rg || { echo "no group"; exit 1; }', PASS),
    ],
)
def test_bash(written: str, expected: Verdict, tmp_path: Path) -> None:
    report = linted(tmp_path, {"deploy.sh": BASH.replace("HERE", written)})
    assert verdicts(report, ROUTES) == [expected]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (f"if ($rt) {{ {SET} }}", UNKNOWN),
        (f"if ($rt.Id) {{ {SET} }}", UNKNOWN),
        (f"if ($rt -ne $null) {{ {SET} }}", UNKNOWN),
        (f"if ($null -ne $rt) {{ {SET} }}", UNKNOWN),
        (f"if (-not $rt) {{ Write-Host no }} else {{ {SET} }}", UNKNOWN),
        (f"$found = $false\nif ($rt) {{ $found = $true }}\nif ($found) {{ {SET} }}", UNKNOWN),
        ("if (-not $rt) { New-AzRouteTable -ResourceGroupName rg -Name rt -Location westeurope }", PASS),
        ('if (-not $rt) { throw "no routes" }', PASS),
    ],
)
def test_powershell(written: str, expected: Verdict, tmp_path: Path) -> None:
    report = linted(tmp_path, {"deploy.ps1": POWERSHELL.replace("HERE", written)})
    assert verdicts(report, ROUTES) == [expected]
