"""Which resource a name, an id or a capture means, and what az answers."""

from __future__ import annotations

import pytest
from declare import shown
from scripts import ADD, CREATED, GROUP, NAT, NET, SUBNET, VNET, made

from natpin.model.value import Unknown, Value


@pytest.mark.parametrize("kind", sorted(CREATED.keys() - {"group", "firewall", "cluster"}))
def test_what_is_deleted_is_gone(kind: str) -> None:
    command, names, address = CREATED[kind]
    create = f"az {command} {ADD.get(kind, 'create')} {names}\n"
    assert not made(create)[address].external
    assert address not in made(f"{create}az {command} delete {names}\n")


def test_a_cluster_that_is_deleted_at_the_end_is_judged_as_it_stood() -> None:
    found = made("az aks create -g rg -n made\naz aks delete -g rg -n made\n")["az:cluster:rg/made"]
    assert shown(found.traits["deleted"]) is True


def test_a_tutorial_that_deletes_its_group_still_teaches() -> None:
    assert "az:group:made" in made("az group create -n made\naz group delete -n made --yes\n")


@pytest.mark.parametrize("kind", CREATED)
def test_what_is_shown_is_looked_up(kind: str) -> None:
    command, names, address = CREATED[kind]
    found = made(
        f"ID=$(az {command} show {names} --query id -o tsv)\naz aks create -g rg -n aks2 --tags a=$ID\n"
    )
    assert found[address].external
    assert shown(found["az:cluster:rg/aks2"].get("tags")) is not None


@pytest.mark.parametrize("kind", ["publicIp", "prefix", "natGateway", "vnet", "subnet"])
@pytest.mark.parametrize(
    "query",
    [
        "[?name=='made'].id",
        "[?name=='made'].id | [0]",
        "[?contains(name, 'made')].id",
        "[?name=='made'] | [0].id",
    ],
)
def test_what_is_listed_by_name_is_looked_up(kind: str, query: str) -> None:
    command, names, address = CREATED[kind]
    scope = names.replace("-n made", "")
    found = made(f'ID=$(az {command} list {scope} --query "{query}" -o tsv)\naz aks create -g rg -n aks --tags a=x --vnet-subnet-id $ID\n')  # fmt: skip
    assert found[address].external
    assert shown(found["az:cluster:rg/aks"].get("agentPoolProfiles[0].vnetSubnetID")) == f"→ {address}.id"


def test_what_is_listed_otherwise_is_unknown() -> None:
    found = made('ID=$(az network vnet list -g rg --query "[0].id" -o tsv)\naz aks create -g rg -n aks --vnet-subnet-id $ID\n')  # fmt: skip
    assert shown(found["az:cluster:rg/aks"].get("agentPoolProfiles[0].vnetSubnetID")) == (
        "? what `az network vnet list` answers is only known in Azure"
    )


MADE = f"{GROUP}{VNET}{SUBNET} --default-outbound-access false\n{NAT} --idle-timeout 9\n"
SHOW = "az network nat gateway show -g rg -n nat"
PICKED: list[tuple[str, object]] = [
    # what is captured, what a tag that holds it is told as
    (f"{SHOW} --query id -o tsv", "→ az:natGateway:rg/nat.id"),
    (f"{SHOW} --query name -o tsv", "nat"),
    (f"{SHOW} --query resourceGroup -o tsv", "rg"),
    (f"{SHOW} --query location -o tsv", "westeurope"),
    (f"{SHOW} --query idleTimeoutInMinutes -o tsv", "9"),
    (f"{SHOW} --query properties.idleTimeoutInMinutes -o tsv", "9"),
    (f"{SHOW} --query '[idleTimeoutInMinutes]' -o tsv", "9"),
    (f"{SHOW} --query provisioningState -o tsv", "→ az:natGateway:rg/nat.provisioningState"),
    (f"{SHOW} --query 'length(zones)' -o tsv", "? what `--query length(zones)` picks is only known in Azure"),
    (f"{SHOW}", "? the JSON of az:natGateway:rg/nat stands where text is expected"),
    (f"{SHOW} | jq -r .id", "→ az:natGateway:rg/nat.id"),
    ("az network vnet subnet show -g rg --vnet-name net -n own --query defaultOutboundAccess -o tsv", "false"),
    ("az network vnet show -g rg -n net --query subnets[0].id -o tsv", "→ az:subnet:rg/net/own.id"),
    ("az network vnet show -g rg -n net --query subnets[0].name -o tsv", "own"),
    ("az network vnet show -g rg -n net --query subnets[1].id -o tsv", "→ az:vnet:rg/net.subnets.1.id"),
    ("az network vnet show -g rg -n net | jq -r '.subnets[0].id'", "→ az:subnet:rg/net/own.id"),
    ("az network vnet create -g rg -n v --query newVNet.id -o tsv", "→ az:vnet:rg/v.id"),
    ("az network nat gateway create -g rg -n n2 --query NatGateway.id -o tsv", "→ az:natGateway:rg/n2.id"),
    ("az network public-ip create -g rg -n i --query publicIp.id -o tsv", "→ az:publicIp:rg/i.id"),
    ("az network public-ip prefix create -g rg -n p --query PublicIpPrefix.id -o tsv", "→ az:prefix:rg/p.id"),
    ("az group show -n rg --query id -o tsv", "→ az:group:rg.id"),
    ("az group show -n rg --query name -o tsv", "rg"),
    ("az group show -n rg | jq -r .name", "rg"),
    ("az network firewall ip-config create -g rg -f fw -n x --query id", "? what `az network firewall ip-config create` answers is only known in Azure"),
    ("az keyvault show -n v --query id -o tsv", "? what `az keyvault show` answers is only known in Azure"),
]  # fmt: skip


@pytest.mark.parametrize(("capture", "expected"), PICKED)
def test_what_a_capture_holds(capture: str, expected: object) -> None:
    found = made(f"{MADE}X=$({capture})\naz aks create -g rg -n aks --kubernetes-version $X\n")[
        "az:cluster:rg/aks"
    ]
    assert shown(found.get("kubernetesVersion")) == expected


FOLLOWED: list[tuple[str, str, str, object]] = [
    # before, the flags of a pool or of a subnet, the path, what it is
    (f"{VNET}{SUBNET}\nV=$(az network vnet show -g rg -n net --query id -o tsv)", "--vnet-subnet-id $V/subnets/own", "vnetSubnetID", "→ az:subnet:rg/net/own.id"),
    (f"{VNET}V=$(az network vnet show -g rg -n net --query id -o tsv)\nN=own", "--vnet-subnet-id $V/subnets/$N", "vnetSubnetID", "→ az:subnet:rg/net/own.id"),
    (f"{VNET}V=$(az network vnet show -g rg -n net --query id -o tsv)", "--vnet-subnet-id $V/subnets/$N", "vnetSubnetID", "→ az:subnet:rg/net/$N.id"),
    (f"{VNET}V=$(az network vnet show -g rg -n net --query id -o tsv)", "--vnet-subnet-id $V/SUBNETS/own", "vnetSubnetID", "→ az:subnet:rg/net/own.id"),
    (f"{VNET}V=$(az network vnet show -g rg -n net --query name -o tsv)", "--vnet-subnet-id $V/subnets/own", "vnetSubnetID", "net/subnets/own"),
    (f"{VNET}V=$(az network vnet show -g rg -n net --query id -o tsv)", "--vnet-subnet-id $V/peerings/own", "vnetSubnetID", "? it holds what only exists after creation"),
    ("", f"--vnet-subnet-id {NET}virtualNetworks/net/subnets/own", "vnetSubnetID", "→ az:subnet:s:rg/net/own.id"),
    ("", f"--vnet-subnet-id {NET[1:]}virtualNetworks/net/subnets/own", "vnetSubnetID", "→ az:subnet:s:rg/net/own.id"),
    (VNET, f"--vnet-subnet-id {NET}virtualNetworks/net/subnets/own", "vnetSubnetID", "→ az:subnet:rg/net/own.id"),
    ("", f"--vnet-subnet-id {NET}natGateways/nat", "vnetSubnetID", f"{NET}natGateways/nat"),
    ("", f"--vnet-subnet-id {NET}virtualNetworks/net", "vnetSubnetID", f"{NET}virtualNetworks/net"),
    ("", "--vnet-subnet-id /x/y", "vnetSubnetID", "/x/y"),
    ("", "--vnet-subnet-id '/subscriptions/<sub>/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/net/subnets/own'", "vnetSubnetID", "→ az:subnet:rg/net/own.id"),
    ("", "--vnet-subnet-id /subscriptions/$S/resourceGroups/$G/providers/Microsoft.Network/virtualNetworks/net/subnets/own", "vnetSubnetID", "→ az:subnet:$G/net/own.id"),
    ("", "--vnet-subnet-id /providers/Microsoft.Network/virtualNetworks/net/subnets/own", "vnetSubnetID", "→ az:subnet:?/net/own.id"),
    ("", "--vnet-subnet-id null", "vnetSubnetID", None),
    ("", f"--vnet-subnet-id {NET}virtualNetworks/net/subnets", "vnetSubnetID", f"{NET}virtualNetworks/net/subnets"),
    ("", "--vnet-subnet-id /subscriptions/s/resourceGroups/rg/providers/Microsoft.X/ys/z", "vnetSubnetID", "/subscriptions/s/resourceGroups/rg/providers/Microsoft.X/ys/z"),
    (f"{VNET}V=$(az network vnet show -g rg -n net --query id -o tsv)", "--vnet-subnet-id $V/subnets/a$X", "vnetSubnetID", "→ az:subnet:rg/net/a$X.id"),
    (f"{VNET}V=$(az network vnet show -g rg -n net --query id -o tsv)", "--vnet-subnet-id $V/subnets/a/b", "vnetSubnetID", "? it holds what only exists after creation"),
]  # fmt: skip


@pytest.mark.parametrize(("before", "flags", "path", "expected"), FOLLOWED)
def test_which_subnet_a_pool_is_put_into(before: str, flags: str, path: str, expected: object) -> None:
    found = made(f"{GROUP}{before}\naz aks nodepool add -g rg --cluster-name aks -n p {flags}\n")
    assert shown(found["az:pool:rg/aks/p"].get(path)) == expected


GATEWAYS: list[tuple[str, str, object]] = [
    ("az network nat gateway create -g rg -n $NAT", "--nat-gateway $NAT", "→ az:natGateway:rg/$NAT.id"),
    ("az network nat gateway create -g rg -n $OTHER", "--nat-gateway $NAT", "? $NAT is set outside this script"),
    ("N=$(az network nat gateway create -g rg -n nat --query id -o tsv)", "--nat-gateway $N", "→ az:natGateway:rg/nat.id"),
    ("N=$(az network nat gateway create -g rg -n nat --query name -o tsv)", "--nat-gateway $N", "→ az:natGateway:rg/nat.id"),
    ("N=$(az network nat gateway list -g rg --query \"[?name=='nat'].name\" -o tsv)", "--nat-gateway $N", "→ az:natGateway:rg/nat.id"),
    ("", "--nat-gateway NAT", "→ az:natGateway:rg/NAT.id"),
    (NAT, "--nat-gateway NAT", "→ az:natGateway:rg/nat.id"),
]  # fmt: skip


@pytest.mark.parametrize(("before", "flags", "expected"), GATEWAYS)
def test_which_gateway_a_subnet_is_given(before: str, flags: str, expected: object) -> None:
    found = made(f"{GROUP}{VNET}{before}\n{SUBNET} {flags}\n")["az:subnet:rg/net/own"]
    assert shown(found.get("natGateway.id")) == expected


@pytest.mark.parametrize(
    ("before", "flags", "path", "expected"),
    [
        (f"{SUBNET} --nat-gateway nat", '--nat-gateway ""', "natGateway", None),
        (f"{SUBNET} --nat-gateway nat", "--nat-gateway null", "natGateway", None),
        (
            f"{SUBNET} --nat-gateway nat",
            "--nat-gateway other",
            "natGateway.id",
            "→ az:natGateway:rg/other.id",
        ),
        (f"{SUBNET} --nat-gateway nat", "--route-table t", "natGateway.id", "→ az:natGateway:rg/nat.id"),
        (f"{SUBNET} --nat-gateway nat", "--add natGateway.x a=b", "natGateway.x", None),
    ],
)
def test_an_update_of_a_subnet(before: str, flags: str, path: str, expected: object) -> None:
    script = f"{GROUP}{VNET}{before}\naz network vnet subnet update -g rg --vnet-name net -n own {flags}\n"
    assert shown(made(script)["az:subnet:rg/net/own"].get(path)) == expected


@pytest.mark.parametrize(
    ("ids", "updated"),
    [
        (f"{NET}natGateways/nat", True),
        (f"{NET}natGateways/nat {NET}natGateways/other", True),
        (f"{NET}natGateways/other", False),
        (f"{NET}publicIPAddresses/nat", None),  # az takes the name out of whatever id it is given
        ("$(az network nat gateway show -g rg -n nat --query id -o tsv)", True),
        ("$(az network nat gateway show -g rg -n nat --query name -o tsv)", None),
    ],
)
def test_an_update_by_ids(ids: str, updated: bool | None) -> None:
    script = f"{GROUP}{NAT} --idle-timeout 4\naz network nat gateway update --ids {ids} --idle-timeout 9\n"
    told = shown(made(script)["az:natGateway:rg/nat"].get("idleTimeoutInMinutes"))
    unsure = "? which resource `az network nat gateway update` is about is not known"
    assert told == {True: 9, False: 4, None: unsure}[updated]


GROUPS: list[tuple[str, str]] = [
    # before, and how the group is given: the gateway is made in rg
    ("", "-g rg"),
    ("G=$(az group create -n rg --query name -o tsv)", "-g $G"),
    ("G=$(az group create -n rg --query id -o tsv)", "-g $G"),
    ("", "-g /subscriptions/s/resourceGroups/rg"),
    ("", "-g subscriptions/s/resourceGroups/rg"),
    ("az configure --defaults group=rg", ""),
    ("az configure --defaults location=x group=rg", ""),
    ("az config set defaults.group=rg", ""),
    ("az configure --defaults group=other", "-g rg"),
]


@pytest.mark.parametrize(("before", "given"), GROUPS)
def test_which_group_a_command_means(before: str, given: str) -> None:
    found = made(f"{before}\naz network nat gateway create {given} -n nat\n")
    assert "az:natGateway:rg/nat" in found
    assert shown(found["az:natGateway:rg/nat"].resource_group) == "→ az:group:rg.name"


@pytest.mark.parametrize(
    ("before", "given", "location"),
    [
        ("az group create -n rg -l eastus", "", "eastus"),
        ("az group create -n rg -l eastus", "-l westus", "westus"),
        ("az configure --defaults location=westus\naz group create -n rg", "", "westus"),
        ("az group create -n rg -l $L", "", "? $L is set outside this script"),
        ("", "", "? rg is only looked up here, not declared"),
    ],
)
def test_where_a_gateway_is_made(before: str, given: str, location: object) -> None:
    found = made(f"{before}\n{NAT} {given}\n")["az:natGateway:rg/nat"]
    assert shown(found.properties.get("location")) in (location, None)
    assert (location is None) or before == "" or shown(found.get("location")) == location


def test_a_child_has_its_parents_place() -> None:
    found = made(f"{GROUP}{VNET}{SUBNET}\n")["az:subnet:rg/net/own"]
    assert "location" not in found.properties
    assert shown(found.parent) == "→ az:vnet:rg/net.id"


def test_a_network_may_bring_a_subnet() -> None:
    found = made(f"{GROUP}az network vnet create -g rg -n net --subnet-name own\n")["az:subnet:rg/net/own"]
    assert (found.external, shown(found.parent), found.properties) == (False, "→ az:vnet:rg/net.id", {})


ATTACH = "az network vnet subnet create -g rg --vnet-name net -n nodes --nat-gateway {}\n"


@pytest.mark.parametrize(
    ("written", "attached"),
    [
        ("'$GW'", False),  # single quotes: the text $GW, and no gateway is called so
        (r'"\$GW"', False),
        (r"\$GW", False),
        ("'gw-$N'", False),
        ("\"'gw'\"", False),
        ("/subscriptions/s/resourceGroups/rg/providers/Microsoft.Network/natGateways/'$GW'", False),
        ("'gw'", True),
        ('"$GW"', True),
        ("$UNSET", True),
        ("'<gateway>'", True),  # which whoever follows the page fills in
    ],
)
def test_a_name_that_azure_refuses_attaches_nothing_for_certain(written: str, attached: bool) -> None:
    found = made("GW=gw\n" + ATTACH.format(written))["az:subnet:rg/net/nodes"].properties["natGateway"]
    assert isinstance(found, Value) is attached


@pytest.mark.parametrize("flag", ["--route-table '$RT'", "--nat-gateway '$GW'"])
def test_a_refused_name_is_told(flag: str) -> None:
    subnet = made(f"az network vnet subnet create -g rg --vnet-name net -n nodes {flag}\n")[
        "az:subnet:rg/net/nodes"
    ]
    (node,) = subnet.properties.values()
    assert isinstance(node, Unknown)
    assert node.reason.startswith("Azure refuses the name $")
