"""The REST operations: path and method to what happens."""

from __future__ import annotations

import base64
import binascii
import gzip
import json
import re
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlencode

from github_server import shapes
from github_server.hub import EVERYTHING, Hub, Token

LONGEST_BODY = 65_536
NOT_YOURS = "Resource not accessible by integration"


@dataclass
class Answer:
    status: int
    body: object
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Call:
    hub: Hub
    token: Token
    base: str
    path: str
    query: dict[str, str]
    body: dict[str, Any]
    match: re.Match[str]

    def number(self, name: str) -> int:
        return int(self.match[name])


class Refusal(Exception):
    def __init__(self, status: int, message: str) -> None:
        self.answer = Answer(
            status,
            {"message": message, "status": str(status), "documentation_url": "https://docs.github.com/rest"},
        )
        super().__init__(message)


def may(call: Call, *any_of: str) -> None:
    if not call.token.writes & set(any_of):
        raise Refusal(403, NOT_YOURS)


def fits(text: object) -> None:
    if isinstance(text, str) and len(text) > LONGEST_BODY:
        raise Refusal(422, "Validation Failed: body is too long (maximum is 65536 characters)")


def paged(call: Call, things: list[Any]) -> Answer:
    size = int(call.query.get("per_page", "30"))
    page = int(call.query.get("page", "1"))
    headers = {}
    if page * size < len(things):
        following = urlencode({**call.query, "page": str(page + 1)})
        headers["Link"] = f'<{call.base}{call.path}?{following}>; rel="next"'
    return Answer(200, things[(page - 1) * size : page * size], headers)


def _issue(call: Call) -> Any:
    if not call.hub.issues_enabled:
        raise Refusal(410, "Issues are disabled for this repo")
    issue = call.hub.issues.get(call.number("number"))
    if issue is None:
        raise Refusal(404, "Not Found")
    return issue


def list_comments(call: Call) -> Answer:
    issue = _issue(call)
    mine = [c for c in call.hub.comments.values() if c.issue == issue.number]
    return paged(call, [shapes.comment(call.hub, c, call.base) for c in mine])


def create_comment(call: Call) -> Answer:
    may(call, "issues", "pull_requests")
    issue = _issue(call)
    if issue.locked:
        raise Refusal(403, "Unable to create comment because issue is locked.")
    fits(call.body["body"])
    made = call.hub.add_comment(call.token.account, issue.number, call.body["body"])
    return Answer(201, shapes.comment(call.hub, made, call.base))


def _comment(call: Call) -> Any:
    comment = call.hub.comments.get(call.number("comment"))
    if comment is None:
        raise Refusal(404, "Not Found")
    return comment


def get_comment(call: Call) -> Answer:
    return Answer(200, shapes.comment(call.hub, _comment(call), call.base))


def edit_comment(call: Call) -> Answer:
    may(call, "issues", "pull_requests")
    comment = _comment(call)
    fits(call.body["body"])
    call.hub.edit(comment, call.body["body"])
    return Answer(200, shapes.comment(call.hub, comment, call.base))


def delete_comment(call: Call) -> Answer:
    may(call, "issues", "pull_requests")
    del call.hub.comments[_comment(call).id]
    return Answer(204, None)


def list_issues(call: Call) -> Answer:
    if not call.hub.issues_enabled:
        raise Refusal(410, "Issues are disabled for this repo")
    state = call.query.get("state", "open")
    labels = {name for name in call.query.get("labels", "").split(",") if name}
    creator = call.query.get("creator")
    found = [
        issue
        for issue in call.hub.issues.values()
        if state in ("all", issue.state)
        and labels <= set(issue.labels)
        and creator in (None, issue.author.login)
    ]
    found.sort(key=lambda issue: issue.number, reverse=call.query.get("direction", "desc") == "desc")
    return paged(call, [shapes.issue(call.hub, issue, call.base) for issue in found])


def create_issue(call: Call) -> Answer:
    may(call, "issues")
    if not call.hub.issues_enabled:
        raise Refusal(410, "Issues are disabled for this repo")
    fits(call.body.get("body"))
    _assignable(call, call.body.get("assignees", []))
    issue = call.hub.add_issue(call.token.account, str(call.body["title"]), call.body.get("body") or "")
    issue.labels = list(call.body.get("labels", []))
    issue.assignees = list(call.body.get("assignees", []))
    return Answer(201, shapes.issue(call.hub, issue, call.base))


def get_issue(call: Call) -> Answer:
    return Answer(200, shapes.issue(call.hub, _issue(call), call.base))


def edit_issue(call: Call) -> Answer:
    may(call, "issues")
    issue = _issue(call)
    fits(call.body.get("body"))
    if "body" in call.body:
        call.hub.edit(issue, call.body["body"] or "")
    if "title" in call.body:
        issue.title = str(call.body["title"])
    if "labels" in call.body:
        issue.labels = list(call.body["labels"])
    if "assignees" in call.body:
        _assignable(call, call.body["assignees"])
        issue.assignees = list(call.body["assignees"])
    state = call.body.get("state")
    if state is not None and state != issue.state:
        issue.state = state
        issue.state_reason = call.body.get("state_reason") or (
            "completed" if state == "closed" else "reopened"
        )
        issue.closed = call.hub.now() if state == "closed" else None
        issue.states.append(state)
    return Answer(200, shapes.issue(call.hub, issue, call.base))


def _assignable(call: Call, logins: list[str]) -> None:
    unknown = [login for login in logins if login not in call.hub.accounts]
    if unknown:
        raise Refusal(422, f"Validation Failed: assignees {unknown} is invalid")


def get_pull(call: Call) -> Answer:
    issue = _issue(call)
    if issue.pull is None:
        raise Refusal(404, "Not Found")
    return Answer(200, shapes.pull(call.hub, issue, call.base))


def pull_files(call: Call) -> Answer:
    issue = _issue(call)
    if issue.pull is None:
        raise Refusal(404, "Not Found")
    return paged(call, issue.pull.files)


def pulls_of_commit(call: Call) -> Answer:
    """The merged pull requests that introduced a commit, else the open ones whose head it is."""
    pulls = [issue for issue in call.hub.issues.values() if issue.pull is not None]
    sha = call.match["ref"]
    found = [
        issue for issue in pulls if issue.pull.merged and sha in (issue.pull.merge_sha, issue.pull.head_sha)
    ]
    found = found or [issue for issue in pulls if not issue.pull.merged and issue.pull.head_sha == sha]
    return paged(call, [shapes.pull(call.hub, issue, call.base) for issue in found])


def permission(call: Call) -> Answer:
    account = call.hub.accounts.get(call.match["login"])
    if account is None:
        raise Refusal(404, "Not Found")
    legacy = {"maintain": "write", "triage": "read"}.get(account.role, account.role)
    return Answer(
        200,
        {
            "permission": legacy,
            "role_name": account.role,
            "user": {**shapes.user(account, call.base), "role_name": account.role},
        },
    )


def create_check(call: Call) -> Answer:
    may(call, "checks")
    number = call.hub.next_id()
    call.hub.checks[number] = {"id": number, **call.body}
    call.hub.annotations[number] = list((call.body.get("output") or {}).get("annotations", []))
    return Answer(201, shapes.check(call.hub, call.hub.checks[number], call.base))


def edit_check(call: Call) -> Answer:
    may(call, "checks")
    check = call.hub.checks.get(call.number("check"))
    if check is None:
        raise Refusal(404, "Not Found")
    check.update(call.body)
    call.hub.annotations[call.number("check")] += (call.body.get("output") or {}).get("annotations", [])
    return Answer(200, shapes.check(call.hub, check, call.base))


def get_check(call: Call) -> Answer:
    check = call.hub.checks.get(call.number("check"))
    if check is None:
        raise Refusal(404, "Not Found")
    return Answer(200, shapes.check(call.hub, check, call.base))


def list_checks(call: Call) -> Answer:
    name = call.query.get("check_name")
    found = [
        check
        for check in reversed(call.hub.checks.values())
        if check["head_sha"] == call.match["ref"] and name in (None, check["name"])
    ]
    return Answer(
        200, {"total_count": len(found), "check_runs": [shapes.check(call.hub, c, call.base) for c in found]}
    )


def upload_sarif(call: Call) -> Answer:
    may(call, "security_events")
    try:
        packed = base64.b64decode(call.body["sarif"], validate=True)
        log = json.loads(gzip.decompress(packed))
    except (binascii.Error, OSError, EOFError, zlib.error, ValueError) as error:
        raise Refusal(400, f"Invalid SARIF. {error}") from error
    number = f"sarif-{call.hub.next_id()}"
    call.hub.sarifs[number] = {**call.body, "log": log}
    return Answer(202, {"id": number, "url": f"{call.base}{call.path}/{number}"})


def sarif_state(call: Call) -> Answer:
    held = call.hub.sarifs.get(call.match["sarif"])
    if held is None:
        raise Refusal(404, "Not Found")
    return Answer(
        200,
        {
            "processing_status": held.get("status", "complete"),
            "analyses_url": f"{call.base}/analyses",
            "errors": held.get("errors"),
        },
    )


def get_user(call: Call) -> Answer:
    if not call.token.rest_user:
        raise Refusal(403, NOT_YOURS)
    return Answer(200, {**shapes.user(call.token.account, call.base), "name": None, "company": None, "blog": None, "location": None, "email": None, "hireable": None, "bio": None, "user_view_type": "public", "public_repos": 0, "public_gists": 0, "followers": 0, "following": 0, "created_at": "2018-01-01T00:00:00Z", "updated_at": "2018-01-01T00:00:00Z"})  # fmt: skip


def create_review(call: Call) -> Answer:
    """Refuses what GitHub refuses: a comment on lines that are no part of the diff."""
    may(call, "pull_requests")
    issue = _issue(call)
    assert issue.pull is not None
    if call.body.get("event") == "COMMENT" and not call.body.get("body"):
        raise Refusal(422, "Unprocessable Entity: body is required")
    patches = {one["filename"]: str(one.get("patch", "")) for one in issue.pull.files}
    for one in call.body.get("comments", []):
        fits(one["body"])
        if not {one["line"], one.get("start_line", one["line"])} <= _lines_shown(
            patches.get(one["path"], "")
        ):
            raise Refusal(422, "Unprocessable Entity: Line could not be resolved")
    made = {
        **call.body, "id": call.hub.next_id(), "number": issue.number, "author": call.token.account,
        "comments": [{**one, "id": call.hub.next_id()} for one in call.body.get("comments", [])],
    }  # fmt: skip
    call.hub.reviews.append(made)
    return Answer(200, shapes.review(call.hub, made, call.base))


def _lines_shown(patch: str) -> set[int]:
    """The lines of the new side that a patch shows, added or not."""
    shown, number = set(), 0
    for line in patch.split("\n"):
        if found := re.match(r"@@ -\S+ \+(\d+)", line):
            number = int(found[1])
        elif number and not line.startswith(("-", "\\")):
            shown.add(number)
            number += 1
    return shown


def list_review_comments(call: Call) -> Answer:
    mine = [review for review in call.hub.reviews if review["number"] == call.number("number")]
    told = [
        shapes.review_comment(call.hub, review, one, call.base)
        for review in mine
        for one in review["comments"]
    ]
    return paged(call, told)


R = r"/repos/(?P<owner>[^/]+)/(?P<repo>[^/]+)"
ROUTES: tuple[tuple[str, str, Callable[[Call], Answer]], ...] = (
    ("GET", rf"{R}/issues/(?P<number>\d+)/comments", list_comments),
    ("POST", rf"{R}/issues/(?P<number>\d+)/comments", create_comment),
    ("GET", rf"{R}/issues/comments/(?P<comment>\d+)", get_comment),
    ("PATCH", rf"{R}/issues/comments/(?P<comment>\d+)", edit_comment),
    ("DELETE", rf"{R}/issues/comments/(?P<comment>\d+)", delete_comment),
    ("GET", rf"{R}/issues", list_issues),
    ("POST", rf"{R}/issues", create_issue),
    ("GET", rf"{R}/issues/(?P<number>\d+)", get_issue),
    ("PATCH", rf"{R}/issues/(?P<number>\d+)", edit_issue),
    ("GET", rf"{R}/pulls/(?P<number>\d+)", get_pull),
    ("GET", rf"{R}/pulls/(?P<number>\d+)/files", pull_files),
    ("GET", rf"{R}/pulls/(?P<number>\d+)/comments", list_review_comments),
    ("POST", rf"{R}/pulls/(?P<number>\d+)/reviews", create_review),
    ("GET", rf"{R}/collaborators/(?P<login>[^/]+)/permission", permission),
    ("POST", rf"{R}/check-runs", create_check),
    ("PATCH", rf"{R}/check-runs/(?P<check>\d+)", edit_check),
    ("GET", rf"{R}/check-runs/(?P<check>\d+)", get_check),
    ("GET", rf"{R}/commits/(?P<ref>[^/]+)/check-runs", list_checks),
    ("GET", rf"{R}/commits/(?P<ref>[^/]+)/pulls", pulls_of_commit),
    ("POST", rf"{R}/code-scanning/sarifs", upload_sarif),
    ("GET", rf"{R}/code-scanning/sarifs/(?P<sarif>[^/]+)", sarif_state),
    ("GET", r"/user", get_user),
)


def dispatch(hub: Hub, token: Token, base: str, method: str, path: str, query: str, body: bytes) -> Answer:
    asked = {name: values[-1] for name, values in parse_qs(query).items()}
    for verb, pattern, operation in ROUTES:
        match = re.fullmatch(pattern, path)
        if verb != method or match is None:
            continue
        if "owner" in match.groupdict() and f"{match['owner']}/{match['repo']}" != hub.repository:
            return Refusal(404, "Not Found").answer
        try:
            return operation(Call(hub, token, base, path, asked, json.loads(body or b"{}"), match))
        except Refusal as refusal:
            return refusal.answer
    return Refusal(404, "Not Found").answer


__all__ = ["EVERYTHING", "Answer", "dispatch"]
