"""GitLab CI/CD: which jobs run in which order, with which variables, and what is not in the repository."""

from __future__ import annotations

from pathlib import Path
from textwrap import indent

import pytest
from folders import linted, verdicts

from natpin.model.finding import Verdict

GATEWAY = """\
- az network public-ip prefix create -g rg -n prefix --length 29
- az network nat gateway create -g rg -n egress --public-ip-prefixes prefix --idle-timeout 10
- az network vnet create -g rg -n vnet --address-prefixes 10.0.0.0/16
"""
NODES = "- az network vnet subnet create -g rg --vnet-name vnet -n nodes --address-prefixes 10.0.0.0/20"
NETWORK = f"{GATEWAY}{NODES} --nat-gateway egress\n"
SUBNET = "$(az network vnet subnet show -g rg --vnet-name vnet -n nodes --query id -o tsv)"
CLUSTER = (
    "- az aks create -g rg -n pay --network-plugin azure --outbound-type userAssignedNATGateway --vnet-subnet-id "
    f"{SUBNET}\n"
)
RULE = "node-subnet-no-nat"
PASS, FAIL, UNKNOWN = Verdict.PASS, Verdict.FAIL, Verdict.UNKNOWN


def job(name: str, script: str, *more: str) -> str:
    return f"{name}:\n" + "".join(f"  {line}\n" for line in more) + "  script:\n" + indent(script, "    ")


def verdict(folder: Path, files: dict[str, str]) -> Verdict:
    report = linted(folder, files)
    assert not report.skipped
    (stack,) = report.stacks
    (cluster,) = stack.clusters
    return cluster.verdicts[RULE]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        pytest.param(job("a", NETWORK + CLUSTER), PASS, id="one job"),
        pytest.param(job("a", f"{GATEWAY}{NODES}\n{CLUSTER}"), FAIL, id="no NAT"),
        pytest.param(
            "stages: [one, two]\n" + job("z", CLUSTER, "stage: two") + job("a", NETWORK, "stage: one"),
            PASS,
            id="stages in their order",
        ),
        pytest.param(job("z", CLUSTER, "needs: [a]") + job("a", NETWORK), PASS, id="needs"),
        pytest.param(
            "variables: {FLAGS: --nat-gateway egress}\n" + job("a", f"{GATEWAY}{NODES} $FLAGS\n{CLUSTER}"),
            PASS,
            id="variables",
        ),
        pytest.param(
            "variables: {FLAGS: --nat-gateway egress}\n"
            + job("a", f"{GATEWAY}{NODES} $FLAGS\n{CLUSTER}", "variables: {FLAGS: --tags a=b}"),
            FAIL,
            id="the job's variables win",
        ),
        pytest.param(
            job(".base", NETWORK)
            + "a:\n  extends: .base\n  after_script: [echo]\n"
            + job("b", CLUSTER, "needs: [a]"),
            PASS,
            id="extends",
        ),
        pytest.param(
            job(".base", NETWORK) + job("a", "- !reference [.base, script]\n" + CLUSTER), PASS, id="reference"
        ),
        pytest.param(
            "default:\n  before_script:\n" + indent(NETWORK, "    ") + job("a", CLUSTER), PASS, id="default"
        ),
        pytest.param(
            job(
                "a",
                NETWORK + f'- echo "SUBNET={SUBNET}" >> build.env\n',
                "artifacts: {reports: {dotenv: build.env}}",
            )
            + job("b", CLUSTER.replace(SUBNET, '"$SUBNET"'), "needs: [a]"),
            PASS,
            id="dotenv",
        ),
        pytest.param(
            job("a", NETWORK + CLUSTER)
            + job(
                "b",
                "- az network vnet subnet update -g rg --vnet-name vnet -n nodes --remove natGateway\n",
                "when: on_failure",
            ),
            PASS,
            id="after a failure only",
        ),
        pytest.param(
            job("a", NETWORK + CLUSTER)
            + job(
                "b",
                "- az network vnet subnet update -g rg --vnet-name vnet -n nodes --remove natGateway\n",
                'rules: [{if: $DETACH == "yes"}]',
                "needs: [a]",
            ),
            UNKNOWN,
            id="rules",
        ),
        pytest.param(
            "include: [{project: platform/ci, file: /aks.yml}]\n" + job("a", NETWORK + CLUSTER),
            UNKNOWN,
            id="another project's file",
        ),
    ],
)
def test_what_the_cluster_leaves_by(written: str, expected: Verdict, tmp_path: Path) -> None:
    assert verdict(tmp_path, {".gitlab-ci.yml": written}) is expected


def test_an_included_file_is_part_of_the_configuration(tmp_path: Path) -> None:
    files = {
        ".gitlab-ci.yml": "include: /ci/gitlab-aks.yml\n" + job("a", NETWORK),
        "ci/gitlab-aks.yml": job("b", CLUSTER, "needs: [a]"),
    }
    assert verdict(tmp_path, files) is PASS


@pytest.mark.parametrize(
    "written",
    [
        "a: [",
        "a: {script: {b: c}} # az aks create -g r",
        "include: 3\na: {script: [[[3]]], extends: a, needs: a}\n# az aks create -g x",
    ],
)
def test_no_file_breaks_it(written: str, tmp_path: Path) -> None:
    assert not any("bug" in one.reason for one in linted(tmp_path, {".gitlab-ci.yml": written}).skipped)


BARE = f"{GATEWAY}{NODES}\n"
ATTACH = "- az network vnet subnet update -g rg --vnet-name vnet -n nodes --nat-gateway egress\n"
DETACH = "- az network vnet subnet update -g rg --vnet-name vnet -n nodes --remove natGateway\n"
STAGES = "stages: [a, b, c]\n"


def staged(middle: str, last: str = "") -> str:
    return STAGES + job("n", BARE, "stage: a") + middle + job("k", CLUSTER, "stage: c") + last


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        pytest.param(staged(job("x", ATTACH, "stage: b", "when: manual")), UNKNOWN, id="started by hand"),
        pytest.param(staged(job("x", ATTACH, "stage: b", "only: [main]")), UNKNOWN, id="only"),
        pytest.param(staged(job("x", ATTACH, "stage: b", "rules:", "  - if: $CI == 'x'", "    when: never", "  - when: always")), UNKNOWN, id="the first rule decides"),
        pytest.param(staged(job("x", ATTACH, "stage: b", "rules:", "  - if: '\"a\" == \"a\"'", "    when: never", "  - when: always")), FAIL, id="texts that are written out"),
        pytest.param(staged(job("x", ATTACH, "stage: b", "rules:", "  - if: '\"a\" == \"b\"'", "    when: never", "  - when: always")), PASS, id="texts that differ"),
        pytest.param(staged(job("x", ATTACH, "stage: b", "rules:", "  - if: '\"a\" == \"b\"'")), FAIL, id="no rule holds"),
        pytest.param(staged(job("x", DETACH, "stage: b") + job("y", ATTACH, "stage: b")), UNKNOWN, id="jobs side by side"),
        pytest.param(staged(job("x", f"- exit 1\n{ATTACH}", "stage: b", "allow_failure: true")), FAIL, id="nothing after a failure"),
        pytest.param("variables: {G: egress}\n" + job("j", f"{BARE.rstrip()} --nat-gateway \"$G\"\n{CLUSTER}", "inherit: {variables: false}"), UNKNOWN, id="not inherited"),
        pytest.param(job("j", NETWORK + CLUSTER, "after_script:", f"  {DETACH.strip()}"), FAIL, id="after_script"),
    ],
)  # fmt: skip
def test_when_a_job_runs(written: str, expected: Verdict, tmp_path: Path) -> None:
    report = linted(tmp_path, {".gitlab-ci.yml": written})
    assert verdicts(report, RULE) == [expected]


CHILD = "up:\n  script:\n{}"


@pytest.mark.parametrize(
    ("trigger", "expected"),
    [
        ("  trigger:\n    include: ci/up.yml\n", PASS),
        ("  trigger:\n    include:\n      - local: /ci/up.yml\n    strategy: depend\n", PASS),
        ("  variables: {NAT: ''}\n  trigger:\n    include: ci/up.yml\n", FAIL),
        ("  rules:\n    - if: $CI_COMMIT_BRANCH == 'main'\n  trigger:\n    include: ci/up.yml\n", PASS),
    ],
)
def test_a_pipeline_that_a_job_starts(trigger: str, expected: Verdict, tmp_path: Path) -> None:
    text = NETWORK.replace("--nat-gateway egress", "$NAT") + CLUSTER
    child = "variables:\n  NAT: --nat-gateway egress\n" + CHILD.format(indent(text, "    "))
    report = linted(tmp_path, {".gitlab-ci.yml": f"go:\n{trigger}", "ci/up.yml": child})
    assert not report.skipped
    (stack,) = report.stacks
    (cluster,) = stack.clusters
    assert cluster.verdicts[RULE] is expected


def test_a_pipeline_that_another_job_writes_is_told(tmp_path: Path) -> None:
    files = {
        ".gitlab-ci.yml": "go:\n  trigger:\n    include:\n      - artifact: made.yml\n        job: make\n"
        + CHILD.format(indent(NETWORK + CLUSTER, "    "))
    }
    (stack,) = linted(tmp_path, files).stacks
    assert any("starts" in doubt.reason for doubt in stack.doubts)
