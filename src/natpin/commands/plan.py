"""``natpin plan``: what would be written to Azure, and what traffic would notice."""

from __future__ import annotations

import shlex
import sys
from argparse import ArgumentParser, Namespace

from natpin.commands.output import write
from natpin.commands.provisioning import (
    add_flags,
    cloud_of,
    configured,
    contract_in,
    errors,
    planned_findings,
    policies_of,
    same_flags,
    told,
)
from natpin.model.change import Plan
from natpin.model.finding import Finding
from natpin.model.record import record, replace
from natpin.provision.desired import STAGES, Desired
from natpin.provision.entries import choose, parse_allow, parse_egress
from natpin.provision.observed import Observed

CLEAN, FINDINGS = 0, 1


def parser() -> ArgumentParser:
    """The command's flags."""
    made = ArgumentParser(
        prog="natpin plan",
        description="Compares an egress: entry of natpin.yaml with Azure and says what apply would write, what is in "
        "the way, and what traffic would notice. It only reads. Exit status 1: something is blocked, or the planned "
        "state would fail an error rule.",
    )
    made.add_argument("--entry", metavar="NAME", help="the entry of egress:, if there are several")
    made.add_argument(
        "--from", dest="from_stack", metavar="STACK", help="plan for a stack's files instead of an entry"
    )
    made.add_argument(
        "--subscription", metavar="ID", help="where the stack does not say; AZURE_SUBSCRIPTION_ID"
    )
    made.add_argument("--resource-group", metavar="NAME", help="where the stack does not say")
    made.add_argument(
        "--stage",
        choices=STAGES,
        help="plan only a part of the entry: allocate creates its addresses, and nothing uses them yet",
    )
    made.add_argument(
        "--emit",
        choices=("terraform", "bicep", "az"),
        help="print the plan as code, for whoever does not want natpin to write: natpin reads it back first, and it must "
        "leave nothing to do. The plan itself goes to standard error",
    )
    made.add_argument("--out", metavar="FILE", help="write the plan there, for natpin apply")
    made.add_argument("--format", choices=("text", "json", "markdown"), default="text", help="default: text")
    made.add_argument("--output", metavar="FILE", help="write the report there instead of to standard output")
    add_flags(made)
    return made


def run(arguments: Namespace) -> int:
    """Plan, print, write the plan's file; the exit status."""
    one = made(arguments)
    if arguments.emit and one.plan.writes and not one.plan.blocked and not errors(one.findings):
        from natpin.commands.emitting import emitted, write_code
        from natpin.provision.plan_file import dumped

        code = emitted(one.plan, one.wanted, one.found, arguments.emit, one.promises)
        sys.stderr.write(
            rendered(one.plan, "text") + told(one.findings, "\nPolicies, of Azure as it will be")
        )
        if arguments.out:
            write(dumped(one.plan), arguments.out)
        write_code(code, arguments.output)
        return CLEAN
    return tell(one, arguments)


@record
class Made:
    """A plan, and what it was made from."""

    wanted: Desired
    plan: Plan
    found: Observed
    """Azure as it is."""
    findings: tuple[Finding, ...]
    """What the policies say of Azure as it will be."""
    promises: tuple[str, ...] = ()
    """What the egress contract promises of the IPs that it is about, where that is asked for."""


def made(arguments: Namespace) -> Made:
    """Plans. Prints nothing. Raises ConfigError, CloudError, Refused."""
    from natpin.azure.foresight import ArmForesight
    from natpin.commands.promises import not_announced, promises_told, with_promises
    from natpin.commands.stage_order import before_of
    from natpin.provision.foresight import foreseen
    from natpin.provision.plan import make
    from natpin.provision.plan import plan as planned

    config, workspace = configured(arguments)
    allow = parse_allow(config.sections.get("allow"))
    wanted = wanted_entry(arguments)
    policies = policies_of(config, workspace, arguments.profile)
    wanted = replace(wanted, stage=arguments.stage or "")
    contract = contract_in(config, workspace)
    with cloud_of(arguments) as (cloud, _pace):
        plan, found = make(wanted, allow, cloud)
        if plan.writes:
            found = foreseen(plan, wanted, found, ArmForesight(cloud.arm))
            before = before_of(arguments, workspace)
            found = with_promises(found, plan, wanted, contract, before)
            plan = planned(wanted, found, allow)
            early = not_announced(plan, wanted, found, before)
            if early:
                found = replace(found, notes=(*found.notes, early))
                plan = planned(wanted, found, allow)
    promises = promises_told(plan, wanted, found, contract) if arguments.emit else ()
    return Made(wanted, plan, found, planned_findings(plan, wanted, found, policies, contract), promises)


def tell(one: Made, arguments: Namespace) -> int:
    """Prints the plan and writes its file; the exit status."""
    from natpin.provision.plan_file import dumped

    plan, findings = one.plan, one.findings
    if arguments.out:
        write(dumped(plan), arguments.out)
    report = rendered(plan, arguments.format)
    if arguments.format == "text":
        report += told(findings, "\nPolicies, of Azure as it will be")
        if errors(findings):
            report += "\nnatpin apply refuses this plan until it passes these policies.\n"
        elif arguments.out and not plan.blocked and plan.writes:
            another = arguments.from_stack and "egress" in configured(arguments)[0].sections
            foreign = " --any-wish" if another else ""
            report += (
                f"\nTo do it: natpin apply {shlex.quote(arguments.out)}{foreign}{same_flags(arguments)}\n"
            )
    write(report, arguments.output)
    if arguments.format != "text" and errors(findings):
        sys.stderr.write(told(findings, "Policies, of Azure as it will be"))
    return FINDINGS if plan.blocked or errors(findings) else CLEAN


def wanted_entry(arguments: Namespace) -> Desired:
    """The entry that the flags name: natpin.yaml's, or one made from a stack. Raises ConfigError, Refused."""
    config, workspace = configured(arguments)
    if arguments.from_stack:
        from natpin.commands.adoption import wanted_from

        return wanted_from(arguments.from_stack, arguments, workspace)
    return choose(parse_egress(config.sections.get("egress")), arguments.entry)


def rendered(plan: Plan, format_: str) -> str:
    """The plan in one of its forms."""
    from natpin.provision import show
    from natpin.provision.plan_file import dumped

    match format_:
        case "json":
            return dumped(plan)
        case "markdown":
            return show.markdown(plan)
        case _:
            return show.text(plan)
