"""What a script leaves: which NAT gateway the cluster's subnet has, which outbound type the cluster, and what is open."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from natpin.formats.az import powershell as scripts
from natpin.formats.interface import Inputs, Read
from natpin.model.doubt import Doubt, Question
from natpin.model.resource import SUBNET, Resource
from natpin.model.stack import Stack
from natpin.model.value import Reference, Unknown, Value, dig, is_absent, text

BEFORE = """\
$rg = 'rg'
$vnet = 'net'
az group create -n $rg -l westeurope
az network public-ip create -g $rg -n ip --sku Standard
az network nat gateway create -g $rg -n nat --public-ip-addresses ip
az network vnet create -g $rg -n $vnet --address-prefixes 10.0.0.0/16
az network vnet subnet create -g $rg --vnet-name $vnet -n pool --address-prefixes 10.0.0.0/22
az network vnet subnet create -g $rg --vnet-name $vnet -n other --address-prefixes 10.0.8.0/22
"""
CLUSTER = """
$subnetId = az network vnet subnet show -g $rg --vnet-name $vnet -n pool --query id -o tsv
az aks create -g $rg -n aks --vnet-subnet-id $subnetId --outbound-type userAssignedNATGateway
"""
ATTACH = "az network vnet subnet update -g $rg --vnet-name $vnet -n pool --nat-gateway nat"
DETACH = "az network vnet subnet update -g $rg --vnet-name $vnet -n pool --remove natGateway"


class Folder:
    """A workspace of a few files."""

    def __init__(self, files: dict[str, str]) -> None:
        self._files = files

    def read(self, path: str) -> bytes:
        return self._files[path].encode()

    def exists(self, path: str) -> bool:
        return path in self._files


def read(script: str, assumed: dict[str, str] | None = None, **files: str) -> list[Read]:
    """What a script and the files beside it yield; a file's name with ``_dot_`` for its dot."""
    beside = {name.replace("_dot_", "."): content for name, content in files.items()}
    folder = Folder({"deploy.ps1": script, **beside})
    stack = Stack(scripts.name, "deploy.ps1")
    return list(scripts.read(stack, folder, Inputs(assumed=assumed or {})))  # type: ignore[arg-type]


def attached(parts: list[Read], subnet: str = "pool") -> str:
    """``yes``, ``no`` or ``maybe``: whether the NAT gateway is on the subnet. A doubt that reaches it makes it open."""
    for part in parts:
        if (
            isinstance(part, Doubt)
            and (not part.reach.types or SUBNET in part.reach.types)
            and part.reach.alters
        ):
            return "maybe"
    resources = [part for part in parts if isinstance(part, Resource)]
    (found,) = [each for each in resources if each.address == f"az:subnet:rg/net/{subnet}"]
    gateway = found.properties.get("natGateway")
    if is_absent(gateway):
        return "no"
    if isinstance(gateway, Unknown) or found.conditional is not None:
        return "maybe"
    id_ = dig(gateway, "id")
    return "yes" if isinstance(id_, Reference) and id_.target == "az:natGateway:rg/nat" else "maybe"


def outbound(parts: list[Read]) -> str:
    """The outbound type of the cluster; ``?`` for an open one, ``none`` without a cluster."""
    for part in parts:
        if isinstance(part, Resource) and part.address.startswith("az:cluster:"):
            found = part.get("networkProfile.outboundType")
            return "?" if isinstance(found, Unknown) or part.conditional else text(found) or "-"
    return "none"


WAYS: dict[str, list[str]] = json.loads((Path(__file__).parent / "ways.json").read_text())["ways"]


def written(script: str) -> str:
    return script.replace("ATTACH", ATTACH).replace("DETACH", DETACH)


@pytest.mark.parametrize("name", WAYS)
def test_the_subnet_has_what_the_script_leaves(name: str) -> None:
    script, expected = WAYS[name]
    assert attached(read(BEFORE + written(script) + CLUSTER)) in expected.split("|")


LAWS = [name for name, (script, expected) in WAYS.items() if expected == "yes"]


@pytest.mark.parametrize("name", LAWS)
def test_what_may_not_run_leaves_it_open(name: str) -> None:
    """Law *maybe*: behind a condition nobody knows, an attachment is neither there nor not there."""
    script, _ = WAYS[name]
    body = written(script)
    if "here-string" in name or "function f" in script or "filter f" in script:
        pytest.skip("what is defined inside of a block, or must begin its line, stays outside")
    left = attached(read(BEFORE + "if ($env:NOBODY -eq 'knows') {\n" + body + "\n}\n" + CLUSTER))
    assert left == "maybe" or left == attached(read(BEFORE + CLUSTER)) == attached(
        read(BEFORE + body + CLUSTER)
    )


@pytest.mark.parametrize("name", LAWS)
def test_a_name_nobody_gives_leaves_it_open(name: str) -> None:
    """Law *forget*: where the subnet's name comes from outside, nothing is known of this subnet."""
    script, _ = WAYS[name]
    if "pool" not in script or "ATTACH" in script:
        pytest.skip("it names no subnet")
    forgotten = script.replace("'pool'", "$env:FROM_OUTSIDE").replace("pool", "$env:FROM_OUTSIDE")
    body = written(forgotten)
    left = attached(read(BEFORE + body + CLUSTER))
    assert left != "yes"


@pytest.mark.parametrize(("answer", "expected"), [("true", "yes"), ("false", "yes")])
def test_a_question_answered_is_read_exactly(answer: str, expected: str) -> None:
    script = BEFORE + f"if ($env:S -eq 'a') {{ {ATTACH} }}\nif ($env:S -ne 'a') {{ {ATTACH} }}" + CLUSTER
    (question,) = [part for part in read(script) if isinstance(part, Question)]
    assert question.options == ("true", "false")
    assert attached(read(script, {question.key: answer})) == expected


def test_parameters_with_few_values_are_asked_for() -> None:
    script = (
        "param([switch]$Pinned, [ValidateSet('none', 'loadBalancer')][string]$Out, [string]$Name)\n" + BEFORE
    )
    script += f"if ($Pinned) {{ {ATTACH} }}\n" + CLUSTER.replace("userAssignedNATGateway", "$Out")
    parts = read(script)
    asked = {part.key: part.options for part in parts if isinstance(part, Question)}
    assert asked == {"deploy.ps1:$Pinned": ("true", "false"), "deploy.ps1:$Out": ("none", "loadBalancer")}
    assert (attached(parts), outbound(parts)) == ("maybe", "?")
    assumed = {"deploy.ps1:$Pinned": "true", "deploy.ps1:$Out": "none"}
    answered = read(script, assumed)
    assert (attached(answered), outbound(answered)) == ("yes", "none")
    assert attached(read(script, {**assumed, "deploy.ps1:$Pinned": "false"})) == "no"


def test_files_of_the_repository_are_read() -> None:
    script = BEFORE + ". ./settings.ps1\nImport-Module $PSScriptRoot/net.psm1\nAdd-Gateway $name" + CLUSTER
    module = "function Add-Gateway($n) { az network vnet subnet update -g rg --vnet-name net -n $n --nat-gateway nat }"
    parts = read(script, settings_dot_ps1="$name = 'pool'", net_dot_psm1=module)
    assert attached(parts) == "yes"
    assert attached(read(script, net_dot_psm1=module)) == "maybe"


AZ = """
New-AzResourceGroup -Name rg -Location westeurope
$ip = New-AzPublicIpAddress -Name ip -ResourceGroupName rg -Location westeurope -Sku Standard -AllocationMethod Static
$nat = New-AzNatGateway -Name nat -ResourceGroupName rg -Location westeurope -Sku Standard -PublicIpAddress $ip `
  -IdleTimeoutInMinutes 10
$pool = New-AzVirtualNetworkSubnetConfig -Name pool -AddressPrefix 10.0.0.0/22 -NatGateway $nat
$net = New-AzVirtualNetwork -Name net -ResourceGroupName rg -Location westeurope -AddressPrefix 10.0.0.0/16 -Subnet $pool
$splat = @{ ResourceGroupName = 'rg'; Name = 'aks'; NodeVnetSubnetID = $net.Subnets[0].Id; GenerateSshKey = $true }
New-AzAksCluster @splat -OutboundType userAssignedNATGateway
New-AzAksNodePool -ResourceGroupName rg -ClusterName aks -Name jobs -VnetSubnetID $net.Subnets[0].Id -EnableNodePublicIp
"""


def test_az_powershell_makes_the_same_resources() -> None:
    parts = read(AZ)
    assert (attached(parts), outbound(parts)) == ("yes", "userAssignedNATGateway")
    resources = {part.address: part for part in parts if isinstance(part, Resource)}
    subnet = resources["az:cluster:rg/aks"].get("agentPoolProfiles[0].vnetSubnetID")
    assert isinstance(subnet, Reference)
    assert subnet.target == "az:subnet:rg/net/pool"
    assert dig(Value(resources["az:pool:rg/aks/jobs"].properties), "enableNodePublicIP") == Value(
        True, resources["az:pool:rg/aks/jobs"].at
    ) or dig(Value(resources["az:pool:rg/aks/jobs"].properties), "enableNodePublicIP")
    assert not [part for part in parts if isinstance(part, Doubt)]
    assert scripts.claims("x.ps1", AZ.encode())
    assert not scripts.claims("x.ps1", b"New-AzVm -Name x")


def test_parameters_of_cmdlets_that_are_not_known_are_doubts() -> None:
    parts = read(AZ.replace("-OutboundType", "-SomethingNew 3 -OutboundType"))
    (doubt,) = [part for part in parts if isinstance(part, Doubt)]
    assert doubt.reach.types == ("Microsoft.ContainerService/managedClusters",)
