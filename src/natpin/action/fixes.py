"""The safe fixes of a lint: a patch among the report files, and suggestions on the lines of the pull request."""

from __future__ import annotations

from collections.abc import Iterator

from natpin.action.inputs import Fixes
from natpin.action.job import Job
from natpin.action.result import File
from natpin.commands.fix_files import PATCH, SafeFixes
from natpin.errors import PlatformError
from natpin.github.review import Suggested
from natpin.github.review import suggest as make
from natpin.reporters import neutral


def files(found: SafeFixes) -> tuple[File, ...]:
    """The patch, for the report folder; none where there is nothing to mend."""
    return (File(PATCH, found.patch, "report-patch"),) if found.patch else ()


def suggest(job: Job, found: SafeFixes) -> None:
    """Suggests them, where that is asked for and the event is a pull request whose token may write."""
    pull = job.event.pull_request
    if job.inputs.telling.fixes is not Fixes.SUGGEST or pull is None:
        return
    if job.event.read_only_token or job.client is None:
        job.notices.append("the token of this run cannot suggest fixes; they are in the patch file")
        return
    try:
        made, elsewhere = make(
            job.client, job.event.repository, pull.number, job.event.head_sha, _wanted(found)
        )
    except PlatformError as error:
        job.notices.append(f"fixes were not suggested: {neutral.terminal(str(error))}")
        return
    job.toolkit.debug(f"{made} fixes suggested, {elsewhere} on lines that the change leaves alone")


def _wanted(found: SafeFixes) -> Iterator[Suggested]:
    from natpin.fixing.suggestions import suggestions

    for one in suggestions(found.report, found.workspace):
        said = one.finding.fix.description if one.finding.fix else ""
        why = f"**natpin** {neutral.code(one.finding.rule.id)}: {neutral.prose(one.finding.message)}"
        if said:
            why += f"\n\n{neutral.prose(said)}"
        yield Suggested(one.path, one.first, one.last, one.old, one.new, why)
