"""The image, as a workflow would meet it."""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path

import pytest
from github_server import GithubServer, Hub

ROOT = Path(__file__).parents[2]
EXAMPLE = "examples/payment-processor"


@pytest.fixture
def checkout(job):
    """A job whose workspace holds the example."""
    runner = job()
    shutil.copytree(ROOT / EXAMPLE, runner.workspace / EXAMPLE)
    return runner


def test_lint_without_a_network(checkout, measured):
    ran = checkout.step({"paths": "examples", "fail-on": "error"})
    assert (ran.status, ran.stderr) == (1, "")
    assert int(ran.outputs["findings-error"]) > 0
    assert ran.outputs["exit-status"] == "1"
    assert "```mermaid" in ran.summary
    assert "::error title=" in ran.stdout
    assert ran.others == {"env": "", "path": "", "state": ""}
    again = checkout.step({"paths": "examples", "fail-on": "error"})
    measured["action step, lint of the example: first, second"] = (
        f"{ran.seconds:.2f} s, {again.seconds:.2f} s"
    )


def test_hyphenated_inputs_arrive(checkout):
    """GitHub sets INPUT_FAIL-ON; a shell could not read it."""
    assert checkout.step({"paths": "examples", "fail-on": "never"}).status == 0


def test_reports_belong_to_the_workspaces_owner(checkout):
    ran = checkout.step({"paths": "examples", "format": "json, junit"})
    report = checkout.workspace / ran.outputs["report-json"]
    assert json.loads(report.read_text())["schema"] == "natpin/report/v1"
    assert (checkout.workspace / ran.outputs["report-junit"]).is_file()
    for path in checkout.workspace.rglob("*"):
        assert path.stat().st_uid == 1001, path


def test_nothing_but_reports_is_written(checkout):
    before = set(checkout.workspace.rglob("*"))
    checkout.step({"paths": "examples"})
    new = {
        path.relative_to(checkout.workspace).parts[0]
        for path in checkout.workspace.rglob("*")
        if path not in before
    }
    assert new == {".natpin"}
    assert list((checkout.folder / "_github_home").rglob("*")) == []


def test_a_locked_down_container_is_enough(checkout):
    more = ("--read-only", "--cap-drop", "ALL", "--cap-add", "CHOWN", "--security-opt", "no-new-privileges")
    more += ("--cap-add", "DAC_OVERRIDE")
    ran = checkout.step({"paths": "examples", "fail-on": "never"}, more=more)
    assert (ran.status, ran.stderr) == (0, "")


def test_a_workflows_python_settings_have_no_say(checkout):
    """Workflow `env` reaches the container: a repository's own json.py must not become ours."""
    (checkout.workspace / "json.py").write_text("raise SystemExit('hijacked')\n")
    env = {
        "PYTHONPATH": "/github/workspace",
        "PYTHONSTARTUP": "/github/workspace/json.py",
        "PYTHONHOME": "/nowhere",
    }
    ran = checkout.step({"paths": "examples", "fail-on": "never"}, env=env)
    assert (ran.status, ran.stderr) == (0, "")


def test_what_the_image_holds(engine, image, measured):
    inspected = json.loads(engine.docker("image", "inspect", image).stdout)[0]
    base = inspected["RootFS"]["Layers"]
    size = inspected["Size"]
    assert inspected["Config"].get("User", "") == ""
    listing = engine.docker(
        *("run", "--rm", "--network", "none", "--entrypoint", "du", image, "-sm", "/opt/natpin")
    ).stdout
    measured["image"] = (
        f"{size / 1e6:.0f} MB, of which /opt/natpin {listing.split()[0]} MiB ({len(base)} layers)"
    )
    version = engine.docker(
        *("run", "--rm", "--network", "none", "--entrypoint", "natpin", image, "--version")
    )
    assert version.stdout.startswith("natpin ")


def test_overhead_of_the_container(checkout, engine, image, measured):
    """The same command, the same natpin, inside and outside."""
    inside, outside, empty = [], [], []
    command = [sys.executable, "-IBu", "-m", "natpin", "lint", str(checkout.workspace), "--format", "json"]
    for _ in range(5):
        started = time.monotonic()
        run = ("run", "--rm", "--network", "none", "-v", f"{checkout.workspace}:/github/workspace")
        done = engine.docker(
            *run,
            "--entrypoint",
            "natpin",
            image,
            "lint",
            "/github/workspace",
            "--format",
            "json",
            check=False,
        )
        inside.append(time.monotonic() - started)
        assert done.returncode == 1, done.stderr
        started = time.monotonic()
        subprocess.run(command, capture_output=True, env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"})
        outside.append(time.monotonic() - started)
        started = time.monotonic()
        engine.docker(*run, "--entrypoint", "true", image)
        empty.append(time.monotonic() - started)
    measured["lint in the container, outside, `true` in the container (medians of 5)"] = ", ".join(
        f"{statistics.median(one):.2f} s" for one in (inside, outside, empty)
    )


def git(folder: Path, *arguments: str) -> str:
    identity = ("-c", "user.name=octocat", "-c", "user.email=octocat@example.com")
    command = ["git", *identity, "-c", "safe.directory=*", "-C", str(folder), *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def test_a_change_in_a_work_tree_that_belongs_to_somebody_else(job, tmp_path):
    """A shallow checkout, owned by the runner's user: git would call that dubious."""
    origin = tmp_path / "origin"
    shutil.copytree(ROOT / EXAMPLE, origin)
    git(origin, "init", "--quiet", "--initial-branch=main")
    git(origin, "add", ".")
    git(origin, "commit", "--quiet", "--message", "base")
    base = git(origin, "rev-parse", "HEAD")
    script = origin / "provision.sh"
    script.write_text(script.read_text().replace("payments-egress-prefix", "other-prefix"))
    git(origin, "commit", "--quiet", "--all", "--message", "change")
    runner = job(
        payload={
            "number": 2,
            "pull_request": {
                "head": {"sha": "a" * 40, "repo": {"full_name": "octo-org/octo-repo"}},
                "base": {"sha": base, "repo": {"full_name": "octo-org/octo-repo"}},
            },
        }
    )
    runner.workspace.rmdir()
    git(tmp_path, "clone", "--quiet", "--depth=2", f"file://{origin}", str(runner.workspace))
    ran = runner.step({}, event="pull_request", env={"GITHUB_SHA": git(origin, "rev-parse", "HEAD")})
    assert (ran.status, ran.stderr) == (1, "")
    assert ran.outputs["has-changes"] == "true"
    assert "What this change does to egress" in ran.summary
    assert (
        list((runner.folder / "_github_home").rglob("*")) == []
    )  # no configuration of git outlives the step
    assert "safe" not in (runner.workspace / ".git" / "config").read_text()


@pytest.fixture
def simulated(tmp_path):
    """`natpin simulate`, a process of its own on this machine."""
    info, authority = tmp_path / "azure.json", tmp_path / "ca.pem"
    command = [sys.executable, "-m", "natpin", "simulate", "--listen", "127.0.0.1:0"]
    process = subprocess.Popen(
        [*command, "--info-out", str(info), "--ca-out", str(authority)], stdout=subprocess.DEVNULL
    )
    while not info.exists() or not info.read_text():
        assert process.poll() is None
        time.sleep(0.1)
    yield json.loads(info.read_text()), authority
    process.terminate()
    process.wait(timeout=30)


def test_plan_apply_egress_against_the_simulator(job, simulated, measured):
    info, authority = simulated
    runner = job()
    shutil.copy(authority, runner.folder / "_temp" / "ca.pem")
    signed_in = {
        "auth": "client-secret",
        "azure-tenant-id": info["tenant"],
        "azure-client-id": info["clientId"],
        "azure-client-secret": info["clientSecret"],
        "azure-endpoint": info["endpoints"]["resourceManager"],
        "azure-authority": info["endpoints"]["activeDirectory"],
        "azure-ca-file": "/github/runner_temp/ca.pem",
    }
    (runner.workspace / "natpin.yaml").write_text(f"""
egress:
  payments:
    subscription: {info["subscription"]}
    resource-group: rg
    location: westeurope
    virtual-network: {{name: vnet, address-space: 10.0.0.0/16}}
    subnets: [{{name: aks, prefix: 10.0.0.0/22}}]
    nat-gateway: {{name: nat, idle-timeout-minutes: 10}}
    public-ips: {{prefix: {{name: prefix, length: 30}}}}
""")
    git(runner.workspace, "init", "--quiet")
    git(runner.workspace, "add", ".")
    git(runner.workspace, "commit", "--quiet", "--message", "wish")
    sha = git(runner.workspace, "rev-parse", "HEAD")
    with GithubServer(Hub("octo-org/octo-repo")) as github:  # keeps the record of the plan
        signed_in["token"] = "ghs_actions"
        more = {"network": "host", "env": {"GITHUB_SHA": sha, "GITHUB_API_URL": github.url}}
        planned = runner.step({**signed_in, "mode": "plan"}, **more)
        assert planned.status == 0, planned.stdout
        assert planned.outputs["has-changes"] == "true"
        named = {"plan-file": planned.outputs["plan-file"], "environment": "production"}
        applied = runner.step({**signed_in, **named, "mode": "apply"}, **more)
        assert applied.status == 0, applied.stdout
        (cidr,) = applied.outputs["egress-cidrs"].splitlines()
        again = runner.step({**signed_in, "mode": "plan"}, **more)
        assert (again.status, again.outputs["has-changes"]) == (0, "false")
        egress = runner.step({**signed_in, "mode": "egress", "scope": info["subscription"]}, **more)
    assert cidr.endswith("/30")
    assert "20.64.0.0/29" in egress.outputs["egress-cidrs"].splitlines()  # of the simulator's example
    for ran in (planned, applied, again, egress):
        masked = ran.stdout.replace(f"::add-mask::{info['clientSecret']}", "")
        assert info["clientSecret"] not in masked + ran.stderr + ran.summary + str(ran.outputs)
    for path in runner.workspace.rglob("*"):
        assert path.stat().st_uid == 1001, path
    told = zip(("plan", "apply", "plan again", "egress"), (planned, applied, again, egress), strict=True)
    measured["against the simulator, in the container"] = ", ".join(
        f"{name} {ran.seconds:.1f} s" for name, ran in told
    )


@pytest.mark.parametrize(
    ("platform", "said"), [("TF_BUILD", "##vso[task.logissue type=error;"), ("GITLAB_CI", "Reports: ")]
)
def test_as_a_plain_container_on_other_platforms(engine, image, job, platform, said):
    """As examples/azure-pipelines.yml and gitlab-ci.yml run it: not root, no network, no entrypoint of the Action."""
    runner = job()
    shutil.copytree(ROOT / EXAMPLE, runner.workspace / EXAMPLE)
    runner.owned_by_the_runner()
    done = engine.docker(
        *("run", "--rm", "--network", "none", "--user", "1001:1001", "-e", f"{platform}=True"),
        *("-v", f"{runner.workspace}:{runner.workspace}", "--workdir", str(runner.workspace)),
        *("--entrypoint", "natpin", image, "ci", "--fail-on", "error"),
        check=False,
    )
    assert (done.returncode, done.stderr) == (1, "")
    assert said in done.stdout
    assert (runner.workspace / ".natpin" / "natpin.junit.xml").is_file()


def test_what_is_in_it_by_size(engine, image, measured):
    """For whoever wants it smaller."""
    script = (
        "cd /opt/natpin/lib/python3*/site-packages && du -sk * | sort -rn | head -8 && du -sk azure/mgmt/*"
    )
    told = engine.docker("run", "--rm", "--network", "none", "--entrypoint", "sh", image, "-c", script).stdout
    measured["largest (KiB)"] = ", ".join(" ".join(reversed(line.split())) for line in told.splitlines())
    assert "natpin" in told
