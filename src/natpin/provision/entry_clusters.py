"""The clusters of an entry of natpin.yaml."""

from __future__ import annotations

from natpin.languages.located_yaml.checked import Written, suggestion
from natpin.model.resource import CLUSTER, same_type
from natpin.provision.desired import OUTBOUND_TYPES, ClusterCreation, DesiredCluster
from natpin.provision.entry_names import CLUSTER_NAME, Home
from natpin.provision.families import IPV4, IPV6
from natpin.provision.ids import parse
from natpin.provision.migrations import OWN_NAT


def clusters_of(written: Written, home: Home) -> tuple[DesiredCluster, ...]:
    """One cluster, or a list of those that share the subnets."""
    found: dict[str, DesiredCluster] = {}
    for entry in written.list("cluster") if isinstance(written.data, list | tuple) else (written,):
        made = _cluster(entry, home)
        if made.id.lower() in found:
            entry.wrong(f"the cluster {parse(made.id).name} is listed twice")
        found[made.id.lower()] = made
    if not found:
        written.wrong("cluster must name at least one")
    return tuple(found.values())


def _cluster(written: Written, home: Home) -> DesiredCluster:
    parts = written.mapping("cluster", ("name", "resource-group", "outbound-type", "create"), ("name",))
    outbound = (
        parts["outbound-type"].one_of("outbound-type", OUTBOUND_TYPES)
        if "outbound-type" in parts
        else OWN_NAT
    )
    create = _creation(parts["create"]) if "create" in parts else None
    return DesiredCluster(home.id(parts, CLUSTER, CLUSTER_NAME), outbound, create, written.at)


_CREATION_KEYS = (
    "network-plugin",
    "network-plugin-mode",
    "node-count",
    "vm-size",
    "identity",
    "kubernetes-version",
    "ip-families",
)


def _creation(written: Written) -> ClusterCreation:
    parts = written.mapping("create", _CREATION_KEYS, ("identity",))
    plugin = (
        parts["network-plugin"].one_of("network-plugin", ("azure", "none"))
        if "network-plugin" in parts
        else "azure"
    )
    mode: str | None = "overlay" if plugin == "azure" else None
    if "network-plugin-mode" in parts:
        word = parts["network-plugin-mode"].one_of("network-plugin-mode", ("overlay", "none"))
        mode = None if word == "none" else word
        if mode and plugin == "none":
            parts["network-plugin-mode"].wrong("network-plugin none has no mode")
    count = parts["node-count"].whole("node-count") if "node-count" in parts else 3
    if not 1 <= count <= 1000:
        parts["node-count"].wrong(f"node-count must be 1 to 1000, not {count}")
    families: tuple[str, ...] = ()
    if "ip-families" in parts:
        families = tuple(
            each.one_of("each of ip-families", (IPV4, IPV6))
            for each in parts["ip-families"].list("ip-families")
        )
        if families not in ((IPV4,), (IPV4, IPV6)):
            # AKS, "Use dual-stack networking": nodes and pods are IPv4, or both
            parts["ip-families"].wrong("ip-families must be [IPv4] or [IPv4, IPv6]")
    identity = parts["identity"].text("identity")
    if identity != "system" and not same_type(
        parse(identity).type, "Microsoft.ManagedIdentity/userAssignedIdentities"
    ):
        parts["identity"].wrong(
            f"identity must be 'system' or the id of a user-assigned identity, not {parts['identity'].kind}"
            f"{suggestion(identity, ('system',))}"
        )
    return ClusterCreation(
        plugin,
        mode,
        count,
        parts["vm-size"].text("vm-size") if "vm-size" in parts else None,
        identity,
        parts["kubernetes-version"].text("kubernetes-version") if "kubernetes-version" in parts else None,
        families,
    )
