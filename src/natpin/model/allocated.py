"""What Azure has allocated: the addresses of public IPs and prefixes, and which of them NAT gateways and clusters use."""

from __future__ import annotations

from collections.abc import Mapping

from natpin.model.path import IpRange
from natpin.model.record import field, record


@record
class LiveIp:
    """A public IP or a public IP prefix that exists."""

    id: str
    """ARM id, as Azure writes it."""
    type: str
    name: str
    resource_group: str
    subscription: str
    """In lower case."""
    cidr: str
    """``20.1.2.0/28`` or ``20.1.2.3/32``; empty while Azure has given it no address."""
    fixed: bool = True
    """False for a dynamic public IP: Azure may give it another address."""
    region: str = ""
    """As ARM writes it (``westeurope``)."""
    zones: tuple[str, ...] = ()


@record
class LiveExit:
    """A NAT gateway or a cluster that exists, with the IPs that it leaves from."""

    id: str
    type: str
    name: str
    resource_group: str
    subscription: str
    ips: tuple[str, ...]
    """ARM ids of public IPs and prefixes, in lower case."""
    outbound: str = ""
    """Of a cluster: its outbound type."""


@record
class Allocated:
    """Everything that was looked up."""

    subscriptions: tuple[str, ...]
    """Ids, in lower case: nothing is known of any other."""
    ips: tuple[LiveIp, ...] = ()
    exits: tuple[LiveExit, ...] = ()
    partial: frozenset[str] = frozenset()
    """Of the subscriptions, those that the identity may not read whole: nothing is known but of ``groups``."""
    groups: frozenset[tuple[str, str]] = frozenset()
    """Subscription and resource group, in lower case, of what was read of the partial ones."""
    claimed_twice: frozenset[tuple[str, str, str]] = frozenset()
    """Type, name and resource group, in lower case, of IPs that several stacks declare without saying their subscription:
    which stack's IP it is that Azure has is not certain."""

    def hides(self, group: str, subscription: str) -> bool:
        """Whether something of a resource group (empty: of any) may lie where nobody could look."""
        return any(
            not group or (one, group.lower()) not in self.groups
            for one in self.partial
            if not subscription or one == subscription.lower()
        )


@record
class Addresses:
    """The addresses that are certain of one stack: what Azure adds to the files before they are judged."""

    ips: Mapping[str, str] = field(default_factory=dict)
    """CIDR by the address of the resource that holds it; by the IP's label where no resource does."""
    gateways: Mapping[str, tuple[IpRange, ...]] = field(default_factory=dict)
    """The IPs of NAT gateways that the files only name, by their addresses."""
