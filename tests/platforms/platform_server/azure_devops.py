"""One pull request of one repository in Azure Repos."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field

from platform_server.http import Answer, Call, Platform, Refusal, matched

PROJECT = "6ce954b1-ce1f-45d1-b94d-e6bf2464ba2c"
REPOSITORY = "3411ebc1-d5aa-464f-9615-0b527bc66719"
SIGN_IN = "<html><title>Azure DevOps Services | Sign In</title></html>"


@dataclass
class Comment:
    id: int
    author: str
    content: str
    kind: str = "text"
    deleted: bool = False
    edits: int = 0


@dataclass
class Thread:
    id: int
    comments: list[Comment]
    status: str | None
    at: str
    states: list[str] = field(default_factory=list)


@dataclass
class Token:
    identity: str
    contributes: bool = True
    """``Contribute to pull requests``."""
    tells: bool = True
    """Whether connectionData answers."""


class AzureDevOps(Platform):
    base = "/contoso"
    host = "https://dev.azure.com"
    description = "azure_devops/threads.yaml"

    def __init__(self) -> None:
        super().__init__()
        self.names = {"build-id": "Build\\a1b2c3", "stranger-id": "stranger@example.com"}
        self.tokens = {
            "a.build.token": Token("build-id"),
            "a.fork.token": Token("build-id", contributes=False),
            "a.mute.token": Token("build-id", tells=False),
            "pat-of-stranger": Token("stranger-id"),
        }
        self.number, self.sha = 7, "a" * 40
        self.threads: dict[int, Thread] = {}

    def token_of(self, headers: object) -> str:
        kind, _, value = (headers.get("Authorization") or "").partition(" ")  # type: ignore[attr-defined]
        return base64.b64decode(value).decode().partition(":")[2] if kind == "Basic" else value

    def say(self, author: str, body: str, *, system: bool = False) -> Thread:
        comment = Comment(1, author, body, "system" if system else "text")
        thread = Thread(100 + next(self._ids), [comment], None if system else "active", self.now())
        self.threads[thread.id] = thread
        return thread

    def handle(self, call: Call) -> Answer:
        token = self.tokens.get(call.token)
        if token is None:
            return Answer(203, SIGN_IN)
        if call.path == "/_apis/connectionData":
            if not token.tells:
                raise Refusal(403, "TF400813: not authorized")
            return Answer(200, {"authenticatedUser": {"id": token.identity}})
        where = rf"/{PROJECT}/_apis/git/repositories/{REPOSITORY}/pullRequests/(\d+)"
        found = matched(rf"{where}(/threads(?:/(\d+)(?:/comments/(\d+))?)?)?", call.path)
        if found is None or int(found[1]) != self.number:
            raise Refusal(404, "TF401180: The requested pull request was not found.")
        if call.method != "GET" and not token.contributes:
            raise Refusal(
                403, "TF401027: You need the Git 'PullRequestContribute' permission to perform this action."
            )
        if found[2] is None:
            pull = {
                "pullRequestId": self.number,
                "status": "active",
                "lastMergeSourceCommit": {"commitId": self.sha},
            }
            return Answer(200, pull)
        if found[3] is None:
            return self._listed() if call.method == "GET" else self._create(call, token)
        thread = self.threads.get(int(found[3]))
        if thread is None:
            raise Refusal(404, "TF401179: The requested thread was not found.")
        if found[4] is None:
            thread.status = call.body["status"]
            thread.states.append(thread.status)
            return Answer(200, self._thread(thread))
        comment = next((one for one in thread.comments if one.id == int(found[4]) and not one.deleted), None)
        if comment is None:
            raise Refusal(404, "TF401178: The requested comment was not found.")
        if comment.author != token.identity:
            raise Refusal(403, "TF401181: only the author can change a comment.")
        if call.method == "DELETE":
            comment.deleted = True
            return Answer(200)
        comment.content, comment.edits = call.body["content"], comment.edits + 1
        return Answer(200, self._comment(comment))

    def _listed(self) -> Answer:
        shown = [self._thread(one) for one in self.threads.values()]
        return Answer(200, {"count": len(shown), "value": shown})

    def _create(self, call: Call, token: Token) -> Answer:
        made = self.say(token.identity, call.body["comments"][0]["content"])
        made.status = call.body.get("status", "unknown")
        return Answer(200, self._thread(made))

    def _thread(self, thread: Thread) -> dict[str, object]:
        shown = {
            "id": thread.id, "comments": [self._comment(one) for one in thread.comments], "publishedDate": thread.at,
            "isDeleted": all(one.deleted for one in thread.comments),
        }  # fmt: skip
        return shown | ({"status": thread.status} if thread.status else {})

    def _comment(self, one: Comment) -> dict[str, object]:
        author = {"id": one.author, "displayName": one.author, "uniqueName": self.names[one.author]}
        shown = {
            "id": one.id,
            "parentCommentId": 0,
            "author": author,
            "content": one.content,
            "commentType": one.kind,
        }
        return shown | ({"isDeleted": True, "content": ""} if one.deleted else {})

    # What tests ask of either platform

    def environ(self, token: str = "a.build.token") -> dict[str, str]:
        return {
            "TF_BUILD": "True", "SYSTEM_COLLECTIONURI": f"{self.url}/", "SYSTEM_TEAMPROJECTID": PROJECT,
            "SYSTEM_TEAMPROJECT": "Platform Team", "BUILD_REPOSITORY_ID": REPOSITORY, "BUILD_REPOSITORY_NAME": "egress",
            "BUILD_REPOSITORY_PROVIDER": "TfsGit", "SYSTEM_PULLREQUEST_PULLREQUESTID": str(self.number),
            "SYSTEM_PULLREQUEST_TARGETBRANCH": "refs/heads/main", "SYSTEM_PULLREQUEST_SOURCECOMMITID": self.sha,
            "SYSTEM_PULLREQUEST_ISFORK": "False", "BUILD_SOURCEVERSION": self.sha, "BUILD_BUILDID": "4711",
            "SYSTEM_JOBATTEMPT": "1", "SYSTEM_ACCESSTOKEN": token,
        }  # fmt: skip

    def shown(self) -> list[tuple[str, str]]:
        """Author and text of what people see."""
        first = [one.comments[0] for one in self.threads.values()]
        return [(one.author, one.content) for one in first if not one.deleted and one.kind == "text"]
