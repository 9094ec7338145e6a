"""The address of one IP of the files: the one that Azure has allocated to it, or none and the reason.

Nothing here guesses: an IP without one certain counterpart in Azure keeps its name.
"""

from __future__ import annotations

from collections.abc import Iterable

from natpin.model.allocated import Allocated, LiveIp
from natpin.model.asking import called, elements_of, scalar_of
from natpin.model.path import IpRange
from natpin.model.record import record
from natpin.model.resource import PUBLIC_IP_PREFIX, Resource, same_type
from natpin.model.several import Several
from natpin.model.value import Node, Unknown

BY_NAME = "found by its name alone, as the files do not say its resource group"
TWICE = "several stacks have an IP of this name, and do not say their subscriptions"
IF_READ = "if its subscription is the one that natpin reads: {why}"
HIDDEN = "the identity may not read every resource group where it may be"


@record
class Address:
    """What Azure has for one IP or prefix of the files."""

    cidr: str = ""
    """Empty where it has none, or where it is not certain which one is meant."""
    why: str = ""
    """Why there is none, or why it is not certain; empty for a certain one."""

    @property
    def certain(self) -> bool:
        """There is an address, and nothing speaks against it."""
        return bool(self.cidr) and not self.why


def address_of(ip: IpRange, live: Allocated) -> Address:
    """The address of an IP that a resource of the files holds."""
    if ip.cidr is not None:
        return Address(ip.cidr)
    if ip.source is None:
        return Address(why="AKS chooses it")
    name = called(ip.source.name)
    if not name:
        return Address(why="its name is not known")
    if _to_be_made(ip.source):
        return Address(why="it is known only once Azure has made the IP: the files say so")
    found = _namesakes(live.ips, ip.source.type, name, ip)
    if isinstance(found, str):
        return Address(why=found or _asked(live, ip.group, ip.subscription))
    if not found.cidr:
        return Address(why="Azure has not given it an address yet")
    length = int(found.cidr.partition("/")[2])
    if ip.count is not None and size(found) != ip.count:
        return Address(why=f"Azure has a /{length} of this name, which the files declare otherwise")
    otherwise = _otherwise(ip, found)
    if otherwise:
        return Address(why=otherwise)
    if not found.fixed:
        return Address(found.cidr, "its allocation is dynamic, so the address can change")
    if identity(ip) in live.claimed_twice:
        return Address(found.cidr, TWICE)
    if ip.subscription_open:
        return Address(found.cidr, IF_READ.format(why=ip.subscription_open))
    if ip.group and live.hides(ip.group, ip.subscription):
        return Address(found.cidr, HIDDEN)
    return Address(found.cidr, "" if ip.group else BY_NAME)


def _to_be_made(source: Resource) -> bool:
    """Whether the files say themselves that the address is not settled: a Terraform plan that makes the IP, or makes it
    anew."""
    told = source.properties.get("ipPrefix" if same_type(source.type, PUBLIC_IP_PREFIX) else "ipAddress")
    planned = called(source.traits.get("plannedAction")) or ""
    return not source.external and (isinstance(told, Unknown) or planned in ("create", "replace", "unknown"))


def _otherwise(ip: IpRange, found: LiveIp) -> str:
    """In what Azure's IP differs from the one of the files so that it cannot be it, or will not stay; empty if in nothing."""
    if ip.region and found.region and ip.region != found.region:
        return f"Azure has one of this name in {found.region}, and the files say {ip.region}"
    zones = elements_of(ip.source.properties.get("zones")) if ip.source is not None else Several[Node]()
    wanted = {str(scalar_of(zone)) for zone in zones.sure if not isinstance(scalar_of(zone), Unknown)}
    if wanted and not wanted <= set(found.zones):
        has = f"zones {', '.join(found.zones)}" if found.zones else "no zone"
        return f"Azure has one of this name in {has}, and the files say {', '.join(sorted(wanted))}"
    return ""


def identity(ip: IpRange) -> tuple[str, str, str]:
    """Type, name and resource group, in lower case."""
    source = ip.source
    assert source is not None
    return (source.type.lower(), (called(source.name) or "").lower(), ip.group.lower())


def _asked(live: Allocated, group: str, subscription: str) -> str:
    if subscription and subscription not in live.subscriptions:
        return "its subscription was not looked at"
    if live.hides(group, subscription):
        return HIDDEN
    return "Azure shows none of this name"


def _namesakes(held: Iterable[LiveIp], type_: str, name: str, ip: IpRange) -> LiveIp | str:
    """The one that is meant, or why it cannot be told; empty where there is none."""
    found = [
        one
        for one in held
        if same_type(one.type, type_)
        and one.name.lower() == name.lower()
        and (not ip.group or one.resource_group.lower() == ip.group.lower())
        and (not ip.subscription or one.subscription == ip.subscription.lower())
    ]
    if not found:
        return ""
    if len(found) > 1:
        unsaid = "resource group" if not ip.group else "subscription"
        return f"Azure has {len(found)} of this name, and the files do not say which {unsaid}"
    return found[0]


def size(ip: LiveIp) -> int:
    """How many addresses."""
    length = int(ip.cidr.partition("/")[2])
    return int(2 ** ((128 if ":" in ip.cidr else 32) - length))
