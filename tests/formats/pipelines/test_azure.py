"""Azure Pipelines: what their steps provision, where parameters and conditions leave it open, what is not followed."""

from __future__ import annotations

from pathlib import Path
from textwrap import indent

import pytest
from folders import linted, verdicts

from natpin.formats.pipelines import azure
from natpin.model.finding import Verdict
from natpin.model.report import Report, StackReport

NETWORK = """\
az network public-ip prefix create -g rg -n prefix --length 29
az network nat gateway create -g rg -n egress --public-ip-prefixes prefix --idle-timeout 10
az network vnet create -g rg -n vnet --address-prefixes 10.0.0.0/16
az network vnet subnet create -g rg --vnet-name vnet -n nodes --address-prefixes 10.0.0.0/20 --nat-gateway egress
"""
BARE = NETWORK.replace(" --nat-gateway egress", "")
ATTACH = "az network vnet subnet update -g rg --vnet-name vnet -n nodes --nat-gateway egress\n"
DETACH = "az network vnet subnet update -g rg --vnet-name vnet -n nodes --remove natGateway\n"
SUBNET = "$(az network vnet subnet show -g rg --vnet-name vnet -n nodes --query id -o tsv)"
CLUSTER = f"""\
az aks create -g rg -n pay --network-plugin azure --outbound-type userAssignedNATGateway --vnet-subnet-id {SUBNET}
"""
RULE = "node-subnet-no-nat"
PASS, FAIL, UNKNOWN = Verdict.PASS, Verdict.FAIL, Verdict.UNKNOWN


def cli(script: str, *more: str) -> str:
    """A step of AzureCLI@2."""
    return (
        "- task: AzureCLI@2\n"
        + "".join(f"  {line}\n" for line in more)
        + "  inputs:\n    azureSubscription: pay\n    scriptType: bash\n    scriptLocation: inlineScript\n"
        + "    inlineScript: |\n"
        + indent(script, "      ")
    )


def pipeline(*steps: str, top: str = "") -> str:
    return f"trigger: none\n{top}steps:\n{''.join(steps)}"


def only(report: Report) -> StackReport:
    assert not report.skipped
    (stack,) = report.stacks
    assert stack.stack.reader == "azure-pipelines"
    return stack


def verdict(folder: Path, written: str | dict[str, str], rule: str = RULE, **given: str) -> Verdict:
    files = {"azure-pipelines.yml": written} if isinstance(written, str) else written
    (cluster,) = only(linted(folder, files, **given)).clusters
    return cluster.verdicts[rule]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        pytest.param(pipeline(cli(NETWORK), cli(CLUSTER)), PASS, id="two steps"),
        pytest.param(pipeline(cli(BARE), cli(CLUSTER)), FAIL, id="no NAT"),
        pytest.param(
            pipeline(
                cli(NETWORK.replace("egress", "$(gateway)")),
                cli(CLUSTER),
                top="variables:\n  gateway: egress\n",
            ),
            PASS,
            id="a variable as a macro",
        ),
        pytest.param(
            pipeline(
                cli(NETWORK.replace("--nat-gateway egress", "$FLAGS")),
                cli(CLUSTER),
                top="variables:\n- name: flags\n  value: --nat-gateway egress\n",
            ),
            PASS,
            id="a variable in the environment, in upper case",
        ),
        pytest.param(
            pipeline(
                cli(NETWORK + f'echo "##vso[task.setvariable variable=subnetId]{SUBNET}"\n'),
                cli(CLUSTER.replace(SUBNET, '"$(subnetId)"')),
            ),
            PASS,
            id="set by a step, as a macro",
        ),
        pytest.param(
            pipeline(
                cli(NETWORK + f'echo "##vso[task.setvariable variable=subnetId]{SUBNET}"\n'),
                cli(CLUSTER.replace(SUBNET, "'$(subnetId)'")),
            ),
            PASS,
            id="in single quotes: the agent puts it in before the shell looks",
        ),
        pytest.param(
            pipeline(
                cli(NETWORK), cli(CLUSTER.replace(SUBNET, "$(subnetId)")), top="variables:\n- group: prod\n"
            ),
            UNKNOWN,
            id="from a group",
        ),
        pytest.param(
            pipeline(cli(NETWORK), cli(DETACH, "condition: failed()"), cli(CLUSTER)), PASS, id="failed()"
        ),
        pytest.param(
            pipeline(cli(NETWORK), cli(DETACH, "condition: always()"), cli(CLUSTER)), FAIL, id="always()"
        ),
        pytest.param(
            pipeline(
                cli(NETWORK),
                cli(DETACH, "condition: and(succeeded(), eq(variables['detach'], 'yes'))"),
                cli(CLUSTER),
            ),
            UNKNOWN,
            id="what a variable decides",
        ),
        pytest.param(
            pipeline(
                cli(BARE),
                "- ${{ if eq(parameters.nat, true) }}:\n" + indent(cli(ATTACH), "  "),
                cli(CLUSTER),
                top="parameters:\n- name: nat\n  type: string\n  default: 'true'\n",
            ),
            PASS,
            id="if, decided by a default",
        ),
        pytest.param(
            pipeline(
                cli(BARE),
                "- ${{ if eq(parameters.nat, 'no') }}:\n"
                + indent(cli("true\n"), "  ")
                + "- ${{ else }}:\n"
                + indent(cli(ATTACH), "  "),
                cli(CLUSTER),
                top="parameters:\n- name: nat\n  type: string\n  default: 'yes'\n",
            ),
            PASS,
            id="else",
        ),
        pytest.param(
            pipeline(
                cli(BARE),
                "- ${{ each flag in parameters.flags }}:\n"
                + indent(
                    cli("az network vnet subnet update -g rg --vnet-name vnet -n nodes ${{ flag }}\n"), "  "
                ),
                cli(CLUSTER),
                top="parameters:\n- name: flags\n  type: object\n  default: ['--nat-gateway egress']\n",
            ),
            PASS,
            id="each",
        ),
        pytest.param(
            pipeline(
                cli(NETWORK),
                cli(CLUSTER),
                "- pwsh: |\n    az network vnet subnet update --remove natGateway\n",
            ),
            UNKNOWN,
            id="PowerShell",
        ),
        pytest.param(
            pipeline(cli(NETWORK), cli(CLUSTER), "- template: steps/more.yml@templates\n"),
            UNKNOWN,
            id="another repository's template",
        ),
        pytest.param(
            pipeline(cli(NETWORK), cli(CLUSTER), "- task: TerraformTaskV4@4\n  inputs: {command: apply}\n"),
            UNKNOWN,
            id="a task that may change networks",
        ),
        *(
            pytest.param(
                pipeline(f"- task: {task}\n  inputs: {{{inputs}}}\n", cli(NETWORK), cli(CLUSTER)),
                PASS,
                id=f"{task}: {inputs}",
            )
            for task in (
                "TerraformTaskV4@4",
                "TerraformCLI@1",
                "ms-devlabs.custom-terraform-tasks.custom-terraform-release-task.TerraformTaskV4@4",
            )
            for inputs in (
                "provider: azurerm",
                "command: init",
                "command: custom, customCommand: output -json",
            )
        ),
        *(
            pytest.param(pipeline(f"- task: {task}\n", cli(NETWORK), cli(CLUSTER)), expected, id=task)
            for task, expected in {
                "ms-devlabs.custom-terraform-tasks.custom-terraform-installer-task.TerraformInstaller@1": PASS,
                "contoso.tools.aks.AksUpgrade@1": UNKNOWN,
            }.items()
        ),
        *(
            pytest.param(
                pipeline(
                    cli(NETWORK), cli(CLUSTER), f"- task: TerraformCLI@1\n  inputs: {{command: {command}}}\n"
                ),
                UNKNOWN,
                id=f"a task that may {command}",
            )
            for command in ("destroy", "$(command)", "custom")
        ),
        pytest.param(
            pipeline(cli(NETWORK), cli(CLUSTER), "- checkout: self\n- task: Docker@2\n- script: make test\n"),
            PASS,
            id="steps that change no network",
        ),
        pytest.param(
            "stages:\n- stage: net\n  jobs:\n  - job: a\n    steps:\n"
            + indent(cli(NETWORK), "    ")
            + "- stage: aks\n  jobs:\n  - deployment: b\n    environment: prod\n    strategy:\n      runOnce:\n"
            + "        deploy:\n          steps:\n"
            + indent(cli(CLUSTER), "          "),
            PASS,
            id="stages and a deployment job",
        ),
    ],
)
def test_what_the_cluster_leaves_by(written: str, expected: Verdict, tmp_path: Path) -> None:
    assert verdict(tmp_path, written) is expected


def test_a_parameter_tells_for_which_answer_it_fails(tmp_path: Path) -> None:
    top = "parameters:\n- name: nat\n  type: boolean\n  default: true\n"
    written = pipeline(
        cli(BARE), "- ${{ if parameters.nat }}:\n" + indent(cli(ATTACH), "  "), cli(CLUSTER), top=top
    )
    (cluster,) = only(linted(tmp_path, {"azure-pipelines.yml": written})).clusters
    assert cluster.verdicts[RULE] is UNKNOWN
    assert cluster.conditional[RULE].fails
    assert cluster.conditional[RULE].passes
    assert verdict(tmp_path, written, nat="true") is PASS
    assert verdict(tmp_path, written, nat="false") is FAIL


@pytest.mark.parametrize(("place", "expected"), [("infra", PASS), ("elsewhere", UNKNOWN)])
def test_a_task_of_terraform_changes_what_its_folder_declares(
    place: str, expected: Verdict, tmp_path: Path
) -> None:
    task = (
        "- task: TerraformTaskV4@4\n  inputs:\n    provider: azurerm\n    command: apply\n"
        f"    workingDirectory: $(System.DefaultWorkingDirectory)/{place}\n"
    )
    files = {
        "azure-pipelines.yml": pipeline(cli(NETWORK), cli(CLUSTER), task),
        "infra/main.tf": 'resource "azurerm_resource_group" "a" {\n  name     = "a"\n  location = "westeurope"\n}\n',
    }
    assert verdict(tmp_path, files) is expected


@pytest.mark.parametrize(("flags", "expected"), [("--nat-gateway egress", PASS), ("--tags a=b", FAIL)])
def test_a_template_takes_what_it_is_given(flags: str, expected: Verdict, tmp_path: Path) -> None:
    files = {
        "ci/azure-pipelines.yml": f"steps:\n- template: templates/net.yml\n  parameters: {{flags: '{flags}'}}\n",
        "ci/templates/net.yml": "parameters:\n- name: flags\n  type: string\nsteps:\n"
        + cli(NETWORK.replace("--nat-gateway egress", "${{ parameters.flags }}"))
        + cli(CLUSTER),
    }
    assert verdict(tmp_path, files) is expected


def test_a_script_of_the_repository_is_followed(tmp_path: Path) -> None:
    task = (
        "- task: AzureCLI@2\n  inputs:\n    scriptType: bash\n    scriptLocation: scriptPath\n"
        "    scriptPath: infra/net.sh\n    arguments: egress\n"
    )
    files = {
        "azure-pipelines.yml": pipeline(task, cli(CLUSTER)),
        "infra/net.sh": NETWORK.replace("--nat-gateway egress", '--nat-gateway "$1"'),
    }
    report = linted(tmp_path, files)
    verdicts = [
        c.verdicts[RULE] for s in report.stacks if s.stack.reader == "azure-pipelines" for c in s.clusters
    ]
    assert verdicts == [PASS]


def test_places_are_those_of_the_file(tmp_path: Path) -> None:
    written = pipeline(cli(NETWORK.replace("--idle-timeout 10", "--idle-timeout 600")), cli(CLUSTER))
    stack = only(linted(tmp_path, {"azure-pipelines.yml": written}))
    (finding,) = [one for one in stack.findings if one.rule.id == "nat-idle-seconds"]
    line = next(n for n, text in enumerate(written.splitlines(), 1) if "600" in text)
    assert (finding.at.line, finding.at.column) == (line, written.splitlines()[line - 1].index("600") + 1)


@pytest.mark.parametrize(
    "written",
    [
        "steps: [",
        "steps: 3 # az aks create -g rg -n x\n#script:",
        "steps:\n- {script: [az aks create]}\n- 3\n- null\n- {task: {}, inputs: 4}\n- ${{ if }}: [1]\n",
        "steps:\n- template: azure-pipelines.yml\n# az aks create -g r -n x",
        "variables: {a: $(b), b: $(a)}\nsteps:\n- script: az aks create -g rg -n $(a)\n",
        "steps:\n- script: az aks create -g rg -n ${{ and(and(and(and(and(and(and(and(and(and(and(and(x)))))))))))) }}\n",
    ],
)
def test_no_file_breaks_it(written: str, tmp_path: Path) -> None:
    report = linted(tmp_path, {"azure-pipelines.yml": written})
    assert not any("bug" in one.reason for one in report.skipped)


def spread(**bodies: str) -> str:
    return "jobs:\n" + "".join(f"- job: {name}\n{body}" for name, body in bodies.items())


def held(script: str, *more: str) -> str:
    lines = "".join(f"  {line}\n" for line in more)
    return lines + "  steps:\n  - bash: |\n" + "".join(f"      {line}\n" for line in script.splitlines())


SETS = 'echo "##vso[task.setvariable variable=g;isOutput=true]egress"\n'
GIVEN = BARE.rstrip() + ' --nat-gateway "$(g)"\n'


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        pytest.param(spread(d=held(DETACH, "dependsOn: c"), c=held(CLUSTER, "dependsOn: n"), n=held(NETWORK)), FAIL, id="dependsOn"),
        pytest.param(spread(n=held(BARE), d=held(DETACH, "dependsOn: n"), a=held(ATTACH, "dependsOn: n"), c=held(CLUSTER, "dependsOn: [a, d]")), UNKNOWN, id="jobs side by side"),
        pytest.param(spread(n=held(BARE), a=held(ATTACH, "dependsOn: n", "condition: false"), c=held(CLUSTER, "dependsOn: n")), FAIL, id="never"),
        pytest.param(spread(a=held(SETS).replace("- bash", "- name: s\n    bash"), b=held(GIVEN + CLUSTER, "dependsOn: a", "variables:", "  g: $[ dependencies.a.outputs['s.g'] ]")), PASS, id="an output of another job"),
        pytest.param(spread(a=held(SETS.replace(";isOutput=true", "")), b=held(GIVEN + CLUSTER, "dependsOn: a", "variables: {g: ''}")), FAIL, id="no output of another job"),
        pytest.param(spread(a=held(BARE + CLUSTER + "exit 1"), b=held(ATTACH, "dependsOn: a")), FAIL, id="nothing after a failure"),
        pytest.param(spread(a=held(NETWORK + CLUSTER), g=held("echo", "dependsOn: a", "condition: false"), d=held(DETACH, "dependsOn: g")), PASS, id="depends on what is skipped"),
        pytest.param(spread(a=held(NETWORK + CLUSTER), g=held("echo", "dependsOn: a", "condition: false"), d=held(DETACH, "dependsOn: g", "condition: always()")), FAIL, id="runs though one is skipped"),
        pytest.param(spread(a=held(NETWORK + CLUSTER), g=held("echo", "dependsOn: a", "condition: false"), d=held(DETACH, "dependsOn: [a]")), FAIL, id="depends on another"),
    ],
)  # fmt: skip
def test_jobs_and_what_they_hand_on(written: str, expected: Verdict, tmp_path: Path) -> None:
    report = linted(tmp_path, {"azure-pipelines.yml": written})
    assert verdicts(report, RULE) == [expected]


@pytest.mark.parametrize(
    ("used", "expected"),
    [("$(gateway)", PASS), ("$(extra)", UNKNOWN)],
)
def test_a_step_that_may_run_leaves_open_what_it_sets_alone(
    used: str, expected: Verdict, tmp_path: Path
) -> None:
    steps = (
        cli('echo "##vso[task.setvariable variable=gateway]egress"\n'),
        cli(
            'echo "##vso[task.setvariable variable=extra]egress"\n', "condition: eq(variables['more'], 'yes')"
        ),
        cli(NETWORK.replace("--nat-gateway egress", f"--nat-gateway {used}")),
        cli(CLUSTER),
    )
    assert verdict(tmp_path, pipeline(*steps)) is expected


@pytest.mark.parametrize(
    ("change", "counts"),
    [
        ("az network route-table create -g rg -n out", True),
        ("az network vnet subnet create -g rg --vnet-name vnet -n nodes", True),
        ("az resource delete --ids $(find)", True),
        ("az network dns zone create -g rg -n example.com", False),
    ],
)
def test_a_pipeline_that_changes_networks_is_read_beside_clusters(change: str, counts: bool) -> None:
    assert azure.changes_networks("ci/up.yml", pipeline(cli(f"{change}\n")).encode()) is counts
