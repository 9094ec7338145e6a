"""Where the page of a run is, once the platform has taken it in."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote

from natpin.commands.platforms import Platform
from natpin.reporters import neutral

FILE = "natpin.html"
"""Of the report folder."""


def told(platform: Platform, environ: Mapping[str, str], page: str) -> str:
    """A sentence in Markdown, for whoever reads a comment or a summary; empty where no address is known.

    ``page``: its path below the folder in which the run works.
    """
    address = address_of(platform, environ, page)
    if not neutral.is_address(address):
        return ""
    if platform is Platform.GITLAB:
        return f"[The whole report as a page]({address})"
    return f"The whole report as a page: {neutral.code(page)}, in [the artifacts of this run]({address})"


def address_of(platform: Platform, environ: Mapping[str, str], page: str) -> str:
    """GitLab knows a job's artifacts by their paths before they are there (GitLab, "Job artifacts", "Access the latest job
    artifacts"). GitHub and Azure Pipelines give an artifact its address when it is uploaded, so the run has to do."""
    match platform:
        case Platform.GITLAB if job := environ.get("CI_JOB_URL", ""):
            return f"{job}/artifacts/file/{quote(page)}"
        case Platform.GITHUB if run := environ.get("GITHUB_RUN_ID", ""):
            server, repository = environ.get("GITHUB_SERVER_URL", ""), environ.get("GITHUB_REPOSITORY", "")
            return f"{server}/{repository}/actions/runs/{run}#artifacts"
        case Platform.AZURE_PIPELINES if build := environ.get("BUILD_BUILDID", ""):
            server, project = environ.get("SYSTEM_COLLECTIONURI", ""), environ.get("SYSTEM_TEAMPROJECT", "")
            return f"{server}{quote(project)}/_build/results?buildId={build}"
    return ""
