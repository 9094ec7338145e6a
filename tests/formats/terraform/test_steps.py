"""How a part of something unknown is called."""

from __future__ import annotations

import pytest

from natpin.languages.terraform.steps import attribute, indexed
from natpin.model.location import Location
from natpin.model.value import Unknown, Value

AT = Location("main.tf", 1, 1)


@pytest.mark.parametrize(
    ("whole", "part"),
    [
        ("module.net is not here (output subnets)", "module.net is not here (output subnets[aks].id)"),
        ("var.net has no default", "var.net has no default ([aks].id)"),
        ("it is made (by hand)", "it is made (by hand) ([aks].id)"),
    ],
)
def test_one_way_in_one_pair_of_brackets(whole: str, part: str) -> None:
    found = attribute(indexed(Unknown(whole), Value("aks"), AT), "id", AT)
    assert isinstance(found, Unknown)
    assert found.reason == part
