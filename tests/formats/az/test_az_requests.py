"""A request to Azure's own API about a resource whose name is not known may be about any that the script has."""

from __future__ import annotations

from pathlib import Path

import pytest
from folders import linted
from scripts import made

from natpin.model.resource import Resource
from natpin.model.value import Unknown, Value, dig

START = """\
az network nat gateway create -g rg -n gw --public-ip-addresses ip --idle-timeout 10
az network vnet create -g rg -n net
az network vnet subnet create -g rg --vnet-name net -n nodes --nat-gateway gw
az aks create -g rg -n shop --outbound-type userAssignedNATGateway
"""
CLUSTER = (
    "az:cluster:rg/shop",
    "networkProfile.outboundType",
    "Microsoft.ContainerService/managedClusters/{}",
)
SUBNET = ("az:subnet:rg/net/nodes", "natGateway", "Microsoft.Network/virtualNetworks/net/subnets/{}")
GATEWAY = ("az:natGateway:rg/gw", "idleTimeoutInMinutes", "Microsoft.Network/natGateways/{}")
BODIES = {
    CLUSTER: '{"properties": {"networkProfile": {"outboundType": "loadBalancer"}}}',
    SUBNET: '{"properties": {"addressPrefix": "10.0.0.0/22", "natGateway": null}}',
    GATEWAY: '{"properties": {"idleTimeoutInMinutes": 4}}',
}
OWN = {CLUSTER: "shop", SUBNET: "nodes", GATEWAY: "gw"}


def request(verb: str, about: tuple[str, str, str], name: str, group: str = "rg") -> str:
    id_ = f"/subscriptions/$SUB/resourceGroups/{group}/providers/{about[2].format(name)}"
    if verb == "resource":
        return f"az resource create --id \"{id_}\" --properties '{BODIES[about]}'\n"
    url = f"https://management.azure.com{id_}?api-version=2025-05-01"
    return f"az rest --method {verb} --url \"{url}\" --body '{BODIES[about]}'\n"


def after(script: str, about: tuple[str, str, str]) -> object:
    found: Resource = made(START + script)[about[0]]
    return dig(Value(found.properties), about[1])


@pytest.mark.parametrize("about", BODIES, ids=lambda about: about[0])
@pytest.mark.parametrize("verb", ["put", "patch"])
@pytest.mark.parametrize("name", ["$NAME", "$1", "pre-$NAME"])
def test_one_of_unknown_name_may_be_any(verb: str, about: tuple[str, str, str], name: str) -> None:
    if name == "pre-$NAME":  # which is none of those
        assert after(request(verb, about, name), about) == after("", about)
    else:
        assert isinstance(after(request(verb, about, name), about), Unknown)


@pytest.mark.parametrize("about", BODIES, ids=lambda about: about[0])
@pytest.mark.parametrize("verb", ["put", "patch"])
def test_one_in_an_unknown_group_may_be_that(verb: str, about: tuple[str, str, str]) -> None:
    assert isinstance(after(request(verb, about, OWN[about], "$RG"), about), Unknown)


@pytest.mark.parametrize("about", BODIES, ids=lambda about: about[0])
@pytest.mark.parametrize("verb", ["put", "patch"])
def test_another_name_is_another(verb: str, about: tuple[str, str, str]) -> None:
    assert after(request(verb, about, "other"), about) == after("", about)


@pytest.mark.parametrize("about", BODIES, ids=lambda about: about[0])
@pytest.mark.parametrize("verb", ["put", "patch"])
def test_its_own_name_is_that(verb: str, about: tuple[str, str, str]) -> None:
    found = after(request(verb, about, OWN[about]), about)
    assert found != after("", about)
    assert not isinstance(found, Unknown)


@pytest.mark.parametrize("about", [SUBNET, GATEWAY], ids=lambda about: about[0])
def test_one_of_unknown_name_may_be_deleted(about: tuple[str, str, str]) -> None:
    assert made(START + request("delete", about, "$NAME"))[about[0]].conditional is not None
    assert made(START + request("delete", about, "other"))[about[0]].conditional is None


@pytest.mark.parametrize(
    ("body", "there"),
    [
        ('{"properties": {"natGateway": null}}', False),
        ('{"Properties": {"NATGATEWAY": null}}', False),
        ('{"properties": {"tags": null}}', True),
    ],
)
def test_azure_reads_names_of_properties_in_any_case(body: str, there: bool) -> None:
    url = f"https://management.azure.com/subscriptions/$SUB/resourceGroups/rg/providers/{SUBNET[2].format('nodes')}"
    found = after(f"az rest --method patch --url \"{url}?api-version=2024-05-01\" --body '{body}'\n", SUBNET)
    assert (found is not None) is there


@pytest.mark.parametrize(
    "body", ['{"properties": {"$WHICH": null}}', '{"properties": {"a": "\ue100"}}', "\ue100x"]
)
def test_a_body_that_is_not_known_whole_is_a_doubt(body: str, tmp_path: Path) -> None:
    url = f"https://management.azure.com/subscriptions/s/resourceGroups/rg/providers/{SUBNET[2].format('nodes')}"
    written = body.replace('"', '\\"')
    script = f'{START}az rest --method patch --url "{url}?api-version=2024-05-01" --body "{written}"\n'
    report = linted(tmp_path, {"deploy.sh": script})
    assert [doubt for stack in report.stacks for doubt in stack.doubts if "not followed" in doubt.reason]
