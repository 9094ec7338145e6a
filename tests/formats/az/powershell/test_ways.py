"""What a script leaves: which NAT gateway the cluster's subnet has, which outbound type the cluster, and what is open."""

from __future__ import annotations

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


WAYS = {
    "elseif on its own line": (
        "$s = 'b'\nif ($s -eq 'a') {\n}\n\nelseif ($s -eq 'b')\n{\n ATTACH\n}\nelse { DETACH }",
        "yes",
    ),
    "while counts": ("$i = 0\nwhile ($i -lt 2) { $i++; if ($i -eq 2) { ATTACH } }", "yes"),
    "break leaves the loop": ("foreach ($n in 1..3) { if ($n -eq 2) { break }\n ATTACH }\n", "yes"),
    "break before": ("foreach ($n in 1..3) { if ($n -eq 1) { break }\n ATTACH }", "no"),
    "continue": ("foreach ($n in 'x','pool') { if ($n -ne 'pool') { continue }\n ATTACH }", "yes"),
    "open while": ("while ($env:MORE -eq 'x') { ATTACH }", "maybe"),
    "do runs once": ("do { ATTACH } while ($env:MORE)", "yes"),
    "for of two": ("for ($i = 0; $i -lt 2; $i += 1) { ATTACH }", "yes"),
    "for of none": ("for ($i = 0; $i -lt 0; $i++) { ATTACH }", "no"),
    "ternary": (
        "$n = $true ? 'pool' : 'other'\naz network vnet subnet update -g $rg --vnet-name net -n $n --nat-gateway nat",
        "yes",
    ),
    "null coalescing": (
        "$n = $null ?? 'pool'\naz network vnet subnet update -g $rg --vnet-name net -n $n --nat-gateway nat",
        "yes",
    ),
    "array element": (
        "$all = 'other','pool'\naz network vnet subnet update -g $rg --vnet-name net -n $all[1] --nat-gateway nat",
        "yes",
    ),
    "last element": (
        "$all = 'other','pool'\naz network vnet subnet update -g $rg --vnet-name net -n $all[-1] --nat-gateway nat",
        "yes",
    ),
    "plus equals": (
        "$a = @('-g', $rg)\n$a += '--vnet-name', 'net', '-n', 'pool'\n$a += @('--nat-gateway', 'nat')\naz network vnet subnet update @a",
        "yes",
    ),
    "flag with colon": ("function f([switch]$On) { if ($On) { ATTACH } }\nf -On:$false", "no"),
    "switch given": ("function f([switch]$On) { if ($On) { ATTACH } }\nf -On", "yes"),
    "switch not given": ("function f([switch]$On) { if ($On) { ATTACH } }\nf", "no"),
    "abbreviated parameter": (
        "function f([string]$SubnetName) { az network vnet subnet update -g $rg --vnet-name net -n $SubnetName --nat-gateway nat }\nf -Sub pool",
        "yes",
    ),
    "positions": (
        "function f { param([Parameter(Position=1)]$A, [Parameter(Position=0)]$B)\n az network vnet subnet update -g $rg --vnet-name net -n $B --nat-gateway nat }\nf pool other",
        "yes",
    ),
    "args": (
        "function f { az network vnet subnet update -g $rg --vnet-name net -n $args[0] --nat-gateway nat }\nf pool",
        "yes",
    ),
    "splatted to a function": (
        "function f($Name) { az network vnet subnet update -g $rg --vnet-name net -n $Name --nat-gateway nat }\n$p = @{ Name = 'pool' }\nf @p",
        "yes",
    ),
    "block in a variable": ("$b = { ATTACH }\n& $b", "yes"),
    "block with param": (
        "$b = { param($n) az network vnet subnet update -g $rg --vnet-name net -n $n --nat-gateway nat }\n& $b 'pool'",
        "yes",
    ),
    "block.Invoke": ("$b = { ATTACH }\n$b.Invoke()", "yes"),
    "dot block sets": (
        ". { $name = 'pool' }\naz network vnet subnet update -g $rg --vnet-name net -n $name --nat-gateway nat",
        "yes",
    ),
    "block has its own scope": (
        "$name = 'pool'\n& { $name = 'other' }\naz network vnet subnet update -g $rg --vnet-name net -n $name --nat-gateway nat",
        "yes",
    ),
    "invoke-command": ("Invoke-Command -ScriptBlock { ATTACH }", "yes"),
    "iex": ('Invoke-Expression "ATTACH"', "yes"),
    "iex of a pipe": ("'ATTACH' -replace 'x', 'x' | Invoke-Expression", "yes"),
    "cmd": ('cmd /c "ATTACH"', "yes"),
    "cmd words": (
        "cmd /c az network vnet subnet update -g $rg --vnet-name net -n pool --nat-gateway nat",
        "yes",
    ),
    "pwsh -Command block": ("pwsh -Command { ATTACH }", "yes"),
    "start-process text": (
        'Start-Process az -ArgumentList "network vnet subnet update -g $rg --vnet-name net -n pool --nat-gateway nat" -Wait',
        "yes",
    ),
    "call operator with text": (
        "& 'az' network vnet subnet update -g $rg --vnet-name net -n pool --nat-gateway nat",
        "yes",
    ),
    "exe": ("az.cmd network vnet subnet update -g $rg --vnet-name net -n pool --nat-gateway nat", "yes"),
    "path to az": (
        "& 'C:\\Program Files\\az.cmd' network vnet subnet update -g $rg --vnet-name net -n pool --nat-gateway nat",
        "yes",
    ),
    "unknown program name": (
        "$tool = $env:TOOL\n& $tool network vnet subnet update -g $rg --vnet-name net -n pool --nat-gateway nat",
        "maybe",
    ),
    "throw in try": ("ATTACH\ntry { throw 'x' } catch { DETACH }", "no"),
    "catch not reached": ("try { ATTACH } catch { Write-Host failed }", "yes"),
    "finally": ("ATTACH\ntry { Write-Host x } finally { DETACH }", "no"),
    "open throw": ("ATTACH\ntry { if ($env:X) { throw 'x' } } catch { DETACH }", "maybe"),
    "return of a function": (
        "function f { if ($true) { return 'pool' }\n 'other' }\naz network vnet subnet update -g $rg --vnet-name net -n (f) --nat-gateway nat",
        "yes",
    ),
    "several outputs": (
        "function f { 'other'; 'pool' }\n$a, $b = f\naz network vnet subnet update -g $rg --vnet-name net -n $b --nat-gateway nat",
        "yes",
    ),
    "where-object": (
        "$n = 'other', 'pool' | Where-Object { $_ -like 'p*' }\naz network vnet subnet update -g $rg --vnet-name net -n $n --nat-gateway nat",
        "yes",
    ),
    "where property": (
        "$n = @(@{ N = 'pool'; On = $true }, @{ N = 'other'; On = $false }) | ? On | % { $_.N }\naz network vnet subnet update -g $rg --vnet-name net -n $n --nat-gateway nat",
        "yes",
    ),
    "select first": (
        "$n = 'pool', 'other' | Select-Object -First 1\naz network vnet subnet update -g $rg --vnet-name net -n $n --nat-gateway nat",
        "yes",
    ),
    "select expand": (
        "$n = [pscustomobject]@{ N = 'pool' } | Select-Object -ExpandProperty N\naz network vnet subnet update -g $rg --vnet-name net -n $n --nat-gateway nat",
        "yes",
    ),
    "foreach method": (
        "('pool').ForEach({ az network vnet subnet update -g $rg --vnet-name net -n $_ --nat-gateway nat })",
        "yes",
    ),
    "foreach-object -process": (
        "'pool' | ForEach-Object -Process { az network vnet subnet update -g $rg --vnet-name net -n $_ --nat-gateway nat }",
        "yes",
    ),
    "foreach-object parallel": (
        "'pool' | ForEach-Object -Parallel { az network vnet subnet update -g $using:rg --vnet-name net -n $_ --nat-gateway nat }",
        "yes",
    ),
    "keys": (
        "$m = @{ pool = 1 }\nforeach ($k in $m.Keys) { az network vnet subnet update -g $rg --vnet-name net -n $k --nat-gateway nat }",
        "yes",
    ),
    "map set by index": (
        "$m = @{}\n$m['n'] = 'pool'\naz network vnet subnet update -g $rg --vnet-name net -n $m.n --nat-gateway nat",
        "yes",
    ),
    "map passed and changed": (
        "function f($m) { $m.n = 'pool' }\n$x = @{ n = 'other' }\nf $x\naz network vnet subnet update -g $rg --vnet-name net -n $x.n --nat-gateway nat",
        "yes",
    ),
    "list add": (
        "$l = [System.Collections.Generic.List[string]]::new()\n$l.Add('pool')\naz network vnet subnet update -g $rg --vnet-name net -n $l[0] --nat-gateway nat",
        "yes",
    ),
    "arraylist": (
        "$l = New-Object System.Collections.ArrayList\n[void]$l.Add('pool')\nforeach ($n in $l) { az network vnet subnet update -g $rg --vnet-name net -n $n --nat-gateway nat }",
        "yes",
    ),
    "here-string": (
        '$j = @"\n{ "n": "$(\'pool\')" }\n"@ | ConvertFrom-Json\naz network vnet subnet update -g $rg --vnet-name net -n $j.n --nat-gateway nat',
        "yes",
    ),
    "split": (
        "$n = 'other,pool'.Split(',')[1]\naz network vnet subnet update -g $rg --vnet-name net -n $n --nat-gateway nat",
        "yes",
    ),
    "join": (
        "$n = @('po', 'ol') -join ''\naz network vnet subnet update -g $rg --vnet-name net -n $n --nat-gateway nat",
        "yes",
    ),
    "isnullorempty": ("$x = ''\nif ([string]::IsNullOrEmpty($x)) { ATTACH }", "yes"),
    "not null": ("$x = 'a'\nif ($null -ne $x -and $x.Length -gt 0) { ATTACH }", "yes"),
    "empty list is false": ("$x = @()\nif (-not $x.Count) { ATTACH }", "yes"),
    "in": ("if ('a' -in @('a', 'b')) { ATTACH }", "yes"),
    "contains": ("if (@('a', 'b') -contains 'c') { ATTACH }", "no"),
    "match": ("if ('prod-1' -match '^prod-\\d$') { ATTACH }", "yes"),
    "regex switch": ("switch -Regex ('prod') { '^p' { ATTACH } }", "yes"),
    "switch default": ("switch ('x') { 'a' { DETACH } default { ATTACH } }", "yes"),
    "switch over a list": ("switch ('a', 'b') { 'b' { ATTACH } }", "yes"),
    "open switch": ("switch ($env:S) { 'a' { ATTACH } 'b' { ATTACH } }", "maybe"),
    "every case": ("switch ($env:S) { 'a' { ATTACH } default { ATTACH } }", "yes"),
    "correlated": ("if ($env:S -eq 'a') { ATTACH }\nif ($env:S -ne 'a') { ATTACH }", "maybe"),
    "neither of both": ("if (-not $env:A -and $env:B) { exit 0 }\nATTACH", "yes"),
    "both are learned": (
        "if ($env:A -eq 'x' -and $env:B -eq 'y') { if ($env:A -eq 'x') { ATTACH } } else { ATTACH }",
        "yes",
    ),
    "contrary of both": (
        "if (-not ($env:A -and $env:B)) { ATTACH; if (-not ($env:A -and $env:B)) { } else { DETACH } } else { ATTACH }",
        "yes",
    ),
    "not the contrary of both": (
        "ATTACH\nif (-not $env:A -and $env:B) { if ($env:A -and $env:B) { DETACH } }",
        "yes",
    ),
    "no contrary": (
        "ATTACH\nif ($env:A -and $env:B) { } else { if (-not $env:A -and $env:B) { DETACH } }",
        "maybe",
    ),
    "contrary": ("if ($env:S -eq 'a') { ATTACH } else { }\nif ($env:S -eq 'b') { DETACH }", "maybe"),
    "open exit before": ("if ($env:S) { exit 0 }\nATTACH", "yes"),
    "failing exit before": ("if (-not $env:S) { Write-Error x; exit 1 }\nATTACH", "yes"),
    "and": ("if ($true -and ('a' -eq 'A')) { ATTACH }", "yes"),
    "not in brackets": ("if (!($false)) { ATTACH }", "yes"),
    "env set": (
        "$env:N = 'pool'\naz network vnet subnet update -g $rg --vnet-name net -n $env:N --nat-gateway nat",
        "yes",
    ),
    "braced": (
        "${my name} = 'pool'\naz network vnet subnet update -g $rg --vnet-name net -n ${my name} --nat-gateway nat",
        "yes",
    ),
    "typed": (
        "[string]$n = 'pool'\naz network vnet subnet update -g $rg --vnet-name net -n $n --nat-gateway nat",
        "yes",
    ),
    "in a string": (
        "$o = @{ n = 'pool' }\naz network vnet subnet update -g $rg --vnet-name net -n \"$($o.n)\" --nat-gateway nat",
        "yes",
    ),
    "member in a bare string": (
        "$n = 'po'\naz network vnet subnet update -g $rg --vnet-name net -n ${n}ol --nat-gateway nat",
        "yes",
    ),
    "set-variable": (
        "Set-Variable -Name n -Value pool\naz network vnet subnet update -g $rg --vnet-name net -n $n --nat-gateway nat",
        "yes",
    ),
    "chain": ("az group show -n rg && ATTACH", "yes"),
    "pipeline on the next line": (
        "'pool'\n  | ForEach-Object { az network vnet subnet update -g $rg --vnet-name net -n $_ --nat-gateway nat }",
        "yes",
    ),
    "comment between": (
        "az network vnet subnet update `\n  -g $rg --vnet-name net `\n  -n pool --nat-gateway nat # attach",
        "yes",
    ),
    "broken statement": ("ATTACH\n$x = = {\nDETACH", "maybe"),
    "unclosed": ("ATTACH\nif ($true) { DETACH", "no"),
    "filter": (
        "filter f { az network vnet subnet update -g $rg --vnet-name net -n $_ --nat-gateway nat }\n'pool' | f",
        "yes",
    ),
    "begin process end": (
        "function f { begin { } process { az network vnet subnet update -g $rg --vnet-name net -n $_ --nat-gateway nat } end { } }\n'pool' | f",
        "yes",
    ),
    "nested function": ("function f { function g { ATTACH }\n g }\nf", "yes"),
    "recursion": ("function f($n) { if ($n -gt 0) { f ($n - 1) } else { ATTACH } }\nf 3", "yes"),
    "endless recursion": ("ATTACH\nfunction f { f }\nf", "yes"),
    "endless recursion through another": (
        "ATTACH\nfunction g($n) { if ($env:X) { DETACH } f $n }\nfunction f($n) { g $n }\nf 1",
        "maybe",
    ),
    "class": ("class A { static [void] Go() { ATTACH } }\n[A]::Go()", "maybe"),
    "cmdlet sets": (
        "$v = Get-AzVirtualNetwork -Name net -ResourceGroupName rg\n$n = Get-AzNatGateway -Name nat -ResourceGroupName rg\n$s = Get-AzVirtualNetworkSubnetConfig -Name pool -VirtualNetwork $v\n$s.NatGateway = $n\n$v | Set-AzVirtualNetwork",
        "yes",
    ),
    "cmdlet in memory only": (
        "$v = Get-AzVirtualNetwork -Name net -ResourceGroupName rg\n$n = Get-AzNatGateway -Name nat -ResourceGroupName rg\n(Get-AzVirtualNetworkSubnetConfig -Name pool -VirtualNetwork $v).NatGateway = $n",
        "no",
    ),
    "cmdlet removes": (
        "ATTACH\nRemove-AzVirtualNetworkSubnetConfig -Name other -VirtualNetwork (Get-AzVirtualNetwork -Name net -ResourceGroupName rg) | Set-AzVirtualNetwork",
        "yes",
    ),
    "cmdlet on unknown": (
        "ATTACH\n$v = Get-AzVirtualNetwork -Name $env:V -ResourceGroupName rg\n$v.Subnets[0].NatGateway = $null\n$v | Set-AzVirtualNetwork",
        "maybe",
    ),
    "rest cmdlet": (
        'ATTACH\n$id = az network vnet subnet show -g $rg --vnet-name net -n pool --query id -o tsv\nInvoke-AzRestMethod -Method PUT -Path "${id}?api-version=2024-05-01" -Payload \'{"properties":{"addressPrefix":"10.0.0.0/22"}}\'',
        "no",
    ),
    "rest cmdlet reads": ("ATTACH\nInvoke-AzRestMethod -Path /subscriptions?api-version=2022-12-01", "yes"),
    "unrelated cmdlets": (
        "ATTACH\nNew-AzVm -Name x\nSet-AzKeyVaultAccessPolicy -VaultName x\nNew-AzNetworkSecurityGroup -Name n -ResourceGroupName rg -Location x\nGet-AzSubscription",
        "yes",
    ),
    "deployment": (
        "ATTACH\nNew-AzResourceGroupDeployment -ResourceGroupName rg -TemplateUri https://example.com/x.json",
        "maybe",
    ),
    "function nobody calls": ("ATTACH\nfunction f { DETACH }", "yes"),
    "unknown function of a missing module": (
        "ATTACH\nImport-Module ./lib/Net.psm1\nMove-Network -Name pool",
        "maybe",
    ),
    "installed module": (
        "ATTACH\nImport-Module Az.Network\nInstall-Module x -Force\nNew-AzureADUser x",
        "yes",
    ),
    "missing script": ("ATTACH\n& ./other.ps1 -Name pool", "maybe"),
    "printed": ("ATTACH\nWrite-Host 'DETACH'\n$text = 'DETACH'", "yes"),
    "block given to a module's command": ("ATTACH\nInvoke-Retry { DETACH }", "maybe"),
    "assigned in one branch": (
        "if ($env:S) { $n = 'pool' } else { $n = 'other' }\naz network vnet subnet update -g $rg --vnet-name net -n $n --nat-gateway nat",
        "maybe",
    ),
}


@pytest.mark.parametrize("name", WAYS)
def test_the_subnet_has_what_the_script_leaves(name: str) -> None:
    script, expected = WAYS[name]
    for word, command in (("ATTACH", ATTACH), ("DETACH", DETACH)):
        script = script.replace(word, command)
    assert attached(read(BEFORE + script + CLUSTER)) == expected


LAWS = [name for name, (script, expected) in WAYS.items() if expected == "yes"]


@pytest.mark.parametrize("name", LAWS)
def test_what_may_not_run_leaves_it_open(name: str) -> None:
    """Law *maybe*: behind a condition nobody knows, an attachment is neither there nor not there."""
    script, _ = WAYS[name]
    body = script.replace("ATTACH", ATTACH).replace("DETACH", DETACH)
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
    body = forgotten.replace("ATTACH", ATTACH).replace("DETACH", DETACH)
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
