"""A pull request's life for the pictures: the comments that the Action really writes, on the tests' local GitHub and with a
simulated Azure. The story is the one of tests/action/test_whole_life.py."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path += [str(ROOT / "tests" / "github"), str(ROOT / "tests" / "action")]

REPOSITORY = "Codertocat/Hello-World"


def comments(folder: Path) -> dict[str, str]:
    """The comment of each stage: ``well``, ``opened``, ``planned``, ``applied``."""
    import life_story
    from github_server import GithubServer, Hub

    from natpin.simulator import Settings, Simulator
    from natpin.simulator.example import pinned

    folder.mkdir(parents=True, exist_ok=True)
    hub = Hub(REPOSITORY)
    hub.add_issue(hub.owner, "An issue", "")
    with GithubServer(hub) as server, Simulator(Settings(operation_seconds=0, retry_after=0)) as cloud:
        cloud.seed(*pinned(cloud.subscription, "payments", 0))
        old, new = life_story.before(cloud.subscription), life_story.after(cloud.subscription)
        same = {**old, "infra/main.tf": f"# the network of the payment processor\n{life_story.MAIN}"}
        runs = iter(range(1001, 1100))

        def step(workspace: Path, event: str, body: dict[str, Any], commit: str, **inputs: str) -> None:
            (folder / "event.json").write_text(json.dumps(body))
            run = next(runs)
            given = {
                "token": "ghs_actions",
                "auth": "client-secret",
                "azure-tenant-id": cloud.tenant,
                "azure-client-id": cloud.client_id,
                "azure-client-secret": cloud.client_secret,
                "azure-endpoint": cloud.base_url,
                "azure-authority": cloud.base_url,
                "azure-ca-file": str(cloud.ca_path),
                **{name.replace("_", "-"): value for name, value in inputs.items()},
            }
            environment = {
                "PATH": os.environ["PATH"],
                "PYTHONPATH": str(ROOT / "src"),
                "HOME": str(folder),
                "GITHUB_ACTIONS": "true",
                "GITHUB_WORKSPACE": str(workspace),
                "GITHUB_EVENT_NAME": event,
                "GITHUB_EVENT_PATH": str(folder / "event.json"),
                "GITHUB_REPOSITORY": REPOSITORY,
                "GITHUB_API_URL": server.url,
                "GITHUB_SHA": commit,
                "GITHUB_REF": "refs/heads/main" if event == "push" else "refs/pull/2/merge",
                "GITHUB_RUN_ID": str(run),
                "GITHUB_RUN_NUMBER": str(run - 984),
                **{f"INPUT_{name.upper()}": value for name, value in given.items()},
            }
            command = [sys.executable, str(ROOT / "entrypoint.py")]
            done = subprocess.run(command, env=environment, capture_output=True, text=True)
            if done.returncode not in (0, 1):
                raise RuntimeError(done.stdout + done.stderr)

        def opened(name: str, files: dict[str, str]) -> tuple[Path, Any, str, str]:
            workspace = folder / name
            base, head, merge = life_story.committed(workspace, old, files)
            issue = hub.add_pull(head)
            body = json.loads((ROOT / "tests/github/events/pull_request.opened.json").read_text())
            body["number"] = body["pull_request"]["number"] = issue.number
            body["pull_request"]["head"]["sha"], body["pull_request"]["base"]["sha"] = head, base
            step(workspace, "pull_request", body, merge, azure_subscription_id=cloud.subscription)
            return workspace, issue, base, merge

        found = {}
        _, issue, _, _ = opened("well", same)
        found["well"] = hub.visible(issue.number)[0].body
        workspace, issue, base, merge = opened("second", new)
        found["opened"] = hub.visible(issue.number)[0].body
        hub.merge(issue, merge)
        push = json.loads((ROOT / "tests/github/events/push.json").read_text()) | {
            "after": merge,
            "before": base,
        }
        step(workspace, "push", push, merge, mode="plan")
        found["planned"] = hub.visible(issue.number)[1].body
        plan = ".natpin/plan.json"
        step(workspace, "push", push, merge, mode="apply", plan_file=plan, environment="production")
        found["applied"] = hub.visible(issue.number)[1].body
    return found
