"""What the page shows, as it stands in it: clusters with their ways out, findings, and what is not known.

``natpin/page/v1``. Made of reports' JSON. Lists refer to one another by their places, so that a page of ten thousand
clusters stays small.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from natpin.model.digest import sha256
from natpin.reporters.neutral import visible
from natpin.reporters.rows import DRIFT, Origin, Row, rows

SCHEMA: Final = "natpin/page/v1"


def data(members: Iterable[tuple[Origin, Mapping[str, Any] | None, str | None]]) -> dict[str, Any]:
    """Everything."""
    made = _Page()
    for origin, report, missing in members:
        made.add(origin, report, missing)
    return {"schema": SCHEMA, "sources": made.sources, "clusters": made.clusters, "findings": made.findings}


class _Page:
    def __init__(self) -> None:
        self.sources: list[dict[str, Any]] = []
        self.clusters: list[dict[str, Any]] = []
        self.findings: list[dict[str, Any]] = []

    def add(self, origin: Origin, report: Mapping[str, Any] | None, missing: str | None) -> None:
        """One more source."""
        place = len(self.sources)
        self.sources.append(
            {
                "name": origin.source,
                "kind": origin.kind,
                "taken": origin.taken,
                "missing": missing,
                "notes": [] if report is None else _notes(report),
            }
        )
        if report is None:
            return
        table: dict[tuple[str, str], list[Row]] = {}
        for row in rows(report, origin):
            table.setdefault((row.stack, row.address), []).append(row)
        if report["schema"] == DRIFT:
            self._drifts(place, report, table)
        else:
            self._stacks(place, report, table)

    def _stacks(
        self, place: int, report: Mapping[str, Any], table: Mapping[tuple[str, str], list[Row]]
    ) -> None:
        for stack in report["stacks"]:
            told: dict[str, list[int]] = {}
            for finding in stack["findings"]:
                for address in finding["clusters"]:
                    told.setdefault(address, []).append(len(self.findings))
                self.findings.append(_finding(finding))
            for cluster in stack["clusters"]:
                own = table[stack["id"], cluster["address"]]
                self.clusters.append(
                    {
                        **_known(place, own[0]),
                        "at": _at(cluster["at"]),
                        "ways": [_way(row, path) for row, path in zip(own, cluster["egress"], strict=False)],
                        "loads": [[visible(one["name"]), one["pools"]] for one in cluster["workloads"]],
                        "findings": told.get(cluster["address"], []),
                    }
                )

    def _drifts(
        self, place: int, report: Mapping[str, Any], table: Mapping[tuple[str, str], list[Row]]
    ) -> None:
        for scope in report["scopes"]:
            for cluster in scope["clusters"]:
                key = (cluster["stack"] or scope["scope"], cluster["live"] or cluster["address"])
                first = len(self.findings)
                self.findings += map(_drift, cluster["drifts"])
                self.clusters.append(
                    {
                        **_known(place, table[key][0]),
                        "at": _at(cluster["declaredAt"]),
                        "ways": [],
                        "loads": [],
                        "findings": list(range(first, len(self.findings))),
                    }
                )


def _known(place: int, row: Row) -> dict[str, Any]:
    identity = "\0".join((row.origin.source, row.origin.kind, row.stack, row.address))
    return {
        "id": sha256(identity.encode("utf-8", "replace"))[:12],
        "source": place,
        "stack": visible(row.stack),
        "name": visible(row.cluster),
        "address": visible(row.address),
        "state": row.state.value,
    }


def _way(row: Row, path: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "pool": visible(row.pool),
        "role": row.role,
        "subnet": visible(row.subnet),
        "exit": row.exit,
        "gateway": visible(row.gateway),
        "idle": row.idle_minutes,
        "count": row.ip_count,
        "ips": [visible(ip) for ip in row.ips],
        "partners": [visible(partner) for partner in row.partners],
        "causes": [_cause(cause) for cause in path["causes"]],
    }


def _finding(finding: Mapping[str, Any]) -> dict[str, Any]:
    fix = finding["fix"]
    return {
        "rule": finding["rule"],
        "as": "unknown" if finding["verdict"] == "unknown" else finding["severity"],
        "text": visible(finding["message"]),
        "at": _at(finding["at"]),
        "mend": visible((fix or {}).get("description") or finding["remediation"]),
        "causes": [_cause(cause) for cause in finding["causes"]],
        "when": visible(finding["conditional"]["text"]) if finding["conditional"] else "",
        "related": [[visible(one["message"]), _at(one["at"])] for one in finding["related"]],
    }


def _drift(entry: Mapping[str, Any]) -> dict[str, Any]:
    what = " ".join(filter(None, (entry["name"], entry["property"])))
    return {
        "rule": ", ".join(entry["rules"]) or entry["kind"],
        "as": entry["severity"] if entry["severity"] in ("error", "warning", "note") else "error",
        "text": visible(f"{what}: declared {entry['declared']}, live {entry['live']}"),
        "at": _at(entry["declaredAt"]),
        "mend": visible(entry["fix"]),
        "causes": [],
        "when": visible(entry["effect"]),
        "related": [],
    }


def _cause(cause: Mapping[str, Any]) -> list[str]:
    """Why, where, and what settles it."""
    return [visible(cause["reason"]), _at(cause["at"]), visible(cause["settleBy"] or "")]


def _notes(report: Mapping[str, Any]) -> list[str]:
    """What was not read, or not followed: without it a page of passes would claim too much."""
    found = [f"{_at(one['at']) or one['path']}: {one['reason']}" for one in report.get("skipped", ()) if one]
    for stack in report.get("stacks", ()):
        found += [f"{_at(one['at'])}: {one['reason']}" for one in stack.get("doubts", ())]
    found += [f"{path}: left out by the configuration" for path in report.get("excluded", ())]
    narrowed = report.get("narrowed")
    if narrowed:
        found.append(f"{narrowed['asked']} of {narrowed['of']} rules were asked ({narrowed['selection']})")
    return [visible(one) for one in dict.fromkeys(found)]


def _at(place: Mapping[str, Any] | None) -> str:
    """``main.tf:3:5``; the name alone of what is in no file."""
    if place is None:
        return ""
    path = visible(place["path"])
    return path if path.startswith("<") else f"{path}:{place['line']}:{place['column']}"
