"""What a template leaves out of a resource that it writes whole is what Microsoft's types say only Azure writes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from natpin.model.resource import CLUSTER, NAT_GATEWAY
from natpin.provision.read_only import CLUSTER_PATHS, GATEWAY, writable_in_code

SPECS = Path(__file__).parents[1] / "specs" / "azure"
READ_ONLY = 2
ENVELOPE = {"id", "type", "apiVersion"}
"""What a template gives in other words."""


def read_only(file: str, type_: str) -> set[str]:
    document = json.loads((SPECS / file).read_text())
    types = document["types"]

    def below(node: dict[str, Any], path: str, depth: int) -> Iterator[str]:
        if node["$type"] == "ArrayType":
            yield from below(_of(node["itemType"]), path, depth)
        if node["$type"] != "ObjectType" or depth > 7:
            return
        for name, member in (node.get("properties") or {}).items():
            if member["flags"] & READ_ONLY:
                yield f"{path}{name}"
            else:
                yield from below(_of(member["type"]), f"{path}{name}.", depth + 1)
        if node.get("additionalProperties"):
            yield from below(_of(node["additionalProperties"]), f"{path}*.", depth + 1)

    def _of(reference: dict[str, str]) -> dict[str, Any]:
        found: dict[str, Any] = types[int(reference["$ref"].rpartition("/")[2])]
        return found

    return set(below(types[int(document["resources"][type_])], "", 0)) - ENVELOPE


@pytest.mark.parametrize(
    ("file", "type_", "paths"),
    [
        ("bicep-containerservice-2026-05-01.json", CLUSTER, CLUSTER_PATHS),
        ("bicep-network-2025-09-01.json", NAT_GATEWAY, GATEWAY),
    ],
)
def test_the_table_is_what_the_types_say(file: str, type_: str, paths: tuple[str, ...]) -> None:
    assert read_only(file, type_) == set(paths)


def test_what_is_left_out_leaves_the_rest() -> None:
    pools = [{"name": "system", "eTag": "x", "count": 3}, {"name": "user", "provisioningState": "Succeeded"}]
    body = {
        "identity": {"type": "SystemAssigned", "principalId": "p"},
        "properties": {"agentPoolProfiles": pools},
    }
    assert writable_in_code(CLUSTER, body) == {
        "identity": {"type": "SystemAssigned"},
        "properties": {"agentPoolProfiles": [{"name": "system", "count": 3}, {"name": "user"}]},
    }
