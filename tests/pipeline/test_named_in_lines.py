"""Looking at the lines that have an input's name finds what looking through the whole text finds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from natpin.model.record import replace
from natpin.pipeline.giving_tools import DEPLOYMENT, ENVIRONMENT, TFVARS, Tool
from natpin.pipeline.giving_words import said

PIECES = st.sampled_from(
    [
        *("attachNat", "ATTACHNAT", "attachNatToo", "_attachNat", "attach", "Nat", "ſ", "İ", "é"),
        *("=", "==", ":", "-", "--parameters ", "-p ", " ", "\t", "\n", "\r\n", "'", '"', "[", "]", "(", ")"),
        *("{", "}", ",", "$", "${", ".", "\\", "#", "//", "value", "true", "1", "@", "echo ", "new ", "x"),
    ]
)


@pytest.mark.parametrize("tool", [DEPLOYMENT, ENVIRONMENT, TFVARS])
@given(st.lists(PIECES, max_size=40).map("".join))
def test_lines_that_have_the_name_are_enough(tool: Tool, text: str) -> None:
    _agree(tool, text)


@pytest.mark.parametrize("tool", [DEPLOYMENT, ENVIRONMENT, TFVARS])
@pytest.mark.parametrize(
    "line",
    [
        "az deployment group create --parameters attachNat=true other=1 attachNat=false",
        "  attachNat=true",
        "New-AzResourceGroupDeployment -attachNat $true -x 1",
        "@{ attachNat = $true; attachNat=1 }",
        "parameters['attachNat'] = 1",
        '{"attachNat": {"value": 1}}',
        "attachNat: { value: 1 }",
        "attachNat: new { value = 1 }",
        "echo attachNat = 1",
        "export attachNat=1",
    ],
)
def test_each_way_to_give_an_input_is_found(tool: Tool, line: str) -> None:
    for text in (line, f"\n{line}\n", f"attachNat\n{line}\nattachNat", f"{line}\n{line}"):
        _agree(tool, text)


def _agree(tool: Tool, text: str) -> None:
    whole = replace(tool, in_lines=False)
    for pattern in (*tool.strong, *tool.weak):
        for path in ("deploy.sh", "deploy.py"):
            found = list(said(tool, pattern, "attachNat", path, text, text.lower()))
            assert found == list(said(whole, pattern, "attachNat", path, text, text.lower()))
