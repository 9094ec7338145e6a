"""Why a wanted change cannot or may not be made, each reason with what to do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from natpin.model.azure_defaults import GATEWAY_IPS
from natpin.model.change import PropertyChange
from natpin.model.resource import (
    CLUSTER,
    NAT_GATEWAY,
    PUBLIC_IP,
    PUBLIC_IP_PREFIX,
    SUBNET,
    same_type,
)
from natpin.provision.address_blockers import against_address
from natpin.provision.authorized import lock_outs
from natpin.provision.bodies import desired, differences, equal, gateway_ips, ids_in, network, read
from natpin.provision.bystanders import moved_without_a_word
from natpin.provision.desired import (
    CLUSTER_CREATE,
    GATEWAY_CHANGE,
    IP_RETIRE,
    OUTBOUND_TYPE_CHANGE,
    Desired,
    Retired,
)
from natpin.provision.detaching import against_detaching
from natpin.provision.families import IPV4, IPV6, addresses_in
from natpin.provision.ids import covers, parent_of, parse, same
from natpin.provision.migrations import AS_OF, OWN_NAT, in_place
from natpin.provision.observed import Observed, balancer_ips, gateway_of, outbound_type, pool_subnets
from natpin.provision.ports import Live
from natpin.provision.targets import OUTBOUND, Target

NO_STANDARD_V2 = frozenset(
    name.lower()
    for name in (
        "Microsoft.Sql/managedInstances",
        "Microsoft.ContainerInstance/containerGroups",
        "Microsoft.DBforPostgreSQL/flexibleServers",
        "Microsoft.DBforMySQL/flexibleServers",
        "Microsoft.Web/serverFarms",
        "Microsoft.App/environments",
        "Microsoft.DataFactory/factories",
        "Microsoft.PowerPlatform/enterprisePolicies",
        "Microsoft.StreamAnalytics/streamingJobs",
        "Microsoft.Network/dnsResolvers",
    )
)
"""Delegations that a StandardV2 gateway does not serve. Source: NAT gateway, "Migrate to StandardV2"."""


def obstacles(
    target: Target,
    live: Live | None,
    changes: tuple[PropertyChange, ...],
    wanted: Desired,
    found: Observed,
    allow: frozenset[str],
) -> tuple[str, ...]:
    """Everything in the way of a target; ``changes`` is what would be written to it, where it exists."""
    writes = bool(changes) if live is not None else target.create is not None
    why = found.unreadable.get(target.id.lower())
    if why is not None and "MissingSubscriptionRegistration" in why:
        namespace = target.type.partition("/")[0]
        return (f"the subscription is not registered for it: az provider register --namespace {namespace}",)
    if why is not None:
        return (f"it could not be read: {why}",)
    if live is None and target.create is None:
        if target.optional:
            return ()
        return (f"it does not exist: {target.missing}",)
    reasons = [*_fixed(target, live), *_of_its_type(target, live, writes, wanted, found, allow)]
    if live is not None and changes:
        reasons += moved_without_a_word(target, live, changes, wanted, found, allow)
        reasons += lock_outs(target, live, changes, wanted, found, allow)
    if writes:
        reasons += _locked(target, found)
        reasons += _forbidden(target, found)
        reasons += found.refused.get(target.id.lower(), ())
    return tuple(dict.fromkeys(reasons))


def _fixed(target: Target, live: Live | None) -> Iterator[str]:
    if live is None:
        return
    if live.state == "deleting":
        yield "it is being deleted: wait until it is gone, then plan again"
    for path, value in target.fixed.items():
        actual = read(live.body, path)
        if path == "sku.name" and actual is None:
            actual = "Standard"  # what Azure makes of a NAT gateway or a prefix that names none
        if not equal(actual if actual is not None else [], value if value is not None else []):
            yield (
                f"its {path.removeprefix('properties.')} is {_word(actual)}, {_word(value)} is wanted, and Azure changes "
                f"that on no existing resource: want {_word(actual)}, or choose another name"
            )


def _word(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "none"
    return "none" if value is None else str(value)


def _locked(target: Target, found: Observed) -> Iterator[str]:
    for lock in found.locks:
        if lock.level.lower() == "readonly" and covers(lock.scope, target.id):
            yield (
                f"the ReadOnly lock {lock.id} forbids every write: have it removed for the apply, or replaced by "
                "CanNotDelete, which does not hinder this"
            )


def _forbidden(target: Target, found: Observed) -> Iterator[str]:
    for action, scope in found.needed.get(target.id.lower(), ()):
        why = found.forbids(action, scope)
        if why is not None:
            yield f"missing permission {action} at {scope}: {why}; assign a role that holds it, then plan again"


def _of_its_type(
    target: Target, live: Live | None, writes: bool, wanted: Desired, found: Observed, allow: frozenset[str]
) -> Iterator[str]:
    if same_type(target.type, SUBNET):
        yield from _subnet(target, live, wanted, allow)
        if live is not None:
            yield from against_detaching(live, differences(target, live.body), wanted, found, allow)
    elif same_type(target.type, NAT_GATEWAY):
        yield from _gateway(target, live, wanted, found)
        yield from _retiring(target, live, wanted, found, allow)
    elif same_type(target.type, PUBLIC_IP) or same_type(target.type, PUBLIC_IP_PREFIX):
        yield from against_address(target, live, wanted, found)
    elif same_type(target.type, CLUSTER):
        yield from _cluster(target, live, writes, wanted, found, allow)


def _retiring(
    target: Target, live: Live | None, wanted: Desired, found: Observed, allow: frozenset[str]
) -> Iterator[str]:
    """Reasons against taking an IP off a NAT gateway."""
    if live is None:
        return
    leaving = _leaving((id_ for path in target.excluded for id_ in ids_in(read(live.body, path))), wanted)
    for each in _too_early(leaving, found):
        yield (
            f"{parse(each.id).name} is promised until {each.after}: plan it when that day has passed, or leave it out of "
            "retire until then"
        )
    if leaving and IP_RETIRE not in allow:
        yield (
            f"taking {', '.join(parse(each.id).name for each in leaving)} off breaks the connections that use it, and must "
            f"be asked for by name: add {IP_RETIRE} under allow: in natpin.yaml"
        )
    if leaving and not gateway_ips(desired(target, live.body)):
        yield "it would have no public IP left, and nothing could leave: give it another first"


def _subnet(target: Target, live: Live | None, wanted: Desired, allow: frozenset[str]) -> Iterator[str]:
    if live is None:
        return
    other = gateway_of(live)
    if other and not same(other, wanted.gateway.id) and GATEWAY_CHANGE not in allow:
        yield (
            f"the subnet uses the NAT gateway {other}, and natpin detaches nothing unasked: name that gateway under "
            f"nat-gateway, or add {GATEWAY_CHANGE} under allow: in natpin.yaml to have the subnet go over in one write"
        )
    written = next((subnet.prefixes for subnet in wanted.subnets if same(subnet.id, target.id)), ())
    actual = _prefixes(live)
    there = {network(each) for each in actual}
    for prefix in (each for each in written if actual and network(each) not in there):
        yield f"its prefix is {', '.join(actual)}, {prefix} is wanted, and natpin moves no subnet: write the prefix it has"
    if wanted.gateway.sku == "StandardV2":
        delegations = read(live.body, "properties.delegations")
        for delegation in delegations if isinstance(delegations, list) else []:
            service = read(delegation, "properties.serviceName") if isinstance(delegation, Mapping) else None
            if isinstance(service, str) and service.lower() in NO_STANDARD_V2:
                yield f"the subnet is delegated to {service}, which a StandardV2 NAT gateway does not serve: use Standard"


def _prefixes(live: Live) -> list[str]:
    many = read(live.body, "properties.addressPrefixes")
    if isinstance(many, list) and many:
        return [str(item) for item in many]
    one = read(live.body, "properties.addressPrefix")
    return [one] if isinstance(one, str) else []


def _gateway(target: Target, live: Live | None, wanted: Desired, found: Observed) -> Iterator[str]:
    if live is not None:
        for id_ in ids_in(read(live.body, "properties.subnets")):
            if not same(parent_of(id_), wanted.network.id):
                yield (
                    f"it serves {id_}, of another virtual network, and a NAT gateway serves one only: name another "
                    "NAT gateway"
                )
    body = desired(target, live.body) if live is not None else (target.create or {})
    for version in (IPV4, IPV6):
        ips = gateway_ips(body, version)
        count = sum(_count(id_, version, wanted, found) for id_ in ips)
        if count > GATEWAY_IPS.most:
            family = " IPv6" if version == IPV6 else ""
            yield f"it would have {count} public{family} IPs, and can have {GATEWAY_IPS.most}: name fewer, or a longer prefix"


def _count(ip_id: str, version: str, wanted: Desired, found: Observed) -> int:
    """How many addresses an IP or a prefix has; one where its length is not known."""
    live = found.live(ip_id)
    length = read(live.body, "properties.prefixLength") if live is not None else None
    if isinstance(length, int) and addresses_in(length, version) >= 1:
        return addresses_in(length, version)
    prefix = wanted.prefix_at(ip_id)
    return prefix.count if prefix is not None else 1


def _cluster(
    target: Target, live: Live | None, writes: bool, wanted: Desired, found: Observed, allow: frozenset[str]
) -> Iterator[str]:
    """Source: AKS, "Customize cluster egress with outbound types in AKS", updating the outbound type of a cluster."""
    if live is None:
        if CLUSTER_CREATE not in allow:
            yield f"creating a cluster must be asked for by name: add {CLUSTER_CREATE} under allow: in natpin.yaml"
        return
    if not writes:
        return
    before = outbound_type(live)
    after = str(target.owned.get(OUTBOUND) or "")
    changes = any(change.path == OUTBOUND for change in differences(target, live.body))
    if not changes:
        return
    subnets = pool_subnets(live)
    if not subnets:
        yield (
            f"AKS manages its virtual network, and changes {before} to {after} on no such cluster: it takes a cluster "
            "in a subnet of your own"
        )
        return
    if not in_place(before, after, own_network=True):
        yield f"AKS does not change the outbound type {before} to {after} in place (as of {AS_OF}): it takes another cluster"
    yield from _promised(live, wanted, found)
    if OUTBOUND_TYPE_CHANGE not in allow:
        yield (
            f"changing the outbound type interrupts egress and must be asked for by name: add {OUTBOUND_TYPE_CHANGE} "
            "under allow: in natpin.yaml"
        )
    if equal(after, OWN_NAT):
        served = {subnet.id.lower() for subnet in wanted.subnets if subnet.attached}
        for id_ in subnets:
            if id_.lower() in served:
                continue
            subnet = found.live(id_)
            if subnet is None or not gateway_of(subnet):
                yield f"a pool of it is in {id_}, which has no NAT gateway: add it under subnets"
    power = read(live.body, "properties.powerState.code")
    if isinstance(power, str) and power.lower() != "running":
        yield f"it is {power.lower()}: start it first"


def _promised(cluster: Live, wanted: Desired, found: Observed) -> Iterator[str]:
    """Reasons against letting AKS release the load balancer's IPs: they are promised for longer."""
    for each in _too_early(_leaving(balancer_ips(cluster), wanted), found):
        shown = found.address(each.id) or parse(each.id).name
        yield (
            f"{shown}, of its load balancer, is promised until {each.after}: change the outbound type when that day has "
            "passed"
        )


def _leaving(ids: Iterable[str], wanted: Desired) -> list[Retired]:
    """Those of the IPs of a gateway or a load balancer that shall be used no longer."""
    there = {id_.lower() for id_ in ids}
    return [each for each in wanted.retired if each.id.lower() in there]


def _too_early(leaving: Iterable[Retired], found: Observed) -> list[Retired]:
    """Those whose last day has not passed."""
    return [each for each in leaving if found.today <= each.after]
