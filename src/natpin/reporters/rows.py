"""A report as a table: one row for each way that a pool's traffic leaves, for spreadsheets, dashboards and pages.

Made of the report's JSON, so that reports of other machines and of other days give the same rows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Any, Final

from natpin.model.record import record

DRIFT: Final = "natpin/drift/v1"
_Network = IPv4Network | IPv6Network
_Promised = tuple[_Network | str, tuple[str, ...]]
"""A range that was promised, or what it is called (``ip egress``), and to whom."""


class State(StrEnum):
    """What is to be said of a cluster in one word; the gravest first."""

    FAILS = "fails"
    """A rule fails with severity error, or what is live is not what is declared."""
    UNKNOWN = "unknown"
    """A rule cannot be decided, or an egress path is not known."""
    WARNS = "warns"
    """A rule fails with severity warning."""
    PASSES = "passes"


@record
class Origin:
    """Whose report a row is of."""

    source: str = ""
    """``/subscriptions/<id>`` or a repository's name; empty for a report that stands alone."""
    kind: str = ""
    """``live``, ``files``, ``drift``."""
    taken: str = ""
    """When, in UTC; empty where nobody says."""


@record
class Row:
    """One way out of one cluster. What is not known is empty, and ``state`` says so."""

    origin: Origin
    stack: str
    cluster: str
    address: str
    state: State
    pool: str = ""
    role: str = ""
    subnet: str = ""
    exit: str = ""
    gateway: str = ""
    idle_minutes: int | None = None
    ip_count: int | None = None
    ips: tuple[str, ...] = ()
    """CIDRs; names of those whose address Azure has not said. Empty, too, where they are not known."""
    partners: tuple[str, ...] = ()
    """Who was promised one of ``ips``."""
    promised: tuple[tuple[str, ...], ...] = ()
    """The same for each of ``ips``; empty where nobody was promised any."""
    rules: tuple[str, ...] = ()
    """Ids of the rules that fail, or cannot be decided, for the cluster."""
    why: str = ""
    """Why the exit or its IPs are not known."""


@record
class Remark:
    """What is to be said of a source besides its rows."""

    origin: Origin
    state: str
    """``not-read``, ``partly-read``, ``no-cluster`` or ``findings``."""
    text: str


def rows(document: Mapping[str, Any], origin: Origin) -> Iterator[Row]:
    """The rows of a report's JSON, of lint or of drift, in its order."""
    if document["schema"] == DRIFT:
        for scope in document["scopes"]:
            yield from (_drifted(scope, cluster, origin) for cluster in scope["clusters"])
        return
    promised = _promised(document)
    for stack in document["stacks"]:
        told = _told(stack)
        for cluster in stack["clusters"]:
            yield from _ways(stack, cluster, told[cluster["address"]], promised, origin)


@record
class Apart:
    """What rules say that concerns no cluster of a report: of a gateway that carries none, of a contract that names none."""

    state: State
    rules: tuple[str, ...]
    """Their ids, sorted."""


def apart(document: Mapping[str, Any]) -> tuple[Apart, ...]:
    """The gravest first; notes are not among them. Whoever counts clusters alone would take these for in order."""
    if document["schema"] == DRIFT:  # each of its findings is of a cluster
        return ()
    found: defaultdict[State, set[str]] = defaultdict(set)
    for stack in document["stacks"]:
        here = {cluster["address"] for cluster in stack["clusters"]}
        for finding in stack["findings"]:
            if here.isdisjoint(finding["clusters"]):
                found[_worst([finding])].add(finding["rule"])
    return tuple(
        Apart(state, tuple(sorted(found[state])))
        for state in State
        if state in found and state is not State.PASSES
    )


def _ways(
    stack: Mapping[str, Any],
    cluster: Mapping[str, Any],
    findings: list[Mapping[str, Any]],
    promised: list[_Promised],
    origin: Origin,
) -> Iterator[Row]:
    state = _state(cluster, findings)
    rules = tuple(sorted({finding["rule"] for finding in findings}))
    common = (origin, stack["id"], cluster["name"], cluster["address"], state)
    for path in cluster["egress"]:
        ips = _ips(path)
        each = tuple(_partners(ip, promised) for ip in ips) if promised else ()
        yield Row(
            *common,
            path["pool"],
            path["role"],
            path["subnet"] or "",
            path["exit"],
            path["natGateway"] or "",
            path["idleTimeoutMinutes"],
            path["ipCount"],
            ips,
            tuple(sorted({partner for some in each for partner in some})),
            each if any(each) else (),
            rules,
            path["causes"][0]["reason"] if path["causes"] else "",
        )
    if not cluster["egress"]:
        yield Row(*common, rules=rules)


def _ips(path: Mapping[str, Any]) -> tuple[str, ...]:
    """Each range once, by its CIDR where it has one: one without an address must not vanish beside one that has."""
    cidrs, labels = path["cidrs"], path["ips"] or ()
    if len(cidrs) >= len(labels):
        return tuple(cidrs)
    told = {spelt for cidr in cidrs for spelt in (cidr, cidr.removesuffix("/32").removesuffix("/128"))}
    return (*cidrs, *(label for label in labels if label not in told))


def _told(stack: Mapping[str, Any]) -> defaultdict[str, list[Mapping[str, Any]]]:
    """Findings by the address of each cluster that they are about."""
    found: defaultdict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for finding in stack["findings"]:
        for cluster in finding["clusters"]:
            found[cluster].append(finding)
    return found


def _state(cluster: Mapping[str, Any], findings: list[Mapping[str, Any]]) -> State:
    found = _worst(findings)
    open_ = any(path["causes"] or path["exit"] == "unknown" for path in cluster["egress"])
    return State.UNKNOWN if open_ and found is not State.FAILS else found


def _worst(findings: Iterable[Mapping[str, Any]]) -> State:
    failing = {finding["severity"] if finding["verdict"] == "fail" else "unknown" for finding in findings}
    grave = ((State.FAILS, "error"), (State.UNKNOWN, "unknown"), (State.WARNS, "warning"))
    return next((state for state, word in grave if word in failing), State.PASSES)


_DRIFT_STATES: Final = {"drift": State.FAILS, "findings": State.FAILS, "in-order": State.PASSES}
"""What is not named here is unknown."""


def _drifted(scope: Mapping[str, Any], cluster: Mapping[str, Any], origin: Origin) -> Row:
    state = _DRIFT_STATES.get(cluster["state"], State.UNKNOWN)
    drifts = {rule for entry in cluster["drifts"] for rule in entry["rules"] or (entry["kind"],)}
    return Row(
        origin,
        cluster["stack"] or scope["scope"],
        cluster["name"],
        cluster["live"] or cluster["address"],
        state,
        rules=tuple(sorted(drifts)),
    )


def _promised(document: Mapping[str, Any]) -> list[_Promised]:
    found = []
    for promise in document.get("contract") or ():
        what = promise["what"].lower() if promise["cidr"] is None else _network(promise["cidr"])
        if what is not None:
            found.append((what, tuple(promise["partners"])))
    return found


def _partners(ip: str, promised: list[_Promised]) -> tuple[str, ...]:
    """Who was promised a range that overlaps this one, or the IP or prefix of this name."""
    own = _network(ip)
    named = {partner for what, partners in promised if _is_of(what, ip, own) for partner in partners}
    return tuple(sorted(named))


def _is_of(what: _Network | str, ip: str, own: _Network | None) -> bool:
    if isinstance(
        what, str
    ):  # a prefix is told as "egress /29", or by its name where its length is not known
        name, length, _ = ip.lower().partition(" /")
        return what == f"prefix {name}" or (not length and what == f"ip {name}")
    return own is not None and own.version == what.version and own.overlaps(what)


def _network(cidr: str | None) -> _Network | None:
    """None for what is no range: the report may be anybody's."""
    try:
        return ip_network(cidr or "", strict=False)
    except ValueError:
        return None
