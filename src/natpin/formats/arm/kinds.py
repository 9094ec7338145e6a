"""Which resource types bear on egress. A type that is in no list here is a doubt.

Three lists, to be read and reviewed:

``TRANSLATED``       become resources of natpin's model
``ELSEWHERE``        providers none of whose types change a cluster, a network's way out, or a public IP
``KNOWN_HARMLESS``   types of the providers that do, which do not

Source of the names: Azure Resource Manager, "Resource providers for Azure services" and the template reference. A
resource of ``ELSEWHERE`` may lie in a subnet (a private endpoint, a virtual machine, an injected service) or watch one;
it sets none of the subnet's properties. Extensions in a cluster and what GitOps brings into it are workloads.
"""

from __future__ import annotations

from natpin.model.resource import (
    AGENT_POOL,
    CLUSTER,
    FIREWALL,
    HUB_CONNECTION,
    LOAD_BALANCER,
    LOCK,
    NAT_GATEWAY,
    NETWORK_GATEWAY,
    PEERING,
    PUBLIC_IP,
    PUBLIC_IP_PREFIX,
    RESOURCE_GROUP,
    ROUTE,
    ROUTE_TABLE,
    SUBNET,
    VIRTUAL_NETWORK,
)


def words(listed: str) -> frozenset[str]:
    """The words of a table."""
    return frozenset(listed.split())


ROUTING = (
    PEERING,
    NETWORK_GATEWAY,
    "Microsoft.Network/localNetworkGateways",
    "Microsoft.Network/connections",
    "Microsoft.Network/expressRouteGateways",
    "Microsoft.Network/vpnGateways",
    "Microsoft.Network/virtualWans",
    "Microsoft.Network/virtualHubs",
    HUB_CONNECTION,
    "Microsoft.Network/virtualHubs/hubRouteTables",
    "Microsoft.Network/virtualHubs/routingIntent",
)
"""What may bring a default route into a network without a route table."""

TRANSLATED: dict[str, str] = {
    type_.lower(): type_
    for type_ in (
        CLUSTER,
        AGENT_POOL,
        NAT_GATEWAY,
        PUBLIC_IP,
        PUBLIC_IP_PREFIX,
        VIRTUAL_NETWORK,
        SUBNET,
        ROUTE_TABLE,
        ROUTE,
        RESOURCE_GROUP,
        LOCK,
        FIREWALL,
        LOAD_BALANCER,
        *ROUTING,
    )
}
"""The types that are translated, by their lower-case names."""

ELSEWHERE = words("""
    microsoft.aad microsoft.aadiam microsoft.addons microsoft.advisor microsoft.agfoodplatform
    microsoft.agricultureplatform microsoft.alertsmanagement microsoft.analysisservices microsoft.apicenter
    microsoft.apimanagement microsoft.app microsoft.appassessment microsoft.appconfiguration microsoft.applink
    microsoft.appplatform microsoft.attestation microsoft.authorization microsoft.automanage microsoft.automation
    microsoft.autonomousdevelopmentplatform microsoft.avs microsoft.awsconnector microsoft.azureactivedirectory
    microsoft.azurearcdata microsoft.azuredata microsoft.azuredatatransfer microsoft.azurefleet
    microsoft.azurelargeinstance microsoft.azureplaywrightservice microsoft.azuresphere microsoft.azurestack
    microsoft.azurestackhci microsoft.baremetal microsoft.baremetalinfrastructure microsoft.batch microsoft.batchai
    microsoft.billing microsoft.billingbenefits microsoft.bing microsoft.blockchain microsoft.botservice
    microsoft.cache microsoft.capacity microsoft.cdn microsoft.certificateregistration microsoft.changeanalysis
    microsoft.chaos microsoft.classiccompute microsoft.classicnetwork microsoft.classicstorage microsoft.cloudhealth
    microsoft.codesigning microsoft.cognitiveservices microsoft.communication microsoft.community microsoft.compute
    microsoft.computeschedule microsoft.confidentialledger microsoft.confluent microsoft.connectedcache
    microsoft.connectedcredentials microsoft.connectedvmwarevsphere microsoft.consumption microsoft.containerinstance
    microsoft.containerregistry microsoft.costmanagement microsoft.customerlockbox microsoft.d365customerinsights
    microsoft.dashboard microsoft.databasefleetmanager microsoft.databasewatcher microsoft.databox
    microsoft.databoxedge microsoft.databricks microsoft.datacatalog microsoft.datadog microsoft.datafactory
    microsoft.datalakeanalytics microsoft.datalakestore microsoft.datamigration microsoft.dataprotection
    microsoft.datareplication microsoft.datashare microsoft.dbformariadb microsoft.dbformysql
    microsoft.dbforpostgresql microsoft.delegatednetwork microsoft.dependencymap microsoft.desktopvirtualization
    microsoft.devcenter microsoft.devhub microsoft.deviceregistry microsoft.devices microsoft.deviceupdate
    microsoft.devops microsoft.devopsinfrastructure microsoft.devspaces microsoft.devtestlab microsoft.digitaltwins
    microsoft.discovery microsoft.documentdb microsoft.domainregistration microsoft.durabletask microsoft.easm
    microsoft.edge microsoft.edgeorder microsoft.elastic microsoft.elasticsan microsoft.engagementfabric
    microsoft.enterpriseknowledgegraph microsoft.enterprisesupport microsoft.entitlementmanagement
    microsoft.eventgrid microsoft.eventhub microsoft.extendedlocation microsoft.fabric microsoft.fairfieldgardens
    microsoft.falcon microsoft.features microsoft.fileshares microsoft.fluidrelay microsoft.graph
    microsoft.guestconfiguration microsoft.hanaonazure microsoft.hardwaresecuritymodules microsoft.hdinsight
    microsoft.healthbot microsoft.healthcareapis microsoft.healthdataaiservices microsoft.help
    microsoft.hybridcloud microsoft.hybridcompute microsoft.hybridconnectivity microsoft.hybridcontainerservice
    microsoft.hybriddata microsoft.hybridnetwork microsoft.impact microsoft.importexport microsoft.insights
    microsoft.integrationspaces microsoft.iotcentral microsoft.iotfirmwaredefense microsoft.iotoperations
    microsoft.iotsecurity microsoft.keyvault microsoft.kubernetes microsoft.kubernetesconfiguration
    microsoft.kubernetesruntime microsoft.kusto microsoft.labservices microsoft.loadtestservice microsoft.logic
    microsoft.logz microsoft.machinelearning microsoft.machinelearningexperimentation
    microsoft.machinelearningservices microsoft.maintenance microsoft.managedidentity microsoft.managednetworkfabric
    microsoft.managedservices microsoft.management microsoft.managementpartner microsoft.maps microsoft.marketplace
    microsoft.marketplaceordering microsoft.media microsoft.migrate microsoft.mission microsoft.mixedreality
    microsoft.mobilenetwork microsoft.mobilepacketcore microsoft.modsimworkbench microsoft.monitor
    microsoft.mysqldiscovery microsoft.netapp microsoft.networkanalytics microsoft.networkcloud
    microsoft.networkfunction microsoft.notificationhubs microsoft.nutanix microsoft.objectstore
    microsoft.offazure microsoft.offazurespringboot microsoft.onlineexperimentation microsoft.openenergyplatform
    microsoft.operationalinsights microsoft.operationsmanagement microsoft.orbital microsoft.peering
    microsoft.playwrighttesting microsoft.policyinsights microsoft.portal microsoft.portalservices
    microsoft.powerbi microsoft.powerbidedicated microsoft.powerplatform microsoft.premonition
    microsoft.programmableconnectivity microsoft.providerhub microsoft.purview microsoft.quantum microsoft.quota
    microsoft.recommendationsservice microsoft.recoveryservices microsoft.redhatopenshift microsoft.relay
    microsoft.resourceconnector microsoft.resourcegraph microsoft.resourcehealth microsoft.saas microsoft.saashub
    microsoft.scom microsoft.scvmm microsoft.search microsoft.security microsoft.securitycopilot
    microsoft.securitydetonation microsoft.securityinsights microsoft.sentinelplatformservices microsoft.serialconsole
    microsoft.servicebus microsoft.servicefabric microsoft.servicefabricmesh microsoft.servicelinker
    microsoft.servicenetworking microsoft.signalrservice microsoft.singularity microsoft.softwareplan microsoft.sovereign
    microsoft.sql microsoft.sqlvirtualmachine microsoft.standbypool microsoft.storage microsoft.storageactions
    microsoft.storagecache microsoft.storagediscovery microsoft.storagemover microsoft.storagesync
    microsoft.storagetasks microsoft.storsimple microsoft.streamanalytics microsoft.subscription microsoft.support
    microsoft.synapse microsoft.syntex microsoft.testbase microsoft.timeseriesinsights microsoft.toolchainorchestrator
    microsoft.updatemanager microsoft.usagebilling microsoft.verifiedid microsoft.videoindexer
    microsoft.virtualmachineimages microsoft.visualstudio microsoft.voiceservices microsoft.vsonline microsoft.web
    microsoft.weightsandbiases microsoft.windows365 microsoft.windowsesu microsoft.windowsiot
    microsoft.windowspushnotificationservices microsoft.workloadbuilder microsoft.workloadmonitor microsoft.workloads
    arizeai.observabilityeval astronomer.astro commvault.contentstore dell.storage dynatrace.observability
    github.network informatica.datamanagement lambdatest.hyperexecute liftrpilot.organizations mongodb.atlas
    neon.postgres newrelic.observability nginx.nginxplus oracle.database paloaltonetworks.cloudngfw pinecone.vectordb
    private.monitortest purestorage.block qumulo.storage sendgrid.email wandisco.fusion
    """)
"""Providers, lower case. ``Microsoft.Authorization/locks`` are translated all the same."""

_NETWORK = """
    applicationGateways applicationGatewayWebApplicationFirewallPolicies applicationSecurityGroups
    azureFirewalls/applicationRuleCollections azureFirewalls/natRuleCollections azureFirewalls/networkRuleCollections
    bastionHosts cloudServiceSlots customIpPrefixes ddosCustomPolicies ddosProtectionPlans dnsForwardingRulesets
    dnsResolverDomainLists dnsResolverPolicies dnsResolvers dnsZones dscpConfigurations expressRouteCircuits
    expressRouteCrossConnections expressRoutePorts firewallPolicies frontDoors frontDoorWebApplicationFirewallPolicies
    ipAllocations ipGroups loadBalancers/backendAddressPools loadBalancers/inboundNatRules
    networkExperimentProfiles networkInterfaces networkIntentPolicies networkManagerConnections networkProfiles
    networkManagers/ipamPools networkManagers/networkGroups networkManagers/scopeConnections
    networkManagers/securityAdminConfigurations networkManagers/securityUserConfigurations
    networkManagers/verifierWorkspaces networkSecurityGroups networkSecurityPerimeters networkVirtualAppliances
    networkWatchers p2sVpnGateways privateDnsZones privateEndpoints privateLinkServices publicIPAddresses/dnsAliases
    routeFilters securityPartnerProviders serviceEndpointPolicies trafficManagerProfiles
    trafficManagerUserMetricsKeys virtualNetworkGateways/natRules virtualNetworks/privateDnsZoneLinks
    virtualNetworks/taggedTrafficConsumers virtualNetworkTaps vpnServerConfigurations vpnSites
    vpnGateways/natRules vpnGateways/vpnConnections expressRouteGateways/expressRouteConnections virtualHubs/routeMaps
"""
# A load balancer of AKS's own (managedClusters/loadBalancers) is for what comes in; the way out stays the cluster's
# outbound type (AKS, "Use multiple load balancers in Azure Kubernetes Service").
_CONTAINER_SERVICE = """
    containerServices deploymentSafeguards fleetMemberships fleets managedClusters/identityBindings
    managedClusters/jwtAuthenticators managedClusters/loadBalancers managedClusters/maintenanceConfigurations
    managedClusters/managedNamespaces managedClusters/meshMemberships managedClusters/privateEndpointConnections
    managedClusters/trustedAccessRoleBindings managedClusterSnapshots openShiftManagedClusters snapshots
"""
_RESOURCES = "changes dataBoundaries tags templateSpecs links builtInTemplateSpecs"

KNOWN_HARMLESS = frozenset(
    f"{provider}/{type_}".lower()
    for provider, types in (
        ("Microsoft.Network", _NETWORK),
        ("Microsoft.ContainerService", _CONTAINER_SERVICE),
        ("Microsoft.Resources", _RESOURCES),
    )
    for type_ in types.split()
)
"""Types, lower case; with each its child types."""

MANAGES_ROUTES: dict[str, str] = {
    "microsoft.network/networkmanagers/routingconfigurations": "Azure Virtual Network Manager writes route tables",
    "microsoft.network/networkmanagers/connectivityconfigurations": (
        "Azure Virtual Network Manager connects networks to a hub, whose gateway may send them a default route"
    ),
    "microsoft.network/virtualhubs/bgpconnections": "a peer of Azure Route Server may announce a default route",
}
"""Types, lower case, with their child types, that give a network routes by ways natpin does not follow."""


_KUBERNETES = frozenset({"core", "apps", "batch", "networking.k8s.io", "discovery.k8s.io"})
"""Groups, lower case, of objects of Kubernetes that bear on the egress of workloads (Bicep, "Bicep Kubernetes extension":
``apps/Deployment@v1``)."""


def is_kubernetes(type_: str) -> bool:
    """True for an object of Kubernetes, through Bicep's extension, that may bear on egress."""
    group, _, kind = type_.partition("/")
    return group.lower() in _KUBERNETES and kind != "" and "/" not in kind


def is_harmless(type_: str) -> bool:
    """True for a type that certainly has nothing to do with egress."""
    lowered = type_.lower()
    provider, *kinds = lowered.split("/")
    if lowered in TRANSLATED or is_kubernetes(lowered):
        return False
    if "/providers/" in lowered:
        # an extension of another resource: a role, a diagnostic setting; all but a lock leave it as it is
        return not lowered.endswith("/locks")
    # Kubernetes and Graph objects, through Bicep's extensions, have a group without a provider's dot: apps/Deployment
    if provider in ELSEWHERE or ("." not in provider and not provider.startswith("[")):
        return True
    if provider.endswith(".k8s.io"):
        return True
    if lowered == "microsoft.network/networkmanagers":
        return True
    return any(f"{provider}/{'/'.join(kinds[:end])}" in KNOWN_HARMLESS for end in range(1, len(kinds) + 1))


def manages_routes(type_: str) -> str | None:
    """Why a resource of a type may bring routes that natpin does not follow; None when it brings none."""
    lowered = type_.lower()
    return next(
        (why for name, why in MANAGES_ROUTES.items() if lowered == name or lowered.startswith(name + "/")),
        None,
    )
