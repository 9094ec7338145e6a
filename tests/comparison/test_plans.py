"""A Terraform plan is judged as a change: by the state it starts from and the one it leads to."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from natpin.commands.linting import settings_of
from natpin.comparison.resolving import resolved_report
from natpin.config import discover
from natpin.formats.interface import Inputs
from natpin.formats.registry import READERS
from natpin.model.allocated import Allocated, LiveIp
from natpin.model.resource import PUBLIC_IP_PREFIX
from natpin.pipeline.lint import lint
from natpin.pipeline.settings import Settings
from natpin.policy.select import chosen
from natpin.workspace import FolderWorkspace

GROUP = "/subscriptions/0000/resourceGroups/payments-rg/providers/Microsoft"
NETWORK = f"{GROUP}.Network"
COMMON = {"resource_group_name": "payments-rg", "location": "westeurope"}

PREFIX = {**COMMON, "id": f"{NETWORK}/publicIPPrefixes/payments-egress", "name": "payments-egress"}
PREFIX |= {
    "prefix_length": 29,
    "ip_prefix": "20.1.2.0/29",
    "sku": "Standard",
    "ip_version": "IPv4",
    "zones": None,
}
SPARE = {**COMMON, "id": f"{NETWORK}/publicIPAddresses/spare", "name": "spare"}
SPARE |= {"ip_address": "20.9.9.9", "sku": "Standard", "allocation_method": "Static", "ip_version": "IPv4"}
GATEWAY = {**COMMON, "id": f"{NETWORK}/natGateways/nat", "name": "nat", "idle_timeout_in_minutes": 10}
NET = {**COMMON, "id": f"{NETWORK}/virtualNetworks/vnet", "name": "vnet", "address_space": ["10.0.0.0/16"]}
SUBNET = {
    "resource_group_name": "payments-rg",
    "id": f"{NETWORK}/virtualNetworks/vnet/subnets/nodes",
    "name": "nodes",
}
SUBNET |= {"virtual_network_name": "vnet", "address_prefixes": ["10.0.0.0/22"]}
CLUSTER = {
    **COMMON,
    "id": f"{GROUP}.ContainerService/managedClusters/payments",
    "name": "payments",
    "default_node_pool": [{"name": "system", "vnet_subnet_id": SUBNET["id"], "node_count": 3}],
    "network_profile": [{"network_plugin": "azure", "outbound_type": "userAssignedNATGateway"}],
}

STANDING: dict[str, dict[str, Any]] = {
    "azurerm_public_ip_prefix.egress": PREFIX,
    "azurerm_public_ip.spare": SPARE,
    "azurerm_nat_gateway.egress": GATEWAY,
    "azurerm_virtual_network.main": NET,
    "azurerm_subnet.nodes": SUBNET,
    "azurerm_nat_gateway_public_ip_prefix_association.egress": {
        "nat_gateway_id": GATEWAY["id"],
        "public_ip_prefix_id": PREFIX["id"],
    },
    "azurerm_nat_gateway_public_ip_association.spare": {
        "nat_gateway_id": GATEWAY["id"],
        "public_ip_address_id": SPARE["id"],
    },
    "azurerm_subnet_nat_gateway_association.nodes": {
        "subnet_id": SUBNET["id"],
        "nat_gateway_id": GATEWAY["id"],
    },
    "azurerm_kubernetes_cluster.payments": CLUSTER,
}
REFERENCES = {
    "azurerm_nat_gateway_public_ip_prefix_association.egress": {
        "nat_gateway_id": "azurerm_nat_gateway.egress",
        "public_ip_prefix_id": "azurerm_public_ip_prefix.egress",
    },
    "azurerm_nat_gateway_public_ip_association.spare": {
        "nat_gateway_id": "azurerm_nat_gateway.egress",
        "public_ip_address_id": "azurerm_public_ip.spare",
    },
}
COMPUTED = ("id", "ip_prefix", "ip_address", "public_ip_prefix_id", "public_ip_address_id")

Done = dict[str, str | dict[str, Any]]
"""Address to ``create``, ``delete``, ``replace``, or the arguments an update sets."""


def plan(done: Done) -> dict[str, Any]:
    """A plan that does it to what stands."""
    changes, after = [], []
    for address, values in STANDING.items():
        action = done.get(address, "no-op")
        kind, name = address.split(".")
        actions = {"replace": ["delete", "create"]}.get(str(action), [str(action)])
        planned: dict[str, Any] | None = values
        if isinstance(action, dict):
            actions, planned = ["update"], {**values, **action}
        unknown: dict[str, bool] = {}
        if action in ("create", "replace"):
            unknown = {name: True for name in COMPUTED if name in values}
            planned = {name: value for name, value in values.items() if name not in COMPUTED}
        if action == "delete":
            planned = None
        change = {
            "actions": actions,
            "before": None if action == "create" else values,
            "after": planned,
            "after_unknown": unknown,
        }
        about = {"address": address, "mode": "managed", "type": kind, "name": name}
        changes.append({**about, "change": change})
        if planned is not None:
            after.append({**about, "values": planned})
    configured = [
        {
            "address": address,
            "mode": "managed",
            "type": address.split(".")[0],
            "name": address.split(".")[1],
            "provider_config_key": "azurerm",
            "expressions": {
                name: {"references": [f"{target}.id", target]}
                for name, target in REFERENCES.get(address, {}).items()
            },
        }
        for address in STANDING
    ]
    return {
        "format_version": "1.2",
        "terraform_version": "1.9.8",
        "planned_values": {"root_module": {"resources": after}},
        "resource_changes": changes,
        "configuration": {"root_module": {"resources": configured}},
    }


BY_CIDR = "contract: [{cidr: 20.1.2.0/29, partners: [Acme Bank]}]"
BOTH = "contract: [{cidr: 20.1.2.0/29, partners: [Acme Bank]}, {ip: spare}]"
SPARE_ON = "azurerm_nat_gateway_public_ip_association.spare"
ON = "azurerm_subnet_nat_gateway_association.nodes"
PREFIX_ON = "azurerm_nat_gateway_public_ip_prefix_association.egress"
NEW_TYPE = {"network_profile": [{"network_plugin": "azure", "outbound_type": "loadBalancer"}]}
ABOUT = ("egress-ip-replaced", "egress-ip-added", "outbound-type-change-reips")


@pytest.mark.parametrize(
    ("contract", "done", "expected"),
    [
        (BOTH, {}, []),
        ("", {}, []),
        (
            BOTH,
            {"azurerm_public_ip_prefix.egress": "replace", PREFIX_ON: "replace"},
            ["egress-ip-replaced fail error"],
        ),
        (
            "",
            {"azurerm_public_ip_prefix.egress": "replace", PREFIX_ON: "replace"},
            ["egress-ip-replaced fail error"],
        ),
        (BOTH, {PREFIX_ON: "delete"}, ["egress-ip-replaced fail error"]),
        (
            BOTH,
            {PREFIX_ON: "delete", "azurerm_public_ip_prefix.egress": "delete"},
            ["egress-ip-replaced fail error"],
        ),
        (BY_CIDR, {"azurerm_public_ip.spare": "delete", SPARE_ON: "delete"}, []),
        (BOTH, {"azurerm_public_ip.spare": "delete", SPARE_ON: "delete"}, ["egress-ip-replaced fail error"]),
        (BY_CIDR, {SPARE_ON: "create"}, ["egress-ip-added fail warning"]),
        (BOTH, {SPARE_ON: "create"}, []),
        (
            BY_CIDR,
            {"azurerm_public_ip.spare": "create", SPARE_ON: "create"},
            ["egress-ip-added unknown warning"],
        ),
        (BOTH, {"azurerm_public_ip.spare": "create", SPARE_ON: "create"}, []),
        ("", {SPARE_ON: "create"}, []),
        (BOTH, {"azurerm_nat_gateway.egress": {"idle_timeout_in_minutes": 20}}, []),
        (BOTH, {ON: "delete"}, ["egress-ip-replaced fail error", "egress-ip-replaced fail error"]),
        (
            BOTH,
            {"azurerm_kubernetes_cluster.payments": NEW_TYPE},
            ["outbound-type-change-reips fail warning"],
        ),
        (BOTH, {"azurerm_kubernetes_cluster.payments": "create"}, []),
    ],
)
def test_what_a_plan_does_to_the_contract(
    contract: str, done: Done, expected: list[str], tmp_path: Path
) -> None:
    (tmp_path / "natpin.yaml").write_text(contract)
    (tmp_path / "plan.json").write_text(json.dumps(plan(done)))
    workspace = FolderWorkspace(tmp_path, tmp_path)
    config = discover(workspace)
    settings: Settings = settings_of(chosen(config), Inputs(), config, workspace)
    report = lint(workspace, READERS, settings)
    found = [
        f"{one.rule.id} {one.verdict.value} {one.severity.value}"
        for one in report.findings
        if one.rule.id in ABOUT
    ]
    assert report.skipped == ()
    assert found == expected


def test_an_address_that_the_plan_does_not_know_yet_is_not_the_one_of_today(tmp_path: Path) -> None:
    """Azure still has the old prefix under its name."""
    made_anew: Done = {"azurerm_public_ip_prefix.egress": "replace", PREFIX_ON: "replace"}
    (tmp_path / "plan.json").write_text(json.dumps(plan(made_anew)))
    folder = FolderWorkspace(tmp_path, tmp_path)
    report = lint(folder, READERS, Settings(chosen(discover(folder, None))))
    old = LiveIp(str(PREFIX["id"]), PUBLIC_IP_PREFIX, "payments-egress", "payments-rg", "0000", "20.1.2.0/29")
    (stack,) = resolved_report(report, Allocated(("0000",), (old,))).stacks
    told = [ip.cidr for path in stack.clusters[0].paths if isinstance(path.ips, tuple) for ip in path.ips]
    assert "20.1.2.0/29" not in told
    assert None in told
