"""Roots with more environments than anybody wants to read a list of."""

from __future__ import annotations

import pytest

from natpin.model.finding import Finding, Rule, Severity, Verdict
from natpin.model.location import Location
from natpin.model.path import EgressPath, Exit, IpRange, Pool, Role
from natpin.model.report import ClusterReport, Report, StackReport
from natpin.model.resource import AGENT_POOL, CLUSTER, Resource
from natpin.model.stack import Stack
from natpin.model.value import Skipped, Value, default_of, fallback_of
from natpin.reporters import text, words
from natpin.reporters.interface import ReportOptions
from natpin.reporters.routes import routes

STACKS = [Stack("terraform", "infra", (f"infra/env/{number}.tfvars",)) for number in range(9)]
PLACE = Location("infra/main.tf", 5, 1)
RULE = Rule("pool-subnet-no-nat", "A pool's subnet has no NAT gateway", Severity.ERROR, "Why.", "Attach it.")


def rendered(found: dict[int, list[Finding]], skipped: tuple[Skipped, ...] = ()) -> list[str]:
    stacks = tuple(StackReport(stack, (), tuple(found.get(i, ()))) for i, stack in enumerate(STACKS))
    report = Report(stacks, skipped, (), (RULE,), 1, 1)
    return [line.strip() for line in text.render(report, ReportOptions(width=200)).splitlines()]


def said(stack: Stack, subject: str, verdict: Verdict = Verdict.FAIL) -> Finding:
    message = "pool gpu has no NAT gateway"
    return Finding(RULE, verdict, RULE.severity, message, PLACE, subject, stack=stack.id)


def test_a_list_of_environments_is_cut_and_names_its_root_once() -> None:
    lines = rendered({i: [said(STACKS[i], "gpu")] for i in range(4)})
    expected = "env/0.tfvars, env/1.tfvars, env/2.tfvars, env/3.tfvars"
    assert f"only in: infra ({expected})" in lines


def test_the_few_that_are_spared_are_told_instead_of_the_many_that_are_not() -> None:
    lines = rendered({i: [said(STACKS[i], "gpu")] for i in range(8)})
    assert "not in: infra (env/8.tfvars)" in lines


def test_what_is_undecided_is_never_said_to_be_spared() -> None:
    found = {i: [said(STACKS[i], "gpu")] for i in range(8)} | {8: [said(STACKS[8], "gpu", Verdict.UNKNOWN)]}
    lines = rendered(found)
    assert not any(line.startswith("not in") for line in lines)
    assert "only in: infra (env/0.tfvars, env/1.tfvars, env/2.tfvars, env/3.tfvars and 4 more)" in lines


def test_two_declarations_of_one_pool_are_told_once() -> None:
    lines = rendered({i: [said(STACKS[i], "gpu[0]" if i < 4 else "gpu-scaled[0]")] for i in range(9)})
    assert lines.count("pool gpu has no NAT gateway") == 1
    assert not any(line.startswith(("only in", "not in")) for line in lines)


def test_what_was_not_read_is_told_once_however_many_environments_it_is_part_of() -> None:
    why = "module.aks is not here"
    skipped = tuple(Skipped("infra/aks.tf", why, PLACE, claims_aks=True, stack=stack.id) for stack in STACKS)
    lines = rendered({}, skipped)
    assert lines.count(why) == 1
    assert any("incomplete" in line or "1 file" in line for line in lines)
    assert not any("9 files" in line for line in lines)


def test_of_many_templates_one_is_shown_and_of_files_about_aks_each() -> None:
    why = "is a template"
    others = tuple(Skipped(f"chart/{number}.yaml", why) for number in range(9))
    about = tuple(Skipped(f"aks/{number}.yaml", why, claims_aks=True) for number in range(2))
    lines = rendered({}, (*others, *about))
    assert "chart/0.yaml and 8 files more" in lines
    assert not any(line.startswith("chart/1") for line in lines)
    assert [line for line in lines if line.startswith("aks/")] == [
        "aks/0.yaml it speaks of AKS",
        "aks/1.yaml it speaks of AKS",
    ]


@pytest.mark.parametrize(
    ("plugin", "mode", "words_"),
    [
        (Value("azure"), Value("overlay"), "CNI azure overlay"),
        (Value("azure", PLACE, default_of("azurerm 4.x")), Value("overlay"), "CNI azure overlay by default"),
        (Value("azure", PLACE, fallback_of("variable plugin")), Value("overlay"), "CNI azure overlay"),
        (Value("kubenet", PLACE, default_of("azurerm 3.x")), None, "CNI kubenet by default"),
    ],
)
def test_the_network_plugin_in_words(plugin: Value, mode: Value | None, words_: str) -> None:
    network = {"plugin": plugin} | ({"pluginMode": mode} if mode else {})
    cluster = ClusterReport(None, "aks", network, (), (), {})  # type: ignore[arg-type]
    assert words.network(cluster) == (words_,)


@pytest.mark.parametrize(
    ("counts", "words_"),
    [
        ([1] * 4, "IP ip0 + IP ip1 + IP ip2 + IP ip3"),
        ([1] * 6, "IP ip0 + IP ip1 + IP ip2 + 3 more (6 IPs in all)"),
        ([1, 1, 1, None, 1], "IP ip0 + IP ip1 + IP ip2 + 2 more"),
    ],
)
def test_many_ips_in_short(counts: list[int | None], words_: str) -> None:
    aks = Resource("aks", CLUSTER, Value("aks"))
    pool = Pool("system", "aks#system", Resource("aks#system", AGENT_POOL, Value("system")), PLACE)
    ips = tuple(IpRange(f"ip{i}", count, address=f"ip{i}") for i, count in enumerate(counts))
    path = EgressPath(aks, pool, Role.NODE, Exit.LOAD_BALANCER, None, None, (), ips, ())
    (route,) = routes(ClusterReport(aks, "aks", {}, (path,), (), {}))
    assert route.ips == words_
