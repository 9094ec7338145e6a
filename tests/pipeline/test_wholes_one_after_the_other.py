"""Roots that are wholes, network and cluster included: ways to set up the same, unless one script deploys them both."""

from __future__ import annotations

from pathlib import Path

import pytest
from folders import linted

from .whole_in_bicep import whole

PINNED = whole("one")
BARE = whole("two", "loadBalancer", gateway=False)


@pytest.mark.parametrize(
    ("script", "second", "told"),
    [
        (
            "az deployment group create -g rg -f a.bicep\naz deployment group create -g rg -f b.bicep\n",
            BARE,
            "unknown",
        ),
        (
            "az deployment group create -g rg -f b.bicep\naz deployment group create -g rg -f a.bicep\n",
            BARE,
            "unknown",
        ),
        (
            'RG=rg\naz deployment group create -g $RG -f a.bicep\naz deployment group create -g "$2" -f b.bicep\n',
            BARE,
            "unknown",
        ),
        (
            "az deployment group create -g rg -f a.bicep\naz deployment group create -g other -f b.bicep\n",
            BARE,
            "pass",
        ),
        (
            "az deployment group create -g rg -f a.bicep\naz deployment group create -g rg -f b.bicep\n",
            PINNED,
            "pass",
        ),
        ("az deployment group create -g rg -f a.bicep\n", BARE, "pass"),
        ("echo nothing\n", BARE, "pass"),
    ],
)
def test_wholes_are_alternatives_unless_one_script_deploys_them(
    script: str, second: str, told: str, tmp_path: Path
) -> None:
    report = linted(tmp_path, {"a.bicep": PINNED, "b.bicep": second, "up.sh": script})
    (mine,) = [
        cluster.verdicts["node-subnet-no-nat"].value
        for stack in report.stacks
        if stack.stack.root == "a.bicep"
        for cluster in stack.clusters
    ]
    assert mine == told
