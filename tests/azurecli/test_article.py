"""Azure CLI itself, registered to the simulator as a cloud of its own, runs the article's commands.

Needs an installed `az` (hundreds of megabytes), so it has a make target of its own: NATPIN_AZ names the program.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from natpin.cli import main
from natpin.model.record import replace
from natpin.simulator import LIVE, Simulator

AZ = os.environ.get("NATPIN_AZ")
pytestmark = pytest.mark.skipif(not AZ, reason="NATPIN_AZ does not name an az program")

Az = Callable[..., Any]


@pytest.fixture(scope="module")
def azure() -> Iterator[Simulator]:
    # Retry-After: 1, since the CLI waits half a minute for an operation that says 0 or nothing.
    with Simulator(
        replace(LIVE, operation_seconds=0.1, cluster_operation_seconds=0.1, keep_bodies=True)
    ) as simulator:
        yield simulator


@pytest.fixture(scope="module")
def az(azure: Simulator, tmp_path_factory: pytest.TempPathFactory) -> Az:
    """Runs az with its own configuration; answers its JSON; fails with what it said."""
    folder = tmp_path_factory.mktemp("azure")
    environment = {
        **os.environ,
        "AZURE_CONFIG_DIR": str(folder),
        "REQUESTS_CA_BUNDLE": str(azure.ca_path),
        "AZURE_CORE_INSTANCE_DISCOVERY": "false",
        "AZURE_CORE_COLLECT_TELEMETRY": "false",
        "AZURE_CORE_NO_COLOR": "true",
        "HOME": str(folder),
    }

    def run(*words: str, check: bool = True) -> Any:
        command = [str(AZ), *words, "--only-show-errors", "--output", "json"]
        done = subprocess.run(
            command, env=environment, capture_output=True, text=True, timeout=300, check=False
        )
        if check:
            assert done.returncode == 0, f"az {' '.join(words)}\n{done.stderr}"
            return json.loads(done.stdout) if done.stdout.strip() else None
        return done

    run.environment = environment  # type: ignore[attr-defined]
    endpoints = azure.info()["endpoints"]
    run(
        "cloud", "register", "--name", "natpin", "--skip-endpoint-discovery",
        "--endpoint-resource-manager", endpoints["resourceManager"],
        "--endpoint-active-directory", endpoints["activeDirectory"],
        "--endpoint-active-directory-resource-id", endpoints["activeDirectoryResourceId"],
        "--endpoint-management", endpoints["resourceManager"],
    )  # fmt: skip
    run("cloud", "set", "--name", "natpin")
    run(
        "login",
        "--service-principal",
        "-u",
        azure.client_id,
        "-p",
        azure.client_secret,
        "--tenant",
        azure.tenant,
    )
    return run


def test_the_articles_commands(azure: Simulator, az: Az, tmp_path: Path) -> None:
    group = az("group", "create", "-n", "myResourceGroup", "-l", "westeurope")
    assert group["properties"]["provisioningState"] == "Succeeded"
    in_group = ("-g", "myResourceGroup")
    prefix = az("network", "public-ip", "prefix", "create", *in_group, "-n", "myPrefix", "--length", "28")
    assert prefix["ipPrefix"] == "203.0.113.0/28"
    az(
        "network",
        "nat",
        "gateway",
        "create",
        *in_group,
        "-n",
        "myNAT",
        "--public-ip-prefixes",
        "myPrefix",
        "--idle-timeout",
        "4",
    )
    nat = az("network", "nat", "gateway", "update", *in_group, "-n", "myNAT", "--idle-timeout", "10")
    assert nat["idleTimeoutInMinutes"] == 10
    refused = az(
        "network", "nat", "gateway", "update", *in_group, "-n", "myNAT", "--idle-timeout", "600", check=False
    )
    assert refused.returncode != 0
    assert "not between 4 and 120 minutes" in refused.stderr
    az("network", "vnet", "create", *in_group, "-n", "myVnet", "--address-prefixes", "10.0.0.0/16")
    az(
        "network",
        "vnet",
        "subnet",
        "create",
        *in_group,
        "--vnet-name",
        "myVnet",
        "-n",
        "mySubnet",
        "--address-prefixes",
        "10.0.1.0/24",
    )
    subnet = az(
        "network",
        "vnet",
        "subnet",
        "update",
        *in_group,
        "--vnet-name",
        "myVnet",
        "-n",
        "mySubnet",
        "--nat-gateway",
        "myNAT",
    )
    assert subnet["natGateway"]["id"] == nat["id"]
    key = tmp_path / "key.pub"
    key.write_text("ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQC7 nobody@example.com\n")
    create = (
        "aks", "create", *in_group, "-n", "myAKS", "--network-plugin", "azure", "--vnet-subnet-id", subnet["id"],
        "--service-cidr", "10.2.0.0/16", "--dns-service-ip", "10.2.0.10", "--no-ssh-key", "--skip-subnet-role-assignment",
    )  # fmt: skip
    refused = az(*create, check=False)
    assert refused.returncode != 0
    assert "userAssignedNATGateway" in refused.stderr  # the article's own omission
    cluster = az(*create, "--outbound-type", "userAssignedNATGateway")
    assert cluster["networkProfile"]["outboundType"] == "userAssignedNATGateway"
    shown = az("aks", "show", *in_group, "-n", "myAKS")
    assert shown["agentPoolProfiles"][0]["vnetSubnetId"] == subnet["id"]
    assert [
        request.path for request in azure.requests if request.status is not None and request.status >= 500
    ] == []


def test_aks_create_gives_its_identity_the_role_on_the_subnet(azure: Simulator, az: Az) -> None:
    in_group = ("-g", "roleGroup")
    az("group", "create", "-n", "roleGroup", "-l", "westeurope")
    az("network", "nat", "gateway", "create", *in_group, "-n", "nat")
    az("network", "vnet", "create", *in_group, "-n", "vnet", "--address-prefixes", "10.0.0.0/16")
    subnet = az(
        "network", "vnet", "subnet", "create", *in_group, "--vnet-name", "vnet", "-n", "nodes",
        "--address-prefixes", "10.0.0.0/24", "--nat-gateway", "nat",
    )  # fmt: skip
    az(
        "aks", "create", *in_group, "-n", "aks", "--network-plugin", "azure", "--vnet-subnet-id", subnet["id"],
        "--service-cidr", "10.2.0.0/16", "--dns-service-ip", "10.2.0.10", "--no-ssh-key",
        "--outbound-type", "userAssignedNATGateway",
    )  # fmt: skip
    roles = [
        entry
        for entry in azure.world.policy
        if "/roleAssignments/" in entry.id and subnet["id"].lower() in entry.id.lower()
    ]
    assert [entry.properties["roleDefinitionId"].rsplit("/", 1)[-1] for entry in roles] == [
        "4d97b98b-1d4f-4787-a291-c67834d212e7"
    ]


def test_a_template_is_validated_foreseen_and_deployed(azure: Simulator, az: Az, tmp_path: Path) -> None:
    """``az deployment group`` with a template, its parameters, a deployment inside of it and its outputs."""
    az("group", "create", "-n", "deployed", "-l", "westeurope")
    inner = {
        "$schema": SCHEMA,
        "contentVersion": "1.0.0.0",
        "resources": [PREFIX],
        "outputs": {
            "cidr": {
                "type": "string",
                "value": "[reference(resourceId('Microsoft.Network/publicIPPrefixes', 'pfx')).ipPrefix]",
            }
        },
    }
    nested = {
        "type": "Microsoft.Resources/deployments",
        "apiVersion": "2024-07-01",
        "name": "addresses",
        "properties": {
            "mode": "Incremental",
            "expressionEvaluationOptions": {"scope": "inner"},
            "template": inner,
        },
    }
    gateway = {
        "type": "Microsoft.Network/natGateways",
        "apiVersion": "2024-05-01",
        "name": "nat",
        "location": "[resourceGroup().location]",
        "sku": {"name": "Standard"},
        "dependsOn": ["[resourceId('Microsoft.Resources/deployments', 'addresses')]"],
        "properties": {
            "idleTimeoutInMinutes": "[parameters('minutes')]",
            "publicIpPrefixes": [{"id": "[resourceId('Microsoft.Network/publicIPPrefixes', 'pfx')]"}],
        },
    }
    made = {
        "$schema": SCHEMA,
        "contentVersion": "1.0.0.0",
        "parameters": {"minutes": {"type": "int"}},
        "resources": [gateway, nested],
        "outputs": {"cidr": {"type": "string", "value": "[reference('addresses').outputs.cidr.value]"}},
    }
    file = tmp_path / "template.json"
    file.write_text(json.dumps(made))
    given = ("-g", "deployed", "-n", "first", "--template-file", str(file), "--parameters")
    az("deployment", "group", "validate", *given, "minutes=10")
    foreseen = az("deployment", "group", "what-if", *given, "minutes=10", "--no-pretty-print")
    assert {one["changeType"] for one in foreseen["changes"]} == {"Create"}
    done = az("deployment", "group", "create", *given, "minutes=10")
    assert done["properties"]["provisioningState"] == "Succeeded"
    assert done["properties"]["outputs"]["cidr"]["value"].endswith("/31")
    assert (
        az("network", "nat", "gateway", "show", "-g", "deployed", "-n", "nat")["idleTimeoutInMinutes"] == 10
    )
    foreseen = az("deployment", "group", "what-if", *given, "minutes=30", "--no-pretty-print")
    assert {one["changeType"] for one in foreseen["changes"]} == {"Modify", "NoChange"}
    refused = az("deployment", "group", "create", *given, "minutes=500", check=False)
    assert refused.returncode != 0
    assert "DeploymentFailed" in refused.stderr
    assert {one["name"] for one in az("deployment", "group", "list", "-g", "deployed")} == {
        "first",
        "addresses",
    }


SCHEMA = "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#"
PREFIX = {
    "type": "Microsoft.Network/publicIPPrefixes",
    "apiVersion": "2024-05-01",
    "name": "pfx",
    "location": "[resourceGroup().location]",
    "sku": {"name": "Standard"},
    "properties": {"prefixLength": 31},
}


def test_pools_go_to_a_subnet_of_their_own(
    azure: Simulator, az: Az, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What ``natpin adopt --own-subnet`` writes, run by az."""
    home = f"/subscriptions/{azure.subscription}/resourceGroups"
    network = f"{home}/shared/providers/Microsoft.Network/virtualNetworks/net"
    subnet = {"name": "nodes", "properties": {"addressPrefix": "10.0.0.0/20"}}
    azure.seed(
        {
            "id": network,
            "location": "westeurope",
            "properties": {"addressSpace": {"addressPrefixes": ["10.0.0.0/16"]}, "subnets": [subnet]},
        }
    )
    for name in ("one", "two"):
        pool = {"name": "system", "mode": "System", "count": 2, "vmSize": "Standard_D4s_v5"}
        azure.seed(
            {
                "id": f"{home}/shared/providers/Microsoft.ContainerService/managedClusters/{name}",
                "location": "westeurope",
                "identity": {"type": "SystemAssigned"},
                "properties": {
                    "dnsPrefix": name,
                    "agentPoolProfiles": [{**pool, "vnetSubnetID": f"{network}/subnets/nodes"}],
                    "networkProfile": {"networkPlugin": "azure", "outboundType": "loadBalancer"},
                },
            }
        )
    azure.settle()
    identity = (azure.get(f"{home}/shared/providers/Microsoft.ContainerService/managedClusters/one") or {})[
        "identity"
    ]
    azure.grant(identity["principalId"], "Network Contributor", network)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "info.json").write_text(json.dumps({**azure.info(), "caFile": str(azure.ca_path)}))
    cluster = f"{azure.subscription}/shared/one"
    flags = ["--azure-info", "info.json", "--write", "adopt"]
    assert main(["adopt", cluster, *flags, "--own-subnet", "own=10.0.128.0/20"]) == 1
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/az").symlink_to(str(AZ))
    environment = {**az.environment, "PATH": f"{tmp_path / 'bin'}:{os.environ['PATH']}"}  # type: ignore[attr-defined]
    for file in ("own-1-new-pools.sh", "own-2-old-pools.sh"):
        done = subprocess.run(
            ["bash", f"adopt/{file}"],
            env=environment,
            capture_output=True,
            text=True,
            timeout=500,
            check=False,
        )
        assert done.returncode == 0, done.stderr
    pools = az("aks", "nodepool", "list", "-g", "shared", "--cluster-name", "one")
    assert [(one["name"], one["vnetSubnetId"].rsplit("/", 1)[-1]) for one in pools] == [("system2", "own")]
    assert main(["adopt", cluster, *flags]) == 0
