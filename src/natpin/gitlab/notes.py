"""The notes of a merge request, over GitLab's REST API.

Source: docs.gitlab.com/api/notes ("Merge requests": list, create, modify, delete), docs.gitlab.com/api/merge_requests
("Get single MR": ``sha`` is the head of the source branch), docs.gitlab.com/api/users (``GET /user``). A note is limited to
1,000,000 characters. A job token (CI_JOB_TOKEN) may not use any of these (docs.gitlab.com/ci/jobs/ci_job_token).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from natpin.comments.change import number_of, url_of
from natpin.comments.marker import read_mark
from natpin.comments.rest import DEFAULT_PATIENCE, MOST_PAGES, Patience, Rest
from natpin.comments.sticky import Remark

TOKEN = "GITLAB_TOKEN"  # noqa: S105 - a variable's name
PERMISSION = (
    "the token in GITLAB_TOKEN may not comment on the merge request: it needs the scope `api` and at least the role "
    "Reporter in the project of the merge request"
)


class Notes:
    """One merge request."""

    limit = 200_000
    """Far below what GitLab takes; a longer comment is read by nobody."""

    def __init__(self, rest: Rest, project: str, iid: int, page: str = "") -> None:
        """``project``: its number, or its path. ``page``: the merge request's own address."""
        self._rest = rest
        self._path = f"/projects/{quote(project, safe='')}/merge_requests/{iid}"
        self._page = page
        self._me: int | None = None

    def __enter__(self) -> Notes:
        return self

    def __exit__(self, *_: object) -> None:
        self._rest.close()

    def head(self) -> str:
        """The head of the source branch."""
        answer = self._rest.read("read the merge request", self._path).body
        sha = answer.get("sha") if isinstance(answer, dict) else None
        return sha if isinstance(sha, str) else ""

    def ours(self, key: str) -> list[Remark]:
        """Notes of ours with our marker, oldest first."""
        marked = [note for note in self._notes() if read_mark(note["body"], key=key)]
        if not marked:
            return []
        me = self._author()
        return [self._remark(note) for note in sorted(marked, key=_id) if _author_of(note) == me]

    def create(self, body: str, settled: bool) -> Remark:
        """A note by itself: it is no thread, so it never has to be resolved before a merge."""

        def arrived() -> dict[str, Any] | None:
            same = [note for note in self._notes() if note["body"].strip() == body.strip()]
            mine = [note for note in same if _author_of(note) == self._author()]
            return mine[0] if mine else None

        made = self._rest.create("comment", f"{self._path}/notes", {"body": body}, arrived).body
        note = made if isinstance(made, dict) else {}
        self._me = self._me or _author_of(note)
        return self._remark(note)

    def edit(self, remark: Remark, body: str, settled: bool) -> None:
        """Another text."""
        self._rest.write("update the comment", "PUT", f"{self._path}/notes/{remark.id}", {"body": body})

    def remove(self, remark: Remark) -> None:
        """Deletes one."""
        self._rest.write("delete a duplicate comment", "DELETE", f"{self._path}/notes/{remark.id}")

    def _notes(self) -> Iterator[dict[str, Any]]:
        """What people and bots wrote, oldest first."""
        page: str | int = 1
        for _ in range(MOST_PAGES):
            query: dict[str, str | int] = {
                "sort": "asc",
                "order_by": "created_at",
                "per_page": 100,
                "page": page,
            }
            answer = self._rest.read("list the comments", f"{self._path}/notes", query)
            for note in answer.body if isinstance(answer.body, list) else ():
                if (
                    isinstance(note, dict)
                    and isinstance(note.get("body"), str)
                    and note.get("system") is not True
                ):
                    yield note
            following = answer.headers.get("x-next-page", "").strip()
            if not number_of(following):
                return
            page = following

    def _author(self) -> int:
        """Whom our token writes as."""
        if self._me is None:
            answer = self._rest.read("learn who the token belongs to", "/user").body
            self._me = _id(answer) if isinstance(answer, dict) else 0
        return self._me

    def _remark(self, note: Mapping[str, Any]) -> Remark:
        number = _id(note)
        return Remark(
            number, str(note.get("body") or ""), f"{self._page}#note_{number}" if self._page else ""
        )


def conversation_of(environ: Mapping[str, str], patience: Patience = DEFAULT_PATIENCE) -> Notes | None:
    """The merge request that the job runs for; None without a token or outside of a merge request pipeline. Raises
    PlatformError for an address that is none."""
    iid = number_of(environ.get("CI_MERGE_REQUEST_IID"))
    project = environ.get("CI_MERGE_REQUEST_PROJECT_ID", "").strip()
    token = environ.get(TOKEN, "").strip()
    api = environ.get("CI_API_V4_URL", "")
    if not (iid and project and token and api):
        return None
    # A project, group or personal token goes in this header (docs.gitlab.com/api/rest/authentication).
    rest = Rest(
        "GitLab",
        api,
        {"PRIVATE-TOKEN": token},
        ca_file=environ.get("CI_SERVER_TLS_CA_FILE", ""),
        patience=patience,
    )
    here = url_of(environ.get("CI_MERGE_REQUEST_PROJECT_URL"))
    return Notes(rest, project, iid, f"{here}/-/merge_requests/{iid}" if here else "")


def _id(thing: Mapping[str, Any]) -> int:
    number = thing.get("id")
    return number if isinstance(number, int) else 0


def _author_of(note: Mapping[str, Any]) -> int:
    author = note.get("author")
    return _id(author) if isinstance(author, dict) else 0
