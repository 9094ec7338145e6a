"""The sticky comment: one per pull request and configuration, right whichever of several racing runs ends last.

There is no compare-and-swap on GitHub's comments. What stands in for it:

* *Two runs create.* Each lists again after its POST; both keep the comment with the lowest id, move the newest text
  into it and fold the other (a one-line pointer, minimized).
* *An old run writes over a new one.* The marker carries the run. After writing, a run looks at the comment's edit
  history; where a newer run's text was overwritten, it is put back. Whoever writes last looks last, so when all is
  quiet the newest text stands.

Nothing here raises because GitHub said no: the outcome says it, and the run's result depends on findings alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from natpin.comments.marker import Mark, Standing, digest_of, disarmed, footer, intact, read_mark
from natpin.comments.outcome import Outcome, Published
from natpin.comments.sections import BODY_LIMIT, Section, fitted
from natpin.github.advice import COMMENT, advice
from natpin.github.client import Client
from natpin.github.revisions import Revision, Seen, look, own_author
from natpin.github.trouble import CallFailed, Trouble
from natpin.model.record import record

if TYPE_CHECKING:
    from github.Issue import Issue
    from github.IssueComment import IssueComment

_ROUNDS = 5
"""Of correcting one another before we give up and say so."""


@record
class _Draft:
    mark: Mark
    body: str


def publish(
    client: Client,
    repository: str,
    number: int,
    key: str,
    sections: Sequence[Section],
    standing: Standing,
    *,
    all_well: bool = False,
    create_when_well: bool = True,
    confirm_head: bool = False,
    whole: str = "",
    create: bool = True,
) -> Published:
    """Makes the pull request's comment for ``key`` say ``sections``.

    ``key`` names the configuration (two jobs of a matrix want two keys). ``all_well`` marks the comment resolved
    (minimized; shown again as soon as it is not). ``create_when_well=False`` makes no comment only to say so.
    ``create=False`` makes none at all, and only corrects one that is there. ``confirm_head`` also asks for the pull request's head and steps back when it is another commit: for events whose
    runs are not started in the order of pushes (workflow_run). ``whole``: where the whole report is, Markdown.
    """
    dropped: tuple[str, ...] = ()
    try:
        draft, dropped = _draft(client, key, sections, standing, all_well, whole)
        issue = client.repository(repository).get_issue(number)
        if confirm_head and (ahead := _head_elsewhere(client, repository, number, standing)):
            return Published(Outcome.SUPERSEDED, ahead, dropped=dropped)
        result = _settle(client, issue, draft, create=create and (create_when_well or not all_well))
        return Published(result.outcome, result.detail, result.url, result.comment_id, dropped, result.folded)
    except CallFailed as failed:
        outcome = Outcome.DENIED if failed.refused else Outcome.FAILED
        return Published(outcome, str(failed), dropped=dropped, advice=advice(failed, COMMENT))


def _draft(
    client: Client, key: str, sections: Sequence[Section], standing: Standing, all_well: bool, whole: str
) -> tuple[_Draft, tuple[str, ...]]:
    clean = [
        Section(section.name, disarmed(client.clean(section.body)), section.priority) for section in sections
    ]
    closing = footer(standing)
    state = "well" if all_well else "open"
    room = BODY_LIMIT - len(Mark(key, standing, "0" * 16, state).written()) - len(closing) - 2
    fit = fitted(clean, room, whole=whole)
    mark = Mark(key, standing, digest_of(fit.text), state)
    return _Draft(mark, f"{mark.written()}\n{fit.text}{closing}"), fit.dropped


def _head_elsewhere(client: Client, repository: str, number: int, standing: Standing) -> str:
    pull = client.read(
        "read the pull request", lambda: client.repository(repository).get_pull(number).complete()
    )
    head = client.read("read the pull request's head", lambda: pull.head.sha)
    return "" if head == standing.sha else f"the pull request's head is now {head[:10]}"


def _settle(client: Client, issue: Issue, draft: _Draft, *, create: bool) -> Published:
    """Lists, writes, folds."""
    for _ in range(_ROUNDS):
        marked = _marked(client, issue, draft.mark.key)
        seen = look(client, _likely_ours(marked)) if marked else None
        author = own_author(client, seen) if marked else None
        ours = [c for c in marked if author is not None and author.wrote(c.user, c.node_id)]
        made: IssueComment | None = None
        if not ours:
            if not create:
                return Published(Outcome.SILENT)
            made = _create(client, issue, draft)
            user = made.user
            ours = [c for c in _marked(client, issue, draft.mark.key) if c.user and c.user.id == user.id]
            ours = ours if any(c.id == made.id for c in ours) else [*ours, made]
            seen = None
        try:
            return _converge(client, ours, draft, made, seen)
        except CallFailed as failed:
            if failed.trouble is not Trouble.MISSING or made is not None:
                raise
            # Somebody deleted the comment between the list and the write: start over.
    raise CallFailed("settle the comment", Trouble.UNREACHABLE, "it is being changed over and over")


def _marked(client: Client, issue: Issue, key: str) -> list[IssueComment]:
    """Comments that carry our marker, lowest id first, whoever wrote them."""
    found = client.read(
        "list the comments", lambda: [c for c in issue.get_comments() if read_mark(c.body, key=key)]
    )
    return sorted(found, key=lambda comment: comment.id)


def _likely_ours(marked: list[IssueComment]) -> list[str]:
    """Node ids of a few: who typed the marker a hundred times must not make our question too large to answer."""
    bots_first = sorted(
        marked, key=lambda comment: (comment.user is None or comment.user.type != "Bot", comment.id)
    )
    return [comment.node_id for comment in bots_first[:10]]


def _create(client: Client, issue: Issue, draft: _Draft) -> IssueComment:
    def arrived() -> IssueComment | None:
        same = [c for c in _marked(client, issue, draft.mark.key) if c.body == draft.body]
        return same[0] if same else None

    return client.create("comment", lambda: issue.create_comment(draft.body), arrived)


def _converge(
    client: Client,
    ours: list[IssueComment],
    draft: _Draft,
    made: IssueComment | None,
    seen: Seen | None,
) -> Published:
    keep, rest = ours[0], ours[1:]
    if made is not None and not rest and draft.mark.state == "open":
        return Published(Outcome.CREATED, url=keep.html_url, comment_id=keep.id)
    known = [draft, *(found for c in rest if (found := _as_draft(c.body or "")))]
    outcome = Outcome.UNCHANGED if made is None else Outcome.CREATED
    wanted = draft
    for attempt in range(_ROUNDS):
        if attempt or seen is None or seen.of(keep.node_id) is None:
            seen = look(client, [keep.node_id])
        now = seen.of(keep.node_id) if seen else None
        body = now.body if now else (keep.body or "")
        standing_now = _as_draft(body)
        past = [found for text in (now.past if now else ()) if (found := _as_draft(text))]
        wanted = _newest([*known, *past, *([standing_now] if standing_now else [])], draft)
        act = _write_if_needed(client, keep, body, standing_now, wanted)
        if wanted is draft and act is not None:
            outcome = act if made is None and outcome is not Outcome.UPDATED else outcome
        minimized = _minimize_if_needed(client, keep, now, well=wanted.mark.state == "well")
        if (act is None and not minimized) or now is None:
            break
    folded = tuple(_fold(client, duplicate, keep) for duplicate in rest)
    if wanted is not draft:
        run = wanted.mark.standing
        return Published(
            Outcome.SUPERSEDED, f"by run {run.run_number or run.run_id}", keep.html_url, keep.id, (), folded
        )
    return Published(outcome, url=keep.html_url, comment_id=keep.id, folded=folded)


def _as_draft(body: str) -> _Draft | None:
    """A body found on GitHub as something that may be put back; None unless it is untouched."""
    mark = read_mark(body)
    return _Draft(mark, body) if mark and intact(body, mark) else None


def _newest(candidates: list[_Draft], draft: _Draft) -> _Draft:
    """The newest run's text; ours among equals."""
    best = max(candidates, key=lambda candidate: candidate.mark.standing.age)
    return draft if best.mark.standing.age <= draft.mark.standing.age else best


def _write_if_needed(
    client: Client, keep: IssueComment, body: str, standing_now: _Draft | None, wanted: _Draft
) -> Outcome | None:
    """What was done, None for nothing."""
    same = standing_now is not None and (
        standing_now.mark.digest == wanted.mark.digest and standing_now.mark.state == wanted.mark.state
    )
    if same and standing_now is not None and standing_now.mark.standing.sha == wanted.mark.standing.sha:
        return None
    if body.replace("\r\n", "\n").strip() == wanted.body.strip():
        return None
    # With equal content for a newer commit the text is still sent: the commit it speaks of is part of it, and a run
    # between the two must find the newer standing. An edit notifies nobody.
    client.write("update the comment", lambda: keep.edit(wanted.body))
    return Outcome.REAFFIRMED if same else Outcome.UPDATED


def _minimize_if_needed(client: Client, keep: IssueComment, now: Revision | None, *, well: bool) -> bool:
    """Whether anything was done. A comment that a person has hidden for another reason is left as it is."""
    if now is None:
        return False
    try:
        if well and not now.minimized:
            client.write("mark the comment resolved", lambda: keep.minimize("RESOLVED"))
            return True
        if not well and now.minimized and (now.minimized_reason or "").lower() == "resolved":
            client.write("show the comment again", keep.unminimize)
            return True
    except CallFailed:
        pass  # the text says it too
    return False


def _fold(client: Client, duplicate: IssueComment, keep: IssueComment) -> int:
    """A duplicate shrinks to a pointer. It no longer carries the marker, so it is folded once."""
    mark = read_mark(duplicate.body)
    try:
        if mark is not None:
            pointer = Mark(mark.key, mark.standing, digest_of(""), "well", kind="folded").written()
            text = f"{pointer}\n_natpin reports in [this comment]({keep.html_url})._\n"
            client.write("fold a duplicate comment", lambda: duplicate.edit(text))
        client.write("minimize a duplicate comment", lambda: duplicate.minimize("DUPLICATE"))
    except CallFailed:
        pass  # the other racer has done it, or may; the kept comment is right either way
    return duplicate.id
