"""What a template in JSON leaves open: the mechanisms of ARM that Bicep does not have, or writes otherwise."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from natpin.formats import arm
from natpin.formats.arm.kinds import ELSEWHERE, KNOWN_HARMLESS, TRANSLATED, is_harmless
from natpin.formats.arm.reach import EVERYTHING, may_declare
from natpin.formats.arm.scripts import may_change
from natpin.formats.interface import Inputs
from natpin.model.doubt import Doubt, Question
from natpin.model.part import Part
from natpin.model.resource import Resource
from natpin.model.stack import Stack
from natpin.model.value import Reference, Unknown, Value, members, symbol, text
from natpin.workspace import FolderWorkspace

SCHEMA = "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#"
OTHER = "22222222-2222-2222-2222-222222222222"
GATEWAY = {
    "type": "Microsoft.Network/natGateways",
    "name": "egress",
    "properties": {"idleTimeoutInMinutes": 10},
}
NETWORK = {
    "type": "Microsoft.Network/virtualNetworks",
    "name": "net",
    "properties": {
        "subnets": [
            {
                "name": "nodes",
                "properties": {
                    "natGateway": {"id": "[resourceId('Microsoft.Network/natGateways', 'egress')]"}
                },
            }
        ]
    },
}


def read(
    folder: Path,
    *resources: Mapping[str, object],
    assumed: Mapping[str, str] | None = None,
    **template: object,
) -> list[Part]:
    document = {"$schema": SCHEMA, "resources": list(resources), **template}
    (folder / "main.json").write_text(json.dumps(document))
    workspace = FolderWorkspace(folder, folder)
    return list(arm.read(Stack("arm", "main.json"), workspace, Inputs(assumed=assumed or {})))


def resources(parts: list[Part]) -> dict[str, Resource]:
    return {part.address: part for part in parts if isinstance(part, Resource)}


def nested(name: str, *inside: Mapping[str, object], **more: object) -> dict[str, object]:
    properties = {"mode": "Incremental", "template": {"$schema": SCHEMA, "resources": list(inside)}}
    return {"type": "Microsoft.Resources/deployments", "name": name, "properties": properties, **more}


DEPENDS = {"dependsOn": ["[resourceId('Microsoft.Network/virtualNetworks', 'net')]"]}
BARE = {"type": "Microsoft.Network/virtualNetworks/subnets", "name": "net/nodes", "properties": {}}


@pytest.mark.parametrize(
    ("child", "outcome"),
    [
        ({**BARE, **DEPENDS}, "detached"),
        ({**BARE, **DEPENDS, "condition": "[parameters('on')]"}, "unknown"),
        ({**BARE, **DEPENDS, "condition": False}, "attached"),
        (BARE, "unknown"),
        (nested("n", BARE, **DEPENDS), "detached"),
        (nested("n", BARE, **DEPENDS, resourceGroup="hub"), "attached"),
        (nested("n", BARE, **DEPENDS, subscriptionId=OTHER), "attached"),
    ],
)
def test_the_last_declaration_wins(tmp_path: Path, child: Mapping[str, object], outcome: str) -> None:
    parts = read(tmp_path, GATEWAY, NETWORK, child, parameters={"on": {"type": "bool"}})
    (inside,) = resources(parts)["virtualNetworks/net"].properties["subnets"].data  # type: ignore[union-attr]
    found = members(inside).get("natGateway")
    assert {"attached": Value, "detached": type(None), "unknown": Unknown}[outcome] is type(found)


def test_values_that_are_allowed_are_the_options(tmp_path: Path) -> None:
    parameters = {
        "tier": {"type": "string", "allowedValues": ["dev", "prod"]},
        "minutes": {"type": "int", "allowedValues": [4, 10]},
        "names": {"type": "array", "allowedValues": ["a", "b"]},
        "on": {"type": "bool"},
        "known": {"type": "bool", "defaultValue": True},
    }
    gateway = {
        **GATEWAY,
        "name": "[concat('egress-', parameters('tier'), join(parameters('names'), ''))]",
        "condition": "[and(parameters('on'), parameters('known'))]",
        "properties": {"idleTimeoutInMinutes": "[parameters('minutes')]"},
    }
    parts = read(tmp_path, gateway, parameters=parameters)
    asked = {part.key: part.options for part in parts if isinstance(part, Question)}
    assert asked == {
        "param.tier": ("dev", "prod"),
        "param.minutes": ("4", "10"),
        "param.on": ("true", "false"),
    }
    answers = {"param.tier": "prod", "param.minutes": "10", "param.on": "true"}
    (gateway_,) = resources(read(tmp_path, gateway, parameters=parameters, assumed=answers)).values()
    assert gateway_.properties["idleTimeoutInMinutes"].data == 10  # type: ignore[union-attr]
    assert gateway_.conditional is None


def test_an_id_with_another_subscription_is_another_resource(tmp_path: Path) -> None:
    subnet = f"[resourceId('{OTHER}', 'rg', 'Microsoft.Network/virtualNetworks/subnets', 'net', 'nodes')]"
    cluster = {
        "type": "Microsoft.ContainerService/managedClusters",
        "name": "shop",
        "properties": {"agentPoolProfiles": [{"name": "a", "vnetSubnetID": subnet}]},
    }
    found = resources(read(tmp_path, cluster, nested("n", NETWORK, subscriptionId=OTHER, resourceGroup="rg")))
    assert text(found["deployments/n/virtualNetworks/net"].subscription) == OTHER
    pools = found["managedClusters/shop"].properties["agentPoolProfiles"]
    assert f"/subscriptions/{OTHER}/resourcegroups/rg/" in str(symbol(pools.data[0].data["vnetSubnetID"]))  # type: ignore[union-attr,index]


def test_a_reference_does_not_find_the_namesake_in_another_group(tmp_path: Path) -> None:
    ip = {"type": "Microsoft.Network/publicIPAddresses", "name": "ip", "sku": {"name": "Standard"}}
    gateway = {
        **GATEWAY,
        "zones": [
            "[reference(resourceId('Microsoft.Network/publicIPAddresses', 'ip'), '2024-05-01', 'Full').sku.name]"
        ],
    }
    for where, known in (({}, True), ({"resourceGroup": "hub"}, False), ({"subscriptionId": OTHER}, False)):
        (zone,) = (
            resources(read(tmp_path, nested("n", ip, **where), gateway))["natGateways/egress"]
            .properties["zones"]
            .data
        )  # type: ignore[union-attr]
        assert isinstance(zone, Value) is known


def test_the_address_of_an_own_ip_stays_a_reference(tmp_path: Path) -> None:
    ip = {"type": "Microsoft.Network/publicIPAddresses", "name": "ip"}
    ranges = ["[concat(reference(resourceId('Microsoft.Network/publicIPAddresses', 'ip')).ipAddress, '/32')]"]
    cluster = {
        "type": "Microsoft.ContainerService/managedClusters",
        "name": "shop",
        "properties": {"agentPoolProfiles": [], "apiServerAccessProfile": {"authorizedIPRanges": ranges}},
    }
    found = resources(read(tmp_path, ip, cluster))["managedClusters/shop"]
    (range_,) = found.properties["apiServerAccessProfile"].data["authorizedIPRanges"].data  # type: ignore[union-attr,index]
    first, length = range_.parts
    assert (first.target, length) == ("publicIPAddresses/ip", "/32")


UNREAD = {
    "a template elsewhere": {"templateLink": {"uri": "https://example.com/network.json"}},
    "a template that is a value": {"template": "[parameters('template')]"},
    "a template spec": {
        "templateLink": {"id": "[resourceId('Microsoft.Resources/templateSpecs/versions', 'network', '1')]"}
    },
}


@pytest.mark.parametrize("properties", UNREAD.values(), ids=list(UNREAD))
def test_a_template_that_is_not_here_may_change_what_it_is_given(
    tmp_path: Path, properties: Mapping[str, object]
) -> None:
    given = {
        "subnetId": {"value": "[resourceId('Microsoft.Network/virtualNetworks/subnets', 'net', 'nodes')]"}
    }
    deployment = {
        "type": "Microsoft.Resources/deployments",
        "name": "attach",
        "properties": {"mode": "Incremental", **properties, "parameters": given},
    }
    parts = read(tmp_path, GATEWAY, NETWORK, deployment, parameters={"template": {"type": "object"}})
    altering = [part.reach for part in parts if isinstance(part, Doubt) and part.reach.alters]
    assert [reach.types for reach in altering] == [("Microsoft.Network/virtualNetworks/subnets",)]
    assert "nodes" in str(symbol(altering[0].target))


def test_a_template_about_other_things_leaves_no_doubt(tmp_path: Path) -> None:
    link = {"templateLink": {"uri": "https://example.com/log-analytics.json"}}
    deployment = {"type": "Microsoft.Resources/deployments", "name": "logs", "properties": link}
    assert not [part for part in read(tmp_path, deployment) if isinstance(part, Doubt)]


def test_linked_parameters_may_give_anything(tmp_path: Path) -> None:
    (tmp_path / "inner.json").write_text(
        json.dumps(
            {
                "$schema": SCHEMA,
                "parameters": {"minutes": {"type": "int", "defaultValue": 10}},
                "resources": [{**GATEWAY, "properties": {"idleTimeoutInMinutes": "[parameters('minutes')]"}}],
            }
        )
    )
    link: dict[str, object] = {"templateLink": {"relativePath": "inner.json"}}
    for extra, known in (({}, True), ({"parametersLink": {"uri": "https://example.com/p.json"}}, False)):
        deployment = {"type": "Microsoft.Resources/deployments", "name": "n", "properties": {**link, **extra}}
        gateway = resources(read(tmp_path, deployment))["deployments/n/natGateways/egress"]
        assert isinstance(gateway.properties["idleTimeoutInMinutes"], Value) is known


def test_peerings_inside_a_network_are_resources(tmp_path: Path) -> None:
    peering = {"name": "to-hub", "properties": {"useRemoteGateways": True}}
    network = {**NETWORK, "properties": {"virtualNetworkPeerings": [peering]}}
    found = resources(read(tmp_path, network))["virtualNetworks/net/virtualNetworkPeerings/to-hub"]
    assert found.properties["useRemoteGateways"].data is True  # type: ignore[union-attr]
    assert found.parent == Reference("virtualNetworks/net", "id", found.at)


# -- the tables ----------------------------------------------------------------------------------------------------


def test_the_tables_hold_each_type_once() -> None:
    assert not {t for t in TRANSLATED if t in KNOWN_HARMLESS}
    assert all(name == name.lower() and "/" not in name for name in ELSEWHERE)
    assert all(name.partition("/")[0] not in ELSEWHERE for name in KNOWN_HARMLESS)
    for type_ in TRANSLATED.values():
        assert not is_harmless(type_)


@pytest.mark.parametrize(
    ("type_", "harmless"),
    [
        ("Microsoft.KeyVault/vaults/secrets", True),
        ("Microsoft.Authorization/locks", False),
        ("Microsoft.Authorization/roleAssignments", True),
        ("Microsoft.Network/networkSecurityGroups/securityRules", True),
        ("Microsoft.Network/networkManagers", True),
        ("Microsoft.Network/networkManagers/routingConfigurations/ruleCollections", False),
        ("Microsoft.Network/somethingNew", False),
        ("Microsoft.ContainerService/managedClusters/maintenanceConfigurations", True),
        ("Microsoft.ContainerService/somethingNew", False),
        ("Microsoft.Resources/deploymentScripts", False),
        ("Contoso.Net/things", False),
        ("apps/Deployment", False),
        ("rbac.authorization.k8s.io/ClusterRole", True),
        ("groups", True),
        ("[parameters('type')]", False),
    ],
)
def test_what_is_harmless(type_: str, harmless: bool) -> None:
    assert is_harmless(type_) is harmless


@pytest.mark.parametrize(
    ("name", "declares"),
    [
        ("modules/keyVault.bicep", False),
        ("modules/network/main.bicep", True),
        ("br/platform:network:v1", True),
        ("br:contoso.azurecr.io/bicep/storage-account:1.2", False),
        ("https://example.com/templates/log-analytics.json", False),
        ("ts:sub/rg/aksCluster:1", True),
        ("networkSecurityGroup.bicep", False),
        ("br/platform:baseline:v1", True),
        ("", True),
    ],
)
def test_a_name_says_what_a_template_may_declare(name: str, declares: bool) -> None:
    assert bool(may_declare(name)) is declares
    assert set(may_declare(name)) <= set(EVERYTHING)


@pytest.mark.parametrize(
    ("line", "kinds"),
    [
        ("az aks show -n a", ""),
        ("id=$(az aks show -n a --query id -o tsv)", ""),
        ("az aks update -n list --outbound-type none", "managedClusters agentPools"),
        ("az network nat gateway update -n a", "natGateways"),
        ("az network vnet subnet list --vnet-name a | jq .", ""),
        ("echo done && az network route-table route create -n a", "routeTables routes"),
        ("az acr import -n a", ""),
        ("kubectl apply -f a.yaml", ""),
    ],
)
def test_what_a_command_may_change(line: str, kinds: str) -> None:
    assert " ".join(type_.rpartition("/")[2] for type_ in may_change(line)) == kinds


@pytest.mark.parametrize(
    "line", ["bash run.sh", 'eval "$X"', "$CMD --now", "az $ARGS", "curl x | bash", "az rest -u x"]
)
def test_a_command_nobody_can_know_may_change_anything(line: str) -> None:
    assert set(EVERYTHING) <= set(may_change(line))
