"""Whether an ARM id that a manifest writes is the object that another manifest declares: group and subscription count."""

from __future__ import annotations

from pathlib import Path

import pytest
from folders import linted, verdicts

from natpin.model.finding import Verdict

PASS, UNKNOWN = Verdict.PASS, Verdict.UNKNOWN
GATEWAY = """\
apiVersion: network.azure.com/v1api20220701
kind: NatGateway
metadata: {name: egress}
spec: {location: westeurope, owner: {name: net}, sku: {name: Standard}}
---
apiVersion: network.azure.com/v1api20240301
kind: VirtualNetworksSubnet
metadata: {name: nodes}
spec:
  owner: {name: hub}
  addressPrefix: 10.0.0.0/20
  natGateway:
    reference: {group: network.azure.com, kind: NatGateway, name: egress}
---
"""
OWNER = """\
apiVersion: network.azure.com/v1api20240301
kind: VirtualNetwork
metadata: {name: hub}
spec: {owner: {name: net}, addressSpace: {addressPrefixes: [10.0.0.0/16]}}
---
apiVersion: resources.azure.com/v1api20200601
kind: ResourceGroup
metadata: {name: net}
spec: {location: westeurope}
---
"""
CLUSTER = """\
apiVersion: containerservice.azure.com/v1api20240901
kind: ManagedCluster
metadata: {name: pay}
spec:
  location: westeurope
  owner: {name: net}
  networkProfile: {networkPlugin: azure, outboundType: userAssignedNATGateway}
  agentPoolProfiles:
  - name: system
    mode: System
    count: 3
    vmSize: Standard_D4s_v5
    vnetSubnetReference: {armId: %s}
"""
ID = "/subscriptions/1111/resourceGroups/net/providers/Microsoft.Network/virtualNetworks/hub/subnets/nodes"


def secret(name: str, subscription: str, namespace: str = "default", member: str = "stringData") -> str:
    return (
        f"apiVersion: v1\nkind: Secret\nmetadata: {{name: {name}, namespace: {namespace}}}\n"
        f"{member}: {{AZURE_SUBSCRIPTION_ID: {subscription}}}\n---\n"
    )


def annotated(manifests: str, secret_: str = "theirs") -> str:
    """The objects with a credential of their own."""
    note = f"annotations: {{serviceoperator.azure.com/credential-from: {secret_}}}"
    for name in ("egress", "nodes", "hub", "net"):
        manifests = manifests.replace(f"metadata: {{name: {name}}}", f"metadata: {{name: {name}, {note}}}")
    return manifests


NETWORK = GATEWAY + OWNER
OF_NAMESPACE, OF_OPERATOR = "aso-credential", ("aso-controller-settings", "azureserviceoperator-system")


@pytest.mark.parametrize(
    ("network", "id_", "expected"),
    [
        pytest.param(NETWORK, ID, PASS, id="the object itself"),
        pytest.param(GATEWAY, ID, UNKNOWN, id="its owner, and so its group, is not here"),
        pytest.param(NETWORK, ID.replace("/net/", "/other/"), UNKNOWN, id="another group"),
        pytest.param(NETWORK, ID.replace("/hub/", "/spoke/"), UNKNOWN, id="another network"),
        pytest.param(secret(OF_NAMESPACE, "'1111'") + NETWORK, ID, PASS, id="the namespace's subscription"),
        pytest.param(secret(OF_NAMESPACE, "'2222'") + NETWORK, ID, UNKNOWN, id="another one"),
        pytest.param(
            secret(OF_NAMESPACE, "MjIyMg==", member="data") + NETWORK, ID, UNKNOWN, id="another one, encoded"
        ),
        pytest.param(
            secret(OF_NAMESPACE, "MTExMQ==", member="data") + NETWORK, ID, PASS, id="the same one, encoded"
        ),
        pytest.param(
            secret(OF_NAMESPACE, "'2222'", "team") + NETWORK, ID, PASS, id="that of another namespace"
        ),
        pytest.param(
            secret(OF_OPERATOR[0], "'2222'", OF_OPERATOR[1]) + NETWORK, ID, UNKNOWN, id="operator's"
        ),
        pytest.param(
            secret(OF_OPERATOR[0], "'2222'", OF_OPERATOR[1]) + secret(OF_NAMESPACE, "'1111'") + NETWORK,
            ID,
            PASS,
            id="the namespace's wins over the operator's",
        ),
        pytest.param(secret(OF_NAMESPACE, "'ENC[AES256_GCM,data:x]'") + NETWORK, ID, UNKNOWN, id="encrypted"),
        pytest.param(secret(OF_NAMESPACE, "'${SUB}'") + NETWORK, ID, UNKNOWN, id="put in when applied"),
        pytest.param(
            secret(OF_NAMESPACE, "'${SUB}'") + NETWORK,
            f"'{ID.replace('1111', '${SUB}')}'",
            PASS,
            id="the same put in",
        ),
        pytest.param(annotated(NETWORK), ID, UNKNOWN, id="the secret of its own is not here"),
        pytest.param(
            secret("theirs", "'1111'") + annotated(NETWORK), ID, PASS, id="the secret of its own names it"
        ),
        pytest.param(
            secret("theirs", "'2222'") + annotated(NETWORK), ID, UNKNOWN, id="the secret of its own does not"
        ),
    ],
)
def test_what_an_id_means(network: str, id_: str, expected: Verdict, tmp_path: Path) -> None:
    assert verdicts(linted(tmp_path, {"all.yaml": network + CLUSTER % id_})) == [expected]


def test_a_secret_of_another_environment_does_not_count(tmp_path: Path) -> None:
    files = {
        "dev/secret.yaml": secret(OF_NAMESPACE, "'2222'"),
        "prod/secret.yaml": secret(OF_NAMESPACE, "'1111'"),
        "prod/all.yaml": NETWORK + CLUSTER % ID,
    }
    assert verdicts(linted(tmp_path, files)) == [PASS]
