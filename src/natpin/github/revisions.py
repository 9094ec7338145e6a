"""What only GraphQL tells: who we are, whether a comment is minimized, and what its text was before.

``diff`` of a revision is documented as "a summary of the changes for this edit"; in practice it is the whole text as
of that edit. Unverified here, so a text is only ever put back when it still matches the digest in its own marker.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from natpin.github.client import Client
from natpin.github.trouble import CallFailed
from natpin.model.record import record

if TYPE_CHECKING:
    from github.NamedUser import NamedUser
    from github.Organization import Organization

ACTIONS_BOT = "github-actions[bot]"

_LOOK = """
query natpinLook($ids: [ID!]!) {
  viewer { databaseId login }
  nodes(ids: $ids) {
    id
    ... on Comment { body viewerDidAuthor userContentEdits(first: 20) { nodes { diff } } }
    ... on Minimizable { isMinimized minimizedReason }
  }
}
"""


@record
class Revision:
    """One comment or issue as it is now."""

    body: str
    past: tuple[str, ...]
    """Texts of its recent edits."""
    minimized: bool
    minimized_reason: str | None
    own: bool
    """The viewer wrote it."""


@record
class Seen:
    """One look."""

    viewer_id: int | None
    viewer_login: str
    revisions: Mapping[str, Revision]
    """By node id."""

    def of(self, node_id: str) -> Revision | None:
        """One of them."""
        return self.revisions.get(node_id)


@record
class Author:
    """Whom our token writes as."""

    user_id: int | None
    own_nodes: frozenset[str] = frozenset()
    by_login: str | None = None
    """Only where nothing better could be learned: the bot's login."""

    def wrote(self, user: NamedUser | Organization | None, node_id: str) -> bool:
        """Whether the thing with this author and node id is ours."""
        if user is None:
            return False
        if node_id in self.own_nodes or (self.user_id is not None and user.id == self.user_id):
            return True
        return self.by_login is not None and user.login == self.by_login and user.type == "Bot"


def look(client: Client, node_ids: Sequence[str]) -> Seen | None:
    """At most a hundred things at once; None when GraphQL is not to be had. Rate limits are raised (CallFailed)."""
    try:
        data = client.graphql("read the comment's state", _LOOK, {"ids": list(node_ids)[:100]})
    except CallFailed as failed:
        if failed.limited:
            raise
        return None
    viewer = _mapping(data.get("viewer"))
    viewer_id, login = viewer.get("databaseId"), viewer.get("login")
    found: dict[str, Revision] = {}
    for node in data.get("nodes") or ():
        node = _mapping(node)
        if not isinstance(node.get("id"), str) or not isinstance(node.get("body"), str):
            continue
        edits = _mapping(node.get("userContentEdits")).get("nodes") or ()
        reason = node.get("minimizedReason")
        found[node["id"]] = Revision(
            body=node["body"],
            past=tuple(text for edit in edits if isinstance(text := _mapping(edit).get("diff"), str)),
            minimized=node.get("isMinimized") is True,
            minimized_reason=reason if isinstance(reason, str) else None,
            own=node.get("viewerDidAuthor") is True,
        )
    return Seen(
        viewer_id if isinstance(viewer_id, int) else None, login if isinstance(login, str) else "", found
    )


def own_author(client: Client, seen: Seen | None) -> Author:
    """Who we are: by GraphQL's viewer; else by GET /user, which an installation token may not ask; else the bot that
    GITHUB_TOKEN stands for."""
    if seen is not None:
        own = frozenset(node for node, revision in seen.revisions.items() if revision.own)
        if seen.viewer_id is not None or own:
            return Author(seen.viewer_id, own)
    try:
        user_id = client.get("learn who the token belongs to", "/user").get("id")
    except CallFailed as failed:
        if failed.limited:
            raise
        user_id = None
    return Author(user_id) if isinstance(user_id, int) else Author(None, by_login=ACTIONS_BOT)


def _mapping(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
