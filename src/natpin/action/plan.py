"""Mode plan: what apply would write, as a file, a check that carries its fingerprint, and a comment."""

from __future__ import annotations

import hashlib
import tempfile
from pathlib import Path

from natpin.action import azure, wish
from natpin.action.deployed import Entry, ips, leaving
from natpin.action.job import Job
from natpin.action.result import Check, File, Result
from natpin.commands import plan as command
from natpin.commands.change_comment import title
from natpin.commands.provisioning import configured, contract_in, egress_of
from natpin.comments.sections import Section as CommentSection
from natpin.config import FailOn
from natpin.errors import ConfigError
from natpin.model.change import Action, Plan, entry_of
from natpin.model.contract import Contract
from natpin.model.record import record
from natpin.model.resource import PUBLIC_IP, PUBLIC_IP_PREFIX, same_type
from natpin.reporters import neutral
from natpin.reporters.sized import Section

_KINDS = (("ip", PUBLIC_IP), ("prefix", PUBLIC_IP_PREFIX))
"""IPs by the contract's word for them."""

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
        comment=_comment(job, planned),
        well=not changes and not grave,
        lasting=True,
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
    entry: Entry
    """Its addresses as they are before anything is applied."""


def _planned(job: Job, name: str) -> _Planned:
    from natpin.provision.apply import egress_ips
    from natpin.provision.ids import parse
    from natpin.provision.plan_file import loaded

    with tempfile.TemporaryDirectory() as folder, azure.signed_in(job):
        file = Path(folder) / "plan.json"
        arguments = command.parser().parse_args([*base_flags(job), f"--entry={name}", f"--out={file}"])
        made = command.made(arguments)
        status, out, err = azure.printed(lambda: command.tell(made, arguments))
        plan = loaded(file.read_bytes(), name)
    shown = "\n".join(line for line in out.splitlines() if not line.startswith("To do it: "))
    wanted = made.wanted
    others = {cluster.id for cluster in made.found.clusters if not wanted.owns(cluster.id)}
    bodies = [live.body for live in made.found.found.values() if live.id not in others]
    contract = contract_in(*configured(arguments))
    entry = Entry(
        name,
        ", ".join(parse(cluster.id).name for cluster in wanted.clusters),
        egress_ips(wanted, made.found),
        egress_of(bodies, made.found, f"live {name}", contract),
        done=True,
        ahead=_ahead(plan, contract),
    )
    return _Planned(status, plan, f"{shown.rstrip()}\n{err}", entry)


def _ahead(plan: Plan, contract: Contract | None) -> str:
    """IPs that the plan makes: Azure chooses their addresses when they are made."""
    from natpin.provision.ids import parse

    made = []
    for change in plan.writes:
        kind = next((word for word, type_ in _KINDS if same_type(change.type, type_)), "")
        if change.action is not Action.CREATE or not kind:
            continue
        name = parse(change.id).name
        promises = contract.promises if contract is not None else ()
        named = [one for one in promises if one.kind == kind and (one.name or "").lower() == name.lower()]
        partners = ", ".join(neutral.prose(who) for one in named for who in one.partners)
        told = f" (promised to {partners})" if partners else ""
        made.append(f"{kind if kind == 'prefix' else 'IP'} {neutral.code(name)}{told}")
    return f"Azure allocates the addresses of {', '.join(made)} when the plan is applied" if made else ""


def _comment(job: Job, planned: list[_Planned]) -> tuple[CommentSection, ...]:
    """What waits for approval, and the addresses as they are today."""
    from natpin.provision import show

    commit = neutral.code((job.commit or job.event.head_sha)[:10])
    said = "; ".join(
        f"{neutral.code(entry_of(one.plan.scope))}: {show.headline(one.plan)}" for one in planned
    )
    writes = any(one.plan.writes for one in planned)
    if any(one.status for one in planned):
        head = (
            f"❌ **The plan for commit {commit} cannot be applied as it is** ({said}). The reasons are below."
        )
    elif writes:
        what = (
            f"After the merge of {commit} there is this to approve"
            if job.event.about_a_change
            else f"Planned for commit {commit}, and waits for approval"
        )
        head = f"⏳ **{what}** ({said}). Nothing is written yet: {leaving([one.entry for one in planned])}"
    else:
        head = f"✅ **Nothing to apply**: {leaving([one.entry for one in planned])} Azure is as the `natpin.yaml` of commit {commit} says."
    return (
        CommentSection("headline", f"## {title(job.title, 'deploy')}\n\n{head}"),
        ips(job, [one.entry for one in planned], "today" if writes else "as read from Azure"),
        *(CommentSection("the plan", _details(one, len(planned) > 1), 1) for one in planned),
    )


def _details(one: _Planned, several: bool) -> str:
    from natpin.provision import show

    head = f"### Plan for {neutral.code(one.entry.name)}" if several else "### Plan"
    policies = _policies(one.log).strip()
    if policies:
        title_, _, items = policies.partition("\n\n")
        open_ = f"**{title_.strip('*')}**\n\n{items}"
        policies = (
            open_
            if one.status
            else f"<details><summary>{title_.strip('*')}</summary>\n\n{items}\n\n</details>"
        )
    body = [part for part in (show.details(one.plan), policies) if part]
    return "\n\n".join([head, *body]) if body else ""


def _policies(log: str) -> str:
    """What the policies say of Azure as it will be, as a list."""
    _, found, told = log.partition(f"\n{POLICIES}:\n")
    items = [f"- {neutral.prose(line)}" for line in told.splitlines() if line.startswith("  ")]
    return "\n".join(["\n", f"**{POLICIES}**", "", *items]) if found else ""
