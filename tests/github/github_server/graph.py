"""The GraphQL side, executed by graphql-core against GitHub's own schema."""

from __future__ import annotations

from typing import Any

from graphql import GraphQLError, graphql_sync

from github_server.contract import graphql_schema
from github_server.hub import Comment, Hub, Issue, Token

WHY = {"RESOLVED": "resolved", "DUPLICATE": "duplicate", "OUTDATED": "outdated", "OFF_TOPIC": "off-topic"}


class Root:
    """Resolvers of Query and Mutation."""

    def __init__(self, hub: Hub, token: Token) -> None:
        self.hub = hub
        self.token = token

    def viewer(self, _: object) -> dict[str, object]:
        account = self.token.account
        return {"id": f"U_{account.id}", "databaseId": account.id, "login": account.login}

    def node(self, _: object, id: str) -> dict[str, object] | None:
        return self._node(id)

    def nodes(self, _: object, ids: list[str]) -> list[dict[str, object] | None]:
        return [self._node(one) for one in ids]

    def minimizeComment(self, _: object, input: dict[str, Any]) -> dict[str, object]:
        return self._minimize(input["subjectId"], WHY[input["classifier"]], "minimizedComment")

    def unminimizeComment(self, _: object, input: dict[str, Any]) -> dict[str, object]:
        return self._minimize(input["subjectId"], None, "unminimizedComment")

    def _minimize(self, subject: str, why: str | None, field: str) -> dict[str, object]:
        if not self.token.writes & {"issues", "pull_requests"}:
            raise GraphQLError("Resource not accessible by integration", extensions={"type": "FORBIDDEN"})
        thing = self.hub.node(subject)
        if not isinstance(thing, Comment):
            raise GraphQLError("Could not resolve to a node with that id", extensions={"type": "NOT_FOUND"})
        thing.minimized = why
        return {field: self._node(subject)}

    def _node(self, node_id: str) -> dict[str, object] | None:
        thing = self.hub.node(node_id)
        if thing is None:
            return None
        author = thing.author
        shape: dict[str, object] = {
            "__typename": type(thing).__name__ if isinstance(thing, Issue) else "IssueComment",
            "id": thing.node_id,
            "body": thing.body,
            "viewerDidAuthor": author is not None and author.id == self.token.account.id,
            "author": None if author is None else {"__typename": "User", "login": author.login},
            "userContentEdits": {
                "totalCount": len(thing.edits),
                "nodes": [
                    {"id": f"UCE_{index}", "diff": text, "editedAt": "t", "createdAt": "t", "updatedAt": "t"}
                    for index, text in enumerate(thing.edits)
                ],
            },
        }
        if isinstance(thing, Comment):
            shape["isMinimized"] = thing.minimized is not None
            shape["minimizedReason"] = thing.minimized
        return shape


def answer(hub: Hub, token: Token, asked: dict[str, Any]) -> dict[str, Any]:
    result = graphql_sync(
        graphql_schema(), asked["query"], Root(hub, token), variable_values=asked.get("variables")
    )
    shape: dict[str, Any] = {"data": result.data}
    if result.errors:
        shape["errors"] = [
            {
                "message": error.message,
                **({"type": kind} if (kind := (error.extensions or {}).get("type")) else {}),
            }
            for error in result.errors
        ]
    return shape
