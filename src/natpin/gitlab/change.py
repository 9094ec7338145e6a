"""The merge request of a pipeline, from the variables of its job.

Sources: docs.gitlab.com/ci/variables/predefined_variables ("Predefined variables for merge request pipelines"),
docs.gitlab.com/ci/pipelines/merged_results_pipelines. CI_MERGE_REQUEST_SOURCE_BRANCH_SHA and …_TARGET_BRANCH_SHA are set in
merged results pipelines and merge trains alone; there CI_COMMIT_SHA is the merge of both.
"""

from __future__ import annotations

from collections.abc import Mapping

from natpin.comments.change import Change, number_of, sha_of, url_of
from natpin.comments.marker import Standing


def change_of(environ: Mapping[str, str]) -> Change | None:
    """None outside of a merge request pipeline."""
    iid = number_of(environ.get("CI_MERGE_REQUEST_IID"))
    if not iid:
        return None
    commit = sha_of(environ.get("CI_COMMIT_SHA"))
    source = sha_of(environ.get("CI_MERGE_REQUEST_SOURCE_BRANCH_SHA"))
    # In a merged results pipeline the merge base is older than what the change was merged with: no stand-in for it.
    base = "CI_MERGE_REQUEST_TARGET_BRANCH_SHA" if source else "CI_MERGE_REQUEST_DIFF_BASE_SHA"
    project = environ.get("CI_MERGE_REQUEST_PROJECT_ID", "")
    pipeline = number_of(environ.get("CI_PIPELINE_ID"))
    here = url_of(environ.get("CI_PROJECT_URL"))
    return Change(
        name=f"merge request !{iid}",
        commits=(commit,) if commit else (),
        bases=tuple(filter(None, [sha_of(environ.get(base))])),
        # A job that is retried keeps its pipeline and gets a greater id, as a rerun on GitHub gets a greater attempt.
        standing=Standing(
            source or commit,
            pipeline,
            number_of(environ.get("CI_JOB_ID")) or 1,
            number_of(environ.get("CI_PIPELINE_IID")),
            url_of(environ.get("CI_PIPELINE_URL")),
            f"pipeline {pipeline}",
        ),
        target=environ.get("CI_MERGE_REQUEST_TARGET_BRANCH_NAME", ""),
        merges=source,
        fork=environ.get("CI_MERGE_REQUEST_SOURCE_PROJECT_ID", project) != project,
        deepen='set the job\'s variable `GIT_DEPTH: "0"`, or fetch the commit before natpin runs',
        source_url=f"{here}/-/blob/{commit}" if here and commit else "",
    )
