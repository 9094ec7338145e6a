"""``natpin verify``: do connections from a live cluster really leave from the IPs that its configuration promises?"""

from __future__ import annotations

import ipaddress
import json
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Sequence
from typing import TYPE_CHECKING

from natpin.commands import azure_flags, output
from natpin.commands.verify_outcome import Outcome, status
from natpin.errors import ConfigError
from natpin.model.path import EgressPath, Exit, Role
from natpin.model.record import record
from natpin.model.report import ClusterReport
from natpin.model.value import Unknown, scalar, word

if TYPE_CHECKING:
    from natpin.azure.probe import Heard
    from natpin.azure.scope import AzureScope

SCHEMA = "natpin/verify/v1"
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


@record
class Checked:
    """One pool: what was promised, what was seen."""

    pool: str
    outcome: Outcome
    promised: tuple[Network, ...]
    seen: tuple[tuple[str, int], ...] = ()
    """IPs, each with how many connections left from it."""
    why: str | None = None

    @property
    def strangers(self) -> tuple[str, ...]:
        """IPs that were seen and not promised."""
        return tuple(ip for ip, _ in self.seen if not _within(ip, self.promised))


def parser() -> ArgumentParser:
    """The command's flags."""
    made = ArgumentParser(
        prog="natpin verify",
        description="Runs a pod on every pool of one cluster, through the managed cluster's run-command API, opens "
        "connections to an echo service of yours, and compares the IPs it saw with those that are promised. It "
        "writes into the cluster: a namespace of its own, deleted at the end. Exit status 1: an IP was seen that is "
        "not promised; 4: a pool could not be checked. With --routes nothing is written: Azure is asked where the traffic of "
        "each pool's nodes goes next.",
    )
    how = made.add_mutually_exclusive_group(required=True)
    how.add_argument("--echo", metavar="URL", help="a service that answers with the caller's IP")
    how.add_argument(
        "--routes",
        action="store_true",
        help="write nothing: ask Network Watcher for the next hop of each node pool's traffic",
    )
    made.add_argument("--to", metavar="IP", type=_address, help="with --routes: for this destination only")
    made.add_argument(
        "--connections", type=_count, default=32, metavar="N", help="a pool (default: 32, at most 1000)"
    )
    made.add_argument("--pool", action="append", default=[], metavar="NAME", help="only this one; repeatable")
    made.add_argument("--image", help="of the pod; needs sh, curl and grep")
    made.add_argument("--format", choices=("text", "json", "markdown"), default="text", help="default: text")
    made.add_argument("--output", metavar="FILE", help="write it there instead of to standard output")
    azure_flags.add(made, "the cluster: SUBSCRIPTION/RESOURCE_GROUP/CLUSTER")
    return made


def run(arguments: Namespace) -> int:
    """Probe, compare, print; the exit status."""
    from natpin.azure import probe
    from natpin.azure.live import estate, reads, stack_of
    from natpin.azure.quiet import quiet
    from natpin.commands.live import judged
    from natpin.pipeline.reading import ReadStack
    from natpin.pipeline.settings import Settings

    quiet()
    if arguments.routes:
        from natpin.commands import verify_routes

        return verify_routes.run(arguments)
    if arguments.to:
        raise ConfigError("--to works only with --routes")
    echo = probe.checked(arguments.echo)
    scope = azure_flags.scope(arguments)
    if not scope.cluster:
        raise ConfigError(
            "natpin verify runs a pod in one cluster: --azure SUBSCRIPTION/RESOURCE_GROUP/CLUSTER"
        )
    with azure_flags.connected(arguments) as connection:
        found = estate(connection, scope)
        report = judged(ReadStack(stack_of(scope), reads(found)), Settings(()))
        cluster = report.stacks[0].clusters[0]
        promises = _promises(cluster, arguments.pool)
        asked = [name for name, path in promises.items() if _why_not(path) is None]
        entra = bool((found.clusters[0].get("properties") or {}).get("aadProfile"))
        wish = probe.Wish(echo, arguments.connections, arguments.image or probe.IMAGE)
        heard = probe.ask(connection, scope, asked, wish, entra) if asked else None
    checked = [_compared(name, path, heard) for name, path in promises.items()]
    output.write(_rendered(checked, scope, heard, arguments.format), arguments.output)
    return status([one.outcome for one in checked])


def _promises(cluster: ClusterReport, only: Sequence[str]) -> dict[str, EgressPath]:
    """The path that a pod takes, by pool: pods of a pool with a pod subnet leave by that."""
    found: dict[str, EgressPath] = {}
    for path in cluster.paths:
        if path.pool.name not in found or path.role is Role.POD:
            found[path.pool.name] = path
    missing = [name for name in only if name not in found]
    if missing:
        raise ConfigError(f"--pool {missing[0]}: the cluster has {', '.join(found)}")
    return {name: path for name, path in found.items() if not only or name in only}


def _why_not(path: EgressPath) -> str | None:
    """Why a pool cannot be probed."""
    from natpin.azure.probe import can_probe

    if word(path.pool.resource.get("osType")) == "windows":
        return "the probe runs on Linux pools only"
    if scalar(path.pool.resource.get("count")) == 0:
        return "the pool has no node"
    if word(path.pool.resource.get("powerState.code")) == "stopped":
        return "the pool is stopped"
    return None if can_probe(path.pool.name) else "its nodes cannot be named by a label"


def _compared(name: str, path: EgressPath, heard: Heard | None) -> Checked:
    cause = path.ips if isinstance(path.ips, Unknown) else next(iter(path.causes), None)
    promised = () if cause is not None or isinstance(path.ips, Unknown) else _networks(path)
    seen = tuple(sorted((heard.seen.get(name, {}) if heard else {}).items()))

    def checked(outcome: Outcome, why: str | None = None) -> Checked:
        return Checked(name, outcome, promised, seen, why)

    if cause is not None:
        return checked(Outcome.UNKNOWN, f"nothing is promised: {cause.reason}")
    if not seen:
        problem = heard.problem if heard else None
        return checked(
            Outcome.UNKNOWN, _why_not(path) or f"no answer came back: {problem or 'nothing was said'}"
        )
    strangers = [ip for ip, _ in seen if not _within(ip, promised)]
    if strangers:
        none = "by its configuration, nothing leaves" if path.exit is Exit.NONE else "not promised"
        return checked(Outcome.ELSEWHERE, f"{', '.join(strangers)}: {none}")
    return checked(Outcome.AS_PROMISED)


def _networks(path: EgressPath) -> tuple[Network, ...]:
    if isinstance(path.ips, Unknown):
        return ()
    return tuple(ipaddress.ip_network(ip.cidr, strict=False) for ip in path.ips if ip.cidr)


def _within(ip: str, networks: Sequence[Network]) -> bool:
    address = ipaddress.ip_address(ip)
    return any(address in network for network in networks)


def _rendered(checked: Sequence[Checked], scope: AzureScope, heard: Heard | None, format_: str) -> str:
    from natpin.reporters import neutral

    if format_ == "json":
        return _json(checked, scope, heard)
    lines = []
    for one in checked:
        seen = ", ".join(f"{ip} ({count})" for ip, count in one.seen) or "nothing"
        promised = ", ".join(map(str, one.promised)) or "nothing"
        cells = (one.pool, one.outcome.value, promised, seen, one.why or "")
        if format_ == "markdown":
            lines.append(f"| {' | '.join(map(neutral.prose, cells))} |")
        else:
            lines.append(
                neutral.terminal(f"pool {one.pool}: {one.outcome.value} · promised {promised} · seen {seen}")
            )
            lines += [f"  {neutral.terminal(one.why)}"] if one.why else []
    if format_ == "markdown":
        head = ["| Pool | | Promised | Seen (connections) | Why |", "| --- | --- | --- | --- | --- |"]
        lines = [f"## Egress of {neutral.prose(str(scope))}, probed", "", *head, *lines]
    return "\n".join(lines) + "\n"


def _json(checked: Sequence[Checked], scope: AzureScope, heard: Heard | None) -> str:
    pools = [
        {
            "pool": one.pool,
            "outcome": one.outcome.value,
            "promised": [str(network) for network in one.promised],
            "seen": [{"ip": ip, "connections": count} for ip, count in one.seen],
            "notPromised": list(one.strangers) if one.promised else [],
            "why": one.why,
        }
        for one in checked
    ]
    document = {
        "schema": SCHEMA,
        "cluster": str(scope),
        "pools": pools,
        "problem": heard.problem if heard else None,
    }
    return json.dumps(document, indent=2) + "\n"


def _address(text: str) -> str:
    try:
        found = ipaddress.IPv4Address(text)
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is not an IPv4 address") from None
    return str(found)


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text[:6]) <= 1000:
        raise ArgumentTypeError(f"{text!r} is not a number from 1 to 1000")
    return int(text)
