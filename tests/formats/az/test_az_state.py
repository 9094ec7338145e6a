"""What a script leaves behind: locks, uses of what is not there, branches."""

from __future__ import annotations

import pytest
from declare import shown
from scripts import CREATED, GROUP, NAT, NET, SUBNET, VNET, made, ran, remarked

from natpin.formats.az.cli.kinds import PROVISIONED
from natpin.model.resource import Resource
from natpin.model.value import Reference, Unknown, Value, dig, text

LOCKS: list[tuple[str, object]] = [
    (f"--resource {NET}publicIPAddresses/ip", "→ az:publicIp:rg/ip.id"),
    ("--resource /x/y", "/x/y"),
    ("--resource $(az network public-ip show -g rg -n ip --query id -o tsv)", "→ az:publicIp:rg/ip.id"),
    ("-g rg --resource ip --resource-type Microsoft.Network/publicIPAddresses", "→ az:publicIp:rg/ip.id"),
    ("-g rg --resource-name ip --resource-type Microsoft.Network/publicIPAddresses", "→ az:publicIp:rg/ip.id"),
    ("-g rg --resource ip --resource-type publicIPAddresses --namespace Microsoft.Network", "→ az:publicIp:rg/ip.id"),
    ("-g rg --resource ip --resource-type network/publicIPAddresses", "→ az:publicIp:rg/ip.id"),
    ("-g rg --resource ip --resource-type PUBLICIPADDRESSES", "→ az:publicIp:rg/ip.id"),
    ("-g rg --resource own --resource-type Microsoft.Network/virtualNetworks/subnets --parent virtualNetworks/net", "→ az:subnet:rg/net/own.id"),
    ("-g rg --resource own --resource-type subnets --parent net", "→ az:subnet:rg/net/own.id"),
    ("-g rg --resource own --resource-type subnets", "? a lock on subnets own"),
    ("-g rg --resource v --resource-type Microsoft.KeyVault/vaults", "? a lock on Microsoft.KeyVault/vaults v"),
    ("-g rg --resource v", "? a lock on a resource v"),
    ("-g rg", "→ az:group:rg.id"),
    ("", "? the lock is on the subscription"),
]  # fmt: skip


@pytest.mark.parametrize(("flags", "scope"), LOCKS)
def test_what_a_lock_protects(flags: str, scope: object) -> None:
    found = made(
        f"{GROUP}az network public-ip create -g rg -n ip\naz lock create -n l -t CanNotDelete {flags}\n"
    )
    (lock,) = [each for each in found.values() if each.address.startswith("az:lock:")]
    assert shown(lock.parent) == scope
    assert shown(lock.get("level")) == "CanNotDelete"


@pytest.mark.parametrize("command", ["az group lock create -g rg", "az resource lock create -g rg"])
def test_other_commands_lock_too(command: str) -> None:
    assert "az:lock:rg/l" in made(f"{GROUP}{command} -n l -t CanNotDelete\n")


def test_a_lock_without_a_name_is_none() -> None:
    assert not [each for each in made(f"{GROUP}az lock create -g rg -t CanNotDelete\n") if ":lock:" in each]


def test_a_deleted_lock_is_gone() -> None:
    assert "az:lock:rg/l" not in made(
        f"{GROUP}az lock create -n l -g rg -t CanNotDelete\naz lock delete -n l -g rg\n"
    )


IP = "--resource ip --resource-type Microsoft.Network/publicIPAddresses"
BOTH = f"{GROUP}az network public-ip create -g rg -n ip\naz lock create -n l -t CanNotDelete -g rg\naz lock create -n l -t CanNotDelete -g rg {IP}\n"  # fmt: skip
GROUPS_LOCK, IPS_LOCK = "az:lock:rg/l", "az:lock:rg/publicIp:rg/ip/l"
UNLOCKED: list[tuple[str, str, str]] = [
    # what is deleted, and whether the group's lock and the IP's are there then
    ("-n l -g rg", "gone", "there"),
    (f"-n l -g rg {IP}", "there", "gone"),
    (f"-n L -g RG {IP}", "there", "gone"),
    ("-n other -g rg", "there", "there"),
    ("-n l -g other", "there", "there"),
    ("-n $L -g rg", "perhaps", "there"),
    ("-n l -g $G", "perhaps", "there"),
    ("-n l --resource $R --resource-type Microsoft.Network/publicIPAddresses -g rg", "there", "perhaps"),
    ("-n l", "perhaps", "perhaps"),
    ("--ids $IDS", "perhaps", "perhaps"),
    ("--ids /subscriptions/s/resourceGroups/rg/providers/Microsoft.Authorization/locks/l", "gone", "there"),
    (f"--ids {NET}publicIPAddresses/ip/providers/Microsoft.Authorization/locks/l", "there", "gone"),
]


@pytest.mark.parametrize(("flags", "group", "ip"), UNLOCKED)
def test_what_deleting_a_lock_leaves(flags: str, group: str, ip: str) -> None:
    found = made(f"{BOTH}az lock delete {flags}\n")
    told = {name: "gone" if lock is None else "there" if lock.conditional is None else "perhaps"
            for name in (GROUPS_LOCK, IPS_LOCK) for lock in [found.get(name)]}  # fmt: skip
    assert told == {GROUPS_LOCK: group, IPS_LOCK: ip}
    assert remarked(f"{BOTH}az lock delete {flags}\n") == []


USES = {
    "vnet": "az network vnet subnet create -g rg --vnet-name used -n x",
    "subnet": "az aks create -g rg -n aks --vnet-subnet-id " + NET + "virtualNetworks/net/subnets/used",
    "natGateway": SUBNET + " --nat-gateway used",
    "publicIp": NAT + " --public-ip-addresses used",
    "prefix": NAT + " --public-ip-prefixes used",
    "routeTable": SUBNET + " --route-table used",
}


@pytest.mark.parametrize("kind", sorted(PROVISIONED))
@pytest.mark.parametrize("later", [True, False])
@pytest.mark.parametrize("group", [GROUP, ""])
def test_what_is_used_before_it_is_created(kind: str, later: bool, group: str) -> None:
    command, names, _ = CREATED[kind]
    create = f"az {command} create {names.replace('made', 'used')}\n"
    script = f"{group}{VNET}{USES[kind]}\n{create if later else ''}"
    (found,) = [each for each in remarked(script) if text(each.facts["name"]) == "used"]
    assert found.kind == "used-before-created"
    assert shown(found.facts["createdLater"]) is later
    assert shown(found.facts["groupCreatedHere"]) is bool(group)
    assert shown(found.facts["resourceGroup"]) == "rg"


def test_those_are_all_kinds_that_must_be_created_first() -> None:
    assert frozenset(USES) == PROVISIONED


@pytest.mark.parametrize(
    "asked",
    [
        "az network vnet subnet show -g rg --vnet-name net -n own &>/dev/null\nif [ $? -ne 0 ]; then {create}; fi",
        "if ! az network vnet subnet show -g rg --vnet-name net -n own &>/dev/null; then {create}; fi",
        "az network vnet subnet show -g rg --vnet-name net -n own &>/dev/null || {create}",
        'ID=$(az network vnet subnet show -g rg --vnet-name net -n own --query id -o tsv)\nif [ -z "$ID" ]; then {create}; fi',
    ],
)
def test_asking_whether_it_is_there_is_no_use(asked: str) -> None:
    script = GROUP + asked.format(create=f"{{ {VNET.strip()}; {SUBNET}; }}") + "\n"
    assert remarked(script) == []
    assert not made(script)["az:subnet:rg/net/own"].external


BRANCHES: list[tuple[str, str, object, object]] = [
    # then, else, idle timeout after it, whether the gateway may be missing
    (f"{NAT} --idle-timeout 4", f"{NAT} --idle-timeout 4", 4, None),
    (f"{NAT} --idle-timeout 4", f"{NAT} --idle-timeout 9", "?", None),
    (f"{NAT} --idle-timeout 4", "true", 4, "?"),
    (NAT, f"{NAT} --idle-timeout 9", "?", None),
]


@pytest.mark.parametrize(("yes", "no", "idle", "missing"), BRANCHES)
def test_what_two_branches_leave(yes: str, no: str, idle: object, missing: object) -> None:
    found = made(f'{GROUP}if [ "$MODE" = a ]; then\n{yes}\nelse\n{no}\nfi\n')["az:natGateway:rg/nat"]
    assert str(shown(found.get("idleTimeoutInMinutes"))).startswith(str(idle))
    assert (found.conditional is not None) is (missing is not None)


@pytest.mark.parametrize(
    ("yes", "no", "path", "told"),
    [
        ("--sku Standard", "--sku Standard", "sku.name", "Standard"),
        ("--sku Standard", "--sku StandardV2", "sku.name", None),
        ("--public-ip-addresses a", "--public-ip-addresses b", "publicIpAddresses", None),
        ("--public-ip-addresses a", "--public-ip-addresses a", "publicIpAddresses[0].id", "→ az:publicIp:rg/a.id"),
        ("--public-ip-addresses a", "--public-ip-addresses a b", "publicIpAddresses", None),
        ("--zone 1", "--zone 1", "zones", ["1"]),
        ("--zone 1", "--zone 1 2", "zones", None),
    ],
)  # fmt: skip
def test_what_two_branches_leave_of_one_property(yes: str, no: str, path: str, told: object) -> None:
    script = f'{GROUP}az network public-ip create -g rg -n a\nif [ "$M" = a ]; then {NAT} {yes}; else {NAT} {no}; fi\n'
    found = made(script)["az:natGateway:rg/nat"].get(path)
    assert isinstance(found, Unknown) if told is None else shown(found) == told


@pytest.mark.parametrize(("other", "known"), [("a", True), ("b", False)])
def test_what_two_branches_leave_of_a_reference(other: str, known: bool) -> None:
    flags = "--nat-gateway"
    script = f'{GROUP}{VNET}if [ "$M" = a ]; then {SUBNET} {flags} a; else {SUBNET} {flags} {other}; fi\n'
    found = made(script)["az:subnet:rg/net/own"].get("natGateway.id")
    assert isinstance(found, Reference) is known


def test_tags_that_differ_in_one_are_unknown_in_that_one() -> None:
    script = f'{GROUP}if [ "$M" = a ]; then {NAT} --tags a=b c=d; else {NAT} --tags a=x c=d; fi\n'
    tags = made(script)["az:natGateway:rg/nat"].get("tags")
    assert shown(dig(tags, "c")) == "d"
    assert isinstance(dig(tags, "a"), Unknown)


def test_a_lookup_in_one_branch_and_a_creation_in_the_other_is_a_creation() -> None:
    script = f'{GROUP}if [ "$M" = a ]; then\naz network nat gateway show -g rg -n nat\nelse\n{NAT}\nfi\n'
    found = made(script)["az:natGateway:rg/nat"]
    assert (found.external, found.at.line) == (False, 5)


def test_a_group_that_exists_is_not_made_again() -> None:
    script = 'if [ "$(az group exists -n rg)" = true ]; then echo there; else az group create -n rg; fi\n'
    found = made(script)["az:group:rg"]
    assert (found.external, found.conditional) == (False, None)


@pytest.mark.parametrize("made_here", [True, False])
def test_a_subnet_of_a_group_made_here_has_no_route_table_but_one_made_here(made_here: bool) -> None:
    use = "az aks create -g rg -n aks --vnet-subnet-id " + NET + "virtualNetworks/net/subnets/own\n"
    found = made((GROUP if made_here else "") + VNET + use)["az:subnet:rg/net/own"]
    assert found.external
    assert isinstance(found.get("routeTable"), Value if made_here else Unknown)


def test_everything_is_az() -> None:
    for part in ran(f"{GROUP}{VNET}{SUBNET}\n"):
        assert isinstance(part, Resource)
        assert text(part.traits["provider"]) == "az"


def test_an_unknown_name_is_called_by_what_stands_for_it() -> None:
    (found,) = [
        each for each in made("az aks create -g rg -n $CLUSTER\n").values() if "cluster" in each.address
    ]
    assert (found.address, found.label) == ("az:cluster:rg/$CLUSTER", "$CLUSTER")


@pytest.mark.parametrize(
    ("command", "runs"),
    [
        ("az keyvault show -n v", True),
        ("az keyvault list", True),
        ("az acr exists -n v", True),
        ("az graph query -q v", True),
        ("az monitor log-analytics query -w v", True),
        ("az keyvault update -n v", False),
    ],
)
def test_what_is_asked_of_other_services_is_supposed_to_be_missing(command: str, runs: bool) -> None:
    assert ("az:natGateway:rg/nat" in made(f"{GROUP}{command} &>/dev/null || {NAT}\n")) is runs
