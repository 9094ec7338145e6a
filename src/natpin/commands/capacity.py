"""``natpin capacity``: SNAT ports and connections of each NAT gateway, held against what stands behind it at full size."""

from __future__ import annotations

import re
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from natpin.commands import azure_flags, lint, output
from natpin.errors import InputError
from natpin.model.azure_defaults import GATEWAY_IPS

if TYPE_CHECKING:
    from natpin.reporters.capacity.reckoning import Assumed, Change, Reckoned
    from natpin.reporters.capacity.words import Whole
    from natpin.reporters.rows import Origin

CLEAN, FINDINGS, INCOMPLETE = 0, 1, 4
FORMATS = ("text", "json", "csv", "openmetrics", "markdown")
COUNTED: Final[Mapping[str, tuple[str, ...]]] = {
    "never": (),
    "short": ("short",),
    "near": ("short", "near"),
    "unknown": ("short", "near", "unknown"),
}
"""The states of gateways that fail a run, by ``--fail-on``. Each includes the ones before it."""
_IPS: Final = f"at most {GATEWAY_IPS.most}"
_CHANGE = re.compile(r"(?:(?P<gateway>[^=]+)=)?(?P<sign>[+-]?)(?P<amount>[0-9]{1,9})")


def parser() -> ArgumentParser:
    """The command's flags."""
    made = ArgumentParser(
        prog="natpin capacity",
        description="Compares, for each NAT gateway, the SNAT ports that the node pools behind it need at their largest with those "
        "that its public IPs have: of what files declare (PATH), of live clusters (--azure), or of reports (--reports). "
        "Clusters that share a gateway are added up. What is not known is shown as a range. Only reads.",
    )
    lint.add_inputs(made)
    made.add_argument(
        "--reports",
        metavar="[NAME=]FILE",
        nargs="+",
        help="in place of PATH: fleet files, or JSON reports of lint",
    )
    what_if = made.add_argument_group("What if")
    what_if.add_argument(
        "--nodes",
        metavar="[GATEWAY=]N",
        type=_change,
        action="append",
        default=[],
        help="this many nodes behind each gateway, or behind the one of this name; +N: this many more; repeatable",
    )
    what_if.add_argument(
        "--ips",
        metavar="[GATEWAY=]N",
        type=_ips,
        action="append",
        default=[],
        help=f"this many public IPs on it ({_IPS}); +N: this many more; repeatable",
    )
    what_if.add_argument(
        "--connections-per-node",
        metavar="N",
        type=_at_least_one,
        default=0,
        help="connections that each node holds to one destination at the same time",
    )
    made.add_argument(
        "--near",
        metavar="PERCENT",
        type=_percentage,
        default=80,
        help="the share of its ports, in percent, from which a gateway counts as near its limit (default: 80)",
    )
    made.add_argument("--format", choices=FORMATS, default="text", help="default: text")
    made.add_argument("--output", metavar="FILE", help="write it there instead of to standard output")
    made.add_argument(
        "--fail-on",
        dest="counted",
        choices=tuple(COUNTED),
        default="short",
        help="exit status 1 where a gateway is short of IPs, or also where one is near its limit, or unknown (default: short)",
    )
    made.add_argument(
        "--verbose",
        action="store_true",
        help="with --format text or markdown: also show gateways that have room",
    )
    azure_flags.add(made, "live clusters of a subscription, resource group, or one cluster")
    made.set_defaults(fail_on="never", baseline=None, write_baseline=None, no_ignores=False)
    return made


def run(arguments: Namespace) -> int:
    """Reckon and tell; the exit status."""
    from natpin.reporters.capacity import data, markdown, text

    whole, clusters = _whole(arguments)
    renderers = {
        "text": text.render,
        "markdown": markdown.render,
        "json": data.as_json,
        "csv": data.as_csv,
        "openmetrics": data.as_openmetrics,
    }
    output.write(renderers[arguments.format](whole, output.options_of(arguments)), arguments.output)
    counted = COUNTED[arguments.counted]
    if any(one.state.value in counted for one in whole.gateways):
        return FINDINGS
    open_ = bool(whole.missing or whole.partly)
    if "unknown" in counted and whole.open:
        return FINDINGS
    # nothing reckoned is not all well
    return INCOMPLETE if open_ or not clusters else CLEAN


def _whole(arguments: Namespace) -> tuple[Whole, bool]:
    """All that is to be told, and whether there is any cluster."""
    from natpin.reporters.capacity.reckoning import reckoned
    from natpin.reporters.capacity.table import elsewhere, gateways
    from natpin.reporters.capacity.words import Whole, ordered

    assumed = _assumed(arguments)
    found, others, missing, partly = [], [], [], []
    clusters = False
    for document, origin, gap in _documents(arguments):
        if document is None:
            missing.append((origin.source, gap))
            continue
        if gap:
            partly.append(origin.source)
        clusters = clusters or any(stack["clusters"] for stack in document.get("stacks", ()))
        found += [reckoned(gateway, assumed) for gateway in gateways(document, origin)]
        others += list(elsewhere(document, origin))
    names = {one.gateway.name for one in found}
    for change in (*assumed.nodes, *assumed.ips):
        if change.gateway and change.gateway not in names:
            raise InputError(f"there is no NAT gateway {change.gateway} that carries a cluster here")
    _check_ips(found, assumed)
    return Whole(ordered(found), others, missing, assumed, partly), clusters


def _check_ips(found: Iterable[Reckoned], assumed: Assumed) -> None:
    """Raises InputError for more IPs than a gateway takes."""
    for change in assumed.ips:
        for one in found:
            ips, name = one.gateway.ips, one.gateway.name
            mine = change.gateway in ("", name)
            if mine and ips.least > GATEWAY_IPS.most:
                raise InputError(
                    f"--ips would leave the NAT gateway {name} with {ips.least} public IPs; a NAT gateway takes {_IPS}"
                )


def _assumed(arguments: Namespace) -> Assumed:
    from natpin.reporters.capacity.reckoning import Assumed

    return Assumed(
        tuple(map(_made, arguments.nodes)),
        tuple(map(_made, arguments.ips)),
        arguments.connections_per_node,
        arguments.near,
    )


def _made(written: tuple[str, str, int]) -> Change:
    from natpin.reporters.capacity.reckoning import Change

    gateway, sign, amount = written
    return Change(-amount if sign == "-" else amount, bool(sign), gateway)


_Found = tuple["Mapping[str, Any] | None", "Origin", str]
"""A report's JSON, whose it is, and what is missing of it."""


def _documents(arguments: Namespace) -> Iterator[_Found]:
    from natpin.reporters.rows import Origin

    if arguments.reports:
        if arguments.paths or arguments.azure is not None:
            raise InputError("--reports stands in place of PATH and --azure")
        yield from _of_reports(arguments.reports)
        return
    from natpin.reporters import json
    from natpin.reporters.interface import ReportOptions

    report, _ = lint.linted(arguments)
    yield json.document(report, ReportOptions()), Origin(), "not all was read" if report.incomplete else ""


def _of_reports(several: list[str]) -> Iterator[_Found]:
    from natpin.commands.report import members_of
    from natpin.fleet.merging import merged
    from natpin.fleet.table import incomplete, origin_of

    for member in merged([members_of(text) for text in several]):
        gap = member.missing or ("not all was read" if incomplete(member) else "")
        yield member.report, origin_of(member), gap


def _change(text: str) -> tuple[str, str, int]:
    found = _CHANGE.fullmatch(text)
    if not found:
        raise ArgumentTypeError(
            f"{text!r}: write a number, +N or -N, and before it NAME= for one gateway alone"
        )
    return found["gateway"] or "", found["sign"], int(found["amount"])


def _ips(text: str) -> tuple[str, str, int]:
    gateway, sign, amount = _change(text)
    if not sign and amount > GATEWAY_IPS.most:
        raise ArgumentTypeError(
            f"{text!r}: a NAT gateway takes {_IPS} public IPv4 addresses, Standard or StandardV2"
        )
    return gateway, sign, amount


def _percentage(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,9}", text) or not 1 <= int(text) <= 100:
        raise ArgumentTypeError(f"{text!r}: write a percentage from 1 to 100, as in --near 80")
    return int(text)


def _at_least_one(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,9}", text) or not int(text):
        raise ArgumentTypeError(
            f"{text!r}: write how many connections each node holds, 1 or more; leave the flag out where nobody knows"
        )
    return int(text)
