"""Tasks that make a cluster behind a NAT gateway, and plays of them, to be put together otherwise."""

from __future__ import annotations

GROUP = "- azure.azcollection.azure_rm_resourcegroup: {name: rg, location: westeurope}\n"
IP = "- azure_rm_publicipaddress: {resource_group: rg, name: ip, allocation_method: static, sku: standard}\n"
GATEWAY = (
    "- azure.azcollection.azure_rm_natgateway:\n"
    "    {resource_group: rg, name: nat, idle_timeout_in_minutes: 10, public_ip_addresses: [ip]}\n"
)
NETWORK = "- azure_rm_virtualnetwork: {resource_group: rg, name: net, address_prefixes_cidr: [10.0.0.0/8]}\n"
SUBNET = (
    "- azure_rm_subnet: {resource_group: rg, virtual_network_name: net, name: nodes, address_prefix_cidr: 10.0.0.0/16,"
    " nat_gateway: nat, default_outbound_access: false}\n  register: nodes\n"
)
BARE = SUBNET.replace(" nat_gateway: nat,", "")
CLUSTER = """\
- name: cluster
  azure_rm_aks:
    resource_group: rg
    name: shop
    dns_prefix: shop
    network_profile: {network_plugin: azure, outbound_type: userAssignedNATGateway}
    agent_pool_profiles:
    - {name: system, count: 3, vm_size: Standard_D4s_v5, mode: System, vnet_subnet_id: "{{ nodes.state.id }}"}
"""
GOOD = (GROUP, IP, GATEWAY, NETWORK, SUBNET, CLUSTER)


def indented(*tasks: str, by: int = 2) -> str:
    """Tasks below a key."""
    return "".join(" " * by + line for task in tasks for line in task.splitlines(keepends=True))


def play(*tasks: str, head: str = "") -> str:
    """A play on the control node. ``head``: its other keys."""
    return f"- hosts: localhost\n{indented(head)}  tasks:\n{indented(*tasks)}"


def timeout(expression: str) -> tuple[str, ...]:
    """The good tasks with another idle timeout."""
    return tuple(GATEWAY.replace(": 10,", f": {expression},") if task is GATEWAY else task for task in GOOD)


def attached(*last: str, register: bool = True) -> tuple[str, ...]:
    """A subnet that is made bare, and what comes after it and before the cluster."""
    return (GROUP, IP, GATEWAY, NETWORK, BARE, *last, CLUSTER)


ROLE = "".join(timeout('"{{ idle }}"'))
ATTACHES = SUBNET.replace("\n  register: nodes", "")
