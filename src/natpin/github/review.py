"""Suggestions on the lines of a pull request, in one review: GitHub applies one with a click.

A suggestion is made once: its mark is looked for among the comments that are there. Its lines must be added lines of the
pull request, and read as natpin read them: a merge commit's tree may have other lines at these numbers.

Source: GitHub REST API, "Create a review for a pull request" and "List review comments on a pull request"; GitHub docs,
"Commenting on a pull request" (a fenced block ``suggestion`` stands for the lines that the comment is on).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from natpin.github.client import Client
from natpin.github.patches import added_lines
from natpin.model.record import record

if TYPE_CHECKING:
    from github.Commit import Commit
    from github.PullRequest import PullRequest

MOST = 20
"""Suggestions of one review: more would bury a reviewer. The patch file has all of them."""


@record
class Suggested:
    """Lines of the change, what takes their place, and why."""

    path: str
    first: int
    last: int
    old: tuple[str, ...]
    new: tuple[str, ...]
    why: str
    """Markdown, harmless."""

    @property
    def mark(self) -> str:
        """An HTML comment that tells it from any other. The same lines with the same fix have the same one wherever they
        stand."""
        said = "\n".join((self.path, *self.old, "=>", *self.new))
        return f"<!-- natpin:suggestion:{hashlib.sha256(said.encode()).hexdigest()[:20]} -->"

    @property
    def body(self) -> str:
        """The comment."""
        fence = "`" * max(3, *(len(ticks) + 1 for ticks in re.findall("`+", "\n".join(self.new))), 3)
        return "\n".join((self.why, "", f"{fence}suggestion", *self.new, fence, self.mark))


def suggest(
    client: Client, repository: str, number: int, head: str, wanted: Iterable[Suggested]
) -> tuple[int, int]:
    """Makes those that can be made and are not there yet; how many, and how many lie on lines that the pull request does not
    change. Raises CallFailed."""
    several = list(wanted)
    if not several:
        return 0, 0
    home = client.repository(repository)
    pull = home.get_pull(number)
    listed = client.read(
        "list the pull request's files", lambda: [(one.filename, one.patch) for one in pull.get_files()]
    )
    added = {path: added_lines(patch) for path, patch in listed if patch}
    fitting = [one for one in several if _stands(one, added.get(one.path, {}))]

    def there() -> str:
        return "\n".join(one.body or "" for one in pull.get_review_comments())

    known = client.read("list the pull request's review comments", there) if fitting else ""
    new = [one for one in fitting if one.mark not in known][:MOST]
    if new:
        _review(client, pull, home.get_commit(head), new, there)
    return len(new), len(several) - len(fitting)


def _review(
    client: Client, pull: PullRequest, head: Commit, new: Sequence[Suggested], there: Callable[[], str]
) -> None:
    comments: list[Any] = [_comment(client, one) for one in new]
    word = "fix" if len(new) == 1 else "fixes"
    body = f"natpin suggests {len(new)} {word}. Each was linted before it was suggested."

    def review() -> bool:
        pull.create_review(commit=head, body=body, event="COMMENT", comments=comments)
        return True

    client.create(
        "suggest fixes on the pull request", review, lambda: True if new[0].mark in there() else None
    )


def _comment(client: Client, one: Suggested) -> dict[str, Any]:
    made: dict[str, Any] = {
        "path": one.path,
        "body": client.clean(one.body),
        "line": one.last,
        "side": "RIGHT",
    }
    if one.first < one.last:
        made |= {"start_line": one.first, "start_side": "RIGHT"}
    return made


def _stands(one: Suggested, added: Mapping[int, str]) -> bool:
    return all(added.get(one.first + offset) == line for offset, line in enumerate(one.old))
