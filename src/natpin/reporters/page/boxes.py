"""What is drawn of the ways out: boxes in columns, and arrows between them.

Decided here alone. The page's script, the SVG and the file for Graphviz draw these boxes, and decide nothing about them.
A gateway and a known IP are one box, whoever uses them.
"""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import ip_network
from typing import Any, Final

COLUMNS: Final = ("workload", "cluster and pool", "subnet", "exit", "IPs", "partner")
LAYOUT: Final = {"width": 190, "height": 34, "across": 62, "down": 12, "top": 34, "margin": 12, "letters": 28}
"""Pixels: of a box, between boxes, and above and around them. ``letters``: characters that a box has room for."""
MANAGED, NOT_KNOWN = "managed by AKS", "not known"
_STATIC: Final = ("nat-gateway", "managed-nat-gateway")


class Boxes:
    """The boxes of a page, each once, in the order in which they were met."""

    def __init__(self) -> None:
        self.all: list[list[Any]] = []
        """Column, label and style of each. The style is ``static``, ``open`` (not known) or ``other``; empty for what is no
        exit and no IP."""
        self._places: dict[tuple[int, str], int] = {}

    def arrows(self, cluster: Mapping[str, Any], way: Mapping[str, Any]) -> list[int]:
        """The arrows of one way out of a cluster of the page: the places of two boxes each, one after the other."""
        own, role, pool_name = cluster["id"], way["role"], way["pool"]
        is_open = way["exit"] == "unknown" or way["ips"] is None or way["causes"]
        style = "open" if is_open else "static" if way["exit"] in _STATIC else "other"
        pods = "pods of " if role == "pod" else ""
        pool = self._box(1, f"{own} {role} {pool_name}", f"{cluster['name']}: {pods}{pool_name}")
        found = []
        for name, pools in cluster["loads"]:
            if pool_name in pools:
                found += [self._box(0, f"{own} {name}", name), pool]
        subnet = self._subnet(own, role, pool_name, way)
        ips = way["ips"]
        # a range is one gateway's: the first that is known tells which it is
        known = next(filter(_is_address, ips or ()), "") if way["gateway"] else ""
        key = f"{known or own} {way['exit']} {way['gateway']}"
        exit_ = self._box(3, key, way["gateway"] or way["exit"].replace("-", " "), style)
        found += [pool, subnet, subnet, exit_]
        if ips is None:
            return [*found, exit_, self._box(4, f"{key} {NOT_KNOWN}", NOT_KNOWN, style)]
        for ip, partners in zip(ips, way["promised"] or [()] * len(ips), strict=True):
            address = self._box(4, ip if _is_address(ip) else f"{own} {ip}", ip, style)
            found += [exit_, address]
            for partner in partners:
                found += [address, self._box(5, partner, partner)]
        return found

    def _subnet(self, own: str, role: str, pool: str, way: Mapping[str, Any]) -> int:
        """Two subnets that are not known are not the same subnet."""
        if way["subnet"] == NOT_KNOWN:
            return self._box(2, f"{own} {role} {pool} {NOT_KNOWN}", NOT_KNOWN, "open")
        return self._box(2, f"{own} {way['subnet']}", way["subnet"])

    def _box(self, column: int, key: str, label: str, style: str = "") -> int:
        place = self._places.setdefault((column, key), len(self.all))
        if place == len(self.all):
            self.all.append([column, label or NOT_KNOWN, style])
        return place


def _is_address(text: str) -> bool:
    """False for a name: two stacks may call theirs alike."""
    try:
        ip_network(text, strict=False)
    except ValueError:
        return False
    return True
