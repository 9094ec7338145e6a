"""Deployments of templates: order, nesting, outputs, what-if, validation, and what is refused; by the SDK's own pipeline and poller."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from azure.core.exceptions import HttpResponseError
from azure.core.polling import LROPoller
from azure.core.rest import HttpRequest
from azure.identity import ClientSecretCredential
from azure.mgmt.core.polling.arm_polling import ARMPolling
from azure.mgmt.network import NetworkManagementClient

from natpin.simulator import Fault, FaultKind, Simulator

from .conftest import Sdk

SCHEMA = "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#"
API = "2024-07-01"
NETWORK_API = "2025-05-01"

PREFIX = {
    "type": "Microsoft.Network/publicIPPrefixes",
    "apiVersion": NETWORK_API,
    "name": "[parameters('prefix')]",
    "location": "[resourceGroup().location]",
    "sku": {"name": "Standard"},
    "properties": {"prefixLength": 31, "publicIPAddressVersion": "IPv4"},
}
GATEWAY = {
    "type": "Microsoft.Network/natGateways",
    "apiVersion": NETWORK_API,
    "name": "nat",
    "location": "[resourceGroup().location]",
    "sku": {"name": "Standard"},
    "properties": {"publicIpPrefixes": [{"id": "[variables('prefixId')]"}], "idleTimeoutInMinutes": 10},
    "dependsOn": ["[variables('prefixId')]"],
}
NETWORK = {
    "type": "Microsoft.Network/virtualNetworks",
    "apiVersion": NETWORK_API,
    "name": "net",
    "location": "[resourceGroup().location]",
    "properties": {
        "addressSpace": {"addressPrefixes": ["10.0.0.0/16"]},
        "copy": [
            {
                "name": "subnets",
                "count": 2,
                "input": {
                    "name": "[format('s{0}', copyIndex('subnets'))]",
                    "properties": {
                        "addressPrefix": "[format('10.0.{0}.0/24', copyIndex('subnets'))]",
                        "natGateway": {"id": "[resourceId('Microsoft.Network/natGateways', 'nat')]"},
                    },
                },
            }
        ],
    },
    "dependsOn": ["nat"],
}


def template(*resources: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "$schema": SCHEMA,
        "contentVersion": "1.0.0.0",
        "parameters": {"prefix": {"type": "string", "defaultValue": "pfx"}},
        "variables": {"prefixId": "[resourceId('Microsoft.Network/publicIPPrefixes', parameters('prefix'))]"},
        "resources": list(resources),
        **more,
    }


# written in the wrong order on purpose: dependencies decide
WHOLE = template(
    NETWORK,
    GATEWAY,
    PREFIX,
    outputs={
        "ipPrefix": {"type": "string", "value": "[reference(variables('prefixId')).ipPrefix]"},
        "gateway": {"type": "object", "value": "[reference('nat', '2025-05-01', 'Full').sku]"},
    },
)


def send(sdk: Sdk, method: str, rest: str, body: dict[str, Any] | None = None, group: str = "rg") -> Any:
    """One request for a deployment; its answer."""
    home = f"/subscriptions/{sdk.azure.subscription}" + (f"/resourceGroups/{group}" if group else "")
    url = f"{sdk.azure.base_url}{home}/providers/Microsoft.Resources/deployments{rest}?api-version={API}"
    return sdk.network.send_request(HttpRequest(method, url, json=body))


def body_of(made: dict[str, Any], **parameters: Any) -> dict[str, Any]:
    given = {name: {"value": value} for name, value in parameters.items()}
    return {"properties": {"mode": "Incremental", "template": made, "parameters": given}}


def deploy(sdk: Sdk, made: dict[str, Any], name: str = "d", group: str = "rg", **parameters: Any) -> Any:
    """PUT, and poll as the SDK does: the deployment as it is in the end."""
    home = f"/subscriptions/{sdk.azure.subscription}" + (f"/resourceGroups/{group}" if group else "")
    url = f"{sdk.azure.base_url}{home}/providers/Microsoft.Resources/deployments/{name}?api-version={API}"
    request = HttpRequest("PUT", url, json=body_of(made, **parameters))
    client = sdk.network._client
    first = client._pipeline.run(request)
    if first.http_response.status_code >= 400:
        raise HttpResponseError(response=first.http_response)
    poller: LROPoller[Any] = LROPoller(client, first, lambda done: None, ARMPolling(0))
    poller.result()
    return send(sdk, "GET", f"/{name}", group=group).json()


def test_resources_are_written_as_their_dependencies_have_it(sdk: Sdk) -> None:
    done = deploy(sdk, WHOLE, prefix="pfx-a")
    assert done["properties"]["provisioningState"] == "Succeeded"
    assert done["properties"]["outputs"]["ipPrefix"]["value"].endswith("/31")
    assert done["properties"]["outputs"]["gateway"]["value"]["name"] == "Standard"
    kinds = [one["id"].split("/")[-2] for one in done["properties"]["outputResources"]]
    assert kinds == ["publicIPPrefixes", "natGateways", "virtualNetworks"]
    subnets = sdk.network.subnets.list("rg", "net")
    assert [one.nat_gateway.id.rsplit("/", 1)[-1] for one in subnets] == ["nat", "nat"]


def test_it_runs_until_its_operation_ends(sdk: Sdk) -> None:
    first = send(sdk, "PUT", "/d", body_of(WHOLE))
    assert first.status_code == 201
    assert first.json()["properties"]["provisioningState"] == "Running"
    assert send(sdk, "PUT", "/d", body_of(WHOLE)).json()["error"]["code"] == "DeploymentActive"
    for _ in range(4):
        state = send(sdk, "GET", "/d").json()["properties"]["provisioningState"]
    assert state == "Succeeded"
    assert send(sdk, "HEAD", "/d").status_code == 204
    assert [one["name"] for one in send(sdk, "GET", "").json()["value"]] == ["d"]
    assert send(sdk, "DELETE", "/d").status_code == 204
    assert send(sdk, "GET", "/d").json()["error"]["code"] == "DeploymentNotFound"


INNER = template(
    PREFIX,
    outputs={"id": {"type": "string", "value": "[variables('prefixId')]"}},
)


@pytest.mark.parametrize("scope", ["inner", "outer"])
def test_a_deployment_inside_gives_its_outputs(sdk: Sdk, azure: Simulator, scope: str) -> None:
    """In another group, with names of its own (inner) or those of the template around it (outer)."""
    azure.seed({"id": f"/subscriptions/{azure.subscription}/resourceGroups/rg2", "location": "westeurope"})
    nested = {
        "type": "Microsoft.Resources/deployments",
        "apiVersion": API,
        "name": "inside",
        "resourceGroup": "rg2",
        "properties": {
            "mode": "Incremental",
            "expressionEvaluationOptions": {"scope": scope},
            "template": INNER if scope == "inner" else {**INNER, "parameters": {}, "variables": {}},
            **({"parameters": {"prefix": {"value": "theirs"}}} if scope == "inner" else {}),
        },
    }
    out = {"told": {"type": "string", "value": "[reference('inside').outputs.id.value]"}}
    done = deploy(sdk, template(nested, outputs=out), prefix="ours")
    name = "theirs" if scope == "inner" else "ours"
    assert done["properties"]["outputs"]["told"]["value"].endswith(f"/publicIPPrefixes/{name}")
    assert sdk.network.public_ip_prefixes.get("rg2", name).ip_prefix
    assert send(sdk, "GET", "/inside", group="rg2").json()["properties"]["provisioningState"] == "Succeeded"


def test_one_to_a_subscription_makes_its_group_first(sdk: Sdk, azure: Simulator) -> None:
    group = {
        "type": "Microsoft.Resources/resourceGroups",
        "apiVersion": API,
        "name": "made",
        "location": "westeurope",
    }
    nested = {
        "type": "Microsoft.Resources/deployments",
        "apiVersion": API,
        "name": "inside",
        "resourceGroup": "made",
        "dependsOn": ["made"],
        "properties": {
            "mode": "Incremental",
            "expressionEvaluationOptions": {"scope": "inner"},
            "template": INNER,
        },
    }
    schema = SCHEMA.replace("deploymentTemplate", "subscriptionDeploymentTemplate")
    made = {"$schema": schema, "contentVersion": "1.0.0.0", "resources": [nested, group]}
    assert deploy(sdk, made, group="")["properties"]["provisioningState"] == "Succeeded"
    assert sdk.network.public_ip_prefixes.get("made", "pfx").ip_prefix


def test_a_body_as_azure_cli_splices_it(sdk: Sdk, azure: Simulator) -> None:
    """The name ``template`` without quotes, comments, a trailing comma."""
    home = f"{azure.base_url}/subscriptions/{azure.subscription}/resourceGroups/rg/providers/Microsoft.Resources/deployments"
    text = json.dumps(template(PREFIX))[:-1] + ", /* why */ }"
    raw = '{"properties": {"mode": "Incremental", "parameters": {}, template:' + text + "}}"
    url = f"{home}/d/validate?api-version={API}"
    headers = {"Content-Type": "application/json"}
    answer = sdk.network.send_request(HttpRequest("POST", url, content=raw, headers=headers))
    assert answer.status_code == 200, answer.text()


def test_a_loop_a_condition_a_child_and_a_lock(sdk: Sdk, azure: Simulator) -> None:
    ips = {
        "type": "Microsoft.Network/publicIPAddresses",
        "apiVersion": NETWORK_API,
        "name": "[concat('ip', copyIndex())]",
        "location": "westeurope",
        "sku": {"name": "Standard"},
        "properties": {"publicIPAllocationMethod": "Static"},
        "copy": {"name": "ips", "count": 2},
    }
    never = {**PREFIX, "name": "never", "condition": "[equals(parameters('prefix'), 'no')]"}
    table = {
        "type": "Microsoft.Network/routeTables",
        "apiVersion": NETWORK_API,
        "name": "routes",
        "location": "westeurope",
        "properties": {},
        "resources": [
            {
                "type": "routes",
                "apiVersion": NETWORK_API,
                "name": "all",
                "dependsOn": ["routes"],
                "properties": {"addressPrefix": "0.0.0.0/0", "nextHopType": "Internet"},
            }
        ],
    }
    lock = {
        "type": "Microsoft.Authorization/locks",
        "apiVersion": "2020-05-01",
        "name": "keep",
        "scope": "[resourceId('Microsoft.Network/publicIPAddresses', 'ip0')]",
        "dependsOn": ["ips"],
        "properties": {"level": "CanNotDelete"},
    }
    assert deploy(sdk, template(lock, ips, never, table))["properties"]["provisioningState"] == "Succeeded"
    assert [one.name for one in sdk.network.public_ip_addresses.list("rg")] == ["ip0", "ip1"]
    assert not list(sdk.network.public_ip_prefixes.list("rg"))
    assert [one.name for one in sdk.network.routes.list("rg", "routes")] == ["all"]
    with pytest.raises(HttpResponseError, match="ScopeLocked"):
        sdk.network.public_ip_addresses.begin_delete("rg", "ip0")


def test_what_if_tells_and_writes_nothing(sdk: Sdk, azure: Simulator) -> None:
    def told(made: dict[str, Any], **parameters: Any) -> dict[str, str]:
        first = send(sdk, "POST", "/w/whatIf", body_of(made, **parameters))
        assert first.status_code == 202
        while True:
            answer = sdk.network.send_request(HttpRequest("GET", first.headers["Location"]))
            if answer.status_code == 200:
                changes = answer.json()["properties"]["changes"]
                self_told.update({one["resourceId"].rsplit("/", 1)[-1]: one for one in changes})
                return {one["resourceId"].rsplit("/", 1)[-1]: one["changeType"] for one in changes}

    self_told: dict[str, Any] = {}
    assert told(WHOLE) == {"pfx": "Create", "nat": "Create", "net": "Create"}
    assert not list(sdk.network.nat_gateways.list("rg"))
    deploy(sdk, WHOLE)
    assert told(WHOLE) == {"pfx": "NoChange", "nat": "NoChange", "net": "NoChange"}
    slower = {**GATEWAY, "dependsOn": [], "properties": {**GATEWAY["properties"], "idleTimeoutInMinutes": 30}}
    assert told(template(slower)) == {"nat": "Modify", "pfx": "Ignore", "net": "Ignore"}
    assert [(one["path"], one["before"], one["after"]) for one in self_told["nat"]["delta"]] == [
        ("properties.idleTimeoutInMinutes", 10, 30)
    ]
    assert sdk.network.nat_gateways.get("rg", "nat").idle_timeout_in_minutes == 10


@pytest.mark.parametrize(
    ("made", "parameters", "said"),
    [
        (template(PREFIX, parameters={"prefix": {"type": "string"}}), {}, "'prefix' is not provided"),
        (template(PREFIX), {"other": 1}, "'other' in the parameters file are not valid"),
        (template({**PREFIX, "name": "a/b"}), {}, "incorrect segment lengths"),
        (
            template({**PREFIX, "type": "Microsoft.Network/natGatewayz"}),
            {},
            "could not be found in the namespace",
        ),
        (template({**PREFIX, "name": "[uniqueString('a')]"}), {}, "Unable to evaluate name"),
        (template({**PREFIX, "name": "[variables('none')]"}), {}, "variable 'none' is not found"),
    ],
)
def test_a_template_that_is_none_is_refused_at_once(
    sdk: Sdk, made: dict[str, Any], parameters: dict[str, Any], said: str
) -> None:
    for method, rest in (("PUT", "/d"), ("POST", "/d/validate"), ("POST", "/d/whatIf")):
        answer = send(sdk, method, rest, body_of(made, **parameters))
        assert answer.status_code == 400
        assert said in answer.json()["error"]["message"]


@pytest.mark.parametrize(
    ("made", "code"),
    [
        (template(GATEWAY), "InvalidTemplate"),  # depends on what is not in the template
        (template({**GATEWAY, "dependsOn": []}), "InvalidResourceReference"),
        (
            template({**GATEWAY, "dependsOn": ["pfx"]}, {**PREFIX, "dependsOn": ["nat"]}),
            "InvalidTemplate",  # in a circle
        ),
        (template({**PREFIX, "properties": {"prefixLength": 3}}), None),
    ],
)
def test_a_resource_that_is_refused_fails_the_deployment(
    sdk: Sdk, made: dict[str, Any], code: str | None
) -> None:
    with pytest.raises(HttpResponseError) as refused:
        deploy(sdk, made)
    assert "DeploymentFailed" in str(refused.value)
    told = send(sdk, "GET", "/d").json()["properties"]
    assert told["provisioningState"] == "Failed"
    assert code is None or told["error"]["details"][0]["code"] == code


def test_who_may_not_write_a_resource_may_not_deploy_it(sdk: Sdk, azure: Simulator) -> None:
    """The role of whoever deploys counts for each resource."""
    other = azure.add_principal("clusters", secret="s")
    azure.assign(other, "Azure Kubernetes Service Contributor Role", f"/subscriptions/{azure.subscription}")
    credential = ClientSecretCredential(
        azure.tenant,
        other.client_id,
        "s",
        authority=azure.base_url,
        disable_instance_discovery=True,
        connection_verify=str(azure.ca_path),
    )
    with (
        NetworkManagementClient(credential, azure.subscription, **sdk.options) as network,
        pytest.raises(HttpResponseError, match="DeploymentFailed"),
    ):
        deploy(replace(sdk, network=network), template(PREFIX))
    told = send(sdk, "GET", "/d").json()["properties"]["error"]["details"][0]
    assert told["code"] == "AuthorizationFailed"


def test_validate_names_what_would_be_written(sdk: Sdk, azure: Simulator) -> None:
    answer = send(sdk, "POST", "/d/validate", body_of(template(PREFIX)))
    assert answer.json()["properties"]["validatedResources"][0]["id"].endswith("/publicIPPrefixes/pfx")


def test_an_operation_that_fails_leaves_a_deployment_that_failed(sdk: Sdk, azure: Simulator) -> None:
    azure.set_faults(Fault(FaultKind.OPERATION_FAILS, method="PUT", path="/deployments/d"))
    with pytest.raises(HttpResponseError):
        deploy(sdk, template(PREFIX))
    assert send(sdk, "GET", "/d").json()["properties"]["provisioningState"] == "Failed"
    assert not list(sdk.network.public_ip_prefixes.list("rg"))
