"""Every way a script may go: what is certainly left, what may be, and what is told of it."""

from __future__ import annotations

import pytest

from natpin.formats.az.recognise import changes_networks
from natpin.formats.az.scripts import read_commands
from natpin.formats.interface import Inputs, Read
from natpin.model.doubt import Doubt, Question
from natpin.model.resource import AGENT_POOL, CLUSTER, ROUTE, SUBNET, Resource
from natpin.model.value import Reference, Unknown, Value, dig

BEGIN = """
az network vnet create -g rg -n net
az network vnet subnet create -g rg --vnet-name net -n aks --nat-gateway nat
az aks create -g rg -n aks --network-plugin azure --vnet-subnet-id $(az network vnet subnet show -g rg --vnet-name net -n aks --query id -o tsv)
"""
DETACH = "az network vnet subnet update -g rg --vnet-name net -n aks --remove natGateway"


class Nothing:
    """A workspace without files."""

    def read(self, path: str) -> bytes:
        raise AssertionError(path)

    def exists(self, path: str) -> bool:
        return False


def read(text: str, **assumed: str) -> list[Read]:
    inputs = Inputs(assumed=assumed)
    return list(read_commands(text, "x.sh", Nothing(), inputs))  # type: ignore[arg-type]


def gateway(parts: list[Read]) -> str:
    """How the cluster's subnet is attached: ``on``, ``off`` or ``maybe``."""
    (subnet,) = (p for p in parts if isinstance(p, Resource) and p.type == SUBNET and not p.external)
    if any(isinstance(p, Doubt) and "which property" in p.reason for p in parts):
        return "maybe"
    node = dig(Value(subnet.properties), "natGateway.id")
    if isinstance(node, Unknown) or isinstance(subnet.properties.get("natGateway"), Unknown):
        return "maybe"
    return "on" if isinstance(node, Reference) else "off"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (DETACH, "off"),
        (f'[ "$MODE" = off ] && {DETACH}', "maybe"),
        (f'[ "$MODE" = off ] || exit 0\n{DETACH}', "maybe"),
        (f'[ "$MODE" = off ] || exit 1\n{DETACH}', "off"),
        (f'case "$1" in a) exit 0 ;; esac\n{DETACH}', "maybe"),
        (f'if [ "$1" = destroy ]; then {DETACH}; exit 0; fi', "on"),
        (f'f() {{ [ "$1" = no ] && return; {DETACH}; }}\nf yes', "off"),
        (f'f() {{ [ "$1" = no ] && return; {DETACH}; }}\nf no', "on"),
        (f'f() {{ [ "$1" = no ] && return; {DETACH}; }}\nf "$X"', "maybe"),
        (f"left_over() {{ {DETACH}; }}", "on"),
        (f'left_over() {{ {DETACH}; }}\n"$@"', "maybe"),
        (f"trap '{DETACH}' EXIT", "off"),
        (f"for x in 1 2; do [ $x = 2 ] && break; {DETACH}; done", "off"),
        (f"sudo timeout -k 5 60 env A=b {DETACH}", "off"),
        (f"exec {DETACH}\n{DETACH.replace('--remove natGateway', '--nat-gateway nat')}", "off"),
        (f'bash -c "{DETACH}"', "off"),
        (f"bash <<'EOF'\n{DETACH}\nEOF", "off"),
        # $0 of a text is the word after it, and $1 the one after that
        (f"bash -c '{DETACH.replace('-n aks', '-n $0')}' aks", "off"),
        (f"bash -c '{DETACH.replace('-n aks', '-n $0')}' other", "on"),
        (f"bash -c '{DETACH.replace('-n aks', '-n $1')}' aks other", "on"),
        (f"bash -c '{DETACH.replace('-n aks', '-n $1')}' other aks", "off"),
        (f"sh -ec '{DETACH.replace('-n aks', '-n $0')}' aks", "off"),
        (f"bash -c 'f() {{ {DETACH.replace('-n aks', '-n $0')}; }}; f other' aks", "off"),
        (f"bash -c '{DETACH.replace('-n aks', '-n $0')}' \"$UNSET\"", "maybe"),
        # after a shift of unknown length, any argument may be any of them
        (f"set -- other aks\nshift\n{DETACH.replace('-n aks', '-n $1')}", "off"),
        (f"set -- other aks\nshift 1\n{DETACH.replace('-n aks', '-n $1')}", "off"),
        (f"set -- other aks\nshift $N\n{DETACH.replace('-n aks', '-n $1')}", "maybe"),
        (f"set -- aks other\nshift $N\n{DETACH.replace('-n aks', '-n $1')}", "maybe"),
        (f"set -- a b aks\nshift 5\n{DETACH.replace('-n aks', '-n $3')}", "off"),  # which bash does not do
        (f"f() {{ shift $N; {DETACH.replace('-n aks', '-n $1')}; }}\nf other aks", "maybe"),
        (f"f() {{ shift; {DETACH.replace('-n aks', '-n $1')}; }}\nf aks other", "on"),
        (f"ssh host '{DETACH}'", "off"),
        (f"docker run --rm mcr.microsoft.com/azure-cli {DETACH}", "off"),
        (f"cat names | xargs -I@ {DETACH.replace('-n aks', '-n @')}", "maybe"),
        (f"printf 'aks\\nb\\n' | xargs -n1 {DETACH.replace(' -n aks', '')} -n", "off"),
        (DETACH.replace("-n aks", '-n "$1"'), "maybe"),
        (DETACH.replace("-g rg", '-g "$1"'), "maybe"),
        (DETACH.replace("natGateway", "tags.owner"), "on"),
        (f"cat <<EOF\n{DETACH}\nEOF", "on"),
        (f"echo '{DETACH}'", "on"),
        ("az account set -s other\n" + DETACH, "on"),
        (DETACH + " --subscription other", "on"),
        (
            "az rest --method delete --url /subscriptions/x/resourceGroups/rg/providers/Microsoft.Compute/disks/d",
            "on",
        ),
        (
            "az resource update --ids $(az network vnet subnet show -g rg --vnet-name net -n aks --query id) --remove properties.natGateway",
            "off",
        ),
        ("az aks delete -g rg -n aks\n" + DETACH, "on"),
        ("az aks delete -g rg -n aks\n" + DETACH + "\naz aks create -g rg -n two", "off"),
        (
            f"while read -r n; do {DETACH.replace('-n aks', '-n $n')}; done < <(az network vnet subnet list -g rg --vnet-name net --query [].name)",
            "off",
        ),
        (f'X=${{MODE:-}}\n[ -n "$X" ] && {DETACH}', "maybe"),
        (f"alias cut-off='{DETACH}'\ncut-off", "off"),
        (f'run() {{ "$@"; }}\nrun {DETACH}', "off"),
        (f'az() {{ command az "$@" --only-show-errors; }}\n{DETACH}', "off"),
        # declare, readonly, shopt: Bash manual, "Bash Builtin Commands", "The Shopt Builtin"
        (f'declare -l E\nE=OFF\n[ "$E" = off ] && {DETACH}', "off"),
        (f'declare -u E\nE=on\n[ "$E" = on ] && {DETACH}', "on"),
        (f'X=on\ndeclare -n r=X\nr=off\n[ "$X" = off ] && {DETACH}', "off"),
        (f'X=on\nf() {{ local -n out=$1; out=off; }}\nf X\n[ "$X" = off ] && {DETACH}', "off"),
        (f'X=on\nf() {{ local -n out=$1; out=off; }}\nf Y\n[ "$X" = off ] && {DETACH}', "on"),
        (f'readonly X=on\nX=off\n[ "$X" = off ] && {DETACH}', "on"),
        (f'f() {{ local -r X=on; }}\nf\nX=off\n[ "$X" = off ] && {DETACH}', "off"),
        (f'declare -i N\nN=2*3\n[ "$N" -eq 6 ] && {DETACH}', "off"),
        (f'shopt -s lastpipe\nX=on\necho off | read -r X\n[ "$X" = off ] && {DETACH}', "off"),
        (f'X=on\necho off | read -r X\n[ "$X" = off ] && {DETACH}', "on"),
        (f"shopt -s nocasematch\nX=OFF\n[[ $X == off ]] && {DETACH}", "off"),
        (f"shopt -s nocasematch\nshopt -u nocasematch\nX=OFF\n[[ $X == off ]] && {DETACH}", "on"),
        (f"shopt -s nocasematch\nX=OFF\n[ $X = off ] && {DETACH}", "on"),
        (f"shopt -s nocasematch\ncase OFF in of*) {DETACH} ;; esac", "off"),
        (f'[ "$1" ] && shopt -s nocasematch\n[[ OFF == off ]] && {DETACH}', "maybe"),
        # < sorts texts, [[ … -eq … ]] takes a leading zero for octal, [ … ] does not
        (f"[[ 9 < 10 ]] && {DETACH}", "on"),
        (f'zone=""\nif [[ zone -ne "" ]]; then {DETACH}; fi', "on"),
        (f"n=3\n[[ n -gt 2 ]] && {DETACH}", "off"),
        (f"[[ 10 < 9 ]] && {DETACH}", "off"),
        (f"[[ a < B ]] && {DETACH}", "maybe"),
        (f"[[ 010 -eq 8 ]] && {DETACH}", "off"),
        (f"[ 010 -eq 8 ] && {DETACH}", "on"),
        # how an arm of a case ends
        (f"case a-b in a*) : ;;& *b) {DETACH} ;; esac", "off"),
        (f"case a-b in a*) : ;; *b) {DETACH} ;; esac", "on"),
        (f"case a in a) : ;& b) {DETACH} ;; esac", "off"),
        (f"case a in b) : ;& c) {DETACH} ;; esac", "on"),
        (f'case "$1" in a) : ;& b) {DETACH} ;; esac', "maybe"),
        (f'case a in "$1") : ;; a) {DETACH} ;; esac', "maybe"),
        # $? after what surely fails
        (f"false\nif [ $? -ne 0 ]; then {DETACH}; fi", "off"),
        (f"true\nif [ $? -ne 0 ]; then {DETACH}; fi", "on"),
        (f"shopt -qs nocasematch\ncase OFF in off) {DETACH} ;; esac", "off"),
        (f"o=$1\nshopt -s $o\ncase OFF in off) {DETACH} ;; esac", "maybe"),
        (f'declare -i N=1\nN+=2\n[ "$N" = 3 ] && {DETACH}', "off"),
        (f'declare -i N\nN=\n[ "$N" = 0 ] && {DETACH}', "off"),
        (f'declare -iu N=5\ndeclare +u N\nN=1+1\n[ "$N" = 2 ] && {DETACH}', "off"),
        (f"f() {{ {DETACH}; }}\nunset -v f\nf", "off"),
        (f"KEEP=${{KEEP:-1}}\nif [[ KEEP -ne 1 ]]; then {DETACH}; fi", "maybe"),
        (f'declare -i N\nN=${{KEEP:-1}}\nif [ "$N" -ne 1 ]; then {DETACH}; fi', "maybe"),
        (f'KEEP=${{KEEP:-1}}\n((N = KEEP))\nif [ "$N" -ne 1 ]; then {DETACH}; fi', "maybe"),
        (f"KEEP=${{KEEP:-1}}\nif [ $((10#$KEEP)) -ne 1 ]; then {DETACH}; fi", "maybe"),
        (f"KEEP=${{KEEP:-1}}\nif (( ${{#KEEP}} > 1 )); then {DETACH}; fi", "maybe"),
        (f'f() {{ if (( $1 != 1 )); then {DETACH}; fi; }}\nKEEP=${{KEEP:-1}}\nf "$KEEP"', "maybe"),
        (f"KEEP=(${{KEEP:-1}})\nif (( KEEP[0] != 1 )); then {DETACH}; fi", "maybe"),
        (f"f() {{ return 3; }}\nf\nif [ $? -eq 3 ]; then {DETACH}; fi", "off"),
        (f"f() {{ return 3; }}\nf\ncase $? in 3) {DETACH} ;; esac", "off"),
        (f"(exit 7)\nrc=$?\nif [ $rc = 7 ]; then {DETACH}; fi", "off"),
        (f"f() {{ return 3; }}\nf\nif [ $? -ne 0 ]; then {DETACH}; fi", "off"),
        (f"true\nx=$(grep a b)\nif [ $? -eq 0 ]; then :; else {DETACH}; fi", "maybe"),
        (f"shopt -s nocasematch\nbash -c 'case A in a) : ;; *) {DETACH} ;; esac'", "off"),
        (f"readonly M=a\nexport M\nbash -c 'M=b; if [ $M = b ]; then {DETACH}; fi'", "off"),
        # what is unset, left out of an array, or not exported
        (f'X=a\nunset X\n[ -n "${{X+y}}" ] && {DETACH}', "on"),
        (f'X=\n[ -n "${{X+y}}" ] && {DETACH}', "off"),
        (f"a=(aks)\nunset 'a[0]'\nfor n in \"${{a[@]}}\"; do {DETACH}; done", "on"),
        (
            f"a=(b aks)\nunset 'a[1]'\nfor n in \"${{a[@]}}\"; do {DETACH.replace('-n aks', '-n $n')}; done",
            "on",
        ),
        (
            f"a=(b aks)\nunset 'a[0]'\nfor n in \"${{a[@]}}\"; do {DETACH.replace('-n aks', '-n $n')}; done",
            "off",
        ),
        (f"declare -A a=([aks]=1)\nunset 'a[aks]'\nfor n in \"${{!a[@]}}\"; do {DETACH}; done", "on"),
        (f"X=y\nbash <<'EOF'\n[ \"$X\" = y ] && {DETACH}\nEOF", "maybe"),
        (f"export X=y\nbash <<'EOF'\n[ \"$X\" = y ] && {DETACH}\nEOF", "off"),
        (f"set -a\nX=y\nset +a\nbash <<'EOF'\n[ \"$X\" = y ] && {DETACH}\nEOF", "off"),
        (f"X=y bash -c '[ \"$X\" = y ] && {DETACH}'", "off"),
        (f"declare -x X=y\nbash -c '[ \"$X\" = y ] && {DETACH}'", "off"),
        (f'X=y\n( [ "$X" = y ] && {DETACH} )', "off"),
        (f"read -r X\n{DETACH.replace('--remove natGateway', '${X:+--remove natGateway}')}", "maybe"),
        (f"for a in 1 2; do for b in 1 2; do [ $b = 1 ] && continue 2; {DETACH}; done; done", "on"),
        (f"for n in {{b,aks}}; do {DETACH.replace('-n aks', '-n $n')}; done", "off"),
    ],
)
def test_what_a_script_leaves(text: str, expected: str) -> None:
    assert gateway(read(BEGIN + text)) == expected


def test_a_question_answered_is_read_exactly() -> None:
    text = BEGIN + f'if [ "$MODE" = off ]; then {DETACH}; fi\n[ "$MODE" = off ] || echo on'
    (question,) = (part for part in read(text) if isinstance(part, Question))
    assert (question.key, question.asked, question.options) == (
        "x.sh: $MODE = off",
        "$MODE = off",
        ("true", "false"),
    )
    assert gateway(read(text)) == "maybe"
    assert gateway(read(text, **{question.key: "true"})) == "off"
    assert gateway(read(text, **{question.key: "false"})) == "on"


@pytest.mark.parametrize(
    "flag", ['--set "$CHANGE"', '--remove "$WHAT"', '--add "$WHERE" id=x', "--set $A=$B"]
)
def test_a_property_of_unknown_name_may_be_any(flag: str) -> None:
    doubts = [p for p in read(BEGIN + DETACH.replace("--remove natGateway", flag)) if isinstance(p, Doubt)]
    assert [doubt.reach.types for doubt in doubts] == [(SUBNET,)]
    known = read(BEGIN + DETACH.replace("--remove natGateway", '--set tags.owner="$WHO"'))
    assert not [part for part in known if isinstance(part, Doubt)]


def test_what_was_tested_once_is_known() -> None:
    attach = DETACH.replace("--remove natGateway", "--nat-gateway nat")
    text = f'if [ "$MODE" = off ]; then {DETACH}; if [ "$MODE" != off ]; then :; else {attach}; fi; fi'
    assert gateway(read(BEGIN + text)) == "on"


@pytest.mark.parametrize(
    ("command", "types"),
    [
        ("az network frobnicate create -n x", True),
        ("az frobnicate create -n x", True),
        ("az aks frobnicate -n x", True),
        ("az network nsg create -n x", False),
        ("az vm create -n x", False),
        ("az aks get-credentials -g rg -n aks", False),
        ("az frobnicate list", False),
        ("az deployment group create -g rg -f main.bicep", True),
        ("az rest --method put --url $URL --body $BODY", True),
        ("az rest --method get --url $URL", False),
        ("az $COMMAND -n x", True),
        ("./other.sh", True),
    ],
)
def test_what_is_not_followed_is_a_doubt(command: str, types: bool) -> None:
    assert any(isinstance(part, Doubt) for part in read(command)) == types


def test_a_child_of_an_unknown_parent_may_be_any_one_s() -> None:
    parts = read(
        BEGIN
        + 'az aks nodepool add -g rg --cluster-name "$1" -n jobs\n'
        + "az network route-table create -g rg -n rt\n"
        + 'az network route-table route create -g rg --route-table-name "$2" -n all --address-prefix 0.0.0.0/0 --next-hop-type Internet'
    )
    for kind, parent in ((AGENT_POOL, "aks"), (ROUTE, "rt")):
        found = [
            p
            for p in parts
            if isinstance(p, Resource) and p.type == kind and p.address.split("/")[1] == parent
        ]
        assert [p.conditional is not None for p in found] == [True]


def test_a_text_that_is_no_bash_is_a_doubt() -> None:
    doubts = [part for part in read(BEGIN + "if then (\n" + DETACH + "\n") if isinstance(part, Doubt)]
    assert any("network vnet subnet update" in doubt.reason for doubt in doubts)


def test_a_script_with_more_ways_than_are_kept_apart_says_so() -> None:
    lines = [f'[ "$A{n}" = x ] && exit 0\naz network nat gateway create -g rg -n n{n}' for n in range(200)]
    doubts = [part for part in read(BEGIN + "\n".join(lines)) if isinstance(part, Doubt)]
    assert any("ways of the script" in doubt.reason for doubt in doubts)


@pytest.mark.parametrize(
    "text",
    [
        b"az \\\n  network vnet subnet \\\n  update -n aks --remove natGateway\n",
        b"az network  vnet  subnet  update -n aks --remove natGateway\n",
        b'az resource update --ids "$SUB" --remove properties.natGateway\n',
    ],
)
def test_a_change_of_a_network_is_found_however_it_is_written(text: bytes) -> None:
    assert changes_networks("x.sh", text)


@pytest.mark.parametrize(
    ("again", "expected"),
    [
        ("-s Standard_D8s_v5", {"name": "nodepool1", "vmSize": None, "mode": "System"}),
        ("-s A --enable-node-public-ip", {"name": "nodepool1", "vmSize": "A", "enableNodePublicIP": None}),
        ("-s A --nodepool-name other", None),
    ],
)
def test_a_second_attempt_leaves_unknown_only_what_it_writes_otherwise(
    again: str, expected: dict[str, object] | None
) -> None:
    first = "az aks create -g rg -n c -l eastus -s A"
    parts = read(f"{first}\nif [ $? -ne 0 ]; then az aks create -g rg -n c -l westus {again}; fi")
    (cluster,) = (p for p in parts if isinstance(p, Resource) and p.type == CLUSTER)
    pools = cluster.properties["agentPoolProfiles"]
    if expected is None:
        assert isinstance(pools, Unknown)
        return
    assert isinstance(pools, Value)
    (pool,) = pools.data
    for name, value in expected.items():
        node = dig(pool, name)
        assert (node.data if isinstance(node, Value) else None) == value, name


CHECKS = "".join(f'if [ "$X{number}" = y ]; then echo {number}; exit 0; fi\n' for number in range(80))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (CHECKS, "on"),
        (CHECKS + DETACH, "maybe"),
        (f"{DETACH}\n{CHECKS}", "off"),
        (f"{CHECKS}{DETACH}\n{CHECKS}", "maybe"),
    ],
)
def test_checks_in_a_row_are_as_many_ways_as_they_leave_resources(text: str, expected: str) -> None:
    parts = read(f"{BEGIN}{text}")
    assert gateway(parts) == expected
    assert not [part for part in parts if isinstance(part, Doubt)]
