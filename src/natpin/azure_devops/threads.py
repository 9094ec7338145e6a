"""The threads of a pull request in Azure Repos, over Azure DevOps' REST API.

Source: github.com/MicrosoftDocs/vsts-rest-api-specs, specification/git/7.1/git.json ("Pull Request Threads", "Pull Request
Thread Comments", "Pull Requests"); the same in 6.0, which Azure DevOps Server 2020 speaks too. A comment is limited to
150,000 characters. That a list comes as ``{"count", "value"}`` is in learn.microsoft.com/azure/devops/integrate/how-to/
call-rest-api, not in the description. ``connectionData`` is in the official clients (azure-devops-node-api, azure-devops for
Python) and in no description; without it we know ourselves by the name that only a build's identity has.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from natpin.azure_devops.change import collection_of, pull_request_of
from natpin.comments.marker import read_mark
from natpin.comments.rest import DEFAULT_PATIENCE, CallFailed, Patience, Rest, Trouble
from natpin.comments.sticky import Remark

TOKEN = "SYSTEM_ACCESSTOKEN"  # noqa: S105 - a variable's name
VERSION = "api-version=6.0"
PERMISSION = (
    "the build may not comment on the pull request: its identity (`… Build Service`) needs the permission `Contribute to "
    "pull requests` on the repository (Project settings, Repositories, Security)"
)
ON_GITHUB = "the repository is on GitHub: Azure Pipelines' token cannot comment there; use the GitHub Action for the comment"
_BUILD = "Build\\"
"""What the unique name of a build's identity begins with; a person's is an address. Unverified."""
_SETTLED = {"active": False, "fixed": True, "closed": True}
"""Other states are a person's decision and stay."""


class Threads:
    """One pull request."""

    limit = 140_000

    def __init__(self, rest: Rest, project: str, repository: str, number: int, page: str = "") -> None:
        """``page``: the pull request's own address."""
        self._rest = rest
        where = f"/{quote(project, safe='')}/_apis/git/repositories/{quote(repository, safe='')}"
        self._pull = f"{where}/pullRequests/{number}"
        self._page = page
        self._comments: dict[int, int] = {}
        self._me: str | None = None

    def __enter__(self) -> Threads:
        return self

    def __exit__(self, *_: object) -> None:
        self._rest.close()

    def head(self) -> str:
        """The newest commit of the source branch."""
        answer = self._rest.read("read the pull request", f"{self._pull}?{VERSION}").body
        commit = _mapping(_mapping(answer).get("lastMergeSourceCommit")).get("commitId")
        return commit if isinstance(commit, str) else ""

    def ours(self, key: str) -> list[Remark]:
        """Threads that a comment of ours with our marker began, oldest first."""
        marked = [(thread, first) for thread, first in self._begun() if read_mark(first["content"], key=key)]
        found = [
            self._remark(thread, first)
            for thread, first in marked
            if self._wrote(_mapping(first.get("author")))
        ]
        return sorted(found, key=lambda remark: remark.id)

    def create(self, body: str, settled: bool) -> Remark:
        """A thread of its own, at no file."""

        def arrived() -> dict[str, Any] | None:
            for thread, first in self._begun():
                if first["content"].strip() == body.strip() and self._wrote(_mapping(first.get("author"))):
                    return thread
            return None

        wanted = {
            "comments": [{"parentCommentId": 0, "content": body, "commentType": "text"}],
            "status": "closed" if settled else "active",
        }
        made = self._rest.create("comment", f"{self._pull}/threads?{VERSION}", wanted, arrived).body
        first = _first(_mapping(made)) or {}
        if self._me is None and isinstance(_mapping(first.get("author")).get("id"), str):
            self._me = _mapping(first.get("author"))["id"]
        return self._remark(_mapping(made), first)

    def edit(self, remark: Remark, body: str, settled: bool) -> None:
        """Another text, and the state, unless a person chose one."""
        thread = f"{self._pull}/threads/{remark.id}"
        if remark.body.strip() != body.strip():
            comment = f"{thread}/comments/{self._comments.get(remark.id, 1)}?{VERSION}"
            self._rest.write("update the comment", "PATCH", comment, {"content": body})
        if remark.settled is not None and remark.settled is not settled:
            state = {"status": "closed" if settled else "active"}
            self._rest.write("change the thread's state", "PATCH", f"{thread}?{VERSION}", state)

    def remove(self, remark: Remark) -> None:
        """Deletes the comment, and so the thread."""
        comment = f"{self._pull}/threads/{remark.id}/comments/{self._comments.get(remark.id, 1)}?{VERSION}"
        self._rest.write("delete a duplicate comment", "DELETE", comment)

    def _begun(self) -> list[tuple[dict[str, Any], dict[str, Any]]]:
        """Threads with the comment that began each, deleted ones and the system's left out."""
        answer = _mapping(self._rest.read("list the comments", f"{self._pull}/threads?{VERSION}").body)
        threads = answer.get("value")
        pairs = [(one, _first(one)) for one in map(_mapping, threads if isinstance(threads, list) else ())]
        return [
            (one, first) for one, first in pairs if first is not None and one.get("isDeleted") is not True
        ]

    def _wrote(self, author: Mapping[str, Any]) -> bool:
        """Whether this is whom our token writes as."""
        if self._me is None:
            self._me = self._asked()
        if self._me:
            return author.get("id") == self._me
        name = author.get("uniqueName")
        return isinstance(name, str) and name.startswith(_BUILD)

    def _asked(self) -> str:
        """Our identity's id; empty when the platform does not tell."""
        try:
            answer = self._rest.read(
                "learn who the token belongs to", f"/_apis/connectionData?{VERSION}-preview"
            )
        except CallFailed as failed:
            if failed.trouble in (Trouble.LIMITED, Trouble.UNREACHABLE):
                raise
            return ""
        me = _mapping(_mapping(answer.body).get("authenticatedUser")).get("id")
        return me if isinstance(me, str) else ""

    def _remark(self, thread: Mapping[str, Any], first: Mapping[str, Any]) -> Remark:
        number = thread.get("id")
        number = number if isinstance(number, int) else 0
        comment = first.get("id")
        self._comments[number] = comment if isinstance(comment, int) else 1
        url = f"{self._page}?discussionId={number}" if self._page else ""
        return Remark(number, str(first.get("content") or ""), url, _SETTLED.get(str(thread.get("status"))))


def conversation_of(environ: Mapping[str, str], patience: Patience = DEFAULT_PATIENCE) -> Threads | None:
    """The pull request that the build runs for; None without a token, outside of a pull request, and for a repository that
    is not in Azure Repos. Raises PlatformError for an address that is none."""
    number = pull_request_of(environ)
    token = environ.get(TOKEN, "").strip()
    collection = collection_of(environ)
    project = environ.get("SYSTEM_TEAMPROJECTID") or environ.get("SYSTEM_TEAMPROJECT", "")
    repository = environ.get("BUILD_REPOSITORY_ID", "")
    if not (number and token and collection and project and repository):
        return None
    rest = Rest(
        "Azure DevOps",
        collection,
        {"Authorization": _authorization(token)},
        # A token that is wrong is answered by a page to sign in on: as 203, or as a redirect to it.
        denied=lambda status: status in (203, 302, 401, 403),
        patience=patience,
    )
    names = (environ.get("SYSTEM_TEAMPROJECT", project), environ.get("BUILD_REPOSITORY_NAME", repository))
    web = "/_git/".join(quote(name, safe="") for name in names)
    return Threads(rest, project, repository, number, f"{collection}/{web}/pullrequest/{number}")


def _authorization(token: str) -> str:
    """The build's own token is a JWT; a personal access token is the password of a nameless user."""
    if token.count(".") == 2:
        return f"Bearer {token}"
    return f"Basic {base64.b64encode(f':{token}'.encode()).decode('ascii')}"


def _first(thread: Mapping[str, Any]) -> dict[str, Any] | None:
    """The comment that began a thread, if a person or a program wrote it and it is still there."""
    comments = thread.get("comments")
    first = _mapping(comments[0]) if isinstance(comments, list) and comments else {}
    written = first.get("commentType") != "system" and first.get("isDeleted") is not True
    return first if written and isinstance(first.get("content"), str) else None


def _mapping(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
