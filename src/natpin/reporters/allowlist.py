"""The IPs of a report as allowlists that partners, proxies and clouds take as they are.

An address that is not known must never be missing silently: ``of`` tells the gaps beside the addresses, and whoever
prints an allowlist prints it only when there are none, or when the user has said that a part will do.
"""

from __future__ import annotations

import ipaddress
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from natpin.model.path import EgressPath, Exit, Role
from natpin.model.record import record
from natpin.model.report import ClusterReport, Report
from natpin.model.resource import Resource
from natpin.model.value import Unknown, items, text

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


@record
class AllowedRange:
    """A CIDR that traffic leaves from."""

    network: Network
    clusters: tuple[str, ...]
    """Names of the clusters that use it."""

    @property
    def note(self) -> str:
        """Which clusters, in characters that every one of the formats takes, at most 200 of them."""
        return re.sub(r"[^A-Za-z0-9 ,._-]", "_", f"AKS {', '.join(self.clusters)}")[:200]


@record
class Gap:
    """Traffic whose addresses are not known."""

    cluster: str
    pool: str
    reason: str
    settle_by: str | None = None


@record
class Allowlist:
    """What a partner has to let in, in numeric order, and what is missing from it."""

    entries: tuple[AllowedRange, ...]
    gaps: tuple[Gap, ...]


@record
class Wish:
    """How it shall look."""

    name: str = "egress_cidrs"
    """Of the Terraform variable; of the Azure rule with hyphens."""
    port: int = 443
    """TCP port that rules open."""


def of(report: Report) -> Allowlist:
    """The addresses of every cluster of a report."""
    users: dict[Network, set[str]] = {}
    gaps: list[Gap] = []
    for stack in report.stacks:
        for cluster in stack.clusters:
            gaps += _of_own_nodes(cluster)
            for path in cluster.paths:
                for found in _addresses(cluster, path):
                    if isinstance(found, Gap):
                        gaps.append(found)
                    else:
                        users.setdefault(found, set()).add(cluster.name)
    gaps += [
        Gap("", "", one.reason if one.is_flag else f"{one.path}: {one.reason}")
        for one in report.skipped
        if one.claims_aks
    ]
    return Allowlist(tuple(_entries(users)), tuple(dict.fromkeys(gaps)))


def _of_own_nodes(cluster: ClusterReport) -> Iterator[Gap]:
    """Nodes that a live cluster provisions by itself: an AKSNodeClass may put them into another subnet, which no resource of
    Azure's tells. Source: AKS, "Node auto-provisioning networking". Files tell the node classes that they declare."""
    mode, source = (
        cluster.resource.get("nodeProvisioningProfile.mode"),
        cluster.resource.traits.get("provider"),
    )
    if (text(mode) or "").lower() == "auto" and text(source) == "azure":
        yield Gap(
            cluster.name,
            "node auto-provisioning",
            "an AKSNodeClass may put nodes into a subnet of its own, which only the cluster's API tells",
            "kubectl get aksnodeclasses shows their subnets; --allow-partial when there are no others",
        )


def _entries(users: Mapping[Network, set[str]]) -> Iterator[AllowedRange]:
    """In order; an address inside a listed prefix is the prefix's."""
    covering: Network | None = None
    merged: dict[Network, set[str]] = {}
    for network in sorted(users, key=lambda one: (one.version, int(one.network_address), one.prefixlen)):
        if (
            covering is None
            or covering.version != network.version
            or int(network.network_address) > int(covering.broadcast_address)
        ):
            covering = network
        merged.setdefault(covering, set()).update(users[network])
    for network, clusters in merged.items():
        yield AllowedRange(network, tuple(sorted(clusters)))


def _addresses(cluster: ClusterReport, path: EgressPath) -> Iterator[Network | Gap]:
    who = f"pods of {path.pool.name}" if path.role is Role.POD else path.pool.name

    def gap(reason: str, settle_by: str | None = None) -> Gap:
        return Gap(cluster.name, who, reason, settle_by)

    if path.exit is Exit.NONE:
        return
    if path.causes or isinstance(path.ips, Unknown):
        causes = path.causes or ((path.ips,) if isinstance(path.ips, Unknown) else ())
        yield from (gap(cause.reason, cause.settle_by) for cause in causes)
        return
    if not path.ips:
        yield gap("its exit has no public IP")
    yield from (gap(more.reason, more.settle_by) for more in path.beside)
    versions = set()
    for ip in path.ips:
        try:
            network = ipaddress.ip_network(ip.cidr or "", strict=False)
        except ValueError:
            why = f": {ip.unaddressed}" if ip.unaddressed else ""
            yield gap(f"the address of {ip.label} is not known{why}", "--azure, once it exists")
            continue
        versions.add(network.version)
        yield network
    families = {str(text(item)).lower() for item in items(cluster.resource.get("networkProfile.ipFamilies"))}
    if "ipv6" in families and 6 not in versions:
        through = f" of {path.nat_gateway.label}" if isinstance(path.nat_gateway, Resource) else ""
        yield gap(f"the cluster speaks IPv6 too, and the IPv6 addresses{through} are not traced")


def cidrs(found: Allowlist, wish: Wish) -> str:
    """One CIDR a line, nothing else."""
    return "".join(f"{entry.network}\n" for entry in found.entries)


def nginx(found: Allowlist, wish: Wish) -> str:
    """For ``include`` in a server or location block. Source: nginx, module ngx_http_access_module."""
    lines = [f"allow {entry.network}; # {entry.note}" for entry in found.entries]
    return "\n".join([*_warning(found), *lines, "deny all;"]) + "\n"


def tfvars(found: Allowlist, wish: Wish) -> str:
    """A Terraform variable: list(string)."""
    lines = [f'  "{entry.network}", # {entry.note}' for entry in found.entries]
    return "\n".join([*_warning(found), f"{wish.name} = [", *lines, "]"]) + "\n"


def _warning(found: Allowlist) -> list[str]:
    return [f"# incomplete: {len(found.gaps)} ways out have no known address"] if found.gaps else []


def aws(found: Allowlist, wish: Wish) -> str:
    """For ``aws ec2 authorize-security-group-ingress --ip-permissions file://…`` (EC2 API, IpPermission)."""
    permission: dict[str, object] = {"IpProtocol": "tcp", "FromPort": wish.port, "ToPort": wish.port}
    for version, name, member in ((4, "IpRanges", "CidrIp"), (6, "Ipv6Ranges", "CidrIpv6")):
        listed = [
            {member: str(entry.network), "Description": entry.note}
            for entry in found.entries
            if entry.network.version == version
        ]
        if listed:
            permission[name] = listed
    return _json([permission])


def aws_prefix_list(found: Allowlist, wish: Wish) -> str:
    """For ``aws ec2 create-managed-prefix-list --entries file://…`` (EC2 API, AddPrefixListEntry). A prefix list is
    of one address family, so it holds the IPv4 ones when there are both."""
    only = min((entry.network.version for entry in found.entries), default=4)
    return _json(
        [
            {"Cidr": str(entry.network), "Description": entry.note}
            for entry in found.entries
            if entry.network.version == only
        ]
    )


def azure(found: Allowlist, wish: Wish) -> str:
    """A rule of a network security group, as ARM takes it (Microsoft.Network/networkSecurityGroups/securityRules)."""
    properties = {
        "description": "egress of AKS, as natpin found it",
        "protocol": "Tcp",
        "access": "Allow",
        "direction": "Inbound",
        "priority": 100,
        "sourceAddressPrefixes": [str(entry.network) for entry in found.entries],
        "sourcePortRange": "*",
        "destinationAddressPrefix": "*",
        "destinationPortRange": str(wish.port),
    }
    return _json({"name": wish.name.replace("_", "-"), "properties": properties})


def azure_ip_rules(found: Allowlist, wish: Wish) -> str:
    """``networkAcls`` of storage accounts, key vaults and their kin. These take IPv4 only, and single addresses instead
    of /31 and /32 (Azure Storage, "Configure Azure Storage firewalls": IP network rules)."""
    rules = []
    for entry in found.entries:
        if entry.network.version == 4:
            small = entry.network.prefixlen >= 31
            values = map(str, entry.network) if small else (str(entry.network),)
            rules += [{"value": value, "action": "Allow"} for value in values]
    return _json({"defaultAction": "Deny", "bypass": "None", "ipRules": rules})


def _json(document: object) -> str:
    return json.dumps(document, indent=2) + "\n"


FORMATS: Mapping[str, Callable[[Allowlist, Wish], str]] = {
    "cidrs": cidrs,
    "nginx": nginx,
    "tfvars": tfvars,
    "aws": aws,
    "aws-prefix-list": aws_prefix_list,
    "azure": azure,
    "azure-ip-rules": azure_ip_rules,
}
IPV4_ONLY = ("azure-ip-rules",)
ONE_FAMILY = ("aws-prefix-list",)


def left_out(found: Allowlist, format_: str) -> Sequence[AllowedRange]:
    """What a format cannot say: a gap of its own."""
    versions = {entry.network.version for entry in found.entries}
    if format_ in IPV4_ONLY or (format_ in ONE_FAMILY and len(versions) > 1):
        return [entry for entry in found.entries if entry.network.version == 6]
    return ()
