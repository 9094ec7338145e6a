"""The pull request by which a commit came in.

Source: GitHub REST API, "List pull requests associated with a commit": for a commit on the default branch the merged
pull request that introduced it, else the open ones that hold it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from natpin.github.client import Client
from natpin.model.record import record


@record
class Merged:
    """What GitHub says of a commit."""

    number: int = 0
    """Of the one merged pull request; 0 when there is none, or more than one might be meant."""
    several: tuple[int, ...] = ()
    """Those that might be meant, where it is more than one."""


def merged_pull(client: Client, repository: str, commit: str, branch: str = "") -> Merged:
    """The merged pull request that introduced a commit. ``branch``: the one it was pushed to, empty where not known.

    Raises CallFailed.
    """
    if not re.fullmatch("[0-9a-f]{40}|[0-9a-f]{64}", commit):
        return Merged()
    listed = client.listed(
        "list the pull requests of the commit", f"/repos/{repository}/commits/{commit}/pulls?per_page=100"
    )
    merged = [one for one in listed if _at(one, "merged_at") and _is_here(one, repository)]
    into = [one for one in merged if branch and _at(one, "base", "ref") == branch]
    ended = [one for one in (into or merged) if _at(one, "merge_commit_sha") == commit]
    left = ended or into or merged
    numbers = tuple(one["number"] for one in left if isinstance(one.get("number"), int))
    return Merged(numbers[0]) if len(numbers) == 1 else Merged(several=numbers)


def _is_here(pull: Mapping[str, Any], repository: str) -> bool:
    """A pull request of a fork's own has another base: its number means nothing here."""
    return str(_at(pull, "base", "repo", "full_name") or "").lower() == repository.lower()


def _at(value: object, *keys: str) -> Any:
    for key in keys:
        if not isinstance(value, Mapping):
            return None
        value = value.get(key)
    return value
