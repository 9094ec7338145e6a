"""OpenMetrics 1.0, as Prometheus and its kin read it: clusters by state, the state of each, its IPs.

Source: OpenMetrics, "Text Format": escapes in label values, ``# EOF`` at the end, the samples of a family together.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Final

from natpin.model.report import Report
from natpin.reporters import json as report_json
from natpin.reporters.interface import ReportOptions
from natpin.reporters.neutral import terminal, unicode_only
from natpin.reporters.rows import Apart, Origin, Row, State, apart, rows

_HELP: Final = {
    "natpin_clusters": "Clusters by what is to be said of them in one word.",
    "natpin_cluster_state": "1 for the state that a cluster is in, 0 for the others.",
    "natpin_pool_egress_ips": "IPs that the traffic of a pool may leave from; absent where that is not known.",
    "natpin_source_rules_apart": "Rules with a finding that concerns no cluster, by what is to be said of it.",
    "natpin_source_incomplete": "1 for a source of which not all was read, followed or asked: its passes are those of what was.",
    "natpin_source_missing": "1 for a source that could not be read: nothing is known of its clusters.",
    "natpin_source_taken_timestamp_seconds": "When a source was looked at.",
}


def render(report: Report, options: ReportOptions) -> str:
    """The metrics of one report."""
    origin = Origin()
    partly = (origin,) if report.open else ()
    document = report_json.document(report, options)
    return "".join(lines(rows(document, origin), (origin,), (), partly, {origin: apart(document)}))


def lines(
    table: Iterable[Row],
    sources: Iterable[Origin],
    missing: Iterable[Origin],
    incomplete: Iterable[Origin],
    beside: Mapping[Origin, Iterable[Apart]],
) -> Iterator[str]:
    """Every family. ``sources`` are those that were looked at, ``incomplete`` of these those that were not read whole,
    ``missing`` those that could not be read; ``beside``: of each that was looked at, what concerns no cluster."""
    clusters: dict[tuple[Origin, str, str], Row] = {}
    pools: Counter[tuple[tuple[str, str], ...]] = Counter()
    for row in table:
        clusters.setdefault((row.origin, row.stack, row.address), row)
        if row.ip_count is not None:
            pools[tuple(_of_pool(row).items())] += row.ip_count
    counts = Counter((key[0], row.state) for key, row in clusters.items())
    known = tuple(sources)
    yield from _own(
        "natpin_clusters",
        (
            sample("natpin_clusters", {**_from(origin), "state": state.value}, counts[origin, state])
            for origin in known
            for state in State
        ),
    )
    yield from _own(
        "natpin_cluster_state",
        (
            sample("natpin_cluster_state", {**_named(row), "state": state.value}, int(state is row.state))
            for row in clusters.values()
            for state in State
        ),
    )
    yield from _own(
        "natpin_pool_egress_ips",
        (sample("natpin_pool_egress_ips", dict(labels), number) for labels, number in pools.items()),
    )
    loose = {(origin, one.state): len(one.rules) for origin, several in beside.items() for one in several}
    yield from _own(
        "natpin_source_rules_apart",
        (
            sample(
                "natpin_source_rules_apart",
                {**_from(origin), "state": state.value},
                loose.get((origin, state), 0),
            )
            for origin in known
            for state in (State.FAILS, State.UNKNOWN, State.WARNS)
        ),
    )
    absent, partly = tuple(missing), frozenset(incomplete)
    yield from _own(
        "natpin_source_incomplete",
        (sample("natpin_source_incomplete", _from(origin), int(origin in partly)) for origin in known),
    )
    yield from _own(
        "natpin_source_missing",
        (
            sample("natpin_source_missing", _from(origin), int(origin in absent))
            for origin in (*known, *absent)
            if origin.source
        ),
    )
    yield from _own(
        "natpin_source_taken_timestamp_seconds",
        (
            sample("natpin_source_taken_timestamp_seconds", _from(origin), seconds)
            for origin in (*known, *absent)
            if (seconds := _seconds(origin.taken)) is not None
        ),
    )
    yield "# EOF\n"


def _own(name: str, samples: Iterable[str]) -> Iterator[str]:
    return family(name, _HELP[name], samples)


def family(name: str, about: str, samples: Iterable[str]) -> Iterator[str]:
    """A gauge with all of its samples."""
    yield f"# TYPE {name} gauge\n# HELP {name} {about}\n"
    yield from samples


def _from(origin: Origin) -> dict[str, str]:
    return {"source": origin.source, "kind": origin.kind}


def _named(row: Row) -> dict[str, str]:
    return {**_from(row.origin), "stack": row.stack, "cluster": row.cluster, "address": row.address}


def _of_pool(row: Row) -> dict[str, str]:
    way = {"pool": row.pool, "role": row.role, "subnet": row.subnet, "exit": row.exit, "gateway": row.gateway}
    return {**_named(row), **way}


def sample(name: str, labels: Mapping[str, str], value: float) -> str:
    """One sample. Labels without a value are left out: to Prometheus they are the same."""
    written = ",".join(f'{label}="{_escaped(text)}"' for label, text in labels.items() if text)
    return f"{name}{{{written}}} {value}\n" if written else f"{name} {value}\n"


def _escaped(text: str) -> str:
    return terminal(unicode_only(text), limit=None).replace("\\", "\\\\").replace('"', '\\"')


def _seconds(taken: str) -> int | None:
    try:
        return int(datetime.strptime(taken, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC).timestamp())
    except ValueError:
        return None
