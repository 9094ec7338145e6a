"""GitHub workflows: what their steps provision, where expressions and conditions leave it open, what is not followed."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent, indent

import pytest
from folders import linted, verdicts

from natpin.model.finding import Verdict
from natpin.model.report import StackReport

NETWORK = """\
az network public-ip prefix create -g rg -n prefix --length 29
az network nat gateway create -g rg -n egress --public-ip-prefixes prefix --idle-timeout 10
az network vnet create -g rg -n vnet --address-prefixes 10.0.0.0/16
az network vnet subnet create -g rg --vnet-name vnet -n nodes --address-prefixes 10.0.0.0/20 --nat-gateway egress
"""
SUBNET = "$(az network vnet subnet show -g rg --vnet-name vnet -n nodes --query id -o tsv)"
CLUSTER = f"""\
az aks create -g rg -n pay --network-plugin azure --outbound-type userAssignedNATGateway --vnet-subnet-id {SUBNET}
"""
RULE = "node-subnet-no-nat"
PASS, FAIL, UNKNOWN = Verdict.PASS, Verdict.FAIL, Verdict.UNKNOWN


def step(run: str, *more: str) -> str:
    """A step of a job, indented as ``workflow`` has it."""
    lines = ["- run: |", *(f"    {line}" for line in run.splitlines()), *(f"  {line}" for line in more)]
    return indent("\n".join(lines), "      ") + "\n"


def workflow(*steps: str, top: str = "on: push\n", job: str = "") -> str:
    return f"{top}jobs:\n  deploy:\n    runs-on: ubuntu-latest\n{indent(job, '    ')}    steps:\n{''.join(steps)}"


def only(folder: Path, written: str, **given: str) -> StackReport:
    report = linted(folder, {".github/workflows/deploy.yml": written}, **given)
    assert not report.skipped
    (stack,) = report.stacks
    assert stack.stack.reader == "github-workflow"
    return stack


def verdict(folder: Path, written: str, rule: str = RULE, **given: str) -> Verdict:
    (cluster,) = only(folder, written, **given).clusters
    return cluster.verdicts[rule]


CHOSEN = (
    NETWORK
    + """\
az network vnet subnet create -g rg --vnet-name vnet -n bare --address-prefixes 10.0.9.0/24
echo "SUB=bare" >> "$GITHUB_ENV"
"""
)
"""A subnet without a gateway, whose name the steps after it get."""
IN_SHELL, IN_EXPRESSION = (
    CLUSTER.replace("-n nodes", f"-n {name}") for name in ('"$SUB"', '"${{ env.SUB }}"')
)


@pytest.mark.parametrize(
    ("using", "more", "expected"),
    [
        (IN_SHELL, (), FAIL),
        (IN_EXPRESSION, (), FAIL),
        (IN_SHELL, ("env: {SUB: nodes}",), PASS),
        (IN_EXPRESSION, ("env: {SUB: nodes}",), PASS),
        (IN_SHELL, ('env: {SUB: "${{ env.SUB }}"}',), FAIL),
        ('echo "LATER=1" >> "$GITHUB_ENV"\n' + IN_SHELL, (), FAIL),
        ('echo "LATER=1" >> "$GITHUB_ENV"\n' + IN_EXPRESSION, (), FAIL),
    ],
)
@pytest.mark.parametrize("around", ["", "env:\n  SUB: nodes\n"])
def test_what_a_step_writes_for_those_after_it(
    tmp_path: Path, using: str, more: tuple[str, ...], expected: Verdict, around: str
) -> None:
    written = workflow(step(CHOSEN), step(using, *more), top=f"on: push\n{around}")
    assert verdict(tmp_path, written) is expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        pytest.param(workflow(step(NETWORK), step(CLUSTER)), PASS, id="two steps"),
        pytest.param(
            workflow(step(NETWORK.replace("--nat-gateway egress", "")), step(CLUSTER)), FAIL, id="no NAT"
        ),
        pytest.param(
            workflow(
                step(NETWORK),
                step(CLUSTER.replace("-n pay", "-n ${{ env.NAME }}")),
                top="on: push\nenv:\n  NAME: pay\n",
            ),
            PASS,
            id="env of the workflow",
        ),
        pytest.param(
            workflow(
                step(NETWORK.replace("--nat-gateway egress", "$NAT")),
                step(CLUSTER),
                job="env: {NAT: --nat-gateway egress}\n",
            ),
            PASS,
            id="env of the job, in words",
        ),
        pytest.param(
            workflow(
                step(NETWORK.replace("--nat-gateway egress", "$NAT"), "env: {NAT: ''}"),
                step(CLUSTER),
                job="env: {NAT: --nat-gateway egress}\n",
            ),
            FAIL,
            id="env of the step wins",
        ),
        pytest.param(
            workflow(
                step("NAT='--nat-gateway egress'"),
                step(NETWORK.replace("--nat-gateway egress", "$NAT")),
                step(CLUSTER),
            ),
            UNKNOWN,
            id="a variable ends with its step",
        ),
        pytest.param(
            workflow(
                step(NETWORK + f'echo "SUBNET={SUBNET}" >> "$GITHUB_ENV"'),
                step(CLUSTER.replace(SUBNET, '"$SUBNET"')),
            ),
            PASS,
            id="GITHUB_ENV",
        ),
        pytest.param(
            workflow(
                step(NETWORK + f'echo "subnet={SUBNET}" >> $GITHUB_OUTPUT', "id: net"),
                step(CLUSTER.replace(SUBNET, "${{ steps.net.outputs.subnet }}")),
            ),
            PASS,
            id="GITHUB_OUTPUT",
        ),
        pytest.param(
            workflow(step(NETWORK), step(CLUSTER.replace(SUBNET, "'${{ vars.SUBNET_ID }}'"))),
            UNKNOWN,
            id="vars",
        ),
        pytest.param(
            workflow(step(NETWORK.replace("--nat-gateway egress", "${{ vars.NAT_FLAGS }}")), step(CLUSTER)),
            UNKNOWN,
            id="flags from vars",
        ),
        pytest.param(
            workflow(
                step(NETWORK),
                step(
                    "az network vnet subnet update -g rg --vnet-name vnet -n nodes --remove natGateway",
                    "if: failure()",
                ),
                step(CLUSTER),
            ),
            PASS,
            id="what is done after a failure",
        ),
        pytest.param(
            workflow(
                step(NETWORK),
                step(
                    "az network vnet subnet update -g rg --vnet-name vnet -n nodes --remove natGateway",
                    "if: always()",
                ),
                step(CLUSTER),
            ),
            FAIL,
            id="what is always done",
        ),
        pytest.param(
            workflow(
                step(NETWORK),
                step(
                    "az network vnet subnet update -g rg --vnet-name vnet -n nodes --remove natGateway",
                    "if: inputs.detach",
                ),
                step(CLUSTER),
            ),
            UNKNOWN,
            id="what an input decides",
        ),
        pytest.param(
            workflow(
                step(NETWORK), step(CLUSTER), step("Set-AzVirtualNetwork -VirtualNetwork $v", "shell: pwsh")
            ),
            UNKNOWN,
            id="another shell",
        ),
        pytest.param(
            workflow(step(NETWORK), step(CLUSTER), "      - uses: some/azure-network-action@v1\n"),
            UNKNOWN,
            id="an action that is not here",
        ),
        pytest.param(
            workflow(
                step(NETWORK),
                step(CLUSTER),
                "      - uses: aws-actions/secrets@v2\n        with: {secret-ids: AZURE_CREDENTIALS}\n",
            ),
            PASS,
            id="an action of another cloud that is told of Azure",
        ),
        *(
            pytest.param(
                workflow(
                    step(NETWORK),
                    step(CLUSTER),
                    f"      - uses: nick-fields/retry@v3\n        with:\n          max_attempts: 3\n{more}"
                    f"          command: az network vnet subnet update -g rg --vnet-name vnet -n nodes {change}\n",
                ),
                expected,
                id=f"a retry: {change}{more}",
            )
            for change, more, expected in (
                ("--set privateEndpointNetworkPolicies=Disabled", "", PASS),
                ("--remove natGateway", "", FAIL),
                ("--nat-gateway egress", "          on_retry_command: az x\n", UNKNOWN),
                ("--nat-gateway egress", "          shell: pwsh\n", UNKNOWN),
            )
        ),
        pytest.param(
            workflow(
                "      - uses: actions/checkout@v5\n      - uses: azure/login@v2\n        with: {client-id: x}\n",
                step(NETWORK),
                step(CLUSTER),
            ),
            PASS,
            id="actions that change no network",
        ),
    ],
)
def test_what_the_cluster_leaves_by(written: str, expected: Verdict, tmp_path: Path) -> None:
    assert verdict(tmp_path, written) is expected


def test_a_choice_tells_for_which_answer_it_fails(tmp_path: Path) -> None:
    top = "on:\n  workflow_dispatch:\n    inputs:\n      nat: {type: boolean}\n"
    attach = "az network vnet subnet update -g rg --vnet-name vnet -n nodes --nat-gateway egress"
    bare = NETWORK.replace(" --nat-gateway egress", "")
    written = workflow(step(bare), step(attach, "if: ${{ inputs.nat }}"), step(CLUSTER), top=top)
    stack = only(tmp_path, written)
    (cluster,) = stack.clusters
    assert cluster.verdicts[RULE] is UNKNOWN
    assert cluster.conditional[RULE].fails
    assert cluster.conditional[RULE].passes


def test_what_is_given_settles_an_input(tmp_path: Path) -> None:
    written = workflow(step("az aks create -g rg -n pay --outbound-type ${{ inputs.outbound }}"))
    assert verdict(tmp_path, written, "outbound-type-not-nat") is UNKNOWN
    assert verdict(tmp_path, written, "outbound-type-not-nat", outbound="loadBalancer") is FAIL
    assert verdict(tmp_path, written, "outbound-type-not-nat", outbound="managedNATGateway") is PASS


def test_places_are_those_of_the_file(tmp_path: Path) -> None:
    written = workflow(step(NETWORK.replace("--idle-timeout 10", "--idle-timeout 600")), step(CLUSTER))
    (finding,) = [one for one in only(tmp_path, written).findings if one.rule.id == "nat-idle-seconds"]
    line = next(n for n, text in enumerate(written.splitlines(), 1) if "600" in text)
    assert (finding.at.line, finding.at.column) == (line, written.splitlines()[line - 1].index("600") + 1)


def test_jobs_run_after_what_they_need(tmp_path: Path) -> None:
    written = dedent("""\
        on: push
        jobs:
          cluster:
            needs: network
            runs-on: ubuntu-latest
            steps:
              - run: az aks create -g rg -n pay --outbound-type userAssignedNATGateway --vnet-subnet-id "${{ needs.network.outputs.id }}"
          network:
            runs-on: ubuntu-latest
            outputs:
              id: ${{ steps.net.outputs.subnet }}
            steps:
              - id: net
                run: |
        """) + indent(NETWORK + f"echo subnet={SUBNET} >> $GITHUB_OUTPUT\n", " " * 10)
    assert verdict(tmp_path, written) is PASS


@pytest.mark.parametrize(("flags", "expected"), [("--nat-gateway egress", PASS), ("", FAIL)])
def test_a_called_workflow_takes_what_it_is_given(flags: str, expected: Verdict, tmp_path: Path) -> None:
    called = workflow(
        step(NETWORK.replace("--nat-gateway egress", "${{ inputs.flags }}")),
        step(CLUSTER),
        top="on:\n  workflow_call:\n    inputs:\n      flags: {type: string}\n",
    )
    caller = (
        f"on: push\njobs:\n  go:\n    uses: ./.github/workflows/called.yml\n    with: {{flags: '{flags}'}}\n"
    )
    report = linted(tmp_path, {".github/workflows/called.yml": called, ".github/workflows/go.yml": caller})
    assert [(s.stack.root, s.clusters[0].verdicts[RULE]) for s in report.stacks] == [
        (".github/workflows/go.yml", expected)
    ]


@pytest.mark.parametrize(
    ("kind", "written", "given", "expected"),
    [
        ("string", "inputs.off == true", "true", PASS),  # the text true is not a number, the boolean is 1
        ("string", "inputs.off == true", "1", FAIL),
        ("string", "inputs.off == 'true'", "true", FAIL),
        ("boolean", "inputs.off == true", "true", FAIL),
        ("boolean", "inputs.off == true", "false", PASS),
        ("boolean", "inputs.off == 'true'", "true", PASS),
        ("number", "inputs.off == 1", "1", FAIL),
        ("string", "inputs.off == true", None, UNKNOWN),
        ("string", "github.event.inputs.off == true", None, UNKNOWN),
    ],
)
def test_an_input_is_compared_as_what_it_is_declared(
    kind: str, written: str, given: str | None, expected: Verdict, tmp_path: Path
) -> None:
    top = f"on:\n  workflow_dispatch:\n    inputs:\n      off: {{type: {kind}}}\n"
    whole = workflow(step(NETWORK + CLUSTER), step(DETACH, f"if: ${{{{ {written} }}}}"), top=top)
    assert verdict(tmp_path, whole, **({"off": given} if given is not None else {})) is expected


def test_a_local_action_is_part_of_the_workflow(tmp_path: Path) -> None:
    action = "inputs:\n  name: {default: pay}\nruns:\n  using: composite\n  steps:\n" + indent(
        dedent(step(CLUSTER.replace("-n pay", "-n ${{ inputs.name }}"), "shell: bash")), "    "
    )
    report = linted(
        tmp_path,
        {
            ".github/actions/aks/action.yml": action,
            ".github/workflows/go.yml": workflow(step(NETWORK), "      - uses: ./.github/actions/aks\n"),
        },
    )
    assert not report.skipped
    (stack,) = report.stacks
    assert [(cluster.name, cluster.verdicts[RULE]) for cluster in stack.clusters] == [("pay", PASS)]


@pytest.mark.parametrize(
    "written",
    [
        "on: push\njobs: [",
        "on: push\njobs: 3 # az aks create -g rg -n x",
        "jobs:\n  a: {steps: [{run: [az aks create]}, 3, null, {run: {}}]}  # az aks create -g rg -n x",
        "jobs:\n  a: {needs: a, uses: ./.github/workflows/deploy.yml}  # az aks create -g r -n x",
        workflow(step(CLUSTER.replace("pay", "${{ " * 40))),
        workflow(
            step("az aks create -g rg -n ${{ env.A }}"),
            top="on: push\nenv: {A: '${{ env.B }}', B: '${{ env.A }}'}\n",
        ),
    ],
)
def test_no_file_breaks_it(written: str, tmp_path: Path) -> None:
    report = linted(tmp_path, {".github/workflows/deploy.yml": written})
    assert not any("bug" in one.reason for one in report.skipped)


DETACH = "az network vnet subnet update -g rg --vnet-name vnet -n nodes --remove natGateway\n"
ATTACH = "az network vnet subnet update -g rg --vnet-name vnet -n nodes --nat-gateway egress\n"
BARE = NETWORK.replace(" --nat-gateway egress", "")


def jobs(**bodies: str) -> str:
    return "on: push\njobs:\n" + "".join(
        f"  {name}:\n{indent(body, '    ')}" for name, body in bodies.items()
    )


def one(run: str, *more: str) -> str:
    return "".join(f"{line}\n" for line in more) + f"steps:\n  - run: |\n{indent(run, '      ')}"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        pytest.param(workflow(step(NETWORK + CLUSTER), step(DETACH, "if: ${{ 'false' }}")), FAIL, id="a text is true"),
        pytest.param(workflow(step(BARE), step("exit 1"), step(ATTACH), step(CLUSTER, "if: always()")), FAIL, id="after a failure"),
        pytest.param(workflow(step(BARE), step("exit 1", "continue-on-error: true"), step(ATTACH + CLUSTER)), PASS, id="a failure that is let go"),
        pytest.param(workflow(step(BARE + CLUSTER), step("false\n" + ATTACH)), FAIL, id="bash -e"),
        pytest.param(workflow(step(BARE), step(ATTACH, "if: github.ref == 'x'"), step(CLUSTER, "if: github.ref == 'x'")), PASS, id="both under one condition"),
        pytest.param(workflow(step(BARE.rstrip() + " --nat-gateway \"${{ env.S == 'A' && 'egress' || '' }}\"\n" + CLUSTER), top="on: push\nenv: {S: a}\n"), PASS, id="one value or another"),
        pytest.param(jobs(n=one(BARE), d=one(DETACH, "needs: n"), a=one(ATTACH, "needs: n"), c=one(CLUSTER, "needs: [a, d]")), UNKNOWN, id="jobs side by side"),
        pytest.param(jobs(a="outputs: {g: egress}\n" + one("echo"), c=one("echo", "needs: a"), b=one(BARE.rstrip() + " --nat-gateway \"${{ needs.a.outputs.g }}\"\n" + CLUSTER, "needs: c")), FAIL, id="outputs of what is not needed"),
        pytest.param(jobs(n=one(NETWORK + CLUSTER), g="if: false\n" + one("echo"), d=one(DETACH, "needs: [n, g]")), PASS, id="needs a job that is skipped"),
        pytest.param(jobs(n=one(NETWORK + CLUSTER), g="if: false\n" + one("echo"), h=one("echo", "needs: g"), d=one(DETACH, "needs: [n, h]")), PASS, id="needs one that needs one that is skipped"),
        pytest.param(jobs(n=one(NETWORK + CLUSTER), g="if: false\n" + one("echo"), d=one(DETACH, "needs: [n, g]", "if: always()")), FAIL, id="runs though one is skipped"),
        pytest.param(jobs(n=one(NETWORK + CLUSTER), g="if: false\n" + one("echo"), d=one(DETACH, "needs: [n, g]", "if: '!failure()'")), FAIL, id="runs unless one failed"),
        pytest.param(workflow(step(NETWORK + CLUSTER), step(DETACH, "if: contains('Prod', 'PRO')")), FAIL, id="contains, whatever the case"),
        pytest.param(workflow(step(NETWORK + CLUSTER), step(DETACH, "if: startsWith('prod', 'x')")), PASS, id="startsWith"),
        pytest.param(workflow(step(NETWORK + CLUSTER), step(DETACH, "if: ${{ '' == 0 }}")), FAIL, id="an empty text is 0"),
        pytest.param(workflow(step(NETWORK + CLUSTER), step(DETACH, "if: ${{ '010' == 10 }}")), FAIL, id="a text as a number"),
        pytest.param(workflow(step(NETWORK + CLUSTER), step(DETACH, "if: ${{ 'true' == true }}")), PASS, id="the text true is not a boolean"),
        pytest.param(workflow(step(NETWORK + CLUSTER), step(DETACH, "if: ${{ 'true' == 1 }}")), PASS, id="the text true is not a number"),
        pytest.param(workflow(step(NETWORK + CLUSTER), step(DETACH, "if: ${{ true == 1 }}")), FAIL, id="the boolean true is 1"),
        pytest.param(workflow(step(NETWORK + CLUSTER), step(DETACH, "if: ${{ 'x' == 0 }}")), PASS, id="a text that is not a number"),
        pytest.param(workflow(step(NETWORK + CLUSTER), step(DETACH, "if: ${{ matrix.off == true }}"), job="strategy: {matrix: {off: ['true']}}\n"), PASS, id="a text of a matrix"),
        pytest.param(workflow(step(NETWORK + CLUSTER), step(DETACH, "if: ${{ matrix.off == true }}"), job="strategy: {matrix: {off: [true]}}\n"), FAIL, id="a boolean of a matrix"),
        pytest.param(workflow(step(NETWORK + CLUSTER), step(DETACH, 'if: "${{ false }}\\n"')), FAIL, id="a line break makes it a text"),
        pytest.param(workflow(step("echo v=PROD >> $GITHUB_OUTPUT", "id: s"), step(NETWORK + CLUSTER), step(DETACH, "if: steps.s.outputs.v == 'prod'")), FAIL, id="an output, whatever the case"),
        pytest.param(workflow(step("echo v=PROD >> $GITHUB_OUTPUT", "id: s"), step(NETWORK + CLUSTER), step(DETACH, "if: steps.s.outputs.v != 'prod'")), PASS, id="an output that differs in its case alone"),
        pytest.param(workflow(step(BARE), step("false | true\n" + ATTACH, "shell: bash", "continue-on-error: true"), step(CLUSTER)), FAIL, id="a named bash has pipefail"),
        pytest.param(workflow(step(BARE), step("false | true\n" + ATTACH, "continue-on-error: true"), step(CLUSTER)), PASS, id="the shell of its own has not"),
        pytest.param(workflow(step(BARE), step("false | true\n" + ATTACH, "shell: bash -e {0}", "continue-on-error: true"), step(CLUSTER)), PASS, id="nor has one with options of its own"),
    ],
)  # fmt: skip
def test_what_runs_and_when(written: str, expected: Verdict, tmp_path: Path) -> None:
    report = linted(tmp_path, {".github/workflows/w.yml": written})
    assert verdicts(report, RULE) == [expected]


def test_what_is_not_known_keeps_a_name_of_its_own_however_much_there_is(tmp_path: Path) -> None:
    many = "".join(f'echo "${{{{ vars.N{number} }}}}"\n' for number in range(1_100))
    network = NETWORK.replace("-n nodes", '-n "${{ vars.ONE }}"')
    cluster = CLUSTER.replace("-n nodes", '-n "${{ vars.OTHER }}"')
    assert verdict(tmp_path, workflow(step(many), step(network), step(cluster))) is UNKNOWN
