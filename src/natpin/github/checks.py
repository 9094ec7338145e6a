"""Check runs: a name, a conclusion, annotations, and in ``external_id`` the fingerprint of a plan.

GitHub takes 50 annotations a request and appends those of later ones; a check run without a conclusion stays yellow,
so the conclusion is sent last and is sent even when annotations got lost on the way.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from enum import Enum
from typing import TYPE_CHECKING, Any

from natpin.comments.sections import length
from natpin.github.advice import CHECK_WRITE, advice
from natpin.github.client import Client
from natpin.github.trouble import CallFailed
from natpin.model.record import record

if TYPE_CHECKING:
    from github.CheckRun import CheckRun

BATCH = 50
TEXT_LIMIT = 65_000
"""Characters of ``summary``; GitHub refuses 65,536."""
MOST_ANNOTATIONS = 1000
"""Twenty requests; the rest is counted in the summary."""
_PLAN = "natpin:plan:"


class Level(Enum):
    """Of an annotation."""

    NOTICE = "notice"
    WARNING = "warning"
    FAILURE = "failure"


class Conclusion(Enum):
    """Of a check run."""

    SUCCESS = "success"
    FAILURE = "failure"
    NEUTRAL = "neutral"
    """Unknowns, or nothing to look at."""
    ACTION_REQUIRED = "action_required"
    """A plan waits for approval."""


@record
class CheckAnnotation:
    """At a place of the repository."""

    path: str
    line: int
    level: Level
    message: str
    title: str = ""
    end_line: int | None = None
    column: int | None = None
    end_column: int | None = None


@record
class CheckPublished:
    """The outcome."""

    published: bool
    detail: str = ""
    url: str = ""
    check_id: int | None = None
    annotations: int = 0
    """How many arrived."""


def publish_check(
    client: Client,
    repository: str,
    head_sha: str,
    name: str,
    conclusion: Conclusion,
    *,
    title: str,
    summary: str,
    annotations: Sequence[CheckAnnotation] = (),
    external_id: str = "",
    details_url: str = "",
) -> CheckPublished:
    """Makes a completed check run on ``head_sha`` (never a merge commit: nobody sees its checks)."""
    shown = annotations[:MOST_ANNOTATIONS]
    missing = len(annotations) - len(shown)
    text = _limited(client.clean(summary), TEXT_LIMIT)
    if missing:
        text = f"{_limited(text, TEXT_LIMIT - 200)}\n\n_{missing} more annotations are not shown._"
    output: dict[str, Any] = {"title": _limited(client.clean(title) or name, 250), "summary": text or " "}
    batches = [
        [_annotation(client, one) for one in shown[start : start + BATCH]]
        for start in range(0, len(shown), BATCH)
    ] or [[]]
    try:
        check = _create(
            client, repository, head_sha, name, external_id, details_url, output, batches, conclusion
        )
    except CallFailed as failed:
        return CheckPublished(False, f"{failed}: {advice(failed, CHECK_WRITE)}")
    arrived, lost = len(batches[0]), ""
    for index, batch in enumerate(batches[1:], 1):
        more: dict[str, Any] = {"output": {**output, "annotations": batch}}
        try:
            # A PATCH that adds annotations is not repeatable in the strict sense: a lost answer may leave a batch
            # twice, which readers survive; a check that stays yellow they do not.
            client.write("add annotations to the check", lambda more=more: check.edit(**more))  # type: ignore[misc]
            arrived += len(batch)
        except CallFailed as failed:
            lost = str(failed)
        if index == len(batches) - 1:
            try:
                client.write(
                    "conclude the check",
                    lambda: check.edit(status="completed", conclusion=conclusion.value),
                )
            except CallFailed as failed:
                return CheckPublished(False, str(failed), check.html_url, check.id, arrived)
    return CheckPublished(True, lost, check.html_url, check.id, arrived)


def plan_id(fingerprint: str) -> str:
    """The ``external_id`` that carries a plan's fingerprint."""
    return f"{_PLAN}{fingerprint}"


def recorded_plan(client: Client, repository: str, sha: str, name: str) -> str | None:
    """The fingerprint in the newest check of this name on a commit; None when none carries one.

    Only an app can make a check run; this one must come from GitHub Actions. What it says is compared with a plan
    recomputed live, never trusted by itself. Raises CallFailed.
    """
    found = _recorded(client, repository, sha, name)
    return found[1] if found is not None else None


def conclude_plan(
    client: Client,
    repository: str,
    sha: str,
    name: str,
    fingerprint: str,
    *,
    well: bool,
    title: str,
    summary: str,
) -> None:
    """Ends the check of a plan that was applied, or was not: success or failure, and no more "action required". A check
    that carries another plan by now is left alone. Raises CallFailed."""
    found = _recorded(client, repository, sha, name)
    if found is None or found[1] != fingerprint:
        return
    check = found[0]
    output = {
        "title": _limited(client.clean(title), 250),
        "summary": _limited(client.clean(summary), TEXT_LIMIT),
    }
    conclusion = Conclusion.SUCCESS if well else Conclusion.FAILURE
    client.write(
        "conclude the plan's check",
        lambda: check.edit(status="completed", conclusion=conclusion.value, output=output),
    )


def _recorded(client: Client, repository: str, sha: str, name: str) -> tuple[CheckRun, str] | None:
    found = client.read("read the plan's check", lambda: _checks_named(client, repository, sha, name))
    for check in found:
        from_actions = check.app is not None and check.app.slug == "github-actions"
        recorded = (check.external_id or "").removeprefix(_PLAN)
        if from_actions and recorded != check.external_id and re.fullmatch("[0-9A-Za-z:_-]{8,128}", recorded):
            return check, recorded
    return None


def _checks_named(client: Client, repository: str, sha: str, name: str) -> list[CheckRun]:
    commit = client.repository(repository).get_commit(sha)
    return list(commit.get_check_runs(check_name=name, filter="latest"))


def _create(
    client: Client,
    repository: str,
    head_sha: str,
    name: str,
    external_id: str,
    details_url: str,
    output: dict[str, Any],
    batches: list[list[dict[str, Any]]],
    conclusion: Conclusion,
) -> CheckRun:
    body: dict[str, Any] = {"name": name, "head_sha": head_sha}
    # Never empty: by it a check whose answer was lost is found again.
    body["external_id"] = external_id or f"natpin:{secrets.token_hex(8)}"
    body["output"] = {**output, "annotations": batches[0]} if batches[0] else output
    if details_url:
        body["details_url"] = details_url
    if len(batches) == 1:
        body |= {"status": "completed", "conclusion": conclusion.value}
    else:
        body |= {"status": "in_progress"}
    target = client.repository(repository)

    def arrived() -> CheckRun | None:
        found = client.read("look for the check", lambda: _checks_named(client, repository, head_sha, name))
        return next((check for check in found if check.external_id == body["external_id"]), None)

    return client.create("publish the check", lambda: target.create_check_run(**body), arrived)


def _annotation(client: Client, one: CheckAnnotation) -> dict[str, Any]:
    line = max(1, one.line)
    end_line = max(line, one.end_line or line)
    shape: dict[str, Any] = {
        "path": one.path,
        "start_line": line,
        "end_line": end_line,
        "annotation_level": one.level.value,
        "message": _limited(client.clean(one.message), 4_000) or " ",
    }
    if one.title:
        shape["title"] = _limited(client.clean(one.title), 250)
    if one.column and end_line == line:  # columns are refused on a span of several lines
        shape["start_column"] = one.column
        shape["end_column"] = max(one.column, one.end_column or one.column)
    return shape


def _limited(text: str, limit: int) -> str:
    while length(text) > limit:
        text = text[: max(0, len(text) - max(1, length(text) - limit))]
    return text
