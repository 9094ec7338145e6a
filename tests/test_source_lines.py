"""The lines that a text report shows: those that were judged, and no file that was not read."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

import pytest

from natpin.cli import main
from natpin.commands.lint import parser
from natpin.commands.linting import configured, lint_workspace
from natpin.commands.source_lines import with_sources
from natpin.workspace import FolderWorkspace

CLUSTER = """resource "azurerm_kubernetes_cluster" "aks" {
  name = "aks"
  default_node_pool {
    name           = "system"
    vnet_subnet_id = azurerm_subnet.aks.id
  }
  network_profile {
    network_plugin = "azure"
    outbound_type  = "userAssignedNATGateway"
  }
}
resource "azurerm_subnet" "aks" {
  name = "aks"
}
resource "azurerm_subnet_nat_gateway_association" "aks" {
  subnet_id      = azurerm_subnet.aks.id
  nat_gateway_id = azurerm_nat_gateway.egress.id
}
resource "azurerm_nat_gateway" "egress" {
  name                    = "egress"
  idle_timeout_in_minutes = IDLE
}
"""


def shown(folder: Path, capsys: pytest.CaptureFixture[str], *flags: str) -> str:
    main(["lint", str(folder), "--workspace", str(folder), *flags])
    return capsys.readouterr().out


def test_a_value_of_a_variable_is_shown_where_it_is_written_and_where_it_is_used(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "main.tf").write_text(CLUSTER.replace("IDLE", "var.idle"))
    (tmp_path / "variables.tf").write_text('variable "idle" {\n  default = 600\n}\n')
    output = shown(tmp_path, capsys)
    assert "     2 | default = 600\n       |           ^^^\n" in output
    assert (
        "    21 | idle_timeout_in_minutes = var.idle\n       |                               ----\n" in output
    )


def test_a_value_file_is_shown_and_the_variable_used(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "main.tf").write_text(CLUSTER.replace("IDLE", "var.idle") + 'variable "idle" {}\n')
    (tmp_path / "terraform.tfvars").write_text("idle = 600\n")
    output = shown(tmp_path, capsys)
    assert "     1 | idle = 600\n       |        ^^^\n" in output
    assert "main.tf:21:33 `idle` is used here" in output


def test_a_field_of_an_object_is_shown_where_that_field_is_used(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "main.bicep").write_text(
        "param settings object = {\n  identity: 'SystemAssigned'\n  outboundType: 'loadBalancer'\n}\n"
        "resource aks 'Microsoft.ContainerService/managedClusters@2024-09-01' = {\n  name: 'aks'\n"
        "  identity: {\n    type: settings.identity\n  }\n  properties: {\n    networkProfile: {\n"
        "      outboundType: settings.outboundType\n    }\n  }\n}\n"
    )
    output = shown(tmp_path, capsys)
    assert "main.bicep:12:21 `settings.outboundType` is used here" in output
    assert "`settings` is used here" not in output


def test_the_cause_of_an_unknown_is_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "main.tf").write_text(CLUSTER.replace("IDLE", "var.idle") + 'variable "idle" {}\n')
    output = shown(tmp_path, capsys)
    assert '    23 | variable "idle" {}\n       | ^^^^^^^^^^^^^^^^^^\n    to settle it: give ' in output


def test_no_excerpts_and_concise_show_no_lines(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "main.tf").write_text(CLUSTER.replace("IDLE", "600"))
    assert "^" in shown(tmp_path, capsys)
    assert "^" not in shown(tmp_path, capsys, "--no-excerpts")
    concise = shown(tmp_path, capsys, "--format", "concise").splitlines()
    assert [line.partition(" ")[0] for line in concise if "nat-idle-seconds" in line] == ["main.tf:21:29:"]


@pytest.mark.parametrize("meanwhile", ["changed", "gone"])
def test_what_was_judged_is_shown_whatever_became_of_the_file(tmp_path: Path, meanwhile: str) -> None:
    file = tmp_path / "main.tf"
    file.write_text(CLUSTER.replace("IDLE", "600"))
    workspace = FolderWorkspace(tmp_path, tmp_path)
    flags: Namespace = parser().parse_args([str(tmp_path), "--no-excerpts"])
    report = lint_workspace(workspace, configured(workspace, flags), flags)
    if meanwhile == "gone":
        file.unlink()
    else:
        file.write_text("another file\n" * 30)
    lines = with_sources(report, workspace).sources["main.tf"]
    assert lines[21] == "  idle_timeout_in_minutes = 600"


def test_a_file_that_was_not_read_is_not_opened_to_be_shown(tmp_path: Path) -> None:
    file = tmp_path / "main.tf"
    file.write_text(CLUSTER.replace("IDLE", "600"))
    workspace = FolderWorkspace(tmp_path, tmp_path)
    flags = parser().parse_args([str(tmp_path), "--no-excerpts"])
    report = lint_workspace(workspace, configured(workspace, flags), flags)
    assert with_sources(report, FolderWorkspace(tmp_path, tmp_path)).sources == {}


@pytest.mark.parametrize(
    ("variables", "colored"),
    [
        ({}, False),
        ({"FORCE_COLOR": "1"}, True),
        ({"FORCE_COLOR": "0"}, False),
        ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
    ],
)
def test_colour_can_be_forced_and_refused(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    variables: dict[str, str],
    colored: bool,
) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    for name, text in variables.items():
        monkeypatch.setenv(name, text)
    (tmp_path / "main.tf").write_text(CLUSTER.replace("IDLE", "600"))
    assert ("\x1b[" in shown(tmp_path, capsys)) is colored


def test_no_excerpt_is_a_bracket_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    topology = Path(__file__).parent / "topologies/two-pools-one-missing"
    for name in ("main.bicep", "azuredeploy.json"):
        folder = tmp_path / name.partition(".")[2]
        folder.mkdir()
        (folder / name).write_bytes((topology / name).read_bytes())
        output = shown(folder, capsys)
        bare = [line for line in output.splitlines() if line.partition("|")[2].strip() in ("{", "[", "[{")]
        assert "|" in output
        assert not bare, bare
