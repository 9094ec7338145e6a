"""Types that are known not to bear on egress.

Providers that make nothing in Azure's network, and resources of azurerm and of ARM whose names tell of networks or
Kubernetes all the same.

Made from the list of resources of azurerm 5.2.0 (``website/docs/r``); ``tests/formats/terraform_providers`` holds them
against it.
"""

from __future__ import annotations

import re

from natpin.regex import late_regex

FOREIGN = frozenset(
    [
        "aci",
        "ad",
        "akamai",
        "alicloud",
        "ansible",
        "archive",
        "argocd",
        "artifactory",
        "auth0",
        "aws",
        "awscc",
        "azuread",
        "azuredevops",
        "azurecaf",
        "bitbucket",
        "cloudflare",
        "cloudinit",
        "confluent",
        "consul",
        "databricks",
        "datadog",
        "dns",
        "docker",
        "dynatrace",
        "elasticstack",
        "elasticsearch",
        "external",
        "fastly",
        "flux",
        "gitea",
        "github",
        "gitlab",
        "google",
        "googleworkspace",
        "grafana",
        "harbor",
        "hashicups",
        "hcp",
        "helm",
        "http",
        "infracost",
        "jfrog",
        "kafka",
        "keycloak",
        "kibana",
        "kind",
        "kubectl",
        "kubernetes",
        "launchdarkly",
        "linode",
        "local",
        "mongodbatlas",
        "msgraph",
        "mssql",
        "mysql",
        "newrelic",
        "nexus",
        "ns1",
        "null",
        "octopusdeploy",
        "okta",
        "onepassword",
        "opsgenie",
        "pagerduty",
        "pingdom",
        "pkcs12",
        "postgresql",
        "powerdns",
        "rabbitmq",
        "random",
        "restapi",
        "rediscloud",
        "rundeck",
        "sentry",
        "signalfx",
        "snowflake",
        "sonarqube",
        "sops",
        "spacelift",
        "splunk",
        "sqlserver",
        "statuscake",
        "tailscale",
        "template",
        "tfe",
        "time",
        "tls",
        "turso",
        "utils",
        "vault",
        "vercel",
        "venafi",
        "vsphere",
        "wavefront",
        "zabbix",
    ]
)
"""Providers, by the beginning of their types, that make nothing in Azure's network. The workloads that ``kubernetes``,
``kubectl`` and ``helm`` put on a cluster do not change where its nodes' traffic leaves."""


HARMLESS = frozenset(
    [
        "azurerm_app_service_virtual_network_swift_connection",
        "azurerm_express_route_circuit",
        "azurerm_express_route_circuit_authorization",
        "azurerm_express_route_circuit_connection",
        "azurerm_express_route_circuit_peering",
        "azurerm_express_route_connection",
        "azurerm_express_route_gateway",
        "azurerm_express_route_port",
        "azurerm_express_route_port_authorization",
        "azurerm_kubernetes_cluster_deployment_safeguard",
        "azurerm_kubernetes_cluster_extension",
        "azurerm_kubernetes_cluster_trusted_access_role_binding",
        "azurerm_kubernetes_configuration",
        "azurerm_kubernetes_fleet_manager",
        "azurerm_kubernetes_fleet_member",
        "azurerm_kubernetes_fleet_update_run",
        "azurerm_kubernetes_fleet_update_strategy",
        "azurerm_kubernetes_flux_configuration",
        "azurerm_managed_application_definition",
        "azurerm_network_manager",
        "azurerm_network_manager_admin_rule",
        "azurerm_network_manager_admin_rule_collection",
        "azurerm_network_manager_connectivity_configuration",
        "azurerm_network_manager_ipam_pool",
        "azurerm_network_manager_ipam_pool_static_cidr",
        "azurerm_network_manager_management_group_connection",
        "azurerm_network_manager_network_group",
        "azurerm_network_manager_routing_configuration",
        "azurerm_network_manager_routing_rule_collection",
        "azurerm_network_manager_scope_connection",
        "azurerm_network_manager_security_admin_configuration",
        "azurerm_network_manager_static_member",
        "azurerm_network_manager_subscription_connection",
        "azurerm_network_manager_verifier_workspace",
        "azurerm_network_manager_verifier_workspace_reachability_analysis_intent",
        "azurerm_point_to_site_vpn_gateway",
        "azurerm_route_filter",
        "azurerm_route_map",
        "azurerm_subnet_network_security_group_association",
        "azurerm_subnet_service_endpoint_storage_policy",
        "azurerm_virtual_hub_ip",
        "azurerm_virtual_hub_security_partner_provider",
        "azurerm_virtual_network_dns_servers",
        "azurerm_virtual_network_gateway_nat_rule",
        "azurerm_virtual_wan",
        "azurerm_vpn_gateway",
        "azurerm_vpn_gateway_connection",
        "azurerm_vpn_gateway_nat_rule",
        "azurerm_vpn_server_configuration",
        "azurerm_vpn_server_configuration_policy_group",
        "azurerm_vpn_site",
    ]
)
"""Types whose names tell of networks or Kubernetes and that change neither which subnet has which NAT gateway, nor a
route, an IP, a cluster or a pool. What branches tell a Virtual WAN hub only counts where a connection lets it through,
and that connection is translated."""


_KUBERNETES = frozenset(
    [
        "maintenanceconfigurations",
        "trustedaccessrolebindings",
        "privateendpointconnections",
        "managednamespaces",
        "loadbalancers",
        "identitybindings",
        "jwtauthenticators",
        "meshmemberships",
        "fleets",
        "snapshots",
        "managedclustersnapshots",
    ]
)
"""Below ``Microsoft.ContainerService``: types that leave clusters and pools as they are; lower case."""


_NETWORK = late_regex(
    r"microsoft\.network/(?:virtualnetworks/|virtualhubs|nat|routetables|routeservers|servicegateways|networkmanagers/routing"
    r"|networkvirtualappliances/)",
    re.IGNORECASE,
)


def arm_harmless(kind: str) -> bool:
    """True for an ARM type that is known not to bear on egress."""
    provider, _, rest = kind.lower().partition("/")
    if provider == "microsoft.containerservice":
        return rest.split("/")[0] in _KUBERNETES or rest.rsplit("/", 1)[-1] in _KUBERNETES
    if provider == "microsoft.network":
        return _NETWORK.match(kind) is None
    if provider == "microsoft.resources":
        return rest.split("/")[0] not in ("deployments", "deploymentscripts", "deploymentstacks")
    return provider not in ("microsoft.blueprint", "microsoft.solutions")
