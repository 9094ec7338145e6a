"""Ansible: what tasks make, in which order and under which conditions, and what nobody can tell before a run."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from folders import linted, verdicts, written

from natpin.cli import main
from natpin.model.finding import Verdict

from .table_of_playbooks import (
    BARE,
    CASES,
    FAIL,
    GOOD,
    IDLE,
    NAT,
    PASS,
    UNKNOWN,
    play,
    timeout,
)


@pytest.mark.parametrize("case", CASES)
def test_what_a_playbook_amounts_to(case: str, tmp_path: Path) -> None:
    files, nat, idle = CASES[case]
    report = linted(tmp_path, {"site.yml": files} if isinstance(files, str) else files)
    assert verdicts(report, NAT) == [nat]
    (found,) = [one.verdicts.get(IDLE) for stack in report.stacks for one in stack.clusters]
    assert found in ((None, idle) if nat is FAIL else (idle,)) or nat is UNKNOWN
    assert {stack.stack.reader for stack in report.stacks if stack.clusters} == {"ansible"}


def idle_by_stack(tmp_path: Path, files: dict[str, str], **given: str) -> dict[str, Verdict]:
    report = linted(tmp_path, files, **given)
    return {one.stack.id: one.clusters[0].verdicts[IDLE] for one in report.stacks if one.clusters}


ASKS = {"site.yml": play(*timeout('"{{ idle }}"'))}


def test_each_inventory_is_a_stack(tmp_path: Path) -> None:
    files = {
        **ASKS,
        "inventories/prod/hosts": "localhost\n",
        "inventories/prod/group_vars/all.yml": "idle: 10\n",
        "inventories/dev/hosts.yml": "all: {hosts: {localhost: {}}, vars: {idle: 600}}\n",
    }
    assert idle_by_stack(tmp_path, files) == {
        "site.yml (inventories/dev/hosts.yml)": FAIL,
        "site.yml (inventories/prod/hosts)": PASS,
    }


def test_one_inventory_is_the_one_that_is_meant(tmp_path: Path) -> None:
    files = {
        "site.yml": "- hosts: localhost\n  roles: [shop]\n",
        "roles/shop/tasks/main.yml": "".join(timeout('"{{ idle }}"')),
        "roles/shop/defaults/main.yml": "idle: 10\n",
        "inventories/prod/group_vars/all.yml": "idle: 600\n",
    }
    assert idle_by_stack(tmp_path, files) == {"site.yml (inventories/prod/group_vars/all.yml)": FAIL}


def test_each_file_that_a_name_may_mean_is_a_stack(tmp_path: Path) -> None:
    head = 'vars_files: ["vars/{{ stage }}.yml"]\n'
    files = {
        "site.yml": play(*timeout("\"{{ 600 if stage == 'dev' else idle }}\""), head=head),
        "vars/prod.yml": "idle: 10\n",
        "vars/dev.yml": "idle: 10\n",
    }
    assert idle_by_stack(tmp_path, files) == {
        "site.yml (vars/dev.yml)": FAIL,
        "site.yml (vars/prod.yml)": PASS,
    }


def test_a_value_of_the_command_line_wins(tmp_path: Path) -> None:
    head = "vars: {idle: 10}\n"
    files = {"site.yml": play("- set_fact: {idle: 10}\n", *timeout('"{{ idle }}"'), head=head)}
    assert idle_by_stack(tmp_path, files, idle="600") == {"site.yml": FAIL}


@pytest.mark.parametrize(
    ("path", "command", "expected"),
    [
        ("up.sh", "ansible-playbook site.yml -e idle=600", UNKNOWN),
        ("up.sh", "ansible-playbook -i hosts \\\n  --extra-vars 'a=1 idle=600' site.yml", UNKNOWN),
        ("up.sh", "ansible-playbook site.yml -e '{\"idle\": 600}'", UNKNOWN),
        ("up.sh", "ansible-playbook site.yml -e @given.yml", UNKNOWN),
        ("up.sh", "ansible-playbook site.yml -e @elsewhere.yml", UNKNOWN),
        ("up.sh", 'ansible-playbook site.yml -e "$EXTRA"', UNKNOWN),
        ("up.sh", 'ansible-playbook site.yml -e "{\\"a\\":$A,\\"idle\\":$IDLE}"', UNKNOWN),
        ("up.sh", 'ansible-playbook site.yml -e "{\\"a\\":$A,\\"b\\":\\"$B\\"}"', PASS),
        ("up.sh", 'ansible-playbook site.yml -e "{\\"a\\":$A,$MORE}"', UNKNOWN),
        ("up.sh", 'ansible-playbook site.yml -e "{\\"$NAME\\":600}"', UNKNOWN),
        (".github/workflows/up.yml", "      - run: ansible-playbook site.yml -e idle=$IDLE", UNKNOWN),
        ("up.sh", "ansible-playbook site.yml -e other=600", PASS),
        ("up.sh", "ansible-playbook other.yml -e idle=600", PASS),
        ("up.sh", "ansible-playbook site.yml", PASS),
        ("README.md", "ansible-playbook site.yml -e idle=600", PASS),
    ],
)
def test_what_a_command_gives_is_not_what_the_files_say(
    path: str, command: str, expected: Verdict, tmp_path: Path
) -> None:
    head = "vars: {idle: 10}\n"
    files = {
        "site.yml": play(*timeout('"{{ idle }}"'), head=head),
        "given.yml": "idle: 600\n",
        path: f"{command}\n",
    }
    assert idle_by_stack(tmp_path, files) == {"site.yml": expected}


def test_a_handler_of_a_role_may_run(tmp_path: Path) -> None:
    files = {
        "site.yml": "- hosts: localhost\n  roles: [shop]\n",
        "roles/shop/tasks/main.yml": "".join(GOOD) + "  notify: detach\n",
        "roles/shop/handlers/main.yml": "- name: detach\n  " + BARE[2:],
    }
    assert verdicts(linted(tmp_path, files), NAT) == [UNKNOWN]


def test_hosts_with_variables_of_their_own_are_told_apart(tmp_path: Path) -> None:
    files = {
        "site.yml": play(*timeout('"{{ idle }}"'))
        .replace("hosts: localhost", "hosts: clusters")
        .replace("name: shop\n", 'name: "{{ inventory_hostname }}"\n'),
        "hosts": "[clusters]\nprod idle=10\ndev idle=600\n",
    }
    (stack,) = linted(tmp_path, files).stacks
    assert {one.name for one in stack.clusters} == {"prod", "dev"}


def test_a_value_keeps_its_place(tmp_path: Path) -> None:
    files = {"site.yml": play(*timeout('"{{ idle }}"')), "group_vars/all.yml": "# egress\nidle: 600\n"}
    (finding,) = [
        one for stack in linted(tmp_path, files).stacks for one in stack.findings if one.rule.id == IDLE
    ]
    assert (finding.at.path, finding.at.line, finding.at.column) == ("group_vars/all.yml", 2, 7)


def test_a_comment_waives_a_finding(tmp_path: Path) -> None:
    lines = play(*timeout("600")).replace(
        "    {resource_group: rg, name: nat,",
        "    # natpin: ignore[nat-idle-seconds] on purpose\n      {resource_group: rg, name: nat,",
    )
    written(tmp_path, {"site.yml": lines})
    told = tmp_path / "report.json"
    main(["lint", str(tmp_path), "--workspace", str(tmp_path), "--format", "json", "--output", str(told)])
    report = json.loads(told.read_text())
    assert [one["finding"]["rule"] for one in report["suppressed"]] == [IDLE]


def test_a_list_of_tasks_that_no_playbook_takes_in_is_read_by_itself(tmp_path: Path) -> None:
    files = {
        "roles/shop/tasks/main.yml": "".join(timeout('"{{ idle }}"')),
        "roles/shop/defaults/main.yml": "idle: 600\n",
    }
    assert idle_by_stack(tmp_path, files) == {"roles/shop/tasks/main.yml": FAIL}


def test_a_role_that_is_taken_in_is_no_stack(tmp_path: Path) -> None:
    files = {
        "site.yml": "- hosts: localhost\n  tasks:\n  - include_role: {name: shop}\n",
        "roles/shop/tasks/main.yml": "- import_tasks: all.yml\n",
        "roles/shop/tasks/all.yml": "".join(GOOD),
    }
    report = linted(tmp_path, files)
    assert [one.stack.id for one in report.stacks] == ["site.yml"]
    assert not report.incomplete


@pytest.mark.parametrize(
    "task",
    [
        "command: az aks create -g rg -n aks --outbound-type loadBalancer",
        "command: >\n      az\n      aks\n      create -g rg -n aks --outbound-type loadBalancer",
        "command: >-\n      az aks\n\n      create -g rg -n aks --outbound-type loadBalancer",
        "shell: |\n      az aks \\\n        create -g rg -n aks --outbound-type loadBalancer",
        "command:\n      argv: [az, aks, create, -g, rg, -n, aks, --outbound-type, loadBalancer]",
        "command:\n      argv:\n      - az\n      - aks\n      - create\n      - -g\n      - rg\n      - -n\n      - aks",
        "command:\n      argv: ['az', \"aks\", 'create', -g, rg, -n, aks]",
    ],
)
@pytest.mark.parametrize("key", ["nodepool: a", "pool: a", "stages: [a]", "runs-on: a"])
def test_a_command_is_seen_however_it_is_written(task: str, key: str, tmp_path: Path) -> None:
    report = linted(tmp_path, {"site.yml": f"- hosts: localhost\n  vars:\n    {key}\n  tasks:\n  - {task}\n"})
    assert FAIL in {one.verdict for stack in report.stacks for one in stack.findings}


@pytest.mark.parametrize(
    "text",
    [
        "- hosts: localhost\n  tasks:\n  - azure_rm_aks: [\n",
        '- hosts: a\n  tasks:\n  - azure_rm_aks: {name: "{{ 1e999 | int }}", count: "{{ 1e999 }}", resource_group: r}\n',
        '- hosts: a\n  tasks:\n  - azure_rm_aks: {name: x, resource_group: r}\n    loop: "{{ range(0, 100000000000000000000) | list }}"\n',
        "- hosts: a\n  tasks:\n  - azure_rm_aks: {name: x, resource_group: r}\n  - shell: '" + "{{" * 20_000 + "'\n",
        "- hosts: localhost\n  tasks:\n  - azure_rm_aks:\n      name: \"{{ a.b[ }}\"\n",
        '- hosts: localhost\n  vars: {a: "{{ b }}", b: "{{ a }}"}\n  tasks:\n  - azure_rm_aks: {name: "{{ a }}", resource_group: r}\n',
        "- hosts: localhost\n  tasks:\n  - include_tasks: site.yml\n  - azure_rm_aks: {name: a, resource_group: r}\n",
        "- import_playbook: site.yml\n- hosts: all\n  tasks:\n  - azure_rm_aks: {name: a, resource_group: r}\n",
        "- hosts: [a, {b: c}]\n  roles: [{}, 3, null]\n  tasks: [1, [2], {azure_rm_aks: null}, {loop: [1], azure_rm_aks: x}]\n",
        '- hosts: a\n  tasks:\n  - azure_rm_aks: {name: "{{ ' + "(" * 3000 + '1 }}"}\n',
        '- hosts: a\n  tasks:\n  - azure_rm_aks: {name: "{{ ' + "a + " * 20000 + '1 }}"}\n',
        '- hosts: a\n  vars: {a: "{{ \'x\' * 10 ** 9 }}", b: "{{ range(10 ** 9) | list }}"}\n  tasks:\n  - azure_rm_aks: {name: "{{ a }}{{ b }}"}\n',
        "- hosts: a\n  vars: {x0: aa, " + ", ".join(f'x{n}: "{{{{ x{n - 1} }}}}{{{{ x{n - 1} }}}}"' for n in range(1, 40)) + '}\n  tasks:\n  - azure_rm_aks: {name: "{{ x39 }}"}\n',
    ],
)  # fmt: skip
def test_any_file_gives_a_report(text: str, tmp_path: Path) -> None:
    report = linted(tmp_path, {"site.yml": text})
    assert report.incomplete or report.stacks
    assert PASS not in verdicts(report, NAT)


def test_conditions_on_one_input_hold_together(tmp_path: Path) -> None:
    """A cluster that is only made with its gateway never is without it."""
    both = [f"{task}  when: make\n" for task in GOOD]
    assert verdicts(linted(tmp_path, {"site.yml": play(*both)}), NAT) in ([PASS], [UNKNOWN])
    assert verdicts(linted(tmp_path, {"site.yml": play(*both)}, make="true"), NAT) == [PASS]
