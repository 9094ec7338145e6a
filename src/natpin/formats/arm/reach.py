"""What a part of a deployment that cannot be read may do: by what it is called, and by what it is given.

A template changes a resource by naming it. So a module that is not here changes, of what this stack declares, only what
it is given the id or the name of; what it may declare itself, its name often says.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from natpin.formats.arm.kinds import ROUTING, TRANSLATED, words
from natpin.formats.named_after_aks import OTHER_THINGS
from natpin.model.arm_id import parse
from natpin.model.doubt import Reach
from natpin.model.record import record
from natpin.model.resource import (
    AGENT_POOL,
    CLUSTER,
    FIREWALL,
    NAT_GATEWAY,
    PUBLIC_IP,
    PUBLIC_IP_PREFIX,
    ROUTE,
    ROUTE_TABLE,
    SUBNET,
    VIRTUAL_NETWORK,
)
from natpin.model.value import Node, Reference, Unknown, Value, items, members, symbol, text

NETWORKS = (VIRTUAL_NETWORK, SUBNET)
CLUSTERS = (CLUSTER, AGENT_POOL)
ROUTES = (ROUTE_TABLE, ROUTE)
GATEWAYS = (NAT_GATEWAY, PUBLIC_IP, PUBLIC_IP_PREFIX)
EVERYTHING = (*CLUSTERS, *NETWORKS, *ROUTES, *GATEWAYS)

WITH_CHILDREN: dict[str, tuple[str, ...]] = {
    VIRTUAL_NETWORK: NETWORKS,
    SUBNET: (SUBNET,),
    CLUSTER: CLUSTERS,
    AGENT_POOL: (AGENT_POOL,),
    ROUTE_TABLE: ROUTES,
    ROUTE: (ROUTE,),
    NAT_GATEWAY: (NAT_GATEWAY,),
}
"""What can be changed by whoever has the id or name of a resource. A public IP is only ever taken into use."""

_BY_WORD: dict[str, tuple[str, ...]] = {
    word: types
    for listed, types in (
        ("aks kubernetes k8s cluster clusters managedcluster managedclusters kube", CLUSTERS),
        ("nodepool nodepools agentpool agentpools pool pools nodes", (AGENT_POOL,)),
        (
            "network networks networking net vnet vnets virtualnetwork subnet subnets subnetwork hub spoke",
            NETWORKS,
        ),
        ("nat natgateway natgw natgateways egress outbound", (*GATEWAYS, *NETWORKS)),
        (
            "publicip publicips pip pips ip ips prefix publicipprefix publicipaddress",
            (PUBLIC_IP, PUBLIC_IP_PREFIX),
        ),
        ("route routes routing routetable routetables udr udrs firewall fw", (*ROUTES, *NETWORKS)),
        ("peering peerings vpn vwan vhub virtualhub expressroute", NETWORKS),
    )
    for word in listed.split()
}
_FILLER = words(
    "br ts oci public mcr microsoft com bicep modules module avm res ptn main deploy azuredeploy template templates json "
    "https http www nested linked linkedtemplates raw githubusercontent master blob core windows net azurecr io src lib "
    "dependencies dependency infra arm shared common the and of for to in with version"
)
_PHRASES = (
    "network security group",
    "network security perimeter",
    "virtual network link",
    "vnet link",
    "network interface",
    "network watcher",
    "network contributor",
    "public ip diagnostics",
    "private link",
    "flow log",
)
"""Words of networks in names of what is none."""
_WORD = re.compile(r"[A-Z]?[a-z0-9]+|(?:[A-Z](?![a-z]))+")
_KEY = re.compile(
    r"(?i)(?P<kind>subnet|vnet|virtualnetwork|network|cluster|aks|natgateway|natgw|routetable|udr)"
    r"(?:\w{0,80}?(?:id|ids|name|names))?$"
)
_BY_KEY: dict[str, str] = {
    "subnet": SUBNET,
    "vnet": VIRTUAL_NETWORK,
    "virtualnetwork": VIRTUAL_NETWORK,
    "network": VIRTUAL_NETWORK,
    "cluster": CLUSTER,
    "aks": CLUSTER,
    "natgateway": NAT_GATEWAY,
    "natgw": NAT_GATEWAY,
    "routetable": ROUTE_TABLE,
    "udr": ROUTE_TABLE,
}
_AVM = re.compile(r"(?:^|/|:)avm/res/(?P<name>[a-z0-9/-]+)")
_BY_AVM: tuple[tuple[str, tuple[str, ...], bool], ...] = (
    ("container-service/managed-cluster", CLUSTERS, True),
    ("network/virtual-network-gateway", ("Microsoft.Network/virtualNetworkGateways", PUBLIC_IP), False),
    ("network/virtual-network", NETWORKS, True),
    ("network/route-table", ROUTES, True),
    ("network/nat-gateway", GATEWAYS, False),
    ("network/public-ip", (PUBLIC_IP, PUBLIC_IP_PREFIX), False),
    ("network/azure-firewall", (FIREWALL, PUBLIC_IP), False),
    ("network/network-manager", (*ROUTES, SUBNET), True),
    ("network/", ROUTING, False),
)
"""Azure Verified Modules declare what they are named after; the last column says whether they change what they are given."""
_TYPE = re.compile(r"(?i)\bmicrosoft\.[a-z]+(?:/[a-z]+)+")
MAX_GIVEN = 2_000
"""Values looked through in what a module is given."""


@record
class Given:
    """A resource that a part of a deployment is told of, by its id or its name."""

    type: str
    target: Node


def may_declare(name: str) -> tuple[str, ...]:
    """The types that a template of this name, path or address may declare; none when its name says what else it is."""
    for segment in reversed(re.split(r"[/:?]", name)):
        bare = re.sub(r"\.(?:bicep|jsonc?)$", "", segment.strip())
        spaced = " ".join(word.lower() for word in _WORD.findall(bare))
        for phrase in _PHRASES:
            spaced = spaced.replace(phrase, "dns")
        said = [word for word in spaced.split() if word not in _FILLER and re.search(r"[a-z]{2}", word)]
        if not said:
            continue  # a version, main.bicep: what it is in says more
        found = [type_ for word in said for type_ in _BY_WORD.get(word, ())]
        if found:
            return tuple(dict.fromkeys(found))
        return () if any(word in OTHER_THINGS or _made_of_harmless(word) for word in said) else EVERYTHING
    return EVERYTHING


def of_avm(name: str) -> tuple[tuple[str, ...], bool] | None:
    """What an Azure Verified Module declares, and whether it changes what it is given; None for any other module."""
    found = _AVM.search(name)
    if found is None:
        return None
    return next(
        ((types, alters) for start, types, alters in _BY_AVM if found["name"].startswith(start)), ((), False)
    )


def _made_of_harmless(word: str) -> bool:
    return any(word.startswith(known) and word[len(known) :] in OTHER_THINGS for known in OTHER_THINGS)


def given_in(node: Node, names: Mapping[str, Iterable[Given]]) -> Iterator[Given]:
    """The resources that a value tells of: ids in it, references, and the names of what the stack declares.

    ``names`` are the resources of the stack by what identifies their names.
    """
    pending: list[tuple[str, Node]] = [("", node)]
    for _ in range(MAX_GIVEN):
        if not pending:
            return
        key, found = pending.pop()
        if isinstance(found, Value) and isinstance(found.data, Mapping):
            pending += [
                (key if name.lower() in ("id", "value", "name") else name, child)
                for name, child in members(found).items()
            ]
        elif isinstance(found, Value) and isinstance(found.data, tuple):
            pending += [(key, child) for child in items(found)]
        else:
            yield from _told(key, found, names)


def _told(key: str, node: Node, names: Mapping[str, Iterable[Given]]) -> Iterator[Given]:
    identifier = parse(node)
    own = symbol(node)
    if identifier is not None and own is not None and own in names:
        yield from names[own]
        return
    if identifier is not None:
        type_ = TRANSLATED.get(identifier.type.lower())
        if type_ in WITH_CHILDREN:
            yield Given(type_, node)
        return
    if isinstance(node, Reference):
        yield from names.get(f"@{node.target}", ())
        return
    declared = list(names.get(own, ())) if own else []
    yield from declared
    hint = _KEY.search(key)
    if hint is not None and not declared and (isinstance(node, Unknown) or _is_name(text(node))):
        yield Given(_BY_KEY[hint["kind"].lower()], node)


def kinds_of_keys(written: str) -> Iterator[str]:
    """The types that the inputs in a text are called after: ``subnetId:``."""
    for key in re.findall(r"(?<!\w)(\w+)[\"']?[ \t]*:", written):
        hint = _KEY.search(key)
        if hint is not None:
            yield _BY_KEY[hint["kind"].lower()]


def _is_name(written: str | None) -> bool:
    """True for a text that could name a resource: no range of addresses, no version, no size."""
    return bool(written) and re.fullmatch(r"[A-Za-z][\w.-]{0,79}", str(written)) is not None


def reaches(given: Iterable[Given], declares: tuple[str, ...]) -> Iterator[Reach]:
    """What may be changed by whoever is given these, and may declare those."""
    seen: set[tuple[str, str | None]] = set()
    for one in given:
        key = one.type, symbol(one.target)
        if key in seen or len(seen) > 50:
            continue
        seen.add(key)
        types = WITH_CHILDREN[one.type]
        yield Reach(types, one.target, adds=len(types) > 1)
    if declares:
        yield Reach(declares, adds=True, alters=False)


def spoken_of(written: str) -> tuple[str, ...]:
    """The types, with their children, that a text speaks of and that bear on egress."""
    found = [TRANSLATED.get(name.lower()) for name in _TYPE.findall(written)]
    return tuple(
        dict.fromkeys(
            type_ for name in found if name is not None for type_ in WITH_CHILDREN.get(name, (name,))
        )
    )
