"""In YAML a comment above a resource's key, above a task or above a manifest is about that resource, and about no other."""

from __future__ import annotations

from pathlib import Path

import pytest

from natpin.cli import main
from natpin.policy.yaml_entries import entry_of

SAID = "# natpin: ignore[nat-idle-seconds] agreed"
TOPOLOGY = Path(__file__).parents[1] / "topologies" / "seconds-for-minutes"


def hidden(folder: Path, capsys: pytest.CaptureFixture[str]) -> bool:
    main(["lint", str(folder), "--workspace", str(folder), "--format", "concise"])
    told = capsys.readouterr().out
    assert ("suppression-unused" in told) is ("error[nat-idle-seconds]" in told)
    return "error[nat-idle-seconds]" not in told


@pytest.mark.parametrize(
    ("name", "above", "other"),
    [
        ("Pulumi.yaml", "  egress:\n", "  egressPrefix:\n"),
        (
            "aso.yaml",
            "apiVersion: network.azure.com/v1api20220701\nkind: NatGateway",
            "apiVersion: containerservice",
        ),
        (
            "crossplane.yaml",
            "apiVersion: network.azure.upbound.io/v1beta1\nkind: NATGateway\n",
            "apiVersion: containerservice",
        ),
        ("playbook.yml", "    - name: The NAT gateway egress", "    - name: The cluster"),
    ],
)
def test_a_comment_above_an_entry_is_about_it(
    name: str, above: str, other: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = (TOPOLOGY / name).read_text()
    for place, told in ((above, True), (other, False)):
        assert place in text
        indent = " " * (len(place) - len(place.lstrip(" ")))
        (tmp_path / name).write_text(text.replace(place, f"{indent}{SAID}\n{place}", 1))
        assert hidden(tmp_path, capsys) is told, place


@pytest.mark.parametrize(
    ("text", "line", "expected"),
    [
        ("egress:\n  type: x\n", 1, [2]),
        ("egress:\nother:\n", 1, []),
        ("egress: {type: x}\n", 1, []),
        ("apiVersion: v1\nkind: A\nmetadata:\n  labels: {}\n  name: a\n", 1, [5]),
        ("a: 1\nkind: A\nmetadata:\n  name: a\n", 2, []),
        ("kind: A\n---\nmetadata:\n  name: b\n", 1, []),
        ("kind: A\nspec:\n  name: b\n", 1, []),
        ("", 1, []),
    ],
)
def test_what_belongs_to_an_entry(text: str, line: int, expected: list[int]) -> None:
    assert list(entry_of(text.splitlines() or [""], line)) == expected
