"""How long an idle connection lives once a subnet leaves through another exit: the one place that tells it, to plans and to ways.

Sources: AKS, "Configure a public standard load balancer" (the idle timeout of its outbound rules, 30 minutes unless chosen); NAT
gateway, "Azure NAT Gateway resource" (4 minutes unless chosen).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from natpin.model.azure_defaults import azure_default
from natpin.model.resource import CLUSTER, NAT_GATEWAY
from natpin.provision.bodies import equal, read
from natpin.provision.desired import Desired
from natpin.provision.ids import parse
from natpin.provision.migrations import LOAD_BALANCER
from natpin.provision.observed import Observed, gateway_of, outbound_type, pool_subnets
from natpin.provision.ports import Live

_GATEWAY_IDLE = "idleTimeoutInMinutes"
_BALANCER_IDLE = "networkProfile.loadBalancerProfile.idleTimeoutInMinutes"


def idle_otherwise(subnet: Live, wanted: Desired, found: Observed, *, attached: bool = True) -> Iterator[str]:
    """A sentence for each way out of a subnet whose idle connections live for another time once it is on the entry's NAT gateway
    (or, not ``attached``, once it is off it).

    Nothing is told where the other end is no NAT gateway and no load balancer of AKS's: its timeout is not known.
    """
    clusters = [
        live
        for live in found.clusters
        if equal(outbound_type(live), LOAD_BALANCER)
        and subnet.id.lower() in {id_.lower() for id_ in pool_subnets(live)}
    ]
    if not attached:
        before = _of_gateway(found.live(gateway_of(subnet)))
        for live in clusters:
            yield from _told(f"of {parse(live.id).name}", before, _of_balancer(live), ours=False)
        return
    then = wanted.gateway.idle_minutes or _of_gateway(found.live(wanted.gateway.id))
    other = gateway_of(subnet)
    if other:
        gateway = found.live(other)
        if gateway is not None:
            yield from _told(f"from the subnet {parse(subnet.id).name}", _of_gateway(gateway), then)
        return
    for live in clusters:
        yield from _told(f"of {parse(live.id).name}", _of_balancer(live), then)


def _told(whose: str, now: int, then: int, *, ours: bool = True) -> Iterator[str]:
    """``ours``: the later timeout is one that the entry can choose."""
    if then == now:
        return
    told = f"TCP connections {whose} that are idle are dropped after {then} minutes, no longer after {now}"
    if then < now:
        told += f": keepalives under {then} minutes keep them"
        told += ", or idle-timeout-minutes under nat-gateway in natpin.yaml" if ours else ""
    yield told


def _of_gateway(gateway: Live | None) -> int:
    return _minutes(gateway.body if gateway is not None else {}, NAT_GATEWAY, _GATEWAY_IDLE)


def _of_balancer(cluster: Live) -> int:
    return _minutes(cluster.body, CLUSTER, _BALANCER_IDLE)


def _minutes(body: Mapping[str, Any], type_: str, path: str) -> int:
    """What is set, else what Azure takes."""
    set_ = read(body, f"properties.{path}")
    minutes = set_ if isinstance(set_, int) else azure_default(type_, path)
    assert isinstance(minutes, int)
    return minutes
