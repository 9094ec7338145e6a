"""What every mode and every way of telling shares: the inputs, the event, the workspace, one client of GitHub's API."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from natpin.action.commits import commits
from natpin.action.inputs import Inputs, Mode
from natpin.comments.marker import Standing
from natpin.errors import ConfigError
from natpin.github.client import Patience
from natpin.github.event import Event
from natpin.github.toolkit import Toolkit
from natpin.model.record import field, mutable
from natpin.workspace import find_root

if TYPE_CHECKING:
    from natpin.github.client import Client


@mutable
class Job:
    """One step of a job, as far as natpin has to know it."""

    toolkit: Toolkit
    inputs: Inputs
    event: Event
    workspace: Path
    """GITHUB_WORKSPACE, resolved."""
    patience: Patience = field(default_factory=Patience)
    notices: list[str] = field(default_factory=list)
    """What could not be told where it was meant to be; becomes one notice."""
    commit: str = ""
    """The commit that is checked out, where that was learned (``tree.confirm``)."""
    _client: Client | None = None

    @property
    def client(self) -> Client | None:
        """GitHub's API; None without a token or outside of a repository."""
        if self._client is None and self.inputs.telling.token and self.event.repository:
            from natpin.github.client import Client

            self._client = Client(
                self.inputs.telling.token,
                api_url=self.event.api_url,
                patience=self.patience,
                clean=self.toolkit.redactor,
            )
        return self._client

    def close(self) -> None:
        """Gives connections back."""
        if self._client is not None:
            self._client.close()

    @property
    def root(self) -> Path:
        """The work tree that bounds all reading: the one around the paths, when it lies in the workspace. A checkout
        into a folder of the workspace has its root there, and GitHub wants paths from the repository's root.

        Raises ConfigError for a path that is outside the workspace: one may be a link in a stranger's commit.
        """
        roots = set()
        for path in self.inputs.lint.paths:
            full = (self.workspace / path).resolve()
            if not full.is_relative_to(self.workspace):
                raise ConfigError(f"input `paths`: {path} is outside the workspace")
            found, _ = find_root(full) if full.exists() else (self.workspace, True)
            roots.add(found if found.is_relative_to(self.workspace) else self.workspace)
        return roots.pop() if len(roots) == 1 else self.workspace

    @property
    def standing(self) -> Standing:
        """Whose word a comment or an issue is."""
        run = self.event.run
        return Standing(self.event.head_sha, run.id, run.attempt, run.number, self.event.run_url)

    @property
    def key(self) -> str:
        """Names this configuration: jobs of a matrix that read other inputs keep comments of their own."""
        if self.inputs.telling.comment_key:
            return self.inputs.telling.comment_key[:200]
        # plan and apply of the same entries speak in one comment: what waits, then what was done
        mode = "deploy" if self.inputs.mode in (Mode.PLAN, Mode.APPLY) else self.inputs.mode.value
        told_apart = (mode, *self._told_apart[1:])
        digest = hashlib.sha256(repr(told_apart).encode("utf-8", "replace")).hexdigest()[:10]
        return f"{mode}-{digest}"

    @property
    def title(self) -> str:
        """What tells this configuration's comment from another's, for people: the key that was given, else what the
        inputs of a matrix differ in; empty for the only configuration there is."""
        if self.inputs.telling.comment_key:
            return self.inputs.telling.comment_key[:80]
        lint, azure = self.inputs.lint, self.inputs.azure
        paths = () if lint.paths == (".",) else lint.paths
        chosen = (*paths, lint.config, lint.profile, *lint.var_files, *lint.parameters, *lint.vars)
        scopes = [
            one.partition("/")[2] or one[:8] for one in azure.scope
        ]  # a whole id says nothing to people
        return ", ".join(filter(None, (*chosen, lint.terraform_workspace, *azure.entries, *scopes)))[:80]

    @property
    def _told_apart(self) -> tuple[object, ...]:
        lint, azure = self.inputs.lint, self.inputs.azure
        return (
            *(self.inputs.mode.value, lint.paths, lint.config, lint.profile, lint.baseline, lint.var_files),
            *(lint.vars, lint.parameters, lint.terraform_workspace, azure.scope, azure.entries),
        )

    @property
    def category(self) -> str:
        """Tells the alerts of this configuration from those of another job of the matrix: mode, paths and key. Stable
        from run to run, or code scanning would never close an alert."""
        lint = self.inputs.lint
        named = self.inputs.telling.comment_key or "-".join(lint.paths)
        slug = re.sub("[^A-Za-z0-9._-]+", "-", named).strip("-.")[:60] or "all"
        digest = hashlib.sha256(repr((self.key, self._told_apart)).encode("utf-8", "replace")).hexdigest()[
            :10
        ]
        return f"natpin/{self.inputs.mode.value}/{slug}-{digest}/"

    @property
    def elsewhere(self) -> bool:
        """The tree is another one than the event's, named on purpose."""
        named = commits(self.event)
        return bool(self.commit and named and self.commit not in named)

    @property
    def source_url(self) -> str:
        """Where the files can be looked at; empty when not told."""
        event = self.event
        commit = self.commit if self.elsewhere else event.head_sha
        if not (event.repository and commit):
            return ""
        return f"{event.server_url}/{event.repository}/blob/{commit}"

    @property
    def touches_azure(self) -> bool:
        """The mode needs credentials."""
        return self.inputs.mode is not Mode.LINT or bool(self.inputs.azure.scope)


@contextmanager
def safe_git(workspace: Path) -> Iterator[None]:
    """Lets git read a work tree that belongs to the runner's user, though we are root: by this process's environment
    alone, never by a configuration file that outlives the step. A hook or a configured program has no say either."""
    settings = {
        "safe.directory": "*",
        "core.fsmonitor": "false",
        "core.hooksPath": os.devnull,
        "protocol.ext.allow": "never",
    }
    before = int(os.environ.get("GIT_CONFIG_COUNT", "0") or "0")
    added = {"GIT_CONFIG_COUNT": str(before + len(settings)), "GIT_TERMINAL_PROMPT": "0"}
    added |= {"GIT_CONFIG_NOSYSTEM": "1", "GIT_OPTIONAL_LOCKS": "0"}
    for number, (name, value) in enumerate(settings.items(), before):
        added[f"GIT_CONFIG_KEY_{number}"], added[f"GIT_CONFIG_VALUE_{number}"] = name, value
    kept = {name: os.environ.get(name) for name in added}
    here = Path.cwd()
    os.environ.update(added)
    os.chdir(workspace)
    try:
        yield
    finally:
        os.chdir(here)
        for name, value_before in kept.items():
            if value_before is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value_before
