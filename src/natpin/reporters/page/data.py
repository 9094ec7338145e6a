"""What the page shows, as it stands in it: clusters with their ways out, findings, and what is not known.

``natpin/page/v1``. Made of reports' JSON. Lists refer to one another by their places, so that a page of ten thousand
clusters stays small.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from natpin.model.digest import sha256
from natpin.reporters.neutral import visible
from natpin.reporters.page import told
from natpin.reporters.page.boxes import COLUMNS, LAYOUT, MANAGED, NOT_KNOWN, Boxes
from natpin.reporters.rows import DRIFT, Origin, Row, rows
from natpin.reporters.same_clusters import Counted, clusters_of

SCHEMA: Final = "natpin/page/v1"


def data(members: Iterable[tuple[Origin, Mapping[str, Any] | None, str | None]]) -> dict[str, Any]:
    """Everything."""
    made = _Page()
    for origin, report, missing in members:
        made.add(origin, report, missing)
    return {
        "schema": SCHEMA,
        "columns": COLUMNS,
        "layout": LAYOUT,
        "sources": made.sources,
        "clusters": made.numbered(),
        "findings": made.findings,
        "evidence": made.evidence,
        "boxes": made.boxes.all,
    }


class _Page:
    def __init__(self) -> None:
        self.sources: list[dict[str, Any]] = []
        self.clusters: list[dict[str, Any]] = []
        self.findings: list[dict[str, Any]] = []
        self.evidence: list[dict[str, Any]] = []
        self.boxes = Boxes()
        self._counted = Counted()
        self._order: list[tuple[int, str, str]] = []

    def numbered(self) -> list[dict[str, Any]]:
        """The clusters, each with the number of what it is: several reports may speak of one."""
        numbers = dict(zip(self._order, self._counted.same, strict=True))
        return [
            {**{name: value for name, value in one.items() if name != "key"}, "same": numbers[one["key"]]}
            for one in self.clusters
        ]

    def add(self, origin: Origin, report: Mapping[str, Any] | None, missing: str | None) -> None:
        """One more source."""
        place = len(self.sources)
        self.sources.append(
            {
                "name": visible(origin.source),
                "kind": origin.kind,
                "taken": origin.taken,
                "missing": missing,
                "gaps": [] if report is None else told.gaps(report),
                "notes": [] if report is None else told.notes(report),
                "findings": [],
            }
        )
        if report is None:
            return
        for one in clusters_of(report, origin):
            self._counted.add(one)
            self._order.append((place, *one.key))
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
            grounds: dict[str, list[int]] = {}
            of_subject: dict[tuple[str, str], int] = {}
            for one in stack.get("evidence", ()):
                of_subject[one["rule"], one["subject"]] = len(self.evidence)
                for address in one["clusters"]:
                    grounds.setdefault(address, []).append(len(self.evidence))
                self.evidence.append(told.evidence(one))
            found: dict[str, list[int]] = {}
            for finding in stack["findings"]:
                for address in finding["clusters"]:
                    found.setdefault(address, []).append(len(self.findings))
                if not finding["clusters"]:
                    self.sources[place]["findings"].append(len(self.findings))
                rests_on = of_subject.get((finding["rule"], finding["subject"]))
                self.findings.append({**told.finding(finding), "evidence": rests_on})
            for cluster in stack["clusters"]:
                own = table[stack["id"], cluster["address"]]
                made = {
                    **_known(place, own[0]),
                    "at": told.at(cluster["at"]),
                    "ways": [_way(row, path) for row, path in zip(own, cluster["egress"], strict=False)],
                    "loads": [[visible(one["name"]), one["pools"]] for one in cluster["workloads"]],
                    "findings": found.get(cluster["address"], []),
                    "evidence": grounds.get(cluster["address"], []),
                }
                for way in made["ways"]:
                    way["arrows"] = self.boxes.arrows(made, way)
                self.clusters.append(made)

    def _drifts(
        self, place: int, report: Mapping[str, Any], table: Mapping[tuple[str, str], list[Row]]
    ) -> None:
        for scope in report["scopes"]:
            for cluster in scope["clusters"]:
                key = (cluster["stack"] or scope["scope"], cluster["live"] or cluster["address"])
                first = len(self.findings)
                self.findings += map(told.drift, cluster["drifts"])
                self.findings += (told.live_finding(one, cluster) for one in cluster["findings"])
                self.clusters.append(
                    {
                        **_known(place, table[key][0]),
                        "at": told.at(cluster["declaredAt"]),
                        "ways": [],
                        "loads": [],
                        "findings": list(range(first, len(self.findings))),
                        "evidence": [],
                        "now": [visible(line) for line in cluster["egress"]],
                        "causes": [[visible(cluster["cause"]), "", ""]] if cluster["cause"] else [],
                        "uncompared": [told.uncompared(one) for one in cluster["uncompared"]],
                    }
                )


def _known(place: int, row: Row) -> dict[str, Any]:
    identity = "\0".join((row.origin.source, row.origin.kind, row.stack, row.address))
    return {
        "key": (place, row.stack, row.address),
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
        "subnet": visible(row.subnet) or (NOT_KNOWN if _is_open(path) else MANAGED),
        "exit": row.exit,
        "gateway": visible(row.gateway),
        "idle": row.idle_minutes,
        "count": row.ip_count,
        "ips": None if path["ips"] is None else [visible(ip) for ip in row.ips],
        "partners": [visible(partner) for partner in row.partners],
        "promised": [[visible(partner) for partner in some] for some in row.promised],
        "causes": [told.cause(cause) for cause in path["causes"]],
    }


def _is_open(path: Mapping[str, Any]) -> bool:
    """Whether the subnet is not known. A report that does not say was written before reports did."""
    return bool(path.get("subnetUnknown", True))
