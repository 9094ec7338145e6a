"""How many outbound IPs a number of nodes needs of a NAT gateway: the one reckoning, of the rule and of ``natpin capacity``.

Ports are shared by everything behind a gateway, and handed out on demand (Azure NAT Gateway, "Source Network Address
Translation (SNAT)"). How many a node takes is therefore a reckoning, and not Azure's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from natpin.model.record import record

if TYPE_CHECKING:
    from natpin.model.resource import Resource

PORTS_AN_IP = 64512
"""SNAT ports of one public IP, TCP and UDP each (Azure NAT Gateway, "Azure NAT Gateway SKUs")."""
PORTS_A_NODE = 1024
"""Parity with AKS's load balancer default for up to 50 nodes (AKS, "Use a public standard load balancer"). Our
policy knob, not Microsoft's advice for NAT gateways."""
CONNECTIONS_AN_IP = 50000
"""Connections at the same time from one public IP to one destination: address, port and protocol (Azure NAT Gateway,
"Azure NAT Gateway resource", "Performance")."""


def ips_for(nodes: int, connections_a_node: int = 0) -> int:
    """How many outbound IPs give so many nodes their SNAT ports, and their connections to one destination."""
    ports = -(-nodes * PORTS_A_NODE // PORTS_AN_IP)
    connections = -(-nodes * connections_a_node // CONNECTIONS_AN_IP)
    return max(1, ports, connections)


@record
class Range:
    """A whole number, or between which it lies."""

    least: int
    most: int | None
    """None where nobody can say how many there may be."""
    why: str = ""
    """Why it is not known; empty where it is."""
    settle_by: str | None = None
    """What settles it."""

    @property
    def known(self) -> bool:
        """Whether it is one number."""
        return self.least == self.most

    def times(self, factor: int) -> Range:
        """As many times."""
        most = None if self.most is None else self.most * factor
        return Range(self.least * factor, most, self.why, self.settle_by)


@record
class GatewayLoad:
    """A NAT gateway that carries clusters, or may."""

    gateway: Resource
    ips: Range
    """Its public IPv4 addresses."""
    nodes: Range
    """The most nodes behind it: every pool at its maximum, the extra nodes of an upgrade included."""
    clusters: tuple[str, ...]
    """Addresses of the stack's clusters that it carries."""
    perhaps: tuple[str, ...] = ()
    """Addresses of those that it may carry."""
    others: bool = False
    """True where clusters of other stacks are among its nodes."""
