"""Commands outside of a page's blocks of code: those that bear on egress are told, sentences about them are not."""

from __future__ import annotations

import pytest

from natpin.formats import markdown
from natpin.formats.markdown.fences import blocks
from natpin.formats.markdown.outside import outside

COMMANDS = (
    ("az aks create -g g -n c", "az aks create"),
    ("az aks create \\\n  -g g -n c", "az aks create"),
    ("$ az aks nodepool add -g g --cluster-name c", "az aks nodepool add"),
    ("az aks update -g g -n c --outbound-type loadBalancer", "az aks update"),
    ("az aks update -g g \\\n  -n c \\\n  --nat-gateway-idle-timeout 4", "az aks update"),
    ("ID=$(az network vnet subnet create -g g -n s --vnet-name v)", "az network vnet subnet create"),
    ("az network vnet subnet update --ids $ID --route-table out", "az network vnet subnet update"),
    ("az  network nat gateway update -g g -n n --idle-timeout 4", "az network nat gateway update"),
    ("New-AzAksCluster -ResourceGroupName g -Name c", "New-AzAksCluster"),
    ("Update-AzAksNodePool `\n  -ResourceGroupName g", "Update-AzAksNodePool"),
)
"""What stands on the lines, and what is told."""
SENTENCES = (
    "az aks create is the command that makes one.",
    "az aks create --help tells more.",
    "Run az aks create -g g -n c first.",
    "`az aks create -g g -n c`",
    "- az aks create --outbound-type takes a new value",
    "| az aks create -g g -n c | makes one |",
    "az aks update -g g -n c --attach-acr registry",
    "az aks get-credentials -g g -n c",
    "az network vnet subnet show -g g --vnet-name v",
    "az network vnet create -g g -n v",
)


def told(text: str) -> list[tuple[str, int]]:
    return [(one.said, one.at.line) for one in outside(text, blocks(text), "a.md")]


@pytest.mark.parametrize(("lines", "said"), COMMANDS, ids=[said for _, said in COMMANDS])
@pytest.mark.parametrize("blanks", ["", "  ", "    ", "\t"], ids=["first", "two", "four", "a tab"])
def test_a_command_of_its_own_is_told(lines: str, said: str, blanks: str) -> None:
    set_in = "\n".join(blanks + line for line in lines.split("\n"))
    assert told(f"# Make it\n\nThen:\n\n{set_in}\n\nDone.\n") == [(said, 5)]


@pytest.mark.parametrize("said", SENTENCES)
def test_a_sentence_is_none(said: str) -> None:
    assert told(f"{said}\n") == []


@pytest.mark.parametrize(("lines", "said"), COMMANDS, ids=[said for _, said in COMMANDS])
@pytest.mark.parametrize(
    "around",
    ["```bash\n{}\n```", "~~~\n{}\n~~~", "<!--\n{}\n-->", "<!--\n```bash\n{}\n```\n-->", "<pre>\n{}\n</pre>"],
)
def test_within_a_block_or_a_comment_it_is_not_outside(lines: str, said: str, around: str) -> None:
    assert told(f"Text.\n{around.format(lines)}\n") == []
    after = f"Text.\n{around.format(lines)}\n\n{lines}\n"
    assert [name for name, _ in told(after)] == [said]


def test_code_that_is_set_in_needs_no_second_flag() -> None:
    assert told("Then:\n\n    az aks create --name c\n") == [("az aks create", 3)]
    assert told("az aks create --name makes one.\n") == []


@pytest.mark.parametrize(
    ("page", "claimed", "networks"),
    [
        ("az aks create -g g -n c\n", True, False),
        ("The command az aks create -g g makes it.\n", False, False),
        ("```bash\naz network vnet subnet update -g g -n s --route-table out\n```\n", False, True),
        ("az network vnet subnet update -g g -n s --route-table out\n", False, True),
        ("Run `az network vnet subnet update` first.\n", False, False),
        ("```bash\naz vm create -g g\n```\n", False, False),
    ],
    ids=["lines", "a sentence", "networks", "lines on networks", "a sentence on networks", "machines"],
)
def test_which_pages_are_looked_at(page: str, claimed: bool, networks: bool) -> None:
    assert markdown.claims("a.md", page.encode()) is claimed
    assert markdown.changes_networks("a.md", page.encode()) is networks
