"""Where a cluster cannot get to pinned IPs in place: the way to a new cluster beside it, as far as an entry with ``create:`` makes
one. Its workloads, and whoever uses them, are moved by people.

Source of what no cluster that stays can do: AKS, "Customize cluster egress with outbound types" (``natpin.provision.migrations``).
"""

from __future__ import annotations

import ipaddress
import shlex
from collections.abc import Mapping
from typing import Any

from natpin.adoption.assessment import Assessment
from natpin.adoption.notices import effects, obstacles, writes
from natpin.adoption.partners import announced, concerned
from natpin.adoption.pool_commands import adding, name_like
from natpin.adoption.stages import announce, leaving, with_states
from natpin.adoption.way import DONE, LATER, Back, Stage, Way
from natpin.adoption.wish import Choices, length_for, nodes
from natpin.errors import Refused
from natpin.model.contract import Contract
from natpin.model.record import replace
from natpin.model.resource import CLUSTER, NAT_GATEWAY, PUBLIC_IP_PREFIX, VIRTUAL_NETWORK
from natpin.provision.authorized import addresses
from natpin.provision.bodies import equal, read
from natpin.provision.desired import (
    ALLOCATE,
    CLUSTER_CREATE,
    ClusterCreation,
    Desired,
    DesiredCluster,
    DesiredGateway,
    DesiredNetwork,
    DesiredPrefix,
    DesiredSubnet,
)
from natpin.provision.ids import parse, resource_id
from natpin.provision.observed import Observed
from natpin.provision.occupancy import pools
from natpin.provision.plan import make, plan
from natpin.provision.ports import Cloud, Live

CREATE, POOLS, LEAVE = "create", "pools", "leave"
SYSTEM = "system"
"""The name of the pool that ``create:`` makes."""
_OF_A_POOL = ("enableAutoScaling", "availabilityZones", "nodeLabels", "nodeTaints")
"""What it says nothing of, of a pool."""
NODES = 20
"""The prefix length of the new node subnet, where the address space is not smaller: 4096 addresses."""
_MADE = frozenset(
    {
        "agentPoolProfiles",
        "dnsPrefix",
        "kubernetesVersion",
        "networkProfile",
        "nodeResourceGroup",
        "provisioningState",
        "powerState",
        "fqdn",
        "azurePortalFQDN",
        "currentKubernetesVersion",
        "maxAgentPools",
        "identityProfile",
        "resourceUID",
        "servicePrincipalProfile",
        "enableRBAC",
        "supportPlan",
    }
)
"""Properties of a cluster that ``create:`` says, that Azure fills in, or that are as they are made."""


def way_anew(assessment: Assessment, choices: Choices, contract: Contract | None, cloud: Cloud) -> Way:
    """The stages. It only reads. Raises Refused for a wish that cannot be, CloudError when Azure cannot be asked."""
    old = assessment.standing.cluster
    wish = _wish(old, choices)
    allow = frozenset({CLUSTER_CREATE})
    whole, seen = make(wish, allow, cloud)
    cidrs = tuple(sorted(cidr for cidr in addresses(wish, seen).values() if cidr))
    partners = concerned(leaving(assessment), contract, wish.ip_ids, cidrs)
    stages = [
        _allocate(wish, seen, bool(cidrs)),
        announce(announced(contract, partners, wish.ip_ids, cidrs)),
        Stage(
            CREATE,
            f"the cluster {choices.new}, its network and its NAT gateway are made",
            DONE if seen.live(wish.clusters[0].id) is not None else LATER,
            Back(
                None,
                (),
                (
                    f"Nothing runs on {choices.new} yet: az aks delete --ids {wish.clusters[0].id}. natpin deletes nothing.",
                ),
            ),
            wish,
            allow=(CLUSTER_CREATE,),
            writes=writes(whole, wish),
            notices=effects(whole, wish),
            obstacles=obstacles(whole, wish),
            after=tuple(_not_carried(old, choices.new)),
            step=whole,
            seen=seen,
        ),
        *_pools(old, wish, seen),
        _leave(old, choices.new),
    ]
    return Way(replace(assessment, end=wish, found=seen), partners, with_states(stages), cidrs)


def _wish(old: Live, choices: Choices) -> Desired:
    own = parse(old.id)
    if choices.new.lower() == own.name.lower():
        raise Refused(f"--new {choices.new}: a new cluster beside {own.name} needs another name")
    space = ipaddress.ip_network(choices.space)
    subnet = next(space.subnets(new_prefix=max(space.prefixlen, NODES)))

    def named(type_: str, name: str) -> str:
        return resource_id(own.subscription, own.group, type_, name)

    network = named(VIRTUAL_NETWORK, f"vnet-{choices.new}")
    first = _first(old)
    count, size, version = (
        read(first, "count"),
        read(first, "vmSize"),
        read(old.body, "properties.kubernetesVersion"),
    )
    plugin = str(read(old.body, "properties.networkProfile.networkPlugin") or "azure")
    mode = str(read(old.body, "properties.networkProfile.networkPluginMode") or "")
    flat = equal(plugin, "azure") and not equal(mode, "overlay")
    creation = ClusterCreation(
        "none" if equal(plugin, "none") else "azure",
        None if flat or equal(plugin, "none") else "overlay",
        count if isinstance(count, int) and count > 0 else 3,
        size if isinstance(size, str) else None,
        "system",
        version if isinstance(version, str) else None,
    )
    prefix = choices.prefix or f"pfx-{choices.new}"
    return Desired(
        name=choices.entry or choices.new,
        subscription=own.subscription.lower(),
        resource_group=own.group,
        location=str(read(old.body, "location") or "").replace(" ", "").lower(),
        network=DesiredNetwork(network, (str(space),)),
        subnets=(DesiredSubnet(f"{network}/subnets/nodes", str(subnet)),),
        gateway=DesiredGateway(named(NAT_GATEWAY, choices.gateway or f"nat-{choices.new}"), choices.sku),
        prefix=DesiredPrefix(named(PUBLIC_IP_PREFIX, prefix), choices.length or length_for(nodes([old]))),
        clusters=(DesiredCluster(named(CLUSTER, choices.new), create=creation),),
    )


def _allocate(wish: Desired, seen: Observed, allocated: bool) -> Stage:
    assert wish.prefix is not None
    step = plan(replace(wish, stage=ALLOCATE), seen, frozenset())
    name = parse(wish.prefix.id).name
    return Stage(
        ALLOCATE,
        f"the prefix {name} exists, and nothing uses it",
        DONE if allocated else LATER,
        Back(
            None,
            (),
            (
                f"Nothing uses {name}: az network public-ip prefix delete --ids {wish.prefix.id}. natpin deletes nothing.",
            ),
        ),
        wish,
        ALLOCATE,
        writes=writes(step, wish),
        notices=effects(step, wish) or ("Nothing.",),
        obstacles=obstacles(step, wish),
        step=step,
        seen=seen,
    )


def _not_carried(old: Live, new: str) -> list[str]:
    """What ``create:`` does not say of the old cluster, and somebody has to see to before anything runs on the new one."""
    name = parse(old.id).name
    told = [f"The identity of {new} has Network Contributor on its subnet (natpin assigns no roles)."]
    first = _first(old)
    more = [key for key in _OF_A_POOL if read(first, key)]
    if more:
        told.append(
            f"The pool {SYSTEM} of {new} has the size and the node count of {read(first, 'name')}. What else that has is set there "
            f"({', '.join(more)}: az aks nodepool update), or takes another system pool (az aks nodepool add)."
        )
    properties = old.body.get("properties")
    set_ = (
        sorted(key for key, value in properties.items() if key not in _MADE and value)
        if isinstance(properties, dict)
        else []
    )
    if set_:
        told.append(
            f"What else {name} has is set on {new} where it is needed: natpin carries none of it over ({', '.join(set_)})."
        )
    return told


def _first(old: Live) -> Mapping[str, Any]:
    """The pool of the old cluster after which the entry makes the new one's: its first system pool."""
    every = list(pools(old.body))
    return next((one for one in every if equal(read(one, "mode"), "System")), next(iter(every), {}))


def _pools(old: Live, wish: Desired, seen: Observed) -> list[Stage]:
    """The further pools, made by commands: ``create:`` makes one, and ``natpin apply`` none. None where there are none."""
    first, new = _first(old), wish.clusters[0].id
    others = [one for one in pools(old.body) if one is not first]
    if not others:
        return []
    cluster, subnet = parse(new), wish.subnets[0].id
    where = f"--resource-group {shlex.quote(cluster.group)} --cluster-name {shlex.quote(cluster.name)}"
    taken = {SYSTEM, *(str(read(one, "name")).lower() for one in others)}
    names = [
        name_like(one, taken) if equal(read(one, "name"), SYSTEM) else str(read(one, "name"))
        for one in others
    ]
    live = seen.live(new)
    there = {str(read(one, "name")).lower() for one in pools(live.body)} if live is not None else set()
    lines = [
        "#!/usr/bin/env bash",
        f"# The further pools of {parse(old.id).name} on {cluster.name}, as natpin adopt wrote them. They leave from the new IPs.",
        "set -euo pipefail",
        f"az account set --subscription {cluster.subscription}",
    ]
    for one, name in zip(others, names, strict=True):
        lines += ["", *adding({**one, "orchestratorVersion": None}, where, name, subnet)]
    return [
        Stage(
            POOLS,
            f"the further pools of {parse(old.id).name} are made on {cluster.name}, by commands: natpin apply makes no pools",
            DONE if all(name.lower() in there for name in names) else LATER,
            Back(
                None,
                (),
                tuple(
                    f"Nothing runs on it yet: az aks nodepool delete {where} --name {shlex.quote(name)}."
                    for name in names
                ),
            ),
            writes=tuple(f"create agentPools {name} (az)" for name in names),
            notices=("Nothing: nothing runs on them yet.",),
            script="\n".join([*lines, ""]),
        )
    ]


def _leave(old: Live, new: str) -> Stage:
    name = parse(old.id).name
    return Stage(
        LEAVE,
        f"the workloads of {name} go over to {new}, and {name} is deleted",
        LATER,
        Back(
            None, (), (f"Until {name} is deleted, its workloads run there, and leave from the present IPs.",)
        ),
        notices=(
            f"Connections of what is deployed on {new} leave from the new IPs; those of what still runs on {name} from the present ones.",
        ),
        after=(
            f"Everything of {name} is deployed on {new}, and its users are directed there.",
            "The last day that the present IPs are promised to anybody has passed.",
        ),
    )
