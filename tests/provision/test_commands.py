"""plan, apply and init as a user runs them: over HTTPS, with files, exit statuses and signals."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from tests.builders.published import held

from natpin.cli import main
from natpin.provision.bodies import retained
from natpin.simulator import Fault, FaultKind, Settings, Simulator

from .bench import Bench, Time, Wire, entry
from .scenes import lived_in

NET = "Microsoft.Network"


@dataclass
class Site:
    """A repository with natpin.yaml, and an Azure to go with it."""

    azure: Simulator
    folder: Path

    @property
    def ground(self) -> Bench:
        return Bench(self.azure, self.folder, Wire(self.azure), Time(self.azure))

    def config(self, *allow: str, profile: str = "default", **changes: Any) -> None:
        document = json.loads(entry(self.azure.subscription, **changes))
        document |= {"allow": list(allow), "profile": profile}
        (self.folder / "natpin.yaml").write_text(json.dumps(document))

    def run(self, *words: str) -> int:
        return main([*words, "--workspace", str(self.folder), "--azure-info", str(self.folder / "info.json")])

    def command(self, *words: str) -> list[str]:
        flags = ["--workspace", str(self.folder), "--azure-info", str(self.folder / "info.json")]
        return [sys.executable, "-m", "natpin", *words, *flags]

    @property
    def plan(self) -> str:
        return str(self.folder / "plan.json")


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with Simulator(Settings(retry_after=0, operation_seconds=1)) as azure:
        (tmp_path / "info.json").write_text(json.dumps({**azure.info(), "caFile": str(azure.ca_path)}))
        made = Site(azure, tmp_path)
        made.config()
        yield made


def test_plan_apply_plan(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    assert site.run("plan", "--out", site.plan) == 0
    out = capsys.readouterr().out
    assert "6 to create" in out
    assert f"natpin apply {site.plan}" in out
    assert site.run("apply", site.plan, "--yes") == 0
    out = capsys.readouterr().out
    assert out.count("done ") == 6
    assert "Egress IPs:\n  203.0.113.0/30\n" in out
    assert site.run("plan", "--format", "json") == 0
    document = held(capsys.readouterr().out)
    assert document["summary"] == {"create": 0, "update": 0, "no-op": 6, "blocked": 0, "absent": 0}
    assert site.run("apply", site.plan, "--yes", "--format", "json") == 0
    applied = held(capsys.readouterr().out)
    assert applied["complete"] is True
    assert applied["egressCidrs"] == ["203.0.113.0/30"]
    assert {step["result"] for step in applied["steps"]} == {"already"}


def test_where_nothing_is_written_locks_are_looked_at_all_the_same(
    site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    """An IP that nothing guards is told of before and after the apply, in the same words."""
    for status in ("6 to create", "6 as wanted"):
        assert site.run("plan", "--out", site.plan) == 0
        out = capsys.readouterr().out
        assert status in out
        assert "nothing protects this egress IP from deletion" in out
        assert site.run("apply", site.plan, "--yes") == 0
        assert "nothing protects this egress IP from deletion" in capsys.readouterr().err


def test_reports_go_where_they_are_told(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    report, nowhere = site.folder / "report.json", str(site.folder / "missing" / "report.txt")
    assert site.run("plan", "--out", site.plan, "--format", "json", "--output", str(report)) == 0
    assert report.read_text() == Path(site.plan).read_text()
    assert site.run("apply", site.plan, "--yes", "--output", nowhere) == 0
    told = capsys.readouterr()
    assert "cannot write" in told.err
    assert told.out.count("done ") == 6


def test_markdown_and_json_name_the_changes(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    lived_in(site.ground)
    site.config("outbound-type-change", cluster={"name": "aks"})
    assert site.run("plan", "--format", "markdown") == 0
    out = capsys.readouterr().out
    assert "| update | `natGateways nat` | `idleTimeoutInMinutes`: 4 → 10" in out
    assert "have partners allow them first" in out or "egress IPs change" in out
    assert site.run("plan", "--format", "json") == 0
    assert held(capsys.readouterr().out)["schema"] == "natpin/plan/v1"


def test_nothing_is_written_without_a_yes(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    assert site.run("plan", "--out", site.plan) == 0
    assert site.run("apply", site.plan) == 2
    assert "apply it with --yes" in capsys.readouterr().err
    assert not [request for request in site.azure.requests if request.method == "PUT"]


def test_a_blocked_plan_is_status_1_and_is_not_applied(
    site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    site.azure.seed(
        {
            "id": site.ground.id(f"{NET}/publicIPPrefixes/egress"),
            "location": "westeurope",
            "sku": {"name": "Standard"},
            "properties": {"prefixLength": 31},
        }
    )
    assert site.run("plan", "--out", site.plan) == 1
    assert "blocked: its prefixLength is 31" in capsys.readouterr().out
    assert site.run("apply", site.plan, "--yes") == 2
    assert "cannot be applied, and nothing was written" in capsys.readouterr().err


def test_a_plan_that_would_fail_its_policies_is_not_applied(
    site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    """The route table sends everything to an appliance: a NAT gateway on that subnet would serve nobody."""
    ground = site.ground
    lived_in(ground)
    table = ground.id(f"{NET}/routeTables/routes")
    ground.azure.seed(
        {
            "id": table,
            "location": "westeurope",
            "properties": {
                "routes": [
                    {
                        "name": "all",
                        "properties": {
                            "addressPrefix": "0.0.0.0/0",
                            "nextHopType": "VirtualAppliance",
                            "nextHopIpAddress": "10.0.200.4",
                        },
                    }
                ]
            },
        }
    )
    site.config("outbound-type-change", cluster={"name": "aks"})
    assert site.run("plan", "--out", site.plan) == 1
    out = capsys.readouterr().out
    assert "udr-overrides-nat" in out
    assert "apply refuses this plan" in out
    assert "To do it" not in out
    assert site.run("apply", site.plan, "--yes") == 2
    err = capsys.readouterr().err
    assert "would fail its policies, and nothing was written" in err
    assert "udr-overrides-nat" in err
    assert not [request for request in site.azure.requests if request.method == "PUT"]


@pytest.mark.parametrize(
    ("allow", "changes", "sentence"),
    [
        ((), {"location": "northeurope"}, "does not match natpin.yaml: location of the"),
        (
            (),
            {"resource-group": "rg-other"},
            "does not match natpin.yaml: resource-group",
        ),
        (("outbound-type-change",), {}, "allows nothing, and natpin.yaml allows outbound-type-change"),
    ],
)
def test_a_plan_for_another_wish_is_applied_on_purpose_only(
    allow: tuple[str, ...],
    changes: dict[str, Any],
    sentence: str,
    site: Site,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert site.run("plan", "--out", site.plan) == 0
    site.config(*allow, **changes)
    assert site.run("apply", site.plan, "--yes") == 2
    err = capsys.readouterr().err
    assert sentence in err
    assert "run natpin plan again, or say --any-wish" in err
    assert not [request for request in site.azure.requests if request.method == "PUT"]
    assert site.run("apply", site.plan, "--yes", "--any-wish") == 0


def test_a_plan_for_an_entry_that_is_gone_is_refused(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    assert site.run("plan", "--out", site.plan) == 0
    config = site.folder / "natpin.yaml"
    config.write_text(config.read_text().replace('"payments"', '"orders"').replace("payments:", "orders:"))
    assert site.run("apply", site.plan, "--yes") == 2
    assert "the egress entry 'payments', which natpin.yaml does not have" in capsys.readouterr().err


@pytest.mark.parametrize("written", [None, "profile: default\n"])
def test_where_natpin_yaml_wishes_nothing_the_plan_says_what_is_wished(
    written: str | None, site: Site
) -> None:
    assert site.run("plan", "--out", site.plan) == 0
    config = site.folder / "natpin.yaml"
    config.unlink()
    if written is not None:
        config.write_text(written)
    assert site.run("apply", site.plan, "--yes") == 0


def test_an_allowance_alone_is_heeded(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    assert site.run("plan", "--out", site.plan) == 0
    (site.folder / "natpin.yaml").write_text("allow: [cluster-create]\n")
    assert site.run("apply", site.plan, "--yes") == 2
    assert "natpin.yaml allows cluster-create" in capsys.readouterr().err


def test_azure_simulator_needs_no_azure(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "natpin.yaml").write_text(entry("0b1f6471-1bf0-4dda-aec3-cb9272f09590"))
    flags = ["--workspace", str(tmp_path), "--azure", "simulator"]
    assert main(["plan", "--out", str(tmp_path / "plan.json"), *flags]) == 0
    assert main(["apply", str(tmp_path / "plan.json"), "--yes", *flags]) == 0
    assert "Egress IPs:" in capsys.readouterr().out


def test_what_is_no_plan_or_no_entry_is_status_2(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    (site.folder / "plan.json").write_text("{}")
    assert site.run("apply", site.plan, "--yes") == 2
    assert site.run("apply", str(site.folder / "none.json"), "--yes") == 2
    assert site.run("plan", "--entry", "payment") == 2
    assert "did you mean 'payments'?" in capsys.readouterr().err


@pytest.mark.parametrize("nth", [1, 3, 5])
def test_killed_by_the_system_and_run_again(nth: int, site: Site) -> None:
    """SIGKILL while the server handles the nth PUT; the same command again ends it, and makes nothing twice."""
    lived_in(site.ground)
    # processes of their own ask every rule there is: a profile pins them
    site.config(
        "outbound-type-change",
        profile="deployable",
        cluster={"name": "aks"},
        subnets=[{"name": name} for name in ("aks", "pods", "other")],
    )
    kept = {id_: retained(body) for id_, body in site.azure.all_resources().items() if "/subnets/" in id_}
    assert len(kept) == 3
    assert site.run("plan", "--out", site.plan) == 0
    running: list[subprocess.Popen[bytes]] = []
    begun = threading.Event()

    def kill() -> None:
        begun.wait(60)
        running[0].kill()
        running[0].wait()

    site.azure.set_faults(Fault(FaultKind.CALL, method="PUT", skip=nth - 1, hook=kill))
    command = site.command("apply", site.plan, "--yes", "--parallel", "1")
    running.append(subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE))
    begun.set()
    out, _err = running[0].communicate(timeout=60)
    assert running[0].returncode == -signal.SIGKILL
    assert out == b""
    site.azure.set_faults()
    site.azure.settle()
    again = subprocess.run(command, capture_output=True, timeout=60)
    assert again.returncode == 0, again.stderr
    for id_, body in kept.items():
        live = site.azure.get(id_)
        assert live is not None
        assert retained(live) == body
        assert live["properties"]["natGateway"]["id"].endswith("/nat")
    ids = [id_ for id_ in site.azure.all_resources() if "prefixes/" in id_]
    assert len(ids) == 1


def test_sigterm_is_answered_with_what_is_done_and_what_is_not(site: Site) -> None:
    """An operation that does not end is under way: the apply says so, begins nothing more, and leaves."""
    site.config(profile="deployable")
    assert site.run("plan", "--out", site.plan) == 0
    asked = threading.Event()
    site.azure.set_faults(
        Fault(FaultKind.OPERATION_NEVER_ENDS, method="PUT", path="natGateways"),
        Fault(FaultKind.CALL, method="GET", path="locations/.*/operations", skip=3, hook=asked.set),
    )
    running = subprocess.Popen(
        site.command("apply", site.plan, "--yes"), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert asked.wait(60)
    running.send_signal(signal.SIGTERM)
    out, err = running.communicate(timeout=60)
    assert running.returncode == 130, err
    lines = {
        line.split()[-1]: line for line in out.splitlines() if line.startswith(("done", "UNKNOWN", "not "))
    }
    assert lines["rg-payments"].startswith("done")
    assert lines["nat"].startswith("UNKNOWN")
    assert lines["aks"].startswith("not started")
    assert "Running the same apply again continues" in out
    site.azure.set_faults()
    site.azure.settle()
    assert site.run("apply", site.plan, "--yes") == 0


def test_a_workflow_sees_groups(
    site: Site, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    assert site.run("plan", "--out", site.plan) == 0
    assert site.run("apply", site.plan, "--yes") == 0
    err = capsys.readouterr().err
    assert err.count("::group::") == err.count("::endgroup::") == 6
    assert "::group::natGateways nat: done after" in err


def test_init_from_files_keeps_what_is_there(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    example = Path(__file__).parents[2] / "examples" / "payment-processor-pinned" / "terraform"
    stack = site.folder / "infra"
    stack.mkdir()
    for file in example.glob("*.tf"):
        (stack / file.name).write_text(file.read_text())
    (site.folder / "natpin.yaml").write_text("# ours\nprofile: default  # and why\n")
    words = ["init", "--from", str(stack), "--subscription", site.azure.subscription]
    assert site.run(*words) == 0
    text = (site.folder / "natpin.yaml").read_text()
    assert text.startswith("# ours\nprofile: default  # and why\n")
    assert "idle-timeout-minutes: 10" in text
    assert site.run(*words) == 2
    assert "--replace" in capsys.readouterr().err
    assert site.run(*words, "--replace") == 0
    assert site.run("plan") == 0
    assert "5 to create" in capsys.readouterr().out


def test_init_names_what_is_unknown(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    example = Path(__file__).parents[2] / "examples" / "payment-processor-pinned" / "terraform"
    stack = site.folder / "infra"
    stack.mkdir()
    for file in example.glob("*.tf"):
        (stack / file.name).write_text(file.read_text())
    os.environ.pop("AZURE_SUBSCRIPTION_ID", None)
    assert site.run("init", "--from", str(stack)) == 2
    assert "the subscription: give --subscription" in capsys.readouterr().err


def test_one_of_several_clusters_is_chosen_by_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The example's other clusters leave by load balancers, which is no reason against this one."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()
    assert main(["snapshot", "--azure", "simulator", "--output", "snapshot.json"]) == 0
    assert main(["init", "--from", "snapshot.json"]) == 2
    assert (
        "choose a cluster with --entry: checkout, legacy, payments, portal, shop" in capsys.readouterr().err
    )
    assert main(["init", "--from", "snapshot.json", "--entry", "payments", "--stdout"]) == 0
    from_files = capsys.readouterr().out
    assert main(["init", "--from", "simulator/payments/payments", "--azure", "simulator", "--stdout"]) == 0
    assert capsys.readouterr().out == from_files
    assert main(["init", "--from", "snapshot.json", "--entry", "legacy"]) == 2
    assert "leaves through load-balancer" in capsys.readouterr().err


def test_init_from_a_live_cluster_wants_what_is_there(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    subscription = "0b1f6471-1bf0-4dda-aec3-cb9272f09590"
    flags = ["--workspace", str(tmp_path), "--azure", "simulator"]
    assert main(["init", "--from", f"{subscription}/payments/payments", *flags]) == 0
    assert main(["plan", *flags]) == 0
    out = capsys.readouterr().out
    assert "Everything is as wanted" in out


@pytest.mark.parametrize("language", ["arm", "bicep"])
def test_a_template_that_is_deployed_into_a_group_takes_the_group_it_is_given(
    language: str, site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    example = Path(__file__).parents[2] / "examples" / "payment-processor-pinned" / language
    stack = site.folder / "infra"
    stack.mkdir()
    for file in example.iterdir():
        (stack / file.name).write_text(file.read_text())
    words = ["plan", "--from", str(stack), "--subscription", site.azure.subscription]
    assert site.run(*words) == 2
    assert "give --resource-group" in capsys.readouterr().err
    assert site.run(*words, "--resource-group", "rg-given") == 0
    told = capsys.readouterr().out
    assert "+ create  resourceGroups rg-given" in told
    assert "+ create  locks natpin" in told  # its prefix is locked, and so is that of the entry
    (site.folder / "natpin.yaml").unlink()
    assert site.run("init", *words[1:], "--resource-group", "rg-given", "--stdout") == 0
    assert "lock: CanNotDelete" in capsys.readouterr().out
