"""A playbook, and what it amounts to when something in it is otherwise: (files, NAT of the nodes' subnet, idle timeout)."""

from __future__ import annotations

from collections.abc import Mapping

from playbooks import (
    ATTACHES,
    BARE,
    CLUSTER,
    GATEWAY,
    GOOD,
    GROUP,
    IP,
    NETWORK,
    ROLE,
    SUBNET,
    attached,
    indented,
    play,
    timeout,
)

from natpin.model.finding import Verdict

PASS, FAIL, UNKNOWN = Verdict.PASS, Verdict.FAIL, Verdict.UNKNOWN
NAT, IDLE = "node-subnet-no-nat", "nat-idle-seconds"

BY_FACT = "when: ansible_facts.distribution == 'Debian'\n"
FINDS = "- command: az aks show -g rg -n other\n  register: found\n"
POWERSHELL = """\
- shell: |
    $net = Get-AzVirtualNetwork -Name net -ResourceGroupName rg
    Set-AzVirtualNetworkSubnetConfig -VirtualNetwork $net -Name nodes -AddressPrefix 10.0.0.0/16 -NatGateway $null | Set-AzVirtualNetwork
  args: {executable: /usr/bin/pwsh}
"""
Files = Mapping[str, str]

CASES: Mapping[str, tuple[str | Files, Verdict, Verdict]] = {
    "as it should be": (play(*GOOD), PASS, PASS),
    "no gateway": (play(*attached()), FAIL, PASS),
    "made again without its gateway": (play(*GOOD, BARE), FAIL, PASS),
    "attached by a second task": (play(*attached(ATTACHES)), PASS, PASS),
    "by id": (
        play(*(task.replace(
            "nat_gateway: nat",
            "nat_gateway: /subscriptions/{{ sub }}/resourceGroups/rg/providers/Microsoft.Network/natGateways/nat",
        ) if task is SUBNET else task for task in GOOD)).replace("nat_gateway: /sub", 'nat_gateway: "/sub').replace(
            "natGateways/nat,", 'natGateways/nat",'
        ),
        PASS,
        PASS,
    ),
    # conditions
    "never": (play(*attached(ATTACHES + "  when: false\n")), FAIL, PASS),
    "by a variable that says no": (play(*attached(ATTACHES + "  when: attach\n"), head="vars: {attach: no}\n"), FAIL, PASS),
    "by a fact of the host": (play(*attached(ATTACHES + "  " + BY_FACT)), UNKNOWN, PASS),
    "by an input": (play(*attached(ATTACHES + "  when: attach\n")), UNKNOWN, PASS),
    "by one of two that is false": (play(*attached(ATTACHES + "  when: [attach, false]\n")), FAIL, PASS),
    "in a block that does not run": (play(*attached(f"- when: false\n  block:\n{indented(ATTACHES)}")), FAIL, PASS),
    "in always": (play(*attached(f"- block: []\n  always:\n{indented(ATTACHES)}")), PASS, PASS),
    "taken off by a fact": (play(*GOOD, BARE + "  " + BY_FACT), UNKNOWN, PASS),
    "a task that only checks": (play(*attached(ATTACHES + "  check_mode: true\n")), FAIL, PASS),
    "a task that never runs by itself": (play(*attached(ATTACHES + "  tags: [never, later]\n")), UNKNOWN, PASS),
    "detached by what runs where it is asked for": (play(*GOOD, BARE + "  tags: never\n"), UNKNOWN, PASS),
    "detached by one of two tags in a text": (play(*GOOD, BARE + "  tags: later, never\n"), UNKNOWN, PASS),
    "a play that runs where it is asked for": (play(*GOOD) + play(BARE, head="tags: never\n"), UNKNOWN, PASS),
    "detached by a rescue": (play(*GOOD, f"- block: []\n  rescue:\n{indented(BARE)}"), UNKNOWN, PASS),
    "a rescue that only fails": (play(*GOOD[:4], f"- block:\n{indented(SUBNET)}  rescue:\n  - fail: {{msg: no}}\n  - meta: end_play\n", CLUSTER), PASS, PASS),
    "by a result of a block that was rescued": (
        play(*GOOD, f"- block:\n{indented(FINDS)}  rescue:\n  - debug: {{}}\n", BARE + "  when: found is failed\n"),
        UNKNOWN,
        PASS,
    ),
    # a task that may have failed
    **{
        f"{how}: {when}": (play(*GOOD, FINDS + f"  {how}\n", BARE + f"  when: {when}\n"), UNKNOWN, PASS)
        for how in ("failed_when: false", "ignore_errors: true", 'ignore_errors: "{{ lenient }}"', "failed_when: found.rc > 3")
        for when in ("found.rc != 0", "found is failed", "found is not succeeded", "found.failed", "found.stdout == ''")
    },
    **{
        f"{where}: one that failed": (book, UNKNOWN, PASS)
        for where, book in {
            "a play that ignores errors": play(*GOOD, FINDS, BARE + "  when: found is failed\n", head="ignore_errors: true\n"),
            "a block that ignores errors": play(*GOOD, f"- ignore_errors: true\n  block:\n{indented(FINDS)}", BARE + "  when: found is failed\n"),
            "a loop that ignores errors": play(*GOOD, FINDS + "  loop: [1]\n  ignore_errors: true\n", BARE + "  when: found.results[0].rc == 1\n"),
        }.items()
    },
    "a task that must not fail": (play(*GOOD, FINDS, BARE + "  when: found.rc != 0\n"), PASS, PASS),
    "errors that are not ignored": (play(*GOOD, FINDS + "  ignore_errors: false\n", BARE + "  when: found is failed\n"), PASS, PASS),
    # another language than the shell's
    "detached in PowerShell": (play(*GOOD, POWERSHELL), UNKNOWN, PASS),
    "detached in PowerShell, of values": (play(*GOOD, POWERSHELL.replace("10.0.0.0/16", "{{ range }}")), UNKNOWN, UNKNOWN),
    "detached by what is not known": (play(*GOOD, POWERSHELL.replace("/usr/bin/pwsh", '"{{ program }}"')), UNKNOWN, UNKNOWN),
    "a shell that is named": (play(*attached("- shell: az network vnet subnet update -g rg --vnet-name net -n nodes --nat-gateway nat\n  args: {executable: /bin/bash}\n")), PASS, PASS),
    "words of a command by a condition": (
        play(*GOOD, '- command: "az network vnet subnet update -g rg --vnet-name net -n nodes {% if off %}--remove natGateway{% endif %}"\n'),
        UNKNOWN,
        UNKNOWN,
    ),
    "after the end": (play(GROUP, IP, GATEWAY, NETWORK, BARE, CLUSTER, "- meta: end_play\n", ATTACHES), FAIL, PASS),
    "perhaps after the end": (play(GROUP, IP, GATEWAY, NETWORK, BARE, CLUSTER, "- meta: end_play\n  when: stop\n", ATTACHES), UNKNOWN, PASS),
    "a guard": (play("- fail: {msg: no}\n  when: unsafe\n", *GOOD), PASS, PASS),
    "a handler": (
        play(*GOOD[:-1], CLUSTER + "  notify: detach\n") + "  handlers:\n  - name: detach\n" + indented(BARE[2:].replace("\n  ", "\n"), by=4),
        UNKNOWN,
        PASS,
    ),
    # variables
    "a number of seconds": (play(*timeout("600")), PASS, FAIL),
    "of the play": (play(*timeout('"{{ idle }}"'), head="vars: {idle: 600}\n"), PASS, FAIL),
    "of nobody": (play(*timeout('"{{ idle }}"')), PASS, UNKNOWN),
    "a default": (play(*timeout('"{{ idle | default(10) }}"')), PASS, PASS),
    "encrypted": (play(*timeout('"{{ idle }}"'), head="vars:\n  idle: !vault |\n    $ANSIBLE_VAULT;1.1;AES256\n    61\n"), PASS, UNKNOWN),
    "a lookup": (play(*timeout("\"{{ lookup('env', 'IDLE') }}\"")), PASS, UNKNOWN),
    "a dictionary that is listed": (
        play(*timeout("\"{{ (query('dict', {'idle': 600}) | first).value }}\"")), PASS, FAIL,
    ),
    "a lone entry of a dictionary": (play(*timeout("\"{{ lookup('dict', {'idle': 600}).value }}\"")), PASS, FAIL),
    "a file of variables that is not here may set any, and nothing else": (
        {"site.yml": play(*GOOD, head="vars: {idle: 10}\nvars_files: [secret.yml]\n")}, PASS, PASS,
    ),
    "a file of variables that is not here wins over the play's": (
        {"site.yml": play(*timeout('"{{ idle }}"'), head="vars: {idle: 10}\nvars_files: [secret.yml]\n")}, PASS, UNKNOWN,
    ),
    "what a task gives wins over a file that is not here": (
        {"site.yml": play("- set_fact: {idle: 10}\n", *timeout('"{{ idle }}"'), head="vars_files: [secret.yml]\n")}, PASS, PASS,
    ),
    "a file that is encrypted wins over the play's": (
        {
            "site.yml": play(*timeout('"{{ idle }}"'), head="vars: {idle: 10}\nvars_files: [secret.yml]\n"),
            "secret.yml": "$ANSIBLE_VAULT;1.1;AES256\n6162\n",
        },
        PASS,
        UNKNOWN,
    ),
    "a fact over the play's": (play("- set_fact: {idle: 600}\n", *timeout('"{{ idle }}"'), head="vars: {idle: 10}\n"), PASS, FAIL),
    "the group's under the play's": (
        {"site.yml": play(*timeout('"{{ idle }}"'), head="vars: {idle: 10}\n"), "group_vars/all.yml": "idle: 600\n"},
        PASS,
        PASS,
    ),
    "the group's": ({"site.yml": play(*timeout('"{{ idle }}"')), "group_vars/all/egress.yml": "idle: 600\n"}, PASS, FAIL),
    "a host's over the group's": (
        {
            "site.yml": play(*timeout('"{{ idle }}"')),
            "group_vars/all.yml": "idle: 10\n",
            "host_vars/localhost.yml": "idle: 600\n",
        },
        PASS,
        FAIL,
    ),
    "of a file over the play's": (
        {"site.yml": play(*timeout('"{{ idle }}"'), head="vars: {idle: 10}\nvars_files: [v.yml]\n"), "v.yml": "idle: 600\n"},
        PASS,
        FAIL,
    ),
    "included over the file's": (
        {
            "site.yml": play("- include_vars: w.yml\n", *timeout('"{{ idle }}"'), head="vars_files: [v.yml]\n"),
            "v.yml": "idle: 10\n",
            "w.yml": "idle: 600\n",
        },
        PASS,
        FAIL,
    ),
    "module defaults": (
        play(GROUP, IP, GATEWAY.replace(" idle_timeout_in_minutes: 10,", ""), *GOOD[3:],
             head="module_defaults:\n  azure.azcollection.azure_rm_natgateway: {idle_timeout_in_minutes: 600}\n"),
        PASS,
        FAIL,
    ),
    # roles and files
    "a role": ({"site.yml": "- hosts: localhost\n  roles: [shop]\n", "roles/shop/tasks/main.yml": ROLE, "roles/shop/defaults/main.yml": "idle: 600\n"}, PASS, FAIL),
    "a role's parameter": (
        {
            "site.yml": "- hosts: localhost\n  roles:\n  - {role: shop, idle: 600}\n",
            "roles/shop/tasks/main.yml": ROLE,
            "roles/shop/defaults/main.yml": "idle: 10\n",
        },
        PASS,
        FAIL,
    ),
    "a role's own over the play's": (
        {
            "site.yml": "- hosts: localhost\n  vars: {idle: 10}\n  roles: [shop]\n",
            "roles/shop/tasks/main.yml": ROLE,
            "roles/shop/vars/main.yml": "idle: 600\n",
        },
        PASS,
        FAIL,
    ),
    "a role that needs another": (
        {
            "site.yml": "- hosts: localhost\n  roles: [outer]\n",
            "roles/outer/tasks/main.yml": CLUSTER,
            "roles/outer/meta/main.yml": "dependencies: [inner]\n",
            "roles/inner/tasks/main.yml": "".join(GOOD[:-1]),
        },
        PASS,
        PASS,
    ),
    "included tasks": ({"site.yml": play("- include_tasks: net.yml\n", CLUSTER), "net.yml": "".join(GOOD[:-1])}, PASS, PASS),
    "tasks that are not known": (play(*GOOD, '- include_tasks: "{{ what }}.yml"\n'), UNKNOWN, UNKNOWN),
    "imported playbooks in order": (
        {"site.yml": "- import_playbook: a.yml\n- import_playbook: b.yml\n", "a.yml": play(*GOOD), "b.yml": play(BARE)},
        FAIL,
        PASS,
    ),
    "a role that is not here": (play(*GOOD, head="roles: [elsewhere.network]\n"), UNKNOWN, UNKNOWN),
    # loops
    "a loop": (
        play(*attached(ATTACHES.replace("name: nodes", 'name: "{{ item }}"') + "  loop: [nodes, others]\n")),
        PASS,
        PASS,
    ),
    "a loop over objects": (
        play(*attached(ATTACHES.replace("name: nodes", 'name: "{{ item.key }}"') + "  with_dict: {nodes: {a: 1}}\n")),
        PASS,
        PASS,
    ),
    "a loop over what is not known": (
        play(*attached(ATTACHES.replace("name: nodes", 'name: "{{ item }}"') + '  loop: "{{ subnets }}"\n')),
        UNKNOWN,
        PASS,
    ),
    "what is looked up": (
        play(*GOOD[:-1], "- azure_rm_subnet_info: {resource_group: rg, virtual_network_name: net, name: nodes}\n  register: found\n",
             CLUSTER.replace("nodes.state.id", "found.subnets[0].id")),
        PASS,
        PASS,
    ),
    "what may not be there yet": (
        play("- azure_rm_aks_info: {resource_group: rg, name: shop}\n  register: found\n",
             "- fail: {msg: there}\n  when: found.aks | length > 0\n", "- assert: {that: found.aks | length == 0}\n", *GOOD),
        PASS,
        PASS,
    ),
    # commands and other modules
    "az in a shell": (play(*attached("- shell: az network vnet subnet update -g rg --vnet-name net -n nodes --nat-gateway nat\n")), PASS, PASS),
    "az takes it off": (
        play(*GOOD, '- command: az network vnet subnet update -g rg --vnet-name net -n nodes --nat-gateway ""\n'),
        FAIL,
        PASS,
    ),
    "az by what a module gave back": (
        play(*attached('- command: az network vnet subnet update --ids {{ nodes.state.id }} --nat-gateway nat\n')),
        PASS,
        PASS,
    ),
    "what az prints": (
        play(*GOOD[:-1], "- command: az network vnet subnet show -g rg --vnet-name net -n nodes --query id -o tsv\n  register: id\n",
             CLUSTER.replace("nodes.state.id", "id.stdout")),
        PASS,
        PASS,
    ),
    "a body that is not known": (play(*GOOD, "- command: az rest --method put --url {{ nodes.state.id }} --body @b.json\n"), UNKNOWN, PASS),
    "a put without the gateway": (
        play(*GOOD, '- azure_rm_resource:\n    url: /subscriptions/{{ sub }}/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/net/subnets/nodes\n    body: {properties: {addressPrefix: 10.0.0.0/16}}\n'),
        FAIL,
        PASS,
    ),
    "a patch with the gateway": (
        play(*attached('- azure_rm_resource:\n    resource_group: rg\n    provider: network\n    resource_type: virtualNetworks\n    resource_name: net\n    subresource: [{type: subnets, name: nodes}]\n    method: PATCH\n    body: {properties: {natGateway: {id: /subscriptions/{{ sub }}/resourceGroups/rg/providers/Microsoft.Network/natGateways/nat}}}\n'.replace("id: /sub", 'id: "/sub').replace("nat}}}", 'nat"}}}'))),
        PASS,
        PASS,
    ),
    "a template that is not here": (play(*GOOD, "- azure_rm_deployment: {resource_group: rg, name: d, template_link: https://example.com/t.json}\n"), UNKNOWN, UNKNOWN),
    "a module of a collection that is not known": (play(*GOOD, "- contoso.network.attachment: {subnet: nodes}\n"), UNKNOWN, UNKNOWN),
    "an option that is not known": (play(*GOOD[:4], SUBNET.replace("nat_gateway: nat", "nat_gateway: nat, brand_new: 1"), CLUSTER), UNKNOWN, PASS),
    "options that are not known": (play(*GOOD, '- azure_rm_subnet: "{{ options }}"\n'), UNKNOWN, PASS),
    "modules that bear on nothing": (play(*GOOD, "- debug: {msg: hello}\n- azure_rm_storageaccount: {resource_group: rg, name: s}\n- copy: {src: a, dest: b}\n- community.docker.docker_image: {name: x}\n"), PASS, PASS),
    "name=value words": (play(GROUP, IP, "- azure_rm_natgateway: resource_group=rg name=nat idle_timeout_in_minutes=600 public_ip_addresses=ip\n", *GOOD[3:]), PASS, FAIL),
    "action": (play(*GOOD, "- action:\n    module: azure_rm_subnet\n" + "".join(f"    {pair}\n" for pair in ("resource_group: rg", "virtual_network_name: net", "name: nodes", "address_prefix_cidr: 10.0.0.0/16"))), FAIL, PASS),
    "what is taken down in another playbook": (
        {"site.yml": play(*GOOD), "teardown.yml": play("- azure_rm_aks: {resource_group: rg, name: shop, state: absent}\n")},
        PASS,
        PASS,
    ),
}  # fmt: skip
