"""One comment kept right, whichever of several racing runs ends last, where a platform keeps no history of edits.

GitHub tells what a comment said before, and its room uses that. GitLab and Azure DevOps do not, and neither offers a
compare-and-swap. What stands in for it:

* *Two runs create.* Each lists again after its POST; both keep the comment with the lowest id, move the newest text into
  it and delete the other.
* *An old run wants to write over a new one.* The marker carries the commit and the run: a run whose commit is no longer the
  head does not write, and no run writes over the text of a newer one.
* *The head moves while a run writes.* It looks again afterwards; where the head is another commit, it says in the comment
  itself that this result is an older commit's, until the newer run writes.

Left open: two runs of the *same* commit, of which the older writes between the newer one's last look and its own first.
Both judged the same files. A ``resource_group`` (GitLab) or one build at a time (Azure DevOps) closes that too.

Nothing here raises because the platform said no: the outcome says it, and the run's result depends on findings alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from natpin.comments.marker import Mark, Standing, digest_of, disarmed, footer, intact, read_mark
from natpin.comments.obeyed import unobeyed
from natpin.comments.outcome import Outcome, Published
from natpin.comments.rest import CallFailed, Trouble
from natpin.comments.sections import Section, fitted
from natpin.model.record import record

_ROUNDS = 5
"""Of correcting one another before we give up and say so."""


@record
class Remark:
    """A comment of ours as it is on the platform."""

    id: int
    body: str
    url: str = ""
    settled: bool | None = None
    """Whether the platform shows it as resolved; None where a comment has no such state, or a person chose another."""


class Conversation(Protocol):
    """A merge request or a pull request, as far as one comment needs it. Every method raises CallFailed."""

    limit: int
    """Characters of one comment."""

    def head(self) -> str:
        """The newest commit of the source branch; empty when the platform does not tell."""

    def ours(self, key: str) -> list[Remark]:
        """Comments with our marker for this key that our token wrote, oldest first."""

    def create(self, body: str, settled: bool) -> Remark:
        """A new one."""

    def edit(self, remark: Remark, body: str, settled: bool) -> None:
        """Another text, and the state where there is one."""

    def remove(self, remark: Remark) -> None:
        """Deletes a duplicate of ours."""


@record
class _Draft:
    mark: Mark
    body: str


def publish(
    conversation: Conversation,
    key: str,
    sections: Sequence[Section],
    standing: Standing,
    *,
    all_well: bool = False,
    create_when_well: bool = True,
    create: bool = True,
    whole: str = "",
) -> Published:
    """Makes the comment for ``key`` say ``sections``.

    ``all_well`` marks it resolved where the platform knows that. ``create_when_well=False`` makes no comment only to say
    so; ``create=False`` only puts right what is there. ``whole``: where the whole report is, Markdown.
    """
    draft, dropped = _draft(conversation.limit, key, sections, standing, all_well, whole)
    try:
        ahead = _ahead(conversation, standing)
        if ahead:
            return Published(Outcome.SUPERSEDED, ahead, dropped=dropped)
        told = _settle(conversation, draft, create=create and (create_when_well or not all_well))
        if told.outcome in (Outcome.CREATED, Outcome.UPDATED, Outcome.REAFFIRMED):
            told = _looked_again(conversation, draft, told)
        return Published(told.outcome, told.detail, told.url, told.comment_id, dropped, told.folded)
    except CallFailed as failed:
        refused = failed.trouble in (Trouble.DENIED, Trouble.MISSING)
        return Published(Outcome.DENIED if refused else Outcome.FAILED, str(failed), dropped=dropped)


def _draft(
    limit: int, key: str, sections: Sequence[Section], standing: Standing, all_well: bool, whole: str
) -> tuple[_Draft, tuple[str, ...]]:
    clean = [Section(one.name, unobeyed(disarmed(one.body)), one.priority) for one in sections]
    closing = footer(standing)
    state = "well" if all_well else "open"
    room = limit - len(Mark(key, standing, "0" * 16, state).written()) - len(closing) - 400
    fit = fitted(clean, room, whole=whole)
    return _written(key, standing, state, fit.text), fit.dropped


def _written(key: str, standing: Standing, state: str, text: str) -> _Draft:
    mark = Mark(key, standing, digest_of(text), state)
    return _Draft(mark, f"{mark.written()}\n{text}{footer(standing)}")


def _ahead(conversation: Conversation, standing: Standing) -> str:
    head = conversation.head()
    return "" if head in ("", standing.sha) else f"the head is now {head[:10]}"


def _settle(conversation: Conversation, draft: _Draft, *, create: bool) -> Published:
    """Lists, writes, deletes duplicates, until a look finds nothing left to do."""
    outcome = Outcome.UNCHANGED
    removed: list[int] = []
    for _ in range(_ROUNDS):
        ours = conversation.ours(draft.mark.key)
        if not ours:
            if not create:
                return Published(Outcome.SILENT)
            conversation.create(draft.body, draft.mark.state == "well")
            outcome = Outcome.CREATED
            continue
        keep, rest = ours[0], ours[1:]
        wanted = _newest(ours, draft)
        try:
            act = _write_if_needed(conversation, keep, wanted)
            for duplicate in rest:
                _remove(conversation, duplicate)
                removed.append(duplicate.id)
        except CallFailed as failed:
            if failed.trouble is not Trouble.MISSING:
                raise
            continue  # somebody deleted it between the list and the write: start over
        if act is not None and wanted is draft and outcome is Outcome.UNCHANGED:
            outcome = act
        if act is None and not rest:
            if wanted is not draft:
                run = wanted.mark.standing
                detail = f"by run {run.run_number or run.run_id}"
                return Published(Outcome.SUPERSEDED, detail, keep.url, keep.id, (), tuple(removed))
            return Published(outcome, "", keep.url, keep.id, (), tuple(removed))
    raise CallFailed(
        "The platform", "settle the comment", Trouble.UNREACHABLE, "it is being changed over and over"
    )


def _remove(conversation: Conversation, duplicate: Remark) -> None:
    try:
        conversation.remove(duplicate)
    except CallFailed as failed:
        if failed.trouble is not Trouble.MISSING:  # the other racer has done it
            raise


def _newest(ours: list[Remark], draft: _Draft) -> _Draft:
    """The newest run's text among those that are untouched; ours among equals."""
    best = draft
    for remark in ours:
        mark = read_mark(remark.body)
        if mark and intact(remark.body, mark) and mark.standing.age > best.mark.standing.age:
            best = _Draft(mark, remark.body)
    return best


def _write_if_needed(conversation: Conversation, keep: Remark, wanted: _Draft) -> Outcome | None:
    """What was done; None for nothing."""
    settled = wanted.mark.state == "well"
    mark = read_mark(keep.body)
    same = (
        mark is not None
        and intact(keep.body, mark)
        and (mark.digest, mark.state) == (wanted.mark.digest, wanted.mark.state)
    )
    right_state = keep.settled is None or keep.settled is settled
    if same and mark is not None and mark.standing.sha == wanted.mark.standing.sha and right_state:
        return None
    if _plain(keep.body) == _plain(wanted.body) and right_state:
        return None
    # With equal content for a newer commit the text is still sent: the commit it speaks of is part of it.
    conversation.edit(keep, wanted.body, settled)
    return Outcome.REAFFIRMED if same else Outcome.UPDATED


def _looked_again(conversation: Conversation, draft: _Draft, told: Published) -> Published:
    """After writing: where the head has moved meanwhile, the comment says whose result it is."""
    ahead = _ahead(conversation, draft.mark.standing)
    if not ahead:
        return told
    mark = draft.mark
    text = draft.body.partition("\n")[2].removesuffix(footer(mark.standing))
    warning = f"> ⚠️ **{ahead[:1].upper()}{ahead[1:]}.** This is the result of an older commit.\n\n"
    stale = _written(mark.key, mark.standing, "open", warning + text)
    for keep in conversation.ours(mark.key)[:1]:
        if _plain(keep.body) == _plain(draft.body):
            conversation.edit(keep, stale.body, False)
    return Published(Outcome.SUPERSEDED, ahead, told.url, told.comment_id, (), told.folded)


def _plain(body: str) -> str:
    return body.replace("\r\n", "\n").strip()
