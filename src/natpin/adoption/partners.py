"""Whom a move concerns outside: the partners who were given the IPs that clusters leave from today."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable

from natpin.facts.contract import covered, for_cluster, overlap, promised
from natpin.model.contract import Contract, Promise
from natpin.model.path import IpRange
from natpin.model.record import record
from natpin.provision.ids import parse


@record
class Partner:
    """Somebody who allows the present IPs."""

    name: str
    """Empty for those that the contract names no partner of."""
    allows: tuple[str, ...]
    """CIDRs, or names where Azure has not told the address."""
    until: str
    """The last day these are promised, where the contract says one for all of them; else empty."""
    told: bool
    """The contract names the new IPs, and this partner with them."""


def concerned(
    leaving: Iterable[tuple[str, IpRange]],
    contract: Contract | None,
    ip_ids: Iterable[str],
    cidrs: Iterable[str],
) -> tuple[Partner, ...]:
    """Everybody who was given an IP that clusters (their names) leave from, sorted by name.

    ``ip_ids``: of the prefixes and IPs that traffic will leave from; ``cidrs``: their addresses, as far as they exist.
    """
    if contract is None:
        return ()
    ids, networks = tuple(ip_ids), tuple(cidrs)
    new = _new(contract, ids, networks)
    aware = {name for promise in new for name in promise.partners if _knows_all(name, new, ids, networks)}
    given: dict[str, dict[str, str | None]] = {}
    for cluster, ip in leaving:
        about = for_cluster(contract, cluster)
        for promise in promised(ip, about) if about is not None else ():
            if promise not in new:
                for name in promise.partners or ("",):
                    given.setdefault(name, {})[ip.cidr or ip.label] = promise.until
    return tuple(
        Partner(name, tuple(ips), _one(ips.values()), name in aware or (not name and bool(new)))
        for name, ips in sorted(given.items())
    )


def all_promised(leaving: Iterable[tuple[str, IpRange]], contract: Contract | None) -> bool:
    """Does the contract name every IP that clusters leave from? Where it does not, a way back leads out of the contract that
    names the new ones."""
    return all(
        contract is not None and (about := for_cluster(contract, cluster)) is not None and promised(ip, about)
        for cluster, ip in leaving
    )


def announced(
    contract: Contract | None, partners: Iterable[Partner], ip_ids: Iterable[str], cidrs: Iterable[str]
) -> bool:
    """Does the contract name the new IPs, and everybody with them who was given the present ones?"""
    return (
        contract is not None
        and bool(_new(contract, tuple(ip_ids), tuple(cidrs)))
        and all(partner.told for partner in partners)
    )


def _knows_all(partner: str, new: Iterable[Promise], ip_ids: Iterable[str], cidrs: Iterable[str]) -> bool:
    """Was a partner given all of the new IPs, by name or by address? One who allows half of them loses connections."""
    own = [promise for promise in new if partner in promise.partners]
    named = {(promise.name or "").lower() for promise in own}
    if all(parse(id_).name.lower() in named for id_ in ip_ids):
        return True
    given = [ipaddress.ip_network(promise.cidr) for promise in own if promise.cidr]
    wanted = [ipaddress.ip_network(cidr) for cidr in cidrs]
    return bool(wanted) and all(covered(network, given) for network in wanted)


def _new(contract: Contract, ip_ids: tuple[str, ...], cidrs: tuple[str, ...]) -> tuple[Promise, ...]:
    """The promises of the new IPs."""
    names = {parse(id_).name.lower() for id_ in ip_ids}
    networks = [ipaddress.ip_network(cidr) for cidr in cidrs]
    return tuple(
        promise
        for promise in contract.promises
        if (promise.name or "").lower() in names
        or (
            promise.cidr and any(overlap(ipaddress.ip_network(promise.cidr), network) for network in networks)
        )
    )


def _one(days: Iterable[str | None]) -> str:
    found = set(days)
    return next(iter(found)) or "" if len(found) == 1 else ""
