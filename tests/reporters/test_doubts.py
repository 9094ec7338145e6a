"""What one thing may change is one line, whatever it may change."""

from __future__ import annotations

from natpin.model.doubt import Doubt, Reach
from natpin.model.location import Location
from natpin.model.report import ClusterReport, Report, StackReport
from natpin.model.resource import CLUSTER, NAT_GATEWAY, SUBNET, Resource
from natpin.model.stack import Stack
from natpin.model.value import Value
from natpin.reporters.doubts import not_followed

AT = Location("main.tf", 3, 1)


def test_what_one_thing_may_change_is_told_once() -> None:
    doubts = [
        Doubt("`make all` is not followed", AT, "--var", reach)
        for reach in (
            Reach((SUBNET,), properties=("natGateway",)),
            Reach((SUBNET,), alters=False, adds=True),
            Reach((NAT_GATEWAY,), alters=False, adds=True),
        )
    ]
    aks = ClusterReport("aks", Resource("aks", CLUSTER, Value("aks"), at=AT), "aks", {}, (), (), {})
    stack = StackReport(Stack("terraform", "infra"), (aks,), (), doubts=tuple(doubts))
    (told,) = not_followed(Report((stack,), (), (), (), 1, 1))
    assert (told.reason, told.changes) == (
        "`make all`",
        "NAT gateway of subnets; further subnets and NAT gateways",
    )
