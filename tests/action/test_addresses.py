"""Which addresses a pull request is told as certain, and which block of them as complete: above all, which are not."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import life_story
import pytest
from test_whole_life import reader

from natpin.simulator import Settings, Simulator
from natpin.simulator.example import pinned

PREFIX_NAME = """resource "azurerm_public_ip_prefix" "first" {
  name                = "payments\""""
LENGTH = "prefix_length       = 29"
NETWORK, CLUSTER = life_story.MAIN.split('resource "azurerm_kubernetes_cluster"')
LOOKED_UP = (
    'data "azurerm_subnet" "nodes" {\n  name = "nodes"\n  virtual_network_name = "payments"\n'
    '  resource_group_name = "payments"\n}\n\nresource "azurerm_kubernetes_cluster"'
    + CLUSTER.replace("azurerm_subnet.nodes.id", "data.azurerm_subnet.nodes.id")
    .replace("azurerm_resource_group.payments.name", '"payments"')
    .replace("azurerm_resource_group.payments.location", '"westeurope"')
    .replace("depends_on = [azurerm_subnet_nat_gateway_association.nodes]", "")
)


@pytest.fixture
def cloud() -> Iterator[Simulator]:
    with Simulator(Settings(operation_seconds=0, retry_after=0)) as simulator:
        simulator.seed(*pinned(simulator.subscription, "payments", 0))
        yield simulator


def network(cloud: Simulator, rest: str, group: str = "payments") -> str:
    return f"/subscriptions/{cloud.subscription}/resourceGroups/{group}/providers/Microsoft.Network/{rest}"


def prefix(cloud: Simulator, name: str, cidr: str, group: str = "payments", **more: object) -> None:
    """Azure has a prefix that the story does not know of."""
    properties = {
        "prefixLength": int(cidr.partition("/")[2]),
        "publicIPAddressVersion": "IPv4",
        "ipPrefix": cidr,
    }
    cloud.seed({"id": network(cloud, f"publicIPPrefixes/{name}", group), "location": "westeurope",
                "sku": {"name": "Standard"}, "properties": properties, **more})  # fmt: skip


def of(
    cloud: Simulator, main: str = life_story.MAIN, old: str = "", **files: str
) -> tuple[dict[str, str], dict[str, str]]:
    """A pull request that changes nothing but a comment, unless ``old`` is another state of main.tf."""
    base = {**life_story.before(cloud.subscription), "infra/main.tf": old or main}
    return {**base, **files}, {**base, **files, "infra/main.tf": f"# touched\n{main}"}


def by_hand(cloud: Simulator) -> tuple[dict[str, str], dict[str, str]]:
    prefix(cloud, "by-hand", "20.99.0.0/29")
    ips = [{"id": network(cloud, f"publicIPPrefixes/{name}")} for name in ("payments", "by-hand")]
    cloud.seed({"id": network(cloud, "natGateways/payments"), "location": "westeurope", "sku": {"name": "Standard"},
                "properties": {"idleTimeoutInMinutes": 4, "publicIpPrefixes": ips}})  # fmt: skip
    return of(cloud)


def zones(cloud: Simulator) -> tuple[dict[str, str], dict[str, str]]:
    """The base declares a prefix and attaches it nowhere; the change attaches it, and makes it anew by its zones."""
    prefix(cloud, "payments-next", "20.98.0.0/30")
    alone = life_story.SECOND.partition('resource "azurerm_nat_gateway_public_ip_prefix_association"')[0]
    base = {**life_story.before(cloud.subscription), "infra/second.tf": alone}
    zoned = life_story.SECOND.replace("prefix_length       = 30", 'prefix_length       = 30\n  zones = ["1"]')
    return base, {**base, "infra/second.tf": zoned}


def other_environment(cloud: Simulator) -> tuple[dict[str, str], dict[str, str]]:
    """Its network is here, its cluster is not."""
    base = life_story.before(cloud.subscription)
    base = {"natpin.yaml": base["natpin.yaml"], "dev/main.tf": life_story.MAIN, "prod/main.tf": NETWORK}
    return base, {**base, "dev/main.tf": f"# touched\n{life_story.MAIN}"}


def four_roots(cloud: Simulator, *environments: str) -> tuple[dict[str, str], dict[str, str]]:
    """Network and cluster in roots of their own, by environment; names are the same in all."""
    base = {"natpin.yaml": life_story.before(cloud.subscription)["natpin.yaml"]}
    for one in environments or ("dev", "prod"):
        base |= {f"{one}/net/main.tf": NETWORK, f"{one}/aks/main.tf": LOOKED_UP}
    return base, {**base, "dev/aks/main.tf": f"# touched\n{LOOKED_UP}"}


Files = Callable[[Simulator], tuple[dict[str, str], dict[str, str]]]

UNCERTAIN: dict[str, tuple[Files, str, str]] = {
    "attached by hand": (by_hand, "20.64.0.0/29", "the prefix by-hand (20.99.0.0/29), which the files do not declare"),
    "another size": (lambda cloud: of(cloud, life_story.MAIN.replace(LENGTH, LENGTH.replace("29", "28"))), "", "Azure has a /29"),
    "another region": (
        lambda cloud: of(cloud, life_story.MAIN.replace('"westeurope"', '"North Europe"')), "", "in westeurope, and the files say northeurope"),
    "other zones": (zones, "20.64.0.0/29", "in no zone, and the files say 1"),
    "deleted in Azure": (lambda cloud: of(cloud, life_story.MAIN.replace(PREFIX_NAME, PREFIX_NAME.replace('"payments"', '"gone"'))), "", "Azure shows none of this name"),
    "an environment without a cluster here": (other_environment, "", "several stacks have an IP of this name"),
    "environments of two roots each": (four_roots, "", "several stacks have an IP of this name"),
}  # fmt: skip


@pytest.mark.parametrize("name", UNCERTAIN)
def test_what_is_not_certain_is_not_complete(life, cloud, name):
    files, cidrs, why = UNCERTAIN[name]
    ran = life.open(*files(cloud)).on_pull_request(reader(cloud))
    (comment,) = life.comments
    assert ran.outputs["egress-cidrs"] == cidrs
    assert ran.outputs["egress-complete"] == "false"
    assert "(complete)" not in comment.body
    assert why in re.sub(r"&#\d+;|\u200b|`", "", comment.body)


CERTAIN: dict[str, Files] = {
    "a namesake in another resource group": lambda cloud: (prefix(cloud, "payments", "20.99.0.0/29", "other"), of(cloud))[1],
    "one environment of two roots": lambda cloud: four_roots(cloud, "dev"),
}  # fmt: skip


@pytest.mark.parametrize("name", CERTAIN)
def test_what_is_certain_is_told(life, cloud, name):
    ran = life.open(*CERTAIN[name](cloud)).on_pull_request(reader(cloud))
    assert (ran.outputs["egress-cidrs"], ran.outputs["egress-complete"]) == ("20.64.0.0/29", "true")


@pytest.mark.parametrize(
    ("contract", "said"),
    [
        ("20.64.0.0/29", ""),
        ("20.64.0.8/29", "because it leaves from 20.64.0.0/29"),
    ],
)
@pytest.mark.parametrize("event", ["pull_request", "push"])
def test_the_addresses_decide_the_contract(life, cloud, contract, said, event):
    """The contract names addresses, the files name resources."""
    base, head = of(cloud)
    for files in (base, head):
        files["natpin.yaml"] = files["natpin.yaml"].replace("20.64.0.0/29", contract)
    life.open(base, head)
    ran = (
        life.on_pull_request(reader(cloud))
        if event == "pull_request"
        else life.merged().on_push(reader(cloud))
    )
    assert "undecided" not in ran.summary
    assert (said in ran.summary.replace("`", "")) if said else ("contract-not-kept" not in ran.summary)
    if event == "pull_request":
        (comment,) = life.comments
        assert ("1 finding from before" in comment.body) == bool(said)
        assert "undecided" not in comment.body


def test_undecided_is_no_finding_from_before(life, cloud):
    ran = life.open(*of(cloud)).on_pull_request({})
    assert ran.status == 0
    (comment,) = life.comments
    assert "no egress IP changes, 1 undecided as before" in comment.body
    assert "Remaining (1 undecided)" in comment.body


def of_groups(cloud: Simulator, *groups: str) -> dict[str, str]:
    """A reader whose role is on resource groups alone."""
    secret = "secret-of-the-group-reader"
    who = cloud.add_principal("group-reader", secret=secret)
    for group in groups:
        cloud.seed(
            {"id": f"/subscriptions/{cloud.subscription}/resourceGroups/{group}", "location": "westeurope"}
        )
        cloud.assign(who, "Reader", f"/subscriptions/{cloud.subscription}/resourceGroups/{group}")
    return reader(cloud, azure_client_id=who.client_id, azure_client_secret=secret)


def test_a_reader_of_the_resource_group_is_enough(life, cloud):
    inputs = of_groups(cloud, "payments")
    ran = life.open(*of(cloud)).on_pull_request(inputs)
    assert (ran.outputs["egress-cidrs"], ran.outputs["egress-complete"]) == ("20.64.0.0/29", "true")
    assert not any("could not be read" in one.data for one in ran.annotations("notice"))


@pytest.mark.parametrize(
    "name", ["payments", "payments/../../resourceGroups/other", "other?x=", "../other", ".."]
)
def test_a_reader_of_another_group_knows_nothing_and_no_name_leads_elsewhere(life, cloud, name):
    main = life_story.MAIN.replace('name     = "payments"', f'name     = "{name}"')
    ran = life.open(*of(cloud, main)).on_pull_request(of_groups(cloud, "other"))
    assert ran.status == 0
    assert ran.outputs["egress-cidrs"] == ""
    assert any("could not be read" in one.data for one in ran.annotations("notice"))
    asked = [one.path for one in cloud.requests if "/resourceGroups/" in one.path]
    assert all("/resourceGroups/payments/providers/" in path for path in asked)
    (comment,) = life.comments
    said = [line for line in ran.stdout.splitlines() if not line.startswith("::add-mask::")]
    assert "secret-of-the-group-reader" not in "\n".join([comment.body, ran.summary, *said])


@pytest.mark.parametrize("what", ["altered", "gone", "line ends", "untracked"])
def test_what_is_not_as_the_commit_has_it_is_told(life, cloud, what):
    """A step before natpin wrote over a file: the commit moves the cluster to an IP of somebody else's."""
    base = life_story.before(cloud.subscription)
    moved = life_story.MAIN.replace('"azurerm_nat_gateway"', '"azurerm_nat_gateway" ')
    life.open(base, {**base, "infra/main.tf": f"# touched\n{moved}"})
    main = life.workspace / "infra" / "main.tf"
    if what == "altered":
        main.write_text(f"# another\n{life_story.MAIN}")
    elif what == "gone":
        main.unlink()
    elif what == "line ends":
        main.write_bytes(main.read_bytes().replace(b"\n", b"\r\n"))
    else:
        (life.workspace / "infra" / "more.tf").write_text(life_story.SECOND)
    ran = life.on_pull_request({})
    (comment,) = life.comments
    told = "The checkout is not what commit" in comment.body
    assert told == ("Not the commit" in ran.summary) == (what in ("altered", "gone"))
    if told:
        assert "`infra/main.tf` changed after it" in comment.body
        assert "✅ <b>natpin</b>" not in comment.body
