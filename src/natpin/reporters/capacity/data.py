"""The same for programs: JSON (``natpin/capacity/v1``), comma-separated values, OpenMetrics."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final

import natpin
from natpin.model.snat import Range
from natpin.reporters import csv, openmetrics
from natpin.reporters.capacity.reckoning import Change, Reckoned, State
from natpin.reporters.capacity.words import Whole, said
from natpin.reporters.interface import ReportOptions
from natpin.reporters.neutral import json_line_safe, unicode_only

SCHEMA: Final = "natpin/capacity/v1"
COLUMNS: Final = (
    *("source", "kind", "taken", "gateway", "address", "state", "clusters", "cluster_names"),
    *("nodes_least", "nodes_most", "ips_least", "ips_most", "ips_required_least", "ips_required_most"),
    *(
        "ports_needed_least",
        "ports_needed_most",
        "ports_least",
        "ports_most",
        "percent_least",
        "percent_most",
    ),
    *("connections_asked_most", "connections_least", "remark"),
)
_HELP: Final = {
    "natpin_nat_gateway_nodes": "The most nodes behind a NAT gateway; bound says which end of what is not known exactly.",
    "natpin_nat_gateway_ips": "Public IPv4 addresses of a NAT gateway.",
    "natpin_nat_gateway_ips_required": "Public IPv4 addresses that the nodes behind it take, as natpin reckons.",
    "natpin_nat_gateway_used_ratio": "Share of it that is used at full size: of SNAT ports, or of connections if more.",
    "natpin_nat_gateway_state": "1 for the state that a NAT gateway is in, 0 for the others.",
    "natpin_source_missing": "1 for a source that could not be read: nothing is known of its gateways.",
}


def as_json(whole: Whole, options: ReportOptions) -> str:
    """``natpin/capacity/v1``."""
    return json_line_safe(json.dumps(document(whole), indent=2)) + "\n"


def document(whole: Whole) -> dict[str, Any]:
    """As plain data."""
    assumed = whole.assumed
    return {
        "schema": SCHEMA,
        "tool": {"name": "natpin", "version": natpin.__version__},
        "assumed": {
            "nodes": [_change(one) for one in assumed.nodes],
            "ips": [_change(one) for one in assumed.ips],
            "connectionsPerNode": assumed.connections or None,
            "nearPercent": assumed.near,
        },
        "summary": {"gateways": len(whole.gateways), **{state.value: whole.states[state] for state in State}},
        "gateways": [_gateway(one) for one in whole.gateways],
        "elsewhere": [
            {
                "source": unicode_only(one.origin.source),
                "stack": unicode_only(one.stack),
                "cluster": unicode_only(one.cluster),
                "exits": list(one.exits),
                "why": unicode_only(one.why) or None,
                "settleBy": one.settle_by,
            }
            for one in whole.elsewhere
        ],
        "missing": [
            {"source": unicode_only(source), "why": unicode_only(why)} for source, why in whole.missing
        ],
        "partlyRead": [unicode_only(source) for source in whole.partly],
    }


def _gateway(one: Reckoned) -> dict[str, Any]:
    gateway, left = one.gateway, one.left_a_node
    path, line, column = gateway.at
    return {
        "source": unicode_only(gateway.origin.source),
        "kind": gateway.origin.kind,
        "taken": gateway.origin.taken,
        "name": unicode_only(gateway.name),
        "address": unicode_only(gateway.address),
        "at": {"path": unicode_only(path), "line": line, "column": column},
        "stacks": [unicode_only(stack) for stack in gateway.stacks],
        "clusters": [unicode_only(name) for name in gateway.clusters],
        "perhaps": [unicode_only(name) for name in gateway.perhaps],
        "otherStacks": gateway.others,
        "state": one.state.value,
        "nodes": _range(gateway.nodes),
        "ips": _range(gateway.ips),
        "ipsRequired": _range(one.required),
        "ports": _range(one.ports),
        "portsNeeded": _range(one.needed),
        "connections": _range(one.connections),
        "connectionsAsked": _range(one.asked),
        "connectionsPerNode": None if left is None else _range(left),
        "percent": _range(one.percent),
    }


def _change(one: Change) -> dict[str, Any]:
    return {"amount": one.amount, "relative": one.relative, "gateway": unicode_only(one.gateway) or None}


def _range(found: Range) -> dict[str, Any]:
    return {
        "least": found.least,
        "most": found.most,
        "why": unicode_only(found.why) or None,
        "settleBy": found.settle_by,
    }


def as_csv(whole: Whole, options: ReportOptions) -> str:
    """A row a gateway, and one for each source that could not be read."""
    return "".join(_lines(whole))


def _lines(whole: Whole) -> Iterator[str]:
    yield csv.line(COLUMNS)
    for one in whole.gateways:
        gateway = one.gateway
        ranges = (gateway.nodes, gateway.ips, one.required, one.needed, one.ports, one.percent)
        yield csv.line(
            (
                *(gateway.origin.source, gateway.origin.kind, gateway.origin.taken, gateway.name),
                *(gateway.address, one.state.value, str(len(gateway.clusters)), "; ".join(gateway.clusters)),
                *(_number(each) for found in ranges for each in (found.least, found.most)),
                *(_number(one.asked.most), _number(one.connections.least), said(one)),
            )
        )
    for source, why in whole.missing:
        cells = {"source": source, "state": "not-read", "remark": why}
        yield csv.line(cells.get(name, "") for name in COLUMNS)


def _number(found: int | None) -> str:
    return "" if found is None else str(found)


def as_openmetrics(whole: Whole, options: ReportOptions) -> str:
    """Every family."""
    return "".join(_families(whole))


def _families(whole: Whole) -> Iterator[str]:
    several = whole.gateways
    for name, what in (("nodes", _nodes), ("ips", _ips), ("ips_required", _required)):
        full = f"natpin_nat_gateway_{name}"
        samples = (
            openmetrics.sample(full, {**_labels(one), "bound": bound}, value)
            for one in several
            for bound, value in (("least", what(one).least), ("most", what(one).most))
            if value is not None
        )
        yield from openmetrics.family(full, _HELP[full], samples)
    ratio, state_of = "natpin_nat_gateway_used_ratio", "natpin_nat_gateway_state"
    used = (
        openmetrics.sample(ratio, {**_labels(one), "bound": bound}, value / 100)
        for one in several
        for bound, value in (("least", one.percent.least), ("most", one.percent.most))
        if value is not None
    )
    yield from openmetrics.family(ratio, _HELP[ratio], used)
    states = (
        openmetrics.sample(state_of, {**_labels(one), "state": state.value}, int(one.state is state))
        for one in several
        for state in State
    )
    yield from openmetrics.family(state_of, _HELP[state_of], states)
    gone = "natpin_source_missing"
    yield from openmetrics.family(
        gone,
        _HELP[gone],
        (openmetrics.sample(gone, {"source": source}, 1) for source, _ in whole.missing if source),
    )
    yield "# EOF\n"


def _labels(one: Reckoned) -> dict[str, str]:
    gateway = one.gateway
    return {
        "source": gateway.origin.source,
        "kind": gateway.origin.kind,
        "stack": ", ".join(gateway.stacks),
        "gateway": gateway.name,
        "address": gateway.address,
    }


def _nodes(one: Reckoned) -> Range:
    return one.gateway.nodes


def _ips(one: Reckoned) -> Range:
    return one.gateway.ips


def _required(one: Reckoned) -> Range:
    return one.required
