"""Every flag that natpin follows, and the ARM property it sets."""

from __future__ import annotations

import pytest
from declare import shown
from scripts import made

from natpin.model.value import Kind, Value
from natpin.readers.az.cli.tables import PROPERTIES

BEFORE = """\
az group create -n rg -l westeurope
az network public-ip create -g rg -n ip
az network public-ip prefix create -g rg -n prefix --length 28
az network nat gateway create -g rg -n nat
az network vnet create -g rg -n net
az network route-table create -g rg -n table
az network vnet subnet create -g rg --vnet-name net -n own --address-prefixes 10.0.0.0/24
"""
NET = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Network/"
SUBNET, SUBNET_ID = f"{NET}virtualNetworks/net/subnets/own", "→ az:subnet:rg/net/own.id"
IP, PREFIX = "→ az:publicIp:rg/ip.id", "→ az:prefix:rg/prefix.id"
PROFILE, LB, NAT = "networkProfile", "networkProfile.loadBalancerProfile", "networkProfile.natGatewayProfile"

CREATE = {
    "group": ("az group create -n made", "az:group:made"),
    "publicIp": ("az network public-ip create -g rg -n made", "az:publicIp:rg/made"),
    "prefix": ("az network public-ip prefix create -g rg -n made", "az:prefix:rg/made"),
    "natGateway": ("az network nat gateway create -g rg -n made", "az:natGateway:rg/made"),
    "vnet": ("az network vnet create -g rg -n made", "az:vnet:rg/made"),
    "subnet": ("az network vnet subnet create -g rg --vnet-name net -n made", "az:subnet:rg/net/made"),
    "routeTable": ("az network route-table create -g rg -n made", "az:routeTable:rg/made"),
    "route": ("az network route-table route create -g rg --route-table-name table -n made", "az:route:rg/table/made"),
    "cluster": ("az aks create -g rg -n made", "az:cluster:rg/made"),
    "pool": ("az aks nodepool add -g rg --cluster-name aks -n made", "az:pool:rg/aks/made"),
    "firewall": ("az network firewall create -g rg -n made", "az:firewall:rg/made"),
    "lock": ("az lock create -n made -g rg", "az:lock:rg/made"),
    "cluster+": ("az aks create -g rg -n made\naz aks update -g rg -n made", "az:cluster:rg/made"),
    "pool+": ("az aks nodepool add -g rg --cluster-name aks -n made\naz aks nodepool update -g rg --cluster-name aks -n made", "az:pool:rg/aks/made"),
    "first": ("az aks create -g rg -n made", "az:cluster:rg/made"),
    "publicIp+": ("az network public-ip create -g rg -n made\naz network public-ip update -g rg -n made", "az:publicIp:rg/made"),
}  # fmt: skip
"""The command that makes a kind, or with a plus changes it, and the address of what it makes."""

COMMON: list[tuple[str, str, object]] = [
    ("--location eastus", "location", "eastus"),
    ("--tags a=b c=d=e", "tags", {"a": "b", "c": "d=e"}),
]
ZONED: list[tuple[str, str, object]] = [
    ("--zone 1", "zones", ["1"]),
    ("--zone 1 2", "zones", ["1", "2"]),
    ("-z 3", "zones", ["3"]),
]
FLAGS: dict[str, list[tuple[str, str, object]]] = {
    # kind: the flags as written, ARM's path, its value
    "group": [*COMMON],
    "publicIp": [
        *COMMON,
        *ZONED,
        ("--sku standardv2", "sku.name", "StandardV2"),
        ("--sku basic", "sku.name", "Basic"),
        ("--tier global", "sku.tier", "Global"),
        ("--allocation-method static", "publicIPAllocationMethod", "Static"),
        ("--sku basic", "publicIPAllocationMethod", "Dynamic"),
        ("--sku standard", "publicIPAllocationMethod", "Static"),
        ("--sku standardv2", "publicIPAllocationMethod", None),
        ("", "publicIPAllocationMethod", "Static"),
        ("", "sku.name", "Standard"),
        ("--version ipv6", "publicIPAddressVersion", "IPv6"),
        ("--public-ip-prefix prefix", "publicIPPrefix.id", PREFIX),
        ("--public-ip-prefix prefix", "sku.name", "Standard"),
        ("--public-ip-prefix $P", "sku.name", "? its SKU is that of its prefix"),
        ("--public-ip-prefix gone", "sku.name", "? gone is only looked up here, not declared"),
        (f"--public-ip-prefix {NET}publicIPPrefixes/prefix", "publicIPPrefix.id", PREFIX),
        ("--ip-address 20.1.2.3", "ipAddress", "20.1.2.3"),
        ("--ddos-protection-mode enabled", "ddosSettings.protectionMode", "Enabled"),
        ("--protection-mode Disabled", "ddosSettings.protectionMode", "Disabled"),
    ],
    "prefix": [
        *COMMON,
        *ZONED,
        ("--length 31", "prefixLength", 31),
        ('--length "$LENGTH"', "prefixLength", "? $LENGTH is set outside this script"),
        ("--length many", "prefixLength", "many"),
        ("--version IPv6", "publicIPAddressVersion", "IPv6"),
        ("--sku STANDARDV2", "sku.name", "StandardV2"),
        ("", "sku.name", "Standard"),
        ("--tier Regional", "sku.tier", "Regional"),
        ("--custom-ip-prefix-name own", "customIPPrefix", "own"),
    ],
    "natGateway": [
        *COMMON,
        *ZONED,
        ("--sku standardV2", "sku.name", "StandardV2"),
        ("", "sku.name", "Standard"),
        ("--idle-timeout 10", "idleTimeoutInMinutes", 10),
        ("--public-ip-addresses ip", "publicIpAddresses", [{"id": IP}]),
        ("--public-ip-addresses ip more", "publicIpAddresses", [{"id": IP}, {"id": "→ az:publicIp:rg/more.id"}]),
        (f"--public-ip-addresses {NET}publicIPAddresses/ip", "publicIpAddresses", [{"id": IP}]),
        ("--public-ip-addresses null", "publicIpAddresses", []),
        ("--public-ip-prefixes prefix", "publicIpPrefixes", [{"id": PREFIX}]),
        ("--pip-addresses-v6 ip", "publicIpAddressesV6", [{"id": IP}]),
        ("--pip-prefixes-v6 prefix", "publicIpPrefixesV6", [{"id": PREFIX}]),
        ("--source-vnet net", "sourceVirtualNetwork.id", "→ az:vnet:rg/net.id"),
    ],
    "vnet": [*COMMON, ("--address-prefixes 10.0.0.0/8 172.16.0.0/12", "addressPrefixes", ["10.0.0.0/8", "172.16.0.0/12"])],
    "subnet": [
        ("--address-prefixes 10.0.0.0/24", "addressPrefixes", ["10.0.0.0/24"]),
        ("--nat-gateway nat", "natGateway.id", "→ az:natGateway:rg/nat.id"),
        (f"--nat-gateway {NET}natGateways/nat", "natGateway.id", "→ az:natGateway:rg/nat.id"),
        ('--nat-gateway ""', "natGateway", None),
        ("--nat-gateway null", "natGateway", None),
        ("--nat-gateway '<nat-name>'", "natGateway.id", "→ az:natGateway:rg/<nat-name>.id"),
        ("--route-table table", "routeTable.id", "→ az:routeTable:rg/table.id"),
        ("--default-outbound-access false", "defaultOutboundAccess", False),
        ("--default-outbound-access yes", "defaultOutboundAccess", True),
        ("--default-outbound-access", "defaultOutboundAccess", True),
        ("--default-outbound-access maybe", "defaultOutboundAccess", "maybe"),
        ("--default-outbound false", "defaultOutboundAccess", False),
    ],
    "routeTable": [
        *COMMON,
        ("--disable-bgp-route-propagation", "disableBgpRoutePropagation", True),
        ("--disable-bgp-route-propagation false", "disableBgpRoutePropagation", False),
    ],
    "route": [
        ("--address-prefix 0.0.0.0/0", "addressPrefix", "0.0.0.0/0"),
        ("--next-hop-type virtualappliance", "nextHopType", "VirtualAppliance"),
        ("--next-hop-type none", "nextHopType", "None"),
        ("--next-hop-type virtualNetworkGateway", "nextHopType", "VirtualNetworkGateway"),
        ("--next-hop-ip-address 10.0.0.4", "nextHopIpAddress", "10.0.0.4"),
    ],
    "cluster": [
        *COMMON,
        ("--kubernetes-version 1.33", "kubernetesVersion", "1.33"),
        ("--node-resource-group MC_x", "nodeResourceGroup", "MC_x"),
        ("--sku automatic", "sku.name", "Automatic"),
        ("--tier standard", "sku.tier", "Standard"),
        ("--network-plugin AZURE", f"{PROFILE}.networkPlugin", "azure"),
        ("", f"{PROFILE}.networkPlugin", "? without --network-plugin the AKS API's version decides on the network plugin"),
        ("--sku automatic", f"{PROFILE}.networkPlugin", "azure"),
        ("--sku automatic", f"{PROFILE}.networkPluginMode", "overlay"),
        ("--sku automatic --network-plugin none", f"{PROFILE}.networkPluginMode", None),
        ("--network-plugin-mode Overlay", f"{PROFILE}.networkPluginMode", "overlay"),
        ("--network-dataplane Cilium", f"{PROFILE}.networkDataplane", "cilium"),
        ("--network-policy calico", f"{PROFILE}.networkPolicy", "calico"),
        ("--outbound-type managednatgateway", f"{PROFILE}.outboundType", "managedNATGateway"),
        ("--outbound-type loadbalancer", f"{PROFILE}.outboundType", "loadBalancer"),
        ("--outbound-type MANAGEDNATGATEWAYV2", f"{PROFILE}.outboundType", "managedNATGatewayV2"),
        ("--outbound-type userassignednatgateway", f"{PROFILE}.outboundType", "userAssignedNATGateway"),
        ("--outbound-type userdefinedrouting", f"{PROFILE}.outboundType", "userDefinedRouting"),
        ("--outbound-type None", f"{PROFILE}.outboundType", "none"),
        ("--outbound-type Block", f"{PROFILE}.outboundType", "block"),
        ("--outbound-type teleport", f"{PROFILE}.outboundType", "teleport"),
        ("", f"{PROFILE}.outboundType", None),
        ("--sku automatic", f"{PROFILE}.outboundType", "managedNATGateway"),
        ("--sku automatic --outbound-type none", f"{PROFILE}.outboundType", "none"),
        (f"--sku automatic --vnet-subnet-id {SUBNET}", f"{PROFILE}.outboundType", None),
        (f"--sku automatic --node-subnet-id {SUBNET}", f"{PROFILE}.outboundType", None),
        (f"--sku automatic --system-node-subnet-id {SUBNET}", f"{PROFILE}.outboundType", None),
        (f"--sku automatic --apiserver-subnet-id {SUBNET}", f"{PROFILE}.outboundType", None),
        ("--outbound-type-sku StandardV2", f"{NAT}.sku", "StandardV2"),
        ("--pod-cidr 10.244.0.0/16", f"{PROFILE}.podCidr", "10.244.0.0/16"),
        ("--ip-families IPv4,IPv6", f"{PROFILE}.ipFamilies", ["IPv4", "IPv6"]),
        ("--load-balancer-sku Standard", f"{PROFILE}.loadBalancerSku", "standard"),
        ("--load-balancer-managed-outbound-ip-count 2", f"{LB}.managedOutboundIPs.count", 2),
        (f"--load-balancer-outbound-ips {NET}publicIPAddresses/ip", f"{LB}.outboundIPs.publicIPs", [{"id": IP}]),
        (f"--load-balancer-outbound-ips {NET}publicIPAddresses/ip,{NET}publicIPAddresses/b", f"{LB}.outboundIPs.publicIPs[1].id", "→ az:publicIp:rg/b.id"),
        (f"--load-balancer-outbound-ip-prefixes {NET}publicIPPrefixes/prefix", f"{LB}.outboundIPPrefixes.publicIPPrefixes", [{"id": PREFIX}]),
        ("--load-balancer-outbound-ports 1024", f"{LB}.allocatedOutboundPorts", 1024),
        ("--load-balancer-idle-timeout 30", f"{LB}.idleTimeoutInMinutes", 30),
        ("--nat-gateway-managed-outbound-ip-count 3", f"{NAT}.managedOutboundIPProfile.count", 3),
        ("--nat-gateway-managed-outbound-ipv6-count 1", f"{NAT}.managedOutboundIPProfile.countIPv6", 1),
        ("--nat-gw-ipv6-count 1", f"{NAT}.managedOutboundIPProfile.countIPv6", 1),
        ("--nat-gateway-idle-timeout 9", f"{NAT}.idleTimeoutInMinutes", 9),
        (f"--nat-gateway-outbound-ips {NET}publicIPAddresses/ip", f"{NAT}.outboundIPs.publicIPs", [{"id": IP}]),
        (f"--nat-gw-ips {NET}publicIPAddresses/ip", f"{NAT}.outboundIPs.publicIPs", [{"id": IP}]),
        (f"--nat-gateway-outbound-ip-prefixes {NET}publicIPPrefixes/prefix", f"{NAT}.outboundIPPrefixes.publicIPPrefixes", [{"id": PREFIX}]),
        ("--api-server-authorized-ip-ranges 1.2.3.4,5.6.7.8/32", "apiServerAccessProfile.authorizedIPRanges", ["1.2.3.4", "5.6.7.8/32"]),
        ('--api-server-authorized-ip-ranges ""', "apiServerAccessProfile.authorizedIPRanges", []),
        ("--enable-private-cluster", "apiServerAccessProfile.enablePrivateCluster", True),
        ("--enable-apiserver-vnet-integration", "apiServerAccessProfile.enableVnetIntegration", True),
        (f"--apiserver-subnet-id {SUBNET}", "apiServerAccessProfile.subnetId", SUBNET_ID),
        (f"--system-node-subnet-id {SUBNET}", "hostedSystemProfile.systemNodeSubnetID", SUBNET_ID),
        (f"--node-subnet-id {SUBNET}", "hostedSystemProfile.nodeSubnetID", SUBNET_ID),
        ("--enable-hosted-system", "hostedSystemProfile.enabled", True),
        ("--node-provisioning-mode Auto", "nodeProvisioningProfile.mode", "Auto"),
        ("--enable-static-egress-gateway", f"{PROFILE}.staticEgressGatewayProfile.enabled", True),
    ],
    "cluster+": [
        ("--disable-private-cluster", "apiServerAccessProfile.enablePrivateCluster", False),
        ("--disable-static-egress-gateway", f"{PROFILE}.staticEgressGatewayProfile.enabled", False),
        ("--outbound-type loadBalancer", f"{PROFILE}.outboundType", "loadBalancer"),
        ("--enable-cluster-autoscaler --min-count 2 --max-count 5", "agentPoolProfiles[0].enableAutoScaling", True),
        ("--enable-cluster-autoscaler --min-count 2 --max-count 5", "agentPoolProfiles[0].minCount", 2),
        ("--enable-cluster-autoscaler --min-count 2 --max-count 5", "agentPoolProfiles[0].maxCount", 5),
        ("--disable-cluster-autoscaler", "agentPoolProfiles[0].enableAutoScaling", False),
        ("--enable-cluster-autoscaler --min-count 2 --max-count 5", "agentPoolProfiles[0].name", "nodepool1"),
        ("--nodepool-labels a=b", "agentPoolProfiles[0].nodeLabels", None),
    ],
    "pool": [
        (f"--vnet-subnet-id {SUBNET}", "vnetSubnetID", SUBNET_ID),
        ("--vnet-subnet-id own", "vnetSubnetID", "own"),
        ("--vnet-subnet-id '<subnet-id>'", "vnetSubnetID", "? the placeholder <subnet-id> is not filled in"),
        ("--vnet-subnet-id $SUBNET", "vnetSubnetID", "? $SUBNET is set outside this script"),
        (f"--pod-subnet-id {SUBNET}", "podSubnetID", SUBNET_ID),
        ("--pod-ip-allocation-mode StaticBlock", "podIPAllocationMode", "StaticBlock"),
        ("--node-count 5", "count", 5),
        ("-c 5", "count", 5),
        ("", "count", 3),
        ("--min-count 2", "minCount", 2),
        ("--max-count 9", "maxCount", 9),
        ("--enable-cluster-autoscaler", "enableAutoScaling", True),
        ("--max-pods 50", "maxPods", 50),
        ("--enable-node-public-ip", "enableNodePublicIP", True),
        (f"--node-public-ip-prefix-id {NET}publicIPPrefixes/prefix", "nodePublicIPPrefixID", PREFIX),
        ("--zones 1 2", "availabilityZones", ["1", "2"]),
        ("--labels a=b", "nodeLabels", {"a": "b"}),
        ("--labels a=$B", "nodeLabels", "? $B is set outside this script"),
        ("--node-taints a=b:NoSchedule,c=d:NoExecute", "nodeTaints", ["a=b:NoSchedule", "c=d:NoExecute"]),
        ("--mode gateway", "mode", "Gateway"),
        ("--mode system", "mode", "System"),
        ("", "mode", "User"),
        ("--os-type windows", "osType", "Windows"),
        ("", "osType", "Linux"),
        ("--os-sku AzureLinux", "osSKU", "AzureLinux"),
        ("--node-vm-size Standard_D4s_v5", "vmSize", "Standard_D4s_v5"),
        ("--max-surge 33%", "upgradeSettings.maxSurge", "33%"),
        ("--disable-windows-outbound-nat", "windowsProfile.disableOutboundNat", True),
        ("--gateway-prefix-size 28", "gatewayProfile.publicIPPrefixSize", 28),
        ("", "name", "made"),
        ("$MORE", "vnetSubnetID", "? $MORE may hold further flags: $MORE is set outside this script"),
        ("$MORE", "podSubnetID", "? $MORE may hold further flags: $MORE is set outside this script"),
        ("$MORE", "enableNodePublicIP", "? $MORE may hold further flags: $MORE is set outside this script"),
        ("$MORE --enable-node-public-ip", "enableNodePublicIP", True),
    ],
    "pool+": [
        ("--disable-cluster-autoscaler", "enableAutoScaling", False),
        ("--mode user", "mode", "User"),
        ("--node-taints x=y:NoSchedule", "nodeTaints", ["x=y:NoSchedule"]),
        ("$MORE", "unseenFlags", "? $MORE may hold further flags: $MORE is set outside this script"),
    ],
    "first": [
        ("--nodepool-name one", "agentPoolProfiles[0].name", "one"),
        ("", "agentPoolProfiles[0].name", "nodepool1"),
        ("", "agentPoolProfiles[0].mode", "System"),
        ("", "agentPoolProfiles[0].osType", "Linux"),
        ("", "agentPoolProfiles[0].count", 3),
        ("-c 7", "agentPoolProfiles[0].count", 7),
        ("--nodepool-labels a=b", "agentPoolProfiles[0].nodeLabels", {"a": "b"}),
        ("--nodepool-taints a=b:NoSchedule", "agentPoolProfiles[0].nodeTaints", ["a=b:NoSchedule"]),
        ("$MORE", "agentPoolProfiles[0].vnetSubnetID", "? $MORE may hold further flags: $MORE is set outside this script"),
        ("$MORE", f"{PROFILE}.outboundType", "? $MORE may hold further flags: $MORE is set outside this script"),
        ("$MORE", f"{PROFILE}.networkPlugin", "? $MORE may hold further flags: $MORE is set outside this script"),
        ("$MORE", f"{PROFILE}.networkPluginMode", "? $MORE may hold further flags: $MORE is set outside this script"),
        ("$MORE --outbound-type none", f"{PROFILE}.outboundType", "none"),
    ],
    "publicIp+": [("--idle-timeout 9 --sku standard", "sku.name", "Standard"), ("--allocation-method dynamic", "publicIPAllocationMethod", "Dynamic")],
    "firewall": [*COMMON, ("--zones 1", "zones", ["1"])],
    "lock": [
        ("--lock-type cannotdelete", "level", "CanNotDelete"),
        ("-t READONLY", "level", "ReadOnly"),
        ("--notes why", "notes", "why"),
    ],
}  # fmt: skip
ROWS = [(kind, *row) for kind, rows in FLAGS.items() for row in rows]


@pytest.mark.parametrize(
    ("kind", "flags", "path", "expected"), ROWS, ids=[f"{row[0]} {row[1][:40]} {row[2]}" for row in ROWS]
)
def test_flag(kind: str, flags: str, path: str, expected: object) -> None:
    command, address = CREATE[kind]
    found = made(f"{BEFORE}{command} {flags}\n")[address]
    assert shown(found.get(path)) == expected


NOT_ASKED = {
    ("publicIp", "--ip-tags"),
    ("prefix", "--ip-tags"),  # their shape is not ARM's
    *((kind, "--zones") for kind in ("publicIp", "prefix", "natGateway")),  # az calls it --zone there
    ("firewall", "--zone"),  # and --zones here
}


def test_every_flag_is_asked() -> None:
    asked = {
        (kind.removesuffix("+").replace("first", "pool"), word)
        for kind, flags, *_ in ROWS
        for word in flags.split()
    }
    there = {(kind, flag) for kind, table in PROPERTIES.items() for flag in table}
    assert there - asked - NOT_ASKED == set()


DEFAULTS = [
    ("publicIp", "sku.name", "az network public-ip create"),
    ("publicIp", "publicIPAllocationMethod", "az network public-ip create"),
    ("prefix", "sku.name", "az network public-ip prefix create"),
    ("natGateway", "sku.name", "az network nat gateway create"),
    ("natGateway", "location", "the resource group"),
    ("cluster", "agentPoolProfiles[0].name", "az aks create"),
    ("cluster", "agentPoolProfiles[0].mode", "az aks create"),
    ("cluster", "agentPoolProfiles[0].osType", "az aks create"),
    ("cluster", "agentPoolProfiles[0].count", "az aks create"),
    ("pool", "mode", "az aks nodepool add"),
    ("pool", "osType", "az aks nodepool add"),
    ("pool", "count", "az aks nodepool add"),
]


@pytest.mark.parametrize(("kind", "path", "whose"), DEFAULTS)
def test_a_default_says_whose_it_is(kind: str, path: str, whose: str) -> None:
    command, address = CREATE[kind]
    found = made(f"{BEFORE}{command}\n")[address].get(path)
    assert isinstance(found, Value)
    assert (found.origin.kind, found.origin.whose) == (Kind.DEFAULT, whose)


def test_what_automatic_brings_says_whose_it_is() -> None:
    aks = made("az aks create -g rg -n aks --sku automatic\n")["az:cluster:rg/aks"]
    told = {name: aks.get(f"networkProfile.{name}") for name in ("outboundType", "networkPlugin", "networkPluginMode")}  # fmt: skip
    assert {name: node.origin.whose for name, node in told.items() if isinstance(node, Value)} == {
        "outboundType": "az aks create",
        "networkPlugin": "AKS Automatic",
        "networkPluginMode": "AKS Automatic",
    }


NATS = "az network nat gateway create -g rg -n nat --idle-timeout 4 --public-ip-addresses a\n"
GENERIC: list[tuple[str, str, object]] = [
    # what an update writes past its flags, the path, what is there then
    ("--set idleTimeoutInMinutes=15", "idleTimeoutInMinutes", 15),
    ("--set properties.idleTimeoutInMinutes=15", "idleTimeoutInMinutes", 15),
    ("--set IDLETIMEOUTINMINUTES=15", "idleTimeoutInMinutes", 15),
    ("--set sku.name=standardv2", "sku.name", "StandardV2"),
    ("--set tags.a=b", "tags.a", "b"),
    ("--set zones=null", "zones", None),
    ("--set idleTimeoutInMinutes=null", "idleTimeoutInMinutes", None),
    ("--set nat64=TRUE", "nat64", True),
    ("--set nat64=false", "nat64", False),
    ("--set idleTimeoutInMinutes=$X", "idleTimeoutInMinutes", "? $X is set outside this script"),
    ("--set a.b.c.d.e.f.g.h.i.j.k=1", "a.b.c.d.e.f.g.h.i.j.k", 1),
    ("--set a.b.c.d.e.f.g.h.i.j.k.l=1", "a", None),
    ("--set idleTimeoutInMinutes", "idleTimeoutInMinutes", 4),
    ("--remove idleTimeoutInMinutes", "idleTimeoutInMinutes", None),
    ("--remove properties.publicIpAddresses", "publicIpAddresses", None),
    ("--remove publicIpAddresses 0", "publicIpAddresses", [{"id": "→ az:publicIp:rg/a.id"}]),
    (
        "--add publicIpAddresses id=/x/y",
        "publicIpAddresses",
        [{"id": "→ az:publicIp:rg/a.id"}, {"id": "/x/y"}],
    ),
    (
        "--add PUBLICIPADDRESSES id=/x/y",
        "publicIpAddresses",
        [{"id": "→ az:publicIp:rg/a.id"}, {"id": "/x/y"}],
    ),
    ("--add publicIpAddresses", "publicIpAddresses", [{"id": "→ az:publicIp:rg/a.id"}]),
    ("--idle-timeout 9 --set sku.name=Standard", "idleTimeoutInMinutes", 9),
]


@pytest.mark.parametrize(("flags", "path", "expected"), GENERIC)
def test_generic_update(flags: str, path: str, expected: object) -> None:
    script = f"{NATS}az network nat gateway update -g rg -n nat {flags}\n"
    assert shown(made(script)["az:natGateway:rg/nat"].get(path)) == expected


@pytest.mark.parametrize(
    ("flags", "path", "expected"),
    [
        (f"--set natGateway.id={NET}natGateways/nat", "natGateway.id", "→ az:natGateway:rg/nat.id"),
        (f"--set properties.routeTable.id={NET}routeTables/t", "routeTable.id", "→ az:routeTable:rg/t.id"),
        ("--set networkSecurityGroup.id=/x", "networkSecurityGroup.id", "/x"),
        ("--remove natGateway", "natGateway", None),
    ],
)
def test_generic_update_of_a_subnet(flags: str, path: str, expected: object) -> None:
    script = f"{BEFORE}az network vnet subnet update -g rg --vnet-name net -n own {flags}\n"
    assert shown(made(script)["az:subnet:rg/net/own"].get(path)) == expected


POOLS = "az aks create -g rg -n aks --nodepool-name one -c 2\naz aks nodepool add -g rg --cluster-name aks -n two\n"


@pytest.mark.parametrize(
    ("name", "first", "second"),
    [
        ("one", "User", "User"),
        ("ONE", "User", "User"),
        ("two", "System", "System"),
        ("three", "System", "User"),
    ],
)
def test_an_update_reaches_the_pool_it_names(name: str, first: str, second: str) -> None:
    mode = "user" if name.lower() == "one" else "system"
    found = made(f"{POOLS}az aks nodepool update -g rg --cluster-name aks -n {name} --mode {mode}\n")
    cluster, two = found["az:cluster:rg/aks"], found["az:pool:rg/aks/two"]
    assert shown(cluster.get("agentPoolProfiles[0].mode")) == first
    assert shown(two.get("mode")) == second
    assert shown(cluster.get("agentPoolProfiles[0].count")) == 2
    assert ("az:pool:rg/aks/three" in found) is (name == "three")


def test_the_first_pool_shown_before_is_no_pool_of_its_own() -> None:
    found = made(POOLS + "az aks nodepool show -g rg --cluster-name aks -n one\naz aks nodepool update -g rg --cluster-name aks -n one --mode user\n")  # fmt: skip
    assert set(found) == {"az:group:rg", "az:cluster:rg/aks", "az:pool:rg/aks/two"}
