"""What Azure has allocated: the addresses of public IPs and prefixes, and which of them NAT gateways and clusters use."""

from __future__ import annotations

from natpin.model.record import record


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
    claimed_twice: frozenset[tuple[str, str, str]] = frozenset()
    """Type, name and resource group, in lower case, of IPs that several stacks declare without saying their subscription:
    which stack's IP it is that Azure has is not certain."""
