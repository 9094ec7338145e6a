"""The steps of the reusable workflow for forks, run by bash, with artifacts of every kind."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import subprocess
import threading
import zipfile
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import yaml
from platform_server.repository import BEFORE, WORSE, git

from natpin.commands.ci_handover import LARGEST, Handover, read
from natpin.errors import InputError

ROOT = Path(__file__).parents[2]
STEPS = {
    step["name"]: step
    for step in yaml.safe_load((ROOT / ".github/workflows/fork-comment.yml").read_text())["jobs"]["comment"][
        "steps"
    ]
}
Answers = Callable[[str], tuple[int, bytes, dict[str, str]]]
GOOD = json.dumps({"schema": "natpin/handover/v1", "pull_request": 1, "head_sha": "a" * 40})


def bash(step: str, folder: Path, **environ: str) -> subprocess.CompletedProcess[str]:
    """As GitHub's runner does it: `bash -e`."""
    found = {"PATH": os.environ["PATH"], "HOME": str(folder), **environ}
    return subprocess.run(
        ["bash", "-e", "-c", STEPS[step]["run"]], cwd=folder, env=found, capture_output=True, text=True
    )


def artifact(size: int = 300, expired: bool = False) -> dict[str, object]:
    return {"id": 7, "name": "natpin-handover", "size_in_bytes": size, "expired": expired}


class Api:
    """GitHub's two answers, and the store of another host that the second leads to."""

    def __init__(self, artifacts: list[dict[str, object]], packed: bytes) -> None:
        self.asked: list[tuple[str, str, str]] = []
        """Which host, what, and with which token."""
        told = json.dumps({"artifacts": artifacts}).encode()
        self._store = self._serving("store", lambda path: (200, packed, {}))
        there = f"http://localhost:{self._store.server_address[1]}/blob?signature=x"
        self._api = self._serving(
            "api",
            lambda path: {
                "/api/v3/repos/o/r/actions/runs/900/artifacts?name=natpin-handover": (200, told, {}),
                "/api/v3/repos/o/r/actions/artifacts/7/zip": (302, b"", {"Location": there}),
            }.get(path, (404, b"", {})),
        )
        self.url = f"http://127.0.0.1:{self._api.server_address[1]}/api/v3/repos/o/r/actions"

    def _serving(self, name: str, answer: Answers) -> ThreadingHTTPServer:
        asked = self.asked

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                asked.append((name, self.path, self.headers.get("Authorization") or ""))
                status, body, headers = answer(self.path)
                self.send_response(status)
                for each, value in {"Content-Length": str(len(body)), **headers}.items():
                    self.send_header(each, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}).start()
        return server

    def close(self) -> None:
        for server in (self._api, self._store):
            server.shutdown()
            server.server_close()


@pytest.fixture
def download(tmp_path):
    if not all(map(shutil.which, ("jq", "unzip", "curl"))):
        pytest.skip("jq, unzip and curl are on GitHub's runners, and not here")
    opened: list[Api] = []

    def run(artifacts: list[dict[str, object]], members: dict[str, str]) -> subprocess.CompletedProcess[str]:
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in members.items():
                archive.writestr(name, content)
        opened.append(Api(artifacts, packed.getvalue()))
        target = tmp_path / "temp"
        target.mkdir()
        name = "The artifact, if it is as small as it has to be"
        environ = {
            "TARGET": str(target),
            "RUN": "900",
            "API": opened[0].url,
            "TOKEN": "ghs_x",
            "no_proxy": "*",
        }
        done = bash(name, tmp_path, **environ)
        run.asked = opened[0].asked
        return done

    yield run
    for one in opened:
        one.close()


def test_the_file_arrives(download, tmp_path):
    assert download([artifact()], {"natpin-handover.json": GOOD}).returncode == 0
    assert read(str(tmp_path / "temp/natpin-handover.json")) == Handover(1, "a" * 40)
    assert [(host, token) for host, _, token in download.asked] == [
        ("api", "Bearer ghs_x"),
        ("api", "Bearer ghs_x"),
        ("store", ""),
    ]


def test_the_workflow_asks_the_server_that_it_runs_on():
    """`gh` asks github.com unless it is told otherwise: with the token of an Enterprise Server, that would be a leak."""
    scripts = "\n".join(step.get("run", "") for step in STEPS.values())
    addresses = [
        value for step in STEPS.values() for value in step.get("env", {}).values() if "repository }}" in value
    ]
    assert not re.search(r"\bgh\b|https?://|github\.com", scripts)
    assert {one.split("/")[0] for one in addresses} == {"${{ github.api_url }}", "${{ github.server_url }}"}


@pytest.mark.parametrize(
    "artifacts",
    [[], [artifact(4097)], [artifact(expired=True)], [artifact(), artifact()]],
    ids=["none", "large", "expired", "two"],
)
def test_another_artifact_is_not_downloaded(download, tmp_path, artifacts):
    done = download(artifacts, {"natpin-handover.json": GOOD})
    assert done.returncode == 2
    assert "no artifact natpin-handover of at most 4096 bytes" in done.stdout
    assert not (tmp_path / "temp/handover.zip").exists()


@pytest.mark.parametrize(
    "members",
    [
        {"natpin-handover.json": " " * 50_000_000},
        {"other.json": GOOD},
        {"../natpin-handover.json": GOOD},
        {"natpin-handover.json": ""},
    ],
    ids=["bomb", "another name", "another folder", "empty"],
)
def test_what_is_in_it_is_believed_in_nothing(download, tmp_path, members):
    download([artifact()], members)
    assert {path.name for path in tmp_path.iterdir()} == {"temp"}
    names = {"artifacts.json", "handover.zip", "natpin-handover.json"}
    assert {path.name for path in (tmp_path / "temp").iterdir()} == names
    handed = tmp_path / "temp/natpin-handover.json"
    assert handed.stat().st_size <= LARGEST + 1
    with pytest.raises(InputError):
        read(str(handed))


def test_the_change_comes_as_objects_and_lays_nothing_down(tmp_path):
    origin, clone = tmp_path / "origin", tmp_path / "clone"
    origin.mkdir()
    git(origin, "init", "--quiet")
    for script in (BEFORE, WORSE):
        (origin / "provision.sh").write_text(script)
        git(origin, "add", ".")
        git(origin, "commit", "--quiet", "--message", "x")
    head = git(origin, "rev-parse", "HEAD")
    git(origin, "update-ref", "refs/pull/1/head", head)
    git(origin, "reset", "--quiet", "--hard", "HEAD^1")
    git(origin, "config", "uploadpack.allowAnySHA1InWant", "true")
    git(tmp_path, "clone", "--quiet", f"file://{origin}", str(clone))
    step = "The change, as objects of git"
    assert bash(step, clone, HEAD=head, TOKEN="x", URL=f"file://{origin}").returncode == 0
    assert git(clone, "cat-file", "-t", head) == "commit"
    assert "extraheader" not in re.sub(r"GIT_CONFIG\S+", "", STEPS[step]["run"])
    assert (clone / "provision.sh").read_text() == BEFORE
    assert not (clone / ".git/FETCH_HEAD").exists()
    for odd in ("", "--upload-pack=touch evil", "main", "a;touch evil"):
        assert bash(step, clone, HEAD=odd, TOKEN="x", URL=f"file://{origin}").returncode == 2
    assert not (clone / "evil").exists()
