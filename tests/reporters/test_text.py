"""The text report on terminals of all kinds."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from natpin.cli import main
from natpin.model.location import Location
from natpin.model.record import replace
from natpin.model.report import Report
from natpin.reporters import text
from natpin.reporters.interface import ReportOptions
from natpin.reporters.layout import Ink, Span, breadth, chain, flow
from natpin.reporters.words import settling

NAMES = ("clean", "tutorial", "environments", "estate", "nothing")
ANSI = re.compile(r"\x1b\[[0-9;]*m")


@pytest.mark.parametrize("width", [40, 60, 80, 100])
@pytest.mark.parametrize("name", NAMES)
def test_lines_keep_to_the_width_unless_one_word_is_longer(
    name: str, width: int, results: Mapping[str, Report]
) -> None:
    for line in text.render(results[name], ReportOptions(width=width)).splitlines():
        words = [word for word in line.split() if word not in "→•●○?"]
        assert breadth(line) <= width or len(words) == 1, line


@pytest.mark.parametrize("name", NAMES)
def test_colour_changes_nothing_but_colour(name: str, results: Mapping[str, Report]) -> None:
    plain = text.render(results[name], ReportOptions())
    painted = text.render(results[name], ReportOptions(color=True))
    assert ANSI.sub("", painted) == plain
    assert "\x1b" not in plain


@pytest.mark.parametrize("name", NAMES)
def test_ascii_where_the_terminal_has_nothing_else(name: str, results: Mapping[str, Report]) -> None:
    assert text.render(results[name], ReportOptions(unicode=False)).isascii()


def test_the_map_comes_first_and_names_every_step(results: Mapping[str, Report]) -> None:
    output = " ".join(text.render(results["tutorial"], ReportOptions()).split())
    way = (
        "payment-processor (3 replicas) → pool nodepool1 → subnet myAKSSubnet → NAT gateway myNATgateway "
        "→ prefix myPublicIPPrefix /28 (16 IPs)"
    )
    assert way in output
    assert output.index(way) < output.index("nat-idle-seconds")


def test_environments_tell_which_pass(results: Mapping[str, Report]) -> None:
    lines = text.render(results["environments"], ReportOptions()).splitlines()
    heads = [line for line in lines if line.startswith("infra (")]
    assert heads == [
        "infra (prod.tfvars) · terraform · 1 error, 1 note",
        "infra (staging.tfvars) · terraform · no finding in what could be read",
        "infra (dev.tfvars) · terraform · 1 note, 1 unknown",
    ]


def test_an_unknown_tells_its_cause_and_what_settles_it(results: Mapping[str, Report]) -> None:
    output = text.render(results["environments"], ReportOptions())
    assert "infra/variables.tf:21:1 var.gpu_subnet_id has no default" in output
    assert "to settle it: give --var-file" in output


def test_an_incomplete_scan_is_never_called_clean(results: Mapping[str, Report]) -> None:
    report = results["environments"]
    bare = Report((), report.skipped, (), report.rules, 2, 0)
    last = text.render(bare, ReportOptions(width=120)).splitlines()[-1]
    assert last.startswith("! nothing was judged: 1 file about AKS was not read")


def test_equal_stacks_are_not_repeated(results: Mapping[str, Report]) -> None:
    (stack,) = results["clean"].stacks
    twin = replace(
        stack, stack=replace(stack.stack, inputs=("west.parameters.json",)), same_as=stack.stack.id
    )
    report = replace(results["clean"], stacks=(stack, twin))
    output = text.render(report, ReportOptions())
    assert output.count("payment-processor") == 1
    assert "azuredeploy.json (west.parameters.json) · arm · passes\n  egress as in azuredeploy.json" in output


def test_paths_are_seen_from_the_prefix(results: Mapping[str, Report]) -> None:
    output = text.render(results["tutorial"], ReportOptions(prefix="deploy"))
    assert "deploy/examples/payment-processor/provision.sh:9:1\n  warning  egress-ip-unprotected" in output


def test_steps_break_before_arrows() -> None:
    ink = Ink(False, True, 30)
    steps = [Span("pool system"), Span("subnet nodes"), Span("NAT gateway egress")]
    assert chain(steps, ink, "  ", "  ") == ["  pool system → subnet nodes", "  → NAT gateway egress"]


def test_words_longer_than_a_line_stay_whole() -> None:
    ink = Ink(False, True, 20)
    path = "a/very/long/path/that/does/not/fit.tf:1:1"
    assert flow([Span(f"see {path} here")], ink, "", "  ") == ["see", f"  {path}", "  here"]


def test_wide_characters_take_two_columns() -> None:
    assert breadth("漢字") == 4
    assert breadth("e\u0301") == 1


def test_the_text_reporter_imports_nothing_it_does_not_need() -> None:
    """Start-up time is part of what users are promised."""
    code = (
        "import sys; from natpin.reporters.registry import reporter; reporter('text');"
        "print([m for m in ('json', 'xml', 'urllib', 'natpin.reporters.sarif') if m in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


PLAIN_POLICY = """id: our-name
title: The cluster is not ours
severity: warning
subject: cluster
require: {field: name, matches: '^our-'}
message: "{name} is not ours"
rationale: Partners know ours.
remediation: Rename it.
"""


def test_a_fix_is_as_above_only_where_it_stands_directly_above(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "policies").mkdir()
    (tmp_path / "policies/one.yaml").write_text(PLAIN_POLICY)
    (tmp_path / "natpin.yaml").write_text("policies: [policies]\n")
    make = "az aks create -g rg -n {} --network-plugin azure\n"
    (tmp_path / "a.sh").write_text("#!/bin/sh\n" + make.format("one") + make.format("two"))
    (tmp_path / "b.sh").write_text("#!/bin/sh\n" + make.format("one"))
    monkeypatch.chdir(tmp_path)
    main(["lint", ".", "--workspace", ".", "--no-excerpts", "--select", "our-name"])
    fixes = [line.strip() for line in capsys.readouterr().out.splitlines() if "fix:" in line]
    assert fixes == ["fix: Rename it.", "fix: as above", "fix: Rename it."]


def test_of_what_is_live_azure_was_asked_already() -> None:
    """Nobody who gave --azure is told to give it; of what natpin made up for a file, it may help."""
    live, file, made_up = Location("</subscriptions/s>"), Location("main.tf"), Location("<none>")
    told = [settling("--azure", at) for at in (live, file, made_up, None)]
    assert told == ["", *["give --azure"] * 3]
    assert settling("--var-file", live) == "give --var-file"


def test_workloads_that_are_called_alike_are_told_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: pays, namespace: %s}\nspec: {containers: [{name: a, image: b}]}\n"
    topology = Path(__file__).parents[1] / "topologies" / "managed-nat" / "azuredeploy.json"
    (tmp_path / "azuredeploy.json").write_bytes(topology.read_bytes())
    (tmp_path / "pods.yaml").write_text(pod % "one" + "---\n" + pod % "other")
    main(["lint", str(tmp_path), "--workspace", str(tmp_path)])
    assert re.findall(r"\bpays\b", capsys.readouterr().out.partition("Undecided")[0]) == ["pays"]
