"""A least version of azurerm settles what every later one has alike."""

from __future__ import annotations

import pytest

from natpin.formats.terraform.providers.declared import by_version
from natpin.languages.terraform.instance import Instance
from natpin.model.location import Location
from natpin.model.value import Unknown, Value


@pytest.mark.parametrize(
    ("version", "expected"),
    [("4+", "Standard"), ("5+", "Standard"), ("4", "Standard"), ("3", "Basic"), ("3+", None), (None, None)],
)
def test_default_by_version(version: str | None, expected: str | None) -> None:
    at = Location("main.tf", 1, 1)
    instance = Instance("azurerm_public_ip.a", "azurerm_public_ip", {}, at, provider_version=version)
    found = by_version(instance, 4, "Basic", "Standard", "the sku")
    if expected is None:
        assert isinstance(found, Unknown)
        assert ("no version is pinned" in found.reason) is (version is None)
    else:
        assert isinstance(found, Value)
        assert found.data == expected
        assert found.origin.whose == (
            f"azurerm {version[0]}.0 and later" if str(version).endswith("+") else f"azurerm {version}.x"
        )
