"""Hashtables are added by their keys, wherever the sign stands (about_Hash_Tables, "Combining hash tables")."""

from __future__ import annotations

from pathlib import Path

import pytest
from folders import linted

from natpin.model.finding import Verdict

BASE = "$p = @{ ResourceGroupName = 'rg'; Name = 'pay' }\n"
MORE = "@{ OutboundType = '%s' }"
SPLAT = "New-AzAksCluster @p\n"
PASS, FAIL, UNKNOWN = Verdict.PASS, Verdict.FAIL, Verdict.UNKNOWN


@pytest.mark.parametrize(
    ("script", "managed", "balanced"),
    [
        (BASE + f"$p += {MORE}\n" + SPLAT, PASS, FAIL),
        (BASE + f"$p = $p + {MORE}\n" + SPLAT, PASS, FAIL),
        (
            f"$p = $null\n$p += {MORE}\n$p += @{{ ResourceGroupName = 'rg'; Name = 'pay' }}\n" + SPLAT,
            PASS,
            FAIL,
        ),
        (f"param([switch]$More)\n{BASE}if ($More) {{ $p += {MORE} }}\n" + SPLAT, UNKNOWN, FAIL),
    ],
)
def test_one_cluster_has_what_all_of_them_say(
    tmp_path: Path, script: str, managed: Verdict, balanced: Verdict
) -> None:
    for value, expected in (("managedNATGateway", managed), ("loadBalancer", balanced)):
        report = linted(tmp_path, {"deploy.ps1": script % value})
        (cluster,) = [one for stack in report.stacks for one in stack.clusters]
        assert (cluster.name, cluster.verdicts["outbound-type-not-nat"]) == ("pay", expected)
