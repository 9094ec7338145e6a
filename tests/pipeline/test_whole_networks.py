"""A network that another root writes with its subnets: what that does not say of a subnet is taken off."""

from __future__ import annotations

from pathlib import Path

import pytest
from folders import linted

from natpin.model.finding import Verdict

from .test_hub_connections import PAY
from .test_set_elsewhere import SUBNET

LOOKED_UP = 'data "azurerm_virtual_network" "n" {\n  name = "NETWORK"\n  resource_group_name = "rg"\n}\n'
ID = '"/subscriptions/s/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/NETWORK"'
BODY = '{ properties = { subnets = [{ name = "nodes", properties = { addressPrefix = "10.0.0.0/20" } }] } }'


def azapi(type_: str, of: str, body: str, method: str = "") -> str:
    """A root in which azapi writes a network."""
    return (
        f'{LOOKED_UP}resource "{type_}" "n" {{\n  type = "Microsoft.Network/virtualNetworks@2024-05-01"\n'
        f"  resource_id = {of}\n  body = {body}\n{method}}}\n"
    )


def action(method: str, of: str = ID, body: str = BODY) -> str:
    return azapi("azapi_resource_action", of, body, f'  method = "{method}"\n')


def update(body: str, of: str = "data.azurerm_virtual_network.n.id") -> str:
    return azapi("azapi_update_resource", of, body)


SET = 'az network vnet update -g rg -n NETWORK --set "subnets[0].natGateway=null"\n'
REMOTE = "az deployment group create -g rg --template-uri https://example.com/net.json\n"


@pytest.mark.parametrize(
    ("path", "text", "passes"),
    [
        ("hub/main.tf", action("PUT"), False),
        ("hub/main.tf", action("PUT", "data.azurerm_virtual_network.n.id"), False),
        ("hub/main.tf", action("PATCH"), False),
        ("hub/main.tf", action("PATCH", body="{ tags = { a = 1 } }"), True),
        ("hub/main.tf", action("GET"), True),
        ("hub/main.tf", update(BODY), False),
        ("hub/main.tf", update(BODY, ID), False),
        ("hub/main.tf", update("{ properties = { flowTimeoutInMinutes = 4 } }"), True),
        ("change.sh", SET, False),
        ("change.sh", SET.replace("-g rg", "-g two"), True),
        ("change.sh", SET.replace("subnets[0].natGateway=null", "tags.x=y"), True),
        ("deploy.sh", REMOTE, False),
        ("deploy.sh", REMOTE.replace("-g rg", "-g two"), True),
        ("deploy.sh", REMOTE.replace("-g rg", "-g $RG"), True),
        ("net.json", "{}", True),
    ],
)
def test_its_subnets_are_in_doubt(tmp_path: Path, path: str, text: str, passes: bool) -> None:
    def said(network: str) -> Verdict:
        report = linted(tmp_path / network, {**PAY, path: text.replace("NETWORK", network)})
        return next(one for one in report.stacks if one.stack.root == "pay").clusters[0].verdicts[SUBNET]

    assert (said("vnet") is Verdict.PASS) is passes
    if text != REMOTE:
        assert said("other") is Verdict.PASS


def test_a_template_of_this_repository_is_read_by_its_address(tmp_path: Path) -> None:
    files = {**PAY, "deploy.sh": REMOTE, "net.json": "{}"}
    report = linted(tmp_path, files)
    assert report.stacks[-1].clusters == () or report.stacks[-1].clusters[0].verdicts[SUBNET] is Verdict.PASS
