"""The pull request of a build, from the variables of its job.

Source: learn.microsoft.com/azure/devops/pipelines/build/variables ("System variables", "Build variables"). A pull request is
built on a merge of it into its target (``refs/pull/N/merge``); BUILD_SOURCEVERSION is that merge.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from natpin.comments.change import Change, number_of, sha_of, url_of
from natpin.comments.marker import Standing


def change_of(environ: Mapping[str, str]) -> Change | None:
    """None for a build that is not a pull request's."""
    number = number_of(environ.get("SYSTEM_PULLREQUEST_PULLREQUESTNUMBER")) or pull_request_of(environ)
    if not number:
        return None
    commit = sha_of(environ.get("BUILD_SOURCEVERSION"))
    source = sha_of(environ.get("SYSTEM_PULLREQUEST_SOURCECOMMITID"))
    target = environ.get("SYSTEM_PULLREQUEST_TARGETBRANCH", "").removeprefix("refs/heads/")
    build = number_of(environ.get("BUILD_BUILDID"))
    return Change(
        name=f"pull request {number}",
        commits=(commit,) if commit else (),
        bases=(f"origin/{target}",) if target and target.isprintable() and " " not in target else (),
        standing=Standing(
            source or commit,
            build,
            number_of(environ.get("SYSTEM_JOBATTEMPT")) or 1,
            0,
            _run_url(environ, build),
            f"build {build}",
        ),
        target=target,
        merges=source,
        fork=environ.get("SYSTEM_PULLREQUEST_ISFORK", "").lower() == "true",
        deepen="give the step `checkout: self` the setting `fetchDepth: 2`",
        pictures=False,  # a pull request's comment shows a Mermaid diagram as text
    )


def pull_request_of(environ: Mapping[str, str]) -> int:
    """The number of the pull request in Azure Repos; 0 where there is none. For a repository on GitHub the variable holds
    GitHub's internal id."""
    if environ.get("BUILD_REPOSITORY_PROVIDER", "TfsGit") != "TfsGit":
        return 0
    return number_of(environ.get("SYSTEM_PULLREQUEST_PULLREQUESTID"))


def collection_of(environ: Mapping[str, str]) -> str:
    """Address of the organization, or of the collection of an Azure DevOps Server."""
    return url_of(environ.get("SYSTEM_COLLECTIONURI") or environ.get("SYSTEM_TEAMFOUNDATIONCOLLECTIONURI"))


def _run_url(environ: Mapping[str, str], build: int) -> str:
    """Only where the marker's footer can link to it: a plain address, no query."""
    collection = collection_of(environ)
    project = environ.get("SYSTEM_TEAMPROJECTID", "")
    if not (collection and build and re.fullmatch(r"[0-9a-fA-F-]{36}", project)):
        return ""
    return f"{collection}/{project}/_build/results?buildId={build}"
