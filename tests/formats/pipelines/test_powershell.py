"""Steps in PowerShell, and scripts of PowerShell that steps and scripts of bash run."""

from __future__ import annotations

from pathlib import Path
from textwrap import indent

import pytest
from folders import linted

from natpin.model.finding import Verdict

NETWORK = """\
az network public-ip prefix create -g rg -n prefix --length 29
az network nat gateway create -g rg -n egress --public-ip-prefixes prefix --idle-timeout 10
az network vnet create -g rg -n vnet --address-prefixes 10.0.0.0/16
az network vnet subnet create -g rg --vnet-name vnet -n nodes --address-prefixes 10.0.0.0/20 {nat}
"""
ON, OFF = NETWORK.format(nat="--nat-gateway egress"), NETWORK.format(nat="")
ATTACH = "az network vnet subnet update -g rg --vnet-name vnet -n nodes --nat-gateway egress\n"
SHOW = "az network vnet subnet show -g rg --vnet-name vnet -n nodes --query id -o tsv"
CREATE = "az aks create -g rg -n pay --network-plugin azure --outbound-type userAssignedNATGateway --vnet-subnet-id {}\n"
CLUSTER = "$id = " + SHOW + "\n" + CREATE.format("$id")
BASH = CREATE.format(f"$({SHOW})")
AZ = """\
$ip = New-AzPublicIpPrefix -ResourceGroupName rg -Name prefix -Location westeurope -PrefixLength 29 -Sku Standard
$nat = New-AzNatGateway -ResourceGroupName rg -Name egress -Location westeurope -Sku Standard -PublicIpPrefix $ip
$sub = New-AzVirtualNetworkSubnetConfig -Name nodes -AddressPrefix 10.0.0.0/20 {nat}
$net = New-AzVirtualNetwork -ResourceGroupName rg -Name vnet -Location westeurope -AddressPrefix 10.0.0.0/16 -Subnet $sub
New-AzAksCluster -ResourceGroupName rg -Name pay -NetworkPlugin azure -OutboundType userAssignedNATGateway -NodeVnetSubnetID $net.Subnets[0].Id
"""
P, F, U = Verdict.PASS, Verdict.FAIL, Verdict.UNKNOWN


def step(run: str, *more: str) -> str:
    lines = ["- shell: pwsh", "  run: |", *(f"    {line}" for line in run.splitlines())]
    return indent("\n".join([*lines, *(f"  {line}" for line in more)]), "      ") + "\n"


def workflow(*steps: str, top: str = "on: push\n", on: str = "ubuntu-latest") -> str:
    return f"{top}jobs:\n  deploy:\n    runs-on: {on}\n    steps:\n{''.join(steps)}"


def task(name: str, text: str, *inputs: str) -> str:
    lines = [f"- task: {name}", "  inputs:", *(f"    {line}" for line in inputs)]
    return "\n".join([*lines, indent(text, "      ")]) + "\n"


def verdict(folder: Path, files: dict[str, str]) -> Verdict:
    report = linted(folder, files)
    assert not report.skipped
    (stack,) = report.stacks
    (cluster,) = stack.clusters
    return cluster.verdicts["node-subnet-no-nat"]


WORKFLOWS = {
    "two steps": (workflow(step(ON), step(CLUSTER)), P),
    "no NAT": (workflow(step(OFF), step(CLUSTER)), F),
    "bash and PowerShell share what Azure has": (
        workflow(step(OFF), step(ATTACH, "id: a"), step(BASH).replace("shell: pwsh", "shell: bash")),
        P,
    ),
    "Windows runs PowerShell": (
        workflow(step(ON + CLUSTER).replace("- shell: pwsh\n        run", "- run"), on="windows-latest"),
        P,
    ),
    "cmdlets": (workflow(step(AZ.format(nat="-NatGateway $nat"))), P),
    "cmdlets without": (workflow(step(AZ.format(nat=""))), F),
    "the environment": (
        workflow(
            step(NETWORK.format(nat="--nat-gateway $env:GW")),
            step(CLUSTER),
            top="on: push\nenv:\n  GW: egress\n",
        ),
        P,
    ),
    "an expression": (
        workflow(
            step(NETWORK.format(nat="--nat-gateway ${{ env.GW }}")),
            step(CLUSTER),
            top="on: push\nenv:\n  GW: egress\n",
        ),
        P,
    ),
    "an expression that a run knows": (
        workflow(step(NETWORK.format(nat="--nat-gateway '${{ vars.GW }}'")), step(CLUSTER)),
        U,
    ),
    "GITHUB_ENV, by Out-File": (
        workflow(
            step(f'{ON}$id = {SHOW}\n"SUBNET=$id" | Out-File -FilePath $env:GITHUB_ENV -Append'),
            step(CREATE.format("$env:SUBNET")),
        ),
        P,
    ),
    "GITHUB_ENV, by a redirection, for bash": (
        workflow(
            step(f'{ON}$id = {SHOW}\necho "SUBNET=$id" >> $env:GITHUB_ENV'),
            step(CREATE.format('"$SUBNET"')).replace("shell: pwsh", "shell: bash"),
        ),
        P,
    ),
    "GITHUB_OUTPUT, by Add-Content": (
        workflow(
            step(f'{ON}$id = {SHOW}\nAdd-Content -Path $env:GITHUB_OUTPUT -Value "subnet=$id"', "id: net"),
            step(CREATE.format("${{ steps.net.outputs.subnet }}")),
        ),
        P,
    ),
    "GITHUB_ENV that depends on what nobody knows": (
        workflow(
            step('if (Get-Thing) { "GW=egress" >> $env:GITHUB_ENV } else { "GW=" >> $env:GITHUB_ENV }'),
            step(OFF),
            step('if ($env:GW -eq "egress") {\n' + ATTACH + "}"),
            step(CLUSTER),
        ),
        U,
    ),
    "a condition": (
        workflow(step(OFF), step(ATTACH, "if: ${{ vars.NAT == 'yes' }}"), step(CLUSTER)),
        U,
    ),
    "the action": (
        workflow(
            "      - uses: azure/powershell@v2\n        with:\n          azPSVersion: latest\n          inlineScript: |\n"
            + indent(AZ.format(nat="-NatGateway $nat"), "            ")
        ),
        P,
    ),
    "a text that is thrown": (workflow(step(OFF), step("throw 'no'"), step(ATTACH), step(CLUSTER)), None),
}


@pytest.mark.parametrize("case", WORKFLOWS)
def test_workflows(case: str, tmp_path: Path) -> None:
    written, expected = WORKFLOWS[case]
    if expected is None:  # what comes after a step that surely fails is not made
        report = linted(tmp_path, {".github/workflows/up.yml": written})
        assert not any(stack.clusters for stack in report.stacks)
        return
    assert verdict(tmp_path, {".github/workflows/up.yml": written}) is expected


INLINE = ("azureSubscription: pay", "scriptType: pscore", "scriptLocation: inlineScript", "inlineScript: |")
SETS = f'$id = {SHOW}\nWrite-Host "##vso[task.setvariable variable=subnet]$id"\n'
PIPELINES = {
    "pwsh": ("steps:\n- pwsh: |\n" + indent(ON + CLUSTER, "    "), P),
    "powershell": ("steps:\n- powershell: |\n" + indent(OFF + CLUSTER, "    "), F),
    "AzureCLI@2": ("steps:\n" + task("AzureCLI@2", ON + CLUSTER, *INLINE), P),
    "PowerShell@2": ("steps:\n" + task("PowerShell@2", OFF + CLUSTER, "targetType: inline", "script: |"), F),
    "AzurePowerShell@5": (
        "steps:\n"
        + task(
            "AzurePowerShell@5", AZ.format(nat="-NatGateway $nat"), "ScriptType: InlineScript", "Inline: |"
        ),
        P,
    ),
    "a variable of the pipeline": (
        "variables:\n  gw: egress\nsteps:\n"
        + task("AzureCLI@2", NETWORK.format(nat="--nat-gateway $(gw)") + CLUSTER, *INLINE),
        P,
    ),
    "in the environment": (
        "variables:\n  gw: egress\nsteps:\n"
        + task("AzureCLI@2", NETWORK.format(nat="--nat-gateway $env:GW") + CLUSTER, *INLINE),
        P,
    ),
    "set by a step": (
        "steps:\n"
        + task("AzureCLI@2", ON + SETS, *INLINE)
        + task("AzureCLI@2", CREATE.format("$(subnet)"), *INLINE),
        P,
    ),
    "set by a step, for bash": (
        "steps:\n"
        + task("AzureCLI@2", ON + SETS, *INLINE)
        + task("AzureCLI@2", CREATE.format('"$SUBNET"'), *INLINE).replace("pscore", "bash"),
        P,
    ),
    "what a group knows": (
        "variables:\n- group: prod\nsteps:\n"
        + task("AzureCLI@2", NETWORK.format(nat="--nat-gateway $(gw)") + CLUSTER, *INLINE),
        U,
    ),
}


@pytest.mark.parametrize("case", PIPELINES)
def test_pipelines(case: str, tmp_path: Path) -> None:
    written, expected = PIPELINES[case]
    assert verdict(tmp_path, {"azure-pipelines.yml": written}) is expected


ERROR = "Write-Error 'no'\n"
TOLERATED = "continue-on-error: true"
ON_GITHUB = {
    "an error ends the step": (step(ERROR + ATTACH, TOLERATED), F),
    "an error that is told to go on": (
        step("Write-Error 'no' -ErrorAction Continue\n" + ATTACH, TOLERATED),
        P,
    ),
    "a step that goes on by its own word": (
        step("$ErrorActionPreference = 'Continue'\n" + ERROR + ATTACH, TOLERATED),
        P,
    ),
    "an error that is caught": (step("try {\n" + ERROR + "} catch { 'well' }\n" + ATTACH), P),
    "a shell with arguments": (
        step(ERROR + ATTACH, TOLERATED).replace("shell: pwsh", "shell: pwsh -NoProfile -File {0}"),
        F,
    ),
    "a warning": (step("Write-Warning 'well'\n" + ATTACH, TOLERATED), P),
    "PowerShell that bash runs": (
        step(f"pwsh -Command \"Write-Error 'no'; {ATTACH.strip()}\"", TOLERATED).replace(
            "shell: pwsh", "shell: bash"
        ),
        P,
    ),
    "the action": (
        "      - uses: azure/powershell@v2\n        continue-on-error: true\n        with:\n          inlineScript: |\n"
        + indent(ERROR + ATTACH, "            "),
        F,
    ),
    "the action that goes on": (
        "      - uses: azure/powershell@v2\n        continue-on-error: true\n        with:\n"
        "          errorActionPreference: Continue\n          inlineScript: |\n"
        + indent(ERROR + ATTACH, " " * 12),
        P,
    ),
    "the action, as a variable says": (
        "      - uses: azure/powershell@v2\n        continue-on-error: true\n        with:\n"
        "          errorActionPreference: ${{ vars.EAP }}\n          inlineScript: |\n"
        + indent(ERROR + ATTACH, " " * 12),
        U,
    ),
}


@pytest.mark.parametrize("case", ON_GITHUB)
def test_what_an_error_ends_in_a_workflow(case: str, tmp_path: Path) -> None:
    written, expected = ON_GITHUB[case]
    files = {".github/workflows/up.yml": workflow(step(OFF), written, step(CLUSTER))}
    assert verdict(tmp_path, files) is expected


_GOES_ON = "\n  continueOnError: true\n"
ON_AZURE = {
    "an error ends the step": ("- pwsh: |\n" + indent(ERROR + ATTACH, "    ") + _GOES_ON, F),
    "a step that goes on": (
        "- powershell: |\n" + indent(ERROR + ATTACH, "    ") + "  errorActionPreference: continue" + _GOES_ON,
        P,
    ),
    "a step that leaves PowerShell's own": (
        "- pwsh: |\n" + indent(ERROR + ATTACH, "    ") + "  errorActionPreference: default" + _GOES_ON,
        P,
    ),
    "as a variable says": (
        "- pwsh: |\n" + indent(ERROR + ATTACH, "    ") + "  errorActionPreference: $(eap)" + _GOES_ON,
        U,
    ),
    "PowerShell@2": (
        task("PowerShell@2", ERROR + ATTACH, "targetType: inline", "script: |") + _GOES_ON,
        F,
    ),
    "AzurePowerShell@5 that goes on": (
        task(
            "AzurePowerShell@5",
            ERROR + ATTACH,
            "ScriptType: InlineScript",
            "ErrorActionPreference: SilentlyContinue",
            "Inline: |",
        )
        + _GOES_ON,
        P,
    ),
    "AzureCLI@2": (task("AzureCLI@2", ERROR + ATTACH, *INLINE) + _GOES_ON, F),
    "AzureCLI@2 that goes on": (
        task("AzureCLI@2", ERROR + ATTACH, "powerShellErrorActionPreference: continue", *INLINE) + _GOES_ON,
        P,
    ),
    "AzureCLI@2 in bash": (
        task("AzureCLI@2", ERROR + ATTACH, *INLINE).replace("pscore", "bash") + _GOES_ON,
        P,
    ),
}


@pytest.mark.parametrize("case", ON_AZURE)
def test_what_an_error_ends_in_a_pipeline(case: str, tmp_path: Path) -> None:
    written, expected = ON_AZURE[case]
    made = "- pwsh: |\n" + indent(OFF, "    ")
    pipeline = f"steps:\n{made}\n{written}- pwsh: |\n{indent(CLUSTER, '    ')}"
    assert verdict(tmp_path, {"azure-pipelines.yml": pipeline}) is expected


SCRIPT = (
    "param([string]$Gateway = '')\n"
    + OFF
    + "if ($Gateway) {\n"
    + ATTACH.replace("egress", "$Gateway")
    + "}\n"
    + CLUSTER
)
FILES = {
    "AzureCLI@2": (
        "azure-pipelines.yml",
        "steps:\n- task: AzureCLI@2\n  inputs:\n    scriptType: pscore\n    scriptLocation: scriptPath\n"
        "    scriptPath: $(System.DefaultWorkingDirectory)/ops/up.ps1\n    arguments: -Gateway egress\n# az aks create\n",
        P,
    ),
    "PowerShell@2": (
        "azure-pipelines.yml",
        "steps:\n- task: PowerShell@2\n  inputs:\n    targetType: filePath\n    filePath: ops/up.ps1\n# az aks create\n",
        F,
    ),
    "AzurePowerShell@5": (
        "azure-pipelines.yml",
        "steps:\n- task: AzurePowerShell@5\n  inputs:\n    ScriptType: FilePath\n    ScriptPath: ops/up.ps1\n"
        "    ScriptArguments: -Gateway egress\n# az aks create\n",
        P,
    ),
    "a step": (
        ".github/workflows/up.yml",
        workflow(step("./ops/up.ps1 -Gateway egress  # az aks create")),
        P,
    ),
    "a step of bash": (
        ".github/workflows/up.yml",
        workflow(
            step("pwsh -File ./ops/up.ps1 -Gateway egress  # az aks create").replace(
                "shell: pwsh", "shell: bash"
            )
        ),
        P,
    ),
    "a script of bash": ("up.sh", "# az aks create\nGW=egress\npwsh ops/up.ps1 -Gateway $GW\n", P),
    "a recipe": ("Makefile", "# az aks create\nup:\n\tpwsh -NoProfile -File ops/up.ps1\n", F),
}


@pytest.mark.parametrize("case", FILES)
def test_scripts_of_the_repository(case: str, tmp_path: Path) -> None:
    path, written, expected = FILES[case]
    report = linted(tmp_path, {path: written, "ops/up.ps1": SCRIPT})
    found = {
        cluster.verdicts["node-subnet-no-nat"]
        for stack in report.stacks
        for cluster in stack.clusters
        if stack.stack.root == path
    }
    assert found == {expected}
