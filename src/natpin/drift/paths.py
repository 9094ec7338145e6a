"""Two egress paths of one pool: do they leave from the same IPs?"""

from __future__ import annotations

from enum import Enum

from natpin.drift.pairs import Pairs, live_id
from natpin.drift.properties import spelled
from natpin.graph import Graph
from natpin.model.path import CHOSEN_BY_AKS, EgressPath, Exit, IpRange
from natpin.model.resource import Resource
from natpin.model.value import Unknown


class Moved(Enum):
    """What became of a pool's way out."""

    NO = "no"
    YES = "yes"
    PERHAPS = "perhaps"
    """The declaration does not tell from which IPs traffic is to leave."""


def moved(declared: EgressPath, live: EgressPath, graph: Graph, pairs: Pairs) -> Moved:
    """Whether traffic leaves from other IPs than declared. ``graph`` is the declared one."""
    if Exit.UNKNOWN in (declared.exit, live.exit):
        return Moved.PERHAPS
    if declared.exit is not live.exit:
        return Moved.YES
    if isinstance(declared.ips, Unknown) or isinstance(live.ips, Unknown):
        # an exit without IPs of its own (an appliance, node IPs): the same exit is all that can be said
        same = isinstance(declared.ips, Unknown) and isinstance(live.ips, Unknown)
        return Moved.NO if same else Moved.PERHAPS
    if declared.exit in (Exit.LOAD_BALANCER, Exit.MANAGED_NAT_GATEWAY) and not any(
        ip.address or ip.cidr for ip in declared.ips
    ):
        return Moved.NO  # CHOSEN_BY_AKS: any are as declared
    return _moved(declared.ips, live.ips, graph, pairs)


def _moved(declared: tuple[IpRange, ...], live: tuple[IpRange, ...], graph: Graph, pairs: Pairs) -> Moved:
    there = {_key(ip.address) for ip in live if ip.address} | {_norm(ip.cidr) for ip in live if ip.cidr}
    found: set[str] = set()
    unclear = False
    for ip in declared:
        keys, certain = _keys(ip, graph, pairs)
        hit = keys & there
        if hit and not (ip.cidr and _norm(ip.cidr) not in there and any(other.cidr for other in live)):
            found |= hit
        elif certain:
            return Moved.YES
        else:
            unclear = True
    if unclear:
        return Moved.PERHAPS
    extra = [ip for ip in live if not ({_key(ip.address), _norm(ip.cidr or "")} & found)]
    return Moved.YES if extra else Moved.NO


def _keys(ip: IpRange, graph: Graph, pairs: Pairs) -> tuple[set[str], bool]:
    """What identifies a declared IP among live ones, and whether its not being there is certain."""
    keys = {_norm(ip.cidr)} if ip.cidr else set()
    resource = graph.get(ip.address) if ip.address else None
    if resource is None:
        return (keys or {ip.label.lower()}), bool(keys)
    pair = pairs.of(resource)
    if isinstance(pair, Resource):
        keys.add(_key(live_id(pair)))
    return keys, not isinstance(pair, Unknown)


def _key(address: str) -> str:
    return address.lower()


def _norm(literal: str | None) -> str:
    return spelled(literal) if literal else ""


def leaves(path: EgressPath, graph: Graph | None = None, pairs: Pairs | None = None) -> str:
    """Where a path's traffic leaves, to stand after "from". With ``pairs``, declared IPs are told by the addresses
    that Azure gave them."""
    match path.exit:
        case Exit.NAT_GATEWAY:
            shown = _ips(path, graph, pairs)
            gateway = path.nat_gateway.label if isinstance(path.nat_gateway, Resource) else "the NAT gateway"
            return shown or f"nowhere: the NAT gateway {gateway} has no public IP"
        case Exit.MANAGED_NAT_GATEWAY:
            return f"the NAT gateway that AKS manages{_behind(_ips(path, graph, pairs))}"
        case Exit.LOAD_BALANCER:
            shown = _ips(path, graph, pairs)
            return f"the load balancer's {shown}" if shown else "the load balancer, by an IP that AKS chooses"
        case Exit.VIRTUAL_APPLIANCE:
            return "the IPs of a firewall or gateway that a route leads to"
        case Exit.INSTANCE_PUBLIC_IP:
            return "public IPs of the nodes themselves"
        case Exit.DEFAULT_OUTBOUND:
            return "an IP that belongs to Microsoft and changes (default outbound access)"
        case Exit.NONE:
            return "nowhere"
        case _:
            return "somewhere that is not known"


def _behind(shown: str) -> str:
    return f" ({shown})" if shown else ""


def _ips(path: EgressPath, graph: Graph | None, pairs: Pairs | None) -> str:
    if isinstance(path.ips, Unknown):
        return ""
    shown = []
    for ip in path.ips:
        label = ip.cidr or ip.label
        if not ip.cidr and graph is not None and pairs is not None and ip.address:
            resource = graph.get(ip.address)
            pair = pairs.of(resource) if resource is not None else None
            if isinstance(pair, Resource):
                label = allocated(pair) or label
        if label != CHOSEN_BY_AKS:
            shown.append(label.removesuffix("/32"))
    more = len(shown) - 6
    return _and([*shown[:6], f"{more} more"] if more > 0 else shown)


def allocated(ip: Resource) -> str | None:
    from natpin.model.value import text

    return text(ip.get("ipPrefix")) or text(ip.get("ipAddress"))


def _and(parts: list[str]) -> str:
    return " and ".join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else "".join(parts)


def who(paths: list[EgressPath]) -> str:
    """``pool user``, ``pools system and user``, ``the pods of pool user``."""
    from natpin.model.path import Role

    nodes = list(dict.fromkeys(path.pool.name for path in paths if path.role is Role.NODE))
    pods = list(dict.fromkeys(path.pool.name for path in paths if path.role is Role.POD))
    said = []
    if nodes:
        said.append(f"pool{'s'[: len(nodes) > 1]} {_and(nodes)}")
    if pods:
        said.append(f"the pods of pool{'s'[: len(pods) > 1]} {_and(pods)}")
    return " and ".join(said)


def plural(paths: list[EgressPath]) -> bool:
    """Whether ``who`` is several."""
    from natpin.model.path import Role

    return len({path.pool.name for path in paths}) > 1 or any(path.role is Role.POD for path in paths)
