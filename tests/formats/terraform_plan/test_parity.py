"""A configuration and its plan declare the same, and their traffic leaves the same way.

A plan also shows what the provider defaults to; those values say so, and are left out of the comparison.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from declare import shown

from natpin.config import Config
from natpin.egress import trace
from natpin.formats import terraform, terraform_plan
from natpin.formats.interface import Inputs, Read
from natpin.graph import Graph
from natpin.model.finding import Verdict
from natpin.model.resource import Link, Resource
from natpin.model.stack import Stack
from natpin.model.value import Kind, Node, Value
from natpin.pipeline.judging import judge
from natpin.pipeline.reading import ReadStack
from natpin.pipeline.settings import Settings
from natpin.policy.select import chosen
from natpin.workspace import FolderWorkspace

CASES = sorted(path.parent for path in (Path(__file__).parent / "cases").glob("*/main.tf"))


def configuration(case: Path) -> list[Read]:
    workspace = FolderWorkspace(case, case)
    (stack,) = terraform.stacks(["main.tf"], workspace, Inputs())
    assert isinstance(stack, Stack)
    return list(terraform.read(stack, workspace, Inputs()))


def plan(case: Path) -> list[Read]:
    workspace = FolderWorkspace(case, case)
    return list(terraform_plan.read(Stack("terraform-plan", "plan.json"), workspace, Inputs()))


def differences(path: str, left: Node | None, right: Node | None) -> Iterator[str]:
    """Where a configuration's value and its plan's differ. A plan may say more: what is a default, by its origin."""
    match left, right:
        case Value(data=Mapping() as one), Value(data=Mapping() as other):
            for name in {**one, **other}:
                yield from differences(f"{path}.{name}", one.get(name), other.get(name))
        case Value(data=tuple() as one), Value(data=tuple() as other) if len(one) == len(other):
            for position, pair in enumerate(zip(one, other, strict=True)):
                yield from differences(f"{path}[{position}]", *pair)
        case None, Value(data=Mapping() as other):
            for name, node in other.items():
                yield from differences(f"{path}.{name}", None, node)
        case None, Value(origin=origin) if origin.kind is Kind.DEFAULT:
            return
        case _ if shown(left) != shown(right):
            yield f"{path}: {shown(left)} in the configuration, {shown(right)} in the plan"


def resources(items: list[Read]) -> dict[str, Resource]:
    return {item.address: item for item in items if isinstance(item, Resource)}


def links(items: list[Read]) -> set[tuple[str, str, object, object]]:
    return {
        (item.address, item.property, str(shown(item.source)), str(shown(item.target)))
        for item in items
        if isinstance(item, Link)
    }


def paths(items: list[Read]) -> list[tuple[object, ...]]:
    found = trace(Graph.of(items))
    return sorted(
        (
            path.cluster.label,
            path.pool.name,
            path.exit.value,
            getattr(path.subnet, "address", ""),
            path.ip_count,
        )
        for path in found
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_configuration_and_plan_declare_the_same(case: Path) -> None:
    left, right = configuration(case), plan(case)
    ours, theirs = resources(left), resources(right)
    assert ours.keys() == theirs.keys()
    for address, one in ours.items():
        other = theirs[address]
        assert (one.type, shown(one.name), one.conditional) == (
            other.type,
            shown(other.name),
            other.conditional,
        )
        assert not [*differences(address, Value(one.properties), Value(other.properties))]
    assert links(left) == links(right)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_traffic_leaves_the_same_way(case: Path) -> None:
    left = paths(configuration(case))
    assert left == paths(plan(case))
    assert {path[2] for path in left} == {"nat-gateway"}


ONLY_A_PLAN_TELLS = {
    "egress-ip-replaced",
    "egress-ip-added",
    "outbound-type-change-reips",
    "outbound-type-migration",
}
ONLY_A_CONFIGURATION_TELLS = {"egress-ip-unprotected"}
"""prevent_destroy is in no plan."""


def verdicts(items: list[Read], stack: str) -> dict[str, Verdict]:
    read = ReadStack(Stack(stack, "."), tuple(items))
    (cluster,) = judge(read, Settings(chosen(Config()))).clusters
    return {
        rule: verdict for rule, verdict in cluster.verdicts.items() if verdict is not Verdict.NOT_APPLICABLE
    }


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_verdicts_are_the_same(case: Path) -> None:
    left, right = verdicts(configuration(case), "terraform"), verdicts(plan(case), "terraform-plan")
    apart = {rule for rule in {*left, *right} if left.get(rule) is not right.get(rule)}
    assert apart <= ONLY_A_PLAN_TELLS | ONLY_A_CONFIGURATION_TELLS
    assert len({*left} & {*right}) > 10
