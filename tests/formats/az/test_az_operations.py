"""``az rest`` and ``az resource``: ARM's own operations on what an id or a name and a type mean.

Sources: ``az rest --help`` and ``az resource --help`` of azure-cli 2.91.0 (the method is GET unless said; ``--url`` is
``-u`` and ``--uri`` too, ``--body`` ``-b``); Azure Resource Manager: PUT replaces a resource, PATCH lies over it.
"""

from __future__ import annotations

import pytest
from declare import shown
from scripts import GROUP, NAT, NET, SUBNET, VNET, made, ran

from natpin.model.doubt import Doubt
from natpin.model.resource import Resource

AKS = "az aks create -g rg -n aks --outbound-type none --pod-cidr 10.1.0.0/16\n"
POOL = "az aks nodepool add -g rg --cluster-name aks -n jobs -c 2\n"
BEFORE = f"{GROUP}{VNET}{SUBNET}\n{NAT} --idle-timeout 4 --zone 1\n{AKS}{POOL}"
ARM = "https://management.azure.com"
NAT_ID, NAT_OF = f"{NET}natGateways/nat", "natGateways/nat"
V = "?api-version=2024-05-01"
BODY = """'{"sku": {"name": "StandardV2"}, "properties": {"idleTimeoutInMinutes": 10}}'"""
AKS_ID = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.ContainerService/managedClusters/aks"
GATEWAY, CLUSTER = "az:natGateway:rg/nat", "az:cluster:rg/aks"
JOBS = "az:pool:rg/aks/jobs"

WRITTEN: list[tuple[str, str, str, object]] = [
    # the command, the resource, the path, what is there then
    (f"az rest --method put --url {ARM}{NAT_ID}{V} --body {BODY}", GATEWAY, "idleTimeoutInMinutes", 10),
    (f"az rest --method PUT --uri {ARM}{NAT_ID}{V} --body {BODY}", GATEWAY, "sku.name", "StandardV2"),
    (f"az rest -m put -u {ARM}{NAT_ID}{V} -b {BODY}", GATEWAY, "zones", None),
    (f"az rest --method=put --url={NAT_ID}{V} --body={BODY}", GATEWAY, "idleTimeoutInMinutes", 10),
    (f"az rest --method patch --url {NAT_ID} --body {BODY}", GATEWAY, "idleTimeoutInMinutes", 10),
    (f"az rest --method patch --url {NAT_ID} --body {BODY}", GATEWAY, "zones", ["1"]),
    (f"az rest --method patch --url {NAT_ID} --body '{{\"zones\": null}}'", GATEWAY, "zones", None),
    (f"az rest --method get --url {NAT_ID} --body {BODY}", GATEWAY, "idleTimeoutInMinutes", 4),
    (f"az rest --url {NAT_ID} --body {BODY}", GATEWAY, "idleTimeoutInMinutes", 4),
    (f"az rest --method head --url {NAT_ID} --body {BODY}", GATEWAY, "idleTimeoutInMinutes", 4),
    ("ID=$(az network nat gateway show -g rg -n nat --query id -o tsv)\n" f"az rest -m put -u $ID --body {BODY}", GATEWAY, "idleTimeoutInMinutes", 10),
    ("ID=$(az network nat gateway show -g rg -n nat --query id -o tsv)\n" f'az rest -m put -u "{ARM}$ID{V}" --body {BODY}', GATEWAY, "idleTimeoutInMinutes", 10),
    (f"az rest -m put -u {NAT_ID} --body '{{\"properties\": {{\"idleTimeoutInMinutes\": \"'$T'\"}}}}'", GATEWAY, "idleTimeoutInMinutes", "? $T is set outside this script"),
    # of a cluster, AKS keeps what a PUT leaves out, or may
    (f"az rest -m put -u {AKS_ID} -b '{{\"properties\": {{\"networkProfile\": {{\"outboundType\": \"loadBalancer\"}}}}}}'", CLUSTER, "networkProfile.outboundType", "loadBalancer"),
    (f"az rest -m put -u {AKS_ID} -b '{{\"properties\": {{\"networkProfile\": {{\"outboundType\": \"loadBalancer\"}}}}}}'", CLUSTER, "networkProfile.podCidr", "10.1.0.0/16"),
    (f"az rest -m put -u {AKS_ID}/agentPools/jobs -b '{{\"properties\": {{\"count\": 5}}}}'", JOBS, "count", 5),
    ("ID=$(az aks show -g rg -n aks --query id -o tsv)\naz rest -m put -u $ID/agentPools/jobs -b '{\"properties\": {\"count\": 5}}'", JOBS, "count", 5),
    (f"az resource update --ids {NAT_ID} --set properties.idleTimeoutInMinutes=10", GATEWAY, "idleTimeoutInMinutes", 10),
    (f"az resource update --ids {NAT_ID} --set tags.a=b", GATEWAY, "tags", None),
    ("az resource update -g rg -n nat --resource-type Microsoft.Network/natGateways --set properties.idleTimeoutInMinutes=10", GATEWAY, "idleTimeoutInMinutes", 10),
    ("az resource update -g rg -n nat --namespace Microsoft.Network --resource-type natGateways --set properties.idleTimeoutInMinutes=10", GATEWAY, "idleTimeoutInMinutes", 10),
    ("az resource update -g rg -n nat --resource-type natGateways --set properties.idleTimeoutInMinutes=10", GATEWAY, "idleTimeoutInMinutes", 4),
    (f"az resource create --id {NAT_ID} --properties '{{\"idleTimeoutInMinutes\": 10}}'", GATEWAY, "idleTimeoutInMinutes", 10),
    (f"az resource create --id {NAT_ID} -p '{{\"idleTimeoutInMinutes\": 10}}'", GATEWAY, "zones", None),
    (f"az resource patch --id {NAT_ID} --properties '{{\"idleTimeoutInMinutes\": 10}}'", GATEWAY, "zones", ["1"]),
    (f"az resource show --ids {NAT_ID}", GATEWAY, "idleTimeoutInMinutes", 4),
    ("az resource create -g rg -n jobs --parent managedClusters/aks --namespace Microsoft.ContainerService --resource-type agentPools --properties '{\"count\": 5}'", JOBS, "count", 5),
    ("az resource create -g rg -n aks/jobs --resource-type Microsoft.ContainerService/managedClusters/agentPools --properties '{\"count\": 5}'", JOBS, "count", 5),
]  # fmt: skip


@pytest.mark.parametrize(("command", "address", "path", "expected"), WRITTEN)
def test_what_is_written(command: str, address: str, path: str, expected: object) -> None:
    parts = ran(f"{BEFORE}{command}\n")
    (found,) = [part for part in parts if isinstance(part, Resource) and part.address == address]
    assert shown(found.get(path)) == expected
    assert not [part for part in parts if isinstance(part, Doubt)]


DELETED = [
    f"az rest --method delete --url {ARM}{NAT_ID}{V}",
    f"az resource delete --ids {NAT_ID}",
    f"az resource delete --id {NAT_ID}",
    "az resource delete -g rg -n nat --resource-type Microsoft.Network/natGateways",
]


@pytest.mark.parametrize("command", DELETED)
def test_what_is_deleted_is_gone(command: str) -> None:
    assert GATEWAY in made(BEFORE)
    assert GATEWAY not in made(f"{BEFORE}{command}\n")


@pytest.mark.parametrize("command", [f"az rest -m delete -u {AKS_ID}", f"az resource delete --ids {AKS_ID}"])
def test_a_cluster_is_judged_as_it_stood(command: str) -> None:
    assert CLUSTER in made(f"{BEFORE}{command}\n")


@pytest.mark.parametrize(
    ("command", "address"),
    [
        (f"az rest -m put -u {NET}natGateways/new -b {BODY}", "az:natGateway:s:rg/new"),
        (f"az rest -m patch -u {NET}natGateways/new -b {BODY}", "az:natGateway:s:rg/new"),
        (f"az resource create --id {NET}natGateways/new -p '{{}}'", "az:natGateway:s:rg/new"),
        (f"az rest -m put -u {NET}virtualNetworks/net/subnets/new -b '{{}}'", "az:subnet:rg/net/new"),
    ],
)
def test_what_is_made(command: str, address: str) -> None:
    found = made(f"{BEFORE}{command}\n")[address]
    assert found.external is (" patch " in command)


TYPED = [
    # the URL, and whether it may bear on egress
    ("Microsoft.KeyVault/vaults/v", False),
    ("Microsoft.Web/sites/v", False),
    ("Microsoft.Contoso/things/v", False),
    ("Microsoft.Network/networkSecurityGroups/v", False),
    ("Microsoft.Network/privateDnsZones/v/virtualNetworkLinks/l", False),
    ("Microsoft.Network/natGateways/v/things/l", True),
    ("Microsoft.Network/applicationGateways/v", False),
    ("Microsoft.Network/loadBalancers/v", False),
    ("Microsoft.Network/bastionHosts/v", False),
    ("Microsoft.Network/firewallPolicies/v", False),
    ("Microsoft.Network/dnsZones/v", False),
    ("Microsoft.Network/dnsResolvers/v", False),
    ("Microsoft.Network/privateEndpoints/v", False),
    ("Microsoft.Network/networkInterfaces/v", False),
    ("Microsoft.Network/networkWatchers/v", False),
    ("Microsoft.Network/frontDoors/v", False),
    ("Microsoft.Network/trafficManagerProfiles/v", False),
    ("Microsoft.Network/applicationGatewayWebApplicationFirewallPolicies/v", False),
    ("Microsoft.ContainerService/fleets/v", False),
    ("Microsoft.Authorization/roleAssignments/v", False),
    ("Microsoft.Authorization/roleDefinitions/v", False),
    ("Microsoft.Authorization/policyAssignments/v", False),
    ("Microsoft.Authorization/policyDefinitions/v", False),
    ("Microsoft.Network/virtualRouters/v", True),
    ("Microsoft.Resources/deployments/v", True),
    ("Microsoft.ContainerService/somethingNew/v", True),
]


@pytest.mark.parametrize(("path", "bears"), TYPED)
def test_a_type_that_is_not_interpreted(path: str, bears: bool) -> None:
    url = f"{ARM}/subscriptions/s/resourceGroups/rg/providers/{path}{V}"
    (found,) = [[part for part in ran(f"az rest -m put -u {url} -b '{{}}'\n") if isinstance(part, Doubt)]]
    assert bool(found) is bears


def test_graph_is_no_part_of_azure_s_networks() -> None:
    assert not ran("az rest -m post -u https://graph.microsoft.com/v1.0/applications -b '{}'\n")


DOUBTED: list[tuple[str, list[str] | None, object, bool]] = [
    # the command, the types that it may change, the one that it is about, and whether it may make more
    (f"az rest -m post -u {NAT_ID}/restart", [], None, True),
    (f"az rest -m post -u {NAT_ID}", ["natGateways"], f"→ {GATEWAY}.id", False),
    (f"az rest -m $M -u {NAT_ID}", ["natGateways"], f"→ {GATEWAY}.id", False),
    (f"az rest -m put -u {NAT_ID}", ["natGateways"], f"→ {GATEWAY}.id", False),
    (f"az rest -m put -u {NAT_ID} --body @body.json", ["natGateways"], f"→ {GATEWAY}.id", False),
    (f"az rest -m put -u {NAT_ID} --body '[1]'", ["natGateways"], f"→ {GATEWAY}.id", False),
    (f"az rest -m put -u {NAT_ID} --body 'no json'", ["natGateways"], f"→ {GATEWAY}.id", False),
    (f"az rest -m put -u {NET}virtualNetworks/net --body @body.json", ["virtualNetworks", "subnets"], "→ az:vnet:rg/net.id", False),
    (f"az rest -m put -u {NET}virtualNetworks/net --body '{{\"properties\": {{\"subnets\": []}}}}'", ["virtualNetworks", "subnets"], "→ az:vnet:rg/net.id", False),
    ("az rest -m put -u $URL --body '{}'", [], None, True),
    ("az rest -m put --body '{}'", [], None, True),
    (f"az resource invoke-action --action x --ids {NAT_ID}", ["natGateways"], f"→ {GATEWAY}.id", False),
    (f"az resource create --id {NAT_ID} --properties @p.json", ["natGateways"], f"→ {GATEWAY}.id", False),
    (f"az resource create --id {NAT_ID}", ["natGateways"], f"→ {GATEWAY}.id", False),
    ("az resource create --id $ID --properties '{}'", [], None, True),
    ("az resource delete --ids $IDS", [], None, True),
    ("az resource update --ids $IDS --set properties.a=b", [], None, False),
    ("az resource update --ids $IDS --set $WHAT", [], None, True),
    ("az resource update --ids $IDS --set tags.a=b", None, None, False),
    ("az resource delete -n x", [], None, True),
    ("az resource delete -g rg -n x --resource-type Microsoft.Web/sites", None, None, False),
    ("az resource delete -g rg -n x --namespace Microsoft.Web --resource-type sites", None, None, False),
]  # fmt: skip


@pytest.mark.parametrize(("command", "types", "target", "adds"), DOUBTED)
def test_what_is_not_followed(command: str, types: list[str] | None, target: object, adds: bool) -> None:
    found = [part for part in ran(f"{BEFORE}{command}\n") if isinstance(part, Doubt)]
    told = [
        ([each.rpartition("/")[2] for each in doubt.reach.types], shown(doubt.reach.target), doubt.reach.adds)
        for doubt in found
    ]
    assert told == ([] if types is None else [(types, target, adds)])


@pytest.mark.parametrize(
    ("command", "doubtful"),
    [
        ("az rest --method put --url", False),
        ("az rest -m delete -u", False),
        ("az rest --method put --url $URL", True),
        ("az rest --method put --url $FLAGS --body '{}'", True),
    ],
)
def test_a_request_without_an_address_is_refused(command: str, doubtful: bool) -> None:
    assert any(isinstance(part, Doubt) for part in ran(f"{BEFORE}\n{command}")) is doubtful
