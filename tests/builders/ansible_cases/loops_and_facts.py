"""Loops, facts, filters, and what plays leave to one another."""

from __future__ import annotations

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
    indented,
    play,
    timeout,
)

Files = dict[str, str]

CASES: dict[str, Files] = {}
ARGUMENTS: dict[str, list[str]] = {}
# fmt: off
S = timeout('"{{ idle }}"')
D = "- debug: {msg: x}\n"
PRE = (GROUP, IP, GATEWAY, NETWORK, BARE)
SN = "- azure_rm_subnet: {resource_group: rg, virtual_network_name: net, name: \"{{ item }}\", address_prefix_cidr: 10.0.0.0/16, nat_gateway: nat}\n"
def p(n: str, *t: str, head: str = "", **f: str) -> None:
    CASES[n] = {"site.yml": play(*t, head=head), **{k.replace("__","/")+".yml": v for k, v in f.items()}}
p("loop over a sum of lists", *PRE, SN + "  loop: \"{{ ['a'] + more }}\"\n", CLUSTER, head="vars: {more: [nodes]}\n")
p("loop over a slice", *PRE, SN + "  loop: \"{{ all_subnets[:1] }}\"\n", CLUSTER, head="vars: {all_subnets: [other, nodes]}\n")
p("loop with a condition on the item", *PRE, SN + "  loop: [nodes, other]\n  when: item != 'nodes'\n", CLUSTER)
p("loop over select", *PRE, SN + "  loop: \"{{ ['nodes','other'] | select('match', 'no.*') | list }}\"\n", CLUSTER)
p("loop over dict2items", *PRE, SN.replace("{{ item }}", "{{ item.key }}") + "  loop: \"{{ m | dict2items }}\"\n  when: item.value.nat\n", CLUSTER, head="vars: {m: {nodes: {nat: true}, other: {nat: false}}}\n")
p("loop over dict2items that says no", *PRE, SN.replace("{{ item }}", "{{ item.key }}") + "  loop: \"{{ m | dict2items }}\"\n  when: item.value.nat\n", CLUSTER, head="vars: {m: {nodes: {nat: false}, other: {nat: true}}}\n")
p("include_tasks in a loop with its variable", *PRE, "- include_tasks: one.yml\n  loop: [a, nodes]\n  loop_control: {loop_var: which}\n", CLUSTER, one=SN.replace("{{ item }}", "{{ which }}"))
p("include_role in a loop", *PRE, "- include_role: {name: one}\n  loop: [a, nodes]\n  loop_control: {loop_var: which}\n", CLUSTER, roles__one__tasks__main=SN.replace("{{ item }}", "{{ which }}"))
p("facts in a loop, the last counts", "- set_fact: {idle: \"{{ item }}\"}\n  loop: [10, 600]\n", *S)
p("a list grown in a loop", "- set_fact: {l: \"{{ (l | default([])) + [item] }}\"}\n  loop: [10, 600]\n", *timeout('"{{ l[-1] }}"'))
p("results of a loop", "- command: echo {{ item }}\n  loop: [600, 10]\n  register: r\n", *timeout('"{{ r.results[1].item }}"'))
p("results of a loop, the other", "- command: echo {{ item }}\n  loop: [600, 10]\n  register: r\n", *timeout('"{{ r.results | map(attribute=\'item\') | first }}"'))
p("ternary", *timeout('"{{ (tier == \'slow\') | ternary(600, 10) }}"'), head="vars: {tier: slow}\n")
p("nested defaults", *timeout('"{{ a.b.c | default(d | default(600)) }}"'), head="vars: {a: {b: {}}}\n")
p("combine, deep", *timeout('"{{ (a | combine(b, recursive=true)).n.idle }}"'), head="vars: {a: {n: {idle: 10, x: 1}}, b: {n: {idle: 600}}}\n")
p("combine, shallow", *timeout('"{{ (a | combine(b)).n.idle | default(600) }}"'), head="vars: {a: {n: {idle: 10}}, b: {n: {x: 600}}}\n")
p("a variable of a variable", *timeout('"{{ lookup(\'vars\', \'idle_\' ~ tier) }}"'), head="vars: {idle_dev: 600, tier: dev}\n")
p("a variable in a variable", *timeout('"{{ idle }}"'), head="vars: {idle: \"{{ base | int * 60 }}\", base: '10'}\n")
p("a lazy variable", "- set_fact: {base: 600}\n", *timeout('"{{ idle }}"'), head="vars: {idle: \"{{ base }}\", base: 10}\n")
p("a fact is not lazy", "- set_fact: {idle: \"{{ base }}\"}\n", "- set_fact: {base: 600}\n", *S, head="vars: {base: 10}\n")
p("omit of a gateway", *(t.replace("nat_gateway: nat", "nat_gateway: \"{{ gw | default(omit) }}\"") if t is SUBNET else t for t in GOOD))
p("a gateway by a variable", *(t.replace("nat_gateway: nat", "nat_gateway: \"{{ gw | default(omit) }}\"") if t is SUBNET else t for t in GOOD), head="vars: {gw: nat}\n")
p("a gateway that is null", *(t.replace("nat_gateway: nat", "nat_gateway: null") if t is SUBNET else t for t in GOOD))
p("vars_prompt with a default", *S, head="vars_prompt: [{name: idle, default: '600', private: false}]\n")
p("when is a list", *PRE, ATTACHES + "  when:\n  - a\n  - b or c\n", CLUSTER, head="vars: {a: true, b: false, c: false}\n")
p("when of a set", *PRE, ATTACHES + "  when: env in ['prod', 'stage']\n", CLUSTER, head="vars: {env: dev}\n")
p("when of a version", *PRE, ATTACHES + "  when: v is version('1.30', '>=')\n", CLUSTER, head="vars: {v: '1.29'}\n")
p("when not defined", *PRE, ATTACHES + "  when: gw is not defined\n", CLUSTER)
p("when of a string that is empty", *PRE, ATTACHES + "  when: gw | length > 0\n", CLUSTER, head="vars: {gw: ''}\n")
p("defaults of a module in a block", GROUP, IP, "- module_defaults:\n    azure_rm_natgateway: {idle_timeout_in_minutes: 600}\n  block:\n  - azure_rm_natgateway: {resource_group: rg, name: nat, public_ip_addresses: [ip]}\n", *GOOD[3:])
p("defaults of a module lose to what is written", GROUP, IP, "- module_defaults:\n    azure_rm_natgateway: {idle_timeout_in_minutes: 600}\n  block:\n" + indented(GATEWAY), *GOOD[3:])
p("a role's other tasks", *PRE, "- include_role: {name: one, tasks_from: attach}\n", CLUSTER, roles__one__tasks__main=D, roles__one__tasks__attach=ATTACHES)
CASES["a role that needs one that needs one"] = {"site.yml": "- hosts: localhost\n  roles: [a]\n", "roles/a/meta/main.yml": "dependencies: [{role: b, idle: 600}]\n", "roles/a/tasks/main.yml": D, "roles/b/meta/main.yml": "dependencies: [c]\n", "roles/b/tasks/main.yml": D, "roles/b/defaults/main.yml": "idle: 10\n", "roles/c/tasks/main.yml": ROLE, "roles/c/defaults/main.yml": "idle: 10\n"}
CASES["variables of an imported playbook"] = {"site.yml": "- import_playbook: p.yml\n  vars: {idle: 600}\n", "p.yml": play(*S)}
CASES["variables of an imported playbook under its own"] = {"site.yml": "- import_playbook: p.yml\n  vars: {idle: 600}\n", "p.yml": play(*S, head="vars: {idle: 10}\n")}
CASES["facts outlive a play"] = {"site.yml": play("- set_fact: {idle: 600}\n") + play(*S, head="vars: {idle: 10}\n")}
CASES["variables of a play do not"] = {"site.yml": play(D, head="vars: {idle: 600}\n") + play(*timeout('"{{ idle | default(10) }}"'))}
CASES["included variables outlive a play"] = {"site.yml": play("- include_vars: v.yml\n") + play(*S, head="vars: {idle: 10}\n"), "v.yml": "idle: 600\n"}
CASES["a host's variables by another host"] = {"hosts": "[a]\nh1 idle=600\n", "site.yml": play(*timeout("\"{{ hostvars['h1'].idle }}\""))}
ARGUMENTS["a host's variables by another host"] = ["-i", "hosts"]
CASES["variables of the hosts file of a role by group name"] = {"hosts": "[prod]\nh1\n[dev]\nh2\n[prod:vars]\nidle=600\n[dev:vars]\nidle=10\n", "site.yml": "- hosts: dev\n  tasks:\n" + indented(*S)}
ARGUMENTS["variables of the hosts file of a role by group name"] = ["-i", "hosts"]
CASES["group_by"] = {"hosts": "[a]\nh1 kind=x\n", "group_vars/kind_x.yml": "idle: 600\n", "site.yml": "- hosts: a\n  tasks:\n  - group_by: {key: \"kind_{{ kind }}\"}\n- hosts: kind_x\n  tasks:\n" + indented(*S)}
ARGUMENTS["group_by"] = ["-i", "hosts"]
CASES["detached when flushed"] = {"site.yml": play(*GOOD[:-1], CLUSTER + "  notify: undo\n", "- meta: flush_handlers\n") + "  handlers:\n  - name: undo\n" + indented(BARE[2:].replace("\n  ", "\n"), by=4)}
p("detached by tags always", *GOOD, BARE + "  tags: always\n")
p("free form words of a role", *GOOD, "- azure_rm_subnet: resource_group=rg virtual_network_name=net name=nodes address_prefix_cidr=10.0.0.0/16\n")
p("made for each of two, the last without", *PRE, "- azure_rm_subnet: {resource_group: rg, virtual_network_name: net, name: nodes, address_prefix_cidr: 10.0.0.0/16, nat_gateway: \"{{ item | default(omit, true) }}\"}\n  loop: [nat, '']\n", CLUSTER)
