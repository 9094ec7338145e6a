"""Nothing untrue: what is gone is not as wanted, what another did is not claimed, and a full disk ends with a report."""

from __future__ import annotations

import json
import resource
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from natpin.cli import main
from natpin.errors import InputError, Refused
from natpin.model.change import Action
from natpin.provision.apply import Result
from natpin.provision.journal import Journal
from natpin.provision.show import headline, outcome, outcome_json, text
from natpin.simulator import Fault, FaultKind, Settings, Simulator

from .bench import Bench, Time, Wire, entry
from .scenes import UPDATE, lived_in
from .test_races import both

NET = "Microsoft.Network"
AKS = "Microsoft.ContainerService/managedClusters"


def delete(ground: Bench, rest: str) -> None:
    """Somebody else deletes a resource."""
    cloud = ground.cloud()
    cloud._arm.send("DELETE", cloud._url(ground.id(rest)))
    ground.azure.settle()


# -- what is gone -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("changes", [True, False], ids=["it was to change", "it was as wanted"])
def test_a_cluster_deleted_after_the_plan_is_no_success(changes: bool, ground: Bench) -> None:
    UPDATE.seed(ground)
    if not changes:
        assert ground.apply(ground.plan(UPDATE.wanted(ground), *UPDATE.allow)).complete
    plan = ground.plan(UPDATE.wanted(ground), *UPDATE.allow)
    delete(ground, f"{AKS}/aks")
    with pytest.raises(
        Refused, match="managedClusters/aks was there when the plan was made, and is not there now"
    ):
        ground.apply(plan)


def test_a_cluster_deleted_while_it_is_applied_is_a_failure(ground: Bench) -> None:
    UPDATE.seed(ground)
    plan = ground.plan(UPDATE.wanted(ground), *UPDATE.allow)
    gone = Fault(FaultKind.CALL, method="PUT", path="subnets/pods", hook=lambda: delete(ground, f"{AKS}/aks"))
    ground.azure.set_faults(gone)
    applied = ground.apply(plan)
    assert not applied.complete
    (step,) = [
        step for step in applied.steps if step.change.id.endswith("/aks") and "managed" in step.change.id
    ]
    assert step.result is Result.FAILED
    assert "it is gone" in step.message


def test_one_404_is_asked_again_and_two_are_believed(ground: Bench) -> None:
    UPDATE.seed(ground)
    plan = ground.plan(UPDATE.wanted(ground), *UPDATE.allow)
    ground.azure.set_faults(Fault(FaultKind.NOT_FOUND, method="GET", path="managedClusters/aks"))
    assert ground.apply(plan).complete
    ground.azure.set_faults(Fault(FaultKind.NOT_FOUND, method="GET", path="managedClusters/aks", times=2))
    absent = ground.plan(UPDATE.wanted(ground), *UPDATE.allow)
    assert absent.changes[-1].action is Action.ABSENT


def test_absent_is_told_as_absent_everywhere(ground: Bench) -> None:
    plan = ground.plan(ground.wanted(entry(ground.subscription, cluster={"name": "later"})))
    assert "1 not there" in headline(plan)
    applied = ground.apply(plan)
    assert applied.complete
    assert "not there: /subscriptions/" in outcome(applied)
    again = ground.plan(ground.wanted(entry(ground.subscription, cluster={"name": "later"})))
    assert "? absent  managedClusters later" in text(again)
    assert "not everything is there" in text(again)
    assert "Everything is as wanted" not in text(again)
    assert "Everything was as wanted" not in outcome(ground.apply(again))


# -- who did it -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rounds", range(6))
def test_of_two_applies_at_once_each_resource_is_claimed_by_one(rounds: int, ground: Bench) -> None:
    wanted = ground.wanted(entry(ground.subscription))
    plan = ground.plan(wanted)
    results = both(ground, plan, plan)
    claimed: dict[str, int] = {}
    for result in results:
        for step in getattr(result, "steps", ()):
            if step.result is Result.DONE:
                claimed[step.change.key] = claimed.get(step.change.key, 0) + 1
    assert max(claimed.values()) == 1, claimed


def test_what_another_apply_wrote_first_is_told_as_already(ground: Bench) -> None:
    """The other's write comes between our look and our write: 412, and then it is as wanted."""
    lived_in(ground)
    wanted = ground.wanted(entry(ground.subscription, subnets=[{"name": "other"}]))
    plan = ground.plan(wanted)
    done = threading.Event()

    def other() -> None:
        if not done.is_set():
            done.set()
            assert ground.apply(ground.plan(wanted)).complete

    ground.azure.set_faults(Fault(FaultKind.CALL, method="PUT", path="natGateways", hook=other))
    applied = ground.apply(plan)
    assert applied.complete
    by_name = {step.change.id.rpartition("/")[2]: step.result for step in applied.steps}
    assert by_name["nat"] is Result.ALREADY
    assert by_name["other"] is Result.ALREADY


# -- the journal ------------------------------------------------------------------------------------------------------


class Full:
    """A disk that takes so many lines and no more; ``half`` of the next one still lands."""

    def __init__(self, file: Any, lines: int) -> None:
        self._file, self._left, self.name = file, lines, file.name

    def write(self, line: bytes) -> int:
        if not self._left:
            self._file.write(line[: len(line) // 2])
            self._file.flush()
            raise OSError(28, "No space left on device")
        self._left -= 1
        return int(self._file.write(line))

    def flush(self) -> None:
        self._file.flush()

    def fileno(self) -> int:
        return int(self._file.fileno())

    def close(self) -> None:
        self._file.close()


def _disk_of(lines: int, monkeypatch: pytest.MonkeyPatch) -> None:
    before = Journal.__init__

    def opened(self: Journal, path: Path | None, fingerprint: str) -> None:
        before(self, path, fingerprint)
        self._file = Full(self._file, lines)  # type: ignore[assignment]

    monkeypatch.setattr(Journal, "__init__", opened)


def test_on_a_full_disk_nothing_is_begun(ground: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = ground.plan(ground.wanted(entry(ground.subscription)))
    _disk_of(0, monkeypatch)
    with pytest.raises(Refused, match="nothing was written: the journal"):
        ground.apply(plan, journal="journal")
    assert not [request for request in ground.azure.requests if request.method == "PUT"]


@pytest.mark.parametrize("lines", range(1, 14))
def test_a_full_disk_ends_the_apply_with_a_report_and_no_write_without_its_intent(
    lines: int, ground: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = ground.plan(ground.wanted(entry(ground.subscription)))
    _disk_of(lines, monkeypatch)
    applied = ground.apply(plan, journal="journal")
    acted = {request.resource_id.lower() for request in ground.azure.requests if request.method == "PUT"}
    path = ground.folder / "journal"
    whole = [line for line in path.read_text().splitlines() if line.endswith("}")]
    intents = {event["id"].lower() for event in map(json.loads, whole) if event["event"] == "intent"}
    assert acted == intents
    for step in applied.steps:
        assert (step.result is Result.DONE) == (step.change.id.lower() in acted)
        if step.result is Result.FAILED:
            assert "cannot be written: No space left on device; nothing was written" in step.message
    assert "cannot be written: No space left on device" in outcome(applied)
    assert outcome_json(applied)["notes"]
    monkeypatch.undo()
    assert ground.apply(ground.plan(ground.wanted(entry(ground.subscription)))).complete


def test_a_journal_that_broke_takes_no_line_after_the_torn_one(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal", "a" * 64)
    journal._file = Full(journal._file, 0)  # type: ignore[assignment]
    for _ in range(2):
        with pytest.raises(InputError, match="No space left on device"):
            journal.note("intent", id="/x")
    journal.close()
    assert (tmp_path / "journal").read_bytes().count(b'{"at"') == 1


def _small_files() -> None:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (600, 600))


def test_as_a_user_sees_it(tmp_path: Path) -> None:
    """A process that may write 600 bytes to a file and no more."""
    with Simulator(Settings(retry_after=0, operation_seconds=1)) as azure:
        (tmp_path / "info.json").write_text(json.dumps({**azure.info(), "caFile": str(azure.ca_path)}))
        document = {**json.loads(entry(azure.subscription)), "profile": "deployable"}
        (tmp_path / "natpin.yaml").write_text(json.dumps(document))
        flags = ["--workspace", str(tmp_path), "--azure-info", str(tmp_path / "info.json")]
        out = str(tmp_path / "plan.json")
        assert main(["plan", "--out", out, *flags]) == 0
        command = [sys.executable, "-m", "natpin", "apply", out, "--yes", "--parallel", "1", *flags]
        ran = subprocess.run(command, capture_output=True, text=True, timeout=60, preexec_fn=_small_files)
        assert ran.returncode == 1, ran.stderr
        assert "cannot be written: File too large" in ran.stdout
        assert "done           create  resourceGroups rg-payments" in ran.stdout
        assert "FAILED" in ran.stdout
        assert "Traceback" not in ran.stderr


# -- what to do next --------------------------------------------------------------------------------------------------


def test_the_command_that_is_told_is_the_one_that_works(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with Simulator(Settings(retry_after=0, operation_seconds=1)) as azure:
        site = tmp_path / "a site"
        site.mkdir()
        (site / "info.json").write_text(json.dumps({**azure.info(), "caFile": str(azure.ca_path)}))
        (site / "other.yaml").write_text(entry(azure.subscription))
        out = str(site / "plan.json")
        words = ["plan", "--out", out, "--workspace", str(site), "--azure-info", str(site / "info.json")]
        assert main([*words, "--config", str(site / "other.yaml"), "--profile", "deployable"]) == 0
        told = capsys.readouterr().out
        (line,) = [line for line in told.splitlines() if line.startswith("To do it: ")]
        import shlex

        program, *arguments = shlex.split(line.removeprefix("To do it: "))
        assert program == "natpin"
        assert main([*arguments, "--yes"]) == 0
        assert "Egress IPs:" in capsys.readouterr().out


def test_init_from_a_cluster_that_is_gone_is_not_as_wanted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A snapshot tells of a cluster; Azure has everything but it."""
    with Simulator(Settings(retry_after=0, operation_seconds=1)) as azure:
        ground = Bench(azure, tmp_path, Wire(azure), Time(azure))
        UPDATE.seed(ground)
        (tmp_path / "info.json").write_text(json.dumps({**azure.info(), "caFile": str(azure.ca_path)}))
        assert ground.apply(ground.plan(UPDATE.wanted(ground), *UPDATE.allow)).complete
        flags = ["--workspace", str(tmp_path), "--azure-info", str(tmp_path / "info.json")]
        assert main(["init", "--from", f"{azure.subscription}/rg-payments/aks", *flags]) == 0
        assert main(["plan", *flags]) == 0
        assert "Everything is as wanted" in capsys.readouterr().out
        delete(ground, f"{AKS}/aks")
        assert main(["plan", *flags]) == 0
        told = capsys.readouterr().out
        assert "Everything is as wanted" not in told
        assert "managedClusters/aks is not there" in told
