"""Mode apply: writes what an approved plan says, in a named environment, never on a pull request."""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TextIO, cast

from natpin.action import approval, azure, wish
from natpin.action.deployed import Entry, ips, leaving
from natpin.action.job import Job
from natpin.action.plan import base_flags, check_name, fingerprint_of
from natpin.action.result import File, Result
from natpin.commands import apply as command
from natpin.commands.change_comment import title
from natpin.commands.provisioning import PoolEgress
from natpin.commands.wish import refuse_others
from natpin.comments.sections import Section as CommentSection
from natpin.errors import ConfigError, InputError, NatpinError
from natpin.github.guarded import GuardedText
from natpin.model.change import Plan, entry_of
from natpin.reporters import neutral
from natpin.reporters.sized import Section


def run(job: Job) -> Result:
    """Raises ConfigError, InputError, CloudError; Refused for a plan that is stale, blocked or not the approved one."""
    inputs = job.inputs.azure
    approval.confirm_environment(job)
    files = [line.strip() for line in inputs.plan_file.splitlines() if line.strip()]
    if not files:
        raise ConfigError("input `plan-file`: name the plan that was approved, as mode plan wrote it")
    plans = [_loaded(job, file) for file in files]
    refuse_others(wish.of_commit(job), plans, "run mode plan again")
    name, fingerprint = check_name(job), fingerprint_of(plans)
    approval.compare(job, name, fingerprint)
    try:
        result = _result(job, files, plans, fingerprint)
    except NatpinError as error:
        # The plan is dead: a stale or blocked one is never applied later.
        approval.conclude(
            job, name, fingerprint, well=False, title="Not applied", summary=neutral.prose(str(error))
        )
        raise
    well = result.status == 0
    body = "\n\n".join(section.intro for section in result.summary)
    title = "Applied" if well else "Not everything is as wanted"
    approval.conclude(job, name, fingerprint, well=well, title=title, summary=body)
    return result


def _result(job: Job, files: list[str], plans: list[Plan], fingerprint: str) -> Result:
    done = []
    for file in files:
        done.append(_applied(job, file))
        if done[-1][0]:
            break  # what comes after may depend on it
    cidrs = [cidr for _, outcome, _ in done for cidr in outcome["egressCidrs"]]
    complete = len(done) == len(files) and all(outcome["complete"] for _, outcome, _ in done)
    told = [_entry(outcome, plan) for (_, outcome, _), plan in zip(done, plans, strict=False)]
    left = plans[len(done) :]
    told += [Entry(entry_of(plan.scope), _cluster(plan), (), (), done=False) for plan in left]
    return Result(
        status=max(status for status, _, _ in done),
        log="\n".join(_text(outcome) for _, outcome, _ in done),
        summary=tuple(_section(outcome) for _, outcome, _ in done),
        comment=_comment(job, [outcome for _, outcome, _ in done], told, left),
        lasting=True,
        outputs={
            "has-changes": "true" if any(outcome["steps"] for _, outcome, _ in done) else "false",
            "plan-fingerprint": fingerprint,
            "egress-cidrs": "\n".join(dict.fromkeys(cidrs)),
            "egress-complete": "true" if complete and cidrs else "false",
        },
        files=(
            File("applied.json", json.dumps([outcome for _, outcome, _ in done], indent=2) + "\n"),
            *(
                File(f"{Path(file).name}.journal", journal)
                for file, (_, _, journal) in zip(files, done, strict=False)
            ),
        ),
    )


def _inside(job: Job, file: str) -> Path:
    full = (job.workspace / file).resolve()
    if not full.is_relative_to(job.workspace):
        raise ConfigError(f"input `plan-file`: {file} is outside the workspace")
    return full


def _loaded(job: Job, file: str) -> Plan:
    from natpin.provision.plan_file import loaded

    try:
        return loaded(_inside(job, file).read_bytes(), file)
    except OSError as error:
        raise InputError(f"cannot read the plan {file}: {error.strerror}") from error


def _applied(job: Job, file: str) -> tuple[int, Mapping[str, Any], str]:
    """Exit status, the outcome as data, and the journal. The journal of an earlier try lies beside the plan."""
    plan = _inside(job, file)
    with tempfile.TemporaryDirectory() as folder, azure.signed_in(job):
        journal = Path(folder) / "journal"
        earlier = plan.with_name(f"{plan.name}.journal")
        if earlier.is_file() and not earlier.is_symlink():
            journal.write_bytes(earlier.read_bytes())
        flags = [*base_flags(job), "--yes", "--format=json", f"--journal={journal}", "--", str(plan)]
        arguments = command.parser().parse_args(flags)
        progress = _GroupsOnly(sys.stdout)
        status, out, _ = azure.printed(lambda: command.run(arguments), cast(TextIO, progress))
        progress.finish()
        written = journal.read_text("utf-8", "replace") if journal.is_file() else ""
    return status, json.loads(out), written


class _GroupsOnly(GuardedText):
    """What is said while Azure works: text, but for natpin's own groups. A group folds lines and does no more."""

    def _line(self, line: str) -> None:
        if line.startswith("::group::") or line == "::endgroup::":
            self._out.write(neutral.terminal(line) + "\n")
            self._out.flush()
        else:
            super()._line(line)


def _text(outcome: Mapping[str, Any]) -> str:
    lines = [
        f"{step['result']:12} {step['action']:8} {neutral.terminal(step['id'])}" for step in outcome["steps"]
    ]
    lines += [
        f"             {neutral.terminal(step['message'])}" for step in outcome["steps"] if step["message"]
    ]
    lines += [f"problem: {neutral.terminal(problem)}" for problem in outcome["problems"]]
    lines += [f"egress IP {neutral.terminal(cidr)}" for cidr in outcome["egressCidrs"]]
    return "\n".join(lines or ["Everything was as wanted: nothing was written."]) + "\n"


def _entry(outcome: Mapping[str, Any], plan: Plan) -> Entry:
    """What was read back of one entry."""
    return Entry(
        entry_of(plan.scope),
        _cluster(plan),
        tuple(outcome["egressCidrs"]),
        tuple(
            PoolEgress(
                one["cluster"],
                one["pool"],
                one["role"],
                tuple(one["cidrs"]),
                tuple(one["unknown"]),
                {cidr: tuple(names) for cidr, names in one["promisedTo"].items()},
            )
            for one in outcome["egress"]
        ),
        done=bool(outcome["complete"]),
    )


def _cluster(plan: Plan) -> str:
    named = plan.wanted.get("cluster")
    several = named if isinstance(named, list) else [named]
    return ", ".join(str(one.get("name") or "") for one in several if isinstance(one, Mapping))


def _comment(
    job: Job, outcomes: Sequence[Mapping[str, Any]], entries: Sequence[Entry], left: Sequence[Plan]
) -> tuple[CommentSection, ...]:
    """What was done, and the addresses as they were read back."""
    commit = neutral.code((job.commit or job.event.head_sha)[:10])
    names = ", ".join(neutral.code(one.name) for one in entries)
    if all(outcome["complete"] for outcome in outcomes) and not left:
        wrote = sum(len(outcome["steps"]) for outcome in outcomes)
        did = "" if wrote else " It was so before, and nothing was written."
        head = f"✅ **Applied commit {commit}**: {leaving(entries)}{did}"
    else:
        head = f"❌ **Commit {commit} is not applied whole**: not everything of {names} is as wanted. Run the job again."
    sections = [
        CommentSection("headline", f"## {title(job.title, 'deploy')}\n\n{head}"),
        ips(job, entries, "as read back"),
    ]
    sections += [CommentSection("what was done", _done(outcome), 1) for outcome in outcomes]
    sections += [
        CommentSection("what was done", f"➖ {neutral.code(entry_of(plan.scope))}: not started.", 1)
        for plan in left
    ]
    return tuple(sections)


def _done(outcome: Mapping[str, Any]) -> str:
    """The steps of one entry, folded when all went well."""
    table = _steps(outcome)
    problems = [f"- ⚠️ {neutral.prose(problem)}" for problem in outcome["problems"]]
    body = "\n".join([*table, *(["", *problems] if problems else [])])
    if not body:
        return ""
    head = f"**{neutral.code(entry_of(str(outcome['scope'])))}**"
    if outcome["complete"]:
        return f"<details><summary>What was done</summary>\n\n{head}\n\n{body}\n\n</details>"
    return f"**What was done**, {head}\n\n{body}"


def _steps(outcome: Mapping[str, Any]) -> list[str]:
    rows = [
        f"| {neutral.prose(step['result'])} | {neutral.prose(step['action'])} | "
        f"{neutral.code(str(step['id']).rpartition('/')[2])} | {neutral.prose(step['message'])} |"
        for step in outcome["steps"]
    ]
    return ["| Result | Action | Resource | |", "| --- | --- | --- | --- |", *rows] if rows else []


def _section(outcome: Mapping[str, Any]) -> Section:
    mark, said = ("✅", "Applied") if outcome["complete"] else ("❌", "Not everything is as wanted")
    name = entry_of(str(outcome["scope"]))
    steps = _steps(outcome)
    table = ["", *steps] if steps else []
    problems = [f"- ⚠️ {neutral.prose(problem)}" for problem in outcome["problems"]]
    ips = [f"- {neutral.code(cidr)}" for cidr in outcome["egressCidrs"]]
    body = [f"{mark} **{said}**: {neutral.code(name)}", *table]
    body += ["", *problems] if problems else []
    body += ["", "**Egress IPs, as read back**", "", *ips] if ips else []
    return Section("natpin apply", "\n".join(body), level=2)
