"""Playbooks whose tasks are modules of azure.azcollection."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ..mutants import Edit
from .interface import BY_SUBNET, NODE_IP, ROUTED, SECONDS, Danger, Declaration, Literal, start_of
from .yaml_text import scalars

NAME = "ansible"
COMMENT = "# "
ENDS_BY_CRLF = True

_KEPT = frozenset(
    {"name", "hosts", "connection", "gather_facts", "register", "method", "provider", "resource_type"}
)
_TASK = re.compile(r"^    - name: .*\n(?:(?:      .*)?\n)*", re.MULTILINE)
_ATTACH = re.compile(r"^        nat_gateway: .*\n", re.MULTILINE)
_POOL = re.compile(r"^      azure\.azcollection\.azure_rm_aksagentpool:\n(?=(?P<depth> +))", re.MULTILINE)


def mine(path: str, text: str) -> bool:
    return (
        path.endswith((".yml", ".yaml"))
        and "azure_rm_" in text
        and re.search(r"^- .*\n  hosts:", text, re.M) is not None
    )


def _tasks(text: str) -> Iterator[tuple[int, int]]:
    for found in _TASK.finditer(text):
        yield found.start(), found.end()


def literals(text: str) -> Iterator[Literal]:
    for start, end in _tasks(text):
        for one in scalars(text, start, end, _KEPT):
            if "{{" not in one.value:
                yield one


def forgotten(text: str, kind: str, at: int) -> tuple[str, tuple[Edit, ...]]:
    return '"{{ natpin_forgotten }}"', ()


def written(value: str, kind: str) -> str:
    return f'"{value}"' if kind == "string" else value


def declarations(text: str) -> Iterator[Declaration]:
    for start, end in _tasks(text):
        first = text.find("\n", start) + 1
        task = text[start:end]
        maybe = ((first, first, "      when: natpin_maybe | bool\n"),)
        gone = None if "register:" in task else ((start, end, ""),)
        yield Declaration(task.partition("\n")[0].strip(), maybe, gone)


def detached(text: str) -> tuple[Edit, ...]:
    return tuple((found.start(), found.end(), "") for found in _ATTACH.finditer(text))


def _subnets(text: str, lines: Sequence[int]) -> Iterator[tuple[int, int, str]]:
    """Where the options of the subnets in these lines begin, where their tasks end, and their names."""
    for start, end in _tasks(text):
        task = text[start:end]
        options = task.find("azure_rm_subnet:\n")
        name = re.search(r"^        name: (\S+)$", task, re.MULTILINE)
        if options >= 0 and name and any(start <= start_of(text, line) < end for line in lines):
            yield start + options + len("azure_rm_subnet:\n"), end, name[1]


_TABLE = """\
    - name: A route past the gateway
      azure.azcollection.azure_rm_routetable:
        resource_group: shop-rg
        name: natpin-threat

    - name: Everything goes there
      azure.azcollection.azure_rm_route:
        resource_group: shop-rg
        route_table_name: natpin-threat
        name: everything
        address_prefix: 0.0.0.0/0
        next_hop_type: virtual_appliance
        next_hop_ip_address: 10.0.0.4

"""


def threats(text: str, subnets: Sequence[int]) -> Iterator[Danger]:
    for at, _, name in _subnets(text, subnets):
        if "route_table" not in text:
            start = next(start for start, end in _tasks(text) if start <= at < end)
            edits = ((start, start, _TABLE), (at, at, "        route_table: natpin-threat\n"))
            yield Danger(f"a route past the gateway on {name}", edits, ROUTED)
    for found in _POOL.finditer(text):
        new = f"{found['depth']}enable_node_public_ip: true\n"
        yield Danger("nodes with public IPs", ((found.end(), found.end(), new),), NODE_IP, True)
    for found in re.finditer(
        r"^ +(?:idleTimeoutInMinutes|idle_timeout_in_minutes): (\d+)$", text, re.MULTILINE
    ):
        yield Danger("600 for 10", ((found.start(1), found.end(1), "600"),), SECONDS, True)


_OPAQUE = (
    "      ansible.builtin.command: az rest --method put --url {SUBNET} --body @body.json\n",
    '      azure.azcollection.azure_rm_resource:\n        url: {SUBNET}\n        body: "{{ natpin_body }}"\n',
    "      azure.azcollection.azure_rm_deployment:\n        resource_group: shop-rg\n        name: network\n"
    "        template_link: https://example.com/network.json\n",
    "      contoso.network.attachment:\n        subnet: {NAME}\n",
    "      ansible.builtin.include_role:\n        name: elsewhere.network\n",
    '      azure.azcollection.azure_rm_subnet: "{{ natpin_options }}"\n',
    "      ansible.builtin.uri:\n        method: PUT\n        url: https://management.azure.com{SUBNET}\n",
)
_ID = '"/subscriptions/{{ sub }}/resourceGroups/shop-rg/providers/Microsoft.Network/virtualNetworks/shop-vnet/subnets/NAME"'


def opaque(text: str, subnets: Sequence[int]) -> Iterator[Danger]:
    for _, _, name in _subnets(text, subnets):
        for body in _OPAQUE if text.endswith("\n") else ():
            id_ = _ID.replace("NAME", name)
            said = body.replace(
                "https://management.azure.com{SUBNET}", id_.replace('"/', '"https://management.azure.com/')
            )
            said = said.replace("{SUBNET}", id_).replace("{NAME}", name)
            new = f"\n    - name: Not followed\n{said}"
            yield Danger(f"{body.split()[0]} on {name}", ((len(text), len(text), new),), BY_SUBNET)


def blocks(text: str) -> list[tuple[int, int]]:
    """None: tasks run in their order."""
    return []


def gaps(text: str) -> list[int]:
    return [start for start, _ in _tasks(text)]


def other_cluster() -> tuple[str, str]:
    return "natpin-unrelated/unrelated.yml", (
        "- hosts: localhost\n  tasks:\n    - name: unrelated\n      azure.azcollection.azure_rm_aks:\n"
        "        resource_group: unrelated-rg\n        name: unrelated\n        location: westeurope\n"
        "        dns_prefix: unrelated\n        network_profile:\n          network_plugin: azure\n"
        "          outbound_type: loadBalancer\n        agent_pool_profiles:\n          - name: one\n            mode: System\n"
        "            count: 1\n            vm_size: Standard_D4s_v5\n"
    )
