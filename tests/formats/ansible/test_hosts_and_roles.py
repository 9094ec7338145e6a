"""Which variables count on which host, and which a role leaves: an idle timeout of 600 in one of them may be the one meant."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from folders import linted, verdicts

from natpin.formats.ansible.arguments import pairs_in
from natpin.formats.ansible.host_patterns import meant, written_out
from natpin.formats.ansible.variables import Rank, Variables
from natpin.model.finding import Verdict
from natpin.model.location import Location
from natpin.model.value import Node, Unknown, Value

from .table_of_playbooks import BARE, FAIL, GOOD, IDLE, NAT, PASS, UNKNOWN, indented, play, timeout

ROLE = {
    "roles/shop/tasks/main.yml": "".join(timeout('"{{ idle }}"')),
    "roles/shop/defaults/main.yml": "idle: 10\n",
}
DEFAULTED = timeout('"{{ idle | default(600) }}"')
SETS = {"roles/base/tasks/main.yml": "- debug: {msg: x}\n", "roles/base/defaults/main.yml": "idle: 10\n"}
GROUPS = {"hosts": "[aks]\nh1\n[other]\nh2\n", "group_vars/aks.yml": "idle: 600\n"}
TWO = "all: {hosts: {dev: {env: dev}, prod: {env: prod}}}\n"


def on(pattern: str, more: str = "") -> str:
    return f'- hosts: "{pattern}"\n{more}  roles: [shop]\n'


CASES: Mapping[str, tuple[Mapping[str, str], set[Verdict]]] = {
    "the play wins over a default that is taken in": (
        {**SETS, "site.yml": play("- include_role: {name: base}\n", *timeout('"{{ idle }}"'), head="vars: {idle: 600}\n")},
        {FAIL},
    ),
    "what is given outlives a role": (
        {
            **SETS,
            "run.sh": "ansible-playbook site.yml -e idle=600\n",
            "site.yml": "- hosts: localhost\n  roles: [base]\n" + play(*timeout('"{{ idle }}"'), head="vars: {idle: 10}\n"),
        },
        {UNKNOWN},
    ),
    "include_role keeps its variables": (
        {**SETS, "site.yml": play("- include_role: {name: base}\n", *DEFAULTED)}, {FAIL},
    ),
    "public": ({**SETS, "site.yml": play("- include_role: {name: base, public: true}\n", *DEFAULTED)}, {PASS}),
    "import_role": ({**SETS, "site.yml": play("- import_role: {name: base}\n", *DEFAULTED)}, {PASS}),
    "roles of the play": ({**SETS, "site.yml": play(*DEFAULTED, head="roles: [base]\n")}, {PASS}),
    "other defaults of a role": (
        {**ROLE, "roles/shop/defaults/slow.yml": "idle: 600\n", "site.yml": play("- include_role: {name: shop, defaults_from: slow}\n")},
        {FAIL},
    ),
    "a group": ({**ROLE, **GROUPS, "site.yml": on("aks")}, {FAIL}),
    "another group": ({**ROLE, **GROUPS, "site.yml": on("other")}, {PASS}),
    "all": ({**ROLE, **GROUPS, "site.yml": on("all:!other")}, {FAIL}),
    "wild": ({**ROLE, **GROUPS, "site.yml": on("ak*")}, {FAIL}),
    "both": ({**ROLE, **GROUPS, "site.yml": on("all:&aks")}, {FAIL}),
    "only the other": ({**ROLE, **GROUPS, "site.yml": on("all:!aks")}, {PASS}),
    "a regular expression": ({**ROLE, **GROUPS, "site.yml": on("~a.*")}, {UNKNOWN}),
    "a template": ({**ROLE, **GROUPS, "site.yml": on("{{ target }}")}, {UNKNOWN}),
    "no such group": ({**ROLE, **GROUPS, "site.yml": on("nowhere")}, {UNKNOWN}),
    "localhost": ({**ROLE, **GROUPS, "site.yml": on("localhost")}, {PASS}),
    "a range": ({**ROLE, "hosts": "[aks]\nh[1:1]\n", "host_vars/h1.yml": "idle: 600\n", "site.yml": on("aks")}, {FAIL}),
    "two hosts that differ": (
        {**ROLE, "hosts": "[aks]\nh[1:2]\n", "host_vars/h1.yml": "idle: 600\n", "site.yml": on("aks")}, {UNKNOWN},
    ),
    "an inventory named for its stage": (
        {**ROLE, "production": "[aks]\nh1\n[aks:vars]\nidle=600\n", "site.yml": on("aks")}, {FAIL},
    ),
    "each of two such": (
        {
            **ROLE,
            "inventories/prod.ini": "[aks]\nh1 idle=10\n",
            "inventories/dev.yml": "aks: {hosts: {h1: {idle: 600}}}\n",
            "site.yml": on("aks"),
        },
        {FAIL, PASS},
    ),
    "settings are no inventory": (
        {**ROLE, "ansible.cfg": "[defaults]\nidle = 600\n", "setup.cfg": "[aks:vars]\nx=1\n[a]\nb = 1\n", "site.yml": on("localhost")},
        {PASS},
    ),
    "a fact of another host": (
        {
            "hosts.yml": TWO,
            "site.yml": play("- set_fact: {idle: 10}\n  when: env == 'dev'\n", *DEFAULTED)
            .replace("localhost", "all").replace("name: nat,", 'name: "nat-{{ env }}",').replace("nat_gateway: nat,", 'nat_gateway: "nat-{{ env }}",')
            .replace("name: shop\n", 'name: "{{ env }}"\n').replace("name: nodes,", 'name: "n-{{ env }}",'),
        },
        {FAIL, PASS},
    ),
    "a host that is added": (
        {**ROLE, "site.yml": play("- add_host: {name: h, groups: g, idle: 600}\n") + on("g")}, {FAIL},
    ),
    "a host that may be added": (
        {**ROLE, "site.yml": play('- add_host: {name: "{{ h }}", groups: g, idle: 600}\n') + on("g")}, {FAIL, UNKNOWN},
    ),
    "an inventory that ansible.cfg names": (
        {**{f"p/q/{name}": text for name, text in ROLE.items()}, "p/q/site.yml": on("aks"), "ansible.cfg": "[defaults]\ninventory = ./where/prod.ini\n", "where/prod.ini": "[aks]\nh1 idle=600\n"},
        {FAIL},
    ),
    "a folder that ansible.cfg names": (
        {**{f"p/q/{name}": text for name, text in ROLE.items()}, "p/q/site.yml": on("aks"), "ansible.cfg": "[defaults]\ninventory = where\n", "where/hosts": "[aks]\nh1\n", "where/group_vars/aks.yml": "idle: 600\n"},
        {FAIL},
    ),
    "an inventory that a script names": (
        {**{f"p/q/{name}": text for name, text in ROLE.items()}, "p/q/site.yml": on("aks"), "run.sh": "ansible-playbook -i where/prod.ini p/q/site.yml\n", "where/prod.ini": "[aks]\nh1 idle=600\n"},
        {FAIL},
    ),
    "an inventory that a workflow names": (
        {**{f"p/q/{name}": text for name, text in ROLE.items()}, "p/q/site.yml": on("aks"), ".github/workflows/d.yml": "on: push\njobs:\n  d:\n    steps:\n    - run: ansible-playbook p/q/site.yml --inventory=where/prod.ini\n", "where/prod.ini": "[aks]\nh1 idle=600\n"},
        {FAIL},
    ),
    "an inventory of another playbook": (
        {**{f"p/q/{name}": text for name, text in ROLE.items()}, "p/q/site.yml": on("localhost"), "run.sh": "ansible-playbook -i where/prod.ini other.yml\n", "where/prod.ini": "[aks]\nlocalhost idle=600\n"},
        {PASS},
    ),
    "two folders up": (
        {**{f"p/q/{name}": text for name, text in ROLE.items()}, "p/q/site.yml": on("aks"), "inventories/prod/hosts": "[aks]\nh1\n", "inventories/prod/group_vars/aks.yml": "idle: 600\n"},
        {FAIL},
    ),
    "roles that ansible.cfg has elsewhere": (
        {"p/q/site.yml": on("localhost"), "ansible.cfg": "[defaults]\nroles_path = ours:theirs\n", "theirs/shop/tasks/main.yml": ROLE["roles/shop/tasks/main.yml"], "theirs/shop/defaults/main.yml": "idle: 600\n"},
        {FAIL},
    ),
    "one file of variables": ({**ROLE, "v.yml": "idle: 600\n", "site.yml": on("localhost", "  vars_files: v.yml\n")}, {FAIL}),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_which_variables_count(case: str, tmp_path: Path) -> None:
    files, expected = CASES[case]
    report = linted(tmp_path, files)
    found = {one.verdicts.get(IDLE) for stack in report.stacks for one in stack.clusters}
    assert found <= expected
    assert found


DETACH = "- name: undo\n  " + BARE[2:].replace("\n  register: nodes", "")
NOTIFIES = "- debug: {msg: x}\n  notify: "


@pytest.mark.parametrize(
    ("notify", "handler", "expected"),
    [
        ("undo", DETACH, UNKNOWN),
        ("\"{{ 'undo' }}\"", DETACH, UNKNOWN),
        ('"{{ which }}"', DETACH, UNKNOWN),
        ("shop", DETACH + "  listen: [shop]\n", UNKNOWN),
        ("shop", DETACH + "  listen: shop\n", UNKNOWN),
        ("'shop : undo'", DETACH, UNKNOWN),
        ("undo", "- import_tasks: more.yml\n", UNKNOWN),
        ("undo", "- block:\n" + indented(DETACH), UNKNOWN),
        ("other", DETACH + "- name: other\n  debug: {msg: x}\n", PASS),
    ],
)
def test_a_handler_that_may_be_meant_may_run(
    notify: str, handler: str, expected: Verdict, tmp_path: Path
) -> None:
    site = play(*GOOD, NOTIFIES + notify + "\n") + "  handlers:\n" + indented(handler)
    more = {"more.yml": DETACH} if "more.yml" in handler else {}
    assert verdicts(linted(tmp_path, {"site.yml": site, **more}), NAT) == [expected]


@pytest.mark.parametrize(
    "more", ["$ANSIBLE_VAULT;1.1;AES256\n3130\n", "command: az network vnet list\n", "a text\n"]
)
def test_a_file_that_is_no_list_of_tasks_may_hold_any(more: str, tmp_path: Path) -> None:
    report = linted(tmp_path, {"site.yml": play(*GOOD, "- include_tasks: more.yml\n"), "more.yml": more})
    assert PASS not in verdicts(report, NAT)


def test_an_empty_list_of_tasks_holds_none(tmp_path: Path) -> None:
    report = linted(tmp_path, {"site.yml": play(*GOOD, "- include_tasks: more.yml\n"), "more.yml": "---\n"})
    assert verdicts(report, NAT) == [PASS]


GROUPED = {"all": ["a1", "a2", "b1"], "a": ["a1", "a2"], "b": ["b1"]}


@pytest.mark.parametrize(
    ("pattern", "hosts"),
    [
        ("all", "a1 a2 b1"),
        ("*", "a1 a2 b1"),
        ("a,b", "a1 a2 b1"),
        ("a:b", "a1 a2 b1"),
        ("a*", "a1 a2 b1"),  # the group "all" too
        ("?1", "a1 b1"),
        ("!b:all", "a1 a2"),
        ("all:&a:!a2", "a1"),
        ("!a", "b1"),
        ("a[0]", "a1"),
        ("a[-1]", "a2"),
        ("all[1:2]", "a2 b1"),
        ("all[1:]", "a2 b1"),
        ("nowhere", ""),
        ("localhost", "localhost"),
        ("~a.*", None),
        ("a:{{ more }}", None),
    ],
)
def test_what_a_pattern_means(pattern: str, hosts: str | None) -> None:
    expected = tuple(hosts.split()) if hosts is not None else None
    assert meant(pattern, GROUPED, ["a1", "a2", "b1"]) == expected


@pytest.mark.parametrize(
    ("written", "hosts"),
    [
        ("h", "h"),
        ("h[1:3]", "h1 h2 h3"),
        ("h[08:10].x", "h08.x h09.x h10.x"),
        ("h[a:c]", "ha hb hc"),
        ("h[1:5:2]", "h1 h3 h5"),
        ("h[1:2]-[a:b]", "h1-a h1-b h2-a h2-b"),
        ("h[1:a]", "h[1:a]"),
    ],
)
def test_what_a_range_writes_out(written: str, hosts: str) -> None:
    assert written_out(written) == hosts.split()


def test_a_range_is_no_bomb() -> None:
    assert len(written_out("h[1:999999999]" * 6)) <= 60


@pytest.mark.parametrize(
    ("said", "pairs"),
    [
        ("a=1 b=2", {"a": "1", "b": "2"}),
        ("a='x y' b=\"z = 1\"", {"a": "'x y'", "b": '"z = 1"'}),
        ("a={{ b | default('x y') }}/c d=1", {"a": "{{ b | default('x y') }}/c", "d": "1"}),
        ("a={{ b", {"a": ""}),
        ("word a=", {"a": ""}),
    ],
)
def test_words_with_values(said: str, pairs: Mapping[str, str]) -> None:
    assert dict(pairs_in(said)) == pairs


@pytest.mark.parametrize(
    "said", ["a" * 2_000_000, "a={{" * 200_000, "a='" * 200_001, 'a="{{' * 200_000, "a={" * 200_000]
)
def test_words_take_time_in_proportion(said: str) -> None:
    """Seconds at most; a search from each letter to the end takes hours."""
    assert len(list(pairs_in(said))) <= len(said)


@pytest.mark.parametrize(
    "line", ["a" * 2_000_000, "h " + "a" * 2_000_000, "h " + "a='" * 200_001, "h[1:" * 200_000]
)
def test_an_inventory_takes_time_in_proportion(line: str, tmp_path: Path) -> None:
    report = linted(tmp_path, {**ROLE, "hosts": f"[aks]\n{line}\n", "site.yml": on("localhost")})
    assert report.stacks


def test_frames_after_what_runs_are_those_before() -> None:
    at = Location("site.yml", 1)
    variables = Variables({})
    given: tuple[Rank, Mapping[str, Node]] = (Rank.GIVEN, {"idle": Value(600)})
    variables.frames.append(given)
    with variables.play_on("h", known=True):
        with variables.within((Rank.TASK, {"x": Value(1)})):
            variables.exposed.append((Rank.DEFAULTS, {"idle": Value(10), "y": Value(2)}))
        assert variables.frames == [given]
        assert variables.name("idle", at) == Value(600)
        assert variables.name("y", at) == Value(2)
    assert (variables.frames, variables.exposed) == ([given], [])


def test_facts_belong_to_their_host() -> None:
    at = Location("site.yml", 1)
    variables = Variables({})
    with variables.play_on("dev", known=True):
        variables.set(Rank.FACTS, "idle", Value(10))
    with variables.play_on("prod", known=True):
        assert not isinstance(variables.name("idle", at), Value | Unknown)
    with variables.play_on("web*", known=False):
        assert isinstance(variables.name("idle", at), Unknown)
        variables.set(Rank.FACTS, "idle", Value(20))
    for host in ("dev", "prod"):
        with variables.play_on(host, known=True):
            assert isinstance(variables.name("idle", at), Unknown)
