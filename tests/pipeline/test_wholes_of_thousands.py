"""Two snapshots side by side cost as much for each cluster as two small ones: none of it is asked of every pair."""

from __future__ import annotations

import pytest

from natpin.formats import snapshot
from natpin.model.resource import Resource, same_type
from natpin.model.stack import Stack
from natpin.model.value import of
from natpin.pipeline import written_again
from natpin.pipeline.nearness import Near
from natpin.pipeline.reading import ReadStack


def estate(name: str, count: int) -> ReadStack:
    """Clusters, each in a network of its own."""
    bodies = []
    for number in range(count):
        group = f"/subscriptions/one/resourceGroups/g{number}/providers"
        net = f"{group}/Microsoft.Network/virtualNetworks/v{number}"
        subnet = {"name": "nodes", "id": f"{net}/subnets/nodes", "properties": {}}
        cluster = f"{group}/Microsoft.ContainerService/managedClusters/c{number}"
        pools = [{"name": "system", "vnetSubnetID": f"{net}/subnets/nodes"}]
        for id_, properties in ((net, {"subnets": [subnet]}), (cluster, {"agentPoolProfiles": pools})):
            type_ = "/".join(id_.split("/")[6:8])
            bodies.append({"id": id_, "name": id_.split("/")[-1], "type": type_, "properties": properties})
    parts = tuple(
        part
        for part in snapshot.bodies([of(body) for body in bodies], snapshot.Guard({}), name)
        if isinstance(part, Resource)
    )
    return ReadStack(Stack("snapshot", name), parts)


def asked(count: int, monkeypatch: pytest.MonkeyPatch) -> int:
    """How many resources are asked for their type."""
    made = [0]

    def counted(one: str, other: str) -> bool:
        made[0] += 1
        return same_type(one, other)

    monkeypatch.setattr(written_again, "same_type", counted)
    stacks = [estate("a", count), estate("b", count)]
    again = written_again.written_in(stacks)
    made[0] = 0
    for stack in stacks:  # each is a whole of its own
        assert not list(written_again.perhaps_overwritten(stack, stack.parts, again, Near(stacks)))
    return made[0]


def test_what_a_whole_is_is_asked_once_for_each_resource(monkeypatch: pytest.MonkeyPatch) -> None:
    assert 0 < asked(40, monkeypatch) <= 4 * asked(10, monkeypatch)
