"""Every az command there is: which bear on egress, and what those that natpin does not follow may change.

Three classes, by the first words of a command: those that ``options.COMMANDS`` knows are interpreted; those of
``IRRELEVANT`` make or change nothing on the way from a node to the internet, which a reader of this table can check
(command groups of azure-cli 2.91.0 and the extensions that scripts for AKS use); the rest is a doubt, with the reach
of ``BEARING`` or, for a group that no table names, any.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from natpin.model import resource as arm
from natpin.model.doubt import Reach

LOOKS = frozenset(
    {"show", "list", "wait", "exists", "export", "validate", "what-if", "version", "help", "check", "browse"}
)
"""Last words of commands that change nothing."""

_LOOKING = re.compile(r"(?:list|show|get|check|test|download|validate|query|search|find)-[\w-]+\Z")

_GROUPS = """
    account acr ad advisor afd ai-examples aks-preview alerts-management alias amlfs apim appconfig
    appservice arcdata aro artifacts attestation automanage automation backup batch batchai bicep billing
    blueprint boards bot cache capacity cdn cloud cognitiveservices communication confcom config configure
    connectedk8s connectedmachine connection consumption container containerapp cosmosdb costmanagement
    customlocation data-boundary databoxedge databricks datadog datafactory datamigration dataprotection
    demo deployment-scripts deploymentmanager desktopvirtualization devcenter devops disk disk-access
    disk-encryption-set dms dnc dns-resolver dt dynatrace elastic elastic-san eventgrid eventhubs
    extension feature feedback find fleet functionapp grafana graph hdinsight healthcareapis hpc-cache
    identity image init interactive internet-analyzer iot k8s-configuration k8s-extension k8s-runtime
    k8sconfiguration keyvault kubernetesconfiguration kusto lab ldap load locationbased logic logicapp
    login logout managed-cassandra managedapp managementpartner maps mariadb marketplace ml monitor mysql
    netapp netappfiles next notification-hub openshift orbital partnercenter pipelines policy portal
    postgres ppg private-link provider providerhub purview quantum quota rdbms redis redisenterprise relay
    repos reservations resource-mover role sapmonitor scheduled-query search security self-test sentinel
    serial-console servicebus sf sig signalr site-recovery snapshot spatial-anchors-account spring
    spring-cloud sql ssh sshkey staticwebapp storage storage-mover storagesync stream-analytics support
    survey swiftlet synapse tag term ts tsi upgrade version vm vmss webapp webpubsub workloads
"""
"""Whole groups."""

_INSIDE = {
    "aks": """
        addon, agent, agent-cleanup, agent-init, app, approuting, bastion, browse, check-acr, check-network,
        command, connection, copilot, delete-machines, draft, extension, get-credentials,
        get-os-options, get-upgrades, get-versions, identity-binding, install-cli, install-connector,
        kanalyze, kollect, machine, maintenanceconfiguration, mesh, namespace, nodepool delete-machines,
        nodepool get-upgrades, nodepool operation-abort, nodepool rollback, nodepool snapshot, nodepool
        start, nodepool stop, nodepool upgrade, oidc-issuer, operation, operation-abort, pod-identity,
        remove-connector, remove-dev-spaces, rotate-certs, safeguards, snapshot, start, stop,
        trustedaccess, update-credentials, upgrade, upgrade-connector, use-dev-spaces, wait
    """,
    "deployment": """
        group cancel, group delete, operation, sub cancel, sub delete, mg cancel, mg delete, tenant cancel, tenant delete
    """,
    "group": """
        create, delete, deployment list, update
    """,
    "lock": """
        update
    """,
    "network": """
        alb, application-gateway, asg, bastion, cross-region-lb, custom-ip, ddos-custom-policy,
        ddos-protection, dns, express-route, firewall application-rule, firewall delete, firewall
        ip-config, firewall management-ip-config, firewall nat-rule, firewall network-rule, firewall
        policy, firewall threat-intel-allowlist, firewall update, front-door, ip-group, lb,
        local-gateway, nic, nsg, p2s-vpn-gateway, perimeter, private-dns, private-endpoint,
        private-endpoint-connection, private-link-resource, private-link-service, profile, route-filter,
        route-table route wait, security-partner-provider, service-endpoint, traffic-manager, usage,
        vhub connection wait, vhub create, vhub delete, vhub update, virtual-appliance, vnet peering delete, vnet peering sync, vnet subnet wait, vnet tap, vnet-gateway, vpn-connection,
        vpn-gateway, vpn-site, vrouter, vwan, watcher
    """,
    "resource": """
        link, move, tag
    """,
    "tag": """
        create
    """,
}
"""Parts of groups of which the rest may bear on it."""

IRRELEVANT = frozenset(_GROUPS.split()) | frozenset(
    f"{group} {' '.join(part.split())}" for group, parts in _INSIDE.items() for part in parts.split(",")
)
"""Commands, by their first words, that do not bear on egress."""

_ANY = Reach(adds=True)
_SUBNET_WAYS = ("natGateway", "routeTable", "defaultOutboundAccess")

BEARING: Mapping[str, Reach] = {
    "aks": Reach((arm.CLUSTER, arm.AGENT_POOL), adds=True),
    "aks nodepool": Reach((arm.AGENT_POOL,), adds=True),
    "aks enable-addons": Reach((arm.CLUSTER,), None, ("addonProfiles",)),
    "aks disable-addons": Reach((arm.CLUSTER,), None, ("addonProfiles",)),
    "aks scale": Reach((arm.AGENT_POOL, arm.CLUSTER), None, ("count", "agentPoolProfiles")),
    "network nat gateway": Reach((arm.NAT_GATEWAY,), adds=True),
    "network public-ip": Reach((arm.PUBLIC_IP,), adds=True),
    "network public-ip prefix": Reach((arm.PUBLIC_IP_PREFIX,), adds=True),
    "network vnet": Reach((arm.VIRTUAL_NETWORK, arm.SUBNET), adds=True),
    "network vnet subnet": Reach((arm.SUBNET,), None, _SUBNET_WAYS, adds=True),
    "network vnet peering": Reach((arm.SUBNET,), None, ("routeTable",)),
    "network route-table": Reach((arm.ROUTE_TABLE, arm.ROUTE), adds=True),
    "network route-table route": Reach((arm.ROUTE,), adds=True),
    "network vhub": Reach((arm.SUBNET,), None, ("routeTable",)),
    "network routeserver": Reach((arm.SUBNET,), None, ("routeTable",)),
    "network manager": Reach((arm.SUBNET, arm.ROUTE_TABLE, arm.ROUTE), None, ("routeTable",), adds=True),
    "network firewall": Reach((arm.FIREWALL,), adds=True),
    "network": Reach(
        (
            arm.VIRTUAL_NETWORK,
            arm.SUBNET,
            arm.NAT_GATEWAY,
            arm.PUBLIC_IP,
            arm.PUBLIC_IP_PREFIX,
            arm.ROUTE_TABLE,
            arm.ROUTE,
        ),
        adds=True,
    ),
    "lock": Reach((arm.LOCK,), adds=True),
    "group lock": Reach((arm.LOCK,), adds=True),
    "resource lock": Reach((arm.LOCK,), adds=True),
    "account lock": Reach((arm.LOCK,), adds=True),
    "rest": _ANY,
    "resource": _ANY,
    "deployment": _ANY,
    "stack": _ANY,
    "group deployment": _ANY,
}
"""What a command that is not followed may change, by its first words; the longest that fits counts."""


def looks(verb: str) -> bool:
    """True for the last word of a command that changes nothing."""
    return verb in LOOKS or _LOOKING.match(verb) is not None


def bearing(spoken: Sequence[str]) -> Reach | None:
    """What an az command may change, given its words before the first flag; None where it bears on no egress."""
    if not spoken:
        return None
    if looks(spoken[-1]):
        return None
    for length in range(len(spoken), 0, -1):
        stem = " ".join(spoken[:length])
        if stem in IRRELEVANT:
            return None
        if stem in BEARING:
            return BEARING[stem]
    return _ANY


_COMMAND = re.compile(r"\baz((?:[ \t]+[a-z][a-z0-9-]*)+)")


def commands_in(text: str) -> Iterator[list[str]]:
    """The az commands that a text names, as their words before the first flag."""
    for found in _COMMAND.finditer(text):
        yield found.group(1).split()[:6]
