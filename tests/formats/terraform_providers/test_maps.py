"""Arguments that are maps: camel case and JSON read any other object as a block, so each has to be known to them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from folders import read, written

from natpin.formats import pulumi, terraform
from natpin.formats.camel_case import MAPS
from natpin.formats.terraform.providers.arguments import Table, To
from natpin.languages.hcl.tfjson import MAPS as MAPS_OF_JSON
from natpin.model.resource import PUBLIC_IP, Resource
from natpin.model.value import Value, plain

from .test_argument_names import TABLES

WRITTEN = {"RoutingPreference": "Internet"}


def leaves(table: Table) -> Iterator[tuple[str, To]]:
    for name, entry in table.items():
        if isinstance(entry, To):
            yield name, entry
        else:
            yield from leaves(entry.table)


def is_map(entry: To) -> bool:
    """Whether an argument's object is carried member by member, whatever the members are called."""
    node = Value({name: Value(member) for name, member in WRITTEN.items()})
    converted = entry.convert(node)
    if converted is None or converted is node:
        return entry.path == "tags"
    made = plain(converted)
    wrapped = str(WRITTEN) in str(made) and made != WRITTEN  # as an id, or in a list
    return not wrapped and "Internet" in str(made)


MAPPED = {name for table in TABLES.values() for name, entry in leaves(table) if is_map(entry)}


def test_every_map_of_the_tables_is_known() -> None:
    assert {"tags", "ip_tags", "node_labels"} <= MAPPED
    assert MAPPED <= MAPS
    assert MAPPED <= MAPS_OF_JSON


ADDRESS = {"name": "ip", "location": "x", "sku": "Standard"}
FILES = {
    "main.tf.json": {
        "resource": {
            "azurerm_public_ip": {"ip": {**ADDRESS, "ip_tags": WRITTEN}},
            "azurerm_kubernetes_cluster": {"pay": {"name": "pay"}},
        }
    },
    "Pulumi.yaml": {
        "name": "x",
        "runtime": "yaml",
        "resources": {
            "ip": {"type": "azure:network:PublicIp", "properties": {**ADDRESS, "ipTags": WRITTEN}},
            "pay": {"type": "azure:containerservice:KubernetesCluster", "properties": {"name": "pay"}},
        },
    },
}


@pytest.mark.parametrize(("name", "reader"), [("main.tf.json", terraform), ("Pulumi.yaml", pulumi)])
def test_ip_tags_keep_their_names(name: str, reader: ModuleType, tmp_path: Path) -> None:
    written(tmp_path, {name: json.dumps(FILES[name])})
    parts = [part for _, found in read(tmp_path, reader) for part in found]
    (made,) = [one for one in parts if isinstance(one, Resource) and one.type == PUBLIC_IP]
    assert plain(made.get("ipTags")) == [{"ipTagType": "RoutingPreference", "tag": "Internet"}]
