"""The comment of plan and apply: what is to be done or was done, and which addresses each cluster and workload has.

What stands here as an address was read from Azure in this run. Workloads come from the files of the commit, as Azure
knows none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from natpin.action.job import Job
from natpin.commands import lint
from natpin.commands.comment_sections import cidr_block, not_known_yet
from natpin.commands.provisioning import PoolEgress
from natpin.comments.sections import Section as CommentSection
from natpin.errors import NatpinError
from natpin.model.record import record
from natpin.reporters import neutral, words

NAMES = 6
"""Workloads or pools named in one cell."""


@record
class Entry:
    """One egress entry of natpin.yaml, and what Azure has of it."""

    name: str
    cluster: str
    """Name of its cluster; empty where the entry names none."""
    cidrs: tuple[str, ...]
    """On its NAT gateway."""
    pools: tuple[PoolEgress, ...]
    """Of its cluster; none where that does not exist, or was not read."""
    done: bool = True
    """Everything of it is as wanted, and was read back so."""
    ahead: str = ""
    """Of IPs that Azure is still to make: in words, Markdown."""


def ips(job: Job, entries: Sequence[Entry], when: str) -> CommentSection:
    """The addresses: a block to copy, a table of who leaves from which, and what is not known yet."""
    carried = _workloads(job)
    cidrs = list(dict.fromkeys(cidr for one in entries for cidr in one.cidrs))
    missing = [line for one in entries for line in _missing(one)]
    lines = []
    if cidrs:
        lines.append(cidr_block(cidrs, when, complete=not missing, below=": see below"))
    rows = [row for one in entries for row in _rows(one, carried)]
    if rows:
        table = ["| Cluster | Workloads | Node pools | Leaves from |", "| --- | --- | --- | --- |", *rows]
        lines.append("\n".join(table))
    if missing:
        lines.append(not_known_yet([f"- {line}" for line in dict.fromkeys(missing)]))
    return CommentSection("the addresses", "\n\n".join(lines))


def leaving(entries: Sequence[Entry]) -> str:
    """Which clusters leave from which addresses, in one sentence for each entry. Markdown."""
    said = []
    for one in entries:
        known = words.joined((neutral.code(cidr) for cidr in one.cidrs), NAMES) or "no address that is known"
        who = dict.fromkeys(pool.cluster for pool in one.pools)
        fully = who and all(pool.cidrs == one.pools[0].cidrs and not pool.gaps for pool in one.pools)
        if fully:
            leaves = (
                words.joined((neutral.code(cidr) for cidr in one.pools[0].cidrs), NAMES) or "no public IP"
            )
            said.append(f"{words.joined(map(_code, who), NAMES)} leaves from {leaves}{_promise(one.pools)}.")
        elif who:
            said.append(f"{words.joined(map(_code, who), NAMES)} leaves from {known} and more, as below.")
        else:
            said.append(f"the NAT gateway of {_code(one.name)} has {known}.")
    return " ".join(said[:NAMES])


def _to(pool: PoolEgress, cidr: str) -> str:
    """`` (promised to Acme Payments)``; nothing without a contract that names it."""
    if cidr not in pool.partners:
        return ""
    names = words.joined((neutral.prose(neutral.clip(one, 80)) for one in pool.partners[cidr]), NAMES)
    return f" (promised to {names})" if names else " (in the egress contract)"


def _promise(pools: Sequence[PoolEgress]) -> str:
    """``, promised to Acme Payments``, where all of these addresses are promised to the same partners."""
    told = {_to(pool, cidr) for pool in pools for cidr in pool.cidrs}
    return f", {said}" if len(told) == 1 and (said := next(iter(told)).strip(" ()")) else ""


def _missing(entry: Entry) -> list[str]:
    said = []
    name = _code(entry.name)
    if entry.ahead:
        said.append(f"{name}: {entry.ahead}")
    elif not entry.cidrs:
        said.append(f"{name}: its NAT gateway has no address yet")
    if not entry.done:
        said.append(f"{name}: not everything is as wanted, so more or other addresses may be in use")
    if not entry.cluster:
        said.append(
            f"{name}: natpin.yaml names no `cluster` in this entry, so which clusters leave from these IPs was not read"
        )
    elif not entry.pools:
        said.append(
            f"cluster {_code(entry.cluster)}: it does not exist yet, or has no node pool that was read"
        )
    for pool in entry.pools:
        who = f"{'the pods of ' if pool.role == 'pod' else ''}node pool {_code(pool.pool)}"
        said += [
            f"cluster {_code(pool.cluster)}, {who}: {neutral.prose(neutral.clip(gap, 250))}"
            for gap in pool.gaps
        ]
    return said


def _rows(entry: Entry, carried: Mapping[tuple[str, str, str], tuple[str, ...]]) -> list[str]:
    """Pools with the same addresses in one row."""
    grouped: dict[tuple[str, tuple[str, ...], bool], list[PoolEgress]] = {}
    for pool in entry.pools:
        grouped.setdefault((pool.cluster, pool.cidrs, bool(pool.gaps)), []).append(pool)
    rows = []
    for (cluster, cidrs, open_), pools in grouped.items():
        who = dict.fromkeys(
            name
            for pool in pools
            for name in carried.get((cluster.lower(), pool.pool.lower(), pool.role), ())
        )
        named = [f"{'pods of ' if pool.role == 'pod' else ''}{_code(pool.pool)}" for pool in pools]
        known = "<br>".join(neutral.code(cidr) + _to(pools[0], cidr) for cidr in cidrs)
        tail = "<br>and IPs that are not known" if known else "IPs that are not known"
        cells = [
            _code(cluster),
            words.joined(map(_code, who), NAMES) or "none in the files",
            words.joined(named, NAMES),
            f"{known}{tail if open_ else ''}" or "no public IP",
        ]
        rows.append(f"| {' | '.join(cells)} |")
    return rows


def _workloads(job: Job) -> dict[tuple[str, str, str], tuple[str, ...]]:
    """Workloads of the files by cluster, pool and role, in lower case. One that may run elsewhere is told as such."""
    flags = [f"--workspace={job.root}"]
    flags += [f"--config={job.inputs.lint.config}"] if job.inputs.lint.config else []
    try:
        report, _ = lint.linted(lint.parser().parse_args([*flags, "--", *job.inputs.lint.paths]))
    except NatpinError as error:
        job.toolkit.debug(f"workloads could not be read: {neutral.terminal(str(error))}")
        return {}
    found: dict[tuple[str, str, str], dict[str, None]] = {}
    for stack in report.stacks:
        for cluster in stack.clusters:
            own = {path.pool.name for path in cluster.paths if path.role.value == "pod"}
            for one in cluster.workloads:
                for pool in one.pools:
                    role = "pod" if pool in own else "node"
                    key = (cluster.name.lower(), pool.lower(), role)
                    found.setdefault(key, {})[one.name if one.certain else f"{one.name} (perhaps)"] = None
    return {key: tuple(names) for key, names in found.items()}


def _code(text: str) -> str:
    return neutral.code(neutral.clip(text, 100))
