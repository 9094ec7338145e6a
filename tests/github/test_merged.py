"""The merged pull request of a commit, as GitHub tells it."""

from __future__ import annotations

import pytest

from natpin.github.merged import Merged, merged_pull
from natpin.github.trouble import CallFailed

COMMIT = "c" * 40


@pytest.mark.parametrize(
    ("pulls", "branch", "expected"),
    [
        ([], "main", Merged()),
        ([(COMMIT, "a" * 40)], "main", Merged(1)),
        ([(COMMIT, "a" * 40)], "", Merged(1)),
        ([(COMMIT, "a" * 40)], "release", Merged(1)),
        ([("d" * 40, COMMIT)], "main", Merged(1)),  # a commit in the middle of it
        ([("d" * 40, COMMIT), (COMMIT, "a" * 40)], "main", Merged(2)),  # the one that ended with the commit
        ([("d" * 40, COMMIT), ("e" * 40, COMMIT)], "main", Merged(several=(1, 2))),
        ([(None, COMMIT)], "main", Merged()),  # open still
    ],
)
def test_merged(server, client, pulls, branch, expected):
    for merge, head in pulls:
        issue = server.hub.add_pull(head)
        if merge:
            server.hub.merge(issue, merge)
    assert merged_pull(client(), server.hub.repository, COMMIT, branch) == expected


def test_what_is_no_commit_is_not_asked(server, client):
    assert merged_pull(client(), server.hub.repository, "../../x") == Merged()
    assert server.calls == []


def test_a_refusal_is_told(server, client):
    with pytest.raises(CallFailed):
        merged_pull(client(), "octo-org/elsewhere", COMMIT)
