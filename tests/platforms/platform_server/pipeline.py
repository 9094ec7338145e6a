"""A repository on one of the platforms, and jobs of ``natpin ci --diff`` that run on it."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from natpin.cli import main
from natpin.comments.marker import content_of, read_mark
from platform_server.azure_devops import AzureDevOps
from platform_server.repository import BEFORE, EXAMPLE, git


class Pipeline:
    """The repository, its platform, and jobs that run on it."""

    def __init__(self, server, folder: Path, monkeypatch, capsys) -> None:
        self.server, self.origin, self.folder = server, folder / "origin", folder
        self.monkeypatch, self.capsys, self.runs = monkeypatch, capsys, 4710
        self.origin.mkdir()
        git(self.origin, "init", "--quiet")
        self.commit(BEFORE, "base")
        git(self.origin, "switch", "--quiet", "--create", "feature")

    def commit(self, script: str, message: str, branch: str = "") -> str:
        if branch:
            git(self.origin, "switch", "--quiet", branch)
        (self.origin / "provision.sh").write_text(script)
        (self.origin / "deployment.yaml").write_text((EXAMPLE / "deployment.yaml").read_text())
        (self.origin / f"{branch or 'main'}.txt").write_text(message)
        git(self.origin, "add", ".")
        git(self.origin, "commit", "--quiet", "--message", message)
        return git(self.origin, "rev-parse", "HEAD")

    def push(self, script: str, message: str) -> str:
        sha = self.commit(script, message, "feature")
        self.server.sha = sha
        return sha

    def checkout(self, *, merged: bool = False, depth: int = 0) -> dict[str, str]:
        """What the runner lays down for the feature branch's head, and the variables that tell of it."""
        workspace = self.folder / "workspace"
        shutil.rmtree(workspace, ignore_errors=True)
        head, base = git(self.origin, "rev-parse", "feature"), git(self.origin, "rev-parse", "main")
        git(self.origin, "switch", "--quiet", "--detach", "main" if merged else "feature")
        if merged:
            git(self.origin, "merge", "--quiet", "--no-ff", "--message", "merge", "feature")
        commit = git(self.origin, "rev-parse", "HEAD")
        git(self.origin, "branch", "--force", "built", commit)
        clone = ["clone", "--quiet", "--branch", "built", f"file://{self.origin}", str(workspace)]
        git(self.folder, *clone, *([f"--depth={depth}"] if depth else ()))
        git(self.origin, "switch", "--quiet", "feature")
        if isinstance(self.server, AzureDevOps):
            return {"BUILD_SOURCEVERSION": commit, "SYSTEM_PULLREQUEST_SOURCECOMMITID": head}
        if merged:
            return {
                "CI_COMMIT_SHA": commit,
                "CI_MERGE_REQUEST_SOURCE_BRANCH_SHA": head,
                "CI_MERGE_REQUEST_TARGET_BRANCH_SHA": base,
            }
        left = git(self.origin, "merge-base", "main", "feature")
        return {"CI_COMMIT_SHA": commit, "CI_MERGE_REQUEST_DIFF_BASE_SHA": left}

    def job(
        self,
        *flags: str,
        at: dict[str, str] | None = None,
        run: int = 0,
        command: tuple[str, ...] = ("ci", "--diff"),
        **environ: str,
    ) -> tuple[int, str]:
        """One job of a new pipeline, or of pipeline ``run``."""
        self.runs += 0 if run else 1
        number = str(run or self.runs)
        found = self.server.environ() | (
            self.checkout(merged=isinstance(self.server, AzureDevOps)) if at is None else at
        )
        found |= {"CI_PIPELINE_ID": number, "BUILD_BUILDID": number, **environ}
        for name in ("GITHUB_ACTIONS", "TF_BUILD", "GITLAB_CI"):
            self.monkeypatch.delenv(name, raising=False)
        for name, value in found.items():
            self.monkeypatch.setenv(name, value)
        self.monkeypatch.chdir(self.folder / "workspace")
        status = main([*command, *flags])
        done = self.capsys.readouterr()
        return status, done.out + done.err

    @property
    def comments(self) -> list[str]:
        return [body for _, body in self.server.shown() if read_mark(body)]

    def right(self, sha: str, *words: str) -> str:
        (body,) = self.comments
        assert read_mark(body).standing.sha == sha
        for word in words:
            assert word in body
        return re.sub(r"/blob/[0-9a-f]{40}/", "/blob/COMMIT/", content_of(body))
