"""The egress contract: what natpin.yaml can say of it, and which IPs keep it."""

from __future__ import annotations

import datetime
import json
from pathlib import Path

import pytest

from natpin.config import parse as parse_config
from natpin.contract import contract_of
from natpin.errors import ConfigError
from natpin.facts.contract import concerns, declared, for_cluster, for_stack, kept_by, nameless
from natpin.model.contract import Contract
from natpin.model.finding import Verdict
from natpin.model.location import Location
from natpin.model.path import CHOSEN_BY_AKS, EgressPath, Exit, IpRange, Pool, Role
from natpin.model.resource import AGENT_POOL, CLUSTER, PUBLIC_IP, PUBLIC_IP_PREFIX, Resource
from natpin.model.stack import Stack
from natpin.model.value import Node, Unknown, Value
from natpin.workspace import FolderWorkspace

from .conftest import linted

AT = Location("main.tf", 1)
TODAY = datetime.date(2026, 11, 23)


def partly(begins: str) -> Unknown:
    rest = Unknown("var.env has no value", AT)
    return Unknown(rest.reason, AT, None, (begins, rest))


MANAGED = """
variable "name" { type = string }
resource "azurerm_kubernetes_cluster" "main" {
  name                = NAME
  resource_group_name = "rg"
  location            = "westeurope"
  dns_prefix          = "p"
  default_node_pool {
    name    = "system"
    vm_size = "Standard_D4ds_v5"
  }
  network_profile {
    network_plugin = "azure"
    outbound_type  = "managedNATGateway"
  }
}
"""


def contract(text: str, folder: Path) -> Contract:
    config = parse_config(text.encode(), "natpin.yaml")
    found = contract_of(config, FolderWorkspace(folder, folder), TODAY)
    assert found is not None
    return found


def test_everything_it_can_say(tmp_path: Path) -> None:
    (tmp_path / "partners.txt").write_text("# agreed in May\n20.9.0.0/30  # Globex\n\n2001:db8::/124\n")
    found = contract(
        """\
contract:
  clusters: [payments-*]
  stacks: [infra]
  file: partners.txt
  ips:
    - 20.1.2.0/28
    - {cidr: 20.1.9.9, partners: [Acme Bank], until: 2026-11-23}
    - {cidr: 20.1.9.10, until: 2026-11-22}
    - {prefix: payments-egress, partners: Acme Bank}
    - {ip: payments-egress-1}
    - {address: azurerm_public_ip.spare}
""",
        tmp_path,
    )
    assert [promise.what for promise in found.promises] == [
        "20.1.2.0/28",
        "20.1.9.9/32",
        "prefix payments-egress",
        "ip payments-egress-1",
        "azurerm_public_ip.spare",
        "20.9.0.0/30",
        "2001:db8::/124",
    ]
    assert [promise.partners for promise in found.promises[:3]] == [(), ("Acme Bank",), ("Acme Bank",)]
    assert found.promises[5].partners == ("Globex",)
    assert str(found.promises[5].at) == "partners.txt:2:1"
    assert [promise.what for promise in found.expired] == ["20.1.9.10/32"]
    assert (found.clusters, found.stacks) == (("payments-*",), ("infra",))


@pytest.mark.parametrize("name", ["partners.yaml", "partners.json"])
def test_a_file_of_entries(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text('{"ips": [{"cidr": "20.1.2.0/28", "partners": ["Acme Bank"]}]}')
    assert contract(f"contract: {{file: {name}}}", tmp_path).promises[0].partners == ("Acme Bank",)


def test_no_contract_is_none(tmp_path: Path) -> None:
    config = parse_config(b"profile: default", "natpin.yaml")
    assert contract_of(config, FolderWorkspace(tmp_path, tmp_path), TODAY) is None


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("contract: {}", r"natpin.yaml:1:11: contract needs 'ips' or 'file'"),
        ("contract: {ip: [20.1.2.3]}", r"contract has no 'ip'; did you mean 'ips'"),
        ("contract: [300.1.2.3]", r":1:12: '300.1.2.3' is neither an IP nor a CIDR"),
        ("contract: [20.1.2.3/28]", r"bits set after its prefix length; 20.1.2.0/28 is meant"),
        ("contract: [{cidr: 20.1.2.3, prefix: x}]", r"needs one of cidr, prefix, ip, address"),
        ("contract: [{partners: [x]}]", r"needs one of"),
        ("contract: [{cidr: 20.1.2.3, until: soon}]", r"until must be a day"),
        ("contract: [{cidr: 20.1.2.3, til: 2027-01-01}]", r"has no 'til'; did you mean 'until'"),
        ("contract: {file: ../../etc/passwd}", r"is outside the workspace"),
        ("contract: {file: missing.txt}", r"the contract missing.txt no such file"),
        ("contract: 20.1.2.3", r"contract must be a mapping"),
        ("contract: [[20.1.2.3]]", r"must be text"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(text: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=message):
        contract(text, tmp_path)


def test_a_wrong_line_of_a_file_is_said_with_its_place(tmp_path: Path) -> None:
    (tmp_path / "partners.txt").write_bytes(b"20.1.2.3\n\xff\xfe\n")
    with pytest.raises(ConfigError, match=r"partners.txt:2:1"):
        contract("contract: {file: partners.txt}", tmp_path)


def ip(label: str, cidr: str | None = None, name: Node | None = None, kind: str = PUBLIC_IP) -> IpRange:
    resource = Resource(f"azurerm_x.{label}", kind, name or Value(label), {}, AT)
    return IpRange(label, 1, cidr, resource.address, AT, resource)


UNNAMED = Unknown("var.name has no default", AT)
BY_CIDR = "contract: [20.1.2.0/29, 20.1.2.8/29, 2001:db8::/64]"
BY_NAME = "contract: [{prefix: egress}, {ip: spare}, {address: azurerm_x.third}]"


@pytest.mark.parametrize(
    ("text", "held", "expected"),
    [
        (BY_CIDR, ip("a", "20.1.2.3/32"), True),
        (BY_CIDR, ip("a", "20.1.2.0/28"), True),
        (BY_CIDR, ip("a", "20.1.2.0/27"), False),
        (BY_CIDR, ip("a", "20.1.3.0/32"), False),
        (BY_CIDR, ip("a", "2001:db8::1/128"), True),
        (BY_CIDR, ip("a"), None),
        (BY_CIDR, ip("a", "not an address"), None),
        (BY_CIDR, IpRange(CHOSEN_BY_AKS, 1), None),
        (BY_NAME, ip("egress", kind=PUBLIC_IP_PREFIX), True),
        (BY_NAME, ip("Egress", kind=PUBLIC_IP_PREFIX), True),
        (BY_NAME, ip("egress"), False),
        (BY_NAME, ip("spare"), True),
        (BY_NAME, ip("third"), True),
        (BY_NAME, ip("other"), False),
        (BY_NAME, ip("unnamed", name=UNNAMED), None),
        (BY_NAME, ip("unnamed", "20.1.2.3/32", name=UNNAMED), None),
        (BY_NAME, IpRange(CHOSEN_BY_AKS, 1), False),
        (BY_NAME, IpRange("declared elsewhere", 1), None),
    ],
)
def test_whether_an_ip_is_in_it(text: str, held: IpRange, expected: bool | None, tmp_path: Path) -> None:
    verdict = declared(held, contract(text, tmp_path))
    assert (verdict.data if isinstance(verdict, Value) else None) is expected


def path(exit_: Exit, ips: tuple[IpRange, ...] | Unknown) -> EgressPath:
    cluster = Resource("aks", CLUSTER, Value("aks"), {}, AT)
    pool = Pool("user", "aks#user", Resource("aks#user", AGENT_POOL, Value("user"), {}, AT), AT)
    return EgressPath(cluster, pool, Role.NODE, exit_, None, ips=ips)


@pytest.mark.parametrize(
    ("paths", "kept", "reached"),
    [
        ([path(Exit.NAT_GATEWAY, (ip("spare"),))], True, True),
        ([path(Exit.NAT_GATEWAY, (ip("spare"), ip("other")))], False, True),
        ([path(Exit.NAT_GATEWAY, (ip("other"),))], False, False),
        ([path(Exit.NAT_GATEWAY, ())], False, False),
        ([path(Exit.NONE, ())], True, True),
        ([path(Exit.LOAD_BALANCER, (IpRange(CHOSEN_BY_AKS, 1),))], False, False),
        ([path(Exit.VIRTUAL_APPLIANCE, Unknown("whose IPs are its own"))], None, None),
        ([path(Exit.INSTANCE_PUBLIC_IP, Unknown("changes with the node"))], False, False),
        ([path(Exit.DEFAULT_OUTBOUND, Unknown("belongs to Microsoft"))], False, False),
        ([path(Exit.NAT_GATEWAY, (ip("spare"),)), path(Exit.UNKNOWN, Unknown("why"))], None, True),
        ([path(Exit.NAT_GATEWAY, (ip("other"),)), path(Exit.UNKNOWN, Unknown("why"))], False, None),
    ],
)
def test_whether_a_pool_keeps_it(
    paths: list[EgressPath], kept: bool | None, reached: bool | None, tmp_path: Path
) -> None:
    whole, some, _ = kept_by(paths, contract(BY_NAME, tmp_path))
    assert [node.data if isinstance(node, Value) else None for node in (whole, some)] == [kept, reached]


@pytest.mark.parametrize(
    ("patterns", "name", "about"),
    [
        ([], Unknown("var.name has no value", AT), True),
        (["payments"], Value("payments"), True),
        (["payments"], Value("shop"), False),
        (["payments"], Unknown("var.name has no value", AT), None),
        (["shop", "payments-*"], Unknown("var.name has no value", AT), None),
        # as reports show it, it is named for certain
        (["*.payments"], Unknown("var.name has no value", AT), True),
        # what is known of a name speaks against a pattern
        (["payments-*"], partly("shop-"), False),
        (["payments-*"], partly("payments-eu-"), None),
        (["payments-eu-west"], partly("payments-eu-"), None),
        (["pay*"], partly("payments-eu-"), None),
        (["*-west"], partly("payments-eu-"), None),
        (["payments"], partly("payments-"), False),
        (["Payments-*"], partly("payments-"), None),
    ],
)
def test_whether_it_is_about_a_cluster(
    patterns: list[str], name: Node, about: bool | None, tmp_path: Path
) -> None:
    found = contract(f"contract: {{clusters: {json.dumps(patterns)}, ips: []}}", tmp_path)
    cluster = Resource("azurerm_kubernetes_cluster.payments", CLUSTER, name, {}, AT)
    answer = concerns(found, cluster.label, nameless(cluster))
    assert (None if isinstance(answer, Unknown) else answer) is about
    assert for_cluster(found, cluster.label, nameless(cluster)) is (None if about is False else found)


def test_of_a_cluster_of_unknown_name_nothing_passes_in_silence(tmp_path: Path) -> None:
    """Another cluster has the contract's name; this one may have it as well, in another subscription."""
    (tmp_path / "natpin.yaml").write_text("contract: {clusters: [payments], ips: [{prefix: promised}]}\n")
    told = {}
    for root, name in (("one", '"payments"'), ("other", "var.name"), ("shop", '"shop-${var.name}"')):
        (tmp_path / root).mkdir()
        (tmp_path / root / "main.tf").write_text(MANAGED.replace("NAME", name), encoding="utf-8")
    for stack in linted(tmp_path, tmp_path).stacks:
        told[stack.stack.root] = [f.verdict for f in stack.findings if f.rule.id == "contract-not-kept"]
    assert told == {"one": [Verdict.FAIL], "other": [Verdict.UNKNOWN], "shop": []}


def test_it_is_about_the_clusters_and_stacks_it_names(tmp_path: Path) -> None:
    found = contract(
        "contract: {clusters: [payments-*], stacks: [infra/prod, 'infra (prod)'], ips: []}", tmp_path
    )
    assert for_cluster(found, "payments-eu") is found
    assert for_cluster(found, "shop") is None
    assert for_stack(found, Stack("terraform", "infra/prod")) is found
    assert for_stack(found, Stack("terraform", "infra", environment="prod")) is found
    assert for_stack(found, Stack("terraform", "infra/dev")) is None
    assert for_stack(None, Stack("terraform", "infra/dev")) is None
