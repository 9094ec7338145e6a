"""Entries of natpin.yaml that want one thing in two ways: applied in turn, each would take from the other what it made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from natpin.model.location import Location
from natpin.provision.desired import Desired
from natpin.provision.ids import parse

Wish = tuple[str, str]
"""What is wanted of a thing: as a key to compare by, and in words."""


def conflict(entries: Sequence[Desired]) -> tuple[str, Location] | None:
    """The first thing that two entries want in different ways, as a sentence, and the place of the second; None for none."""
    said: dict[str, tuple[Desired, Wish]] = {}
    for entry in entries:
        for thing, wish in _wishes(entry).items():
            other, before = said.setdefault(thing, (entry, wish))
            if before[0] != wish[0]:
                return (
                    f"the egress entries {other.name} and {entry.name} want one thing in two ways: {before[1]}, and {wish[1]}",
                    entry.at,
                )
    return None


def _wishes(entry: Desired) -> Mapping[str, Wish]:
    """By id, in lower case, of what an entry decides."""
    return dict(_each(entry))


def _each(entry: Desired) -> Iterator[tuple[str, Wish]]:
    gateway = entry.gateway.id
    for subnet in entry.subnets:
        name = parse(subnet.id).name
        on = f"the subnet {name} on the NAT gateway {parse(gateway).name}"
        yield (
            subnet.id.lower(),
            (gateway.lower(), on) if subnet.attached else ("", f"the subnet {name} on no NAT gateway"),
        )
    for cluster in entry.clusters:
        kind = cluster.outbound_type
        yield (
            cluster.id.lower(),
            (kind.lower(), f"the cluster {parse(cluster.id).name} with the outbound type {kind}"),
        )
    for id_ in entry.ip_ids:
        yield (
            f"{gateway}+{id_}".lower(),
            ("on", f"{parse(id_).name} on the NAT gateway {parse(gateway).name}"),
        )
    for each in entry.retired:
        yield f"{gateway}+{each.id}".lower(), ("off", f"{parse(each.id).name} retired from it")
