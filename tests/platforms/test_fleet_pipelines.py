"""The pipelines for fleets, as their platforms' schemas have them; and their steps, run by bash: natpin is natpin, Azure is
simulated, and what a platform gives (`gh`, `pipx`, `docker`) writes down what it is asked for."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml
from platform_server.repository import EXAMPLE, git

from natpin.simulator import Settings, Simulator
from natpin.simulator.example import pinned

ROOT = Path(__file__).parents[2]
FLEET = yaml.safe_load((ROOT / ".github/workflows/fleet.yml").read_text())
REPOSITORIES = yaml.safe_load((ROOT / "examples/workflows/repositories.yml").read_text())
CALLER = yaml.safe_load((ROOT / "examples/workflows/fleet.yml").read_text())
GITLAB = yaml.safe_load((ROOT / "examples/fleet.gitlab-ci.yml").read_text())
AZURE = yaml.safe_load((ROOT / "examples/fleet.azure-pipelines.yml").read_text())
SUBSCRIPTIONS = {f"0b1f6471-1bf0-4dda-aec3-{number:012}": f"team {number}" for number in range(8)}

ARTIFACT = "https://github.com/acme/platform/actions/runs/7/artifacts/9"

NATPIN = """#!{python}
import sys
from natpin.cli import main
asked = sys.argv[1:]
if "--auth" in asked:  # the one thing that is not as there: nobody signs in to Azure
    place = asked.index("--auth")
    asked[place : place + 2] = ["--azure-info", {info!r}]
sys.exit(main(asked))
"""
DOCKER = """#!/bin/bash
while test "$1" != "$IMAGE"; do
  if test "$1" = --workdir; then cd "$2"; fi
  shift
done
shift
exec natpin "$@"
"""
GH = """#!/bin/bash
printf '%s\\n' "$*" >> "$ASKED"
case "$1 $2" in
  "issue list") printf '%s' "$OPEN_ISSUE" ;;
  "api --paginate") printf 'acme/shop\\nacme/gone\\nnot a name\\n' ;;
esac
"""


@dataclass
class Machine:
    """A folder with what a runner has."""

    folder: Path
    info: Path

    def bash(self, script: str, **environ: str) -> subprocess.CompletedProcess[str]:
        """As GitHub's runner does it: `bash -e`."""
        found = {
            "PATH": f"{self.folder / 'bin'}:{os.environ['PATH']}",
            "HOME": str(self.folder),
            "PYTHONPATH": str(ROOT / "src"),
            "ASKED": str(self.folder / "asked.txt"),
            "GITHUB_STEP_SUMMARY": str(self.folder / "summary.md"),
            "GITHUB_OUTPUT": str(self.folder / "output.txt"),
            "GITHUB_SERVER_URL": "https://github.example",
            "VERSION": "0.1.0",
            "OPEN_ISSUE": "",
            **environ,
        }
        return subprocess.run(
            ["bash", "-e", "-c", script], cwd=self.folder, env=found, capture_output=True, text=True
        )

    def text(self, name: str) -> str:
        return (self.folder / name).read_text() if (self.folder / name).exists() else ""

    def outputs(self) -> dict[str, str]:
        return dict(line.split("=", 1) for line in self.text("output.txt").splitlines())


@pytest.fixture
def azure() -> Iterator[Simulator]:
    groups = {"payments": tuple(SUBSCRIPTIONS)}
    settings = Settings(keep_bodies=False, subscriptions=SUBSCRIPTIONS, management_groups=groups)
    with Simulator(settings) as simulator:
        for number, subscription in enumerate(SUBSCRIPTIONS):
            simulator.seed(*pinned(subscription, f"c{number}", number, "batch" if number == 5 else None))
        yield simulator


@pytest.fixture
def machine(tmp_path: Path, azure: Simulator) -> Machine:
    made = Machine(tmp_path / "work", tmp_path / "info.json")
    (made.folder / "bin").mkdir(parents=True)
    made.info.write_text(json.dumps({**azure.info(), "caFile": str(azure.ca_path)}))
    natpin = NATPIN.format(python=sys.executable, info=str(made.info))
    for name, text in {"natpin": natpin, "docker": DOCKER, "gh": GH, "pipx": "#!/bin/bash\n"}.items():
        (made.folder / "bin" / name).write_text(text)
        (made.folder / "bin" / name).chmod(0o755)
    return made


def step(workflow: dict[str, Any], job: str, name: str) -> str:
    found: str = next(one["run"] for one in workflow["jobs"][job]["steps"] if one.get("name") == name)
    return found


def looked(machine: Machine, workers: int = 2) -> None:
    """Every worker's share, as the artifacts come together."""
    (machine.folder / "shares").mkdir()
    for worker in range(1, workers + 1):
        ran = machine.bash(
            step(FLEET, "look", "Look"),
            WORKER=str(worker),
            WORKERS=str(workers),
            MANAGEMENT_GROUPS="payments",
            SUBSCRIPTIONS="",
            PROFILE="",
        )
        assert ran.returncode == 0, ran.stderr
        (machine.folder / f"{worker}.fleet").rename(machine.folder / "shares" / f"{worker}.fleet")


def test_the_caller_gives_inputs_that_there_are() -> None:
    inputs = FLEET[True]["workflow_call"]["inputs"]  # YAML 1.1 takes `on` for a truth value
    (job,) = CALLER["jobs"].values()
    assert set(job["with"]) <= set(inputs)
    assert {name for name, one in inputs.items() if one.get("required")} <= set(job["with"])
    needed = {(scope, grade) for one in FLEET["jobs"].values() for scope, grade in one["permissions"].items()}
    assert needed <= set(job["permissions"].items()), "a called workflow has no more than its caller"


def test_the_fleet_is_looked_at_merged_and_told(machine: Machine) -> None:
    looked(machine)
    merge = {"WORKERS": "[1, 2]", "FAIL_ON": "error"}
    ran = machine.bash(step(FLEET, "merge", "Merge"), **merge)
    assert ran.returncode == 0, ran.stderr
    assert machine.outputs() == {"status": "1", "page": "true"}
    assert "8 clusters in 8 sources" in machine.text("summary.md")
    assert "8 NAT gateways" in machine.text("summary.md")
    assert machine.text("site/index.html") == machine.text("fleet.html") != ""
    linked = machine.bash(step(FLEET, "merge", "Link to the page"), PAGE=ARTIFACT)
    assert linked.returncode == 0, linked.stderr
    assert f"[Every cluster on one page]({ARTIFACT})" in machine.text("summary.md")
    assert ARTIFACT in machine.text("fleet/fleet.md"), "the issue links to it, too"
    assert len(machine.text("fleet/fleet.csv").splitlines()) == 1 + 9
    issue = step(FLEET, "merge", "Issue")
    opened = machine.bash(issue, STATUS="1", RUN="https://run")
    assert opened.returncode == 0, opened.stderr
    assert "issue create --title Egress of the fleet" in machine.text("asked.txt")
    assert "https://run" in machine.text("fleet/fleet.md")
    machine.bash(issue, STATUS="1", RUN="https://run", OPEN_ISSUE="7")
    assert "issue edit 7 --body-file" in machine.text("asked.txt")
    machine.bash(issue, STATUS="0", RUN="https://run", OPEN_ISSUE="7")
    assert "issue close 7 --comment" in machine.text("asked.txt")
    assert machine.bash(step(FLEET, "merge", "Result"), STATUS="1").returncode == 1


def test_a_worker_that_wrote_nothing_fails_the_run_and_is_named(machine: Machine) -> None:
    looked(machine)
    (machine.folder / "shares" / "2.fleet").unlink()
    ran = machine.bash(step(FLEET, "merge", "Merge"), WORKERS="[1, 2]", FAIL_ON="never")
    assert ran.returncode == 0, ran.stderr
    assert machine.outputs() == {"status": "4", "page": "true"}
    assert "**Not whole**" in machine.text("summary.md")
    assert machine.text("fleet/fleet.md").rstrip().endswith("is not known: 2")


def test_where_every_worker_failed_the_page_says_so(machine: Machine) -> None:
    ran = machine.bash(step(FLEET, "merge", "Merge"), WORKERS="[1, 2]", FAIL_ON="error")
    assert (ran.returncode, machine.outputs()["status"]) == (0, "4"), ran.stderr
    assert "what they would have found is not known: 1 2" in machine.text("summary.md")


def test_every_repository_of_an_organisation(machine: Machine) -> None:
    """One that can be read, and one that cannot be cloned: it is told, and the run fails for it."""
    origin = machine.folder / "origin" / "acme" / "shop"
    origin.mkdir(parents=True)
    git(origin, "init", "-q", "-b", "main")
    (origin / "provision.sh").write_bytes((EXAMPLE / "provision.sh").read_bytes())
    git(origin, "add", "-A")
    git(origin, "commit", "-q", "-m", "one")
    ran = machine.bash(step(REPOSITORIES, "list", "List"), ORGANISATION="acme", GH_TOKEN="t")
    assert ran.returncode == 0, ran.stderr
    assert machine.text("repositories.txt") == "acme/gone\nacme/shop\n"
    (machine.folder / "shares").mkdir()
    for worker in ("1", "2"):
        there = {"URL": str(machine.folder / "origin"), "TOKEN": "t", "NATPIN": "natpin"}
        ran = machine.bash(step(REPOSITORIES, "lint", "Lint"), WORKER=worker, WORKERS="2", **there)
        assert ran.returncode == 0, ran.stderr
        for path in (machine.folder / "share").glob("*.fleet"):
            path.rename(machine.folder / "shares" / path.name)
    ran = machine.bash(step(REPOSITORIES, "merge", "Merge"), NATPIN="natpin")
    assert ran.returncode == 1, ran.stderr
    told = machine.text("summary.md")
    assert "1 cluster in 1 source" in told
    assert "`acme/gone`: no report of it was given" in told
    assert machine.text("fleet.html")
    machine.bash(step(REPOSITORIES, "merge", "Link to the page"), PAGE=ARTIFACT)
    assert f"[Every cluster on one page]({ARTIFACT})" in machine.text("summary.md")
    for path in (machine.folder / "shares").iterdir():
        path.unlink()
    nothing = machine.bash(step(REPOSITORIES, "merge", "Merge"), NATPIN="natpin")
    assert nothing.returncode == 4, "none could be read: that is not all well"


def test_gitlab_looks_and_merges(machine: Machine) -> None:
    count = GITLAB["look"]["parallel"]
    for index in range(1, count + 1):
        for line in GITLAB["look"]["script"]:
            ran = machine.bash(line, CI_NODE_INDEX=str(index), CI_NODE_TOTAL=str(count))
            assert ran.returncode == 0, ran.stderr
    statuses = [machine.bash(line).returncode for line in GITLAB["merge"]["script"]]
    assert statuses == [0] * (len(statuses) - 1) + [1], "the last one judges"
    assert machine.text("fleet/index.html")
    assert "# EOF" in machine.text("fleet/metrics.txt")
    assert [machine.bash(line).returncode for line in GITLAB["pages"]["script"]] == [0, 0]


def test_azure_pipelines_look_and_merge(machine: Machine) -> None:
    jobs = {one["job"]: one for one in AZURE["jobs"]}
    image, here = AZURE["variables"]["natpin"], str(machine.folder)
    count = int(jobs["look"]["strategy"]["parallel"])
    script = next(one["script"] for one in jobs["look"]["steps"] if "script" in one)
    for index in range(1, count + 1):
        macros = {
            "$(Build.SourcesDirectory)": here,
            "$(natpin)": image,
            "$(System.JobPositionInPhase)": str(index),
            "$(System.TotalJobsInPhase)": str(count),
        }
        filled = script
        for name, value in macros.items():
            filled = filled.replace(name, value)
        ran = machine.bash(filled, IMAGE=image)
        assert ran.returncode == 0, ran.stderr
        share = machine.folder / "shares" / f"share-{index}"
        share.mkdir(parents=True)
        (machine.folder / f"{index}.fleet").rename(share / f"{index}.fleet")
    merge = next(one["bash"] for one in jobs["merge"]["steps"] if "bash" in one)
    run = "https://dev.azure.com/a/p/_build/results?buildId=7"
    ran = machine.bash(merge, NATPIN=image, IMAGE=image, RUN=run)
    assert ran.returncode == 1, ran.stderr
    assert f"##vso[task.uploadsummary]{here}/fleet/fleet.md" in ran.stdout
    assert "8 clusters in 8 sources" in machine.text("fleet/fleet.md")
    assert (
        "in [the artifacts of this run](https://dev.azure.com/a/p/_build/results?buildId=7)"
        in machine.text("fleet/fleet.md")
    )


@pytest.mark.parametrize(
    ("kind", "name"), [("gitlab-ci", "fleet.gitlab-ci.yml"), ("azure-pipelines", "fleet.azure-pipelines.yml")]
)
def test_the_examples_have_their_platforms_shape(kind: str, name: str) -> None:
    program = Path(sys.executable).with_name("check-jsonschema")
    # Azure's schema has expressions that are none of the strict kind
    flags = ["--builtin-schema", f"vendor.{kind}", "--data-transform", kind, "--regex-variant", "nonunicode"]
    done = subprocess.run([program, *flags, ROOT / "examples" / name], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
