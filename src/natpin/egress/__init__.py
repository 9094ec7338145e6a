"""Which exit a pool's traffic takes, and from which IPs. ``trace`` states Azure's outbound precedence."""

from natpin.egress.addresses import attached_ips, ip_counts, ip_range, managed_nat, nat_ips, parse_cidr
from natpin.egress.pools import pools, subnet_of
from natpin.egress.proxies import http_proxy
from natpin.egress.routes import default_route, internet_route, routes_of
from natpin.egress.settings import MANAGED_NAT, is_automatic, is_managed_nat, network_setting, outbound_type
from natpin.egress.subnets import gateway_count, has_nat, nat_gateway_of
from natpin.egress.trace import trace

__all__ = [
    "MANAGED_NAT",
    "attached_ips",
    "default_route",
    "gateway_count",
    "has_nat",
    "http_proxy",
    "internet_route",
    "ip_counts",
    "ip_range",
    "is_automatic",
    "is_managed_nat",
    "managed_nat",
    "nat_gateway_of",
    "nat_ips",
    "network_setting",
    "outbound_type",
    "parse_cidr",
    "pools",
    "routes_of",
    "subnet_of",
    "trace",
]
