"""Pools of Cluster API whose control plane is not in the workspace, or in another folder of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from folders import linted, verdicts

from natpin.model.finding import Verdict

POOL = """\
apiVersion: infrastructure.cluster.x-k8s.io/v1beta1
kind: AzureManagedMachinePool
metadata: {name: spot, namespace: default}
spec: {mode: User, sku: Standard_D4s_v5%s}
"""
MACHINES = """\
---
apiVersion: cluster.x-k8s.io/v1beta1
kind: MachinePool
metadata: {name: spot, namespace: default}
spec:
  clusterName: pay
  replicas: 2
  template:
    spec:
      clusterName: pay
      infrastructureRef:
        apiVersion: infrastructure.cluster.x-k8s.io/v1beta1
        kind: AzureManagedMachinePool
        name: spot
"""
SYSTEM = (POOL % "" + MACHINES).replace("spot", "system")
PUBLIC = ", enableNodePublicIP: true"
PLANE = """\
apiVersion: infrastructure.cluster.x-k8s.io/v1beta1
kind: AzureManagedControlPlane
metadata: {name: %s, namespace: default}
spec: {location: westeurope, resourceGroupName: rg, outboundType: managedNATGateway}
"""
FAIL, UNKNOWN = Verdict.FAIL, Verdict.UNKNOWN


@pytest.mark.parametrize("pool", [POOL % PUBLIC + MACHINES, POOL % PUBLIC])
def test_a_pool_alone_is_judged(tmp_path: Path, pool: str) -> None:
    report = linted(tmp_path, {"pool.yaml": pool})
    assert verdicts(report, "node-public-ip") == [FAIL]
    assert verdicts(report, "outbound-type-not-nat") == [UNKNOWN]


@pytest.mark.parametrize(("plane", "expected"), [("pay", [FAIL]), ("other", [FAIL, Verdict.PASS])])
def test_one_in_another_folder_is_a_pool_of_the_cluster_that_it_names(
    tmp_path: Path, plane: str, expected: list[Verdict]
) -> None:
    """It is judged there, once."""
    files = {
        "clusters/plane.yaml": PLANE % plane + "---\n" + SYSTEM.replace("pay", plane),
        "pools/pool.yaml": POOL % PUBLIC + MACHINES,
    }
    assert sorted(map(str, verdicts(linted(tmp_path, files), "node-public-ip"))) == sorted(map(str, expected))
