"""Elements that a PowerShell script adds to az's arguments on some of its ways make unknown what they set, and nothing else."""

from __future__ import annotations

import pytest
from declare import shown

from natpin.model.resource import CLUSTER as CLUSTER_TYPE
from natpin.model.resource import Resource, same_type

from .test_ways import read

CLUSTER = "az aks create -g rg -n aks --network-plugin azure"
PLUGIN, OUTBOUND = "networkProfile.networkPlugin", "networkProfile.outboundType"
CAUSE = "? whether a condition holds is not known"
OPEN = "? $"

ROWS: dict[str, tuple[str, str, object]] = {
    "an array": (f"$m = @()\nif ($B) {{ $m += '--node-count', '5' }}\n{CLUSTER} @m", OUTBOUND, None),
    "again and again": (
        "$m = @()\n"
        + "".join(f"if (${x}) {{ $m += @('--tags', '{x}') }}\n" for x in "ABCDEFGHIJKL")
        + f"{CLUSTER} @m",
        OUTBOUND,
        None,
    ),
    "more on every way, afterwards": (
        f"$m = @()\nif ($B) {{ $m += '--node-count', '5' }}\n$m += '--outbound-type', 'none'\n{CLUSTER} @m",
        OUTBOUND,
        "none",
    ),
    "the flag itself": (
        f"$m = @()\nif ($B) {{ $m += '--outbound-type', 'none' }}\n{CLUSTER} @m",
        OUTBOUND,
        CAUSE,
    ),
    "the whole command": (
        "$m = @('aks', 'create', '-g', 'rg', '-n', 'aks', '--network-plugin', 'azure')\n"
        "if ($B) { $m += @('--node-count', $B) }\naz @m",
        PLUGIN,
        "azure",
    ),
    "a list": (
        f"$m = [System.Collections.ArrayList]@()\nif ($B) {{ [void]$m.Add('--tier=free') }}\n{CLUSTER} @m",
        OUTBOUND,
        None,
    ),
    "a switch that is read": (
        f"$m = @()\nif ($B) {{ $m += '--enable-node-public-ip' }}\n{CLUSTER} @m",
        OUTBOUND,
        OPEN,
    ),
    "somebody else's words": (f"$m = @()\nif ($B) {{ $m += $args }}\n{CLUSTER} @m", OUTBOUND, OPEN),
}


@pytest.mark.parametrize(("script", "path", "expected"), ROWS.values(), ids=list(ROWS))
def test_elements_of_some_ways(script: str, path: str, expected: object) -> None:
    (found,) = [
        p for p in read(f"{script}\n") if isinstance(p, Resource) and p.address == "az:cluster:rg/aks"
    ]
    value = found.get(path)
    said = None if value is None else shown(value)
    if isinstance(expected, str) and expected.startswith("? "):
        assert str(said).startswith(expected)
    else:
        assert said == expected


CHECKS = {
    "exit": "if ($a) { exit 0 }\nif ($b) { exit 0 }",
    "return of a function": "function f { if ($a) { return }\nif ($b) { return } }\nf",
    "continue": "foreach ($x in 1, 2) { if ($a) { continue }\nif ($b) { continue } }",
}


@pytest.mark.parametrize("name", CHECKS)
def test_checks_in_a_row_leave_what_was_made(name: str) -> None:
    made = [
        part for part in read(f"{CLUSTER} --outbound-type none\n{CHECKS[name]}") if isinstance(part, Resource)
    ]
    assert [shown(part.get(OUTBOUND)) for part in made if same_type(part.type, CLUSTER_TYPE)] == ["none"]
