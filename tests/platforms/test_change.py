"""What the variables of a job say, and what they cannot say."""

from __future__ import annotations

import pytest
from platform_server import AzureDevOps, GitLab

from natpin.azure_devops import change as azure
from natpin.azure_devops.threads import conversation_of as threads_of
from natpin.commands.ci_change import change_of
from natpin.commands.platforms import Platform
from natpin.errors import PlatformError
from natpin.gitlab import change as gitlab
from natpin.gitlab.notes import conversation_of as notes_of

A, B, C = "a" * 40, "b" * 40, "c" * 40


@pytest.mark.parametrize(
    ("variables", "commits", "bases", "merges", "sha"),
    [
        ({"CI_COMMIT_SHA": A, "CI_MERGE_REQUEST_DIFF_BASE_SHA": B}, (A,), (B,), "", A),
        # merged results: the merge base is older than what the change was merged with
        (
            {
                "CI_COMMIT_SHA": A,
                "CI_MERGE_REQUEST_DIFF_BASE_SHA": B,
                "CI_MERGE_REQUEST_SOURCE_BRANCH_SHA": C,
                "CI_MERGE_REQUEST_TARGET_BRANCH_SHA": "d" * 40,
            },
            (A,),
            ("d" * 40,),
            C,
            C,
        ),
        (
            {
                "CI_COMMIT_SHA": A,
                "CI_MERGE_REQUEST_DIFF_BASE_SHA": B,
                "CI_MERGE_REQUEST_SOURCE_BRANCH_SHA": C,
            },
            (A,),
            (),
            C,
            C,
        ),
        ({"CI_COMMIT_SHA": "HEAD", "CI_MERGE_REQUEST_DIFF_BASE_SHA": "--upload-pack=x"}, (), (), "", ""),
        ({"CI_COMMIT_SHA": "0" * 40, "CI_MERGE_REQUEST_DIFF_BASE_SHA": "0" * 40}, (), (), "", ""),
        ({}, (), (), "", ""),
    ],
)
def test_gitlab(variables, commits, bases, merges, sha):
    made = gitlab.change_of({"CI_MERGE_REQUEST_IID": "7", **variables})
    assert made is not None
    assert (made.commits, made.bases, made.merges, made.standing.sha) == (commits, bases, merges, sha)


@pytest.mark.parametrize(
    ("variables", "commits", "bases", "fork"),
    [
        ({"BUILD_SOURCEVERSION": A, "SYSTEM_PULLREQUEST_TARGETBRANCH": "refs/heads/release/1"}, (A,), ("origin/release/1",), False),
        ({"BUILD_SOURCEVERSION": A, "SYSTEM_PULLREQUEST_TARGETBRANCH": "main"}, (A,), ("origin/main",), False),
        ({"BUILD_SOURCEVERSION": A.upper(), "SYSTEM_PULLREQUEST_ISFORK": "True"}, (A,), (), True),
        ({"BUILD_SOURCEVERSION": "", "SYSTEM_PULLREQUEST_TARGETBRANCH": "a b"}, (), (), False),
    ],
)  # fmt: skip
def test_azure(variables, commits, bases, fork):
    made = azure.change_of({"SYSTEM_PULLREQUEST_PULLREQUESTID": "7", **variables})
    assert made is not None
    assert (made.commits, made.bases, made.fork) == (commits, bases, fork)


@pytest.mark.parametrize("number", ["", "0", "-1", "7x", "²", "9" * 19])
def test_no_number_no_change(number):
    assert gitlab.change_of({"CI_MERGE_REQUEST_IID": number}) is None
    assert azure.change_of({"SYSTEM_PULLREQUEST_PULLREQUESTID": number}) is None
    assert change_of(Platform.OTHER, {"CI_MERGE_REQUEST_IID": "7"}) is None


@pytest.mark.parametrize(
    "address",
    ["file:///etc", "ftp://x/y", "https://user:secret@x/api/v4", "https://", "javascript:x", "https://x?a=b"],
)
def test_a_token_goes_to_no_odd_address(address):
    with GitLab() as one, AzureDevOps() as other:
        with pytest.raises(PlatformError) as refused:
            notes_of({**one.environ(), "CI_API_V4_URL": address})
        assert "glpat" not in str(refused.value)
        assert threads_of({**other.environ(), "SYSTEM_COLLECTIONURI": address}) is None


@pytest.mark.parametrize("page", ["https://x/-/y) ![](z", "https://x/ <b>", "https://x/[a](b)"])
def test_no_odd_address_gets_into_a_comment(page):
    made = gitlab.change_of(
        {"CI_MERGE_REQUEST_IID": "7", "CI_COMMIT_SHA": A, "CI_PROJECT_URL": page, "CI_PIPELINE_URL": page}
    )
    assert made is not None
    assert (made.source_url, made.standing.run_url) == ("", "")
