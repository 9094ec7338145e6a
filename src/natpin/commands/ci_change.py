"""The change that ``natpin ci --diff`` runs for: which commit is in the work tree, and what it is compared with.

The work tree is compared with what the platform says is checked out. A report on another tree would be read as a report on
the change.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from natpin.commands.platforms import Platform
from natpin.comments.change import Change
from natpin.errors import InputError
from natpin.git import commit_of, is_stale_merge

NO_CHANGE = (
    "this run is for no merge request or pull request, so nothing is compared and every finding counts"
)


def change_of(platform: Platform, environ: Mapping[str, str]) -> Change | None:
    """The merge request or pull request, from the platform's variables; None where the run is for none."""
    match platform:
        case Platform.GITLAB:
            from natpin.gitlab import change as gitlab

            return gitlab.change_of(environ)
        case Platform.AZURE_PIPELINES:
            from natpin.azure_devops import change as azure_devops

            return azure_devops.change_of(environ)
        case Platform.GITHUB:
            return _on_github(environ)
        case Platform.OTHER:
            return None


def _on_github(environ: Mapping[str, str]) -> Change | None:
    from natpin.github.event import Kind, read_event

    event = read_event(environ)
    if event.kind not in (Kind.PULL_REQUEST, Kind.PULL_REQUEST_TARGET, Kind.MERGE_GROUP, Kind.WORKFLOW_RUN):
        return None
    if event.kind is not Kind.MERGE_GROUP and event.pull_request is None:
        return None
    # GITHUB_SHA is the base on pull_request_target and workflow_run: linting it would say nothing of the change.
    own = event.sha if event.kind in (Kind.PULL_REQUEST, Kind.MERGE_GROUP) else ""
    from natpin.comments.marker import Standing

    run = event.run
    return Change(
        name=f"pull request {event.pull_request.number}" if event.pull_request else "the merge group",
        commits=tuple(dict.fromkeys(filter(None, [own, event.head_sha]))),
        bases=(event.base_sha,) if event.base_sha else (),
        standing=Standing(event.head_sha, run.id, run.attempt, run.number, event.run_url),
        target=event.base_ref,
        merges=event.head_sha if event.kind is Kind.PULL_REQUEST else "",
        fork=event.untrusted_code,
        deepen="give actions/checkout `fetch-depth: 2`",
        source_url=f"{event.server_url}/{event.repository}/blob/{event.head_sha}",
        number=event.pull_request.number if event.pull_request else 0,
    )


def check_tree(root: Path, change: Change) -> None:
    """Raises InputError unless the work tree is at the commit that the run is for."""
    if not change.commits:
        raise InputError(f"the job's variables do not say which commit of {change.name} is checked out")
    here = commit_of(root, "HEAD")
    if here not in change.commits:
        raise InputError(
            f"the work tree is at commit {here[:12]}, and this run is for commit {change.commits[0][:12]} of {change.name}."
            f" Nothing was judged: check out {change.commits[0][:12]} before natpin runs"
        )
    if is_stale_merge(root, here, change.merges):
        raise InputError(
            f"the work tree is at {here[:12]}, a merge of an earlier commit of {change.name} than {change.merges[:12]}, which "
            "this run is for. Nothing was judged: run it again, or push again"
        )


def checked_out(root: Path, change: Change | None) -> str:
    """The commit that the work tree is to hold: what a result speaks of. Empty where the commit is read from git, or where
    the run is for no change."""
    return "" if change is None or change.read_from_git else commit_in(root, "HEAD")


def base_in(root: Path, change: Change) -> str:
    """A revision that is here to compare with, and whose rules judge the change.

    Raises InputError where there is none: the change must not be judged by what it says itself."""
    if change.merges and commit_in(root, "HEAD^2") == change.merges:
        return "HEAD^1"
    for base in change.bases:
        if commit_in(root, base):
            return base
    named = f" ({change.bases[0][:40]})" if change.bases else ""
    raise InputError(
        f"the base of {change.name}{named} is not in this checkout, so natpin can neither compare the change with it nor"
        f" read the rules that judge the change: {change.deepen}"
    )


def commit_in(root: Path, revision: str) -> str:
    """Its id; empty where it is not here."""
    try:
        return commit_of(root, revision)
    except InputError:
        return ""
