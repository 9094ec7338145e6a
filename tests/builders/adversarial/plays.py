"""Clusters that playbooks of Ansible make: truth decided first."""

from __future__ import annotations

from adversarial.manifests import FAIL, IDLE, NAT, PASS, UNKNOWN, Case


def play(*tasks: str, head: str = "", subnet: str = "nat_gateway: egress") -> str:
    """A playbook that makes all, and then runs further tasks."""
    made = (
        "azure_rm_natgateway: {resource_group: rg, name: egress, idle_timeout_in_minutes: '{{ idle | default(10) }}'}",
        f"azure_rm_subnet: {{resource_group: rg, virtual_network_name: vnet, name: nodes, {subnet}}}\n      register: nodes",
        "azure_rm_aks: {resource_group: rg, name: pay, network_profile: {network_plugin: azure, outbound_type:"
        " userAssignedNATGateway}, agent_pool_profiles: [{name: system, mode: System, count: 3,"
        " vnet_subnet_id: '{{ nodes.state.id }}'}]}",
    )
    return f"- hosts: localhost\n  gather_facts: false\n{head}  tasks:\n" + "".join(
        f"    - {one}\n" for one in (*made, *tasks)
    )


_DETACHES = (
    "{resource_group: rg, provider: network, resource_type: virtualNetworks, resource_name: vnet,"
    " subresource: [{type: subnets, name: nodes}], api_version: '2024-05-01',"
    " body: {properties: {addressPrefix: 10.0.0.0/20}}}"
)

ANSIBLE: tuple[Case, ...] = (
    ("a play", {"site.yml": play()}, NAT, PASS),
    ("another task writes the subnet bare", {"site.yml": play(f"azure_rm_resource: {_DETACHES}")}, NAT, FAIL),
    (
        "on a condition that nobody sees",
        {"site.yml": play(f"azure_rm_resource: {_DETACHES}\n      when: lookup('env', 'X') == '1'")},
        NAT,
        UNKNOWN,
    ),
    (
        "the gateway's name is picked by what nobody sees",
        {"site.yml": play(subnet="nat_gateway: \"{{ gateways[lookup('env', 'ENV')] }}\"")},
        NAT,
        UNKNOWN,
    ),
    (
        "tasks whose file nobody knows",
        {"site.yml": play("include_tasks: \"{{ lookup('env', 'TASKS') }}\"")},
        NAT,
        UNKNOWN,
    ),
    (
        "the variables of a role win over the play's",
        {
            "site.yml": "- hosts: localhost\n  vars: {idle: 10}\n  roles: [shop]\n",
            "roles/shop/vars/main.yml": "idle: 600\n",
            "roles/shop/tasks/main.yml": play().partition("tasks:\n")[2].replace("\n    ", "\n")[4:],
        },
        IDLE,
        FAIL,
    ),
    (
        "a host's variables win over its group's",
        {
            "site.yml": play().replace("hosts: localhost", "hosts: all"),
            "inventory.ini": "[all]\nlocalhost ansible_connection=local\n",
            "group_vars/all.yml": "idle: 10\n",
            "host_vars/localhost.yml": "idle: 600\n",
        },
        IDLE,
        FAIL,
    ),
    (
        "defaults of modules that the play sets",
        {
            "site.yml": play(
                head="  module_defaults:\n    azure_rm_natgateway: {idle_timeout_in_minutes: 600}\n"
            ).replace(", idle_timeout_in_minutes: '{{ idle | default(10) }}'", "")
        },
        IDLE,
        FAIL,
    ),
    (
        "a local action writes the subnet bare",
        {
            "site.yml": play(
                "local_action:\n        module: azure_rm_resource\n"
                + "".join(
                    f"        {one.strip()}\n"
                    for one in (
                        "resource_group: rg",
                        "provider: network",
                        "resource_type: virtualNetworks",
                        "resource_name: vnet",
                        "subresource: [{type: subnets, name: nodes}]",
                        "api_version: '2024-05-01'",
                        "body: {properties: {addressPrefix: 10.0.0.0/20}}",
                    )
                ).rstrip("\n")
            )
        },
        NAT,
        FAIL,
    ),
    (
        "a fact that a loop sets last",
        {
            "site.yml": play().replace(
                "  tasks:\n", "  tasks:\n    - set_fact: {idle: '{{ item }}'}\n      loop: [10, 600]\n"
            )
        },
        IDLE,
        FAIL,
    ),
    (
        "a fact of another host",
        {"site.yml": play().replace("'{{ idle | default(10) }}'", "'{{ hostvars.db.idle | default(10) }}'")},
        IDLE,
        UNKNOWN,
    ),
    (
        "a rescue that may have run",
        {
            "site.yml": play(
                f"block: [{{command: 'false'}}]\n      rescue: [{{azure_rm_resource: {_DETACHES}}}]"
            )
        },
        NAT,
        UNKNOWN,
    ),
)
