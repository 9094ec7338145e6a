"""A node pool made again by ``az aks nodepool add``, since ``natpin apply`` makes none: with the same settings, as far as flags say
them, and with a word on each that they do not.

Sources: AKS, "Create node pools for a cluster" (limitations of names); ``az aks nodepool add``, its flags.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping
from typing import Any

from natpin.errors import Refused
from natpin.provision.bodies import equal, read

LONGEST = {"linux": 12, "windows": 6}
"""Characters of a pool's name. Source: AKS, "Create node pools for a cluster", limitations."""
_FLAGS = (
    ("mode", "--mode"),
    ("osType", "--os-type"),
    ("osSKU", "--os-sku"),
    ("vmSize", "--node-vm-size"),
    ("osDiskSizeGB", "--node-osdisk-size"),
    ("osDiskType", "--node-osdisk-type"),
    ("maxPods", "--max-pods"),
    ("orchestratorVersion", "--kubernetes-version"),
)
"""Properties of a pool with the flag that sets each."""
_OTHERWISE = frozenset(
    {
        "name", "count", "minCount", "maxCount", "enableAutoScaling", "availabilityZones", "nodeLabels", "nodeTaints", "tags",
        "vnetSubnetID", "provisioningState", "powerState", "currentOrchestratorVersion", "nodeImageVersion", "eTag", "type",
        "kubeletDiskType", "upgradeSettings", "enableNodePublicIP", "scaleDownMode", "id", "eTags",
    }
)  # fmt: skip
"""What is said by other flags, is Azure's own, or is a default that a new pool has as well."""


def name_like(profile: Mapping[str, Any], taken: set[str]) -> str:
    """A name for a pool made after an old one's pattern, not among those that are ``taken``; it is then. Raises Refused."""
    old = str(read(profile, "name"))
    longest = LONGEST["windows" if equal(read(profile, "osType"), "Windows") else "linux"]
    for number in range(2, 100):
        made = old[: longest - len(str(number))] + str(number)
        if made.lower() not in taken:
            taken.add(made.lower())
            return made
    raise Refused(f"there is no free name like {old} for a node pool")


def adding(profile: Mapping[str, Any], where: str, name: str, subnet: str) -> Iterator[str]:
    """The command, after a comment on what it leaves out. ``where``: the flags that name the cluster."""
    left = sorted(
        key
        for key, value in profile.items()
        if value and key not in _OTHERWISE and key not in {path for path, _ in _FLAGS}
    )
    if left:
        yield f"# {read(profile, 'name')} has more, which is not carried over: {', '.join(left)}"
    flags = [f"{flag} {shlex.quote(str(value))}" for path, flag in _FLAGS if (value := read(profile, path))]
    yield " ".join(
        [
            f"az aks nodepool add {where} --name {shlex.quote(name)}",
            f"--vnet-subnet-id {shlex.quote(subnet)}",
            *flags,
            *_sized(profile),
        ]
    )


def _sized(profile: Mapping[str, Any]) -> Iterator[str]:
    yield f"--node-count {read(profile, 'count') or 3}"
    if read(profile, "enableAutoScaling"):
        yield f"--enable-cluster-autoscaler --min-count {read(profile, 'minCount')} --max-count {read(profile, 'maxCount')}"
    for path, flag in (("availabilityZones", "--zones"), ("nodeTaints", "--node-taints")):
        listed = read(profile, path)
        if isinstance(listed, list) and listed:
            joined = " " if flag == "--zones" else ","
            yield f"{flag} {joined.join(shlex.quote(str(one)) for one in listed)}"
    labels = read(profile, "nodeLabels")
    if isinstance(labels, Mapping) and labels:
        yield "--labels " + " ".join(shlex.quote(f"{key}={value}") for key, value in sorted(labels.items()))
