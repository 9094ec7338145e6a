"""``natpin ci`` on GitLab and Azure Pipelines tells IPs by the addresses that a simulated Azure has, and says where the
checkout is not the commit: the same as the Action does."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest
from platform_server import GitLab
from platform_server.pipeline import Pipeline
from platform_server.repository import BEFORE, RENAMED, WORSE

from natpin.simulator import Settings, Simulator

CIDR = "20.77.0.0/28"


@pytest.fixture
def pipeline(server, tmp_path, monkeypatch, capsys) -> Pipeline:
    return Pipeline(server, tmp_path, monkeypatch, capsys)


@pytest.fixture
def cloud(tmp_path) -> Iterator[Simulator]:
    with Simulator(Settings(operation_seconds=0, retry_after=0)) as simulator:
        group = (
            f"/subscriptions/{simulator.subscription}/resourceGroups/payments-rg/providers/Microsoft.Network"
        )
        properties = {"prefixLength": 28, "publicIPAddressVersion": "IPv4", "ipPrefix": CIDR}
        simulator.seed({"id": f"{group}/publicIPPrefixes/payments-egress-prefix", "location": "westeurope",
                        "sku": {"name": "Standard"}, "properties": properties})  # fmt: skip
        told = {**simulator.info(), "caFile": str(simulator.ca_path)}
        (tmp_path / "azure.json").write_text(json.dumps(told))
        yield simulator


def reader(pipeline: Pipeline, cloud: Simulator) -> tuple[str, ...]:
    return (f"--addresses={cloud.subscription}", f"--azure-info={pipeline.folder / 'azure.json'}")


def test_ips_are_told_as_addresses(pipeline, cloud):
    sha = pipeline.push(RENAMED, "another prefix")
    status, log = pipeline.job(*reader(pipeline, cloud))
    assert status == 1
    said = pipeline.right(sha)
    assert re.search(
        rf"no longer leave from `{CIDR}` \(prefix `payments-egress-prefix`\)|instead of `{CIDR}`", said
    )
    assert "told by their names" not in said
    assert all(one.method == "GET" for one in cloud.requests if "/providers/" in one.path)
    secret = json.loads((pipeline.folder / "azure.json").read_text())["clientSecret"]
    assert secret not in log + said


def test_a_change_that_keeps_them_leaves_a_folded_comment_with_the_addresses(pipeline, cloud):
    sha = pipeline.push(BEFORE + "# touched\n", "a comment in the script")
    status, _ = pipeline.job(*reader(pipeline, cloud))
    assert status == 0
    said = pipeline.right(sha)
    assert said.startswith("<details><summary>✅ <b>natpin</b>")
    assert CIDR in said.splitlines()[0]


def test_the_contract_is_decided_by_the_address(pipeline, cloud):
    (pipeline.origin / "natpin.yaml").write_text(f"contract: [{CIDR}]\n")
    pipeline.commit(BEFORE, "a contract", "main")
    pipeline.push(BEFORE, "as it was")
    pipeline.job("--comment=never", "--all", at=pipeline.checkout(merged=True))
    found = pipeline.folder / "workspace/.natpin/natpin.json"
    assert "contract-not-kept" in found.read_text()
    pipeline.job("--comment=never", "--all", *reader(pipeline, cloud), at=pipeline.checkout(merged=True))
    assert "contract-not-kept" not in found.read_text()


def test_without_a_merge_request_too(pipeline, cloud):
    pipeline.push(BEFORE, "a branch")
    none = {"CI_MERGE_REQUEST_IID": "", "SYSTEM_PULLREQUEST_PULLREQUESTID": ""}
    _, log = pipeline.job(*reader(pipeline, cloud), **none)
    assert CIDR in log
    assert "every finding counts" in log


@pytest.mark.parametrize("diff", [True, False])
def test_azure_is_not_asked_for_a_fork(pipeline, cloud, diff):
    pipeline.push(RENAMED, "another prefix")
    fork = {"CI_MERGE_REQUEST_SOURCE_PROJECT_ID": "99", "SYSTEM_PULLREQUEST_ISFORK": "True"}
    _, log = pipeline.job(*reader(pipeline, cloud), command=("ci", "--diff") if diff else ("ci",), **fork)
    assert cloud.requests == []
    assert CIDR not in log
    if diff:
        assert "does not sign in to Azure for it" in pipeline.comments[0]


def test_an_azure_that_does_not_answer_fails_nothing(pipeline, cloud):
    pipeline.push(BEFORE + "# touched\n", "a comment in the script")
    info = json.loads((pipeline.folder / "azure.json").read_text())
    (pipeline.folder / "azure.json").write_text(json.dumps({**info, "clientSecret": "another"}))
    status, log = pipeline.job(*reader(pipeline, cloud), "--comment=always")
    assert status == 0
    assert "the addresses of IPs could not be read from Azure" in log
    assert "their addresses could not be read" in pipeline.comments[0]


@pytest.mark.parametrize(
    ("flags", "said"),
    [
        (("--addresses=0b1f6471-1bf0-4dda-aec3-cb9272f09590",), "--addresses reads from Azure, so it needs --auth"),
        (("--auth=cli",), "--auth works only with --addresses SUBSCRIPTION"),
    ],
)  # fmt: skip
def test_flags_that_would_count_for_nothing_are_refused(pipeline, flags, said):
    pipeline.push(BEFORE, "opened")
    status, log = pipeline.job(*flags)
    assert (status, pipeline.comments) == (2, [])
    assert said in log


@pytest.mark.parametrize("what", ["altered", "gone", "line ends", "untracked"])
def test_what_is_not_as_the_commit_has_it_is_told(pipeline, server, what):
    sha = pipeline.push(WORSE, "worse")
    at = pipeline.checkout(merged=not isinstance(server, GitLab))
    script = pipeline.folder / "workspace" / "provision.sh"
    if what == "altered":
        script.write_text(BEFORE)
    elif what == "gone":
        script.unlink()
    elif what == "line ends":
        script.write_bytes(script.read_bytes().replace(b"\n", b"\r\n"))
    else:
        (pipeline.folder / "workspace" / "more.sh").write_text(WORSE)
    _, log = pipeline.job("--comment=always", at=at)
    said = pipeline.right(sha)
    told = "The checkout is not what commit" in said
    assert told == ("provision.sh changed after it" in log) == (what in ("altered", "gone"))
    if told:
        assert "`provision.sh` changed after it" in said
        assert "✅" not in said


@pytest.mark.parametrize("touched", [True, False])
def test_the_same_in_the_log_of_a_run_for_no_merge_request(pipeline, touched):
    pipeline.push(BEFORE, "a branch")
    at = pipeline.checkout()
    if touched:
        (pipeline.folder / "workspace" / "provision.sh").write_text(WORSE)
    _, log = pipeline.job(command=("ci",), at=at)
    assert ("provision.sh changed after it" in log) is touched
