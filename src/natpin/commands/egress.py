"""``natpin egress``: which IPs clusters leave from, as a map and as ready-made allowlists."""

from __future__ import annotations

import re
import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace

from natpin.commands import azure_flags, lint, output
from natpin.errors import InputError
from natpin.model.record import replace
from natpin.model.report import Report
from natpin.reporters import allowlist, words
from natpin.reporters.interface import ReportOptions

CLEAN, CANNOT_RUN, INCOMPLETE = 0, 2, 4
MAPS = ("text", "json", "markdown", "html", "svg", "dot")


def parser() -> ArgumentParser:
    """The command's flags."""
    made = ArgumentParser(
        prog="natpin egress",
        description="Shows which IPs every node pool's traffic leaves from: of live clusters (--azure), or of what "
        "files declare (PATH). It prints a map, or an allowlist for those who must allow the traffic. Exit status 4: "
        "some addresses are unknown; without --allow-partial, no allowlist is printed.",
    )
    lint.add_inputs(made)
    made.add_argument("--format", choices=(*MAPS, *allowlist.FORMATS), default="text", help="default: text")
    made.add_argument("--output", metavar="FILE", help="write it there instead of to standard output")
    made.add_argument(
        "--allow-partial", action="store_true", help="print what is known, even if addresses are missing"
    )
    made.add_argument(
        "--port", type=_port, default=443, help="TCP port of aws and azure rules (default: 443)"
    )
    made.add_argument(
        "--name",
        type=_name,
        default="egress_cidrs",
        help="name of the tfvars variable (default: egress_cidrs)",
    )
    azure_flags.add(made, "live clusters of a subscription, resource group, or one cluster")
    made.set_defaults(fail_on="never", baseline=None, write_baseline=None, no_ignores=False, verbose=False)
    return made


def run(arguments: Namespace) -> int:
    """Print the map or the allowlist; the exit status."""
    report, _ = lint.linted(arguments)
    found = allowlist.of(report)
    clusters = sum(len(stack.clusters) for stack in report.stacks)
    if arguments.format == "json":
        from natpin.commands.streamed import write_by
        from natpin.reporters.egress import write_json

        options = output.options_of(arguments)
        write_by(lambda put: write_json(report, found, options, put), arguments.output)
        return _state(found, arguments)
    if arguments.format in MAPS:
        output.write(_mapped(report, found, arguments), arguments.output)
        return _state(found, arguments)
    missing = [*map(_told, found.gaps)]
    missing += [
        f"{entry.network}: {arguments.format} has no place for it"
        for entry in allowlist.left_out(found, arguments.format)
    ]
    if not clusters:
        raise InputError("no AKS cluster was found, and an empty allowlist would block all traffic")
    if missing:
        _say(missing, arguments)
        if not arguments.allow_partial:
            return INCOMPLETE
    if not found.entries:
        raise InputError("no address is known, and an empty allowlist would block all traffic")
    render = allowlist.FORMATS[arguments.format]
    output.write(render(found, allowlist.Wish(arguments.name, arguments.port)), arguments.output)
    return CLEAN


def _state(found: allowlist.Allowlist, arguments: Namespace) -> int:
    return INCOMPLETE if found.gaps and not arguments.allow_partial else CLEAN


def _say(missing: list[str], arguments: Namespace) -> None:
    from natpin.reporters import neutral

    head = (
        "printed without these addresses"
        if arguments.allow_partial
        else "no allowlist is printed, since addresses are missing from it (--allow-partial prints the rest)"
    )
    print(f"natpin: {head}:", *(f"  {neutral.terminal(one)}" for one in missing), sep="\n", file=sys.stderr)


def _told(gap: allowlist.Gap) -> str:
    who = f"cluster {gap.cluster}, {gap.pool}: " if gap.cluster else ""
    return f"{who}{gap.reason}" + (
        f"; to settle it: {words.settling(gap.settle_by)}" if gap.settle_by else ""
    )


def _mapped(report: Report, found: allowlist.Allowlist, arguments: Namespace) -> str:
    from natpin.reporters import egress

    options: ReportOptions = output.options_of(arguments)
    match arguments.format:
        case "markdown":
            return egress.markdown(report, found, replace(options, color=False))
        case "html" | "svg" | "dot":
            from natpin.reporters.registry import reporter

            return reporter(arguments.format).render(report, options)
        case _:
            return egress.text(report, found, options)


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text[:6]) <= 65535:
        raise ArgumentTypeError(f"{text!r} is not a TCP port")
    return int(text)


def _name(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]{0,62}", text):
        raise ArgumentTypeError(f"{text!r} is not a valid name for a Terraform variable")
    return text
