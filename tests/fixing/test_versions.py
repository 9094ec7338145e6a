"""What the declared version does not know is not written, and the finding says which version it needs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from natpin.fixing import names
from natpin.fixing.why import NotMade

from .conftest import Natpin
from .spoiling import FILES, good

RULE = "default-outbound-access"
OLD, FIRST = "2021-02-01", "2023-05-01"
"""Microsoft's change log of subnets names the second one."""

BICEP = good((FILES / "main.bicep").read_text()).replace("          defaultOutboundAccess: false\n", "")
ARM = (
    good((FILES / "azuredeploy.json").read_text())
    .replace('"defaultOutboundAccess": false, ', "")
    .replace(',\n              "defaultOutboundAccess": false', "")
    .replace('\n              "defaultOutboundAccess": false,', "")
)
TERRAFORM = "\n".join(
    line
    for line in good((FILES / "main.tf").read_text()).split("\n")
    if "default_outbound_access_enabled" not in line
)


@pytest.mark.parametrize(("name", "text"), [("main.bicep", BICEP), ("azuredeploy.json", ARM)])
@pytest.mark.parametrize("version", [OLD, FIRST, "2022-05-02-preview", "2024-05-01"])
def test_an_api_version(name: str, text: str, version: str, tmp_path: Path, natpin: Natpin) -> None:
    assert "defaultOutboundAccess" not in text
    text = text.replace("2024-05-01", version)
    (tmp_path / name).write_text(text)
    _, found = natpin(tmp_path, "lint", ".")
    assert RULE in found
    known = version >= FIRST
    assert ("needs API version" in found) is not known
    _, told = natpin(tmp_path, "fix", ".", "--unsafe", "--rule", RULE)
    assert ("fixed  default-outbound-access" in told) is known
    if not known:
        assert f"not mended  {RULE}  because defaultOutboundAccess needs API version {FIRST} or newer" in told
        assert version in told
        assert (tmp_path / name).read_text() == text


@pytest.mark.parametrize(
    ("version", "said"),
    [
        ("= 3.21.1", "needs azurerm 3.107.0 or newer; the files say 3.21.1"),
        ("= 2.99.0", "needs azurerm 3.107.0 or newer; the files say 2.99.0"),
        ("~> 3.0", "needs azurerm 3.107.0 or newer; the files say 3"),
        ("= 3.117.0", "recreates the subnet in azurerm 3.117"),
        ("= 4.27.0", ""),
    ],
)
def test_a_version_of_azurerm(version: str, said: str, tmp_path: Path, natpin: Natpin) -> None:
    text, count = re.subn(r'( version *= )"[^"]*"', rf'\1"{version}"', TERRAFORM)
    assert count == 1
    (tmp_path / "main.tf").write_text(text)
    _, found = natpin(tmp_path, "lint", ".")
    assert RULE in found
    assert ("which needs azurerm 3.107.0 or newer" in " ".join(found.split())) is ("needs" in said)
    _, told = natpin(tmp_path, "fix", ".", "--unsafe", "--rule", RULE)
    assert ("fixed  default-outbound-access" in told) is not said
    assert said in told
    assert ((tmp_path / "main.tf").read_text() == text) is bool(said)


def test_a_command_without_the_flag() -> None:
    names.check_command("az network vnet subnet create --name x", "--default-outbound-access")
    with pytest.raises(NotMade, match="az network vnet create has no --default-outbound-access"):
        names.check_command("az network vnet create --name x --subnet-name y", "--default-outbound-access")
