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

ROOT = Path(__file__).parents[2]
EXAMPLE = "examples/payment-processor"


@pytest.fixture
def checkout(job):
    """A job whose workspace holds the example."""
    runner = job()
    shutil.copytree(ROOT / EXAMPLE, runner.workspace / EXAMPLE)
    return runner


def test_lint_without_a_network(checkout, measured):
    ran = checkout.step({"paths": "examples", "fail-on": "error", "token": "ghs_secret_token"})
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
