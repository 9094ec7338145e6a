"""What is drawn: boxes in columns, and arrows between them. A gateway and a known IP are one box, whoever uses them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from ipaddress import ip_network
from typing import Any, Final

from natpin.model.record import field, mutable, record
from natpin.model.report import Report
from natpin.reporters import json as report_json
from natpin.reporters.interface import ReportOptions
from natpin.reporters.page.data import data
from natpin.reporters.rows import Origin

COLUMNS: Final = ("workload", "cluster and pool", "subnet", "exit", "IPs", "partner")
MOST_CLUSTERS: Final = 200
"""More are not drawn: nobody can read them, and the drawing says how many are left out."""
_STATIC: Final = ("nat-gateway", "managed-nat-gateway")


@record
class Box:
    """One thing on the way out."""

    key: str
    column: int
    """Its place in ``COLUMNS``."""
    label: str
    style: str = ""
    """``static``, ``open`` (not known), ``other``; empty for what is no exit and no IP."""


@mutable
class Drawing:
    """Boxes in the order in which they were met, and arrows by their keys."""

    boxes: dict[str, Box] = field(default_factory=dict)
    arrows: dict[tuple[str, str], None] = field(default_factory=dict)
    left_out: int = 0
    """Clusters that are not drawn."""

    def box(self, column: int, key: str, label: str, style: str = "") -> str:
        """A box; its key."""
        whole = f"{column}\0{key}"
        self.boxes.setdefault(whole, Box(whole, column, label or "not known", style))
        return whole

    def arrow(self, start: str, end: str) -> None:
        """From one box to another, once."""
        self.arrows[start, end] = None


def of_report(report: Report, options: ReportOptions) -> Drawing:
    """What a report comes to."""
    found = data([(Origin(), report_json.document(report, options), None)])
    return drawing(found["clusters"])


def drawing(clusters: Iterable[Mapping[str, Any]]) -> Drawing:
    """What the clusters of a page (``natpin/page/v1``) come to."""
    made = Drawing()
    for number, cluster in enumerate(clusters):
        if number >= MOST_CLUSTERS:
            made.left_out += 1
            continue
        for way in cluster["ways"]:
            _way(made, cluster, way)
    return made


def _is_address(text: str) -> bool:
    """False for a name: two stacks may call theirs alike."""
    try:
        ip_network(text, strict=False)
    except ValueError:
        return False
    return True


def _way(made: Drawing, cluster: Mapping[str, Any], way: Mapping[str, Any]) -> None:
    own = cluster["id"]
    is_open = way["exit"] == "unknown" or way["causes"]
    style = "open" if is_open else "static" if way["exit"] in _STATIC else "other"
    pods = "pods of " if way["role"] == "pod" else ""
    pool = made.box(1, f"{own} {way['role']} {way['pool']}", f"{cluster['name']}: {pods}{way['pool']}")
    for name, pools in cluster["loads"]:
        if way["pool"] in pools:
            made.arrow(made.box(0, f"{own} {name}", name), pool)
    subnet = made.box(2, f"{own} {way['subnet']}", way["subnet"] or "managed by AKS")
    made.arrow(pool, subnet)
    ips = way["ips"]
    is_one = way["gateway"] and ips and all(map(_is_address, ips))
    key = f"{' '.join(ips)} {way['gateway']}" if is_one else f"{own} {way['exit']} {way['gateway']}"
    exit_ = made.box(3, key, way["gateway"] or way["exit"].replace("-", " "), style)
    made.arrow(subnet, exit_)
    for ip in way["ips"]:
        address = made.box(4, ip if _is_address(ip) else f"{own} {ip}", ip, style)
        made.arrow(exit_, address)
        for partner in way["partners"]:
            made.arrow(address, made.box(5, partner, partner))
