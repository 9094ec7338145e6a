"""Which address of Azure's belongs to which IP of the files: one that is certain, or none and the reason."""

from __future__ import annotations

import pytest

from natpin.comparison import Comparison
from natpin.comparison.addresses import BY_NAME, HIDDEN, IF_READ, Address, address_of
from natpin.comparison.resolving import resolved, resolved_report, today
from natpin.model.allocated import Allocated, LiveExit, LiveIp
from natpin.model.egress_change import Fate
from natpin.model.location import Location
from natpin.model.path import CHOSEN_BY_AKS, Exit, IpRange
from natpin.model.record import replace
from natpin.model.resource import CLUSTER, PUBLIC_IP, PUBLIC_IP_PREFIX, Resource
from natpin.model.value import Node, Unknown, Value

AT = Location("main.tf", 1)
SUBSCRIPTION = "0b1f6471-1bf0-4dda-aec3-cb9272f09590"
OTHER = "11111111-1bf0-4dda-aec3-cb9272f09590"


def live(
    name="egress",
    group="rg",
    cidr="20.1.2.0/28",
    type_=PUBLIC_IP_PREFIX,
    subscription=SUBSCRIPTION,
    fixed=True,
):
    identifier = f"/subscriptions/{subscription}/resourceGroups/{group}/providers/{type_}/{name}"
    return LiveIp(identifier, type_, name, group, subscription, cidr, fixed)


def declared(name="egress", group="rg", count: int | None = 16, type_=PUBLIC_IP_PREFIX, subscription=""):
    known = Value(name) if name else Unknown("var.name has no default", AT)
    resource = Resource("azurerm_x.egress", type_, known, {}, AT)
    return IpRange("egress /28", count, None, resource.address, AT, resource, group, subscription)


NO_VALUE = "variable subscription_id has no value"
OPEN = replace(declared(), subscription_open=NO_VALUE)


@pytest.mark.parametrize(
    ("ip", "held", "expected"),
    [
        (declared(), [live()], Address("20.1.2.0/28")),
        (declared(name="EGRESS", group="RG"), [live()], Address("20.1.2.0/28")),
        (declared(subscription=SUBSCRIPTION.upper()), [live()], Address("20.1.2.0/28")),
        (declared(), [live(), live(group="other", cidr="20.9.9.0/28")], Address("20.1.2.0/28")),
        # by the name alone it is never certain
        (declared(group=""), [live()], Address("20.1.2.0/28", BY_NAME)),
        (declared(group=""), [live(), live(group="other")], "Azure has 2 of this name"),
        (declared(), [live(), live(subscription=OTHER)], "Azure has 2 of this name"),
        # a namesake in the subscription that one looks at may be another one's
        (OPEN, [live()], Address("20.1.2.0/28", IF_READ.format(why=NO_VALUE))),
        (OPEN, [live(), live(subscription=OTHER)], "do not say which subscription"),
        (OPEN, [live(cidr="20.1.2.0/30")], "Azure has a /30 of this name"),
        (OPEN, [], "none of this name"),
        # another thing of the same name
        (declared(), [live(type_=PUBLIC_IP, cidr="20.1.2.3/32")], "none of this name"),
        (declared(), [live(group="other")], "none of this name"),
        (declared(), [live(name="egress2")], "none of this name"),
        (declared(), [live(cidr="20.1.2.0/30")], "Azure has a /30 of this name"),
        (declared(subscription=OTHER), [live()], "its subscription was not looked at"),
        # nothing to tell yet
        (declared(), [live(cidr="")], "not given it an address yet"),
        (declared(), [], "none of this name"),
        (declared(name=""), [live()], "its name is not known"),
        (declared(count=1, type_=PUBLIC_IP), [live(type_=PUBLIC_IP, cidr="20.1.2.3/32")], Address("20.1.2.3/32")),
        (declared(count=1, type_=PUBLIC_IP), [live(type_=PUBLIC_IP, cidr="20.1.2.3/32", fixed=False)], "dynamic"),
        (IpRange(CHOSEN_BY_AKS, 1), [live()], "AKS chooses it"),
    ],
)  # fmt: skip
def test_address(ip: IpRange, held: list[LiveIp], expected: Address | str) -> None:
    found = address_of(ip, Allocated((SUBSCRIPTION,), tuple(held)))
    if isinstance(expected, Address):
        assert found == expected
        assert found.certain == (not expected.why)
    else:
        assert expected in found.why
        assert not found.certain


IN_EUROPE = replace(live(), region="westeurope", zones=("1", "2"))


def lying(region: str = "", zones: Node | None = None, prefix_: Node | None = None) -> IpRange:
    given = {"zones": zones, "ipPrefix": prefix_}
    resource = Resource(
        "azurerm_x.egress",
        PUBLIC_IP_PREFIX,
        Value("egress"),
        {name: node for name, node in given.items() if node is not None},
        AT,
    )
    return replace(declared(), source=resource, region=region)


@pytest.mark.parametrize(
    ("ip", "why"),
    [
        (lying("westeurope"), ""),
        (lying("northeurope"), "in westeurope, and the files say northeurope"),
        (lying(zones=Value((Value("1"),))), ""),
        (lying(zones=Value((Value("1"), Value("3")))), "in zones 1, 2, and the files say 1, 3"),
        # what nobody knows speaks against nothing
        (lying(zones=Unknown("var.zones has no default", AT)), ""),
        # a plan that makes it anew says that the address is not known yet
        (lying(prefix_=Unknown("known after apply", AT)), "known only once Azure has made the IP"),
    ],
)
def test_what_azure_has_otherwise_is_another_one(ip: IpRange, why: str) -> None:
    found = address_of(ip, Allocated((SUBSCRIPTION,), (IN_EUROPE,)))
    assert found.certain == (not why)
    assert why in found.why


@pytest.mark.parametrize(
    ("ip", "groups", "expected"),
    [
        (declared(subscription=SUBSCRIPTION), (), Address("20.1.2.0/28")),
        (declared(), (), Address("20.1.2.0/28", HIDDEN)),  # one of its name may lie in the other subscription
        (declared(), ("rg",), Address("20.1.2.0/28")),
        (declared(subscription=OTHER), (), Address(why=HIDDEN)),
        (declared(group="", subscription=OTHER), ("rg",), Address(why=HIDDEN)),
        (declared(group="gone", subscription=OTHER), ("gone",), Address(why="Azure shows none of this name")),
    ],
)
def test_where_nobody_could_look_nothing_is_certain(
    ip: IpRange, groups: tuple[str, ...], expected: Address
) -> None:
    azure = Allocated(
        (SUBSCRIPTION, OTHER),
        (live(),),
        partial=frozenset({OTHER}),
        groups=frozenset((OTHER, group) for group in groups),
    )
    assert address_of(ip, azure) == expected


def test_what_aks_has_chosen_is_told_of_the_same_cluster_and_exit_only() -> None:
    ip = live(name="kubernetes-1", type_=PUBLIC_IP, cidr="20.5.6.7/32", group="MC_rg")
    held = LiveExit("x", CLUSTER, "payments", "rg", SUBSCRIPTION, (ip.id.lower(),), "loadBalancer")
    azure = Allocated((SUBSCRIPTION,), (ip,), (held,))
    cluster = Resource("c", CLUSTER, Value("payments"), {}, AT, resource_group=Value("rg"))
    assert today(cluster, Exit.LOAD_BALANCER, azure) == ("20.5.6.7/32",)
    assert today(cluster, Exit.MANAGED_NAT_GATEWAY, azure) == ()
    assert today(cluster, Exit.NAT_GATEWAY, azure) == ()
    nowhere = Resource("c", CLUSTER, Value("payments"), {}, AT)
    assert today(nowhere, Exit.LOAD_BALANCER, azure) == ()


def everything(comparison: Comparison, cidr: str = "20.7.0.0/29") -> Allocated:
    """An Azure that has every IP that either side names, whatever becomes of it."""
    ips = {}
    for report in (comparison.base, comparison.head):
        for stack in report.stacks:
            for cluster in stack.clusters:
                for path in cluster.paths:
                    for ip in path.ips if isinstance(path.ips, tuple) else ():
                        if ip.source is not None and isinstance(ip.source.name, Value):
                            name = str(ip.source.name.data)
                            size = 32 - ((ip.count or 1).bit_length() - 1)
                            address = f"20.{7 + len(ips)}.0.0/{size}"
                            ips.setdefault(name, live(name, ip.group or "rg", address, ip.source.type))
    return Allocated((SUBSCRIPTION,), tuple(ips.values()))


def test_addresses_change_no_fate_and_no_finding(cases: dict[str, Comparison]) -> None:
    for comparison in cases.values():
        found = resolved(comparison, everything(comparison))
        assert found.changed == comparison.changed
        assert (found.new, found.fixed, found.remaining) == (
            comparison.new,
            comparison.fixed,
            comparison.remaining,
        )
        for one, other in zip(comparison.stacks, found.stacks, strict=True):
            fates = [[ip.fate for ip in cluster.ips] for cluster in one.clusters]
            assert fates == [[ip.fate for ip in cluster.ips] for cluster in other.clusters]


def test_an_ip_that_is_made_anew_or_may_be_has_no_address_afterwards(cases: dict[str, Comparison]) -> None:
    seen = 0
    for comparison in cases.values():
        found = resolved(comparison, everything(comparison))
        for stack in found.stacks:
            for cluster in stack.clusters:
                for ip in cluster.ips:
                    if ip.fate in (Fate.REPLACED, Fate.UNKNOWN) and ip.after is not None and ip.after.source:
                        assert ip.after.cidr is None
                        seen += 1
        told = {
            ip.cidr
            for stack in found.head.stacks
            for cluster in stack.clusters
            for path in cluster.paths
            if isinstance(path.ips, tuple)
            for ip in path.ips
        }
        anew = {
            ip.before.cidr
            for stack in found.stacks
            for cluster in stack.clusters
            for ip in cluster.ips
            if ip.fate is Fate.REPLACED and ip.before is not None and ip.before.cidr
        }
        assert not told & anew
    assert seen > 2


def test_environments_that_share_a_name_have_no_certain_address(cases: dict[str, Comparison]) -> None:
    """dev and prod lie in other subscriptions as a rule; only one of them was looked at."""
    found = resolved(cases["one-environment-of-two"], everything(cases["one-environment-of-two"]))
    assert found.allocated is not None
    assert found.allocated.claimed_twice
    for stack in found.head.stacks:
        for cluster in stack.clusters:
            for path in cluster.paths:
                assert isinstance(path.ips, tuple)
                for ip in path.ips:
                    assert ip.cidr is None
                    assert not address_of(ip, found.allocated).certain


def test_without_ips_in_azure_a_report_stays_as_it_is(cases: dict[str, Comparison]) -> None:
    for comparison in cases.values():
        assert resolved_report(comparison.head, Allocated((SUBSCRIPTION,))) == comparison.head
