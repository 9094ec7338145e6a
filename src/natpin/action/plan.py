"""Mode plan: what apply would write, as a file, a check that carries its fingerprint, and a comment."""

from __future__ import annotations

import hashlib
import tempfile
from pathlib import Path

from natpin.action import azure, wish
from natpin.action.job import Job
from natpin.action.result import Check, File, Result
from natpin.commands import plan as command
from natpin.commands.comment_sections import as_comment
from natpin.commands.provisioning import configured
from natpin.config import FailOn
from natpin.errors import ConfigError
from natpin.model.change import Plan
from natpin.model.record import record
from natpin.reporters import neutral
from natpin.reporters.sized import Section

POLICIES = "Policies, of Azure as it will be"
"""How ``natpin plan`` heads them."""


def run(job: Job) -> Result:
    """Raises ConfigError, CloudError. Blocked plans and plans that fail their policies give status 1."""
    from natpin.provision import show
    from natpin.provision.plan_file import dumped

    if job.commit:
        wish.of_commit(job)  # apply takes the commit's; told here, before anybody approves
    names = _entries(job)
    planned = [_planned(job, name) for name in names]
    plans, grave = [one.plan for one in planned], any(one.status for one in planned)
    texts = [show.markdown(one.plan).rstrip() + _policies(one.log) for one in planned]
    sections = (Section("natpin plan", "\n\n".join(texts), level=2),)
    changes = any(plan.writes for plan in plans)
    single = len(plans) == 1
    files = tuple(
        File("plan.json" if single else f"plan-{name}.json", dumped(plan), "plan-file")
        for name, plan in zip(names, plans, strict=True)
    )
    failed = grave and job.inputs.lint.fail_on != FailOn.NEVER.value
    fingerprint = fingerprint_of(plans)
    return Result(
        status=command.FINDINGS if failed else command.CLEAN,
        log="\n".join(one.log for one in planned),
        summary=sections,
        comment=as_comment(sections),
        well=not changes and not grave,
        outputs={"has-changes": "true" if changes else "false", "plan-fingerprint": fingerprint},
        files=(*files, File("plan.md", "\n".join(texts))),
        check=Check(
            check_name(job),
            "; ".join(filter(None, map(show.headline, plans)))[:200] or "Nothing to do",
            "\n".join(texts),
            fingerprint,
            blocked=grave,
            waits=changes,
        ),
    )


def check_name(job: Job) -> str:
    """One check for each selection of entries."""
    entries = ", ".join(job.inputs.azure.entries)
    return f"natpin plan ({entries})"[:100] if entries else "natpin plan"


def fingerprint_of(plans: list[Plan]) -> str:
    """A plan's own; of several, one over all of theirs."""
    found = sorted(plan.fingerprint for plan in plans)
    return found[0] if len(found) == 1 else hashlib.sha256("\n".join(found).encode()).hexdigest()


def base_flags(job: Job) -> list[str]:
    """What plan and apply have in common."""
    lint = job.inputs.lint
    flags = [f"--workspace={job.root}", *azure.flags(job)]
    flags += [f"--config={lint.config}"] if lint.config else []
    return flags + ([f"--profile={lint.profile}"] if lint.profile else [])


def _entries(job: Job) -> tuple[str, ...]:
    from natpin.provision.entries import parse_egress

    config, _ = configured(command.parser().parse_args(base_flags(job)))
    known = tuple(parse_egress(config.sections.get("egress")))
    if not known:
        raise ConfigError("there is nothing to plan: natpin.yaml has no `egress` entry")
    for name in job.inputs.azure.entries:
        if name not in known:
            raise ConfigError(f"input `entries`: natpin.yaml has no egress entry {name!r}")
    return job.inputs.azure.entries or known


@record
class _Planned:
    status: int
    plan: Plan
    log: str


def _planned(job: Job, name: str) -> _Planned:
    from natpin.provision.plan_file import loaded

    with tempfile.TemporaryDirectory() as folder, azure.signed_in(job):
        file = Path(folder) / "plan.json"
        arguments = command.parser().parse_args([*base_flags(job), f"--entry={name}", f"--out={file}"])
        status, out, err = azure.printed(lambda: command.run(arguments))
        plan = loaded(file.read_bytes(), name)
    shown = "\n".join(line for line in out.splitlines() if not line.startswith("To do it: "))
    return _Planned(status, plan, f"{shown.rstrip()}\n{err}")


def _policies(log: str) -> str:
    """What the policies say of Azure as it will be, as a list."""
    _, found, told = log.partition(f"\n{POLICIES}:\n")
    items = [f"- {neutral.prose(line)}" for line in told.splitlines() if line.startswith("  ")]
    return "\n".join(["\n", f"**{POLICIES}**", "", *items]) if found else ""
