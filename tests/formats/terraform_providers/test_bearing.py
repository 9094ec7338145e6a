"""Which types bear on egress though they are not translated, what they may change, and which do not.

Sources: the documentation of each provider (a type that it has), azurerm's of each resource, azapi's ``r/azapi_resource_action``;
Azure Resource Manager, "Understand the structure and syntax of ARM templates".
"""

from __future__ import annotations

import json
from typing import Any

import pytest

from natpin.formats.terraform.providers import RELEVANT, TRANSLATED
from natpin.formats.terraform.providers.bearing import doubtful
from natpin.formats.terraform.providers.harmless import FOREIGN, arm_harmless
from natpin.formats.terraform.providers.reach import BEARING, targets
from natpin.model import resource as arm
from natpin.model.doubt import Doubt
from natpin.model.resource import Resource
from natpin.model.value import Reference, Skipped, Unknown

from .instances import AT, instance, lookup, shown, translated

_LISTED = """
aci_tenant ad_user akamai_property alicloud_vpc ansible_playbook archive_file argocd_application artifactory_user auth0_client
aws_instance awscc_ec2_vpc azuread_application azuredevops_project azurecaf_name bitbucket_repository cloudflare_record
cloudinit_config confluent_environment consul_keys databricks_cluster datadog_monitor dns_a_record_set docker_container
dynatrace_dashboard elasticstack_kibana_space elasticsearch_index external_x fastly_service_vcl flux_bootstrap_git gitea_repository
github_repository gitlab_project google_compute_instance googleworkspace_user grafana_dashboard harbor_project hashicups_order
hcp_hvn helm_release http_x infracost_x jfrog_x kafka_topic keycloak_realm kibana_space kind_cluster kubectl_path_documents
kubernetes_namespace launchdarkly_project linode_instance local_file mongodbatlas_cluster msgraph_resource mssql_login
mysql_database newrelic_alert_policy nexus_repository ns1_zone null_resource octopusdeploy_project okta_app_oauth
onepassword_item opsgenie_team pagerduty_service pingdom_check pkcs12_from_pem postgresql_database powerdns_record
rabbitmq_queue random_pet restapi_x rediscloud_subscription rundeck_job sentry_project signalfx_detector
snowflake_database sonarqube_project sops_file spacelift_stack splunk_index sqlserver_login statuscake_uptime_check
tailscale_acl template_file tfe_workspace time_sleep tls_private_key turso_database utils_deep_merge_yaml vault_policy
vercel_project venafi_certificate vsphere_virtual_machine wavefront_dashboard zabbix_host
"""
ELSEWHERE = sorted(_LISTED.split())
"""A type of each provider that makes nothing in Azure's network."""


@pytest.mark.parametrize("kind", ELSEWHERE)
def test_a_type_of_another_provider_bears_on_no_egress(kind: str) -> None:
    assert not doubtful(kind)
    assert (
        translated(
            instance(f"{kind}.x", {"subnet_id": "x"})
            if kind != "null_resource"
            else instance(f"{kind}.x", {})
        )
        == []
    )


def test_every_such_provider_is_asked() -> None:
    assert {kind.partition("_")[0] for kind in ELSEWHERE} == FOREIGN


@pytest.mark.parametrize(
    ("kind", "relevant"),
    [
        *((kind, True) for kind in sorted(TRANSLATED)),
        ("null_resource", True),
        ("terraform_data", True),
        ("azurerm_route_server", True),
        ("azurerm_kubernetes_later", True),
        ("contoso_thing", True),
        ("aws_instance", False),
        ("azurerm_key_vault", False),
        ("azurerm_virtual_wan", False),
        ("azapi_data_plane_resource", False),
        ("terraform_remote_state", False),
        ("natpin_own", False),
        (3, False),
    ],
)
def test_what_is_relevant(kind: object, relevant: bool) -> None:
    assert (kind in RELEVANT) is relevant


MANIFESTS = [
    ("kubernetes_manifest", {"manifest": {"kind": "AKSNodeClass", "metadata": {"name": "n"}, "spec": {"vnetSubnetID": "x"}}}, arm.NODE_CLASS, "x"),
    ("kubectl_manifest", {"yaml_body": "kind: AKSNodeClass\nmetadata: {name: n}\nspec: {vnetSubnetID: x}\n"}, arm.NODE_CLASS, "x"),
    ("kubectl_manifest", {"yaml_body": "kind: StaticGatewayConfiguration\nmetadata: {name: n}\nspec: {vnetSubnetID: x}\n"}, arm.STATIC_EGRESS, "x"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "given", "type_", "value"), MANIFESTS)
def test_manifest(kind: str, given: dict[str, Any], type_: str, value: str) -> None:
    (found,) = translated(instance(f"{kind}.x", given))
    assert isinstance(found, Resource)
    assert (found.type, shown(found.name), shown(found.get("vnetSubnetID"))) == (type_, "n", value)


@pytest.mark.parametrize("kind", ["kubernetes_manifest", "kubectl_manifest"])
def test_a_manifest_of_another_kind_is_none_of_these(kind: str) -> None:
    assert translated(instance(f"{kind}.x", {"manifest": {"kind": "Service"}})) == []


HELD = [
    # a text with a hole, and what it may declare
    (("kind: AKSNodeClass\n  spec: ", None), [arm.NODE_CLASS]),
    (("kind: StaticGatewayConfiguration\n  spec: ", None), [arm.STATIC_EGRESS]),
    (("kind: Service\nspec: ", None), []),
    (("spec: ", None), [arm.NODE_CLASS, arm.STATIC_EGRESS]),
    (("apiVersion: azure.upbound.io/v1beta1\nkind: ProviderConfig\nspec: ", None), []),
    (("apiVersion: azure.m.upbound.io/v1beta1\nkind: ClusterProviderConfig\nspec: ", None), []),
]


@pytest.mark.parametrize(("parts", "types"), HELD)
def test_a_manifest_that_is_not_all_known(parts: tuple[Any, ...], types: list[str]) -> None:
    found = translated(instance("kubectl_manifest.x", {"yaml_body": Unknown("…", AT, None, parts)}))
    assert [part.reach.types[0] for part in found if isinstance(part, Doubt)] == types
    assert all(
        (part.reach.adds, part.reach.alters) == (True, False) for part in found if isinstance(part, Doubt)
    )


@pytest.mark.parametrize("kind", ["AKSNodeClass", "StaticGatewayConfiguration"])
def test_a_manifest_with_a_hole_for_its_spec(kind: str) -> None:
    hole = Unknown("var.spec has no default", AT)
    written = Unknown("…", AT, None, (f"kind: {kind}\nmetadata: {{name: n}}\nspec: ", hole))
    (found,) = translated(instance("kubectl_manifest.x", {"yaml_body": written}))
    assert isinstance(found, Resource)
    assert found.get("vnetSubnetID") == hole


def test_a_manifest_that_signs_in_and_makes_something_too_is_a_doubt() -> None:
    text = "apiVersion: network.azure.upbound.io/v1beta1\nkind: ProviderConfig\n---\napiVersion: network.azure.upbound.io/v1beta1\nkind: Subnet\nname: "
    found = translated(instance("kubectl_manifest.x", {"yaml_body": Unknown("…", AT, None, (text, None))}))
    assert [part.reach.types for part in found if isinstance(part, Doubt)] == [BEARING]


# -- what a type of its own may change -----------------------------------------------------------------------------

TABLE = Reference("azurerm_route_table.r", "id", AT)
ALL = " ".join(each.rpartition("/")[2] for each in BEARING)
Told = tuple[str, object, tuple[str, ...], bool, bool]


def told(parts: list[Any]) -> list[Told]:
    """Of each doubt: types, target, properties, whether it makes some, whether it changes what is there."""
    return [
        (
            " ".join(each.rpartition("/")[2] for each in part.reach.types),
            shown(part.reach.target),
            part.reach.properties,
            part.reach.adds,
            part.reach.alters,
        )
        for part in parts
        if isinstance(part, Doubt)
    ]


ROUTED: list[Told] = [("subnets", None, ("routeTable",), False, True), ("routes", None, (), True, False)]
DOUBTS: list[tuple[str, dict[str, Any], list[Told]]] = [
    ("azurerm_network_manager_routing_rule", {}, ROUTED),
    ("azurerm_network_manager_deployment", {"scope_access": "Routing"}, ROUTED),
    ("azurerm_network_manager_deployment", {}, ROUTED),
    ("azurerm_network_manager_deployment", {"scope_access": "SecurityAdmin"}, []),
    ("azurerm_route_server", {}, [("subnets", None, ("routeTable",), False, True)]),
    ("azurerm_route_server_bgp_connection", {}, [("subnets", None, ("routeTable",), False, True)]),
    ("azurerm_virtual_hub_route_table_route", {"route_table_id": TABLE}, [("hubRouteTables", "→ azurerm_route_table.r.id", ("routes",), True, True)]),
    ("azurerm_virtual_hub_bgp_connection", {"virtual_hub_id": TABLE}, [("virtualHubs", "→ azurerm_route_table.r.id", ("routeTable",), False, True)]),
    ("azurerm_blueprint_assignment", {}, [(ALL, None, (), True, True)]),
    ("azurerm_managed_application", {}, [("managedClusters", None, (), True, False)]),
    ("azurerm_resource_deployment_script_azure_cli", {"script_content": "az network nat gateway delete -n a"}, [("natGateways", "a", (), False, True)]),
    ("azurerm_resource_deployment_script_azure_power_shell", {"script_content": "Remove-AzNatGateway"}, [("natGateways", None, (), True, True)]),
    ("azurerm_resource_deployment_script_azure_cli", {"primary_script_uri": "https://x"}, [(ALL, None, (), True, True)]),
    ("azurerm_kubernetes_thing", {}, [("managedClusters", None, (), True, False)]),
    ("contoso_aks_thing", {}, [("managedClusters", None, (), True, False)]),
    ("contoso_azure_cluster", {}, [("managedClusters", None, (), True, False)]),
    ("azurerm_subnet_thing", {}, [("subnets", None, (), True, False)]),
    ("azurerm_nat_gateway_thing", {}, [("natGateways", None, (), True, False)]),
    ("azurerm_route_thing", {}, [("routes", None, (), True, False)]),
    ("azurerm_public_ip_thing", {}, [("publicIPAddresses", None, (), True, False)]),
    ("azurerm_virtual_network_thing", {}, [("virtualNetworks", None, (), True, False)]),
    ("azurerm_kubernetes_node_pool_thing", {}, [("managedClusters agentPools", None, (), True, False)]),
    ("azurerm_vnet_thing", {}, [(ALL, None, (), True, False)]),
    ("contoso_thing", {}, []),
    ("contoso_thing", {"subnet_id": Unknown("var.s", AT)}, [("subnets", "? var.s", ("natGateway", "routeTable"), False, True)]),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "given", "expected"), DOUBTS)
def test_what_a_type_may_change(kind: str, given: dict[str, Any], expected: list[Told]) -> None:
    assert told(translated(instance(f"{kind}.x", given), instance("azurerm_route_table.r", {}))) == expected


ACTIONS: list[tuple[dict[str, Any], list[Told]]] = [
    ({"action": "stop"}, []),
    ({"action": "listClusterAdminCredential"}, []),
    ({"action": "ROTATEClusterCertificates"}, []),
    ({"method": "GET"}, []),
    ({"method": "head"}, []),
    ({"action": "frobnicate"}, [("natGateways", "x", (), False, True)]),
    ({"method": "PUT"}, [("natGateways", "x", (), True, True)]),
    ({"method": "DELETE"}, [("natGateways", "x", (), False, True)]),
    ({"method": "PATCH", "body": {"properties": {"idleTimeoutInMinutes": 4}}}, [("natGateways", "x", ("idleTimeoutInMinutes",), False, True)]),
    ({"method": "PATCH", "action": "a", "body": {"properties": {"b": 4}}}, [("natGateways", "x", (), False, True)]),
    ({"method": "PATCH"}, [("natGateways", "x", (), False, True)]),
    ({"action": "frobnicate", "when": "destroy"}, []),
    ({"action": "frobnicate", "when": "apply"}, [("natGateways", "x", (), False, True)]),
    ({"action": "frobnicate", "type": "Microsoft.KeyVault/vaults@2024-01-01"}, []),
]  # fmt: skip


@pytest.mark.parametrize(("given", "expected"), ACTIONS)
def test_an_action(given: dict[str, Any], expected: list[Told]) -> None:
    one = {"type": f"{arm.NAT_GATEWAY}@2024-05-01", "resource_id": "x", **given}
    assert told(translated(instance("azapi_resource_action.x", one))) == expected


ARM_TYPES = [
    ("Microsoft.Network/virtualNetworks/frobnicate", False),
    ("Microsoft.Network/virtualHubs/bgpConnections", False),
    ("Microsoft.Network/natFrobnicate", False),
    ("Microsoft.Network/routeTables/x", False),
    ("Microsoft.Network/routeServers", False),
    ("Microsoft.Network/serviceGateways", False),
    ("Microsoft.Network/networkManagers/routingConfigurations", False),
    ("Microsoft.Network/networkVirtualAppliances/x", False),
    ("Microsoft.Network/networkSecurityGroups", True),
    ("Microsoft.Network/networkManagers/networkGroups", True),
    ("Microsoft.ContainerService/managedClusters/frobnicate", False),
    ("Microsoft.ContainerService/frobnicate", False),
    *(
        (f"Microsoft.ContainerService/managedClusters/{name}", True)
        for name in (
            "maintenanceConfigurations",
            "trustedAccessRoleBindings",
            "privateEndpointConnections",
            "managedNamespaces",
            "loadBalancers",
            "identityBindings",
            "jwtAuthenticators",
            "meshMemberships",
        )
    ),
    ("Microsoft.ContainerService/fleets", True),
    ("Microsoft.ContainerService/fleets/members", True),
    ("Microsoft.ContainerService/snapshots", True),
    ("Microsoft.ContainerService/managedClusterSnapshots", True),
    ("Microsoft.Resources/deployments", False),
    ("Microsoft.Resources/deploymentScripts", False),
    ("Microsoft.Resources/deploymentStacks", False),
    ("Microsoft.Resources/tags", True),
    ("Microsoft.Blueprint/blueprintAssignments", False),
    ("Microsoft.Solutions/applications", False),
    ("Microsoft.KeyVault/vaults", True),
]


@pytest.mark.parametrize(("kind", "harmless"), ARM_TYPES)
def test_what_is_harmless_of_arm(kind: str, harmless: bool) -> None:
    assert arm_harmless(kind) is harmless


NAMED = [
    # the name of an argument of an unknown value, and what it hands over
    ("subnet_id", arm.SUBNET),
    ("subnet", arm.SUBNET),
    ("aks_subnet_ids", arm.SUBNET),
    ("subnet_resource_id", arm.SUBNET),
    ("vnet_id", arm.VIRTUAL_NETWORK),
    ("virtual_network_id", arm.VIRTUAL_NETWORK),
    ("virtual_network", None),
    ("route_table_id", arm.ROUTE_TABLE),
    ("nat_gateway_ids", arm.NAT_GATEWAY),
    ("kubernetes_cluster_id", arm.CLUSTER),
    ("aks_id", arm.CLUSTER),
    ("managed_cluster_resource_id", arm.CLUSTER),
    ("public_ip_id", None),
    ("subnet_name_prefix", None),
    ("name", None),
]


@pytest.mark.parametrize(("name", "kind"), NAMED)
def test_what_an_argument_of_this_name_hands_over(name: str, kind: str | None) -> None:
    lost = Unknown("var.x", AT)
    assert [each for each, _ in targets({name: lost}, lookup(()))] == ([] if kind is None else [kind])
    assert [
        each for each, _ in targets({"of": instance("a_b.c", {name: lost}).attributes[name]}, lookup(()))
    ] == []


# -- templates that Terraform deploys --------------------------------------------------------------------------------

GATEWAY = {
    "type": arm.NAT_GATEWAY,
    "name": "[parameters('name')]",
    "location": "westeurope",
    "properties": {"idleTimeoutInMinutes": "[variables('minutes')]"},
}


def deployed(*resources: dict[str, Any], given: dict[str, Any] | None = None, **template: Any) -> list[Any]:
    content = json.dumps({"resources": list(resources), **template})
    arguments = {"template_content": content, "resource_group_name": "rg"}
    if given is not None:
        arguments["parameters_content"] = json.dumps(given)
    return translated(instance("azurerm_resource_group_template_deployment.x", arguments))


FILLED: list[tuple[dict[str, Any] | None, dict[str, Any], object, object]] = [
    # what is given, what the template has, the gateway's name and its idle timeout
    ({"name": {"value": "nat"}}, {"variables": {"minutes": 9}}, "nat", 9),
    ({"NAME": {"value": "nat"}}, {"variables": {"MINUTES": 9}}, "nat", 9),
    (None, {"parameters": {"name": {"defaultValue": "nat"}}, "variables": {"minutes": 9}}, "nat", 9),
    ({"name": {"value": "nat"}}, {"parameters": {"name": {"defaultValue": "other"}}, "variables": {"minutes": 9}}, "nat", 9),
    ({"name": {"value": "nat"}}, {"variables": {"minutes": "[parameters('m')]"}, "parameters": {"m": {"defaultValue": 8}}}, "nat", 8),
    ({"name": {"value": "nat"}}, {"variables": {"minutes": "[add(1, 2)]"}}, "nat", "? [add(1, 2)] is worked out by Azure"),
    ({"name": {"value": "nat"}}, {}, "nat", "? [variables('minutes')] is worked out by Azure"),
    ({"name": {"value": "nat"}}, {"variables": {"minutes": "[[plain]"}}, "nat", "[[plain]"),
]  # fmt: skip


@pytest.mark.parametrize(("given", "template", "name", "minutes"), FILLED)
def test_a_template_is_filled_in(
    given: dict[str, Any] | None, template: dict[str, Any], name: object, minutes: object
) -> None:
    (found,) = deployed(GATEWAY, given=given, **template)
    assert (shown(found.name), shown(found.get("idleTimeoutInMinutes"))) == (name, minutes)
    assert (found.type, shown(found.resource_group), shown(found.get("location"))) == (
        arm.NAT_GATEWAY,
        "rg",
        "westeurope",
    )


def test_a_parameter_from_elsewhere_is_not_known() -> None:
    (doubt,) = deployed(GATEWAY, given={"name": {"reference": {}}}, variables={"minutes": 9})
    assert told([doubt]) == [("natGateways", None, (), True, True)]


def test_children_and_peerings_of_a_template() -> None:
    network = {
        "type": arm.VIRTUAL_NETWORK,
        "name": "net",
        "properties": {
            "virtualNetworkPeerings": [{"name": "hub", "properties": {"useRemoteGateways": True}}]
        },
    }
    subnet = {"type": arm.SUBNET, "name": "net/own", "properties": {}}
    network_, peering, subnet_ = deployed(network, subnet)
    assert (network_.type, network_.parent) == (arm.VIRTUAL_NETWORK, None)
    assert (peering.type, shown(peering.parent)) == (arm.PEERING, f"→ {network_.address}.id")
    assert (shown(subnet_.parent), shown(subnet_.name)) == ("net", "own")


CLUSTER = {"type": arm.CLUSTER, "name": "aks"}
NOT_PLAIN: list[tuple[dict[str, Any], list[Told], bool]] = [
    # a resource, the doubt it leaves, and whether it may hold a cluster
    ({**CLUSTER, "copy": {}}, [("managedClusters", None, (), True, True)], True),
    ({**CLUSTER, "condition": "[x]"}, [("managedClusters", None, (), True, True)], True),
    ({**CLUSTER, "resources": []}, [("managedClusters", None, (), True, True)], True),
    ({**CLUSTER, "scope": "x"}, [("managedClusters", None, (), True, True)], True),
    ({**CLUSTER, "name": "[x]"}, [("managedClusters", None, (), True, True)], True),
    ({**CLUSTER, "name": "a/b"}, [("managedClusters", "a/b", (), True, True)], True),
    ({"type": arm.NAT_GATEWAY, "name": "[x]"}, [("natGateways", None, (), True, True)], False),
    ({"type": "Microsoft.KeyVault/vaults", "name": "v"}, [], False),
    ({"type": "Microsoft.Resources/deployments", "name": "d"}, [(ALL, None, (), True, True)], True),
    ({"name": "of no type"}, [(ALL, None, (), True, True)], False),
]


@pytest.mark.parametrize(("resource", "expected", "cluster"), NOT_PLAIN)
def test_what_is_not_plain_in_a_template(
    resource: dict[str, Any], expected: list[Told], cluster: bool
) -> None:
    parts = deployed(resource)
    assert told(parts) == expected
    assert any(isinstance(part, Skipped) and part.claims_aks for part in parts) is cluster
    assert not [part for part in parts if isinstance(part, Resource)]


KINDS = [
    "azurerm_management_group_template_deployment",
    "azurerm_resource_group_template_deployment",
    "azurerm_subscription_template_deployment",
    "azurerm_template_deployment",
    "azurerm_tenant_template_deployment",
]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("argument", ["template_content", "template_body"])
def test_each_deployment_deploys(kind: str, argument: str) -> None:
    body = json.dumps({"resources": {"nat": {**GATEWAY, "name": "nat", "properties": {}}}})
    (found,) = translated(instance(f"{kind}.x", {argument: body}))
    assert isinstance(found, Resource)
    assert shown(found.name) == "nat"
    parts = translated(instance(f"{kind}.x", {argument: Unknown("var.t", AT)}))
    assert told(parts) == [(ALL, None, (), True, True)]
    assert any(isinstance(part, Skipped) and part.claims_aks for part in parts)


def test_a_deployment_of_azapi() -> None:
    resource = {**GATEWAY, "name": "nat", "properties": {"idleTimeoutInMinutes": "[parameters('m')]"}}
    properties = {"template": {"resources": [resource]}, "parameters": {"m": {"value": 7}}}
    one = {
        "type": "Microsoft.Resources/deployments@2024-03-01",
        "name": "d",
        "body": {"properties": properties},
    }
    (found,) = translated(
        instance("azapi_resource.x", {**one, "parent_id": "/subscriptions/s/resourceGroups/rg"})
    )
    assert isinstance(found, Resource)
    assert (shown(found.get("idleTimeoutInMinutes")), found.resource_group) == (7, None)
