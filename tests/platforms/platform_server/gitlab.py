"""One merge request of one project."""

from __future__ import annotations

import re
from dataclasses import dataclass

from platform_server.http import Answer, Call, Platform, Refusal, matched

ACTIONS = re.compile(
    r"^/(merge|approve|close|label|assign|title)\b[^\n]*(?:\n|$)", re.MULTILINE | re.IGNORECASE
)
"""Quick actions; lib/gitlab/quick_actions/extractor.rb leaves those in code and quotes alone, which is no help to a text
that forges the end of a code block."""


@dataclass
class Note:
    id: int
    author: str
    body: str
    created: str
    updated: str
    system: bool = False
    edits: int = 0


@dataclass
class Token:
    user: str
    api: bool = True
    """Scope ``api``; else ``read_api``."""


class GitLab(Platform):
    base = "/api/v4"
    host = "https://gitlab.example"
    description = "gitlab/notes.yaml"

    def __init__(self) -> None:
        super().__init__()
        self.users = {"project_5_bot": 501, "stranger": 666, "root": 1}
        self.tokens = {
            "glpat-bot": Token("project_5_bot"),
            "glpat-read": Token("project_5_bot", api=False),
            "glpat-stranger": Token("stranger"),
        }
        self.project, self.iid, self.sha = 5, 7, "a" * 40
        self.notes: dict[int, Note] = {}
        self.hidden: set[int] = set()
        """Notes that our token may not read; they are taken out of a page after it was cut."""
        self.acted: list[str] = []
        """Quick actions that were carried out."""

    def token_of(self, headers: object) -> str:
        return headers.get("PRIVATE-TOKEN") or ""  # type: ignore[attr-defined]

    def say(self, author: str, body: str, *, system: bool = False) -> Note:
        now = self.now()
        note = Note(1000 + next(self._ids), author, body, now, now, system)
        self.notes[note.id] = note
        return note

    def handle(self, call: Call) -> Answer:
        token = self.tokens.get(call.token)
        if token is None:
            raise Refusal(401, "401 Unauthorized")
        if call.path == "/user":
            return Answer(200, self._user(token.user))
        found = matched(r"/projects/(\d+)/merge_requests/(\d+)(/notes(?:/(\d+))?)?", call.path)
        if found is None or (int(found[1]), int(found[2])) != (self.project, self.iid):
            raise Refusal(404, "404 Not found")
        if call.method != "GET" and not token.api:
            # GitLab says it as an OAuth error: no ``message``.
            return Answer(
                403, {"error": "insufficient_scope", "error_description": "higher privileges", "scope": "api"}
            )
        if found[3] is None:
            return Answer(200, self._merge_request())
        if found[4] is None:
            return self._list(call) if call.method == "GET" else self._create(call, token)
        note = self.notes.get(int(found[4]))
        if note is None:
            raise Refusal(404, "404 Note Not Found")
        if note.author != token.user:
            raise Refusal(403, "403 Forbidden")
        if call.method == "DELETE":
            del self.notes[note.id]
            return Answer(204)
        note.body, note.updated, note.edits = self._acted(call.body["body"]), self.now(), note.edits + 1
        return Answer(200, self._note(note))

    def _list(self, call: Call) -> Answer:
        size, page = int(call.query.get("per_page", "20")), int(call.query.get("page", "1"))
        notes = sorted(
            self.notes.values(), key=lambda one: one.created, reverse=call.query.get("sort") != "asc"
        )
        more = page * size < len(notes)
        shown = notes[(page - 1) * size : page * size]
        shown = [one for one in shown if one.id not in self.hidden]
        return Answer(200, [self._note(one) for one in shown], {"X-Next-Page": str(page + 1) if more else ""})

    def _create(self, call: Call, token: Token) -> Answer:
        return Answer(201, self._note(self.say(token.user, self._acted(call.body["body"]))))

    def _acted(self, body: str) -> str:
        self.acted += [one.strip() for one in (m[0] for m in ACTIONS.finditer(body))]
        return ACTIONS.sub("", body).rstrip()

    def _user(self, name: str) -> dict[str, object]:
        return {"id": self.users[name], "username": name, "name": name.title(), "state": "active"}

    def _merge_request(self) -> dict[str, object]:
        return {"id": 70, "iid": self.iid, "project_id": self.project, "state": "opened", "sha": self.sha}

    def _note(self, note: Note) -> dict[str, object]:
        return {
            "id": note.id, "body": note.body, "author": self._user(note.author), "created_at": note.created,
            "updated_at": note.updated, "system": note.system, "noteable_id": 70, "noteable_type": "MergeRequest",
            "noteable_iid": self.iid, "resolvable": False, "internal": False,
        }  # fmt: skip

    # What tests ask of either platform

    def environ(self, token: str = "glpat-bot") -> dict[str, str]:
        return {
            "GITLAB_CI": "true", "CI_API_V4_URL": self.url, "CI_MERGE_REQUEST_IID": str(self.iid),
            "CI_MERGE_REQUEST_PROJECT_ID": str(self.project), "CI_MERGE_REQUEST_SOURCE_PROJECT_ID": str(self.project),
            "CI_MERGE_REQUEST_PROJECT_URL": f"{self.root}/platform/egress", "CI_PROJECT_URL": f"{self.root}/platform/egress",
            "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main", "CI_PIPELINE_ID": "4711", "CI_PIPELINE_IID": "11",
            "CI_JOB_ID": "88001", "CI_PIPELINE_URL": f"{self.root}/platform/egress/-/pipelines/4711",
            "CI_COMMIT_SHA": self.sha, "GITLAB_TOKEN": token,
        }  # fmt: skip

    def shown(self) -> list[tuple[str, str]]:
        """Author and text of what people see."""
        return [(one.author, one.body) for one in self.notes.values() if not one.system]
